"""The path of mail: a checked period -> letters of its stage -> messages -> the mail folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period
from pipeline.evidence.tables import Directory
from pipeline.intake.account import FAULTY, MISSING, Intake
from pipeline.intake.collect import as_of
from pipeline.intake.examine import Examined
from pipeline.intake.forms.marked import returned_files
from pipeline.mail.addresses import OFFICE_KIND, Recipients, address_fault, recipients
from pipeline.mail.ledger import Entry, load
from pipeline.mail.letter import Letter
from pipeline.mail.letters.chart import Font, find_font
from pipeline.mail.letters.check import check_letter
from pipeline.mail.letters.reminder import COLLECTING, office_letter, remind_letter, repair_letter
from pipeline.mail.letters.result import result_letter
from pipeline.mail.letters.tables import LetterSource, source
from pipeline.mail.messages import say, stopped
from pipeline.mail.outbox import FOLDER, MailRun, alone, content_of, outbox, write
from pipeline.report.papers.circular import circular
from pipeline.report.stage import NOTICE, OFFICIAL, QUARTER
from pipeline.run import rate
from schemas.books import SUBMISSION
from schemas.words import BRANCH, TEAM

_DECIDED = (QUARTER, NOTICE, OFFICIAL)


def letters(of: LetterSource, to: Recipients, circular: bytes) -> Iterator[Letter]:
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
        yield office_letter(
            (OFFICE_KIND, to.office),
            result.period,
            result.stage.name,
            result.intake.received,
            of if decided else None,
            circular if decided else b"",
        )


def reminders(
    period: Period, intake: Intake, returned: Mapping[str, bytes], to: Recipients, directory: Directory
) -> Iterator[Letter]:
    """What a period sends while errors or missing workbooks forbid its rating; `returned`: file -> marked workbook."""
    for received in (r for r in intake.received if r.kind == SUBMISSION.title):
        if received.state == MISSING:
            yield remind_letter(received, period, directory.titled((BRANCH, received.unit)))
        elif received.state == FAULTY and received.file in returned:
            yield repair_letter(
                received, returned[received.file], period, directory.titled((BRANCH, received.unit))
            )
    if to.office:
        yield office_letter((OFFICE_KIND, to.office), period, COLLECTING, intake.received, None, b"")


_BEIJING = dt.timezone(dt.timedelta(hours=8))
_HOUR = dt.time(9, tzinfo=_BEIJING)


@dataclass(frozen=True, slots=True)
class MailOptions:
    """What the person who writes the messages decides; `font` is a path, "" for a known one, None for no pictures."""

    sender: str
    without: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    office: str = ""
    font: str | None = ""


def write_mail(
    examined: Examined, folder: Path, options: MailOptions
) -> tuple[tuple[Entry, ...], list[Finding]]:
    """Write output/<period>/mail; the ledger's entries, none with why nothing was written. OSError where the disk refuses."""
    if options.office and (why := address_fault(options.office, options.domains)):
        return (), stopped("E615", options.office, why=why)
    to = recipients(examined.inbox, examined.chosen, options.domains, options.office)
    posts, faults = _letters(examined, to, options.without)
    font, more = (None, faults) if faults else _font(posts, options.font)
    if more:
        return (), more
    with alone(folder):
        old, faults = load(folder / FOLDER)
        if any(one.code != "E622" for one in faults):
            return (), faults
        run = MailRun(to, options.sender, dated(examined), font)
        box = outbox(posts, run, old, lambda file: content_of(folder / FOLDER / file))
        old.record()
        write(folder, box, examined.chosen.period, options.sender)
    return box.entries, [say("W603", Place(), value=one.value) for one in faults]


def _letters(
    examined: Examined, to: Recipients, without: tuple[str, ...]
) -> tuple[list[Letter], list[Finding]]:
    if not examined.clean or examined.tables is None:
        returned = returned_files(examined)
        directory = examined.inbox.directory(examined.chosen.directory)
        return list(reminders(examined.chosen.period, examined.intake, returned, to, directory)), []
    result = rate(examined, False, without)
    workbook, faults = circular(result)
    return ([], faults) if workbook is None else (list(letters(source(result), to, workbook)), [])


def _font(letters: Sequence[Letter], configured: str | None) -> tuple[Font | None, list[Finding]]:
    """The font where a letter has a drawing and pictures are wanted."""
    if configured is None or not any(letter.drawing for letter in letters):
        return None, []
    return find_font(configured)


def dated(examined: Examined) -> dt.datetime:
    """The day that messages carry: the last that the period's own papers name, never that of the clock."""
    chosen = examined.chosen
    papers = [
        *chosen.submissions.values(),
        *chosen.checks.values(),
        *([chosen.review] if chosen.review else []),
    ]
    days = [chosen.period.end, *(dt.date.fromisoformat(day) for day in map(as_of, papers) if day)]
    if examined.tables is not None:
        steps = examined.tables.steps["date"].dropna()
        days += [pd.Timestamp(day).date() for day in steps]
    return dt.datetime.combine(max(days), _HOUR)
