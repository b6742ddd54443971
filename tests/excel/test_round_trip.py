"""What goes out comes back the same: blanks with examples, and returned workbooks."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kit.laws import examples
from kit.sample_book import LISTS, SAMPLE, Visit
from kit.sample_file import FAULTS, FULL, examined, filled, opened, sent_back, told

from pipeline.excel.frames import typed
from pipeline.excel.package import same_bytes
from pipeline.excel.write.cover import blank
from pipeline.excel.write.form import letter_of
from pipeline.excel.write.guide import example_row
from schemas.base import columns, declaration, key
from schemas.books import BOOKS
from schemas.cover import Cover


@pytest.mark.parametrize("book", (SAMPLE, *BOOKS), ids=lambda book: book.key)
def test_a_blank_filled_with_its_examples_reads_back_clean(book):
    assert told(examined(filled(book=book), book)[1]) == []


@pytest.mark.parametrize("book", (SAMPLE, *BOOKS), ids=lambda book: book.key)
def test_examples_read_back_are_the_examples(book):
    workbook, _ = examined(filled(book=book), book)
    examples, read = {}, {}
    for sheet in (one for one in book.sheets if not declaration(one).earlier_form_of):
        frame, _ = typed(sheet, [workbook])
        examples[key(sheet)] = [example_row(sheet)]
        read[key(sheet)] = [
            {name: value for name, value in row.items() if pd.notna(value)}
            for row in frame.to_dict("records")
        ]
    again, first = (blank(book, example_row(Cover), rows, LISTS) for rows in (read, examples))
    assert again == first


def test_a_returned_workbook_unchanged_gives_the_same_findings():
    first = filled(FAULTS)
    assert told(examined(sent_back(first))[1]) == told(examined(first)[1]) != []


def test_a_returned_workbook_returned_again_is_the_same():
    once = sent_back(filled(FAULTS))
    assert sent_back(once) == once


def test_a_repaired_workbook_has_no_findings_left():
    workbook = opened(sent_back(filled(FAULTS)))
    ws, good = workbook["走访"], example_row(Visit)
    for index, column in enumerate(columns(Visit)):
        ws[f"{letter_of(index)}6"].value = good[column.name]
    assert told(examined(same_bytes(workbook))[1]) == []


ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**16), 10**16),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    st.sampled_from(["=1+1", "#REF!", "_x0041_", "√", "９０％", "无"]),
)


@example({"H": -106751991169})  # no calendar reaches so far
@examples(40)
@given(st.dictionaries(st.sampled_from("BCDEFGHIJK"), ANYTHING, max_size=5))
def test_whatever_is_written_comes_back_with_the_same_findings(cells):
    rows = {
        "visit": [
            dict(example_row(Visit))
            | {columns(Visit)["BCDEFGHIJK".index(at)].name: value for at, value in cells.items()}
        ],
        "goal": FULL["goal"],
    }
    first = blank(SAMPLE, example_row(Cover), rows, LISTS)
    _, findings = examined(first)
    assert told(examined(sent_back(first))[1]) == told(findings)


def test_a_broken_formula_comes_back_broken():
    workbook = opened(filled())
    workbook["走访"]["K6"].value = "#REF!"
    content = sent_back(same_bytes(workbook))
    cell = opened(content)["走访"]["K6"]
    assert (cell.value, cell.data_type) == ("#REF!", "e")
    assert told(examined(content)[1]) == told(examined(same_bytes(workbook))[1])


def test_a_formula_that_was_never_calculated_does_not_come_back_as_a_blank():
    content = sent_back(filled({"走访": {"K6": "=1+1"}}))
    assert (opened(content)["走访"]["K6"].value, opened(content)["走访"]["K6"].data_type) == (
        "没有结果的公式 =1+1",
        "s",
    )
    assert [(one.code, one.place.cell) for one in examined(content)[1]] == [("E219", "K6")]
    assert (
        sent_back(content) != content
        and opened(sent_back(content))["走访"]["K6"].value == "没有结果的公式 =1+1"
    )
