"""Why a unit has its star, and what a cell counted for: the report's own reasons as lines for the console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.chinese import points
from pipeline.core.finding import Finding
from pipeline.intake.account import FAULTY, USED
from pipeline.report.disclosure import ADVICE, level_word
from pipeline.report.pages.card import Card, card
from pipeline.report.result import Result
from pipeline.report.rows import Star
from schemas.words import MEMBER

_CELLS = 8  # of an indicator and a sheet that are named; the unit's page has them all


def explain_lines(result: Result, star: Star) -> Iterator[str]:
    """The way of a unit to its star, what its next one lacks, its points, and the cells they come from."""
    its = card(star, result)
    score = "没有得分" if star.score is None else f"得分 {its.row.score}"
    yield "，".join(
        filter(None, (f"{star.unit}（{star.unit_kind}）：{its.row.level}", score, its.row.ranking))
    )
    yield ""
    for step in its.reasons:
        yield f"  {step.number} {step.stage}：{step.sentence}{f'　{step.move}' if step.move else ''}"
        if step.place:
            yield f"     规则出处：{step.place}"
    yield f"  结论：{its.conclusion}"
    if its.missing:
        yield from ("", "到下一星级还差什么", *(f"  {line}" for line in its.missing))
    if its.suggestions:
        yield from ("", ADVICE, *(f"  {line}" for line in its.suggestions))
    yield from ("", "得分构成")
    yield from _parts(its)


def _parts(its: Card) -> Iterator[str]:
    sources = {source.code: source for source in its.sources}
    for part in its.parts:
        yield f"  {part.code} {part.name}：{part.points} / {part.max_points}　{part.because}"
        for where, cells in sources[part.code].sheets if part.code in sources else []:
            more = f" 等 {len(cells)} 格" if len(cells) > _CELLS else ""
            yield f"     出自 {where}：{'、'.join(cell for cell, _ in cells[:_CELLS])}{more}"


def trace_lines(result: Result, file: str, sheet: str, row: int, cell: str) -> Iterator[str]:
    """What the row of a cell counted for: in which indicators, points and stars; or why for nothing.

    `file` as the period names it, `cell` as D7."""
    counted = [one for one in result.evidence if (one.file, one.sheet, one.row) == (file, sheet, row)]
    findings = [
        one
        for one in result.intake.findings
        if (one.place.file, one.place.sheet, one.place.row) == (file, sheet, row)
    ]
    if not counted:
        yield f"{file} › {sheet} 第 {row} 行没有计入任何指标。"
        yield from _why_not(result, file, findings)
        return
    of_row = "" if cell in {one.cell for one in counted} else f"所在的第 {row} 行"
    yield f"{file} › {sheet} › {cell} {of_row}计入："
    for one in dict.fromkeys((o.unit_kind, o.unit, o.indicator, o.note) for o in counted):
        yield f"  {_counted(result, *one)}"
    yield from (f"  {one.code} {one.message}。{one.remedy}。" for one in findings)


def _counted(result: Result, kind: str, unit: str, indicator: str, note: str) -> str:
    """A unit, an indicator, the points of the indicator and the star of the unit."""
    scores = {score.indicator: score for score in result.scores_of((kind, unit))}
    reason = f"（{note}）" if note else ""
    name = f"{result.colleagues[unit].name}（{unit}）" if kind == MEMBER else unit
    if indicator not in scores:
        return f"{name}：{indicator}{reason}"
    score = scores[indicator]
    gained = "不适用" if score.points is None else f"{points(score.points)} / {points(score.max_points)} 分"
    star = result.star.get((kind, unit))
    ends = f"，{level_word(star)}" if star else ""
    return f"{name}：{indicator} {score.name} {gained}{ends}{reason}"


def _why_not(result: Result, file: str, findings: Sequence[Finding]) -> Iterator[str]:
    state = next((one.state for one in result.intake.received if one.file == file), "")
    if findings:
        yield from (f"  {one.code} {one.message}。{one.remedy}。" for one in findings)
    elif state not in ("", USED, FAULTY):
        yield f"  这本工作簿没有采用：{state}。"
    else:
        yield "  这一行是空的，或不属于本期，或本期细则没有指标用到它。"
