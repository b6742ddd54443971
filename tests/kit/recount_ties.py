"""A second count of what parts equals on a board: attendance, grades, work on time and voices, straight from the cells."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kit.recount import Row, br05b, half_up, mean, sampled
from kit.recount_ledgers import NOW, TAKER, counted, due_items, in_time, of_team
from kit.recount_members import MEMBER, learning, settled, whole_plant

NONE = Fraction(-1)  # who has no such rate comes last


def attendance_rate(kind: str, unit: str) -> Fraction:
    """Per cent, of members; teams have none, and no two branches of the sample are equal where it would part them."""
    rate = MEMBER["MB01"](unit) if kind == "党员" else None
    return NONE if rate is None else half_up(100 * rate)


def grade_rate(kind: str, unit: str) -> Fraction:
    rate = {"党支部": br05b, "班组": sampled, "党员": learning}[kind](unit)
    return NONE if rate is None else half_up(rate, 4)


def settled_on_time(kind: str, unit: str) -> Fraction:
    """Per cent of the wishes and requests due, of both together, filled up as for the score where units have few."""
    items: list[Fraction] = []
    for sheet, taker in TAKER.items():
        if kind == "党员":
            due = [row for _, _, row in due_items(sheet, NOW) if row[taker] == unit]
        elif kind == "班组":
            due = [row for row, _, _ in of_team(sheet, unit)]
        else:
            due = [row for row, _, _ in counted(sheet, branch_is(unit))]
        items += [in_time(sheet, row) for row in due]
    rate = mean(items)
    return NONE if rate is None else half_up(100 * rate)


def branch_is(unit: str) -> Callable[[str, Row], bool]:
    return lambda branch, _: branch == unit


def content(kind: str, unit: str) -> Fraction:
    """How many of the items that its members settled were voiced 满意."""
    column = {"党员": "工号", "党支部": "所属支部", "班组": "班组"}[kind]
    members = [person for person, row in whole_plant().items() if row[column] == unit]
    voices = [row[column] for person in members for column, row in settled(person)]
    return Fraction(voices.count("满意"))
