"""The one tiny language of conditions in rulebook cells: `列名=值、值; 列名≥数`. No eval, no formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from schemas.base import Column, Kind

_TERM = re.compile(r"\s*([^=≠≥≤;；]+?)\s*([=≠≥≤])\s*([^=≠≥≤;；]+?)\s*")
_ITEMS = re.compile(r"[、，,]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NUMERIC = (Kind.WHOLE, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison of a column with its values: texts, or numbers where the column holds numbers."""

    column: str
    sign: str
    values: tuple[str, ...] | tuple[float, ...]


Condition = tuple[Term, ...]
_COMPARE: dict[str, Callable[[pd.Series, Term], pd.Series]] = {
    "=": lambda cells, term: cells.isin(term.values),
    "≠": lambda cells, term: ~cells.isin(term.values),
    "≥": lambda cells, term: cells >= term.values[0],
    "≤": lambda cells, term: cells <= term.values[0],
}


def parse_condition(text: str, columns: Mapping[str, Column]) -> tuple[Condition, str]:
    """The terms of a cell and "" — or () and a sentence that says what cannot be understood.

    `columns` are the headings that may be used."""
    terms = []
    for part in filter(None, (p.strip() for p in re.split(r"[;；]", text))):
        term = _TERM.fullmatch(part)
        if not term:
            return (), f"“{part}”不是“列名=值、值”或“列名≥数”的写法"
        heading, sign, values = (
            term[1],
            term[2],
            tuple(v.strip() for v in _ITEMS.split(term[3]) if v.strip()),
        )
        column = columns.get(heading)
        if problem := _problem(heading, sign, values, column, columns):
            return (), problem
        assert column is not None
        terms.append(
            Term(column.name, sign, tuple(map(float, values)) if column.kind in _NUMERIC else values)
        )
    return tuple(terms), ""


def _problem(
    heading: str, sign: str, values: tuple[str, ...], column: Column | None, columns: Mapping[str, Column]
) -> str:
    if column is None:
        return f"没有“{heading}”这一列，可用的列是：{'、'.join(columns)}"
    if not values:
        return f"“{heading}{sign}”后面没有写值"
    if column.kind is Kind.DATE:
        return f"“{heading}”是日期，日期不能作条件"
    numbers = all(_NUMBER.fullmatch(value) for value in values)
    if sign in "≥≤":
        is_one = numbers and len(values) == 1 and column.kind in _NUMERIC
        return "" if is_one else f"“{heading}{sign}”后面要写一个数字，并且这一列是数字"
    if column.kind in _NUMERIC:
        return "" if numbers else f"“{heading}”这一列是数字，“{sign}”后面要写数字"
    unknown = [v for v in values if column.choices and v not in column.choices]
    return f"“{heading}”没有“{unknown[0]}”这个选项，可用的是：{'、'.join(column.choices)}" if unknown else ""


def holds(condition: Condition, rows: pd.DataFrame) -> pd.Series:
    """True for the rows that meet every term; a blank cell meets none but ≠."""
    mask = pd.Series(True, index=rows.index)
    for term in condition:
        mask &= _COMPARE[term.sign](rows[term.column], term).fillna(False).astype(bool)
    return mask
