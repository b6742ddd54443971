"""Workbooks that go out: blanks, dropdowns, returned copies, and the proof that repaired copies read clean."""
