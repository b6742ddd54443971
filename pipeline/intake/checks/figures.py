"""Figures and prefilled cells that a row itself cannot know to be wrong: results far from their node, cells that do not fit their code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.core.records import Index, placed, records
from pipeline.excel.cells.cell import same_name, shown, whole_digits
from pipeline.excel.cells.formats import Formatted
from pipeline.excel.cells.kinds import number
from pipeline.excel.workbook import Workbook
from pipeline.intake.checks.references import Checked
from pipeline.rulebook.indicators import Indicator
from schemas.base import Sheet, column_of, columns, title
from schemas.books import SHEETS
from schemas.facts import CheckFact, PostFact, TrainingFact
from schemas.words import LOWER, MARKED, REPORTED

FAR = 20  # times; a percent sign or a 万 is a hundred or more


class Printed(NamedTuple):
    """A sheet whose rows come prefilled: the column of the code, the sheet that the code is of, and the cells printed beside it;
    `reworded`: the office may have named it anew since, and only another row's name is out of place."""

    key: str
    code: str
    source: str
    cells: tuple[str, ...]
    column: str = ""  # of the code in that sheet, where it is called otherwise there
    reworded: bool = False


_PRINTED = (
    Printed("target_actual", "goal", "target", ("unit", "indicator")),
    Printed("member_grade", "person", "person", ("name",)),
    Printed("duty", "item", "duty_item", ("name",), reworded=True),
    Printed("conclusion", "indicator", "indicator", ("name",), "code", reworded=True),
    Printed("reported", "indicator", "indicator", ("name",), "code", reworded=True),
)


def printed(at: Checked) -> Iterator[Finding]:
    """Prefilled cells that are not those of the row's code, as after sorting some of the columns: one finding a row."""
    for one in _PRINTED:
        column = one.column or one.code
        rows = at.tables.frames[one.source].drop_duplicates(column).set_index(column)
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
        if alone and one.reworded:
            return
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
    return {str(row["goal"]): {**row, "node": row[name]} for row in records(rows)}


def _rows(at: Checked, key: str) -> Iterator[tuple[Index, dict[Any, Any]]]:
    rows = at.tables.frames[key]
    yield from placed(rows)


def far_results(at: Checked) -> Iterator[Finding]:
    """Results many times larger or smaller than their node."""
    for index, row in _rows(at, "target_actual"):
        if _is_far(float(row["actual"]), float(row["node"])):
            yield _far(at, index, row, "本期节点", float(row["node"]))


def far_from_before(at: Checked, workbooks: Iterable[Workbook]) -> Iterator[Finding]:
    """Results in these workbooks many times larger or smaller than that of the period before, if not than their node, which is
    told."""
    before, files = _results_before(at), at.chosen.files_of(workbooks)
    for index, row in _rows(at, "target_actual"):
        actual, last = float(row["actual"]), before.get(str(row["goal"]))
        if (
            index[0] in files
            and last is not None
            and _is_far(actual, last)
            and not _is_far(actual, float(row["node"]))
        ):
            yield _far(at, index, row, "上一期的完成值", last)


def _far(at: Checked, index: Index, row: Mapping[Any, Any], name: str, other: float) -> Finding:
    facts = {"name": name, "other": whole_digits(other), "times": FAR}
    return at.say("W130", "target_actual", index, "actual", shown(row["actual"]), **facts)


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


def _cover(workbook: Workbook, field: str) -> object:
    return workbook.cover[field].value if field in workbook.cover else None


class Bound(NamedTuple):
    """What a number is compared with, what that is called, and whether the number itself is still on the upper side."""

    value: float
    name: str
    included: bool = True

    def reached(self, number: float) -> bool:
        """True if the number is on the upper side."""
        return number >= self.value if self.included else number > self.value


def hidden_decimals(at: Checked) -> Iterator[Finding]:
    """Results that reach their node as they are shown and not as they are stored, or the other way round."""
    goals = _goals(at)

    def nodes(row: Mapping[str, Any]) -> list[Bound]:
        lower = goals.get(row["goal"], {}).get("direction") == LOWER
        return [Bound(float(row["node"]), f"节点 {whole_digits(float(row['node']))}", not lower)]

    for side in _other_sides(at, "target_actual", "actual", nodes):
        # of a goal whose direction is down the upper side is the wrong one
        good = side.limit.reached(side.value) is side.limit.included
        yield _hidden(at, "target_actual", "actual", side, "达到了" if good else "没有达到")


class Compared(NamedTuple):
    """A column of numbers that people write and the rulebook compares: its sheet, and the facts that it becomes a field of."""

    key: str
    column: str
    facts: type[Sheet]


_COMPARED = (
    Compared("post_review", "score", PostFact),
    Compared("check", "deduction", CheckFact),
    Compared("training", "hours", TrainingFact),
)
_NOTHING = Bound(0, "0", included=False)


