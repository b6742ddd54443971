"""Why an indicator does not apply to a unit in a period, and what it would take; and how much of a unit's points applies. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from pipeline.evidence.attendance import least_sampled
from pipeline.evidence.tables import Tables
from pipeline.rating.score import Leaf, Unit
from pipeline.rulebook.condition import Condition, holds
from pipeline.rulebook.lines import slots
from pipeline.rulebook.rules import DutyRule
from schemas import facts
from schemas.base import columns, title
from schemas.directory import Branch
from schemas.words import PARTY_MEMBER


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing can be counted, and what would let it count ("" where only time does)."""

    why: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class NotCovered:
    """An indicator of which no part applies: its points, and the reason of each part."""

    code: str
    name: str
    points: Fraction
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a unit's points apply, how many must, and what is lacking, the most points first."""

    applies: Fraction
    least: Fraction
    lacks: tuple[NotCovered, ...]

    @property
    def enough(self) -> bool:
        return self.applies >= self.least


_REASONS = {
    title(facts.Attendance): Reason("没有应计出勤的活动（请假、补学不计）", "按期开展组织生活并登记"),
    title(facts.PledgeFact): Reason("没有到期的承诺", "承诺到期以后再计"),
    title(facts.MemberFact): Reason("没有党员"),
    title(facts.ZoneFact): Reason("责任区没有查出问题", "责任区查出问题并登记整改"),
    title(facts.PostFact): Reason("示范岗还没有考评", "党委考评示范岗"),
    title(facts.WishFact): Reason("没有到期的微心愿", "有到期的微心愿"),
    title(facts.RequestFact): Reason("没有到期的群众诉求", "有到期的群众诉求"),
    title(facts.PairFact): Reason("没有可以结对的群众"),
    title(facts.SurveyFact): Reason("没有有效的满意度测评", "组织测评，收回的票够数"),
    title(facts.BallotFact): Reason("没有有效的分类测评", "组织测评，各类收回的票够数"),
    title(facts.CheckFact): Reason("没有考评部门的记录", "考评部门登记扣分，没有扣分的登记零"),
    title(facts.TeamScore): Reason("没有所辖的班组，或所辖班组都没有得分", "班组有得分"),
    title(facts.GoalFact): Reason("没有本期节点的目标", "目标责任书定下本期节点"),
    title(facts.VoiceFact): Reason("本期没有服务对象的评价", "心愿实现、诉求办结后请服务对象评价"),
}
_OTHER = Reason("没有可计的数据")
_UNGRADED = Reason("参加的活动没有被抽查", "党委抽查活动，登记等级")
_MONTH_GOALS = Reason("目标按季设节点，月度不考核", "季度评价时计")
_NO_GROUPS = Reason("支部没有党小组", "设了党小组的，在组织名册的人员表登记")
_NOT_YET = Reason("成立以前不要求")


def coverage(tables: Tables, unit: Unit, leaves: Sequence[Leaf]) -> Coverage:
    """The points that apply to the unit and those that do not, of the rulebook's full points of its kind."""
    rules = tables.rulebook
    parts: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.rule.points:
            parts.setdefault(leaf.rule.family, []).append(leaf)
    points = {code: sum((leaf.rule.points for leaf in own), Fraction(0)) for code, own in parts.items()}
    full = sum(points.values(), Fraction(0))
    lacks = [
        NotCovered(
            code,
            rules.families[code][0],
            points[code],
            tuple(dict.fromkeys(reason(tables, leaf) for leaf in own)),
        )
        for code, own in parts.items()
        if not any(leaf.applies for leaf in own)
    ]
    lacks.sort(key=lambda lack: (-lack.points, lack.code))
    applies = full - sum((lack.points for lack in lacks), Fraction(0))
    return Coverage(applies, full * rules.number("适用分下限") / 100, tuple(lacks))


def reason(tables: Tables, leaf: Leaf) -> Reason:
    """Why a leaf that does not apply does not."""
    if leaf.rule.source == title(facts.DutyDue):
        found = [_not_due(tables, leaf.unit, rule) for rule in _asked(tables, leaf.rule.expected)]
        return found[0] if found else _OTHER
    if leaf.rule.source == title(facts.GoalFact) and tables.period.months == 1:
        return _MONTH_GOALS
    if leaf.rule.source == title(facts.Attendance) and leaf.rule.field:
        return _UNGRADED
    if leaf.rule.source == title(facts.Grade):
        return _too_few(tables, leaf.unit[1])
    return _REASONS.get(leaf.rule.source, _OTHER)


def _too_few(tables: Tables, branch: str) -> Reason:
    """How many sessions of a branch were sampled, where that is not enough for a mean."""
    rows, least = tables.frames["inspection"], least_sampled(tables)
    count = int((rows["unit"].eq(branch) & rows["grade"].notna()).sum())
    why = f"本期只抽查了 {count} 次活动，不足 {least} 次" if count else "本期没有抽查活动质量"
    return Reason(why, "党委对照检查抽查活动，登记等级")


def _asked(tables: Tables, expected: Condition) -> list[DutyRule]:
    """The items of the work list that an indicator counts."""
    rules = sorted(tables.rulebook.duties, key=lambda rule: rule.item)  # whatever the order of its rows
    frame = pd.DataFrame(
        {
            "item": [r.item for r in rules],
            "who": [r.who for r in rules],
            "name": [r.name for r in rules],
            "proof": [r.sheet for r in rules],
        }
    )
    known = holds(tuple(term for term in expected if term.column in frame), frame)
    return [rule for rule, meant in zip(rules, known, strict=True) if meant]


def _not_due(tables: Tables, unit: Unit, rule: DutyRule) -> Reason:
    own = tables.frames["branch"]
    own = own[own["branch"].eq(tables.directory.branch_of(unit))]
    if not holds(rule.applies, own).any():
        words = "；".join(
            f"{_HEADINGS[t.column]}{t.sign}{'、'.join(map(str, t.values))}" for t in rule.applies
        )
        return Reason(f"{rule.name}只要求“{words}”的支部", "已经设了的，在组织名册登记")
    if not slots(rule, tables.period):
        return Reason(f"{rule.name}{rule.frequency}一次，本期没有到期", "到期的时候计")
    if rule.who == "党小组" and not _has_groups(tables, unit):
        return _NO_GROUPS
    return _NOT_YET


_HEADINGS = {column.name: column.title for column in columns(Branch)}


def _has_groups(tables: Tables, unit: Unit) -> bool:
    people = tables.frames["person"]
    own = people[
        people["branch"].eq(tables.directory.branch_of(unit)) & people["politics"].isin(PARTY_MEMBER)
    ]
    return bool(own["group"].notna().any())
