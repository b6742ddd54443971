"""一页纸: the quarter on one A4 page for those who lead, as a page and as a Word paper, kept to what may be told of each unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from pipeline.core import chinese
from pipeline.core.chinese import NOTHING
from pipeline.core.finding import Severity
from pipeline.intake.account import MISSING, NOT_COUNTED
from pipeline.rating.stars import RATED
from pipeline.report.disclosure import (
    FULL,
    PENDING_WORD,
    SENTENCES,
    adjusting,
    change_word,
    correction_mark,
    level_word,
    open_place,
    reservations,
)
from pipeline.report.page import rendered
from pipeline.report.pages.drawings.sheet import one_page_svg
from pipeline.report.papers.circular_rows import unit_rows
from pipeline.report.papers.letter import Context, Paper, counted, opening
from pipeline.report.result import Result
from pipeline.report.rows import Star
from pipeline.report.stage import DRAFT, FIRST_DRAFT, NOTICE, is_decided
from schemas.words import BRANCH, TEAM, UNIT_KINDS

NAME, TITLE = "一页纸", "双星评定情况"
AUDIENCE = "（领导参阅）"
SECRET = "内部资料　不得外传"
MOST_ROWS = 84  # of branches that one page can list
_ONE, _TWO = 14, 40  # branches that stand below each other, and in two columns
_NAMED_TEAMS = 20  # lines of team names that the page has room for
_TEAM_COLUMNS = 44  # how much of them stands on a line
_EXPLAINED, _LISTED = 3, 6  # units of a sentence that are explained, and listed
_TASKS = 3
_NAME_COLUMNS = 28  # of a unit's name
_MOST_NAMED = 150  # characters of the names of units that are missing, left out or faulty
_CODE = re.compile(r"^[A-Z]{2,3}[0-9]+[a-z]? ")  # of a rule: the office's own


class BranchLine(NamedTuple):
    """A branch on the page; `score` only where it may be told."""

    unit: str
    glyphs: str
    level: str
    change: str
    score: str
    teams: str


class Columns(NamedTuple):
    """The branches side by side in so many columns, and what is left out."""

    width: int
    chunks: tuple[tuple[BranchLine, ...], ...]
    rest: str

    @property
    def rows(self) -> list[tuple[BranchLine, ...]]:
        """The lines that stand beside each other."""
        return list(zip_longest(*self.chunks, fillvalue=_BLANK))


_BLANK = BranchLine("", "", "", "", "", "")


def one_page(result: Result) -> Iterator[Paper]:
    """The Word paper."""
    yield Paper(f"{NAME}.docx", NAME, one_page_context(result))


def one_page_html(result: Result) -> bytes:
    """The same as a page."""
    return rendered("one_page.html.j2", **one_page_context(result))


def one_page_drawing(result: Result) -> str:
    """The same as a drawing to be sent as a picture; "" before the result is published (rules 10.13)."""
    return one_page_svg(one_page_context(result)) if is_decided(result.stage) else ""


def one_page_context(result: Result) -> Context:
    """All that stands on the page."""
    columns = branch_columns(result)
    return opening(result) | {
        "title": TITLE,
        "audience": AUDIENCE,
        "mark": "" if is_decided(result.stage) else f"{result.stage.name}　{SECRET}",
        "counts": [counted(result, kind) for kind in UNIT_KINDS],
        "columns": columns,
        "single": columns.width == 1,
        "pairs": columns.rows if columns.width == 2 else [],
        "triples": columns.rows if columns.width == 3 else [],
        "lines": columns.rows if columns.width == 1 else [],
        "rest": columns.rest,
        "team_head": _team_head(result, columns.width),
        "scored": any(line.score for chunk in columns.chunks for line in chunk),
        "sentences": sentences(result),
        "tasks": list(islice(_tasks(result), _TASKS)),
        "missing": missing(result),
        "named": _named(result),
        "told": SENTENCES[result.level],
    }


def branch_columns(result: Result) -> Columns:
    """The branches in their published order, in as many columns as they need; of too many those whose star changed come first."""
    stars = [result.star[BRANCH, str(row["unit"])] for row in unit_rows(result, BRANCH, result.level)]
    rest = ""
    if len(stars) > MOST_ROWS:
        stars = sorted(stars, key=lambda star: star.change in (None, 0))
        rest = f"另有 {len(stars) - MOST_ROWS} 个支部没有列出，见评星报告。"
    width = 1 if len(stars) <= _ONE else 2 if len(stars) <= _TWO else 3
    lines = [_line(result, star, width) for star in stars[:MOST_ROWS]]
    if width == 1 and sum(-(-chinese.width(line.teams) // _TEAM_COLUMNS) for line in lines) > _NAMED_TEAMS:
        lines = [
            line._replace(teams=_team_counts(result, star)) for line, star in zip(lines, stars, strict=False)
        ]
    height = -(-len(lines) // width)
    return Columns(
        width, tuple(tuple(lines[at : at + height]) for at in range(0, len(lines), height or 1)), rest
    )


def _short(unit: str) -> str:
    return chinese.shortened(unit, _NAME_COLUMNS)


def _some(units: Sequence[str], most: int = _LISTED) -> str:
    """甲、乙、丙等9个, each name cut where it is long."""
    return chinese.listed([*map(_short, units)], most)


def _line(result: Result, star: Star, width: int) -> BranchLine:
    change = change_word(star)
    return BranchLine(
        unit=chinese.shortened(star.unit, _NAME_COLUMNS if width == 1 else 16),
        glyphs=chinese.glyphs(star.shown),
        level=level_word(star),
        change=change if width < 3 else change.replace(" 升", "").replace(" 降", "").removesuffix("星"),
        score=_score(result, star),
        teams=_team_names(result, star) if width == 1 else _share(result, star),
    )


def _score(result: Result, star: Star) -> str:
    """95.40; 102.29（97.29＋5.00）: the total that places go by with its parts; nothing where it may not be told."""
    if star.total is None or star.pending or not open_place(result.level, star.place):
        return ""
    total = chinese.points(star.total)
    return f"{total}（{chinese.points(star.score)}{star.bonus:+.2f}）" if star.bonus else total


def _by_level(result: Result, star: Star) -> dict[str, list[str]]:
    """The branch's teams by what they were given, the best first."""
    groups: dict[str, list[str]] = {}
    order = sorted(
        result.teams_of(star),
        key=lambda one: (one.shown is None, -(one.shown or 0), chinese.name_order(one.unit)),
    )
    for team in order:
        groups.setdefault(level_word(team), []).append(team.unit)
    return groups


