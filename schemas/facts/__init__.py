"""数据表: the derived tables that indicators are measured on, declared like sheets so that rules about them can be checked.

Every fact row also carries `file`, `sheet`, `row` and `field`: the cell it came from (missing where nothing was filled in)."""

from __future__ import annotations

from schemas.base import Sheet, title
from schemas.facts.life import Attendance, DutyDue, Grade, MemberFact, TrainingFact
from schemas.facts.results import AchievementFact, CheckFact, GoalFact, SurveyFact, TeamScore
from schemas.facts.service import (
    PairFact,
    PledgeFact,
    PostFact,
    RequestFact,
    ServiceFact,
    VoiceFact,
    WishFact,
    ZoneFact,
)

__all__ = [
    "FACTS",
    "FACT_TITLES",
    "AchievementFact",
    "Attendance",
    "CheckFact",
    "DutyDue",
    "GoalFact",
    "Grade",
    "MemberFact",
    "PairFact",
    "PledgeFact",
    "PostFact",
    "RequestFact",
    "ServiceFact",
    "SurveyFact",
    "TeamScore",
    "TrainingFact",
    "VoiceFact",
    "WishFact",
    "ZoneFact",
]

FACTS: tuple[type[Sheet], ...] = (
    Attendance,
    DutyDue,
    Grade,
    TrainingFact,
    PledgeFact,
    ZoneFact,
    PostFact,
    WishFact,
    RequestFact,
    PairFact,
    SurveyFact,
    GoalFact,
    CheckFact,
    AchievementFact,
    MemberFact,
    ServiceFact,
    VoiceFact,
    TeamScore,
)
FACT_TITLES = tuple(title(fact) for fact in FACTS)
