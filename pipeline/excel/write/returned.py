"""The workbook we send back: a fresh blank with what they wrote, the faulty cells marked, and a list of the problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel import layout
from pipeline.excel.cells.cell import COVERED, Broken, same_name, shown
from pipeline.excel.cells.suggest import Named, Suggest, next_numbers, suggestions
from pipeline.excel.check import check
from pipeline.excel.corrections import changed
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.messages import NO_RESULT, TOTAL
from pipeline.excel.package import same_bytes
from pipeline.excel.read.scan import position
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.excel.write.cover import compose, cover_label, cover_rows, open_at, tick_head_row
from pipeline.excel.write.form import Row, letter_of, note
from pipeline.excel.write.looks import keep_looks
from pipeline.excel.write.problems import (
    SETTLED,
    Leftover,
    Listed,
    Spot,
    Unsettled,
    kept_at,
    write_others,
    write_problems,
    write_upgrade,
)
from pipeline.excel.write.styles import mark, styles
from schemas.base import Sheet, columns, declaration, digest, key, title
from schemas.cover import cover_columns


def drop_harmful_suggestions(sent: Workbook, listed: Sequence[Listed]) -> list[Listed]:
    """The lines of 问题清单, those of a row without their suggestions where all of them taken together give a new error."""
    offered = [one for one in listed if one.suggested]
    if not offered:
        return list(listed)
    tried = changed(
        sent,
        {(f.place.sheet, f.place.cell): (one.value, one.suggested) for one in offered for f in [one.finding]},
    )
    tabs = {one.finding.place.sheet for one in offered}
    known = {(one.finding.code, one.finding.place) for one in listed}
    spoilt = {
        (f.place.sheet, f.place.row)
        for name, raw in tried.sheets.items()
        if raw.title in tabs
        for f in _errors(tried, name)
        if (f.code, f.place) not in known
    }
    return [
        one._replace(suggested="") if (one.finding.place.sheet, one.finding.place.row) in spoilt else one
        for one in listed
    ]


def _errors(tried: Workbook, name: str) -> list[Finding]:
    sheet = tried.book.sheet(name)
    frame, findings = typed(sheet, [tried])
    findings += check(
        sheet, frame, {tried.file: tried.sheets[name].letters}, unreadable(sheet, [tried], findings)
    )
    return [f for f in findings if f.severity is Severity.ERROR]


_GRAVEST_FIRST = tuple(Severity)
_AUTHOR = "问题清单"
_VALUE_LETTER = "B"  # of the cover
_NO_NAMES: Named = {}


@dataclass(frozen=True)
class _Copy:
    """A sheet of theirs as it stands in our copy: its rows by their new numbers, and how far down they moved."""

    sheet: type[Sheet]
    rows: dict[int, Row]
    moved: int

    @property
    def number(self) -> str:
        """The column with the numbers that no two workbooks share; "" where it has none."""
        return declaration(self.sheet).number

    @cached_property
    def next_numbers(self) -> dict[int, str]:
        """Row without a number -> the next one that is free."""
        texts = {row: shown(cells[self.number]) for row, cells in sorted(self.rows.items()) if self.number}
        lacking = [row for row, text in texts.items() if not text]
        return dict(zip(lacking, next_numbers(filter(None, texts.values()), len(lacking)), strict=False))


def returned(
    sent: Workbook,
    findings: Iterable[Finding],
    lists: Mapping[str, Sequence[str]],
    others: Sequence[Leftover] = (),
    named: Named = _NO_NAMES,
    unsettled: Unsettled = SETTLED,
) -> bytes:
    """The .xlsx to send back for a workbook that was read, with the findings of that one file.

    Every cell is kept as it was read. Rows keep their numbers, unless they began above the form's first row: then all
    rows of that sheet move down alike. `lists` are those of a blank, `named` the people who may be suggested by name;
    `others` come from `leftovers.others`; `unsettled` says which checks still wait."""
    workbook, copies = _rewritten(sent, lists)
    suggest, kept = suggestions(lists, named), kept_at(others)
    listed = drop_harmful_suggestions(
        sent, [_listed(sent, copies, suggest, kept, finding) for finding in sorted(findings)]
    )
    _mark(workbook, listed, copies)
    looks = styles(workbook)
    write_problems(workbook, listed, looks, unsettled)
    write_others(workbook, others, looks)
    open_at(workbook, layout.PROBLEMS)
    return same_bytes(workbook)


_NO_ROWS: Mapping[str, Sequence[Row]] = {}


def upgraded(
    sent: Workbook,
    lists: Mapping[str, Sequence[str]],
    others: Sequence[Leftover],
    added: Mapping[str, Sequence[Row]],
    changes: Sequence[tuple[str, str, str]],
) -> bytes:
    """The .xlsx of today's form with all that an earlier one held, cell by cell as it was read; `added`: sheet key -> rows that
    come below theirs, `changes`: what is new, where, and what it means, for the sheet 升级说明."""
    workbook, copies = _rewritten(sent, lists, added)
    properties: Any = workbook.custom_doc_props  # type: ignore[attr-defined]  # missing in its stubs
    properties[layout.STAMP].value = layout.stamp(
        sent.book.key, digest(sent.book), sent.book.left_out, _blank_columns(sent)
    )
    moved = [
        ("移动", one.title, f"各行下移 {copies[one.title].moved} 行，内容不变")
        for one in sent.sheets.values()
        if copies[one.title].moved
    ]
    looks = styles(workbook)
    write_upgrade(workbook, [*changes, *moved], looks)
    write_others(workbook, others, looks)
    open_at(workbook, layout.UPGRADED)
    return same_bytes(workbook)


def _blank_columns(sent: Workbook) -> list[str]:
    """The columns of today's form that the workbook has nowhere: until somebody writes there they ask for nothing."""
    return [
        f"{name}.{column.name}"
        for name, raw in sent.sheets.items()
        for column in columns(sent.book.sheet(name))
        if column.edition > 1 and column.name not in raw.letters and column.default is None
    ]


