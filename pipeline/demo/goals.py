"""目标责任书 of the year, and 目标完成: who reports how far each goal has come in a quarter."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows
from pipeline.demo.outline import (
    BRANCHES,
    CHEMISTRY,
    CONTROL,
    FINANCE,
    FUEL,
    MAINTENANCE,
    NEW_TEAM,
    OPERATION_1,
    OPERATION_2,
    SAFETY,
    SERVICE,
    STAFF_1,
    STAFF_2,
    STAFFING,
    TEAMS,
    TECHNOLOGY,
    YEAR,
    BranchPlan,
    TeamPlan,
)
from pipeline.demo.plant import Plant
from pipeline.demo.quality import branch_knobs, team_knobs
from schemas.target import SELF_EXAMINED
from schemas.words import BRANCH, DIRECTIONS, TARGET_CATEGORIES, TEAM

_SAFE, _BUSINESS, _PARTY = TARGET_CATEGORIES
_HIGH, _LOW, _REACH = DIRECTIONS
_SIGNED = YEAR.start.replace(day=16)
_QUARTER_SHARES = (0.25, 0.48, 0.75, 1.0)
# how far a goal is missed before the next one is, at least and over an even share; what is too little to miss any
_MISSED_BY, _UNEVEN, _UNNOTICED = 0.22, 1.15, 0.01


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a unit; an `elastic` one may be missed when the unit does badly, the others are always reached."""

    indicator: str
    category: str
    measure_unit: str
    direction: str
    annual: float
    weight: float
    examiner: str
    elastic: bool = True
    cumulative: bool = False

    def node(self, quarter: Period) -> float:
        return (
            round(self.annual * _QUARTER_SHARES[quarter.quarter - 1], 1) if self.cumulative else self.annual
        )


_OWN_PARTY_GOALS = {  # each branch has one of its own besides the plan that all share
    OPERATION_1: "重大操作党员到岗到位率",
    OPERATION_2: "党员身边无违章班次率",
    MAINTENANCE: "检修现场党员责任区达标率",
    CONTROL: "党员技术攻关课题完成率",
    FUEL: "入厂煤廉洁风险点防控率",
    CHEMISTRY: "党员环保监督岗履职率",
    STAFF_1: "支部标准化建设帮扶完成率",
    STAFF_2: "采购经营廉洁教育覆盖率",
}
_PARTY_PLAN = Goal("党建重点任务完成率", _PARTY, "%", _HIGH, 100, 30, SELF_EXAMINED, cumulative=True)
_SAFETY = Goal("部门安全目标得分", _SAFE, "分", _HIGH, 100, 25, SAFETY)
_PRODUCTION_GOALS = (
    _PARTY_PLAN,
    _SAFETY,
    Goal("可控费用占预算比例", _BUSINESS, "%", _LOW, 100, 25, FINANCE, elastic=False),
)
_OPERATION_GOALS = (
    _PARTY_PLAN,
    _SAFETY,
    Goal("发电量", _BUSINESS, "亿千瓦时", _HIGH, 31, 25, FINANCE, elastic=False, cumulative=True),
)
_SERVICE_GOALS = (
    Goal("重点工作督办完成率", _BUSINESS, "%", _HIGH, 100, 30, STAFFING),
    Goal("管理费用占预算比例", _BUSINESS, "%", _LOW, 100, 30, FINANCE, elastic=False),
)

