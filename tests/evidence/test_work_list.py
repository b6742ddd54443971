from typing import Any

import pandas as pd
import pytest
from kit.fact_plant import column, fact
from kit.tiny_plant import row


def duty(frame: pd.DataFrame, item: str, *names: str) -> list[Any]:
    return column(frame[frame["item"].eq(item)], *(names or ("branch", "month", "status", "credit")))


def test_a_monthly_item_is_due_three_times_a_quarter_and_made_up_counts_half():
    found = fact(
        "清单执行",
        row("meeting", type="主题党日", date="2019-07-15"),
        row("meeting", type="主题党日", date="2019-09-02", month="2019-08"),
    )
    assert duty(found[found["branch"].eq("甲支部")], "ZB04") == [
        ("甲支部", "2019-07", "按期", 1),
        ("甲支部", "2019-08", "补办", 0.5),
        ("甲支部", "2019-09", "未办", 0),
    ]


def test_a_quarterly_item_may_be_done_in_any_month_of_the_quarter():
    found = fact("清单执行", row("meeting", type="支部党员大会", date="2019-07-02"))
    assert duty(found, "ZB01") == [("乙支部", "2019-09", "未办", 0), ("甲支部", "2019-09", "按期", 1)]


def test_a_yearly_item_is_due_in_its_month_only():
    held = row("meeting", type="组织生活会", date="2019-12-20")
    assert duty(fact("清单执行", held), "ZB05") == []
    assert duty(fact("清单执行", held, period="2019Q4"), "ZB05") == [
        ("乙支部", "2019-12", "未办", 0),
        ("甲支部", "2019-12", "按期", 1),
    ]


def test_a_half_yearly_item_is_due_in_its_month_of_both_halves():
    def half(rules):
        next(one for one in rules["duty_item"] if one["item"] == "ZB13").update(
            frequency="每半年", due_month=3
        )

    talk = row("duty", item="ZB13", unit="甲支部", month="2019-09", done="2019-09-20")
    assert duty(fact("清单执行", talk, rules=half), "ZB13") == [
        ("乙支部", "2019-09", "未办", 0),
        ("甲支部", "2019-09", "按期", 1),
    ]
    assert duty(fact("清单执行", period="2019Q1", rules=half), "ZB13", "month") == ["2019-03", "2019-03"]
    assert duty(fact("清单执行", period="2019Q2", rules=half), "ZB13") == []


def with_grace(rules):
    """Asked every quarter, with ten days of grace."""
    next(one for one in rules["duty_item"] if one["item"] == "ZB12").update(frequency="每季", due_day=10)


@pytest.mark.parametrize(
    ("done", "status", "credit"),
    [("2019-09-01", "按期", 1), ("2019-10-10", "按期", 1), ("2019-10-11", "补办", 0.5)],
)
def test_days_of_grace_reach_into_the_next_month(done: str, status: str, credit: float):
    late = row("duty", item="ZB12", unit="甲支部", month="2019-09", done=done)
    found = fact("清单执行", late, rules=with_grace)
    assert duty(found, "ZB12")[1] == ("甲支部", "2019-09", status, credit)


def test_the_grace_of_december_ends_in_january():
    late = row("duty", item="ZB12", unit="甲支部", month="2019-12", done="2020-01-10")
    found = fact("清单执行", late, period="2019Q4", rules=with_grace)
    assert duty(found, "ZB12")[1] == ("甲支部", "2019-12", "按期", 1)


@pytest.mark.parametrize(("item", "sheet"), [("ZB13", "duty"), ("ZB14", "duty"), ("ZB05", "meeting")])
def test_a_yearly_item_done_in_an_earlier_quarter_is_done(item: str, sheet: str):
    done = (
        row("duty", item=item, unit="甲支部", month="2019-05", done="2019-05-20")
        if sheet == "duty"
        else row("meeting", type="组织生活会", date="2019-05-20")
    )
    found = fact("清单执行", period="2019Q4", earlier=[done])
    assert duty(found, item)[1] == ("甲支部", "2019-12", "按期", 1)
    assert duty(fact("清单执行", done, period="2019Q2"), item) == []


def test_what_is_made_up_for_a_month_of_an_earlier_quarter_is_not_taken_twice():
    done = row("duty", item="ZB12", unit="甲支部", month="2019-05", done="2019-05-20")
    found = fact("清单执行", period="2019Q3", earlier=[done])
    assert {status for _, _, status, _ in duty(found, "ZB12")} == {"未办"}


