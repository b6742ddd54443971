"""Checking a period, step by step: the table of contents of intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.core.correction import Corrected
from pipeline.core.finding import Finding, Severity, has_errors
from pipeline.core.period import Period
from pipeline.core.remember import remembered
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.printed import of_known_rows
from pipeline.excel.corrections import quieted
from pipeline.excel.messages import NO_SHEET
from pipeline.excel.workbook import empty_workbook
from pipeline.intake.account import Intake, intake, telling
from pipeline.intake.arrivals import missing
from pipeline.intake.assemble import assemble
from pipeline.intake.checks import Checkup, check_all, check_refused, coverage
from pipeline.intake.checks.basis import Basis, basis_of, of_rulebook
from pipeline.intake.checks.references import Checked
from pipeline.intake.collect import Inbox, left_out
from pipeline.intake.covers import days, plants, strays
from pipeline.intake.forms.editions import defaults_taken
from pipeline.intake.select import Selection, select
from pipeline.intake.sent.changes import repeated
from schemas.base import title
from schemas.books import REVIEW, SHEETS, SUBMISSION, TARGET


@dataclass(slots=True, eq=False)
class Examined:
    """A period that was checked: its workbooks, its tables (None where they do not suffice), every finding; `correction`: what
    was closed before, where the period was opened again."""

    chosen: Selection
    tables: Tables | None
    intake: Intake
    basis: Basis
    stops: tuple[Finding, ...] = field(default_factory=tuple)  # the errors that concern this period
    correction: Corrected | None = None

    @property
    def inbox(self) -> Inbox:
        """All that lay in the input folder."""
        return self.chosen.inbox

    @property
    def coverage(self) -> Mapping[str, Checkup]:
        """Kind of workbook -> how far it has been checked."""
        return coverage(self.basis)

    @property
    def clean(self) -> bool:
        """True where nothing stands in the way of an official report."""
        return not self.stops


@remembered
def examine(inbox: Inbox, period: Period, without: tuple[str, ...]) -> Examined:
    """Check the period: each sheet, the references between them, the rulebook, and who is missing."""
    chosen, basis = select(inbox, period), basis_of(inbox, period, without)
    tables, of_tables = _assembled(inbox, period, without)
    off = {title(SHEETS[key]) for key in left_out(inbox, basis.chosen.rulebook)}
    findings = [
        *(
            f
            for f in inbox.findings
            if (f.place.file, f.place.sheet, f.place.row) not in chosen.replaced and not _unasked(f, off)
        ),
        *defaults_taken(inbox),
        *chosen.findings,
        *missing(chosen, without),
        *repeated(chosen),
        *plants(chosen),
        *strays(chosen),
        *days(chosen),
        *of_rulebook(inbox, period),
        *basis.toned(of_tables, ()),
    ]
    at = Checked(basis.chosen, tables)
    findings += [*check_all(at, basis), *check_refused(at, basis, findings)]
    findings = quieted(inbox.workbooks, telling(of_known_rows(SHEETS, inbox.frames, findings)))
    rated = tables_of(inbox, period, without)
    account = intake(chosen, rated, findings, without)
    return Examined(chosen, rated, account, basis, _stops(chosen, findings, without))


def _unasked(finding: Finding, titles: set[str]) -> bool:
    """True for a sheet that is missing and that the rules do not ask for: a workbook that lost its stamp does not say so."""
    return finding.code == NO_SHEET and finding.place.sheet in titles


def _stops(chosen: Selection, findings: list[Finding], without: tuple[str, ...]) -> tuple[Finding, ...]:
    """The errors of the period's own workbooks, and those that are no single workbook's."""
    away = {w.file for w in chosen.inbox.of(SUBMISSION.key) if chosen.unit(w) in without}
    counted = (chosen.files | chosen.disputed.keys() | {""}) - away
    return tuple(f for f in findings if f.severity is Severity.ERROR and f.place.file in counted)


@remembered
def _assembled(inbox: Inbox, period: Period, without: tuple[str, ...]) -> tuple[Tables, list[Finding]]:
    """The tables that everything is checked in, of all that was sent, and a warning for each event outside the period."""
    return assemble(basis_of(inbox, period, without).chosen, without)


@remembered
def tables_of(inbox: Inbox, period: Period, without: tuple[str, ...] = ()) -> Tables | None:
    """The tables that a period is rated from, without the units whose workbook is disputed; None where they do not suffice."""
    chosen = select(inbox, period)
    if not chosen.whole or has_errors(of_rulebook(inbox, period)):
        return None
    if chosen.disputed:
        return assemble(chosen.settled, without)[0]
    return _assembled(inbox, period, without)[0]


def tables_so_far(examined: Examined) -> Tables | None:
    """The period's tables, before its review and target workbooks have come too; None without directory or rulebook."""
    chosen = examined.chosen
    if examined.tables is not None or chosen.directory is None or chosen.rulebook is None:
        return examined.tables
    if has_errors(of_rulebook(examined.inbox, chosen.period)):
        return None
    review, target = chosen.review or empty_workbook(REVIEW), chosen.target or empty_workbook(TARGET)
    return assemble(replace(chosen, review=review, target=target).settled, ())[0]
