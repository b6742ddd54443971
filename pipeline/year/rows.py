"""The year as rows that pages, workbooks and data files print: numbers as text, one row a unit, post or person. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pipeline.core.chinese import departments_in, name_order, plain, points
from pipeline.evidence.people import GRADE_WORDS, Votes, votes
from pipeline.rating.score import Unit
from pipeline.rating.stars import ABSENT, RATED
from pipeline.report.disclosure import PENDING_WORD, stage_word
from pipeline.report.rows import PastStar, shared_place
from pipeline.year import nominate
from pipeline.year.award import YearAward
from pipeline.year.posts import PostYear, line_of, model_posts
from pipeline.year.quarters import Year
from schemas.words import BRANCH, TEAM, UNIT_KINDS

VOTES = tuple(f"{word}（票）" for word in GRADE_WORDS)
_DIRECTORY = {
    BRANCH: ("branch", "secretary", "departments"),
    TEAM: ("team", "leader", "department"),
}  # sheet and its columns
RISING, FALLING, LEVEL, MIXED, SHORT = "逐季上升", "逐季下降", "持平", "有升有降", "季度不足"


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A unit's year. `star` None where there is none or where it is suspended; `word` says it or why there is none."""

    kind: str
    unit: str
    parent: str
    responsible: str
    departments: tuple[str, ...]
    place: str
    score: str
    quarters: tuple[tuple[str, str], ...]  # score and star word of each quarter
    direction: str
    star: int | None
    word: str
    previous: str
    mark: str  # 待党委研究, or ""
    recused: str  # 回避，由党委指定的其他部门复核，纪委办监督, or ""
    coefficient: str
    steps: tuple[tuple[str, str, str], ...]  # stage, sentence, cell of the rule
    place_sort: int = 0  # 0 without a place
    year_end: str = ""

    @property
    def notes(self) -> str:
        """What a reader of the table must know beside the star."""
        return "；".join(filter(None, (self.mark, self.recused)))


@dataclass(frozen=True, slots=True)
class AnnualRows:
    """Everything that is printed about a year."""

    quarters: tuple[str, ...]
    units: dict[str, tuple[UnitYear, ...]]  # by kind, best first
    nominated: dict[str, tuple[nominate.Candidate, ...]]
    posts: tuple[PostYear, ...]
    post_line: str
    appraisals: tuple[nominate.Appraisal, ...]
    names: Mapping[str, str]  # 工号 -> 姓名
    votes: tuple[Votes, ...]
    has_year_end: bool = False

    @property
    def heads(self) -> dict[Unit, str]:
        """The first responsible person of each unit."""
        return {(kind, u.unit): u.responsible for kind, units in self.units.items() for u in units}


def award_rows(award: YearAward) -> AnnualRows:
    """The rows of a decided year."""
    digits = award.year.tables.rulebook.places
    unrated = {unit for unit, standing in award.rated.standings.items() if not standing.rated}
    boards, line = nominate.board_years(award.year.quarters, digits, unrated), line_of(award.year)
    names = award.year.tables.directory.names
    units = {
        kind: tuple(
            sorted(
                (_unit(award, unit, names) for unit in award.rated.standings if unit[0] == kind), key=_order
            )
        )
        for kind in UNIT_KINDS
    }
    return AnnualRows(
        quarters=tuple(q.period.name for q in award.year.quarters),
        units=units,
        nominated=nominate.nominations(award, boards),
        posts=model_posts(award.year, nominate.ineligible(award)),
        post_line="" if line is None else plain(line),
        appraisals=nominate.appraisals(award, boards),
        names=names,
        votes=votes(award.year.tables, [q.evaluation.tables for q in award.year.quarters]),
        has_year_end=bool(award.year.tables.rulebook.year_end_share),
    )


def _order(row: UnitYear) -> tuple[int, str]:
    return (row.place_sort or 10_000, name_order(row.unit))


