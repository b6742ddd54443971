"""Geometry of the pictures that set several units side by side: the three comparisons, and teams under their branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.rating.caps import SUSPENDED
from pipeline.rating.explain.shortfall import Shortfall
from pipeline.report.pages.drawings.charts import NAME_COLUMNS, Scale, lowest
from pipeline.report.rows import Rank, Star
from pipeline.report.statistics.pairing import Asked, LinkedTeam, StarLink


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: int
    score: str
    rank: str
    top: bool


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    left: float
    right: float
    ticks: list[tuple[float, str]]
    dots: list[Dot]


@dataclass(frozen=True, slots=True)
class Multiples:
    height: int
    names: list[tuple[int, str]]
    panels: list[Panel]
    desc: str


def multiples(units: Sequence[str], boards: Sequence[tuple[str, dict[str, Rank]]]) -> Multiples:
    """One small dot plot for each board, the same units in the same order in all of them."""
    scores = [r.score for _, rows in boards for r in rows.values() if r.score is not None]
    low = lowest(scores, (65.0,)) if scores else 50.0
    ys = {unit: 44 + 25 * i for i, unit in enumerate(units)}
    panels = [
        _panel(title, rows, ys, Scale(low, 140 + 208 * i, 172)) for i, (title, rows) in enumerate(boards)
    ]
    names = [(y, chinese.shortened(unit, NAME_COLUMNS)) for unit, y in ys.items()]
    desc = "；".join(
        f"{title}：" + "，".join(f"{u} {chinese.points(rows[u].score)} 分" for u in units if u in rows)
        for title, rows in boards
    )
    return Multiples(62 + 25 * len(ys), names, panels, desc)


def _panel(title: str, rows: dict[str, Rank], ys: dict[str, int], scale: Scale) -> Panel:
    dots = [
        Dot(
            scale.x(row.score),
            ys[unit],
            chinese.points(row.score),
            str(row.rank or ""),
            row.rank is not None and row.rank <= 3,
        )
        for unit, row in rows.items()
        if row.score is not None and unit in ys
    ]
    return Panel(title, scale.left, scale.left + scale.width, scale.ticks(), dots)


@dataclass(frozen=True, slots=True)
class LinkRow:
    y: int
    name: str
    star: int
    level: str


@dataclass(frozen=True, slots=True)
class LinkChart:
    """Teams by star: cells filled up to each team's star, how many reach each star, and how many the next one lacks."""

    height: int
    rows: list[LinkRow]
    reach_y: int
    reach: list[tuple[int, str]]
    aim: str  # "升四星要": what the last line is about
    needs: list[tuple[int, str]]  # at that star, "有 1 要 2"; none where no gate is open
    branch_star: int | None
    desc: str
    heads: tuple[str, ...]  # the levels of teams, lowest first


def link_chart(
    branch: Star,
    teams: Sequence[Star],
    missing: Sequence[Shortfall] = (),
    names: Sequence[str] = chinese.LEVELS,
) -> LinkChart | None:
    """None without rated teams.

    `missing`: what keeps the branch from its next star; of it the gates that count teams are drawn."""
    ordered = sorted((t for t in teams if t.star is not None), key=lambda t: -(t.shown or 0))
    if not ordered:
        return None
    rows = [
        LinkRow(
            34 + 26 * i,
            chinese.shortened(t.unit, NAME_COLUMNS),
            t.shown or 0,
            SUSPENDED if t.pending else chinese.star_word(t.shown),
        )
        for i, t in enumerate(ordered)
    ]
    open_teams = [t for t in ordered if not t.pending]
    reach = [
        (k, f"{sum((t.shown or 0) >= k for t in open_teams)}/{len(ordered)}") for k in range(1, len(names))
    ]
    gates = [] if branch.pending else [s for s in missing if s.at_least]
    needs = [(s.at_least, f"有 {s.have} 要 {s.need}") for s in gates]
    desc = "；".join([f"{r.name} {r.level}" for r in rows] + [s.sentence for s in gates])
    foot = 34 + 26 * len(rows)
    aim_word = f"升{chinese.star_word(gates[0].star)}还差" if gates else ""
    height = foot + (48 if gates else 26)
    return LinkChart(
        height=height,
        rows=rows,
        reach_y=foot + 17,
        reach=reach,
        aim=aim_word,
        heads=tuple(names[1:]),
        needs=needs,
        branch_star=branch.shown,
        desc=desc,
    )


_STEP, _GAP, _TOP = 22, 12, 16
CARRIES, NEAREST, NEITHER = "carries", "nearest", "neither"
_UNRATED, _SHORT = "不计", "缓"  # the drawing has room for a word; its foot says what it stands for


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of a branch: its line comes from (`branch_y`) to its own height."""

    y: float
    branch_y: float
    name: str
    star: int | None
    level: str
    kind: str  # carries, nearest or neither
    paired: bool
    word: str


@dataclass(frozen=True, slots=True)
class Node:
    y: float
    name: str
    star: int | None
    level: str


@dataclass(frozen=True, slots=True)
class LinkMap:
    height: float
    branches: list[Node]
    teams: list[TeamLine]
    desc: str


def link_map(links: Sequence[StarLink]) -> LinkMap:
    """One block of lines a branch, one line a team that stands for it."""
    nodes, lines, y = [], [], float(_TOP)
    for link in links:
        ys = [y + _STEP * i for i in range(max(1, len(link.teams)))]
        middle = (ys[0] + ys[-1]) / 2
        star = None if link.pending else link.star
        nodes.append(
            Node(
                middle,
                chinese.shortened(link.branch, NAME_COLUMNS),
                star,
                _SHORT if link.pending else _level(link.star, False),
            )
        )
        lines += [_line(link, team, at, middle) for team, at in zip(link.teams, ys, strict=False)]
        y = ys[-1] + _STEP + _GAP
    desc = "；".join(
        f"{link.branch} {_level(link.star, link.pending)}："
        + "，".join(f"{t.team} {_level(t.star, t.pending)}" for t in link.teams)
        for link in links
    )
    return LinkMap(y - _GAP, nodes, lines, desc)


def _line(link: StarLink, team: LinkedTeam, y: float, branch_y: float) -> TeamLine:
    carries, nearest = ("", "") if link.pending or team.pending else words(link, team.team)
    kind = NEAREST if nearest else CARRIES if carries else NEITHER
    name = chinese.shortened(team.team, NAME_COLUMNS) + ("" if team.own else "（结对）")
    return TeamLine(
        y=y,
        branch_y=branch_y,
        name=name,
        star=None if team.pending else team.star,
        level=_level(team.star, team.pending) if team.counts else _UNRATED,
        kind=kind,
        paired=not team.own,
        word="；".join(word for word in (carries, nearest) if word),
    )


def words(link: StarLink, team: str) -> tuple[str, str]:
    """What the team does for the star of the branch, and what the next star lacks where this team is the nearest; "" for nothing."""
    carries = next((f"托住支部{chinese.star_word(a.star)}" for a in link.held if team in a.carry), "")
    nearest = next(
        (
            f"支部升{chinese.star_word(a.star)}还差 {a.need - a.have} 个{chinese.star_word(a.at_least)}班组，最接近"
            for a in _lowest(link)
            if team in a.nearest
        ),
        "",
    )
    return carries, nearest


def _lowest(link: StarLink) -> list[Asked]:
    return sorted(link.next, key=lambda a: a.at_least)


def _level(star: int | None, pending: bool) -> str:
    return SUSPENDED if pending else chinese.star_word(star)
