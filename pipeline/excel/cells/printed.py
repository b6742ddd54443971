"""Rows that lack what a blank prints in them: what is empty there is one slip, and so it is one sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

import pandas as pd

from pipeline.core.finding import Finding, Severity
from pipeline.excel.messages import say
from schemas.base import Sheet, columns, declaration

NOT_PRINTED = "E366"
_EMPTY, _EMPTY_BY_RULE = "E201", "E217"
_BLANK = (_EMPTY, _EMPTY_BY_RULE, NOT_PRINTED)
_Row = tuple[str, str, int]  # file, sheet, row


@cache
def printed(sheet: type[Sheet]) -> Mapping[str, str]:
    """Name -> heading of the columns that a blank fills in."""
    filled_in = declaration(sheet).prefilled
    return {one.name: one.title for one in columns(sheet) if one.locked or one.name in filled_in}


def one_a_row(sheet: type[Sheet], rows: pd.DataFrame, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those of the printed cells that are empty in a row as one; where nothing else is written in that row, this
    one is all that is said of its empty cells."""
    findings, titles = list(findings), printed(sheet)
    lacking: dict[_Row, list[Finding]] = {}
    for one in findings:
        if one.code == _EMPTY and one.column in titles.values():
            lacking.setdefault(_row(one), []).append(one)
    if not lacking:
        return findings
    answered = _answered(sheet, rows)
    kept = [one for one in findings if _row(one) not in lacking or not _said_by_row(one, titles, answered)]
    return [*kept, *(_of_row(of_row) for of_row in lacking.values())]


def _said_by_row(one: Finding, titles: Mapping[str, str], answered: frozenset[_Row]) -> bool:
    """True for an empty cell of a row that lacks what is printed, if it is a printed one or no other cell is filled."""
    return one.code in _BLANK and (one.column in titles.values() or _row(one) not in answered)


def _of_row(blanks: list[Finding]) -> Finding:
    first = min(blanks)
    if len(blanks) == 1:
        return first
    headings = "、".join(f"“{one.column}”" for one in sorted(blanks))
    return say(NOT_PRINTED, first.place, column=first.column, headings=headings)


def _answered(sheet: type[Sheet], rows: pd.DataFrame) -> frozenset[_Row]:
    """The rows in which something stands beside what is printed."""
    others = [one.name for one in columns(sheet) if one.name not in printed(sheet)]
    filled = rows[others].notna().any(axis=1)
    return frozenset((file, tab, int(row)) for file, tab, row in rows.index[filled])


def _row(one: Finding) -> _Row:
    return one.place.file, one.place.sheet, one.place.row


def of_known_rows(
    sheets: Mapping[str, type[Sheet]], frames: Mapping[str, pd.DataFrame], findings: Iterable[Finding]
) -> list[Finding]:
    """The findings without what is empty in a row of which a printed cell is wrong, if it is printed too or if nothing else is
    written there: what belongs in the row is known when that cell is put right. `frames`: key of a sheet -> its rows."""
    findings = list(findings)
    wrong = {
        (_row(one), one.column)
        for one in findings
        if one.severity is Severity.ERROR and one.code not in _BLANK and one.place.letter
    }
    doubtful = {_row(one) for one in findings if one.code in _BLANK} & {place for place, _ in wrong}
    if not doubtful:
        return findings
    silent = {
        (place, heading)
        for key, sheet in sheets.items()
        for place, headings in _unsaid(sheet, frames[key], doubtful)
        if any((place, title) in wrong for title in printed(sheet).values())
        for heading in headings
    }
    return [one for one in findings if one.code not in _BLANK or (_row(one), one.column) not in silent]


def _unsaid(
    sheet: type[Sheet], frame: pd.DataFrame, places: Collection[_Row]
) -> Iterator[tuple[_Row, Collection[str]]]:
    """Those of the rows that are the sheet's, and the headings of which nothing is to be said there: the printed ones, all of
    them where nothing else is written."""
    titles = printed(sheet)
    rows = frame[frame.index.isin(places)] if titles else frame.iloc[:0]
    answered = _answered(sheet, rows)
    every = [one.title for one in columns(sheet)]
    for file, tab, row in rows.index:
        place = (file, tab, int(row))
        yield place, titles.values() if place in answered else every
