"""会议演示: the quarter as slides, one statement and one drawing each; for the office whole, in public only when decided and without last places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple

from pipeline.core import chinese
from pipeline.report.disclosure import change_word, level_word, open_place
from pipeline.report.page import PageHead, rendered
from pipeline.report.pages.drawings import charts, panels
from pipeline.report.pages.plant import head
from pipeline.report.result import Result
from pipeline.report.rows import Rank, Star, by_group
from pipeline.report.stage import is_decided
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.pairing import StarLink
from pipeline.report.statistics.table import StatisticRow
from schemas.words import BOARDS, BRANCH, TEAM

INTERNAL, PUBLIC = "会议演示（内部）.html", "会议演示（公开）.html"
_MOST_ROWS = 12  # of a drawing that a room can read; of more the first ones are shown
_MOST_LINKED = 40  # teams beside their branches that a room can read
_TOP = 3


class SlideTile(NamedTuple):
    """A branch with its level."""

    name: str
    star: int | None
    level: str
    change: str


class LinkTeam(NamedTuple):
    """A team that stands for a branch; `kind`: whether it carries the branch's level, is nearest to the next, or neither."""

    name: str
    star: int | None
    level: str
    kind: str


class LinkTile(NamedTuple):
    """A branch with the teams that stand for it."""

    name: str
    star: int | None
    level: str
    teams: Sequence[LinkTeam]


class SlideBar(NamedTuple):
    """A line of a drawing: its length in per cent, and the words at its end."""

    name: str
    width: float
    word: str
    first: bool


class LargeFigure(NamedTuple):
    """A number in large type, and what it counts."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Slide:
    """A statement, and of the drawings the one that shows it."""

    title: str
    statement: str
    tiles: Sequence[SlideTile] = ()
    zones: charts.ZoneChart | None = None
    links: Sequence[LinkTile] = ()
    groups: Sequence[tuple[str, list[SlideBar]]] = ()
    figures: Sequence[LargeFigure] = ()
    lines: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SlidePage:
    head: PageHead
    slides: list[Slide]


def slide_pages(result: Result, statistics: Statistics) -> dict[str, bytes]:
    """The slides of a quarter or a year for the office, and once it is decided those for everyone."""
    if result.period.months == 1:
        return {}
    kinds = {INTERNAL: True} | ({PUBLIC: False} if is_decided(result.stage) else {})
    return {name: _page(result, statistics, internal) for name, internal in kinds.items()}


def _page(result: Result, statistics: Statistics, internal: bool) -> bytes:
    title = f"{result.period.title}党支部与班组双星评定"
    slides = [slide for slide in _slides(result, statistics, internal) if slide is not None]
    return rendered("slides.html.j2", page=SlidePage(head(result, title, internal), slides))


def _slides(result: Result, m: Statistics, internal: bool) -> Iterator[Slide | None]:
    yield _stars(result, internal)
    if internal:
        yield _scores(result)
    yield _links(result, m, internal)
    for board in BOARDS:
        yield _board(result, board, internal)
    yield _service(m)
    yield _next(result, m)


def _stars(result: Result, internal: bool) -> Slide:
    stars = result.stars_of(BRANCH)
    rose, fell = (sum(sign * (s.change or 0) > 0 for s in stars) for sign in (1, -1))
    moves = [(f"升星 {rose} 个", rose), (f"降星 {fell} 个", fell if internal else 0)]
    moved = "，".join(words for words, count in moves if count)
    said = _tally(stars) + (f"；{moved}" if moved else "")
    return _levels("支部星级", said, stars, internal, partial(_change, internal=internal))


def _change(star: Star, internal: bool) -> str:
    return change_word(star) if internal or (star.change or 0) > 0 else ""


def _levels(
    title: str, statement: str, stars: Sequence[Star], internal: bool, beside: Callable[[Star], str]
) -> Slide:
    """The units with their levels, in public the foremost alone; where those are too many, how many have each level."""
    named = _ordered(stars) if internal else foremost(stars)
    if 0 < len(named) <= _MOST_ROWS:
        tiles = [SlideTile(s.unit, s.shown, level_word(s), beside(s)) for s in named]
        return Slide(title, statement, tiles=tiles)
    counts = Counter(level_word(s) for s in _ordered(stars))
    most = max(counts.values(), default=1)
    bars = [SlideBar(word, 100 * count / most, f"{count} 个", False) for word, count in counts.items()]
    return Slide(title, statement, groups=[("", bars)])


def _ordered(stars: Iterable[Star]) -> list[Star]:
    return sorted(stars, key=_height, reverse=True)


def _height(star: Star) -> int:
    return -1 if star.shown is None else star.shown


def foremost(stars: Iterable[Star]) -> list[Star]:
    """The units of the highest levels, three or more, of whom anybody may hear; never the last level, nor so many that the
    one unit left over would be known for the last. All of them where all have one level."""
    levels = [list(units) for _, units in groupby(_ordered(stars), key=_height)]
    named: list[Star] = []
    for number, units in enumerate(levels):
        left = sum(map(len, levels[number + 1 :]))
        many = number and (not left or len(named) + len(units) > _MOST_ROWS)
        if len(named) >= _TOP or left == 1 or many:
            break
        named += units
    return named


def _tally(stars: Iterable[Star]) -> str:
    """五星 1 个，四星 2 个, the highest first."""
    counts = Counter(level_word(s) for s in _ordered(stars))
    return "，".join(f"{word} {count} 个" for word, count in counts.items())


def _scores(result: Result) -> Slide | None:
    """Scores on the zones of the levels; the office's alone, for it shows who is last."""
    stars = [s for s in result.stars_of(BRANCH) if s.score is not None][:_MOST_ROWS]
    if not stars:
        return None
    best = stars[0]
    chart = charts.zone_chart(
        stars, result.thresholds[BRANCH], result.names_of(BRANCH), result.full.get(BRANCH, 100.0)
    )
    note = "圆点为得分（不含加分）。" + (
        "※ 按规则调整，原因见评星报告。" if any(r.note for r in chart.rows) else ""
    )
    said = f"{best.unit}总分 {chinese.points(best.total)} 分居首"
    return Slide("支部得分", said, zones=chart, note=note)


