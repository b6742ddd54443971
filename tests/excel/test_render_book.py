"""The template engine on small templates drawn here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from kit.small_result import HOSTILE
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.table import Table

from pipeline.excel.template.render import render_book

ROWS = [
    {"name": "甲", "score": 96.5, "day": dt.date(2019, 9, 30)},
    {"name": "乙", "score": 88, "day": dt.date(2019, 8, 1)},
]


def drawn(cells: dict[str, object]) -> Workbook:
    book = Workbook()
    for address, value in cells.items():
        book.worksheets[0][address] = value
    return book


def packed(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def report() -> Workbook:
    book = drawn(
        {
            "A1": "{{ title }}",
            "A2": "名称",
            "B2": "得分",
            "C2": "日期",
            "A4": "共 {{ rows|length }} 行",
            "A3": "{% for row in rows %}{{ row.name }}",
            "B3": "{{ row.score }}",
            "C3": "{{ row.day }}",
        }
    )
    sheet = book.worksheets[0]
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A4:B4")
    sheet["B3"].number_format, sheet["C3"].number_format = "0.0", "yyyy/m/d"
    sheet["B3"].fill = PatternFill("solid", fgColor="FF123456")
    sheet.column_dimensions["B"].width, sheet.row_dimensions[3].height = 33, 27
    sheet.auto_filter.ref, sheet.freeze_panes = "A2:C3", "B3"
    sheet.print_title_rows, sheet.print_area = "1:2", "A1:C4"
    sheet.conditional_formatting.add("B3", CellIsRule("greaterThan", ["90"], font=Font(bold=True)))
    sheet.oddFooter.left.text, sheet.oddFooter.center.text = "{{ title }}", "第 &P 页 共 &N 页"
    return book


def rendered(book: Workbook, **context: object) -> Any:
    made, findings = render_book(packed(book), context)
    assert made is not None, findings
    return load_workbook(io.BytesIO(made)).worksheets[0]


def faults(book: Workbook, **context: object) -> list[tuple[str, str]]:
    made, findings = render_book(packed(book), context)
    assert made is None
    return [(finding.place.cell, finding.code) for finding in findings]


def test_a_marked_row_is_repeated_and_its_values_keep_their_types():
    sheet = rendered(report(), title="通报", rows=ROWS)
    assert [[cell.value for cell in row] for row in sheet["A3:C4"]] == [
        ["甲", 96.5, dt.datetime(2019, 9, 30)],
        ["乙", 88, dt.datetime(2019, 8, 1)],
    ]
    assert sheet["A5"].value == "共 2 行"


def test_styles_heights_and_formats_go_with_each_row():
    sheet = rendered(report(), title="通报", rows=ROWS)
    assert {sheet[f"B{row}"].number_format for row in (3, 4)} == {"0.0"}
    assert {sheet[f"C{row}"].number_format for row in (3, 4)} == {"yyyy/m/d"}
    assert {sheet[f"B{row}"].fill.fgColor.rgb for row in (3, 4)} == {"FF123456"}
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5)] == [27, 27, None]
    assert sheet.column_dimensions["B"].width == 33


def test_ranges_of_the_sheet_grow_with_the_rows():
    sheet = rendered(report(), title="通报", rows=ROWS * 10)
    assert sheet.auto_filter.ref == "A2:C22"
    assert sheet.print_area == "'Sheet'!$A$1:$C$23"
    assert [str(entry.sqref) for entry in sheet.conditional_formatting] == ["B3:B22"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A23:B23"}
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B3", "$1:$2")


def test_a_table_of_the_office_grows_too():
    book = report()
    book.worksheets[0].add_table(Table(displayName="表", ref="A2:C3"))
    book.worksheets[0].auto_filter.ref = None
    assert rendered(book, title="通报", rows=ROWS).tables["表"].ref == "A2:C4"


def test_two_blocks_on_a_sheet_and_a_merge_in_each_row():
    book = drawn(
        {
            "A1": "{% for x in xs %}{{ loop.index }}",
            "B1": "{{ x }}",
            "A2": "——",
            "A3": "{% for x in ys %}{{ x }}",
        }
    )
    book.worksheets[0].merge_cells("B1:C1")
    sheet = rendered(book, xs=["a", "b", "c"], ys=["d", "e"])
    assert [cell.value for cell in sheet["A"]] == [1, 2, 3, "——", "d", "e"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"B1:C1", "B2:C2", "B3:C3"}


def test_nothing_to_repeat_leaves_one_blank_styled_row():
    sheet = rendered(report(), title="通报", rows=[])
    assert [cell.value for cell in sheet[3]] == [None, None, None]
    assert (sheet["B3"].fill.fgColor.rgb, sheet["A4"].value) == ("FF123456", "共 0 行")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    sheet = rendered(report(), title=text, rows=[{"name": text, "score": text, "day": text}])
    for cell in (sheet["A1"], sheet["A3"], sheet["B3"], sheet["C3"]):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == text.startswith(tuple("=+-@\t＝＋－＠"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_hostile_text_stays_text_when_a_spreadsheet_program_opens_it(tmp_path: Path):
    rows = [{"name": text, "score": 1, "day": ""} for text in HOSTILE]
    made, _ = render_book(packed(report()), {"title": "通报", "rows": rows})
    assert made is not None
    (tmp_path / "a.xlsx").write_bytes(made)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    seen = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    assert [row[0] for row in seen[2 : 2 + len(HOSTILE)]] == list(HOSTILE)


def test_a_formula_of_the_template_moves_with_its_row_and_takes_no_data():
    book = drawn({"A1": "{% for x in xs %}{{ x }}", "B1": "=A1*2", "C1": '="{{ xs }}"'})
    sheet = rendered(book, xs=[1, 2, 3])
    assert [sheet[f"B{row}"].value for row in (1, 2, 3)] == ["=A1*2", "=A2*2", "=A3*2"]
    assert sheet["C2"].value == '="{{ xs }}"'


def test_text_in_a_page_footer_is_no_footer_code():
    sheet = rendered(report(), title="A&B", rows=ROWS)
    assert (sheet.oddFooter.left.text, sheet.oddFooter.center.text) == ("A&&B", "第 &P 页 共 &N 页")


def test_links_find_marked_cells_and_sheets_after_the_rows_have_grown():
    book = drawn(
        {
            "A1": "{% for x in xs %}{{ mark(x, x) }}",
            "A2": "{{ link('去', 'b') }}",
            "A3": "{{ link('表', '第 二 张') }}",
            "A4": "{{ link('无', '') }}",
        }
    )
    book.create_sheet("第 二 张")
    sheet = rendered(book, xs=["a", "b"])
    assert sheet["A3"].hyperlink.location == "'Sheet'!A2"
    assert sheet["A4"].hyperlink.location == "'第 二 张'!A1"
    assert sheet["A5"].value is None


def test_a_comment_is_a_note_for_the_author_of_the_template():
    book = report()
    book.worksheets[0]["A3"].comment = Comment("本行按名单重复", "办公室")
    assert rendered(book, title="通报", rows=ROWS)["A3"].comment is None


def test_a_row_becomes_high_enough_for_its_text():
    book = report()
    book.worksheets[0]["A3"].alignment = Alignment(wrap_text=True)
    rows = [{"name": "短", "score": 1, "day": ""}, {"name": "很长的说明" * 10, "score": 1, "day": ""}]
    sheet = rendered(book, title="通报", rows=rows)
    assert sheet.row_dimensions[3].height == 27
    assert sheet.row_dimensions[4].height > 100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ titel }}", "E602"),
        ("{{ title.nix }}", "E602"),
        ("{{ (title }}", "E603"),
        ("{{ title", "E603"),
        ("得分 {{ titel }}", "E602"),
        ("{{ 1 / 0 }}", "E604"),
        ("{{ title + 1 }}", "E604"),
        ("{% for x in nix %}", "E602"),
        ("{% for x in title %}", "E604"),
        ("{% for x in (rows %}", "E603"),
        ("{{ ''.__class__.__mro__ }}", "E604"),
        ("{{ rows.append(1) }}", "E604"),
        ("{{ link('去', '没有') }}", "E606"),
    ],
)
def test_a_fault_in_a_template_is_a_finding_with_its_cell(text, code):
    book = report()
    book.worksheets[0]["E7"] = text
    assert faults(book, title="通报", rows=ROWS) == [("E7", code)]


def test_one_faulty_cell_does_not_hide_the_next():
    book = report()
    book.worksheets[0]["D1"], book.worksheets[0]["D3"] = "{{ a }}", "{{ row.b }}"
    book.worksheets[0].oddFooter.right.text = "{{ c }}"
    assert faults(book, title="通报", rows=ROWS) == [("", "E602"), ("D1", "E602"), ("D3", "E602")]


def test_two_markers_in_a_row_are_a_finding():
    book = report()
    book.worksheets[0]["B3"] = "{% for x in rows %}{{ x.score }}"
    assert ("B3", "E605") in faults(book, title="通报", rows=ROWS)


@pytest.mark.parametrize("junk", [b"", b"no workbook", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_no_workbook_is_a_finding(junk):
    made, findings = render_book(junk, {})
    assert made is None and [finding.code for finding in findings] == ["E601"]


def test_the_same_input_gives_the_same_bytes():
    template, context = packed(report()), {"title": "通报", "rows": ROWS}
    assert render_book(template, context) == render_book(template, context)


def test_two_thousand_rows_take_seconds():
    book = report()
    start = time.process_time()
    sheet = rendered(book, title="通报", rows=ROWS * 1000)
    assert sheet.max_row == 2003
    assert time.process_time() - start < 10
