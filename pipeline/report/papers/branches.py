"""Papers of a single unit: confirmations, repairs, and speeches of secretaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.core import chinese
from pipeline.core.chinese import name_order
from pipeline.core.period import parse_period
from pipeline.core.records import records
from pipeline.core.workdays import Workdays
from pipeline.evidence.people import GRADE_WORDS, Votes, votes
from pipeline.rating.stars import RATED
from pipeline.report.disclosure import change_word, effect, head_name, level_word, standing
from pipeline.report.papers.goals import unit_goals
from pipeline.report.papers.letter import RECUSED, Context, Paper, day, labels, opening, wording
from pipeline.report.result import Result
from pipeline.report.rows import Score, Star, UnitKey
from pipeline.report.stage import FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER
from pipeline.report.statistics.inspections import state_of
from schemas.words import BRANCH, TEAM

CONFIRMATION, SPEECH = "数据确认单", "述职"
_MOST = 3  # indicators named as strong, and as weak
_QUARTERS = 4  # stars of earlier periods that a speech recalls


def confirmations(result: Result) -> Iterator[Paper]:
    """A page for every branch that has sent its workbook."""
    people = result.evaluation.people
    stars = [s for s in result.stars_of(BRANCH) if result.scores_of(s.key)]
    for star, name in _named(stars):
        teams = [s for s in result.stars_of(TEAM) if s.parent == star.unit]
        rows = result.scores_of(star.key)
        context = _head(result, star) | {
            "members": people.bases["branch", "党员数"].get(star.unit, 0),
            "staff": people.bases["branch", "职工数"].get(star.unit, 0),
            "teams": len(teams),
            "as_of": chinese.written(
                next((r.as_of for r in result.intake.received if r.unit == star.unit and r.as_of), "")
            )
            or chinese.NOTHING,
            "scores": [_line(s) for s in rows],
            "sum_self": chinese.points(_sum(s.self_points for s in rows if s.applies)),
            "sum_points": chinese.points(_sum(s.points for s in rows if s.applies)),
            "sum_max": chinese.plain(_sum(s.max_points for s in rows if s.applies), 2),
            "pairs": _pairs(sorted(teams, key=lambda s: name_order(s.unit))),
        }
        yield Paper(f"公文/{CONFIRMATION}-{name}.docx", CONFIRMATION, context)


def speeches(result: Result) -> Iterator[Paper]:
    """A page for every secretary: goals, scores, strong and weak sides, what the next star takes."""
    goals = unit_goals(result)
    voted = {v.branch: _voted(v) for v in votes(result.tables, [result.tables])}
    stars = [s for s in result.stars_of(BRANCH) if result.scores_of(s.key)]
    for star, name in _named(stars):
        strong, weak = _sides(result.scores_of(star.key))
        lacking = [s.sentence for s in result.shortfalls_of(star.key)]
        context = _head(result, star) | {
            "goals": goals.get(star.key, []),
            "strong": [_side(s) for s in strong],
            "weak": [_side(s) for s in weak],
            "missing": [] if star.pending else lacking,
            "top": star.shown == len(result.thresholds[BRANCH]),
            "votes": voted.get(star.unit, ""),
            "past": _past(result, star),
            "note": effect(star, result.steps_of(star.key)) if star.status == RATED else "",
        }
        yield Paper(f"{SPEECH}/{name}.docx", SPEECH, context)


def _named(stars: Sequence[Star]) -> list[tuple[Star, str]]:
    names = labels(sorted(s.key for s in stars))
    return [(s, names[s.key]) for s in sorted(stars, key=lambda s: s.unit)]


def _head(result: Result, star: Star) -> Context:
    """Whose page it is, and what the branch was given."""
    return opening(result) | {
        "wording": wording(result, (FIRST_DRAFT, QUARTER, NOTICE, OFFICIAL)),
        "unit": star.unit,
        "head": head_name(star),
        "standing": standing(star),
        "level": level_word(star),
        "previous": chinese.star_word(star.previous_star),
        "change": change_word(star),
        "score": chinese.points(star.score),
        "bonus": chinese.points(star.bonus),
        "total": chinese.points(star.total),
        "reviewed": f"本支部回避，结果{RECUSED}" if star.unit in result.recused else "",
    }


def _line(score: Score) -> Context:
    """An indicator as the page prints it; one that only counts for a board has no points."""
    paid = score.applies and bool(score.max_points)
    return {
        "code": score.indicator,
        "name": score.name,
        "value": score.value or chinese.NOTHING,
        "max": chinese.plain(score.max_points, 2) if paid else chinese.NOTHING,
        "own": chinese.points(score.self_points) if paid else chinese.NOTHING,
        "checked": chinese.points(score.checked_points) if paid else chinese.NOTHING,
        "points": chinese.points(score.points) if paid else "只计三比" if score.applies else "不适用",
    }


def _sum(values: Iterator[float | None]) -> float:
    return round(sum(v for v in values if v is not None), 2)


def _pairs(teams: list[Star]) -> list[Context]:
    """Two teams a line."""
    written_ = [
        {"unit": t.unit, "head": head_name(t), "score": chinese.points(t.score), "standing": standing(t)}
        for t in teams
    ]
    blank = dict.fromkeys(("unit", "head", "score", "standing"), "")
    return [
        {"left": left, "right": right}
        for left, right in zip(written_[::2], [*written_[1::2], blank], strict=False)
    ]


def _sides(scores: list[Score]) -> tuple[list[Score], list[Score]]:
    """The weakest paid indicators that lost points, and the strongest of the others; equals by weight, then by code."""
    paid = [s for s in scores if s.applies and s.max_points]
    weak = sorted(
        (s for s in paid if _share(s) < 1), key=lambda s: (_share(s), -(s.max_points or 0), s.indicator)
    )[:_MOST]
    rest = [s for s in paid if s not in weak]
    return sorted(rest, key=lambda s: (-_share(s), -(s.max_points or 0), s.indicator))[:_MOST], weak


def _share(score: Score) -> Fraction:
    return Fraction(str(score.points)) / Fraction(str(score.max_points))


def _side(score: Score) -> Context:
    return {
        "name": score.name,
        "points": chinese.points(score.points),
        "max": chinese.plain(score.max_points, 2),
        "value": f"，完成情况 {score.value}" if score.value else "",
    }


def _voted(votes: Votes) -> str:
    """述职评议得票：好 36 票，较好 4 票，一般 0 票，差 0 票，好的占 90.00%."""
    counts = "，".join(f"{word} {n} 票" for word, n in zip(GRADE_WORDS, votes.counts, strict=True))
    return f"述职评议得票：{counts}" + (
        "" if votes.good is None else f"，好的占 {chinese.points(float(votes.good))}%"
    )


def _past(result: Result, star: Star) -> str:
    """The stars of the last periods: 2019年第一季度三星，2019年第二季度四星."""
    past = result.past_of(star.key)
    names = [name for name in result.periods if name != result.period.name and name in past]
    sentences = [
        f"{period.title if (period := parse_period(name)) else name}{chinese.star_word(past[name].star)}"
        for name in names[-_QUARTERS:]
    ]
    return "，".join(sentences) or "没有往期记录"


TEMPLATE = "整改通知单"


def repairs(result: Result) -> Iterator[Paper]:
    """A letter for every unit with open rows of 对照检查 that have a 整改期限."""
    problems = _open(result)
    for key, name in labels(sorted(problems)).items():
        star = result.star.get(key)
        context = opening(result) | {
            "wording": wording(result, (FIRST_DRAFT, QUARTER, NOTICE, OFFICIAL)),
            "unit": key[1],
            "head": head_name(star) if star else chinese.NOTHING,
            "problems": problems[key],
        }
        yield Paper(f"公文/{TEMPLATE}-{name}.docx", TEMPLATE, context)


def _open(result: Result) -> dict[UnitKey, list[Context]]:
    rows = result.tables.frames["inspection"]
    rows = rows[rows["problem"].notna() & rows["due"].notna() & rows["fixed"].isna()]
    names = {code: name for code, (name, _) in result.tables.rulebook.families.items()}
    by_unit: dict[UnitKey, list[Context]] = {}
    for row in records(rows.sort_values(["due", "problem", "indicator"], kind="stable")):
        code = row["indicator"] if isinstance(row["indicator"], str) else ""
        by_unit.setdefault((row["unit_kind"], row["unit"]), []).append(
            {
                "indicator": f"{code} {names.get(code, '')}".strip() or chinese.NOTHING,
                "problem": row["problem"],
                "due": _due(row["due"].date(), result.period.end, result.tables.rulebook.workdays),
            }
        )
    return by_unit


def _due(due: dt.date, on: dt.date, workdays: Workdays) -> str:
    """The term, and by how many days it is over on the last day of the period."""
    _, late = state_of(due, None, on, workdays)
    return day(due) + (f"（已逾期 {late} 天）" if late else "")
