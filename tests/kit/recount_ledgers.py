"""The second count of 双承诺, 微心愿 and 群众诉求: until when each item was due, what the office agreed to, what was done in time.

Only what the sample holds is counted: nothing is passed on to another branch, put off, or taken back after its approval."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from kit.recount import END, START, Ratio, Row, books, mean, rows, teams

BEFORE_START, BEFORE_END, BEFORE = date(2019, 4, 1), date(2019, 6, 30), "2019Q2"
NOW = "2019Q3"
LONGEST, FEWEST = 60, 3  # 最长办理天数, 补足件数
PROMISED = {"微心愿": "承诺完成日期", "群众诉求": "时限", "双承诺": "完成时限"}
DONE = {"微心愿": "实现日期", "群众诉求": "办结日期", "双承诺": "完成日期"}
NUMBER = {"微心愿": "编号", "群众诉求": "编号", "双承诺": "承诺编号"}
TAKER = {"微心愿": "认领党员", "群众诉求": "承办党员"}


@cache
def concluded() -> dict[tuple[str, str, str], str]:
    """表, 编号, 事项 -> the last conclusion in the reviews up to the quarter."""
    said = sorted(
        (row["日期"], row["表"], row["编号"], row["事项"], row["结论"])
        for folder in ("2019Q1", BEFORE, NOW)
        for row in rows("认定", folder=folder)
        if row["结论"]
    )
    return {(sheet, number, matter): verdict for _, sheet, number, matter, verdict in said}


def agreed(sheet: str, row: Row, matter: str) -> bool:
    return concluded().get((sheet, row[NUMBER[sheet]], matter)) == "同意"


def last_day(sheet: str, row: Row) -> date:
    """The promised day, or the longest term after it was raised, whichever is earlier."""
    promised: date | None = row[PROMISED[sheet]]
    if promised is not None and sheet == "双承诺":
        return promised
    longest: date = row["提出日期"] + timedelta(days=LONGEST)
    return min(promised or longest, longest)


def is_passed_on(sheet: str, row: Row) -> bool:
    """Its state says so, or, where none is written, who it was passed on to; what is closed is closed."""
    return row["状态"] == "转办" or (
        not (row["状态"] or row[DONE[sheet]]) and bool(row["转办单位"] or row["转办去向"])
    )


def taken_on(sheet: str, row: Row) -> date | None:
    """The day on which the unit it was passed on to took it."""
    if sheet == "双承诺" or not is_passed_on(sheet, row):
        return None
    return None if concluded().get((sheet, row["编号"], "转办")) == "不同意" else row["接收日期"]


def gone(sheet: str, row: Row) -> bool:
    """The office agreed that the item is no longer asked."""
    if sheet == "双承诺":
        return (row["未兑现原因"] == "客观原因" and agreed(sheet, row, "客观原因")) or (
            (row["状态"] in ("终止", "草拟") or row["审核结论"] != "通过") and agreed(sheet, row, "撤回")
        )
    return row["状态"] in ("撤回", "解释说明") and agreed(sheet, row, row["状态"])


def is_due(sheet: str, row: Row, first: date, last: date) -> bool:
    """Its day lies in the quarter; or it lies in the quarter before and the item is still open; or it was closed before its day."""
    day, done, taken = last_day(sheet, row), row[DONE[sheet]], taken_on(sheet, row)
    if gone(sheet, row):
        return False
    if first <= day <= last:
        closed_before = sheet != "双承诺" and done is not None and done < first
        return not closed_before and not (taken is not None and taken <= day)
    if sheet != "双承诺" and done is not None and first <= done <= last < day:
        return True
    quarter_before = date(first.year, first.month - 3, 1) if first.month > 3 else date(first.year - 1, 10, 1)
    still_open = (done is None or done > last) and not (taken is not None and taken <= last)
    return quarter_before <= day < first and still_open and (sheet != "双承诺" or day.year == first.year)


Item = tuple[str, str, Row]  # branch, number, row


@cache
def due_items(sheet: str, folder: str) -> tuple[Item, ...]:
    """Everything of a ledger that was due in a quarter, as its workbooks stood."""
    first, last = (START, END) if folder == NOW else (BEFORE_START, BEFORE_END)
    return tuple(
        (branch, row[NUMBER[sheet]], row)
        for branch, sheets in books(folder)
        for row in sheets.get(sheet, [])
        if is_due(sheet, row, first, last)
    )


def counted(sheet: str, asked: Callable[[str, Row], bool]) -> Iterable[tuple[Row, date, date]]:
    """The due items of a unit with the quarter they count for; fewer than three are filled up from the last quarter."""
    now = [(row, number) for branch, number, row in due_items(sheet, NOW) if asked(branch, row)]
    before = [
        (row, number)
        for branch, number, row in due_items(sheet, BEFORE)
        if asked(branch, row) and number not in {n for _, n in now}
    ]
    before.sort(key=lambda one: one[1])
    before.sort(key=lambda one: last_day(sheet, one[0]), reverse=True)
    lacking = max(0, FEWEST - len(now))
    yield from ((row, START, END) for row, _ in now)
    yield from ((row, BEFORE_START, BEFORE_END) for row, _ in before[:lacking])


def in_time(sheet: str, row: Row) -> Fraction:
    return Fraction(row[DONE[sheet]] is not None and row[DONE[sheet]] <= last_day(sheet, row))


def served(sheet: str, branch: str) -> Ratio:
    return mean(in_time(sheet, row) for row, _, _ in counted(sheet, lambda unit, _: unit == branch))


def of_team(sheet: str, team: str) -> Iterable[tuple[Row, date, date]]:
    founded = teams()[team]["成立日期"]
    return counted(
        sheet,
        lambda _, row: row["班组"] == team and last_day(sheet, row) >= (founded or last_day(sheet, row)),
    )


def tm06(team: str) -> Ratio:
    return mean(in_time("群众诉求", row) for row, _, _ in of_team("群众诉求", team))


def tm07a(team: str) -> Ratio:
    return mean(
        Fraction(row["实现日期"] is not None and first <= row["实现日期"] <= last)
        for row, first, last in of_team("微心愿", team)
    )


@cache
def due_pledges(branch: str) -> tuple[Row, ...]:
    """Approved pledges of the branch that are due, less the one that answers a wish or request due itself."""
    takers = {
        number: row[TAKER[sheet]]
        for sheet in TAKER
        for unit, number, row in due_items(sheet, NOW)
        if unit == branch
    }
    asked, paid = [], set()
    for unit, _, row in sorted(due_items("双承诺", NOW), key=lambda one: one[1]):
        linked = row["关联心愿或诉求编号"]
        if unit != branch or row["审核结论"] != "通过":
            continue
        if linked and takers.get(linked) == row["党员"] and linked not in paid:
            paid.add(linked)
        else:
            asked.append(row)
    return tuple(asked)


def br06b(branch: str) -> Ratio:
    return mean(in_time("双承诺", row) for row in due_pledges(branch))


LEDGERS_OF_BRANCH: dict[str, Callable[[str], Ratio]] = {
    "BR06b": br06b,
    "BR08a": lambda b: served("微心愿", b),
    "BR08b": lambda b: served("群众诉求", b),
}
LEDGERS_OF_TEAM: dict[str, Callable[[str], Ratio]] = {"TM06": tm06, "TM07a": tm07a}
