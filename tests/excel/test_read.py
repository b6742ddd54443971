import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.drawing import (
    BOOKS,
    COVER,
    FULL,
    MEALS,
    NAME,
    Guest,
    Meal,
    Tally,
    codes,
    cover,
    draw,
    form,
    found_in,
    frame,
    full,
    grid,
    meals,
    opened,
    read,
    repacked,
    told,
    with_cells,
)
from kit.laws import examples
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.core.finding import Place, Severity
from pipeline.excel.frames import typed
from pipeline.excel.read.reader import read_workbook
from schemas.base import columns, digest

TWO = full("编号=A01; 菜名（主菜）=豆腐; 计划份数=#12", "编号=A02; 菜名（主菜）=白菜")


def found(content):
    return codes(read(content)[1])


def test_a_workbook_is_known_by_its_stamp():
    book = opened(meals())
    assert (book.book.key, book.stamped, book.old, book.file) == ("meals", True, False, NAME)


def test_a_workbook_without_a_stamp_is_known_by_its_sheets():
    book = opened(meals(stamp=""))
    assert (book.book.key, book.stamped, book.old) == ("meals", False, False)


def test_a_stamp_of_an_unknown_kind_leaves_the_sheets_to_tell():
    assert opened(meals(stamp="else/123")).book.key == "meals"


def test_an_earlier_template_is_read_and_said_to_be_old():
    book, findings = read(meals(stamp="meals/000000000000"))
    assert book.old
    assert codes(findings) == [("W104", "")]


def test_the_order_and_the_dress_of_sheets_do_not_matter():
    sheets = {
        "来宾 ": form(Guest, "| 姓名 | 评价 |\n| 李四 | 好 |"),
        "随便": [],
        "封面": cover(),
        " 供餐": form(Meal, TWO),
    }
    book = opened(draw(sheets))
    assert {name: raw.title for name, raw in book.sheets.items()} == {"meal": " 供餐", "guest": "来宾 "}


def test_a_workbook_of_someone_else_is_not_read():
    assert found(draw({"Sheet1": [["编号", "菜名"], ["A01", "豆腐"]]})) == [("W102", "")]


def test_the_cover_is_read_by_its_labels_wherever_they_stand():
    book = opened(
        meals(sheets={"封面": [[], ["封面"], [], *([None, name, value] for name, value in COVER.items())]})
    )
    assert {name: (one.value, one.cell) for name, one in book.cover.items() if one.cell} == {
        "plant": ("示例发电有限公司", "C4"),
        "unit": ("一小", "C5"),
        "period": ("2019Q3", "C6"),
        "as_of": (dt.date(2019, 9, 30), "C7"),
        "filled_by": ("张示例", "C8"),
    }


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("期间", "", "E201"),
        ("期间", "第三季", "E207"),
        ("截至日期", "月底", "E204"),
        ("截至日期", "20190930", "N201"),
        ("填报人", "#N/A", "E210"),
        ("填报人", "=A1", "E126"),
    ],
)
def test_the_cover_complains_cell_by_cell(field, value, code):
    row = 3 + list(COVER).index(field)
    assert found(meals(sheets={"封面": cover(COVER | {field: value})})) == [(code, f"B{row}")]


def test_a_field_missing_on_the_cover_is_named():
    fields = {name: value for name, value in COVER.items() if name != "学校"}
    assert told(read(meals(sheets={"封面": cover(fields)}))[1]) == [
        "一小.xlsx › 封面：封面缺少“学校”一项。请照空白模板补上“学校”。"
    ]


@pytest.mark.parametrize(
    ("mark", "ticked"),
    [
        *((mark, True) for mark in ("√", "是", "本季无", "无", "没有", "本季没有")),
        *((mark, False) for mark in ("", "否", "-", "有")),
    ],
)
def test_a_sheet_is_ticked_on_the_cover(mark, ticked):
    tick = opened(meals(sheets={"封面": cover(ticks={"来宾": mark})})).ticks["guest"]
    assert (tick.value, tick.cell) == (ticked, "B10")


@pytest.mark.parametrize("answer", ["大概", "也许", "待定", "3"])
def test_a_tick_that_says_neither_is_asked_about(answer):
    assert found(meals(sheets={"封面": cover(ticks={"来宾": answer})})) == [("E131", "B10")]


