"""A second count of the sample quarter, straight from the cells of its workbooks: a plain loop an indicator, nothing of the pipeline.

Only what the sample holds is counted: no deduction, deferral or leave to jump (减分, 暂缓, 破格) is among its decisions."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).parents[2]
START, END = date(2019, 7, 1), date(2019, 9, 30)
MONTHS = ("2019-07", "2019-08", "2019-09")
Row = dict[str, Any]
Ratio = Fraction | None  # None: the indicator does not apply


@cache
def books(folder: str) -> list[tuple[str, dict[str, list[Row]]]]:
    """Each workbook: whose its cover says it is, and its sheets as rows by heading (headings third, data from the sixth row)."""
    found = []
    for path in sorted((ROOT / "input" / folder).glob("*.xlsx")):
        sheets: dict[str, list[Row]] = {}
        for ws in (workbook := openpyxl.load_workbook(path, read_only=True, data_only=True)):
            if ws.title not in ("封面", "填写说明", "名单"):
                lines: list[list[Any]] = [
                    [v.date() if isinstance(v, datetime) else v for v in line]
                    for line in ws.iter_rows(min_row=3, values_only=True)
                ]
                sheets[ws.title] = [
                    dict(zip(lines[0], line, strict=False))
                    for line in lines[3:]
                    if any(v is not None for v in line[1:])
                ]
        unit = str(workbook["封面"]["B4"].value)
        sheets["双星培训"] = [_told(row, unit) for row in sheets.get("双星培训", [])]
        found.append((unit, sheets))
    return found


def _told(training: Row, unit: str) -> Row:
    """What an empty cell of a training says: the talk of a team is the team's, that of the plant everybody's."""
    audience = {"道德小讲堂": "班组", "道德大讲堂": "全厂"}.get(str(training["类型"]), "支部")
    return training | {
        "参加对象": training["参加对象"] or audience,
        "承办单位": training["承办单位"] or unit,
    }


def rows(sheet: str, unit: str = "", folder: str = "2019Q3") -> list[Row]:
    """The rows of a sheet, of one unit's workbook or of all."""
    return [row for owner, sheets in books(folder) for row in sheets.get(sheet, []) if unit in ("", owner)]


@cache
def every_indicator() -> list[dict[str, str]]:
    """Every row of 评价细则 with what 计算设置 says of it."""
    computed = {row["序号"]: row for row in rules("计算设置")}
    nothing = dict.fromkeys(next(iter(computed.values())), "")
    return [{**nothing, **computed.get(row["序号"], {}), **row} for row in rules("评价细则")]


