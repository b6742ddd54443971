"""Faults of the rulebook, each for one message about it, in the sample's own 评价细则."""

from __future__ import annotations

import shutil
from pathlib import Path

from openpyxl.utils import get_column_letter

from kit.plant_on_disk import NAMES, REVIEW, RULES, SAMPLE, added, edited, gone, put
from kit.spoilt import Fault, Scene, Told, fault
from kit.spoilt_schemes import FREE
from pipeline.excel import layout


def _office(folder: Path) -> None:
    """What the office itself keeps: the year's workbooks, the directory and the committee's review."""
    shutil.copytree(SAMPLE / "2019", folder / "2019")
    for file in (NAMES, REVIEW):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(SAMPLE / file, folder / file)


FLAG = 6  # the column 波及支部


def _no_flag(folder: Path) -> list[Told]:
    """The column that every veto needs, without a single value; its rows are then refused one by one."""
    with edited(folder / RULES) as workbook:
        ws = workbook["否决与封顶"]
        for number in range(layout.FIRST_ROW, ws.max_row + 1):
            ws.cell(number, FLAG).value = None
        blank = [
            f"{get_column_letter(FLAG)}{number}"
            for number in range(layout.FIRST_ROW, ws.max_row + 1)
            if ws.cell(number, 2).value
        ]
    return [("E513", RULES, "否决与封顶", ""), *[("E201", RULES, "否决与封顶", cell) for cell in blank]]


_FORCED = {"方向": "至少", "单位类别": "党支部", "占比": 0.2, "取整": "舍去", "最少名额": 0, "依据": "自定"}
# one more indicator, that is measured and counts nowhere
TRIED_INDICATOR = (
    added(
        RULES,
        "评价细则",
        序号="BR13",
        单位类别="党支部",
        考核项目="结对",
        标准分=4,
        考评方式="台账计算",
        启用="只测算不计分",
    ),
    added(RULES, "计算设置", 序号="BR13", 计算方法="均值", 数据表="示范岗考评", 字段="考评得分", 目标值=100),
)

