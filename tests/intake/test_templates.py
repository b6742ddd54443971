"""Blank workbooks: what is known is filled in, what is not is asked for, and a plant can begin with nothing."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from kit.plant_on_disk import (
    BRANCHES,
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    added,
    cells,
    changed,
    cover,
    edited,
    letters,
    looked_at,
    put,
    quarter,
    sample_blanks,
    sample_seen,
    sent_by,
)
from kit.sample_blank import behind, validation_of

from pipeline.cli import app
from pipeline.core.finding import Severity
from pipeline.excel import layout
from pipeline.excel.write.guide import example, example_row
from pipeline.intake.forms.blanks import blanks
from pipeline.intake.forms.marked import returned_files
from pipeline.run import read
from schemas.base import Sheet, column_of, columns, title
from schemas.books import BOOKS, SUBMISSION
from schemas.cover import Cover
from schemas.department import Check
from schemas.directory import Branch, Person, Team
from schemas.review import CommitteeDuty
from schemas.submission_life import Duty, MemberGrade
from schemas.target import SELF_EXAMINED, Target, TargetActual

DEPARTMENTS = ("人力资源部", "安全监察部", "生产技术部", "经营财务部")
OWN_GOAL = {"goal": "MB-102", "indicator": "党建重点任务完成率"}
OFFICE = ("组织名册.xlsx", "目标责任书.xlsx", "评价细则.xlsx", "党委考评.xlsx")


def run(*words: str | Path) -> tuple[int, str]:
    made = CliRunner().invoke(app, [str(word) for word in words])
    return made.exit_code, made.output


@pytest.fixture(scope="module")
def next_quarter() -> Mapping[str, bytes]:
    """The blanks of the quarter after the sample's last one."""
    return sample_blanks("2019Q4")


