"""A unit as a row of a table and as a card: score parts, why this star, what is missing to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from pipeline.core import chinese
from pipeline.rating.stars import ABSENT, FIRST, UNRATED
from pipeline.report.disclosure import (
    PENDING_WORD,
    RECUSED_WORD,
    change_word,
    head_name,
    level_word,
    stage_word,
    suggested,
)
from pipeline.report.pages.drawings import charts, panels
from pipeline.report.result import Result
from pipeline.report.rows import EvidenceCell, Score, Star, TraceStep, Trial
from pipeline.report.statistics.table import guarded
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
    place_sort: int = 0
    ranking: str = ""  # 第 3 名, 并列第 1 名 16 个

    @property
    def sum(self) -> str:
        """The total that places go by, with its parts (rules 3.3)."""
        return (
            f"总分 {self.total}（得分 {self.score}，加分 {self.bonus}）"
            if self.total != chinese.NOTHING
            else "没有得分"
        )


def unit_row(star: Star, result: Result) -> UnitRow:
    """The unit as a table shows it."""
    shown = [s.shown for s in result.teams_of(star) if s.shown is not None]
    return UnitRow(
        anchor=result.anchors[star.key],
        page=quote(result.pages[star.key]),
        name=star.unit,
        parent=star.parent,
        head=head_name(star),
        place=result.place_of(star),
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
        place_sort=star.place or 0,
        ranking=ranking(star, result),
    )


def ranking(star: Star, result: Result) -> str:
    """第 3 名; 并列第 1 名 16 个; "" for a unit without a place."""
    place = result.place_of(star)
    return "" if star.place is None else f"第 {place} 名" if place.isdigit() else place


def _tags(star: Star, result: Result) -> list[tuple[str, str]]:
    tags = [("warn", RECUSED_WORD)] if star.unit in result.recused else []
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


STAGES = ("分数线", "步长", "否决与封顶", "联动", "名额")
WISHES = (
    "微心愿"  # a wish in a small team points to a person: its cells are named, not quoted, outside the office
)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    code: str
    name: str
    value: str
    points: str
    max_points: str
    self_points: str
    checked_points: str
    altered: bool
    because: str
    whole: bool  # it lost nothing, or does not apply


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An indicator that is only tried, as a card shows it."""

    code: str
    name: str
    value: str
    points: str
    standard: str
    because: str


@dataclass(frozen=True, slots=True)
class NumberedStep:
    """A stage of the way to the star, numbered for the reader; `move`: the stars before and after it."""

    number: str
    stage: str
    sentence: str
    rule: str = ""
    place: str = ""
    move: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceList:
    code: str
    name: str
    count: int
    sheets: list[tuple[str, list[tuple[str, str]]]]  # file › sheet, then cells with their values


@dataclass(frozen=True, slots=True)
class Card:
    row: UnitRow
    kind: str
    responsible: str
    teams: list[UnitRow]
    paired: bool  # the teams are not its own, but stand for it
    ladder: charts.Ladder | None
    link: panels.LinkChart | None
    parts: list[ScoreLine]
    trials: list[TrialLine]  # of indicators that are only tried
    self_total: str
    point_total: str  # the sum of the column; the score is its share of `max_total` in a hundred
    max_total: str
    reasons: list[NumberedStep]
    conclusion: str
    missing: list[str]
    suggestions: list[str]  # 下季度改进建议
    sources: list[EvidenceList]
    cells: int
    adjusted: bool
    pending: bool


def _ladder(star: Star, result: Result) -> charts.Ladder | None:
    kind = star.unit_kind
    if star.score is None:
        return None
    return charts.ladder(
        star.score, result.thresholds[kind], result.names_of(kind), result.full.get(kind, 100.0)
    )


