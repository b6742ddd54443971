"""What every document begins with: plant, period, stage, how far it is published; and the words they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core import chinese
from pipeline.core.chinese import name_order
from pipeline.core.publish import file_names
from pipeline.rating.stars import RATED
from pipeline.report.disclosure import (
    RECUSED_WORD,
    SENTENCES,
    adjusting,
    correction_lines,
    head_name,
    level_word,
    reservations,
)
from pipeline.report.result import Result
from pipeline.report.rows import Star, UnitKey
from pipeline.report.stage import DRAFT, OFFICIAL
from schemas.words import BRANCH

BLANK_DAY = "　　　年　月　日"
RECUSED = "由党委指定的其他部门复核，纪委办监督"
TRIAL, FOR_OPINION = "（试算稿）", "（征求意见稿）"
_STAGES = {"步长": "升降限一级", "联动": "联动上限", "否决与封顶": "否决或封顶"}
Context = dict[str, Any]


class Paper(NamedTuple):
    """A document to be made: its path under report/, its template, what is filled in."""

    path: str
    template: str
    context: Mapping[str, object]


def opening(result: Result) -> Context:
    """The names that every template may use."""
    return {
        "plant": result.plant,
        "period": result.period.title,
        "year": result.period.year,
        "last_day": chinese.day(result.period.end),
        "nature": "年度定星" if result.period.months == 12 else "季度过程评价，年度定星另行评定",
        "version": result.version,
        "stage": result.stage.name,
        "stage_sentence": result.stage.sentence.rstrip("。"),
        "published": SENTENCES[result.level],
        "reservations": "".join(f"　{line}" for line in reservations(result)),
    }


def wording(result: Result, final: tuple[str, ...]) -> str:
    """What follows the title of a paper that is not yet at one of its final stages: 征求意见稿 or 试算稿."""
    if result.stage.name in final:
        return ""
    return TRIAL if result.stage.name == DRAFT else FOR_OPINION


def settled(result: Result) -> bool:
    """True once the result has been published for good."""
    return result.stage.name == OFFICIAL


def day(value: Any) -> str:
    """2019年10月12日; room to write one where there is none."""
    return BLANK_DAY if value is None or pd.isna(value) else chinese.day(pd.Timestamp(value).date())


def grouped(result: Result, kind: str) -> list[Context]:
    """The units of a kind, each with its first responsible person, by what they were given: 五星 down to 未定级, then 暂缓评定
    and the unrated; by name in each."""
    groups: dict[str, list[str]] = {}
    for star in sorted(result.stars_of(kind), key=lambda s: (name_order(s.parent), name_order(s.unit))):
        groups.setdefault(level_word(star), []).append(f"{star.unit}（{head_name(star)}）")
    names = result.names_of(kind)
    order = [*reversed(names), *sorted(set(groups) - set(names))]
    return [
        {"level": level, "count": len(groups[level]), "units": "、".join(groups[level])}
        for level in order
        if level in groups
    ]


def counted(result: Result, kind: str) -> str:
    """参评 7 个：五星 1 个，四星 2 个；较上期升星 1 个，降星 2 个."""
    stars = result.stars_of(kind)
    shown = [s for s in stars if s.shown is not None]
    levels = "，".join(
        f"{level} {count} 个"
        for star, level in reversed(list(enumerate(result.names_of(kind))))
        if (count := sum(s.shown == star for s in shown))
    )
    rated = sum(s.status == RATED for s in stars)
    return f"{kind} {len(stars)} 个，参评 {rated} 个" + (f"：{levels}{_moved(shown)}" if levels else "")


def _moved(shown: Sequence[Star]) -> str:
    """；较上期升星 1 个，降星 2 个; nothing where no unit has a star to be compared with."""
    changes = [s.change for s in shown if s.change is not None]
    up, down = (sum(change * way > 0 for change in changes) for way in (1, -1))
    if not changes:
        return ""
    return f"；较上期升星 {up} 个，降星 {down} 个" if up or down else "；较上期没有升降"


def note(result: Result, star: Star) -> str:
    """Which kinds of rule changed the star, in a word each, and who reviews a branch that withdraws."""
    shown = star.status == RATED and not star.pending
    words = (
        [_STAGES.get(step.stage, step.stage) for step in adjusting(result.steps_of(star.key))]
        if shown
        else []
    )
    if star.unit_kind == BRANCH and star.unit in result.recused:
        words.append(RECUSED_WORD)
    return "；".join(dict.fromkeys(words))


def named(result: Result) -> list[str]:
    """What a reader has to know of: units that are missing, left out, reviewed by others, and what was corrected."""
    recused = [f"回避，{RECUSED}：{'、'.join(result.recused)}"] if result.recused else []
    return [*reservations(result), *recused, *correction_lines(result)]


def labels(keys: Iterable[UnitKey]) -> dict[UnitKey, str]:
    """A file name for each unit; a branch and a team of one name are told apart by their kind."""
    wanted = list(keys)
    units = [unit for _, unit in wanted]
    shown = {key: key[1] if units.count(key[1]) == 1 else f"{key[1]}（{key[0]}）" for key in wanted}
    names = file_names(shown.values())
    return {key: names[text] for key, text in shown.items()}


WHOLE = "绩效管理部门（汇总）"
HANDED = ("部门", "移交内容（单位、星级、绩效系数）", "移交人签字", "移交日期", "接收人签字", "接收日期")


class Handed(NamedTuple):
    """A unit as it is handed over to one of its departments."""

    department: str
    unit: str
    star: str
    coefficient: str


def receptions(rows: Iterable[Handed]) -> list[tuple[str, str]]:
    """(department, what it is handed) in the order of the rows; the last line is for the department that pays."""
    by: dict[str, list[str]] = {}
    units: set[str] = set()
    for row in rows:
        by.setdefault(row.department, []).append(f"{row.unit}（{row.star}，{row.coefficient}）")
        units.add(row.unit)
    return [
        *((department, "、".join(lines)) for department, lines in by.items()),
        *([(WHOLE, f"以上 {len(by)} 个部门、{len(units)} 个单位")] if by else []),
    ]
