"""Decisions of earlier periods that still hold: till the day they name, or for the periods that the rulebook names."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from kit.plant_on_disk import GOALS, NAMES, REVIEW, RULES, SAMPLE, added, changed, put, quarter

from pipeline.intake.assemble import assemble
from pipeline.intake.select import select
from pipeline.run import read

SECOND, FIRST = "2019Q2/党委考评.xlsx", "2019Q1/党委考评.xlsx"
STOPS = {"后果": "n期内不参评", "级数期数": 2, "最高星级": None}


def event(file: str, unit: str, code: str, day: dt.datetime, **cells: object):
    kind = {"VT03": "封顶", "VT05": "不参评"}[code]
    given = {"单位类别": "党支部", "单位": unit, "类型": kind, "编码": code, "决定日期": day}
    return added(file, "加减分与否决", **given, 依据文号=f"示例〔2019〕{day:%m%d}号", 事由="示例", **cells)


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lasting")
    for file in (NAMES, GOALS, RULES, REVIEW, SECOND, FIRST):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(SAMPLE / file, folder / file)
    may, april, january = (dt.datetime(2019, month, 20) for month in (5, 4, 1))
    changed(
        folder,
        put(RULES, "否决与封顶", {"编码": "VT05"}, **STOPS),
        event(SECOND, "检修支部", "VT03", may, 有效至=dt.datetime(2019, 7, 1)),
        event(SECOND, "热控支部", "VT03", may, 有效至=dt.datetime(2019, 6, 30)),
        event(SECOND, "燃料支部", "VT03", may),
        event(SECOND, "机关一支部", "VT05", april),
        event(FIRST, "机关二支部", "VT05", january),
    )
    chosen = select(read(folder), quarter("2019Q3"))
    tables, _ = assemble(chosen, ())
    rows = tables.frames["event"]
    return set(rows[rows["code"].isin(("VT03", "VT05"))]["unit"])


def test_a_decision_holds_till_the_day_that_it_names(units):
    assert "检修支部" in units and not {"热控支部", "燃料支部"} & units


def test_a_unit_is_not_rated_for_as_many_quarters_as_the_rulebook_names(units):
    assert "机关一支部" in units and "机关二支部" not in units
