"""A rating to pages, papers, workbook and data."""
