"""The rules as data: what the rulebook workbook says, without deciding anything."""