def test_a_missing_sheet_is_named_with_its_likeness():
    assert told(read(meals(sheets={"供餐": None, "供餐表": [["编号"], ["A01"]]}))[1]) == [
        "一小.xlsx › 供餐：工作表“供餐”不在文件里；“供餐表”可能就是它。请从空白模板补上这张表，或在返还的副本里填写；不要改工作表的名称。",
        "一小.xlsx › 供餐表：工作表“供餐表”不是模板里的，没有读取。有用的内容请移到模板的工作表里；自用的可以留着。",
    ]


@pytest.mark.parametrize("name", ["供餐 (2)", "供餐表", "供 餐（改）"])
def test_a_sheet_that_was_renamed_is_read_under_the_error_that_says_so(name):
    book, findings = read(meals(sheets={"供餐": None, name: form(Meal, TWO)}))
    assert told(findings) == [
        f"一小.xlsx › {name}：没有工作表“供餐”，按“{name}”就是它改了名读取。请把工作表“{name}”的名称改回“供餐”；返还的副本里已经改好。"
    ]
    assert [cells[0] for _, cells in book.sheets["meal"].rows] == ["A01", "A02"]
    assert book.strangers == ()


def test_a_sheet_of_their_own_with_nearly_the_name_is_not_taken_for_the_renamed_one():
    book, findings = read(
        meals(sheets={"供餐": None, "供餐1": form(Meal, TWO), "供餐说明": [["怎样填供餐"]]})
    )
    assert codes(findings) == [("E132", ""), ("W123", "")]
    assert len(book.sheets["meal"].rows) == 2


def test_of_two_sheets_that_may_be_the_renamed_one_none_is_read():
    book, findings = read(
        meals(sheets={"供餐": None, "供餐 (2)": form(Meal, TWO), "供餐表": form(Meal, TWO)})
    )
    assert codes(findings) == [("E121", ""), ("E135", ""), ("E135", "")]
    assert "meal" not in book.sheets


def test_a_second_copy_of_a_sheet_is_not_read_and_said_so():
    assert found(meals(sheets={"供餐 ": form(Meal, TWO)})) == [("W123", "")]


def test_headings_are_found_below_inserted_rows_and_in_any_order():
    heads, row = grid("| 计划份数 | 菜名(主菜) | * 编号 |\n| #12 | 豆腐 | A01 |")
    rest = [
        column.title for column in columns(Meal) if column.title not in ("计划份数", "菜名（主菜）", "编号")
    ]
    raw = opened(meals(sheets={"供餐": [["供餐"], [], [], [], [], [*heads, *rest], row]})).sheets["meal"]
    assert raw.head_row == 6
    assert (raw.letters["code"], raw.letters["dish"], raw.letters["planned"]) == ("C", "B", "A")
    assert raw.rows[0][0] == 7
    assert raw.rows[0][1][:2] == ("A01", "豆腐")


def test_a_missing_heading_is_one_finding_and_its_cells_are_not_called_blank():
    table = TWO.replace("菜名（主菜）", "菜名")
    assert told(found_in(meals(table))) == [
        "一小.xlsx › 供餐 › C3：缺少“菜名（主菜）”这一列；C 列的“菜名”可能就是它。请照空白模板补上表头“菜名（主菜）”和这一列的内容。"
    ]


def test_a_missing_column_is_one_finding_and_no_rule_runs_over_it():
    table = full(
        *(
            f"编号=A{number:02}; 菜名（主菜）=豆腐; 计划份数=#0; 未供原因=停电; 光盘率=#0"
            for number in range(1, 6)
        )
    )
    assert codes(found_in(meals(table))) == []
    assert codes(found_in(meals(table.replace("未供原因", "原因")))) == [("E124", "M3")]


def test_a_heading_that_stands_twice_is_named_with_its_columns():
    assert found(meals(FULL + " 编号 |\n| A01 | 豆腐 |")) == [("E125", "N3")]


def test_a_sheet_without_headings_cannot_be_read():
    book, findings = read(meals(sheets={"供餐": [["供餐"], ["A01", "豆腐"]]}))
    assert codes(findings) == [("E123", "")]
    assert "meal" not in book.sheets


def test_extra_columns_are_mentioned_only_when_something_stands_in_them():
    table = FULL + " 备注 | |\n" + "| A01 | 豆腐 |" + " |" * 10 + " 好 | 无题 |"
    assert found(meals(table)) == [("W121", "N3"), ("W125", "O3")]
    assert found(meals(FULL + " 备注 |\n| A01 | 豆腐 |")) == []


