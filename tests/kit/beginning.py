"""A plant that begins: its folder made, its list of people pasted into the directory."""

from __future__ import annotations

from pathlib import Path

from kit.command import run
from kit.gallery_plant import COVER
from kit.plant_on_disk import cover, edited, letters
from pipeline.excel import layout

PLANT = "新河发电有限公司"
WORKBOOKS = ["2019/评价细则.xlsx", "2019Q4/组织名册.xlsx"]
NAMES = "input/2019Q3/组织名册.xlsx"


def begun(into: Path, name: str = "五星创评", period: str = "2019Q4") -> tuple[int, str]:
    return run("init", "--rules", name, "--plant", PLANT, "--period", period, "--into", into)


HEADS = ("序号", "姓名", "政治面貌", "性别", "工号", "所属支部", "班组", "岗位", "支委", "倒班", "出生年月")
PEOPLE = (
    ("1", "甲某", "中共党员", "男", "0101", "甲支部", "一班", "班长", "是", "否", "1980-01"),
    ("2", "乙某", "群众", "女", "0102", "甲支部", "一班", "值班员", "否", "是", "1990-05"),
    ("3", "丙某", "共青团员", "男", "0103", "乙支部", "", "专工", "否", "否", "1999-12"),
)


def pasted(path: Path, row: int, column: int) -> None:
    """The list of people with its headings, pasted below those of the form; branches and teams as they are asked."""
    with edited(path) as workbook:
        if row < layout.FIRST_ROW:  # the whole sheet is replaced by that of another file
            del workbook["人员"]
            workbook.create_sheet("人员")
        for number, line in enumerate((HEADS, *PEOPLE), row):
            for index, text in enumerate(line, column):
                workbook["人员"].cell(number, index, text or None)
        for title, lines in {
            "党支部": [
                {"支部": name, "类别": "生产", "支部书记": "0101", "所辖部门": "运行部", "设支委会": "否"}
                for name in ("甲支部", "乙支部")
            ],
            "班组": [
                {"班组": "一班", "所属支部": "甲支部", "部门": "运行部", "专业": "锅炉", "班组长": "0101"}
            ],
        }.items():
            at = letters(workbook[title])
            for number, cells_of in enumerate(lines, layout.FIRST_ROW):
                for name, value in (cells_of | ({"党小组数": 0} if "党小组数" in at else {})).items():
                    workbook[title][f"{at[name]}{number}"].value = value
    cover(path, **COVER)
