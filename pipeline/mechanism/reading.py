"""The accepted rows of a sheet as plain records: nothing as None, days as dates, and where each row stands."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.chinese import name_order
from pipeline.core.exact import exact, half_up
from pipeline.rating.evaluate import Evaluation


class Row(NamedTuple):
    """A row of a sheet: the branch (or department) whose workbook it is in, file › sheet › row, and its cells."""

    unit: str
    place: str
    cells: dict[str, Any]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame; what is missing is None, and a time is its day."""
    names = list(frame.columns)
    columns = [[_plain(value) for value in frame[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    """The value, None for what is missing (None, NA, NaT, NaN: the one value unlike itself), a day for a time."""
    if value is None or value is pd.NA or value != value:
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def rows(made: Evaluation, key: str) -> list[Row]:
    """The rows of the period on the sheet of that key, in the order of the files."""
    frame = made.tables.frames[key]
    places = [(made.tables.unit_of[file], f"{file} › {sheet} › 第{row}行") for file, sheet, row in frame.index]
    return [Row(unit, place, cells) for (unit, place), cells in zip(places, records(frame), strict=True)]


def named(made: Evaluation, person: str | None) -> str:
    """张示例（0101）; the number alone where the directory has no such person, "" for nobody."""
    if person is None:
        return ""
    name = made.people.all["name"].get(person)
    return person if name is None else f"{name}（{person}）"


def branches(made: Evaluation) -> list[str]:
    """The branches whose workbook is there, by name."""
    return sorted(set(made.tables.frames["branch"]["branch"]) - set(made.tables.missing), key=name_order)


def teams(made: Evaluation) -> dict[str, str]:
    """The teams of those branches, by name -> their branch."""
    frame, present = made.tables.frames["team"], set(branches(made))
    found = dict(zip(frame["team"], frame["branch"], strict=True))
    return {team: found[team] for team in sorted(found, key=name_order) if found[team] in present}


def share(above: int, below: int) -> float | None:
    """Per cent, at most 100, as it is printed (two decimals, half up); None where there is nothing to divide by."""
    return float(half_up(min(Fraction(100), Fraction(100 * above, below)), 2)) if below else None


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of the values that are there, as it is printed; None of none."""
    given = [exact(value) for value in values if value is not None]
    return float(half_up(sum(given, Fraction(0)) / len(given), 2)) if given else None
