"""A code may stand with the name of what it stands for, as the dropdowns offer it, and is read as the code."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kit.plant_on_disk import OVERHAUL, changed, checked_by, looked_at, put, sample_seen, sent_by, told

from pipeline.core.period import parse_period
from pipeline.excel.cells.named import NAMED, PERSON, Offered, without_names
from pipeline.intake.forms.blanks import blanks
from schemas.base import column_of
from schemas.books import SHEETS

HOST, ABSENT, ITEM = (
    column_of(SHEETS[sheet], name)
    for sheet, name in (("meeting", "host"), ("meeting", "absent"), ("duty", "item"))
)
SENT = sent_by(OVERHAUL)


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        (HOST, "卢慧（03001）", "03001"),
        (HOST, "卢慧(03001)", "03001"),
        (HOST, "卢慧 （０３００１）", "03001"),
        (HOST, "03001（卢慧）", "03001"),
        (HOST, "03001 卢慧", "03001"),
        (HOST, "03001", "03001"),
        (HOST, "卢慧", "卢慧"),
        (HOST, "A-102（欧阳·娜）", "A-102"),
        (ABSENT, "卢慧（03001）、马刚（03002）", "03001、03002"),
        (ABSENT, "卢慧（03001），03002", "03001、03002"),
        (ABSENT, "卢慧（03001）\n马刚（03002）", "03001、03002"),
        (ABSENT, "卢慧、马刚", "卢慧、马刚"),
        (ITEM, "ZB12 党务公开", "ZB12"),
        (ITEM, "ZB12　党务公开（本月）", "ZB12"),
        (ITEM, "ZB12 5S管理", "ZB12"),
        (ITEM, "ZB 12", "ZB 12"),
        (ITEM, "党务公开", "党务公开"),
        (ITEM, None, None),
        (ITEM, 12.0, 12.0),
    ],
)
def test_a_code_with_a_name_is_read_as_the_code(column, written, read):
    assert without_names(column, written)[0] == read


@given(
    st.from_regex(r"[A-Z]{0,3}-?[0-9]{1,6}", fullmatch=True),
    st.text("一二三 aB1（）()、·-.甲乙", min_size=1, max_size=12),
    st.sampled_from(sorted(NAMED)),
)
@example("ZB12", "12 月公示", "duty_item.item")
@example("MB-1", "(一)", PERSON)
def test_whatever_a_dropdown_shows_is_read_as_the_code(code, name, reference):
    offered = Offered(code, name, reference)
    assert offered == code
    assert without_names(ITEM, offered.text)[0] == code


@pytest.fixture(scope="module")
def lists():
    """Name of a list -> what it offers, of the blank of a branch."""
    made = blanks(sample_seen().inbox, parse_period("2019Q4"))
    book = openpyxl.load_workbook(io.BytesIO(made[f"支部填报-{OVERHAUL}.xlsx"]))
    return {first: [one for one in rest if one] for first, *rest in book["名单"].iter_cols(values_only=True)}


def test_no_code_stands_in_a_dropdown_without_its_name(lists):
    assert "卢慧（03001）" in lists["list_meeting_host"]
    assert all("（" in one for one in lists["list_meeting_host"])
    assert lists["list_duty_item"] and all(" " in one for one in lists["list_duty_item"])


def test_a_branch_is_offered_its_own_first(lists):
    assert lists["list_meeting_host"][0] == "卢慧（03001）"
    goals = [one.partition(" ")[0] for one in lists["list_target_actual_goal"]]
    assert goals.index("MB-31") < goals.index("MB-11")
    assert lists["list_wish_team"][0] in ("锅炉班", "汽机班", "电气检修班", "焊接班", "综合检修班")


def test_what_a_dropdown_offers_counts_as_the_code_does(lone_quarter):
    before = told(looked_at(lone_quarter).intake.findings)
    changed(
        lone_quarter,
        put(SENT, "工作清单", {"清单编码": "ZB12"}, 清单编码="ZB12 党务公开"),
        put(SENT, "双承诺", {"党员": "03002"}, 党员="马刚（03002）"),
        put(checked_by("安全监察部"), "班组考评", {"班组": "锅炉班"}, 指标编码="TM01 安全管理"),
    )
    assert told(looked_at(lone_quarter).intake.findings) == before


@pytest.mark.parametrize(
    ("sheet", "row", "column", "written", "said"),
    [
        (
            "双承诺",
            {"党员": "03002"},
            "党员",
            "卢慧（03002）",
            "“党员”是“卢慧（03002）”，03002 却是马刚",
        ),
        (
            "工作清单",
            {"清单编码": "ZB12"},
            "清单编码",
            "ZB12 党费收缴公示",
            "“清单编码”是“ZB12 党费收缴公示”，ZB12 却是党务公开",
        ),
    ],
)
def test_a_code_with_the_name_of_something_else_is_told(lone_quarter, sheet, row, column, written, said):
    changed(lone_quarter, put(SENT, sheet, row, **{column: written}))
    assert [one.message for one in looked_at(lone_quarter).intake.findings if one.code == "E374"] == [said]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "written", "code"),
    [
        ("工作清单", {"清单编码": "ZB12"}, "清单编码", "ZB99 党务公开", "E301"),
        ("责任区示范岗", 1, "责任党员", "某人（39999）", "E301"),
        ("责任区示范岗", 1, "责任党员", "某人（01001）", "E302"),
    ],
)
def test_whatever_is_said_of_a_cell_shows_what_stands_in_it(lone_quarter, sheet, row, column, written, code):
    changed(lone_quarter, put(SENT, sheet, row, **{column: written}))
    found = [one for one in looked_at(lone_quarter).intake.findings if one.code == code]
    assert [one.value for one in found] == [written]
    assert all(f"是“{written}”" in one.message for one in found)
