"""The value that was probably meant, to be accepted in 问题清单 instead of being typed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.excel.cell import Broken, shown
from pipeline.excel.headings import like
from pipeline.excel.kinds import parse, show
from pipeline.excel.lists import options
from schemas.base import Column, Kind


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
    return like(shown(raw), offered)
