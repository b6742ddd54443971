from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from kit.tiny_plant import Row, branch, row, rulebook, tables, team

from pipeline.core.exact import half_up
from pipeline.rating.caps import rulings
from pipeline.rating.explain.shortfall import next_stars
from pipeline.rating.score import Leaf, Scores
from pipeline.rating.scoring import Value
from pipeline.rating.stars import ABSENT, FIRST, RATED, UNRATED, Rated, Standing, rate, score_star

F = Fraction

BRANCH_LOWEST, TEAM_LOWEST = (rulebook().thresholds[kind] for kind in ("党支部", "班组"))
A, B, C = "甲支部", "乙支部", "丙支部"
NOTHING = pd.DataFrame(columns=["unit", "file", "key", "row", "field", "unit_kind", "indicator"])


def unit(name: str) -> tuple[str, str]:
    return ("党支部" if name.endswith("支部") else "班组", name)


def rated(
    *rows: Row,
    scores: Mapping[str, str],
    last: Mapping[str, int] | None = None,
    leaves: Mapping[str, list[Leaf]] | None = None,
    **given: Any,
) -> Rated:
    """The plant rated by these base scores, whatever they were earned with."""
    made = tables(*rows, **given)
    found = Scores(
        {unit(name): of for name, of in (leaves or {}).items()},
        {unit(n): F(s) for n, s in scores.items()},
        NOTHING,
    )
    return rate(made, found, rulings(made, found), {unit(name): star for name, star in (last or {}).items()})


def stars(found: Rated) -> dict[str, int | None]:
    return {name: standing.star for (_, name), standing in found.standings.items()}


def story(found: Rated, name: str) -> list[tuple[str, int | None, int | None]]:
    return [(step.stage, step.before, step.after) for step in found.standings[unit(name)].trace]


def teams(*names: str, of: str = A, **cells: Any) -> list[Row]:
    return [team(name, of=of, **cells) for name in names]


def event(kind: str, name: str, code: str | None = None, **cells: Any) -> Row:
    return row(
        "event",
        **{
            "unit_kind": unit(name)[0],
            "unit": name,
            "type": kind,
            "code": code,
            "date": "2019-08-01",
            **cells,
        },
    )


FIVE = {"一班": "95", "二班": "95"}
STRONG = [branch(A), *teams("一班", "二班")]


# --- 1 the score star


@pytest.mark.parametrize(
    ("score", "star"),
    [
        ("100", 5),
        ("95", 5),
        ("94.99", 4),
        ("90", 4),
        ("89.99", 3),
        ("80", 3),
        ("79.99", 2),
        ("70", 2),
        ("69.99", 1),
        ("60", 1),
        ("59.99", 0),
        ("0", 0),
    ],
)
def test_a_branch_reaches_a_star_at_its_lower_bound(score: str, star: int):
    assert score_star(F(score), BRANCH_LOWEST) == star


@pytest.mark.parametrize(
    ("score", "star"),
    [("90", 5), ("89.99", 4), ("80", 4), ("79.99", 3), ("70", 3), ("60", 2), ("50", 1), ("49.99", 0)],
)
def test_a_team_reaches_a_star_at_its_lower_bound(score: str, star: int):
    assert score_star(F(score), TEAM_LOWEST) == star


# --- 2 the step


@pytest.mark.parametrize(
    ("score", "last", "star"),
    [
        ("96", 5, 5),
        ("96", 4, 5),
        ("96", 3, 4),
        ("96", 0, 1),
        ("96", None, 5),
        ("65", 4, 3),
        ("65", 1, 1),
        ("59", 5, 4),
        ("59", 1, 0),
        ("91", 4, 4),
    ],
)
def test_a_star_moves_one_step_a_period_and_freely_without_a_past(score: str, last: int | None, star: int):
    past = {} if last is None else {A: last}
    assert stars(rated(*STRONG, scores={A: score, **FIVE}, last=past))[A] == star


def test_an_exceptional_promotion_lifts_the_step_up_and_nothing_else():
    document = event("破格", A, document="党纪〔2019〕9号")
    assert stars(rated(*STRONG, document, scores={A: "96", **FIVE}, last={A: 2}))[A] == 5
    assert stars(rated(*STRONG, document, scores={A: "91", **FIVE}, last={A: 2}))[A] == 4
    assert stars(rated(*STRONG, document, scores={A: "59", **FIVE}, last={A: 5}))[A] == 4


