"""测评明细: votes by category with the plant's own answers, weighed as the rulebook says, exactly (rules 9.6)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.tiny_plant import Row, Rules, branch, inbox, member, row, tables, team

from pipeline.evidence.facts import fact_of
from pipeline.evidence.people import people_of
from pipeline.evidence.surveys import polls
from pipeline.intake.checks.rules.soundness import check_rulebook
from pipeline.rating.measures import measure, rows_of
from pipeline.rulebook.rules import Rulebook
from pipeline.rulebook.spoken import spoken

F = Fraction
PLANT = (branch(), member("01"), team())
WEIGHTS = {"党员": 50.0, "群众": 40.0, "自评": 10.0}
ANSWERS = {"好": 100.0, "较好": 80.0, "差": 0.0, "不清楚": None}
Votes = dict[str, dict[str, int]]


def by_category(rules: Rules) -> None:
    """BR10 by 测评明细: three categories, a self-assessment of one vote, and four answers."""
    rules["survey_group"] = [
        {
            "unit_kind": kind,
            "group": group,
            "weight": weight,
            "fewest": 1 if group == "自评" else None,
            "reference": "自定",
        }
        for kind in ("党支部", "班组")
        for group, weight in WEIGHTS.items()
    ]
    rules["survey_answer"] = [
        {"answer": answer, "value": value, "reference": "自定"} for answer, value in ANSWERS.items()
    ]
    next(one for one in rules["indicator"] if one["code"] == "BR10").update(source="测评明细")


def ballots(votes: Votes, **of_first: Any) -> list[Row]:
    """The rows of one branch; `of_first`: what else its first row says."""
    lines = [
        {"group": group, "answer": answer, "votes": count}
        for group, counts in votes.items()
        for answer, count in counts.items()
    ]
    return [
        row("ballot", unit="甲支部", **line, **(of_first if not number else {}))
        for number, line in enumerate(lines)
    ]


def figure(votes: Votes, **of_first: Any) -> F | None:
    """What BR10 measures of these votes."""
    made = tables(*PLANT, *ballots(votes, **of_first), rules=by_category)
    parts = measure(
        rule := _rule(made.rulebook), rows_of(rule, fact_of(made, "测评明细"), people_of(made).bases)
    )
    above, below = parts.get("甲支部", (F(0), F(0)))
    return above / below if below else None


def _rule(rules: Rulebook) -> Any:
    return next(one for one in rules.indicators if one.code == "BR10")


def test_categories_are_weighed_and_an_answer_without_points_is_no_vote():
    votes = {"党员": {"好": 4, "差": 1, "不清楚": 9}, "群众": {"好": 5, "较好": 5}, "自评": {"较好": 1}}
    # 80, 90 and 80: (80 × 50 + 90 × 40 + 80 × 10) ÷ 100
    assert figure(votes) == 84


def test_an_exact_third_stays_one():
    assert figure({"党员": {"好": 2, "差": 4}}) == F(100, 3)


@pytest.mark.parametrize(
    ("votes", "of_first", "why"),
    [
        ({"好": 4}, {}, "有效票 4 张，少于 5 张"),
        ({"好": 9}, {"issued": 8, "returned": 9}, "收回 9 票，多于发出的 8 票"),
        ({"好": 9}, {"issued": 20, "returned": 9}, "发出 20 票，收回 9 票，不到 50%"),
        ({"好": 3, "不清楚": 30}, {}, "有效票 3 张，少于 5 张"),
    ],
)
def test_a_category_that_does_not_count_leaves_its_weight_to_the_others(votes, of_first, why: str):
    every = {"党员": votes, "群众": {"较好": 5}}
    assert figure(every, **of_first) == 80
    (poll,) = [
        one for one in polls(tables(*PLANT, *ballots(every, **of_first), rules=by_category)) if one.problem
    ]
    assert (poll.group, poll.problem) == ("党员", why)


def test_one_vote_is_enough_where_the_category_says_so():
    assert figure({"自评": {"好": 1}}) == 100
    assert figure({"群众": {"好": 1}}) is None


def test_the_last_workbook_stands_for_each_category():
    old = [
        Row("ballot", f"2019Q2/{one.file}", one.cells)
        for one in ballots({"党员": {"差": 9}, "群众": {"较好": 9}})
    ]
    made = tables(*PLANT, *ballots({"党员": {"好": 9}}), *old, rules=by_category)
    assert {one.group: one.score for one in polls(made)} == {"党员": 100, "群众": 80}


def test_a_month_has_no_votes():
    assert polls(tables(*PLANT, *ballots({"党员": {"好": 9}}), rules=by_category, period="2019-08")) == []


@examples(60)
@given(
    st.dictionaries(
        st.sampled_from(sorted(WEIGHTS)),
        st.dictionaries(st.sampled_from(sorted(ANSWERS)), st.integers(0, 9), min_size=1),
        min_size=1,
    )
)
def test_any_votes_give_what_one_counts_by_hand(votes: Votes):
    worth = {answer: F(int(value)) for answer, value in ANSWERS.items() if value is not None}
    sums = F(0), F(0)
    for group, counts in votes.items():
        valid = {answer: count for answer, count in counts.items() if answer in worth}
        total = sum(valid.values())
        if total >= (1 if group == "自评" else 5):
            mean = F(sum(worth[answer] * count for answer, count in valid.items()), total)
            sums = sums[0] + F(int(WEIGHTS[group])) * mean, sums[1] + F(int(WEIGHTS[group]))
    assert figure(votes) == (sums[0] / sums[1] if sums[1] else None)


def test_the_evidence_says_every_answer():
    facts = fact_of(tables(*PLANT, *ballots({"党员": {"好": 4, "差": 1}}), rules=by_category), "测评明细")
    assert list(facts["note"]) == ["党员 5 票：好 4、差 1，平均 80"]


def test_the_rule_is_a_sentence():
    rules = tables(*PLANT, rules=by_category).rulebook
    assert spoken(_rule(rules), rules) == (
        "由党员（占 50%）、群众（占 40%）、自评（占 10%）测评，好 100、较好 80、差 0，按类别的权重平均，"
        "达到 100 得满分，不到的按比例减"
    )


def _unused(rules: Rules) -> None:
    by_category(rules)
    next(one for one in rules["indicator"] if one["code"] == "BR10").update(source="满意度测评")


def _unweighed(rules: Rules) -> None:
    by_category(rules)
    rules["survey_group"] = [one for one in rules["survey_group"] if one["unit_kind"] == "班组"]


def _heavy(rules: Rules) -> None:
    by_category(rules)
    rules["survey_group"][0]["weight"] = 60.0


def _silent(rules: Rules) -> None:
    by_category(rules)
    rules["survey_answer"] = []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (by_category, []),
        (_heavy, ["E543"]),
        (_unweighed, ["E544"]),
        (_silent, ["E544"]),
        (_unused, ["W542", "W542"]),
    ],
)
def test_the_checker_adds_up_the_weights_and_asks_what_is_used(change, codes: list[str]):
    assert [one.code for one in check_rulebook(inbox(*PLANT, rules=change))] == codes
