"""One fault for every message about a cell, in the workbooks of the sample's last quarter."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill

from kit.drawing import repacked
from kit.plant_on_disk import NAMES, OVERHAUL, REVIEW, checked_by, copied, edited, formatted, put, sent_by
from kit.spoilt import Fault, Scene, Told, fault

SENT, OTHER = sent_by(OVERHAUL), sent_by("热控支部")
PRODUCTION, FINANCE = checked_by("生产技术部"), checked_by("经营财务部")
PICTURE = b'<c r="D6" t="str"><f>DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'


def _picture(folder: Path) -> list[Told]:
    """What WPS writes where a picture was put into a cell."""
    path, part = folder / OTHER, "xl/worksheets/sheet7.xml"
    path.write_bytes(
        repacked(
            path.read_bytes(),
            lambda name, data: (
                re.sub(rb'<c r="D6"[^>]*?(/>|>.*?</c>)', PICTURE, data) if name == part else data
            ),
        )
    )
    return [("E209", OTHER, "助力行动", "D6")]


def _coloured(folder: Path) -> list[Told]:
    with edited(folder / OTHER) as workbook:
        workbook["双承诺"]["C6"].fill = PatternFill("solid", fgColor="FFFFFF00")
    return [("N126", OTHER, "双承诺", "")]


def _struck_in_part(folder: Path) -> list[Told]:
    with edited(folder / OTHER) as workbook:
        workbook["组织生活"]["D6"].value = CellRichText(
            "学习", TextBlock(InlineFont(strike=True), "安全生产论述")
        )
    return [("W415", OTHER, "组织生活", "D6")]


def _hidden_number(folder: Path) -> list[Told]:
    """A score that is stored and not shown."""
    return [("E223", *formatted(folder, put(REVIEW, "示范岗考评", 2, 考评得分=88), ";;;"))]


FAULTS = (
    Fault("N126", "a cell with a colour", _coloured),
    Fault("W415", "a text of which a part is struck out", _struck_in_part),
    fault("E201", "a topic left out", put(SENT, "组织生活", 1, 主题=None)),
    fault("E366", "printed cells emptied", put(PRODUCTION, "目标完成", 30, 单位=None, 指标=None)),
    fault("E202", "a result in words", put(PRODUCTION, "目标完成", 1, 完成值="约90")),
    fault("E203", "half a problem", put(SENT, "责任区示范岗", 1, 问题数=10.5)),
    fault("E204", "a day without month", put(SENT, "双星培训", 1, 日期="月初")),
    fault("E205", "day and month in doubt", put(SENT, "助力行动", 1, 日期="10/11/2019")),
    fault("E206", "a month without year", put(SENT, "工作清单", 1, 所属月份="8月")),
    fault("E207", "a period without year", put(REVIEW, "已公布星级", 1, 期间="上半年")),
    fault("E208", "a number that lost its digits", put(SENT, "组织生活", 2, 主持人=1234567890123456)),
    Fault("E209", "a picture in a cell", _picture),
    fault("E210", "a formula that failed", put(SENT, "双星培训", 2, 学时="#N/A")),
    fault("E211", "a word that is not in the list", put(SENT, "微心愿", 1, 类别="技能提高")),
    fault("E212", "fewer than none", put(PRODUCTION, "班组考评", 1, 扣分=-1)),
    fault("E213", "ten stars", put(REVIEW, "已公布星级", 2, 星级=10)),
    fault("E214", "an address without @", put(NAMES, "班组", 1, 邮箱="jikong1.example.com")),
    fault("E215", "more mended than found", put(OTHER, "责任区示范岗", 1, 按期整改数=999)),
    fault(
        "E216",
        "a number twice",
        put(SENT, "双承诺", 2, 承诺编号="JX-G-001"),
        also=[("E216", SENT, "双承诺", "B6")],
    ),
    fault(
        "E217",
        "an unfit member without a word what the branch does",
        put(OTHER, "民主评议", {"等次": "不合格"}, 处置意见=None),
    ),
    fault("E218", "a reason of their own", put(SENT, "双承诺", 7, 未通过项="太笼统")),
    fault(
        "E219",
        "what a returned copy says of a formula, left there",
        put(SENT, "双星培训", 3, 学时="没有结果的公式 =1+0.5"),
    ),
    fault("E220", "a day with another day's name", put(SENT, "双星培训", 4, 日期="2019-08-01 星期三")),
    fault(
        "E221",
        "the eighth of a month that was counted in days",
        put(OTHER, "双星培训", 1, 日期=dt.datetime(1900, 1, 8)),
    ),
    fault("E222", "a share where points are asked for", put(REVIEW, "示范岗考评", 1, 考评得分="92%")),
    fault("E224", "the same as above", put(SENT, "组织生活", 12, 主题="同上")),
    fault("N203", "one absentee twice", put(SENT, "组织生活", 9, 缺席人员="03055、03080、03055")),
    fault("N204", "a word for no group", put(SENT, "组织生活", 6, 党小组="无")),
    fault("W334", "a day of next year", put(REVIEW, "示范岗考评", 3, 考评日期=dt.datetime(2020, 9, 24))),
    fault("W335", "a number of another length", put(NAMES, "人员", {"工号": "01101"}, 工号="999999")),
    fault("W336", "a star of a quarter to come", put(REVIEW, "已公布星级", 3, 期间="2020Q1")),
    Fault("E223", "a number that the format hides", _hidden_number),
    fault(
        "N202",
        "per cent in a goal of per cent",
        put(FINANCE, "目标完成", {"目标编号": "MB-34"}, 完成值="98.68%"),
    ),
    fault("N201", "a number in wide digits", put(FINANCE, "目标完成", 1, 完成值="９３．５")),
)

CELLS = Scene("cells", lambda folder: copied(folder, ("2019", "2019Q3")), FAULTS)
