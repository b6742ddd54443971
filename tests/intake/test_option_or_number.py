"""A number where an option is asked, or an option where a number is, is told with the column that it belongs in."""

from __future__ import annotations

from kit.plant_on_disk import BRANCHES, REVIEW, RULES, added, changed, looked_at, put
from kit.spoilt_schemes import FREE

UNIT = BRANCHES[0]


def told(folder, bands, method=None, **cells):
    """What is said and asked of E523, of a plant in which the office marks BR10 by these 计分档."""
    changed(
        folder,
        put(RULES, "评价细则", {"序号": "BR10"}, 考评方式="考评打分"),
        put(RULES, "计算设置", {"序号": "BR10"}, **FREE, 目标值=None, 计分办法=method),
        *[added(RULES, "计分档", 指标="BR10", 依据="自定", **band) for band in bands],
        added(REVIEW, "对照检查", 单位类别="党支部", 单位=UNIT, 问题="台账不全", **cells),
    )
    found = [one for one in looked_at(folder).intake.findings if one.code == "E523"]
    return [(one.column, one.message, one.remedy) for one in found]


OPTIONS = ({"选项": "优秀", "分值": 8}, {"选项": "一般", "分值": 4})


def test_a_number_where_an_option_is_asked(lone_quarter):
    assert told(lone_quarter, OPTIONS, "按档计分", 指标编码="BR10", 核定分=7) == [
        ("核定分", "“核定分”是“7”，指标 BR10 要选一项：一般、优秀", "请清空这一格，在“评定选项”里选一项")
    ]


def test_an_option_that_there_is_not(lone_quarter):
    assert told(lone_quarter, OPTIONS, "按档计分", 指标编码="BR10", 评定选项="很好") == [
        (
            "评定选项",
            "“评定选项”是“很好”，指标 BR10 的计分档里没有这一项，可选：一般、优秀",
            "请从这几项里选一项",
        )
    ]


def test_an_option_where_a_number_is_asked(lone_quarter):
    assert told(lone_quarter, (), 指标编码="BR10", 评定选项="优秀") == [
        ("评定选项", "“评定选项”是“优秀”，指标 BR10 要填数字", "请清空这一格，数字填在“核定分”")
    ]


def test_an_option_for_what_is_not_marked_by_the_office(lone_quarter):
    assert told(lone_quarter, (), 指标编码="BR09a", 评定选项="优秀") == [
        (
            "评定选项",
            "“评定选项”是“优秀”，指标 BR09a 不是考评打分的，没有选项",
            "请清空这一格，分数填在“核定分”",
        )
    ]
