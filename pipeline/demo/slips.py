"""What branches forget in the third quarter: a few pledges whose steps are not whole, one of each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, later
from pipeline.demo.outline import FUEL, OPERATION_2, QUARTERS, STAFF_2

_LAST = QUARTERS[-1]
_REVIEWED = "已评诺"
_DRAFTED = ("person", "type", "category", "source", "content", "deadline")


@dataclass(frozen=True, slots=True)
class Slip:
    """In the branch's first pledge that is `like` this, these cells are otherwise."""

    branch: str
    like: Callable[[Row], bool]
    otherwise: Callable[[Row], Row]


def _day(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value


def _under_way(row: Row) -> bool:
    return row["state"] == "践诺中"


def _reviewed(row: Row) -> bool:
    return row["state"] == _REVIEWED and row["linked"] is None


SLIPS = (
    Slip(
        STAFF_2,
        lambda row: _reviewed(row) and _day(row["done"]) < _LAST.start,
        lambda _: {"state": "已完成", "reviewed": None, "grade": None},
    ),  # done long ago, never reviewed
    Slip(FUEL, _reviewed, lambda row: {"signed": later(_day(row["set_on"]), -1)}),  # signed before it was set
    Slip(
        FUEL,
        lambda row: _reviewed(row) and _day(row["signed"]) > _day(row["set_on"]),
        lambda _: {"grade": None},
    ),
    Slip(FUEL, lambda row: row["reason"] == "主观原因", lambda _: {"reason": None}),
    Slip(
        OPERATION_2, _under_way, lambda _: {"supervised": later(_LAST.start, -10)}
    ),  # nobody looked after it
    Slip(OPERATION_2, _reviewed, lambda _: {"state": "已完成"}),  # the state is behind the dates
)


def with_slips(branch: str, quarter: Period, rows: Rows) -> Rows:
    """The branch's pledges with what it forgot."""
    made = [dict(row) for row in rows]
    if branch == STAFF_2 and quarter == _LAST:  # one pledge more, which nobody has examined yet
        made.append(
            {name: made[0][name] for name in _DRAFTED} | {"pledge": f"{made[0]['pledge']}-2", "state": "草拟"}
        )
    for slip in (s for s in SLIPS if s.branch == branch and quarter == _LAST):
        for row in [row for row in made if "set_on" in row and slip.like(row)][:1]:
            row |= slip.otherwise(row)
    return made