def _rewritten(
    sent: Workbook, lists: Mapping[str, Sequence[str]], added: Mapping[str, Sequence[Row]] = _NO_ROWS
) -> tuple[openpyxl.Workbook, dict[str, _Copy]]:
    """Today's form with what they wrote, and the copy of each of their sheets by its title in the file."""
    copies = {raw.title: _copy(sent, sent.book.sheet(name), raw) for name, raw in sent.sheets.items()}
    rows = {key(copy.sheet): sorted(copy.rows.items()) for copy in copies.values()}
    for name, more in added.items():
        last = max((number for number, _ in rows.get(name, ())), default=layout.FIRST_ROW - 1)
        rows[name] = [*rows.get(name, ()), *enumerate(more, start=last + 1)]
    cover = {name: _kept(sent, cell.place, cell.raw) for name, cell in sent.cover.items()}
    ticks = {name: cell.raw for name, cell in sent.ticks.items()}
    workbook = compose(sent.book, cover, rows, lists, ticks)
    workbook.epoch = CALENDAR_MAC_1904 if sent.from_1904 else workbook.epoch
    for raw in sent.sheets.values():
        copy = copies[raw.title]
        keep_looks(workbook[title(copy.sheet)], copy.sheet, raw, copy.moved)
    return workbook, copies


def _kept(sent: Workbook, place: Place, raw: object) -> object:
    """What the copy has in the cell: as it was read, and of a formula without a result the text."""
    if type(raw) is not Broken or raw or raw is COVERED:
        return raw
    return layout.FORMULA_MARK + sent.formulas.get(place.sheet, {}).get(position(place.cell), "=")


def _copy(sent: Workbook, sheet: type[Sheet], raw: RawSheet) -> _Copy:
    moved = max(
        0,
        layout.FIRST_ROW - min((number for number, _ in (*raw.rows, *raw.waiting)), default=layout.FIRST_ROW),
    )
    names = [column.name for column in columns(sheet)]
    rows: dict[int, Row] = {}
    for number, cells in (*raw.rows, *raw.waiting):
        marked = {layout.MARK_TITLE: layout.GIVEN_MARK} if number in raw.given else {}
        kept = [
            _kept(sent, Place(sent.file, raw.title, number, raw.letters.get(name, "")), cell)
            for name, cell in zip(names, cells, strict=True)
        ]
        rows[number + moved] = dict(zip(names, kept, strict=True)) | marked
    return _Copy(sheet, rows, moved)


