"""会议演示: the quarter as slides, one statement and one drawing each; for the office whole, in public only when decided and without last places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.core import chinese
from pipeline.report.disclosure import change_word, level_word, open_place
from pipeline.report.page import PageHead, rendered
from pipeline.report.pages.drawings import charts, panels
from pipeline.report.pages.plant import head
from pipeline.report.result import Result
from pipeline.report.rows import Rank, Star
from pipeline.report.stage import is_decided
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.pairing import StarLink
from pipeline.report.statistics.table import StatisticRow
from schemas.words import BOARDS, BRANCH, TEAM

INTERNAL, PUBLIC = "会议演示（内部）.html", "会议演示（公开）.html"
_MOST_ROWS = 12  # of a drawing that a room can read; of more the first ones are shown
_MOST_LINKED = 40  # teams of a link map that a room can read
_TOP = 3


class SlideTile(NamedTuple):
    """A branch with its level."""

    name: str
    star: int | None
    level: str
    change: str


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
    maps: Sequence[panels.LinkMap] = ()
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
    ordered = sorted(stars, key=lambda s: -1 if s.shown is None else s.shown, reverse=True)
    counts = Counter(level_word(s) for s in ordered)
    said = "，".join(f"{word} {count} 个" for word, count in counts.items())
    rose, fell = (sum(sign * (s.change or 0) > 0 for s in stars) for sign in (1, -1))
    moved = f"升星 {rose} 个，降星 {fell} 个" if internal else f"升星 {rose} 个"
    tiles = [_tile(s, internal) for s in ordered] if len(ordered) <= _MOST_ROWS else []
    most = max(counts.values(), default=1)
    bars = [SlideBar(word, 100 * count / most, f"{count} 个", False) for word, count in counts.items()]
    return Slide("支部星级", f"{said}；{moved}", tiles=tiles, groups=() if tiles else [("", bars)])


def _tile(star: Star, internal: bool) -> SlideTile:
    change = change_word(star) if internal or (star.change or 0) > 0 else ""
    return SlideTile(star.unit, star.shown, level_word(star), change)


def _scores(result: Result) -> Slide | None:
    """Scores on the zones of the levels; the office's alone, for it shows who is last."""
    stars = [s for s in result.stars_of(BRANCH) if s.score is not None][:_MOST_ROWS]
    if not stars:
        return None
    best = stars[0]
    chart = charts.zone_chart(
        stars, result.thresholds[BRANCH], result.names_of(BRANCH), result.full.get(BRANCH, 100.0)
    )
    held = [r.name for r in chart.rows if r.note]
    why = f"；{chinese.listed(held)}按规则调整（※）" if held else ""
    return Slide("支部得分", f"{best.unit}总分 {chinese.points(best.total)} 分居首{why}", zones=chart)


def _links(result: Result, m: Statistics, internal: bool) -> Slide | None:
    teams = result.stars_of(TEAM)
    if not m.links or len(teams) > _MOST_LINKED:
        return None
    best = sum(s.shown is not None and s.shown == len(result.names_of(TEAM)) - 1 for s in teams)
    said = f"{len(teams)} 个班组托起 {len(m.links)} 个支部，{result.names_of(TEAM)[-1]}班组 {best} 个"
    note = "粗线：班组托住支部现有的星级。" + ("橙线：升星还差班组时，最接近的班组。" if internal else "")
    maps = [panels.without_words(panels.link_map(half), internal) for half in _halves(m.links) if half]
    return Slide("双星联动", said, maps=maps, note=note)


def _halves(links: Sequence[StarLink]) -> tuple[Sequence[StarLink], Sequence[StarLink]]:
    """The branches in two columns of about as many teams."""
    lines = [max(1, len(link.teams)) for link in links]
    cut = next((i for i in range(len(links)) if 2 * sum(lines[:i]) >= sum(lines)), len(links))
    return links[:cut], links[cut:]


def _board(result: Result, board: str, internal: bool) -> Slide | None:
    """The places on a board, group by group; in public the first three, where places may be told at all."""
    groups: dict[str, list[Rank]] = {}
    for row in result.ranks_on(board, BRANCH):
        told = internal or (open_place(result.level, row.rank) and (row.rank or _TOP + 1) <= _TOP)
        if row.rank is not None and told:
            groups.setdefault(row.home, []).append(row)
    first = [row.unit for rows in groups.values() for row in rows if row.rank == 1]
    if not groups:
        return None
    bars = [
        (name if len(groups) > 1 else "", [_bar(row) for row in rows[:_MOST_ROWS]])
        for name, rows in groups.items()
    ]
    said = f"{chinese.listed(first)}第 1 名" if first else "各支部名次"
    return Slide(board, said, groups=bars, note="得分是数量与质量两部分的平均，满分 100。")


def _bar(row: Rank) -> SlideBar:
    return SlideBar(
        row.unit,
        min(100.0, row.score or 0.0),
        f"{chinese.points(row.score)}　第 {row.rank} 名",
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
