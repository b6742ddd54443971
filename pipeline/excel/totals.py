"""Rows that add up those above them: they are no row of the form, and nobody is asked to complete them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.excel.cell import is_blank, same_name, shown
from pipeline.excel.headings import Headings
from schemas.base import Kind, Sheet, columns

_WORDS = frozenset(("合计", "小计", "总计", "共计"))


def is_total(sheet: type[Sheet], heads: Headings, values: Sequence[object]) -> bool:
    """True if the row begins with the word for a sum and names nothing else: no number, no name of another sheet."""
    first = next((index for index, value in enumerate(values) if not is_blank(value)), None)
    if first is None or type(values[first]) is not str or same_name(shown(values[first])).rstrip(":：") not in _WORDS:
        return False
    naming = [heads.at[one.name] for one in columns(sheet)
              if one.name in heads.at and (one.unique or one.refers_to or one.kind is Kind.CODE)]
    return all(is_blank(values[index]) for index in naming if index != first)