def _team_names(result: Result, star: Star) -> str:
    """四星：锅炉班、汽机班；三星：电气班; of a branch without own teams that they are paired."""
    text = "；".join(f"{level}：{'、'.join(units)}" for level, units in _by_level(result, star).items())
    return f"（结对）{text}" if text and star.unit in result.paired and not _has_own(result, star) else text


def _has_own(result: Result, star: Star) -> bool:
    return any(team.parent == star.unit for team in result.stars_of(TEAM))


def _team_counts(result: Result, star: Star) -> str:
    """四星 2、三星 1."""
    return "、".join(f"{level} {len(units)}" for level, units in _by_level(result, star).items())


def _upper(result: Result) -> int:
    """The second highest level of teams."""
    return max(len(result.names_of(TEAM)) - 2, 1)


def _share(result: Result, star: Star) -> str:
    """How many of the branch's teams have at least the second highest level: 2/5."""
    teams = result.teams_of(star)
    return f"{sum((team.shown or 0) >= _upper(result) for team in teams)}/{len(teams)}" if teams else NOTHING


def _team_head(result: Result, width: int) -> str:
    return "所属班组星级" if width == 1 else f"{result.names_of(TEAM)[_upper(result)]}以上班组"


def sentences(result: Result) -> list[str]:
    """Who rose and why, who fell and why, whom the rules held."""
    stars = [star for star in result.stars_of(BRANCH) if star.change is not None]
    rose, fell = ([star for star in stars if (star.change or 0) * way > 0] for way in (1, -1))
    if not stars:
        return ["没有可以比较的上期星级，本期不作升降说明。", *_held(result, ())]
    return [
        _moved(result, rose, "升星") or "没有支部升星。",
        _moved(result, fell, "降星") or "没有支部降星。",
        *_held(result, [*rose, *fell]),
    ]


def _moved(result: Result, stars: Sequence[Star], word: str) -> str:
    """升星支部 2 个：检修支部由三星升为四星，得分达到四星标准；…"""
    if not stars:
        return ""
    shown = sorted(stars, key=lambda star: chinese.name_order(star.unit))
    told = [
        f"{_short(star.unit)}由{chinese.star_word(star.previous_star)}{word[0]}为{chinese.star_word(star.shown)}，{_why(result, star)}"
        for star in shown[:_EXPLAINED]
    ]
    others = [star.unit for star in shown[_EXPLAINED:]]
    more = [f"另有{_some(others, _LISTED - _EXPLAINED)}{word}"] if others else []
    return f"{word}支部 {len(stars)} 个：{'；'.join([*told, *more])}。"


