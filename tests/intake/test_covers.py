"""What the covers decide: which of two workbooks stands, and what is said where they leave it open."""

from __future__ import annotations

import shutil

import pytest
from kit.plant_on_disk import (
    NAMES,
    OVERHAUL,
    changed,
    checked_by,
    cover,
    data_of,
    edited,
    emptied,
    looked_at,
    put,
    rated_from,
    sent_by,
    table,
    told,
)
from kit.spoilt_plant import day

from pipeline.intake.forms.proof import prove
from pipeline.report.notices.check import check_files

SENT, DAY_CELL = sent_by(OVERHAUL), "B6"


def again(folder, name, file=SENT, row=("责任区示范岗", 99), **fields):
    """A copy of a workbook under another name, with one other number and other fields of the cover."""
    shutil.copyfile(folder / file, folder / name)
    if row:
        changed(folder, put(name, row[0], 1, 问题数=row[1]))
    if fields:
        cover(folder / name, **fields)


def states(seen):
    return {one.file: one.state for one in seen.intake.received}


@pytest.mark.parametrize("name", ["0.xlsx", "终稿.xlsx"])
@pytest.mark.parametrize("blank", [None, "月底"])
@pytest.mark.parametrize("newer_lacks_it", [True, False])
def test_two_versions_of_which_one_has_no_day_stop_the_report_whatever_their_names(
    lone_quarter, name, blank, newer_lacks_it
):
    again(lone_quarter, name)
    dateless = name if newer_lacks_it else SENT
    cover(lone_quarter / dateless, 截至日期=blank)
    seen = looked_at(lone_quarter)
    found = next(f for f in seen.stops if f.code == "E411")
    assert (found.place.file, found.place.sheet, found.place.cell) == (dateless, "封面", DAY_CELL)
    assert name in found.message and SENT in found.message and f"{dateless} › 封面 {DAY_CELL}" in found.remedy
    assert sorted((states(seen)[name], states(seen)[SENT])) == ["与另一份矛盾", "有错误"]
    assert f"returned/{dateless}" in check_files(seen)


def test_of_three_versions_every_blank_day_is_named(lone_quarter):
    for name, number in (("0.xlsx", 98), ("终稿.xlsx", 99)):
        again(lone_quarter, name, row=("责任区示范岗", number), 截至日期=None)
    seen = looked_at(lone_quarter)
    found = [f for f in seen.stops if f.code == "E411"]
    assert told(found) == [("E411", name, "封面", DAY_CELL) for name in ("0.xlsx", "终稿.xlsx")]
    assert all(f"{name} › 封面 {DAY_CELL}" in one.remedy for name in ("0.xlsx", "终稿.xlsx") for one in found)
    assert {"returned/0.xlsx", "returned/终稿.xlsx"} <= check_files(seen).keys()
    proof = prove(seen, ())
    assert (proof.repaired, proof.new, proof.stuck, proof.elsewhere) == (2, (), (), ())


@pytest.mark.parametrize("name", ["0.xlsx", "终稿.xlsx"])
@pytest.mark.parametrize("as_of", [None, day("2019-09-30")])
def test_a_draft_rates_nobody_by_one_of_two_versions_that_contradict_each_other(lone_quarter, name, as_of):
    again(lone_quarter, name, 截至日期=as_of)
    rating = rated_from(lone_quarter)
    assert rating.absent == (OVERHAUL,)
    assert not [r for r in table(data_of(rating, "scores")) if r["unit"] == OVERHAUL and r["points"]]
    used = {r.file: r.used for r in rating.examined.intake.receipts}
    assert used[name] == used[SENT] == 0


def test_a_draft_takes_no_department_that_contradicts_itself(lone_quarter):
    file = checked_by("安全监察部")
    shutil.copyfile(lone_quarter / file, lone_quarter / "又.xlsx")
    changed(lone_quarter, put("又.xlsx", "班组考评", 1, 扣分=9))
    used = {r.file: r.used for r in rated_from(lone_quarter).examined.intake.receipts}
    assert used["又.xlsx"] == used[file] == 0


def test_a_copy_without_a_day_adds_nothing_and_stops_nothing(lone_quarter):
    again(lone_quarter, "终稿.xlsx", row=None, 截至日期=None)
    seen = looked_at(lone_quarter)
    assert seen.clean and ("W403", "终稿.xlsx", "", "") in told(seen.intake.findings)
    assert states(seen)["终稿.xlsx"] == "内容相同，只计一份"


