"""Figures of the sample that a second program, written from the rules alone, gave."""

from __future__ import annotations

import pytest
from kit.plant_on_disk import sample_rated


@pytest.mark.parametrize(
    ("quarter", "unit", "indicator", "points"),
    [("2019Q1", "燃料支部", "BR10", 6.93), ("2019Q1", "汽机班", "TM08", 4.43)],  # 86.5625 and 88.6956… votes
)
def test_a_survey_is_not_rounded_before_its_points(quarter: str, unit: str, indicator: str, points: float):
    told = {(s.unit, s.indicator): s.points for s in sample_rated(quarter).scores}
    assert told[unit, indicator] == points


def test_surveys_that_print_alike_are_not_equal():
    told = {(r.unit, r.board): r.rank for r in sample_rated("2019Q1").ranks}
    assert told["电气检修班", "比形象"] == 7


@pytest.mark.parametrize(("unit", "quantity"), [("发电运行二支部", 90.75), ("检修支部", 94.26)])
def test_parts_that_do_not_apply_thin_no_board(unit: str, quantity: float):
    told = {(r.unit, r.board): r.quantity for r in sample_rated().ranks}
    assert told[unit, "比学习"] == quantity
