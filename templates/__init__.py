"""The pages' templates, their style and script, and the circular's template workbook, as package data."""