def card(star: Star, result: Result, known_persons: frozenset[str] | None = None) -> Card:
    """The unit's card. With `known_persons`, cells that name one of them are listed without their value."""
    scores, trials, steps = result.scores_of(star.key), result.trials_of(star.key), result.steps_of(star.key)
    names = {s.indicator: s.name for s in scores} | {one.indicator: one.name for one in trials}
    teams = result.teams_of(star)
    cells = result.cells_of(star.key)
    open_star = not star.pending and star.star is not None
    return Card(
        row=unit_row(star, result),
        kind=star.unit_kind,
        responsible=star.responsible,
        teams=[unit_row(team, result) for team in teams],
        paired=any(team.parent != star.unit for team in teams),
        ladder=_ladder(star, result) if open_star else None,
        link=panels.link_chart(star, teams, result.shortfalls_of(star.key), result.names_of(TEAM)),
        parts=[_part(s) for s in scores],
        trials=[_trial(one) for one in trials],
        self_total=chinese.points(_sum(s.self_points for s in scores if s.applies)),
        point_total=chinese.points(_sum(s.points for s in scores if s.applies)),
        max_total=chinese.plain(_sum(s.max_points for s in scores if s.applies), 2),
        reasons=_reasons(star, steps),
        conclusion=f"{PENDING_WORD}，核定以前不公布星级"
        if star.pending
        else f"{level_word(star)}。{star.because}",
        missing=[] if star.pending else [s.sentence for s in result.shortfalls_of(star.key)],
        suggestions=suggested(star, result),
        sources=_sources(names, cells, known_persons),
        cells=len(cells),
        adjusted=any(s.lowers for s in steps) and not star.pending,
        pending=star.pending,
    )


def _sum(values: Iterable[float | None]) -> float:
    return round(sum(v for v in values if v is not None), 2)


def _part(s: Score) -> ScoreLine:
    return ScoreLine(
        code=s.indicator,
        name=s.name,
        value=s.value,
        points=chinese.points(s.points) if s.applies else "不适用",
        max_points=chinese.plain(s.max_points, 2) if s.applies else chinese.NOTHING,
        self_points=chinese.points(s.self_points) if s.applies else chinese.NOTHING,
        checked_points=chinese.points(s.checked_points) if s.applies else chinese.NOTHING,
        altered=s.applies and s.altered,
        because=s.because,
        whole=not s.applies or (s.points is not None and s.points >= (s.max_points or 0.0)),
    )


def _trial(one: Trial) -> TrialLine:
    return TrialLine(
        code=one.indicator,
        name=one.name,
        value=one.value,
        points=chinese.points(one.points) if one.applies else "不适用",
        standard=chinese.plain(one.standard_points, 2),
        because=one.because,
    )


def _reasons(star: Star, steps: list[TraceStep]) -> list[NumberedStep]:
    """Every stage in its order, also those that did nothing; nothing that would give a suspended star away."""
    if star.pending:
        return []
    if star.star is None:
        return [_reason(i, s) for i, s in enumerate(steps, 1)]
    lines: list[TraceStep | str] = []
    for stage in STAGES:
        lines += [s for s in steps if s.stage == stage] or [stage]
    lines += [s for s in steps if s.stage not in STAGES]
    return [
        NumberedStep(chinese.circled(i), stage_word(s), sentence="未触发")
        if isinstance(s, str)
        else _reason(i, s)
        for i, s in enumerate(lines, 1)
    ]


def _reason(number: int, step: TraceStep) -> NumberedStep:
    changed = step.before is not None and step.after is not None and step.before != step.after
    return NumberedStep(
        number=chinese.circled(number),
        stage=stage_word(step.stage),
        sentence=step.because,
        rule=step.rule,
        place=step.place,
        move=f"{chinese.star_word(step.before)} → {chinese.star_word(step.after)}" if changed else "",
        changed=changed,
    )


def _sources(
    names: Mapping[str, str], cells: list[EvidenceCell], persons: frozenset[str] | None
) -> list[EvidenceList]:
    by_code: dict[str, list[EvidenceCell]] = {code: [] for code in names}
    for cell in cells:
        by_code.setdefault(cell.indicator, []).append(cell)
    return [
        EvidenceList(code, names.get(code, ""), len(found), _by_sheet(found, persons))
        for code, found in by_code.items()
        if found
    ]


def _by_sheet(
    cells: list[EvidenceCell], persons: frozenset[str] | None
) -> list[tuple[str, list[tuple[str, str]]]]:
    sheets = groupby(cells, key=lambda c: f"{c.file} › {c.sheet}")
    return [(where, [(c.cell, _value(c, persons)) for c in found]) for where, found in sheets]


def _value(cell: EvidenceCell, persons: frozenset[str] | None) -> str:
    """What stands in the cell, and of an item of a ledger why and how it counts."""
    return f"{_content(cell, persons)}（{cell.note}）" if cell.note else _content(cell, persons)


def _content(cell: EvidenceCell, persons: frozenset[str] | None) -> str:
    if persons is None:
        return cell.value or "空"
    if cell.sheet == WISHES:
        return "见填报表"
    return guarded(cell.value, persons) or "空"