def test_a_cap_is_applied_after_the_step_and_may_cost_more_than_one_star():
    found = rated(*STRONG, event("否决", A, "VT03"), scores={A: "65", **FIVE}, last={A: 5})
    assert story(found, A) == [("分数线", None, 1), ("步长", 1, 4), ("否决与封顶", 4, 2), ("联动", 2, 2)]


# --- 3 caps


@pytest.mark.parametrize(
    ("code", "of_branch", "of_team"),
    [
        ("VT01", 0, 0),
        ("VT02", 0, 0),
        ("VT03", 2, 2),
        ("VT04", 2, 2),
        ("VT05", 2, 5),
        ("VT06", 0, 0),
        ("VT07", 3, 3),
        ("CP01", 5, 4),
    ],
)
def test_a_veto_caps_the_kinds_of_unit_it_is_written_for(code: str, of_branch: int, of_team: int):
    assert stars(rated(*STRONG, event("否决", A, code), scores={A: "96", **FIVE}))[A] == of_branch
    assert stars(rated(*STRONG, event("封顶", "一班", code), scores={A: "96", **FIVE}))["一班"] == of_team


@pytest.mark.parametrize(
    ("code", "of_branch"),
    [("VT01", 0), ("VT02", 0), ("VT03", 2), ("VT04", 2), ("VT06", 0), ("VT07", 3), ("CP01", 5)],
)
def test_the_veto_of_a_team_reaches_its_branch_where_the_rulebook_says_so(code: str, of_branch: int):
    found = rated(*STRONG, event("否决", "一班", code), scores={A: "96", **FIVE})
    assert stars(found)[A] == of_branch


def test_the_veto_of_a_branch_does_not_reach_the_score_of_its_teams():
    assert stars(rated(*STRONG, event("否决", A, "VT03"), scores={A: "96", **FIVE})) == {
        A: 2,
        "一班": 4,
        "二班": 4,
    }


def test_the_lowest_of_several_caps_stands_and_each_is_told():
    found = rated(*STRONG, event("否决", A, "VT03"), event("否决", A, "VT06"), scores={A: "96", **FIVE})
    assert [
        step.rule.split()[0] for step in found.standings[unit(A)].trace if step.stage == "否决与封顶"
    ] == ["VT06", "VT03"]
    assert stars(found)[A] == 0


def satisfied(percent: str) -> dict[str, list[Leaf]]:
    rule = next(one for one in rulebook().of("党支部") if one.code == "BR10")
    points = half_up(rule.points * F(percent) / 100, 2)
    return {A: [Leaf(unit(A), rule, Value(F(percent) / 100), rule.points, points, points)]}


@pytest.mark.parametrize(("percent", "star"), [("59.75", 3), ("59.99", 3), ("60", 5), ("60.25", 5), ("0", 3)])
def test_a_branch_whose_people_are_not_satisfied_has_three_stars_at_most(percent: str, star: int):
    assert stars(rated(*STRONG, scores={A: "96", **FIVE}, leaves=satisfied(percent)))[A] == star


def test_a_checked_score_may_bring_a_cap_or_lift_it():
    low, high = satisfied("59")[A][0], satisfied("80")[A][0]
    lifted, lowered = (
        replace(low, points=low.max_points, reason="补测"),
        replace(high, points=F(4), reason="票数不实"),
    )
    assert stars(rated(*STRONG, scores={A: "96", **FIVE}, leaves={A: [lifted]}))[A] == 5
    assert stars(rated(*STRONG, scores={A: "96", **FIVE}, leaves={A: [lowered]}))[A] == 3


def test_a_branch_without_a_survey_is_not_capped_for_it():
    rule = satisfied("60")[A][0].rule
    unknown = {A: [Leaf(unit(A), rule, Value(None), F(0), F(0), F(0))]}
    assert stars(rated(*STRONG, scores={A: "96", **FIVE}, leaves=unknown))[A] == 5


# --- 4 open investigations


@pytest.mark.parametrize(
    ("lifted", "open_"), [(None, True), ("2019-10-01", False), ("2019-09-30", False), ("2019-08-15", False)]
)
def test_an_open_investigation_holds_the_star_back_until_it_is_lifted(lifted: str | None, open_: bool):
    found = rated(*STRONG, event("暂缓", "一班", lifted=lifted, reason="事故调查"), scores={A: "96", **FIVE})
    assert found.standings[unit("一班")].pending == ("有关事项待核定" if open_ else "")


def test_a_team_under_investigation_counts_for_its_branch_as_it_stands():
    found = rated(*STRONG, event("暂缓", "一班"), event("暂缓", "二班"), scores={A: "96", **FIVE})
    assert stars(found) == {A: 5, "一班": 5, "二班": 5}


