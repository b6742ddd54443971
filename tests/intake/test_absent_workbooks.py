"""A workbook that is not there is asked for by itself: it brings no error into any other, and no all-clear that is not one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kit.plant_on_disk import (
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    RUNNING,
    changed,
    checked_by,
    cover,
    edited,
    emptied,
    gone,
    looked_at,
    put,
    sent_by,
)
from kit.sample_folder import INPUT, QUARTER

from pipeline.cli.watch import checked
from pipeline.core.finding import Finding, Severity
from pipeline.intake.examine import Examined
from pipeline.report.notices.check import check_files, waiting

EVERY = sorted(
    path.relative_to(INPUT).as_posix() for folder in ("2019", QUARTER) for path in (INPUT / folder).iterdir()
)
TECHNOLOGY, STAFFING = checked_by("生产技术部"), checked_by("人力资源部")


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    return Path(shutil.copytree(INPUT, tmp_path / "input"))


def errors(examined: Examined) -> list[Finding]:
    return [one for one in examined.intake.findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("file", EVERY)
def test_an_absent_workbook_brings_no_error_into_another(plant: Path, file: str):
    (plant / file).unlink()
    examined = looked_at(plant)
    assert [str(one.place) for one in errors(examined) if one.place.file] == []
    assert len(errors(examined)) == 1
    assert file == REVIEW or any(one.waiting for one in examined.coverage.values())


@pytest.mark.parametrize("file", [NAMES, GOALS, RULES, REVIEW])
def test_one_bad_cell_is_told_whatever_else_has_come(plant: Path, file: str):
    changed(
        plant,
        put(sent_by(OVERHAUL), "组织生活", 1, 缺席人员="99999"),
        put(sent_by(OVERHAUL), "工作清单", 2, 清单编码="XX99"),
        put(sent_by(OVERHAUL), "目标完成", 1, 目标编号="MB-999"),
        put(sent_by(OVERHAUL), "助力行动", 1, 日期="2019-06-30"),
        put(sent_by(RUNNING), "微心愿", 1, 班组="锅炉办"),
    )
    (plant / file).unlink()
    values = {one.value for one in looked_at(plant).intake.findings}
    waits_for = {NAMES: set(), GOALS: {"MB-999"}, RULES: {"XX99"}, REVIEW: set()}[file]
    assert (
        values & {"99999", "XX99", "MB-999", "2019-06-30", "锅炉办"}
        == {
            "99999",
            "XX99",
            "MB-999",
            "2019-06-30",
            "锅炉办",
        }
        - waits_for
    )


def test_what_an_earlier_directory_lacks_is_a_warning_that_names_its_time_until_the_own_one_comes(
    plant: Path,
):
    changed(
        plant,
        put(sent_by(OVERHAUL), "组织生活", 2, 缺席人员="99999"),
        put(sent_by(RUNNING), "组织生活", {"类型": "党小组会"}, 党小组="一组"),
        put(STAFFING, "班组考评", 1, 班组="热控1班"),
    )
    (plant / NAMES).rename(plant.parent / "later.xlsx")
    found = {one.value: one for one in looked_at(plant).intake.findings}
    for value in ("99999", "一组", "热控1班"):
        assert found[value].severity is Severity.WARNING
        assert found[value].message.startswith("按2019年第二季度的“组织名册”先查：")
        assert "到后再核" in found[value].remedy
    (plant.parent / "later.xlsx").rename(plant / NAMES)
    found = {one.value: one for one in looked_at(plant).intake.findings}
    assert {found[value].code for value in ("99999", "一组", "热控1班")} == {"E301"}


def test_an_earlier_rulebook_and_earlier_targets_serve_until_the_own_ones_come(plant: Path):
    changed(plant, put(sent_by(OVERHAUL), "工作清单", 2, 清单编码="XX99"))
    with edited(plant / RULES) as workbook:
        cells = {row[0].value: row[1] for row in workbook["基本设置"].iter_rows(min_col=2, max_col=3)}
        if "失效日期" not in cells:
            cells = {row[0].value: row[1] for row in workbook["基本设置"].iter_rows(min_col=1, max_col=2)}
        cells["失效日期"].value = "2019-06-30"
    examined = looked_at(plant)
    found = next(one for one in examined.intake.findings if one.value == "XX99")
    assert found.code == "W331" and "起的“评价细则”" in found.message
    assert examined.coverage["submission"].awaited == ("“评价细则”",)


def test_a_missing_department_is_asked_for_once_and_nobody_else_is_blamed(plant: Path):
    (plant / TECHNOLOGY).unlink()
    assert [(one.code, one.unit) for one in errors(looked_at(plant))] == [("E401", "生产技术部")]


def test_a_department_that_is_asked_for_no_goal_is_asked_for_its_checks(plant: Path):
    before = plant / checked_by("人力资源部", "2019Q2")
    shutil.copy(before, plant / checked_by("纪委办", "2019Q2"))
    emptied(plant / checked_by("纪委办", "2019Q2"), "目标完成")
    cover(plant / checked_by("纪委办", "2019Q2"), 考评部门="纪委办")
    changed(
        plant,
        put(RULES, "评价细则", {"序号": "TM03"}, 考评部门="生产技术部、人力资源部、纪委办"),
        gone(checked_by("人力资源部"), "班组考评", 1),
    )
    told = [one for one in errors(looked_at(plant)) if one.code in ("E401", "E312", "E320")]
    assert [(one.code, one.unit) for one in told] == [("E320", "纪委办")]


def test_a_department_whose_checks_cannot_be_read_is_the_only_one_told(plant: Path):
    with edited(plant / TECHNOLOGY) as workbook:
        workbook["班组考评"].title = "别的"
    assert {one.place.file for one in errors(looked_at(plant))} == {TECHNOLOGY}
    assert not [one for one in errors(looked_at(plant)) if one.code == "E312"]


@pytest.mark.parametrize("team", ["集控一值", "热控一班", "锅炉班"])
def test_a_team_that_a_department_forgot_is_asked_of_that_department(plant: Path, team: str):
    changed(plant, gone(TECHNOLOGY, "班组考评", {"班组": team}))
    (found,) = errors(looked_at(plant))
    assert (found.code, found.place.file, found.place.sheet) == ("E372", TECHNOLOGY, "考评结论")
    assert f"1 个班组没有记录（{team}）" in found.message


def test_no_page_and_no_line_says_all_clear_while_a_check_waits(plant: Path):
    (plant / NAMES).unlink()
    examined = looked_at(plant)
    page = check_files(examined)["index.html"].decode()
    assert "没有发现需要处理的地方" not in page
    assert any("待“组织名册”报齐后再查：人员工号" in sentence for sentence in waiting(examined))
    line = next(iter(checked(plant, [STAFFING])))
    assert "待“组织名册”报齐后再查" in line and "没有发现问题" not in line


def test_a_branch_alone_is_checked_from_the_first_day(plant: Path):
    for file in EVERY:
        if file.startswith(QUARTER) and file != sent_by(RUNNING):
            (plant / file).unlink()
    changed(plant, put(sent_by(RUNNING), "组织生活", 1, 缺席人员="99999"))
    line = next(iter(checked(plant, [sent_by(RUNNING)])))
    assert "0 个错误，" in line and "报齐后再查" in line
    assert any(one.value == "99999" for one in looked_at(plant).intake.findings)
