"""A suggestion is one tick away from being taken: what could turn the meaning round is not offered."""

from __future__ import annotations

import pytest

from pipeline.excel.suggest import meant
from schemas.words import MEETINGS, PLACES, PLEDGE_STATES, REQUEST_STATES, VERDICTS, WISH_STATES


@pytest.mark.parametrize(("text", "offered"), [
    ("未通过", VERDICTS), ("没通过", VERDICTS), ("未完成", PLEDGE_STATES), ("没完成", PLEDGE_STATES), ("未办结", REQUEST_STATES),
    ("己实现", WISH_STATES), ("认领", WISH_STATES), ("第四名", PLACES), ("第4名", PLACES),
])
def test_the_opposite_another_number_or_one_of_two_as_near_is_not_offered(text, offered):
    assert meant(text, offered) == ""


@pytest.mark.parametrize(("text", "offered", "near"), [
    ("支部党员大", MEETINGS, "支部党员大会"), ("已办节", REQUEST_STATES, "已办结"), ("不通", VERDICTS, "不通过"),
    ("第二名次", PLACES, "第二名"),
])
def test_a_slip_of_the_pen_is_offered(text, offered, near):
    assert meant(text, offered) == near
