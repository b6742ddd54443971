"""A small result by hand: two branches in the middle, one suspended, one absent, and text that means harm."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.frames import frame_of, rows_of
from pipeline.core.finding import Finding, Place, Severity
from pipeline.core.period import Period
from pipeline.evidence.figures import Figure
from pipeline.intake.account import Account, Intake, Received
from pipeline.report.build import in_order
from pipeline.report.result import Result
from pipeline.report.rows import EvidenceCell, PastStar, Rank, Score, Star, TraceStep, Trial
from pipeline.report.stage import Stage
from pipeline.rulebook.lines import RuleLine

HOSTILE = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "＝1", "＋1", "－1", "＠x", "{{ 7*7 }}", "<b>&amp;")
P = "2019Q3"
BRANCHES = (  # unit, score, score star, star, previous, bonus, place, pending, status
    ("发电支部", 96.35, 5, 4, 4, 2.0, 1, False, "已评"),
    ("检修支部", 95.1, 5, 5, 4, 0.0, 2, False, "已评"),
    ("热控支部", 91.2, 4, 4, 5, 1.5, 3, False, "已评"),
    ("燃料支部", 84.25, 3, 3, 3, 0.0, 4, False, "已评"),
    ("化学支部", 84.25, 3, 3, 4, 0.0, 4, True, "已评"),
    ("机关支部", 55.5, 0, 0, 1, 0.0, 6, False, "已评"),
    ("后勤支部", None, None, None, 2, 0.0, None, False, "缺报"),
)


def frame(kind: type[Any], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """A frame with the fields of a row of the result and nullable numbers."""
    return frame_of(rows, kind)


def stars(hostile: str = "") -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for unit, score, first, star, previous, bonus, place, pending, status in BRANCHES:
        total = None if score is None else score + bonus
        rows.append(
            (
                P,
                "党支部",
                unit,
                "",
                score,
                first,
                star,
                star,
                previous,
                f"得分 {score}，按分数线和联动条件定星",
                status,
                bonus,
                total,
                place,
                "生产",
                "王示例（0101）",
                pending,
            )
        )
        for i in (1, 2):
            rows.append(
                (
                    P,
                    "班组",
                    f"{hostile}{unit[:2]}{i}班",
                    unit,
                    score and score - i,
                    *(score and 4,) * 3,
                    4,
                    f"得分 {score}，四星；" + "联动条件没有改变星级，" * i,
                    status,
                    0.0,
                    score and score - i,
                    place,
                    "锅炉",
                    "李示例（0102）",
                    False,
                )
            )
    return frame(Star, rows)


def scores() -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for unit, *_ in BRANCHES:
        rows.append(
            (
                P,
                "党支部",
                unit,
                "BR01a",
                5.45,
                5.45,
                "18/20",
                "应完成 20 项，按期 18 项",
                "支部党员大会",
                "BR01",
                4.0,
                1.0,
                5.0,
                5.45,
                "比学习",
                "数量",
                "党责",
                True,
            )
        )
        rows.append(
            (
                P,
                "党支部",
                unit,
                "BR01c",
                None,
                0.0,
                "",
                "没有党小组，不适用",
                "党小组会",
                "BR01",
                3.0,
                None,
                None,
                None,
                "比学习",
                "数量",
                "党责",
                False,
            )
        )
    rows.append(
        (
            P,
            "党员",
            "0101",
            "MB01",
            29.0,
            30.0,
            "29/30",
            "出勤",
            "出勤",
            "",
            30.0,
            0.97,
            29.0,
            29.0,
            "比学习",
            "数量",
            "",
            True,
        )
    )
    return frame(Score, rows)


def ranks() -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for board in ("比学习", "比奉献", "比形象"):
        for i, (unit, *_) in enumerate(BRANCHES, start=1):
            rows.append(
                (
                    P,
                    board,
                    "党支部",
                    unit,
                    "",
                    99.0 - i,
                    98.5 - i,
                    98.75 - i,
                    i,
                    "生产",
                    "生产",
                    len(BRANCHES),
                    "",
                    1,
                )
            )
        rows.append(
            (P, board, "党员", "0101", "发电支部", 90.0, 90.0, 90.0, 1, "发电支部", "发电支部", 1, "", 1)
        )
    return frame(Rank, rows)


def trace() -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for unit, score, first, star, *_ in BRANCHES:
        if score is not None:
            rows.append(
                (
                    P,
                    "党支部",
                    unit,
                    "分数线",
                    "星级标准 五星≥95",
                    "评价细则.xlsx › 星级标准 › D6",
                    None,
                    first,
                    f"得分 {score}，按分数线定星",
                )
            )
            rows.append(
                (
                    P,
                    "党支部",
                    unit,
                    "联动",
                    "联动条件 五星：四星班组不少于一半",
                    "评价细则.xlsx › 联动条件 › A4",
                    first,
                    star,
                    "所属班组 2 个，其中四星以上 1 个",
                )
            )
    return frame(TraceStep, rows)


def history() -> pd.DataFrame:
    now = stars()
    rows: list[tuple[object, ...]] = [
        (p, "党支部", unit, 1 + (i + n) % 5, 80.0 + i, True)
        for i, (unit, *_) in enumerate(BRANCHES)
        for n, p in enumerate(("2018Q4", "2019Q1", "2019Q2"))
    ]
    rows += [(P, r.unit_kind, r.unit, r.star, r.score, False) for r in now.itertuples()]
    return frame(PastStar, rows)


def intake() -> Intake:
    finding = Finding(
        Place("2019Q3/检修支部.xlsx", "组织生活", 7, "F"),
        "E204",
        Severity.WARNING,
        "“日期”是“=1+1”，不是日期",
        "写明年月日",
        "日期",
        "=1+1",
        "检修支部",
    )
    received = tuple(
        Received(
            "支部填报",
            unit,
            f"{P}/{unit}.xlsx" if score else "",
            "2019-09-30" if score else "",
            "已采用" if score else "缺报",
            "否" if score else "",
            0,
            i,
        )
        for i, (unit, score, *_) in enumerate(BRANCHES)
    )
    accounts = (
        Account(f"{P}/检修支部.xlsx", "组织生活", 20, 17, 1, 1, 1),
        Account(f"{P}/检修支部.xlsx", "微心愿", 5, 5, 0, 0, 0),
    )
    return Intake(
        received, accounts, (finding,), {f"{P}/检修支部.xlsx": "ab" * 32, "评价细则.xlsx": "cd" * 32}
    )


def small_result(level: str = "full", hostile: str = "", plant: str = "示例电厂") -> Result:
    """The result at a publication level; the teams' names begin with `hostile`."""
    evidence = frame(
        EvidenceCell,
        [
            (P, "党支部", "检修支部", "BR01a", f"{P}/检修支部.xlsx", "组织生活", 7, "F7", "2019-08-15", ""),
            (P, "党支部", "检修支部", "BR01a", f"{P}/检修支部.xlsx", "组织生活", 12, "F12", "=1+1", ""),
        ],
    )
    return Result(
        period=Period(2019, 7, 3),
        plant=plant,
        version="2019.1",
        digest="7c1e09a4b2d3",
        stage=Stage("初评稿", "初评稿：已有 3 个支部核对，其余尚未核对"),
        level=level,
        stars=in_order(rows_of(stars(hostile), Star)),
        scores=rows_of(scores(), Score),
        trials=(
            Trial(
                P, "党支部", "检修支部", "BR13", "结对成效（只测算不计分）", "3/4", 1.5, 2.0, "结对成效：3/4"
            ),
            Trial(
                P,
                "班组",
                "电气班",
                "TM09",
                "练兵（只测算不计分）",
                "",
                None,
                1.0,
                "练兵：没有可计的数据，不适用",
            ),
        ),
        ranks=rows_of(ranks(), Rank),
        trace=rows_of(trace(), TraceStep),
        evidence=rows_of(evidence, EvidenceCell),
        history=rows_of(history(), PastStar),
        shortfalls=(),
        figures=(
            Figure("岗位承诺", 220, "项", "各支部“双承诺”表"),
            Figure("服务承诺", 220, "项", "各支部“双承诺”表"),
        ),
        rules=(
            RuleLine(
                "指标",
                "BR01a 支部党员大会 4 分：按期完成率",
                "党章和支部工作条例",
                "评价细则.xlsx › 指标 › A3",
            ),
            RuleLine(
                "联动条件",
                "五星支部：至少 1 个五星班组，四星以上班组不少于一半",
                "双星管理办法",
                "评价细则.xlsx › 联动条件 › A4",
            ),
        ),
        thresholds={"党支部": (60.0, 70.0, 80.0, 90.0, 95.0), "班组": (50.0, 60.0, 70.0, 80.0, 90.0)},
        warnings=("五星班组 0 个，名额 1 个",),
        intake=intake(),
        absent=("后勤支部",),
    )
