"""How measured figures become points (计分办法): each way takes the figures of all units and gives the share of the
points that each earns. Exact, and never worse for a better figure of one's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, Protocol, TypeVar

from pipeline.rulebook.indicators import Band, Indicator
from schemas import words

EVERYONE = "全厂"
Numbers = Mapping[str, Fraction]  # by unit
_NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Value:
    """A measured leaf: numerator over denominator against the target; ratio None where it does not apply.

    `target`: the mean of the peers, `place`: the place among them, `option`: what was chosen, where the rule asks it."""

    ratio: Fraction | None
    above: Fraction = Fraction(0)
    below: Fraction = Fraction(0)
    target: Fraction | None = None
    place: int | None = None
    option: str = ""


class Comparable(Protocol):
    """What can be better or worse than another of its kind."""

    def __lt__(self, other: Any, /) -> bool: ...


Rank = TypeVar("Rank", bound=Comparable)


def places(scores: Sequence[Rank]) -> list[int]:
    """1 + number strictly better: 1, 2, 2, 4."""
    better = sorted(scores, reverse=True)
    first = {score: i for i, score in reversed(list(enumerate(better, 1)))}
    return [first[score] for score in scores]


def peer_groups(
    groups: Mapping[str, str], least: int, counted: Collection[str] | None = None
) -> dict[str, str]:
    """Each unit's group; groups with fewer than `least` units, of those that are counted, are compared with everyone."""
    size = Counter(group for unit, group in groups.items() if counted is None or unit in counted)
    return {unit: group if size[group] >= least else EVERYONE for unit, group in groups.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Peers:
    """Whom units are compared with: the group of each, and who is in it."""

    group: Mapping[str, str]
    units: Mapping[str, Sequence[str]]

    @classmethod
    def among(cls, units: Collection[str], groups: Mapping[str, str], least: int) -> Peers:
        """The units that have a figure, each in its group, everyone where that is too small."""
        group = peer_groups({unit: groups.get(unit, EVERYONE) for unit in units}, least)
        members = defaultdict[str, list[str]](list)
        for unit, of in group.items():
            members[of].append(unit)
        return cls(group, {**members, EVERYONE: list(units)})


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What was measured for an indicator, by unit: the figures that are numbers, their targets, their places."""

    figures: Numbers
    targets: Numbers
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """A way of scoring: the share of the points by unit, before the floor and the ceiling; the columns of 指标 that it
    cannot do without; whether it goes by 计分档; and what the rules page says of it."""

    name: str
    function: Callable[[Indicator, Figures], Numbers]
    needs: tuple[str, ...]
    banded: bool
    says: str


def _in_proportion(rule: Indicator, of: Figures) -> Numbers:
    return {unit: _proportion(rule, figure, of.targets[unit]) for unit, figure in of.figures.items()}


def _proportion(rule: Indicator, figure: Fraction, target: Fraction) -> Fraction:
    if rule.direction != words.LOWER:
        return figure / target if target > 0 else Fraction(figure >= target)
    return target / figure if figure > 0 else rule.most if target > 0 else Fraction(figure <= target)


def _by_band(rule: Indicator, of: Figures) -> Numbers:
    numbers = [band for band in rule.bands if band.start is not None]
    lowest = numbers[0].share if numbers and rule.direction == words.LOWER else Fraction(0)
    return {unit: _share(numbers, figure, lowest) for unit, figure in of.figures.items()}


def _by_place(rule: Indicator, of: Figures) -> Numbers:
    return {unit: _share(rule.bands, Fraction(place), Fraction(0)) for unit, place in of.places.items()}


def _share(bands: Iterable[Band], figure: Fraction, lowest: Fraction) -> Fraction:
    """The share of the highest band whose start is reached; `lowest` below all of them."""
    reached = [band.share for band in bands if band.start is not None and band.start <= figure]
    return reached[-1] if reached else lowest


def _by_difference(rule: Indicator, of: Figures) -> Numbers:
    return {
        unit: 1 + _steps(rule, _better_by(rule, figure, of.targets[unit])) / (rule.points or 1)
        for unit, figure in of.figures.items()
    }


def _better_by(rule: Indicator, figure: Fraction, target: Fraction) -> Fraction:
    return target - figure if rule.direction == words.LOWER else figure - target


def _steps(rule: Indicator, better_by: Fraction) -> Fraction:
    """Points gained, or lost, for every whole step away from the target."""
    step, points = (rule.over if better_by > 0 else rule.short) or (Fraction(1), Fraction(0))
    return floor(abs(better_by) / step) * points * (1 if better_by > 0 else -1)


def _all_or_nothing(rule: Indicator, of: Figures) -> Numbers:
    return {
        unit: Fraction(_better_by(rule, figure, of.targets[unit]) >= 0) for unit, figure in of.figures.items()
    }


_ALL = (
    Scoring(words.IN_PROPORTION, _in_proportion, (), False, "完成目标的比例乘标准分，最多到上限比例"),
    Scoring(words.BY_BAND, _by_band, (), True, "落在“计分档”的哪一档，得哪一档的分"),
    Scoring(
        words.BY_DIFFERENCE,
        _by_difference,
        ("target",),
        False,
        "达到目标值得标准分，每差、每超一步扣分、加分",
    ),
    Scoring(words.BY_PLACE, _by_place, (), True, "在同组中排第几名，得“计分档”里那一名的分"),
    Scoring(words.ALL_OR_NOTHING, _all_or_nothing, ("target",), False, "达到目标值得满分，达不到不得分"),
)
SCORING_OF = {scoring.name: scoring for scoring in _ALL}


def scored(
    rule: Indicator,
    figures: Numbers,
    groups: Mapping[str, str] = _NOBODY,
    least: int = 1,
    options: Mapping[str, str] = _NOBODY,
) -> dict[str, Value]:
    """The value of every unit that has a figure or an option; `groups`, `least`: who are peers, from how many on."""
    if rule.scoring == words.IN_PROPORTION and rule.direction != words.REACHED:
        figures = {unit: max(figure, Fraction(0)) for unit, figure in figures.items()}
    peers = Peers.among(figures, groups, least)
    targets = _targets(rule, figures, peers)
    of = Figures(figures, targets, _places(rule, figures, peers))
    if rule.direction == words.REACHED:  # only whether the target is reached
        reached = {unit: Fraction(figure >= targets[unit]) for unit, figure in figures.items()}
        of = Figures(reached, dict.fromkeys(figures, Fraction(1)), _places(rule, reached, peers))
    shares = SCORING_OF[rule.scoring].function(rule, of)
    values = {
        unit: Value(
            _within(rule, share),
            target=targets[unit] if rule.by_peers else None,
            place=of.places[unit] if rule.scoring == words.BY_PLACE else None,
        )
        for unit, share in shares.items()
    }
    worth = {band.option: _within(rule, band.share) for band in rule.bands if band.option}
    return values | {
        unit: Value(
            worth.get(option, Fraction(0)), worth.get(option, Fraction(0)), Fraction(1), option=option
        )
        for unit, option in options.items()
    }


def _targets(rule: Indicator, figures: Numbers, peers: Peers) -> dict[str, Fraction]:
    if not rule.by_peers:
        return dict.fromkeys(figures, rule.target)
    means = {
        group: sum((figures[unit] for unit in units), Fraction(0)) / len(units)
        for group, units in peers.units.items()
        if units
    }
    return {unit: means[peers.group[unit]] for unit in figures}


def _places(rule: Indicator, figures: Numbers, peers: Peers) -> dict[str, int]:
    if rule.scoring != words.BY_PLACE:
        return {}
    sign = -1 if rule.direction == words.LOWER else 1
    found = {
        group: dict(zip(units, places([sign * figures[unit] for unit in units]), strict=True))
        for group, units in peers.units.items()
    }
    return {unit: found[peers.group[unit]][unit] for unit in figures}


def _within(rule: Indicator, share: Fraction) -> Fraction:
    return max(rule.least, min(rule.most, share))
