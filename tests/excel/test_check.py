import dataclasses

import pandas as pd
import pytest
from kit.drawing import MEALS, Meal, codes, found_in, full, meals, opened, told, with_cells

from pipeline.excel.check import check, refused
from pipeline.excel.frames import typed
from schemas.base import columns, key
from schemas.books import SHEETS

DISH = "菜名（主菜）=豆腐"


def sentences(*rows):
    return told(found_in(meals(full(*rows))))


def test_one_bad_cell_does_not_hide_the_next():
    assert sentences(
        f"编号=A01; {DISH}; 计划份数=约90", f"编号=A02; {DISH}; 计划份数=#-3", f"编号=A03; {DISH}; 光盘率=#2"
    ) == [
        "一小.xlsx › 供餐 › H6：“计划份数”是“约90”，不是数字。只填数字，例如 100。",
        "一小.xlsx › 供餐 › H7：“计划份数”是 -3，小于允许的最小值 0。请填写不小于 0 的数，例如 100。",
        "一小.xlsx › 供餐 › I8：“光盘率”是 2，大于允许的最大值 1。请填写不大于 1 的数，例如 0.9。",
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("编号=A01", "C6：“菜名（主菜）”为空。请填写菜名（主菜），例如 红烧豆腐。"),
        (
            f"编号=A01; {DISH}; 份量=大大份",
            "D6：“份量”是“大大份”，不在可选的内容里；最接近的是“大份”。请从下拉列表中选择：大份、中份、小份。",
        ),
        (f"编号=甲01; {DISH}", "B6：“编号”是“甲01”，写法不合要求。请照这个样子写：A01。一个字母加两位数字。"),
        (
            f"编号=A01; {DISH}; 口味=甜、苦",
            "K6：“口味”里的“苦”不在可选的内容里。请从这些内容中选，用“、”隔开：甜、辣、咸。",
        ),
        (
            f"编号=A01; {DISH}; 计划份数=#0",
            "M6：“未供原因”为空，份数为 0 时要写明原因。请对照本行的“计划份数”（H 列），填写“未供原因”或改正其中写错的一格。",
        ),
        (
            f"编号=A01; {DISH}; 计划份数=#0; 光盘率=#0.5; 未供原因=停电",
            "I6：“光盘率”是“0.5”，份数为 0 时不能大于 0。请对照本行的“计划份数”（H 列），改正“光盘率”或其中写错的一格。",
        ),
        (
            f"编号=A01; {DISH}; 光盘率=９０％",
            "I6：“光盘率”的“９０％”按 0.9 读取。如果理解有误，请改成 0.9 的样子。",
        ),
        (f"编号=A01; {DISH}; 计划份数=#7.5", "H6：“计划份数”是“7.5”，不是整数。只填整数，例如 100。"),
        (
            f"编号=A01; {DISH}; 供餐日期=10/11/2019",
            "E6：“供餐日期”是“10/11/2019”，分不清哪个是月、哪个是日。按年、月、日的次序写，例如 2019-09-02。",
        ),
        (
            f"编号=A01; {DISH}; 厨师=#1234567890123456",
            "J6：“厨师”是“1234567890123456”，超过 15 位的数字末几位已经丢失。请把单元格改为文本格式，重新填写，例如 001、002。",
        ),
    ],
)
def test_each_fault_has_its_sentence(row, sentence):
    assert sentences(row) == [f"一小.xlsx › 供餐 › {sentence}"]


def test_a_picture_in_a_cell_is_called_a_picture():
    content = meals(full(f"编号=A01; {DISH}"))
    xml = '<row r="6"><c r="M6" t="str"><v>=DISPIMG("ID_1",1)</v></c></row>'
    assert codes(found_in(with_cells(content, 2, xml))) == [("E209", "M6")]


def test_a_value_that_must_be_unique_is_shown_in_all_its_rows():
    assert sentences(f"编号=A01; {DISH}", f"编号=A02; {DISH}", "", f"编号=Ａ０１; {DISH}")[1:] == [
        f"一小.xlsx › 供餐 › B{row}：“编号”的“A01”出现了不止一次（第 6、9 行）。每一行要用不同的编号；重复的行请删去或改正。"
        for row in (6, 9)
    ]


