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
from pipeline.intake.checks import check_all, check_refused
from pipeline.intake.checks.newer import defaults_taken
from pipeline.intake.checks.references import Checked
from pipeline.intake.checks.rulebook import check_rulebook
from pipeline.intake.collect import Inbox, remembered
from pipeline.intake.covers import days, strays
from pipeline.intake.select import Selection, select
from schemas.books import REVIEW, SUBMISSION, TARGET


@dataclass(slots=True, eq=False)
class Examined:
    """A period that was checked: its workbooks, its tables (None where they do not suffice), every finding."""

    chosen: Selection
    tables: Tables | None
    intake: Intake
    stops: tuple[Finding, ...] = field(default_factory=tuple)  # the errors that concern this period

    @property
    def inbox(self) -> Inbox:
        """All that lay in the input folder."""
        return self.chosen.inbox

    @property
    def clean(self) -> bool:
        """True where nothing stands in the way of an official report."""
        return not self.stops


@remembered
def examine(inbox: Inbox, period: Period, without: tuple[str, ...]) -> Examined:
    """Check the period: each sheet, the references between them, the rulebook, and who is missing."""
    chosen = select(inbox, period)
    every, of_tables = _assembled(inbox, period, without)
    findings = [
        *inbox.findings,
        *defaults_taken(inbox),
        *chosen.findings,
        *missing(chosen, without),
        *repeated(chosen),
        *strays(chosen),
        *days(chosen),
        *of_tables,
    ]
    if every is not None:
        at = Checked(chosen, every)
        findings += [*check_all(at), *check_refused(at, findings)]
    findings = telling(findings)
    tables = tables_of(inbox, period, without)
    account = intake(chosen, tables, findings, without)
    return Examined(chosen, tables, account, _stops(chosen, findings, without))


def _stops(chosen: Selection, findings: list[Finding], without: tuple[str, ...]) -> tuple[Finding, ...]:
    """The errors of the period's own workbooks, and those that are no single workbook's."""
    left_out = {w.file for w in chosen.inbox.of(SUBMISSION.key) if chosen.unit(w) in without}
    counted = (chosen.files | chosen.disputed.keys() | {""}) - left_out
    return tuple(f for f in findings if f.severity is Severity.ERROR and f.place.file in counted)


@remembered
def _assembled(inbox: Inbox, period: Period, without: tuple[str, ...]) -> tuple[Tables | None, list[Finding]]:
    """The tables of everything that was sent, None where they do not suffice, and what the rulebook and the days of events give."""
    chosen = select(inbox, period)
    if not chosen.whole:
        return None, []
    rules = check_rulebook(chosen)
    if has_errors(rules):
        return None, rules
    tables, outside = assemble(chosen, without)
    return tables, [*rules, *outside]


@remembered
def tables_of(inbox: Inbox, period: Period, without: tuple[str, ...] = ()) -> Tables | None:
    """The tables that a period is rated from, without the units whose workbook is disputed; None where they do not suffice."""
    chosen, (every, _) = select(inbox, period), _assembled(inbox, period, without)
    return assemble(chosen.settled, without)[0] if every is not None and chosen.disputed else every


def tables_so_far(examined: Examined) -> Tables | None:
    """The period's tables, before its review and target workbooks have come too; None without directory or rulebook."""
    chosen = examined.chosen
    if examined.tables is not None or chosen.directory is None or chosen.rulebook is None:
        return examined.tables
    if has_errors(check_rulebook(chosen)):
        return None
    review, target = (
        Workbook(
            file="",
            sha256="",
            book=book,
            stamped=False,
            old=False,
            from_1904=False,
            cover={},
            ticks={},
            sheets={},
        )
        for book in (REVIEW, TARGET)
    )
    whole = replace(chosen, review=chosen.review or review, target=chosen.target or target)
    return assemble(whole.settled, ())[0]
