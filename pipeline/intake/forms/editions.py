"""What a workbook could not have yet because its template is an earlier one: told once, with what counts instead."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.finding import Finding, Place
from pipeline.excel.workbook import Workbook, listed
from pipeline.intake.collect import Inbox, unit_of
from pipeline.intake.messages import say
from schemas.base import key
from schemas.books import RULEBOOK
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
