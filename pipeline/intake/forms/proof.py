"""The proof that the list of problems is complete: every listed cell put right, and the whole read again."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import openpyxl

from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.cells.cell import like, shown
from pipeline.excel.cells.suggest import name_in, options, suggestion
from pipeline.excel.corrections import accepted
from pipeline.excel.package import same_bytes
from pipeline.excel.read.child import read_guarded
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.excel.write.text import write
from pipeline.intake.collect import Inbox, as_of, inbox_of, unit_of
from pipeline.intake.examine import Examined, examine
from pipeline.intake.forms.blanks import dropdowns, named
from pipeline.intake.forms.marked import marked_copies
from pipeline.intake.select import expected, speaks_for
from schemas.base import Column, column_of, columns
from schemas.books import BOOKS
from schemas.cover import Cover


def cover_values(now: Examined, workbook: Workbook, finding: Finding) -> Iterator[object]:
    """What a field of the cover could hold: as suggested, as the period and the directory have it, the example; a tick or none."""
    name = next((name for name, cell in workbook.cover.items() if cell.place == finding.place), "")
    if not name:
        yield from (layout.TICK_YES, None)
        return
    field, raw = column_of(Cover, name), workbook.cover[name].raw
    yield from filter(None, [suggestion(field, raw, ())])
    yield from _MEANT[name](now, workbook) if name in _MEANT else ()
    yield field.example


def _plant(now: Examined, _: Workbook) -> list[str]:
    return [now.tables.rulebook.settings["电厂名称"]] if now.tables else []


def _units(now: Examined, workbook: Workbook) -> list[str]:
    """Whose it is by its rows; the units that miss a workbook of this kind, the one most like the cover's first."""
    here = {*now.chosen.submissions, *now.chosen.checks}
    absent = [unit for unit in expected(now.chosen).get(workbook.book.key, []) if unit not in here]
    near = like(unit_of(workbook), absent)
    return [
        *([owner.unit] if (owner := now.chosen.owners.get(workbook.file)) else []),
        *sorted(absent, key=lambda unit: unit != near),
    ]


def _periods(now: Examined, _: Workbook) -> list[str]:
    return [now.chosen.period.name, now.chosen.period.whole_year().name]


def _days(now: Examined, workbook: Workbook) -> list[dt.date]:
    """A day after the unit's other workbooks of the period, so that the order is clear; the period's last day without any."""
    chosen = now.chosen
    others = [
        w
        for w in now.inbox.of(workbook.book.key)
        if w.file != workbook.file
        and speaks_for(w, chosen.period)
        and chosen.unit(w) == chosen.unit(workbook)
    ]
    latest = dt.date.fromisoformat(max(map(as_of, others), default="") or str(chosen.period.end))
    before = sum(not as_of(w) and w.file < workbook.file for w in others)  # they take days of their own
    return [latest + dt.timedelta(days=before + bool(others))]


