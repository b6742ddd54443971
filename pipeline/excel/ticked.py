"""Sheets that are declared empty: what we had prefilled there and nobody answered is not a row of theirs."""

from __future__ import annotations

from dataclasses import replace

from pipeline.excel.cell import is_blank
from pipeline.excel.workbook import RawSheet, Workbook
from schemas.base import Sheet, columns, key


def declared_empty(sent: Workbook) -> Workbook:
    """The workbook without the prefilled, unanswered rows of every sheet that its cover ticks 本季无."""
    ticked = [sheet for sheet in sent.book.ticks if key(sheet) in sent.sheets and _is_ticked(sent, key(sheet))]
    if not ticked:
        return sent
    return replace(sent, sheets=sent.sheets | {key(sheet): _without_unanswered(sheet, sent.sheets[key(sheet)]) for sheet in ticked})


def _is_ticked(sent: Workbook, name: str) -> bool:
    return name in sent.ticks and sent.ticks[name].value is True


def _without_unanswered(sheet: type[Sheet], raw: RawSheet) -> RawSheet:
    asked = [at for at, column in enumerate(columns(sheet)) if not column.locked]
    kept = [(number, cells) for number, cells in raw.rows
            if number not in raw.given or not all(is_blank(cells[at]) for at in asked)]
    dropped = len(raw.rows) - len(kept)
    account = replace(raw.account, used=raw.account.used - dropped, blank=raw.account.blank + dropped)
    return replace(raw, rows=kept, account=account)
