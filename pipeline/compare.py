"""Two workbooks of the same kind laid side by side: which cells differ, which rows are new or gone."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from pipeline.excel.cells.cell import shown
from pipeline.excel.cells.kinds import parse, show
from pipeline.excel.workbook import Workbook
from schemas.base import Column, Sheet, columns, key, title

_MOST_ALIGNED = 1_000  # rows; beyond them rows are compared number by number


class Row(NamedTuple):
    """A row: its Excel number and the text of each declared cell, as understood."""

    number: int
    texts: tuple[str, ...]


class Difference(NamedTuple):
    """Where two workbooks differ: 组织生活 B17 with both texts; 组织生活 第17行 with None where the row is not there."""

    where: str
    before: str | None
    after: str | None


Pair = tuple[Row | None, Row | None]  # before and after


def numbered(sheet: type[Sheet]) -> int | None:
    """The index of the column by which a row is known from one workbook to the next; None where a sheet has none."""
    return next((index for index, column in enumerate(columns(sheet)) if column.unique), None)


def rows_of(workbook: Workbook, sheet: type[Sheet]) -> list[Row]:
    """The rows of a sheet; a cell that cannot be understood is as it is written."""
    raw = workbook.sheets.get(key(sheet))
    order = columns(sheet)
    return [] if raw is None else [
        Row(number, tuple([_text(column, value, workbook.from_1904) for column, value in zip(order, cells, strict=True)]))
        for number, cells in raw.rows]


def differences(sheet: type[Sheet], before: Workbook, after: Workbook) -> Iterator[Difference]:
    """Every difference of a sheet; rows belong together by their number where the sheet has one, else by their order."""
    for old, new in _pairs(sheet, rows_of(before, sheet), rows_of(after, sheet)):
        if old is not None and new is not None:
            yield from _cells(sheet, old, new, after)
        elif row := new or old:
            where = f"{title(sheet)} 第{row.number}行"
            yield Difference(where, *((None, "") if old is None else ("", None)))


def _cells(sheet: type[Sheet], old: Row, new: Row, after: Workbook) -> Iterator[Difference]:
    letters = after.sheets[key(sheet)].letters
    for column, was, now in zip(columns(sheet), old.texts, new.texts, strict=True):
        if was != now:
            yield Difference(f"{title(sheet)} {letters.get(column.name, '')}{new.number}", was, now)


@lru_cache(65_536, typed=True)
def _text(column: Column, value: object, from_1904: bool) -> str:
    parsed = parse(column.kind, value, column.choices, from_1904)
    return shown(value) if parsed.problem else show(column.kind, parsed.value)


def _pairs(sheet: type[Sheet], before: list[Row], after: list[Row]) -> Iterator[Pair]:
    at = numbered(sheet)
    if at is not None:
        old, new = ({row.texts[at]: row for row in rows} for rows in (before, after))
        if len(old) == len(before) and len(new) == len(after):
            yield from ((old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old]))
            return
    if max(len(before), len(after)) > _MOST_ALIGNED:
        first, last = ({row.number: row for row in rows} for rows in (before, after))
        yield from ((first.get(number), last.get(number)) for number in sorted({*first, *last}))
        return
    yield from _in_order(before, after)


def _in_order(before: list[Row], after: list[Row]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [row.texts for row in before], [row.texts for row in after], autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what != "equal":
            old, new = before[first:last], after[start:end]
            for index in range(max(len(old), len(new))):
                yield old[index] if index < len(old) else None, new[index] if index < len(new) else None
