"""What a blank of 党委考评 comes with: who is to be surveyed and marked, open items and claims, the stars published so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from pipeline.core.period import Period
from pipeline.core.records import records
from pipeline.evidence.ledgers import LEDGERS, claims_of
from pipeline.evidence.tables import directory_rows, in_scheme
from pipeline.intake.assemble import of_reviews, rules_of
from pipeline.intake.forms.carried import Given, given_rows
from pipeline.intake.select import Selection, select
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.rules import Rulebook
from schemas.base import key as key_of
from schemas.base import title
from schemas.books import DIRECTORY, RULEBOOK
from schemas.facts import BallotFact
from schemas.words import APPLICANTS, APPROVED, BRANCH, DRAFT, MARKED, PASSED_ON, TEAM, UNUSED

_YEAR = 12  # months
_UNITS: Mapping[str, str] = {BRANCH: "branch", TEAM: "team"}
_CLAIM = ("table", "number", "matter")


def by_hand(now: Selection, origin: str) -> Iterator[tuple[Indicator, str]]:
    """Every indicator of that 数据来源 with each unit whose scheme has it."""
    return _units_of(now, lambda rule: rule.origin == origin)


def _units_of(now: Selection, asks: Callable[[Indicator], bool]) -> Iterator[tuple[Indicator, str]]:
    if now.rulebook is None or now.directory is None:
        return
    directory = directory_rows({key_of(sheet): now.rows(key_of(sheet)) for sheet in DIRECTORY.sheets})
    for rule in rules_in_force(now).measured:
        if asks(rule):
            yield from ((rule, name) for name in in_scheme(rule, directory))


def rules_in_force(now: Selection) -> Rulebook:
    frames = {key_of(sheet): now.rows(key_of(sheet)) for sheet in RULEBOOK.sheets}
    return rules_of(now.inbox, frames)


def _claims(now: Selection, last: Selection) -> list[dict[str, Any]]:
    """What branches claim in their last workbooks and the office has not answered yet."""
    answered = of_reviews(now.inbox, "verification")
    answered = answered[answered["verdict"].notna()][list(_CLAIM)]
    known = set(answered.itertuples(index=False, name=None))
    sent = now if now.submissions else last
    claims = []
    for ledger in LEDGERS:
        for row in records(sent.rows_in(ledger.key, sent.files)):
            passed = (PASSED_ON,) if row["state"] == PASSED_ON else ()
            drafted = row["state"] == DRAFT and row["verdict"] != APPROVED
            matters = () if drafted else (*claims_of(row["state"], row.get("reason"))[:1], *passed)
            claims += [(ledger.name, row[ledger.key], matter) for matter in matters]
    return [dict(zip(_CLAIM, one, strict=True)) for one in dict.fromkeys(claims) if one not in known]


def review_rows(now: Selection, last: Selection) -> Given:
    """Every unit to survey, open inspection items, and the stars published so far."""
    given: Given = {}
    if now.directory is not None:
        given["survey"] = [
            {"unit_kind": kind, "unit": name} for kind, key in _UNITS.items() for name in now.rows(key)[key]
        ]
    given["verification"] = _claims(now, last)
    if last.review is not None and last.period != now.period:
        items = last.rows("inspection")
        given["inspection"] = [
            row | {"score": None} for row in given_rows(items[items["due"].notna() & items["fixed"].isna()])
        ]
        given["published_star"] = given_rows(last.rows("published_star"))
    if now.rulebook is not None:
        rules, of_year = rules_in_force(now), now.period.months == _YEAR
        given["year_end"] = _every_unit(now) if of_year and rules.year_end_share else []
        uses = [q.in_year if of_year else q.in_quarter for q in rules.quotas if q.base == APPLICANTS]
        given["application"] = _every_unit(now) if set(uses) - {UNUSED} else []
    if ballots := list(_ballots(now)):
        given["ballot"] = ballots
    marks = [
        {"unit_kind": rule.unit_kind, "unit": name, "indicator": rule.code}
        for rule, name in by_hand(now, MARKED)
    ]
    if marks:
        given["inspection"] = [*marks, *given.get("inspection", ())]
    return given


def _every_unit(now: Selection) -> list[dict[str, Any]]:
    """Every branch and team; of a year those of its last directory."""
    quarters = (select(now.inbox, Period(now.period.year, month, 3)) for month in (10, 7, 4, 1))
    later = () if now.directory is not None else quarters
    last = next((quarter for quarter in later if quarter.directory is not None), now)
    return [{"unit_kind": kind, "unit": name} for kind, key in _UNITS.items() for name in last.rows(key)[key]]


def _ballots(now: Selection) -> Iterator[dict[str, Any]]:
    """A row for each unit that is rated by 测评明细, each category that weighs something for it, and each answer."""
    if now.rulebook is None or now.directory is None:
        return
    rules, seen = rules_in_force(now), set[tuple[str, str]]()
    for rule, name in _units_of(now, lambda rule: rule.source == title(BallotFact)):
        unit = (rule.unit_kind, name)
        groups = [group for kind, group in rules.survey_groups if kind == rule.unit_kind and unit not in seen]
        seen.add(unit)
        for group, answer in product(groups, rules.survey_answers):
            yield {"unit_kind": unit[0], "unit": name, "group": group, "answer": answer}
