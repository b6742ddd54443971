"""A restyled template workbook filled with values."""
