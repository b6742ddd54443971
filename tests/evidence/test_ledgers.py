"""Wishes and requests: when they are due, what leaves the ratio, and what fills up a unit with few of them (rules 3, 10.5, 10.8)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from kit.fact_plant import column, concluded, fact
from kit.tiny_plant import Row, row, team

WISHES = ("微心愿", "wish", "realised", "已实现")
REQUESTS = ("群众诉求", "request", "closed", "已办结")
BOTH = pytest.mark.parametrize("ledger", [WISHES, REQUESTS], ids=["wishes", "requests"])
Ledger = tuple[str, str, str, str]
OPEN = {"wish": "已认领", "request": "办理中"}


def item(ledger: Ledger, number: str = "N-1", by: str = "甲支部", **cells: Any) -> Row:
    """An item of the summer that is open unless it says when it was `done`."""
    _, sheet, closed, closed_state = ledger
    done = cells.pop("done", None)
    state = OPEN[sheet] if done is None else closed_state
    given = {"raised": "2019-07-20", "due": "2019-08-31", "team": None, "state": state, closed: done, **cells}
    return row(sheet, by, **{sheet: number}, **given)


def due(ledger: Ledger, *rows: Row, **given: Any) -> pd.DataFrame:
    """The items that are due, by number of row."""
    found = fact(ledger[0], *rows, **given)
    return found[found["due"].eq("是")]


@BOTH
@pytest.mark.parametrize(
    ("days", "is_due", "on_time"),
    [
        ({"done": "2019-08-31"}, "是", "是"),
        ({"done": "2019-09-01"}, "是", "否"),
        ({}, "是", "否"),
        (
            {"raised": "2019-09-10", "due": "2019-10-31", "done": "2019-09-30"},
            "是",
            "是",
        ),  # early: counts where it was closed
        ({"raised": "2019-09-10", "due": "2019-10-31"}, "否", "否"),
        (
            {"raised": "2019-06-01", "due": "2019-06-30", "done": "2019-07-15"},
            "否",
            "否",
        ),  # it was the last quarter's
        ({"raised": "2019-06-01", "due": "2019-06-30"}, "是", "否"),  # and is this one's while it is open
        ({"raised": "2019-06-01", "due": "2019-06-30", "done": "2019-10-02"}, "是", "否"),
        ({"raised": "2019-02-01", "due": "2019-03-31"}, "否", "否"),  # twice is enough
        ({"raised": "2019-07-20", "due": "2019-12-31"}, "是", "否"),  # sixty days are the longest
        ({"raised": "2019-08-01", "due": "2019-12-31", "done": "2019-09-30"}, "是", "是"),
        ({"raised": "2019-08-02", "due": None}, "否", "否"),
        ({"raised": "2019-08-01", "due": None}, "是", "否"),  # nobody claimed it
    ],
)
def test_an_item_is_due_by_the_promised_day_or_after_sixty_days(
    ledger: Ledger, days: dict[str, Any], is_due: str, on_time: str
):
    found = fact(ledger[0], item(ledger, **days))
    assert column(found, "due", "on_time") == [(is_due, on_time)]


@BOTH
@pytest.mark.parametrize(("promised", "named"), [(None, True), ("2019-08-31", False), ("2019-12-31", False)])
def test_the_longest_term_is_named_where_no_day_was_promised(
    ledger: Ledger, promised: str | None, named: bool
):
    (note,) = column(fact(ledger[0], item(ledger, due=promised)), "note")
    assert ("没有写日期，按提出后最长办理天数" in note) == named


@BOTH
@pytest.mark.parametrize("state", ["撤回", "解释说明"])
def test_what_was_withdrawn_or_explained_leaves_when_the_office_agrees(ledger: Ledger, state: str):
    given = item(ledger, state=state)
    assert column(fact(ledger[0], given), "due") == ["是"]
    for verdict, is_due in (("同意", "否"), ("不同意", "是")):
        said = concluded("N-1", state, verdict, table=ledger[0])
        assert column(fact(ledger[0], given, said), "due") == [is_due]
    of_another = [concluded("N-2", state, table=ledger[0]), concluded("N-1", "延期", table=ledger[0])]
    assert column(fact(ledger[0], given, *of_another), "due") == ["是"]


@BOTH
def test_the_last_conclusion_stands_and_two_of_one_day_are_none(ledger: Ledger):
    given = item(ledger, state="撤回")
    early = concluded("N-1", "撤回", "不同意", table=ledger[0], date="2019-09-01")
    late = concluded("N-1", "撤回", "同意", table=ledger[0])
    assert column(fact(ledger[0], given, early, late), "due") == ["否"]
    same_day = concluded("N-1", "撤回", "不同意", table=ledger[0])
    assert column(fact(ledger[0], given, early, late, same_day), "due") == ["是"]


@BOTH
@pytest.mark.parametrize(
    ("received", "is_due"),
    [(None, "是"), ("2019-08-31", "否"), ("2019-09-01", "是"), ("2019-07-20", "否")],
)
def test_what_is_passed_on_leaves_from_the_day_it_was_received(
    ledger: Ledger, received: str | None, is_due: str
):
    given = item(ledger, state="转办", passed_unit="综合办公室", received=received)
    assert column(fact(ledger[0], given), "due") == [is_due]


@BOTH
def test_what_was_received_late_costs_once(ledger: Ledger):
    given = item(ledger, raised="2019-05-20", due="2019-06-30", state="转办", received="2019-07-02")
    assert due(ledger, given).empty
    assert len(due(ledger, item(ledger, raised="2019-05-20", due="2019-06-30", state="转办"))) == 1


@BOTH
def test_the_branch_that_took_an_item_has_it_from_then_and_closes_it_for_both(ledger: Ledger):
    passed = item(ledger, state="转办", passed_unit="乙支部", received="2019-08-10")
    taken = item(ledger, by="乙支部", due=None, done="2019-09-25")  # within sixty days after it was taken
    assert column(due(ledger, passed, taken), "branch", "on_time") == [("乙支部", "是")]
    not_received = item(ledger, state="转办", passed_unit="乙支部", due="2019-09-30")
    both = due(ledger, not_received, item(ledger, by="乙支部", done="2019-09-10", due="2019-09-30"))
    assert column(both, "branch", "on_time") == [("乙支部", "是"), ("甲支部", "是")]


@BOTH
def test_the_office_may_confirm_or_deny_that_an_item_was_received(ledger: Ledger):
    confirmed = concluded("N-1", "转办", table=ledger[0], date="2019-08-20")
    assert due(ledger, item(ledger, state="转办"), confirmed).empty
    denied = concluded("N-1", "转办", "不同意", table=ledger[0])
    assert len(due(ledger, item(ledger, state="转办", received="2019-08-01"), denied)) == 1


@BOTH
@pytest.mark.parametrize(
    "now",
    [
        {"due": "2019-09-25"},
        {"raised": "2019-07-25", "due": None},
        {"raised": "2019-07-31", "due": "2019-09-29"},
    ],
)
def test_a_day_that_moves_back_counts_as_it_stood_unless_the_office_agreed(
    ledger: Ledger, now: dict[str, Any]
):
    before = {
        "raised": "2019-06-20",
        "due": "2019-08-10",
        **({"due": None} if now.get("due", 0) is None else {}),
    }
    given = item(ledger, done="2019-09-15", **now)
    kept = {"last": [item(ledger, **before)]}
    assert column(fact(ledger[0], given, **kept), "due", "on_time") == [("是", "否")]
    agreed = concluded("N-1", "延期", table=ledger[0])
    assert column(fact(ledger[0], given, agreed, **kept), "due", "on_time") == [("是", "是")]
    assert column(fact(ledger[0], given), "due", "on_time") == [("是", "是")]


# --- few items: filled up to three from the last quarter


def last_quarter(ledger: Ledger, number: str, day: str, **cells: Any) -> Row:
    return item(ledger, number, raised="2019-04-10", due=day, done="2019-05-01", **cells)


@BOTH
def test_a_branch_with_few_items_is_filled_up_to_three_with_the_latest_of_last_quarter(ledger: Ledger):
    last = [last_quarter(ledger, f"L-{n}", f"2019-05-0{n}") for n in (1, 2, 3, 4)]
    one = due(ledger, item(ledger, done="2019-08-20"), last=last)
    assert sorted(one["note"].str.partition("，")[0]) == ["本期到期"] + ["补足（2019年第二季度到期）"] * 2
    assert sorted(day for note in one["note"] for day in ("2019-05-03", "2019-05-04") if day in note) == [
        "2019-05-03",
        "2019-05-04",
    ]
    assert len(due(ledger, last=last)) == 3
    three = [item(ledger, f"N-{n}") for n in (1, 2, 3)]
    assert len(due(ledger, *three, last=last)) == 3
    assert due(ledger).empty


@BOTH
def test_an_item_of_both_quarters_counts_once_and_ties_go_by_number(ledger: Ledger):
    open_still = item(ledger, raised="2019-05-20", due="2019-06-30")
    last = [open_still, *[last_quarter(ledger, f"L-{n}", "2019-05-05") for n in (3, 1, 2)]]
    found = due(ledger, open_still, last=last)
    assert len(found) == 3
    assert sorted(found[found["note"].str.startswith("补足")]["row"]) == [8, 9]  # L-1 and L-2


@BOTH
def test_branch_and_team_are_filled_up_each_for_itself(ledger: Ledger):
    now = [item(ledger, f"N-{n}", team="锅炉班" if n < 2 else None) for n in (1, 2, 3)]
    found = due(ledger, *now, last=[last_quarter(ledger, "L-1", "2019-05-05", team="锅炉班")])
    assert found["branch"].eq("甲支部").sum() == 3
    assert found["team"].eq("锅炉班").sum() == 2


@BOTH
def test_a_team_owes_nothing_that_was_due_before_it_was_founded(ledger: Ledger):
    young = team("新班", founded="2019-09-01")
    found = due(ledger, young, item(ledger, team="新班"), item(ledger, "N-2", team="新班", due="2019-09-15"))
    assert column(found, "branch", "team") == [("甲支部", "新班"), ("甲支部", None)]


@BOTH
def test_a_refused_row_stays_in_the_denominator_if_its_day_can_be_read(ledger: Ledger):
    refused = [item(ledger, "N-2", done="2019-08-20"), item(ledger, "N-3", due=None, raised=None)]
    found = due(ledger, item(ledger, done="2019-08-20"), refused=refused)
    assert column(found, "branch", "on_time") == [("甲支部", "否"), ("甲支部", "是")]


def test_a_month_is_neither_filled_up_nor_does_it_look_at_the_quarter_before():
    found = due(
        WISHES,
        item(WISHES),
        last=[item(WISHES, "L-1", raised="2019-06-20", due="2019-07-31")],
        period="2019-08",
    )
    assert len(found) == 1
