"""Quotas enforced: after linking, from the top star down, by lowering caps and linking again (rules 5.6). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from pipeline.rating.link import IntArray, Links, linked
from pipeline.rating.rank import of_kind, slots
from pipeline.rating.score import Unit
from pipeline.rating.stars import Rated, Standing
from pipeline.rulebook.levels import Quota
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, TEAM

Priority = tuple[Fraction, ...]  # the larger goes first; never the place of a row
Seat = tuple[str, int]  # unit kind, place among its kind


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` units of a kind at `star` or more; `units`: of these alone, by their place among their kind."""

    unit_kind: str
    star: int
    most: int
    units: frozenset[int] | None = None

    def concerns(self, unit: int) -> bool:
        """True if the unit with that place among its kind takes a place of the quota."""
        return self.units is None or unit in self.units


@dataclass(frozen=True, slots=True, eq=False)
class Enforced:
    """Stars of branches and teams under the quotas; who was `lowered` below which star, and who was `kept` at which star
    though the places are used up, because nobody can be put before another by the priority."""

    branch: IntArray
    team: IntArray
    lowered: tuple[tuple[Seat, int], ...]
    kept: tuple[tuple[Seat, int], ...]


def enforced(
    branch_cap: IntArray,
    team_cap: IntArray,
    links: Links,
    limits: Sequence[Limit],
    priority: Mapping[str, Sequence[Priority]],
    counts: Mapping[str, Sequence[bool]],
) -> Enforced:
    """Teams first, then branches; a place that becomes free because a team follows its lowered branch stays free.

    `counts`: the units that take a place. Those secured at a higher star keep theirs; the rest come by priority, and
    units that are equal on the line are all kept."""
    caps = {BRANCH: branch_cap.astype(np.int64), TEAM: team_cap.astype(np.int64)}
    lowered: list[tuple[Seat, int]] = []
    kept: list[tuple[Seat, int]] = []
    for kind in (TEAM, BRANCH):
        secured: set[int] = set()
        for limit in sorted((r for r in limits if r.unit_kind == kind), key=lambda r: -r.star):
            holders = _holders(caps, links, limit, counts)
            queue = sorted(holders - secured, key=lambda i: priority[kind][i], reverse=True)
            inside, tied = _inside(queue, max(0, limit.most - len(secured & holders)), priority[kind])
            for i in queue[len(inside) :]:
                caps[kind][i] = limit.star - 1
                lowered.append(((kind, i), limit.star))
            kept += [((kind, i), limit.star) for i in tied]
            secured |= _holders(caps, links, limit, counts)
    branch, team = linked(caps[BRANCH], caps[TEAM], links)
    return Enforced(branch, team, tuple(sorted(lowered)), tuple(sorted(kept)))


def _holders(
    caps: Mapping[str, IntArray], links: Links, limit: Limit, counts: Mapping[str, Sequence[bool]]
) -> set[int]:
    stars = dict(zip((BRANCH, TEAM), linked(caps[BRANCH], caps[TEAM], links), strict=True))[limit.unit_kind]
    counted = counts[limit.unit_kind]
    return {i for i, star in enumerate(stars) if star >= limit.star and counted[i] and limit.concerns(i)}


def _inside(queue: list[int], places: int, priority: Sequence[Priority]) -> tuple[list[int], list[int]]:
    """Those who stay, and those among them who are equal on a line that would otherwise cut between them."""
    if places <= 0 or places >= len(queue) or priority[queue[places - 1]] != priority[queue[places]]:
        return queue[: max(places, 0)], []
    edge = priority[queue[places]]
    return [i for i in queue if priority[i] >= edge], [i for i in queue if priority[i] == edge]


@dataclass(frozen=True, slots=True)
class QuotaPlaces:
    """A quota of the year: its places, how many held the star by linking, and how many hold it now, suspended units left out."""

    quota: Quota
    name: str
    most: int
    rated: int
    linked: int
    held: int


