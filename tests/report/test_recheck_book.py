"""The recheck workbook as it is written: what is a number, what is a formula, and what it must not give away."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from kit.plant_on_disk import sample_rated

from pipeline.rating.caps import OPEN_MATTER, SUSPENDED
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


OF_STARS = ("上限", "星级", "联动条件", "计数班组", "联动支部", "联动班组")


def with_suspended(*units):
    """The sample's result as if these units were suspended."""
    result = sample_rated()
    rated = result.evaluation.rated
    standings = {
        unit: replace(one, pending=OPEN_MATTER if unit in units else "")
        for unit, one in rated.standings.items()
    }
    evaluation = replace(result.evaluation, rated=replace(rated, standings=standings))
    return replace(result, source=(result.examined, evaluation))


def lines_of(workbook, title):
    heads, *lines = workbook[title].iter_rows(min_row=FIRST_ROW - 1, values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def own_name(title, line):
    return line[
        "支部"
        if title in ("联动条件", "联动支部")
        else "班组"
        if title in ("计数班组", "联动班组")
        else "单位"
    ]


SUSPENDED_UNITS = [
    (("班组", "锅炉班"),),
    (("党支部", "检修支部"),),
    (("党支部", "检修支部"), ("班组", "锅炉班"), ("班组", "集控一值")),
]


@pytest.mark.parametrize("units", SUSPENDED_UNITS)
def test_no_sheet_of_stars_gives_a_suspended_unit_away(units):
    workbook = openpyxl.load_workbook(io.BytesIO(recheck_book(with_suspended(*units))))
    names = {name for _, name in units}
    told = {"第", "名额", "上限", "不满足时", "分数线", "检验后", "升降后", "定级后", "上限后", "系统", "差"}
    for title in OF_STARS:
        for line in (one for one in lines_of(workbook, title) if own_name(title, one) in names):
            shown = {value for head, value in line.items() if head in told or head[0] == "第"}
            assert shown <= {None, SUSPENDED}, (title, line)


@pytest.mark.parametrize("units", SUSPENDED_UNITS)
def test_what_hangs_on_a_suspended_unit_is_given_and_is_what_the_linkage_comes_to(units):
    result = with_suspended(*units)
    workbook, standings = (
        openpyxl.load_workbook(io.BytesIO(recheck_book(result))),
        result.evaluation.rated.standings,
    )
    branches = {name for kind, name in units if kind == "党支部"}
    teams = [
        one for one in lines_of(workbook, "联动班组") if one["支部"] in branches and one["第3轮"] != SUSPENDED
    ]
    assert all(one["第3轮"] == (standings["班组", one["班组"]].star or 0) for one in teams) and bool(
        teams
    ) == bool(branches)
    given = [one for one in lines_of(workbook, "联动条件") if isinstance(one["第3轮"], int)]
    assert all(one["第3轮"] >= standings["党支部", one["支部"]].star for one in given)
    assert bool(given) == any(kind == "班组" for kind, _ in units)


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
