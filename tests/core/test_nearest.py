"""Which name or code of a list was meant: numerals, 第, short names, zeros; nothing where two are as near."""

from __future__ import annotations

import pytest

from pipeline.core.alike import nearest, one_off, plain_name, same_code

GROUPS = ("第一党小组", "第二党小组", "第三党小组", "第十一党小组")
TEAMS = ("热控一班", "热控二班", "锅炉班", "汽机班", "电气班", "集控三值", "输煤运行二班", "化验班")
BRANCHES = ("发电运行一支部", "发电运行二支部", "检修支部", "机关一支部", "机关二支部", "环保化学支部")


@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("一组", GROUPS, "第一党小组"),
        ("1组", GROUPS, "第一党小组"),
        ("第3小组", GROUPS, "第三党小组"),
        ("二党小组", GROUPS, "第二党小组"),
        ("１１组", GROUPS, "第十一党小组"),
        ("热控1班", TEAMS, "热控一班"),
        ("热控 2 班", TEAMS, "热控二班"),
        ("锅炉", TEAMS, "锅炉班"),
        ("锅炉班组", TEAMS, "锅炉班"),
        ("锅护班", TEAMS, "锅炉班"),
        ("集控3值", TEAMS, "集控三值"),
        ("输煤二班", TEAMS, "输煤运行二班"),
        ("检修党支部", BRANCHES, "检修支部"),
        ("运行1支部", BRANCHES, "发电运行一支部"),
        ("环化支部", BRANCHES, "环保化学支部"),
    ],
)
def test_a_name_in_other_words_is_the_one_that_is_near(text, names, meant):
    assert nearest(text, names) == meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("热控班", TEAMS),
        ("热控三班", TEAMS),
        ("一班", ("热控一班", "燃料一班")),
        ("四组", GROUPS),
        ("机关支部", BRANCHES),
        ("机关3支部", BRANCHES),
        ("", TEAMS),
        ("、", TEAMS),
        ("保卫班", TEAMS),
        ("未通过", ("通过", "待定")),
    ],
)
def test_nothing_is_near_where_two_are_or_a_number_or_a_denial_differs(text, names):
    assert nearest(text, names) == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [("第十二值", "12值"), ("二十班", "20班"), ("二〇一九", "2019"), ("Ａ-２ 班", "a2班"), ("三班", "3班")],
)
def test_numerals_are_compared_as_digits(text, plain):
    assert plain_name(text) == plain


CODES = ("ZB01", "ZB12", "TM04b", "MB-101", "1-07", "00123")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ZB1", "ZB01"),
        ("zb12", "ZB12"),
        ("ZBO1", "ZB01"),
        ("ZB 12", "ZB12"),
        ("TM4B", "TM04b"),
        ("MB101", "MB-101"),
        ("1-7", "1-07"),
        ("123", "00123"),
        ("000123", "00123"),
    ],
)
def test_a_code_is_the_same_with_other_zeros_capitals_and_hyphens(text, code):
    assert same_code(text, CODES) == {code}


@pytest.mark.parametrize("text", ["ZB10", "107", "1230", "B12", ""])
def test_another_number_is_another_code(text):
    assert same_code(text, CODES) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [("ZB112", "ZB12"), ("BZ12", "ZB12"), ("XB12", "ZB12"), ("MB-110", "MB-101"), ("ZB21", ""), ("Q", "")],
)
def test_a_code_of_which_one_sign_is_wrong(text, code):
    assert one_off(text, CODES) == code
