"""A cell is what a person sees in it: number formats, signs of per cent, lines drawn through."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from kit.drawing import codes, found_in, full, meals, opened
from kit.sample_file import opened as sheets_of
from openpyxl.styles import Font

from pipeline.core.finding import Finding
from pipeline.excel.cells.cell import shown
from pipeline.excel.cells.formats import Formatted, formatted
from pipeline.excel.cells.kinds import counted, is_percent, parse
from pipeline.excel.frames import typed
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.returned import returned
from schemas.base import Counts, Kind, key
from schemas.books import CHECK, TARGET
from schemas.target import Target, TargetActual


def seen(number: float, code: str) -> tuple[str, int] | None:
    """What is shown of the number and its power of ten, None where that is the number itself."""
    one = formatted(number, code)
    return (one.text, one.power) if isinstance(one, Formatted) else None


@pytest.mark.parametrize(
    ("number", "code", "text", "power"),
    [
        (0.9859, "0.00%", "98.59%", 2),
        (0.75, "0%", "75%", 2),
        (98590, "0.00,", "98.59", -3),
        (12345678, "0.0,,", "12.3", -6),
        (98590, "#,##0,", "99", -3),
        (98590, '0!.0,"万"', "9.9万", -4),
        (98590, r"0\.0,", "9.9", -4),
        (98590, '[>=10000]0!.0,"万";0', "9.9万", -4),
        (5, '0"000"', "5000", 3),
        (92.46, "0.0", "92.5", 0),
        (101, "0000", "0101", 0),
        (20190815, "0000-00-00", "2019-08-15", 0),
        (201908, '0000"年"00"月"', "2019年08月", 0),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50", 0),
        (-3, "0;(0)", "(3)", 0),
        (1, '"是";;"否"', "是", 0),
        (0, '"是";;"否"', "否", 0),
        (98.59, '0.00"%"', "98.59%", 0),
        (3, ";;;", "", 0),
    ],
)
def test_a_format_shows_a_number_as_a_spreadsheet_does(number, code, text, power):
    assert seen(number, code) == (text, power)


@pytest.mark.parametrize(
    "code", ["General", "G/通用格式", "@", "yyyy-mm-dd", "0", "0_ ", "0.00E+00", "# ?/?", ""]
)
def test_a_format_that_shows_the_number_itself_or_no_number_changes_nothing(code):
    assert seen(7, code) is None


@pytest.mark.parametrize(
    ("value", "counts", "expected"),
    [
        (formatted(0.9859, "0.00%"), Counts.PERCENT, (98.59, None)),
        (formatted(0.9859, "0.00%"), Counts.SHARE, (0.9859, None)),
        (formatted(0.9859, "0.00%"), Counts.NUMBER, (None, "E222")),
        (formatted(98590, "0.00,"), Counts.NUMBER, (None, "E222")),
        (formatted(98590, '0!.0,"万"'), Counts.PERCENT, (None, "E222")),
        (formatted(3, ";;;"), Counts.PERCENT, (None, "E223")),
        (formatted(-5, "0;0"), Counts.NUMBER, (None, "E222")),
        (formatted(-5, "0.00;0.00"), Counts.PERCENT, (None, "E222")),
        (formatted(-0.05, "0%;0%"), Counts.PERCENT, (None, "E222")),
        (formatted(-0.05, "0%;-0%"), Counts.PERCENT, (-5, None)),
        ("75%", Counts.PERCENT, (75, None)),
        ("９８．５％", Counts.PERCENT, (98.5, None)),
        ("75 %", Counts.SHARE, (0.75, None)),
        ("75%", Counts.NUMBER, (None, "E222")),
    ],
)
def test_what_a_percent_sign_means_is_decided_by_what_the_column_counts(value, counts, expected):
    parsed = counted(Kind.NUMBER, value, counts)
    assert (parsed.value, parsed.problem) == expected


@pytest.mark.parametrize("unit", ["%", "％", "百分数", "百分之", " % "])
def test_a_unit_of_per_cent_in_its_dresses(unit):
    assert is_percent(unit) and not is_percent("分") and not is_percent("万千瓦时")


@pytest.mark.parametrize(
    ("kind", "number", "code", "value"),
    [
        (Kind.CODE, 101, "0000", "0101"),
        (Kind.LIST, 1001, "00000", "01001"),
        (Kind.TEXT, 0.98, "0%", "98%"),
        (Kind.MONTH, 201908, '0000"-"00', "2019-08"),
        (Kind.CHOICE, 1, '"是";;"否"', "是"),
    ],
)
def test_a_number_in_a_column_of_texts_counts_as_it_is_shown(kind, number, code, value):
    assert parse(kind, formatted(number, code), ("是", "否") if kind is Kind.CHOICE else ()).value == value


def dressed(content: bytes, sheet: str, **formats: tuple[object, str]) -> bytes:
    """The workbook with these values under these formats in its cells."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for address, (value, code) in formats.items():
        workbook[sheet][address].value = value
        workbook[sheet][address].number_format = code
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def test_per_cent_in_a_share_stands_and_in_a_number_of_things_is_told_with_both_numbers():
    content = dressed(meals(full("编号=A01; 菜名（主菜）=豆腐")), "供餐", I6=(0.9, "0%"), H6=(1.5, "0%"))
    assert codes(found_in(content)) == [("E222", "H6")]
    (finding,) = found_in(content)
    assert "150%" in finding.message and "1.5" in finding.message


