"""The indicators of a rulebook stand on two sheets, 评价细则 and 计算设置: each finding points at its own, and earlier rulebooks,
which have them on one, are read as they are and brought to two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from kit.gallery_plant import COVER, PLANT, office_files
from kit.plant_on_disk import added, changed, cover, edited, gone, letters, put

from pipeline.core.finding import Finding, Place, Severity
from pipeline.core.period import Period
from pipeline.excel import layout
from pipeline.excel.cells.kinds import meaning, parse
from pipeline.excel.read.headings import find_headings
from pipeline.excel.write.cover import blank
from pipeline.intake.assemble import rules_of
from pipeline.intake.checks.basis import of_rulebook
from pipeline.intake.collect import Inbox, collect
from pipeline.intake.forms.upgrade import upgrade
from pipeline.intake.reading.draft import read_draft, rules_changed
from pipeline.intake.select import select
from pipeline.rulebook.defaults import gallery_rules
from pipeline.rulebook.rules import Rulebook
from pipeline.rulebook.spoken import spoken
from schemas.base import Column, Sheet, columns, key
from schemas.books import REVIEW, RULEBOOK

FILE, LINE, COMPUTED, OLD = "细则.xlsx", "评价细则", "计算设置", "指标"
PERIOD = Period(2019, 7, 3)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The rulebook of 配电工区 and a directory; TM02e and TM02h alone have a row in 计算设置."""
    office_files(tmp_path, "配电工区")
    return tmp_path


def errors(folder: Path) -> set[tuple[str, str, str]]:
    """Code, sheet and cell of every error in the rulebook."""
    inbox = collect(folder)
    found: list[Finding] = [*inbox.findings, *of_rulebook(inbox, PERIOD)]
    return {
        (one.code, one.place.sheet, one.place.cell)
        for one in found
        if one.place.file == FILE and one.severity is Severity.ERROR
    }


def rules(inbox: Inbox) -> Rulebook:
    chosen = select(inbox, PERIOD)
    return rules_of(inbox, {key(sheet): chosen.rows(key(sheet)) for sheet in RULEBOOK.sheets})


def cell(folder: Path, sheet: str, code: str, heading: str) -> str:
    with edited(folder / FILE) as workbook:
        ws = workbook[sheet]
        at = letters(ws)
        first = at.get("序号", at.get("编码"))
        row = next(n for n in range(layout.FIRST_ROW, ws.max_row + 1) if ws[f"{first}{n}"].value == code)
        return f"{at[heading]}{row}"


def on_one_sheet(folder: Path, **words: str) -> None:
    """The rulebook as it was before: the indicators on one sheet; `words`: of a column, what stands in every cell of it."""
    given: dict[str, list[Mapping[str, Any]]] = {**gallery_rules("配电工区")}
    given["indicator"] = [row | {n: w for n, w in words.items() if row[n]} for row in given["indicator"]]
    known = {"电厂名称": PLANT, "生效日期": "2019-07-01"}
    given["setting"] = [row | {"value": known.get(row["name"], row["value"])} for row in given["setting"]]
    about = {"plant": PLANT, "unit": "党群工作部", "period": "2019"}
    (folder / FILE).write_bytes(blank(RULEBOOK, about, given, {}))
    cover(folder / FILE, **COVER)