# --- 5 who is not rated


def test_a_unit_founded_in_the_period_has_a_score_and_no_star():
    found = rated(
        branch(A, founded="2019-07-01"), *teams("一班", founded="2019-06-30"), scores={A: "96", "一班": "95"}
    )
    assert (found.standings[unit(A)].status, found.standings[unit("一班")].status) == (FIRST, RATED)
    assert found.standings[unit(A)].score == 96
    assert stars(found) == {A: None, "一班": 5}


def test_a_unit_without_a_score_is_not_rated():
    found = rated(*STRONG, scores={A: "96", "一班": "95"})
    assert found.standings[unit("二班")].status == UNRATED
    assert story(found, "二班") == [("未评", None, None)]


def test_a_branch_without_a_workbook_and_its_teams_are_absent_and_named_so():
    found = rated(*STRONG, branch(B), *teams("三班", of=B), scores={A: "96", **FIVE}, missing=(B,))
    assert {name: s.status for (_, name), s in found.standings.items()} == {
        A: RATED,
        "一班": RATED,
        "二班": RATED,
        B: ABSENT,
        "三班": ABSENT,
    }
    assert stars(found)[B] is None
    assert "缺报" in found.standings[unit(B)].trace[0].because


# --- 6 gates


@pytest.mark.parametrize(
    ("others", "star"),
    [
        (["90", "80", "80", "70", "50"], 5),
        (["89.99", "80", "80", "80", "80"], 4),  # nobody at five
        (["90", "80", "79.99", "79.99", "79.99"], 4),  # two of five at four, three are asked
        (["90", "90", "90", "69.99", "69.99"], 4),  # three of five at three, four are asked
        (["90", "90", "90", "59.99", "59.99"], 3),  # three of five at two, four are asked for four stars
        (["70", "50", "50", "50", "50"], 3),
        (["69.99", "60", "60", "60", "60"], 2),
    ],
)
def test_the_default_gates_of_a_branch_with_five_teams(others: list[str], star: int):
    names = [f"{n}班" for n in "一二三四五"]
    assert (
        stars(rated(branch(A), *teams(*names), scores={A: "96", **dict(zip(names, others, strict=True))}))[A]
        == star
    )


@pytest.mark.parametrize(("score", "star"), [("79.99", 4), ("80", 5)])
def test_a_team_of_five_stars_needs_a_branch_of_three(score: str, star: int):
    assert stars(rated(*STRONG, scores={A: score, **FIVE}))["一班"] == star


def test_teams_in_their_first_period_and_unrated_ones_are_not_counted():
    new = teams("三班", "四班", founded="2019-08-01")
    found = rated(*STRONG, *new, *teams("五班"), scores={A: "96", **FIVE, "三班": "50", "四班": "50"})
    assert stars(found)[A] == 5


def test_a_branch_of_which_no_team_counts_yet_is_told_so():
    found = rated(branch(A), *teams("一班", founded="2019-08-01"), scores={A: "96", "一班": "90"})
    assert "所辖班组首期未评或未评，不计" in found.standings["党支部", A].trace[-1].because


def test_a_rated_team_with_a_poor_score_is_counted():
    names = ("三班", "四班", "五班")
    assert (
        stars(rated(*STRONG, *teams(*names), scores={A: "96", **FIVE, **dict.fromkeys(names, "49")}))[A] == 3
    )


def test_a_branch_without_teams_counts_those_it_is_paired_with():
    paired = [*STRONG, branch(B, paired_teams="一班、二班")]
    assert stars(rated(*paired, scores={A: "96", B: "97", **FIVE}))[B] == 5
    assert stars(rated(*paired, scores={A: "96", B: "97", "一班": "60", "二班": "60"}))[B] == 2


def test_own_teams_stand_before_paired_ones():
    own = [*STRONG, branch(B, paired_teams="一班、二班"), *teams("三班", of=B)]
    assert stars(rated(*own, scores={A: "96", B: "97", **FIVE, "三班": "60"}))[B] == 2


def test_a_branch_with_neither_teams_nor_pairs_has_four_stars_at_most():
    found = rated(*STRONG, branch(B), scores={A: "96", B: "97", **FIVE})
    assert stars(found)[B] == 4
    assert story(found, B) == [("分数线", None, 5), ("步长", 5, 5), ("否决与封顶", 5, 4), ("联动", 4, 4)]


