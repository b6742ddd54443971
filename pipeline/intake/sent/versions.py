"""Which of a unit's workbooks of a period stands: the latest. Two that cannot be put in an order are told (rules 1.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.core.finding import Finding, Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import shown
from pipeline.excel.cells.kinds import parse, show
from pipeline.excel.workbook import Workbook, listed
from pipeline.intake.collect import as_of, way
from pipeline.intake.messages import say
from schemas.base import Column, Kind, Sheet, columns, key
from schemas.cover import REPLACEMENT

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
    if raw is None:
        return []
    texts = [_texts(column, workbook.from_1904) for column in columns(sheet)]
    return [
        Row(number, tuple([text(value) for text, value in zip(texts, cells, strict=True)]))
        for number, cells in raw.rows
    ]


def differences(sheet: type[Sheet], before: Workbook, after: Workbook) -> Iterator[Difference]:
    """Every difference of a sheet; rows belong together by their number where the sheet has one, else by their order."""
    for old, new in _pairs(sheet, rows_of(before, sheet), rows_of(after, sheet)):
        if old is not None and new is not None:
            yield from _cells(sheet, old, new, after)
        elif row := new or old:
            raw = (before if new is None else after).sheets[key(sheet)]
            where = f"{raw.title} 第{row.number}行"
            yield Difference(where, *((None, "") if old is None else ("", None)))


def _cells(sheet: type[Sheet], old: Row, new: Row, after: Workbook) -> Iterator[Difference]:
    raw = after.sheets[key(sheet)]
    for column, was, now in zip(columns(sheet), old.texts, new.texts, strict=True):
        if was != now:
            yield Difference(f"{raw.title} {raw.letters.get(column.name, '')}{new.number}", was, now)


@cache
def _texts(column: Column, from_1904: bool) -> Callable[[object], str]:
    """How the cells of a column are read; each value of it is understood once."""

    @lru_cache(4_096, typed=True)
    def text(value: object) -> str:
        parsed = parse(column.kind, value, column.choices, from_1904)
        return shown(value) if parsed.problem else show(column.kind, parsed.value)

    return text


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
    matcher = SequenceMatcher(
        None, [row.texts for row in before], [row.texts for row in after], autojunk=False
    )
    for what, first, last, start, end in matcher.get_opcodes():
        if what != "equal":
            old, new = before[first:last], after[start:end]
            for index in range(max(len(old), len(new))):
                yield old[index] if index < len(old) else None, new[index] if index < len(new) else None


SUPERSEDED, REPEATED, CONTRADICTED, NAMELESS = (
    "已被较新的一份取代",
    "内容相同，只计一份",
    "与另一份矛盾",
    "封面没有写单位",
)
_CELLS_NAMED = 5
_FEW = 10  # rows; below them nothing can be said of whose they are


@dataclass(slots=True, eq=False)
class Choice:
    """The workbook that stands, why each other one does not (file -> one of the words above), and what is to be told."""

    workbook: Workbook
    aside: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def current_version(unit: str, rivals: Sequence[Workbook], misnamed: Collection[str] = ()) -> Choice:
    """The latest stands. One without a day stands where it is no copy of another: its blank cell stops the report.

    Of two of the same day one whose cover is right goes before the `misnamed`."""
    if not unit:  # nobody's, so that they are no versions of one another; each is told at its cover
        *others, last = sorted(rivals, key=lambda w: w.file)
        return Choice(last, {w.file: NAMELESS for w in others})
    ordered = sorted(rivals, key=lambda w: (*_rank(w), w.file not in misnamed, w.file))
    dated, undated = [w for w in ordered if as_of(w)], [w for w in ordered if not as_of(w)]
    choice = Choice(
        ([*dated, *(w for w in undated if not any(same(w, one) for one in dated))] or undated)[-1]
    )
    last = choice.workbook
    unordered = []
    for one in (w for w in [*dated, *undated] if w is not last):
        if as_of(one) and _rank(one) < _rank(last):
            choice.aside[one.file] = SUPERSEDED
            code = "W410" if _strange(one, last) else "W402"
            choice.findings.append(say(code, Place(one.file), file=last.file, as_of=as_of(last), unit=unit))
        elif (copied := next((w for w in [last, *dated] if w is not one and same(one, w)), None)) is not None:
            choice.aside[one.file] = REPEATED
            choice.findings.append(say("W403", Place(one.file), file=copied.file, unit=unit))
        else:
            choice.aside[one.file] = CONTRADICTED
            unordered.append(one)
    if unordered and not as_of(last):
        choice.findings += _undated(unit, [*unordered, last])
    elif unordered:
        choice.findings += [_contradiction(unit, one, last) for one in unordered]
    return choice


def _rank(workbook: Workbook) -> tuple[str, bool]:
    """By its day; of one day what replaces all goes before what does not say so."""
    return as_of(workbook), way(workbook) == REPLACEMENT


def blank_day(workbook: Workbook) -> str:
    """The cell of the cover that ought to hold the day: 封面 B6."""
    cell = workbook.cover.get("as_of")
    return f"{layout.COVER} {cell.cell}" if cell else layout.COVER


def _undated(unit: str, rivals: Sequence[Workbook]) -> list[Finding]:
    """The same sentence at every blank day: whoever sent one of them sees it in the own copy."""
    without = [w for w in rivals if not as_of(w)]
    files, blank = "、".join(w.file for w in rivals), "、".join(f"{w.file} › {blank_day(w)}" for w in without)
    cells = [(w, w.cover.get("as_of")) for w in without]
    return [
        say(
            "E411",
            cell.place if cell else Place(w.file, layout.COVER),
            column="截至日期",
            value=show(Kind.DATE, cell.raw) if cell else "",
            unit=unit,
            files=files,
            blank=blank,
        )
        for w, cell in cells
    ]


def _contradiction(unit: str, one: Workbook, last: Workbook) -> Finding:
    cells = listed(_differing(one, last), _CELLS_NAMED)
    return say(
        "E412" if _strange(one, last) else "E404",
        Place(last.file),
        unit=unit,
        as_of=as_of(last),
        cells=cells,
        file=one.file,
    )


def _differing(one: Workbook, other: Workbook) -> list[str]:
    said = [{name: line.value for name, line in w.answers.items()} for w in (one, other)]
    places = {**one.answers, **other.answers}
    lines = [f"{layout.COVER} {places[n].cell}" for n in places if said[0].get(n) != said[1].get(n)]
    cells = (cell.where for sheet in other.book.sheets for cell in differences(sheet, one, other))
    return list(dict.fromkeys((*lines, *cells)))


def same(one: Workbook, other: Workbook) -> bool:
    """True if every row of the one stands in the other, and their covers answer alike for them, whoever saved them."""
    return one.sha256 == other.sha256 or not _differing(one, other)


def _strange(one: Workbook, other: Workbook) -> bool:
    """True if less than half of the rows of the shorter stand in the other: hardly two versions of one workbook."""
    first, second = (
        Counter((sheet, row.texts) for sheet in w.book.sheets for row in rows_of(w, sheet))
        for w in (one, other)
    )
    shorter = min(first.total(), second.total())
    return shorter >= _FEW and 2 * (first & second).total() < shorter
