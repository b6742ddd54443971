"""Results that speak of each other: joint achievements and their bonus, checked scores of what does not apply, whose checks count."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd

from pipeline.core.chinese import listed, plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index, placed
from pipeline.evidence.facts import fact_of, is_fact
from pipeline.evidence.people import people_of
from pipeline.evidence.results import WRITTEN, achievement_points, completers, conclusions, reports_itself
from pipeline.evidence.tables import Unit, directory_rows, in_scheme
from pipeline.excel.cells.kinds import ITEM_MARK
from pipeline.excel.cells.suggest import meant
from pipeline.intake.assemble import FOREIGN, is_foreign
from pipeline.intake.checks.references import Checked
from pipeline.intake.checks.required import conclusion_cell, unconcluded
from pipeline.intake.messages import say
from pipeline.intake.select import misspelt
from pipeline.rating.explain.coverage import reason
from pipeline.rating.measures import measure, rows_of
from pipeline.rating.score import Leaf, ratios
from pipeline.rulebook.departments import as_meant, departments_in
from pipeline.rulebook.indicators import Indicator
from schemas.base import column_of, title
from schemas.books import SHEETS
from schemas.department import Conclusion
from schemas.target import SELF_EXAMINED
from schemas.words import ADDED, DEDUCTION, LEAST_PAIRED, MARKED, MUST_FILL, REPORTED

_CLAIM = ["type", "level", "place"]


def achievements(at: Checked) -> Iterator[Finding]:
    """Claims of one number that differ, at all of their cells; claims that agree are a joint achievement; claims of nobody's own."""
    rows = at.tables.frames["achievement"]
    completed = completers(at.tables)
    for number, claims in rows.groupby("achievement"):
        differing = len(claims[_CLAIM].drop_duplicates()) > 1
        for index, level, place in zip(claims.index, claims["level"], claims["place"], strict=True):
            if differing:
                others = [f"{file} 第{row}行" for file, _, row in claims.index if (file, _, row) != index]
                yield at.say(
                    "E340",
                    "achievement",
                    index,
                    "level",
                    level,
                    number=number,
                    won=place,
                    others="、".join(others),
                )
            elif len(claims) > 1:
                yield at.say("W306", "achievement", index, "achievement", number)
            if not completed[index] and index[0] not in at.nameless:
                yield at.say("W350", "achievement", index, "people", rows["people"][index], number=number)


def bonuses(at: Checked) -> Iterator[Finding]:
    """A bonus for an achievement: its 分值 follows from the achievement, and needs one that is listed."""
    rows, listed = at.tables.frames["event"], achievement_points(at.tables)
    rows = rows[rows["type"].eq(ADDED).fillna(False) & rows["achievement"].notna()]
    unread = bool(at.unread("achievement", "achievement"))  # told there; it may hold what is not listed
    for index, number, points in zip(rows.index, rows["achievement"], rows["points"], strict=True):
        if number not in listed and pd.isna(points) and not unread:
            yield at.say("E341", "event", index, "achievement", number)
        elif number in listed and not pd.isna(points) and Fraction(str(points)) != listed[number]:
            yield at.say(
                "W351", "event", index, "points", plain(points), number=number, points=plain(listed[number])
            )


def paired_teams(at: Checked) -> Iterator[Finding]:
    """A branch without teams is paired with two at least: one alone would decide its star (rules 5.3)."""
    branches, with_teams = at.tables.frames["branch"], set(at.standing("team")["branch"].dropna())
    for index, branch, paired in zip(
        branches.index, branches["branch"], branches["paired_teams"], strict=True
    ):
        if branch not in with_teams and not pd.isna(paired) and len(set(paired.split("、"))) < LEAST_PAIRED:
            yield at.say("E342", "branch", index, "paired_teams", paired, of=branch, least=LEAST_PAIRED)


def not_applying(at: Checked) -> Iterator[Finding]:
    """核定分 of an indicator that does not apply to the unit this period: nothing could come of it (rules 2.5)."""
    rows = at.tables.frames["inspection"]
    rows = rows[rows["score"].notna()]
    if rows.empty or at.tables.period.months == 1:
        return
    rules = {(rule.unit_kind, rule.code): rule for rule in at.tables.rulebook.measured}
    bases = people_of(at.tables).bases

    @cache
    def measured(rule: Indicator) -> Mapping[str, tuple[Fraction, Fraction]]:
        return measure(rule, rows_of(rule, fact_of(at.tables, rule.source), bases))

    for index, row in placed(rows):
        unit = (row["unit_kind"], row["unit"])
        rule = rules.get((unit[0], row["indicator"]))
        if rule is None or not is_fact(rule.source) or rule.missing == MUST_FILL or not _is_here(at, unit):
            continue
        value = ratios(rule, measured(rule), [row["unit"]])[row["unit"]]
        if value.ratio is None:
            leaf = Leaf(unit, rule, value, Fraction(0), Fraction(0), Fraction(0))
            yield at.say(
                "E343",
                "inspection",
                index,
                "score",
                plain(row["score"]),
                of=row["unit"],
                indicator=rule.code,
                why=reason(at.tables, leaf).why,
            )


