"""Faults of what is marked, deducted and reported by hand, in the sample with a rulebook that asks for it; and of the rules
that say how figures become points."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from kit.earlier_edition import properties
from kit.plant_on_disk import (
    BRANCHES,
    REVIEW,
    RULES,
    SAMPLE,
    added,
    changed,
    checked_by,
    edited,
    gone,
    put,
    sent_by,
)
from kit.spoilt import Fault, Scene, Told, fault
from pipeline.excel import layout
from pipeline.excel.workbook import asked_for
from schemas.asked import SWITCHED
from schemas.base import columns, digest, key, title
from schemas.books import CHECK, SHEETS, SUBMISSION
from schemas.books import REVIEW as REVIEWED

ENGINEERING, SAFETY = checked_by("生产技术部"), checked_by("安全监察部")
FREE = {"计算方法": None, "数据表": None, "应计条件": None, "字段": None, "计入条件": None}
REPORTS = {"考评方式": "部门报数", "考评部门": "生产技术部"}
DEDUCTS = {"考评方式": "扣分", "考评部门": "安全监察部"}


def _office(folder: Path) -> None:
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    changed(
        folder,
        put(RULES, "评价细则", {"序号": "BR10"}, 考评方式="考评打分"),
        put(RULES, "计算设置", {"序号": "BR10"}, **FREE, 目标值=None),
        put(RULES, "评价细则", {"序号": "BR04"}, **REPORTS),
        put(RULES, "计算设置", {"序号": "BR04"}, **FREE, 目标值=100),
        put(RULES, "评价细则", {"序号": "BR05b"}, **DEDUCTS),
        put(RULES, "计算设置", {"序号": "BR05b"}, **FREE),
        put(RULES, "评价细则", {"序号": "BR07b"}, **REPORTS),
        put(RULES, "计算设置", {"序号": "BR07b"}, **FREE, 目标值=None, 下限=None),
        put(RULES, "计算设置", {"序号": "TM08"}, 数据表="测评明细"),
        put(RULES, "基本设置", {"项目": "年终占比"}, 内容="40"),
        put(RULES, "名额", {"单位类别": "党支部", "星级": 4}, 基数="申报单位"),
        *[
            added(
                RULES,
                "测评类别",
                单位类别="班组",
                测评类别=group,
                权重=weight,
                最少有效票=fewest,
                依据="自定",
            )
            for group, weight, fewest in (("群众", 80, None), ("自评", 20, 1))
        ],
        *[
            added(RULES, "测评答案", 答案=answer, 分值=value, 依据="自定")
            for answer, value in ANSWERS.items()
        ],
    )
    changed(
        folder,
        *[
            added(REVIEW, "对照检查", 单位类别="党支部", 单位=branch, 指标编码="BR10", 核定分=7.5)
            for branch in BRANCHES
        ],
    )
    figures = [{"指标编码": "BR04", "数值": 98.5}, {"指标编码": "BR07b", "数值": 3}]
    with_sheet(folder / ENGINEERING, "reported", [row for one in figures for row in _of_branches(one)])
    with_sheet(
        folder / SAFETY, "unit_check", _of_branches({"指标编码": "BR05b", "扣分": 0, "日期": "2019-09-03"})
    )
    with_sheet(folder / REVIEW, "ballot", BALLOTS)
    with_sheet(folder / REVIEW, "application", _of_branches({"申报": "是"}))


TEAMS = ("锅炉班", "汽机班", "电气检修班", "焊接班", "热控一班")
ANSWERS = {"好": 100, "差": 0}
BALLOTS: list[Mapping[str, object]] = [
    {"单位类别": "班组", "单位": team, "测评类别": group, "答案": answer, "票数": votes * (answer == "好")}
    for team in TEAMS
    for group, votes in (("群众", 9), ("自评", 1))
    for answer in ANSWERS
]


def _of_branches(cells: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [{"单位类别": "党支部", "单位": branch, **cells} for branch in BRANCHES]


def with_sheet(path: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """A sheet on request in a workbook of a department or of the office, with these rows, as a blank brings it."""
    sheet, book = SHEETS[name], REVIEWED if name in ("ballot", "application") else CHECK
    with edited(path) as workbook:
        ws = workbook.create_sheet(title(sheet))
        heads = [layout.MARK_TITLE, *(column.title for column in columns(sheet))]
        for number, heading in enumerate(heads, start=1):
            ws.cell(layout.HEAD_ROW, number, heading)
        for number, cells in enumerate(rows, start=layout.FIRST_ROW):
            for heading, value in cells.items():
                ws.cell(number, heads.index(heading) + 1, value)
        held = [key(one) for one in book.sheets if title(one) in workbook.sheetnames]
        properties(workbook)[layout.STAMP].value = f"{book.key}/{digest(book.holding(held))}"


def _without_exceptions(folder: Path) -> list[Told]:
    """A branch's workbook made from the blank of a plant that does not fill in 三责例外."""
    file, left = sent_by("机关一支部"), SWITCHED["三责例外"]
    book = asked_for(SUBMISSION, "2019Q3").holding(()).without((left,))
    with edited(folder / file) as workbook:
        del workbook["三责例外"]
        properties(workbook)[layout.STAMP].value = layout.stamp(book.key, digest(book), book.left_out)
    return [("E550", file, "封面", "")]


