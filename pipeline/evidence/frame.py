"""Building a fact frame: declared columns plus the cell each row came from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from schemas.base import NO, YES

ORIGIN = ("file", "key", "row", "field")


def fact(rows: pd.DataFrame, key: str, field: str | pd.Series, columns: Mapping[str, object]) -> pd.DataFrame:
    """One fact row a row of a sheet; `field` names the column whose cell is the evidence."""
    made = pd.DataFrame({name: _aligned(value, rows) for name, value in columns.items()}, index=rows.index)
    made["file"] = rows.index.get_level_values("file")
    made["key"] = key
    made["row"] = rows.index.get_level_values("row")
    made["field"] = field
    return made.reset_index(drop=True)


def _aligned(value: object, rows: pd.DataFrame) -> object:
    return value.to_numpy() if isinstance(value, pd.Series) and not value.index.equals(rows.index) else value


def yes_no(mask: pd.Series) -> pd.Series:
    """是 where true, 否 where false or unknown."""
    return mask.fillna(False).astype(bool).map({True: YES, False: NO})


def exploded(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per item of a LIST column; rows without items disappear."""
    given = rows[rows[column].notna()]
    return given.assign(**{column: given[column].str.split("、")}).explode(column)
