"""The stage of a period decides what is sent: reminders, then data to check, results only once they are decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.core.period import Period
from pipeline.intake.account import FAULTY, MISSING, Intake
from pipeline.mail.check_letter import check_letter
from pipeline.mail.letter import Letter
from pipeline.mail.office_letter import office_letter
from pipeline.mail.recipients import Recipients
from pipeline.mail.remind_letter import COLLECTING, remind_letter, repair_letter
from pipeline.mail.result_letter import result_letter
from pipeline.mail.result_tables import Source
from pipeline.report.stage import NOTICE, OFFICIAL
from schemas.books import SUBMISSION
from schemas.words import BRANCH, TEAM

_DECIDED = (NOTICE, OFFICIAL)


def letters(of: Source, to: Recipients, circular: bytes) -> Iterator[Letter]:
    """What a rated period sends: each branch and each team with an address one letter, and the office its summary.

    A branch that was left out on purpose, and its teams, are sent nothing."""
    result = of.result
    decided = result.stage.name in _DECIDED
    write = result_letter if decided else check_letter
    for branch in (b for b in to.branches() if b not in {*result.without, *result.absent}):
        yield write((BRANCH, branch), to.travelling(branch), of)
        for team in sorted(t for t, b in to.parents.items() if b == branch and (TEAM, t) in to.addresses):
            yield write((TEAM, team), (), of)
    if to.office:
        yield office_letter(to.office, result.period, result.stage.name, result.intake.received,
                            of if decided else None, circular if decided else b"")


def reminders(period: Period, intake: Intake, returned: Mapping[str, bytes], to: Recipients, first: Mapping[str, str]) -> Iterator[Letter]:
    """What a period sends while errors or missing workbooks forbid its rating; `returned`: file -> marked workbook; `first`:
    branch -> its first responsible person."""
    for received in (r for r in intake.received if r.kind == SUBMISSION.title):
        if received.state == MISSING:
            yield remind_letter(received, period, first.get(received.unit, ""))
        elif received.state == FAULTY and received.file in returned:
            yield repair_letter(received, returned[received.file], period, first.get(received.unit, ""))
    if to.office:
        yield office_letter(to.office, period, COLLECTING, intake.received, None, b"")
