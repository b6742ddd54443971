"""The same content gives the same bytes, and text stays text in every reader."""

from __future__ import annotations

import io
import subprocess
import sys
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from pipeline.excel.package import same_bytes, xml_safe
from pipeline.excel.write.styles import put, styles
from pipeline.excel.write.text import CUT_MARK, LONGEST, write, write_text

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "#REF!",
    "007",
    "TRUE",
    '=HYPERLINK("http://x","y")',
    "_x0041_",
    "<b>&amp;</b>",
    "]]>",
    "😀=1",
    " 前后 ",
    "一\n二",
    "{=1}",
]


def saved(*texts):
    workbook = openpyxl.Workbook()
    for row, text in enumerate(texts, start=1):
        write_text(workbook.active.cell(row, 1), text)
    return same_bytes(workbook)


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def seen_by_calamine(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0][0]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_the_same_text_in_both_readers(text):
    content = saved(text)
    cell = sheet_of(content)["A1"]
    assert cell.data_type == "s"
    assert unescape(cell.value) == text
    assert seen_by_calamine(content) == text


@examples(60)
@given(st.text(min_size=1).filter(lambda text: xml_safe(text).strip()))
def test_any_text_stays_text(text):
    content = saved(text)
    cell = sheet_of(content)["A1"]
    assert cell.data_type == "s"
    assert seen_by_calamine(content) == xml_safe(text)


@pytest.mark.parametrize("first", list("=+-@\t\r＝＋－＠"))
def test_text_that_looks_like_a_formula_keeps_its_quote_mark(first):
    assert sheet_of(saved(f"{first}1"))["A1"].quotePrefix


def test_plain_text_has_no_quote_mark():
    assert not sheet_of(saved("一带一"))["A1"].quotePrefix


def test_characters_that_xml_forbids_are_dropped():
    assert sheet_of(saved("a\x00b\x1f\ud800\ufffec"))["A1"].value == "abc"


@pytest.mark.parametrize("text", ["字" * 40_000, "😀" * 20_000, "_x0041_" * 9_000])
def test_a_text_that_is_too_long_is_cut_and_says_so(text):
    kept = sheet_of(saved(text))["A1"].value
    assert kept.endswith(CUT_MARK)
    assert len(kept.encode("utf-16-le")) // 2 <= LONGEST


def test_writing_one_cell_does_not_change_the_look_of_its_neighbour():
    workbook = openpyxl.Workbook()
    shared = styles(workbook)["open @"]
    write_text(put(workbook.active, 1, 1, shared), "=1")
    write_text(put(workbook.active, 1, 2, shared), "一")
    assert not workbook.active["B1"].quotePrefix


@pytest.mark.parametrize("value", [float("nan"), None])
def test_nothing_is_written_for_nothing(value):
    workbook = openpyxl.Workbook()
    write(workbook.active["A1"], value)
    assert workbook.active["A1"].value is None


@pytest.mark.parametrize("number", [7, -3, 0.1, 2.5, 1e6])
def test_a_number_stays_a_number(number):
    workbook = openpyxl.Workbook()
    write(workbook.active["A1"], number)
    assert sheet_of(same_bytes(workbook))["A1"].value == number


def test_a_number_too_long_for_excel_becomes_text():
    workbook = openpyxl.Workbook()
    write(workbook.active["A1"], 123456789012345678)
    assert sheet_of(same_bytes(workbook))["A1"].value == "123456789012345678"


def test_no_entry_carries_the_time_of_writing():
    with ZipFile(io.BytesIO(saved("一"))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


@pytest.mark.slow
def test_the_bytes_do_not_depend_on_the_order_of_sets():
    script = (
        "import hashlib; from kit.sample_book import LISTS, SAMPLE; from pipeline.excel.write.cover import blank;"
        "print(hashlib.sha256(blank(SAMPLE, {}, {}, LISTS)).hexdigest())"
    )
    seen = set()
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".:tests"},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(run.stdout)
    assert len(seen) == 1
