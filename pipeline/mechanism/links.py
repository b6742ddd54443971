"""一带一, branches and teams: which team carries the star of a branch, and which keeps it from the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.chinese import name_order
from pipeline.mechanism.reading import branches
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.link import asked
from pipeline.rating.score import counted_teams
from pipeline.rating.stars import Standing
from schemas.words import BRANCH, TEAM


@dataclass(frozen=True, slots=True)
class LinkedTeam:
    """A team that stands for a branch; `own` is False for a paired one."""

    team: str
    star: int | None
    pending: bool
    counts: bool  # rated, and not in its first period
    own: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of 联动条件 for one branch: `need` teams at `at_least` stars for `star`; who reaches it and who does not.

    A suspended team counts in `have` and stands in neither list, since its star is not shown."""

    star: int
    at_least: int
    have: int
    need: int
    carry: tuple[str, ...]
    block: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True, slots=True)
class Link:
    """A branch with its teams, the rows its star rests on, and the rows of its next star."""

    branch: str
    star: int | None
    pending: bool
    teams: tuple[LinkedTeam, ...]
    held: tuple[Asked, ...]
    next: tuple[Asked, ...]


def links(made: Evaluation) -> tuple[Link, ...]:
    """One link for each branch whose workbook is there, by name."""
    counted, parent = counted_teams(made.tables), dict(
        zip(made.tables.frames["team"]["team"], made.tables.frames["team"]["branch"], strict=True))
    stands = {b: sorted(rows["team"], key=name_order) for b, rows in counted.groupby("branch")}
    return tuple(_link(made, branch, stands.get(branch, []), parent) for branch in branches(made))


def _link(made: Evaluation, branch: str, names: list[str], parent: dict[str, str]) -> Link:
    own = made.rated.standings[BRANCH, branch]
    found = [made.rated.standings[TEAM, name] for name in names if (TEAM, name) in made.rated.standings]
    teams = [LinkedTeam(s.unit[1], s.star, bool(s.pending), s.rated, parent.get(s.unit[1]) == branch) for s in found]
    teams.sort(key=lambda t: (-(t.star or 0), name_order(t.team)))
    # A star that is held rests on the stars the teams have; the next one on those they could hold by themselves.
    now = {t.unit[1]: t.star or 0 for t in found if t.rated}
    room = {t.unit[1]: t.capped or 0 for t in found if t.rated}
    closed = frozenset(t.unit[1] for t in found if t.pending)
    return Link(branch, own.star, bool(own.pending), tuple(teams), tuple(_asked(made, own, own.star or 0, now, closed)),
                tuple(_asked(made, own, (own.star or 0) + 1, room, closed)) if own.rated else ())


def _asked(made: Evaluation, branch: Standing, star: int, stars: dict[str, int], closed: frozenset[str]) -> Iterator[Asked]:
    """The rows for exactly that star, counted over these stars of the counting teams."""
    at = made.rated.branches.index(branch.unit[1])
    for gate, demand in zip(asked(made.tables.rulebook), made.rated.links.demands, strict=True):
        need = int(demand.need[at])
        if gate.star == star and need:
            have = sum(has >= gate.at_least for has in stars.values())
            shown = {name: has for name, has in sorted(stars.items(), key=lambda one: name_order(one[0])) if name not in closed}
            carry = tuple(name for name, has in shown.items() if has >= gate.at_least)
            block = tuple(name for name, has in shown.items() if has < gate.at_least)
            yield Asked(star, gate.at_least, have, need, carry, block)