_TEAM_GOALS: dict[str, tuple[Goal, ...]] = {
    "集控运行": (
        Goal("两票执行合格率", _SAFE, "%", _HIGH, 100, 20, SAFETY, elastic=False),
        Goal("小指标竞赛得分率", _BUSINESS, "%", _HIGH, 96, 35, TECHNOLOGY),
        Goal("定期切换试验完成率", _SAFE, "%", _HIGH, 100, 30, TECHNOLOGY),
        Goal("机组补水率", _BUSINESS, "%", _LOW, 0.9, 15, TECHNOLOGY, elastic=False),
    ),
    "机务检修": (
        Goal("缺陷消除及时率", _SAFE, "%", _HIGH, 98, 40, TECHNOLOGY),
        Goal("检修计划完成率", _BUSINESS, "%", _HIGH, 100, 35, TECHNOLOGY),
        Goal("检修费用占预算比例", _BUSINESS, "%", _LOW, 100, 25, FINANCE, elastic=False),
    ),
    "电气热控": (
        Goal("缺陷消除及时率", _SAFE, "%", _HIGH, 98, 40, TECHNOLOGY),
        Goal("定期校验完成率", _BUSINESS, "%", _HIGH, 100, 35, TECHNOLOGY),
        Goal("保护投入率", _SAFE, "%", _REACH, 100, 25, SAFETY, elastic=False),
    ),
    "燃料": (
        Goal("卸煤及时率", _BUSINESS, "%", _HIGH, 96, 40, TECHNOLOGY),
        Goal("上煤计划完成率", _BUSINESS, "%", _HIGH, 100, 35, TECHNOLOGY),
        Goal("入厂入炉煤热值差", _BUSINESS, "千焦/千克", _LOW, 320, 25, FINANCE, elastic=False),
    ),
    "环保化学": (
        Goal("水汽品质合格率", _BUSINESS, "%", _HIGH, 99, 15, TECHNOLOGY, elastic=False),
        Goal("环保设施同步投运率", _SAFE, "%", _HIGH, 100, 35, TECHNOLOGY),
        Goal("化学监督计划完成率", _BUSINESS, "%", _HIGH, 100, 35, TECHNOLOGY),
        Goal("污染物排放达标率", _SAFE, "%", _REACH, 100, 15, SAFETY, elastic=False),
    ),
    "综合服务": (
        Goal("服务计划完成率", _BUSINESS, "%", _HIGH, 98, 60, FINANCE),
        Goal("服务投诉按期答复率", _BUSINESS, "%", _HIGH, 100, 40, STAFFING),
    ),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """A goal with its number and who signed it. A unit misses one elastic goal after the other: `before` is the weight of
    those that it misses before this one, `elastic_weight` that of all of them."""

    code: str
    unit_kind: str
    unit: BranchPlan | TeamPlan
    goal: Goal
    elastic_weight: float
    before: float

    def actual(self, plant: Plant, quarter: Period) -> float:
        node, missed = self.goal.node(quarter), self._missed(quarter)
        return round(node * (1 - missed) if missed else self._reached(plant, quarter, node), 2)

    def _missed(self, quarter: Period) -> float:
        """The share of this goal that is missed; over the unit's goals as much as the story says, on as few as can be."""
        knobs = branch_knobs if self.unit_kind == BRANCH else team_knobs
        short = 1 - knobs(self.unit.name, quarter).goals
        if not self.goal.elastic or short < _UNNOTICED:
            return 0.0
        most = max(_MISSED_BY, _UNEVEN * short * 100 / self.elastic_weight)
        return min(most, max(0.0, short * 100 - self.before * most) / self.goal.weight)

    def _reached(self, plant: Plant, quarter: Period, node: float) -> float:
        """A little better than the node where the measure can be better than its goal; no rate is above a hundred."""
        better = plant.rng("goal", self.code, quarter).uniform(0.005, 0.03)
        if self.goal.direction == _REACH or (self.goal.annual == 100 and self.goal.direction == _HIGH):
            return node
        reached = node * (1 - better if self.goal.direction == _LOW else 1 + better)
        return min(reached, 100.0) if self.goal.measure_unit == "%" else reached


def _goals_of(branch: BranchPlan) -> tuple[Goal, ...]:
    def own(weight: float) -> Goal:
        return Goal(_OWN_PARTY_GOALS[branch.name], _PARTY, "%", _HIGH, 100, weight, SELF_EXAMINED)

    if branch.category == SERVICE:
        return own(40), *_SERVICE_GOALS
    plan, *business = _OPERATION_GOALS if branch.name in (OPERATION_1, OPERATION_2) else _PRODUCTION_GOALS
    return plan, own(20), *business


def _sign(unit_kind: str, unit: BranchPlan | TeamPlan, number: int, goals: tuple[Goal, ...]) -> list[Signed]:
    elastic = [goal for goal in goals if goal.elastic]
    first = number // 10 % len(elastic)
    order = elastic[first:] + elastic[:first]
    weight = sum(goal.weight for goal in elastic)
    return [
        Signed(
            f"MB-{number + i}",
            unit_kind,
            unit,
            goal,
            weight,
            sum(other.weight for other in order[: order.index(goal)]) if goal.elastic else 0.0,
        )
        for i, goal in enumerate(goals, start=1)
    ]


def signed_goals() -> list[Signed]:
    """Every goal of the year. A team founded within the year signs none."""
    branches = [g for i, b in enumerate(BRANCHES, start=1) for g in _sign(BRANCH, b, i * 10, _goals_of(b))]
    signing = [team for team in TEAMS if team.name != NEW_TEAM]
    teams = [
        g
        for i, t in enumerate(signing, start=1)
        for g in _sign(TEAM, t, 100 + i * 10, _TEAM_GOALS[t.specialty])
    ]
    return branches + teams


def targets(plant: Plant) -> dict[str, Rows]:
    """The sheet of the 目标责任书."""
    return {"target": [_target_row(plant, signed) for signed in signed_goals()]}


def _target_row(plant: Plant, signed: Signed) -> Row:
    goal = signed.goal
    head = plant.secretary if signed.unit_kind == BRANCH else plant.leader
    nodes = {f"q{n}": goal.node(Period(YEAR.year, 3 * n - 2, 3)) for n in range(1, 5)}
    return {
        "goal": signed.code,
        "unit_kind": signed.unit_kind,
        "unit": signed.unit.name,
        "category": goal.category,
        "indicator": goal.indicator,
        "measure_unit": goal.measure_unit,
        "direction": goal.direction,
        "annual": goal.annual,
        **nodes,
        "weight": goal.weight,
        "owner": head(signed.unit.name).person,
        "examiner": goal.examiner,
        "signed": _SIGNED,
    }


def results(plant: Plant, quarter: Period, examiner: str, unit: str | None = None) -> Rows:
    """The rows of 目标完成 that a department, or a branch for itself, reports."""
    return [
        _result_row(plant, quarter, signed)
        for signed in signed_goals()
        if signed.goal.examiner == examiner and unit in (None, signed.unit.name)
    ]


def _result_row(plant: Plant, quarter: Period, signed: Signed) -> Row:
    node, actual = signed.goal.node(quarter), signed.actual(plant, quarter)
    missed = signed.goal.elastic and actual < node
    return {
        "goal": signed.code,
        "unit": signed.unit.name,
        "indicator": signed.goal.indicator,
        "node": node,
        "actual": actual,
        "note": "未达到本期节点，已列入下期整改" if missed else None,
    }
