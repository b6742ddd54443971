"""Quotas: how many units may hold a star; in a quarter they only warn (rules 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor

from pipeline.core.chinese import or_more
from pipeline.rating.score import Unit
from pipeline.rating.stars import Standing
from pipeline.rulebook.rules import Quota, Rulebook

_ROUND: dict[str, Callable[[Fraction], int]] = {
    "舍去": floor,
    "进位": ceil,
    "四舍五入": lambda x: floor(x + Fraction(1, 2)),
}


def slots(quota: Quota, rated: int) -> int:
    """Places for `rated` units, exactly: 10 % of 8 is 0, raised to the least number."""
    return max(quota.minimum, _ROUND[quota.rounding](quota.share * rated))


def quota_warnings(rules: Rulebook, standings: Mapping[Unit, Standing]) -> list[tuple[Quota, str]]:
    """A sentence for every quota that the stars of the quarter exceed; no star is changed by it.

    A suspended unit is rated and holds no star that anybody may count."""
    found = []
    for quota in sorted(rules.quotas, key=lambda q: (q.unit_kind, -q.star)):
        rated = [s for (kind, _), s in standings.items() if kind == quota.unit_kind and s.rated]
        holders = sum((s.star or 0) >= quota.star for s in rated if not s.pending)
        if holders > (room := slots(quota, len(rated))):
            found.append(
                (
                    quota,
                    f"{quota.unit_kind}{or_more(quota.star, rules.star_steps)}有 {holders} 个，名额 {room} 个"
                    f"（参评 {len(rated)} 个）；季度只预警，年度定星时执行",
                )
            )
    return found
