"""Whose levels of the last period belong to another table of levels than today's: no step is measured from them (rules 9.4)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.core.period import Period, parse_period
from pipeline.core.records import records
from pipeline.excel.cells.cell import same_name
from pipeline.intake.assemble import rules_of
from pipeline.intake.select import Selection
from pipeline.rating.score import Unit
from pipeline.rulebook.rules import Rulebook
from schemas.base import key as key_of
from schemas.books import RULEBOOK
from schemas.words import BRANCH, TEAM

_COLUMNS = ((BRANCH, "branch"), (TEAM, "team"))


def relevelled(chosen: Selection, rulebooks: Mapping[Period, Rulebook | None]) -> set[Unit]:
    """The units whose levels were others in the last period; `rulebooks`: of the periods before, oldest first, the rules that
    rated them, None where the published levels alone are known."""
    if chosen.rulebook is None or not rulebooks:
        return set()
    frames = {key_of(sheet): chosen.rows(key_of(sheet)) for sheet in RULEBOOK.sheets}
    rules = rules_of(chosen.inbox, frames)
    last, then = list(rulebooks.items())[-1]
    if then is not None:
        kinds = [kind for kind, _ in _COLUMNS if then.level_names(kind) != rules.level_names(kind)]
        return {
            (kind, name) for kind, column in _COLUMNS if kind in kinds for name in chosen.rows(column)[column]
        }
    return {
        (kind, chosen.names.get(same_name(unit), unit))
        for kind, unit, star, level, period in _published(chosen)
        if parse_period(period) == last and level != rules.level_word(kind, star)
    }


def _published(chosen: Selection) -> list[tuple[str, str, int, str, str]]:
    """Kind, unit, star, name and period of the published levels that have a name."""
    rows = chosen.rows("published_star")
    rows = rows[rows["level"].notna() & rows["star"].notna()]
    return [
        (r["unit_kind"], r["unit"], int(r["star"]), r["level"], str(r["period"]))
        for r in records(rows)
        if not pd.isna(r["unit"])
    ]
