"""A plant that begins: its folder is ready to use, and nothing that is there already is touched."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from kit.beginning import NAMES, PLANT, WORKBOOKS, begun, pasted
from kit.command import run
from kit.plant_on_disk import cells, edited

from pipeline.excel import layout
from pipeline.report.notices.begin import BEGIN
from pipeline.rulebook.defaults import gallery
from pipeline.run import read

GOALS = "2019/目标责任书.xlsx"


def settings(path: Path) -> dict[str, object]:
    rows = cells(path.read_bytes())["基本设置"][layout.HEAD_ROW - 1 :]
    at = rows[0].index("项目")
    return {row[at]: row[at + 1] for row in rows[1:]}


def test_a_folder_is_made_with_the_plants_name_and_nothing_of_the_sample(tmp_path):
    status, said = begun(tmp_path / "我厂")
    assert status == 0 and BEGIN in said
    folder = tmp_path / "我厂/input"
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.xlsx")) == WORKBOOKS
    known = settings(folder / WORKBOOKS[0])
    assert (known["电厂名称"], known["生效日期"], known["党支部满分"]) == (PLANT, "2019-10-01", "110")
    for name in WORKBOOKS:
        filled = openpyxl.load_workbook(folder / name, read_only=True)[layout.COVER]
        assert PLANT in {row[1] for row in filled.iter_rows(values_only=True, max_col=2)}
        assert "检修支部" not in {
            value for sheet in ("党支部", "班组", "目标") for value in _values(folder / name, sheet)
        }
    page = (tmp_path / "我厂" / BEGIN).read_text("utf-8")
    assert PLANT in page and "dualstar templates --period 2019Q4" in page and "wnwk.com/doc/1036408" in page


def test_goals_are_asked_for_where_the_rules_use_them(tmp_path):
    assert begun(tmp_path, "默认")[0] == 0
    folder = tmp_path / "input"
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.xlsx")) == sorted(
        [GOALS, *WORKBOOKS]
    )


def _values(path: Path, sheet: str) -> set[object]:
    rows = cells(path.read_bytes()).get(sheet, [])[layout.FIRST_ROW - 1 :]
    return {value for row in rows for value in row}


def test_the_blanks_of_the_first_period_come_from_what_was_made(tmp_path):
    begun(tmp_path)
    status, said = run(
        "templates", "--input", tmp_path / "input", "--output", tmp_path / "output", "--period", "2019Q4"
    )
    blanks = {path.name for path in (tmp_path / "output/2019Q4/blanks").iterdir()}
    assert status == 0 and blanks == {"组织名册.xlsx", "评价细则.xlsx", "党委考评.xlsx", "部门考评.xlsx"}
    assert "目标责任书" not in said


@pytest.mark.parametrize(("row", "column"), [(layout.FIRST_ROW, 1), (layout.FIRST_ROW, 2), (1, 1)])
def test_a_list_of_people_is_pasted_as_it_comes(tmp_path, row, column):
    begun(tmp_path, period="2019Q3")
    pasted(tmp_path / NAMES, row, column)
    inbox = read(tmp_path / "input")
    people = inbox.every("person", [w.file for w in inbox.of("directory")])
    assert people[["person", "name", "branch", "politics", "shift"]].to_numpy().tolist() == [
        ["0101", "甲某", "甲支部", "中共党员", "否"],
        ["0102", "乙某", "甲支部", "群众", "是"],
        ["0103", "丙某", "乙支部", "共青团员", "否"],
    ]
    told = [(f.place.sheet, f.code) for f in inbox.findings if f.place.sheet == "人员" and f.code[0] != "N"]
    assert told == [] and "N132" in {f.code for f in inbox.findings}


@pytest.mark.parametrize("lacking", ["支委", "工号", "所属支部"])
def test_a_pasted_list_that_lacks_what_is_needed_says_which_column(tmp_path, lacking):
    begun(tmp_path, period="2019Q3")
    pasted(tmp_path / NAMES, layout.FIRST_ROW, 2)
    with edited(tmp_path / NAMES) as workbook:
        (cell,) = [one for one in workbook["人员"][layout.FIRST_ROW] if one.value == lacking]
        cell.value = "备注"
    missing = [f for f in read(tmp_path / "input").findings if f.code == "E124"]
    assert [(f.place.sheet, f.column) for f in missing] == [("人员", lacking)]


@pytest.mark.parametrize("place", ["input/2019/旧的.xlsx", "名册.xls", "input/台账.csv", "input/甲/表.et"])
def test_a_folder_that_holds_workbooks_is_left_alone(tmp_path, place):
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_bytes(b"theirs")
    status, said = begun(tmp_path)
    assert status == 1 and Path(place).name in said
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [Path(place).name]


@pytest.mark.parametrize(
    "command", [("init", "--plant", PLANT, "--period", "2019Q4", "--rules"), ("rulebook",)]
)
def test_a_wrong_name_lists_the_rulebooks_with_a_line_each(tmp_path, command):
    status, said = run(*command, "七星创评", "--into", tmp_path / "x")
    assert status == 2 and not list(tmp_path.iterdir())
    assert all(f"  {name}：{line}" in said for name, line in gallery().items())


@pytest.mark.parametrize("lacking", ["--rules", "--plant", "--period"])
def test_what_is_not_said_is_asked_for_or_named(tmp_path, lacking):
    words = {"--rules": "五星创评", "--plant": PLANT, "--period": "2019Q4", "--into": tmp_path / "x"}
    del words[lacking]
    status, said = run("init", *[word for pair in words.items() for word in pair])
    assert status != 0 and lacking in said and not list(tmp_path.iterdir())


def test_a_year_is_no_first_period_and_a_month_stands_for_its_quarter(tmp_path):
    assert begun(tmp_path / "a", period="2019")[0] != 0
    assert begun(tmp_path / "b", period="2019-11")[0] == 0
    assert (tmp_path / "b/input/2019Q4/组织名册.xlsx").is_file()


@pytest.mark.parametrize("name", ["默认", "健康支部", "效能评价"])
def test_a_rulebook_alone_is_written_once(tmp_path, name):
    status, said = run("rulebook", name, "--into", tmp_path)
    path = tmp_path / f"评价细则-{name}.xlsx"
    assert status == 0 and path.name in said and settings(path)["电厂名称"] is None
    before = path.read_bytes()
    status, said = run("rulebook", name, "--into", tmp_path)
    assert status == 1 and re.search("已经有.*没有动", said) and path.read_bytes() == before
