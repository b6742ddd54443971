"""党员: the indicators, total, boards and duties of every member with the cells behind them — for the office; and how many of a
branch stand in each third of the plant's members, which names nobody.

Rules 3 would let names be ranked where the publication level allows, rules 8 keep individual ranks inside the office at every
level: the stricter one holds, so that pages outside the office have the thirds alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.evidence.pledges import SMALL_TEAM
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.coverage import Coverage, coverage
from pipeline.rating.explain.leaves import because, measured
from pipeline.rating.scoring import places
from pipeline.report.statistics.records import named, records
from schemas.words import BOARDS, MEMBER

THIRDS = ("前三分之一", "中间三分之一", "后三分之一")
SHORT = ("前 1/3", "中 1/3", "后 1/3")  # the same over a column
TOTAL = "总分"


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of a member: value, points of the most, in words, and its cells, a sheet at a time."""

    code: str
    name: str
    applies: bool
    value: str
    points: float
    most: float
    because: str
    cells: tuple[tuple[str, str], ...]  # file › sheet -> its cells


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member. `total` is None where too few of the points apply; `covered` says which do not."""

    branch: str
    team: str
    person: str
    member: str
    indicators: tuple[Measured, ...]
    total: float | None
    covered: Coverage


@dataclass(frozen=True, slots=True)
class Thirds:
    """A board, or the total: how many members of the branch stand in each of THIRDS of the plant.

    `closed`: outside the office the numbers would point to persons."""

    board: str
    counts: tuple[int, ...]
    closed: bool

    @property
    def ranked(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class MembersSeen:
    lines: tuple[MemberLine, ...]  # by branch and number
    thirds: dict[str, tuple[Thirds, ...]]  # branch -> BOARDS, then the total


def members(evaluation: Evaluation) -> MembersSeen:
    """Every member whose branch has sent its workbook."""
    cells = _cells(evaluation)
    people = records(
        evaluation.people.members[["branch", "team", "person"]].sort_values(["branch", "person"])
    )
    lines = [
        _line(evaluation, p["branch"], p["team"] or "", p["person"], cells)
        for p in people
        if (MEMBER, p["person"]) in evaluation.scores.leaves
    ]
    return MembersSeen(tuple(lines), _thirds(evaluation, {line.person: line.branch for line in lines}))


Cells = Mapping[tuple[str, str], tuple[tuple[str, str], ...]]  # person, indicator -> file › sheet, cells


def _line(evaluation: Evaluation, branch: str, team: str, person: str, cells: Cells) -> MemberLine:
    unit = (MEMBER, person)
    leaves, total = evaluation.scores.leaves[unit], evaluation.scores.base.get(unit)
    indicators = tuple(
        Measured(
            code=x.rule.code,
            name=x.rule.name,
            applies=x.applies,
            value=measured(x),
            points=float(x.points),
            most=float(x.max_points),
            because=because(x, evaluation.tables),
            cells=cells.get((person, x.rule.code), ()),
        )
        for x in leaves
    )
    return MemberLine(
        branch=branch,
        team=team,
        person=person,
        member=named(evaluation, person),
        indicators=indicators,
        total=None if total is None else float(total),
        covered=coverage(evaluation.tables, unit, leaves),
    )


def _cells(evaluation: Evaluation) -> Cells:
    """The cells of each member's indicators, in the order of their rows."""
    cells: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    evidence = evaluation.scores.evidence
    evidence = evidence[evidence["unit_kind"].eq(MEMBER)].sort_values(["file", "key", "row"], kind="stable")
    for person, code, key, in_file, row, field in zip(
        *(evidence[c] for c in ("unit", "indicator", "key", "file", "row", "field")), strict=True
    ):
        file, sheet, address = evaluation.tables.place(key, in_file, int(row), field)
        cells[person, code][f"{file} › {sheet}"].append(address)
    return {
        key: tuple((where, "、".join(addresses)) for where, addresses in places.items())
        for key, places in cells.items()
    }


def _thirds(evaluation: Evaluation, home: Mapping[str, str]) -> dict[str, tuple[Thirds, ...]]:
    scores: dict[str, dict[str, Fraction]] = {board: {} for board in BOARDS}
    for row in evaluation.boards:
        if row["unit_kind"] == MEMBER and row["unit"] in home:
            scores[row["board"]][row["unit"]] = row["score"]
    scores[TOTAL] = {
        name: score
        for (kind, name), score in evaluation.scores.base.items()
        if kind == MEMBER and name in home
    }
    third = {board: _third(list(of.items())) for board, of in scores.items()}
    return {
        branch: tuple(
            _counted(board, [at for person, at in of.items() if home[person] == branch])
            for board, of in third.items()
        )
        for branch in dict.fromkeys(home.values())
    }


def _third(scored: Sequence[tuple[str, Fraction]]) -> dict[str, int]:
    """Person -> 0, 1 or 2: the third of all of them in which the place lies; equal scores stand together."""
    placed = places([score for _, score in scored])
    return {person: third(place, len(scored)) for (person, _), place in zip(scored, placed, strict=True)}


def third(place: int, of: int) -> int:
    """0, 1 or 2: the third in which a place among so many lies."""
    return min(2, (place - 1) * 3 // of)


def _counted(board: str, thirds: Sequence[int]) -> Thirds:
    count = Counter(thirds)
    counts = tuple(count[i] for i in range(len(THIRDS)))
    return Thirds(board, counts, points_to_persons(counts))


def points_to_persons(counts: Sequence[int]) -> bool:
    """True where numbers of members by band, the best first, would tell where a person stands: fewer than ten members,
    or all of them in one band below the first."""
    return sum(counts) < SMALL_TEAM or sum(counts) in counts[1:]
