"""The rows of a data frame as plain records, and as records with the place where each stands."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

Record = dict[Hashable, Any]
Index = tuple[str, str, int]  # file, sheet (its title) and Excel row


def records(frame: pd.DataFrame) -> list[Record]:
    """Every row as column -> cell, None for a blank one: what `to_dict("records")` gives, three times as fast where the index
    has several levels, which it copies for each column."""
    plain = frame.set_axis(pd.RangeIndex(len(frame)), axis=0)
    names = list(plain.columns)
    cells = [_cells(plain[name].array) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _cells(column: Any) -> list[Any]:
    if getattr(column.dtype, "na_value", None) is pd.NA:
        blank_as_none: list[Any] = column.to_numpy(dtype=object, na_value=None).tolist()
        return blank_as_none
    return list(column.astype(object))  # days and floats have a blank of their own


def placed(frame: pd.DataFrame) -> Iterator[tuple[Index, Record]]:
    """Every row with the place where it stands."""
    return zip(frame.index.tolist(), records(frame), strict=True)
