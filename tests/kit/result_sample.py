"""A finished result of an openly invented plant, for the tests of everything that renders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.frames import rows_of
from kit.result_plan import BRANCH_LEAVES, PLAN, TEAM_LEAVES
from pipeline.core.finding import Finding, Place, Severity
from pipeline.core.period import Period
from pipeline.evidence.figures import Figure
from pipeline.intake.account import Account, Intake, Received
from pipeline.rating.explain.shortfall import Shortfall
from pipeline.rating.stars import ABSENT, FIRST, RATED
from pipeline.report.build import in_order
from pipeline.report.result import Result
from pipeline.report.rows import Colleague, EvidenceCell, PastStar, Rank, Score, Star, TraceStep
from pipeline.report.stage import Stage
from pipeline.rulebook.lines import RuleLine
from schemas.words import BOARDS, BRANCH, MEMBER, TEAM

PLANT = "示例发电有限公司"
LINES = {BRANCH: (60.0, 70.0, 80.0, 90.0, 95.0), TEAM: (50.0, 60.0, 70.0, 80.0, 90.0)}
PERIODS = ("2018Q1", "2018Q2", "2018Q3", "2018Q4", "2019Q1", "2019Q2", "2019Q3")
HOSTILE = {"检修支部": "<script>alert(1)</script>", "锅炉班": '../"onload=alert(2) x="', "燃料支部": "CON"}

VETOED, FIRST_TEAM, PENDING = "输煤班", "脱硝班", "化验班"
HELD = {
    "检修支部": (4, "所辖 4 个班组中没有五星班组", "联动条件 五星：至少 1 个班组五星"),
    "燃料支部": (2, "所辖 3 个班组中没有三星班组", "联动条件 三星：至少 1 个班组三星"),
}
HELD_NEEDS = ["达到该星的班组现有 0 个，需要至少 1 个", "三星及以上的班组现有 3 个，需要 4 个"]
WORDS = ("未定级", "一星", "二星", "三星", "四星", "五星")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕"


def star_of(kind: str, score: float) -> int:
    return sum(score >= line for line in LINES[kind])


def sample(level: str = "top3", absent: str = "", hostile: bool = False, stage: str = "初评稿") -> Result:
    """The plant's third quarter of 2019; `absent` names a branch whose workbook is missing."""
    stars, trace, shortfalls = _stars(absent)
    result = Result(
        period=Period(2019, 7, 3),
        plant=PLANT,
        version="2019.2",
        digest="7c1e55d0a90f",
        stage=Stage(stage, "已核对 3 个支部，党委会尚未召开。", ("运行一支部", "热控支部", "机关一支部")),
        level=level,
        stars=in_order(rows_of(stars, Star)),
        scores=rows_of(_scores(stars), Score),
        ranks=rows_of(_ranks(stars), Rank),
        trace=rows_of(trace, TraceStep),
        evidence=rows_of(_evidence(stars), EvidenceCell),
        history=rows_of(_history(stars), PastStar),
        shortfalls=shortfalls,
        figures=(
            Figure("岗位承诺", 220, "项", "双承诺"),
            Figure("服务承诺", 220, "项", "双承诺"),
            Figure("微心愿", 64, "个", "微心愿"),
            Figure("党员责任区", 31, "个", "责任区示范岗"),
            Figure("一带一", 126, "对", "一带一"),
        ),
        rules=_rules(),
        thresholds=LINES,
        warnings=("五星班组 3 个，超过名额 2 个；季度只提示，不改变星级。",),
        intake=_intake(absent),
        absent=(absent,) if absent else (),
        recused=("机关一支部",),
        persons=rows_of(_members(), Colleague),
    )
    return _renamed(result) if hostile else result


