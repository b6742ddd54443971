"""The year counts every pledge, wish and request once, from all of its items (rules 10.8); the figures are worked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from kit.fact_plant import PLANT, concluded
from kit.tiny_plant import Row, row, tables

from pipeline.rating.evaluate import evaluate
from pipeline.year.quarters import ledger_values
from schemas.words import BRANCH, UNIT_KINDS

WISH = ("wish", "BR08a", "claimer", "realised", "已实现", "已认领")
REQUEST = ("request", "BR08b", "handler", "closed", "已办结", "办理中")
Ledger = tuple[str, str, str, str, str, str]


def item(ledger: Ledger, number: str, due: str, done: str | None = None) -> Row:
    sheet, _, person, closed, closed_state, open_state = ledger
    state = open_state if done is None else closed_state
    given = {"raised": "2019-05-02", "team": None, person: "01", "due": due, closed: done, "state": state}
    return row(sheet, **{sheet: number}, **given)


def pledge(number: str, deadline: str, done: str | None = None, **cells: Any) -> Row:
    state = "践诺中" if done is None else "已完成"
    given = {"person": "01", "verdict": "通过", "deadline": deadline, "done": done, "state": state, **cells}
    return row("pledge", pledge=number, **given)


def kept_of(code: str, *rows: Row, last: list[Row] | None = None) -> tuple[int, int]:
    """How many were kept, of how many, in the year up to the third quarter."""
    made = evaluate(tables(*PLANT, *rows, last=last or []), {}, UNIT_KINDS)
    value = ledger_values(made)[BRANCH, "甲支部"][code]
    assert value.above is not None and value.below is not None
    return int(value.above), int(value.below)


@pytest.mark.parametrize("ledger", [WISH, REQUEST], ids=["wish", "request"])
def test_the_year_counts_each_wish_and_request_once(ledger: Ledger):
    """L-1 was kept and N-1 is; L-2 came late and L-3 is open since June: 2 of 4, though L-2 and L-3 stand in both quarters."""
    of_spring = [
        item(ledger, "L-1", "2019-05-31", "2019-05-20"),
        item(ledger, "L-2", "2019-06-30"),
        item(ledger, "L-3", "2019-06-30"),
    ]
    now = [
        item(ledger, "L-2", "2019-06-30", "2019-07-10"),
        item(ledger, "L-3", "2019-06-30"),
        item(ledger, "N-1", "2019-07-01", "2019-07-01"),
    ]
    assert kept_of(ledger[1], *now, last=of_spring) == (2, 4)


PLEDGED = [
    pledge("P-1", "2019-06-30"),
    pledge("P-2", "2019-09-30", "2019-09-20"),
    pledge("P-3", "2019-03-31", "2019-03-20"),
]


def test_the_year_counts_each_pledge_once():
    assert kept_of("BR06b", *PLEDGED) == (2, 3)
    assert kept_of("BR06b", *PLEDGED, last=PLEDGED) == (2, 3)


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        (pledge("P-4", "2019-12-31"), (2, 3)),  # the year is not over
        (pledge("P-4", "2018-12-31", state="上年未兑现"), (2, 3)),
        (pledge("P-4", "2019-08-31"), (2, 4)),
    ],
)
def test_what_is_due_after_the_last_quarter_or_was_last_year_is_not_owed(more: Row, kept: tuple[int, int]):
    assert kept_of("BR06b", *PLEDGED, more) == kept


@pytest.mark.parametrize(("verdict", "kept"), [("同意", (2, 2)), ("不同意", (2, 3))])
def test_a_conclusion_of_the_last_review_holds_in_the_year(verdict: str, kept: tuple[int, int]):
    """The office reached it after the end of the quarter, in the review of that quarter."""
    late = pledge("P-1", "2019-06-30", reason="客观原因")
    said = concluded("P-1", "客观原因", verdict, table="双承诺", date="2019-10-08")
    assert kept_of("BR06b", late, *PLEDGED[1:], said) == kept
