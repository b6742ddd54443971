"""工作清单: the regular work that no other sheet proves, of a branch, its groups and its teams."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, quota, workday
from pipeline.demo.life import months_of
from pipeline.demo.outline import BranchPlan, TeamPlan, teams_of
from pipeline.demo.plant import Plant
from pipeline.demo.quality import branch_knobs, team_knobs

_BRANCH_MONTHLY, _BRANCH_QUARTERLY = {"ZB12": 1, "ZB14": 1}, ("ZB11", "ZB13")
_TEAM_MONTHLY, _TEAM_QUARTERLY = {"BZ11": 4, "BZ12": 1, "BZ13": 1}, ("BZ14",)
_GROUP_QUARTERLY = ("XZ11",)


@dataclass(frozen=True, slots=True)
class Due:
    """One time that an item falls due, and in which month."""

    unit: str
    item: str
    month: Period
    monthly: bool
    owner: str | None


def _due(
    unit: str, monthly: dict[str, int], quarterly: tuple[str, ...], months: list[Period], owner: str | None
) -> list[Due]:
    each = [
        Due(unit, item, month, True, owner)
        for month in months
        for item, n in monthly.items()
        for _ in range(n)
    ]
    return each + [Due(unit, item, months[-1], False, owner) for item in quarterly]


def _done(rng: Random, due: Due, months: list[Period], late: bool) -> Row:
    span = months[months.index(due.month) + 1] if late else due.month
    return {
        "unit": due.unit,
        "item": due.item,
        "month": due.month.name,
        "owner": due.owner,
        "done": workday(rng, span.start.replace(day=12) if late else span.start, span.end),
    }


def _performed(rng: Random, dues: list[Due], months: list[Period], rate: float) -> Rows:
    """That share on time; of the rest, every other one late where a month is left for it, and the others not at all."""
    slipped = rng.sample(range(len(dues)), len(dues) - quota(len(dues), rate))
    rows = []
    for i, due in enumerate(dues):
        late = i in slipped and due.month != months[-1] and slipped.index(i) % 2 == 0
        if late or i not in slipped:
            rows.append(_done(rng, due, months, late))
    return rows


def _team_duties(plant: Plant, team: TeamPlan, quarter: Period) -> Rows:
    months = [month for month in months_of(quarter) if team.founded is None or team.founded <= month.end]
    dues = _due(team.name, _TEAM_MONTHLY, _TEAM_QUARTERLY, months, plant.leader(team.name).person)
    return _performed(
        plant.rng("duty", team.name, quarter), dues, months, team_knobs(team.name, quarter).duty
    )


def duties(plant: Plant, branch: BranchPlan, quarter: Period) -> Rows:
    """The branch's work list of the quarter, its groups and teams included."""
    months = months_of(quarter)
    dues = _due(branch.name, _BRANCH_MONTHLY, _BRANCH_QUARTERLY, months, plant.secretary(branch.name).person)
    groups = sorted({w.group for w in plant.members(branch.name) if w.group})
    for group in groups:
        dues += _due(group, {}, _GROUP_QUARTERLY, months, None)
    rate = branch_knobs(branch.name, quarter).duty
    rows = _performed(plant.rng("duty", branch.name, quarter), dues, months, rate)
    for team in teams_of(branch.name, quarter):
        rows += _team_duties(plant, team, quarter)
    return sorted(rows, key=lambda row: (str(row["unit"]), str(row["item"]), str(row["done"])))
