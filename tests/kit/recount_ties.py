"""A second count of what parts equals on a board: attendance, grades, work on time and voices, straight from the cells."""

from __future__ import annotations

from fractions import Fraction

from kit.recount import br05b, due_items, half_up, mean, rows, sampled
from kit.recount_members import MEMBER, branch_of, learning, settled, whole_plant

NONE = Fraction(-1)  # who has no such rate comes last


def attendance_rate(kind: str, unit: str) -> Fraction:
    """Per cent, of members; teams have none, and no two branches of the sample are equal where it would part them."""
    rate = MEMBER["MB01"](unit) if kind == "党员" else None
    return NONE if rate is None else half_up(100 * rate)


def grade_rate(kind: str, unit: str) -> Fraction:
    rate = {"党支部": br05b, "班组": sampled, "党员": learning}[kind](unit)
    return NONE if rate is None else half_up(rate, 4)


def settled_on_time(kind: str, unit: str) -> Fraction:
    """Per cent of the wishes and requests due, of both together."""
    items = []
    for sheet, end, last, who in (
        ("微心愿", "实现日期", "承诺完成日期", "认领党员"),
        ("群众诉求", "办结日期", "时限", "承办党员"),
    ):
        if kind == "党员":
            due = due_items(sheet, end, last, branch_of(unit))
            own = [(row[end], row[last]) for row in rows(sheet) if row[who] == unit]
            items += [item for item in own if item in due]
        else:
            items += due_items(
                sheet, end, last, unit if kind == "党支部" else "", unit if kind == "班组" else ""
            )
    rate = mean(Fraction(end is not None and end <= last) for end, last in items)
    return NONE if rate is None else half_up(100 * rate)


def content(kind: str, unit: str) -> Fraction:
    """How many of the items that its members settled were voiced 满意."""
    column = {"党员": "工号", "党支部": "所属支部", "班组": "班组"}[kind]
    members = [person for person, row in whole_plant().items() if row[column] == unit]
    voices = [row[column] for person in members for column, row in settled(person)]
    return Fraction(voices.count("满意"))