def _nobody(folder: Path) -> list[Told]:
    """No branch applies."""
    changed(folder, *[put(REVIEW, "申报", number, 申报="否") for number in range(1, len(BRANCHES) + 1)])
    return [("W544", REVIEW, "申报", "")]


def _votes(team: str, group: str, answer: str) -> dict[str, object]:
    return {"单位": team, "测评类别": group, "答案": answer}


FAULTS = (
    fault(
        "W541",
        "a category that said nothing of a team",
        gone(REVIEW, "测评明细", _votes("热控一班", "自评", "好")),
        gone(REVIEW, "测评明细", _votes("热控一班", "自评", "差")),
        at=("W541", REVIEW, "测评明细", "C22"),
    ),
    fault(
        "E540",
        "an answer that no ballot has",
        put(REVIEW, "测评明细", _votes("锅炉班", "群众", "差"), 答案="很差"),
    ),
    fault(
        "E541",
        "an answer that is counted twice",
        added(REVIEW, "测评明细", 答案="好", 单位类别="班组", 单位="汽机班", 测评类别="群众", 票数=2),
    ),
    fault(
        "E542",
        "more votes than came back",
        put(REVIEW, "测评明细", _votes("电气检修班", "群众", "好"), 收回=8, 发出=9),
    ),
    fault(
        "W540",
        "too few votes of a category",
        put(REVIEW, "测评明细", _votes("焊接班", "群众", "好"), 票数=4),
    ),
    Fault("W544", "a quota of applicants and none who applies", _nobody),
    Fault("E550", "a sheet that the blank left out and the rules ask for", _without_exceptions),
    fault(
        "E520",
        "a branch that nobody has marked",
        gone(REVIEW, "对照检查", {"单位": "燃料支部", "指标编码": "BR10"}),
        at=("E520", REVIEW, "对照检查", ""),
    ),
    fault(
        "E521",
        "a branch of which no figure is reported",
        gone(ENGINEERING, "部门报数", {"单位": "环保化学支部"}),
        at=("E521", ENGINEERING, "部门报数", ""),
    ),
    fault(
        "E522",
        "a deduction from what is not deducted from",
        put(SAFETY, "单位扣分", {"单位": "热控支部"}, 指标编码="BR06a"),
        also=[("E521", SAFETY, "单位扣分", "")],
    ),
    fault(
        "E522",
        "a tick for what is not deducted from",
        added(SAFETY, "考评结论", 指标编码="BR06a", 其余合格="√"),
    ),
    fault(
        "E523",
        "an option where a number is asked",
        put(ENGINEERING, "部门报数", {"单位": "热控支部"}, 选项="优秀", 数值=None),
    ),
    fault(
        "E662",
        "more points reported than there are",
        put(ENGINEERING, "部门报数", {"单位": "机关一支部", "指标编码": "BR07b"}, 数值=4),
    ),
    fault(
        "E524",
        "points in place of the computed ones without a reason",
        added(REVIEW, "对照检查", 指标编码="BR09a", 单位类别="党支部", 单位="燃料支部", 核定分=2),
    ),
    fault(
        "E530",
        "six stars of five",
        put(REVIEW, "已公布星级", 3, 星级=6),
        also=[("E324", REVIEW, "已公布星级", "E8")],
    ),
    fault(
        "E531",
        "levels taken by what only caps",
        added(
            REVIEW,
            "加减分与否决",
            类型="降级",
            单位类别="党支部",
            单位="热控支部",
            编码="VT05",
            依据文号="示例党〔2019〕30号",
            决定日期=dt.datetime(2019, 9, 2),
            事由="未按期换届",
        ),
    ),
)
BY_HAND = Scene("by_hand", _office, FAULTS)
