"""Checking a period, step by step: the table of contents of intake."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.core.finding import Finding, Severity, has_errors
from pipeline.core.period import Period
from pipeline.evidence.tables import Tables
from pipeline.excel.workbook import Workbook
from pipeline.intake.account import Intake, intake, telling
from pipeline.intake.arrivals import missing
from pipeline.intake.assemble import assemble
from pipeline.intake.changes import repeated
from pipeline.intake.checks.references import Checked
from pipeline.intake.checks.refused_rows import beneath
from pipeline.intake.checks.required import relations
from pipeline.intake.checks.rulebook import check_rulebook
from pipeline.intake.collect import Inbox
from pipeline.intake.covers import days, strays
from pipeline.intake.select import Selection, select
from schemas.books import REVIEW, SUBMISSION, TARGET


@dataclass(slots=True, eq=False)
class Examined:
    """A period that was checked: its workbooks, its tables (None where they do not suffice), every finding."""

    inbox: Inbox
    chosen: Selection
    tables: Tables | None
    intake: Intake
    stops: tuple[Finding, ...] = field(default_factory=tuple)  # the errors that concern this period

    @property
    def clean(self) -> bool:
        return not self.stops


def examine(inbox: Inbox, period: Period, without: tuple[str, ...]) -> Examined:
    """Check the period: each sheet, the references between them, the rulebook, and who is missing."""
    chosen = select(inbox, period)
    findings = [
        *inbox.findings,
        *chosen.findings,
        *missing(inbox, chosen, without),
        *repeated(inbox, chosen),
        *strays(inbox, chosen),
        *days(inbox, chosen),
    ]
    tables = None
    if chosen.whole:
        rules = check_rulebook(inbox, chosen)
        findings += rules
        if not has_errors(rules):
            every, outside = assemble(inbox, chosen, without)
            findings += [
                *outside,
                *relations(Checked(inbox, chosen, every)),
                *beneath(inbox, chosen, every, findings),
            ]
            tables = assemble(inbox, chosen.settled, without)[0] if chosen.disputed else every
    findings = telling(findings)
    left_out = {w.file for w in inbox.of(SUBMISSION.key) if chosen.unit(w) in without}
    counted = (chosen.files | chosen.disputed.keys()) - left_out
    stops = tuple(
        f for f in findings if f.severity is Severity.ERROR and (not f.place.file or f.place.file in counted)
    )
    return Examined(inbox, chosen, tables, intake(inbox, chosen, tables, findings, without), stops)


def tables_so_far(examined: Examined) -> Tables | None:
    """The period's tables, before its review and target workbooks have come too; None without directory or rulebook."""
    chosen = examined.chosen
    if examined.tables is not None or chosen.directory is None or chosen.rulebook is None:
        return examined.tables
    if has_errors(check_rulebook(examined.inbox, chosen)):
        return None
    stands_in = {
        book.key: Workbook("", "", book, False, False, False, {}, {}, {}) for book in (REVIEW, TARGET)
    }
    whole = replace(
        chosen, review=chosen.review or stands_in[REVIEW.key], target=chosen.target or stands_in[TARGET.key]
    )
    return assemble(examined.inbox, whole.settled, ())[0]
