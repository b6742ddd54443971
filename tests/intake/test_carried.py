"""What of the ledgers stands in the blank of the next quarter: what was passed on, and last year's open pledges (rules 3, 10.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from kit.fact_plant import concluded
from kit.tiny_plant import OFFICE, Row, inbox, row

from pipeline.core.period import Period
from pipeline.excel.workbook import Workbook
from pipeline.intake.forms.carried import Given, carried, to_departments
from pipeline.intake.select import Selection
from pipeline.intake.sent.changes import answered_in_words
from schemas.books import CHECK, DECLARED, REVIEW, SUBMISSION

THIS_QUARTER, NEXT_QUARTER, NEXT_YEAR = Period(2019, 7, 3), Period(2019, 10, 3), Period(2020, 1, 3)
SHEETS = pytest.mark.parametrize(
    ("sheet", "person", "day", "done", "begins"),
    [("wish", "claimer", "realised", "已实现", "待认领"), ("request", "handler", "closed", "已办结", "待办")],
)


def book(file: str, kind: Any) -> Workbook:
    return Workbook(file, "", kind, True, False, False, {}, {}, {})


def last_workbooks(*rows: Row, period: Period = THIS_QUARTER) -> Selection:
    """What 甲支部 and 乙支部 sent last, and what the office concluded."""
    chosen = inbox(*rows)
    sent = {name: book(f"{name}.xlsx", SUBMISSION) for name in ("甲支部", "乙支部", "丙支部")}
    whole = replace(chosen.inbox, workbooks=(*sent.values(), book(OFFICE, REVIEW)))
    names = {"甲支部": "甲支部", "乙支部": "乙支部", "原乙支部": "乙支部"}
    return replace(chosen, inbox=whole, submissions=sent, period=period, names=names)


def state_of(sheet: str, given: dict[str, Any]) -> str:
    """The state that a row of a blank has: the one that is written, else the one that follows from its cells."""
    return given["state"] or DECLARED[sheet].follows["state"](pd.DataFrame([given])).iloc[0]


def numbers(given: Given, sheet: str) -> list[str]:
    return [one[sheet] for one in given.get(sheet, [])]


def passed(sheet: str, number: str = "N-1", **cells: Any) -> Row:
    given = {"state": "转办", "passed_unit": "乙支部", "due": "2019-08-31", "team": "锅炉班", **cells}
    return row(sheet, "甲支部", **{sheet: number}, **given)


@SHEETS
@pytest.mark.parametrize("received", [None, "2019-08-10"])
@pytest.mark.parametrize("unit", ["乙支部", "原乙支部"])
def test_what_was_passed_on_stands_with_both_branches_until_it_is_closed(
    sheet: str, person: str, day: str, done: str, begins: str, received: str | None, unit: str
):
    last = last_workbooks(passed(sheet, received=received, passed_unit=unit, **{person: "01"}))
    (theirs,) = carried(last, "乙支部", NEXT_QUARTER)[sheet]
    assert (theirs[sheet], theirs["team"], state_of(sheet, theirs)) == ("N-1", "锅炉班", begins)
    assert not any(theirs[name] for name in (person, "due", "passed_unit", "passed_to", "received", day))
    assert numbers(carried(last, "甲支部", NEXT_QUARTER), sheet) == ["N-1"]
    assert numbers(carried(last, "丙支部", NEXT_QUARTER), sheet) == []


@SHEETS
def test_a_branch_that_has_taken_an_item_keeps_its_own_row_and_its_closing_ends_both(
    sheet: str, person: str, day: str, done: str, begins: str
):
    taken = {sheet: "N-1", person: "11", "due": "2019-10-31"}
    still = last_workbooks(passed(sheet), row(sheet, "乙支部", **taken, state="办理中"))
    assert [one[person] for one in carried(still, "乙支部", NEXT_QUARTER)[sheet]] == ["11"]
    closed = last_workbooks(passed(sheet), row(sheet, "乙支部", **taken, state=done, **{day: "2019-09-20"}))
    for unit in ("甲支部", "乙支部"):
        assert numbers(carried(closed, unit, NEXT_QUARTER), sheet) == []


@SHEETS
@pytest.mark.parametrize(
    "cells",
    [{"passed_unit": "综合办公室"}, {"passed_unit": None, "passed_to": "市供电公司"}, {"state": "撤回"}],
)
def test_what_was_passed_on_elsewhere_or_not_at_all_is_nobody_elses(
    sheet: str, person: str, day: str, done: str, begins: str, cells: dict[str, Any]
):
    last = last_workbooks(passed(sheet, **cells))
    assert numbers(carried(last, "乙支部", NEXT_QUARTER), sheet) == []


@SHEETS
def test_what_was_passed_on_to_a_department_stands_with_it_until_it_is_closed(
    sheet: str, person: str, day: str, done: str, begins: str
):
    here = {
        "passed_unit": "综合办公室",
        "raised": "2019-07-08",
        "received": "2019-07-20",
        "content": "加一盏灯",
    }
    table = {"wish": "微心愿", "request": "群众诉求"}[sheet]
    ((unit, (item,)),) = to_departments(last_workbooks(passed(sheet, **here))).items()
    assert unit == "综合办公室"
    assert (item["table"], item["number"], item["branch"], item["content"]) == (
        table,
        "N-1",
        "甲支部",
        "加一盏灯",
    )
    assert [str(item[name])[:10] for name in ("raised", "received")] == ["2019-07-08", "2019-07-20"]
    for closed, left in ((None, 1), ("2019-09-01", 0)):
        answer = row(
            "passed_item",
            "综合办公室",
            table=table,
            number="N-1",
            branch="甲支部",
            closed=closed,
            note="已报价",
        )
        last = last_workbooks(passed(sheet, **here), answer)
        last.checks["综合办公室"] = book("综合办公室.xlsx", CHECK)
        (items,) = to_departments(last).values()
        assert [one["number"] for one in items] == ["N-1"] * left
    for unit in ("乙支部", "原乙支部", "市供电公司", None):
        gone = to_departments(last_workbooks(passed(sheet, passed_unit=unit, passed_to="外面")))
        assert list(gone) == (["市供电公司"] if unit == "市供电公司" else [])


@SHEETS
@pytest.mark.parametrize(
    ("received", "closed", "stays"),
    [
        ("2019-07-20", "2019-09-01", False),
        ("2019-07-20", None, True),
        (None, "2019-09-01", True),  # never received: it is still the branch's
    ],
)
def test_what_a_department_has_closed_leaves_the_branch_that_passed_it_on(
    sheet: str, person: str, day: str, done: str, begins: str, received: Any, closed: Any, stays: bool
):
    table = {"wish": "微心愿", "request": "群众诉求"}[sheet]
    answer = row("passed_item", "综合办公室", table=table, number="N-1", branch="甲支部", closed=closed)
    last = last_workbooks(passed(sheet, passed_unit="综合办公室", received=received), answer)
    last.checks["综合办公室"] = book("综合办公室.xlsx", CHECK)
    assert numbers(carried(last, "甲支部", NEXT_QUARTER), sheet) == ["N-1"] * stays


@pytest.mark.parametrize(("verdict", "stays"), [("同意", False), ("不同意", True), (None, True)])
def test_a_wish_that_was_answered_in_words_leaves_once_the_office_agrees(verdict: str | None, stays: bool):
    wish = row("wish", "甲支部", wish="N-1", state="解释说明", due="2019-08-31")
    other = row("wish", "甲支部", wish="N-2", state="已认领", due="2019-08-31")
    says = [concluded("N-1", "解释说明", verdict, table="微心愿")] if verdict else []
    assert numbers(carried(last_workbooks(wish, other, *says), "甲支部", NEXT_QUARTER), "wish") == [
        *["N-1"] * stays,
        "N-2",
    ]


def test_answered_in_words_is_what_the_office_agreed_to_by_ledger():
    """What left the blank is not missed in the next workbook either (W413 asks for what was open)."""
    said = (
        concluded("N-1", "解释说明", table="微心愿"),
        concluded("N-2", "解释说明", "不同意", table="微心愿"),
        concluded("N-3", "撤回", table="微心愿"),
        concluded("N-1", "解释说明", table="群众诉求"),
    )
    over = answered_in_words(last_workbooks(*said).inbox)
    assert over == {"双承诺": set(), "微心愿": {"N-1"}, "群众诉求": {"N-1"}}


def test_a_branch_without_a_workbook_is_given_what_was_passed_on_to_it():
    last = last_workbooks(passed("wish"))
    del last.submissions["乙支部"]
    assert numbers(carried(last, "乙支部", NEXT_QUARTER), "wish") == ["N-1"]


def pledge(number: str, **cells: Any) -> Row:
    given = {"person": "01", "verdict": "通过", "state": "践诺中", "deadline": "2019-11-30", **cells}
    return row("pledge", "甲支部", pledge=number, **given)


@pytest.mark.parametrize(
    ("cells", "goes_on"),
    [
        ({}, True),
        ({"deadline": "2019-12-31"}, True),
        ({"deadline": "2019-02-28", "state": "已公开"}, True),
        ({"deadline": "2020-01-01"}, False),  # not overdue
        ({"state": "已完成", "done": "2019-12-20"}, False),
        ({"state": "终止"}, False),
        ({"state": "草拟", "verdict": None}, False),
        ({"verdict": "不通过"}, False),
    ],
)
def test_a_pledge_open_and_overdue_at_the_years_end_is_carried_into_the_next(
    cells: dict[str, Any], goes_on: bool
):
    last = last_workbooks(pledge("P-1", **cells), period=NEXT_YEAR.previous())
    found = carried(last, "甲支部", NEXT_YEAR)["pledge"]
    assert [(one["pledge"], one["state"]) for one in found] == ([("P-1", "上年未兑现")] if goes_on else [])
    of_this_year = carried(last_workbooks(pledge("P-1", **cells)), "甲支部", NEXT_QUARTER)["pledge"]
    assert [state_of("pledge", one) for one in of_this_year] == [cells.get("state", "践诺中")]


@pytest.mark.parametrize(("verdict", "goes_on"), [("同意", False), ("不同意", True)])
def test_what_outer_reasons_prevented_is_carried_over_unless_the_office_agreed(verdict: str, goes_on: bool):
    said = concluded("P-1", "客观原因", verdict, table="双承诺")
    last = last_workbooks(pledge("P-1", reason="客观原因"), said, period=NEXT_YEAR.previous())
    assert bool(carried(last, "甲支部", NEXT_YEAR)["pledge"]) is goes_on
