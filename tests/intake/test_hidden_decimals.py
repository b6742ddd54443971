"""A number that its format rounds to the other side of a limit is told, whatever it is compared with; so is a limit that is rounded."""

from __future__ import annotations

import pytest
from kit.plant_on_disk import (
    GOALS,
    REVIEW,
    RULES,
    added,
    changed,
    checked_by,
    edited,
    letters,
    looked_at,
    put,
    row_number,
)
from kit.spoilt_schemes import BY_HAND, ENGINEERING

from pipeline.intake.checks.figures import Bound

SAFETY = checked_by("安全监察部")
NUMBERS = [  # file, sheet, row, column, stored, format, what is said
    (
        REVIEW,
        "示范岗考评",
        2,
        "考评得分",
        69.96,
        "0",
        "N122 显示为 70，实际是 69.96，按实际的数低于指标 BR07b 的下限 70",
    ),
    (REVIEW, "示范岗考评", 3, "考评得分", 70.04, "0.0", ""),
    (SAFETY, "班组考评", 1, "扣分", 0.3, "0", "N122 显示为 0，实际是 0.3，按实际的数高于0"),
    (SAFETY, "班组考评", 2, "扣分", 0.3, "0.0", ""),
    (GOALS, "目标", 1, "年度目标", 93.46, "0.0", "N127 显示为 93.5，实际是 93.46，按实际的数比较"),
    (
        RULES,
        "计算设置",
        {"序号": "BR07b"},
        "下限",
        69.99,
        "0.0",
        "N127 显示为 70，实际是 69.99，按实际的数比较",
    ),
    (RULES, "星级标准", 4, "最低得分", 69.9, "0", "N127 显示为 70，实际是 69.9，按实际的数比较"),
    (RULES, "否决与封顶", {"低于": 60}, "低于", 59.8, "0", "N127 显示为 60，实际是 59.8，按实际的数比较"),
]


def written(folder, number):
    file, sheet, row, column, value, code, _ = number
    with edited(folder / file) as workbook:
        ws = workbook[sheet]
        cell = ws[f"{letters(ws)[column]}{row_number(ws, row)}"]
        cell.value, cell.number_format = value, code
        if column == "扣分":
            ws[f"{letters(ws)['原因']}{cell.row}"].value = "抽查发现"
    return file, sheet, cell.coordinate


def said(folder):
    found = [one for one in looked_at(folder).intake.findings if one.code in ("N122", "N127")]
    return {
        (one.place.file, one.place.sheet, one.place.cell): f"{one.code} {one.message.partition('”')[2]}"
        for one in found
    }


def test_numbers_and_limits_of_every_sheet(lone_quarter):
    """The bound of BR07b is 69.99 here, so 69.96 is below it by a hair as well."""
    places = {written(lone_quarter, one): one[-1].replace("下限 70", "下限 69.99") for one in NUMBERS}
    assert said(lone_quarter) == {place: words for place, words in places.items() if words}


@pytest.mark.parametrize(
    ("limit", "stored", "seen", "told"),
    [
        (Bound(70, ""), 69.96, 70, True),
        (Bound(70, ""), 70.04, 70, False),
        (Bound(6, "", included=False), 6.04, 6, True),
        (Bound(6, "", included=False), 5.96, 6, False),
        (Bound(0, "", included=False), 0.3, 0, True),
    ],
)
def test_a_limit_belongs_to_its_upper_side_or_not(limit, stored, seen, told):
    assert (limit.reached(stored) is not limit.reached(seen)) is told


def formatted_number(folder, file, sheet, row, column, value, code):
    return written(folder, (file, sheet, row, column, value, code, ""))


def test_figures_that_are_marked_deducted_and_reported_by_hand(tmp_path):
    """Compared with the bands (计分档), with the target, and with nothing at all."""
    BY_HAND.lay(tmp_path)
    changed(
        tmp_path,
        put(RULES, "计算设置", {"序号": "BR10"}, 计分办法="按档计分"),
        added(RULES, "计分档", 指标="BR10", 起点=0, 分值=2, 依据="自定"),
        added(RULES, "计分档", 指标="BR10", 起点=5, 分值=4, 依据="自定"),
        added(RULES, "计分档", 指标="BR10", 起点=7.5, 分值=8, 依据="自定"),
    )
    marked = {"指标编码": "BR10", "单位": "检修支部"}
    expected = {
        formatted_number(
            tmp_path, REVIEW, "对照检查", marked, "核定分", 7.46, "0.0"
        ): "N122 显示为 7.5，实际是 7.46，按实际的数低于指标 BR10 的计分档起点 7.5",
        formatted_number(
            tmp_path, ENGINEERING, "部门报数", 2, "数值", 99.96, "0"
        ): "N122 显示为 100，实际是 99.96，按实际的数低于指标 BR04 的目标值 100",
        formatted_number(
            tmp_path, SAFETY, "单位扣分", 2, "扣分", 0.3, "0"
        ): "N122 显示为 0，实际是 0.3，按实际的数高于0",
        formatted_number(
            tmp_path, RULES, "计分档", {"起点": 5}, "起点", 5.04, "0.0"
        ): "N127 显示为 5，实际是 5.04，按实际的数比较",
    }
    formatted_number(tmp_path, ENGINEERING, "部门报数", 3, "数值", 99.4, "0")  # either way below
    assert said(tmp_path) == expected
