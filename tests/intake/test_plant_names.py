"""The plant on a cover is the one of the rulebook in force for the workbook's own period, or one of its former names."""

from __future__ import annotations

import pytest
from kit.plant_on_disk import (
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    cells,
    changed,
    checked_by,
    cover,
    looked_at,
    put,
    quarter,
    sample_blanks,
    sent_by,
    told,
)

from pipeline.excel import layout
from pipeline.intake.forms.blanks import blanks
from pipeline.run import read

KINDS = [sent_by(OVERHAUL), checked_by("安全监察部"), REVIEW, NAMES, GOALS, RULES]


@pytest.mark.parametrize("file", KINDS)
def test_another_plant_is_an_error_at_the_cell_of_the_cover(lone_quarter, file):
    cell = cover(lone_quarter / file, 电厂="另一家电厂")
    seen = looked_at(lone_quarter)
    assert told(seen.intake.findings, "E515") == [("E515", file, layout.COVER, cell)]
    assert not seen.clean


@pytest.mark.parametrize("name", ["示例热电厂", "示例电厂", "示例发电有限公司 "])
def test_a_former_name_is_the_same_plant(lone_quarter, name):
    changed(lone_quarter, put(RULES, "基本设置", {"项目": "电厂曾用名"}, 内容="示例热电厂、示例电厂"))
    for file in KINDS:
        cover(lone_quarter / file, 电厂=name)
    assert told(looked_at(lone_quarter).intake.findings, "E515") == []


def test_a_workbook_goes_by_the_name_of_its_own_time(lone_quarter):
    """The directory of the year before bears the name that the plant had then, by the rulebook of then."""
    old = lone_quarter / "2018" / "评价细则.xlsx"
    old.parent.mkdir()
    old.write_bytes((lone_quarter / RULES).read_bytes())
    changed(
        lone_quarter,
        put("2018/评价细则.xlsx", "基本设置", {"项目": "电厂名称"}, 内容="示例热电厂"),
        put("2018/评价细则.xlsx", "基本设置", {"项目": "生效日期"}, 内容="2018-01-01"),
        put("2018/评价细则.xlsx", "基本设置", {"项目": "失效日期"}, 内容="2018-12-31"),
    )
    cover(old, 电厂="示例热电厂", 期间="2018")
    assert told(looked_at(lone_quarter).intake.findings, "E515") == []
    cell = cover(lone_quarter / NAMES, 电厂="示例热电厂")
    assert told(looked_at(lone_quarter).intake.findings, "E515") == [("E515", NAMES, layout.COVER, cell)]


def test_the_blanks_of_an_empty_folder_name_no_plant(tmp_path):
    for name, content in blanks(read(tmp_path), quarter("2020Q1")).items():
        sheets = cells(content)
        assert [row[1] for row in sheets[layout.COVER] if row[0] == "电厂"] == [None], name
        if "基本设置" in sheets:
            assert [row[2] for row in sheets["基本设置"] if row[1] == "电厂名称"] == [None]
    known = sample_blanks("2019Q4")[f"支部填报-{OVERHAUL}.xlsx"]
    assert [row[1] for row in cells(known)[layout.COVER] if row[0] == "电厂"] == ["示例发电有限公司"]
