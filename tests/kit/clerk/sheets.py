"""Slips with headings, sheets and the cover."""

from __future__ import annotations

import datetime as dt

from openpyxl.worksheet.worksheet import Worksheet

from kit.clerk.hand import Hand, Slip, Slipped
from pipeline.excel import layout
from schemas.base import Column, title


def _heading(hand: Hand, among: list[Column], write: str) -> Slipped | None:
    if not among:
        return None
    column = hand.die.choice(among)
    letter = hand.letters[column.title]
    hand.ws[f"{letter}{layout.HEAD_ROW}"].value = write.format(column.title)
    return Slipped()


def _spaced(hand: Hand) -> Slipped | None:
    return _heading(hand, hand.columns, " {} ")


def _starred(hand: Hand) -> Slipped | None:
    return _heading(hand, hand.columns, "*{}")


def _explained(hand: Hand) -> Slipped | None:
    return _heading(hand, hand.columns, "{}（必填）")


def _renamed(hand: Hand) -> Slipped | None:
    if not hand.rows:
        return None
    slipped = _heading(hand, _answered(hand), "别的名字")
    return Slipped() if slipped else None


def _answered(hand: Hand) -> list[Column]:
    return [one for one in hand.columns if any(hand.cell(one, r).value is not None for r in hand.rows)]


def _doubled(hand: Hand) -> Slipped | None:
    columns = hand.columns
    if len(columns) < 2 or not hand.rows:
        return None
    first, second = hand.die.sample(columns, 2)
    hand.ws[f"{hand.letters[first.title]}{layout.HEAD_ROW}"].value = second.title
    return Slipped()


def _deleted(hand: Hand) -> Slipped | None:
    answered = _answered(hand)
    if not answered:
        return None
    hand.ws.delete_cols(hand.ws[f"{hand.letters[hand.die.choice(answered).title]}1"].column)
    return Slipped()


def _inserted(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None:
        return None
    hand.ws.insert_cols(3)
    hand.ws.cell(row, 3).value = "另有 2 人请假"
    return Slipped()


def _beside(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None:
        return None
    hand.ws.cell(row, hand.ws.max_column + 2).value = "另有 2 人请假"
    return Slipped()


def _tab(write: str) -> Slip:
    def slip(hand: Hand) -> Slipped:
        hand.ws.title = write.format(hand.ws.title)
        return Slipped(sheet=hand.ws.title)

    return slip


def _tab_lost(hand: Hand) -> Slipped | None:
    if not hand.rows or len(hand.book.sheets) < 2:
        return None
    hand.workbook.remove(hand.ws)
    return Slipped()


def _tab_twice(hand: Hand) -> Slipped | None:
    if not hand.rows:
        return None
    copy = hand.workbook.copy_worksheet(hand.ws)
    copy.title = f"{title(hand.sheet)} (2)"[:31]
    half = hand.rows[len(hand.rows) // 2 :]
    for row in half:  # the second half of the rows stands on the copy alone
        for at in range(1, hand.ws.max_column + 1):
            hand.ws.cell(row, at).value = None
    return Slipped(sheet=copy.title)


def _titles_swapped(hand: Hand) -> Slipped | None:
    others = [one for one in hand.book.sheets if one is not hand.sheet]
    if not others or not hand.rows:
        return None
    other = hand.workbook[title(hand.die.choice(others))]
    here, there = hand.ws.title, other.title
    hand.ws.title, other.title = "临时", here
    hand.ws.title = there
    return Slipped()


def _cover(hand: Hand, label: str, value: object) -> Slipped | None:
    ws = hand.workbook[layout.COVER]
    row = _line(ws, label)
    if not row:
        return None
    ws.cell(row, 2).value = value  # type: ignore[assignment]
    return Slipped(sheet=layout.COVER)


def _line(ws: Worksheet, label: str) -> int:
    return next((row for row in range(1, ws.max_row + 1) if ws.cell(row, 1).value == label), 0)


def _answer(label: str, value: object) -> Slip:
    return lambda hand: _cover(hand, label, value)


def _other_unit(hand: Hand) -> Slipped | None:
    return _cover(hand, hand.book.unit, "没有这个支部") if hand.book.unit else None


def _ticked(hand: Hand) -> Slipped | None:
    if hand.sheet not in hand.book.ticks or not hand.rows:
        return None
    return _cover(hand, title(hand.sheet), layout.TICK_YES)


def _emptied(hand: Hand) -> Slipped | None:
    if hand.sheet not in hand.book.ticks or not hand.rows:
        return None
    for row in hand.rows:
        for at in range(1, hand.ws.max_column + 1):
            hand.ws.cell(row, at).value = None
    return Slipped(sheet=layout.COVER)


SHEETS: dict[str, Slip] = {
    "表头前后有空格": _spaced,
    "表头前加了星号": _starred,
    "表头后加了“（必填）”": _explained,
    "表头改了名": _renamed,
    "两列是同一个表头": _doubled,
    "删去了一列": _deleted,
    "中间插了一列没有表头的": _inserted,
    "表格右边写了备注": _beside,
    "工作表名后加了数字": _tab("{}1"),
    "工作表名前后有空格": _tab(" {} "),
    "工作表名后加了括号": _tab("{}（新）"),
    "删去了一张工作表": _tab_lost,
    "一半的行在复制的工作表里": _tab_twice,
    "两张工作表的名称互换": _titles_swapped,
    "封面没有截至日期": _answer("截至日期", None),
    "封面的截至日期是明年": _answer("截至日期", dt.datetime(2020, 9, 30)),
    "封面是别的电厂": _answer("电厂", "另一座发电厂"),
    "封面没有期间": _answer("期间", None),
    "封面的单位谁也不是": _other_unit,
    "填了内容又打本季无": _ticked,
    "空着又没有打本季无": _emptied,
}

WHOLE = frozenset(
    name
    for name in SHEETS
    if name.startswith(("工作表名", "封面"))
    or name
    in (
        "删去了一张工作表",
        "一半的行在复制的工作表里",
        "两张工作表的名称互换",
        "填了内容又打本季无",
        "空着又没有打本季无",
    )
)  # what concerns a workbook as a whole

SHEETS_TOLD = frozenset(
    {
        "表头改了名",
        "两列是同一个表头",
        "删去了一列",
        "中间插了一列没有表头的",
        "表格右边写了备注",
        "删去了一张工作表",
        "一半的行在复制的工作表里",
        "封面没有截至日期",
        "封面的截至日期是明年",
        "封面是别的电厂",
        "封面没有期间",
        "封面的单位谁也不是",
        "填了内容又打本季无",
        "空着又没有打本季无",
    }
)
