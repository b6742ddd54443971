"""Places among peers, and how many places a quota leaves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from pipeline.core.chinese import or_more
from pipeline.core.exact import half_up
from pipeline.rating.score import Leaf, Unit
from pipeline.rating.stars import Standing
from pipeline.rulebook.rules import Quota, Rulebook
from schemas.words import BOARDS, SIDES

EVERYONE = "全厂"


def places(scores: Sequence[Fraction]) -> list[int]:
    """1 + number strictly better: 1, 2, 2, 4."""
    better = sorted(scores, reverse=True)
    first = {score: i for i, score in reversed(list(enumerate(better, 1)))}
    return [first[score] for score in scores]


def peer_groups(groups: Mapping[str, str], least: int) -> dict[str, str]:
    """Each unit's group; groups with fewer than `least` units are compared with everyone."""
    size = Counter(groups.values())
    return {unit: group if size[group] >= least else EVERYONE for unit, group in groups.items()}


def side_score(leaves: Sequence[Leaf], board: str, side: str) -> Fraction | None:
    """Weighted mean of the ratios of one half of a board, times 100; None where nothing applies."""
    live = [leaf for leaf in leaves if (leaf.rule.board, leaf.rule.side) == (board, side) and leaf.applies]
    weight = sum((leaf.board_weight for leaf in live), Fraction(0))
    return (
        sum((leaf.ratio * leaf.board_weight for leaf in live), Fraction(0)) / weight * 100 if weight else None
    )


def boards(
    kind: str,
    leaves: Mapping[Unit, Sequence[Leaf]],
    groups: Mapping[str, str],
    rules: Rulebook,
    unrated: Collection[Unit] = (),
) -> list[dict[str, Any]]:
    """One row a board and unit of a kind: quantity, quality, their mean, the place among all peers of the unit's group.

    The mean is of the printed halves, so that anybody can recompute it (rules 3.2).

    `groups`: unit -> its peer group; units that are not in it have no row. `unrated`: they have scores, and no place (rules 2.2, 5.3)."""
    group_of = peer_groups(groups, rules.whole("同组最少单位数"))
    rows: list[dict[str, Any]] = []
    for board in BOARDS:
        found = {}
        for unit, of_unit in leaves.items():
            if unit[0] != kind or unit[1] not in groups:
                continue
            halves = [
                None if half is None else half_up(half, rules.places)
                for half in (side_score(of_unit, board, side) for side in SIDES)
            ]
            if given := [half for half in halves if half is not None]:
                found[unit[1]] = (half_up(sum(given, Fraction(0)) / len(given), rules.places), halves)
        rows += _placed(board, kind, found, group_of, unrated)
    return rows


def _placed(
    board: str,
    kind: str,
    found: Mapping[str, tuple[Fraction, list[Fraction | None]]],
    group_of: Mapping[str, str],
    unrated: Collection[Unit],
) -> list[dict[str, Any]]:
    """Rank within the unit's own group; a group too small is ranked among everyone of the kind."""
    pools: dict[str, list[str]] = defaultdict(list)
    for unit in found:
        pools[group_of[unit]].append(unit)
    rows: list[dict[str, Any]] = []
    for group, units in sorted(pools.items()):
        pool = [u for u in (found if group == EVERYONE else units) if (kind, u) not in unrated]
        place = dict(zip(pool, places([found[u][0] for u in pool]), strict=True))
        rows += [
            {
                "board": board,
                "unit_kind": kind,
                "unit": u,
                "quantity": found[u][1][0],
                "quality": found[u][1][1],
                "score": found[u][0],
                "rank": place.get(u),
                "group": group,
            }
            for u in units
        ]
    return sorted(rows, key=lambda r: (r["group"], r["rank"] is None, r["rank"] or 0, r["unit"]))


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