def put_in_force(
    rules: Rulebook,
    rated: Rated,
    priority: Mapping[Unit, Priority],
    of: Callable[[Quota, Unit], bool] = of_kind,
) -> tuple[dict[Unit, str], tuple[QuotaPlaces, ...]]:
    """Lower the stars that the quotas do not allow, with a trace step each; who was kept on a line, and the places.

    `of`: whether a quota is about a unit."""
    names: dict[str, Sequence[str]] = {BRANCH: rated.branches, TEAM: rated.teams}
    counts = {kind: [rated.standings[kind, n].rated for n in names[kind]] for kind in names}
    priorities = {kind: [priority[kind, n] for n in names[kind]] for kind in names}
    quotas = sorted(rules.quotas, key=lambda q: (q.unit_kind, -q.star))
    rooms = {_limit(quota, names[quota.unit_kind], counts[quota.unit_kind], of): quota for quota in quotas}
    linked_count = {quota: _holders_count(rated, quota, of) for quota in quotas}
    caps, links = _caps(rules, rated, names)
    outcome = enforced(caps[BRANCH], caps[TEAM], links, list(rooms), priorities, counts)
    for kind, stars in ((BRANCH, outcome.branch), (TEAM, outcome.team)):
        for i, (name, star) in enumerate(zip(names[kind], stars, strict=True)):
            standing = rated.standings[kind, name]
            if standing.rated and standing.star != star:
                passed = [
                    (limit, quota)
                    for limit, quota in rooms.items()
                    if ((kind, i), limit.star) in outcome.lowered
                    and limit.unit_kind == kind
                    and limit.concerns(i)
                ]
                _lower(standing, int(star), passed, rules)
    tied = {
        (kind, names[kind][i]): f"{_name(quota, rules)}的名额 {limit.most} 个，"
        "与其他单位并列在名额线上，都保留，待党委研究"
        for (kind, i), star in outcome.kept
        for limit, quota in rooms.items()
        if (limit.unit_kind, limit.star) == (kind, star) and limit.concerns(i)
    }
    return tied, tuple(
        QuotaPlaces(
            quota=quota,
            name=_name(quota, rules),
            most=limit.most,
            rated=sum(one and limit.concerns(i) for i, one in enumerate(counts[quota.unit_kind])),
            linked=linked_count[quota],
            held=_holders_count(rated, quota, of),
        )
        for limit, quota in rooms.items()
    )


def _limit(
    quota: Quota, names: Sequence[str], counts: Sequence[bool], of: Callable[[Quota, Unit], bool]
) -> Limit:
    units = frozenset(i for i, name in enumerate(names) if of(quota, (quota.unit_kind, name)))
    return Limit(quota.unit_kind, quota.star, slots(quota, sum(counts[i] for i in units)), units)


def _caps(
    rules: Rulebook, rated: Rated, names: Mapping[str, Sequence[str]]
) -> tuple[dict[str, IntArray], Links]:
    """What each may hold by itself. A branch that is not rated holds none of its teams down."""
    caps = {
        kind: np.array([rated.standings[kind, n].capped or 0 for n in names[kind]], dtype=np.int64)
        for kind in names
    }
    unrated = np.array([not rated.standings[BRANCH, n].counts for n in rated.branches], dtype=bool)
    caps[BRANCH] = np.where(unrated, rules.star_steps, caps[BRANCH])
    parent = np.array([-1 if b >= 0 and unrated[b] else b for b in rated.links.parent], dtype=np.int64)
    return caps, replace(rated.links, parent=parent)


def _holders_count(rated: Rated, quota: Quota, of: Callable[[Quota, Unit], bool]) -> int:
    return sum(
        of(quota, s.unit) and s.rated and not s.pending and (s.star or 0) >= quota.star
        for s in rated.standings.values()
    )


def _name(quota: Quota, rules: Rulebook) -> str:
    return f"{quota.unit_kind}{rules.level_or_more(quota.unit_kind, quota.star)}"


def _lower(standing: Standing, star: int, passed: Sequence[tuple[Limit, Quota]], rules: Rulebook) -> None:
    """Take the star that the quotas leave; where no quota named the unit itself, its branch or its teams were lowered."""
    if not passed:
        reason = f"支部或班组按名额降星后，联动条件只够{rules.level_word(standing.unit[0], star)}"
        standing.move("联动", "名额执行后的联动", "", star, reason)
        return
    for limit, quota in passed:
        after = max(star, limit.star - 1) if limit is not passed[-1][0] else star
        standing.move(
            "名额",
            f"{_name(quota, rules)}最多 {limit.most} 个",
            quota.place,
            after,
            f"{_name(quota, rules)}的名额 {limit.most} 个已由全年平均得分（相同的看满意度）在前的单位使用",
        )
