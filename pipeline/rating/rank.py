"""Places among peers on the boards, and what parts units of equal score there: rates and grades, never how much was held (rules 4, 10.6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain, points
from pipeline.core.exact import half_up
from pipeline.evidence.facts import Facts
from pipeline.rating.score import Leaf, Unit
from pipeline.rating.scoring import EVERYONE, peer_groups, places
from pipeline.rulebook.indicators import UNIT_COLUMN
from pipeline.rulebook.rules import Rulebook
from schemas import facts as of
from schemas.base import title
from schemas.words import BOARDS, COMPLETION, MEAN, MEMBER, SIDES

LEARNING, DEVOTION, _ = BOARDS
_WITHOUT = Fraction(-1)  # who has no such rate comes after all who have one
Leaves = Mapping[Unit, Sequence[Leaf]]
Rates = Mapping[Unit, Fraction]


@dataclass(frozen=True, slots=True)
class Parting:
    """One thing by which equals are parted: its name, its value by unit, and how the value reads."""

    name: str
    rates: Callable[[Leaves, Facts, Rulebook], Rates]
    reads: Callable[[Fraction], str]


@dataclass(frozen=True, slots=True)
class Tie:
    """A unit's values on a board, in the order in which they part, and the sentence that prints them."""

    values: tuple[Fraction, ...] = ()
    sentence: str = ""


def ties(leaves: Leaves, facts: Facts, rules: Rulebook) -> dict[tuple[str, Unit], Tie]:
    """(board, unit) -> what parts it from others of the same score."""
    parted: dict[tuple[str, Unit], Tie] = {}
    for board, partings in _PARTINGS.items():
        rates = [parting.rates(leaves, facts, rules) for parting in partings]
        for unit in leaves:
            values = tuple(rate.get(unit, _WITHOUT) for rate in rates)
            words = [
                f"{parting.name} {parting.reads(value)}"
                for parting, value in zip(partings, values, strict=True)
                if value != _WITHOUT
            ]
            parted[board, unit] = Tie(values, "，".join(words))
    return parted


def _attendance(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """Per cent, from the indicator that measures attendance, before its target."""
    return _measured(leaves, (title(of.Attendance),), COMPLETION, Fraction(100), 2)


def _grades(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """The mean grade of the sampled sessions."""
    return _measured(leaves, (title(of.Grade), title(of.Attendance)), MEAN, Fraction(1), 4)


def _measured(leaves: Leaves, sources: tuple[str, ...], measure: str, scale: Fraction, digits: int) -> Rates:
    return {
        unit: half_up(leaf.value.above / leaf.value.below * scale, digits)
        for unit, leaves_of_unit in leaves.items()
        for leaf in leaves_of_unit
        if leaf.rule.source in sources and leaf.rule.measure == measure and leaf.value.below
    }


def _on_time(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """Per cent of the wishes and requests due that were settled on time."""
    on_time: dict[Unit, int] = defaultdict(int)
    due: dict[Unit, int] = defaultdict(int)
    for source in (title(of.WishFact), title(of.RequestFact)):
        rows = facts[source][facts[source]["due"].eq("是").fillna(False)]
        for kind, column in UNIT_COLUMN.items():
            # what fills up a unit's few items is the unit's alone
            counted = rows[rows["listed"].astype(bool)] if kind == MEMBER else rows
            for unit, kept in zip(counted[column], counted["on_time"].eq("是"), strict=True):
                if not pd.isna(unit):
                    due[kind, unit] += 1
                    on_time[kind, unit] += bool(kept)
    return {unit: half_up(Fraction(100 * on_time[unit], due[unit]), 2) for unit in due}


def _voiced(leaves: Leaves, facts: Facts, rules: Rulebook) -> Rates:
    """How many were voiced 满意 by those whom they served."""
    rows = facts[title(of.VoiceFact)]
    rows = rows[rows["score"].ge(float(rules.number("满意分值"))).fillna(False)]
    counts = {
        (kind, str(u)): n
        for kind, column in UNIT_COLUMN.items()
        for u, n in rows[column].value_counts().items()
    }
    return {unit: Fraction(int(counts.get(unit, 0))) for unit in leaves}


def _percent(value: Fraction) -> str:
    return f"{points(value)}%"


def _items(value: Fraction) -> str:
    return f"{plain(value)} 件"


_PARTINGS = {
    LEARNING: (Parting("出勤率", _attendance, _percent), Parting("抽查平均等级分", _grades, plain)),
    DEVOTION: (Parting("按期办结率", _on_time, _percent), Parting("评价满意", _voiced, _items)),
}


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
