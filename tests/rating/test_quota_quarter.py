"""Quotas in a quarter: warned of or enforced, a forced lowest share, of applicants alone, and what is then said (rules 9.5)."""

from __future__ import annotations

from typing import Any

import pytest
from kit.gallery_plant import plant, scheme
from kit.tiny_plant import Row, Rules, row, tables
from rulebook.test_gallery import CASES

from pipeline.rating.evaluate import Evaluation, evaluate
from schemas.words import BRANCH

NAME = "五星创评"  # 甲支部 has five stars, 乙支部 four, 丙支部 one


def made(*applied: Row, **cells: Any) -> Evaluation:
    """The plant of the scheme under one quota of branches."""
    blank = {"rounding": "舍去", "minimum": 0, "applies": None, "reference": "自定"}
    usual = dict.fromkeys(("side", "base", "in_quarter", "in_year"))

    def change(rules: Rules) -> None:
        scheme(NAME)(rules)
        rules["quota"] = [{"unit_kind": BRANCH, **usual, **blank, **cells}]

    return evaluate(tables(*plant(NAME, CASES[NAME].figures), *applied, rules=change), {})


def stars(found: Evaluation) -> list[int | None]:
    return [found.rated.standings[BRANCH, f"{name}支部"].star for name in "甲乙丙"]


def applies(unit: str, answer: str = "是") -> Row:
    return row("application", unit=unit, applied=answer)


def test_a_quarter_only_warns_unless_the_rulebook_says_otherwise():
    found = made(star=4, share=0.4)
    assert stars(found) == [5, 4, 1]
    assert found.warnings == ("党支部四星及以上有 2 个，名额 1 个（参评 3 个）；季度只预警，年度定星时执行",)


def test_a_quarter_may_enforce():
    found = made(star=4, share=0.4, in_quarter="执行")
    assert stars(found) == [5, 3, 1]
    assert found.warnings == ("党支部四星及以上：名额 1 个（参评 3 个），联动后 2 个，执行名额后 1 个",)
    step = found.rated.standings[BRANCH, "乙支部"].trace[-1]
    assert step.because == "党支部四星及以上的名额 1 个已由得分（相同的看满意度）在前的单位使用"


def test_a_share_may_be_forced_to_the_bottom():
    found = made(star=3, share=0.5, rounding="进位", side="至少", in_quarter="执行")
    assert stars(found) == [5, 3, 1]
    step = found.rated.standings[BRANCH, "乙支部"].trace[-1]
    assert step.because == "党支部三星及以下要不少于 50%，得分（相同的看满意度）靠后的定在这一级"
    assert found.warnings == ("党支部三星及以下：至少 2 个（参评 3 个），联动后 1 个，执行名额后 2 个",)


def test_a_forced_share_may_only_be_warned_of():
    found = made(star=3, share=0.5, rounding="进位", side="至少", in_year="预警")
    assert stars(found) == [5, 4, 1]
    assert found.warnings == ("党支部三星及以下有 1 个，至少 2 个（参评 3 个）；季度只预警",)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"甲支部": "是", "乙支部": "是"}, [5, 3, 1]),
        ({"甲支部": "否", "乙支部": "是"}, [5, 3, 1]),
        ({}, [5, 4, 1]),
    ],
)
def test_a_quota_of_applicants_is_about_those_alone_who_applied(answers: dict[str, str], expected: list[int]):
    rows = [applies(unit, answer) for unit, answer in answers.items()]
    # half of the applicants: one of two, none of one
    assert stars(made(*rows, star=4, share=0.5, base="申报单位", in_quarter="执行")) == expected


def test_a_quota_that_is_not_used_says_nothing():
    found = made(star=4, share=0.0, in_quarter="不用")
    assert (stars(found), found.warnings) == ([5, 4, 1], ())
