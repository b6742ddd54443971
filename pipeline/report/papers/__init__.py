"""What is signed: the circular workbook, Word papers, the hand-over."""
