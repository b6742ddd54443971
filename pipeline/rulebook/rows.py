"""Rows of checked rulebook frames and their cells: the few ways in which rules read them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.exact import exact

Record = dict[Hashable, Any]
# sheet key, row index, column name -> "file › sheet › D7"
Cell = Callable[[str, tuple[str, str, int], str], str]


def rows_of(frame: pd.DataFrame) -> list[tuple[tuple[str, str, int], Record]]:
    """Every row with its index."""
    return list(zip(frame.index, frame.to_dict("records"), strict=True))


def copied(row: Record, names: tuple[str, ...]) -> dict[str, Any]:
    """Some of its cells as they are."""
    return {name: row[name] for name in names}


def text(value: Any) -> str:
    """The text of a cell, "" for a blank one."""
    return "" if pd.isna(value) else str(value)


def number(value: Any) -> Fraction:
    """The number that stands there, exactly."""
    return exact(float(value))


def whole(value: Any) -> int | None:
    """The whole number of a cell, None for a blank one."""
    return None if pd.isna(value) else int(value)
