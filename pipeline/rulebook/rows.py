"""Rows of checked rulebook frames and their cells: the few ways in which rules read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.exact import exact
from pipeline.core.records import Index, Record
from schemas import words
from schemas.base import columns
from schemas.indicator import Computation, Indicator, Line

# sheet key, row index, column name -> "file › sheet › D7"
Cell = Callable[[str, tuple[str, str, int], str], str]


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


JOINED, LINE, COMPUTED = "indicator", "line", "computation"
_FILE = "file"
_OF_LINE, _COMPUTED = ([one.name for one in columns(layer)] for layer in (Line, Computation))
_MORE = [name for name in _COMPUTED if name not in _OF_LINE]
_EVERY = [one.name for one in columns(Indicator)]


def joined(lines: pd.DataFrame, computed: pd.DataFrame) -> tuple[pd.DataFrame, dict[Any, Any]]:
    """The rows of 评价细则, each with its row of 计算设置 of the same file, as indicators; and which row that is. Of two rows
    with one 序号 the first: both are refused."""
    known = computed[computed["code"].notna()]
    known = known[~_keys(known).duplicated()]
    keys, there = _keys(lines), _keys(known)
    at = there.get_indexer(keys)
    whole = lines.assign(**{name: known[name].array.take(at, allow_fill=True) for name in _MORE})
    follows = [follows_without_figures(one) for one in whole["origin"]]
    whole["missing"] = whole["missing"].fillna(pd.Series(follows, index=whole.index, dtype="string"))
    whole["reference"] = whole["reference"].fillna(words.OF_OUR_OWN)
    rows = list(known.index)
    pairs = {line: rows[int(n)] for line, n in zip(lines.index, at, strict=True) if n >= 0}
    return whole[_EVERY], pairs


def join_layers(frames: dict[str, pd.DataFrame], bad: dict[str, frozenset[Index]]) -> dict[Index, Index]:
    """Put the rows of both layers of the indicators together, into those of workbooks that have them on one sheet; a row is
    refused where either is. Gives the row of 计算设置 of each that has one."""
    whole, computed_by = joined(frames[LINE], frames[COMPUTED])
    refused = {index for index, there in computed_by.items() if there in bad[COMPUTED]}
    bad[JOINED] = bad[JOINED] | bad[LINE] | refused
    both = [frame for frame in (frames[JOINED], whole) if len(frame)]
    if both:
        frames[JOINED] = pd.concat(both) if len(both) > 1 else both[0]
    return computed_by


def stands_at(index: Index, name: str, computed_by: Mapping[Index, Index]) -> tuple[str, Index, str]:
    """The sheet, row and column of an indicator's cell: on 计算设置 where it has a row there, else at its 考评方式."""
    if name in _OF_LINE:
        return LINE, index, name
    return (COMPUTED, computed_by[index], name) if index in computed_by else (LINE, index, "origin")


def _keys(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([rows.index.get_level_values(_FILE), rows["code"].array])


def follows_without_figures(origin: Any) -> str:
    """What 缺数时 is where nothing is said: somebody has to fill in what no ledger gives."""
    by_hand = (words.MARKED, words.DEDUCTION, words.REPORTED)
    return words.MUST_FILL if text(origin) in by_hand else words.DOES_NOT_APPLY


Cells = dict[str, Any]  # column -> value


def in_layers(rows: list[Cells]) -> tuple[list[Cells], list[Cells]]:
    """Indicators as rows of 评价细则 and of 计算设置; where nothing is computed, or only what follows is said, there is none."""
    lines = [{name: row.get(name) for name in _OF_LINE} for row in rows]
    computed = [{name: row.get(name) for name in _COMPUTED} for row in rows if _computed(row)]
    return lines, computed


def _computed(row: Cells) -> bool:
    """True if 计算设置 says anything of the indicator that does not go without saying."""
    said = {name for name in _MORE if name in row and not pd.isna(row[name])}
    follows = follows_without_figures(row.get("origin"))
    return bool(said - {"missing"}) or ("missing" in said and row["missing"] != follows)
