"""The rulebook frames under check, and how a finding names a cell of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.core.records import Index, placed
from pipeline.core.remember import remembered
from pipeline.intake.collect import Inbox
from pipeline.intake.messages import say

Record = dict[Hashable, Any]
Row = tuple[Index, Record]


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The rulebook frames under check, and how to name a cell of them."""

    inbox: Inbox
    frames: dict[str, pd.DataFrame]
    teams: tuple[int, ...]  # numbers of teams of the plant's branches
    units: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # kind -> rows of the directory
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False)  # what `remembered` keeps

    @remembered
    def rows(self, key: str) -> list[Row]:
        """The rows of a sheet; nobody may change them."""
        return list(placed(self.frames[key]))

    @property
    def file(self) -> str:
        """The rulebook's file."""
        return next((str(index[0]) for frame in self.frames.values() for index in frame.index), "")

    @property
    def in_layers(self) -> bool:
        """True if the indicators stand on the two sheets of today."""
        return (self.file, "line") in self.inbox.letters

    def say(
        self, code: str, key: str, index: Index, column: str, value: object = "", **facts: Any
    ) -> Finding:
        place, known = self.inbox.spot(key, index, column)
        return say(code, place, column=known.title, value=str(value), **facts)
