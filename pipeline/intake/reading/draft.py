"""A draft of the rules in place of those in force: what would be read and checked if it were the rulebook of a period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.excel.cells.cell import shown
from pipeline.excel.corrections import Change, Spot, changed
from pipeline.excel.read.child import read_guarded
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.intake.checks.basis import of_rulebook
from pipeline.intake.collect import Inbox, inbox_of
from pipeline.intake.forms.editions import in_layers, layered
from pipeline.intake.reading.dropped import content, readings
from pipeline.intake.select import select
from pipeline.intake.sent.versions import Difference, differences
from schemas.base import Sheet, columns, key
from schemas.books import BOOKS
from schemas.rulebook import Setting

_NAMES = 2  # cells that name a row
_FIRST, _LAST = "生效日期", "失效日期"


def read_draft(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """The workbook at this path; None and why where it cannot be read."""
    data, findings = content(path.name, path)
    if data is None:
        return None, findings
    read = list(readings(path.name, data, lambda file, sent: read_guarded(file, sent, BOOKS)))
    books = [one.workbook for one in read if one.workbook is not None]
    return books[0] if len(books) == 1 else None, [finding for one in read for finding in one.findings]


def with_rulebook(inbox: Inbox, draft: Workbook, period: Period) -> tuple[Inbox, list[Finding]]:
    """The inbox with the draft as the rulebook of the period, whatever days it gives for itself, and what is wrong with it.

    Earlier periods keep the rules that they were rated under."""
    in_force = select(inbox, period).rulebook
    others = [w for w in inbox.workbooks if draft.sha256 != w.sha256 and w is not in_force]
    here = {w.file for w in others}
    tried = inbox_of(
        inbox.folder,
        [*others, *_before(in_force, draft, period), _from(draft, str(period.end))],
        [f for f in inbox.reading if f.place.file in here],
        {**inbox.sources, draft.file: draft.sha256},
        inbox.paths,
        inbox.unfilled,
    )
    tried = replace(tried, sent=inbox.sent, converted=inbox.converted)
    faults = [*tried.findings, *of_rulebook(tried, period)]
    return tried, [one for one in faults if one.place.file == draft.file]


class RuleChange(NamedTuple):
    """A cell of the rules: 指标 F15, what it is (BR04 标准分), and both texts; None where the row is not there."""

    where: str
    what: str
    before: str | None
    after: str | None


def rules_changed(in_force: Workbook, draft: Workbook) -> list[RuleChange]:
    """Every cell in which the draft differs from the rules in force, and every row that only one of them has."""
    if layered(in_force) != layered(draft):
        in_force, draft = in_layers(in_force), in_layers(draft)
    sheets = [s for s in draft.book.sheets if key(s) in draft.sheets and key(s) in in_force.sheets]
    return [
        RuleChange(
            one.where, _what(sheet, one, in_force if one.after is None else draft), one.before, one.after
        )
        for sheet in sheets
        for one in differences(sheet, in_force, draft)
    ]


def _what(sheet: type[Sheet], one: Difference, workbook: Workbook) -> str:
    """The first cells of the row, which name it, and the heading of the column."""
    raw, order = workbook.sheets[key(sheet)], columns(sheet)
    letter, number = re.fullmatch(r".* (?:第|([A-Z]+))([0-9]+)行?", one.where).groups()  # type: ignore[union-attr]
    heading = next((c.title for c in order if letter and raw.letters.get(c.name) == letter), "")
    cells = dict(raw.rows).get(int(number), ())
    named = [shown(cell) for column, cell in zip(order, cells, strict=False) if column.name != "value"]
    return " ".join(filter(None, (*named[:_NAMES], heading)))


def _before(in_force: Workbook | None, draft: Workbook, period: Period) -> list[Workbook]:
    """The rules in force, for the periods before; not where they are the draft's own file or as new as the draft is said to be."""
    if in_force is None or in_force.sha256 == draft.sha256 or in_force.file == draft.file:
        return []
    raw = in_force.sheets.get(key(Setting))
    days = [] if raw is None else [before for before, _ in _days(raw, {_FIRST: "x"}).values()]
    return [] if str(period.end) in days else [in_force]


def _from(draft: Workbook, day: str) -> Workbook:
    """The draft as if its rules were new on this day: then they are the newest of its period and of no earlier one."""
    raw = draft.sheets.get(key(Setting))
    return draft if raw is None else changed(draft, _days(raw, {_FIRST: day, _LAST: day}))


def _days(raw: RawSheet, days: Mapping[str, str]) -> dict[Spot, Change]:
    """The cells of the days of validity that are filled in, and what is to stand there."""
    order = [column.name for column in columns(Setting)]
    rows = (
        (number, shown(cells[order.index("name")]), shown(cells[order.index("value")]))
        for number, cells in raw.rows
    )
    return {
        (raw.title, f"{raw.letters.get('value', '')}{number}"): (value, days[name])
        for number, name, value in rows
        if name in days and value
    }