def _listed(
    sent: Workbook,
    copies: Mapping[str, _Copy],
    suggest: Suggest,
    kept: Callable[[Place], Spot | None],
    finding: Finding,
) -> Listed:
    if finding.place.sheet and same_name(finding.place.sheet) in (
        same_name(layout.COVER),
        same_name(sent.cover_title),
    ):
        return Listed(finding, _cover_spot(sent, finding))
    copy = copies.get(finding.place.sheet)
    if copy is None:
        return Listed(finding, kept(finding.place))
    at = {column.title: index for index, column in enumerate(columns(copy.sheet))}.get(finding.column)
    letter = get_column_letter(layout.MARK_COLUMN) if at is None else letter_of(at)
    row = finding.place.row + copy.moved
    if row not in copy.rows:
        there = (
            kept(finding.place) if finding.place.letter and (at is None or finding.code == TOTAL) else None
        )
        return Listed(finding, there or Spot(title(copy.sheet), f"{letter}{layout.HEAD_ROW}"))
    column = None if at is None else columns(copy.sheet)[at]
    spot = Spot(title(copy.sheet), f"{letter}{row}")
    if column is None:
        return Listed(finding, spot)
    if held := copy.rows[row][column.name]:
        return Listed(finding, spot, suggest(column, held) or _instead(finding, held), shown(held))
    return Listed(finding, spot, copy.next_numbers.get(row, "") if column.name == copy.number else "")


def _instead(finding: Finding, held: object) -> str:
    """What the finding itself suggests, if it speaks of all that the cell holds."""
    return finding.suggested if same_name(finding.value) == same_name(shown(held)) else ""


def _cover_spot(sent: Workbook, finding: Finding) -> Spot:
    at = cover_rows(sent.book)
    asked = [tick_head_row(sent.book) + number for number in range(1, len(sent.book.ticks) + 1)]
    known = {title(sheet): row for sheet, row in zip(sent.book.ticks, asked, strict=True)}
    for column in cover_columns(sent.book):
        known[column.title] = known[cover_label(column, sent.book.unit)] = at[column.name]
    ticks = {
        sent.ticks[key(sheet)].place: row
        for sheet, row in zip(sent.book.ticks, asked, strict=True)
        if key(sheet) in sent.ticks
    }
    row = ticks.get(finding.place) or known.get(finding.column, layout.TITLE_ROW)
    return Spot(layout.COVER, f"{_VALUE_LETTER}{row}")


def _without_result(sheet: str, copies: Mapping[str, _Copy]) -> list[Spot]:
    """Every cell of the sheet whose formula had no result: the one finding about them stands on each."""
    copy = next(one for one in copies.values() if title(one.sheet) == sheet)
    return [
        Spot(sheet, f"{letter_of(at)}{row}")
        for row, cells in copy.rows.items()
        for at, column in enumerate(columns(copy.sheet))
        if str(cells[column.name]).startswith(layout.FORMULA_MARK)
    ]


def _mark(workbook: openpyxl.Workbook, listed: Iterable[Listed], copies: Mapping[str, _Copy]) -> None:
    """Fill and comment the faulty cells; what concerns a sheet as a whole stands in the list alone."""
    written = {title(copy.sheet): copy.rows for copy in copies.values()}
    together: dict[Spot, list[Finding]] = {}
    for finding, spot, *_ in listed:
        if spot and (
            spot.sheet == layout.COVER or coordinate_from_string(spot.cell)[1] in written.get(spot.sheet, ())
        ):
            for one in (
                _without_result(spot.sheet, copies)
                if finding.code == NO_RESULT and spot.sheet in written
                else [spot]
            ):
                together.setdefault(one, []).append(finding)
    for spot, findings in together.items():
        cell = workbook[spot.sheet][spot.cell]
        workbook[spot.sheet].column_dimensions[coordinate_from_string(spot.cell)[0]].hidden = False
        mark(cell, min((one.severity for one in findings), key=_GRAVEST_FIRST.index))
        cell.comment = note("\n".join(f"{one.message}。{one.remedy}。" for one in sorted(findings)), _AUTHOR)
