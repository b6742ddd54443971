"""One unit's own page: everything about itself, about others only what the publication level allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.core import chinese
from pipeline.rating.explain.coverage import Coverage
from pipeline.rating.stars import ABSENT
from pipeline.report.disclosure import CONCEALED, concealed, head_name, level_word, open_place, suggested
from pipeline.report.page import PageHead
from pipeline.report.pages import boards
from pipeline.report.pages.card import Card, ScoreLine, TrialLine, card, ranking
from pipeline.report.pages.find import level_words
from pipeline.report.pages.plant import HeatRow, fair, head, heat_row
from pipeline.report.pages.system.page import unit_system
from pipeline.report.result import Result
from pipeline.report.rows import UNLISTED, Star
from pipeline.report.statistics.members import THIRDS, Thirds, third
from schemas.words import BOARDS, BRANCH

FULL, TOP3 = "full", "top3"
Line = TypeVar("Line", ScoreLine, TrialLine)


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit with a published place; or one line for all who share a place with too many (`unit` None)."""

    place: str
    unit: str | None
    name: str
    head: str  # the first responsible person
    total: str  # what the place goes by, with its two parts
    score: str
    bonus: str
    level: str
    own: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    head: PageHead
    card: Card
    standing: str  # "第 2 名，共 8 个", or the band where places are not published
    others: list[Peer]
    others_note: str
    boards: list[tuple[str, boards.BoardCell]]
    show_ranks: bool
    periods: tuple[str, ...]
    heat: HeatRow
    scores: list[str]
    fair: tuple[str, str]
    heat_words: tuple[str, ...]
    thirds: tuple[Thirds, ...]  # of a branch: where its members stand, by numbers
    covered: Coverage | None  # of a unit without a score: what does not apply
    system: dict[str, object] | None


def persons(result: Result) -> frozenset[str]:
    """Numbers and names of people, which no page outside the office quotes from a cell."""
    return frozenset(part for p in result.colleagues.values() for part in (p.person, p.name) if part)


def unit_page(star: Star, result: Result, people: frozenset[str]) -> UnitPage:
    """The page of one unit at the result's publication level; with the unit's part of the system where that was counted."""
    open_level, statistics = result.level in (FULL, TOP3), result.statistics
    rated = [s for s in result.stars_of(star.unit_kind) if s.place is not None]
    past = result.past_of(star.key)
    return UnitPage(
        head=head(
            result,
            f"{result.period.title}{'月度评价' if result.period.months == 1 else '评星结果'}：{star.unit}",
            internal=False,
        ),
        card=_discreet(card(star, result, people), star, result),
        standing=_standing(star, rated, result),
        others=list(_others(star, rated, result)),
        others_note=_NOTES[result.level],
        boards=[(board, boards.own_board(result, board, star.unit_kind, star.unit)) for board in BOARDS],
        show_ranks=open_level,
        periods=tuple(chinese.period_title(p) for p in result.periods),
        heat=heat_row(star, result, result.period.name),
        scores=[chinese.points(past[p].score) if p in past else chinese.NOTHING for p in result.periods],
        fair=fair(result),
        heat_words=level_words(result),
        thirds=statistics.members.thirds.get(star.unit, ())
        if statistics and star.unit_kind == BRANCH
        else (),
        covered=statistics.covered.get(star.key) if statistics and star.score is None else None,
        system=unit_system(statistics, star, people) if statistics and star.status != ABSENT else None,
    )


def _discreet(own: Card, star: Star, result: Result) -> Card:
    hidden = concealed(star, result)

    def closed(line: Line) -> Line:
        return replace(line, value=CONCEALED, because="") if line.code in hidden else line

    parts, trials = [closed(line) for line in own.parts], [closed(line) for line in own.trials]
    return replace(
        own,
        parts=parts,
        trials=trials,
        suggestions=suggested(star, result, hidden),
        sources=[source for source in own.sources if source.code not in hidden],
    )


_NOTES = {
    FULL: "按公布范围列出全部名次。",
    TOP3: "按公布范围只列前三名和本单位。",
    "band": "按公布范围只说明本单位所在区间，不列其他单位。",
}


def _standing(star: Star, rated: list[Star], result: Result) -> str:
    if star.place is None:
        return "不参加排名"
    if result.level in (FULL, TOP3):
        return f"{ranking(star, result)}，共 {len(rated)} 个"
    return f"{THIRDS[third(star.place, len(rated))]}，共 {len(rated)} 个"


def _others(star: Star, rated: list[Star], result: Result) -> Iterator[Peer]:
    """The unit itself and those whose places are published; where too many share a place, one line without a name (rules 4)."""
    if result.level not in (FULL, TOP3):
        return
    told: set[int | None] = set()
    for other in rated:
        own = other.key == star.key
        place = result.place_of(other)
        if not (own or open_place(result.level, other.place)):
            continue
        if own or place.isdigit():
            yield _peer(other, place, own)
        elif other.place not in told:
            told.add(other.place)
            yield _crowd(other, place)


def _peer(star: Star, place: str, own: bool) -> Peer:
    return Peer(
        place=place,
        unit=star.unit,
        name=star.unit,
        head=head_name(star),
        total=chinese.points(star.total),
        score=chinese.points(star.score),
        bonus=chinese.points(star.bonus),
        level=level_word(star),
        own=own,
    )


def _crowd(star: Star, place: str) -> Peer:
    """Of those who share a place with too many only the total that they share."""
    none = chinese.NOTHING
    return replace(
        _peer(star, place, own=False), unit=None, name=UNLISTED, head=none, score=none, bonus=none, level=none
    )
