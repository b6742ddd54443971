"""The stars before a period, and the evaluated quarters of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd

from pipeline.core.period import Period, parse_period
from pipeline.core.records import records
from pipeline.evidence.facts import ledger_facts
from pipeline.evidence.ledgers import of_the_year
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import same_name
from pipeline.intake.assemble import of_reviews, once
from pipeline.intake.collect import Inbox, period_of
from pipeline.intake.examine import Examined, examine, tables_of
from pipeline.intake.select import Selection, expected
from pipeline.intake.sent.owner import renamed
from pipeline.rating.caps import Past
from pipeline.rating.evaluate import Evaluation, boards_of, evaluate
from pipeline.rating.measures import rows_of
from pipeline.rating.score import (
    Leaf,
    Scores,
    Unit,
    base_score,
    inspected,
    leaves_of,
    ratios,
    scheme_of,
    values_of,
)
from pipeline.rating.scoring import Value
from pipeline.report.build import KnownStar, StarAt
from pipeline.rulebook.rules import Rulebook
from pipeline.year.relevelled import relevelled
from schemas.base import title
from schemas.books import REVIEW, SHEETS, SUBMISSION
from schemas.facts import VoiceFact
from schemas.words import BRANCH, CODED, MEMBER, TEAM, UNIT_KINDS


@dataclass(slots=True, eq=False)
class History:
    """Stars before a period: `known`: (period, unit kind, unit) -> star, score, published; `last`: the last star of a unit;
    `before_veto`: the star before it, where the last one was lowered by a decision that held in its quarter (`vetoed`)."""

    known: dict[StarAt, KnownStar] = field(default_factory=dict)
    last: dict[Unit, int] = field(default_factory=dict)
    before_veto: dict[Unit, int] = field(default_factory=dict)
    vetoed: frozenset[tuple[str, Unit]] = frozenset()
    relevelled: set[Unit] = field(default_factory=set)  # whose last level was one of another table of levels
    _quarterly: set[tuple[int, Unit]] = field(default_factory=set)

    def add(self, period: Period, unit: Unit, star: int | None, score: float | None, published: bool) -> None:
        """Remember a period's star; a star that is missing leaves the last one standing (a missed quarter).

        A yearly star, which quotas may have lowered, is what a quarter goes by only where no quarter of its year is known."""
        self.known[period.name, *unit] = (star, score, published)
        if star is not None and not (period.months == 12 and (period.year, unit) in self._quarterly):
            step_from = self.before_veto.pop(unit, self.last.get(unit, 0))
            if (period.name, unit) in self.vetoed and star < step_from:
                self.before_veto[unit] = step_from
            self.last[unit] = star
            self._quarterly.add((period.year, unit))

    def past(self, period: Period) -> Past:
        """The levels of the quarters before a period, the last first, and those of the last year (rules 9.4)."""
        quarters, quarter = dict[Unit, list[int | None]](), period
        units = {(kind, unit) for _, kind, unit in self.known}
        for _ in range(_MOST_QUARTERS):
            quarter = quarter.previous()
            for unit in units:
                quarters.setdefault(unit, []).append(self.known.get((quarter.name, *unit), _NOTHING)[0])
        years = {
            unit: star
            for unit in units
            if (star := self.known.get((str(period.year - 1), *unit), _NOTHING)[0]) is not None
        }
        return Past(quarters, years, frozenset(self.relevelled))


_MOST_QUARTERS = 20
_NOTHING: KnownStar = (None, None, False)


def periods_in(inbox: Inbox) -> list[Period]:
    """The quarters and months for which a branch has sent a workbook, oldest first."""
    return sorted({p for w in inbox.of(SUBMISSION.key) if (p := period_of(w)) is not None and p.months < 12})


def oldest_first(periods: Iterable[Period]) -> list[Period]:
    """Periods in the order in which their stars are decided: a year after its last quarter."""
    return sorted(periods, key=lambda p: (p.end, p.months))


def history(chosen: Selection) -> History:
    """Everything known before the selection's period."""
    assert chosen.review is not None
    published = _published_before(chosen)
    quarters = {p for p in periods_in(chosen.inbox) if p.months == 3 and p.end < chosen.period.start}
    made, rulebooks = History(vetoed=_vetoed(chosen)), dict[Period, Rulebook | None]()
    for period in oldest_first(quarters | set(published)):
        official = published.get(period, {})
        told = bool(official) and all(score is not None for _, score in official.values())
        result = _evaluated_before(chosen.inbox, period, made) if period in quarters and not told else None
        rulebooks[period] = result.tables.rulebook if result else None
        for unit in sorted(set(official) | (set(result.rated.standings) if result else set())):
            standing = result.rated.standings.get(unit) if result else None
            score = None if standing is None or standing.score is None else float(standing.score)
            if unit in official:
                star, printed = official[unit]
                made.add(period, unit, star, score if printed is None else printed, True)
            elif standing is not None and not official:
                made.add(period, unit, None if standing.pending else standing.star, score, False)
    made.relevelled |= relevelled(chosen, rulebooks)
    return made


