"""验算表: the period once more, by the formulas of a spreadsheet."""
