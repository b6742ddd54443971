"""Bytes of a file to a `Workbook`."""
