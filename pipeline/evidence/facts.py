"""Facts: the accepted rows of a period as the derived tables (schemas.facts) that indicators are measured on.

Every fact frame has its declared columns and the cell it came from: `file`, `key` (the sheet's key), `row`, `field`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from pipeline.core.remember import remembered
from pipeline.evidence.attendance import attendance, grade, members, training
from pipeline.evidence.people import People, people_of
from pipeline.evidence.results import achievement, check, goal, mark, reported, unit_check
from pipeline.evidence.service import pair, pledge, post, request, service, voice, wish, zone
from pipeline.evidence.surveys import ballot, survey
from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import duty_due
from schemas import facts, facts_by_hand
from schemas.base import Sheet, title

Facts = Mapping[str, pd.DataFrame]


@remembered
def fact_of(tables: Tables, name: str) -> pd.DataFrame:
    """The fact table of this title."""
    return _BUILDERS[name](tables, people_of(tables))


def _of(tables: Tables, sheet: type[Sheet]) -> pd.DataFrame:
    return fact_of(tables, title(sheet))


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
    title(facts.BallotFact): ballot,
    title(facts.GoalFact): goal,
    title(facts.CheckFact): check,
    title(facts.AchievementFact): achievement,
    title(facts.ServiceFact): service,
    title(facts.VoiceFact): voice,
    title(facts_by_hand.MarkFact): mark,
    title(facts_by_hand.UnitCheckFact): unit_check,
    title(facts_by_hand.ReportedFact): reported,
    title(facts.Attendance): lambda tables, people: attendance(tables, people, _of(tables, facts.Grade)),
    title(facts.TrainingFact): lambda tables, people: training(tables, people, _of(tables, facts.Attendance)),
    title(facts.MemberFact): lambda tables, people: members(
        tables, people, _of(tables, facts.Attendance), _of(tables, facts.PledgeFact)
    ),
}
_LEDGERS = tuple(title(of) for of in (facts.PledgeFact, facts.WishFact, facts.RequestFact))


def is_fact(name: str) -> bool:
    """True for the title of a fact table that is made from rows; 班组得分 comes from scores."""
    return name in _BUILDERS


def ledger_facts(tables: Tables) -> Facts:
    """The facts of pledges, wishes and requests alone."""
    return {name: fact_of(tables, name) for name in _LEDGERS}


def facts_of(tables: Tables) -> Facts:
    """Every fact table by its title, except 班组得分, which the scoring adds once teams are scored."""
    return {name: fact_of(tables, name) for name in _BUILDERS}
