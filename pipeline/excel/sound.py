"""Suggestions that would only bring up another problem in their row are not offered."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.finding import Finding, Severity
from pipeline.excel.accept import changed
from pipeline.excel.check import check
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.problems import Listed
from pipeline.excel.workbook import Workbook


def sound(sent: Workbook, listed: Sequence[Listed]) -> list[Listed]:
    """The lines of 问题清单, those of a row without their suggestions where all of them taken together give a new error."""
    offered = [one for one in listed if one.suggested]
    if not offered:
        return list(listed)
    tried = changed(sent, {(f.place.sheet, f.place.cell): (one.value, one.suggested) for one in offered for f in [one.finding]})
    tabs = {one.finding.place.sheet for one in offered}
    told = {(one.finding.code, one.finding.place) for one in listed}
    spoilt = {(f.place.sheet, f.place.row) for name, raw in tried.sheets.items() if raw.title in tabs
              for f in _errors(tried, name) if (f.code, f.place) not in told}
    return [one._replace(suggested="") if (one.finding.place.sheet, one.finding.place.row) in spoilt else one for one in listed]


def _errors(tried: Workbook, name: str) -> list[Finding]:
    sheet = tried.book.sheet(name)
    frame, found = typed(sheet, [tried])
    found += check(sheet, frame, {tried.file: tried.sheets[name].letters}, unreadable(sheet, [tried], found))
    return [f for f in found if f.severity is Severity.ERROR]
