"""Rules over several columns of a row: those that many sheets have in common, and the way to write any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa

Rows = pd.DataFrame
if TYPE_CHECKING:
    Truth = pd.Series[bool]
else:  # a Series takes no type while the program runs
    Truth = pd.Series
_Rule = Callable[[Any, Rows], Truth]


@dataclass(frozen=True, slots=True)
class AskedOnce:
    """What is the same for nearly all rows: a line of the cover says it, and a cell of its own is an exception.

    `asked`: the rows that have the step at all; `after`: days of the row that it does not lie before; `until`: the day of the
    row after which it is not needed any more. `recurs`: it is asked again in each period while `until` is empty."""

    line: str
    asked: Callable[[Rows], Truth]
    after: tuple[str, ...] = ()
    until: str = ""
    recurs: bool = False

    def takes(self, rows: Rows, said: Any) -> Any:
        """Row by row whether it takes what its workbook's cover says."""
        fits = self.asked(rows).fillna(False).astype(bool) & said.notna()
        for name in self.after:
            fits &= rows[name].isna() | (rows[name] <= said)
        return fits if not self.until else fits & (rows[self.until].isna() | (rows[self.until] >= said))


def first_that_holds(*steps: tuple[str, Callable[[Rows], Truth]], otherwise: str) -> Callable[[Rows], Any]:
    """What a column says that follows from the others: the word of the first condition that holds."""

    def said(rows: Rows) -> Any:
        words = pd.Series(otherwise, index=rows.index, dtype="string")
        for word, holds in reversed(steps):
            words = words.mask(holds(rows).fillna(False).astype(bool), word)
        return words

    return said


def where(holds: Callable[[Rows], Truth], word: str) -> Callable[[Rows], Any]:
    """What a column says that follows from the others in some rows alone: the word where the condition holds."""

    def said(rows: Rows) -> Any:
        return pd.Series(word, index=rows.index, dtype="string").where(holds(rows).fillna(False).astype(bool))

    return said


def always(rows: Rows) -> Truth:
    """True of every row."""
    return pd.Series(True, index=rows.index)


def filled(*columns: str) -> Callable[[Rows], Any]:
    """True where one of the columns is filled."""
    return lambda rows: rows[list(columns)].notna().any(axis=1)


def row_rule(cell: str, says: str) -> Callable[[_Rule], object]:
    """A rule over several columns of a row; `cell` is the column to blame and `says` follows "内容是…，" in the finding."""
    return pa.dataframe_check(error=says, statistics={"cell": cell}, ignore_na=False)


def needed_with(cell: str, other: str, says: str) -> object:
    """Where the other column is filled, `cell` must be."""
    return row_rule(cell, says)(lambda _, rows: rows[other].isna() | rows[cell].notna())


def needed_together(cell: str, other: str, says: str) -> object:
    """Both columns are filled or neither; `cell` is blamed."""
    return row_rule(cell, says)(lambda _, rows: rows[other].isna() == rows[cell].isna())


def needed_for(cell: str, column: str, values: tuple[str, ...], says: str) -> object:
    """Rows with one of these values in the column must fill `cell`."""
    return row_rule(cell, says)(lambda _, rows: ~rows[column].isin(values) | rows[cell].notna())


def needed_only_for(cell: str, column: str, values: tuple[str, ...], says: str) -> object:
    """Rows with one of these values in the column must fill `cell`, and no others may."""
    return row_rule(cell, says)(lambda _, rows: rows[column].isin(values) == rows[cell].notna())


def exactly_one(cell: str, other: str, says: str) -> object:
    """One of the two columns is filled and not both; `cell` is blamed."""
    return row_rule(cell, says)(lambda _, rows: rows[cell].isna() != rows[other].isna())


def not_the_same(cell: str, other: str, says: str) -> object:
    """Of two names that are both there, `cell` must be another than the other column's; it is blamed."""
    return row_rule(cell, says)(lambda _, rows: rows[cell].ne(rows[other]).fillna(True))


def not_before(later: str, earlier: str, says: str) -> object:
    """Of two days that are both there, the later must not be before the earlier; it is blamed."""
    return row_rule(later, says)(
        lambda _, rows: (rows[later] >= rows[earlier]) | rows[later].isna() | rows[earlier].isna()
    )
