"""The report of the sample quarter against the second count: every indicator, score, star and board of branches, teams and members."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import ceil

import pytest
from kit.plant_on_disk import data_of, sample_rated, table
from kit.recount import (
    BRANCH,
    START,
    TEAM,
    Ratio,
    bonus,
    branches,
    every_indicator,
    exact,
    half_up,
    mean,
    rows,
    rules,
    setting,
    teams,
    teams_of,
    total,
    within,
)
from kit.recount_ledgers import LEDGERS_OF_BRANCH, LEDGERS_OF_TEAM
from kit.recount_members import MEMBER, whole_plant
from kit.recount_ties import attendance_rate, content, grade_rate, settled_on_time

KINDS = {"党支部": branches, "班组": teams}
COUNTED = {"党支部": BRANCH | LEDGERS_OF_BRANCH, "班组": TEAM | LEDGERS_OF_TEAM, "党员": MEMBER}
PEERS = {
    "党支部": (branches, "类别"),
    "班组": (teams, "专业"),
    "党员": (whole_plant, "所属支部"),
}  # who, and what they are alike in
UNITS = [(kind, unit) for kind in KINDS for unit in KINDS[kind]()]
BOARDS = ("比学习", "比奉献", "比形象")
Leaf = tuple[Ratio, Fraction]  # points and full points


def ratio(kind: str, unit: str, code: str) -> Ratio:
    if code == "BR11":  # own teams alone: paired ones carry gates
        found = mean(score("班组", t) for t, row in teams().items() if row["所属支部"] == unit)
        return None if found is None else found / 100
    return COUNTED[kind][code](unit)


def indicators(kind: str) -> list[dict[str, str]]:
    """The rows of the rulebook that measure something."""
    return [row for row in every_indicator() if row["单位类别"] == kind and row["计算方法"]]


def printed_shares(points: dict[str, Fraction], whole: Fraction) -> dict[str, Fraction]:
    """The whole shared in proportion, in hundredths that add up to it: what is left over goes to the largest rests, the first of equals."""
    exactly = {code: whole * 100 * own / total(points.values()) for code, own in points.items()}
    cut = {code: int(share) for code, share in exactly.items()}
    left = int(whole * 100) - sum(cut.values())
    raised = sorted(points, key=lambda code: cut[code] - exactly[code])[:left]
    return {code: Fraction(cents + (code in raised), 100) for code, cents in cut.items()}


@cache
def leaves(kind: str, unit: str) -> dict[str, Leaf]:
    """Points of each indicator before the Party committee's check, what does not apply shared within its parent."""
    found = {row["序号"]: (row, ratio(kind, unit, row["序号"])) for row in indicators(kind)}
    made: dict[str, Leaf] = {}
    for code, (row, reached) in found.items():
        own = Fraction(row["标准分"])
        kin = {
            r["序号"]: (Fraction(r["标准分"]), v)
            for r, v in found.values()
            if r["所属项目"] and r["所属项目"] == row["所属项目"]
        }
        living = {other: points for other, (points, value) in kin.items() if value is not None}
        full = (
            printed_shares(living, total(points for points, _ in kin.values())).get(code, own)
            if living
            else own
        )
        made[code] = (None if reached is None else half_up(reached * full), full)
    return made


def checked(kind: str, unit: str) -> dict[str, Leaf]:
    """The same with what the committee decided in place of what was counted."""
    decided = {
        row["指标编码"]: exact(row["核定分"])
        for row in rows("对照检查")
        if row["单位"] == unit and row["核定分"] is not None
    }
    return {code: (decided.get(code, points), full) for code, (points, full) in leaves(kind, unit).items()}


@cache
def score(kind: str, unit: str) -> Fraction:
    counted = [(points, full) for points, full in checked(kind, unit).values() if points is not None]
    return half_up(total(points for points, _ in counted) * 100 / sum(full for _, full in counted))


def new(unit: str) -> bool:
    return unit in teams() and (teams()[unit]["成立日期"] or START) > START


