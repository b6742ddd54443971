"""The sample's rows as they are drawn, before any workbook is written."""

from __future__ import annotations

from functools import cache

from pipeline.demo import Filled, sample
from pipeline.demo.draw import Row

QUARTERS = ("2019Q1", "2019Q2", "2019Q3")
SEEDS = (2019, 7)


@cache
def books(seed: int = 2019) -> tuple[Filled, ...]:
    return sample(seed)


def rows(sheet: str, quarter: str, seed: int = 2019) -> list[Row]:
    return [
        row for book in books(seed) if book.cover["period"] == quarter for row in book.rows.get(sheet, [])
    ]


def whole(sheet: str, seed: int = 2019) -> list[Row]:
    return [row for quarter in QUARTERS for row in rows(sheet, quarter, seed)]


def listed(cell: object) -> list[str]:
    return str(cell).split("、") if cell else []


def members(quarter: str, seed: int = 2019) -> list[Row]:
    return [p for p in rows("person", quarter, seed) if p["politics"] in ("正式党员", "预备党员")]