def test_the_same_value_in_two_workbooks_is_not_this_check():
    books = [opened(meals(), "甲.xlsx"), opened(meals(), "乙.xlsx")]
    rows, _ = typed(Meal, books)
    assert check(Meal, rows, {book.file: book.sheets["meal"].letters for book in books}) == []


def test_a_rule_over_a_row_is_silent_where_it_fails_because_of_a_faulty_cell():
    assert codes(found_in(meals(full(f"编号=A01; {DISH}; 计划份数=#0; 光盘率=高; 未供原因=停电")))) == [
        ("E202", "I6")
    ]
    assert codes(found_in(meals(full(f"编号=A01; {DISH}; 计划份数=#-1; 光盘率=#1")))) == [("E212", "H6")]


def test_a_faulty_cell_does_not_hide_a_rule_that_does_not_concern_it():
    assert codes(found_in(meals(full(f"编号=A01; {DISH}; 计划份数=#0; 光盘率=高")))) == [
        ("E202", "I6"),
        ("E217", "M6"),
    ]
    assert codes(found_in(meals(full("编号=A01; 计划份数=#0")))) == [("E201", "C6"), ("E217", "M6")]


def test_a_cell_that_could_not_be_read_is_not_called_blank():
    content = meals(full(f"编号=#1234567890123456; {DISH}"))
    assert codes(found_in(content)) == [("E208", "B6")]


def test_rows_with_errors_are_the_refused_ones():
    findings = found_in(meals(full(f"编号=A01; {DISH}; 光盘率=９０％", f"编号=A02; {DISH}; 光盘率=高")))
    assert refused(findings) == {("一小.xlsx", "供餐", 7)}


def test_an_empty_frame_is_not_checked():
    assert check(Meal, typed(Meal, [])[0], {}) == []


def test_a_heading_moved_by_the_branch_moves_the_letter_of_its_findings():
    table = (
        full(f"编号=A01; {DISH}; 光盘率=高")
        .replace("| 编号 ", "| 备注 | 编号 ")
        .replace("| A01 ", "| | A01 ")
    )
    assert codes(found_in(meals(table))) == [("E202", "J6")]


def test_findings_carry_the_heading_and_leave_the_unit_to_the_caller():
    one = found_in(meals(full(f"编号=A01; {DISH}; 光盘率=高")))[0]
    assert (one.column, one.value, one.unit) == ("光盘率", "高", "")
    assert dataclasses.replace(one, unit="一小").unit == "一小"
    assert [key(sheet) for sheet in MEALS.sheets] == ["meal", "guest"]


def one_row(sheet, **cells):
    """The findings of a row in which only these cells are filled, that are about several of its cells."""
    types = {name: str(one.dtype) for name, one in sheet.to_schema().columns.items()}
    data = {name: pd.Series([cells.get(name)], dtype=kind) for name, kind in types.items()}
    frame = pd.DataFrame(data)
    frame.index = pd.MultiIndex.from_tuples([("甲.xlsx", "表", 6)], names=["file", "sheet", "row"])
    letters = {
        one.name: letter for one, letter in zip(columns(sheet), "BCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False)
    }
    found = check(sheet, frame, {"甲.xlsx": letters})
    return {one.column: one.remedy for one in found if one.code in ("E215", "E217")}


@pytest.mark.parametrize(
    ("sheet", "cells", "column", "others"),
    [
        ("zone_post", {"found": 1, "closed": 9}, "按期整改数", ["问题数"]),
        ("inspection", {}, "问题", ["核定分", "抽查等级"]),
        (
            "survey",
            {"returned": 9, "very": 1, "mostly": 1, "fair": 1, "bad": 1, "unknown": 1},
            "收回",
            ["满意", "不了解"],
        ),
        ("decision", {"step": "党委会议"}, "纪要号", ["事项"]),
    ],
)
def test_a_rule_over_a_row_names_the_cells_that_it_compares(sheet, cells, column, others):
    remedy = one_row(SHEETS[sheet], **cells)[column]
    assert remedy.startswith("请对照本行的“") and f"“{column}”或" in remedy
    assert all(f"“{other}”（" in remedy for other in others)
    assert f"“{column}”（" not in remedy
