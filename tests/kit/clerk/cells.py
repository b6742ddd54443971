"""Slips in a cell: another dress for the same value, a value that only looks right, and one that cannot be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment

from kit.clerk.hand import Hand, Slip, Slipped, at
from schemas.base import Column, Counts, Kind, declaration

WORDS = (Kind.TEXT, Kind.CODE, Kind.CHOICE)
NUMBERS = (Kind.WHOLE, Kind.NUMBER)
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def _dressed(
    kinds: tuple[Kind, ...],
    change: Callable[[object], object],
    fits: Callable[[object], bool] = lambda value: True,
    form: str = "",
) -> Slip:
    """An answered cell of these kinds in another dress: `change` gives what is written, `form` the number format."""

    def slip(hand: Hand) -> Slipped | None:
        cell = hand.answered(hand.of_kind(*kinds), fits)
        if cell is None:
            return None
        cell.value = change(cell.value)  # type: ignore[assignment]
        if form:
            cell.number_format = form
        return at(cell)

    return slip


def _is_day(value: object) -> bool:
    return isinstance(value, dt.datetime)


def _is_month(value: object) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}", str(value)) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value != 0


def _is_listed(value: object) -> bool:
    return "、" in str(value)


def _has_digit(value: object) -> bool:
    return any(letter.isdigit() for letter in str(value))


def _day(form: str) -> Callable[[object], object]:
    return lambda value: f"{value:{form}}"


def _serial(value: object) -> object:
    assert isinstance(value, dt.datetime)
    return (value - dt.datetime(1899, 12, 30)).days


def _empty(hand: Hand, word: object, among: list[Column]) -> Slipped | None:
    cell = hand.unanswered(among)
    if cell is None:
        return None
    cell.value = word  # type: ignore[assignment]
    return at(cell)


def _left_out(hand: Hand) -> Slipped | None:
    cell = hand.answered([one for one in hand.columns if one.required and not one.locked])
    if cell is None:
        return None
    cell.value = None
    return at(cell)


def _nothing(word: str) -> Slip:
    """A word for nothing where nothing stands."""
    return lambda hand: _empty(
        hand, word, [c for c in hand.columns if not c.required and (c.refers_to or c.kind is not Kind.TEXT)]
    )


def _ditto(hand: Hand) -> Slipped | None:
    cell = hand.answered([one for one in hand.columns if one.required and not one.locked])
    if cell is None:
        return None
    cell.value = hand.die.choice(["同上", "〃", "″", "同前"])
    return at(cell)


def _note(hand: Hand) -> Slipped | None:
    cell = hand.unanswered(hand.columns)
    if cell is None:
        return None
    cell.comment = Comment("03012、03015 缺席", "张三")
    return Slipped()  # a note is told a sheet at a time


def _reference(hand: Hand) -> Slipped | None:
    among = [one for one in hand.columns if one.refers_to and not one.locked]
    cell = hand.answered(among)
    if cell is None:
        return None
    cell.value = hand.die.choice(["99999", "没有这个", "ZZ99"])
    return at(cell)


def _below(hand: Hand) -> Slipped | None:
    among = [one for one in hand.of_kind(*NUMBERS) if one.minimum is not None]
    cell = hand.answered(among, _is_number)
    if cell is None:
        return None
    cell.value = -1 - abs(float(cell.value))  # type: ignore[arg-type]
    return at(cell)


def _zero_lost(hand: Hand) -> Slipped | None:
    cell = hand.answered(
        [one for one in hand.of_kind(Kind.CODE, Kind.TEXT) if one.refers_to or one.unique],
        lambda value: str(value).isdigit() and str(value)[0] == "0",
    )
    if cell is None:
        return None
    cell.value = int(str(cell.value))
    return at(cell)


def _twice(hand: Hand) -> Slipped | None:
    cell = hand.answered([one for one in hand.of_kind(Kind.LIST) if not one.repeats])
    if cell is None:
        return None
    first = str(cell.value).split("、")[0]
    cell.value = f"{cell.value}、{first}"
    return at(cell)


def _before_midnight(hand: Hand) -> Slipped | None:
    among = [c for c in hand.of_kind(Kind.DATE) if len(_days(hand, c)) >= 3]
    if not among:
        return None
    cells = _days(hand, hand.die.choice(among))
    for cell in cells:
        cell.value = cell.value - dt.timedelta(seconds=43)  # type: ignore[operator]
        cell.number_format = "yyyy-mm-dd"
    return Slipped()


def _days(hand: Hand, column: Column) -> list[Cell]:
    return [cell for row in hand.rows if _is_day((cell := hand.cell(column, row)).value)]


def _two_lists(hand: Hand) -> Slipped | None:
    lists = [one for one in hand.of_kind(Kind.LIST) if one.name in ("absent", "excused", "made_up")]
    cell = hand.answered(lists)
    if cell is None or len(lists) < 2:
        return None
    other = hand.die.choice([one for one in lists if hand.cell(one, cell.row).coordinate != cell.coordinate])
    beside = hand.cell(other, cell.row)
    first = str(cell.value).split("、")[0]
    beside.value = f"{beside.value}、{first}" if beside.value else first
    return at(cell)


def _percent(hand: Hand) -> Slipped | None:
    # in a share per cent is no slip: what is stored and what is shown are the same
    among = [one for one in hand.of_kind(*NUMBERS) if one.counts is not Counts.SHARE]
    cell = hand.answered(among, _is_number)
    if cell is None:
        return None
    cell.value = float(cell.value) / 100  # type: ignore[arg-type]
    cell.number_format = hand.die.choice(["0%", "0.00%"])
    return at(cell)


def _scaled(form: str, factor: int) -> Slip:
    return _dressed(NUMBERS, lambda value: float(value) * factor, _is_number, form)  # type: ignore[arg-type]


def _formula(hand: Hand) -> Slipped | None:
    cell = hand.answered(hand.of_kind(*NUMBERS), _is_number)
    if cell is None:
        return None
    cell.value = f"={cell.value}+0"
    return Slipped()


def _another_year(hand: Hand, years: int) -> Slipped | None:
    lasting = declaration(hand.sheet).lasting  # of what goes on for years no day is of the wrong one
    among = [one for one in hand.of_kind(Kind.DATE) if one.name not in lasting]
    cell = hand.answered(among, _is_day)
    if cell is None or not isinstance(cell.value, dt.datetime):
        return None
    cell.value = cell.value.replace(year=cell.value.year + years, day=min(cell.value.day, 28))
    return at(cell)


def _next_year(value: object) -> str:
    return f"{int(str(value)[:4]) + 1}{str(value)[4:]}"


CELLS: dict[str, Slip] = {
    "文字前后有空格": _dressed(WORDS, lambda value: f"  {value} ", lambda v: isinstance(v, str)),
    "文字前有全角空格": _dressed(WORDS, lambda value: f"　{value}", lambda v: isinstance(v, str)),
    "文字后有换行": _dressed(WORDS, lambda value: f"{value}\n", lambda v: isinstance(v, str)),
    "文字里有看不见的字符": _dressed(WORDS, lambda value: f"{value}\u200b", lambda v: isinstance(v, str)),
    "编号写成全角数字": _dressed((Kind.CODE,), lambda value: str(value).translate(WIDE), _has_digit),
    "文字前有撇号": _dressed(WORDS, lambda value: f"'{value}", lambda v: isinstance(v, str)),
    "日期写成 2019.08.15": _dressed((Kind.DATE,), _day("%Y.%m.%d"), _is_day),
    "日期写成 2019年08月15日": _dressed((Kind.DATE,), _day("%Y年%m月%d日"), _is_day),
    "日期写成 2019/08/15 的文字": _dressed((Kind.DATE,), _day("%Y/%m/%d"), _is_day),
    "日期写成八位数字": _dressed((Kind.DATE,), lambda v: int(f"{v:%Y%m%d}"), _is_day, "General"),
    "日期显示成序列号": _dressed((Kind.DATE,), _serial, _is_day, "General"),
    "日期带有钟点": _dressed(
        (Kind.DATE,),
        lambda v: v.replace(hour=8, minute=30),  # type: ignore[attr-defined]
        _is_day,
    ),
    "日期没有年份": _dressed((Kind.DATE,), _day("%m月%d日"), _is_day),
    "日期的月和日分不清": _dressed((Kind.DATE,), _day("%m/%d/%Y"), _is_day),
    "日期写到下一年": partial(_another_year, years=1),
    "日期写到上一年": partial(_another_year, years=-1),
    "日期写到十年以后": partial(_another_year, years=10),
    "一列日期差几十秒到零点": _before_midnight,
    "月份写成 2019年8月": _dressed((Kind.MONTH,), lambda v: f"{str(v)[:4]}年{int(str(v)[5:7])}月", _is_month),
    "月份写到下一年": _dressed((Kind.MONTH,), _next_year, _is_month),
    "已公布星级的期间写到以后": _dressed((Kind.PERIOD,), lambda v: f"{int(str(v)[:4]) + 2}{str(v)[4:]}"),
    "月份没有年份": _dressed((Kind.MONTH,), lambda v: f"{int(str(v)[5:7])}月", _is_month),
    "月份是日期格式": _dressed(
        (Kind.MONTH,),
        lambda v: dt.datetime(int(str(v)[:4]), int(str(v)[5:7]), 1),
        _is_month,
        "yyyy-mm",
    ),
    "数字是文本格式": _dressed(NUMBERS, str, _is_number, "@"),
    "数字写成全角": _dressed(NUMBERS, lambda v: str(v).translate(WIDE), _is_number),
    "数字带单位": _dressed(NUMBERS, lambda v: f"{v}次", _is_number),
    "数字前有“约”": _dressed(NUMBERS, lambda v: f"约{v}", _is_number),
    "数字写成一个范围": _dressed(NUMBERS, lambda v: f"{v}～{v}1", _is_number),
    "数字被改成百分比格式": _percent,
    "数字后有百分号": _dressed(NUMBERS, lambda v: f"{v}%", _is_number),
    "数字以千为单位显示": _scaled("0.00,", 1_000),
    "数字以万为单位显示": _scaled('0!.0,"万"', 10_000),
    "小数位没有显示": _dressed(NUMBERS, lambda v: v, _is_number, "0"),
    "公式没有计算结果": _formula,
    "数字低于下限": _below,
    "单元格是错误值": _dressed(NUMBERS, lambda v: "#REF!", _is_number),
    "数字一格是 TRUE": _dressed(NUMBERS, lambda v: True, _is_number),
    "多个编号用逗号隔开": _dressed((Kind.LIST,), lambda v: str(v).replace("、", "，"), _is_listed),
    "多个编号分行写": _dressed((Kind.LIST,), lambda v: str(v).replace("、", "\n"), _is_listed),
    "多个编号用斜线隔开": _dressed((Kind.LIST,), lambda v: str(v).replace("、", "/"), _is_listed),
    "一格里一个编号写了两次": _twice,
    "一人同时写在缺席和请假里": _two_lists,
    "编号丢了前面的 0": _zero_lost,
    "编号或名称谁也不是": _reference,
    "选项不在下拉里": _dressed((Kind.CHOICE,), lambda v: "不清楚"),
    "选项后有句号": _dressed((Kind.CHOICE,), lambda v: f"{v}。"),
    "必填的一格空着": _left_out,
    "写“同上”": _ditto,
    "空的一格写“无”": _nothing("无"),
    "空的一格写“/”": _nothing("/"),
    "空的一格写“——”": _nothing("——"),
    "内容写在批注里": _note,
}

CELLS_TOLD = frozenset(
    {
        "日期写到下一年",
        "日期写到上一年",
        "日期写到十年以后",
        "月份写到下一年",
        "已公布星级的期间写到以后",
        "数字写成一个范围",
        "公式没有计算结果",
        "数字低于下限",
        "单元格是错误值",
        "数字一格是 TRUE",
        "一人同时写在缺席和请假里",
        "编号或名称谁也不是",
        "选项不在下拉里",
        "必填的一格空着",
        "写“同上”",
        "内容写在批注里",
    }
)  # no reading of these is right; the others may also be read as they were meant
