"""A workbook whose cover names another unit than its rows are of: one sentence at the cover, nothing rated on a guess."""

from __future__ import annotations

import shutil

import pytest
from kit.command import run
from kit.plant_on_disk import (
    OVERHAUL,
    RUNNING,
    cover,
    data_of,
    emptied,
    looked_at,
    rated_from,
    sent_by,
    table,
    told,
)
from kit.plant_on_disk import checked_by as checked
from kit.spoilt_plant import day

from pipeline.intake.forms.proof import prove
from pipeline.report.notices.check import check_files

NEXT, SENT, UNIT = "热控支部", sent_by(OVERHAUL), "B4"


def swapped(folder, one, other, label):
    for file, unit in ((one, other), (other, one)):
        cover(folder / file[1], **{label: unit[0]})


def stars(rating):
    return {r["unit"]: (r["star"], r["parent"]) for r in table(data_of(rating, "stars"))}


def test_two_covers_that_were_swapped_are_two_sentences_and_nothing_else(lone_quarter):
    before = told(looked_at(lone_quarter).intake.findings)
    swapped(lone_quarter, (OVERHAUL, SENT), (NEXT, sent_by(NEXT)), "支部")
    seen = looked_at(lone_quarter)
    assert told(seen.stops) == [("E413", SENT, "封面", UNIT), ("E413", sent_by(NEXT), "封面", UNIT)]
    assert "封面的单位是“热控支部”，表里填的却多是“检修支部”的" in seen.stops[0].message
    assert sorted(told(seen.intake.findings)) == sorted([*before, *told(seen.stops)])
    assert {f"returned/{SENT}", f"returned/{sent_by(NEXT)}"} <= check_files(seen).keys()
    proof = prove(seen, ())
    assert (proof.repaired, proof.new, proof.stuck, proof.elsewhere) == (2, (), (), ())


def test_a_draft_rates_neither_branch_with_the_others_rows(lone_quarter):
    swapped(lone_quarter, (OVERHAUL, SENT), (NEXT, sent_by(NEXT)), "支部")
    rating = rated_from(lone_quarter)
    assert rating.absent == (OVERHAUL, NEXT)
    given = stars(rating)
    assert all(star == "" for unit, (star, parent) in given.items() if {unit, parent} & {OVERHAUL, NEXT})
    assert given[RUNNING][0] != ""


def test_two_departments_that_were_swapped_are_known_by_their_goals(lone_quarter):
    one, other = "生产技术部", "经营财务部"
    swapped(lone_quarter, (one, checked(one)), (other, checked(other)), "考评部门")
    assert told(looked_at(lone_quarter).stops) == [
        ("E413", file, "封面", UNIT) for file in sorted((checked(one), checked(other)))
    ]


def test_a_departments_name_that_nobody_knows_is_told_with_the_right_one(lone_quarter):
    cover(lone_quarter / checked("生产技术部"), 考评部门="生技")
    found = looked_at(lone_quarter).stops
    assert (
        told(found) == [("E423", checked("生产技术部"), "封面", UNIT)]
        and "改成“生产技术部”" in found[0].remedy
    )


def test_one_wrong_cover_is_one_sentence_and_the_other_branch_keeps_its_own(lone_quarter):
    cover(lone_quarter / SENT, 支部=NEXT)
    seen = looked_at(lone_quarter)
    assert told(seen.stops) == [("E413", SENT, "封面", UNIT)]
    rating = rated_from(lone_quarter)
    assert rating.absent == (OVERHAUL,) and seen.chosen.submissions[NEXT].file == sent_by(NEXT)
    proof = prove(seen, ())
    assert (proof.new, proof.elsewhere) == ((), ())


def test_the_branch_that_sent_nothing_learns_who_took_its_name(lone_quarter):
    cover(lone_quarter / SENT, 支部=NEXT)
    (lone_quarter / sent_by(NEXT)).unlink()
    found = {f.code: f for f in looked_at(lone_quarter).stops}
    assert sorted(found) == ["E409", "E413"]
    assert found["E409"].message.endswith(
        f"收到的是 {SENT}（封面的单位是“{NEXT}”，表里填的却多是“{OVERHAUL}”的内容）"
    )


@pytest.mark.parametrize(("as_of", "stands"), [("2019-10-05", "改过的.xlsx"), ("2019-09-20", SENT)])
def test_a_newer_version_under_a_wrong_name_stops_the_report_and_an_older_one_does_not(
    lone_quarter, as_of, stands
):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "改过的.xlsx")
    cover(lone_quarter / "改过的.xlsx", 支部=RUNNING, 截至日期=day(as_of))
    seen = looked_at(lone_quarter)
    assert seen.chosen.submissions[OVERHAUL].file == stands
    assert told(seen.stops) == ([] if stands == SENT else [("E413", "改过的.xlsx", "封面", UNIT)])


@pytest.mark.parametrize("name", ["0.xlsx", "终稿.xlsx"])
def test_of_two_with_the_same_rows_the_one_with_the_right_cover_stands_whatever_their_names(
    lone_quarter, name
):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / name)
    cover(lone_quarter / name, 支部="检修支布")
    seen = looked_at(lone_quarter)
    assert seen.clean and seen.chosen.submissions[OVERHAUL].file == SENT and not seen.chosen.disputed


@pytest.mark.parametrize("name", ["检修支布", "检修党支部", "完全两样的名字", None])
def test_a_branch_left_out_is_left_out_under_a_misspelt_name_too(lone_quarter, tmp_path, name):
    cover(lone_quarter / SENT, 支部=name)
    found = [f for f in looked_at(lone_quarter).stops if f.code == "E408"]
    assert [(f.place.file, f.place.cell) for f in found] == [(SENT, UNIT)] and "“检修支部”的人员" in found[
        0
    ].message
    assert looked_at(lone_quarter, without=(OVERHAUL,)).clean
    assert run("check", "--input", lone_quarter, "--output", tmp_path / "out", "--without", OVERHAUL)[0] == 0


def test_an_empty_workbook_with_a_slip_in_its_name_is_the_only_branchs_that_lacks_one(lone_quarter):
    sheets = (
        "目标完成",
        "组织生活",
        "工作清单",
        "双星培训",
        "助力行动",
        "一带一",
        "三责例外",
        "双承诺",
        "责任区示范岗",
        "微心愿",
        "群众诉求",
        "创新成果",
        "民主评议",
    )
    emptied(lone_quarter / SENT, *sheets)
    cover(lone_quarter / SENT, 支部="检修支布")
    found = next(f for f in looked_at(lone_quarter).stops if f.code == "E408")
    assert "是不是“检修支部”" in found.message
    assert looked_at(lone_quarter, without=(OVERHAUL,)).clean


def test_a_name_that_could_be_anybodys_stops_the_report_and_says_what_to_do(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "多的.xlsx")
    emptied(
        lone_quarter / "多的.xlsx",
        "目标完成",
        "组织生活",
        "双星培训",
        "双承诺",
        "责任区示范岗",
        "微心愿",
        "群众诉求",
        "民主评议",
        "三责例外",
    )
    cover(lone_quarter / "多的.xlsx", 支部="青年支部")
    found = looked_at(lone_quarter, without=(OVERHAUL,)).stops
    assert told(found)[0] == ("E408", "多的.xlsx", "封面", UNIT) and "移出 input 文件夹" in found[0].remedy
