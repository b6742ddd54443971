"""A suggestion is one tick away from being taken: what could turn the meaning round is not offered."""

from __future__ import annotations

import pytest

from pipeline.excel.cells.suggest import meant, meant_code
from schemas.words import MEETINGS, PLACES, PLEDGE_STATES, REQUEST_STATES, VERDICTS, WISH_STATES


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("未通过", VERDICTS),
        ("没通过", VERDICTS),
        ("未完成", PLEDGE_STATES),
        ("没完成", PLEDGE_STATES),
        ("未办结", REQUEST_STATES),
        ("己实现", WISH_STATES),
        ("认领", WISH_STATES),
        ("第四名", PLACES),
        ("第4名", PLACES),
    ],
)
def test_the_opposite_another_number_or_one_of_two_as_near_is_not_offered(text, offered):
    assert meant(text, offered) == ""


@pytest.mark.parametrize(
    ("text", "offered", "near"),
    [
        ("支部党员大", MEETINGS, "支部党员大会"),
        ("已办节", REQUEST_STATES, "已办结"),
        ("不通", VERDICTS, "不通过"),
        ("第二名次", PLACES, "第二名"),
    ],
)
def test_a_slip_of_the_pen_is_offered(text, offered, near):
    assert meant(text, offered) == near


KNOWN, NAMED = ("00123", "00213", "12300", "1-07"), {"张三": {"00123"}, "李四": {"00213", "12300"}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123", "00123"),
        ("0123", "00123"),
        ("张三(00123)", "00123"),
        ("00123 张三", "00123"),
        ("工号：00123", "00123"),
        ("张 三", "00123"),
        ("一班 1-07", "1-07"),
    ],
)
def test_a_code_is_known_by_its_lost_zeros_the_words_around_it_or_the_only_name(text, code):
    assert meant_code(text, KNOWN, NAMED) == code


@pytest.mark.parametrize(
    "text",
    [
        "00132",
        "00124",
        "1230",
        "39999",
        "00123 00213",
        "00123或00999",
        "李四(00123)",
        "李四",
        "王五",
        "张三丰",
        "3",
        "",
    ],
)
def test_a_code_that_is_merely_similar_or_in_doubt_is_never_suggested(text):
    assert meant_code(text, KNOWN, NAMED) == ""