@pytest.mark.parametrize(
    ("latest", "month", "done", "period", "told"),
    [
        ("次年1月20日", "2020-01", "2020-01-20", "2020Q1", [("甲支部", "2020-01", "按期", 1)]),
        ("次年1月20日", "2020-01", "2019-12-28", "2020Q1", [("甲支部", "2020-01", "按期", 1)]),
        ("次年1月20日", "2020-01", "2020-01-21", "2020Q1", [("甲支部", "2020-01", "补办", 0.5)]),
        ("次年1月20日", "2019-12", "2019-12-28", "2019Q4", []),
        ("11月30日", "2019-10", "2019-11-30", "2019Q4", [("甲支部", "2019-11", "按期", 1)]),
        ("11月30日", "2019-12", "2019-12-01", "2019Q4", [("甲支部", "2019-11", "补办", 0.5)]),
        ("11月30日", "2019-08", "2019-08-01", "2019Q3", []),
    ],
)
def test_an_item_with_a_last_day_is_due_in_its_quarter_and_not_before(
    latest: str, month: str, done: str, period: str, told: list[Any]
):
    def plan(rules):
        changed = {"latest": latest, "due_month": None, "due_day": None}
        next(one for one in rules["duty_item"] if one["item"] == "ZB13").update(changed)

    done_once = row("duty", item="ZB13", unit="甲支部", month=month, done=done)
    found = fact("清单执行", done_once, period=period, rules=plan)
    assert duty(found, "ZB13")[1:] == told


def test_an_item_asked_four_times_a_month_wants_four_rows():
    weekly = [
        row("duty", item="BZ11", unit="锅炉班", month="2019-08", done=f"2019-08-{day}")
        for day in ("05", "12", "26")
    ]
    found = fact("清单执行", *weekly, period="2019-08")
    assert duty(found[found["team"].eq("锅炉班")], "BZ11", "status") == ["按期", "按期", "按期", "未办"]


@pytest.mark.parametrize(
    ("item", "month", "days", "times"),
    [
        ("BZ11", "2019-08", ("08-05", "08-12", "08-26"), {"on_time": 3}),
        ("BZ11", "2019-08", ("08-05", "08-31", "09-02", "09-30"), {"on_time": 2, "made_up": 2}),
        ("BZ11", "2019-07", ("08-01",), {"on_time": 0, "made_up": 1}),
        ("BZ11", "2019-09", ("09-01", "09-02", "09-03", "09-04", "09-05"), {"on_time": 5}),
        ("BZ12", "2019-07", ("07-31",), {"on_time": 1}),
        ("BZ14", "2019-09", ("10-01",), {"made_up": 1}),
    ],
)
def test_times_counted_are_worth_what_as_many_days_are(item, month, days, times):
    own = {"item": item, "unit": "锅炉班", "month": month}
    dated = fact("清单执行", *(row("duty", done=f"2019-{day}", **own) for day in days))
    counted = fact("清单执行", row("duty", done=None, **own, **times))
    told = ("team", "month", "status", "credit")
    assert duty(counted, item, *told) == duty(dated, item, *told)
    assert set(counted[counted["item"].eq(item)]["done"].dropna()) == set()
    proved = counted[counted["item"].eq(item) & counted["status"].ne("未办")]
    assert [field for field, count in times.items() for _ in range(count)][:4] == list(proved["field"])


def test_a_month_knows_nothing_of_what_was_made_up_after_it():
    counted = row("duty", item="BZ11", unit="锅炉班", month="2019-08", done=None, on_time=2, made_up=1)
    for period, told in (
        ("2019-08", ["按期", "按期", "未办", "未办"]),
        ("2019Q3", ["按期", "按期", "补办", "未办"]),
    ):
        found = fact("清单执行", counted, period=period)
        of_team = found[found["team"].eq("锅炉班") & found["month"].eq("2019-08")]
        assert duty(of_team, "BZ11", "status") == sorted(told)


def test_a_month_asks_no_quarterly_item_before_the_quarter_ends():
    assert duty(fact("清单执行", period="2019-08"), "ZB01") == []
    assert len(duty(fact("清单执行", period="2019-09"), "ZB01")) == 2


def test_a_branch_without_a_committee_owes_no_committee_meetings():
    assert {name for name, *_ in duty(fact("清单执行"), "ZB02")} == {"甲支部"}


def test_each_group_owes_its_meetings_and_a_branch_without_groups_owes_none():
    found = fact(
        "清单执行", row("meeting", type="党小组会", group="一组", date="2019-08-01"), period="2019-08"
    )
    assert duty(found, "XZ01", "branch", "group", "status") == [
        ("甲支部", "一组", "按期"),
        ("甲支部", "二组", "未办"),
    ]


def test_the_items_of_a_team_are_its_own_and_not_its_branch_s():
    found = fact("清单执行", row("training", type="道德小讲堂", host_unit="锅炉班", date="2019-08-01"))
    assert duty(found, "BZ15", "branch", "team", "status") == [
        (None, "汽机班", "未办"),
        (None, "锅炉班", "按期"),
    ]


def test_nothing_is_due_from_a_branch_whose_workbook_is_missing():
    found = fact("清单执行", missing=("甲支部",))
    assert set(found["branch"].dropna()) == {"乙支部"}
    assert found["team"].isna().all()
