"""The checks between sheets and workbooks, and the one list of them.

A check takes the period's selection and tables (`Checked`) and yields a finding at every cell, or workbook, that is at fault.
It changes nothing, knows of no other check, and leaves to the sheet's own rules what a single row can see by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.core.finding import Finding, Severity
from pipeline.evidence.tables import Tables
from pipeline.intake.assemble import renamed
from pipeline.intake.checks import announced, departments, ledgers, references, required, results
from pipeline.intake.checks.people import excused, grades, guests, pairs, pledges
from pipeline.intake.checks.references import Checked
from pipeline.intake.select import Selection
from schemas.books import SHEETS

Check = Callable[[Checked], Iterator[Finding]]
# Of single cells: they hold for rows too that are refused for another of their cells.
OF_CELLS: tuple[Check, ...] = (
    references.references,
    references.units,
    references.own_people,
    references.own_teams,
    references.numbers,
    required.duties,
    ledgers.transferred,
)
OF_TABLES: tuple[Check, ...] = (
    references.branch_secretaries,
    references.linked,
    ledgers.conclusions,
    ledgers.claims,
    ledgers.later_days,
    ledgers.answers,
    ledgers.passed_on,
    ledgers.filled_up,
    references.ticks,
    references.covers,
    references.former_names,
    references.exceptional,
    required.goals,
    required.easy_goals,
    required.early_duties,
    required.checks,
    departments.examiners,
    announced.announcements,
    announced.unknown_holidays,
    required.inspections,
    required.events,
    required.surveys,
    required.silences,
    results.achievements,
    results.bonuses,
    results.paired_teams,
    results.not_applying,
    pledges,
    grades,
    guests,
    pairs,
    excused,
)


def check_all(at: Checked) -> list[Finding]:
    """The findings of every check, sorted; none in a column that is missing, which is said once."""
    return sorted(
        one for check in (*OF_CELLS, *OF_TABLES) for one in check(at) if one.place.letter or not one.place.row
    )


_NEEDED = {"duty": ["item", "unit"]} | {
    key: ["unit"] for key in ("target", "inspection", "survey", "event", "published_star")
}


def check_refused(at: Checked, known: list[Finding]) -> list[Finding]:
    """What is wrong with the other cells of the rows that `known` errors have refused."""
    chosen, tables = at.chosen, at.tables
    files = chosen.files - {w.file for unit, w in chosen.submissions.items() if unit in tables.missing}
    refused = {key: _refused(chosen, key, files) for key in SHEETS}
    if all(rows.empty for rows in refused.values()):
        return []
    every = Checked(chosen, replace(tables, frames=_together(tables, refused)))
    rows = {index for rows in refused.values() for index in rows.index}
    reported = {(f.place.file, f.place.sheet, f.place.cell) for f in known if f.severity is Severity.ERROR}
    return [
        f
        for check in OF_CELLS
        for f in check(every)
        if (f.place.file, f.place.sheet, f.place.row) in rows
        and (f.place.file, f.place.sheet, f.place.cell) not in reported
    ]


def _refused(chosen: Selection, key: str, files: set[str]) -> pd.DataFrame:
    rows = chosen.inbox.every(key, files)
    rows = rows[rows.index.isin(chosen.inbox.bad[key])].dropna(subset=_NEEDED.get(key, []))
    return renamed(SHEETS[key], rows, chosen.names)


def _together(tables: Tables, refused: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {
        key: rows if refused[key].empty else pd.concat([rows, refused[key]])
        for key, rows in tables.frames.items()
    }
