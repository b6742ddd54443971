"""Goals, checks and achievements of the period."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from pipeline.core.exact import exact
from pipeline.core.records import Index
from pipeline.core.remember import remembered
from pipeline.evidence.people import People
from pipeline.evidence.tables import ORIGIN, Tables, directory_rows, exploded, fact, in_scheme
from pipeline.rulebook.indicators import Indicator
from schemas.base import TICK, column_of, title
from schemas.department import Conclusion
from schemas.facts import CheckFact
from schemas.facts_by_hand import UnitCheckFact
from schemas.target import SELF_EXAMINED
from schemas.words import HIGHER, REACHED

_UNIT_COLUMNS = {"branch": "党支部", "team": "班组"}
_ITSELF = (SELF_EXAMINED, "本党支部", "本单位", "自报", "自评", "自查", "自填")


def units(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The unit's name in the column of its kind, missing in the other."""
    return {column: rows["unit"].where(rows["unit_kind"].eq(kind)) for column, kind in _UNIT_COLUMNS.items()}


def achieved(actual: float, node: float, direction: str) -> Fraction:
    """How far a goal is reached, 0 to 1, exactly: by its direction, never above 1."""
    if direction == REACHED:
        return Fraction(actual >= node)
    good, bad = (actual, node) if direction == HIGHER else (node, actual)
    if good >= bad:
        return Fraction(1)
    return exact(float(good)) / exact(float(bad)) if good > 0 else Fraction(0)


def reports_itself(examiner: str, unit: str) -> bool:
    """True if the unit reports the result itself, in whatever words the targets say so; E327 asks for the right one."""
    return examiner == unit or any(word in examiner for word in _ITSELF)


def examiners(target: pd.DataFrame) -> dict[str, str]:
    """Goal -> who reports its result: the department named, or the unit itself."""
    return {
        goal: unit if reports_itself(examiner, unit) else examiner
        for goal, unit, examiner in zip(target["goal"], target["unit"], target["examiner"], strict=True)
    }


def goal_results(tables: Tables) -> pd.DataFrame:
    """The results that count, one a goal: only its examiner's, and none where that one contradicts itself (rules 2.4)."""
    rows = tables.frames["target_actual"].dropna(subset=["actual"])
    reporter = rows.index.get_level_values("file").map(tables.unit_of)
    rows = rows[
        rows["goal"].map(examiners(tables.frames["target"])).eq(pd.Series(reporter, index=rows.index))
    ]
    differing = rows.groupby("goal")["actual"].transform("nunique") > 1
    return rows[~differing.astype(bool)].drop_duplicates("goal")


def goal(tables: Tables, people: People) -> pd.DataFrame:
    """The goals with a node in the period; one without a result has achieved nothing (its weight stays)."""
    rows = tables.frames["target"] if tables.period.months != 1 else tables.frames["target"].iloc[:0]
    results = goal_results(tables)
    actual = dict(zip(results["goal"], results["actual"], strict=True))
    where = dict(zip(results["goal"], results.index, strict=True))
    quarter = f"q{tables.period.quarter}"
    done = [
        achieved(float(actual[g]), float(n), d) if g in actual else Fraction(0)
        for g, n, d in zip(rows["goal"], rows[quarter], rows["direction"], strict=True)
    ]
    facts = fact(
        rows,
        "target",
        quarter,
        {
            **units(rows),
            "goal": rows["goal"],
            "category": rows["category"],
            "weight": rows["weight"],
            "achieved": pd.Series(done, index=rows.index, dtype="object"),
        },
    )
    # The evidence of a goal with a result is the result's cell; without one it is the goal's node.
    cells = [
        (where[g][0], "target_actual", where[g][2], "actual") if g in where else origin
        for g, *origin in zip(
            facts["goal"], facts["file"], facts["key"], facts["row"], facts["field"], strict=True
        )
    ]
    return (
        facts.assign(**dict(zip(ORIGIN, map(list, zip(*cells, strict=True)), strict=True)))
        if cells
        else facts
    )


