"""The engine: declared sheets <-> workbooks. It knows sheets, columns, cells and findings, and nothing else."""