def _is_here(at: Checked, unit: Unit) -> bool:
    """True where the unit's branch has sent its workbook: without it nothing of it applies, which is said once."""
    branch = at.tables.directory.branch_of(unit)
    return branch not in at.tables.missing and branch in set(at.tables.frames["branch"]["branch"])


def examiners(at: Checked) -> Iterator[Finding]:
    """Rows that another department has to write; they do not count (assemble leaves them out)."""
    rules = {rule.code: rule for rule in at.tables.rulebook.measured if rule.departments}
    files = at.chosen.files_of(at.chosen.checks.values())
    for key in FOREIGN:
        rows = at.chosen.rows_in(key, files)
        for index, code in zip(rows.index, rows["indicator"], strict=True):
            owners = rules[code].departments if code in rules else ()
            if index[0] not in at.nameless and is_foreign(at.tables.unit_of[index[0]], owners):
                yield at.say("E514", key, index, "indicator", code, owner="、".join(owners))


_SHEET_OF = {MARKED: "inspection", DEDUCTION: "unit_check", REPORTED: "reported"}


def by_hand(at: Checked) -> Iterator[Finding]:
    """Units for which nobody has marked, deducted or reported what the rulebook asks by hand: one finding an indicator."""
    if at.tables.period.months == 1:
        return
    directory = directory_rows(at.tables.frames)
    for rule in at.tables.rulebook.measured:
        if rule.origin not in _SHEET_OF:
            continue
        key = _SHEET_OF[rule.origin]
        rows = at.standing(key)
        there = set(rows[rows["indicator"].eq(rule.code).fillna(False)]["unit"].dropna())
        there |= {unit for one in conclusions(at.tables) if one.rule is rule for unit in one.units}
        here = [name for name in in_scheme(rule, directory) if _is_rated(at, rule.unit_kind, name)]
        if lacking := [name for name in here if name not in there]:
            yield from _lacking(at, rule, key, lacking)


def _lacking(at: Checked, rule: Indicator, key: str, units: list[str]) -> Iterator[Finding]:
    sheet = title(SHEETS[key])
    about = {"indicator": rule.code, "name": rule.name, "count": str(len(units)), "units": listed(units, 5)}
    if key == "inspection":
        yield say("E520", Place(at.chosen.review.file if at.chosen.review else "", sheet), **about)
        return
    sent = [at.chosen.checks[one].file for one in rule.departments if one in at.chosen.checks]
    asked = [one for one in sent if key == "unit_check" and conclusion_cell(at, one, rule.code)]
    if asked:
        yield from (one for file in asked for one in unconcluded(at, rule, file, units))
        return
    place = Place(sent[0], sheet) if len(sent) == 1 else Place()
    yield say("E521", place, **about, owner="、".join(rule.departments), sheet=sheet)


def _is_rated(at: Checked, kind: str, name: str) -> bool:
    return at.tables.directory.branch_of((kind, name)) not in at.tables.missing


def figures_by_hand(at: Checked) -> Iterator[Finding]:
    """Rows for an indicator that is not asked there, or for a unit whose scheme does not have it; options that are none."""
    rules = {(rule.unit_kind, rule.code): rule for rule in at.tables.rulebook.measured}
    directory = directory_rows(at.tables.frames)
    deducted = {rule.code for rule in rules.values() if rule.source in WRITTEN}
    for index, code in at.cells("conclusion", "indicator"):
        if code in at.known("indicator.code")[0] - deducted:
            why = "它不是登记扣分的"
            yield at.say("E522", "conclusion", index, "indicator", code, sheet=title(Conclusion), why=why)
    for origin, key in _SHEET_OF.items():
        rows = at.tables.frames[key]
        for index, row in placed(rows):
            rule = rules.get((row["unit_kind"], row["indicator"]))
            if rule is None or rule.origin != origin:
                yield from _not_asked(at, key, index, row, rule)
            elif row["unit"] not in in_scheme(rule, directory):
                why = f"{row['unit']}不适用这一项"
                yield at.say("E522", key, index, "indicator", rule.code, sheet=title(SHEETS[key]), why=why)
            elif key != "unit_check":
                yield from _unfit(at, key, index, row, rule)


