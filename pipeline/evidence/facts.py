"""Facts: the accepted rows of a period as the derived tables (schemas.facts) that indicators are measured on.

Every fact frame has its declared columns and the cell it came from: `file`, `key` (the sheet's key), `row`, `field`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from pipeline.evidence.attendance import attendance, grade, members, training
from pipeline.evidence.people import People, people_of
from pipeline.evidence.results import achievement, check, goal, mark, reported, survey, unit_check
from pipeline.evidence.service import pair, pledge, post, request, service, voice, wish, zone
from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import duty_due
from schemas import facts, facts_by_hand
from schemas.base import title

Facts = Mapping[str, pd.DataFrame]
_BUILDERS: dict[str, Callable[[Tables, People], pd.DataFrame]] = {
    title(facts.DutyDue): duty_due,
    title(facts.Grade): grade,
    title(facts.PledgeFact): pledge,
    title(facts.ZoneFact): zone,
    title(facts.PostFact): post,
    title(facts.WishFact): wish,
    title(facts.RequestFact): request,
    title(facts.PairFact): pair,
    title(facts.SurveyFact): survey,
    title(facts.GoalFact): goal,
    title(facts.CheckFact): check,
    title(facts.AchievementFact): achievement,
    title(facts.ServiceFact): service,
    title(facts.VoiceFact): voice,
    title(facts_by_hand.MarkFact): mark,
    title(facts_by_hand.UnitCheckFact): unit_check,
    title(facts_by_hand.ReportedFact): reported,
}


_LEDGERS = tuple(title(of) for of in (facts.PledgeFact, facts.WishFact, facts.RequestFact))


def ledger_facts(tables: Tables) -> Facts:
    """The facts of pledges, wishes and requests alone."""
    people = people_of(tables)
    return {name: _BUILDERS[name](tables, people) for name in _LEDGERS}


def facts_of(tables: Tables) -> Facts:
    """Every fact table by its title, except 班组得分, which the scoring adds once teams are scored."""
    people = people_of(tables)
    found = {name: build(tables, people) for name, build in _BUILDERS.items()}
    found[title(facts.Attendance)] = attended = attendance(tables, people, found[title(facts.Grade)])
    found[title(facts.TrainingFact)] = training(tables, people, attended)
    found[title(facts.MemberFact)] = members(tables, people, attended, found[title(facts.PledgeFact)])
    return found
