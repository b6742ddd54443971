"""Dropdowns and checks on entry offer and allow what the schemas declare."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.sample_blank import behind, each_book, made, validation_of
from kit.sample_book import COLOURS, LISTS, Goal, Visit

from pipeline.excel.package import xml_safe
from pipeline.excel.write.cover import blank
from schemas.base import columns, title


@each_book
def test_every_dropdown_offers_exactly_its_choices(book):
    workbook = made(book)
    for sheet in book.sheets:
        for column in columns(sheet):
            offered = list(column.choices or LISTS.get(column.refers_to, ()))
            rule = validation_of(workbook[title(sheet)], sheet, column.name)
            if column.offers:  # what fits the row: tests/rulebook/test_offers.py
                assert rule.type == "list" and str(rule.formula1).startswith('INDIRECT("list_')
                continue
            assert (rule.type == "list") == bool(offered)
            if offered:
                assert behind(workbook, rule.formula1) == offered


@examples(15)
@given(
    st.lists(
        st.text(min_size=1, max_size=40).filter(
            lambda text: xml_safe(text) == text and text.strip() and "\r" not in text and "_x" not in text
        ),
        unique=True,
        max_size=30,
    )
)
def test_any_list_reaches_its_dropdown_whole(shops):
    workbook = made(lists={"shop.shop": shops})
    rule = validation_of(workbook["走访"], Visit, "shop")
    assert (behind(workbook, rule.formula1) if shops else rule.type) == (shops or None)


def test_the_same_list_is_kept_once():
    workbook = made()
    assert validation_of(workbook["走访"], Visit, "open_now").formula1 == (
        validation_of(workbook["目标"], Goal, "again").formula1
    )


@each_book
def test_no_list_is_written_into_a_validation(book):
    content = blank(book, {}, {}, LISTS)
    with ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            assert '<formula1>"' not in package.read(part).decode("utf-8", "replace")


def test_a_long_list_has_no_limit():
    assert len(",".join(COLOURS)) > 255
    workbook = made()
    assert behind(workbook, validation_of(workbook["走访"], Visit, "colour").formula1) == list(COLOURS)


@pytest.mark.parametrize(
    ("name", "type_", "blocks"),
    [
        ("colour", "list", True),
        ("guests", "list", False),
        ("day", "date", True),
        ("count", "whole", True),
        ("score", "decimal", True),
        ("remark", None, False),
        ("code", None, False),
        ("month", None, False),
    ],
)
def test_checks_on_entry_follow_the_kind(name, type_, blocks):
    rule = validation_of(made()["走访"], Visit, name)
    assert rule.type == type_
    assert bool(rule.showErrorMessage) == blocks
    assert bool(rule.error) == blocks
    assert rule.showInputMessage
    assert rule.prompt


def test_a_name_that_is_not_in_the_directory_is_questioned_but_let_through():
    assert validation_of(made()["走访"], Visit, "shop").errorStyle == "warning"


def test_limits_reach_the_check_on_entry():
    rule = validation_of(made()["走访"], Visit, "count")
    assert (rule.formula1, rule.formula2) == ("0", "200")
    assert "0 至 200" in rule.error


@each_book
def test_messages_fit_what_excel_allows(book):
    for ws in made(book):
        for rule in ws.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 255
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.errorTitle or "") <= 32
