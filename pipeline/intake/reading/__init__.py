"""The input folder to workbooks: what lies in it, read once, by several processes, and kept for the next run."""