def _links(result: Result, m: Statistics, internal: bool) -> Slide | None:
    teams = result.stars_of(TEAM)
    if not m.links or (internal and len(teams) > _MOST_LINKED):
        return None
    said = f"{len(teams)} 个班组托起 {len(m.links)} 个支部；{_tally(s for s in teams if s.shown is not None)}"
    if not internal:
        return _levels("双星联动", said, teams, internal, lambda star: star.parent)
    note = "粗框：班组托住支部现有的星级。虚框：升星还差班组时，最接近的班组。（结对）不是本支部的班组。"
    return Slide("双星联动", said, links=[_linked(link, result) for link in m.links], note=note)


def _linked(link: StarLink, result: Result) -> LinkTile:
    """A branch with the teams that stand for it."""
    teams = []
    for team in link.teams:
        star = result.star[TEAM, team.team]
        carries, nearest = ("", "") if link.pending or star.pending else panels.words(link, team.team)
        kind = panels.NEAREST if nearest else panels.CARRIES if carries else panels.NEITHER
        name = team.team + ("" if team.own else "（结对）")
        teams.append(
            LinkTeam(
                name,
                star.shown,
                level_word(star) if star.shown is not None else "暂缓" if star.pending else star.status,
                kind,
            )
        )
    branch = result.star[BRANCH, link.branch]
    return LinkTile(link.branch, branch.shown, level_word(branch), teams)


def _board(result: Result, board: str, internal: bool) -> Slide | None:
    """The places on a board, group by group; in public the first three, where places may be told at all."""

    def told(row: Rank) -> bool:
        return row.rank is not None and (
            internal or (open_place(result.level, row.rank) and row.rank <= _TOP)
        )

    ranks = result.ranks_on(board, BRANCH)
    groups = {name: rows for name, every in by_group(ranks).items() if (rows := list(filter(told, every)))}
    if not groups:
        return None
    first = [row.unit for rows in groups.values() for row in rows if row.rank == 1]
    bars = [
        (name if len(groups) > 1 else "", [_bar(row) for row in rows[:_MOST_ROWS]])
        for name, rows in groups.items()
    ]
    said = f"{chinese.listed(first)}第 1 名" if first else "各支部名次"
    return Slide(board, said, groups=bars, note="得分是数量与质量两部分的平均，满分 100。")


def _bar(row: Rank) -> SlideBar:
    among = "全厂第" if row.small else "第"
    return SlideBar(
        row.unit,
        min(100.0, row.score or 0.0),
        f"{chinese.points(row.score)}　{among} {row.rank} 名",
        row.rank == 1,
    )


def _service(m: Statistics) -> Slide:
    """Wishes, requests and helps of the plant as a whole: of no unit, so that no small one is shown."""
    wishes, requests = (_sums(ledger.branches) for ledger in (m.service.wishes, m.service.requests))
    helps = 0 if m.helps.whole is None else m.helps.whole["helps"]
    solved = 0 if m.helps.whole is None else m.helps.whole["solved"]
    return Slide(
        "微心愿与助力",
        f"实现微心愿 {wishes['closed']} 个，办结诉求 {requests['closed']} 件",
        figures=[
            LargeFigure(str(wishes["closed"]), "实现微心愿（个）"),
            LargeFigure(str(requests["closed"]), "办结群众诉求（件）"),
            LargeFigure(str(helps), "本年助力行动（次）"),
            LargeFigure(str(solved), "助力解决问题（个）"),
        ],
    )


def _sums(rows: Iterable[StatisticRow]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update({name: row[name] for name in ("closed", "due", "on_time")})
    return sums


def _next(result: Result, m: Statistics) -> Slide:
    """What is still to be done, in numbers of the plant."""
    overdue = _sums(m.service.wishes.branches) + _sums(m.service.requests.branches)
    counts = (
        (
            sum(row["missing"] for row in m.work_list.tables[BRANCH]),
            "支部工作清单未办 {} 项，尽快补办并登记。",
        ),
        (sum(row["overdue"] for row in m.pledges.lines), "双承诺逾期 {} 项，向群众说明原因，限期兑现。"),
        (overdue["due"] - overdue["on_time"], "微心愿、群众诉求到期没有按期办结 {} 件，逐件落实责任人。"),
        (
            sum(row["achieved"] < 1 for row in m.goals if row.unit_kind == BRANCH),
            "支部目标没有达到本期节点 {} 项，分析原因，排出进度。",
        ),
        (
            sum(row["fixed"] is None for row in m.rectification.problems),
            "对照检查发现的问题没有整改完成 {} 项，按期销号。",
        ),
        (sum(not one.answered for one in result.objections), "异议没有答复 {} 件，按时答复。"),
    )
    lines = [sentence.format(count) for count, sentence in counts if count]
    return Slide("下步工作", f"{len(lines)} 件事要接着办" if lines else "本期事项都已办结", lines=lines)