def test_a_rulebook_without_a_word_of_how_it_is_computed_is_sound(office):
    assert errors(office) == set()
    computed = openpyxl.load_workbook(office / FILE)[COMPUTED]
    assert [row[1].value for row in computed.iter_rows(min_row=layout.FIRST_ROW)] == ["TM02e", "TM02h"]
    by_hand = next(one for one in rules(collect(office)).indicators if one.code == "TM01a")
    assert (by_hand.missing, by_hand.place) == (
        "须填报",
        f"{FILE} › {LINE} › {cell(office, LINE, 'TM01a', '标准分')}",
    )


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (put(FILE, LINE, {"序号": "TM01a"}, 标准分=20), "E502", (LINE, "TM01", "标准分")),
        (put(FILE, LINE, {"序号": "TM01a"}, 考评方式="抽签"), "E211", (LINE, "TM01a", "考评方式")),
        (put(FILE, LINE, {"序号": "TM01a"}, 考评部门=None), "E525", (LINE, "TM01a", "考评部门")),
        (put(FILE, LINE, {"序号": "TM01a"}, 所属项目="TM09"), "E508", (LINE, "TM01a", "所属项目")),
        (put(FILE, COMPUTED, {"序号": "TM02e"}, 扣几分=None), "E217", (COMPUTED, "TM02e", "扣几分")),
        (put(FILE, COMPUTED, {"序号": "TM02e"}, 计分办法="抽签"), "E211", (COMPUTED, "TM02e", "计分办法")),
        (put(FILE, COMPUTED, {"序号": "TM02e"}, 目标值=None), "E526", (COMPUTED, "TM02e", "目标值")),
        (put(FILE, COMPUTED, {"序号": "TM02e"}, 计算方法="均值", 数据表="一带一"), "E503", (COMPUTED, "TM02e", "数据表")),
        (put(FILE, COMPUTED, {"序号": "TM02e"}, 适用条件="颜色=红"), "E503", (COMPUTED, "TM02e", "适用条件")),
        (added(FILE, COMPUTED, 序号="TM02ee", 三责="本责"), "E661", (COMPUTED, "TM02ee", "序号")),
    ],
)  # fmt: skip
def test_a_fault_in_either_layer_is_told_at_its_own_cell(
    office, change, code: str, where: tuple[str, str, str]
):
    changed(office, change)
    assert (code, where[0], cell(office, *where)) in errors(office)


def test_a_ledger_without_a_row_in_the_second_layer_is_told_where_it_says_so(office):
    changed(office, put(FILE, LINE, {"序号": "TM03"}, 考评方式="台账计算"))
    assert ("E660", LINE, cell(office, LINE, "TM03", "考评方式")) in errors(office)


def test_an_indicator_of_which_nothing_says_how_it_is_rated_is_told(office):
    changed(office, put(FILE, LINE, {"序号": "TM03"}, 考评方式=None))
    assert ("E660", LINE, cell(office, LINE, "TM03", "考评方式")) in errors(office)


def test_a_code_that_stands_twice_is_told_at_both_cells_of_its_own_sheet(office):
    changed(office, added(FILE, COMPUTED, 序号="TM02e", 目标值=50))
    with edited(office / FILE) as workbook:
        last = workbook[COMPUTED].max_row
    first = cell(office, COMPUTED, "TM02e", "序号")
    told = {one for one in errors(office) if one[0] == "E216"}
    assert told == {("E216", COMPUTED, first), ("E216", COMPUTED, f"{first[0]}{last}")}


def test_what_is_switched_off_may_keep_its_second_layer(office):
    changed(office, put(FILE, LINE, {"序号": "TM02h"}, 启用="否"))
    assert not {code for code, *_ in errors(office)} & {"E660", "E661"}


def test_a_figure_without_a_target_is_reported_in_points(office):
    changed(office, gone(FILE, COMPUTED, {"序号": "TM02h"}))
    assert {one for one in errors(office) if one[0] != "E507"} == set()
    chosen = rules(collect(office))
    rule = next(one for one in chosen.indicators if one.code == "TM02h")
    assert (rule.target, rule.in_points) == (10, True)
    assert spoken(rule, chosen) == "由安全监察部报得分，满分 10 分"


def test_a_rulebook_with_everything_on_one_sheet_is_read_as_it_is(office):
    two = rules(collect(office))
    on_one_sheet(office)
    inbox = collect(office)
    assert errors(office) == set()
    one = rules(inbox)
    assert [rule.code for rule in one.indicators] == [rule.code for rule in two.indicators]
    assert {rule.place.split(" › ")[1] for rule in one.indicators} == {OLD}
    changed(office, put(FILE, OLD, {"编码": "TM02e"}, 扣几分=None))
    assert ("E217", OLD, cell(office, OLD, "TM02e", "扣几分")) in errors(office)


def test_an_upgrade_brings_it_to_two_sheets_and_changes_no_rule(office):
    on_one_sheet(office)
    before, path = rules(collect(office)), office / FILE
    made = upgrade(path, {})
    path.write_bytes(made.content)
    after = rules(collect(office))
    assert errors(office) == set() and not upgrade(path, {}).content
    assert after.digest == before.digest
    assert [spoken(rule, after) for rule in after.indicators] == [
        spoken(rule, before) for rule in before.indicators
    ]
    tabs = openpyxl.load_workbook(path).sheetnames
    assert OLD not in tabs and {LINE, COMPUTED, layout.UPGRADED} < set(tabs)


