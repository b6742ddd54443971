"""目标责任书: one letter a unit, Party and business goals side by side; as it is signed, and what is reached by now."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from importlib.resources import files
from typing import Any

import pandas as pd

from pipeline.core import chinese
from pipeline.core.chinese import plain
from pipeline.core.finding import Finding, Place, has_errors
from pipeline.core.period import Period
from pipeline.core.records import records
from pipeline.evidence.results import goal_results
from pipeline.evidence.tables import Directory
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import Inbox, by_file, cover
from pipeline.intake.forms.blanks import latest
from pipeline.intake.select import select
from pipeline.intake.sent.owner import canonical, renamed
from pipeline.report.disclosure import head_name
from pipeline.report.notices.earlier import say
from pipeline.report.papers.letter import Context, Paper, day, labels, opening, wording
from pipeline.report.papers.template import fill, form
from pipeline.report.result import Result
from pipeline.report.rows import UnitKey
from pipeline.report.stage import FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER
from schemas.base import title
from schemas.books import SHEETS
from schemas.facts import GoalFact
from schemas.target import SELF_EXAMINED, TargetActual
from schemas.words import BRANCH, TARGET_CATEGORIES, TEAM

TEMPLATE = "目标责任书"
QUARTERS = ("q1", "q2", "q3", "q4")
Goals = Mapping[UnitKey, list[Context]]


def goal_letters(result: Result) -> Iterator[Paper]:
    """A letter for every unit that has goals, with what it has reached in the period."""
    goals = unit_goals(result)
    for key, name in labels(sorted(goals)).items():
        star = result.star.get(key)
        context = (
            opening(result)
            | agreed(key, goals, star.parent if star else "", head_name(star) if star else chinese.NOTHING)
            | {
                "wording": wording(result, (FIRST_DRAFT, QUARTER, NOTICE, OFFICIAL)),
                "results": True,
                "reached": _reached(goals[key]),
            }
        )
        yield Paper(f"公文/{TEMPLATE}-{name}.docx", TEMPLATE, context)


def agreed(key: UnitKey, goals: Goals, parent: str, head: str) -> Context:
    """What the unit signs: its goals by category, their nodes, who reports each; `parent`: the branch of a team."""
    of_unit = goals[key]
    signed = [g["signed"] for g in of_unit if not pd.isna(g["signed"])]
    return {
        "kind": key[0],
        "unit": key[1],
        "parent": parent,
        "head": head,
        "signed": day(max(signed) if signed else None),
        "columns": _columns(of_unit, goals.get((BRANCH, parent), [])),
        "goals": of_unit,
        "reporters": _reporters(of_unit),
    }


def unit_goals(result: Result) -> dict[UnitKey, list[Context]]:
    """The goals of each unit, written out, with the node of the period and what was reached by now."""
    fact = result.evaluation.facts[title(GoalFact)]
    reached = dict(zip(fact["goal"], fact["achieved"], strict=True))
    results = goal_results(result.tables)
    actual = dict(zip(results["goal"], results["actual"], strict=True))
    made = goals_of(result.tables.frames["target"], result.tables.directory)
    for goal in (goal for goals in made.values() for goal in goals):
        share = reached.get(goal["goal"])
        goal |= {
            "node": goal[f"q{result.period.quarter}"],
            "actual": _number(actual.get(goal["goal"])),
            "share": share,
            "reached": _percent(share),
        }
    return made


def goals_of(target: pd.DataFrame, directory: Directory) -> dict[UnitKey, list[Context]]:
    """The goals of each unit in the order of the categories, written out as they are agreed, room left for the results."""
    rows = sorted(records(target), key=lambda r: (TARGET_CATEGORIES.index(r["category"]), r["goal"]))
    goals: dict[UnitKey, list[Context]] = {}
    for row in rows:
        goals.setdefault((row["unit_kind"], row["unit"]), []).append(_goal(row, directory))
    return goals


def _goal(row: Mapping[Hashable, Any], directory: Directory) -> Context:
    return {
        "goal": row["goal"],
        "category": row["category"],
        "indicator": row["indicator"],
        "unit": row["measure_unit"],
        "direction": row["direction"],
        "annual": plain(row["annual"]),
        **{q: plain(row[q]) for q in QUARTERS},
        "weight": plain(row["weight"]),
        "owner": directory.name_of(row["owner"]),
        "examiner": row["examiner"],
        "signed": row["signed"],
        "actual": "",
        "reached": "",
    }


def _columns(of_unit: list[Context], above: list[Context]) -> list[Context]:
    """The three categories with their goals in words; where a team has none of a kind, those of its branch stand there."""
    columns = []
    for category in TARGET_CATEGORIES:
        goals, others = ([g for g in rows if g["category"] == category] for rows in (of_unit, above))
        weight = (
            f"（权重 {plain(sum(float(g['weight']) for g in goals))}）"
            if goals
            else "（所属支部的目标）"
            if others
            else ""
        )
        lines = [
            f"{number}.{g['indicator']} {g['annual']}{g['unit']}（责任人 {g['owner']}）"
            for number, g in enumerate(goals or others, 1)
        ]
        columns.append({"head": f"{category}{weight}", "goals": lines or ["没有这一类目标"]})
    return columns


def _reporters(of_unit: list[Context]) -> list[str]:
    """Who reports which goals: each examining department, and the branch itself on a sheet of its own workbook."""
    by: dict[str, list[str]] = {}
    for goal in of_unit:
        by.setdefault(goal["examiner"], []).append(goal["indicator"])
    own_sheet = f"（在支部填报的“{title(TargetActual)}”表填报）"
    return [
        f"{'、'.join(goals)}由{examiner}报送{own_sheet if examiner == SELF_EXAMINED else ''}"
        for examiner, goals in by.items()
    ]


def _reached(goals: list[Context]) -> str:
    """The weighted achievement of the unit in per cent; a dash where no goal has a node in the period."""
    counted = [(float(g["share"]), float(g["weight"])) for g in goals if g["share"] is not None]
    weight = sum(w for _, w in counted)
    return _percent(sum(s * w for s, w in counted) / weight) if weight else chinese.NOTHING


def _number(value: Any) -> str:
    return "未报" if value is None else plain(value)


def _percent(share: Any) -> str:
    return chinese.NOTHING if share is None or pd.isna(share) else f"{plain(round(float(share) * 100, 2))}%"


READY, ROOM = "签订稿", "　　　　"
Letters = dict[str, bytes]


def signing(inbox: Inbox, period: Period) -> tuple[Letters, list[Finding]]:
    """目标责任书/<unit>.docx for every unit with goals in the target workbook that covers the period, none where there is no such
    workbook; none with findings where the workbook or the template is at fault.

    In January there is no directory of the new year yet: the last one tells who is responsible first."""
    chosen = select(inbox, period)
    before = latest(inbox, period)
    directory = chosen.directory or (select(inbox, before).directory if before else None)
    if chosen.target is None or not chosen.target.file or directory is None:
        return {}, []
    if has_errors(by_file(inbox.findings)[chosen.target.file]):
        return {}, [say("W602", Place(chosen.target.file))]
    path = f"docx/{TEMPLATE}.docx"
    blank, findings = form(files("templates").joinpath(path).read_bytes(), f"templates/{path}")
    letters: Letters = {}
    contexts = _contexts(inbox, chosen.target, directory) if blank else {}
    for name, context in contexts.items():
        assert blank is not None
        letter, faults = fill(blank, _opening(chosen.target, period) | context)
        if letter is None:
            return {}, faults
        letters[f"{TEMPLATE}/{name}.docx"] = letter
    return letters, findings


def _opening(target: Workbook, period: Period) -> Context:
    return {
        "plant": cover(target, "plant"),
        "period": period.whole_year().title,
        "year": period.year,
        "stage": READY,
        "reservations": "",
        "wording": "",
        "last_day": "",
        "results": False,
        "reached": "",
    }


def _contexts(inbox: Inbox, target: Workbook, directory: Workbook) -> dict[str, Context]:
    """File name -> what stands in the letter of a unit; room for the name of a person whom the directory does not give."""
    known = inbox.directory(directory)
    rows = renamed(SHEETS["target"], inbox.rows("target", {target.file}), canonical(inbox, directory))
    goals, leaders = goals_of(rows, known), known.leaders
    return {
        name: agreed(
            key,
            goals,
            known.branch_of(key) if key[0] == TEAM else "",
            leaders[key].name if key in leaders else ROOM,
        )
        for key, name in labels(sorted(goals)).items()
    }