def _stars(absent: str) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Shortfall, ...]]:
    rows, steps, short = [], [], []
    for i, (branch, category, score, bonus, before, teams) in enumerate(PLAN):
        gone = branch == absent
        rows.append(
            _star(BRANCH, branch, "", score, bonus, before, category, gone, f"{SURNAMES[i]}示例（01{i:02}）")
        )
        for j, (team, group, points, previous) in enumerate(teams):
            rows.append(
                _star(
                    TEAM,
                    team,
                    branch,
                    points,
                    0.0,
                    previous,
                    group,
                    gone,
                    f"{SURNAMES[-j - 1]}示例（02{i}{j}）",
                )
            )
    for row in rows:
        if row["star"] is not None:
            steps += _trace(row)
            short += _short(row)
    frame = pd.DataFrame(rows, columns=list(Star._fields))
    frame["place"] = frame.groupby("unit_kind")["total"].rank(method="min", ascending=False)
    for name in ("score_star", "capped_star", "star", "previous_star", "place"):
        frame[name] = frame[name].astype("Int64")
    for name in ("score", "bonus", "total"):
        frame[name] = frame[name].astype("Float64")
    moves = pd.DataFrame(steps, columns=list(TraceStep._fields)).astype({"before": "Int64", "after": "Int64"})
    return frame, moves, tuple(short)


