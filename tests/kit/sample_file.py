"""Workbooks filled, examined and sent back, for the tests of the round trip."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import openpyxl

from kit.sample_book import LISTS, SAMPLE
from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.check import check
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.layout import HEADS
from pipeline.excel.package import same_bytes
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Workbook
from pipeline.excel.write.cover import blank
from pipeline.excel.write.guide import example_row
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.problems import FIRST_ROW as FIRST_PROBLEM
from pipeline.excel.write.returned import returned
from schemas.base import Book, key
from schemas.cover import Cover

FILE = "东街店.xlsx"
FULL = {key(sheet): [example_row(sheet)] for sheet in SAMPLE.sheets}


FAULTS = {"走访": {"D6": "紫", "H6": "某天", "I6": "三个", "J6": -4, "E6": "√", "B6": "００７"}}


def examined(content: bytes, book: Book = SAMPLE) -> tuple[Workbook, list[Finding]]:
    workbook, findings = read_workbook(FILE, content, [book])
    assert workbook is not None
    for sheet in workbook.book.sheets:
        frame, found = typed(sheet, [workbook])
        findings += found
        letters = {FILE: workbook.sheets[key(sheet)].letters}
        findings += check(sheet, frame, letters, unreadable(sheet, [workbook], findings))
    return workbook, findings


def filled(cells: Any = (), book: Book = SAMPLE) -> bytes:
    """A workbook filled with its examples, then {sheet title: {address: value}} written over them."""
    rows = {key(sheet): [example_row(sheet)] for sheet in book.sheets}
    workbook = openpyxl.load_workbook(io.BytesIO(blank(book, example_row(Cover), rows, LISTS)))
    for name, written in dict(cells).items():
        for address, value in written.items():
            workbook[name][address].value = value
    return same_bytes(workbook)


def sent_back(content: bytes, book: Book = SAMPLE) -> bytes:
    workbook, findings = examined(content, book)
    return returned(workbook, findings, LISTS, others(content, workbook))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def problems(content: bytes) -> list[dict[str, object]]:
    rows = opened(content)[layout.PROBLEMS].iter_rows(min_row=FIRST_PROBLEM, values_only=True)
    return [dict(zip(HEADS, row, strict=True)) for row in rows]


def told(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    return [(one.place.sheet, one.place.cell, one.code, one.value) for one in sorted(findings)]
