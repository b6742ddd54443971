"""A workbook sent back keeps what was written and shows what is wrong."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.sample_book import LISTS, SAMPLE, Goal, Visit
from kit.sample_file import FAULTS, FILE, examined, filled, opened, problems, sent_back

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel import layout
from pipeline.excel.package import same_bytes
from pipeline.excel.write.cover import cover_rows, tick_head_row
from pipeline.excel.write.form import letter_of
from pipeline.excel.write.guide import example_row
from pipeline.excel.write.problems import FIRST_ROW as FIRST_PROBLEM
from pipeline.excel.write.problems import HEAD_ROW
from pipeline.excel.write.returned import returned
from pipeline.excel.write.styles import MARKED
from schemas.base import title


def test_each_faulty_cell_is_filled_and_says_what_to_do():
    ws = opened(sent_back(filled(FAULTS)))["走访"]
    for address in ("D6", "H6", "I6", "J6"):
        assert ws[address].fill.fgColor.rgb == MARKED[Severity.ERROR]
        assert ws[address].comment is not None
    assert "“日期”是“某天”" in ws["H6"].comment.text
    assert "例如" in ws["H6"].comment.text
    assert ws["C6"].comment is None


def test_what_they_wrote_stays_as_it_was():
    ws = opened(sent_back(filled(FAULTS)))["走访"]
    assert [ws[address].value for address in ("B6", "D6", "H6", "I6", "J6")] == [
        "００７",
        "紫",
        "某天",
        "三个",
        -4,
    ]


def test_problems_come_first_with_a_link_to_each_cell():
    content = sent_back(filled(FAULTS))
    workbook = opened(content)
    assert workbook.sheetnames[0] == layout.PROBLEMS
    assert workbook.active.title == layout.PROBLEMS
    ws = workbook[layout.PROBLEMS]
    assert ws.auto_filter.ref.startswith(f"A{HEAD_ROW}:")
    links = {
        ws.cell(row, 4).value: ws.cell(row, 4).hyperlink.location
        for row in range(FIRST_PROBLEM, ws.max_row + 1)
    }
    assert links["H6"] == "'走访'!H6"
    assert [row["序号"] for row in problems(content)] == list(range(1, len(links) + 1))


def test_the_gravest_problems_come_first():
    degrees = [row["程度"] for row in problems(sent_back(filled(FAULTS)))]
    assert degrees == sorted(degrees, key=[str(one) for one in Severity].index)


def test_a_near_name_and_a_cleaned_value_are_suggested():
    found = {
        row["单元格"]: row["建议值"]
        for row in problems(sent_back(filled({"走访": {"B6": "００７", "D6": "第5种颜"}})))
    }
    assert found == {"B6": "007", "D6": "第5种颜色"}


def test_row_numbers_are_those_of_their_file():
    far = {
        "走访": {f"{letter_of(index)}40": value for index, value in enumerate(example_row(Visit).values())}
        | {"D40": "紫"}
    }
    far["走访"] |= {"B40": "008"}
    content = sent_back(filled(far))
    assert opened(content)["走访"]["D40"].value == "紫"
    assert [row["单元格"] for row in problems(content)] == ["D40"]


def test_rows_that_began_too_high_move_down_together():
    workbook = opened(filled({"走访": {"D6": "紫"}}))
    workbook["走访"].delete_rows(layout.HELP_ROW, 2)
    content = sent_back(same_bytes(workbook))
    assert opened(content)["走访"]["D6"].value == "紫"
    assert [row["单元格"] for row in problems(content)] == ["D6"]


def test_prefilled_rows_keep_their_mark_and_lock():
    ws = opened(sent_back(filled({"目标": {"C6": "很多"}})))["目标"]
    assert ws["A6"].value == layout.GIVEN_MARK
    assert ws["B6"].protection.locked
    assert not ws["C6"].protection.locked


def test_a_locked_cell_with_a_problem_is_opened():
    ws = opened(sent_back(filled({"目标": {"B6": None}})))["目标"]
    assert ws["B6"].fill.fgColor.rgb == MARKED[Severity.ERROR]
    assert not ws["B6"].protection.locked


def test_the_cover_is_marked_too():
    at = cover_rows(SAMPLE)
    content = sent_back(filled({layout.COVER: {f"B{at['as_of']}": "月底", f"B{at['unit']}": None}}))
    ws = opened(content)[layout.COVER]
    for name in ("as_of", "unit"):
        assert ws.cell(at[name], 2).fill.fgColor.rgb == MARKED[Severity.ERROR]
    assert ws.cell(at["as_of"], 2).value == "月底"


def test_a_tick_that_cannot_be_understood_is_kept_and_marked():
    row = tick_head_row(SAMPLE) + 2
    ws = opened(sent_back(filled({layout.COVER: {f"B{row}": "也许"}})))[layout.COVER]
    assert ws.cell(row, 2).value == "也许"
    assert ws.cell(row, 2).comment is not None


def test_every_formula_without_a_result_is_marked_though_the_list_names_them_once():
    rows = {
        f"{letter}{row}": value
        for row in range(6, 46)
        for letter, value in {
            "B": f"{row:03}",
            "C": "东街店",
            "D": "红",
            "E": "是",
            "H": "2019-08-15",
            "I": "=1+2",
            "K": "好",
        }.items()
    }
    content = sent_back(filled({"走访": rows}))
    listed = [row for row in problems(content) if row["现值"] == "=1+2"]
    assert [(row["单元格"], "40 个公式" in row["问题"]) for row in listed] == [("I6", True)]
    ws = opened(content)["走访"]
    assert all(
        ws[f"I{row}"].fill.fgColor.rgb == MARKED[Severity.ERROR] and ws[f"I{row}"].comment
        for row in range(6, 46)
    )
    assert {ws[f"I{row}"].value for row in range(6, 46)} == {"没有结果的公式 =1+2"}


def test_a_formula_without_a_result_on_the_cover_is_told_as_one():
    at = cover_rows(SAMPLE)
    content = sent_back(filled({layout.COVER: {f"B{at['as_of']}": "=TODAY()"}}))
    assert [(row["列名"], row["问题"].partition("（")[0]) for row in problems(content)] == [
        ("截至日期", "有 1 个公式没有计算结果")
    ]
    assert opened(content)[layout.COVER].cell(at["as_of"], 2).value == "没有结果的公式 =TODAY()"
    assert [row["现值"] for row in problems(sent_back(content))] == ["没有结果的公式 =TODAY()"]


def test_what_has_no_column_is_linked_to_where_it_is_kept():
    content = sent_back(
        filled({"走访": {"B6": "008", "M3": "我的备注", "M6": "甲", "M7": "乙", "N7": "=1+1", "N3": "算的"}})
    )
    ws = opened(content)[layout.PROBLEMS]
    links = {
        ws.cell(row, 5).value: ws.cell(row, 4).hyperlink.location
        for row in range(FIRST_PROBLEM, ws.max_row + 1)
    }
    assert links["我的备注"] == "'其他内容'!D4"
    kept = list(opened(content)[layout.OTHERS].iter_rows(min_row=FIRST_PROBLEM, values_only=True))
    assert ("走访", "N7", "算的", "=1+1") in kept and kept[0] == ("走访", "M6", "我的备注", "甲")


def test_what_has_no_column_is_kept_on_the_last_sheet():
    workbook = opened(sent_back(filled({"走访": {"M3": "我的备注", "M6": "=不是公式", "M7": 12}})))
    assert workbook.sheetnames[-1] == layout.OTHERS
    rows = list(workbook[layout.OTHERS].iter_rows(min_row=FIRST_PROBLEM, values_only=True))
    assert ("走访", "M7", "我的备注", 12) in rows


def test_nothing_left_over_makes_no_sheet():
    assert layout.OTHERS not in opened(sent_back(filled(FAULTS))).sheetnames


def test_a_clean_workbook_says_that_nothing_was_found():
    ws = opened(sent_back(filled()))[layout.PROBLEMS]
    assert ws["A2"].value == "没有发现问题。"


def test_two_problems_of_a_cell_stand_in_one_comment():
    workbook, _ = examined(filled())
    place = Place(FILE, "走访", 6, "D")
    found = [
        Finding(place, code, Severity.WARNING, says, "改一下", "颜色")
        for code, says in (("W1", "甲"), ("W2", "乙"))
    ]
    cell = opened(returned(workbook, found, LISTS))["走访"]["D6"]
    assert cell.comment.text == "甲。改一下。\n乙。改一下。"
    assert cell.fill.fgColor.rgb == MARKED[Severity.WARNING]


def test_a_problem_of_a_row_marks_the_head_of_the_row():
    workbook, _ = examined(filled())
    found = [Finding(Place(FILE, "走访", 6), "E1", Severity.ERROR, "这一行有问题", "改一下")]
    assert opened(returned(workbook, found, LISTS))["走访"]["A6"].comment is not None


def test_the_order_of_findings_does_not_matter():
    workbook, findings = examined(filled(FAULTS))
    assert returned(workbook, findings, LISTS) == returned(workbook, findings[::-1], LISTS)


@examples(15)
@given(st.text(max_size=30))
def test_text_in_a_finding_stays_text(text):
    workbook, findings = examined(filled(FAULTS))
    hostile = [replace(one, value=f"={text}", message=f"={text}", remedy=f"@{text}") for one in findings]
    ws = opened(returned(workbook, hostile, LISTS))[layout.PROBLEMS]
    assert {
        cell.data_type for row in ws.iter_rows(min_row=FIRST_PROBLEM, min_col=6, max_col=8) for cell in row
    } == {"s"}


def test_dropdowns_survive_the_return():
    workbook = opened(sent_back(filled(FAULTS)))
    rules = workbook["走访"].data_validations.dataValidation
    assert {str(rule.sqref).split(":")[0]: rule.type for rule in rules}["D6"] == "list"
    assert title(Goal) in workbook.sheetnames
