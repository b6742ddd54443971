"""In whatever workbook and column a list is referred to, what is near is said and offered to a tick, if it is one alone."""

from __future__ import annotations

import io

import openpyxl
import pytest
from kit.plant_on_disk import GOALS, NAMES, OVERHAUL, REVIEW, changed, checked_by, looked_at, put, sent_by

from pipeline.excel.layout import HEADS, SUGGESTED, VALUE
from pipeline.intake.forms.marked import returned_files

SENT, SAFETY = sent_by(OVERHAUL), checked_by("安全监察部")
WRITTEN = [
    (SENT, "组织生活", {"类型": "党小组会"}, "党小组", "一组", "第一党小组"),
    (SENT, "组织生活", {"类型": "党小组会"}, "党小组", "第2小组", "第二党小组"),
    (SENT, "工作清单", {"单位": "锅炉班"}, "单位", "锅炉", "锅炉班"),
    (SENT, "工作清单", {"单位": "汽机班"}, "单位", "汽机班组", "汽机班"),
    (SENT, "工作清单", {"清单编码": "ZB12"}, "清单编码", "zb-12", "ZB12"),
    (SENT, "工作清单", {"清单编码": "ZB12"}, "清单编码", "党务公开", "ZB12"),
    (SENT, "工作清单", {"清单编码": "ZB12"}, "清单编码", "本月党务公开", "ZB12"),
    (SENT, "工作清单", {"清单编码": "ZB12"}, "清单编码", "党费收缴的公示", "ZB14"),
    (SENT, "微心愿", 1, "班组", "锅炉办", "锅炉班"),
    (SENT, "责任区示范岗", 1, "责任党员", "3013", "03013"),
    (SAFETY, "班组考评", 1, "指标编码", "TM1", "TM01"),
    (SAFETY, "班组考评", {"班组": "热控二班"}, "班组", "热控2班", "热控二班"),
    (REVIEW, "满意度测评", {"单位": "热控支部"}, "单位", "热控党支部", "热控支部"),
    (NAMES, "人员", {"工号": "03013"}, "所属支部", "检修党支部", "检修支部"),
    (NAMES, "班组", {"班组": "锅炉班"}, "所属支部", "检修支布", "检修支部"),
    (GOALS, "目标", 1, "考评部门", "本支部自报", "本支部"),
    (GOALS, "目标", 2, "考评部门", "支部自评", "本支部"),
    (GOALS, "目标", 5, "考评部门", "发电运行二支部", "本支部"),
]


def offered(folder, file):
    """What 问题清单 of the returned copy says of value and suggestion."""
    content = returned_files(looked_at(folder))[file]
    rows = openpyxl.load_workbook(io.BytesIO(content))["问题清单"].iter_rows(min_row=4, values_only=True)
    return {line[VALUE]: line[SUGGESTED] for line in (dict(zip(HEADS, row, strict=True)) for row in rows)}


@pytest.mark.parametrize(
    ("file", "sheet", "row", "column", "written", "meant"), WRITTEN, ids=[one[4] for one in WRITTEN]
)
def test_what_is_near_is_offered(lone_quarter, file, sheet, row, column, written, meant):
    changed(lone_quarter, put(file, sheet, row, **{column: written}))
    assert offered(lone_quarter, file)[written] == meant


@pytest.mark.parametrize(
    ("file", "sheet", "row", "column", "written"),
    [
        (SENT, "组织生活", {"类型": "党小组会"}, "党小组", "七组"),
        (SENT, "工作清单", {"单位": "锅炉班"}, "单位", "班组"),
        (SENT, "责任区示范岗", 1, "责任党员", "30013"),
        (SAFETY, "班组考评", {"班组": "热控二班"}, "班组", "热控班"),
        (REVIEW, "满意度测评", {"单位": "机关一支部"}, "单位", "机关支部"),
    ],
)
def test_nothing_is_offered_where_two_are_near_or_none(lone_quarter, file, sheet, row, column, written):
    changed(lone_quarter, put(file, sheet, row, **{column: written}))
    assert offered(lone_quarter, file)[written] is None


def test_a_code_that_is_a_single_sign_off_is_said_with_its_name(lone_quarter):
    changed(lone_quarter, put(SENT, "工作清单", {"清单编码": "ZB12"}, 清单编码="ZB112"))
    assert [f.message for f in looked_at(lone_quarter).intake.findings if f.value == "ZB112"] == [
        "“清单编码”是“ZB112”，评价细则的“清单标准”表里没有，与“ZB12”（党务公开）只差一位"
    ]