def direction(scores: Sequence[Fraction | None]) -> str:
    """The way of a unit's quarters in words; gaps are passed over."""
    known = [score for score in scores if score is not None]
    steps = [after - before for before, after in pairwise(known)]
    if not steps:
        return SHORT
    if not any(steps):
        return LEVEL
    if all(step >= 0 for step in steps):
        return RISING
    if all(step <= 0 for step in steps):
        return FALLING
    gain = known[-1] - known[0]
    return (
        f"{MIXED}，末季比首季{'高' if gain > 0 else '低'} {points(abs(gain))} 分"
        if gain
        else f"{MIXED}，首末季相同"
    )


def _unit(award: YearAward, unit: Unit, names: Mapping[str, str]) -> UnitYear:
    standing, mean = award.rated.standings[unit], award.means.get(unit)
    head, departments = _directory(award, unit)
    places = award.places_of(unit[0])
    place = places.get(unit)
    return UnitYear(
        kind=unit[0],
        unit=unit[1],
        parent=standing.parent,
        responsible=names.get(head, ""),
        departments=departments,
        place=shared_place(place, sum(each == place for each in places.values())),
        score=points(None if mean is None else mean.printed),
        quarters=tuple(_quarter(award, unit, at) for at in range(len(award.year.quarters))),
        direction=SHORT if mean is None else direction(mean.quarters),
        star=None if standing.pending else standing.star,
        word=_word(
            standing.status,
            award.year.tables.rulebook.level_word(unit[0], standing.star or 0),
            standing.pending,
        ),
        previous=award.year.tables.rulebook.level_word(unit[0], standing.previous),
        mark="待党委研究" if unit in award.tied else "",
        recused=nominate.RECUSED if unit in nominate.recusals(award.year.tables) else "",
        coefficient=points(award.coefficient(unit)),
        steps=_steps(award, unit),
        place_sort=place or 0,
        year_end=points(None if mean is None else mean.year_end),
    )


def _steps(award: YearAward, unit: Unit) -> tuple[tuple[str, str, str], ...]:
    """How the star came about; of a suspended unit only why it is suspended, since each step would tell its star."""
    standing = award.rated.standings[unit]
    if standing.pending:
        return (("暂缓", PENDING_WORD, ""),)
    tied = (("名额", award.tied[unit], ""),) if unit in award.tied else ()
    return (*((stage_word(s.stage), s.because, s.place) for s in standing.trace), *tied)


def _word(status: str, level: str, pending: str) -> str:
    if status != RATED:
        return {ABSENT: "缺报，暂不定星"}.get(status, status)
    return PENDING_WORD if pending else level


def _directory(award: YearAward, unit: Unit) -> tuple[str, tuple[str, ...]]:
    """The first responsible person's number and the departments of a unit."""
    key, head, department = _DIRECTORY[unit[0]]
    rows = award.year.tables.frames[key]
    row = rows[rows[key].eq(unit[1])].iloc[0]
    return str(row[head]), tuple(departments_in(row[department]))


def _quarter(award: YearAward, unit: Unit, at: int) -> tuple[str, str]:
    """Score and star of a quarter: the star as published or found for it."""
    year, mean = award.year, award.means.get(unit)
    score = None if mean is None else mean.quarters[at]
    if at == len(year.quarters) - 1:
        standing = year.quarters[at].evaluation.rated.standings.get(unit)
        star = None if standing is None or standing.pending else standing.star
    else:
        star = year.before.known.get((year.quarters[at].period.name, *unit), (None, None, False))[0]
    return points(score), year.tables.rulebook.level_word(unit[0], star)


def quarter_figures(whole_year: Year) -> tuple[PastStar, ...]:
    """The scores that the year takes of each quarter, and the stars of its last one; no star of a unit that is suspended."""
    last, level = whole_year.quarters[-1], whole_year.tables.rulebook.level
    return tuple(
        PastStar(
            quarter.period.name,
            *unit,
            star=None if quarter is not last or standing.pending else level(unit[0], standing.star),
            score=None if standing.score is None else float(standing.score),
            published=False,
        )
        for quarter in whole_year.quarters
        for unit, standing in quarter.evaluation.rated.standings.items()
    )