_MEANT: Mapping[str, Callable[[Examined, Workbook], Sequence[object]]] = {
    "plant": _plant,
    "unit": _units,
    "period": _periods,
    "as_of": _days,
}
ROUNDS = 12
_SAMPLES = 4  # values of the same column that are tried
_LACKING = "E313"  # a prefilled number that is gone: the finding says which
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
Spot = tuple[str, str, str]  # file, sheet, cell


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of it: how many listed cells were put right, which errors only then came to light, which stayed, and
    which concern no single cell."""

    repaired: int
    new: tuple[Finding, ...]
    stuck: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]


def prove(examined: Examined, without: tuple[str, ...]) -> Proof:
    """Send every faulty workbook back, put each listed cell right in the copy, read the copies, and see what is left.

    A cell takes its suggested value, else one that the column may hold; where the first does not do, the next is tried."""
    period = examined.chosen.period
    copies = marked_copies(examined, {f.place.file for f in examined.stops if f.place.file})
    now = examine(_with(examined.inbox, copies), period, without)
    listed = {_spot(f): f for f in now.stops if f.place.cell}
    tries: dict[Spot, Iterator[object]] = {}
    for _ in range(ROUNDS):
        open_ = _open(now, listed)
        if not open_:
            break
        values: dict[str, dict[Spot, object]] = {}
        for number, (spot, finding) in enumerate(sorted(open_.items())):
            candidates = tries.setdefault(spot, _candidates(now, finding, number))
            values.setdefault(spot[0], {})[spot] = next(candidates, None)
        copies |= {file: _written(copies[file], cells) for file, cells in values.items()}
        now = examine(_with(examined.inbox, copies), period, without)
    left = [f for f in now.stops if f.place.cell]
    stuck = tuple(f for f in left if _spot(f) in listed)
    return Proof(
        len(listed) - len(stuck),
        tuple(f for f in left if _spot(f) not in listed),
        stuck,
        tuple(f for f in now.stops if not f.place.cell),
    )


def _open(now: Examined, listed: Mapping[Spot, Finding]) -> dict[Spot, Finding]:
    """The listed cells that still have an error, or whose row has got one through the value that was tried."""
    rows = {
        (f.place.file, f.place.sheet, f.place.row)
        for f in now.stops
        if f.place.cell and _spot(f) not in listed
    }
    again = {spot: f for spot, f in listed.items() if (f.place.file, f.place.sheet, f.place.row) in rows}
    return again | {_spot(f): f for f in now.stops if _spot(f) in listed}


def _spot(finding: Finding) -> Spot:
    return finding.place.file, finding.place.sheet, finding.place.cell


def _written(content: bytes, values: Mapping[Spot, object]) -> bytes:
    with warnings.catch_warnings():
        # it warns of days that no calendar has, which is what is being put right
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(io.BytesIO(content))
    for (_, sheet, address), value in values.items():
        cell = workbook[sheet][address]
        cell.value = None
        write(cell, value)
    return same_bytes(workbook)


def _with(inbox: Inbox, copies: Mapping[str, bytes]) -> Inbox:
    """The inbox with these files in the place of those of the same name."""
    books, findings = {one.file: one for one in inbox.workbooks}, []
    for file, content in copies.items():
        workbook, found = read_guarded(file, content, BOOKS)
        findings += found
        if workbook is not None:
            books[file] = accepted(workbook)
    kept = [f for f in inbox.reading if f.place.file not in copies]
    sources = dict(inbox.sources) | {file: books[file].sha256 for file in copies}
    proved = inbox_of(inbox.folder, tuple(books.values()), [*kept, *findings], sources, inbox.paths)
    return replace(proved, sent=inbox.sent, converted=inbox.converted)


def _candidates(now: Examined, finding: Finding, number: int) -> Iterator[object]:
    """What the cell could hold: as suggested, by the words beside it, a fresh number, like its neighbours, of the dropdown, the example."""
    workbook = next(one for one in now.inbox.workbooks if one.file == finding.place.file)
    known = _column(workbook, finding)
    if known is None:
        yield from cover_values(now, workbook, finding)
        return
    raw, column = known
    lists = dropdowns(now.chosen)
    order = columns(workbook.book.sheet(_key(workbook, raw)))
    at = order.index(column)
    values = {row: cells[at] for row, cells in raw.rows}
    beside = [cells for row, cells in raw.rows if row == finding.place.row]
    names = named(now.chosen).get(column.refers_to, {})
    yield from filter(
        None,
        [finding.suggested, suggestion(column, values.get(finding.place.row), options(column, lists), names)],
    )
    yield from (code for cells in beside for cell in cells for code in names.get(name_in(shown(cell)), ()))
    yield from (
        f.value
        for f in now.stops
        if f.code == _LACKING and f.place.file == workbook.file and f.place.sheet == raw.title
    )
    if column.unique and not options(column, lists):
        yield _LAST_NUMBER.sub(lambda digits: str(900 + number).zfill(len(digits[0])), shown(column.example))
    faulty = {f.place.row for f in now.stops if f.place.file == workbook.file and f.place.sheet == raw.title}
    yield from islice(dict.fromkeys(value for row, value in values.items() if row not in faulty), _SAMPLES)
    yield from (
        cells[other]
        for cells in beside
        for other, one in enumerate(order)
        if one.kind is column.kind and other != at and not options(column, lists)
    )
    yield from islice(options(column, lists), number, number + _SAMPLES)
    yield from (column.example, None)


def _column(workbook: Workbook, finding: Finding) -> tuple[RawSheet, Column] | None:
    raw = next((one for one in workbook.sheets.values() if one.title == finding.place.sheet), None)
    if raw is None:
        return None
    sheet = workbook.book.sheet(_key(workbook, raw))
    return raw, next(one for one in columns(sheet) if raw.letters.get(one.name) == finding.place.letter)


def _key(workbook: Workbook, raw: RawSheet) -> str:
    return next(name for name, one in workbook.sheets.items() if one is raw)