def _lines(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows by name of column; what stands in them is known to whoever asks."""
    yield from frame.itertuples()


def _star(
    kind: str,
    unit: str,
    parent: str,
    score: float,
    bonus: float,
    before: int,
    group: str,
    gone: bool,
    who: str,
) -> dict[str, Any]:
    row = dict.fromkeys(Star._fields) | {
        "period": "2019Q3",
        "unit_kind": kind,
        "unit": unit,
        "parent": parent,
        "group": group,
        "responsible": who,
        "pending": unit == PENDING,
        "because": "",
        "status": RATED,
    }
    if gone or unit == FIRST_TEAM:
        return row | {
            "status": ABSENT if gone else FIRST,
            "because": "没有可用的填报表。" if gone else "本期内成立，首期不评星。",
        }
    own = star_of(kind, score)
    capped = 0 if unit == VETOED else min(own, before + 1)
    star = HELD[unit][0] if unit in HELD else capped
    why = f"；{HELD[unit][1]}，定为{WORDS[star]}" if unit in HELD else ""
    return row | {
        "score": score,
        "score_star": own,
        "capped_star": capped,
        "star": star,
        "previous_star": before,
        "bonus": bonus,
        "total": round(score + bonus, 2),
        "because": f"得分 {score:.2f}，按分数线{WORDS[own]}{why}。",
    }


def _trace(row: dict[str, Any]) -> list[tuple[object, ...]]:
    kind, unit, own, capped, star = (
        row[k] for k in ("unit_kind", "unit", "score_star", "capped_star", "star")
    )
    line, sheet = f"{WORDS[own]}≥{LINES[kind][own - 1]:g}", f"评价细则.xlsx › 星级标准 › D{own + 1}"
    steps = [
        ("分数线", f"星级标准 {line}", sheet, None, own, f"得分 {row['score']:.2f} 分，达到{WORDS[own]}线")
    ]
    if unit == VETOED:
        why = "发生责任事故 1 起（示例文号 2019-17），一票否决"
        steps.append(("否决与封顶", "VT01", "评价细则.xlsx › 否决与封顶 › C2", own, 0, why))
    if unit in HELD:
        steps.append(("联动", HELD[unit][2], "评价细则.xlsx › 联动条件 › C2", capped, star, HELD[unit][1]))
    return [("2019Q3", kind, unit, *step) for step in steps]


def _short(row: dict[str, Any]) -> list[Shortfall]:
    kind, unit, star, score = (row[k] for k in ("unit_kind", "unit", "star", "score"))
    if star >= 5:
        return []
    sentences = {
        VETOED: ["本期有一票否决事项，满一个季度后重新评定"],
        "检修支部": HELD_NEEDS,
        "燃料支部": HELD_NEEDS[:1],
    }.get(unit)
    line = LINES[kind][star]
    plain = [f"得分还差 {line - score:.2f} 分（现 {score:.2f}，需 {line:g}）"]
    return [Shortfall(kind, unit, star + 1, sentence) for sentence in sentences or plain]


def _scores(stars: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for star in _lines(stars[stars["score"].notna()]):
        leaves = BRANCH_LEAVES if star.unit_kind == BRANCH else TEAM_LEAVES
        lost = round(100 - float(star.score), 2)
        for i, (code, parent, name, top) in enumerate(leaves):
            minus = min(lost, top * 0.5)
            lost = round(lost - minus, 2)
            points = round(top - minus, 2)
            own = (
                round(points + 0.4, 2)
                if code == "BR05b" and minus == 0 and star.unit == "热控支部"
                else points
            )
            rows.append(
                {
                    "period": "2019Q3",
                    "unit_kind": star.unit_kind,
                    "unit": star.unit,
                    "indicator": code,
                    "points": points,
                    "max_points": float(top),
                    "value": f"{17 + i}/{18 + i}",
                    "name": name,
                    "parent_indicator": parent,
                    "because": f"{name}：应完成 {18 + i} 项，按期 {17 + i} 项，补办 0 项",
                    "standard_points": float(top),
                    "ratio": points / top,
                    "self_points": own,
                    "checked_points": points,
                    "board": BOARDS[i % 3],
                    "side": "数量",
                    "duty": "党责",
                    "applies": True,
                }
            )
    return pd.DataFrame(rows, columns=list(Score._fields))


def _ranks(stars: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for b, board in enumerate(BOARDS):
        for i, star in enumerate(_lines(stars[stars["score"].notna()])):
            score = round(min(98.0, float(star.score) - b * 2.5 + (i * 7 + b * 3) % 9 - 4), 2)
            rows.append(
                ("2019Q3", board, star.unit_kind, star.unit, star.parent, score + 1, score - 1, score, "全厂")
            )
        for m in _lines(_members()):
            score = round(70 + (int(m.person) * (b + 3)) % 29 + 0.25, 2)
            rows.append(("2019Q3", board, MEMBER, m.person, m.branch, score, score, score, m.branch))
    frame = pd.DataFrame(rows, columns=[c for c in Rank._fields[:10] if c != "rank"])
    pool = frame.groupby(["board", "unit_kind", "group"])["unit"].transform("count")
    frame = frame.assign(peers=frame["group"], ranked=pool, note="")
    frame["rank"] = (
        frame.groupby(["board", "unit_kind", "group"])["score"]
        .rank(method="min", ascending=False)
        .astype("Int64")
    )
    frame["sharing"] = frame.groupby(["board", "unit_kind", "group", "rank"])["unit"].transform("count")
    return frame[list(Rank._fields)]


def _evidence(stars: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for star in _lines(stars[stars["score"].notna()]):
        leaves = BRANCH_LEAVES if star.unit_kind == BRANCH else TEAM_LEAVES
        for i, (code, *_rest) in enumerate(leaves):
            file = f"2019Q3/{star.parent or star.unit}.xlsx"
            sheet = ("组织生活", "双星培训", "双承诺", "微心愿", "一带一")[i % 5]
            for row in range(7, 12):
                rows.append(
                    (
                        "2019Q3",
                        star.unit_kind,
                        star.unit,
                        code,
                        file,
                        sheet,
                        row,
                        f"F{row}",
                        f"2019-08-{row + i % 9:02}",
                        "",
                    )
                )
        if star.unit_kind == BRANCH:
            rows.append(
                ("2019Q3", star.unit_kind, star.unit, "BR03", file, "组织生活", 7, "H7", "1001、1002", "")
            )
    return pd.DataFrame(rows, columns=list(EvidenceCell._fields))


def _history(stars: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for i, star in enumerate(_lines(stars)):
        for j, period in enumerate(PERIODS[:-1]):
            if star.unit == FIRST_TEAM or (i + j) % 17 == 0:
                continue
            score = round(float(star.score) - 3 + (i * 5 + j * 7) % 6, 2) if star.status == RATED else 80.0
            given = (
                int(star.previous_star) if j == 5 and star.status == RATED else star_of(star.unit_kind, score)
            )
            rows.append((period, star.unit_kind, star.unit, given, score, j > 0))
        rows.append(("2019Q3", star.unit_kind, star.unit, star.star, star.score, False))
    frame = pd.DataFrame(rows, columns=list(PastStar._fields))
    return frame.astype({"star": "Int64", "score": "Float64"})


def _members() -> pd.DataFrame:
    rows = []
    for i in range(220):
        branch, *_rest, teams = PLAN[i % 8]
        rows.append(
            (
                f"{1001 + i}",
                f"{SURNAMES[i % 22]}试{'一二三四五六七八九十'[i // 22]}",
                branch,
                teams[i % len(teams)][0],
            )
        )
    return pd.DataFrame(rows, columns=["person", "name", "branch", "team"])


def _rules() -> tuple[RuleLine, ...]:
    lines = [
        RuleLine(
            "星级标准", f"{kind}{word}：得分不低于 {line:g}", "办法第五条", f"评价细则.xlsx › 星级标准 › D{i}"
        )
        for kind, bounds in LINES.items()
        for i, (word, line) in enumerate(zip(WORDS[1:], bounds, strict=True), 2)
    ]
    lines += [
        RuleLine("指标", f"{code} {name}，{top} 分", "办法附件一", f"评价细则.xlsx › 指标 › A{i}")
        for i, (code, _parent, name, top) in enumerate(BRANCH_LEAVES + TEAM_LEAVES, 2)
    ]
    lines += [
        RuleLine(
            "联动条件",
            "支部五星：至少 1 个班组五星，半数及以上班组四星，八成及以上班组三星",
            "办法第六条",
            "评价细则.xlsx › 联动条件 › C2",
        ),
        RuleLine("联动条件", "班组五星：所属支部不低于三星", "办法第六条", "评价细则.xlsx › 联动条件 › C9"),
        RuleLine(
            "否决与封顶",
            "VT01 重伤及以上或责任事故：不定星级，支部同受影响",
            "办法第七条",
            "评价细则.xlsx › 否决与封顶 › C2",
        ),
    ]
    return tuple(lines)


def _intake(absent: str) -> Intake:
    received, accounts, findings = [], [], []
    for i, (branch, *_rest) in enumerate(PLAN):
        file = f"2019Q3/{branch}.xlsx"
        if branch == absent:
            received.append(Received("支部填报", branch, "", "", "缺报", "", 0, 0))
            continue
        received.append(
            Received("支部填报", branch, file, "2019-09-30", "已采用", "是" if i == 5 else "否", 0, i % 3)
        )
        accounts += [
            Account(file, "组织生活", 20 + i, 18 + i, 0, 2, 0),
            Account(file, "双承诺", 60 + i, 60 + i, 0, 0, 0),
        ]
        findings += [
            Finding(
                Place(file, "组织生活", 9 + n, "F"),
                "W101",
                Severity.WARNING,
                "日期不在本季度，这一行没有采用。",
                "如属补办，请填所属月份。",
                "日期",
                "2019-06-28",
                branch,
            )
            for n in range(i % 3)
        ]
    received.append(
        Received("支部填报", "检修支部", "旧/检修支部.xlsx", "2019-08-31", "已被较新的一份取代", "", 0, 0)
    )
    if absent:
        place = Place("", "", 0, "")
        findings.append(
            Finding(
                place,
                "E001",
                Severity.ERROR,
                f"没有收到{absent}的填报表。",
                "请支部报送，或按缺报出试算稿。",
                "",
                "",
                absent,
            )
        )
    return Intake(tuple(received), tuple(accounts), tuple(findings), {a.file: "ab" * 32 for a in accounts})


def _renamed(result: Result) -> Result:
    rows: dict[str, Any] = {
        name: tuple(type(row)(*(HOSTILE.get(cell, cell) for cell in row)) for row in getattr(result, name))
        for name in ("stars", "scores", "ranks", "trace", "evidence", "history", "persons")
    }
    short = tuple(replace(s, unit=HOSTILE.get(s.unit, s.unit)) for s in result.shortfalls)
    received = tuple(replace(r, unit=HOSTILE.get(r.unit, r.unit)) for r in result.intake.received)
    return replace(result, **rows, shortfalls=short, intake=replace(result.intake, received=received))
