"""下季度改进建议: each way leads to the star when everything is rated again, and no way of fewer rows does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.level_plant import INPUTS, OWN, TOP, quarter
from kit.plant_on_disk import sample_rated
from kit.tiny_plant import Rules, rulebook

from pipeline.core.exact import half_up
from pipeline.rating.caps import rulings
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.explain.levers import Advised, Lever
from pipeline.rating.explain.plans import NextQuarter
from pipeline.rating.explain.suggestions import suggestions
from pipeline.rating.explain.ways import Search
from pipeline.rating.measures import rows_of
from pipeline.rating.score import Leaf, Scores, base_after, scheme_of, team_scores, values_of
from pipeline.rating.stars import rate
from pipeline.report.disclosure import suggested
from schemas.base import title
from schemas.facts import TeamScore
from schemas.words import BRANCH, MEMBER, TEAM

PLANT = [(BRANCH, "甲支部"), (BRANCH, "乙支部"), *((TEAM, team) for own in OWN.values() for team in own)]
DONE = Advised("再按期办理", "项清单事项")
SHARES = st.sampled_from([Fraction(1), Fraction(1), Fraction(9, 10), Fraction(4, 5), Fraction(1, 2)])


def with_a_cap_by_goals(rules: Rules) -> None:
    next(row for row in rules["veto"] if row["code"] == "CP02").update(indicator="BR12", below=60.0)


@cache
def best() -> Evaluation:
    """A plant where everything was done."""
    of = quarter(dict.fromkeys(INPUTS, TOP))
    return evaluate(replace(of, rulebook=rulebook(with_a_cap_by_goals)), {})


@pytest.fixture(autouse=True, scope="module")
def _evaluated_once() -> None:
    best()


def rescored(of: Evaluation, leaves: Mapping[tuple[str, str], list[Leaf]]) -> Scores:
    """The scores with these leaves in place of those of their units; 班组均分 measured again on the teams' scores."""
    tables, every = of.tables, {**of.scores.leaves, **leaves}
    base = dict(of.scores.base)
    for unit in sorted((unit for unit in base if unit[0] != MEMBER), key=lambda unit: unit[0] != TEAM):
        if unit[0] == BRANCH:
            every[unit] = [measured_again(of, leaf, base) for leaf in every[unit]]
        score = base_after(every[unit], tables.rulebook, unit, of.awards.penalty)
        assert score is not None
        base[unit] = score
    return Scores(every, base, of.scores.evidence)


def measured_again(of: Evaluation, leaf: Leaf, base: Mapping[tuple[str, str], Fraction]) -> Leaf:
    if leaf.rule.source != title(TeamScore) or not leaf.applies:
        return leaf
    rows = rows_of(leaf.rule, team_scores(of.tables, base), of.people.bases)
    name = leaf.unit[1]
    value = values_of(leaf.rule, rows, [name], scheme_of(of.tables, of.people))[name]
    return replace(leaf, value=value, points=half_up(leaf.max_points * (value.ratio or 0), 2))


def rated_again(of: Evaluation, scores: Scores, previous: Mapping[tuple[str, str], int]) -> Evaluation:
    ruled = rulings(of.tables, scores)
    return replace(of, scores=scores, ruled=ruled, rated=rate(of.tables, scores, ruled, previous))


def at(leaf: Leaf, share: Fraction) -> Leaf:
    value = replace(leaf.value, ratio=share, above=leaf.value.below * share)
    points = half_up(leaf.max_points * share, 2)
    return replace(leaf, value=value, points=points, self_points=points, reason="")


@st.composite
def quarters(draw: st.DrawFn) -> NextQuarter:
    """A plant of two branches and three teams with drawn leaves and past stars; three leaves a unit can still gain, in one
    or two rows."""
    leaves, levers = {}, {}
    for unit in PLANT:
        full = best().scores.leaves[unit]
        points = [
            leaf
            for leaf in full
            if leaf.applies and leaf.rule.points and leaf.rule.source != title(TeamScore)
        ]
        low = {leaf.rule.code: at(leaf, draw(SHARES)) for leaf in points}
        leaves[unit] = [low.get(leaf.rule.code, leaf) for leaf in full]
        chosen = [low[code] for code in ("BR12", "BR04", "TM01", "TM02") if code in low]
        levers[unit] = tuple(lever(draw, leaf) for leaf in chosen if leaf.value.ratio != 1)
    previous = {
        unit: star for unit in PLANT if (star := draw(st.sampled_from([None, 2, 3, 4, 5]))) is not None
    }
    made = rated_again(best(), rescored(best(), leaves), previous)
    after = NextQuarter.after(made)
    every = {unit: levers.get(unit, ()) for unit in after.levers}
    tied = {unit: tuple(one.code for one in of if one.code == "BR12") for unit, of in every.items()}
    return replace(after, levers=every, conditional=tied, memo={}, rooms={})


def lever(draw: st.DrawFn, leaf: Leaf) -> Lever:
    steps = draw(st.sampled_from([1, 2]))
    ratio = leaf.value.ratio or Fraction(0)
    return Lever(DONE, tuple(at(leaf, ratio + (1 - ratio) * n / steps) for n in range(steps + 1)))


Counts = dict[tuple[str, str], dict[str, int]]


