"""The accepted rows of a sheet as plain records: nothing as None, days as dates, and where each row stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import name_order, plain
from pipeline.core.exact import exact, half_up
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.table import StatisticRow
from schemas.base import Column, Kind, Sheet, columns, declaration, key, title
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET
from schemas.words import BRANCH, TEAM


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame; what is missing is None, and a time is its day."""
    names = list(frame.columns)
    columns = [[_plain(value) for value in frame[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    """The value, None for what is missing (None, NA, NaT, NaN: the one value unlike itself), a day for a time."""
    if value is None or value is pd.NA or value != value:
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def rows(evaluation: Evaluation, key: str) -> list[StatisticRow]:
    """The rows of the period on the sheet of that key, in the order of the files; `unit` is who filled in the workbook."""
    frame, unit_of = evaluation.tables.frames[key], evaluation.tables.unit_of
    return [
        StatisticRow(unit_of[file], cells, place=f"{file} › {sheet} › 第{row}行")
        for (file, sheet, row), cells in zip(frame.index, records(frame), strict=True)
    ]


def named(evaluation: Evaluation, person: str | None) -> str:
    """张示例（0101）; the number alone where the directory has no such person, "" for nobody."""
    return evaluation.tables.directory.numbered(person)


def branches(evaluation: Evaluation) -> list[str]:
    """The branches whose workbook is there, by name."""
    return sorted(
        set(evaluation.tables.frames["branch"]["branch"]) - set(evaluation.tables.missing), key=name_order
    )


def teams(evaluation: Evaluation) -> dict[str, str]:
    """The teams of those branches, by name -> their branch."""
    present = set(branches(evaluation))
    teams = evaluation.tables.directory.teams
    return {team: teams[team] for team in sorted(teams, key=name_order) if teams[team] in present}


def units(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """Kind, name and parent of those branches, then of those teams."""
    return [(BRANCH, branch, "") for branch in branches(evaluation)] + [
        (TEAM, team, branch) for team, branch in teams(evaluation).items()
    ]


def share(above: int, below: int) -> float | None:
    """Per cent, at most 100, as it is printed (two decimals, half up); None where there is nothing to divide by."""
    return float(half_up(min(Fraction(100), Fraction(100 * above, below)), 2)) if below else None


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of the values that are there, as it is printed; None of none."""
    present = [exact(value) for value in values if value is not None]
    return float(half_up(sum(present, Fraction(0)) / len(present), 2)) if present else None


_BOOKS = (SUBMISSION, CHECK, REVIEW, TARGET, DIRECTORY)
_PERSON = "person.person"
_PAIRED = ("guide", "learner")  # a person, or the branch and the team that it guides
_DISCREET = "见评星报告第七部分"  # what was decided over a unit, and by which document (rules 10.2)
_NUMBERS = (Kind.WHOLE, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row: whose workbook it is in, its cells as text ("" where nothing stands), and where it stands."""

    unit: str
    cells: tuple[str, ...]
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class SheetRegister:
    """A sheet: the heading and the kind of each column, and its rows."""

    key: str
    title: str
    book: str
    heads: tuple[tuple[str, Kind], ...]
    entries: tuple[RegisterRow, ...]

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Each workbook that its rows come from, after the unit that filled it in."""
        return tuple(dict.fromkeys((entry.unit, entry.file) for entry in self.entries))

    @property
    def units(self) -> int:
        """How many units filled it in."""
        return len({entry.unit for entry in self.entries})


def registers(evaluation: Evaluation) -> tuple[SheetRegister, ...]:
    """A register for each sheet that is asked, in the order of the workbooks; one that several workbooks have stands once."""
    sheets: dict[type[Sheet], str] = {}
    for book in _BOOKS:
        for sheet in book.asked_on(evaluation.tables.period.start).sheets:
            sheets.setdefault(sheet, book.title)
    return tuple(_register(evaluation, sheet, book) for sheet, book in sheets.items())


def _register(evaluation: Evaluation, sheet: type[Sheet], book: str) -> SheetRegister:
    asked, discreet = columns(sheet), declaration(sheet).discreet
    places = [(file, number) for file, _, number in evaluation.tables.frames[key(sheet)].index]
    heads = tuple((c.title, c.kind) for c in asked)
    entries = []
    for row, (file, number) in zip(rows(evaluation, key(sheet)), places, strict=True):
        cells = [
            _DISCREET if text and c.name in discreet else text
            for c in asked
            for text in [_shown(evaluation, c, row.cells[c.name])]
        ]
        entries.append(RegisterRow(row.unit, tuple(cells), file, number))
    return SheetRegister(key(sheet), title(sheet), book, heads, tuple(entries))


def _shown(evaluation: Evaluation, column: Column, value: Any) -> str:
    """A cell as a person reads it: people by name and number, days as they are written."""
    if value is None:
        return ""
    if column.kind in _NUMBERS:
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if column.refers_to == _PERSON or column.name in _PAIRED:
        return "、".join(named(evaluation, one) for one in str(value).split("、"))
    return str(value)
