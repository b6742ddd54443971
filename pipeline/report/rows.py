"""The typed rows of a result, one a fact; their fields are the columns of report/data/*.csv in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

UnitKey = tuple[str, str]  # unit kind, unit


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


class Rank(NamedTuple):
    """A unit's place on a board, within its group; `peers`: its own group, `group`: the one it is compared in, of `ranked` units.

    `note`: why it has no place, or what parts it from others of the same score."""

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
