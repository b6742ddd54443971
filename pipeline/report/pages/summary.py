"""The summary: a handful of counts, and sentences that say what happened, each with a link to its evidence; for the
office, before anything is decided, how firm places and stars are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.core.finding import Severity
from pipeline.rating.explain.firmness import Firmness
from pipeline.rating.stars import ABSENT, FIRST, UNRATED
from pipeline.report.disclosure import ABSENT_WORD, INDISTINCT, PENDING_WORD, change_word, level_word
from pipeline.report.page import Box
from pipeline.report.result import Result
from pipeline.report.rows import Star, TraceStep
from schemas.words import BRANCH, TEAM

MOST_HELD = 3  # units held down that get a sentence of their own
MONTH = "月度过程评价只计分、不评星；季度评星，年度定星。"
_HOLDING = ("否决与封顶", "联动")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and where it is told; `aside`: it is no news of who rose or fell and why, and stands below the counts."""

    text: str
    anchor: str = ""
    link: str = ""
    aside: bool = False


def _best(result: Result, stars: Sequence[Star], kind: str, word: str) -> Box:
    """How many hold the highest level."""
    *_, best = result.names_of(kind)
    top = len(result.names_of(kind)) - 1
    return Box(f"{sum(s.shown == top for s in stars)} / {len(stars)}", f"{best}{word} / 已评{word}")


def boxes(result: Result) -> list[Box]:
    """Four to six counts."""
    branches, teams = _rated(result, BRANCH), _rated(result, TEAM)
    rose = sum((s.change or 0) > 0 for s in branches)
    fell = sum((s.change or 0) < 0 for s in branches)
    severities = [f.severity for f in result.intake.findings]
    starred = [
        _best(result, branches, BRANCH, "支部"),
        Box(f"▲ {rose}　▼ {fell}", "升星 / 降星支部"),
        _best(result, teams, TEAM, "班组"),
        Box(str(len(held(result))), "经规则调整的单位（※）"),
    ]
    scored = [
        Box(f"{sum(s.score is not None for s in of_kind)} / {len(of_kind)}", f"有得分的{word} / 全部")
        for word, of_kind in (
            ("支部", result.stars_of(BRANCH)),
            ("班组", result.stars_of(TEAM)),
        )
    ]
    found = [
        *(scored if result.period.months == 1 else starred),
        Box(
            f"{severities.count(Severity.ERROR)} / {severities.count(Severity.WARNING)}", "校验：错误 / 提醒"
        ),
    ]
    return [*found, Box(str(len(result.absent)), "缺报支部，暂不定星")] if result.absent else found


def held(result: Result) -> list[tuple[Star, TraceStep]]:
    """Units whose star a veto, a cap or the linkage holds below what the score gives, with the step that did it."""
    rows = []
    for kind in (BRANCH, TEAM):
        for star in result.stars_of(kind):
            steps = [s for s in result.steps_of(star.key) if s.stage in _HOLDING and s.lowers]
            if steps and not star.pending:
                rows.append((star, steps[-1]))
    return rows


def sentences(result: Result) -> list[Sentence]:
    """Three to eight sentences, the result first."""
    moved = [Sentence(MONTH)] if result.period.months == 1 else _movers(result)
    found = [*_leader(result), *moved, *_held(result), *_unrated(result)]
    if result.warnings:
        found.append(
            Sentence("提示：" + "；".join(result.warnings).rstrip("。；") + "。", "rules", "看口径", True)
        )
    if result.figures:
        figures = "、".join(f"{f.value} {f.unit}{f.name}" for f in result.figures)
        found.append(Sentence(f"本期共有 {figures}。", "figures", "看出处", True))
    return found


def _rated(result: Result, kind: str) -> list[Star]:
    return [s for s in result.stars_of(kind) if s.shown is not None]


def _leader(result: Result) -> list[Sentence]:
    first = [s for s in result.stars_of(BRANCH) if s.place == 1]
    if not first:
        return [Sentence("本期没有可以排名的支部。")]
    names = chinese.listed([s.unit for s in first])
    levels = "、".join(dict.fromkeys(level_word(s) for s in first))
    verb = "并列第一" if len(first) > 1 else "居首"
    moved = (
        f"，较上期{change_word(first[0]).lstrip('▲▼ ')}"
        if len(first) == 1 and first[0].change is not None
        else ""
    )
    star = "" if first[0].star is None else f"，{levels}" if PENDING_WORD in levels else f"，评为{levels}"
    return [
        Sentence(
            f"{names}以总分 {chinese.points(first[0].total)} 分{verb}{star}{moved}。",
            result.anchors[first[0].key],
            "看依据",
        )
    ]


