"""Slips in rows: twice, struck through, hidden, between, below, under the wrong mark."""

from __future__ import annotations

from copy import copy

from openpyxl.styles import Font

from kit.clerk.hand import Hand, Slip, Slipped
from pipeline.excel import layout
from schemas.base import Kind


def _copied(hand: Hand, source: int, target: int) -> None:
    for at in range(1, hand.ws.max_column + 1):
        cell = hand.ws.cell(source, at)
        to = hand.ws.cell(target, at)
        to.value, to.number_format = cell.value, cell.number_format


def _twice(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None or _of_months(hand):
        return None
    below = hand.below
    _copied(hand, row, below)
    return Slipped(frozenset({row, below}))


def _of_months(hand: Hand) -> bool:
    """True where a row is of an item of a month, which may be due several times on one day."""
    return any(one.kind is Kind.MONTH and one.required for one in hand.columns)


def _struck(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None:
        return None
    for cell in hand.ws[row]:
        font = copy(cell.font)
        cell.font = Font(name=font.name, sz=font.sz, strike=True)
    return Slipped()


def _hidden(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None:
        return None
    hand.ws.row_dimensions[row].hidden = True
    return Slipped()


def _merged(hand: Hand) -> Slipped | None:
    pairs = [row for row in hand.rows if row + 1 in hand.rows]
    if not pairs:
        return None
    row = hand.die.choice(pairs)
    letter = hand.letters[hand.die.choice([one for one in hand.columns if one.required]).title]
    hand.ws.merge_cells(f"{letter}{row}:{letter}{row + 1}")
    return Slipped(frozenset({row, row + 1}))


def _gap(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None or row + 1 not in hand.rows:
        return None
    _moved(hand, row, 2)
    return Slipped()


def _far_below(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None:
        return None
    _moved(hand, max(hand.rows) - 1, 40)
    return Slipped()


def _moved(hand: Hand, after: int, by: int) -> None:
    ws, last = hand.ws, hand.ws.max_row
    for row in range(last, after, -1):
        _copied(hand, row, row + by)
        for at in range(1, ws.max_column + 1):
            ws.cell(row, at).value = None


def _marked(hand: Hand) -> Slipped | None:
    row = hand.below + 2
    hand.ws.cell(row, layout.MARK_COLUMN).value = "缺席：03012"
    return Slipped(frozenset({row}))


def _summed(word: str, at: int) -> Slip:
    def slip(hand: Hand) -> Slipped | None:
        if hand.row() is None:
            return None
        row = hand.below
        hand.ws.cell(row, at).value = word
        return Slipped(frozenset({row}))

    return slip


def _marks_gone(hand: Hand) -> Slipped:
    hand.ws.delete_cols(layout.MARK_COLUMN)
    return Slipped()


def _help_gone(hand: Hand) -> Slipped:
    hand.ws.delete_rows(layout.HELP_ROW)
    return Slipped()


def _example_unmarked(hand: Hand) -> Slipped:
    hand.ws.cell(layout.EXAMPLE_ROW, layout.MARK_COLUMN).value = None
    return Slipped(frozenset({layout.EXAMPLE_ROW}))


def _example_used(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None:
        return None
    for at in range(2, hand.ws.max_column + 1):
        hand.ws.cell(layout.EXAMPLE_ROW, at).value = hand.ws.cell(row, at).value
    hand.ws.delete_rows(row)
    return Slipped(frozenset({layout.EXAMPLE_ROW}))


def _as_example(hand: Hand) -> Slipped | None:
    row = hand.row()
    if row is None or hand.ws.cell(row, layout.MARK_COLUMN).value:
        return None
    hand.ws.cell(row, layout.MARK_COLUMN).value = layout.EXAMPLE_MARK
    return Slipped(frozenset({row}))


ROWS: dict[str, Slip] = {
    "同一行粘贴了两次": _twice,
    "整行划了删除线": _struck,
    "行被隐藏": _hidden,
    "上下两格合并": _merged,
    "行间有空行": _gap,
    "最后一行离得很远": _far_below,
    "表下的行标列里写了字": _marked,
    "表下有“合计”": _summed("合计", 2),
    "表下有“汇总”": _summed("汇总", 2),
    "表下有一句合计": _summed("本季度共 3 次", 2),
    "表下有填表人、审核人": _summed("填表人：张三　审核：李四", 2),
    "行标一列被删去": _marks_gone,
    "说明行被删去": _help_gone,
    "示例行的行标被删去": _example_unmarked,
    "内容写在示例行里": _example_used,
    "填写的行标成了示例": _as_example,
}

ROWS_TOLD = frozenset(
    {
        "同一行粘贴了两次",
        "整行划了删除线",
        "行被隐藏",
        "上下两格合并",
        "表下的行标列里写了字",
        "内容写在示例行里",
        "填写的行标成了示例",
    }
)
