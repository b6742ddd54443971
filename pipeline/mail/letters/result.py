"""The letter with a unit's published result: the numbers of its own page, about others what the publication level shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core import chinese
from pipeline.core.publish import safe_name
from pipeline.mail.letter import Drawing, Letter, Purpose, extract
from pipeline.mail.letters.chart import ladder_drawing, zones_drawing
from pipeline.mail.letters.tables import LetterSource, pages, places, tables_of
from pipeline.report.disclosure import level_word, reservations
from pipeline.report.pages.unit import UnitPage
from pipeline.report.result import Result
from pipeline.report.rows import Star
from pipeline.report.stage import NOTICE
from schemas.words import BRANCH, TEAM

_MOST_REASONS = 4


def result_letter(unit: tuple[str, str], travelling: Sequence[str], of: LetterSource) -> Letter:
    """The letter of a branch or team; the results of the `travelling` teams go along."""
    result, star, page = of.result, of.result.star[unit], of.page(unit)
    name = f"{safe_name(unit[1])}{result.period.name}评星结果.xlsx"
    note = f"{result.stage.name}；{result.plant}；规则版本 {result.version}"
    sheets = list(pages([page, *(of.page((TEAM, team)) for team in travelling)]))
    return Letter(
        purpose=Purpose.NOTICE if result.stage.name == NOTICE else Purpose.RESULT,
        unit_kind=unit[0],
        unit=unit[1],
        period=result.period.name,
        stage=result.stage.name,
        title=f"{result.period.title}{unit[0]}评星结果（{result.stage.name}）",
        opening=tuple(_opening(star, page, result)),
        drawing=_drawing(star, page, of),
        tables=tuple(tables_of(star, page, of)),
        closing=tuple(_closing(star, travelling, result, name)),
        attachments=(extract(name, f"{unit[1]} {result.period.title}", note, sheets),),
    )


def _opening(star: Star, page: UnitPage, result: Result) -> Iterator[str]:
    you = "贵支部" if star.unit_kind == BRANCH else "贵班组"
    row, approved = page.card.row, result.stage.approved
    if star.pending or star.star is None:
        yield f"{result.period.title}评星结果{approved}。{you}本期：{page.card.conclusion.rstrip('。')}。"
    else:
        bonus = f"（得分 {row.score} 分，加分 {row.bonus} 分）"
        moved = "" if star.change is None else f"（较上期{row.change.lstrip('▲▼ ')}）"
        yield (
            f"{result.period.title}评星结果{approved}。{you}总分 {row.total} 分{bonus}，评为 {chinese.glyphs(star.star)} "
            f"{row.level}{moved}，排名：{page.standing}。"
        )
    yield from _corrected(star, you, result)
    for reason in [r for r in page.card.reasons if r.changed][:_MOST_REASONS]:
        yield f"※ {reason.rule}：{reason.sentence.rstrip('。')}（{reason.move}）。"
    if {star.unit, star.parent} & set(result.recused):
        yield "按回避规定，本结果由党委指定的其他部门复核，纪委办监督。"


def _corrected(star: Star, you: str, result: Result) -> Iterator[str]:
    """What the correction of a published result means for the unit."""
    if result.correction is None:
        return
    record, before = result.correction.record, result.corrected_stars.get(star.key)
    moved = "没有变化"
    if before is None:
        moved = f"更正为{level_word(star)}"
    elif level_word(before) != level_word(star):
        moved = f"由{level_word(before)}更正为{level_word(star)}"
    points = ""
    if before is not None and None not in (before.score, star.score) and before.score != star.score:
        points = f"，得分由 {chinese.points(before.score)} 分更正为 {chinese.points(star.score)} 分"
    yield f"这是第{record.number}次更正：{record.reason}。{you}星级{moved}{points}。"


def _closing(star: Star, travelling: Sequence[str], result: Result, name: str) -> Iterator[str]:
    if travelling:
        yield f"以下班组没有单独的邮箱，结果随本邮件发送，请转告：{'、'.join(travelling)}。"
    yield f"附件：{name}，含得分构成、定星依据和数据出处。"
    if result.stage.name == NOTICE:
        days = f"（{result.stage.notice}）" if result.stage.notice else ""
        yield f"如有异议，请在公示期内{days}向党群工作部提出，写明单位和指标编码。公示期满后发正式结果。"
    yield from (f"{line}。" for line in reservations(result))
    if result.period.months < 12:
        yield "季度结果是过程评价，年度定星。"
    if star.responsible:
        yield f"第一责任人：{star.responsible}。"


def _drawing(star: Star, page: UnitPage, of: LetterSource) -> Drawing | None:
    """The units whose places the letter shows; without places only the unit's own ladder; nothing without a score."""
    lines = of.result.thresholds[star.unit_kind]
    look = of.result.names_of(star.unit_kind), of.result.full.get(star.unit_kind, 100.0)
    named = {o.unit for o in places(page)}
    shown = [s for s in of.result.stars_of(star.unit_kind) if s.unit in named and s.score is not None]
    if shown:
        return zones_drawing(shown, lines, f"{star.unit_kind}得分与星级", *look)
    if page.card.ladder is None or star.score is None:
        return None
    return ladder_drawing(star.score, lines, f"{star.unit}得分与星级", *look)
