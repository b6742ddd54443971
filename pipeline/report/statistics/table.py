"""The common shape of a statistic: rows of units with their values by name, and the columns in which pages draw them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.core.chinese import points
from schemas.words import BRANCH

_TOKENS = re.compile(r"\w+")
_FREE_TEXT = ("note", "outcome", "business", "reason", "problem", "comment")


@dataclass(frozen=True, slots=True)
class StatisticRow:
    """The unit that the row tells of, its values by name, and where it stands if it is a row of a workbook."""

    unit: str
    cells: Mapping[str, Any]
    unit_kind: str = BRANCH
    parent: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.unit_kind, self.unit

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]

    def updated(self, **cells: Any) -> StatisticRow:
        """The row with these values."""
        return replace(self, cells={**self.cells, **cells})


class StatisticColumn(NamedTuple):
    """A heading, what stands below it, the look of its cells (n: number), and whether readers may sort by it."""

    heading: str
    text: Callable[[StatisticRow], str]
    look: str = "n"
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class StatisticTable:
    """A statistic that pages draw: a row a unit under `heading`, and the plant as a whole at the foot where it is counted."""

    title: str
    columns: tuple[StatisticColumn, ...]
    rows: tuple[StatisticRow, ...]
    whole: StatisticRow | None = None
    heading: str = "支部"

    def __iter__(self) -> Iterator[StatisticRow]:
        return iter(self.rows)

    @property
    def sortable(self) -> bool:
        return any(column.sortable for column in self.columns)


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers of a unit's page, outside the office: text that names one of these persons gives way to a word."""

    persons: frozenset[str]

    def rows(self, rows: Iterable[StatisticRow]) -> list[StatisticRow]:
        """The rows with their free text guarded."""
        return [
            row.updated(
                **{name: guarded(row[name], self.persons) for name in _FREE_TEXT if row.cells.get(name)}
            )
            for row in rows
        ]


def guarded(text: str, persons: frozenset[str]) -> str:
    """The text for readers outside the office: only a word in its place where it names a person."""
    named = persons.intersection(_TOKENS.findall(text)) or (not text.isascii() and _names_one(text, persons))
    return "涉及人员，见填报表" if named else text


@lru_cache(16)
def _lengths(persons: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted({len(person) for person in persons}))


def _names_one(text: str, persons: frozenset[str]) -> bool:
    """Whether a name or number stands in the text: its parts of their lengths are looked up, it is not compared with everybody."""
    return any(
        not persons.isdisjoint([text[at : at + long] for at in range(len(text) - long + 1)])
        for long in _lengths(persons)
    )


def count(heading: str, name: str, sortable: bool = True) -> StatisticColumn:
    """A number as it is."""
    return StatisticColumn(heading, lambda row: str(row[name]), sortable=sortable)


def figure(heading: str, name: str, sortable: bool = True) -> StatisticColumn:
    """Points or hours, with as many decimals as points have; a dash for none."""
    return StatisticColumn(heading, lambda row: points(row[name]), sortable=sortable)


def percent(heading: str, name: str) -> StatisticColumn:
    """Per cent; a dash for none."""
    return StatisticColumn(heading, lambda row: per_cent(row[name]))


def text(heading: str, name: str, sortable: bool = True) -> StatisticColumn:
    """Words."""
    return StatisticColumn(heading, lambda row: str(row[name]), "", sortable)


def each(words: Iterable[str], name: str, shown: Callable[[Any], str] = str) -> tuple[StatisticColumn, ...]:
    """A column a word, where the value is a tuple in the order of the words."""

    def column(word: str, index: int) -> StatisticColumn:
        return StatisticColumn(word, lambda row: shown(row[name][index]), sortable=False)

    return tuple(column(word, index) for index, word in enumerate(words))


def per_cent(value: float | None) -> str:
    """As a page prints it."""
    return points(value) + ("" if value is None else "%")
