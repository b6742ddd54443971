"""The first workbooks of a plant that begins: a rulebook of the gallery under its own name, an empty directory, blank goals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipeline.core.period import Period
from pipeline.core.publish import Files
from pipeline.excel.write.cover import blank
from pipeline.intake.forms.blanks import OFFICE, rule_lists
from pipeline.rulebook.asked import GOAL_RESULTS, switched_off
from pipeline.rulebook.defaults import layered
from schemas.base import Book, columns, key
from schemas.books import DIRECTORY, RULEBOOK, TARGET
from schemas.rulebook import Setting

Rules = dict[str, list[dict[str, Any]]]


def first_books(rules: Rules, plant: str, period: Period) -> Files:
    """The workbooks that the office fills in before anything can be asked of others, where they belong in `input/`; no goals
    where the rules do without."""
    year, quarter = period.whole_year().name, period.name
    goals = {f"{year}/{TARGET.title}.xlsx": _book(TARGET, plant, year, {}, rules)} if has_goals(rules) else {}
    return {
        f"{year}/{RULEBOOK.title}.xlsx": rulebook_book(rules, plant, period.start, year),
        f"{quarter}/{DIRECTORY.title}.xlsx": _book(DIRECTORY, plant, quarter, {}, rules),
        **goals,
    }


def has_goals(rules: Rules) -> bool:
    """True if anybody is asked how far a goal is reached."""
    return GOAL_RESULTS not in switched_off(_frames(rules))


def rulebook_book(rules: Rules, plant: str = "", start: dt.date | None = None, period: str = "") -> bytes:
    """A rulebook as a workbook; the plant's name and the day from which it is in force stand in it where they are known."""
    known = {"电厂名称": plant or None, **({"生效日期": start.isoformat()} if start else {})}
    settings = [row | {"value": known.get(row["name"], row["value"])} for row in rules[key(Setting)]]
    return _book(RULEBOOK, plant, period, layered(rules) | {key(Setting): settings}, rules)


def _book(book: Book, plant: str, period: str, given: Rules, rules: Rules) -> bytes:
    cover = {"plant": plant or None, "unit": OFFICE, "period": period or None}
    return blank(book, cover, given, rule_lists(_frames(rules)))


def _frames(rules: Rules) -> dict[str, pd.DataFrame]:
    return {
        key(sheet): pd.DataFrame(rules[key(sheet)], columns=[c.name for c in columns(sheet)])
        for sheet in RULEBOOK.sheets
    }
