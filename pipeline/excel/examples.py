"""The example row of a sheet, typed, so that a blank filled with it is a proper workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from schemas.base import Column, Kind, Sheet, columns

_TYPED: dict[Kind, Callable[[str], object]] = {
    Kind.DATE: dt.date.fromisoformat,
    Kind.WHOLE: int,
    Kind.NUMBER: float,
}


def example(column: Column) -> object:
    """The column's example: a date, a whole number, a number or text; None where it has none."""
    given = column.example
    if given is None or isinstance(given, dt.date):
        return given
    return _TYPED.get(column.kind, str)(str(given))


def example_row(sheet: type[Sheet]) -> dict[str, object]:
    """Column name -> typed example; None where the example row of a blank is empty."""
    return {column.name: example(column) if column.shown else None for column in columns(sheet)}
