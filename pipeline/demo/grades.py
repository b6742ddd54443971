"""民主评议: one branch holds it early, in September, and reports the grades of its full members."""

from __future__ import annotations

import datetime as dt

from pipeline.core.period import Period
from pipeline.demo.draw import Rows
from pipeline.demo.outline import CONTROL, YEAR
from pipeline.demo.plant import Plant, Worker
from schemas.words import APPRAISAL, EXCELLENT, FULL_MEMBER, MEMBER_GRADES, UNFIT

_DAY = dt.date(YEAR.year, 9, 24)
_FIT, _BARELY = MEMBER_GRADES[1:3]
_MOST = 3  # full members to one that is excellent


def graded_in(plant: Plant, branch: str, quarter: Period) -> Rows:
    """The meeting of the branch that holds it in the quarter."""
    if branch != CONTROL or not quarter.start <= _DAY <= quarter.end:
        return []
    return [
        {
            "type": APPRAISAL,
            "topic": "民主评议党员，评定等次",
            "date": _DAY,
            "host": plant.secretary(branch).person,
        }
    ]


def grades(plant: Plant, branch: str, quarter: Period) -> Rows:
    """A grade for each full member: as many excellent ones as there may be, one barely fit, one unfit."""
    if not graded_in(plant, branch, quarter):
        return []
    full = [worker for worker in plant.members(branch) if worker.politics == FULL_MEMBER]
    order = plant.rng("graded", branch).sample(full, len(full))
    return [_row(worker, order.index(worker), len(full)) for worker in full]


def _row(worker: Worker, place: int, full: int) -> dict[str, object]:
    grade = EXCELLENT if place < full // _MOST else {full - 1: UNFIT, full - 2: _BARELY}.get(place, _FIT)
    handling = "党支部书记谈话，限期半年改正后复评" if grade == UNFIT else None
    return {"person": worker.person, "name": worker.name, "grade": grade, "handling": handling}
