"""What 党委考评 says by itself: marks and decisions that can stand, the steps to a public notice that lasts its working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.finding import Finding, Place
from pipeline.core.records import placed
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.levels import Veto
from schemas.base import YES, title
from schemas.books import SHEETS
from schemas.rulebook import WorkDay
from schemas.words import (
    ANNOUNCED,
    APPLICANTS,
    CAPPED,
    DECIDED,
    IN_PROPORTION,
    ISSUED,
    REVIEWED,
    STOPPED,
    UNUSED,
    ZEROED,
)


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


def inspections(at: Checked) -> Iterator[Finding]:
    """核定分 that cannot stand: of a whole indicator, of another kind of unit, above the points, or twice."""
    rows = at.tables.frames["inspection"]
    leaves = {rule.code: rule for rule in at.tables.rulebook.measured}
    inspected: set[tuple[Any, ...]] = set()
    for index, row in placed(rows):
        if pd.isna(row["score"]):
            continue
        rule = leaves.get(row["indicator"])
        if rule is None or rule.unit_kind != row["unit_kind"]:
            why = "它由几个分项组成" if row["indicator"] in at.tables.rulebook.families else "细则里没有它"
            yield at.say(
                "E308",
                "inspection",
                index,
                "indicator",
                row["indicator"],
                why=why if rule is None else f"它评的是{rule.unit_kind}",
            )
        elif row["score"] > (most := _most(rule)):
            yield at.say(
                "E307",
                "inspection",
                index,
                "score",
                plain(row["score"]),
                indicator=rule.code,
                points=plain(most),
            )
        elif (key := (row["unit_kind"], row["unit"], row["indicator"])) in inspected:
            yield at.say(
                "E309", "inspection", index, "score", plain(row["score"]), of=row["unit"], indicator=rule.code
            )
        else:
            inspected.add(key)


def _most(rule: Indicator) -> Fraction:
    """The highest 核定分 of a leaf; a mark that is scored by bands, steps or places may be any number."""
    if not rule.by_hand:
        return rule.points * rule.most
    return rule.target * rule.most if rule.scoring == IN_PROPORTION else Fraction(10**9)


def events(at: Checked) -> Iterator[Finding]:
    """Vetoes of the wrong kind of unit."""
    rows = at.tables.frames["event"]
    for index, kind, code in zip(rows.index, rows["unit_kind"], rows["code"], strict=True):
        rule = at.tables.rulebook.vetoes.get(code) if not pd.isna(code) else None
        if rule is not None and kind not in rule.unit_kinds:
            yield at.say("E315", "event", index, "code", code, kind="否决", kinds="、".join(rule.unit_kinds))
        elif rule is not None and not _names(str(rows.at[index, "type"]), rule):
            event = str(rows.at[index, "type"])
            yield at.say("E531", "event", index, "type", event, of=code, effect=rule.effect)


def _names(event: str, rule: Veto) -> bool:
    """True if a decision of that type may name the row: 否决 any, 封顶 what caps, the others only what they say."""
    fits = {CAPPED: ("封顶",), ZEROED: ("封顶", ZEROED), STOPPED: ("不参评",)}
    return event == "否决" or event in fits.get(rule.effect, (rule.effect,))


def applicants(at: Checked) -> Iterator[Finding]:
    """A quota of applicants in a quarter for which nobody has applied."""
    rows, review = at.tables.frames["application"], at.chosen.review
    asked = [q for q in at.tables.rulebook.quotas if q.base == APPLICANTS and q.in_quarter != UNUSED]
    if asked and review and at.tables.period.months != 1 and not rows["applied"].eq(YES).any():
        sheet = title(SHEETS["application"])
        yield say("W544", Place(review.file, sheet), value=sheet)


def branch_secretaries(at: Checked) -> Iterator[Finding]:
    """Who is voted on as a secretary is one by the directory."""
    known = set(at.tables.frames["branch"]["secretary"].dropna())
    yield from (
        at.say("E316", "appraisal", index, "person", person)
        for index, person in at.cells("appraisal", "person")
        if person not in known
    )
