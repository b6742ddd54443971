"""台账: every row that counts in the period, sheet by sheet, with each of its columns and where it stands; for the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate import Evaluation
from pipeline.mechanism.reading import named, rows
from pipeline.words import plain
from schemas.base import Column, Kind, Sheet, columns, key, title
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET

_BOOKS = (SUBMISSION, CHECK, REVIEW, TARGET, DIRECTORY)
_PERSON = "person.person"
_PAIRED = ("guide", "learner")  # a person, or the branch and the team that it guides
_NUMBERS = (Kind.WHOLE, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: whose workbook it is in, its cells as text ("" where nothing stands), and file › sheet › row."""

    unit: str
    cells: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Register:
    """A sheet: the heading of each column and whether it holds numbers, and its rows."""

    key: str
    title: str
    book: str
    heads: tuple[tuple[str, bool], ...]
    entries: tuple[Entry, ...]


def registers(made: Evaluation) -> tuple[Register, ...]:
    """A register for each sheet, in the order of the workbooks; one that several workbooks have stands once."""
    sheets: dict[type[Sheet], str] = {}
    for book in _BOOKS:
        for sheet in book.sheets:
            sheets.setdefault(sheet, book.title)
    return tuple(_register(made, sheet, book) for sheet, book in sheets.items())


def _register(made: Evaluation, sheet: type[Sheet], book: str) -> Register:
    asked = columns(sheet)
    entries = [Entry(row.unit, tuple(_shown(made, c, row.cells[c.name]) for c in asked), row.place) for row in rows(made, key(sheet))]
    return Register(key(sheet), title(sheet), book, tuple((c.title, c.kind in _NUMBERS) for c in asked), tuple(entries))


def _shown(made: Evaluation, column: Column, value: Any) -> str:
    """A cell as a person reads it: people by name and number, days as they are written."""
    if value is None:
        return ""
    if column.kind in _NUMBERS:
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if column.refers_to == _PERSON or column.name in _PAIRED:
        return "、".join(named(made, one) for one in str(value).split("、"))
    return str(value)
