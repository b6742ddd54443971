"""The score of a year: weights of the quarters, the best of them alone, and a year-end part (rules 9.7)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.tiny_plant import Row, Rules, inbox, row, setting
from year.test_annual import lone, year_of

from pipeline.intake.checks.rules.soundness import check_rulebook
from pipeline.year.award import NO_YEAR_END, YearAward, award
from pipeline.year.means import mean_of_quarters, year_rule
from pipeline.year.page import annual_files
from pipeline.year.rows import award_rows
from schemas.words import BRANCH

F = Fraction
UNIT = (BRANCH, "甲支部")
scores = st.lists(st.none() | st.integers(0, 10000).map(lambda n: F(n, 100)), min_size=4, max_size=4)
weights = st.lists(st.integers(0, 40).map(F), min_size=4, max_size=4)


def changed(**settings: str) -> Any:
    def change(rules: Rules) -> None:
        for name, value in settings.items():
            setting(name, value)(rules)

    return change


def made(*scores: str, rows: tuple[Row, ...] = (), **settings: str) -> YearAward:
    """A year of one branch with these scores of its quarters, "" for none."""
    bases = [{UNIT: text} if text else {} for text in scores]
    return award(year_of([lone("甲支部"), *rows], *bases, rules=changed(**settings)))


def year_end(score: float) -> Row:
    return row("year_end", unit="甲支部", score=score)


@examples(150)
@given(scores, weights, st.integers(1, 4))
def test_it_is_the_best_mean_of_so_many_quarters(scores, weights, most: int):
    """Brute force over every choice of quarters that have a score and a weight."""
    known = [i for i in range(4) if scores[i] is not None and weights[i]]
    means = [
        sum(weights[i] * scores[i] for i in chosen) / sum(weights[i] for i in chosen)
        for chosen in combinations(known, min(most, len(known)))
        if chosen
    ]
    found = mean_of_quarters(scores, weights, most)
    assert (found.score if found else None) == max(means, default=None)


@examples(150)
@given(scores, weights, st.integers(1, 4), st.integers(0, 3), st.integers(1, 3000))
def test_a_better_quarter_never_costs_anything(scores, weights, most: int, which: int, more: int):
    if scores[which] is None:
        return
    better = [*scores[:which], scores[which] + F(more, 100), *scores[which + 1 :]]
    before, after = (mean_of_quarters(one, weights, most) for one in (scores, better))
    assert (before is None) == (after is None)
    assert before is None or after is None or after.score >= before.score


@examples(100)
@given(scores)
def test_without_a_word_of_it_the_year_is_the_plain_mean(scores):
    known = [score for score in scores if score is not None]
    found = mean_of_quarters(scores, [F(1)] * 4, 4)
    assert (found.score if found else None) == (sum(known, F(0)) / len(known) if known else None)


@pytest.mark.parametrize(
    ("quarters", "settings", "score", "said"),
    [
        (
            ("80", "80", "80", "90"),
            {"季度权重": "20、20、20、40"},
            "84",
            "，按权重 20、20、20、40，平均 84.00",
        ),
        (("80", "", "70", "90"), {"季度权重": "10、40、40、10"}, "75", "，按权重 10、40、40、10，平均 75.00"),
        (("80", "60", "70", "90"), {"年度取几季": "3"}, "80", "，取第一、三、四季度，平均 80.00"),
        (("80", "60"), {"年度取几季": "3"}, "70", "80.00、60.00，平均 70.00"),
    ],
)
def test_weights_and_the_best_quarters(
    quarters: tuple[str, ...], settings: dict[str, str], score: str, said: str
):
    decided = made(*quarters, **settings)
    assert decided.means[UNIT].printed == F(score)
    assert said in decided.rated.standings[UNIT].trace[0].because


def test_a_year_end_score_is_a_part_of_the_year():
    decided = made("80", "90", rows=(year_end(95),), 年终占比="40")
    assert decided.means[UNIT].printed == 89  # 85 × 60% + 95 × 40%
    because = decided.rated.standings[UNIT].trace[0].because
    assert "平均 85（承诺、心愿和诉求按全年各计一次），占 60%；年终得分 95，占 40%；年度得分 89.00" in because
    assert award_rows(decided).units[BRANCH][0].year_end == "95.00"


@pytest.mark.parametrize("rows", [(), (year_end(95), year_end(90)), (year_end(101),)])
def test_a_year_end_score_that_is_not_there_leaves_the_unit_without_a_star(rows: tuple[Row, ...]):
    decided = made("80", "90", rows=rows, 年终占比="40")
    standing = decided.rated.standings[UNIT]
    assert (standing.star, standing.trace[0].because) == (None, NO_YEAR_END)
    assert "1 个单位还没有年终得分" in annual_files(decided.year)["index.html"].decode()


def test_the_page_says_the_rule_and_has_a_column_for_it():
    page = annual_files(made("80", "90", rows=(year_end(95),), 年终占比="40", 年度取几季="3").year)[
        "index.html"
    ].decode()
    assert (
        "年度得分是各季度基本得分的平均，只取最好的 3 个季度，占 60%，年终得分占 40%（四舍五入）；全年否决封顶"
        in page
    )
    assert ">年终</" in page and '<td class="n">95.00</td>' in page


def test_the_default_says_what_it_always_said():
    decided = made("80", "90")
    assert year_rule(decided.year.tables.rulebook) == "年度得分是各季度基本得分的平均（四舍五入）"
    assert not award_rows(decided).has_year_end


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, []),
        ({"季度权重": "25、25、25、25", "年度取几季": "4", "年终占比": "100"}, []),
        ({"季度权重": "25、25、25、20"}, ["E545"]),
        ({"季度权重": "50、50"}, ["E511"]),
        ({"季度权重": "0、0、50、50", "年度取几季": "3"}, ["E545"]),
        ({"年度取几季": "5"}, ["E545"]),
        ({"年度取几季": "0"}, ["E511"]),
        ({"年终占比": "101"}, ["E545"]),
    ],
)
def test_the_checker_adds_up_the_weights_and_counts_the_quarters(settings: dict[str, str], codes: list[str]):
    assert [one.code for one in check_rulebook(inbox(lone("甲支部"), rules=changed(**settings)))] == codes
