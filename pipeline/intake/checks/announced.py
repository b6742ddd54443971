"""Is the public notice long enough? So many working days as the rulebook says, by a calendar that knows the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from schemas.base import YES, title
from schemas.rulebook import WorkDay
from schemas.words import ANNOUNCED, DECIDED, ISSUED, REVIEWED


def announcements(at: Checked) -> Iterator[Finding]:
    """公示 that ends before its working days are over (rules 6)."""
    rules = at.tables.rulebook
    rows = at.tables.frames["decision"]
    rows = rows[rows["step"].eq("公示").fillna(False) & rows["until"].notna()]
    for index, first, last in zip(rows.index, rows["date"], rows["until"], strict=True):
        worked = rules.workdays.count(first.date(), last.date())
        if worked < rules.notice_days:
            yield at.say(
                "E516",
                "decision",
                index,
                "until",
                last.date(),
                count=worked,
                days=rules.notice_days,
                end=rules.workdays.last_of(first.date(), rules.notice_days),
            )


def undecided(at: Checked) -> Iterator[Finding]:
    """Steps that count only once the Party committee has met, where it has not: the quarter stays 初评稿."""
    tables = at.tables
    rows = tables.frames["decision"]
    if tables.period.months != 3 or rows["step"].eq(DECIDED).fillna(False).any():
        return
    codes = {ANNOUNCED: "W504", ISSUED: "W504"}
    if not tables.rulebook.quarters_are_light:
        codes[REVIEWED] = "W503"
    for index, step in zip(rows.index, rows["step"], strict=True):
        if step in codes:
            yield at.say(codes[step], "decision", index, "step", step)


def unreviewed(at: Checked) -> Iterator[Finding]:
    """A branch of the office's own, 回避, for which nobody has named the department that reviews it instead (rules 10.9)."""
    branches, rows = at.standing("branch"), at.tables.frames["decision"]
    recused = branches[branches["recused"].eq(YES).fillna(False)]["branch"]
    named = set(rows[rows["reviewer"].notna()]["unit"].dropna())
    steps = (REVIEWED, DECIDED) if at.tables.rulebook.quarters_are_light else (DECIDED,)
    decided = rows[rows["step"].isin(steps).fillna(False)].index
    for branch in sorted(set(recused) - named):
        checked = rows[rows["unit"].eq(branch).fillna(False)].index
        for index in [*checked, *decided][:1]:
            # a form from before the column was asked has only the column of the branch
            column = "reviewer" if "reviewer" in at.chosen.inbox.letters[index[0], "decision"] else "unit"
            yield at.say("W338", "decision", index, column, "", unit=branch)


def unknown_holidays(at: Checked) -> Iterator[Finding]:
    """Years that days of the period fall in and whose holidays nobody has told yet: said once."""
    decided, inspected = at.tables.frames["decision"], at.tables.frames["inspection"]
    days = [day.date() for day in pd.concat([decided["date"], decided["until"], inspected["due"]]).dropna()]
    rulebook = at.chosen.rulebook
    for year in at.tables.rulebook.workdays.unknown_years(
        [*days, at.tables.period.end + dt.timedelta(days=1)]
    ):
        yield say("W502", Place(rulebook.file if rulebook else "", title(WorkDay)), year=year)
