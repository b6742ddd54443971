"""The guide says of every column what to write, in words that the schemas alone supply."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.sample_book import SAMPLE, Goal, Visit

from pipeline.excel.write.guide import GUIDE_HEADS, allowed, guide, limits, line, places, shown
from schemas.base import Book, Kind, Sheet, Text, column, column_of, columns, purpose, title
from schemas.books import BOOKS

TABLE_HEAD = "| " + " | ".join(GUIDE_HEADS) + " |"


def rows_under(text, heading):
    part = text.split(f"### {heading}\n")[1].split("\n#")[0]
    return [row for row in part.splitlines() if row.startswith("| ")][2:]


@pytest.mark.parametrize("book", (SAMPLE, *BOOKS), ids=lambda book: book.key)
def test_every_sheet_and_column_is_described(book):
    text = guide([book])
    assert f"## {book.title}\n" in text
    for sheet in book.sheets:
        assert purpose(sheet) in text
        rows = rows_under(text, title(sheet))
        assert [row.split(" | ")[0].lstrip("| ") for row in rows] == [one.title for one in columns(sheet)]


def test_a_table_has_the_five_columns():
    assert guide([SAMPLE]).count(TABLE_HEAD) == len(SAMPLE.sheets)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("code", "编号，按文本填写；不能重复"),
        ("open_now", "从下拉列表中选一项；是、否"),
        ("guests", "可填多项，用“、”隔开；甲、乙、丙"),
        ("count", "整数；0 至 200"),
        ("score", "数字；不小于 0"),
        ("day", "日期"),
        ("shop", "文字；按名单填写"),
    ],
)
def test_what_may_stand_in_a_column_is_said_in_words(name, expected):
    assert allowed(column_of(Visit, name), {}) == expected


def test_a_list_kept_in_another_book_is_named():
    class Shop(Sheet):
        """一行一家店铺。"""

        shop: Text = column("店名", "店铺的名称。", example="东街店")

        class Config:
            title = "店铺"
            name = "shop"

    directory = Book("directory", "店铺名册", "", (Shop,))
    assert "与《店铺名册》“店铺”表的“店名”一致" in guide([directory, SAMPLE])
    assert "shop.shop" in places([directory])


def test_required_and_optional_columns_are_told_apart():
    assert line(column_of(Goal, "goal"), {}).required == "必填"
    assert line(column_of(Goal, "again"), {}).required == "选填"


def test_an_example_looks_as_a_person_would_type_it():
    assert [shown(one) for one in columns(Visit)] == [
        "007",
        "东街店",
        "红",
        "是",
        "甲、乙",
        "2019-08",
        "2019-08-15",
        "3",
        "8.5",
        "无事",
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, None, ""),
        (0, None, "不小于 0"),
        (None, 1.5, "不大于 1.5"),
        (0.01, 100, "0.01 至 100"),
    ],
)
def test_limits_are_said_in_words(low, high, expected):
    class Bounded(Sheet):
        """一行一个数。"""

        number: Text = column("数", "一个数。", example="1", kind=Kind.NUMBER, minimum=low, maximum=high)

        class Config:
            title = "数"
            name = "bounded"

    assert limits(columns(Bounded)[0]) == expected


@given(st.text(max_size=30))
def test_no_text_breaks_the_table_or_becomes_markup(text):
    class Hostile(Sheet):
        """一行一句话。"""

        said: Text = column("话", text, example="无")

        class Config:
            title = "话"
            name = "hostile"

    rows = rows_under(guide([Book("b", "书", "", (Hostile,))]), "话")
    assert len(rows) == 1
    assert len(re.split(r"(?<!\\)(?:\\\\)*\|", rows[0])) == len(GUIDE_HEADS) + 2
    assert "<" not in rows[0]


def test_the_guide_names_no_internal_word():
    text = guide(BOOKS)
    assert not re.search(r"None|nan|Int64|Float64|_", text.replace("\\_", ""))