def test_a_row_counts_when_something_stands_in_it_or_it_was_given():
    table = "| 行标 | 姓名 | 评价 |\n| 预填 | 李四 | |\n| | 王五 | |\n| | | 好 |\n.\n| 预填 | 赵六 | 好 |"
    raw = opened(meals(guests=table)).sheets["guest"]
    assert [number for number, _ in raw.rows] == [6, 7, 8, 10]
    assert raw.given == {6, 10}
    assert (raw.account.present, raw.account.used, raw.account.noted, raw.account.blank) == (7, 4, 2, 1)


@pytest.mark.parametrize(
    ("word", "rest"),
    [("合计", "计划份数=#24"), ("小 计：", "光盘率==SUM(I6:I7)"), ("总计", "份量=共两份"), ("共计", "")],
)
def test_a_row_that_adds_up_the_others_is_told_once_and_not_read(word, rest):
    content = meals(full("编号=A01; 菜名（主菜）=豆腐; 计划份数=#12", "", f"编号={word}; {rest}"))
    assert told(found_in(content)) == [
        f"一小.xlsx › 供餐 › B8：第 8 行是“{word}”，不是一条填报的内容，没有读取。请删去这一行；合计由程序算，填表人写在封面。"
    ]
    raw = opened(content).sheets["meal"]
    assert ([number for number, _ in raw.rows], raw.totals, raw.account.noted) == ([6], (8,), 3)


@pytest.mark.parametrize(
    "row",
    [
        "编号=合计01; 菜名（主菜）=豆腐",
        "编号=A02; 菜名（主菜）=合计",
        "菜名（主菜）=合计; 编号=A02",
        "编号=; 菜名（主菜）=合计盒饭",
    ],
)
def test_a_row_that_only_mentions_a_sum_is_a_row(row):
    assert opened(meals(full("编号=A01; 菜名（主菜）=豆腐", row))).sheets["meal"].totals == ()


@pytest.mark.parametrize(
    "row",
    [
        "菜名（主菜）=共计3次",
        "菜名（主菜）=注：截至9月底; 份量=审核人：李四",
        "编号=填表人：张三",
        "编号=制表日期：2019年10月8日",
    ],
)
def test_words_below_the_table_are_told_and_not_read(row):
    content = meals(full("编号=A01; 菜名（主菜）=豆腐", row))
    assert codes(found_in(content))[0][0] == "W126" and len(found_in(content)) == 1
    assert opened(content).sheets["meal"].totals == (7,)


def test_the_blanks_own_lines_are_known_when_the_column_of_marks_was_deleted():
    table = full("编号=A01; 菜名（主菜）=豆腐")

    def change(book):
        book["供餐"].delete_cols(1)

    content = meals(table, change=change)
    assert found_in(content) == [] and [number for number, _ in opened(content).sheets["meal"].rows] == [6]


def test_a_second_column_of_marks_is_a_column_of_their_own():
    table = FULL + " 行标 |\n| A01 | 豆腐 |" + " |" * 10 + " 要点 |"
    assert found(meals(table)) == [("W121", "N3")]


def test_hidden_rows_that_follow_each_other_are_drawn_together():
    def change(book):
        for row in (6, 7, 8, 10):
            book["供餐"].row_dimensions[row].hidden = True

    rows = [f"编号=A0{number}; 菜名（主菜）=豆腐" for number in range(1, 7)]
    found_ = found_in(meals(full(*rows), change=change))
    assert [one.code for one in found_] == ["W122"] and "有 4 行是隐藏的（第 6—8、10 行）" in found_[
        0
    ].message


def test_a_formula_without_result_in_a_column_of_their_own_is_told():
    def change(book):
        book["供餐"]["P6"] = "=SUM(A1:A3)"

    assert found(meals(full("编号=A01; 菜名（主菜）=豆腐"), change=change)) == [("W125", "P3")]


def test_words_in_the_example_row_do_not_get_lost_unsaid():
    rows = form(Meal, TWO)
    rows[4][2] = "鱼香肉丝"
    assert told(read(meals(sheets={"供餐": rows}))[1]) == [
        "一小.xlsx › 供餐 › C5：第 5 行的行标是“示例”，“菜名（主菜）”却是“鱼香肉丝”；标为“示例”的行不计入。"
        "要报送的内容请写到没有行标的空行里；模板原有的示例行恢复原样或清空。"
    ]
    assert found(meals(sheets={"供餐": rows}, stamp="meals/0")) == [("W104", ""), ("W124", "C5")]


