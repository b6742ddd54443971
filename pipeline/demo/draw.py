"""Drawing at random: exact shares of a list, working days, and one generator for each scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Row = dict[str, object]
Rows = list[Row]

_HOLIDAYS = ((dt.date(2019, 2, 4), dt.date(2019, 2, 10)), (dt.date(2019, 5, 1), dt.date(2019, 5, 4)))


def generator(seed: int, *scope: object) -> Random:
    """A generator of its own for each scope: a change in one part of the story leaves the others as they were."""
    return Random("/".join(str(part) for part in (seed, *scope)))


def quota(total: int, rate: float) -> int:
    """The whole number nearest to a share of the total, 0 to total."""
    return max(0, min(total, int(total * rate + 0.5)))


def some(rng: Random, items: Sequence[T], rate: float) -> list[T]:
    """Exactly that share of the items, in their order."""
    picked = set(rng.sample(range(len(items)), quota(len(items), rate)))
    return [item for i, item in enumerate(items) if i in picked]


def workday(rng: Random, first: dt.date, last: dt.date) -> dt.date:
    """A working day from first to last, both included; `last` itself if there is none."""
    days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    free = [day for day in days if day.weekday() < 5 and not any(a <= day <= b for a, b in _HOLIDAYS)]
    return rng.choice(free) if free else last


def later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


def joined(values: Iterable[str]) -> str | None:
    """Several values in one cell, None when there are none."""
    return "、".join(values) or None