def score_star(kind: str, unit: str) -> int:
    return max(
        (
            int(row["星级"])
            for row in rules("星级标准")
            if row["单位类别"] == kind and score(kind, unit) >= exact(row["最低得分"])
        ),
        default=0,
    )


def capped_star(kind: str, unit: str) -> int:
    """One step from the published star at most, then the lowest cap that an event or a low indicator sets."""
    last = next(
        row["星级"]
        for row in rows("已公布星级")
        if (row["期间"], row["单位类别"], row["单位"]) == ("2019Q2", kind, unit)
    )
    star = min(
        max(score_star(kind, unit), last - int(setting("每期最多降星"))), last + int(setting("每期最多升星"))
    )
    veto = {row["编码"]: row for row in rules("否决与封顶")}
    for row in (r for r in rows("加减分与否决") if r["编码"] and within(r["决定日期"])):
        rule = veto[row["编码"]]
        reaches = (
            rule["波及支部"] == "是" and row["单位"] in teams() and teams()[row["单位"]]["所属支部"] == unit
        )
        if row["单位"] == unit or reaches:
            star = min(star, int(rule["最高星级"]))
    for rule in (r for r in veto.values() if r["指标"] and r["单位类别"] == kind):
        points, full = checked(kind, unit)[rule["指标"]]
        star = (
            min(star, int(rule["最高星级"]))
            if points is not None and points * 100 / full < exact(rule["低于"])
            else star
        )
    return star


def gate_open(rule: dict[str, str], unit: str, stars: dict[tuple[str, str], int]) -> bool:
    if rule["条件"] == "支部星级不低于":
        return stars["党支部", teams()[unit]["所属支部"]] >= int(rule["数值"])
    own = [stars["班组", team] for team in teams_of(unit) if not new(team)]
    if rule["条件"] == "无班组支部最高星" or not own:
        return bool(own) or rule["条件"] != "无班组支部最高星" or stars["党支部", unit] <= int(rule["数值"])
    need = exact(rule["数值"]) if rule["条件"] == "至少班组数" else ceil(exact(rule["数值"]) * len(own))
    return sum(star >= int(rule["班组星级"]) for star in own) >= need


def linked_stars() -> dict[tuple[str, str], int]:
    """Downwards from the caps, a star at a time, until every gate of every star held is open."""
    stars = {(kind, unit): capped_star(kind, unit) for kind, unit in UNITS if not new(unit)}
    falling = True
    while falling:
        held = [
            (kind, unit)
            for kind, unit in stars
            if not all(
                gate_open(rule, unit, stars)
                for rule in rules("联动条件")
                if rule["单位类别"] == kind and int(rule["星级"]) <= stars[kind, unit]
            )
        ]
        for unit in held:
            stars[unit] -= 1
        falling = bool(held)
    return stars


@cache
def board(kind: str, name: str, unit: str) -> tuple[Ratio, Ratio, Ratio]:
    """Quantity, quality and score: the weighted mean of the points earned of full points, and the mean of the two."""
    parts = []
    for side in ("数量", "质量"):
        kept = []
        for row in indicators(kind):
            home = next((r for r in every_indicator() if r["序号"] == row["所属项目"] and r["三比"]), row)
            points, full = checked(kind, unit)[row["序号"]]
            if (home["三比"], home["量质"]) == (name, side) and points is not None:
                reached = points / full if full else ratio(kind, unit, row["序号"]) or Fraction()
                standard, weight = Fraction(row["标准分"]), Fraction(row["三比权重"] or row["标准分"])
                kept.append((reached, weight * full / standard if standard else weight))
        parts.append(
            half_up(sum(r * w for r, w in kept) * 100 / sum(w for _, w in kept), 2) if kept else None
        )
    return parts[0], parts[1], mean(part for part in parts if part is not None)


def text(value: Ratio) -> str:
    return "" if value is None else f"{float(half_up(value)):.2f}"