def test_an_example_row_that_was_cleared_is_no_matter():
    rows = form(Meal, TWO)
    rows[4] = ["示例"]
    assert found(meals(sheets={"供餐": rows})) == []


def test_an_error_cell_is_named_and_never_a_blank():
    table = full("编号=A01; 菜名（主菜）=#REF!; 计划份数=#N/A", "编号=#DIV/0!")
    assert told(found_in(meals(table)))[:2] == [
        "一小.xlsx › 供餐 › C6：“菜名（主菜）”显示为 #REF!，是算不出来的公式。请改好公式或直接填写，例如 红烧豆腐。",
        "一小.xlsx › 供餐 › H6：“计划份数”显示为 #N/A，是算不出来的公式。请改好公式或直接填写，例如 100。",
    ]
    assert codes(found_in(meals(table))) == [("E210", "C6"), ("E210", "H6"), ("E210", "B7"), ("E201", "C7")]


def test_formulas_without_a_result_are_one_finding_a_sheet_and_keep_their_rows():
    content = meals(full("编号=A01; 菜名（主菜）==B6; 计划份数==1+1", "菜名（主菜）==B7"))
    assert codes(found_in(content)) == [("E126", "C6"), ("E201", "B7")]
    assert "3 个公式" in read(content)[1][0].message
    assert "C6、H6、C7" in read(content)[1][0].message
    assert opened(content).sheets["meal"].account.used == 2


def test_values_under_a_merged_cell_are_not_read():
    def change(book: Workbook) -> None:
        book["供餐"].merge_cells("C6:C7")

    content = meals(TWO, change=change)
    hidden = repacked(
        content,
        lambda name, data: data.replace(b'<c r="C7"/>', b'<c r="C7" t="str"><v>\xe9\xb1\xbc</v></c>').replace(
            b'<c r="C7" />', b'<c r="C7" t="str"><v>\xe9\xb1\xbc</v></c>'
        ),
    )
    assert hidden != content
    assert told(found_in(hidden)) == [
        "一小.xlsx › 供餐 › C6：C6:C7 是合并单元格，只有左上角一格的内容能读到。请取消合并，每一行、每一格分别填写。"
    ]
    assert frame(Meal, hidden)["dish"].isna().tolist() == [False, True]


def test_merged_cells_outside_the_form_are_no_matter():
    def change(book: Workbook) -> None:
        book["供餐"].merge_cells("A1:M1")
        book["供餐"].merge_cells("A2:M2")
        book["供餐"].merge_cells("B40:C50")

    assert found(meals(TWO, change=change)) == []


def test_hidden_rows_are_read_and_said_to_be_there():
    def change(book: Workbook) -> None:
        book["供餐"].row_dimensions[7].hidden = True

    book, findings = read(meals(TWO, change=change))
    assert told(findings) == [
        "一小.xlsx › 供餐：有 1 行是隐藏的（第 7 行），已照常读取。请取消隐藏或筛选，核对这些行。"
    ]
    assert book.sheets["meal"].hidden == (7,)
    assert len(book.sheets["meal"].rows) == 2


def test_cells_that_the_reader_of_values_does_not_give_are_not_lost_unsaid():
    assert found(
        with_cells(meals(), 2, '<row r="30"><c r="B30"><v>1</v></c><c r="B30"><v>2</v></c></row>')
    ) == [("E129", "")]


def test_a_cell_nested_thousands_deep_is_looked_through_for_text_like_any_other():
    deep = "<a>" * 5_000 + "</a>" * 5_000
    assert (
        found(with_cells(meals(), 2, f'<row r="30"><c r="B30" t="inlineStr"><is>{deep}</is></c></row>')) == []
    )


def test_a_panic_inside_the_reader_of_values_is_a_damaged_file():
    spoilt = with_cells(meals(), 2, '<row r="30"><c r="B30" t="s"><v>99999999</v></c></row>')
    assert found(spoilt) == [("E104", "")]


