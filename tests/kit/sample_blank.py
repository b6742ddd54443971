"""Blanks made and opened, for the tests of what they ask and hold."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kit.sample_book import LISTS, SAMPLE
from pipeline.excel import layout
from pipeline.excel.write.cover import blank
from pipeline.excel.write.dropdowns import LAST_ROW
from pipeline.excel.write.form import letter_of
from schemas.base import Book, Sheet, columns
from schemas.books import BOOKS

ALL_BOOKS = (SAMPLE, *(book.holding(()) for book in BOOKS))  # without what only some rulebooks ask for
each_book = pytest.mark.parametrize("book", ALL_BOOKS, ids=lambda book: book.key)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def made(
    book: Book = SAMPLE, cover: Any = None, given: Any = None, lists: Any = LISTS, ticked: Any = ()
) -> openpyxl.Workbook:
    return opened(blank(book, cover or {}, given or {}, lists, ticked))


def validations(ws: Worksheet) -> dict[str, DataValidation]:
    return {str(rule.sqref): rule for rule in ws.data_validations.dataValidation}


def validation_of(ws: Worksheet, sheet: type[Sheet], name: str) -> DataValidation:
    index = [column.name for column in columns(sheet)].index(name)
    letter = letter_of(index)
    return validations(ws)[f"{letter}{layout.FIRST_ROW}:{letter}{LAST_ROW}"]


def behind(workbook: openpyxl.Workbook, name: str) -> list[object]:
    place, cells = next(workbook.defined_names[name].destinations)
    return [row[0].value for row in workbook[place][cells]]
