"""What a publication level lets readers outside the office see: everything, the first three places, or only stars."""

from __future__ import annotations

import re

from pipeline.core import chinese
from pipeline.core.chinese import NOTHING
from pipeline.core.chinese import star_word as level_name
from pipeline.core.correction import Correction
from pipeline.evidence.pledges import SMALL_TEAM
from pipeline.intake.account import FAULTY
from pipeline.rating.caps import OPEN_MATTER
from pipeline.rating.caps import SUSPENDED as SUSPENDED_WORD
from pipeline.rating.explain.suggestions import Improvement, MoreRows, Way
from pipeline.rating.stars import ABSENT, RATED
from pipeline.report.result import Result
from pipeline.report.rows import Star, StarChange, TraceStep
from schemas.base import title
from schemas.submission_wishes import Request, Wish

_STAGES = {"步长": "升降幅度"}
_CODE = re.compile(r"^[A-Za-z]+\d+[A-Za-z]? (?=\S)")
_LEDGERS = tuple(title(sheet) for sheet in (Wish, Request))
ADVICE = "下季度改进建议"
CONCEALED = "不足十人，不公布"
ABSENT_WORD = "缺报，暂不定星"
INDISTINCT = "暂无法区分"  # of what differs by no more than chance
RECUSED_WORD = "回避复核"  # in a table; who reviews stands once in a sentence beside it
PENDING_WORD = SUSPENDED_WORD  # why stands on the office's own page alone (rules 10.2)


def level_word(star: Star) -> str:
    """四星, or why there is none: 暂缓评定; 缺报，暂不定星; 首期未评; 未评."""
    if star.pending:
        return PENDING_WORD
    if star.star is None:
        return ABSENT_WORD if star.status == ABSENT else star.status
    return chinese.star_word(star.star)


def change_word(star: Star) -> str:
    """▲ 升1星, ▼ 降1星, 持平; a dash where one of the two stars is missing."""
    if star.change is None:
        return chinese.NOTHING
    if star.change == 0:
        return "持平"
    return f"▲ 升{star.change}星" if star.change > 0 else f"▼ 降{-star.change}星"


SENTENCES = {
    "full": "公布范围：全部名次和得分",
    "top3": "公布范围：前三名公布名次和得分，其他单位只公布星级",
    "band": "公布范围：只公布星级，不公布名次和得分",
}
_EVERYONE = "个数不足的组单独列表，与全厂同类单位一起比，名次是在全厂的名次"
FULL, TOP = "full", "top3"
SUSPENDED = PENDING_WORD
ABSENT_SENTENCE = "缺报，暂不定星"
_SUSPENDED_SENTENCE = f"{OPEN_MATTER}，核定后公布星级"
_SCORE_STAGE = "分数线"


def reservations(result: Result) -> list[str]:
    """Whose workbook is missing, left out or still faulty, as every page and message names them."""
    faulty = dict.fromkeys(r.unit for r in result.intake.received if r.state == FAULTY)
    sentences = (
        (ABSENT_SENTENCE, result.absent),
        ("填报有错误，结果不准", faulty),
        ("按要求不计入本期", result.without),
    )
    return [f"{what}：{'、'.join(units)}" for what, units in sentences if units]


def correction_mark(result: Result) -> list[str]:
    """第1次更正，2 个单位星级有变; nothing where nothing is corrected."""
    if result.correction is None:
        return []
    moved = len(result.star_changes)
    return [
        f"第{result.correction.record.number}次更正，{f'{moved} 个单位' if moved else '没有单位'}星级有变"
    ]


def correction_lines(result: Result) -> list[str]:
    """What was corrected, by which decision and why, and whose star is another one now; never who objected (rules 10.11)."""
    if result.correction is None:
        return []
    record = result.correction.record
    moved = [star_change_word(one) for one in result.star_changes]
    more = f" 等 {len(moved)} 个单位" if len(moved) > _MOST_MOVED else ""
    return [
        f"第{record.number}次更正，{decided_by(record)}决定：{record.reason}",
        f"更正前后星级不同的单位：{'、'.join(moved[:_MOST_MOVED])}{more}" if moved else "更正没有改变星级",
    ]


def decided_by(record: Correction) -> str:
    """2019年11月5日党委会议（示例党纪〔2019〕19号）; the day alone where no minutes are numbered."""
    return chinese.day(record.day) + (f"党委会议（{record.minutes}）" if record.minutes else "")


_MOST_MOVED = 12


def star_change_word(change: StarChange) -> str:
    """检修支部由四星更正为三星."""
    before, now = (level_word(star) if star else _NOT_RATED for star in change)
    return f"{change.star.unit}由{before}更正为{now}"