@cache
def printed(name: str) -> list[dict[str, str]]:
    return [row for row in table(data_of(sample_rated(), name)) if row["unit_kind"] in COUNTED]


@pytest.mark.parametrize(("kind", "unit"), [*UNITS, *(("党员", person) for person in whole_plant())])
def test_every_indicator_counted_again_is_what_the_report_prints(kind: str, unit: str) -> None:
    told = {
        row["indicator"]: (row["self_points"], row["max_points"], row["points"])
        for row in printed("scores")
        if row["unit"] == unit
    }
    counted = leaves(kind, unit)
    assert told == {
        code: (text(counted[code][0]), text(full) if points is not None else "", text(points))
        for code, (points, full) in checked(kind, unit).items()
    }


def test_base_scores_bonus_and_totals_counted_again_are_what_the_report_prints() -> None:
    told = {
        (row["unit_kind"], row["unit"]): (row["score"], row["bonus"], row["total"])
        for row in printed("stars")
        if row["unit_kind"] in KINDS
    }
    more = {(kind, unit): bonus(unit) for kind, unit in UNITS}
    assert told == {
        key: (text(score(*key)), text(extra), text(min(score(*key) + extra, setting("总分上限"))))
        for key, extra in more.items()
    }


def test_stars_before_and_after_the_link_counted_again_are_what_the_report_prints() -> None:
    told = {
        (row["unit_kind"], row["unit"]): (row["score_star"], row["capped_star"], row["star"])
        for row in printed("stars")
        if row["star"]
    }
    assert told == {
        key: (str(score_star(*key)), str(capped_star(*key)), str(star))
        for key, star in linked_stars().items()
    }


def recorded(kind: str, name: str, unit: str) -> bool:
    """Something was counted of it on this board, or decided by the committee."""
    decided = {(row["单位"], row["指标编码"]) for row in rows("对照检查") if row["核定分"] is not None}
    for row in indicators(kind):
        home = next((r for r in every_indicator() if r["序号"] == row["所属项目"] and r["三比"]), row)
        value = ratio(kind, unit, row["序号"])
        nothing = value is None or (row["缺数时"] == "计零" and not value)
        if home["三比"] == name and (not nothing or (unit, row["序号"]) in decided):
            return True
    return False


def rates(kind: str, name: str, unit: str) -> tuple[Fraction, ...]:
    """What parts equals: attendance and grade; on time, and how many were voiced content."""
    if name == "比形象":
        return ()
    if name == "比学习":
        return attendance_rate(kind, unit), grade_rate(kind, unit)
    return settled_on_time(kind, unit), content(kind, unit)


@pytest.mark.parametrize("kind", PEERS)
@pytest.mark.parametrize("name", BOARDS)
def test_the_boards_counted_again_are_what_the_report_prints(kind: str, name: str) -> None:
    told = {
        row["unit"]: tuple(row[k] for k in ("quantity", "quality", "score", "rank"))
        for row in printed("ranks")
        if (row["board"], row["unit_kind"]) == (name, kind)
    }
    everyone, alike = PEERS[kind][0](), PEERS[kind][1]
    shown = {unit: half_up(whole) for unit in everyone if (whole := board(kind, name, unit)[2]) is not None}
    stars = linked_stars()
    placed = {  # none for who is not rated yet, nor for whom nothing is recorded
        u for u in shown if (kind not in KINDS or (kind, u) in stars) and recorded(kind, name, u)
    }
    order = {u: (shown[u], rates(kind, name, u)) for u in placed}
    counted = {}
    for unit in shown:
        peers = {u for u in placed if everyone[u][alike] == everyone[unit][alike]}
        peers = peers if len(peers) >= setting("同组最少单位数") else placed
        rank = 1 + sum(order[peer] > order[unit] for peer in peers) if unit in placed else ""
        counted[unit] = (*(text(part) for part in board(kind, name, unit)), str(rank))
    assert told == counted
