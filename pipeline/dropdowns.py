"""What the dropdowns of blanks and returned copies offer: the values in force of every referenced column."""

from __future__ import annotations

import pandas as pd

from pipeline.collect import Inbox
from pipeline.excel.suggest import Named, name_in
from pipeline.select import Selection
from schemas.base import columns
from schemas.books import SHEETS

PERSON = "person.person"  # the column of the directory that people are referred to by


def dropdowns(inbox: Inbox, chosen: Selection) -> dict[str, list[str]]:
    """"sheet.column" -> the values of that column in the workbooks of the selection, sorted, each once."""
    references = {c.refers_to for sheet in SHEETS.values() for c in columns(sheet) if c.refers_to}
    found = {}
    for reference in sorted(references):
        key, column = reference.split(".")
        found[reference] = sorted(set(inbox.rows(key, chosen.files)[column].dropna()))
    return found


def named(inbox: Inbox, chosen: Selection) -> Named:
    """The people by name, who may be suggested where a 工号 is asked for and a name was written."""
    return {PERSON: by_name(inbox.rows("person", chosen.files))}


def by_name(people: pd.DataFrame) -> dict[str, set[str]]:
    """The name of everybody in these rows of the directory -> the 工号 of those who bear it."""
    found: dict[str, set[str]] = {}
    for person, name in people[["person", "name"]].dropna().itertuples(index=False, name=None):
        found.setdefault(name_in(name), set()).add(person)
    return found