WRITTEN = {
    title(CheckFact): "check",
    title(UnitCheckFact): "unit_check",
}  # 数据表 -> where its deductions stand
UNIT_IN = {"check": "team", "unit_check": "unit"}  # the column of the unit there


def examined(rule: Indicator, department: str, frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """The units whose deductions by that indicator are the department's to tell: all that it applies to; where several share
    班组考评, each has the teams whose goals it examines, and all have those of which none of them does. `frames`: of the directory
    and the targets."""
    every = in_scheme(rule, directory_rows(frames))
    if len(rule.departments) < 2 or rule.source != title(CheckFact):
        return every
    goals = frames["target"]
    shared = goals[goals["examiner"].isin(rule.departments)]
    own = set(shared[shared["examiner"].eq(department).fillna(False)]["unit"])
    others = set(shared["unit"]) - own
    return [unit for unit in every if unit not in others]


class Concluded(NamedTuple):
    """A tick of 考评结论: the row it stands in, whose it is, and the units of which that department has not written a row, whatever
    became of it: they have no deduction by the indicator."""

    row: Index
    rule: Indicator
    department: str
    units: tuple[str, ...]


@remembered
def conclusions(tables: Tables) -> tuple[Concluded, ...]:
    """The ticks of the period, by file and row."""
    rules = {rule.code: rule for rule in tables.rulebook.measured if rule.source in WRITTEN}
    rows = tables.frames["conclusion"]
    rows = rows[rows["rest"].eq(TICK).fillna(False) & rows["indicator"].isin(rules)]
    found = []
    for index, code in sorted(zip(rows.index.tolist(), rows["indicator"], strict=True)):
        rule, department = rules[code], tables.unit_of.get(index[0], "")
        named = set(named_rows(tables, rule, department)[UNIT_IN[WRITTEN[rule.source]]].dropna())
        rest = [unit for unit in examined(rule, department, tables.frames) if unit not in named]
        found.append(Concluded(index, rule, department, tuple(rest)))
    return tuple(found)


def named_rows(tables: Tables, rule: Indicator, department: str) -> pd.DataFrame:
    """The rows that the department has written for that indicator, whatever became of them."""
    key = WRITTEN[rule.source]
    rows = tables.written.get(key, tables.frames[key])
    own = rows["indicator"].eq(rule.code).fillna(False)
    own &= rows.index.get_level_values("file").map(tables.unit_of) == department
    if "unit_kind" in rows:
        own &= rows["unit_kind"].eq(rule.unit_kind).fillna(False)
    return rows[own.astype(bool)]


def _with_clean(tables: Tables, facts: pd.DataFrame, source: str) -> pd.DataFrame:
    """The facts of the rows, and a clean one for each unit that a tick speaks for, of which the tick is the cell."""
    told = [(one, unit) for one in conclusions(tables) if one.rule.source == source for unit in one.units]
    if not told:
        return facts
    rows = tables.frames["conclusion"].loc[[one.row for one, _ in told]]
    clean = rows.assign(
        unit_kind=[one.rule.unit_kind for one, _ in told],
        unit=[unit for _, unit in told],
        deduction=0.0,
        note=column_of(Conclusion, "rest").title,
    ).astype(dict.fromkeys(("unit_kind", "unit"), rows["indicator"].dtype) | {"deduction": "Float64"})
    columns = {**units(clean), **{name: clean[name] for name in ("indicator", "deduction", "note")}}
    told_facts = fact(clean, "conclusion", "rest", columns)
    return pd.concat([facts.assign(note=""), told_facts[[*facts.columns, "note"]]], ignore_index=True)


def check(tables: Tables, people: People) -> pd.DataFrame:
    """Deductions of teams, the explicit zeros and those that a tick tells included."""
    rows = tables.frames["check"]
    columns = {name: rows[name] for name in ("team", "indicator", "deduction")}
    return _with_clean(tables, fact(rows, "check", "deduction", columns), title(CheckFact))


def unit_check(tables: Tables, people: People) -> pd.DataFrame:
    """Deductions of units of any kind, the explicit zeros and those that a tick tells included."""
    rows = tables.frames["unit_check"]
    columns = {**units(rows), "indicator": rows["indicator"], "deduction": rows["deduction"]}
    return _with_clean(tables, fact(rows, "unit_check", "deduction", columns), title(UnitCheckFact))


def reported(tables: Tables, people: People) -> pd.DataFrame:
    """What departments report of units; of rows that contradict each other none."""
    return _figures(tables.frames["reported"], "reported", "value")


def mark(tables: Tables, people: People) -> pd.DataFrame:
    """What the inspection gives for the indicators that are marked by hand; for the quarter, not for a month."""
    rows = tables.frames["inspection"]
    marked = [rule.code for rule in tables.rulebook.measured if rule.by_hand]
    there = rows["indicator"].isin(marked) & (tables.period.months != 1)
    return _figures(rows[there.astype(bool)], "inspection", "score")


def _figures(rows: pd.DataFrame, key: str, field: str) -> pd.DataFrame:
    """A number or an option for each unit and indicator; the cell it stands in is the evidence."""
    rows = rows[rows[field].notna() | rows["option"].notna()]
    both = rows[field].astype("string").fillna("") + " " + rows["option"].fillna("")
    said = rows.assign(both=both).groupby(["unit_kind", "unit", "indicator"])["both"].transform("nunique")
    rows = rows[~(said > 1).astype(bool)].drop_duplicates(["unit_kind", "unit", "indicator"])
    cell = rows[field].notna().map({True: field, False: "option"}).astype("string")
    columns = {"indicator": rows["indicator"], "value": rows[field], "option": rows["option"]}
    return fact(rows, key, cell, {**units(rows), **columns})


def achievement_points(tables: Tables) -> dict[str, Fraction]:
    """Number of an achievement -> its points; none where two claims of it differ (rules 2.4, 3.3)."""
    claims = tables.frames["achievement"][["achievement", "type", "level", "place"]].drop_duplicates()
    agreed = claims.drop_duplicates("achievement", keep=False)
    return {
        number: tables.rulebook.bonus.get((kind, level, place), Fraction(0))
        for number, kind, level, place in agreed.itertuples(index=False)
    }


def completers(tables: Tables) -> pd.Series:
    """True for the rows of 创新成果 that name somebody of the branch which lists them."""
    rows, homes = tables.frames["achievement"], tables.directory.homes
    branches = rows.index.get_level_values("file").map(tables.unit_of)
    known = [
        any(homes.get(person) == branch for person in str(people).split("、"))
        for people, branch in zip(rows["people"], branches, strict=True)
    ]
    return pd.Series(known, index=rows.index, dtype=bool)


def achievement(tables: Tables, people: People) -> pd.DataFrame:
    """A row for every unit that completed an achievement: branches with somebody of their own, and teams named (rules 3.3)."""
    worth = achievement_points(tables)
    rows = tables.frames["achievement"]
    rows = rows[rows["achievement"].isin(worth)]
    of_branches, of_teams = rows[completers(tables).reindex(rows.index)], exploded(rows, "team")
    branches = of_branches.index.get_level_values("file").map(tables.unit_of)
    earned = [
        _earned(of_branches, worth, branch=pd.Series(branches, index=of_branches.index)),
        _earned(of_teams, worth, team=of_teams["team"]),
    ]
    order = ["achievement", "branch", "team", "file", "row"]
    every = pd.concat(earned, ignore_index=True).sort_values(order)
    return every.drop_duplicates(["achievement", "branch", "team"]).reset_index(drop=True)


def _earned(
    rows: pd.DataFrame,
    worth: Mapping[str, Fraction],
    branch: pd.Series | None = None,
    team: pd.Series | None = None,
) -> pd.DataFrame:
    points = pd.Series([float(worth[n]) for n in rows["achievement"]], index=rows.index, dtype="Float64")
    none = pd.Series(pd.NA, index=rows.index, dtype="string")
    return fact(
        rows,
        "achievement",
        "place",
        {
            "branch": none if branch is None else branch.astype("string"),
            "team": none if team is None else team.astype("string"),
            "achievement": rows["achievement"],
            "points": points,
        },
    )
