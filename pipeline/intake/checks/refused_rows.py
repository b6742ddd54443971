"""Runs the checks of single cells on rows that are refused for another of their cells: one bad cell never hides the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pipeline.core.finding import Finding, Severity
from pipeline.evidence.tables import Tables
from pipeline.intake.assemble import renamed
from pipeline.intake.checks import OF_CELLS
from pipeline.intake.checks.references import Checked
from pipeline.intake.select import Selection
from schemas.books import SHEETS

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
