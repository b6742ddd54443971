"""What a level asks of indicators and members is asked in the year too: over all its quarters (rules 9.2, 9.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from kit.tiny_plant import Row, Rules, branch, member, row, tables
from year.test_annual import QUARTERS, YEAR, F

from pipeline.rating.evaluate import evaluate
from pipeline.rating.score import Scores
from pipeline.year.award import YearAward, award
from pipeline.year.page import annual_files
from pipeline.year.quarters import History, Quarter, Year
from schemas.words import BRANCH, MEMBER

UNIT = (BRANCH, "甲支部")


def people() -> list[Row]:
    return [branch(paired_teams=None), member("01"), member("02")]


def survey(content: int, date: str) -> Row:
    """Twenty votes of which so many are content: BR10 reaches so many twentieths of its points."""
    votes = {"entitled": 20, "issued": 20, "returned": 20, "mostly": 0, "fair": 0, "unknown": 0}
    return row("survey", unit="甲支部", date=date, very=content, bad=20 - content, **votes)


def year(*content: int, rules: Any, members: tuple[str, str] = ("90", "90")) -> YearAward:
    """A year of a branch with 96 points in every quarter, its surveys and its members' scores."""
    quarters = []
    for quarter, count in zip(QUARTERS, content, strict=False):
        rows = [*people(), survey(count, str(quarter.end))]
        made = evaluate(tables(*rows, period=quarter.name, rules=rules), {})
        base = {UNIT: F(96), (MEMBER, "01"): F(members[0]), (MEMBER, "02"): F(members[1])}
        scores = Scores(made.scores.leaves, base, made.scores.evidence)
        quarters.append(Quarter(quarter, replace(made, scores=scores), True))
    last = replace(tables(*people(), rules=rules), period=YEAR)
    return award(Year(YEAR, quarters, last, History(), {}, tuple(QUARTERS[len(content) :])))


def without_linkage(rules: Rules) -> None:
    """Nothing but scores decides."""
    rules["gate"], rules["quota"] = [], []


def by_test(rules: Rules) -> None:
    without_linkage(rules)
    top = next(one for one in rules["threshold"] if (one["unit_kind"], one["star"]) == (BRANCH, 5))
    top.update(tested="BR10", test_share=80.0)


def gated(**cells: Any) -> Any:
    def change(rules: Rules) -> None:
        blank = dict.fromkeys(rules["gate"][0])
        without_linkage(rules)
        of_top = {"unit_kind": BRANCH, "star": 5, "value": 1.0, "reached": 80.0, "reference": "自定"}
        rules["gate"] = [{**blank, **of_top, **cells}]

    return change


def star(made: YearAward) -> int | None:
    return made.rated.standings[UNIT].star


@pytest.mark.parametrize(
    ("content", "expected"), [((20, 12), 5), ((20, 11), 4), ((12, 20), 5), ((20, 20), 5)]
)
@pytest.mark.parametrize("rules", [by_test, gated(how="指标达标个数", indicators="BR10")])
def test_indicators_are_looked_at_over_all_quarters_together(
    rules: Any, content: tuple[int, ...], expected: int
):
    assert star(year(*content, rules=rules)) == expected


@pytest.mark.parametrize(("members", "expected"), [(("80", "80"), 5), (("80", "79.99"), 4)])
def test_members_are_looked_at_by_their_yearly_scores(members: tuple[str, str], expected: int):
    assert star(year(20, 20, rules=gated(how="党员得分占比"), members=members)) == expected


@pytest.mark.parametrize(("lasts", "expected"), [("是", 3), ("否", 5)])
def test_a_low_indicator_of_one_quarter_caps_the_year_where_the_rule_reaches_it(lasts: str, expected: int):
    def rules(of: Rules) -> None:
        without_linkage(of)
        next(one for one in of["veto"] if one["code"] == "CP02").update(whole_year=lasts)

    made = year(20, 11, rules=rules)
    assert star(made) == expected
    told = [step.because for step in made.rated.standings[UNIT].trace if "CP02" in step.because]
    assert all(one.startswith("2019年第二季度") for one in told) and bool(told) == (lasts == "是")


def test_the_page_says_over_which_figures_it_asks():
    page = annual_files(year(20, 12, rules=by_test).year)["index.html"].decode()
    assert "检验指标和指标达标个数看各季度得分合计的得分率" in page
    plain = annual_files(year(20, 12, rules=without_linkage).year)["index.html"].decode()
    assert "得分合计的得分率" not in plain
