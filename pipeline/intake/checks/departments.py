"""Whose checks count: where the rulebook names the departments of an indicator, no other deducts for it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.finding import Finding
from pipeline.intake.assemble import is_foreign
from pipeline.intake.checks.references import Checked


def examiners(at: Checked) -> Iterator[Finding]:
    """Rows of 班组考评 that another department has to write; they do not count (assemble leaves them out)."""
    rules = {rule.code: rule for rule in at.tables.rulebook.indicators if rule.departments}
    rows = at.chosen.inbox.rows("check", {workbook.file for workbook in at.chosen.checks.values()})
    for index, code in zip(rows.index, rows["indicator"], strict=True):
        owners = rules[code].departments if code in rules else ()
        if index[0] not in at.nameless and is_foreign(at.tables.unit_of[index[0]], owners):
            yield at.say("E514", "check", index, "indicator", code, owner="、".join(owners))
