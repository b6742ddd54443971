"""A typed frame against its schema: the only module that runs pandera, and what its answers mean in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel.cells.cell import same_name
from pipeline.excel.cells.kinds import ITEM_MARK, parse, show
from pipeline.excel.cells.printed import one_a_row
from pipeline.excel.cells.suggest import meant
from pipeline.excel.messages import say
from schemas.base import Column, Kind, Sheet, column_of, columns

Letters = Mapping[str, Mapping[str, str]]  # file -> column name -> letter
_LIMITS = {
    "greater_than_or_equal_to": "E212",
    "less_than_or_equal_to": "E213",
    "isin": "E211",
    "str_matches": "E214",
}
_MOST_CHOICES = 12
_CODED = (Kind.CODE, Kind.LIST)


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """The frame under check, its rows by number from 0, and the letters of its columns."""

    sheet: type[Sheet]
    rows: pd.DataFrame
    keys: list[tuple[str, str, int]]
    letters: Letters

    def say(self, code: str, at: int, column: Column, **facts: str) -> Finding:
        file, sheet, row = self.keys[at]
        place = Place(file, sheet, row, self.letters.get(file, {}).get(column.name, ""))
        return say(
            code,
            place,
            column=column.title,
            value=show(column.kind, self.rows[column.name].iat[at]),
            example=self.example(column),
            help=column.help.rstrip("。"),
            **facts,
        )

    def example(self, column: Column) -> str:
        """What a cell of the column looks like in this very plant; the column's example where it refers to nothing."""
        values = self.rows[column.name].dropna() if column.refers_to and column.kind in _CODED else ()
        return str(next(iter(values), show(column.kind, column.example))).split(ITEM_MARK)[0]


def check(
    sheet: type[Sheet],
    frame: pd.DataFrame,
    letters: Letters,
    unreadable: Collection[tuple[str, int, str]] = (),
) -> list[Finding]:
    """Everything in the frame that the schema does not allow, sorted; `letters`: file -> column name -> letter.

    A cell in `unreadable` (file, row, column name) is not called blank, nor one whose heading is missing; a rule over
    several cells is silent where it fails because of a cell that already has a finding, or lacks one of its columns."""
    if frame.empty:
        return []
    keys = [(file, tab, int(row)) for file, tab, row in frame.index]
    framed = _Frame(sheet, frame.reset_index(drop=True), keys, letters)
    known = frozenset(unreadable)
    errors = _errors(framed)
    cells = [finding for error in errors if error.column_name for finding in _cell(framed, error, known)]
    cells += [*_lists(framed), *_repeats(framed)]
    twins = list(_twins(framed))
    faulty = _faulty(framed, cells, known)
    rules = [error for error in errors if not error.column_name]
    # tried again with something good in every faulty cell: what still fails has another cause
    again = _errors(_mended(framed, faulty)) if faulty and rules else rules
    of_rules = [
        finding for error in rules for finding in _rule(framed, error, faulty, _failing(again, error))
    ]
    return sorted(one_a_row(sheet, frame, [*cells, *twins, *of_rules]))


def refused(findings: Iterable[Finding]) -> set[tuple[str, str, int]]:
    """(file, sheet, row) of the rows that have an error: they are not used."""
    return {
        (one.place.file, one.place.sheet, one.place.row)
        for one in findings
        if one.severity is Severity.ERROR and one.place.row
    }


def _errors(framed: _Frame) -> list[SchemaError]:
    """What pandera found; a schema or a rule that does not fit the frame is our own fault and stops the run."""
    try:
        framed.sheet.to_schema().validate(framed.rows, lazy=True)
    except SchemaErrors as errors:
        known = (SchemaErrorReason.SERIES_CONTAINS_NULLS, SchemaErrorReason.DATAFRAME_CHECK)
        for error in errors.schema_errors:
            if error.reason_code not in known:
                raise error from None
        return list(errors.schema_errors)
    return []


def _rows_of(error: SchemaError) -> list[int]:
    return sorted({int(at) for at in error.failure_cases["index"]})


def _cell(
    framed: _Frame, error: SchemaError, unreadable: AbstractSet[tuple[str, int, str]]
) -> Iterator[Finding]:
    column = column_of(framed.sheet, str(error.column_name))
    blank = error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS
    code = "E201" if blank else _LIMITS[str(error.check.name)]
    limit = column.minimum if code == "E212" else column.maximum
    for at in _rows_of(error):
        file, _, row = framed.keys[at]
        if blank and (
            column.name not in framed.letters.get(file, {}) or (file, row, column.name) in unreadable
        ):
            continue
        value = "" if blank else str(framed.rows[column.name].iat[at])
        yield framed.say(
            code,
            at,
            column,
            limit=show(column.kind, limit),
            hint=_hint(value, column.choices),
            choices=_offered(column.choices),
        )


def _hint(value: str, choices: tuple[str, ...]) -> str:
    near = meant(value, choices) if value else ""
    return f"；最接近的是“{near}”" if near else ""


def _offered(choices: tuple[str, ...]) -> str:
    rest = f" 等 {len(choices)} 项" if len(choices) > _MOST_CHOICES else ""
    return "、".join(choices[:_MOST_CHOICES]) + rest


