"""Quotas: how many places they leave, what is said where they are only warned of, and how they are enforced: after linking, from
the top star down, by lowering caps and linking again (rules 5.6, 9.5). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np

from pipeline.core.chinese import plain
from pipeline.rating.link import IntArray, Links, linked
from pipeline.rating.score import Unit
from pipeline.rating.stars import Rated, Standing, Step
from pipeline.rulebook.levels import Quota
from pipeline.rulebook.lines import quota_name
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, ENFORCED, TEAM, WARNED

Priority = tuple[Fraction, ...]  # the larger goes first; never the place of a row
UNKNOWN = Fraction(-1)  # a unit without a score or a survey comes after every one that has one
Seat = tuple[str, int]  # unit kind, place among its kind


_ROUND: dict[str, Callable[[Fraction], int]] = {
    "舍去": floor,
    "进位": ceil,
    "四舍五入": lambda x: floor(x + Fraction(1, 2)),
}


def of_kind(quota: Quota, unit: Unit) -> bool:
    """True if a quota is about that kind of unit."""
    return quota.unit_kind == unit[0]


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


Seats = tuple[Limit, set[int]]  # a quota and who has a place of it


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
        of_kind_sorted = sorted(
            (limit for limit in limits if limit.unit_kind == kind), key=lambda limit: -limit.star
        )
        secured: set[int] = set()
        seats: list[Seats] = [(limit, set()) for limit in of_kind_sorted]
        for star in sorted({limit.star for limit in of_kind_sorted}, reverse=True):
            holders = {i for i in _holders(caps, links, kind, star) if counts[kind][i]}
            queue = [
                i
                for i in holders - secured
                if any(at.star <= star and at.concerns(i) for at in of_kind_sorted)
            ]
            for equals in _by_priority(queue, priority[kind]):
                refused = _refused(equals, [one for one in seats if one[0].star <= star], kept)
                for i in equals:
                    for limit in refused.get(i, ()):
                        caps[kind][i] = min(int(caps[kind][i]), star - 1)
                        lowered.append(((kind, i), limit.star))
            still = _holders(caps, links, kind, star)
            secured |= {i for i in still if counts[kind][i]}
    branch, team = linked(caps[BRANCH], caps[TEAM], links)
    return Enforced(branch, team, tuple(sorted(set(lowered))), tuple(sorted(set(kept))))


def _holders(caps: Mapping[str, IntArray], links: Links, kind: str, star: int) -> set[int]:
    stars = dict(zip((BRANCH, TEAM), linked(caps[BRANCH], caps[TEAM], links), strict=True))[kind]
    return {i for i, one in enumerate(stars) if one >= star}


def _by_priority(queue: Sequence[int], priority: Sequence[Priority]) -> list[list[int]]:
    """The units of the queue, those of equal priority together, the first in front."""
    groups: dict[Priority, list[int]] = {}
    for i in sorted(queue):
        groups.setdefault(priority[i], []).append(i)
    return [groups[one] for one in sorted(groups, reverse=True)]


def _refused(
    equals: Sequence[int], seats: Sequence[Seats], kept: list[tuple[Seat, int]]
) -> dict[int, list[Limit]]:
    """Of units that nobody can put before one another those without a place, with the quotas that have none left for them.

    The others take their seats; where there is one and not one for each of them, all are `kept`."""
    refused: dict[int, list[Limit]] = {}
    for limit, taken in seats:
        for i in (i for i in equals if limit.concerns(i) and i not in taken and len(taken) >= limit.most):
            refused.setdefault(i, []).append(limit)
    for limit, taken in seats:
        taking = {i for i in equals if limit.concerns(i) and i not in refused}
        if len(taken | taking) > limit.most and taking - taken:
            kept += [((limit.unit_kind, i), limit.star) for i in sorted(taking)]
        taken |= taking
    return refused


@dataclass(frozen=True, slots=True)
class QuotaPlaces:
    """A quota in force: its places, how many held the star by linking, and how many hold it now, suspended units left out; of a
    forced share how many must be below, were and are."""

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
    by: str = "全年平均得分",
    chosen: Sequence[Quota] | None = None,
) -> tuple[dict[Unit, str], tuple[QuotaPlaces, ...]]:
    """Lower the stars that the quotas do not allow, with a trace step each; who was kept on a line, and the places.

    `of`: whether a quota is about a unit; `by`: what comes first in the priority; `chosen`: the quotas, all of them without."""
    names: dict[str, Sequence[str]] = {BRANCH: rated.branches, TEAM: rated.teams}
    counts = {kind: [rated.standings[kind, n].rated for n in names[kind]] for kind in names}
    priorities = {kind: [priority[kind, n] for n in names[kind]] for kind in names}
    quotas = sorted(rules.quotas if chosen is None else chosen, key=lambda q: (q.unit_kind, -q.line))
    rooms = [(_limit(quota, names[quota.unit_kind], counts[quota.unit_kind], of), quota) for quota in quotas]
    linked_count = [_holders_count(rated, quota, of) for quota in quotas]
    caps, links = _caps(rules, rated, names)
    limits = [limit for limit, _ in rooms]
    outcome = enforced(caps[BRANCH], caps[TEAM], links, limits, priorities, counts)
    for kind, stars in ((BRANCH, outcome.branch), (TEAM, outcome.team)):
        for i, (name, star) in enumerate(zip(names[kind], stars, strict=True)):
            standing = rated.standings[kind, name]
            if standing.rated and standing.star != star:
                refused = [room for room in rooms if _is_among(room[0], kind, i, outcome.lowered)]
                _lower(standing, int(star), refused, rules, by)
    tied = {
        (
            kind,
            names[kind][i],
        ): f"{places_of(quota, limit, rules)}，与其他单位并列在名额线上，都保留，待党委研究"
        for (kind, i), star in outcome.kept
        for limit, quota in rooms
        if (limit.unit_kind, limit.star) == (kind, star) and limit.concerns(i)
    }
    return tied, tuple(
        _places(rated, (limit, quota), before, counts[quota.unit_kind], of, rules)
        for (limit, quota), before in zip(rooms, linked_count, strict=True)
    )


def _is_among(limit: Limit, kind: str, unit: int, seats: Sequence[tuple[Seat, int]]) -> bool:
    return limit.unit_kind == kind and ((kind, unit), limit.star) in seats and limit.concerns(unit)


def _places(
    rated: Rated,
    room: tuple[Limit, Quota],
    before: int,
    counts: Sequence[bool],
    of: Callable[[Quota, Unit], bool],
    rules: Rulebook,
) -> QuotaPlaces:
    limit, quota = room
    count, after = (
        sum(one and limit.concerns(i) for i, one in enumerate(counts)),
        _holders_count(rated, quota, of),
    )
    most = count - limit.most if quota.forced else limit.most
    return QuotaPlaces(quota, quota_name(rules, quota), most, rated=count, linked=before, held=after)


def places_of(quota: Quota, limit: Limit, rules: Rulebook) -> str:
    """党支部五星的名额 1 个; of a forced share 党支部二星及以下的占比."""
    name = quota_name(rules, quota)
    return f"{name}要不少于 {plain(quota.share * 100)}%" if quota.forced else f"{name}的名额 {limit.most} 个"


def _limit(
    quota: Quota, names: Sequence[str], counts: Sequence[bool], of: Callable[[Quota, Unit], bool]
) -> Limit:
    units = frozenset(i for i, name in enumerate(names) if of(quota, (quota.unit_kind, name)))
    return Limit(quota.unit_kind, quota.line, slots(quota, sum(counts[i] for i in units)), units)


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
    """Those who hold a star of the quota; of a forced share those who do not."""
    return sum(
        of(quota, s.unit) and s.rated and not s.pending and ((s.star or 0) >= quota.line) != quota.forced
        for s in rated.standings.values()
    )


def _lower(
    standing: Standing, star: int, passed: Sequence[tuple[Limit, Quota]], rules: Rulebook, by: str
) -> None:
    """Take the star that the quotas leave; where no quota named the unit itself, its branch or its teams were lowered."""
    if not passed:
        reason = f"支部或班组按名额降星后，联动条件只够{rules.level_word(standing.unit[0], star)}"
        standing.move("联动", "名额执行后的联动", "", star, reason)
        return
    for limit, quota in passed:
        after = max(star, limit.star - 1) if limit is not passed[-1][0] else star
        name, places = quota_name(rules, quota), places_of(quota, limit, rules)
        if quota.forced:
            rule, why = places, f"{places}，{by}（相同的看满意度）靠后的定在这一级"
        else:
            rule, why = f"{name}最多 {limit.most} 个", f"{places}已由{by}（相同的看满意度）在前的单位使用"
        standing.move("名额", rule, quota.place, after, why)


def slots(quota: Quota, rated: int) -> int:
    """Places for `rated` units, exactly: 10 % of 8 is 0, raised to the least number; above a forced share all the others."""
    count = max(quota.minimum, _ROUND[quota.rounding](quota.share * rated))
    return max(0, rated - count) if quota.forced else count


def quota_warnings(
    rules: Rulebook,
    standings: Mapping[Unit, Standing],
    of: Callable[[Quota, Unit], bool] = of_kind,
    then: str = "",
) -> list[tuple[Quota, str]]:
    """A sentence for every quota of the rulebook that the stars exceed and that is only warned of; no star is changed by it.

    `of`: whether a quota is about a unit, where it names a category; `then`: year for the yearly rating. A suspended unit is
    rated and holds no star that anybody may count."""
    warnings = []
    for quota in sorted(rules.quotas, key=lambda q: (q.unit_kind, -q.line)):
        if (quota.in_year if then else quota.in_quarter) != WARNED:
            continue
        rated = [s for unit, s in standings.items() if s.rated and of(quota, unit)]
        holders = sum((s.star or 0) >= quota.line for s in rated if not s.pending)
        if holders > (room := slots(quota, len(rated))):
            warnings.append((quota, _warning(rules, quota, holders, room, len(rated), then)))
    return warnings


def _warning(rules: Rulebook, quota: Quota, holders: int, room: int, rated: int, then: str) -> str:
    name = quota_name(rules, quota)
    later = then or ("季度只预警" + ("，年度定星时执行" if quota.in_year == ENFORCED else ""))
    if quota.forced:
        return f"{name}有 {rated - holders} 个，至少 {rated - room} 个（参评 {rated} 个）；{later}"
    return f"{name}有 {holders} 个，名额 {room} 个（参评 {rated} 个）；{later}"


def in_quarter(
    rules: Rulebook, rated: Rated, satisfied: Mapping[Unit, Fraction], of: Callable[[Quota, Unit], bool]
) -> tuple[str, ...]:
    """Enforce what a quarter enforces, and say what it only warns of, also in the traces of those it is about."""
    chosen = [quota for quota in rules.quotas if quota.in_quarter == ENFORCED]
    sentences: list[str] = []
    if chosen and any(standing.rated for standing in rated.standings.values()):
        priority = {
            unit: (s.score if s.score is not None else UNKNOWN, satisfied.get(unit, UNKNOWN))
            for unit, s in rated.standings.items()
        }
        tied, held = put_in_force(rules, rated, priority, of, by="得分", chosen=chosen)
        for unit, sentence in tied.items():
            standing = rated.standings[unit]
            standing.trace.append(Step("名额", "名额线上并列", "", standing.star, standing.star, sentence))
        sentences = [said_places(one) for one in held]
    for quota, sentence in quota_warnings(rules, rated.standings, of):
        sentences.append(sentence)
        for standing in rated.standings.values():
            if of(quota, standing.unit) and standing.rated and (standing.star or 0) >= quota.line:
                step = Step("名额", "名额预警", quota.place, standing.star, standing.star, sentence)
                standing.trace.append(step)
    return tuple(sentences)


def said_places(places: QuotaPlaces) -> str:
    """How many places there were, and how many held them before and after."""
    word = "至少" if places.quota.forced else "名额"
    return f"{places.name}：{word} {places.most} 个（参评 {places.rated} 个），联动后 {places.linked} 个，执行名额后 {places.held} 个"
