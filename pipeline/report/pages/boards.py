"""The three comparisons as tables and drawings: of branches and teams, and for the office the best members of each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.report.disclosure import FULL, fallback_note
from pipeline.report.pages.drawings import panels
from pipeline.report.result import Result
from pipeline.report.rows import Colleague, PeerTable, Rank, Score, by_group, heading, peer_tables
from schemas.words import BOARDS, BRANCH, MEMBER, TEAM

TOP = 3


@dataclass(frozen=True, slots=True)
class BoardCell:
    score: str
    halves: str
    rank: str
    group: str = chinese.NOTHING  # its peers
    order: int = 0  # what the place is sorted by


@dataclass(frozen=True, slots=True)
class BoardRow:
    name: str
    parent: str
    group: str
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True)
class PeerBoards:
    """The three comparisons of one peer group; a small group, whose places are those in the whole plant, has no drawing."""

    heading: str
    rows: list[BoardRow]
    chart: panels.Multiples | None = None


@dataclass(frozen=True, slots=True)
class TopGroup:
    """The best of a group of members, by board."""

    group: str
    boards: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Boards:
    titles: tuple[str, ...]
    branches: list[PeerBoards]
    teams: list[PeerBoards]
    members: int  # how many are ranked; they stand on a page of their own
    tops: list[TopGroup]
    note: str  # of units that are ranked among everyone

    @property
    def charts(self) -> list[tuple[str, panels.Multiples]]:
        """The drawings, each with the heading of its group."""
        return [(peers.heading, peers.chart) for peers in self.branches if peers.chart]

    @property
    def ranked_teams(self) -> int:
        return sum(len(peers.rows) for peers in self.teams)


def boards(result: Result) -> Boards:
    """All three comparisons of a plant, complete: for the office only."""
    return Boards(
        titles=BOARDS,
        branches=peer_boards(result, BRANCH, drawn=True),
        teams=peer_boards(result, TEAM),
        members=len({r.unit for board in BOARDS for r in result.ranks_on(board, MEMBER)}),
        tops=_tops(result),
        note=fallback_note(result, FULL),
    )


def peer_boards(result: Result, kind: str, drawn: bool = False) -> list[PeerBoards]:
    """One table a peer group: a row for each unit, in the order of the first board."""
    lookup = {board: {r.unit: r for r in result.ranks_on(board, kind)} for board in BOARDS}
    every = (rank for ranks in lookup.values() for rank in ranks.values())
    return [_peer_boards(group, ranks, lookup, drawn) for group, ranks in by_group(every).items()]


def _peer_boards(
    group: str, ranks: Sequence[Rank], lookup: Mapping[str, Mapping[str, Rank]], drawn: bool
) -> PeerBoards:
    units = list(dict.fromkeys(rank.unit for rank in ranks))
    rows = [_row(unit, [of_board.get(unit) for of_board in lookup.values()]) for unit in units]
    if not drawn or any(rank.small for rank in ranks):
        return PeerBoards(heading(group, ranks), rows)
    of_group = [(board, {u: found[u] for u in units if u in found}) for board, found in lookup.items()]
    return PeerBoards(heading(group, ranks), rows, panels.multiples(units, of_group))


def _row(unit: str, ranks: Sequence[Rank | None]) -> BoardRow:
    some = next(r for r in ranks if r is not None)
    return BoardRow(unit, some.parent, some.home, tuple(map(board_cell, ranks)))


def board_cell(rank: Rank | None) -> BoardCell:
    """The unit's board score, its two halves, and its rank in the group."""
    if rank is None or rank.score is None:
        return BoardCell(chinese.NOTHING, chinese.NOTHING, chinese.NOTHING)
    halves = f"{chinese.points(rank.quantity)} / {chinese.points(rank.quality)}"
    return BoardCell(chinese.points(rank.score), halves, rank.place, rank.home, rank.rank or 0)


def own_board(result: Result, board: str, kind: str, unit: str) -> BoardCell:
    """One unit's cell of one board."""
    return board_cell(result.rank_on(board, (kind, unit)))


def _tops(result: Result) -> list[TopGroup]:
    best = {
        board: {table.group: _best(table, result.colleagues) for table in _top_tables(result, board)}
        for board in BOARDS
    }
    groups = dict.fromkeys(group for of_board in best.values() for group in of_board)
    return [TopGroup(group, tuple(best[board].get(group, ()) for board in BOARDS)) for group in groups]


def _top_tables(result: Result, board: str) -> Iterator[PeerTable]:
    """The first places; a branch of few members, who are compared with all, may have nobody among them."""
    return peer_tables(result.ranks_on(board, MEMBER), lambda r: r.rank is not None and r.rank <= TOP)


def _best(table: PeerTable, persons: Mapping[str, Colleague]) -> tuple[str, ...]:
    return tuple(
        f"{line.place} {persons[line.unit].name if line.unit in persons else line.unit} {chinese.points(line.rank.score)}"
        if line.listed
        else line.place
        for line in table.lines
    )


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
