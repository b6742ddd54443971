"""A plant that keeps no ledgers: what is marked, deducted and reported by hand is all that is scored."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from kit.tiny_plant import Row, Rules, branch, row, tables, team

from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.explain.leaves import because

F = Fraction
BRANCH, TEAM = "党支部", "班组"
PRODUCTION = {"category": "生产"}
PLANT = [
    branch("甲支部", **PRODUCTION),
    branch("乙支部", **PRODUCTION),
    branch("丙支部", category="管理服务"),
    team("一班", "甲支部"),
    team("二班", "乙支部"),
    team("三班", "丙支部"),
]


def rules_by_hand(rules: Rules) -> None:
    """Branches: 60 marked, 30 deducted from, 10 by category; teams: 100 by their place."""
    blank = {**dict.fromkeys(rules["indicator"][0]), "missing": "须填报", "reference": "自定"}

    def indicator(code: str, kind: str, points: float, origin: str, **cells: Any) -> dict[str, Any]:
        return {
            **blank,
            "code": code,
            "unit_kind": kind,
            "name": code,
            "points": points,
            "origin": origin,
            **cells,
        }

    rules["indicator"] = [
        indicator("ZB1", BRANCH, 60.0, "考评打分"),
        indicator("ZB2", BRANCH, 30.0, "扣分", departments="安全监察部"),
        indicator("ZB3", BRANCH, 10.0, "考评打分", scoring="按档计分", applies="类别=生产"),
        indicator(
            "ZB4", BRANCH, 10.0, "部门报数", departments="财务部", target=50.0, applies="类别=管理服务"
        ),
        indicator("BZ1", TEAM, 100.0, "部门报数", departments="财务部", scoring="按名次计分"),
    ]
    band = {**dict.fromkeys(("start", "end", "option", "points", "share")), "reference": "自定"}
    rules["band"] = [
        {**band, "indicator": "ZB3", "option": "优秀", "points": 10.0},
        {**band, "indicator": "ZB3", "option": "良好", "points": 7.0},
        {**band, "indicator": "BZ1", "start": 1.0, "share": 1.0},
        {**band, "indicator": "BZ1", "start": 2.0, "share": 0.9},
    ]


def mark(unit: str, code: str, **cells: Any) -> Row:
    return row("inspection", unit_kind=BRANCH, unit=unit, indicator=code, **cells)


def taken(unit: str, points: float) -> Row:
    return row("unit_check", unit_kind=BRANCH, unit=unit, indicator="ZB2", deduction=points)


def reported(kind: str, unit: str, code: str, value: float | None, **cells: Any) -> Row:
    return row("reported", unit_kind=kind, unit=unit, indicator=code, value=value, **cells)


FIGURES = [
    *(
        mark(unit, "ZB1", score=score)
        for unit, score in (("甲支部", 54.0), ("乙支部", 60.0), ("丙支部", 30.0))
    ),
    *(
        taken(unit, points)
        for unit, points in (("甲支部", 2.0), ("甲支部", 1.5), ("乙支部", 0.0), ("丙支部", 40.0))
    ),
    mark("甲支部", "ZB3", option="优秀"),
    mark("乙支部", "ZB3", option="良好"),
    reported(BRANCH, "丙支部", "ZB4", 40.0),
    *(reported(TEAM, unit, "BZ1", value) for unit, value in (("一班", 98.0), ("二班", 99.0), ("三班", 98.0))),
]


def evaluated(*rows: Row, **given: Any) -> Evaluation:
    return evaluate(tables(*PLANT, *rows, rules=rules_by_hand, **given), {})


def told(of: Evaluation, kind: str, unit: str) -> dict[str, str]:
    return {leaf.rule.code: because(leaf, of.tables) for leaf in of.scores.leaves[kind, unit]}


def test_a_plant_without_ledgers_is_rated_by_what_was_marked_deducted_and_reported():
    base = evaluated(*FIGURES).scores.base
    assert {unit: base[BRANCH, unit] for unit in ("甲支部", "乙支部", "丙支部")} == {
        "甲支部": F("90.5"),  # 54 + 26.5 + 10
        "乙支部": 97,  # 60 + 30 + 7
        "丙支部": 38,  # 30 + 0 + 8
    }
    assert [base[TEAM, unit] for unit in ("一班", "二班", "三班")] == [90, 100, 90]


def test_an_indicator_of_another_category_is_no_part_of_the_scheme():
    leaves = evaluated(*FIGURES).scores.leaves
    assert [leaf.rule.code for leaf in leaves[BRANCH, "甲支部"]] == ["ZB1", "ZB2", "ZB3"]
    assert [leaf.rule.code for leaf in leaves[BRANCH, "丙支部"]] == ["ZB1", "ZB2", "ZB4"]


def test_every_figure_by_hand_is_explained_and_marked_as_such():
    found = evaluated(*FIGURES)
    assert told(found, BRANCH, "甲支部") == {
        "ZB1": "ZB1（考评打分）：54，得 54.00 分（满分 60.00）",
        "ZB2": "ZB2：扣 3.5 分，得 26.50 分（满分 30.00）",
        "ZB3": "ZB3（考评打分）：优秀，得 10.00 分（满分 10.00）",
    }
    assert told(found, TEAM, "一班")["BZ1"] == "BZ1：98，同组第 2 名，得 90.00 分（满分 100.00）"


def test_two_figures_that_contradict_each_other_count_for_nothing():
    found = evaluated(*FIGURES, mark("乙支部", "ZB3", option="优秀"), mark("乙支部", "ZB1", score=59.0))
    leaves = {leaf.rule.code: leaf for leaf in found.scores.leaves[BRANCH, "乙支部"]}
    assert [code for code, leaf in leaves.items() if leaf.applies] == ["ZB2"]
    assert (BRANCH, "乙支部") not in found.scores.base  # under 70 of 100 points apply


def test_a_month_knows_no_marks():
    leaves = evaluated(*FIGURES, period="2019-08").scores.leaves[BRANCH, "甲支部"]
    assert {leaf.rule.code for leaf in leaves if leaf.applies} == {"ZB2"}


@pytest.mark.parametrize("figure", [98.5, 99.5, 120.0])
def test_a_place_goes_by_the_peers_alone(figure: float):
    rows = [*FIGURES, reported(TEAM, "四班", "BZ1", figure), team("四班", "甲支部")]
    base = evaluated(*rows).scores.base
    assert base[TEAM, "二班"] == (100 if figure < 99 else 90)