@cache
def rules(name: str) -> list[dict[str, str]]:
    with (ROOT / "templates" / "rulebook" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def setting(name: str) -> Fraction:
    return Fraction(next(row["内容"] for row in rules("基本设置") if row["项目"] == name))


def exact(value: Any) -> Fraction:
    return Fraction(str(value))


def half_up(value: Fraction, places: int = 2) -> Fraction:
    return Fraction(int(value * 10**places + Fraction(1, 2)), 10**places)


def total(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction())


def share(part: Any, whole: Any) -> Ratio:
    return min(Fraction(part) / Fraction(whole), Fraction(1)) if whole else None


def mean(values: Iterable[Fraction]) -> Ratio:
    held = list(values)
    return total(held) / len(held) if held else None


def listed(text: Any) -> set[str]:
    return set(str(text).split("、")) if text else set()


def within(value: Any) -> bool:
    return value is not None and START <= value <= END


def in_hand(sheet: str, branch: str, start: str, end: str) -> list[Row]:
    """Open before the end of the quarter and not closed before its start."""
    return [
        row for row in rows(sheet, branch) if row[start] <= END and (row[end] is None or row[end] >= START)
    ]


def branches() -> dict[str, Row]:
    return {row["支部"]: row for row in rows("党支部")}


def teams() -> dict[str, Row]:
    return {row["班组"]: row for row in rows("班组")}


def teams_of(branch: str) -> list[str]:
    """Own teams, or the paired ones of a branch without own."""
    return [t for t, row in teams().items() if row["所属支部"] == branch] or sorted(
        listed(branches()[branch]["结对班组"])
    )


def people(unit: str) -> list[Row]:
    return [p for p in rows("人员") if unit in (p["所属支部"], p["班组"])]


def members(unit: str) -> list[Row]:
    party = ("正式党员", "预备党员", "中共党员", "中共预备党员")
    return [p for p in people(unit) if p["政治面貌"] in party]


def at_work(persons: Iterable[Row], day: date) -> list[Row]:
    """Those who are not seconded, ill for long or on maternity leave on the day."""
    return [
        p
        for p in persons
        if not (p["离岗起"] and p["离岗起"] <= day and (p["离岗止"] is None or p["离岗止"] >= day))
    ]


def due_day(month: str, grace: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    after = date(year + number // 12, number % 12 + 1, 1)
    return after.replace(day=int(grace)) if grace else date.fromordinal(after.toordinal() - 1)


def days_of(row: Row) -> list[date]:
    """The day of a row of the work list; of times that are only counted one within the month, and one long after it, each."""
    first = date.fromisoformat(f"{row['所属月份']}-01")
    counted = [first] * (row["按期次数"] or 0) + [date.max] * (row["补办次数"] or 0)
    return [row["完成日期"]] if row["完成日期"] else counted


def proofs(item: dict[str, str], branch: str, doer: str) -> Iterator[tuple[str, date]]:
    """Month and day of each row that proves the item was done by a branch, group or team."""
    for row in rows(item["佐证表"], branch):
        if item["佐证表"] == "工作清单":
            if (row["清单编码"], row["单位"]) == (item["编码"], doer):
                yield from ((row["所属月份"], day) for day in days_of(row))
            continue
        by = row["承办单位"] if item["佐证表"] == "双星培训" else row["党小组"] or branch
        if row["类型"] in listed(item["佐证类型"]) and by == doer and within(row["日期"]):
            yield row["所属月份"] or f"{row['日期']:%Y-%m}", row["日期"]


def doers(item: dict[str, str], branch: str, team: str) -> list[str]:
    if item["适用条件"] == "设支委会=是" and branches()[branch]["设支委会"] != "是":
        return []
    groups = sorted({p["党小组"] for p in members(branch) if p["党小组"]})
    return {"党支部": [branch], "党小组": groups, "班组": [team]}[item["谁做"]]


def work(branch: str, *codes: str, team: str = "") -> Ratio:
    """On time + half of late, of what is due on the work list; what is due each year is due in December."""
    earned, due = Fraction(), 0
    for item in (i for i in rules("清单标准") if i["编码"] in codes and i["频次"] != "每年"):
        for doer in doers(item, branch, team):
            founded = teams()[doer]["成立日期"] if doer == team else None
            for span in [(m,) for m in MONTHS] if item["频次"] == "每月" else [MONTHS]:
                if (
                    founded is None or span[-1] >= f"{founded:%Y-%m}"
                ):  # nothing is due of a team that is not there yet
                    done = sorted(day for month, day in proofs(item, branch, doer) if month in span)[
                        : int(item["次数"])
                    ]
                    last = due_day(span[-1], item["宽限日"])
                    earned += total(Fraction(1) if day <= last else setting("补办计分比例") for day in done)
                    due += int(item["次数"])
    return share(earned, due)


def expected(branch: str, row: Row) -> set[str]:
    """Who should have come to a meeting."""
    return {
        p["工号"]
        for p in at_work(members(branch), row["日期"])
        if (row["类型"] != "支委会" or p["支委"] == "是")
        and (row["类型"] != "党小组会" or p["党小组"] == row["党小组"])
    }


def trained(branch: str, row: Row) -> set[str]:
    """The members who came to a training."""
    asked = at_work(members(row["承办单位"] if row["参加对象"] == "班组" else branch), row["日期"])
    return {p["工号"] for p in asked} - listed(row["缺席人员"]) - listed(row["请假人员"])


def cycle_of(row: Row, often: str) -> str:
    """The month, quarter or year that a meeting was held for."""
    month = row["所属月份"] or f"{row['日期']:%Y-%m}"
    quarter = f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"
    return {"每月": month, "每季": quarter, "每年": month[:4]}[often]


def turnout(branch: str, row: Row) -> tuple[int, int]:
    """How many of those owed came to a meeting, and how many were owed."""
    asked = expected(branch, row) - listed(row["请假人员"]) - listed(row["值班补学人员"])
    return len(asked - listed(row["缺席人员"])), len(asked)


def required_turnouts(branch: str) -> list[tuple[int, list[tuple[int, int]]]]:
    """For each cycle of what the work list asks: how many meetings it asks for, and the turnout of those held."""
    held: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    times = {item["编码"]: int(item["次数"]) for item in rules("清单标准")}
    for item in (i for i in rules("清单标准") if i["佐证表"] == "组织生活"):
        for row in (r for r in rows("组织生活", branch) if within(r["日期"])):
            doer = row["党小组"] or branch
            if row["类型"] in listed(item["佐证类型"]) and doer in doers(item, branch, ""):
                key = item["编码"], doer, cycle_of(row, item["频次"])
                held.setdefault(key, []).append(turnout(branch, row))
    return [(times[code], [one for one in found if one[1]]) for (code, *_), found in held.items()]


def br03(branch: str) -> Ratio:
    """The best rate that any choice of as many meetings as are required gives, all choices tried."""
    choices = [combinations(held, min(most, len(held))) for most, held in required_turnouts(branch)]
    rates = [
        Fraction(sum(came for came, _ in chosen), sum(owed for _, owed in chosen))
        for picked in product(*choices)
        if (chosen := [one for part in picked for one in part])
    ]
    return share(max(rates), Fraction("0.9")) if rates else None


def br05a(branch: str) -> Ratio:
    held = [
        expected(branch, row) - listed(row["缺席人员"]) - listed(row["请假人员"])
        for row in rows("组织生活", branch)
        if within(row["日期"])
    ]
    held += [trained(branch, row) for row in rows("双星培训", branch) if within(row["日期"])]
    return mean(
        Fraction(sum(p["工号"] in session for session in held) >= setting("学习达标次数"))
        for p in at_work(members(branch), END)
    )


def br05b(branch: str) -> Ratio:
    """The mean grade of what was sampled; one sample is too few."""
    sampled = [row["抽查等级"] for row in rows("对照检查") if row["单位"] == branch and row["抽查等级"]]
    return mean(setting(f"抽查{grade}分值") for grade in sampled) if len(sampled) > 1 else None


def sampled(team: str) -> Ratio:
    """The mean grade of the team's sessions that were sampled, named by the team or by its branch."""
    held = {
        (row["类型"], row["日期"])
        for row in rows("双星培训", teams()[team]["所属支部"])
        if row["承办单位"] == team
    }
    return mean(
        setting(f"抽查{row['抽查等级']}分值")
        for row in rows("对照检查")
        if row["抽查等级"]
        and (
            row["单位"] == team
            or (row["单位"] == teams()[team]["所属支部"] and (row["抽查活动"], row["活动日期"]) in held)
        )
    )


def approved(branch: str) -> list[Row]:
    return [row for row in rows("双承诺", branch) if row["审核结论"] == "通过"]


def br06a(branch: str) -> Ratio:
    kinds = [
        {row["类型"] for row in approved(branch) if row["党员"] == p["工号"]}
        for p in at_work(members(branch), END)
    ]
    return mean(Fraction(kind >= {"岗位承诺", "服务承诺"}) for kind in kinds)


def br07a(branch: str) -> Ratio:
    zones = [
        row for row in in_hand("责任区示范岗", branch, "授牌日期", "退出日期") if row["类型"] == "责任区"
    ]
    return share(sum(row["按期整改数"] or 0 for row in zones), sum(row["问题数"] or 0 for row in zones))


def br07b(branch: str) -> Ratio:
    scores = [exact(row["考评得分"]) for row in rows("示范岗考评") if row["支部"] == branch]
    return mean(score / 100 if score >= 70 else Fraction() for score in scores)


def pairs(branch: str) -> list[Row]:
    return in_hand("一带一", branch, "开始日期", "结束日期")


def colleagues(unit: str) -> set[str]:
    return {p["工号"] for p in at_work(people(unit), END)} - {p["工号"] for p in members(unit)}


def possible(unit: str) -> Fraction:
    guides = at_work(members(unit), END)
    return min(setting("每名党员结对人数") * len(guides), Fraction(len(colleagues(unit))))


def own_pairs(branch: str) -> list[Row]:
    """The pairs that a branch is paid for: not those with learners of another branch, or who are members by now."""
    home = {p["工号"] for p in people(branch)}
    known: dict[str, set[Any]] = {
        "支部带班组": set(teams()),
        "党员带群众": colleagues(branch),
        "技能一带一": home | {None},
    }
    return [row for row in pairs(branch) if row["被带方"] in known[row["类型"]]]


def guided(branch: str) -> set[str]:
    return {row["被带方"] for row in own_pairs(branch) if row["类型"] == "党员带群众"}


def br09a(branch: str) -> Ratio:
    return share(len(guided(branch)), possible(branch))


def tm07b(team: str) -> Ratio:
    """Colleagues of the team whom a member of the branch guides, of as many as its members could."""
    return share(len(colleagues(team) & {p for branch in branches() for p in guided(branch)}), possible(team))


def came_of(row: Row) -> bool:
    """A pair has an outcome where one is named; that of 技能一带一 needs the number of an achievement of the year."""
    quarters = ("2019Q1", "2019Q2", "2019Q3")
    made = {one["成果编号"] for folder in quarters for one in rows("创新成果", folder=folder)}
    named = bool(row["成效类别"] or row["本季成效"])
    return named and (row["类型"] != "技能一带一" or row["业务项目或成果编号"] in made)


def br09b(branch: str) -> Ratio:
    """Pairs with an outcome, one written twice counted once, of as many as its members could guide."""
    columns = ("类型", "带方", "被带方", "业务项目或成果编号")
    with_outcome = {tuple(row[c] for c in columns) for row in own_pairs(branch) if came_of(row)}
    return share(len(with_outcome), possible(branch))


def satisfaction(unit: str) -> Ratio:
    """The latest survey of the last two quarters, if enough came back; its score is not rounded."""
    held = [
        row
        for folder in ("2019Q2", "2019Q3")
        for row in rows("满意度测评", folder=folder)
        if row["单位"] == unit
    ]
    row = max(held, key=lambda r: r["测评日期"])
    levels = ("满意", "基本满意", "一般", "不满意")
    valid = sum(row[level] for level in levels)
    if (
        row["收回"] * 100 < row["应测评"] * setting("测评最低收回比例")
        or row["收回"] > row["发放"]
        or valid < setting("测评最少有效票")
    ):
        return None
    return total(setting(f"{level}分值") * row[level] for level in levels) / Fraction(valid * 100)


def reached(goal: Row, actual: Fraction) -> Fraction:
    """How far a goal is reached; the sample misses no goal of which less is better."""
    node = exact(goal["三季度节点"])
    if actual >= node if goal["方向"] != "越低越好" else actual <= node:
        return Fraction(1)
    return (
        Fraction()
        if goal["方向"] == "达到"
        else actual / node
        if goal["方向"] == "越高越好"
        else node / actual
    )


def goals(unit: str) -> Ratio:
    told = {row["目标编号"]: exact(row["完成值"]) for row in rows("目标完成")}
    signed = [row for row in rows("目标", folder="2019") if row["单位"] == unit]
    return share(
        total(exact(row["权重"]) * reached(row, told[row["目标编号"]]) for row in signed),
        sum(exact(row["权重"]) for row in signed),
    )


def deducted(team: str, code: str, points: int) -> Ratio:
    """What the departments' deductions leave; every team has a row, or the indicator is ticked 其余合格."""
    lost = [
        exact(row["扣分"])
        for row in rows("班组考评")
        if (row["班组"], row["指标编码"]) == (team, code) and within(row["日期"])
    ]
    ticked = any((row["指标编码"], row["其余合格"]) == (code, "√") for row in rows("考评结论"))
    return max(1 - total(lost) / points, Fraction()) if lost or ticked else None


def worth(row: Row) -> Fraction:
    return next(
        Fraction(rule["加分"])
        for rule in rules("加分标准")
        if all(rule[k] == row[k] for k in ("类型", "级别", "名次"))
    )


def claims(number: str) -> list[tuple[str, Row]]:
    """Branch and row of everyone who lists the achievement in the quarter."""
    return [
        (branch, row)
        for branch in branches()
        for row in rows("创新成果", branch)
        if row["成果编号"] == number and within(row["日期"])
    ]


def achieved(branch: str = "", team: str = "") -> dict[str, Fraction]:
    """Points of each achievement that the branch lists with somebody of its own, or that names the team."""
    earned = {}
    for of_branch in branches():
        own = {p["工号"] for p in people(of_branch)}
        for row in (r for r in rows("创新成果", of_branch) if within(r["日期"])):
            if (of_branch == branch and own & listed(row["完成人"])) or (
                team and team in listed(row["班组"])
            ):
                earned[row["成果编号"]] = worth(row)
    return earned


def bonus(branch: str) -> Fraction:
    """Achievements and decisions of the quarter; a decision about a listed achievement gives what it is worth."""
    paid = achieved(branch)
    for row in rows("加减分与否决"):
        if (row["单位"], row["类型"]) == (branch, "加分") and within(row["决定日期"]):
            listing = claims(row["成果编号"])
            paid[row["成果编号"] or row["依据文号"]] = worth(listing[0][1]) if listing else exact(row["分值"])
    return min(total(paid.values()), setting("加分上限"))


def brx1(branch: str) -> Ratio:
    """Hours of study for each of the branch's people; two are enough."""
    hours = total(
        exact(row["学时"] or 1)
        * (len(trained(branch, row)) + (row["积极分子数"] or 0) + (row["群众数"] or 0))
        for row in rows("双星培训", branch)
        if within(row["日期"])
    )
    return share(hours, 2 * len(people(branch)))


BRANCH: dict[str, Callable[[str], Ratio]] = {
    "BR01a": lambda b: work(b, "ZB01"),
    "BR01b": lambda b: work(b, "ZB02"),
    "BR01c": lambda b: work(b, "XZ01"),
    "BR01d": lambda b: work(b, "ZB03"),
    "BR02a": lambda b: work(b, "ZB04"),
    "BR02b": lambda b: work(b, "ZB05", "ZB06"),
    "BR03": br03,
    "BR04": lambda b: work(b, "ZB12", "ZB13", "ZB14"),
    "BR05a": br05a,
    "BR05b": br05b,
    "BR06a": br06a,
    "BR07a": br07a,
    "BR07b": br07b,
    "BR09a": br09a,
    "BR09b": br09b,
    "BR10": satisfaction,
    "BR12": goals,
    "BRX1": brx1,
}
TEAM: dict[str, Callable[[str], Ratio]] = {
    "TM01": lambda t: deducted(t, "TM01", 25),
    "TM02": goals,
    "TM03": lambda t: deducted(t, "TM03", 15),
    "TM04": lambda t: work(teams()[t]["所属支部"], "BZ11", "BZ12", "BZ13", "BZ14", "BZ15", team=t),
    "TM04b": sampled,
    "TM05": lambda t: share(total(achieved(team=t).values()), 5),
    "TM07b": tm07b,
    "TM08": satisfaction,
}
