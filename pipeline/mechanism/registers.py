"""台账: every row that counts in the period, sheet by sheet, with each of its columns and where it stands; for the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pipeline.core.chinese import plain
from pipeline.mechanism.reading import named, rows
from pipeline.rating.evaluate import Evaluation
from schemas.base import Column, Kind, Sheet, columns, key, title
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET

_BOOKS = (SUBMISSION, CHECK, REVIEW, TARGET, DIRECTORY)
_PERSON = "person.person"
_PAIRED = ("guide", "learner")  # a person, or the branch and the team that it guides
_NUMBERS = (Kind.WHOLE, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: whose workbook it is in, its cells as text ("" where nothing stands), and where it stands."""

    unit: str
    cells: tuple[str, ...]
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Register:
    """A sheet: the heading and the kind of each column, and its rows."""

    key: str
    title: str
    book: str
    heads: tuple[tuple[str, Kind], ...]
    entries: tuple[Entry, ...]

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Each workbook that its rows come from, after the unit that filled it in."""
        return tuple(dict.fromkeys((entry.unit, entry.file) for entry in self.entries))

    @property
    def units(self) -> int:
        """How many units filled it in."""
        return len({entry.unit for entry in self.entries})


def registers(made: Evaluation) -> tuple[Register, ...]:
    """A register for each sheet, in the order of the workbooks; one that several workbooks have stands once."""
    sheets: dict[type[Sheet], str] = {}
    for book in _BOOKS:
        for sheet in book.sheets:
            sheets.setdefault(sheet, book.title)
    return tuple(_register(made, sheet, book) for sheet, book in sheets.items())


def _register(made: Evaluation, sheet: type[Sheet], book: str) -> Register:
    asked = columns(sheet)
    places = [(file, number) for file, _, number in made.tables.frames[key(sheet)].index]
    entries = [Entry(row.unit, tuple(_shown(made, c, row.cells[c.name]) for c in asked), file, number)
               for row, (file, number) in zip(rows(made, key(sheet)), places, strict=True)]
    return Register(key(sheet), title(sheet), book, tuple((c.title, c.kind) for c in asked), tuple(entries))


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
