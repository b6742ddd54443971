"""Suggestions that were ticked 采纳 in 问题清单, put in the place of what stood in the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.core.finding import Finding, Severity
from pipeline.excel.cells.cell import is_blank, shown
from pipeline.excel.cells.kinds import parse
from pipeline.excel.layout import ACCEPTED, CELL, DEGREE, EXPLANATION, HEADS, PROBLEM, SHEET, SUGGESTED, VALUE
from pipeline.excel.messages import say
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
    return _ticked(_lines(rows))


def _lines(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The lines of the list by heading; lists of before have no 情况说明."""
    needed = set(HEADS) - {EXPLANATION}
    head = next((number for number, row in enumerate(rows) if needed <= set(row)), None)
    return [] if head is None else [dict(zip(rows[head], row, strict=False)) for row in rows[head + 1 :]]


def _ticked(lines: Sequence[Mapping[str, str]]) -> dict[Spot, Change]:
    changes: dict[Spot, Change] = {}
    for line in lines:
        if line[SUGGESTED] and parse(Kind.CHOICE, line[ACCEPTED], YES_NO).value == YES:
            changes[line[SHEET], line[CELL]] = line[VALUE], line[SUGGESTED]
    return changes


class Explained(NamedTuple):
    """A warning that was confirmed in the list: where it stood, what it said, of which value, and the reason."""

    sheet: str
    cells: frozenset[str]
    said: str
    value: str
    reason: str

    def answers(self, finding: Finding) -> bool:
        """True for the same warning of the same cell, which still holds what it held."""
        place = finding.place
        row = {cell for cell in self.cells if place.row and cell.endswith(str(place.row))}
        here = place.cell in self.cells if place.cell else bool(row) or not place.row
        unchanged = finding.value == self.value or (finding.value and f"“{finding.value}”" in finding.message)
        return here and bool(unchanged) and (place.sheet, finding.message) == (self.sheet, self.said)


_COUNTED = re.compile(r"（共 \d+ 处）$")
_SPAN = re.compile(r"([A-Z]+)(\d+)(?::[A-Z]+(\d+))?")
_MOST_SPANNED = 20_000
EXPLAINED = "N133"  # a warning with its reason
_BEFORE_REASON = "（已说明："


def quieted(books: Iterable[Workbook], findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each warning that its workbook explains a notice with the reason; it warns again once the cell is changed."""
    known = {book.file: lines for book in books if (lines := _explained(book.problems))}
    return [_quiet(one, known.get(one.place.file, ())) for one in findings]


def _quiet(finding: Finding, known: Iterable[Explained]) -> Finding:
    if finding.severity is not Severity.WARNING:
        return finding
    reason = next((one.reason for one in known if one.answers(finding)), "")
    if not reason:
        return finding
    return say(
        EXPLAINED,
        finding.place,
        column=finding.column,
        value=finding.value,
        unit=finding.unit,
        said=finding.message,
        reason=reason,
    )


def _explained(problems: Rows) -> list[Explained]:
    found = []
    for line in _lines([[shown(cell) for cell in row] for row in problems]):
        said, _, before = _COUNTED.sub("", line[PROBLEM]).partition(_BEFORE_REASON)
        reason = line.get(EXPLANATION, "").strip() or before.removesuffix("）")
        if reason and line[DEGREE] != str(Severity.ERROR):
            found.append(Explained(line[SHEET], _spanned(line[CELL]), said, line[VALUE], reason))
    return found


def _spanned(cells: str) -> frozenset[str]:
    spans = [(letter, int(low), int(high or low)) for letter, low, high in _SPAN.findall(cells)]
    rows = (
        (letter, row) for letter, low, high in spans for row in range(low, min(high, low + _MOST_SPANNED) + 1)
    )
    return frozenset(f"{letter}{row}" for letter, row in rows)


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
