"""The workbooks that go back: each as it was sent, with its problems marked."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.core.finding import Severity
from pipeline.core.publish import Files
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.returned import returned
from pipeline.intake.collect import by_file, period_of
from pipeline.intake.examine import Examined
from pipeline.intake.forms.blanks import dropdowns, named


def returned_files(examined: Examined) -> Files:
    """Each workbook with errors that is of the period, or of none that can be read, under its own path with its problems marked."""
    chosen = examined.chosen
    nobodys = {w.file for w in examined.inbox.workbooks if period_of(w) is None}
    faulty = {f.place.file for f in examined.intake.findings if f.severity is Severity.ERROR}
    return marked_copies(examined, faulty & (chosen.files | chosen.disputed.keys() | nobodys))


def marked_copies(examined: Examined, files: Collection[str]) -> Files:
    """These workbooks with their problems marked, in the order of the inbox, under their own paths."""
    inbox, findings = examined.inbox, by_file(examined.intake.findings)
    lists, names = dropdowns(examined.basis.chosen), named(examined.basis.chosen)
    return {
        w.file: returned(
            w,
            findings[w.file],
            lists,
            others(inbox.readable(w.file), w),
            names,
            examined.coverage[w.book.key].unsettled,
        )
        for w in inbox.workbooks
        if w.file in files
    }
