"""A unit as a row of a table: its numbers, star, change and remarks, all written out."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pipeline.core import chinese
from pipeline.rating.stars import ABSENT, FIRST, UNRATED
from pipeline.report.disclosure import PENDING_WORD, change_word, head_name, level_word
from pipeline.report.pages import charts
from pipeline.report.result import Result, Star
from schemas.words import BRANCH, TEAM

FOLDERS = {BRANCH: "支部", TEAM: "班组"}
NEAR = 2.0  # points to the next line that are worth a word
_TAGS = {
    "否决与封顶": ("alarm", "否决或封顶"),
    "联动": ("warn", "联动上限"),
    "步长": ("warn", "升降限一级"),
    "名额": ("warn", "名额"),
}
_STATUS_TAGS = {FIRST: ("plain", "首期未评"), UNRATED: ("plain", "未评"), ABSENT: ("alarm", "缺报")}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a table: everything already written out; `sort` values order what words cannot."""

    anchor: str
    page: str
    name: str
    parent: str
    head: str  # the first responsible person
    place: str
    score: str
    bonus: str
    total: str
    star: int | None
    level: str
    change: str
    change_sort: int
    mean: str
    spark: charts.Spark | None
    tags: tuple[tuple[str, str], ...]


def unit_row(star: Star, result: Result) -> UnitRow:
    """The unit as a table shows it."""
    shown = [s.shown for s in result.teams_of(star) if s.shown is not None]
    return UnitRow(
        anchor=result.anchors[star.key],
        page=quote(result.pages[star.key]),
        name=star.unit,
        parent=star.parent,
        head=head_name(star),
        place=chinese.place(star.place),
        score=chinese.points(star.score),
        bonus=chinese.points(star.bonus),
        total=chinese.points(star.total),
        star=star.shown,
        level=level_word(star),
        change=change_word(star),
        change_sort=-9 if star.change is None else star.change,
        mean=chinese.points(sum(shown) / len(shown)) if shown else chinese.NOTHING,
        spark=charts.spark(result.past_of(star.key), result.periods),
        tags=tuple(_tags(star, result)),
    )


def _tags(star: Star, result: Result) -> list[tuple[str, str]]:
    tags = [("warn", "回避：由纪检复核")] if star.unit in result.recused else []
    if star.pending:
        return [*tags, ("alarm", PENDING_WORD)]
    if star.status in _STATUS_TAGS:
        tags.append(_STATUS_TAGS[star.status])
    lowered = {s.stage for s in result.steps_of(star.key) if s.lowers}
    tags += [tag for stage, tag in _TAGS.items() if stage in lowered]
    line = next(
        (v for v in result.thresholds[star.unit_kind] if star.score is not None and star.score < v), None
    )
    if (
        line is not None
        and star.star is not None
        and star.score is not None
        and not lowered
        and line - star.score <= NEAR
    ):
        tags.append(("plain", f"差{chinese.points(line - star.score)}分升星"))
    return tags
