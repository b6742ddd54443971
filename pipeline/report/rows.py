"""The typed rows of a result, one a fact; their fields are the columns of report/data/*.csv in their order. Places stand in one
table a peer group, never mixed: a small group has its own, with its places in the whole plant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.core import chinese
from pipeline.rating.scoring import EVERYONE
from schemas.words import BRANCH, MEMBER, TEAM

UnitKey = tuple[str, str]  # unit kind, unit
MOST_SHARING = 5  # of those who share a place are listed; where more share it, nobody is (rules 4)
COUNTED = {BRANCH: "个支部", TEAM: "个班组", MEMBER: "名党员"}


def shared_place(place: int | None, sharing: int, counter: str = "个") -> str:
    """A place as it is printed: 3; where more than MOST_SHARING have it, 并列第 1 名 16 个."""
    if place is None or sharing <= MOST_SHARING:
        return chinese.place(place)
    return f"并列第 {place} 名 {sharing} {counter}"


class Star(NamedTuple):
    """The rating of a branch or team; numbers are None where none is given."""

    period: str
    unit_kind: str
    unit: str
    parent: str
    score: float | None
    score_star: int | None
    capped_star: int | None
    star: int | None
    previous_star: int | None
    because: str
    status: str
    bonus: float | None
    total: float | None
    place: int | None
    group: str
    responsible: str
    pending: bool

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def shown(self) -> int | None:
        """The star that readers may see: none while the rating is suspended."""
        return None if self.pending else self.star

    @property
    def change(self) -> int | None:
        """Stars up or down against the last period, if both are there to be seen."""
        return None if self.shown is None or self.previous_star is None else self.shown - self.previous_star


class StarChange(NamedTuple):
    """A unit that a correction gives another star; None where it was not, or is not, among the units."""

    before: Star | None
    now: Star | None

    @property
    def star(self) -> Star:
        """Either of the two, for what they have in common."""
        star = self.now or self.before
        assert star is not None
        return star


class Score(NamedTuple):
    """A unit's points on a leaf indicator; points, ratio and largest points are None where it does not apply."""

    period: str
    unit_kind: str
    unit: str
    indicator: str
    points: float | None
    max_points: float | None
    value: str
    because: str
    name: str
    parent_indicator: str
    standard_points: float
    ratio: float | None
    self_points: float | None
    checked_points: float | None
    board: str
    side: str
    duty: str
    applies: bool

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def altered(self) -> bool:
        """True if the Party committee's check replaced what the branch's own sheets gave."""
        return self.checked_points is not None and self.checked_points != self.self_points


class Trial(NamedTuple):
    """What an indicator that is only tried gives a unit; `points`: those it would earn, None where it does not apply."""

    period: str
    unit_kind: str
    unit: str
    indicator: str
    name: str
    value: str
    points: float | None
    standard_points: float
    because: str

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def applies(self) -> bool:
        return self.points is not None


class Rank(NamedTuple):
    """A unit's place on a board, within its group; `peers`: its own group, `group`: the one it is compared in, of `ranked` units.

    `note`: why it has no place, or what parts it from others of the same score. `sharing`: how many have its place."""

    period: str
    board: str
    unit_kind: str
    unit: str
    parent: str
    quantity: float | None
    quality: float | None
    score: float | None
    rank: int | None
    group: str
    peers: str = ""
    ranked: int = 0
    note: str = ""
    sharing: int = 1

    @property
    def home(self) -> str:
        """The unit's own group, whether or not it is large enough to be compared in."""
        return self.peers or self.group

    @property
    def small(self) -> bool:
        """True if the own group is too small, so that the place is one in the whole plant."""
        return self.group == EVERYONE != self.home

    @property
    def crowded(self) -> bool:
        """True if so many share the place that none of them is listed."""
        return self.rank is not None and self.sharing > MOST_SHARING

    @property
    def place(self) -> str:
        """3; 在全厂 8 个支部中第 3 for a unit of a small group; 并列第 1 名 16 个 where too many share it."""
        place = shared_place(self.rank, self.sharing, "人" if self.unit_kind == MEMBER else "个")
        if self.rank is None or not self.small:
            return place
        among = f"在全厂 {self.ranked} {COUNTED[self.unit_kind]}中"
        return f"{among}{place}" if self.crowded else f"{among}第 {place}"


class TraceStep(NamedTuple):
    """A stage that a unit's star went through, with the rule and its cell in the rulebook."""

    period: str
    unit_kind: str
    unit: str
    stage: str
    rule: str
    place: str
    before: int | None
    after: int | None
    because: str

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def lowers(self) -> bool:
        return self.before is not None and self.after is not None and self.after < self.before


class EvidenceCell(NamedTuple):
    """A cell that an indicator of a unit was computed from; `value` as it is shown; `note`: why and how an item of a ledger counts."""

    period: str
    unit_kind: str
    unit: str
    indicator: str
    file: str
    sheet: str
    row: int
    cell: str
    value: str
    note: str = ""

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit


class PastStar(NamedTuple):
    """A unit's star and score of a period, this one included."""

    period: str
    unit_kind: str
    unit: str
    star: int | None
    score: float | None
    published: bool


class Colleague(NamedTuple):
    """Somebody of the directory."""

    person: str
    name: str
    branch: str
    team: str


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection and what became of it; `answered` is "" while it is open."""

    unit: str
    matter: str
    received: str
    handler: str
    answer: str
    answered: str


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
    order = sorted(groups, key=lambda group: (any(r.small for r in groups[group]), chinese.name_order(group)))
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
    numbered: set[int | None] = set()
    for rank in ranks:
        if not rank.crowded:
            yield PeerLine(rank.place, rank.unit, rank)
        elif rank.rank not in numbered:
            numbered.add(rank.rank)
            yield PeerLine(rank.place, UNLISTED, rank)
