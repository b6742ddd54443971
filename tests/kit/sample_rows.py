"""The sample's rows as its tables hold them, before any workbook is written."""

from __future__ import annotations

from functools import cache

from pipeline.sample.books import QUARTERS, YEAR, Filled, Row, sample_books
from schemas.books import RULEBOOK

REPORTED = QUARTERS[:3]  # those that input/ holds
LATER = (
    "2019Q3/党委考评-审定后.xlsx"  # the later version of a workbook, which came in with the fourth quarter
)


@cache
def books() -> tuple[Filled, ...]:
    """Every workbook of the year but the rulebook."""
    return tuple(book for book in sample_books((YEAR, *QUARTERS)) if book.book is not RULEBOOK)


def rows(sheet: str, quarter: str) -> list[Row]:
    return [
        row
        for book in books()
        if book.cover["period"] == quarter and book.path != LATER
        for row in book.rows.get(sheet, [])
    ]


def whole(sheet: str) -> list[Row]:
    return [row for quarter in REPORTED for row in rows(sheet, quarter)]


def listed(cell: object) -> list[str]:
    return str(cell).split("、") if cell else []


def members(quarter: str) -> list[Row]:
    return [p for p in rows("person", quarter) if p["politics"] in ("正式党员", "预备党员")]
