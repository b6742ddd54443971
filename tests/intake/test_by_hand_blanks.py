"""Blanks of a plant whose rulebook asks for marks, deductions and figures: a row for every unit, nothing for the others."""

from __future__ import annotations

import pytest
from kit.plant_on_disk import BRANCHES, GOALS, NAMES, REVIEW, RULES, cells, quarter
from kit.spoilt_schemes import BY_HAND

from pipeline.excel import layout
from pipeline.intake.forms.blanks import blanks
from pipeline.run import read

FIRST = layout.FIRST_ROW - 1


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("by_hand")
    BY_HAND.lay(folder)
    for path in folder.rglob("*.xlsx"):  # what blanks are made from is enough
        if path.relative_to(folder).as_posix() not in (NAMES, REVIEW, GOALS, RULES):
            path.unlink()
    inbox = read(folder)
    made = {name: cells(content) for name, content in blanks(inbox, quarter("2019Q4")).items()}
    of_year = blanks(inbox, quarter("2019"))
    return made | {"年度": cells(of_year["党委考评.xlsx"])}


@pytest.mark.parametrize(
    ("file", "sheet", "code"),
    [
        ("部门考评-安全监察部.xlsx", "单位扣分", "BR05b"),
        ("部门考评-生产技术部.xlsx", "部门报数", "BR04"),
        ("党委考评.xlsx", "对照检查", "BR10"),
    ],
)
def test_every_unit_has_a_row_to_be_answered(sheets, file: str, sheet: str, code: str):
    rows = [row for row in sheets[file][sheet][FIRST:] if code in row]
    assert [row[2] for row in rows] == list(BRANCHES)


def test_every_team_has_a_row_for_each_category_and_answer(sheets):
    rows = [row[1:5] for row in sheets["党委考评.xlsx"]["测评明细"][FIRST:] if row[1]]
    teams = list(dict.fromkeys(row[1] for row in rows))
    assert len(teams) == 26 and rows[:4] == [
        ["班组", teams[0], group, answer] for group in ("群众", "自评") for answer in ("好", "差")
    ]
    assert len(rows) == 4 * len(teams)


def test_only_the_blank_of_the_year_asks_for_year_end_scores(sheets):
    rows = [row[1:3] for row in sheets["年度"]["年终考评"][FIRST:] if row[1]]
    assert rows[: len(BRANCHES)] == [["党支部", branch] for branch in BRANCHES]
    assert [kind for kind, _ in rows].count("班组") == 26
    assert "年终考评" not in sheets["党委考评.xlsx"]


@pytest.mark.parametrize("file", ["党委考评.xlsx", "年度"])
def test_everybody_is_asked_whether_it_applies_where_a_quota_goes_by_that(sheets, file: str):
    rows = [row[1:4] for row in sheets[file]["申报"][FIRST:] if row[1]]
    assert rows[:1] == [["党支部", BRANCHES[0], None]] and len(rows) == len(BRANCHES) + 26


def test_a_sheet_on_request_is_with_those_alone_who_are_asked(sheets):
    asked = {name: {"单位扣分", "部门报数"} & set(made) for name, made in sheets.items()}
    assert {name: found for name, found in asked.items() if found} == {
        "部门考评-安全监察部.xlsx": {"单位扣分"},
        "部门考评-生产技术部.xlsx": {"部门报数"},
    }