def _published_before(chosen: Selection) -> Mapping[Period, dict[Unit, tuple[int, float | None]]]:
    """The 已公布星级 sheet of the period's review workbook, of periods before it."""
    assert chosen.review is not None
    published: dict[Period, dict[Unit, tuple[int, float | None]]] = {}
    for row in records(chosen.rows("published_star")):
        period = parse_period(str(row["period"]))
        if period is not None and period.end < chosen.period.start and not pd.isna(row["star"]):
            name = chosen.names.get(same_name(row["unit"]), row["unit"])
            score = None if pd.isna(row["score"]) else float(row["score"])
            published.setdefault(period, {})[row["unit_kind"], name] = (int(row["star"]), score)
    return published


def _vetoed(chosen: Selection) -> frozenset[tuple[str, Unit]]:
    """Quarter and unit of every veto and cap that was decided, and of the branches that it reaches; none where the rulebook lets
    stars come back step by step (否决后恢复 逐级)."""
    tables = tables_of(chosen.inbox, chosen.period)
    if tables is None or not tables.rulebook.restored_at_once:
        return frozenset()
    rows = of_reviews(chosen.inbox, "event")
    rows = renamed(SHEETS["event"], rows[rows["type"].isin(CODED)], chosen.names)
    vetoed: set[tuple[str, Unit]] = set()
    for row in records(rows[rows["date"].notna()]):
        quarter = Period(row["date"].year, 3 * ((row["date"].month - 1) // 3) + 1, 3).name
        vetoed.add((quarter, (row["unit_kind"], row["unit"])))
        rule, branch = tables.rulebook.vetoes.get(row["code"]), tables.directory.teams.get(row["unit"])
        if rule is not None and rule.to_branch and row["unit_kind"] == TEAM and branch:
            vetoed.add((quarter, (BRANCH, branch)))
    return frozenset(vetoed)


def _evaluated_before(inbox: Inbox, period: Period, before: History) -> Evaluation | None:
    """An earlier period under its own rulebook; None where its workbooks do not suffice."""
    tables = tables_of(inbox, period)
    if tables is None:
        return None
    return evaluate(tables, before.last, UNIT_KINDS, before.before_veto, before.past(period))


_VOICES = title(VoiceFact)


@dataclass(frozen=True, slots=True)
class Graded:
    """What a branch decided about a full member, and what it does about one that is unfit."""

    grade: str
    handling: str


def graded(quarters: Sequence[Tables]) -> dict[str, Graded]:
    """工号 -> the grade of the year; of several the last one stands."""
    return {
        row["person"]: Graded(row["grade"], "" if pd.isna(row["handling"]) else row["handling"])
        for quarter in quarters
        for row in records(quarter.frames["member_grade"])
    }


def with_grades(evaluation: Evaluation, grades: Mapping[str, Graded]) -> Evaluation:
    """The evaluation with the members' scores and boards as the year counts them."""
    tables, rules = evaluation.tables, evaluation.tables.rulebook
    leaves, base = dict(evaluation.scores.leaves), dict(evaluation.scores.base)
    for unit in (u for u in leaves if u[0] == MEMBER and u[1] in grades):
        leaves[unit] = _regraded(unit, leaves[unit], rules, grades[unit[1]])
        total = base_score(leaves[unit], rules, MEMBER)
        if total is not None:
            base[unit] = total
    scores = Scores(leaves, base, evaluation.scores.evidence)
    of_others = [row for row in evaluation.boards if row["unit_kind"] != MEMBER]
    return replace(
        evaluation,
        scores=scores,
        boards=of_others + boards_of(tables, evaluation.facts, scores, evaluation.people, (MEMBER,)),
    )


def _regraded(unit: Unit, leaves: Sequence[Leaf], rules: Rulebook, graded: Graded) -> list[Leaf]:
    points = rules.number(f"民主评议{graded.grade}分值")
    values = {
        leaf.rule.code: ratios(leaf.rule, {unit[1]: (points, Fraction(1))}, [unit[1]])[unit[1]]
        if leaf.rule.source == _VOICES
        else leaf.value
        for leaf in leaves
    }
    return leaves_of(unit, rules, values, {})


_COUNTED_ONCE = (BRANCH, MEMBER)  # whose pledges, wishes and requests of the year count each once


def ledger_values(last: Evaluation) -> dict[Unit, dict[str, Value]]:
    """The indicators of pledges, wishes and requests over all items of the year, each once (rules 10.8)."""
    facts, rules = ledger_facts(of_the_year(last.tables)), last.tables.rulebook
    values: dict[Unit, dict[str, Value]] = defaultdict(dict)
    scheme = scheme_of(last.tables, last.people)
    for kind in _COUNTED_ONCE:
        names = [name for of, name in last.scores.leaves if of == kind]
        for rule in (rule for rule in rules.of(kind) if rule.source in facts):
            rows = rows_of(rule, facts[rule.source], last.people.bases)
            for name, value in values_of(rule, rows, names, scheme).items():
                values[kind, name][rule.code] = value
    return values


def with_ledgers(evaluation: Evaluation, of_year: Mapping[Unit, Mapping[str, Value]]) -> Evaluation:
    """The evaluation of a quarter with these values of the year in place of its own."""
    tables, replaced = evaluation.tables, inspected(evaluation.tables)
    leaves, base = dict(evaluation.scores.leaves), dict(evaluation.scores.base)
    for unit in (u for u in leaves if u in of_year):
        values = {
            leaf.rule.code: of_year[unit].get(leaf.rule.code, leaf.value) if leaf.applies else leaf.value
            for leaf in leaves[unit]
        }
        before = base_score(leaves[unit], tables.rulebook, unit[0])
        leaves[unit] = leaves_of(unit, tables.rulebook, values, replaced)
        total = base_score(leaves[unit], tables.rulebook, unit[0])
        if total is not None and before is not None and unit in base:
            base[unit] = max(Fraction(0), total - (before - base[unit]))
    scores = Scores(leaves, base, evaluation.scores.evidence)
    unrated = frozenset(s.unit for s in evaluation.rated.standings.values() if not s.rated)
    kept = [row for row in evaluation.boards if row["unit_kind"] not in _COUNTED_ONCE]
    again = boards_of(tables, evaluation.facts, scores, evaluation.people, _COUNTED_ONCE, unrated)
    return replace(evaluation, scores=scores, boards=kept + again)


_OF_THE_YEAR = (
    "decision",
    "objection",
    "year_end",
    "application",
)  # from the review workbook whose cover names the year


@dataclass(frozen=True, slots=True, eq=False)
class Quarter:
    """An evaluated quarter; `clean`: it had no errors."""

    period: Period
    evaluation: Evaluation
    clean: bool


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """Quarters in order; `grades`: 工号 -> 民主评议; `tables`: the last quarter's, with the decisions of the whole year; `before`: stars of the
    quarters before the last one; `previous`: last year's published yearly stars; `lacking`: quarters that are not there."""

    period: Period
    quarters: Sequence[Quarter]
    tables: Tables
    before: History
    previous: Mapping[Unit, int]
    lacking: tuple[Period, ...]
    grades: Mapping[str, Graded] = field(default_factory=dict)


def year(inbox: Inbox, period: Period, without: tuple[str, ...]) -> Year | None:
    """The year as far as its quarters are there; None where there is none that can be rated."""
    rated_quarters, lacking = [], []
    for quarter in (Period(period.year, month, 3) for month in (1, 4, 7, 10)):
        examined = examine(inbox, quarter, without)
        owed = examined.chosen.submissions or not expected(examined.chosen)[SUBMISSION.key]
        if examined.tables is not None and owed:
            rated_quarters.append((quarter, examined))
        else:
            lacking.append(quarter)
    if not rated_quarters:
        return None
    last = rated_quarters[-1][1]
    before = history(last.chosen)
    grades = graded([e.tables for _, e in rated_quarters if e.tables is not None])
    evaluations = [_evaluated(e, before.last if e is last else {}) for _, e in rated_quarters]
    of_year = ledger_values(evaluations[-1])
    quarters = [
        Quarter(p, with_grades(with_ledgers(regraded, of_year), grades), e.clean)
        for (p, e), regraded in zip(rated_quarters, evaluations, strict=True)
    ]
    return Year(
        period=period,
        quarters=quarters,
        tables=_tables(inbox, period, last),
        before=before,
        previous=_published(inbox, period, last),
        lacking=tuple(lacking),
        grades=grades,
    )


def _evaluated(examined: Examined, previous: Mapping[Unit, int]) -> Evaluation:
    assert examined.tables is not None
    return evaluate(examined.tables, previous)


def _tables(inbox: Inbox, period: Period, last: Examined) -> Tables:
    assert last.tables is not None
    own = {w.file for w in inbox.of(REVIEW.key) if period_of(w) == period}
    frames = {
        **last.tables.frames,
        **{key: renamed(SHEETS[key], of_reviews(inbox, key, own), last.chosen.names) for key in _OF_THE_YEAR},
        "event": _events(inbox, period, last),
    }
    return replace(last.tables, period=period, frames=frames)


def _events(inbox: Inbox, period: Period, last: Examined) -> pd.DataFrame:
    """Decisions of the year wherever they were recorded."""
    rows = renamed(SHEETS["event"], of_reviews(inbox, "event"), last.chosen.names)
    first, last_day = pd.Timestamp(period.start), pd.Timestamp(period.end)
    there = rows["date"].between(first, last_day) | ((rows["date"] <= last_day) & (rows["until"] >= first))
    return once(rows[there.fillna(False).astype(bool)])


def _published(inbox: Inbox, period: Period, last: Examined) -> dict[Unit, int]:
    """Last year's yearly stars as some review workbook of this year has them; the later workbook stands."""
    stars: dict[Unit, int] = {}
    reviews = sorted(
        (w for w in inbox.of(REVIEW.key) if (p := period_of(w)) and p.year == period.year),
        key=lambda w: (str(period_of(w)), w.file),
    )
    for workbook in reviews:
        for row in records(of_reviews(inbox, "published_star", {workbook.file})):
            if parse_period(str(row["period"])) == period.previous():
                unit = str(row["unit"])
                stars[row["unit_kind"], last.chosen.names.get(same_name(unit), unit)] = int(row["star"])
    return stars