GOALS = [
    ("MB-1", "党支部", "甲", "党建工作", "完成率", "%"),
    ("MB-2", "党支部", "甲", "党建工作", "发电量", "亿千瓦时"),
]


def plant(*results: tuple[str, object, str]) -> tuple[Any, list[Finding]]:
    """The results typed beside their goals: (goal, value, number format)."""
    goals = [
        {"goal": g, "unit_kind": k, "unit": u, "category": c, "indicator": i, "measure_unit": m}
        for g, k, u, c, i, m in GOALS
    ]
    targets, _ = read_workbook("a.xlsx", _book(TARGET, "目标", goals), [TARGET])
    rows = [{"goal": goal, "unit": "甲", "indicator": "完成率", "node": 75} for goal, _, _ in results]
    content = dressed(
        _book(CHECK, "目标完成", rows),
        "目标完成",
        **{f"F{number}": (value, code) for number, (_, value, code) in enumerate(results, start=6)},
    )
    checks, _ = read_workbook("b.xlsx", content, [CHECK])
    assert targets and checks
    known, _ = typed(Target, [targets, checks])
    frame, findings = typed(TargetActual, [targets, checks], {"target": known})
    return frame["actual"].tolist(), findings


def _book(book: Any, title: str, rows: list[dict[str, object]]) -> bytes:
    from pipeline.excel.write.cover import blank

    sheet = next(one for one in book.sheets if one.to_schema().title == title)
    return blank(book, {"period": "2019Q3", "unit": "甲"}, {key(sheet): rows}, {})


@pytest.mark.parametrize(
    ("value", "code"), [(0.75, "0%"), ("75%", "General"), ("７５％", "@"), (0.75, "0.0%")]
)
def test_in_a_goal_of_per_cent_75_per_cent_is_75_with_a_notice(value, code):
    numbers, findings = plant(("MB-1", value, code))
    assert numbers == [75] and codes(findings) == [("N202", "F6")]


@pytest.mark.parametrize(
    ("value", "code"), [(0.75, "0%"), ("75%", "General"), (750, "0.00,"), (98590, '0!.0,"万"')]
)
def test_in_a_goal_of_something_else_a_scaling_format_is_told_with_both_numbers(value, code):
    numbers, findings = plant(("MB-1", 75, "General"), ("MB-2", value, code))
    assert [str(one) for one in numbers] == ["75.0", "<NA>"] and codes(findings) == [("E222", "F7")]


def test_a_result_with_hidden_decimals_is_read_as_it_is_stored():
    assert plant(("MB-1", 74.96, "0.0")) == ([74.96], [])


def test_the_returned_copy_shows_a_number_as_theirs_did_and_says_the_same_of_it():
    content = dressed(meals(full("编号=A01; 菜名（主菜）=豆腐")), "供餐", H6=(1.5, "0%"))
    book = opened(content)
    copy = returned(book, found_in(content), {}, others(content, book))
    assert sheets_of(copy)["供餐"]["H6"].number_format == "0%"
    assert codes(found_in(copy)) == codes(found_in(content))


def struck(*cells: str) -> Callable[[openpyxl.Workbook], None]:
    def change(workbook: openpyxl.Workbook) -> None:
        for address in cells:
            workbook["供餐"][address].font = Font(strike=True)

    return change


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("B6", "C6"), [("W128", "")]),
        (("B6", "C6", "B7", "C7"), [("W128", "")]),
        (("C6",), [("W129", "C6")]),
        (("B6", "C6", "C7"), [("W128", ""), ("W129", "C7")]),
        (("B3", "C5"), []),
        (("D6",), []),
    ],
)
def test_what_is_crossed_out_is_told_by_row_or_by_cell(cells, told):
    rows = full("编号=A01; 菜名（主菜）=豆腐", "编号=A02; 菜名（主菜）=白菜")
    assert codes(found_in(meals(rows, change=struck(*cells)))) == told


@pytest.mark.parametrize("code", ["0;-0", "0;(0)", "0.00;[Red]0.00", "0;[红色]0", '0;"负"0', "0"])
def test_a_number_below_zero_that_shows_it_is_none_to_be_told(code):
    for number in (-5, -0.4):  # of the second, whole numbers show nothing
        one = formatted(number, code)
        assert not (isinstance(one, Formatted) and one.unsigned)


@pytest.mark.parametrize(
    ("hours", "text"), [(5, "5:00"), (24, "24:00"), (2400, "2400:00"), (0.5, "0:30"), (1.0125, "1:00:45")]
)
def test_a_length_of_time_is_told_as_a_spreadsheet_shows_it(hours, text):
    assert shown(dt.timedelta(hours=hours)) == text