def rows(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows below the examples, by heading, without those that are empty."""
    found = cells(content)[sheet]
    heads = found[layout.HEAD_ROW - 1]
    below = [dict(zip(heads, row, strict=False)) for row in found[layout.FIRST_ROW - 1 :]]
    return [row for row in below if any(value not in (None, "") for value in row.values())]


def of_sample(file: str, sheet: str) -> list[dict[str, Any]]:
    return rows((sample_seen().inbox.folder / file).read_bytes(), sheet)


# --- the next quarter


def test_every_branch_and_department_gets_a_blank_and_so_does_the_office(next_quarter):
    assert set(next_quarter) == {
        *OFFICE,
        *(f"支部填报-{name}.xlsx" for name in BRANCHES),
        *(f"部门考评-{name}.xlsx" for name in (*DEPARTMENTS, "综合办公室")),  # to which wishes were passed on
    }


def test_a_cover_knows_plant_branch_and_period(next_quarter):
    cover = {
        row[0]: row[1] for row in cells(next_quarter[f"支部填报-{OVERHAUL}.xlsx"])[layout.COVER] if row[0]
    }
    assert (cover["电厂"], cover["支部"], cover["期间"]) == ("示例发电有限公司", OVERHAUL, "2019Q4")
    assert not cover["截至日期"] and not cover["填报人"]


def test_the_pledges_of_the_year_are_carried_on(next_quarter):
    """As they were, the days of the cover written out; who was looked after is asked anew of those that go on."""
    before = of_sample(sent_by(OVERHAUL), "双承诺")
    now = rows(next_quarter[f"支部填报-{OVERHAUL}.xlsx"], "双承诺")
    same = [heading for heading in before[0] if heading not in ("督诺日期", "评诺日期")]
    assert len(before) > 50
    assert [[row[heading] for heading in same] for row in now] == [
        [row[heading] for heading in same] for row in before
    ]
    approved = [row for row in now if row["审核结论"] == "通过" and row["状态"] != "终止"]
    assert [bool(row["督诺日期"]) for row in approved] == [bool(row["完成日期"]) for row in approved]
    assert [bool(row["评诺日期"]) for row in approved] == [bool(row["评诺结果"]) for row in approved]


@pytest.mark.parametrize(
    ("sheet", "number", "closed"),
    [("微心愿", "编号", "实现日期"), ("群众诉求", "编号", "办结日期")],
)
def test_only_what_is_still_open_is_carried_on(sheet, number, closed, next_quarter):
    agreed = {row["编号"] for row in of_sample(REVIEW, "认定") if row["结论"] == "同意"}  # to answer in words
    for branch in BRANCHES:
        before = of_sample(sent_by(branch), sheet)
        now = rows(next_quarter[f"支部填报-{branch}.xlsx"], sheet)
        finished = {row[number] for row in before if row["状态"] == "解释说明"} & agreed
        still = [
            row for row in before if not row[closed] and row["状态"] != "撤回" and row[number] not in finished
        ]
        rows_of_before, printed = now[: len(still)], now[len(still) :]
        assert [(row[number], row["状态"]) for row in rows_of_before] == [
            (row[number], row["状态"]) for row in still
        ]
        assert printed and not any(row["内容"] for row in printed)


def test_pairs_are_carried_on_and_asked_for_their_outcome_anew(next_quarter):
    before = [row for row in of_sample(sent_by(OVERHAUL), "一带一") if not row["结束日期"]]
    now = rows(next_quarter[f"支部填报-{OVERHAUL}.xlsx"], "一带一")
    assert [(row["带方"], row["被带方"]) for row in now] == [(row["带方"], row["被带方"]) for row in before]
    assert not any(row["本季成效"] or row["难点问题"] or row["是否解决"] for row in now)


def test_the_work_list_has_a_row_for_each_item_unit_and_month_that_falls_due(next_quarter):
    """A branch with teams, one with another branch's list of items, and one that has no team of its own."""
    for branch, teams in (("检修支部", 5), ("热控支部", 3), ("机关一支部", 0)):
        listed = rows(next_quarter[f"支部填报-{branch}.xlsx"], "工作清单")
        heads = ("单位", "清单编码", "事项", "所属月份")
        keys = [tuple(row[head] for head in heads) for row in listed]
        months = ["2019-10", "2019-11", "2019-12"]
        assert [key[1:] for key in keys if key[0] == branch] == [
            *(("ZB12", "党务公开", month) for month in months),
            ("ZB13", "谈心谈话", "2019-12"),
            ("ZB14", "党费收缴公示", "2019-12"),
        ]
        assert len(set(keys)) == len(keys) == 5 + teams * (3 * 3 + 1)
        assert all(row["行标"] == layout.GIVEN_MARK for row in listed)
        answers = {"完成日期", "按期次数", "补办次数", "责任人"}
        assert all(row[head] in (None, "") for row in listed for head in answers)


def test_the_meetings_that_are_due_are_listed_and_those_not_held_say_nothing(next_quarter, lone_quarter):
    """Of a branch with committee and three groups, and of one that has neither; the yearly ones in the last quarter."""
    yearly = {("组织生活会", None): 1, ("民主评议党员", None): 1}
    groups = {("党小组会", f"第{number}党小组"): 3 for number in "一二三"}
    two = {one: 3 for one in groups if "三" not in one[1]}
    of_branch = {("支部党员大会", None): 1, ("主题党日", None): 3}
    for branch, more in ((OVERHAUL, {("支委会", None): 3} | groups), ("机关二支部", two)):
        listed = rows(next_quarter[f"支部填报-{branch}.xlsx"], "组织生活")
        assert Counter((row["类型"], row["党小组"] or None) for row in listed) == of_branch | yearly | more
        assert all(row["行标"] == layout.GIVEN_MARK for row in listed)
        assert not any(row[head] for row in listed for head in ("主题", "日期", "主持人", "所属月份"))
    before = looked_at(lone_quarter).tables.frames["meeting"]
    with edited(lone_quarter / sent_by(OVERHAUL)) as workbook:
        ws = workbook["组织生活"]
        for kind, group in (("主题党日", None), ("党小组会", "第二党小组")):
            ws.append([layout.GIVEN_MARK, kind, group])
    seen = looked_at(lone_quarter)
    assert seen.clean and len(seen.tables.frames["meeting"]) == len(before)


def test_the_trainings_that_teams_owe_are_listed_with_their_team(next_quarter):
    """Of lectures, which several types prove, the branch chooses: they are none of the rows."""
    teams = {"检修支部": 5, "热控支部": 3, "机关一支部": 0}
    for branch, count in teams.items():
        listed = rows(next_quarter[f"支部填报-{branch}.xlsx"], "双星培训")
        assert {row["类型"] for row in listed} <= {"道德小讲堂"} and len(listed) == count
        assert len({row["承办单位"] for row in listed}) == count
        assert all(row["行标"] == layout.GIVEN_MARK for row in listed)
        assert not any(row[head] for row in listed for head in ("主题", "日期", "主讲人", "学时"))


def test_a_row_of_the_work_list_that_nobody_answers_says_nothing_and_stays_in_the_returned_copy(lone_quarter):
    """The rows of what was not done: no finding, no row, and there again in what goes back."""
    everywhere = [cells((lone_quarter / sent_by(one)).read_bytes())["工作清单"] for one in BRANCHES]
    blank_rows = sum(
        not any(row[5:8]) for sheet in everywhere for row in sheet[layout.FIRST_ROW - 1 :] if row[1]
    )
    changed(lone_quarter, put(sent_by(OVERHAUL), "工作清单", 1, 完成日期="没有办"))
    seen = looked_at(lone_quarter)
    used = sum(len(one.sheets["duty"].rows) for one in seen.inbox.workbooks if "duty" in one.sheets)
    assert (
        blank_rows
        and used == sum(len([r for r in s[layout.FIRST_ROW - 1 :] if r[1]]) for s in everywhere) - blank_rows
    )
    (copy,) = returned_files(seen).values()
    kept, sent = cells(copy)["工作清单"], cells((lone_quarter / sent_by(OVERHAUL)).read_bytes())["工作清单"]
    assert [row[:9] for row in kept[layout.FIRST_ROW - 1 :]] == [
        row[:9] for row in sent[layout.FIRST_ROW - 1 :]
    ]


@pytest.mark.parametrize(
    ("sheet_row", "answers"),
    [
        ({"单位": "锅炉班", "清单编码": "BZ11"}, {}),
        ({"单位": "检修支部", "清单编码": "ZB12"}, {"责任人": "03001"}),
        ({"单位": "汽机班", "清单编码": "BZ13"}, {"完成日期": "2019-08-02", "按期次数": 1}),
    ],
)
def test_a_row_of_their_own_says_when_or_how_often_and_not_both(lone_quarter, sheet_row, answers):
    changed(lone_quarter, added(sent_by(OVERHAUL), "工作清单", 所属月份="2019-08", **sheet_row, **answers))
    (one,) = [f for f in looked_at(lone_quarter).intake.findings if f.severity is Severity.ERROR]
    assert (one.place.sheet, one.column) == ("工作清单", "完成日期")


def test_goals_stand_ready_with_the_node_of_the_quarter_and_without_a_result(next_quarter):
    goals = of_sample("2019/目标责任书.xlsx", "目标")
    for file, mine in (
        (f"支部填报-{OVERHAUL}.xlsx", lambda g: g["考评部门"] == "本支部" and g["单位"] == OVERHAUL),
        ("部门考评-安全监察部.xlsx", lambda g: g["考评部门"] == "安全监察部"),
    ):
        asked = rows(next_quarter[file], "目标完成")
        assert [(row["目标编号"], row["本期节点"]) for row in asked] == [
            (goal["目标编号"], goal["四季度节点"]) for goal in goals if mine(goal)
        ]
        assert asked and not any(row["完成值"] for row in asked)
        assert {row[layout.MARK_TITLE] for row in asked} == {layout.GIVEN_MARK}


def test_a_department_has_a_row_for_each_team_and_the_review_one_for_each_unit(next_quarter):
    teams = [row["班组"] for row in of_sample("2019Q3/组织名册.xlsx", "班组")]
    checked = rows(next_quarter["部门考评-安全监察部.xlsx"], "班组考评")
    assert [(row["班组"], row["指标编码"], row["扣分"]) for row in checked] == [
        (team, "TM01", None) for team in teams
    ]
    assert [row["单位"] for row in rows(next_quarter["党委考评.xlsx"], "满意度测评")] == [
        *[row["支部"] for row in of_sample("2019Q3/组织名册.xlsx", "党支部")],
        *teams,
    ]


@pytest.mark.parametrize(
    ("file", "sheet", "name", "offered"),
    [
        ("支部填报-检修支部.xlsx", Duty, "item", ("BZ", "ZB")),
        ("党委考评.xlsx", CommitteeDuty, "item", ("DW",)),
        ("部门考评-安全监察部.xlsx", Check, "indicator", ("TM",)),
    ],
)
def test_a_dropdown_offers_the_codes_that_its_workbook_can_use(file, sheet, name, offered, next_quarter):
    workbook = openpyxl.load_workbook(io.BytesIO(next_quarter[file]))
    found = behind(workbook, validation_of(workbook[title(sheet)], sheet, name).formula1)
    assert tuple(sorted({code[:2] for code in found})) == offered
    assert not {"ZB01", "ZB03", "TM02"} & set(found)  # proved by another sheet, or no deduction


def test_problems_that_are_not_mended_and_published_stars_are_carried_on(next_quarter):
    open_items = [
        row["问题"]
        for row in of_sample("2019Q3/党委考评.xlsx", "对照检查")
        if row["整改期限"] and not row["整改完成日期"]
    ]
    assert open_items
    assert [row["问题"] for row in rows(next_quarter["党委考评.xlsx"], "对照检查")] == open_items
    told_before = of_sample("2019Q3/党委考评.xlsx", "已公布星级")
    assert rows(next_quarter["党委考评.xlsx"], "已公布星级")[: len(told_before)] == told_before


def test_blanks_sent_back_unchanged_are_told_to_be_unfilled_one_line_each(next_quarter, tmp_path):
    folder = tmp_path / "input"
    shutil.copytree(sample_seen().inbox.folder / "2019", folder / "2019")
    for name, content in next_quarter.items():
        if name not in ("目标责任书.xlsx", "评价细则.xlsx"):
            (folder / name).write_bytes(content)
    cover(folder / "组织名册.xlsx", 截至日期="2019-12-31", 填报人="张示例")
    examined = looked_at(folder, "2019Q4")
    assert not examined.clean
    asked = {f.unit: f.message for f in examined.stops if f.code == "E409"}
    assert asked.keys() == {*BRANCHES, *DEPARTMENTS}
    for unit, message in asked.items():
        assert f"-{unit}.xlsx（还没有填写）" in message
    told_of = [f for f in examined.intake.findings if f.place.file.startswith(("支部填报", "部门考评"))]
    assert {f.code for f in told_of} == {"N401"}
    assert len(told_of) == len(asked) + 1  # that of 综合办公室, which owes none: wishes were passed on to it
    state = [row.state for row in examined.intake.received if row.kind == SUBMISSION.title]
    assert state == ["缺报"] * len(BRANCHES) + ["尚未填写"] * len(BRANCHES)


# --- a plant that has nothing yet


def written(
    path: Path, given: Mapping[str, Iterable[Mapping[str, object]]], cover: Mapping[str, object]
) -> None:
    """Write rows, by column name, below what stands in the sheets, and answer the cover where it is blank."""
    with edited(path) as workbook:
        _answered(workbook[layout.COVER], cover)
        for sheet in (
            sheet
            for book in BOOKS
            for sheet in book.sheets
            if title(sheet) in given and title(sheet) in workbook
        ):
            _written(workbook[title(sheet)], sheet, list(given[title(sheet)]))


def _answered(ws: Any, cover: Mapping[str, object]) -> None:
    for number, column in enumerate(columns(Cover)[:7], layout.COVER_FIRST_ROW):
        if not ws.cell(number, 2).value:
            ws.cell(number, 2).value = cover[column.name]


def _written(ws: Any, sheet: type[Sheet], given: list[Mapping[str, object]]) -> None:
    at = letters(ws)
    for number, row in enumerate(given, layout.FIRST_ROW):
        for name, value in row.items():
            ws[f"{at[column_of(sheet, name).title]}{number}"].value = value


def person(number: str, **cells: object) -> dict[str, object]:
    """A person of the examples' branch; of no team and no group but as given."""
    plain = {"team": None, "group": None, "politics": "正式党员", "shift": "否"}
    return {**example_row(Person), "person": number, "name": f"示例{number}", **plain, **cells}


def directory() -> dict[str, list[Mapping[str, object]]]:
    """The example branch and team, and everybody whom the examples of all sheets name."""
    group, team = {"group": "第一党小组"}, {"team": example(column_of(Team, "team"))}
    people = [
        person("0001"),
        person("0101", **group),
        person("0105", **group, **team),
        person("0106", **group),
        person("0107", **group, shift="是"),
        person("0123", **group, **team),
        person("0203", **team, politics="群众"),
    ]
    branch = {**example_row(Branch), "paired_teams": None, "former": None}
    return {
        title(Branch): [branch],
        title(Team): [{**example_row(Team), "former": None}],
        title(Person): people,
    }


def given_by_examples() -> dict[str, list[Mapping[str, object]]]:
    """The example row of every sheet; beside it a second indicator of the department, and a goal that the branch reports."""
    rows = {
        title(sheet): [example_row(sheet)]
        for book in BOOKS
        for sheet in book.sheets
        if book.key != "rulebook"
    }
    rows[title(MemberGrade)] = [{**example_row(MemberGrade), "name": "示例0105"}]  # as the directory has it
    rows[title(Check)].append({**example_row(Check), "indicator": "TM03"})
    rows[title(Target)].append({**example_row(Target), **OWN_GOAL, "examiner": SELF_EXAMINED})
    return rows | directory()


def test_a_plant_can_begin_with_nothing_and_the_examples_fill_a_whole_quarter(tmp_path):
    (tmp_path / "input").mkdir()
    status, said = run("templates", "--input", tmp_path / "input", "--output", tmp_path, "--period", "2019Q3")
    assert status == 0, said
    made = tmp_path / "2019Q3" / "blanks"
    assert {path.name for path in made.iterdir()} == {*OFFICE, "支部填报.xlsx", "部门考评.xlsx"}
    cover = dict(example_row(Cover))
    for path in sorted(made.iterdir()):
        unit = example(column_of(Target, "examiner")) if path.stem == "部门考评" else cover["unit"]
        given = given_by_examples()
        if path.stem == SUBMISSION.title:
            given[title(TargetActual)] = [{**example_row(TargetActual), **OWN_GOAL}]
        written(path, given, cover | {"unit": unit})
        shutil.move(path, tmp_path / "input" / path.name)
    examiner = example(column_of(Target, "examiner"))
    changed(  # what the blank rulebook cannot know: the plant's name, and which department checks what
        tmp_path / "input",
        put("评价细则.xlsx", "基本设置", {"项目": "电厂名称"}, 内容=cover["plant"]),
        *[put("评价细则.xlsx", "评价细则", {"序号": code}, 考评部门=examiner) for code in ("TM01", "TM03")],
    )
    examined = looked_at(tmp_path / "input")
    assert [(str(f.place), f.message) for f in examined.stops] == []
    status, said = run("report", "--input", tmp_path / "input", "--output", tmp_path / "out")
    assert status == 0, said
    assert (tmp_path / "out/2019Q3/report/index.html").is_file()


def test_an_empty_folder_asks_which_period_is_meant(tmp_path):
    (tmp_path / "input").mkdir()
    status, said = run("templates", "--input", tmp_path / "input", "--output", tmp_path / "out")
    assert status == 2 and "PERIOD=2019Q4" in said
    status, said = run("check", "--input", tmp_path / "input", "--output", tmp_path / "out")
    assert status == 1 and "make templates" in said


def asked(folder: Path, period: str) -> str:
    """What the office is told after the blanks were made."""
    status, said = run("templates", "--input", folder, "--output", folder.parent / "out", "--period", period)
    assert status == 0, said
    return said


def test_the_office_is_told_what_to_do_with_the_blanks(lone_quarter, tmp_path):
    (tmp_path / "nothing").mkdir()
    assert "先填“组织名册”" in asked(tmp_path / "nothing", "2019Q3")
    assert asked(lone_quarter, "2019Q3").endswith(
        "下一步：发给各支部和部门，填好后放入 input 文件夹，再运行 make check。\n"
    )
    assert "“组织名册”已照上期填好" in asked(lone_quarter, "2019Q4")
    january = asked(lone_quarter, "2020Q1")
    assert (
        "2020年的“目标责任书”还没有放进来" in january and "再运行一次 make templates PERIOD=2020Q1" in january
    )


def test_of_a_year_there_are_the_offices_blanks_alone(lone_quarter):
    assert set(blanks(read(lone_quarter), quarter("2019"))) == set(OFFICE)
    assert "再运行 make annual YEAR=2019" in asked(lone_quarter, "2019")


def test_last_years_goals_are_a_draft_without_a_day_of_signing_and_nobody_reports_on_them(lone_quarter):
    made = blanks(read(lone_quarter), quarter("2020Q1"))
    drafts = rows(made["目标责任书.xlsx"], "目标")
    assert drafts and not any(row["签订日期"] for row in drafts)
    assert not rows(made[f"支部填报-{OVERHAUL}.xlsx"], "目标完成") and not rows(
        made["部门考评-安全监察部.xlsx"], "目标完成"
    )


def test_blanks_can_be_opened_and_begin_at_their_cover(next_quarter, tmp_path):
    for name, content in next_quarter.items():
        (tmp_path / name).write_bytes(content)
        workbook = openpyxl.load_workbook(tmp_path / name)
        assert workbook.active.title == layout.COVER
        assert workbook.custom_doc_props.names == [layout.STAMP]


def test_the_same_inbox_gives_the_same_blanks(next_quarter):
    assert blanks(sample_seen().inbox, quarter("2019Q4")) == next_quarter


# --- what is signed in January


@pytest.fixture
def january(lone_quarter, tmp_path) -> Path:
    """The last quarter's workbooks and the goals of the year that begins."""
    cover(lone_quarter / GOALS, 期间="2020")
    return lone_quarter


def asked_in_january(folder: Path) -> tuple[dict[str, bytes], str]:
    """The goal letters by unit, and what the command said."""
    status, said = run(
        "templates", "--input", folder, "--output", folder.parent / "out", "--period", "2020Q1"
    )
    assert status == 0, said
    return {
        path.stem: path.read_bytes()
        for path in (folder.parent / "out/2020Q1/blanks/目标责任书").glob("*.docx")
    }, said


def test_a_goal_letter_is_ready_to_be_signed_before_there_is_any_result(january):
    letters, said = asked_in_january(january)
    goals = of_sample(GOALS, "目标")
    heads = {row["班组"]: row["班组长"] for row in of_sample(NAMES, "班组")} | {
        row["支部"]: row["支部书记"] for row in of_sample(NAMES, "党支部")
    }
    names = {row["工号"]: row["姓名"] for row in of_sample(NAMES, "人员")}
    assert set(letters) == {row["单位"] for row in goals} and f"2020年目标责任书 {len(letters)} 份" in said
    for unit, content in letters.items():
        paper = Document(io.BytesIO(content))
        text = "\n".join(p.text for p in paper.paragraphs)
        assert "2020年目标责任书" in text and "本期节点完成" not in text
        assert f"第一责任人：{names[heads[unit]]}（" in text
        categories, nodes, signatures = paper.tables
        assert [cell.text.partition("（")[0] for cell in categories.rows[0].cells] == [
            "安全生产",
            "经营管理",
            "党建工作",
        ]
        assert {row.cells[1].text.partition("（")[0] for row in nodes.rows[1:]} == {
            g["指标"] for g in goals if g["单位"] == unit
        }
        assert {cell.text for row in nodes.rows[1:] for cell in row.cells[-2:]} == {""}
        assert (
            names[heads[unit]] in signatures.rows[0].cells[2].text and signatures.rows[1].cells[2].text == ""
        )


def test_goals_with_an_error_give_no_letter_to_sign(january):
    changed(january, put(GOALS, "目标", 1, 权重="很多"))
    letters, said = asked_in_january(january)
    assert not letters and "目标责任书工作簿还有问题" in said and "make check" in said


def test_last_years_goals_are_not_signed_again(lone_quarter):
    letters, said = asked_in_january(lone_quarter)
    assert not letters and "目标责任书 " not in said


def test_a_goal_letter_knows_a_team_by_its_former_name(january):
    changed(january, put(NAMES, "班组", {"班组": "锅炉班"}, 班组="锅炉一班", 曾用名="锅炉班"))
    letters, _ = asked_in_january(january)
    assert "锅炉一班" in letters and "锅炉班" not in letters
