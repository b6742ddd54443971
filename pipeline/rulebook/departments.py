"""What the examining departments are called: a name that stands in one place alone is a slip where it is nearly another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

import pandas as pd

from pipeline.excel.cells.kinds import ITEM_MARK
from pipeline.excel.cells.suggest import meant
from schemas.target import SELF_EXAMINED

Names = Mapping[str, Collection[str]]  # where departments are named -> their names there


def departments_in(column: pd.Series) -> set[str]:
    """The departments in a column whose cells hold one or several."""
    return {name for cell in column.dropna() for name in cell.split(ITEM_MARK)}


TARGETS, RULES, NAMES, SENT = "目标责任书", "评价细则", "组织名册", "部门考评"  # where departments are named


def named(examiners: Collection[str], rows: Callable[[str], pd.DataFrame], sent: Iterable[str]) -> Names:
    """Where departments are named -> their names there; `rows` gives those of a sheet, `sent` the names on covers."""
    of_names = (rows("branch")["departments"], rows("team")["department"])
    return {
        TARGETS: set(examiners) - set(rows("branch")["branch"]),
        RULES: departments_in(rows("indicator")["departments"]),
        NAMES: set().union(*map(departments_in, of_names)),
        SENT: set(sent),
    }


def slips(names: Names, sent: Collection[str]) -> dict[str, str]:
    """Name that the targets or the rulebook alone have -> the name of another place that was meant; none of
    those that have `sent` a workbook. Names that stand in two places are thought of first."""
    counts = Counter(name for here in (*map(set, names.values()), set(sent)) for name in here)
    firm = tuple(sorted({SELF_EXAMINED, *(name for name, count in counts.items() if count > 1)}))
    found = {}
    for place in (TARGETS, RULES):
        others = {name for other, here in names.items() if other != place for name in here}
        for name in sorted(set(names[place]) - others - set(sent)):
            found[name] = meant(name, firm) or meant(name, tuple(sorted(others)))
    return {name: near for name, near in found.items() if near not in ("", SELF_EXAMINED)}


def as_meant(column: pd.Series, misspelt: Mapping[str, str]) -> pd.Series:
    """The column with each department under the name that was meant."""
    if not misspelt:
        return column
    cells = {cell: _corrected(cell, misspelt) for cell in column.dropna().unique()}
    return column.map(cells).astype(column.dtype)


def _corrected(cell: str, misspelt: Mapping[str, str]) -> str:
    return ITEM_MARK.join(dict.fromkeys(misspelt.get(name, name) for name in cell.split(ITEM_MARK)))