FAULTS = (
    fault(
        "E501",
        "points of branches that do not add up",
        put(RULES, "评价细则", {"序号": "BR04"}, 标准分=7),
        at=("E501", RULES, "评价细则", "F6"),
    ),
    fault(
        "E502",
        "parts that do not add up to the whole",
        put(RULES, "评价细则", {"序号": "BR02a"}, 标准分=4),
        at=("E502", RULES, "评价细则", "F11"),
    ),
    fault(
        "E503",
        "a condition on a column that is not there",
        put(RULES, "计算设置", {"序号": "BR03"}, 计入条件="状况=出席"),
    ),
    fault(
        "E504",
        "bounds that do not rise",
        put(RULES, "星级标准", {"单位类别": "党支部", "星级": 4}, 最低得分=79),
    ),
    fault("E505", "more teams than any branch has", put(RULES, "联动条件", 1, 数值=40)),
    fault(
        "E506", "points for study notes", put(RULES, "评价细则", {"序号": "BR05a"}, 考核项目="学习笔记篇数")
    ),
    fault(
        "E508",
        "a whole that is not there",
        put(RULES, "评价细则", {"序号": "BR08b"}, 所属项目="BR88"),
        also=[("E502", RULES, "评价细则", "F25")],
    ),
    fault(
        "E509",
        "a cap on an indicator that is not there",
        put(RULES, "否决与封顶", {"编码": "CP02"}, 指标="BR99"),
    ),
    fault(
        "E532",
        "a cap by what counts nowhere",
        added(
            RULES,
            "否决与封顶",
            指标="BR13",
            低于=60,
            编码="CP09",
            情形="结对不足",
            单位类别="党支部",
            最高星级=3,
            波及支部="否",
            影响全年="否",
            依据="自定",
        ),
        *TRIED_INDICATOR,
    ),
    fault("E510", "an average of nothing", put(RULES, "计算设置", {"序号": "BR10"}, 字段=None)),
    fault("E511", "a word for a number", put(RULES, "基本设置", {"项目": "满意分值"}, 内容="一百")),
    fault(
        "E512",
        "a setting taken away",
        gone(RULES, "基本设置", {"项目": "同组最少单位数"}),
        at=("E512", RULES, "基本设置", ""),
    ),
    fault(
        "W530",
        "a sheet that is switched off and used",
        added(RULES, "填报内容", 填报="否", 表="组织生活"),
    ),
    fault(
        "E360",
        "a day that no year has",
        put(RULES, "清单标准", {"编码": "ZB14"}, 最迟完成="次年2月30日", 应完成月份=None),
    ),
    fault(
        "W373", "talks every quarter", put(RULES, "清单标准", {"编码": "ZB13"}, 频次="每季", 应完成月份=None)
    ),
    fault(
        "N501",
        "a setting that the rulebook is too old for",
        gone(RULES, "基本设置", {"项目": "公示工作日数"}),
        at=("N501", RULES, "", ""),
    ),
    fault(
        "E517",
        "pay by the quarter, quarters settled in short",
        put(RULES, "基本设置", {"项目": "兑现周期"}, 内容="季度"),
        put(RULES, "基本设置", {"项目": "季度审定方式"}, 内容="简易"),
    ),
    fault(
        "E525",
        "deductions that no department makes",
        put(RULES, "评价细则", {"序号": "BR05b"}, 考评部门=None, 考评方式="扣分"),
        put(RULES, "计算设置", {"序号": "BR05b"}, **FREE),
    ),
    fault(
        "E526",
        "nothing to reach",
        put(RULES, "计算设置", {"序号": "BR08a"}, 目标值=None, 计分办法="达到得满分"),
    ),
    fault("E527", "bands that are nowhere", put(RULES, "计算设置", {"序号": "BR08b"}, 计分办法="按档计分")),
    fault(
        "E528",
        "bands with a hole between them",
        added(RULES, "计分档", 起点=90, 指标="BR07a", 占比=1, 依据="自定"),
        added(RULES, "计分档", 起点=80, 指标="BR07a", 占比=0.8, 止点=89, 依据="自定"),
        put(RULES, "计算设置", {"序号": "BR07a"}, 计分办法="按档计分"),
        at=("E528", RULES, "计分档", "C6"),
    ),
    fault(
        "E529",
        "a band of more than the points",
        added(RULES, "计分档", 分值=4, 起点=0, 指标="BR07b", 依据="自定"),
        put(RULES, "计算设置", {"序号": "BR07b"}, 计分办法="按档计分"),
        at=("E529", RULES, "计分档", "F8"),
    ),
    fault(
        "E545",
        "the best five quarters of four",
        put(RULES, "基本设置", {"项目": "年度取几季"}, 内容="5"),
    ),
    fault("E546", "the top level and below", added(RULES, "名额", 星级=5, **_FORCED)),
    fault(
        "W543",
        "one per cent of eight",
        added(RULES, "名额", **{"占比": 0.01, **_FORCED, "星级": 1} | {"占比": 0.01}),
    ),
    fault(
        "N540",
        "a fifth of the teams at one star",
        added(RULES, "名额", **{**_FORCED, "单位类别": "班组", "星级": 1, "占比": 0.2}),
    ),
    fault(
        "E543",
        "a category of sixty per cent",
        added(RULES, "测评类别", 权重=60, 单位类别="党支部", 测评类别="群众", 依据="自定"),
    ),
    fault(
        "E544",
        "teams by categories that only branches have",
        put(RULES, "计算设置", {"序号": "TM08"}, 数据表="测评明细"),
        added(RULES, "测评答案", 答案="好", 分值=100, 依据="自定"),
    ),
    fault(
        "N520",
        "a share of what the peers reach",
        put(RULES, "计算设置", {"序号": "BR06a"}, 目标取值="同组平均值"),
    ),
    fault(
        "E660",
        "a ledger that is not said",
        put(RULES, "计算设置", {"序号": "MB05"}, 计算方法=None, 数据表=None),
    ),
    fault("E661", "a computation of nothing", added(RULES, "计算设置", 序号="BR77", 三责="本责")),
    fault(
        "W501",
        "an indicator of a board that weighs nothing",
        put(RULES, "计算设置", {"序号": "BRX1"}, 三比权重=None),
    ),
)
CONTRADICTED = (
    fault("E507", "an example that does not come out", put(RULES, "算例", 1, 应得星级=3)),
    fault(
        "W542", "answers that nothing asks for", added(RULES, "测评答案", 答案="好", 分值=100, 依据="自定")
    ),
)

RULEBOOK = Scene("rulebook", _office, FAULTS)
EXAMPLES = Scene("examples", _office, CONTRADICTED)
HOLLOW = Scene("hollow", _office, (Fault("E513", "a column without a value", _no_flag),))
