"""Are the levels of a rulebook sound? No holes and no overlaps, gates that somebody can meet, levels that exist."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding, Place
from pipeline.core.records import Record
from pipeline.intake.checks.rules.draft import Draft, Row
from pipeline.intake.checks.rules.schemes import UnitGroup, schemes
from pipeline.intake.checks.rules.settings import full_points
from pipeline.intake.messages import say
from pipeline.rulebook.condition import parse_condition
from pipeline.rulebook.indicators import is_leaf, unit_columns
from schemas.words import (
    BRANCH,
    BY_PLACE,
    GATE_BRANCH,
    GATE_COUNT,
    GATE_COVERAGE,
    GATE_LAST_YEAR,
    GATE_MEAN,
    GATE_MEMBERS,
    GATE_NO_TEAMS,
    GATE_SHARE,
    PEERS_MEAN,
    TEAM,
    UNIT_KINDS,
)

_FEWEST = 2  # levels; one alone tells nobody apart
_OF_BRANCHES = (GATE_COUNT, GATE_SHARE, GATE_MEAN, GATE_NO_TEAMS)


def levels(draft: Draft) -> Iterator[Finding]:
    """The levels of a scheme each have one lower bound, and the bounds rise up to the full points."""
    for kind in UNIT_KINDS:
        reported: set[tuple[object, str]] = set()
        for scheme in schemes(draft, kind):
            rows = [row for row in draft.rows("threshold") if scheme.has(row)]
            for row, why in _faults(rows, scheme, full_points(draft, kind), top(draft, kind)):
                if (row and row[0], why) not in reported:
                    reported.add((row and row[0], why))
                    yield _said(draft, row, scheme, why)


def _said(draft: Draft, row: Row | None, scheme: UnitGroup, why: str) -> Finding:
    if row is None:
        return say("E504", Place(draft.file, "星级标准"), kind=scheme.name, why=why)
    column: str = "share" if pd.isna(row[1]["lowest"]) else "lowest"
    return draft.say("E504", "threshold", row[0], column, plain(row[1][column]), kind=scheme.name, why=why)


def _faults(
    rows: list[Row], scheme: UnitGroup, full: Fraction, highest: int
) -> Iterator[tuple[Row | None, str]]:
    """A row and what is wrong with it, None for what is not there."""
    ordered = sorted(rows, key=lambda row: (int(row[1]["star"]), _lowest(row[1], full)))
    there = {int(row[1]["star"]) for row in rows}
    wanted = max(highest, _FEWEST)
    if lacking := "、".join(str(star) for star in range(1, wanted + 1) if star not in there):
        yield None, f"缺 {lacking} 星的一行"
    for (_, one), (index, following) in pairwise(ordered):
        star, above = int(one["star"]), int(following["star"])
        low, bound = _lowest(one, full), _lowest(following, full)
        if star == above:
            yield (index, following), f"有不止一行是 {above} 星"
        elif bound <= low:
            yield (
                (index, following),
                f"中 {above} 星的最低得分 {plain(bound)} 不高于 {star} 星的 {plain(low)}",
            )
    for index, row in ordered:
        if (low := _lowest(row, full)) > full:
            yield (index, row), f"中 {int(row['star'])} 星的最低得分 {plain(low)} 高于满分 {plain(full)}"


def _lowest(row: Record, full: Fraction) -> Fraction:
    if pd.isna(row["lowest"]):
        return exact(float(row["share"])) * full / 100
    return exact(float(row["lowest"]))


def top(draft: Draft, kind: str) -> int:
    """The highest level of a kind of unit."""
    return max(
        (int(row["star"]) for _, row in draft.rows("threshold") if row["unit_kind"] == kind), default=0
    )


def gates(draft: Draft) -> Iterator[Finding]:
    """Gates that no unit can ever meet."""
    for index, row in draft.rows("gate"):
        column, why = _gate_problem(draft, row)
        if why:
            value = row[column] if column == "how" else plain(float(row[column]))
            yield draft.say("E505", "gate", index, column, value, star=row["star"], why=why)


def _gate_problem(draft: Draft, row: Record) -> tuple[str, str]:
    """The column to blame and why; ("", "") where somebody can meet the gate."""
    value, most = float(row["value"]), max(draft.teams, default=0)
    low: int = 0 if pd.isna(row["min_teams"]) else int(row["min_teams"])
    high: int = most if pd.isna(row["max_teams"]) else int(row["max_teams"])
    if low > high and not pd.isna(row["max_teams"]):
        return "max_teams", f"班组数下限 {low} 大于上限 {high}"
    if row["how"] in _OF_BRANCHES and row["unit_kind"] != BRANCH:
        return "how", f"{row['how']}只用于{BRANCH}"
    if row["how"] == GATE_BRANCH and row["unit_kind"] != TEAM:
        return "how", f"{row['how']}只用于{TEAM}"
    if row["how"] in (GATE_SHARE, GATE_MEMBERS) and value > 1:
        return "value", "占比大于 1"
    if row["how"] == GATE_COUNT and draft.teams and value > min(most, high):
        return "value", f"要 {plain(value)} 个班组，班组最多的支部只有 {min(most, high)} 个"
    if row["how"] == GATE_COVERAGE and value > (count := len(str(row["indicators"]).split("、"))):
        return "value", f"要 {plain(value)} 项，只写了 {count} 项"
    return _level_problem(draft, row, value)


def _level_problem(draft: Draft, row: Record, value: float) -> tuple[str, str]:
    of = {GATE_MEAN: TEAM, GATE_BRANCH: BRANCH, GATE_NO_TEAMS: BRANCH, GATE_LAST_YEAR: row["unit_kind"]}
    if row["how"] in of and value > (highest := top(draft, of[row["how"]])):
        return "value", f"要 {plain(value)} 星，{of[row['how']]}最高 {highest} 星"
    return "", ""


_NAMED = (  # sheet, column with a level, and whose levels: the row's own kind or always the teams'
    ("gate", "star", ""),
    ("gate", "at_least", TEAM),
    ("quota", "star", ""),
    ("coefficient", "star", ""),
    ("example", "previous", ""),
    ("example", "expected", ""),
    ("example", "branch_star", BRANCH),
    ("veto", "highest", ""),
)


def known_levels(draft: Draft) -> Iterator[Finding]:
    """Levels that are named and that the table of levels does not have."""
    highest = {kind: top(draft, kind) for kind in UNIT_KINDS}
    for key, column, of in _NAMED:
        for index, row in draft.rows(key):
            kinds = str(row["unit_kind"] if not of or row.get("how") in _OWN else of).split("和")
            most = max(highest.get(kind, 0) for kind in kinds)
            if not pd.isna(row[column]) and int(row[column]) > most > 0:
                facts = {"kind": "和".join(kinds), "top": most}
                yield draft.say("E530", key, index, column, int(row[column]), **facts)


_OWN = ("连续期数",)  # whose level is one of the unit's own kind


def conditions(draft: Draft) -> Iterator[Finding]:
    """适用条件 that cannot be understood."""
    for key in ("threshold", "gate", "quota"):
        for index, row in draft.rows(key):
            known = unit_columns(row["unit_kind"])
            if not pd.isna(row["applies"]) and (why := parse_condition(row["applies"], known)[1]):
                yield draft.say("E503", key, index, "applies", row["applies"], why=why)


def fairness(draft: Draft) -> Iterator[Finding]:
    """What is scored against others: somebody else's better figure can then cost a unit points, which has to be known."""
    for index, row in draft.rows("indicator"):
        if is_leaf(row) and row["scoring"] == BY_PLACE:
            yield draft.say("N520", "indicator", index, "scoring", row["scoring"], indicator=row["code"])
        elif is_leaf(row) and row["target_of"] == PEERS_MEAN:
            yield draft.say("N520", "indicator", index, "target_of", row["target_of"], indicator=row["code"])
