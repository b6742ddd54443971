"""What a unit changed since it last sent its workbook, and what differs from its workbook of the period before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.collect import Inbox, as_of, period_of
from pipeline.compare import Difference, differences, numbered, rows_of
from pipeline.excel.workbook import Workbook
from pipeline.findings import Finding, Place
from pipeline.result import Changed
from pipeline.select import Selection
from pipeline.sentences import say
from schemas.base import Sheet

_NAMED, _LONGEST = 8, 24


def changes(inbox: Inbox, chosen: Selection) -> Iterator[Changed]:
    """For every workbook of the period: against the one that it replaced, and against that of the period before.

    Of the latter only the sheets whose rows are carried on: those with a number of their own."""
    for workbook in _standing(chosen):
        sheets = workbook.book.sheets
        carried = [sheet for sheet in sheets if numbered(sheet) is not None]
        for one in _replaced(inbox, chosen, workbook):
            yield _changed(chosen, workbook, one, f"上一次报送的 {one.file}（截至 {as_of(one)}）", sheets)
        for one in _before(inbox, chosen, workbook):
            yield _changed(chosen, workbook, one, f"上一期的 {one.file}", carried)


def repeated(inbox: Inbox, chosen: Selection) -> Iterator[Finding]:
    """A warning for each workbook that holds, row for row, what the unit had sent for the period before."""
    for workbook in _standing(chosen):
        rows = [rows_of(workbook, sheet) for sheet in workbook.book.sheets]
        for one in _before(inbox, chosen, workbook):
            if any(rows) and rows == [rows_of(one, sheet) for sheet in one.book.sheets]:
                yield say("W406", Place(workbook.file), file=one.file, unit=chosen.unit(workbook))


def _changed(chosen: Selection, workbook: Workbook, before: Workbook, against: str,
             sheets: Sequence[type[Sheet]]) -> Changed:
    found = [one for sheet in sheets for one in differences(sheet, before, workbook)]
    cells = [one for one in found if None not in one]
    added = sum(one.before is None for one in found)
    told = tuple(map(_told, cells[:_NAMED]))
    return Changed(workbook.file, chosen.unit(workbook), against, len(cells), added, len(found) - len(cells) - added, told)


def _told(one: Difference) -> str:
    return f"{one.where} 由 {_brief(one.before)} 变为 {_brief(one.after)}"


def _brief(text: str | None) -> str:
    if not text:
        return "空白"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _standing(chosen: Selection) -> list[Workbook]:
    return [*chosen.submissions.values(), *chosen.checks.values()]


def _replaced(inbox: Inbox, chosen: Selection, workbook: Workbook) -> list[Workbook]:
    """The last workbook of the period in whose place this one stands, if there is one."""
    older = [w for w in inbox.workbooks if chosen.superseded.get(w.file) == workbook.file and w.sha256 != workbook.sha256]
    return sorted(older, key=lambda w: (as_of(w), w.file))[-1:]


def _before(inbox: Inbox, chosen: Selection, workbook: Workbook) -> list[Workbook]:
    """The unit's last workbook of the period before, if there is one."""
    last, unit = chosen.period.previous(), chosen.unit(workbook)
    found = [w for w in inbox.of(workbook.book.key) if period_of(w) == last and chosen.unit(w) == unit]
    return sorted(found, key=lambda w: (as_of(w), w.file))[-1:]