def test_two_directories_of_which_one_has_no_day_stop_the_report(lone_quarter):
    shutil.copyfile(lone_quarter / NAMES, lone_quarter / "新名册.xlsx")
    changed(lone_quarter, put("新名册.xlsx", "人员", 1, 岗位="专业工程师"))
    cover(lone_quarter / "新名册.xlsx", 截至日期=None)
    seen = looked_at(lone_quarter)
    assert [f.code for f in seen.stops] == [
        "E403"
    ] and f"新名册.xlsx（封面 {DAY_CELL} 没有截至日期）" in seen.stops[0].message
    assert states(seen)["新名册.xlsx"] == states(seen)[NAMES] == "与另一份矛盾"


def test_two_directories_with_the_same_rows_are_one(lone_quarter):
    with edited(lone_quarter / NAMES) as workbook:
        workbook.save(lone_quarter / "又存了一遍.xlsx")
    assert looked_at(lone_quarter).clean


def test_workbooks_without_a_name_are_no_versions_of_each_other_and_are_known_by_their_goals(lone_quarter):
    files = [checked_by("安全监察部"), checked_by("生产技术部")]
    for file in files:
        cover(lone_quarter / file, 考评部门=None)
    assert told(looked_at(lone_quarter).stops) == [("E201", file, "封面", "B4") for file in sorted(files)]


def test_workbooks_without_a_name_and_without_a_goal_are_no_versions_of_each_other_either(lone_quarter):
    first, second = checked_by("人力资源部"), checked_by("安全监察部")
    for file in (first, second):
        emptied(lone_quarter / file, "目标完成")
        cover(lone_quarter / file, 考评部门=None)
    seen = looked_at(lone_quarter)
    assert not {"E404", "E412", "E305"} & {f.code for f in seen.stops}
    assert {f.unit for f in seen.stops if f.code == "E409" and "WITHOUT" not in f.remedy} == {
        "人力资源部",
        "安全监察部",
    }
    assert "封面没有写单位" in (states(seen)[first], states(seen)[second])


@pytest.mark.parametrize(
    (
        "text",
        "warned",
        "stops",
    ),  # before the last day on which something was done, or before a month is over (rules 2.5)
    [
        ("2019-06-30", True, {"E420"}),
        ("2019-07-01", False, {"E420", "E370"}),
        ("2019-11-10", False, set()),
        ("2019-11-11", True, set()),
        ("2091-09-30", True, set()),
    ],
)
def test_a_day_before_the_period_or_long_after_the_due_day_is_told_at_its_cell(
    lone_quarter, text, warned, stops
):
    cover(lone_quarter / SENT, 截至日期=day(text))
    seen = looked_at(lone_quarter)
    assert (("W408", SENT, "封面", DAY_CELL) in told(seen.intake.findings)) == warned
    assert {(one.code, one.place.file) for one in seen.stops} == {(code, SENT) for code in stops}


def test_a_superseded_workbook_with_a_day_of_another_year_is_told(lone_quarter):
    again(lone_quarter, "终稿.xlsx", 截至日期=day("2009-10-02"))
    assert ("W408", "终稿.xlsx", "封面", DAY_CELL) in told(looked_at(lone_quarter).intake.findings)


def test_in_a_month_the_quarters_workbook_is_held_against_its_own_quarter(lone_quarter):
    cover(lone_quarter / SENT, 截至日期=day("2019-10-08"))
    assert "W408" not in {f.code for f in looked_at(lone_quarter, "2019-07").intake.findings}


def test_two_versions_of_one_day_are_shown_as_contradicting(lone_quarter):
    again(lone_quarter, "0.xlsx")
    seen = looked_at(lone_quarter)
    assert [f.code for f in seen.stops] == ["E404"] and "0.xlsx" in seen.stops[0].message
    assert (states(seen)["0.xlsx"], states(seen)[SENT]) == ("与另一份矛盾", "有错误")
    assert not seen.chosen.superseded and not [one for one in seen.intake.changes if "上一次" in one.against]
    assert "已被较新的一份取代" not in check_files(seen)["index.html"].decode()


@pytest.mark.parametrize("name", ["0.xlsx", "终稿.xlsx"])
def test_last_quarters_workbook_under_this_quarters_cover_is_told_with_a_handful_of_cells(plant, name):
    again(plant, name, file=sent_by(OVERHAUL, "2019Q2"), row=None, 期间="2019Q3", 截至日期=day("2019-09-30"))
    found = next(f for f in looked_at(plant).stops if f.code == "E412")
    assert "写错了单位或期间" in found.remedy
    assert found.message.count("、") == 4 and " 处" in found.message
