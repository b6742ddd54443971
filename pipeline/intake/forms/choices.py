"""What the dropdowns of blanks and returned copies offer: the values in force of every referenced column."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.excel.cells.suggest import Named
from pipeline.intake.checks.references import PERSON, by_name
from pipeline.intake.select import Selection
from schemas.base import columns, title
from schemas.books import CHECK, REVIEW, SHEETS, SUBMISSION
from schemas.review import CommitteeDuty
from schemas.submission_life import Duty
from schemas.words import DEDUCTION

_CODES = ("duty_item.item", "indicator.code", "veto.code")
_USABLE = (  # the codes that a kind of workbook can use at all: kind, codes, column of the rulebook, what stands there
    (SUBMISSION.key, "duty_item.item", "sheet", title(Duty)),
    (REVIEW.key, "duty_item.item", "sheet", title(CommitteeDuty)),
    (CHECK.key, "indicator.code", "measure", DEDUCTION),
)


def dropdowns(chosen: Selection) -> dict[str, list[str]]:
    """ "sheet.column" -> the values of that column in the workbooks of the selection, sorted, each once; what a kind of
    workbook can use of them as "book/sheet.column"."""
    references = {c.refers_to for sheet in SHEETS.values() for c in columns(sheet) if c.refers_to}
    found = {}
    for reference in sorted(references):
        key, column = reference.split(".")
        found[reference] = sorted(set(chosen.rows(key)[column].dropna()))
    return found | _usable({key: chosen.rows(key) for key in ("duty_item", "indicator")})


def rule_lists(rules: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """The same of the codes of a rulebook that is not in the inbox."""
    wide = {reference: reference.split(".") for reference in _CODES}
    return {reference: list(rules[key][column]) for reference, (key, column) in wide.items()} | _usable(rules)


def _usable(rules: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    found = {}
    for book, reference, column, value in _USABLE:
        key, code = reference.split(".")
        found[f"{book}/{reference}"] = sorted(
            set(rules[key][rules[key][column].eq(value).fillna(False).astype(bool)][code].dropna())
        )
    return found


def named(chosen: Selection) -> Named:
    """The people by name, who may be suggested where a 工号 is asked for and a name was written."""
    return {PERSON: by_name(chosen.rows("person"))}
