"""Typed rows of a result as frames, which tests can select from, and frames drawn by hand as typed rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import pandas as pd

Row = TypeVar("Row", bound=NamedTuple)
REAL = (
    *("score", "bonus", "total", "points", "max_points", "standard_points", "ratio"),
    *("self_points", "checked_points", "quantity", "quality"),
)
WHOLE = ("score_star", "capped_star", "star", "previous_star", "place", "rank", "before", "after")


def frame_of(rows: Sequence[Any], kind: type[Any] | None = None) -> pd.DataFrame:
    """A row a row, a column a field; whole numbers may lack."""
    names = (kind or type(rows[0]))._fields
    frame = pd.DataFrame(rows, columns=list(names))
    step = "stage" in names  # its place is a cell of the rulebook
    whole = {name: "Int64" for name in WHOLE if name in names and not (step and name == "place")}
    return frame.astype(whole | {name: "Float64" for name in REAL if name in names})


def rows_of(frame: pd.DataFrame, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of a frame that has the fields of the row as columns; NA is None."""
    columns = (frame[name].astype(object) for name in kind._fields)
    values = (column.where(column.notna(), None).tolist() for column in columns)
    return tuple(kind(*row) for row in zip(*values, strict=True))
