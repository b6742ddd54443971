"""The schemes that a rulebook makes by its 适用条件: for each kind of unit every combination that the rows tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pandas as pd

from pipeline.core.records import Record
from pipeline.intake.checks.rules.draft import Draft, Row
from pipeline.rulebook.condition import Condition, holds, parse_condition
from pipeline.rulebook.indicators import unit_columns
from schemas.base import Column
from schemas.words import UNIT_KINDS

_MOST = 200  # combinations that are looked at; more than any rulebook needs
_CONDITIONAL = ("indicator", "threshold")


class UnitGroup(NamedTuple):
    """Units that a rulebook treats alike: what they are called, and a row of the directory as theirs may be."""

    kind: str
    label: str
    row: pd.DataFrame

    @property
    def name(self) -> str:
        """党支部（类别=生产）."""
        return f"{self.kind}（{self.label}）" if self.label else self.kind

    def has(self, row: Row) -> bool:
        """True if the row of the rulebook is for these units."""
        cells = row[1]
        return cells["unit_kind"] == self.kind and bool(holds(condition_of(cells), self.row).all())


def condition_of(cells: Record) -> Condition:
    """The 适用条件 of a row; none where it cannot be understood, which is said at its cell."""
    text = cells["applies"]
    return () if pd.isna(text) else parse_condition(str(text), unit_columns(str(cells["unit_kind"])))[0]


def schemes(draft: Draft, kind: str) -> Iterator[UnitGroup]:
    """Every scheme of a kind of unit; the only one has no label."""
    rows = [one for key in _CONDITIONAL for one in draft.rows(key) if one[1]["unit_kind"] == kind]
    terms = [term for _, cells in rows for term in condition_of(cells)]
    known = {column.name: column for column in unit_columns(kind).values()}
    values: dict[str, list[object]] = {}
    for term in terms:
        column = known[term.column]
        samples = values.setdefault(term.column, [])
        samples += [one for one in _samples(column, term.values) if one not in samples]
    for combination in list(product(*values.values()))[:_MOST]:
        cells = dict(zip(values, combination, strict=True))
        label = "，".join(f"{known[name].title}={value}" for name, value in cells.items())
        yield UnitGroup(kind, label, pd.DataFrame([cells or {"": ""}]))


def _samples(column: Column, values: tuple[object, ...]) -> list[object]:
    """The values that are told apart: those named, for a number the ones beside it, and all of a closed list."""
    if column.choices:
        return list(column.choices)
    numbers = [one for one in values if isinstance(one, float)]
    return [*values, *(one + by for one in numbers for by in (-1, 1))]


def kinds_of(draft: Draft) -> list[str]:
    """The kinds of unit that have indicators, branches and teams always."""
    return list(dict.fromkeys((*UNIT_KINDS, *(row["unit_kind"] for _, row in draft.rows("indicator")))))
