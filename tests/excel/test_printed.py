"""A row that a blank does not print, or that lost what was printed, is one sentence: the wrong key, or what is empty."""

from __future__ import annotations

from typing import Any

import pytest
from kit.tiny_plant import frame, row

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel.cells.printed import of_known_rows
from pipeline.excel.check import check
from schemas.base import columns, title
from schemas.books import SHEETS

FILE = "甲.xlsx"
EMPTY = {key: frame(sheet, []) for key, sheet in SHEETS.items()}
Said = list[tuple[str, str]]


def checked(key: str, **cells: Any) -> tuple[Any, list[Finding]]:
    """One row in which nothing stands but these cells, and what is said of it."""
    sheet = SHEETS[key]
    rows = frame(sheet, [row(key, **dict.fromkeys(column.name for column in columns(sheet)) | cells)])
    rows.index = rows.index.set_levels([[FILE], [title(sheet)], [6]])
    letters = {FILE: {column.name: chr(ord("B") + at) for at, column in enumerate(columns(sheet))}}
    return rows, check(sheet, rows, letters)


def said(findings: list[Finding]) -> Said:
    return [(one.code, one.place.cell) for one in sorted(findings)]


def known(key: str, heading: str, rows: Any, findings: list[Finding]) -> list[Finding]:
    """What is left once the cell under that heading is found to be wrong."""
    letter = chr(ord("B") + [column.title for column in columns(SHEETS[key])].index(heading))
    place = Place(FILE, title(SHEETS[key]), 6, letter)
    wrong = Finding(place, "E301", Severity.ERROR, "没有", "请改正", column=heading)
    return of_known_rows(SHEETS, EMPTY | {key: rows}, [wrong, *findings])


ALONE = [  # a row in which a key alone is written: what the sheet says of it
    ("target_actual", {"goal": "MB-999"}, [("E366", "C6")]),
    ("duty", {"item": "ZB77"}, [("E366", "B6")]),
    ("duty", {"unit": "甲支部", "item": "ZB77", "month": "2019-08"}, [("E217", "F6")]),
    ("member_grade", {"person": "09999"}, [("E201", "D6")]),
    ("check", {"team": "九班"}, [("E201", "C6")]),
    ("reported", {"indicator": "BR99"}, [("E366", "B6")]),
    ("passed_item", {"number": "WX-999"}, [("E366", "B6")]),
    ("survey", {"unit": "九班"}, [("E201", "B6")]),
]


@pytest.mark.parametrize(("key", "cells", "expected"), ALONE)
def test_what_is_empty_in_a_row_of_its_own_is_one_sentence(key: str, cells: dict[str, Any], expected: Said):
    _, findings = checked(key, **cells)
    assert said(findings) == expected


@pytest.mark.parametrize(("key", "cells", "expected"), ALONE)
def test_a_key_that_is_not_known_is_all_that_is_said_of_such_a_row(
    key: str, cells: dict[str, Any], expected: Said
):
    name = [*cells][-1 if len(cells) == 1 else 1]
    heading = next(column.title for column in columns(SHEETS[key]) if column.name == name)
    assert [one.code for one in known(key, heading, *checked(key, **cells))] == ["E301"]


def test_an_answer_that_is_missing_in_a_row_with_others_is_told_beside_its_wrong_key():
    facts = {"team": "九班", "indicator": "TM01", "deduction": 0.0}
    assert [one.code for one in known("check", "班组", *checked("check", **facts))] == ["E301", "E201"]


@pytest.mark.parametrize(
    ("key", "cells", "expected"),
    [
        ("target_actual", {"actual": 3.0}, [("E366", "B6")]),
        ("target_actual", {"goal": "MB-1", "actual": 3.0}, [("E366", "C6")]),
        ("reported", {"value": 3.0}, [("E366", "B6")]),
        ("target_actual", {"goal": "MB-1", "unit": "甲", "node": 3.0, "actual": 3.0}, [("E201", "D6")]),
        ("target_actual", {"goal": "MB-1", "unit": "甲", "indicator": "煤耗", "node": 3.0}, [("E201", "F6")]),
    ],
)
def test_printed_cells_that_were_emptied_are_one_sentence_and_an_answer_is_asked_for_by_itself(
    key: str, cells: dict[str, Any], expected: Said
):
    rows, findings = checked(key, **cells)
    assert said(findings) == expected
    assert of_known_rows(SHEETS, EMPTY | {key: rows}, findings) == findings
