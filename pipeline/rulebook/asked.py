"""Which sheets a plant fills in: all but those that its 填报内容 switches off and that nothing in its rules uses."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.rulebook.indicators import in_use
from schemas import facts
from schemas.asked import SWITCHED
from schemas.base import Sheet, title
from schemas.books import SUBMISSION
from schemas.words import PARTY_COMMITTEE

_MADE_OF: Mapping[type[Sheet], tuple[str, ...]] = {  # a 数据表 -> the sheets whose rows it is made of
    facts.Grade: ("meeting", "training"),
    facts.Attendance: ("meeting", "training"),
    facts.TrainingFact: ("meeting", "training"),
    facts.MemberFact: ("meeting", "training", "pledge"),
    facts.PledgeFact: ("pledge", "verification"),
    facts.ZoneFact: ("zone_post",),
    facts.PostFact: ("zone_post", "post_review"),
    facts.WishFact: ("wish", "verification"),
    facts.RequestFact: ("request", "verification"),
    facts.PairFact: ("pairing", "achievement"),
    facts.SurveyFact: ("survey",),
    facts.BallotFact: ("ballot",),
    facts.GoalFact: ("target_actual",),
    facts.CheckFact: ("check",),
    facts.AchievementFact: ("achievement",),
    facts.ServiceFact: ("wish", "request", "action", "meeting"),
    facts.VoiceFact: ("wish", "request", "member_grade"),
}
_SHEETS_OF: Mapping[str, Collection[str]] = {title(fact): sheets for fact, sheets in _MADE_OF.items()}
GOAL_RESULTS = "target_actual"
RULES = ("asked", "indicator", "duty_item", "bonus_rule")  # the sheets of a rulebook that tell
Frames = Mapping[str, pd.DataFrame]  # of a rulebook, by sheet


def used_by(rules: Frames) -> dict[str, str]:
    """The sheets that the rules use -> what uses them, in words."""
    used: dict[str, str] = {}
    indicators = in_use(rules)["indicator"].dropna(subset=["source"])
    for code, source in zip(indicators["code"], indicators["source"], strict=True):
        used |= {sheet: f"指标 {code}" for sheet in _SHEETS_OF.get(source, ()) if sheet not in used}
    items = rules["duty_item"]
    for code, who, sheet in zip(items["item"], items["who"], items["sheet"], strict=True):
        of_committee = {"committee_duty": f"清单 {code}"} if who == PARTY_COMMITTEE else {}
        used = {**of_committee, **({SWITCHED[sheet]: f"清单 {code}"} if sheet in SWITCHED else {}), **used}
    if len(rules["bonus_rule"]):
        used.setdefault("achievement", "加分标准")
    return used


def switched_off(rules: Frames) -> frozenset[str]:
    """The keys of the sheets that nobody is asked for."""
    rows = rules["asked"]
    titles = rows[rows["asked"].eq("否").fillna(False).astype(bool)]["sheet"].dropna()
    off = {SWITCHED[one] for one in titles}
    return frozenset(off - used_by(rules).keys()) if off else frozenset()


def branches_owe(off: Collection[str]) -> bool:
    """True if a branch is asked for a sheet at all, and so for its workbook."""
    return any(sheet.to_schema().name not in off for sheet in SUBMISSION.sheets)
