"""Rows that add up those above them, or say who filled the table in: they are no row of the form, and nobody is asked to complete them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.excel.cell import is_blank, same_name, shown
from pipeline.excel.headings import Headings
from schemas.base import Kind, Sheet, columns

_SUM = re.compile(r"(?:合计|小计|总计|共计)[:：]?")
_ASIDE = re.compile(r"(?:合计|小计|总计|共计)[:：]?(?:\d+\S{0,2})?|"
                    r"(?:注|备注|附注|说明|填表人|填报人|制表人?|审核人?|负责人|联系电话|(?:填表|填报|制表)?日期)\d?[:：].*")


def is_total(sheet: type[Sheet], heads: Headings, values: Sequence[object]) -> bool:
    """True if the row begins with the word for a sum and names nothing else: no number, no name of another sheet; or if nothing
    stands in it but such words and notes: 合计 3 次, 填表人：张三."""
    there = [index for index, value in enumerate(values) if not is_blank(value)]
    if not there or type(values[there[0]]) is not str:
        return False
    if all(type(values[index]) is str and _ASIDE.fullmatch(same_name(shown(values[index]))) for index in there):
        return True
    naming = [heads.at[one.name] for one in columns(sheet)
              if one.name in heads.at and (one.unique or one.refers_to or one.kind is Kind.CODE)]
    return bool(_SUM.fullmatch(same_name(shown(values[there[0]])))) and all(is_blank(values[index]) for index in naming if index != there[0])
