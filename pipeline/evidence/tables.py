"""The accepted rows of one period, ready to be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.core.period import Period
from pipeline.rulebook.rules import Rulebook

Index = tuple[str, str, int]  # file, sheet as titled in the file, Excel row


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Frames keyed by sheet, indexed (file, sheet, row), holding only rows that count in the period.

    `year`: meetings, helps, wishes and requests from the start of the year to the end of the period, each row once.
    `unit_of`: file -> the branch or department of its cover. `missing`: branches whose workbook is absent or left out."""

    period: Period
    frames: Mapping[str, pd.DataFrame]
    year: Mapping[str, pd.DataFrame]
    unit_of: Mapping[str, str]
    letters: Mapping[tuple[str, str], Mapping[str, str]]
    titles: Mapping[tuple[str, str], str]
    rulebook: Rulebook
    missing: tuple[str, ...] = ()

    def place(self, key: str, file: str, row: int, column: str) -> tuple[str, str, str]:
        """File, sheet title and cell address of a row's column."""
        letter = self.letters[file, key].get(column, "")
        return file, self.titles[file, key], f"{letter}{row}"