def combinations(of: NextQuarter, unit: tuple[str, str], most: int) -> Iterator[Counts]:
    """Every way to do at most so many rows of the unit and, of a branch, its teams."""
    units = [unit, *(of.own_teams(unit[1]) if unit[0] == BRANCH else [])]
    levers = [one for each in units for one in of.levers[each]]
    for counts in product(*(range(one.rows + 1) for one in levers)):
        if sum(counts) <= most:
            made: Counts = {}
            for one, count in zip(levers, counts, strict=True):
                made.setdefault(one.unit, {})[one.code] = count
            yield made


def star_after(of: NextQuarter, unit: tuple[str, str], counts: Counts) -> int:
    """The star of the unit when all is scored and rated again in the next quarter."""
    made = of.evaluation
    leaves = {each: list(of.leaves(each, tuple(rows.items()))) for each, rows in counts.items()}
    scores = rescored(made, leaves)
    stars = {each: one.star for each, one in made.rated.standings.items() if one.star is not None}
    return rate(made.tables, scores, rulings(made.tables, scores), stars).standings[unit].star or 0


def held(of: NextQuarter, unit: tuple[str, str], star: int, counts: Counts) -> bool:
    """The same without printing: outcomes of the units, linked."""
    search = Search(of, unit, star)
    after = {
        each: of.outcome(each, tuple((code, n) for code, n in rows.items() if n))
        for each, rows in counts.items()
        if each != unit
    }
    gained = sum((search.gained(outcome, team) for team, outcome in after.items()), Fraction(0))
    rows = counts.get(unit, {})
    return search.reaches(
        after | {unit: of.outcome(unit, tuple((c, n) for c, n in rows.items() if n), gained)}
    )


@examples(40)
@given(quarters(), st.sampled_from(PLANT))
def test_the_way_leads_to_the_star_and_none_of_fewer_rows_does(
    of: NextQuarter, unit: tuple[str, str]
) -> None:
    star = (of.evaluation.rated.standings[unit].star or 0) + 1
    if star > 5:
        return
    way = Search(of, unit, star).way()
    fewer = 99 if way is None else sum(one.rows for one in way.values()) - 1
    if way is not None:
        assert star_after(of, unit, {each: dict(one.plan) for each, one in way.items()}) >= star
    assert not [counts for counts in combinations(of, unit, fewer) if held(of, unit, star, counts)]


@examples(20)
@given(quarters(), st.sampled_from(PLANT), st.randoms(use_true_random=False))
def test_a_plan_is_worth_what_rating_everything_again_says(of: NextQuarter, unit, random) -> None:
    every = list(combinations(of, unit, 99))
    counts = random.choice(every)
    star = star_after(of, unit, counts)
    assert [held(of, unit, k, counts) for k in range(1, 6)] == [k <= star for k in range(1, 6)]


# --- what is said of it


def said(kind: str, unit: str) -> list[str]:
    result = sample_rated()
    return suggested(result.star[kind, unit], result)


def test_a_branch_is_told_its_own_things_and_the_points_of_its_teams():
    assert said(BRANCH, "检修支部")[0] == "汽机班 +1.92 分（可到三星）"
    first, *others = said(BRANCH, "燃料支部")
    assert "再完成 1 项目标（目标完成 +1.05 分），得分由 77.05 到 80.60，过 80 分" in first
    assert len(others) == 2 and all(line.startswith("或：") for line in others)


def test_a_team_that_waits_for_its_branch_is_told_what_the_branch_must_reach():
    assert said(TEAM, "化学运行班")[-1] == "评五星还要所属支部达到三星"


def test_of_a_small_unit_no_number_of_wishes_is_told():
    result = sample_rated()
    star = result.star[TEAM, "集控六值"]
    plain, hidden = suggested(star, result), suggested(star, result, frozenset({"TM07a"}))
    assert any("件到期的微心愿（" in line for line in plain)
    assert not any("件到期的微心愿" in line for line in hidden)
    assert any("补齐党建融合·微心愿实现（件数不足十人，不公布）" in line for line in hidden)


def test_only_what_was_not_done_is_suggested_and_no_team_of_another_branch():
    result = sample_rated()
    home = {star.unit: star.parent for star in result.stars_of(TEAM)}
    for suggestion in result.suggestions.values():
        for change in (change for way in suggestion.ways for change in way.changes):
            assert change.unit == suggestion.unit or home[change.unit[1]] == suggestion.unit[1]
            for todo in change.todos:
                leaf = next(
                    x for x in result.evaluation.scores.leaves[change.unit] if x.rule.code == todo.code
                )
                assert leaf.reason or leaf.rule.source not in (
                    "一带一",
                    "创新成果",
                    "满意度测评",
                    "党员概况",
                    "出勤明细",
                )
                assert todo.rows > 0 and todo.gain >= 0


def test_of_a_suspended_unit_and_in_a_month_nothing_is_suggested():
    made = sample_rated().evaluation
    unit = (TEAM, "汽机班")
    standings = {**made.rated.standings, unit: replace(made.rated.standings[unit], pending="有关事项待核定")}
    held = replace(made, rated=replace(made.rated, standings=standings))
    assert unit not in {one.unit for one in suggestions(held)}
    assert sample_rated("2019-08").suggestions == {}
