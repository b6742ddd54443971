"""How the cells of a column are read, what its numbers count, and how the rows of a sheet find their period."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a cell is read, written, offered and spoken of."""

    TEXT = "文字"
    CODE = "编号"
    CHOICE = "选项"
    LIST = "多项"
    MONTH = "月份"
    PERIOD = "期间"
    WHOLE = "整数"
    NUMBER = "数字"
    DATE = "日期"


class Counts(StrEnum):
    """What a number counts: it decides what 75% means in its cell."""

    NUMBER = "数"
    PERCENT = "百分数"
    SHARE = "小数占比"


class When(StrEnum):
    """How a row of a sheet finds its period (rules 1.4)."""

    EVENT = "发生日期在本期内"
    LEDGER = "期末前已开始且期初前未结束"
    YEAR = "本年度台账，以本期工作簿为准"
    SNAPSHOT = "以封面期间为准"


@dataclass(frozen=True, slots=True)
class Timing:
    """The period rule of a sheet and the columns that carry it."""

    when: When
    start: str = ""
    end: str = ""


SNAPSHOT = Timing(When.SNAPSHOT)
