"""The recheck workbook as it is written: what is a number, what is a formula, and what it must not give away."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
from kit.plant_on_disk import sample_rated

from pipeline.rating.caps import SUSPENDED
from pipeline.report.notices.explain import explain_lines
from pipeline.report.papers.recheck.book import recheck_book
from pipeline.report.papers.recheck.tab import FIRST_ROW


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(recheck_book(sample_rated())))


def final_rows() -> dict[str, dict[str, object]]:
    """Unit -> heading -> what stands on 结果."""
    heads, *lines = book()["结果"].iter_rows(min_row=FIRST_ROW - 1, values_only=True)
    return {str(line[1]): dict(zip(heads, line, strict=True)) for line in lines}


def test_a_suspended_unit_has_no_star_among_the_results_nor_in_its_explanation():
    suspended = [star for star in sample_rated().stars if star.pending]
    assert suspended
    for star in suspended:
        row = final_rows()[star.unit]
        assert (row["评定"], row["星级"], row["系统星级"]) == (SUSPENDED, None, None)
        first, *_ = explain_lines(sample_rated(), star)
        assert SUSPENDED in first and "星，" not in first


def test_numbers_are_numbers_and_what_is_worked_out_is_told_from_what_is_given_by_its_colour():
    colours: dict[str, set[str]] = {}
    for ws in book().worksheets[1:]:
        for line in ws.iter_rows(min_row=FIRST_ROW):
            for cell in line:
                if cell.data_type in ("n", "f") and cell.value is not None:
                    assert cell.number_format == "General"
                    colours.setdefault(cell.data_type, set()).add(cell.font.color.rgb)
    assert all(len(one) == 1 for one in colours.values()) and colours["n"] != colours["f"]


def test_every_unit_and_every_indicator_of_it_has_a_formula_for_its_points():
    heads, *lines = book()["指标"].iter_rows(min_row=FIRST_ROW - 1, values_only=True)
    rows = [dict(zip(heads, line, strict=True)) for line in lines]
    scores = [score for score in sample_rated().scores if score.unit_kind != "党员"]
    assert {(row["单位"], row["编码"]) for row in rows} == {(one.unit, one.indicator) for one in scores}
    assert all(str(row[head]).startswith("=") for row in rows for head in ("满分", "算得分", "得分", "差"))
