"""References in rows that are refused for another of their cells: one bad cell never hides the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.core.finding import Finding, Severity
from pipeline.evidence.tables import Tables
from pipeline.intake.assemble import renamed
from pipeline.intake.checks.references import Checked, numbers, own_people, own_teams, references, units
from pipeline.intake.checks.required import duties
from pipeline.intake.collect import Inbox
from pipeline.intake.select import Selection
from schemas.books import SHEETS

_RULES: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    references,
    units,
    own_people,
    own_teams,
    numbers,
    duties,
)
_NEEDED = {"duty": ["item", "unit"]} | {
    key: ["unit"] for key in ("target", "inspection", "survey", "event", "published_star")
}


def beneath(inbox: Inbox, chosen: Selection, tables: Tables, known: list[Finding]) -> list[Finding]:
    """What is wrong with the other cells of the rows that `known` errors have refused."""
    files = chosen.files - {w.file for unit, w in chosen.submissions.items() if unit in tables.missing}
    refused = {key: _refused(inbox, chosen, key, files) for key in SHEETS}
    if all(rows.empty for rows in refused.values()):
        return []
    every = replace(tables, frames=_together(tables, refused))
    bad = {index for rows in refused.values() for index in rows.index}
    told = {(f.place.file, f.place.sheet, f.place.cell) for f in known if f.severity is Severity.ERROR}
    found = (f for rule in _RULES for f in rule(Checked(inbox, chosen, every)))
    return [
        f
        for f in found
        if (f.place.file, f.place.sheet, f.place.row) in bad
        and (f.place.file, f.place.sheet, f.place.cell) not in told
    ]


def _refused(inbox: Inbox, chosen: Selection, key: str, files: set[str]) -> pd.DataFrame:
    frame = inbox.frames[key]
    rows = frame[frame.index.isin(inbox.bad[key]) & frame.index.isin(files, level="file")]
    return renamed(SHEETS[key], rows.dropna(subset=_NEEDED.get(key, [])), chosen.names)


def _together(tables: Tables, refused: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {
        key: rows if refused[key].empty else pd.concat([rows, refused[key]])
        for key, rows in tables.frames.items()
    }
