"""Geometry of the picture of branches and their teams: who carries a branch's star, and who keeps it from the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.mechanism.links import Asked, Link, LinkedTeam
from pipeline.render.charts import NAME_COLUMNS

_STEP, _GAP, _TOP = 22, 12, 16
CARRIES, BLOCKS, NEITHER = "carries", "blocks", "neither"
_SUSPENDED, _UNRATED = "暂缓评定", "不计"


@dataclass(frozen=True, slots=True)
class Line:
    """A team of a branch: its line comes from (`branch_y`) to its own height."""

    y: float
    branch_y: float
    name: str
    star: int | None
    level: str
    kind: str  # carries, blocks or neither
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
    teams: list[Line]
    desc: str


def link_map(links: Sequence[Link]) -> LinkMap:
    """One block of lines a branch, one line a team that stands for it."""
    nodes, lines, y = [], [], float(_TOP)
    for link in links:
        ys = [y + _STEP * i for i in range(max(1, len(link.teams)))]
        middle = (ys[0] + ys[-1]) / 2
        star = None if link.pending else link.star
        nodes.append(Node(middle, chinese.shortened(link.branch, NAME_COLUMNS), star, _level(link.star, link.pending)))
        lines += [_line(link, team, at, middle) for team, at in zip(link.teams, ys, strict=False)]
        y = ys[-1] + _STEP + _GAP
    desc = "；".join(f"{link.branch} {_level(link.star, link.pending)}：" + "，".join(
        f"{t.team} {_level(t.star, t.pending)}" for t in link.teams) for link in links)
    return LinkMap(y - _GAP, nodes, lines, desc)


def _line(link: Link, team: LinkedTeam, y: float, branch_y: float) -> Line:
    carries, blocks = ("", "") if link.pending or team.pending else words(link, team.team)
    kind = BLOCKS if blocks else CARRIES if carries else NEITHER
    name = chinese.shortened(team.team, NAME_COLUMNS) + ("" if team.own else "（结对）")
    return Line(y, branch_y, name, None if team.pending else team.star, _level(team.star, team.pending) if team.counts else _UNRATED,
                kind, not team.own, "；".join(word for word in (carries, blocks) if word))


def words(link: Link, team: str) -> tuple[str, str]:
    """What the team does for the star of the branch, and what it withholds from the next; "" for nothing."""
    carries = next((f"托住支部{chinese.level(a.star)}" for a in link.held if team in a.carry), "")
    blocks = next((f"※未到{chinese.level(a.at_least)}，卡住支部升{chinese.level(a.star)}" for a in _lowest(link)
                   if not a.holds and team in a.block), "")
    return carries, blocks


def _lowest(link: Link) -> list[Asked]:
    return sorted(link.next, key=lambda a: a.at_least)


def _level(star: int | None, pending: bool) -> str:
    return _SUSPENDED if pending else chinese.level(star)
