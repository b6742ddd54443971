"""The sample as written: the committed workbooks again, the whole year, and plants of other sizes and names."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from kit.plant_on_disk import BRANCHES, ROOT, SAMPLE, looked_at, quarter

from pipeline.intake.collect import Inbox
from pipeline.run import read
from pipeline.sample.write import write_sample
from pipeline.year.award import award
from pipeline.year.page import annual_files
from pipeline.year.quarters import year
from schemas.words import BRANCH

ONE, OTHER = "示例第1发电有限公司", "示例第2发电有限公司"


def workbooks(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx"))


def content(path: Path) -> dict[str, Any]:
    """Every cell of every sheet, the lists behind the dropdowns among them, and every check on entry."""
    workbook = openpyxl.load_workbook(path)
    cells = {
        ws.title: {c.coordinate: c.value for row in ws.iter_rows() for c in row if c.value is not None}
        for ws in workbook
    }
    checks = {
        ws.title: sorted(
            (str(v.sqref), v.type, v.formula1, v.formula2, v.prompt)
            for v in ws.data_validations.dataValidation
        )
        for ws in workbook
    }
    return {
        "cells": cells,
        "checks": checks,
        "names": {n: d.attr_text for n, d in workbook.defined_names.items()},
    }


def test_the_tables_hold_the_committed_workbooks(tmp_path: Path):
    assert write_sample(tmp_path) == 44
    assert workbooks(tmp_path) == workbooks(SAMPLE)
    other = [
        name for name in workbooks(SAMPLE) if (tmp_path / name).read_bytes() != (SAMPLE / name).read_bytes()
    ]
    assert [name for name in other if content(tmp_path / name) != content(SAMPLE / name)] == []


@pytest.fixture(scope="module")
def whole_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    assert write_sample(folder, whole_year=True) == 59
    return folder


def test_the_fourth_quarter_has_no_error(whole_year: Path):
    examined = looked_at(whole_year, "2019Q4")
    assert examined.stops == ()
    assert len(examined.chosen.submissions) == 8


def test_the_year_is_decided_from_four_quarters(whole_year: Path):
    decided = year(read(whole_year), quarter("2019"), ())
    assert decided is not None
    assert (len(decided.quarters), decided.lacking) == (4, ())
    assert all(one.clean for one in decided.quarters)
    assert "年度定星.xlsx" in annual_files(decided)
    rated = [*(one.evaluation.rated for one in decided.quarters), award(decided).rated]
    stars = {name: [str(one.standings[BRANCH, name].star) for one in rated] for name in BRANCHES}
    page = (ROOT / "docs" / "示例电厂.md").read_text("utf-8")
    lines = [line.strip("|").replace(" ", "").split("|") for line in page.splitlines()]
    assert {name: cells for name, *cells in lines if len(cells) == 5 and name in BRANCHES} == stars


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twenty")
    assert write_sample(folder, branches=20) == 1 + 1 + 1 + 20 + 4 + 1
    return folder


def test_a_plant_of_twenty_branches_has_no_error(twenty: Path):
    examined = looked_at(twenty)
    assert examined.stops == ()
    assert len(examined.chosen.submissions) == 20


@pytest.fixture(scope="module")
def inbox(twenty: Path) -> Inbox:
    return read(twenty)


def test_copies_have_units_and_people_of_their_own(inbox: Inbox):
    frames = inbox.frames
    assert {name: len(frames[name]) for name in ("branch", "team")} == {"branch": 20, "team": 26 + 26 + 17}
    assert not frames["branch"]["branch"].duplicated().any()
    assert not frames["team"]["team"].duplicated().any()
    assert not frames["person"]["person"].duplicated().any()
    each = Counter(frames["person"]["branch"])
    assert {each[f"{place}热控支部"] for place in ("", "2区", "3区")} == {each["热控支部"]}
    assert not {f"3区{name}" for name in ("机关一支部", "燃料支部")} & each.keys()


def test_nothing_in_a_copy_speaks_of_another_one(inbox: Inbox):
    own = frames_of(inbox, "2区检修支部")
    people = inbox.frames["person"].set_index("person")["branch"]
    named = {
        item
        for column in ("absent", "excused", "host")
        for cell in own["meeting"][column].dropna()
        for item in cell.split("、")
    }
    assert named
    assert {people[person] for person in named} == {"2区检修支部"}
    assert set(own["duty"]["unit"]) & {"2区锅炉班"} == {"2区锅炉班"}
    assert all(name.startswith("2-") for name in own["pledge"]["pledge"])


def frames_of(inbox: Inbox, branch: str) -> dict[str, Any]:
    """The rows of a branch's workbook by sheet key."""
    file = next(w.file for w in inbox.workbooks if branch in w.file)
    return {name: rows[rows.index.get_level_values("file") == file] for name, rows in inbox.frames.items()}


def test_what_is_the_plants_own_stands_once(inbox: Inbox):
    assert not inbox.frames["committee_duty"].duplicated(["item", "month"]).any()
    assert not inbox.frames["receipt"].duplicated("unit").any()


@pytest.mark.parametrize("count", [1, 3])
def test_a_plant_of_fewer_branches_has_the_first_of_them(count: int, tmp_path: Path):
    write_sample(tmp_path, branches=count)
    examined = looked_at(tmp_path)
    assert examined.stops == ()
    assert [*examined.chosen.submissions] == sorted(("发电运行一支部", "发电运行二支部", "检修支部")[:count])


def test_plants_have_names_of_their_own(tmp_path: Path):
    assert write_sample(tmp_path, branches=2, plants=2) == 2 * 9
    assert sorted(path.name for path in tmp_path.iterdir()) == [ONE, OTHER]
    people = []
    for name in (ONE, OTHER):
        examined = looked_at(tmp_path / name)
        assert examined.stops == ()
        assert examined.tables is not None
        assert examined.tables.rulebook.settings["电厂名称"] == name
        people.append(set(examined.inbox.frames["person"]["person"]))
    assert not people[0] & people[1]
