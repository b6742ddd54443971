"""What a workbook could not have yet because its template is an earlier one: told once, with what counts instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import is_blank, shown
from pipeline.excel.workbook import RawSheet, Workbook, listed
from pipeline.intake.collect import Inbox, unit_of
from pipeline.intake.messages import say
from pipeline.rulebook.rows import follows_without_figures
from schemas.base import Sheet, columns, key, title
from schemas.books import RULEBOOK
from schemas.indicator import LAYERS, Computation, Indicator
from schemas.rulebook import NEW_SETTINGS, Setting


def defaults_taken(inbox: Inbox) -> Iterator[Finding]:
    """A notice for each workbook in which something counts by default."""
    for workbook in inbox.workbooks:
        names = [*workbook.defaults, *_settings(inbox, workbook)]
        if names:
            yield say(
                "N501",
                Place(workbook.file),
                count=len(names),
                what=listed(names, len(names)),
                unit=unit_of(workbook),
            )


def _settings(inbox: Inbox, workbook: Workbook) -> list[str]:
    """The settings that a rulebook has no row for, with the value that counts."""
    if workbook.book.key != RULEBOOK.key or key(Setting) not in workbook.sheets:
        return []
    names = set(inbox.every(key(Setting), {workbook.file})["name"].dropna())
    return [f"{name} {value or '空着'}" for name, value in NEW_SETTINGS.items() if name not in names]


def layered(workbook: Workbook) -> bool:
    """False for a rulebook that has the indicators on one sheet, as earlier ones do."""
    return key(Indicator) not in workbook.sheets


def in_layers(workbook: Workbook, under_todays_titles: bool = False) -> Workbook:
    """A rulebook with the indicators on the two sheets of today, cell by cell as they stand on the one of before; each row
    keeps its number, and its places the sheet that they are on, unless it is to be written under the titles of today."""
    raw = workbook.sheets.get(key(Indicator))
    if raw is None:
        return workbook
    sheets = {name: one for name, one in workbook.sheets.items() if one is not raw}
    layers, formulas = {key(layer): _layer(raw, layer) for layer in LAYERS}, dict(workbook.formulas)
    if not under_todays_titles:
        layers[key(Computation)] = _saying_more(layers[key(Computation)], raw)
    if under_todays_titles:
        layers = {key(layer): replace(layers[key(layer)], title=title(layer)) for layer in LAYERS}
        formulas |= {one.title: workbook.formulas.get(raw.title, {}) for one in layers.values()}
    book = RULEBOOK.holding(layers)
    return replace(workbook, book=book, sheets=sheets | layers, formulas=formulas)


def _layer(raw: RawSheet, layer: type[Sheet]) -> RawSheet:
    """What one of the two sheets has of the rows of the one."""
    names, every = [one.name for one in columns(layer)], [one.name for one in columns(Indicator)]
    letters = {name: letter for name, letter in raw.letters.items() if name in names}
    here = {"", *letters.values()}
    rows = [(number, tuple([cells[every.index(name)] for name in names])) for number, cells in raw.rows]
    if layer is Computation:
        rows = [(number, cells) for number, cells in rows if not all(map(is_blank, cells[1:]))]
    return replace(
        raw,
        letters=letters,
        rows=rows,
        struck=tuple(place for place in raw.struck if place.letter in here),
        struck_in={place: one for place, one in raw.struck_in.items() if place.letter in here},
        fills={place: one for place, one in raw.fills.items() if place.letter in here},
        computed={place: one for place, one in raw.computed.items() if place.letter in here},
    )


def _saying_more(computed: RawSheet, raw: RawSheet) -> RawSheet:
    """Without the rows that say of an indicator only what goes without saying: today's rulebooks have none for it."""
    missing, origin = (
        [one.name for one in columns(sheet)].index(name)
        for sheet, name in ((Computation, "missing"), (Indicator, "origin"))
    )
    origins = {number: shown(cells[origin]) for number, cells in raw.rows}
    rows = [
        (number, cells)
        for number, cells in computed.rows
        if shown(cells[missing]) != follows_without_figures(origins[number])
        or not all(is_blank(cell) for at, cell in enumerate(cells) if at not in (0, missing))
    ]
    return replace(computed, rows=rows)


def in_todays_words(workbook: Workbook) -> Workbook:
    """The workbook with today's words in the cells that have those of earlier forms."""
    sheets = {
        name: replace(
            raw, rows=[(number, _said(workbook.book.sheet(name), cells)) for number, cells in raw.rows]
        )
        for name, raw in workbook.sheets.items()
        if any(one.former for one in columns(workbook.book.sheet(name)))
    }
    return replace(workbook, sheets=workbook.sheets | sheets)


def _said(sheet: type[Sheet], cells: Sequence[object]) -> tuple[object, ...]:
    pairs = zip(columns(sheet), cells, strict=True)
    return tuple([dict(column.former).get(shown(cell), cell) for column, cell in pairs])
