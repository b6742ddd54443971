"""The dropdowns of the rulebook offer only what fits the row, and everything that a sound rulebook has there."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pandas as pd
import pytest

from pipeline.excel import layout
from pipeline.excel.write.cover import blank
from pipeline.intake.forms.first import rulebook_book
from pipeline.rulebook.defaults import default_rules, gallery, gallery_rules, layered
from schemas.base import Column, Kind, Sheet, columns, key, title
from schemas.books import RULEBOOK
from schemas.indicator import Indicator

MOST_SIGNS = 255  # of the formula of a dropdown
DEPENDENT = [(sheet, one) for sheet in RULEBOOK.sheets for one in columns(sheet) if one.offers]
each_column = pytest.mark.parametrize(
    ("sheet", "column"), DEPENDENT, ids=[f"{key(sheet)}.{one.name}" for sheet, one in DEPENDENT]
)


@cache
def workbook(sheet: type[Sheet]) -> openpyxl.Workbook:
    """The default rulebook with that sheet: earlier ones have the indicators on one sheet."""
    whole = blank(RULEBOOK, {}, default_rules(), {}) if sheet is Indicator else rulebook_book(default_rules())
    return openpyxl.load_workbook(io.BytesIO(whole))


def formula(sheet: type[Sheet], column: Column) -> str:
    at = next(n for n, one in enumerate(columns(sheet), layout.FIRST_COLUMN) if one.name == column.name)
    cell = f"{openpyxl.utils.get_column_letter(at)}{layout.FIRST_ROW}"
    rules = workbook(sheet)[title(sheet)].data_validations.dataValidation
    (rule,) = [one for one in rules if cell in one.sqref]
    assert rule.type == "list" and (column.kind is Kind.LIST or rule.errorStyle == "warning")
    return str(rule.formula1)


def test_the_dropdowns_that_depend_on_another_cell():
    assert {f"{key(sheet)}.{one.name}" for sheet, one in DEPENDENT} >= {
        "indicator.measure",
        "indicator.source",
        "indicator.field",
        "indicator.base_field",
        "indicator.direction",
        "indicator.target_of",
        "computation.measure",
        "computation.source",
        "computation.field",
        "computation.base_field",
        "computation.direction",
        "computation.target_of",
        "gate.how",
        "duty_item.type",
    }


def sheet_of(sheet: type[Sheet], column: Column) -> tuple[type[Sheet], str]:
    """The sheet on which stands what decides, and the column's name there."""
    other, _, name = column.offered_by.rpartition(".")
    return (RULEBOOK.sheet(other) if other else sheet), name


def asked_by(sheet: type[Sheet], column: Column) -> str:
    """What the list depends on: a cell of the row, or of the row with the same number on the other sheet."""
    of, name = sheet_of(sheet, column)
    at = next(n for n, one in enumerate(columns(of), layout.FIRST_COLUMN) if one.name == name)
    letter, row = openpyxl.utils.get_column_letter(at), layout.FIRST_ROW
    if of is sheet:
        return f"${letter}{row}"
    tab = f"'{title(of)}'!"
    return f'IFERROR(INDEX({tab}${letter}:${letter},MATCH($B{row},{tab}$B:$B,0))&"","")'


@each_column
def test_the_list_of_every_value_is_in_the_workbook_under_the_name_that_the_cell_asks_for(
    sheet: type[Sheet], column: Column
):
    asked, names = formula(sheet, column), workbook(sheet).defined_names
    by = asked_by(sheet, column)
    prefix = asked.removeprefix('INDIRECT("').removesuffix(f'"&{by})')
    assert asked == f'INDIRECT("{prefix}"&{by})' and len(asked) < MOST_SIGNS
    for value, offered in column.offers:
        (_, place), *_ = names[prefix + value].destinations
        cells = workbook(sheet)[layout.LISTS][place.replace("$", "")]
        held = [one.value for (one,) in cells] if isinstance(cells, tuple) else [cells.value]
        assert [one for one in held if one] == list(offered)


@each_column
@pytest.mark.parametrize("name", sorted(gallery()))
def test_everything_that_a_sound_rulebook_has_is_offered(sheet: type[Sheet], column: Column, name: str):
    offers = dict(column.offers)
    rules = gallery_rules(name)
    of, by_name = sheet_of(sheet, column)
    tables = rules if sheet is Indicator else layered(rules)
    deciding = {row["code"]: row for row in tables[key(of)]} if of is not sheet else {}
    for row in tables[key(sheet)]:
        by, value = deciding.get(row["code"], {}).get(by_name) if deciding else row[by_name], row[column.name]
        if pd.isna(value):
            continue
        items = str(value).split("、") if column.kind is Kind.LIST else [str(value)]
        assert set(items) <= set(offers["" if pd.isna(by) else by]), row


@each_column
def test_a_list_knows_every_value_that_the_other_cell_may_have(sheet: type[Sheet], column: Column):
    of, name = sheet_of(sheet, column)
    by = next(one for one in columns(of) if one.name == name)
    known = {value for value, _ in column.offers}
    assert set(by.choices) <= known and (by.required or "" in known or not by.default)
    assert of is sheet or "" in known  # the row of that number may not be there yet