def test_dates_of_the_other_date_system_are_the_same_days():
    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    table = full(
        "编号=A01; 菜名（主菜）=豆腐; 供餐日期=@2019-09-02", "编号=A02; 菜名（主菜）=豆腐; 供餐日期=#42248"
    )
    assert frame(Meal, meals(table, change=change))["served"].tolist() == [pd.Timestamp("2019-09-02")] * 2


def test_one_frame_holds_the_rows_of_all_workbooks_with_their_places():
    one, two = (
        meals(TWO),
        meals(full("编号=A03; 菜名（主菜）=鱼; 供餐日期=@2019-09-02; 光盘率=９０％; 厨师=001，002")),
    )
    rows = frame(Meal, one, two)
    assert list(rows.index) == [("0.xlsx", "供餐", 6), ("0.xlsx", "供餐", 7), ("1.xlsx", "供餐", 6)]
    assert list(rows.index.names) == ["file", "sheet", "row"]
    assert {
        name: str(kind)
        for name, kind in rows.dtypes.items()
        if name in ("code", "served", "planned", "share")
    } == {"code": "string", "served": "datetime64[s]", "planned": "Int64", "share": "Float64"}
    assert rows["share"].tolist()[2] == 0.9
    assert rows["cooks"].tolist()[2] == "001、002"


def test_the_order_of_files_does_not_matter():
    books = [opened(meals(TWO), "乙.xlsx"), opened(meals(), "甲.xlsx")]
    pd.testing.assert_frame_equal(typed(Meal, books)[0], typed(Meal, books[::-1])[0])


def test_a_sheet_that_nobody_filled_is_an_empty_frame_of_the_declared_types():
    rows, findings = typed(Tally, [])
    assert (len(rows), list(rows.columns), str(rows["what"].dtype), findings) == (0, ["what"], "string", [])
    assert str(typed(Meal, [])[0]["served"].dtype) == "datetime64[s]"


def test_true_and_one_are_not_taken_for_each_other():
    table = full("编号=A01; 菜名（主菜）=豆腐; 计划份数=#1", "编号=A02; 菜名（主菜）=豆腐")
    rows = form(Meal, table)
    rows[6][7] = True
    book = opened(meals(sheets={"供餐": rows}))
    typed_rows, findings = typed(Meal, [book])
    assert typed_rows["planned"].tolist() == [1, pd.NA]
    assert codes(findings) == [("E202", "H7")]


def test_the_same_bytes_are_read_once_and_known_by_their_hash():
    assert opened(meals()).sha256 == opened(meals(), "别名.xlsx").sha256


def test_reading_asks_nothing_of_the_name():
    assert read_workbook("../奇怪 名字?.txt", meals(), BOOKS)[0] is not None
    assert digest(MEALS) != digest(BOOKS[0])


BAD = {
    "计划份数": ("约九十", "E202", "H"),
    "光盘率": ("较高", "E202", "I"),
    "供餐日期": ("月初", "E204", "E"),
    "所属月份": ("8月", "E206", "F"),
    "份量": ("巨份", "E211", "D"),
    "学期": ("下学期", "E207", "G"),
}
GOOD = {
    "编号": "A{:02}",
    "菜名（主菜）": "豆腐",
    "计划份数": "#12",
    "光盘率": "#0.5",
    "供餐日期": "@2019-09-02",
    "所属月份": "2019-09",
    "份量": "大份",
    "学期": "2019Q3",
}


@examples(40)
@given(st.lists(st.tuples(st.integers(0, 2), st.sets(st.sampled_from(sorted(BAD)))), min_size=1, max_size=6))
def test_one_bad_cell_hides_no_other_wherever_blank_rows_stand(drawn):
    lines, expected, number = [], [], 6
    for at, (blanks, bad) in enumerate(drawn):
        lines += [""] * blanks
        number += blanks
        cells = {name: BAD[name][0] if name in bad else good.format(at) for name, good in GOOD.items()}
        lines.append("; ".join(f"{name}={value}" for name, value in cells.items()))
        expected += [(BAD[name][1], f"{BAD[name][2]}{number}", BAD[name][0]) for name in bad]
        number += 1
    findings = found_in(meals(full(*lines)))
    assert sorted((one.code, one.place.cell, one.value) for one in findings) == sorted(expected)
    assert all(one.place == Place(NAME, "供餐", one.place.row, one.place.letter) for one in findings)
    assert all(one.severity is Severity.ERROR for one in findings)
