"""Suggestions that were ticked 采纳 in 问题清单, put in the place of what stood in the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.excel.cells.cell import is_blank, shown
from pipeline.excel.cells.kinds import parse
from pipeline.excel.layout import ACCEPTED, CELL, HEADS, SHEET, SUGGESTED, VALUE
from pipeline.excel.read.values import Rows
from pipeline.excel.workbook import RawSheet, Workbook
from schemas.base import YES, YES_NO, Kind, Sheet, columns, declaration, key

Spot = tuple[str, str]  # sheet title and cell address
Change = tuple[str, str]  # the value as it was shown, and the one to take instead


def accepted(sent: Workbook) -> Workbook:
    """The workbook with the accepted suggestions in it.

    A cell that was changed since the list was made is left as it is."""
    changes = _changes(sent.problems)
    return changed(sent, changes) if changes else sent


def changed(sent: Workbook, changes: Mapping[Spot, Change]) -> Workbook:
    """The workbook with these values in its cells, each where the cell still holds what it held."""
    return replace(
        sent, sheets={name: _changed(sent, name, raw, changes) for name, raw in sent.sheets.items()}
    )


def _changes(problems: Rows) -> dict[Spot, Change]:
    rows = [[shown(cell) for cell in row] for row in problems]
    head = next((number for number, row in enumerate(rows) if set(HEADS) <= set(row)), None)
    return {} if head is None else _ticked(rows[head], rows[head + 1 :])


def _ticked(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[Spot, Change]:
    changes: dict[Spot, Change] = {}
    for row in rows:
        line = dict(zip(heads, row, strict=False))
        if line[SUGGESTED] and parse(Kind.CHOICE, line[ACCEPTED], YES_NO).value == YES:
            changes[line[SHEET], line[CELL]] = line[VALUE], line[SUGGESTED]
    return changes


def _changed(sent: Workbook, name: str, raw: RawSheet, changes: Mapping[Spot, Change]) -> RawSheet:
    letters = [raw.letters.get(column.name, "") for column in columns(sent.book.sheet(name))]
    rows: list[tuple[int, tuple[object, ...]]] = []
    for number, cells in raw.rows:
        meant = [changes.get((raw.title, f"{letter}{number}"), ("", "")) for letter in letters]
        rows.append(
            (
                number,
                tuple(
                    [
                        after if after and shown(cell) == before else cell
                        for cell, (before, after) in zip(cells, meant, strict=True)
                    ]
                ),
            )
        )
    return replace(raw, rows=rows)


def declared_empty(sent: Workbook, every: bool = False) -> Workbook:
    """The workbook without the prefilled, unanswered rows of every sheet that its cover ticks 本季无, or of `every` sheet."""
    ticked = [
        sheet
        for sheet in sent.book.ticks
        if key(sheet) in sent.sheets and (every or _is_ticked(sent, key(sheet)))
    ]
    if not ticked:
        return sent
    return replace(
        sent,
        sheets=sent.sheets
        | {key(sheet): _without_unanswered(sheet, sent.sheets[key(sheet)]) for sheet in ticked},
    )


def _is_ticked(sent: Workbook, name: str) -> bool:
    return name in sent.ticks and sent.ticks[name].value is True


def _without_unanswered(sheet: type[Sheet], raw: RawSheet) -> RawSheet:
    prefilled = declaration(sheet).prefilled
    asked = [
        at for at, column in enumerate(columns(sheet)) if not column.locked and column.name not in prefilled
    ]
    kept = [
        (number, cells)
        for number, cells in raw.rows
        if not (number in raw.given or prefilled) or not all(is_blank(cells[at]) for at in asked)
    ]
    dropped = len(raw.rows) - len(kept)
    account = replace(raw.account, used=raw.account.used - dropped, blank=raw.account.blank + dropped)
    return replace(raw, rows=kept, account=account)