def _movers(result: Result) -> list[Sentence]:
    branches = [s for s in _rated(result, BRANCH) if s.change is not None]
    if not branches:
        return [Sentence("没有可以比较的上期星级，本期不作升降说明。")]
    rose = [f"{s.unit}（升{s.change}星）" for s in branches if (s.change or 0) > 0]
    fell = [f"{s.unit}（降{-(s.change or 0)}星）" for s in branches if (s.change or 0) < 0]
    parts = [f"升星支部 {len(rose)} 个：{chinese.listed(rose)}"] if rose else ["没有支部升星"]
    parts.append(f"降星支部 {len(fell)} 个：{chinese.listed(fell)}" if fell else "没有支部降星")
    return [
        Sentence(
            f"与上期相比，{'；'.join(parts)}；持平 {sum(s.change == 0 for s in branches)} 个。",
            "trend",
            "看走势",
        )
    ]


def _held(result: Result) -> list[Sentence]:
    rows = held(result)
    found = [
        Sentence(
            f"{star.unit}得分 {chinese.points(star.score)} 分，按分数{chinese.star_word(star.score_star)}；"
            f"{step.because.rstrip('。')}{_by(step)}，定为{level_word(star)}。",
            result.anchors[star.key],
            "看依据",
        )
        for star, step in rows[:MOST_HELD]
    ]
    rest = [star.unit for star, _ in rows[MOST_HELD:]]
    return (
        [*found, Sentence(f"另有{chinese.listed(rest)}经规则调整，原因见各单位依据。", "why", "看依据")]
        if rest
        else found
    )


def _by(step: TraceStep) -> str:
    """The rule of a step, where its sentence does not name it itself."""
    return "" if step.rule.split(" ")[0] in step.because else f"（{step.rule}）"


def _unrated(result: Result) -> list[Sentence]:
    stars = [s for kind in (BRANCH, TEAM) for s in result.stars_of(kind)]
    groups = (
        ([*result.absent], ABSENT_WORD),
        ([*result.without], "按要求不计入本期，其班组一并未评"),
        ([s.unit for s in stars if s.pending], PENDING_WORD),
        ([s.unit for s in stars if s.status == FIRST], "首期未评"),
        (
            [
                s.unit
                for s in stars
                if s.status in (UNRATED, ABSENT)
                and not _named(s, result)
                and (s.score is None or result.period.months > 1)
            ],
            "适用的指标不足，没有得分" if result.period.months == 1 else "未评",
        ),
        ([*result.recused], "回避，由党委指定的其他部门复核，纪委办监督"),
    )
    parts = [f"{chinese.listed(names)}：{word}" for names, word in groups if names]
    return [Sentence("；".join(parts) + "。", "changes", "看说明", True)] if parts else []


def _named(star: Star, result: Result) -> bool:
    """True if the sentence about missing branches already speaks of the unit."""
    named = {*result.absent, *result.without}
    return star.unit in named or star.parent in named


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A unit with its place, the interval of its place, and what its star can bear."""

    name: str
    place: str
    interval: str
    surely: str
    margin: str
    loss: str
    survey: str


@dataclass(frozen=True, slots=True)
class FirmTable:
    """The units of a kind by place, and those that cannot be told apart."""

    rows: list[FirmRow]
    bands: list[str]


def firm_tables(result: Result) -> dict[str, FirmTable]:
    """How firm places and stars are, by kind of unit; nothing once the period is decided."""
    tables = {}
    for kind in (BRANCH, TEAM):
        of_kind = [one for one in result.firmness if one.unit[0] == kind]
        if of_kind:
            tables[kind] = FirmTable([_firm_row(one, result) for one in of_kind], _bands(of_kind))
    return tables


def _bands(rows: Sequence[Firmness]) -> list[str]:
    by_band: dict[int, list[str]] = {}
    for one in rows:
        by_band.setdefault(one.band, []).append(one.unit[1])
    return [f"{'、'.join(units)}：名次区间重叠，{INDISTINCT}" for units in by_band.values() if len(units) > 1]


def _firm_row(one: Firmness, result: Result) -> FirmRow:
    star = result.star[one.unit]
    interval, surely = (_between(*ends) for ends in ((one.first, one.last), one.surely))
    survey = chinese.NOTHING
    if one.survey:
        of = one.survey
        crossed = f"，跨过 {chinese.plain(of.line)} 分的线，{INDISTINCT}" if of.line else ""
        survey = f"{of.score:.1f}（{of.votes} 票，{of.low:.1f}—{of.high:.1f}{crossed}）"
    return FirmRow(
        name=star.unit,
        place=str(one.place),
        interval=interval,
        surely=surely,
        margin=chinese.points(one.margin),
        loss=_loss(one, level_word(star)),
        survey=survey,
    )


def _between(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"


def _loss(one: Firmness, level: str) -> str:
    loss = one.loss
    if loss is None:
        return chinese.NOTHING
    if loss.rows:
        return f"{loss.name}再少 {loss.rows} {loss.counter}仍为{level}"
    return f"{loss.name}再少 1 {loss.counter}就不到{level}"
