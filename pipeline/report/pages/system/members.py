"""党员.html: every member with indicators, total, boards and duties, and the cells behind them; for the office alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.exact import exact, half_up
from pipeline.report.page import PageHead, rendered
from pipeline.report.pages.boards import BoardCell, own_board
from pipeline.report.pages.plant import head
from pipeline.report.result import Result
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.duties import Profile
from pipeline.report.statistics.members import SHORT, MemberLine, Thirds
from schemas.words import BOARDS, DUTIES, MEMBER

NAME = "党员.html"


@dataclass(frozen=True, slots=True)
class MemberRow:
    line: MemberLine
    boards: tuple[BoardCell, ...]
    profile: Profile

    @property
    def lacks(self) -> bool:
        """True without a total, or with an indicator that applies and has no record."""
        return self.line.total is None or any(x.applies and not x.value for x in self.line.indicators)


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch: its members, how many have a total and its mean, what each indicator earned of its most in per cent, its thirds."""

    branch: str
    anchor: str
    rows: list[MemberRow]
    scored: int
    mean: float | None
    shares: tuple[float | None, ...]
    thirds: tuple[Thirds, ...]
    file: str  # that most of its cells stand in


@dataclass(frozen=True, slots=True)
class MembersPage:
    head: PageHead
    indicators: tuple[tuple[str, str], ...]  # code, name
    boards: tuple[str, ...]
    duties: tuple[str, ...]
    thirds: tuple[str, ...]
    branches: list[BranchRow]
    unscored: int


def members_page(result: Result, m: Statistics) -> bytes:
    """The page as bytes."""
    profiles = {x.unit: x for x in m.profiles.members}
    rows = [
        MemberRow(
            x, tuple(own_board(result, board, MEMBER, x.person) for board in BOARDS), profiles[x.member]
        )
        for x in m.members.lines
    ]
    names = dict.fromkeys(row.line.branch for row in rows)
    indicators = tuple((x.code, x.name) for x in rows[0].line.indicators) if rows else ()
    page = MembersPage(
        head=head(result, f"{result.period.title}党员工作效果评价", internal=True, searched=True),
        indicators=indicators,
        boards=BOARDS,
        duties=DUTIES,
        thirds=SHORT,
        branches=[
            _branch(name, f"p{i}", [r for r in rows if r.line.branch == name], m.members.thirds[name])
            for i, name in enumerate(names, 1)
        ],
        unscored=sum(row.line.total is None for row in rows),
    )
    return rendered("members.html.j2", page=page, monthly=result.period.months == 1)


def _branch(name: str, anchor: str, rows: list[MemberRow], thirds: tuple[Thirds, ...]) -> BranchRow:
    totals = [row.line.total for row in rows if row.line.total is not None]
    columns = zip(*(row.line.indicators for row in rows), strict=True)
    shares = tuple(
        _percent([x.points for x in own if x.applies], [x.most for x in own if x.applies]) for own in columns
    )
    return BranchRow(
        branch=name,
        anchor=anchor,
        rows=rows,
        scored=len(totals),
        mean=_mean(totals),
        shares=shares,
        thirds=thirds,
        file=_file(rows),
    )


def _file(rows: Sequence[MemberRow]) -> str:
    """The file that most cells of the branch's members stand in."""
    files = Counter(
        where.rsplit(" › ", 1)[0] for row in rows for x in row.line.indicators for where, _ in x.cells
    )
    return max(sorted(files), key=files.__getitem__, default="")


def _mean(values: Sequence[float]) -> float | None:
    return float(half_up(sum(map(exact, values), Fraction(0)) / len(values), 2)) if values else None


def _percent(points: Sequence[float], most: Sequence[float]) -> float | None:
    whole = sum(map(exact, most), Fraction(0))
    return float(half_up(100 * sum(map(exact, points), Fraction(0)) / whole, 2)) if whole else None
