"""A change between two quarters in two parts: what the rules did, on the same evidence, and what work did, under the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from kit.level_plant import INPUTS, rows_of_quarter
from kit.plant_on_disk import sample_rated
from kit.tiny_plant import Row, Rules, branch, colleague, row, tables, unchanged

from pipeline.evidence.tables import Tables
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.explain.bridge import bridge, scores_of
from pipeline.report.pages.compared import compared, survey_changes
from schemas.words import BRANCH, TEAM


def heavier_work_list(rules: Rules) -> None:
    """Three points of the goals go to the work list."""
    points = {"BR04": 9.0, "BR12": 12.0}
    for indicator in rules["indicator"]:
        indicator["points"] = points.get(indicator["code"], indicator["points"])


@cache
def quarter(level: int, rules=unchanged, without: str = "") -> Tables:
    rows: list[Row] = rows_of_quarter(dict.fromkeys(INPUTS, level))
    kept = [row for row in rows if not (row.sheet == "team" and row.cells["team"] == without)]
    return tables(*kept, rules=rules)


@cache
def scores(of: Tables) -> Mapping[tuple[str, str], Fraction]:
    return scores_of(of)


@cache
def now() -> Evaluation:
    return evaluate(quarter(3, heavier_work_list), {})


def test_the_rules_part_is_the_same_evidence_under_both_rules_and_the_work_part_is_the_rest():
    before = quarter(2)
    parts = bridge(before, now())
    assert parts.rules_changed and {one.unit for one in parts.units} == set(now().rated.standings)
    old, same = scores(before), scores(quarter(2, heavier_work_list))
    for one in parts.units:
        assert (one.before, one.same_rules) == (old[one.unit], same[one.unit])
        assert one.before + one.by_rules + one.by_work == one.now == now().scores.base[one.unit]
    assert any(one.by_rules for one in parts.units if one.unit[0] == BRANCH)
    assert not any(one.by_rules for one in parts.units if one.unit[0] == TEAM)


def test_under_the_same_rules_all_is_work():
    parts = bridge(quarter(2, heavier_work_list), now())
    assert not parts.rules_changed and not any(one.by_rules for one in parts.units)


def test_units_of_one_quarter_alone_are_named_and_a_renamed_one_is_compared():
    parts = bridge(quarter(2, heavier_work_list, without="汽机班"), now())
    assert parts.only_now == ((TEAM, "汽机班"),) and not parts.only_before
    called = bridge(quarter(2, heavier_work_list), now(), lambda name: "热机班" if name == "汽机班" else name)
    assert called.only_before == ((TEAM, "热机班"),) and called.only_now == ((TEAM, "汽机班"),)


def test_the_sample_says_how_many_went_from_which_star_to_which():
    result = sample_rated()
    view = compared(result)
    for table in view.transitions:
        stars = [
            star
            for star in result.stars_of(table.kind)
            if star.previous_star is not None and star.shown is not None
        ]
        assert sum(sum(counts) for _, counts in table.rows) == len(stars)
        same = sum(counts[table.stars.index(word)] for word, counts in table.rows)
        assert same == sum(star.change == 0 for star in stars)
    assert [table.kind for table in view.transitions] == [BRANCH, TEAM]
    assert not view.bridged and view.sentences[0].startswith("上季和本季用同一版评价细则")


def test_of_a_month_nothing_is_compared():
    assert not compared(sample_rated("2019-08")).transitions


def test_a_suspended_star_is_in_no_table():
    result = sample_rated()
    stars = [star._replace(pending=True) if star.unit == "检修支部" else star for star in result.stars]
    (first, *_) = compared(replace(result, stars=tuple(stars))).transitions
    (whole, *_) = compared(result).transitions
    assert sum(sum(n) for _, n in first.rows) == sum(sum(n) for _, n in whole.rows) - 1


def polled(score: int, votes: int, day: str) -> Row:
    """A survey of the branch in which so many of a hundred are satisfied."""
    good = votes * score // 100
    cells = {"very": good, "mostly": 0, "fair": 0, "bad": votes - good, "unknown": 0}
    return row(
        "survey",
        unit_kind=BRANCH,
        unit="甲支部",
        date=day,
        issued=votes,
        returned=votes,
        entitled=votes,
        **cells,
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ((50, 100), (90, 100), "升"),
        ((90, 100), (50, 100), "降"),
        ((80, 10), (90, 10), "暂无法区分"),  # one vote of ten
        ((90, 100), (90, 100), "暂无法区分"),
        ((100, 5), (0, 5), "降"),
    ],
)
def test_a_change_of_the_satisfaction_is_said_only_where_votes_bear_it(old, new, said):
    people = (branch(), *(colleague(f"{number:02}") for number in range(5)))
    before = tables(*people, polled(*old, "2019-06-20"), period="2019Q2")
    after = evaluate(tables(*people, polled(*new, "2019-09-20")), {})
    (change,) = survey_changes(before, after)
    assert (change.unit, change.said) == ("甲支部", said)
    assert f"（{old[1]} 票）" in change.before and f"（{new[1]} 票）" in change.now


def test_of_a_survey_that_is_still_the_one_of_last_quarter_nothing_is_said():
    people, same = (
        (branch(), *(colleague(f"{number:02}") for number in range(5))),
        polled(90, 50, "2019-06-20"),
    )
    after = evaluate(tables(*people, same), {})
    assert not [*survey_changes(tables(*people, same, period="2019Q2"), after)]
    assert not [*survey_changes(tables(*people, period="2019Q2"), after)]
