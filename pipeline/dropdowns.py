"""What the dropdowns of blanks and returned copies offer: the values in force of every referenced column."""

from __future__ import annotations

from pipeline.collect import Inbox
from pipeline.select import Selection
from schemas.base import columns
from schemas.books import SHEETS


def dropdowns(inbox: Inbox, chosen: Selection) -> dict[str, list[str]]:
    """"sheet.column" -> the values of that column in the workbooks of the selection, sorted, each once."""
    references = {c.refers_to for sheet in SHEETS.values() for c in columns(sheet) if c.refers_to}
    found = {}
    for reference in sorted(references):
        key, column = reference.split(".")
        found[reference] = sorted(set(inbox.rows(key, chosen.files)[column].dropna()))
    return found
