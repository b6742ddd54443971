"""Figures and prefilled cells that a row itself cannot know to be wrong: results far from their node, cells that do not fit their code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.evidence.tables import Index
from pipeline.excel.cells.cell import same_name, shown, whole_digits
from pipeline.excel.cells.formats import Formatted
from pipeline.excel.cells.kinds import number
from pipeline.intake.checks.references import Checked
from schemas.base import column_of, columns
from schemas.books import SHEETS
from schemas.words import LOWER

FAR = 20  # times; a percent sign or a 万 is a hundred or more


class Printed(NamedTuple):
    """A sheet whose rows come prefilled: the column of the code, the sheet that the code is of, and the cells printed beside it."""

    key: str
    code: str
    source: str
    cells: tuple[str, ...]


_PRINTED = (
    Printed("target_actual", "goal", "target", ("unit", "indicator")),
    Printed("member_grade", "person", "person", ("name",)),
)


def printed(at: Checked) -> Iterator[Finding]:
    """Prefilled cells that are not those of the row's code, as after sorting some of the columns: one finding a row."""
    for one in _PRINTED:
        rows = at.tables.frames[one.source].drop_duplicates(one.code).set_index(one.code)
        known = rows[list(one.cells)].to_dict("index")
        for index, row in _rows(at, one.key):
            if row[one.code] in known:
                yield from _misprinted(at, one, index, row, known)
    yield from _nodes(at)


def _misprinted(
    at: Checked, one: Printed, index: Index, row: Mapping[str, Any], known: Mapping[Any, Mapping[Any, Any]]
) -> Iterator[Finding]:
    """What stands in the first cell that does not fit. Where it is nobody else's either, it was written over and can be put back;
    another row's may be a sign that the answers moved with it, and is left to people."""
    sheet, source = SHEETS[one.key], known[row[one.code]]
    wrong = [
        name
        for name in one.cells
        if pd.notna(row[name]) and pd.notna(source[name]) and same_name(row[name]) != same_name(source[name])
    ]
    if wrong:
        others = {
            same_name(of_other[wrong[0]]) for of_other in known.values() if pd.notna(of_other[wrong[0]])
        }
        alone = len(wrong) == 1 and same_name(row[wrong[0]]) not in others
        yield at.say(
            "E146",
            one.key,
            index,
            wrong[0],
            row[wrong[0]],
            number=f"{column_of(sheet, one.code).title} {row[one.code]}",
            meant="、".join(f"“{source[name]}”" for name in one.cells if pd.notna(source[name])),
            suggested=source[wrong[0]] if alone else "",
        )


def _nodes(at: Checked) -> Iterator[Finding]:
    """Nodes that are another goal's, in rows whose names fit."""
    nodes = _goals(at)
    for index, row in _rows(at, "target_actual"):
        goal = nodes.get(row["goal"])
        if (
            goal is None
            or pd.isna(row["node"])
            or same_name(row["indicator"]) != same_name(goal["indicator"])
        ):
            continue
        if float(row["node"]) != float(goal["node"]):
            yield at.say(
                "E147",
                "target_actual",
                index,
                "node",
                shown(row["node"]),
                goal=row["goal"],
                indicator=goal["indicator"],
                node=shown(goal["node"]),
            )


def _goals(at: Checked) -> dict[str, dict[Any, Any]]:
    """Goal -> its row, with the node of the period."""
    rows = at.tables.frames["target"].drop_duplicates("goal")
    name = f"q{at.tables.period.quarter}" if at.tables.period.months <= 3 else "annual"
    return {str(row["goal"]): {**row, "node": row[name]} for row in rows.to_dict("records")}


def _rows(at: Checked, key: str) -> Iterator[tuple[Index, dict[Any, Any]]]:
    rows = at.tables.frames[key]
    yield from zip(rows.index, rows.to_dict("records"), strict=True)


def far_results(at: Checked) -> Iterator[Finding]:
    """Results many times larger or smaller than their node, or than the result of the period before."""
    before = _results_before(at)
    for index, row in _rows(at, "target_actual"):
        node, last = float(row["node"]), before.get(str(row["goal"]))
        for name, other in (("本期节点", node), ("上一期的完成值", last)):
            if other is not None and _is_far(float(row["actual"]), other):
                facts = {"name": name, "other": whole_digits(other), "times": FAR}
                yield at.say("W130", "target_actual", index, "actual", shown(row["actual"]), **facts)
                break


def _is_far(one: float, other: float) -> bool:
    """True if one is many times the other; nothing is neither."""
    low, high = sorted((abs(one), abs(other)))
    return low > 0 and high > FAR * low


def _results_before(at: Checked) -> dict[str, float]:
    """Goal -> its result in the period before, in the workbook that stood last."""
    last, inbox = at.tables.period.previous().name, at.chosen.inbox
    if last[:4] != at.tables.period.name[:4]:
        return {}
    standing = {
        (w.book.key, at.chosen.unit(w)): w.file
        for w in sorted(inbox.workbooks, key=lambda w: (str(_cover(w, "as_of")), w.file))
        if _cover(w, "period") == last
    }
    rows = inbox.every("target_actual", set(standing.values())).dropna(subset=["goal", "actual"])
    return {str(goal): float(actual) for goal, actual in zip(rows["goal"], rows["actual"], strict=True)}


def _cover(workbook: Any, field: str) -> object:
    return workbook.cover[field].value if field in workbook.cover else None


def hidden_decimals(at: Checked) -> Iterator[Finding]:
    """Results that reach their node as they are shown and not as they are stored, or the other way round."""
    goals = _goals(at)
    raw = cache(lambda file: _shown_results(at, file))
    for index, row in _rows(at, "target_actual"):
        seen = raw(index[0]).get(index[2])
        if seen is None:
            continue
        lower = goals.get(row["goal"], {}).get("direction") == LOWER
        node, actual = float(row["node"]), float(row["actual"])
        reached, seems = (value <= node if lower else value >= node for value in (actual, seen))
        if reached != seems:
            facts = {
                "seen": whole_digits(seen),
                "says": "达到了" if reached else "没有达到",
                "node": whole_digits(node),
            }
            yield at.say("N122", "target_actual", index, "actual", shown(row["actual"]), **facts)


def _shown_results(at: Checked, file: str) -> dict[int, float]:
    """Row -> the result that a person sees, where its format hides decimals."""
    book = next(one for one in at.chosen.inbox.workbooks if one.file == file)
    place = [column.name for column in columns(SHEETS["target_actual"])].index("actual")
    results = {
        row: number(raw.text).value
        for row, cells in book.sheets["target_actual"].rows
        if isinstance(raw := cells[place], Formatted) and not raw.power
    }
    return {row: value for row, value in results.items() if isinstance(value, float)}
