"""The story table: how well every branch and team does in each quarter. Every number to tune is here."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from pipeline.core.period import Period
from pipeline.demo.outline import (
    CHEMISTRY,
    CONTROL,
    FUEL,
    MAINTENANCE,
    NEW_TEAM,
    OPERATION_1,
    OPERATION_2,
    STAFF_1,
    STAFF_2,
)


@dataclass(frozen=True, slots=True)
class BranchKnobs:
    """What a branch does in a quarter, each as a share of 1 except `post` (mean score of its model posts)."""

    life: float  # monthly meetings held on time
    presence: float  # attendance
    duty: float  # work list done on time
    grade: float  # quality of sampled sessions
    pledges: float  # pledges due in the quarter kept on time
    zone: float  # problems of the zone closed on time
    post: float
    wishes: float  # wishes due in the quarter realised on time
    requests: float  # requests due in the quarter closed on time
    pairs: float  # colleagues paired, of those possible
    outcomes: float  # pairs with an outcome
    voice: float  # content of the colleagues
    goals: float  # weighted achievement


@dataclass(frozen=True, slots=True)
class TeamKnobs:
    """What a team does in a quarter: points deducted, then shares of 1."""

    safety: float  # points deducted from safety
    basics: float  # points deducted from basic management
    goals: float
    duty: float
    voice: float


_BRANCH_WEAK = BranchKnobs(0.55, 0.72, 0.50, 0.10, 0.55, 0.50, 68, 0.45, 0.45, 0.50, 0.40, 0.0, 0.78)
_BRANCH_STRONG = BranchKnobs(1.02, 0.98, 1.03, 1.00, 1.00, 1.05, 93, 1.04, 1.04, 1.04, 0.97, 1.0, 1.02)
_TEAM_WEAK = TeamKnobs(15, 10, 0.62, 0.45, 0.0)
_TEAM_STRONG = TeamKnobs(-1, 0, 1.06, 1.05, 1.0)

BRANCH_QUALITY: dict[str, tuple[float, float, float]] = {
    OPERATION_1: (0.76, 0.79, 0.90),  # rises to five stars
    OPERATION_2: (0.50, 0.58, 0.64),
    MAINTENANCE: (0.70, 0.75, 0.79),  # rises itself while its teams fall: held down by the gate
    CONTROL: (0.70, 0.78, 0.83),  # a score for five stars, but the team that could carry them is capped
    FUEL: (0.54, 0.42, 0.28),  # falls
    CHEMISTRY: (0.45, 0.48, 0.52),  # a team's veto reaches it
    STAFF_1: (0.58, 0.50, 0.69),  # stands on the teams it is paired with
    STAFF_2: (0.04, 0.11, 0.17),
}

TEAM_QUALITY: dict[str, tuple[float, float, float]] = {
    "集控一值": (0.70, 0.82, 0.94),
    "集控二值": (0.66, 0.84, 0.94),
    "集控三值": (0.76, 0.74, 0.75),
    "集控四值": (0.60, 0.64, 0.68),
    "集控五值": (0.54, 0.58, 0.62),
    "集控六值": (0.52, 0.58, 0.62),
    "集控七值": (0.60, 0.56, 0.66),
    "集控八值": (0.44, 0.50, 0.52),
    "集控九值": (0.62, 0.66, 0.56),
    "锅炉班": (0.55, 0.42, 0.30),
    "汽机班": (0.60, 0.50, 0.34),
    "电气检修班": (0.62, 0.66, 0.72),
    "焊接班": (0.48, 0.38, 0.28),
    NEW_TEAM: (0.60, 0.60, 0.60),
    "热控一班": (0.72, 0.84, 0.92),
    "热控二班": (0.62, 0.66, 0.72),
    "电气二次班": (0.46, 0.90, 0.74),
    "输煤运行一班": (0.58, 0.48, 0.36),
    "输煤运行二班": (0.54, 0.48, 0.38),
    "燃料检修班": (0.60, 0.52, 0.46),
    "采制样班": (0.66, 0.62, 0.54),
    "化学运行班": (0.56, 0.60, 0.64),
    "化验班": (0.70, 0.78, 0.88),
    "脱硫除灰班": (0.50, 0.54, 0.48),
    "物资仓储班": (0.60, 0.56, 0.58),
    "消防保卫班": (0.28, 0.34, 0.36),
}

BRANCH_EXCEPTIONS: dict[tuple[str, int], dict[str, float]] = {
    # everybody paired, and nobody's wish or request late: what the two teams that tie need
    (OPERATION_1, 3): {"pairs": 1, "wishes": 1, "requests": 1, "zone": 0.92},
    (STAFF_1, 2): {"wishes": 0.75},
}

TEAM_EXCEPTIONS: dict[tuple[str, int], dict[str, float]] = {
    # the two teams that tie, in score and on every board
    ("集控一值", 3): {"safety": 0, "basics": 1, "goals": 1, "duty": 1},
    ("集控二值", 3): {"safety": 0, "basics": 1, "goals": 1, "duty": 1},
    # the main target missed, for which the Party committee decides VT03
    ("脱硫除灰班", 3): {"goals": 0.88},
}


def _between(weak: float, strong: float, quality: float) -> float:
    return weak + (strong - weak) * quality


def branch_knobs(branch: str, quarter: Period) -> BranchKnobs:
    """The branch's knobs in the quarter, shares held inside 0 to 1."""
    quality = BRANCH_QUALITY[branch][quarter.quarter - 1]
    mixed = BranchKnobs(
        *(
            _between(getattr(_BRANCH_WEAK, f.name), getattr(_BRANCH_STRONG, f.name), quality)
            for f in fields(BranchKnobs)
        )
    )
    return replace(mixed, **_held(mixed, "post") | BRANCH_EXCEPTIONS.get((branch, quarter.quarter), {}))


def team_knobs(team: str, quarter: Period) -> TeamKnobs:
    """The team's knobs in the quarter; safety is deducted in steps of 5, basic management in steps of a half."""
    quality = TEAM_QUALITY[team][quarter.quarter - 1]
    mixed = TeamKnobs(
        *(
            _between(getattr(_TEAM_WEAK, f.name), getattr(_TEAM_STRONG, f.name), quality)
            for f in fields(TeamKnobs)
        )
    )
    deducted = {
        "safety": 5.0 * int(max(0.0, mixed.safety) / 5 + 0.5),
        "basics": int(mixed.basics * 2 + 0.5) / 2,
    }
    return replace(mixed, **_held(mixed) | deducted | TEAM_EXCEPTIONS.get((team, quarter.quarter), {}))


def _held(knobs: BranchKnobs | TeamKnobs, *free: str) -> dict[str, float]:
    return {f.name: min(1.0, max(0.0, getattr(knobs, f.name))) for f in fields(knobs) if f.name not in free}
