"""The three comparisons as tables and drawings: of branches and teams, and for the office the best members of each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.report.disclosure import FULL, fallback_note
from pipeline.report.pages import panels
from pipeline.report.result import Result
from pipeline.report.rows import Colleague, Rank, Score
from schemas.words import BOARDS, BRANCH, MEMBER, TEAM

TOP = 3
MOST_SHARING = 5  # of those who share a place are named (rules 4)


@dataclass(frozen=True, slots=True)
class BoardCell:
    score: str
    halves: str
    rank: str
    group: str = chinese.NOTHING  # among whom it is ranked


@dataclass(frozen=True, slots=True)
class BoardRow:
    name: str
    parent: str
    group: str
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True)
class TopGroup:
    """The best of a group of members, by board."""

    group: str
    boards: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Boards:
    titles: tuple[str, ...]
    chart: panels.Multiples | None
    branches: list[BoardRow]
    teams: list[BoardRow]
    members: int  # how many are ranked; they stand on a page of their own
    tops: list[TopGroup]
    note: str  # of units that are ranked among everyone


def boards(result: Result) -> Boards:
    """All three comparisons of a plant, complete: for the office only."""
    order = [s.unit for s in result.stars_of(BRANCH) if s.score is not None]
    rows = [(board, {r.unit: r for r in result.ranks_on(board, BRANCH)}) for board in BOARDS]
    units = [u for u in order if any(u in found for _, found in rows)]
    return Boards(
        titles=BOARDS,
        chart=panels.multiples(units, rows) if units else None,
        branches=board_rows(result, BRANCH),
        teams=board_rows(result, TEAM),
        members=len({r.unit for board in BOARDS for r in result.ranks_on(board, MEMBER)}),
        tops=_tops(result),
        note=fallback_note(result, FULL),
    )


def board_rows(result: Result, kind: str) -> list[BoardRow]:
    """One row for each ranked unit of the kind, by group and then by the first board."""
    lookup = [{r.unit: r for r in result.ranks_on(board, kind)} for board in BOARDS]
    units = dict.fromkeys(u for found in lookup for u in found)
    return [_row(unit, [found.get(unit) for found in lookup]) for unit in units]


def _row(unit: str, ranks: Sequence[Rank | None]) -> BoardRow:
    some = next(r for r in ranks if r is not None)
    return BoardRow(unit, some.parent, some.group, tuple(map(board_cell, ranks)))


def board_cell(rank: Rank | None) -> BoardCell:
    """The unit's board score, its two halves, and its rank in the group."""
    if rank is None or rank.score is None:
        return BoardCell(chinese.NOTHING, chinese.NOTHING, chinese.NOTHING)
    halves = f"{chinese.points(rank.quantity)} / {chinese.points(rank.quality)}"
    return BoardCell(chinese.points(rank.score), halves, chinese.place(rank.rank), rank.group)


def own_board(result: Result, board: str, kind: str, unit: str) -> BoardCell:
    """One unit's cell of one board."""
    ranks = result.ranks_on(board, kind)
    return board_cell(next((r for r in ranks if r.unit == unit), None))


def _tops(result: Result) -> list[TopGroup]:
    ranked = [result.ranks_on(board, MEMBER) for board in BOARDS]
    groups = dict.fromkeys(r.group for ranks in ranked for r in ranks)
    found = [
        TopGroup(group, tuple(_best(ranks, group, result.colleagues) for ranks in ranked)) for group in groups
    ]
    # members compared with all may have nobody among the first
    return [one for one in found if any(one.boards)]


def _best(ranks: list[Rank], group: str, persons: Mapping[str, Colleague]) -> tuple[str, ...]:
    best = [r for r in ranks if r.group == group and r.rank is not None and r.rank <= TOP]
    sharing = Counter(r.rank for r in best)
    named = {
        r: f"{r.rank} {persons[r.unit].name if r.unit in persons else r.unit} {chinese.points(r.score)}"
        if sharing[r.rank] <= MOST_SHARING
        else f"并列第 {r.rank} 名 {sharing[r.rank]} 人"
        for r in best
    }
    return tuple(dict.fromkeys(named.values()))


@dataclass(frozen=True, slots=True)
class Matrix:
    heads: list[tuple[str, str]]  # code, name
    # unit, then points and value, a dash where the indicator does not apply
    rows: list[tuple[str, list[tuple[str, str]]]]


def matrix(result: Result, kind: str) -> Matrix:
    """All units of a kind that have been measured, in the order of their places."""
    scores = [(star.unit, found) for star in result.stars_of(kind) if (found := result.scores_of(star.key))]
    heads = dict.fromkeys((s.indicator, s.name) for _, found in scores for s in found)
    return Matrix(list(heads), [(unit, [_cell(s) for s in found]) for unit, found in scores])


def _cell(score: Score) -> tuple[str, str]:
    return (chinese.points(score.points), score.value or "无记录") if score.applies else (chinese.NOTHING, "")
