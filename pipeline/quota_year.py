"""Quotas enforced: after linking, from the top star down, by lowering caps and linking again (rules 5.6). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pipeline.rating.link import IntArray, Links, linked
from schemas.words import BRANCH, TEAM

Priority = tuple[Fraction, ...]  # the larger goes first; never the place of a row
Seat = tuple[str, int]  # unit kind, place among its kind


@dataclass(frozen=True, slots=True)
class Room:
    """At most `most` units of a kind at `star` or more."""

    unit_kind: str
    star: int
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Enforced:
    """Stars of branches and teams under the quotas; who was `lowered` below which star, and who was `kept` at which star
    though the places are used up, because nobody can be put before another by the priority."""

    branch: IntArray
    team: IntArray
    lowered: tuple[tuple[Seat, int], ...]
    kept: tuple[tuple[Seat, int], ...]


def enforced(branch_cap: IntArray, team_cap: IntArray, links: Links, rooms: Sequence[Room],
             priority: Mapping[str, Sequence[Priority]], counts: Mapping[str, Sequence[bool]]) -> Enforced:
    """Teams first, then branches; a place that becomes free because a team follows its lowered branch stays free.

    `counts`: the units that take a place. Those secured at a higher star keep theirs; the rest come by priority, and
    units that are equal on the line are all kept."""
    caps = {BRANCH: branch_cap.astype(np.int64), TEAM: team_cap.astype(np.int64)}
    lowered: list[tuple[Seat, int]] = []
    kept: list[tuple[Seat, int]] = []
    for kind in (TEAM, BRANCH):
        secured: set[int] = set()
        for room in sorted((r for r in rooms if r.unit_kind == kind), key=lambda r: -r.star):
            holders = _holders(caps, links, room, counts)
            queue = sorted(holders - secured, key=lambda i: priority[kind][i], reverse=True)
            inside, tied = _inside(queue, max(0, room.most - len(secured & holders)), priority[kind])
            for i in queue[len(inside):]:
                caps[kind][i] = room.star - 1
                lowered.append(((kind, i), room.star))
            kept += [((kind, i), room.star) for i in tied]
            secured |= _holders(caps, links, room, counts)
    branch, team = linked(caps[BRANCH], caps[TEAM], links)
    return Enforced(branch, team, tuple(sorted(lowered)), tuple(sorted(kept)))


def _holders(caps: Mapping[str, IntArray], links: Links, room: Room, counts: Mapping[str, Sequence[bool]]) -> set[int]:
    stars = dict(zip((BRANCH, TEAM), linked(caps[BRANCH], caps[TEAM], links), strict=True))[room.unit_kind]
    return {i for i, star in enumerate(stars) if star >= room.star and counts[room.unit_kind][i]}


def _inside(queue: list[int], places: int, priority: Sequence[Priority]) -> tuple[list[int], list[int]]:
    """Those who stay, and those among them who are equal on a line that would otherwise cut between them."""
    if places <= 0 or places >= len(queue) or priority[queue[places - 1]] != priority[queue[places]]:
        return queue[:max(places, 0)], []
    edge = priority[queue[places]]
    return [i for i in queue if priority[i] >= edge], [i for i in queue if priority[i] == edge]