def _lists(framed: _Frame) -> Iterator[Finding]:
    """Items of a list that are not among the column's choices, all those of a cell in one finding."""
    for column in columns(framed.sheet):
        if column.kind is not Kind.LIST or not column.choices:
            continue
        for at, text in enumerate(framed.rows[column.name]):
            items = str(text).split(ITEM_MARK) if pd.notna(text) else []
            strange = [item for item in items if item not in column.choices]
            if strange:
                yield framed.say(
                    "E218",
                    at,
                    column,
                    item=ITEM_MARK.join(strange),
                    hint=_hint(strange[0], column.choices),
                    choices=_offered(column.choices),
                )


def _repeats(framed: _Frame) -> Iterator[Finding]:
    """Every row of a group that shares, within one file, a value that must be unique."""
    for column in columns(framed.sheet):
        if not column.unique:
            continue
        groups: dict[tuple[str, str], list[int]] = {}
        for at, value in enumerate(framed.rows[column.name]):
            if pd.notna(value):
                groups.setdefault((framed.keys[at][0], same_name(show(column.kind, value))), []).append(at)
        for members in groups.values():
            rows = "、".join(str(framed.keys[at][2]) for at in members)
            if len(members) > 1:
                yield from (framed.say("E216", at, column, rows=rows) for at in members)


def _twins(framed: _Frame) -> Iterator[Finding]:
    """Rows that say in every cell what an earlier row of the file says, where no column tells them apart."""
    by_month = any(one.kind is Kind.MONTH and one.required for one in columns(framed.sheet))
    if by_month or any(one.unique for one in columns(framed.sheet)):
        return  # an item of a month may be due several times on one day
    first: dict[tuple[str, str], int] = {}
    texts = framed.rows.astype("string").fillna("").agg("\x1f".join, axis=1)
    for at, text in enumerate(texts):
        file, _, row = framed.keys[at]
        earlier = first.setdefault((file, text), row)
        if earlier != row and text.strip("\x1f"):
            column = next(one for one in columns(framed.sheet) if not framed.rows[one.name].isna().iat[at])
            yield framed.say("W132", at, column, rows=str(earlier))


def _faulty(
    framed: _Frame, cells: Iterable[Finding], unreadable: AbstractSet[tuple[str, int, str]]
) -> set[tuple[int, str]]:
    """Row (from 0) and column name of the cells that have a finding."""
    names = {column.title: column.name for column in columns(framed.sheet)}
    rows = {(file, row): at for at, (file, _, row) in enumerate(framed.keys)}
    faulty_cells = {(one.place.file, one.place.row, names[one.column]) for one in cells}
    return {(rows[file, row], name) for file, row, name in faulty_cells | unreadable if (file, row) in rows}


def _mended(framed: _Frame, faulty: Iterable[tuple[int, str]]) -> _Frame:
    """The frame with each column's example in its faulty cells."""
    rows, of_column = framed.rows.copy(), dict[str, list[int]]()
    for at, name in faulty:
        of_column.setdefault(name, []).append(at)
    for name, places in of_column.items():
        column = column_of(framed.sheet, name)
        value = parse(column.kind, column.example, column.choices).value
        good = pd.Series([value] * len(rows), dtype=rows[name].dtype)
        rows[name] = rows[name].where(~rows.index.isin(places), good)
    return replace(framed, rows=rows)


def _failing(errors: Iterable[SchemaError], like: SchemaError) -> set[int]:
    """The rows in which the same rule fails."""
    rule: Any = like.check
    return {at for error in errors if not error.column_name and error.check == rule for at in _rows_of(error)}


def _needs(framed: _Frame, rule: Any, names: Iterable[str]) -> bool:
    """True if the rule asks for one of these columns."""
    try:
        rule(framed.rows.iloc[:0].drop(columns=list(names)))
    except KeyError:
        return True
    return False


def _lacks(framed: _Frame, rule: Any, file: str) -> bool:
    """True if the rule asks for a column that the file does not have, which is said at its headings."""
    there = framed.letters.get(file)
    return there is not None and _needs(
        framed, rule, [one.name for one in columns(framed.sheet) if one.name not in there]
    )


def _others(framed: _Frame, rule: Any, column: Column) -> list[Column]:
    """The columns beside this one that the rule asks for."""
    return [one for one in columns(framed.sheet) if one != column and _needs(framed, rule, [one.name])]


def _in_row(others: Iterable[Column], letters: Mapping[str, str]) -> str:
    """The other cells of the row that a rule speaks of, without its number: equal findings of a column are one line."""
    cells = [
        f"“{one.title}”" + (f"（{letters[one.name]} 列）" if one.name in letters else "") for one in others
    ]
    return f"本行的{'、'.join(cells)}" if cells else "表头的填写说明"


def _rule(
    framed: _Frame, error: SchemaError, faulty: AbstractSet[tuple[int, str]], failing: AbstractSet[int]
) -> Iterator[Finding]:
    rule: Any = error.check
    column = column_of(framed.sheet, rule.statistics["cell"])
    others = _others(framed, rule, column)
    lacking = {file for file in {framed.keys[at][0] for at in _rows_of(error)} if _lacks(framed, rule, file)}
    for at in _rows_of(error):
        file = framed.keys[at][0]
        if at not in failing or (at, column.name) in faulty or file in lacking:
            continue
        code = "E217" if framed.rows[column.name].isna().iat[at] else "E215"
        beside = _in_row(others, framed.letters.get(file, {}))
        yield framed.say(code, at, column, says=str(rule.error), others=beside)
