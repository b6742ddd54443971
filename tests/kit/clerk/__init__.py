"""A clerk's slips: one small mistake in a filled workbook, and what may come of it."""
