"""An absence counts only of somebody who was expected, and once: what would vanish or count twice is told at its cell."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from kit.plant_on_disk import OVERHAUL, changed, looked_at, put, sent_by

from pipeline.core.finding import Severity

SENT = sent_by(OVERHAUL)
LISTS = ("缺席人员", "请假人员", "值班补学人员")
DAYS = [dt.datetime(2019, 7, 23), dt.datetime(2019, 8, 23), dt.datetime(2019, 9, 13)]
STRANGERS = (  # sheet, row, somebody of the branch who was not expected there, why
    ("组织生活", {"类型": "党小组会", "党小组": "第一党小组"}, "03013", "第二党小组"),
    ("组织生活", {"类型": "党小组会", "党小组": "第三党小组"}, "03012", "第一党小组"),
    ("组织生活", {"类型": "支委会"}, "03012", "不是支委"),
    ("组织生活", {"类型": "主题党日"}, "03014", "不是党员"),
    ("组织生活", {"类型": "支部党员大会"}, "03023", "不是党员"),
    ("双星培训", {"类型": "党员技术党课"}, "03015", "不是党员"),
    ("双星培训", {"承办单位": "综合检修班"}, "03025", "锅炉班"),
    ("双星培训", {"承办单位": "电气检修班"}, "03001", "没有编入班组的人员"),
)


@pytest.mark.parametrize("heading", LISTS)
def test_somebody_who_was_not_expected_is_told_in_every_list(plant, heading):
    asked = [one for one in STRANGERS if one[0] == "组织生活" or heading != LISTS[2]]
    places = changed(plant, *[put(SENT, sheet, row, **{heading: person}) for sheet, row, person, _ in asked])
    told = {
        one.place.sheet + one.place.cell: one
        for one in looked_at(plant).intake.findings
        if one.code == "E321"
    }
    assert set(told) == {sheet + cell for _, sheet, cell in places}
    for (_, sheet, cell), (_, _, person, why) in zip(places, asked, strict=True):
        one = told[sheet + cell]
        assert one.value == person and why in one.message and one.severity is Severity.ERROR


def test_one_person_in_two_lists_is_told_with_both_cells(plant):
    pairs = list(zip(DAYS, combinations(LISTS, 2), strict=True))
    for day, headings in pairs:
        row = {"类型": "主题党日", "日期": day}
        changed(plant, put(SENT, "组织生活", row, **dict.fromkeys(LISTS)))
        changed(plant, put(SENT, "组织生活", row, **dict.fromkeys(headings, "03012、03104")))
    told = [one for one in looked_at(plant).intake.findings if one.code == "E322"]
    assert [one.value for one in told] == ["03012", "03104"] * 3
    for (_, (first, second)), one in zip(pairs, told[::2], strict=True):
        assert f"“{first}”（" in one.message and f"“{second}”" in one.message


def test_those_who_were_expected_are_told_nothing(plant):
    assert not [one for one in looked_at(plant).intake.findings if one.code in ("E321", "E322")]
