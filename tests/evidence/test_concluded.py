"""考评结论: a tick tells of the units without a row that nothing was deducted, and of nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.fact_plant import PLANT, column, fact
from kit.tiny_plant import Row, Rules, row, tables

from pipeline.evidence.results import conclusions

SAFETY, ENGINEERING, PERSONNEL = "安全监察部", "生产技术部", "人力资源部"
TEAMS = ("汽机班", "锅炉班")


def ticked(by: str = SAFETY, indicator: str = "TM01", rest: str | None = "√") -> Row:
    return row("conclusion", by=by, indicator=indicator, name=None, rest=rest)


def deducted(team: str, points: float, by: str = SAFETY, indicator: str = "TM01") -> Row:
    return row("check", by=by, team=team, indicator=indicator, deduction=points)


def examines(department: str, team: str) -> Row:
    return row("target", goal=f"MB-{team}", unit_kind="班组", unit=team, examiner=department)


def test_who_has_no_row_has_no_deduction_by_the_cell_of_the_tick():
    found = fact("班组考评", deducted("锅炉班", 5), ticked())
    assert column(found, "team", "indicator", "deduction", "key", "field", "note") == [
        ("汽机班", "TM01", 0, "conclusion", "rest", "其余合格"),
        ("锅炉班", "TM01", 5, "check", "deduction", ""),
    ]
    assert column(found, "file") == [f"{SAFETY}.xlsx"] * 2


def test_a_row_that_is_not_ticked_says_nothing():
    assert column(fact("班组考评", deducted("锅炉班", 5), ticked(rest=None)), "team") == ["锅炉班"]


def test_a_tick_beside_rows_of_every_team_adds_nothing():
    found = fact("班组考评", deducted("锅炉班", 5), deducted("汽机班", 0), ticked())
    assert column(found, "team", "key") == [("汽机班", "check"), ("锅炉班", "check")]


def test_who_stands_in_a_row_that_does_not_count_is_not_among_the_rest():
    found = fact("班组考评", ticked(), refused=[deducted("锅炉班", 5)])
    assert column(found, "team") == ["汽机班"]


@pytest.mark.parametrize(
    ("by", "told"), [(ENGINEERING, ["锅炉班"]), (PERSONNEL, ["汽机班"]), ("经营财务部", [])]
)
def test_of_an_indicator_that_several_share_each_tells_of_the_teams_whose_goals_it_examines(by, told):
    goals = (examines(ENGINEERING, "锅炉班"), examines(PERSONNEL, "汽机班"))
    assert column(fact("班组考评", *goals, ticked(by, "TM03")), "team") == told


def test_a_team_of_which_none_of_those_who_share_examines_a_goal_is_told_of_by_each():
    goals = (examines(SAFETY, "锅炉班"), examines(PERSONNEL, "汽机班"))
    assert column(fact("班组考评", *goals, ticked(ENGINEERING, "TM03")), "team") == ["锅炉班"]
    assert column(fact("班组考评", *goals, ticked(PERSONNEL, "TM03")), "team") == list(TEAMS)


def test_a_tick_for_what_is_not_deducted_from_is_no_conclusion():
    assert not conclusions(tables(*PLANT, ticked(indicator="TM02"), ticked(indicator="BR01")))


def _deducting_from_branches(rules: Rules) -> None:
    one = next(line for line in rules["indicator"] if line["code"] == "BR05b")
    one.update(origin="扣分", departments=SAFETY, measure=None, source=None, field=None, counted=None)
    one.update(expected=None, missing="须填报", target=None)


def test_a_tick_speaks_of_branches_too():
    rows = (
        row("unit_check", by=SAFETY, unit="乙支部", indicator="BR05b", deduction=2),
        ticked(indicator="BR05b"),
    )
    found = fact("单位扣分", *rows, rules=_deducting_from_branches)
    assert column(found, "branch", "team", "deduction", "key") == [
        ("乙支部", None, 2, "unit_check"),
        ("甲支部", None, 0, "conclusion"),
    ]


@given(st.dictionaries(st.sampled_from(TEAMS), st.sampled_from([0.5, 2.0, 5.0]), max_size=2))
def test_a_tick_is_worth_a_clean_row_for_each_of_the_rest(lost: dict[str, float]):
    rows = [deducted(team, points) for team, points in lost.items()]
    clean = [deducted(team, 0) for team in TEAMS if team not in lost]
    assert _by_team(*rows, ticked()) == _by_team(*rows, *clean)


def _by_team(*rows: Row) -> list[Any]:
    return column(fact("班组考评", *rows), "team", "indicator", "deduction")
