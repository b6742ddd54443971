"""A warning that is explained in 问题清单 stays quiet while its cell is unchanged, through as many returns as it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from kit.sample_book import LISTS
from kit.sample_file import FIRST_PROBLEM, examined, filled, opened
from openpyxl.styles import Font

from pipeline.core.finding import Finding, Severity
from pipeline.excel import layout
from pipeline.excel.corrections import EXPLAINED, quieted
from pipeline.excel.layout import DEGREE, EXPLANATION, HEADS
from pipeline.excel.package import same_bytes
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.returned import returned

REASON = "已与原始记录（甲）核对，无误"
SHEET = "走访"


def struck(*cells: str) -> Callable[[openpyxl.Workbook], None]:
    def change(workbook: openpyxl.Workbook) -> None:
        for cell in cells:
            workbook[SHEET][cell].font = Font(strike=True)

    return change


def edited(content: bytes, *changes: Callable[[openpyxl.Workbook], object]) -> bytes:
    workbook = opened(content)
    for change in changes:
        change(workbook)
    return same_bytes(workbook)


def found(content: bytes) -> tuple[Any, list[Finding]]:
    workbook, findings = examined(content)
    return workbook, quieted([workbook], findings)


def warnings(content: bytes) -> list[str]:
    return sorted(one.message for one in found(content)[1] if one.severity is Severity.WARNING)


def back(content: bytes) -> bytes:
    workbook, findings = found(content)
    return returned(workbook, findings, LISTS, others(content, workbook))


def explained(workbook: openpyxl.Workbook) -> None:
    """A reason beside every line that is a warning, and one beside each error, where it means nothing."""
    sheet = workbook[layout.PROBLEMS]
    for row in range(FIRST_PROBLEM, sheet.max_row + 1):
        if sheet.cell(row, HEADS.index(DEGREE) + 1).value != Severity.NOTICE:
            sheet.cell(row, HEADS.index(EXPLANATION) + 1).value = REASON


ODD = [struck("D6"), struck("J6"), struck("D6", "J6"), struck(*(f"{letter}6" for letter in "BCDEFGHIJK"))]


@pytest.mark.parametrize("odd", ODD)
def test_an_explained_warning_is_quiet_and_stays_so_when_it_is_returned_again(odd):
    content = edited(filled(), odd)
    before = warnings(content)
    assert before
    content = edited(back(content), explained)
    for _ in range(3):
        assert warnings(content) == []
        told = [one for one in found(content)[1] if one.code == EXPLAINED]
        assert sorted(one.message for one in told) == [f"{said}（已说明：{REASON}）" for said in before]
        content = back(content)


@pytest.mark.parametrize("odd", ODD[:2])
def test_it_warns_again_once_the_cell_is_changed(odd):
    content = edited(back(edited(filled(), odd)), explained)
    cell = "D6" if odd is ODD[0] else "J6"
    other = edited(content, lambda workbook: workbook[SHEET].__setitem__(cell, "绿" if cell == "D6" else 7))
    assert warnings(content) == [] and len(warnings(other)) == 1


@pytest.mark.parametrize("odd", ODD[:3])
def test_a_warning_without_a_reason_and_an_error_with_one_stay_what_they_are(odd):
    content = back(edited(filled({SHEET: {"H6": "某天"}}), odd))
    assert warnings(content) and warnings(content) == warnings(back(content))
    errors = [one.code for one in found(edited(content, explained))[1] if one.severity is Severity.ERROR]
    assert errors == ["E204"]


def test_a_list_of_before_that_has_no_such_column_says_nothing():
    content = back(edited(filled(), ODD[0]))

    def without_column(workbook: openpyxl.Workbook) -> None:
        explained(workbook)
        workbook[layout.PROBLEMS].delete_cols(HEADS.index(EXPLANATION) + 1)

    assert warnings(edited(content, without_column)) == warnings(content) != []
