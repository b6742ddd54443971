"""The marked copies that go back to whoever filed a workbook with errors."""

from __future__ import annotations

from pipeline.core.finding import Severity
from pipeline.core.publish import Files
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.returned import returned
from pipeline.intake.collect import by_file, period_of
from pipeline.intake.examine import Examined
from pipeline.intake.forms.choices import dropdowns, named


def returned_files(examined: Examined) -> Files:
    """Each workbook with errors that is of the period, or of none that can be read, under its own path with its problems marked."""
    mine = (
        examined.chosen.files
        | examined.chosen.disputed.keys()
        | {w.file for w in examined.inbox.workbooks if period_of(w) is None}
    )
    faulty = {f.place.file for f in examined.intake.findings if f.severity is Severity.ERROR} & mine
    grouped = by_file(examined.intake.findings)
    lists, names = dropdowns(examined.inbox, examined.chosen), named(examined.inbox, examined.chosen)
    return {
        w.file: returned(w, grouped[w.file], lists, others(examined.inbox.content(w.file), w), names)
        for w in examined.inbox.workbooks
        if w.file in faulty
    }
