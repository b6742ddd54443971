"""下季度改进建议: the fewest things that lead a unit to its next star, over its own points, limits and gates and its own teams together.

The cost of a way is its number of rows: an item done in time, a goal, a deduction less, a repair, each one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.core.chinese import points
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.levers import Advised, Lever
from pipeline.rating.explain.plans import NextQuarter, Outcome
from pipeline.rating.explain.ways import Item, Search
from pipeline.rating.score import Unit
from pipeline.rating.stars import Standing
from schemas.words import BRANCH, TEAM

_ALTERNATIVES = 2
_AVOIDED = 3  # the weightiest things of a way, each left out once to find another


@dataclass(frozen=True, slots=True)
class MoreRows:
    """Some rows of an indicator and the points that they bring."""

    code: str
    name: str
    rows: int
    words: Advised
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Improvement:
    """What a unit does, its score and its star by itself before and after."""

    unit: Unit
    todos: tuple[MoreRows, ...]
    before: Fraction
    score: Fraction
    room: int
    short: Fraction  # of the star that it could then hold, nothing if it could before


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that together lead to the star; the unit's own one first."""

    changes: tuple[Improvement, ...]

    @property
    def rows(self) -> int:
        return sum(todo.rows for change in self.changes for todo in change.todos)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The cheapest way of a unit to a star and others beside it; `note`: what must be said, or why there is no way."""

    unit: Unit
    star: int
    ways: tuple[Way, ...]
    note: str = ""


def suggestions(evaluation: Evaluation) -> Iterator[Suggestion]:
    """For every rated unit below the top whose star is known: how it comes to the next one in the next quarter."""
    quarter, rules = NextQuarter.after(evaluation), evaluation.tables.rulebook
    for unit, standing in evaluation.rated.standings.items():
        below = standing.star is not None and standing.star < rules.top(unit[0])
        if standing.rated and not standing.pending and below:
            yield _suggestion(quarter, standing)


def _suggestion(quarter: NextQuarter, standing: Standing) -> Suggestion:
    unit, star = standing.unit, (standing.star or 0) + 1
    if any(step.stage == "名额" and step.before != step.after for step in standing.trace):
        return Suggestion(unit, star, (), "受名额限制，与其他单位比较后确定")
    search = Search(quarter, unit, star)
    cheapest = search.way()
    if cheapest is None:
        return _none(search)
    if not any(one.rows for one in cheapest.values()):
        return Suggestion(unit, star, (), "各项保持本季水平即可达到")
    return Suggestion(unit, star, tuple(_ways(search, cheapest)))


def _none(search: Search) -> Suggestion:
    """Why there is no way; a team that waits for its branch has its own part of one."""
    unit, star, rules = search.unit, search.star, search.quarter.evaluation.tables.rulebook
    word, rated = rules.level_word(unit[0], star), search.quarter.rated
    if unit[0] == TEAM and (part := search.of_team(reached=False)):
        ways = (_way(search, part),) if part[unit].rows else ()
        floor = rules.level_word(BRANCH, rated.links.floor(rated.team_at[unit[1]])[star])
        return Suggestion(unit, star, ways, f"评{word}还要所属支部达到{floor}")
    *_, last = search.outcomes(unit)
    lowest = rated.standings[unit].lowest[star - 1]
    if last.score < lowest:
        done = (
            "补齐未办事项、目标和扣分"
            if last.rows < search.quarter.most_rows(unit)
            else f"再办 {last.rows} 件"
        )
        said = f"{done}，得分到 {points(last.score)}，仍不到{word}的 {points(lowest)} 分"
        return Suggestion(
            unit,
            star,
            (),
            said
            if last.rows
            else f"没有未办事项和扣分可补，得分不到{word}的 {points(lowest)} 分，差在其他指标",
        )
    if last.room < star:
        return Suggestion(unit, star, (), "受否决、封顶或其他必备条件限制，补齐未办事项也不能解除")
    return Suggestion(unit, star, (), "补齐未办事项，仍不满足联动条件")


def _ways(search: Search, cheapest: Mapping[Unit, Outcome]) -> Iterator[Way]:
    """The cheapest way, and the cheapest ones that leave out one of its weightiest things."""
    first = _way(search, cheapest)
    others: list[Way] = []
    for item in _items(search, first)[:_AVOIDED]:
        other = replace(search, avoided=frozenset({item})).way()
        if other is not None and (way := _way(search, other)) not in (first, *others):
            others.append(way)
    yield first
    yield from sorted(others, key=lambda way: way.rows)[:_ALTERNATIVES]


def _items(search: Search, way: Way) -> list[Item]:
    """The unit's own indicators and the teams of a way, those that bring most first."""
    weights: list[tuple[Fraction, Item]] = []
    for change in way.changes:
        if change.unit == search.unit:
            weights += [(todo.gain, (change.unit, todo.code)) for todo in change.todos]
        else:
            weights.append((change.score - change.before, (change.unit, "")))
    return [item for _, item in sorted(weights, key=lambda weight: (-weight[0], weight[1]))]


def _way(search: Search, after: Mapping[Unit, Outcome]) -> Way:
    return Way(
        tuple(
            _change(search.quarter, unit, after[unit])
            for unit in sorted(after, key=lambda unit: (unit != search.unit, unit))
            if after[unit].rows or unit == search.unit
        )
    )


def _change(quarter: NextQuarter, unit: Unit, outcome: Outcome) -> Improvement:
    rows = dict(outcome.plan)
    levers = [lever for lever in quarter.levers[unit] if lever.code in rows]
    before = quarter.rated.standings[unit]
    return Improvement(
        unit,
        tuple(_todo(quarter, lever, rows[lever.code]) for lever in levers),
        quarter.evaluation.scores.base[unit],
        outcome.score,
        outcome.room,
        short=max(Fraction(0), before.lowest[outcome.room - 1] - quarter.evaluation.scores.base[unit])
        if outcome.room > (before.capped or 0)
        else Fraction(0),
    )


def _todo(quarter: NextQuarter, lever: Lever, rows: int) -> MoreRows:
    rule, families = lever.leaves[0].rule, quarter.evaluation.tables.rulebook.families
    name = (f"{families[rule.parent][0]}·" if rule.parent else "") + rule.name
    return MoreRows(rule.code, name, rows, lever.words, lever.gain(rows))