def hidden_at_limits(at: Checked) -> Iterator[Finding]:
    """Numbers on one side of a limit of the rulebook as they are shown, and on the other as they are stored."""
    for one in _COMPARED:
        limits = [*_limits(at, one), *([_NOTHING] if one.key == "check" else [])]
        for side in _other_sides(at, one.key, one.column, _always(limits)):
            yield _hidden(at, one.key, one.column, side, _words(side))
    rules = {rule.code: rule for rule in at.tables.rulebook.measured}

    def by_indicator(row: Mapping[str, Any]) -> list[Bound]:
        return _jumps(rules[row["indicator"]]) if row["indicator"] in rules else []

    for key, column in (("inspection", "score"), ("reported", "value")):
        for side in _other_sides(at, key, column, by_indicator):
            yield _hidden(at, key, column, side, _words(side))
    for side in _other_sides(at, "unit_check", "deduction", _always([_NOTHING])):
        yield _hidden(at, "unit_check", "deduction", side, _words(side))


def _jumps(rule: Indicator) -> list[Bound]:
    """Where the points of what is marked or reported by hand change at once: bands, else the target, and a lower bound; of a
    checked score the full points, which it may not pass."""
    if rule.origin not in (MARKED, REPORTED):
        full = float(rule.points)
        return [Bound(full, f"标准分 {whole_digits(full)}", included=False)]
    starts = [float(band.start) for band in rule.bands if band.start is not None]
    bounds = [Bound(start, f"指标 {rule.code} 的计分档起点 {whole_digits(start)}") for start in starts]
    if not rule.bands and rule.target:
        target = float(rule.target)
        name = f"指标 {rule.code} 的目标值 {whole_digits(target)}"
        bounds.append(Bound(target, name, included=rule.direction != LOWER))
    if rule.floor is not None:
        bounds.append(Bound(rule.floor, f"指标 {rule.code} 的下限 {whole_digits(rule.floor)}"))
    return bounds


def _always(limits: list[Bound]) -> Callable[[Mapping[str, Any]], list[Bound]]:
    """The same limits for every row."""
    return lambda _: limits


def _words(side: Side) -> str:
    over, under = ("不低于", "低于") if side.limit.included else ("高于", "不高于")
    return over if side.limit.reached(side.value) else under


def _limits(at: Checked, one: Compared) -> Iterator[Bound]:
    """What the indicators compare the column with: a lower bound, and the numbers of conditions."""
    for rule in at.tables.rulebook.measured:
        if rule.source != title(one.facts):
            continue
        if rule.floor is not None and rule.field == one.column:
            yield Bound(rule.floor, f"指标 {rule.code} 的下限 {whole_digits(rule.floor)}")
        for term in (*rule.counted, *rule.expected):
            if term.column == one.column:
                name = f"指标 {rule.code} 的条件 {whole_digits(float(term.values[0]))}"
                yield Bound(float(term.values[0]), name, included=term.sign != "≤")


class Side(NamedTuple):
    """A cell that is on another side of a limit than it seems."""

    row: Index
    seen: float
    value: float
    limit: Bound


def _other_sides(
    at: Checked, key: str, column: str, limits: Callable[[Mapping[str, Any]], Iterable[Bound]]
) -> Iterator[Side]:
    """The cells of a column that are on another side of a limit than they seem; each once."""
    raw = cache(lambda file: _shown_numbers(at, file, key, column))
    for index, row in _rows(at, key):
        seen = raw(index[0]).get(index[2])
        if seen is None or pd.isna(row[column]):
            continue
        value = float(row[column])
        crossed = (limit for limit in limits(row) if limit.reached(value) is not limit.reached(seen))
        yield from (Side(index, seen, value, limit) for limit in islice(crossed, 1))


def _hidden(at: Checked, key: str, column: str, side: Side, says: str) -> Finding:
    seen = whole_digits(side.seen)
    return at.say(
        "N122", key, side.row, column, shown(side.value), seen=seen, says=f"{says}{side.limit.name}"
    )


_LIMITS = {  # the columns of numbers that others are compared with
    "target": ("annual", "q1", "q2", "q3", "q4"),
    "indicator": ("points", "target", "floor"),
    "line": ("points",),
    "computation": ("target", "floor"),
    "threshold": ("lowest",),
    "gate": ("value",),
    "veto": ("below",),
    "quota": ("share",),
    "band": ("start", "end", "points", "share"),
}


def hidden_limits(at: Checked) -> Iterator[Finding]:
    """Limits that show fewer decimals than they have: who compares by eye goes by another number."""
    for key, names in _LIMITS.items():
        rows = at.chosen.rows(key)
        for column in names:
            raw = cache(lambda file, key=key, column=column: _shown_numbers(at, file, key, column))
            for index, value in zip(rows.index, rows[column], strict=True):
                shown_text = None if pd.isna(value) else raw(index[0]).get(index[2])
                if shown_text is not None and shown_text != float(value):
                    yield at.say(
                        "N127", key, index, column, shown(float(value)), seen=whole_digits(shown_text)
                    )


def _shown_numbers(at: Checked, file: str, key: str, column: str) -> dict[int, float]:
    """Row -> the number that a person sees, where its format hides decimals."""
    book = next(one for one in at.chosen.inbox.workbooks if one.file == file)
    if key not in book.sheets:  # the indicators of its layers
        return {}
    place = [one.name for one in columns(SHEETS[key])].index(column)
    numbers = {
        row: number(raw.text).value
        for row, cells in book.sheets[key].rows
        if isinstance(raw := cells[place], Formatted) and not raw.power
    }
    return {row: value for row, value in numbers.items() if isinstance(value, float)}