def renamed(ws: Any, name: str, then: str, value: str) -> None:
    """A setting under another name, with that value."""
    row = next(one for one in ws.iter_rows(layout.FIRST_ROW) if one[1].value == name)
    row[1].value, row[2].value = then, value


FORMER = {"origin": {"考评打分": "评分", "部门报数": "指标数据"}, "scoring": {"按差额加减分": "步长"}}


def test_words_of_before_are_understood_and_written_todays_way_by_an_upgrade(office):
    on_one_sheet(office)
    path = office / FILE
    with edited(path) as workbook:
        renamed(workbook["基本设置"], "加分用途", "加分用途", "得分")
    before = rules(collect(office))
    assert before.bonus_in_score
    with edited(path) as workbook:
        ws = workbook[OLD]
        for heading, words, then in (
            ("数据来源", FORMER["origin"], "取值"),
            ("计分办法", FORMER["scoring"], "计分"),
        ):
            letter = letters(ws)[heading]
            for (one,) in ws[f"{letter}{layout.FIRST_ROW}:{letter}{ws.max_row}"]:
                one.value = words.get(one.value, one.value)
            ws[f"{letter}{layout.HEAD_ROW}"].value = then
        renamed(workbook["基本设置"], "加分用途", "加分计入", "得分")
    assert errors(office) == set() and rules(collect(office)).digest == before.digest
    path.write_bytes(upgrade(path, {}).content)
    workbook = openpyxl.load_workbook(path)
    rows = [row for name in (LINE, COMPUTED) for row in workbook[name].iter_rows(layout.FIRST_ROW)]
    said = {str(one.value) for row in rows for one in row}
    settings = {row[1].value: row[2].value for row in workbook["基本设置"].iter_rows(layout.FIRST_ROW)}
    assert settings["加分用途"] == "得分" and "加分计入" not in settings
    assert not said & {"评分", "指标数据", "步长"} and {"考评打分", "部门报数", "按差额加减分"} <= said


def test_a_draft_on_two_sheets_is_compared_with_rules_on_one(office):
    path = office / FILE
    new = office / "新.xlsx"
    new.write_bytes(path.read_bytes())
    on_one_sheet(office)
    read = [read_draft(one)[0] for one in (path, new)]
    assert read[0] and read[1]
    changes = rules_changed(read[0], read[1])
    assert changes == []
    changed(office, put(FILE, OLD, {"编码": "TM02e"}, 扣几分=0.4))
    earlier = read_draft(path)[0]
    assert earlier
    (more,) = rules_changed(earlier, read[1])
    assert (more.where.split()[0], more.before, more.after) == (COMPUTED, "0.4", "0.5")


WORDS = [
    (c, former, now)
    for sheet in (*RULEBOOK.sheets, *REVIEW.sheets)
    for c in columns(sheet)
    for former, now in c.former
]


@pytest.mark.parametrize(
    ("column", "former", "now"), WORDS, ids=[f"{c.title} {word}" for c, word, _ in WORDS]
)
def test_every_word_of_before_is_one_of_todays_choices(column: Column, former: str, now: str):
    understood = meaning(column, former, parse(column.kind, former, column.choices))
    assert (understood.value, understood.repaired, understood.problem) == (now, now, None)
    assert now in column.choices and former not in column.choices


HEADED = [(sheet, c, old) for sheet in RULEBOOK.sheets for c in columns(sheet) for old in c.headed]


@pytest.mark.parametrize(
    ("sheet", "column", "old"), HEADED, ids=[f"{key(sheet)} {old}" for sheet, _, old in HEADED]
)
def test_a_heading_of_before_is_read_where_todays_does_not_stand(
    sheet: type[Sheet], column: Column, old: str
):
    titles = [one.title for one in columns(sheet)]
    at = titles.index(column.title)
    then = [old if one == column.title else one for one in titles]
    heads, findings = find_headings(Place(), sheet, [then])
    assert heads and heads.at[column.name] == at and not findings and not heads.extra
    heads, findings = find_headings(Place(), sheet, [[*titles, old]])
    assert heads and heads.at[column.name] == at and not findings and heads.extra == {len(titles): old}
    heads, findings = find_headings(Place(), sheet, [[one for one in titles if one != column.title]])
    assert heads and column.name not in heads.at and [one.code for one in findings] == ["E124"]
