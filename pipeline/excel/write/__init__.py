"""Schemas and rows to blank and returned workbooks."""