def _not_asked(
    at: Checked, key: str, index: Index, row: Mapping[Hashable, Any], rule: Indicator | None
) -> Iterator[Finding]:
    """A row of 对照检查 replaces any leaf, and says why; the other sheets hold only what is asked there."""
    if key != "inspection":
        why = f"它的数据来源是{rule.origin}" if rule else f"{row['unit_kind']}没有这个要计算的指标"
        yield at.say("E522", key, index, "indicator", row["indicator"], sheet=title(SHEETS[key]), why=why)
        return
    if not pd.isna(row["option"]):
        facts = {"why": "不是考评打分的，没有选项", "todo": "清空这一格，分数填在“核定分”"}
        yield at.say("E523", key, index, "option", row["option"], indicator=row["indicator"], **facts)
    if not pd.isna(row["score"]) and pd.isna(row["problem"]):
        yield at.say("E524", key, index, "indicator", row["indicator"])


def _unfit(
    at: Checked, key: str, index: Index, row: Mapping[Hashable, Any], rule: Indicator
) -> Iterator[Finding]:
    """A number where an option is asked, an option where a number is, or an option that 计分档 does not have."""
    options = [band.option for band in rule.bands if band.option]
    number = "score" if key == "inspection" else "value"
    field, choice = (column_of(SHEETS[key], column).title for column in (number, "option"))
    if not pd.isna(row[number]) and options and len(options) == len(rule.bands):
        facts = {"why": f"要选一项：{'、'.join(options)}", "todo": f"清空这一格，在“{choice}”里选一项"}
        yield at.say("E523", key, index, number, plain(row[number]), indicator=rule.code, **facts)
    if rule.in_points and not pd.isna(row[number]) and exact(float(row[number])) > rule.points:
        about = {"of": row["unit"], "name": rule.name, "indicator": rule.code, "points": plain(rule.points)}
        yield at.say("E662", key, index, number, plain(row[number]), **about)
    if not pd.isna(row["option"]) and row["option"] not in options:
        facts = (
            {"why": f"的计分档里没有这一项，可选：{'、'.join(options)}", "todo": "从这几项里选一项"}
            if options
            else {"why": "要填数字", "todo": f"清空这一格，数字填在“{field}”"}
        )
        yield at.say("E523", key, index, "option", row["option"], indicator=rule.code, **facts)


def goal_examiners(at: Checked) -> Iterator[Finding]:
    """考评部门 that is no department: another word for the unit itself, or all but the name of one that is known."""
    rows = at.tables.frames["target"]
    known = {SELF_EXAMINED} | _departments(at)
    branches = set(at.tables.frames["branch"]["branch"])
    for index, unit, examiner in zip(rows.index, rows["unit"], rows["examiner"], strict=True):
        if examiner in known:
            continue
        if reports_itself(examiner, unit) or examiner in branches:
            near = {"near": SELF_EXAMINED, "suggested": SELF_EXAMINED}
            yield at.say("E327", "target", index, "examiner", examiner, **near)
        elif nearest := meant(examiner, tuple(sorted(known))):
            yield at.say("W333", "target", index, "examiner", examiner, near=nearest, suggested=nearest)


def misspelt_departments(at: Checked) -> Iterator[Finding]:
    """Departments in the targets and the rulebook that are all but the name of another: once a cell, and nobody else is blamed."""
    meant_by = misspelt(at.chosen)
    for key, column in (("target", "examiner"), ("indicator", "departments")):
        rows = at.chosen.rows(key)
        for index, cell in zip(rows.index, rows[column], strict=True):
            for name in () if pd.isna(cell) else cell.split(ITEM_MARK):
                if near := meant_by.get(name):
                    whole = str(as_meant(pd.Series([cell]), meant_by).iloc[0])
                    yield at.say("E422", key, index, column, name, near=near, suggested=whole)


def _departments(at: Checked) -> set[str]:
    """The departments that the directory and the rulebook speak of."""
    tables = {**at.tables.frames, **at.tables.rulebook.frames}
    lists = (
        tables["branch"]["departments"],
        tables["team"]["department"],
        tables["indicator"]["departments"],
    )
    return set().union(*map(departments_in, lists))