_NOT_RATED = "未参评"


def fallback_note(result: Result, level: str) -> str:
    """What a reader of boards must know of units that are ranked among everyone; "" where none of them is shown."""
    shown = (rank for rank in result.ranks if open_place(level, rank.rank))
    return _EVERYONE if any(rank.small for rank in shown) else ""


def open_place(level: str, place: int | None) -> bool:
    """True if a unit on that place may be shown with its place and its scores."""
    return level == FULL or (level == TOP and place is not None and place <= 3)


def standing(star: Star) -> str:
    """What stands where the star would: ★★★★☆, 未定级, 暂缓评定, or why there is none."""
    if star.pending:
        return SUSPENDED
    if star.star is None:
        return ABSENT_SENTENCE if star.status == ABSENT else star.status
    return "★" * star.star + "☆" * (5 - star.star) if star.star else level_name(0)


def head_name(star: Star) -> str:
    """The name of the unit's first responsible person without the number; a dash where the directory names nobody."""
    return star.responsible.partition("（")[0] or NOTHING


def remark(level: str, star: Star, steps: list[TraceStep]) -> str:
    """Why the unit has its star, without a score where scores are not shown."""
    return (
        star.because if level == FULL and star.status == RATED and not star.pending else effect(star, steps)
    )


def effect(star: Star, steps: list[TraceStep]) -> str:
    """What the rules did to the unit's star, in words that carry no score."""
    if star.pending:
        return _SUSPENDED_SENTENCE
    return "；".join(reason(step) for step in adjusting(steps)) if star.status == RATED else standing(star)


def adjusting(steps: list[TraceStep]) -> list[TraceStep]:
    """The steps in which a rule changed the star that the score had given."""
    return [
        s
        for s in steps
        if s.stage != _SCORE_STAGE and s.after is not None and s.before not in (None, s.after)
    ]


def reason(step: TraceStep) -> str:
    """The rule and its effect, in words that carry no score."""
    return f"按“{rule_name(step.rule)}”，由{level_name(step.before)}定为{level_name(step.after)}"


def stage_word(stage: str) -> str:
    """A stage of the way to a star, as pages and papers call it."""
    return _STAGES.get(stage, stage)


def rule_name(rule: str) -> str:
    """A rule as readers outside the office know it: its name without the rulebook's code (VT03)."""
    return _CODE.sub("", rule)


def concealed(star: Star, result: Result) -> frozenset[str]:
    """The indicators of a small unit that count wishes or requests: how many, and in which cells, would point to a person (rules 8)."""
    if not 0 < result.heads_of(star.key) < SMALL_TEAM:  # nobody listed: nobody could be recognised
        return frozenset()
    return frozenset(cell.indicator for cell in result.cells_of(star.key) if cell.sheet in _LEDGERS)


def suggested(star: Star, result: Result, hidden: frozenset[str] = frozenset()) -> list[str]:
    """How the unit comes to its next star, the way of the fewest things first; of indicators that are `hidden` no number is
    told, and of a team of the branch only its points."""
    suggestion = result.suggestions.get(star.key)
    if suggestion is None:
        return []
    ways = [_way(way, star, result, hidden) for way in suggestion.ways]
    lines = [f"{'或：' if n else ''}{way}" for n, way in enumerate(ways)]
    return [*lines, suggestion.note] if suggestion.note else lines


def _way(way: Way, star: Star, result: Result, hidden: frozenset[str]) -> str:
    parts = [
        _own(change, result, hidden) if change.unit == star.key else _of_team(change, result)
        for change in way.changes
        if change.todos
    ]
    return "；".join(parts)


def _own(change: Improvement, result: Result, hidden: frozenset[str]) -> str:
    lines = result.thresholds[change.unit[0]]
    passed = [line for line in lines if change.before < line <= change.score]
    over = f"，过 {chinese.plain(passed[-1], 2)} 分" if passed else ""
    todos = "、".join(_todo(todo, todo.code in hidden) for todo in change.todos)
    return f"{todos}，得分由 {chinese.points(change.before)} 到 {chinese.points(change.score)}{over}"


def _todo(todo: MoreRows, hidden: bool) -> str:
    if hidden:
        return f"补齐{todo.name}（件数{CONCEALED}）"
    return (
        f"{todo.words.verb} {todo.rows} {todo.words.counter}（{todo.name} +{chinese.points(todo.gain)} 分）"
    )


def _of_team(change: Improvement, result: Result) -> str:
    kind, unit = change.unit
    if change.short:
        return f"{unit} +{chinese.points(change.short)} 分（可到{result.names_of(kind)[change.room]}）"
    return f"{unit} +{chinese.points(change.score - change.before)} 分"
