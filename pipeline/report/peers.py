"""The comparisons as tables, one a peer group and never mixed: a small group has its own, with its places in the whole plant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.core.chinese import name_order
from pipeline.report.rows import COUNTED, Rank

UNLISTED = "不逐个列出"


class PeerLine(NamedTuple):
    """A unit with its place; or, with no unit, the one line for all who share a place with too many."""

    place: str
    unit: str
    rank: Rank

    @property
    def listed(self) -> bool:
        return self.unit != UNLISTED


@dataclass(frozen=True, slots=True)
class PeerTable:
    """One peer group on one board, the best first."""

    board: str
    unit_kind: str
    group: str
    heading: str
    lines: tuple[PeerLine, ...]


def by_group(ranks: Iterable[Rank]) -> dict[str, list[Rank]]:
    """The ranks of each peer group in their order: groups large enough first, then the small ones, by name."""
    groups: dict[str, list[Rank]] = {}
    for rank in ranks:
        groups.setdefault(rank.home, []).append(rank)
    order = sorted(groups, key=lambda group: (any(r.small for r in groups[group]), name_order(group)))
    return {group: groups[group] for group in order}


def peer_tables(
    ranks: Iterable[Rank], shown: Callable[[Rank], bool] = lambda rank: True
) -> Iterator[PeerTable]:
    """The tables of one board and kind of unit; of those that may be `shown` only."""
    for group, of_group in by_group(ranks).items():
        if lines := tuple(_lines(filter(shown, of_group))):
            yield PeerTable(of_group[0].board, of_group[0].unit_kind, group, heading(group, of_group), lines)


def heading(group: str, ranks: Iterable[Rank]) -> str:
    """生产（6 个）; of a small group also that its places are those in the whole plant."""
    of_group = list(ranks)
    units = len({rank.unit for rank in of_group})
    small = next((rank for rank in of_group if rank.small), None)
    if small is None:
        return f"{group}（{units} 个）"
    return f"{group}（{units} 个，个数少，列在全厂{COUNTED[small.unit_kind][1:]}中的名次）"


def _lines(ranks: Iterable[Rank]) -> Iterator[PeerLine]:
    """Each rank in its order; those of a crowded place once, under no name."""
    told: set[int | None] = set()
    for rank in ranks:
        if not rank.crowded:
            yield PeerLine(rank.place, rank.unit, rank)
        elif rank.rank not in told:
            told.add(rank.rank)
            yield PeerLine(rank.place, UNLISTED, rank)
