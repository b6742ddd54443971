"""目标责任书: one letter a unit, its goals in three categories side by side, and how far they are reached."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.documents.opening import Context, Letter, day, head_name, labels, opening, wording
from pipeline.facts import Facts
from pipeline.render import form
from pipeline.render.rows import Tables, UnitKey
from pipeline.result import Result
from pipeline.stage import FIRST_DRAFT, NOTICE, OFFICIAL
from pipeline.tables import Tables as Sheets
from pipeline.words import plain
from schemas.base import title
from schemas.facts import GoalFact
from schemas.words import BRANCH, TARGET_CATEGORIES

TEMPLATE = "目标责任书"
QUARTERS = ("q1", "q2", "q3", "q4")


def goal_letters(result: Result, found: Tables, sheets: Sheets, facts: Facts) -> Iterator[Letter]:
    """A letter for every unit that has goals."""
    goals = unit_goals(sheets, facts)
    for key, name in labels(sorted(goals)).items():
        star = found.unit.get(key)
        signed = [g["signed"] for g in goals[key] if not pd.isna(g["signed"])]
        context = opening(result) | {
            "wording": wording(result, (FIRST_DRAFT, NOTICE, OFFICIAL)),
            "kind": key[0],
            "unit": key[1],
            "parent": star.parent if star else "",
            "head": head_name(star) if star else form.NOTHING,
            "signed": day(max(signed) if signed else None),
            "columns": _columns(goals[key], goals.get((BRANCH, star.parent), []) if star else []),
            "goals": goals[key],
            "reached": _reached(goals[key]),
        }
        yield Letter(f"公文/{TEMPLATE}-{name}.docx", TEMPLATE, context)


def unit_goals(sheets: Sheets, facts: Facts) -> dict[UnitKey, list[Context]]:
    """The goals of each unit in the order of the categories, written out, with what was reached by now."""
    fact = facts[title(GoalFact)]
    reached = dict(zip(fact["goal"], fact["achieved"], strict=True))
    results = sheets.frames["target_actual"].dropna(subset=["actual"]).drop_duplicates("goal")
    actual = dict(zip(results["goal"], results["actual"], strict=True))
    names = dict(zip(sheets.frames["person"]["person"], sheets.frames["person"]["name"], strict=True))
    rows = sorted(sheets.frames["target"].to_dict("records"), key=lambda r: (TARGET_CATEGORIES.index(r["category"]), r["goal"]))
    made: dict[UnitKey, list[Context]] = {}
    for row in rows:
        goal = _goal(row, f"q{sheets.period.quarter}", names)
        goal |= {"actual": _number(actual.get(row["goal"])), "share": reached.get(row["goal"]),
                 "reached": _percent(reached.get(row["goal"]))}
        made.setdefault((row["unit_kind"], row["unit"]), []).append(goal)
    return made


def _goal(row: Mapping[Hashable, Any], quarter: str, names: Mapping[str, str]) -> Context:
    return {"category": row["category"], "indicator": row["indicator"], "unit": row["measure_unit"],
            "direction": row["direction"], "annual": plain(row["annual"]), "node": plain(row[quarter]),
            **{q: plain(row[q]) for q in QUARTERS}, "weight": plain(row["weight"]),
            "owner": names.get(row["owner"], row["owner"]), "examiner": row["examiner"], "signed": row["signed"]}


def _columns(own: list[Context], above: list[Context]) -> list[Context]:
    """The three categories with their goals in words; where a team has none of a kind, those of its branch stand there."""
    columns = []
    for category in TARGET_CATEGORIES:
        goals, others = ([g for g in rows if g["category"] == category] for rows in (own, above))
        weight = f"（权重 {plain(sum(float(g['weight']) for g in goals))}）" if goals else "（所属支部的目标）" if others else ""
        lines = [f"{number}.{g['indicator']} {g['annual']}{g['unit']}" for number, g in enumerate(goals or others, 1)]
        columns.append({"head": f"{category}{weight}", "goals": lines or ["没有这一类目标"]})
    return columns


def _reached(goals: list[Context]) -> str:
    """The weighted achievement of the unit in per cent; a dash where no goal has a node in the period."""
    counted = [(float(g["share"]), float(g["weight"])) for g in goals if g["share"] is not None]
    weight = sum(w for _, w in counted)
    return _percent(sum(s * w for s, w in counted) / weight) if weight else form.NOTHING


def _number(value: Any) -> str:
    return "未报" if value is None else plain(value)


def _percent(share: Any) -> str:
    return form.NOTHING if share is None or pd.isna(share) else f"{plain(round(float(share) * 100, 2))}%"
