"""Facts: the accepted rows of a period as the derived tables (schemas.facts) that indicators are measured on.

Every fact frame has its declared columns and the cell it came from: `file`, `key` (the sheet's key), `row`, `field`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from pipeline.evidence.attendance import attendance, grade, members, training
from pipeline.evidence.people import People, people_of
from pipeline.evidence.results import achievement, check, goal, survey
from pipeline.evidence.service import pair, pledge, post, request, service, voice, wish, zone
from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import duty_due
from schemas.base import title
from schemas.facts import (
    AchievementFact,
    Attendance,
    CheckFact,
    DutyDue,
    GoalFact,
    Grade,
    MemberFact,
    PairFact,
    PledgeFact,
    PostFact,
    RequestFact,
    ServiceFact,
    SurveyFact,
    TrainingFact,
    VoiceFact,
    WishFact,
    ZoneFact,
)

Facts = Mapping[str, pd.DataFrame]
_BUILDERS: dict[str, Callable[[Tables, People], pd.DataFrame]] = {
    title(DutyDue): duty_due,
    title(Grade): grade,
    title(PledgeFact): pledge,
    title(ZoneFact): zone,
    title(PostFact): post,
    title(WishFact): wish,
    title(RequestFact): request,
    title(PairFact): pair,
    title(SurveyFact): survey,
    title(GoalFact): goal,
    title(CheckFact): check,
    title(AchievementFact): achievement,
    title(ServiceFact): service,
    title(VoiceFact): voice,
}


def facts_of(tables: Tables) -> Facts:
    """Every fact table by its title, except 班组得分, which the scoring adds once teams are scored."""
    people = people_of(tables)
    found = {name: build(tables, people) for name, build in _BUILDERS.items()}
    found[title(Attendance)] = attended = attendance(tables, people, found[title(Grade)])
    found[title(TrainingFact)] = training(tables, people, attended)
    found[title(MemberFact)] = members(tables, people, attended, found[title(PledgeFact)])
    return found
