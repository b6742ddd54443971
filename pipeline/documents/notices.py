"""公示 and 通报: the result as the plant reads it, cut to the publication level."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.core import chinese
from pipeline.documents.agenda import adjusted
from pipeline.documents.opening import Context, Letter, counted, day, grouped, named, note, opening, wording
from pipeline.evidence.tables import Tables as Sheets
from pipeline.render.circular_rows import board_rows, unit_rows
from pipeline.render.disclosure import FULL, fallback_note
from pipeline.render.rows import Tables
from pipeline.render.unit import change_word
from pipeline.result import Result
from pipeline.stage import NOTICE, OFFICIAL
from schemas.words import BRANCH, TEAM, UNIT_KINDS

PUBLIC_NOTICE, CIRCULAR = "公示", "通报"
_NUMBERS = ("score", "bonus", "total")


def public_notice(result: Result, found: Tables, sheets: Sheets) -> Iterator[Letter]:
    """The notice for the board: the stars by level, the days from and to, room for whom to tell."""
    ranked = {kind: [row for row in _units(result, found, kind) if row["place"] != chinese.NOTHING] for kind in UNIT_KINDS}
    context = opening(result) | {
        "wording": wording(result, (NOTICE, OFFICIAL)),
        "branches": grouped(found, BRANCH),
        "teams": grouped(found, TEAM),
        "from_day": _day(sheets, "公示", "date"),
        "to_day": _day(sheets, "公示", "until"),
        "ranked_branches": ranked[BRANCH],
        "ranked_teams": ranked[TEAM],
        "ranked_title": "名次和得分" if result.level == FULL else "名次和得分（前三名）",
        "named": named(result),
    }
    yield Letter(f"公文/{PUBLIC_NOTICE}.docx", PUBLIC_NOTICE, context)


def circular_letter(result: Result, found: Tables, sheets: Sheets) -> Iterator[Letter]:
    """The circular with its three tables."""
    context = opening(result) | {
        "wording": wording(result, (OFFICIAL,)),
        "counts": [counted(result, found, kind) for kind in UNIT_KINDS],
        "adjusted": adjusted(found),
        "branches": _units(result, found, BRANCH),
        "teams": _units(result, found, TEAM),
        "boards": _boards(result, found),
        "boards_note": fallback_note(found, result.level),
        "named": named(result),
        "issued": _day(sheets, "正式通报", "date"),
    }
    yield Letter(f"公文/{CIRCULAR}.docx", CIRCULAR, context)


def _day(sheets: Sheets, step: str, column: str) -> str:
    """The day of the last step of that kind, or room to write it."""
    steps = sheets.frames["decision"].sort_values("date", kind="stable")
    days = steps[steps["step"].eq(step).fillna(False)][column]
    return day(days.iloc[-1] if len(days) else pd.NaT)


def _units(result: Result, found: Tables, kind: str) -> list[Context]:
    """Branches or teams as a table prints them; places and points only where they are published."""
    rows = []
    for row in unit_rows(found, kind, result.level):
        star = found.unit[kind, str(row["unit"])]
        rows.append({"unit": star.unit, "parent": star.parent, "standing": row["standing"], "head": row["responsible"],
                     "change": change_word(star), "note": note(result, found, star), "place": row["place"],
                     **{name: _points(row[name]) for name in _NUMBERS}})
    return rows


def _boards(result: Result, found: Tables) -> list[Context]:
    rows: list[Context] = [dict(row) for row in board_rows(found, result.level)]
    return [row | {name: _points(row[name]) for name in ("score", "quantity", "quality")} for row in rows]


def _points(value: object) -> str:
    """A score as it is printed, or the dash that stands for one."""
    return chinese.points(value) if isinstance(value, float) else str(value)