@pytest.mark.parametrize(
    ("low", "high", "star"), [(2, None, 2), (3, None, 5), (None, 2, 2), (None, 1, 5), (2, 2, 2)]
)
def test_a_gate_for_a_size_asks_nothing_of_branches_of_another(low: int | None, high: int | None, star: int):
    def banded(rules):
        rules["gate"] = [rules["gate"][6] | {"min_teams": low, "max_teams": high}]

    assert stars(rated(*STRONG, scores={A: "96", "一班": "60", "二班": "60"}, rules=banded))[A] == star


def test_a_chain_of_pairs_is_followed_to_its_end():
    chain = [branch(A), *teams("一班"), branch(B, paired_teams="一班")]
    assert stars(rated(*chain, scores={A: "96", B: "96", "一班": "95"})) == {A: 5, B: 5, "一班": 5}
    assert stars(rated(*chain, scores={A: "79", B: "96", "一班": "95"})) == {A: 2, B: 4, "一班": 4}


def test_a_branch_that_is_not_rated_holds_none_of_its_teams_down():
    assert (
        stars(rated(branch(A, founded="2019-08-01"), *teams("一班"), scores={A: "60", "一班": "95"}))["一班"]
        == 5
    )


# --- 7 the trace


CASES = {
    "everything holds": rated(*STRONG, scores={A: "96", **FIVE}, last={A: 5}),
    "a step and a veto": rated(*STRONG, event("否决", A, "VT03"), scores={A: "65", **FIVE}, last={A: 5}),
    "a gate": rated(*STRONG, scores={A: "96", "一班": "60", "二班": "60"}),
    "a weak branch": rated(*STRONG, scores={A: "61", **FIVE}),
    "no teams": rated(*STRONG, branch(B), scores={A: "96", B: "97", **FIVE}),
    "nothing": rated(*STRONG, scores={A: "10", "一班": "10"}),
}


def all_standings() -> list[Standing]:
    return [standing for found in CASES.values() for standing in found.standings.values()]


@pytest.mark.parametrize("standing", all_standings(), ids=lambda s: s.unit[1])
def test_the_trace_begins_with_nothing_ends_with_the_star_and_has_no_gap(standing: Standing):
    trace = standing.trace
    assert trace[0].before is None
    assert trace[-1].after == standing.star
    assert all(earlier.after == later.before for earlier, later in pairwise(trace))


@pytest.mark.parametrize("standing", all_standings(), ids=lambda s: s.unit[1])
def test_every_stage_says_why_and_every_fall_but_the_step_names_its_cell(standing: Standing):
    assert all(step.because and step.rule for step in standing.trace)
    assert all(
        step.place
        for step in standing.trace
        if step.stage != "步长" and step.before not in (None, step.after)
    )


def test_a_lowered_branch_is_told_how_many_teams_it_has_and_needs():
    step = CASES["a gate"].standings[unit(A)].trace[-1]
    assert (step.before, step.after, step.place) == (5, 2, "gate 12 value")
    assert step.because == "评三星，须有三星及以上班组 1 个，现有 0 个"


def test_a_lowered_team_is_told_of_its_branch():
    step = CASES["a weak branch"].standings[unit("一班")].trace[-1]
    assert (step.rule, step.because) == ("班组五星要求支部三星", "所属支部甲支部不到三星")


def test_a_lowered_team_is_told_of_the_floor_that_its_branch_misses_first():
    def floors(rules):
        five = rules["gate"][-1]
        rules["gate"] += [five | {"star": 3, "value": 2}, five | {"star": 3, "value": 1}]

    found = rated(*STRONG, scores={A: "61", **FIVE}, rules=floors)
    assert stars(found)["一班"] == 2
    assert found.standings[unit("一班")].trace[-1].rule == "班组三星要求支部二星"


def test_what_is_missing_to_the_next_star_names_points_teams_and_the_branch():
    told = {(one.unit, one.star): one.sentence for one in next_stars(CASES["a gate"], rulebook())}
    assert (
        told[A, 3]
        == "三星及以上班组还差 1 个（须有 1 个，现有 0 个），最接近的是二班（差 10.00 分）、一班（差 10.00 分）"
    )
    assert told["一班", 3] == "得分还差 10.00 分到三星（70.00 分）"
    told = {(one.unit, one.star): one.sentence for one in next_stars(CASES["a weak branch"], rulebook())}
    assert told["一班", 5] == "班组评五星要求所属支部三星，甲支部目前一星"


def test_a_unit_at_the_top_or_without_a_star_lacks_nothing():
    assert not list(next_stars(CASES["everything holds"], rulebook()))
    assert not [one for one in next_stars(CASES["nothing"], rulebook()) if one.unit == "二班"]
