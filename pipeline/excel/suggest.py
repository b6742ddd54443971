"""The value that was probably meant, to be accepted in 问题清单 instead of being typed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from pipeline.excel.cell import Broken, shown
from pipeline.excel.headings import like
from pipeline.excel.kinds import parse, show
from pipeline.excel.lists import options
from schemas.base import Column, Kind

_TURNING = frozenset("未没不非否无勿0123456789０１２３４５６７８９一二三四五六七八九十两")  # letters that turn a meaning round


def suggestion(column: Column, raw: object, lists: Mapping[str, Sequence[str]]) -> str:
    """How the cell was understood, or the nearest text that the column's dropdown offers; "" where neither helps."""
    if isinstance(raw, Broken):
        return ""
    parsed = parse(column.kind, raw, column.choices)
    if parsed.repaired:
        return parsed.repaired
    offered = options(column, lists)
    text = show(column.kind, parsed.value)
    if column.kind is Kind.LIST or not offered or not text or text in offered:
        return ""
    return meant(shown(raw), offered)


def meant(text: str, offered: Sequence[str]) -> str:
    """The one offered text that is nearest; "" where another is as near, or where the two differ by a denial or a number:
    未通过 is no slip of 通过, nor 第四名 of 第二名."""
    near = like(text, offered)
    if not near or (set(text) ^ set(near)) & _TURNING:
        return ""
    closeness = {one: SequenceMatcher(None, one, text).ratio() for one in offered}
    return near if sum(closeness[one] >= closeness[near] for one in closeness) == 1 else ""