def _why(result: Result, star: Star) -> str:
    steps = adjusting(result.steps_of(star.key))
    if steps:
        return "，".join(
            f"按“{_CODE.sub('', step.rule)}”定为{chinese.star_word(step.after)}" for step in steps
        )
    if (star.change or 0) > 0:
        return f"得分达到{chinese.star_word(star.shown)}标准"
    return f"得分不到{chinese.star_word(star.previous_star)}标准{_weakest(result, star)}"


def _weakest(result: Result, star: Star) -> str:
    """，失分较多的是微心愿、支委会: at the full level alone."""
    losses = [
        (score.points - score.max_points, score.name)
        for score in result.scores_of(star.key)
        if score.points is not None and score.max_points is not None and score.points < score.max_points
    ]
    names = [name for _, name in sorted(losses)[:2]]
    return f"，失分较多的是{'、'.join(names)}" if names and result.level == FULL else ""


def _held(result: Result, told: Iterable[Star]) -> list[str]:
    """Units that a rule gave another star than their points, beside those that were told already; and whose rating is open."""
    known = {star.key for star in told}
    held = [
        star
        for kind in UNIT_KINDS
        for star in result.stars_of(kind)
        if star.key not in known
        and star.status == RATED
        and not star.pending
        and adjusting(result.steps_of(star.key))
    ]
    names = sorted((star.unit for star in held), key=chinese.name_order)
    parts = [f"按规则调整星级的还有{_some(names)}"] if names else []
    pending = sorted((star.unit for star in result.stars if star.pending), key=chinese.name_order)
    parts += [f"{PENDING_WORD}：{_some(pending)}"] if pending else []
    return [f"{'；'.join(parts)}。"] if parts else []


def _tasks(result: Result) -> Iterator[str]:
    """What those who lead have to decide, then what comes next; the page has room for the first three."""
    pending = [star.unit for star in result.stars if star.pending]
    if result.stage.name == DRAFT:
        yield "缺报和有错误的材料改好以后重新评定，本稿只供测算"
    if result.stage.name == FIRST_DRAFT:
        yield f"提请{'党建例会审核' if result.stage.light else '党委会议审定'}本期星级"
        unsigned = sorted(
            {star.unit for star in result.stars_of(BRANCH)} - {*result.stage.signed}, key=chinese.name_order
        )
        if unsigned:
            yield f"还有 {len(unsigned)} 个支部没有核对签字：{_some(unsigned)}"
    if pending:
        yield f"研究{PENDING_WORD}的单位：{_some(pending)}"
    if result.warnings:
        yield f"研究名额：{result.warnings[0].rstrip('。')}"
    waiting = sum(not one.answered for one in result.objections)
    if waiting:
        yield f"答复异议 {waiting} 件"
    if result.recused:
        yield f"听取对{_some(result.recused)}的复核意见（回避，由党委指定的其他部门复核，纪委办监督）"
    yield (_AFTERWARDS.get(result.stage.name, "各支部照评价细则对照检查，整改按期完成"))
    yield "各支部照本单位的单页查找差距，下季度逐项改进"
    yield "评定依据和各项得分见评星报告"


_AFTERWARDS = {
    FIRST_DRAFT: "审定以后公布结果，整改事项按期完成",
    NOTICE: "公示期满、异议都有答复后正式通报",
}


def missing(result: Result) -> str:
    """应收材料 16 份，缺 0 份 …: how much of the material was there, and how much of it has errors or warnings."""
    rows = [row for row in result.intake.received if row.state not in NOT_COUNTED]
    lacking = sum(row.state == MISSING for row in rows)
    severities = [finding.severity for finding in result.intake.findings]
    errors, warnings = (severities.count(level) for level in (Severity.ERROR, Severity.WARNING))
    parts = [
        f"应收材料 {len(rows)} 份，缺 {lacking} 份",
        f"错误 {errors} 处，提醒 {warnings} 处",
        *_named(result),
    ]
    return f"{'；'.join(parts)}。"


def _named(result: Result) -> list[str]:
    """Whose material is missing, left out or faulty, where they are many, some of them; and that the result is corrected."""
    return [*_reserved(result), *correction_mark(result)]


def _reserved(result: Result) -> list[str]:
    named = reservations(result)
    if sum(map(len, named)) <= _MOST_NAMED:
        return named
    groups = {"缺报，暂不定星": result.absent, "按要求不计入本期": result.without}
    return [f"{what}：{_some(units)}" for what, units in groups.items() if units]
