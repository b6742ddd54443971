"""What an earlier quarter would have to tell is not called wrong while its workbooks are not there; who has to act is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kit.plant_on_disk import (
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    added,
    changed,
    checked_by,
    copied,
    edited,
    letters,
    looked_at,
    put,
    quarter,
    sample_inbox,
    sent_by,
)
from kit.spoilt_plant import day, pledge
from openpyxl.utils import column_index_from_string

from pipeline.intake.checks import coverage
from pipeline.intake.checks.basis import basis_of

SENT = sent_by(OVERHAUL)
OF_THEN = [  # a number that may be of an earlier quarter, in every place that may name one
    ("E319", pledge(13, 关联心愿或诉求编号="WX-JX-998")),
    ("W376", put(SENT, "一带一", {"业务项目或成果编号": "CG-2019-012"}, 业务项目或成果编号="CG-2019-998")),
    *[
        ("E351", added(REVIEW, "认定", 编号=number, 表=table, 事项=matter))
        for number, table, matter in (
            ("WX-JX-998", "微心愿", "撤回"),
            ("SQ-JX-998", "群众诉求", "撤回"),
            ("JX-G-998", "双承诺", "客观原因"),
        )
    ],
]


def codes(folder, place):
    return {
        f.code: f for f in looked_at(folder).intake.findings if (f.place.file, f.place.sheet) == place[:2]
    }


@pytest.mark.parametrize(("code", "change"), OF_THEN)
def test_a_number_of_a_quarter_that_is_not_there_is_no_error(lone_quarter, code, change):
    (place,) = changed(lone_quarter, change)
    told = codes(lone_quarter, place)
    assert code not in told and "2019年第一季度、2019年第二季度" in told["W341"].message
    copied(lone_quarter, ("2019Q1", "2019Q2"))
    told = codes(lone_quarter, place)
    assert code in told and "W341" not in told


def test_one_earlier_workbook_alone_is_asked_for(plant):
    (plant / sent_by(OVERHAUL, "2019Q1")).unlink()
    (place,) = changed(plant, OF_THEN[0][1])
    assert codes(plant, place)["W341"].remedy.startswith("请把2019年第一季度的“支部填报”放进")


def test_a_yearly_item_whose_earlier_quarters_are_not_there_is_said(lone_quarter):
    changed(lone_quarter, put(RULES, "清单标准", {"编码": "ZB14"}, 应完成月份=9))
    (one,) = [f for f in looked_at(lone_quarter).intake.findings if f.code == "W342"]
    assert "党费收缴公示没有记录" in one.message and OVERHAUL in one.message


def test_a_transferred_person_asks_for_the_directory_of_then(lone_quarter):
    (place,) = changed(lone_quarter, put(SENT, "责任区示范岗", 3, 责任党员="04003"))
    assert "2019年第二季度的组织名册" in codes(lone_quarter, place)["E302"].remedy


def test_the_number_that_is_meant_is_named_with_its_branch(plant):
    (place,) = changed(plant, added(REVIEW, "认定", 编号="wx-jx-2019q3-7", 表="微心愿", 事项="撤回"))
    told = codes(plant, place)["E351"]
    assert "“WX-JX-2019Q3-07”（检修支部）" in told.message and "那个支部" in told.remedy


def test_a_number_is_looked_for_with_the_branch_that_has_its_kind_and_one_of_no_kind_with_all(plant):
    (plant / sent_by("燃料支部", "2019Q1")).unlink()
    numbers = {"WX-JX-998": "E351", "WX-RL-2019Q1-98": "W341", "SQ-RL-998": "W341", "XY-998": "W341"}
    places = changed(
        plant,
        *[
            added(REVIEW, "认定", 编号=one, 表="群众诉求" if one[0] == "S" else "微心愿", 事项="撤回")
            for one in numbers
        ],
        put(sent_by("热控支部"), "双承诺", {"承诺编号": "RK-G-001"}, 完成时限=day("2019-12-12")),
    )
    found = looked_at(plant).intake.findings
    told = {f.place.cell: f for f in found if f.code in ("E351", "W341") and f.place.sheet == "认定"}
    assert [told[cell].code for *_, cell in places[:4]] == [*numbers.values()]
    assert "，燃料支部2019年第一季度的“支部填报”也不在" in told[places[1][2]].message
    assert "，2019年第一季度的“支部填报”也不在" in told[places[3][2]].message
    assert [f.place.file for f in found if f.code == "W360"] == [sent_by("热控支部")]


COMPARED = ("改晚的日期", "上一期没有办完的事项", "完成值与上一期相比")
Q1, Q2 = "2019年第一季度", "2019年第二季度"


def awaited(period, *absent):
    """Kind of workbook -> the checks that wait, and for what, while these files or folders are not there."""
    inbox = sample_inbox()
    kept = tuple(w for w in inbox.workbooks if not w.file.startswith(absent))
    states = coverage(basis_of(replace(inbox, workbooks=kept), quarter(period), ()))
    return {kind: (one.waiting, one.awaited) for kind, one in states.items() if one.waiting}


@pytest.mark.parametrize(
    ("period", "absent", "waits"),
    [
        (
            "2019Q3",
            ("2019Q1", "2019Q2"),
            {
                "submission": (COMPARED, (f"{Q2}的“支部填报”",)),
                "check": (COMPARED[2:], (f"{Q2}的“部门考评”",)),
                "review": (("没有满意度测评的单位",), (f"{Q2}的“党委考评”",)),
                "directory": (("上一期名册的单位和人员", "结对班组"), (f"{Q2}的“组织名册”",)),
            },
        ),
        (
            "2019Q3",
            (sent_by(OVERHAUL, "2019Q2"),),
            {"submission": (COMPARED, (f"检修支部{Q2}的“支部填报”",))},
        ),
        (
            "2019Q3",
            (checked_by("安全监察部", "2019Q2"),),
            {"check": (COMPARED[2:], (f"安全监察部{Q2}的“部门考评”",))},
        ),
        ("2019Q3", ("2019Q1",), {}),
        # what begins anew with the year is compared with nothing
        (
            "2019Q1",
            ("2019Q2", "2019Q3"),
            {
                "submission": (COMPARED[:2], ("2018年第四季度的“支部填报”",)),
                "review": (("没有满意度测评的单位",), ("2018年第四季度的“党委考评”",)),
            },
        ),
        ("2019-08", ("2019Q1", "2019Q2"), {}),
    ],
)
def test_what_is_compared_with_the_quarter_before_waits_for_it(period, absent, waits):
    assert awaited(period, *absent) == waits


@pytest.mark.parametrize(
    ("absent", "first"),
    [
        (("2019Q1", "2019Q2"), True),
        (("2019Q2",), False),
        ((), False),
    ],
)
def test_a_plant_that_may_have_begun_with_this_quarter_is_told_that_it_owes_none_before(absent, first):
    inbox = sample_inbox()
    kept = tuple(w for w in inbox.workbooks if not w.file.startswith(absent)) if absent else inbox.workbooks
    states = coverage(basis_of(replace(inbox, workbooks=kept), quarter("2019Q3"), ()))
    said = {kind for kind, one in states.items() if "以前没有评过星的" in one.unsettled.rest}
    assert said == ({kind for kind, one in states.items() if one.waiting} if first else set())
    assert ("directory" in said) == first


def without(folder, file, sheet, heading=""):
    with edited(folder / file) as workbook:
        if heading:
            ws = workbook[sheet]
            ws.delete_cols(column_index_from_string(letters(ws)[heading]))
        else:
            workbook.remove(workbook[sheet])


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [("人员", ""), ("人员", "工号"), ("班组", ""), ("班组", "班组"), ("党支部", ""), ("党支部", "支部")],
)
def test_a_directory_that_cannot_be_looked_up_in_blames_nobody_else(lone_quarter, sheet, heading):
    without(lone_quarter, NAMES, sheet, heading)
    seen = looked_at(lone_quarter)
    errors = {(f.code, f.place.file) for f in seen.intake.findings if f.code[0] == "E"}
    assert {file for _, file in errors} == {NAMES, ""}
    (one,) = [f for f in seen.stops if f.code == "E414"]
    assert f"“{sheet}”" in one.message and heading in one.message


@pytest.mark.parametrize(
    ("sheet", "heading"), [("微心愿", ""), ("微心愿", "编号"), ("群众诉求", ""), ("创新成果", "成果编号")]
)
def test_what_an_unread_sheet_held_is_asked_of_nobody(plant, sheet, heading):
    without(plant, SENT, sheet, heading)
    found = looked_at(plant).intake.findings
    assert {f.code for f in found if f.code[0] == "E"} == ({"E124"} if heading else {"E121"})
    assert not [f for f in found if f.code in ("W341", "W376", "E351", "E341")]
