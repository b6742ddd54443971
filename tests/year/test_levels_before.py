"""What the workbooks say of the levels before a period: those of quarters and years, and that they belong to another table (rules 9.4)."""

from __future__ import annotations

import shutil

import pytest
from kit.plant_on_disk import GOALS, NAMES, REVIEW, RULES, SAMPLE, added, changed, put, quarter
from kit.tiny_plant import Rules, branch, inbox, rulebook, team

from pipeline.intake.select import select
from pipeline.rating.caps import Past
from pipeline.run import read
from pipeline.year.quarters import history
from pipeline.year.relevelled import relevelled
from schemas.words import BRANCH, TEAM

RENAMED, SAME, SILENT = "检修支部", "热控支部", "燃料支部"
LAST = quarter("2019Q2")


@pytest.fixture(scope="module")
def past(tmp_path_factory) -> Past:
    """The third quarter's past, as its review workbook has it: levels with and without their names, and the year before."""
    folder = tmp_path_factory.mktemp("before")
    for file in (NAMES, GOALS, RULES, REVIEW):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(SAMPLE / file, folder / file)
    last = {"期间": LAST.name, "单位类别": BRANCH}
    changed(
        folder,
        put(REVIEW, "已公布星级", {**last, "单位": RENAMED}, 星级=3, 级别名称="红旗"),
        put(REVIEW, "已公布星级", {**last, "单位": SAME}, 星级=3, 级别名称="三星"),
        put(REVIEW, "已公布星级", {**last, "单位": SILENT}, 星级=2),
        put(REVIEW, "已公布星级", {"期间": "2018", "单位类别": BRANCH, "单位": SAME}, 星级=5),
        added(REVIEW, "已公布星级", 期间="2018Q4", 单位类别=BRANCH, 单位=SILENT, 星级=1),
    )
    return history(select(read(folder), quarter())).past(quarter())


def test_a_level_of_another_name_is_one_of_another_table(past: Past):
    assert past.relevelled == {(BRANCH, RENAMED)}


def test_quarters_come_one_by_one_and_a_year_by_its_own_level(past: Past):
    assert [past.quarters[BRANCH, one][0] for one in (RENAMED, SAME, SILENT)] == [3, 3, 2]
    assert list(past.quarters[BRANCH, SILENT][2:4]) == [1, None]
    assert past.years[BRANCH, SAME] == 5 and past.years[BRANCH, SILENT] > 1


def named(rules: Rules) -> None:
    """The levels of branches are called otherwise."""
    for row in rules["threshold"]:
        if row["unit_kind"] == BRANCH:
            row["name"] = f"第{row['star']}档"


def fewer(rules: Rules) -> None:
    """Teams have one level less."""
    rules["threshold"] = [one for one in rules["threshold"] if (one["unit_kind"], one["star"]) != (TEAM, 5)]


def same_lines(rules: Rules) -> None:
    """Other lines, the same levels."""
    for row in rules["threshold"]:
        row["lowest"] = row["lowest"] - 1


@pytest.mark.parametrize(
    ("then", "units"),
    [
        (named, {(BRANCH, "甲支部")}),
        (fewer, {(TEAM, "锅炉班")}),
        (same_lines, set()),
    ],
)
def test_a_period_rated_by_a_rulebook_with_other_levels_gives_no_step(then, units: set[tuple[str, str]]):
    assert relevelled(inbox(branch(), team()), {LAST: rulebook(then)}) == units


def test_only_the_last_period_counts():
    before = {quarter("2019Q1"): rulebook(named), LAST: rulebook()}
    assert relevelled(inbox(branch(), team()), before) == set()
