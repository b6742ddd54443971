"""A second count of the sample's Party members, straight from the cells: attendance, grades, pledges, problems solved, voices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

from kit.recount import (
    Ratio,
    Row,
    expected,
    listed,
    mean,
    members,
    rows,
    setting,
    share,
    within,
)
from kit.recount_ledgers import due_pledges, in_time


@cache
def whole_plant() -> dict[str, Row]:
    """工号 -> a Party member of the directory."""
    return {row["工号"]: row for row in rows("人员") if row["政治面貌"] in ("正式党员", "预备党员")}


def branch_of(person: str) -> str:
    return str(whole_plant()[person]["所属支部"])


def away(row: Row) -> set[str]:
    return listed(row["缺席人员"]) | listed(row["请假人员"])


@cache
def meetings(branch: str) -> list[tuple[Row, set[str]]]:
    """The branch's meetings of the quarter and who should have come."""
    return [(row, expected(branch, row)) for row in rows("组织生活", branch) if within(row["日期"])]


@cache
def trainings(branch: str) -> list[tuple[Row, set[str]]]:
    return [
        (row, {p["工号"] for p in members(row["承办单位"] if row["参加对象"] == "班组" else branch)})
        for row in rows("双星培训", branch)
        if within(row["日期"])
    ]


def attendance(person: str) -> Ratio:
    """Came ÷ should have come; on leave, or on shift and made up, leaves the denominator."""
    asked = [row for row, people in meetings(branch_of(person)) if person in people]
    owed = [row for row in asked if person not in listed(row["请假人员"]) | listed(row["值班补学人员"])]
    return share(sum(person not in listed(row["缺席人员"]) for row in owed), len(owed))


@cache
def graded(branch: str) -> dict[tuple[str, object], Fraction]:
    """Type and day of a sampled session -> its grade."""
    return {
        (row["抽查活动"], row["活动日期"]): setting(f"抽查{row['抽查等级']}分值")
        for row in rows("对照检查")
        if row["单位"] == branch and row["抽查等级"]
    }


def learning(person: str) -> Ratio:
    """The mean grade of the sampled sessions the member came to, or made up."""
    branch = branch_of(person)
    came = [
        row
        for row, people in (*meetings(branch), *trainings(branch))
        if person in people and person not in away(row)
    ]
    return mean(
        graded(branch)[row["类型"], row["日期"]]
        for row in came
        if (row["类型"], row["日期"]) in graded(branch)
    )


def pledges_kept(person: str) -> Ratio:
    return mean(in_time("双承诺", row) for row in due_pledges(branch_of(person)) if row["党员"] == person)


def settled(person: str) -> list[tuple[str, Row]]:
    """Wishes realised and requests closed in the quarter by the member, each with the column of its voice."""
    made = [("评价", row) for row in rows("微心愿") if row["认领党员"] == person and within(row["实现日期"])]
    return made + [
        ("群众评价", row) for row in rows("群众诉求") if row["承办党员"] == person and within(row["办结日期"])
    ]


def solved(person: str) -> Ratio:
    helps = [row for row in rows("助力行动") if within(row["日期"]) and person in listed(row["参加党员"])]
    return share(len(settled(person)) + len(helps), 2)


def voices(person: str) -> Ratio:
    said = [row[column] for column, row in settled(person)]
    return mean(setting(f"{voice}分值") / 100 for voice in said if voice and voice != "不了解")


MEMBER: dict[str, Callable[[str], Ratio]] = {
    "MB01": attendance,
    "MB02": learning,
    "MB03": pledges_kept,
    "MB04": solved,
    "MB05": voices,
}
