"""Votes of 满意度测评 and 测评明细: those that do not count, and those that contradict each other or the rulebook."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.core.chinese import listed, plain
from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index, records
from pipeline.evidence.surveys import Poll, polls, usable
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from schemas.base import key
from schemas.review import Survey
from schemas.words import BRANCH, TEAM

_NAMED = 5  # units that are named; the others are counted


def surveys(at: Checked) -> Iterator[Finding]:
    """Surveys that do not count, and why (rules 7)."""
    rules, rows = at.tables.rulebook, at.tables.frames["survey"]
    share, least = rules.number("测评最低收回比例"), rules.whole("测评最少有效票")
    for index, row, good in zip(rows.index, records(rows), usable(rows, float(share), least), strict=True):
        if good:
            continue
        code = (
            "W303"
            if row["returned"] > row["issued"]
            else "W304"
            if row["returned"] * 100 < row["entitled"] * share
            else "W305"
        )
        yield at.say(
            code,
            "survey",
            index,
            "returned",
            row["returned"],
            of=row["unit"],
            issued=row["issued"],
            entitled=row["entitled"],
            share=plain(share),
            least=least,
        )


def unsurveyed(at: Checked) -> Iterator[Finding]:
    """Units without a survey in the quarters that count, where most of their kind have one: the indicator does not apply to them
    (rules 7), and nobody would notice that a row is missing."""
    review, period = at.chosen.review, at.tables.period
    if review is None or period.months == 1 or key(Survey) not in review.sheets:
        return
    frames = at.tables.frames
    for kind, name in ((BRANCH, "branch"), (TEAM, "team")):
        rows = frames[name]
        rated = rows[~rows["founded"].ge(pd.Timestamp(period.start)).fillna(False)][name]
        tables = (frames["survey"], frames["ballot"], at.standing("survey"), at.standing("ballot"))
        heard = {unit for of in tables for unit in _of_kind(of, kind)}
        silent = [unit for unit in rated if unit not in heard]
        # theirs may be the rows whose unit is written wrong
        if len(silent) > len(heard - set(rows[name])) and 2 * len(silent) <= len(rated):
            place = Place(review.file, review.sheets[key(Survey)].title)
            quarters = at.tables.rulebook.whole("测评有效季度数")
            yield say("W388", place, units=listed(silent, _NAMED), quarters=quarters)


def _of_kind(rows: pd.DataFrame, kind: str) -> set[str]:
    return set(rows[rows["unit_kind"].eq(kind).fillna(False)]["unit"].dropna())


def ballots(at: Checked) -> Iterator[Finding]:
    """Votes that the rules have no place for, that do not add up, or that are too few."""
    rules = at.tables.rulebook
    yield from _unknown(at)
    yield from _twice(at)
    for poll in polls(at.tables):
        yield from _sums(at, poll)
        if poll.problem and (poll.unit_kind, poll.group) in rules.survey_groups:
            votes = str(poll.rows.at[poll.at, "votes"])
            yield at.say(
                "W540", "ballot", poll.at, "votes", votes, of=poll.unit, group=poll.group, why=poll.problem
            )
    yield from _unheard(at)


def _unknown(at: Checked) -> Iterator[Finding]:
    """Answers and categories that the rulebook does not have."""
    rules, rows = at.tables.rulebook, at.tables.frames["ballot"]
    for index, kind, group, answer in zip(
        rows.index, rows["unit_kind"], rows["group"], rows["answer"], strict=True
    ):
        if answer not in rules.survey_answers:
            yield at.say("E540", "ballot", index, "answer", answer, where="测评答案")
        if (kind, group) not in rules.survey_groups:
            yield at.say("E540", "ballot", index, "group", group, where="测评类别")


def _twice(at: Checked) -> Iterator[Finding]:
    """An answer of one category on one unit that stands there more than once."""
    rows = at.tables.frames["ballot"].reset_index()
    key = ["file", "unit_kind", "unit", "group", "answer"]
    for row in records(rows[rows.duplicated(key)]):
        index: Index = (row["file"], row["sheet"], row["row"])
        yield at.say("E541", "ballot", index, "answer", row["answer"], of=row["unit"], group=row["group"])


def _sums(at: Checked, poll: Poll) -> Iterator[Finding]:
    """发出 and 收回 of a poll, which are told once, and the votes that make up what came back."""
    returned = poll.rows[poll.rows["returned"].notna()]
    votes = int(poll.rows["votes"].sum())
    facts = {"of": poll.unit, "group": poll.group}
    for index in returned.index[1:]:
        if (returned.at[index, "issued"], returned.at[index, "returned"]) != (poll.issued, poll.returned):
            why = "同一类写了不同的发出或收回"
            yield at.say(
                "E542", "ballot", index, "returned", returned.at[index, "returned"], why=why, **facts
            )
    if len(returned) and votes != poll.returned:
        why = f"各项票数合计 {votes}，收回 {poll.returned}"
        yield at.say(
            "E542", "ballot", poll.at, "returned", returned.at[poll.at, "returned"], why=why, **facts
        )


def _unheard(at: Checked) -> Iterator[Finding]:
    """Categories with a weight that said nothing of a unit of which others did: the others weigh more."""
    every = polls(at.tables)
    asked = {(poll.unit_kind, poll.unit): poll for poll in every}
    there = {(poll.unit_kind, poll.unit, poll.group) for poll in every}
    for (kind, unit), poll in asked.items():
        groups = [group for of, group in at.tables.rulebook.survey_groups if of == kind]
        if lacking := "、".join(group for group in groups if (kind, unit, group) not in there):
            yield at.say("W541", "ballot", poll.at, "unit", unit, groups=lacking)
