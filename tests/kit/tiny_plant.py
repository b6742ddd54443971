"""Small plants as tables: a few rows of any sheet under the default rulebook, for the tests of the pure core."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from pipeline.core.period import Period, parse_period
from pipeline.evidence.tables import Tables
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import Inbox
from pipeline.intake.select import Selection
from pipeline.rulebook.defaults import default_rules
from pipeline.rulebook.rules import Rulebook, build_rulebook
from schemas.base import Kind, Sheet, columns, key, title
from schemas.books import DECLARED, DIRECTORY, RULEBOOK, SHEETS, SUBMISSION
from schemas.indicator import LAYERS

FIRST_ROW = 6
RULES, NAMES, OFFICE = "细则.xlsx", "名册.xlsx", "党委.xlsx"
_LEDGERS = ("pledge", "wish", "request")
Rules = dict[str, list[dict[str, Any]]]
_OWN = {key(sheet) for sheet in SUBMISSION.sheets}
_LIST = {key(sheet) for sheet in DIRECTORY.sheets}


@dataclass(frozen=True)
class Row:
    """One row of a sheet in a file."""

    sheet: str
    file: str
    cells: Mapping[str, Any]


def row(sheet: str, by: str = "甲支部", **cells: Any) -> Row:
    """A row with these cells; required cells that are not given hold their example, the others stay blank.

    `by` is the branch or department in whose workbook it stands."""
    unknown = set(cells) - {c.name for c in columns(SHEETS[sheet])}
    assert not unknown, unknown
    said = DECLARED[sheet].follows  # what follows from other cells has its example too
    filled = {c.name: c.example if c.required or c.name in said else None for c in columns(SHEETS[sheet])}
    file = (
        NAMES
        if sheet in _LIST
        else f"{by}.xlsx"
        if sheet in _OWN or sheet in ("check", "conclusion", "unit_check", "passed_item")
        else OFFICE
    )
    return Row(sheet, file, filled | cells)


def branch(name: str = "甲支部", **cells: Any) -> Row:
    """A branch with a committee, founded long ago."""
    return row("branch", branch=name, **{"founded": "2010-01-01", "secretary": "01", **cells})


def team(name: str = "锅炉班", of: str = "甲支部", **cells: Any) -> Row:
    """A team of the branch, founded long ago."""
    return row("team", team=name, branch=of, **{"founded": "2010-01-01", "leader": "01", **cells})


def member(number: str, of: str = "甲支部", **cells: Any) -> Row:
    """A Party member who works days, in no group and in no committee."""
    return row(
        "person",
        person=number,
        name=f"员工{number}",
        branch=of,
        **{"politics": "正式党员", "shift": "否", **cells},
    )


def colleague(number: str, of: str = "甲支部", **cells: Any) -> Row:
    """An employee who is not a Party member."""
    return member(number, of, **{"politics": "群众", **cells})


def frame(sheet: type[Sheet], rows: Iterable[Row]) -> pd.DataFrame:
    """The typed frame of a sheet, as the engine gives it."""
    found = [(number, one) for number, one in enumerate(rows, FIRST_ROW) if one.sheet == key(sheet)]
    data = {}
    for column in columns(sheet):
        values = [one.cells[column.name] for _, one in found]
        dtype = _dtypes(sheet)[column.name]
        if column.kind is Kind.DATE:
            values = [None if value is None else dt.datetime.fromisoformat(str(value)) for value in values]
        data[column.name] = pd.Series(values, dtype=dtype).array
    places: list[Any] = [
        [one.file for _, one in found],
        [title(sheet)] * len(found),
        [number for number, _ in found],
    ]
    return pd.DataFrame(data, index=pd.MultiIndex.from_arrays(places, names=["file", "sheet", "row"]))


def frames(rows: Iterable[Row]) -> dict[str, pd.DataFrame]:
    """A frame for every sheet there is, most of them empty."""
    given = list(rows)
    used = {one.sheet for one in given}
    return {name: frame(sheet, given) if name in used else _empty(name) for name, sheet in SHEETS.items()}


@cache
def _dtypes(sheet: type[Sheet]) -> dict[str, str]:
    return {name: str(column.dtype) for name, column in sheet.to_schema().columns.items()}


@cache
def _empty(name: str) -> pd.DataFrame:
    return frame(SHEETS[name], [])


def unchanged(rules: Rules) -> None:
    """The rules as they are."""


def rule_frames(change: Callable[[Rules], object] = unchanged) -> dict[str, pd.DataFrame]:
    """The frames of the default rulebook after a change of its rows."""
    rules = default_rules()
    change(rules)
    return {
        key(sheet): frame(sheet, [Row(key(sheet), RULES, cells) for cells in rules[key(sheet)]])
        for sheet in RULEBOOK.sheets
    }


@cache
def rulebook(change: Callable[[Rules], object] = unchanged) -> Rulebook:
    """The default rulebook after a change of its rows; every place says its sheet, row and column."""
    return build_rulebook(rule_frames(change), lambda name, index, column: f"{name} {index[2]} {column}")


def setting(name: str, value: str) -> Callable[[Rules], object]:
    """A change of one setting."""
    return lambda rules: next(one for one in rules["setting"] if one["name"] == name).update(value=value)


def tables(
    *rows: Row,
    period: str = "2019Q3",
    rules: Callable[[Rules], object] = unchanged,
    missing: tuple[str, ...] = (),
    earlier: Iterable[Row] = (),
    last: Iterable[Row] = (),
    refused: Iterable[Row] = (),
) -> Tables:
    """The tables of a period that holds these rows; `earlier`: rows of the year's other workbooks.

    `last`: rows of last quarter's standing workbooks, their numbers of rows as if they stood alone; `refused`: rows of the
    period that are not used."""
    found, target = frames(rows), parse_period(period)
    assert target is not None
    before = list(earlier)
    year = frames([*before, *rows]) if before else found
    in_last = [Row(one.sheet, f"{target.previous().name}/{one.file}", one.cells) for one in last]
    not_used = [Row(one.sheet, f"{one.file}", one.cells) for one in refused]
    files = {one.file for one in [*rows, *before, *in_last, *not_used]}
    unused = {
        name: rows.rename(index=lambda n: n + 1000, level="row") for name, rows in frames(not_used).items()
    }
    return Tables(
        period=target,
        frames=found,
        year={
            name: year[name]
            for name in ("meeting", "training", "duty", "achievement", "action", "wish", "request")
        },
        unit_of={file: file.rpartition("/")[2].removesuffix(".xlsx") for file in files},
        letters=letters(files),
        titles=titles(files),
        rulebook=rulebook(rules),
        missing=missing,
        refused={name: unused[name] for name in _LEDGERS},
        written={name: pd.concat([found[name], unused[name]]) for name in ("check", "unit_check")},
        before={name: rows for name, rows in frames(in_last).items() if name in _LEDGERS},
        cover_periods={file: target.previous() if "/" in file else target for file in files},
    )


def letters(files: Iterable[str]) -> dict[tuple[str, str], dict[str, str]]:
    """The column letters of every sheet in these files; of the indicators as they stand on one sheet."""
    return {
        (file, name): {c.name: get_column_letter(at) for at, c in enumerate(columns(sheet), 2)}
        for file in files
        for name, sheet in SHEETS.items()
        if sheet not in LAYERS
    }


def titles(files: Iterable[str]) -> dict[tuple[str, str], str]:
    """The tab names of every sheet in these files."""
    return {(file, name): title(sheet) for file in files for name, sheet in SHEETS.items()}


def inbox(*rows: Row, rules: Callable[[Rules], object] = unchanged) -> Selection:
    """The choice of an input folder with a directory of these rows and a rulebook."""
    found = frames(rows) | rule_frames(change=rules)
    files = (RULES, NAMES)
    refused: dict[str, frozenset[Any]] = {name: frozenset() for name in found}
    whole = Inbox(Path(), (), found, refused, letters(files), titles(files), (), {})
    rulebook, directory = _workbook(RULES, RULEBOOK), _workbook(NAMES, DIRECTORY)
    return Selection(whole, Period(2019, 7, 3), directory=directory, rulebook=rulebook)


def _workbook(file: str, book: Any) -> Workbook:
    return Workbook(file, "", book, True, False, False, {}, {}, {})
