"""Places among peers, and how many places a quota leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from pipeline.core.exact import half_up
from pipeline.rating.score import Leaf, Unit
from pipeline.rating.scoring import EVERYONE, peer_groups, places
from pipeline.rating.stars import Standing
from pipeline.rating.ties import Tie
from pipeline.rulebook.levels import Quota
from pipeline.rulebook.rules import Rulebook
from schemas.words import BOARDS, SIDES

NO_RECORD = "没有记录"


def side_score(leaves: Sequence[Leaf], board: str, side: str) -> Fraction | None:
    """Weighted mean of the ratios of one half of a board, times 100; None where nothing applies."""
    live = [leaf for leaf in leaves if (leaf.rule.board, leaf.rule.side) == (board, side) and leaf.applies]
    weight = sum((leaf.board_weight for leaf in live), Fraction(0))
    return (
        sum((leaf.ratio * leaf.board_weight for leaf in live), Fraction(0)) / weight * 100 if weight else None
    )


@dataclass(frozen=True, slots=True)
class BoardScore:
    """A unit on a board: its printed halves and score, and whether anything was recorded of it there."""

    halves: tuple[Fraction | None, ...]
    score: Fraction
    recorded: bool


def boards(
    kind: str,
    leaves: Mapping[Unit, Sequence[Leaf]],
    groups: Mapping[str, str],
    rules: Rulebook,
    unrated: Collection[Unit] = (),
    parted: Mapping[tuple[str, Unit], Tie] | None = None,
) -> list[dict[str, Any]]:
    """One row a board and unit of a kind: quantity, quality, their mean, the place among all peers of the unit's group.

    `groups`: unit -> its peer group; units that are not in it have no row. `unrated`: they have scores, and no place
    (rules 2.2, 5.3), as those of whom nothing is recorded. `parted`: what parts equal scores."""
    least, rows = rules.whole("同组最少单位数"), []
    for board in BOARDS:
        scores = {
            unit[1]: score
            for unit, of_unit in leaves.items()
            if unit[0] == kind
            and unit[1] in groups
            and (score := board_score(of_unit, board, rules.places)) is not None
        }
        ranked = {u for u, score in scores.items() if score.recorded and (kind, u) not in unrated}
        of_board = {u: (parted or {}).get((board, (kind, u)), Tie()) for u in scores}
        rows += _placed((board, kind), scores, ranked, (groups, peer_groups(groups, least, ranked)), of_board)
    return rows


def board_score(leaves: Sequence[Leaf], board: str, digits: int) -> BoardScore | None:
    """The mean of the printed halves, so that anybody can recompute it (rules 3.2); None where nothing applies."""
    halves = tuple(
        None if half is None else half_up(half, digits)
        for half in (side_score(leaves, board, side) for side in SIDES)
    )
    known = [half for half in halves if half is not None]
    if not known:
        return None
    recorded = any(
        leaf.rule.board == board and leaf.applies and (leaf.value.below or leaf.reason) for leaf in leaves
    )
    return BoardScore(halves, half_up(sum(known, Fraction(0)) / len(known), digits), bool(recorded))


def _placed(
    at: tuple[str, str],
    scores: Mapping[str, BoardScore],
    ranked: Collection[str],
    groups: tuple[Mapping[str, str], Mapping[str, str]],
    parted: Mapping[str, Tie],
) -> list[dict[str, Any]]:
    """Rank within the unit's own group; a group too small is ranked among everyone of the kind.

    `groups`: each unit's own group, and the one it is compared in."""
    own, compared = groups
    rows: list[dict[str, Any]] = []
    for group in sorted({compared[u] for u in scores}):
        pool = [u for u in scores if u in ranked and group in (compared[u], EVERYONE)]
        place = dict(zip(pool, places([(scores[u].score, parted[u].values) for u in pool]), strict=True))
        equal, sharing = Counter(scores[u].score for u in pool), Counter(place.values())
        rows += [
            {
                "board": at[0],
                "unit_kind": at[1],
                "unit": u,
                "quantity": scores[u].halves[0],
                "quality": scores[u].halves[1],
                "score": scores[u].score,
                "rank": place.get(u),
                "group": group,
                "peers": own[u],
                "ranked": len(pool),
                "note": _note(scores[u], equal, parted[u]),
                "sharing": sharing[place[u]] if u in place else 0,
            }
            for u in scores
            if compared[u] == group
        ]
    return sorted(rows, key=lambda r: (r["group"], r["rank"] is None, r["rank"] or 0, r["unit"]))


def _note(score: BoardScore, equal: Counter[Fraction], tie: Tie) -> str:
    if not score.recorded:
        return NO_RECORD
    return tie.sentence if equal[score.score] > 1 else ""


_ROUND: dict[str, Callable[[Fraction], int]] = {
    "舍去": floor,
    "进位": ceil,
    "四舍五入": lambda x: floor(x + Fraction(1, 2)),
}


def of_kind(quota: Quota, unit: Unit) -> bool:
    """True if a quota is about that kind of unit."""
    return quota.unit_kind == unit[0]


def slots(quota: Quota, rated: int) -> int:
    """Places for `rated` units, exactly: 10 % of 8 is 0, raised to the least number."""
    return max(quota.minimum, _ROUND[quota.rounding](quota.share * rated))


def quota_warnings(
    rules: Rulebook, standings: Mapping[Unit, Standing], of: Callable[[Quota, Unit], bool] = of_kind
) -> list[tuple[Quota, str]]:
    """A sentence for every quota that the stars of the quarter exceed; no star is changed by it.

    `of`: whether a quota is about a unit, where it names a category. A suspended unit is rated and holds no star that anybody may count."""
    found = []
    for quota in sorted(rules.quotas, key=lambda q: (q.unit_kind, -q.star)):
        rated = [s for unit, s in standings.items() if s.rated and of(quota, unit)]
        holders = sum((s.star or 0) >= quota.star for s in rated if not s.pending)
        if holders > (room := slots(quota, len(rated))):
            found.append(
                (
                    quota,
                    f"{quota.unit_kind}{rules.level_or_more(quota.unit_kind, quota.star)}有 {holders} 个，名额 {room} 个"
                    f"（参评 {len(rated)} 个）；季度只预警，年度定星时执行",
                )
            )
    return found
