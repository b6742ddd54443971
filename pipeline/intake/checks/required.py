"""Is everything there that the rating needs: every sheet filled or said to be empty, results of every goal, checks of every team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pipeline.core.chinese import listed
from pipeline.core.finding import Finding, Place
from pipeline.core.records import placed
from pipeline.evidence.results import UNIT_IN, WRITTEN, conclusions, examined, examiners, named_rows
from pipeline.evidence.tables import directory_rows, in_scheme
from pipeline.excel import layout
from pipeline.excel.cells.cell import shown
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.intake.arrivals import perhaps
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from pipeline.intake.select import expected, select
from pipeline.intake.sent.owner import renamed
from pipeline.rulebook.indicators import Indicator
from schemas.base import column_of, columns, title
from schemas.base import key as key_of
from schemas.books import CHECK, SHEETS
from schemas.department import Conclusion
from schemas.facts import CheckFact
from schemas.words import (
    LOWER,
    TEAM,
    ZONE,
)

_UNREAD = "（返还的副本里，没有读取的内容在“其他内容”表）"


def ticks(at: Checked) -> Iterator[Finding]:
    """A sheet is filled or ticked 本季无, one of the two (rules 2.3); an answer that is neither is said where it was read."""
    unclear = {finding.place for finding in at.chosen.inbox.findings if finding.code == "E131"}
    review = [at.chosen.review] if at.chosen.review else []
    for workbook in (*at.chosen.submissions.values(), *at.chosen.checks.values(), *review):
        added = at.chosen.supplements.get(workbook.file, [])
        for sheet in workbook.book.ticks:
            key = sheet.to_schema().name
            if any(key in one.sheets and one.sheets[key].rows for one in added):
                continue  # what was forgotten has been added, ticked or not
            cell = workbook.ticks.get(key)
            if cell and cell.place in unclear:
                continue
            ticked, filled = (
                bool(cell and cell.value),
                key in workbook.sheets and bool(workbook.sheets[key].rows),
            )
            concluded = not (ticked or filled) and key in _concluded(at, workbook)
            if ticked == filled and key in workbook.sheets and not concluded:
                place = cell.place if cell else Place(workbook.file, "封面")
                yield say(
                    "E406" if ticked else "E405",
                    place,
                    sheet=title(sheet),
                    column="本季无",
                    value="√" if ticked else "",
                    where=_UNREAD if layout.OTHERS in workbook.titles else "",
                    unit=at.chosen.unit(workbook),
                )


def _concluded(at: Checked, workbook: Workbook) -> set[str]:
    """The sheets of deductions that 考评结论 answers for: what is not ticked there is asked for there, of a month only what is."""
    raw = workbook.sheets.get(key_of(Conclusion))
    codes = {code for _, code in conclusion_rows(raw, at.tables.period.months > 1)} if raw else set()
    rules = at.tables.rulebook.measured
    return {WRITTEN[rule.source] for rule in rules if rule.code in codes and rule.source in WRITTEN}


def conclusion_rows(raw: RawSheet, unticked: bool = True) -> Iterator[tuple[int, str]]:
    """The numbers of the rows of 考评结论 and their indicators; those that nobody ticked included, or not."""
    at = [column.name for column in columns(Conclusion)].index("indicator")
    for number, cells in (*raw.rows, *(raw.waiting if unticked else ())):
        yield number, shown(cells[at])


def goals(at: Checked) -> Iterator[Finding]:
    """Goals without a result, and results given by somebody else than the examiner."""
    rows = at.tables.frames["target"]
    nameless = at.nameless
    examiner = examiners(rows)
    for index, goal in at.cells("target_actual", "goal"):
        if (
            index[0] not in nameless
            and examiner.get(goal, at.tables.unit_of[index[0]]) != at.tables.unit_of[index[0]]
        ):
            yield at.say("E305", "target_actual", index, "goal", goal, examiner=examiner[goal])
    if at.tables.period.months == 1:
        return
    answered = set(at.standing("target_actual")["goal"].dropna())  # a refused one is said at its own cell
    sent = {**at.chosen.submissions, **at.chosen.checks}
    unsettled = {*at.tables.missing, *at.chosen.disputed.values()}
    here = {unit: w for unit, w in sent.items() if unit not in unsettled}
    tab = title(SHEETS["target_actual"])
    doubtful = at.doubtful_goals
    for goal, indicator in zip(rows["goal"], rows["indicator"], strict=True):
        if goal not in answered | doubtful and examiner[goal] in here:
            yield say(
                "E313",
                Place(here[examiner[goal]].file, tab),
                value=goal,
                indicator=indicator,
                unit=examiner[goal],
            )


def easy_goals(at: Checked) -> Iterator[Finding]:
    """Goals that every result reaches: as much as nothing at least, in every quarter of the year."""
    rows = at.tables.frames["target"]
    for index, row in placed(rows):
        if row["direction"] != LOWER and not any(
            row[node] > 0 for node in ("annual", "q1", "q2", "q3", "q4")
        ):
            yield at.say(
                "W329",
                "target",
                index,
                "direction",
                row["direction"],
                goal=row["goal"],
                indicator=row["indicator"],
                direction=row["direction"],
            )


def checks(at: Checked) -> Iterator[Finding]:
    """Teams without an explicit row for an indicator that deducts (rules 3, TM01); departments check by the quarter.

    Nobody is asked for the rows of a department whose 班组考评 is not there: it is asked for by itself."""
    if at.tables.period.months == 1:
        return
    rows, known = (
        at.standing("check"),
        set(at.standing("team")["team"]),
    )  # a refused row is said at its own cell
    checkers = checkers_of(at)
    measured = at.tables.rulebook.measured
    rules = [rule for rule in measured if rule.unit_kind == TEAM and rule.source == title(CheckFact)]
    named = {unit for rule in rules for unit in rule.departments}
    silent = {unit for unit in checkers.departments | named if not _reported(at, unit)}
    by_rule = {rule.code: rows[rows["indicator"].eq(rule.code).fillna(False)]["team"] for rule in rules}
    short = {rule.code: list(_unanswered(at, rule, set(by_rule[rule.code]), checkers)) for rule in rules}
    yield from _unasked(
        at, {unit for rule in rules if short[rule.code] for unit in _of(rule, checkers)} & silent, checkers
    )
    for rule in rules:
        lacking = [
            team
            for team in short[rule.code]
            if not _is_elsewhere(at, rule, checkers.of(team, rule.code), silent)
        ]
        # theirs may be the rows whose team is written wrong
        if len(lacking) > (~by_rule[rule.code].isin(known)).sum():
            yield from _lacking(at, rule, lacking, checkers)


def _unanswered(at: Checked, rule: Indicator, answered: Collection[str], checkers: Checkers) -> Iterator[str]:
    """The teams that have no row and of which no tick tells that nothing was deducted. Where it is not one department alone whose team
    it is, the tick of another than the one that checked it last tells nothing."""
    frames = at.tables.frames
    told: dict[str, set[str]] = defaultdict(set)
    for one in conclusions(at.tables):
        for unit in one.units if one.rule is rule else ():
            told[unit].add(one.department)
    whose = Counter(team for one in rule.departments for team in examined(rule, one, frames))
    for team in sorted(in_scheme(rule, directory_rows(frames))):
        by_tick = told[team] if whose[team] == 1 else told[team] & checkers.of(team, rule.code)
        branch = at.tables.directory.teams[team]
        if team not in answered and not by_tick and branch not in at.tables.missing:
            yield team


def _lacking(at: Checked, rule: Indicator, teams: Iterable[str], checkers: Checkers) -> Iterator[Finding]:
    """What is asked of the workbooks: the conclusion where they have the sheet for it, else a row for each team."""
    concluded: dict[str, list[str]] = defaultdict(list)
    for team in teams:
        file = _asked(at, team, rule, checkers)
        if file in _concluding(at, rule, team):
            concluded[file].append(team)
        else:
            yield _without_row(at, rule, team, file)
    for file, lacking in concluded.items():
        yield from unconcluded(at, rule, file, lacking)


def _without_row(at: Checked, rule: Indicator, unit: str, file: str) -> Finding:
    place = Place(file, title(SHEETS[WRITTEN[rule.source]])) if file else Place()
    about = {"kind": rule.unit_kind, "indicator": rule.code}
    return say("E312", place, value=unit, unit=at.tables.unit_of.get(file, ""), **about)


def _concluding(at: Checked, rule: Indicator, unit: str) -> set[str]:
    """The workbooks that are asked for the conclusion on a unit."""
    return {
        workbook.file
        for department, workbook in at.chosen.checks.items()
        if conclusion_cell(at, workbook.file, rule.code)
        and unit in examined(rule, department, at.tables.frames)
    }


def conclusion_cell(at: Checked, file: str, code: str) -> Place | None:
    """The cell in which a standing workbook is asked to tick 其余合格 of an indicator; None where it is not asked."""
    sheets = next((one.sheets for one in at.chosen.checks.values() if one.file == file), {})
    raw = sheets.get(key_of(Conclusion))
    number = next((row for row, one in conclusion_rows(raw) if one == code), None) if raw else None
    return Place(file, raw.title, number, raw.letters.get("rest", "")) if raw and number else None


def unconcluded(at: Checked, rule: Indicator, file: str, units: list[str]) -> Iterator[Finding]:
    """An indicator that is not ticked while units lack a row of it; ticked, those whose only rows are of another period."""
    place, department = conclusion_cell(at, file, rule.code), at.tables.unit_of[file]
    if place is None or (file, place.sheet, place.row) in at.chosen.inbox.bad[key_of(Conclusion)]:
        return  # what stands there is said at the cell
    about = {"indicator": rule.code, "name": rule.name, "unit": department}
    sheet = WRITTEN[rule.source]
    if not any(one.rule is rule and one.department == department for one in conclusions(at.tables)):
        facts = {"count": str(len(units)), "kind": rule.unit_kind, "units": listed(units, 5)}
        cell = {"column": column_of(Conclusion, "rest").title, "value": ""}
        yield say("E372", place, sheet=title(SHEETS[sheet]), **facts, **cell, **about)
        return
    rows = named_rows(at.tables, rule, department)
    rows = rows[rows[UNIT_IN[sheet]].isin(units)]
    for index, unit, day in zip(rows.index, rows[UNIT_IN[sheet]], rows["date"], strict=True):
        facts = {"of": unit, "period": at.tables.period.title, **about}
        yield at.say("E373", sheet, index, "date", day.date(), **facts)
    yield from (_without_row(at, rule, unit, file) for unit in units if unit not in set(rows[UNIT_IN[sheet]]))


def _is_elsewhere(at: Checked, rule: Indicator, checkers: Collection[str], silent: Collection[str]) -> bool:
    """True if a team's row may be in a workbook that is not there, or of which it is not settled yet whether it stands."""
    asked, disputed = {*(rule.departments or checkers)}, at.chosen.disputed.values()
    return not asked.isdisjoint(silent) or not {*checkers}.isdisjoint(disputed)


class Checkers(NamedTuple):
    """The departments that report 班组考评, and who checks what, by the last quarter."""

    departments: frozenset[str]
    by_team: Mapping[tuple[str, str], frozenset[str]]  # team and indicator -> departments
    by_indicator: Mapping[str, frozenset[str]]

    def of(self, team: str, indicator: str) -> frozenset[str]:
        """Who checks the indicator of the team; everybody where that is not known."""
        return self.by_team.get((team, indicator)) or self.by_indicator.get(indicator) or self.departments


def checkers_of(at: Checked) -> Checkers:
    """Who has checked the teams in the last quarter, and who has to send a 部门考评 this time."""
    last = select(at.chosen.inbox, at.tables.period.previous())
    departments = {file: at.chosen.unit(w) for w in last.checks.values() for file in last.files_of([w])}
    by_team, by_indicator = defaultdict[tuple[str, str], set[str]](set), defaultdict[str, set[str]](set)
    rows = renamed(SHEETS["check"], last.rows_in("check", departments.keys()), at.chosen.names)
    for (file, _, _), team, indicator in zip(rows.index, rows["team"], rows["indicator"], strict=True):
        by_team[team, indicator].add(departments[file])
        by_indicator[indicator].add(departments[file])
    ticked = last.rows_in("conclusion", departments.keys())
    for (file, _, _), indicator in zip(ticked.index, ticked["indicator"], strict=True):
        by_indicator[indicator].add(departments[file])
    everybody = set(expected(at.chosen)[CHECK.key]).union(*by_indicator.values())
    return Checkers(
        frozenset(everybody),
        {key: frozenset(units) for key, units in by_team.items()},
        {key: frozenset(units) for key, units in by_indicator.items()},
    )


def _reported(at: Checked, unit: str) -> bool:
    """True if the department's 班组考评 can be read."""
    return unit in at.chosen.checks and "check" in at.chosen.checks[unit].sheets


def _of(rule: Indicator, checkers: Checkers) -> set[str]:
    """The departments that check the indicator, by the rulebook or as in the last quarter."""
    return {*rule.departments, *checkers.by_indicator.get(rule.code, ())}


def _unasked(at: Checked, silent: Collection[str], checkers: Checkers) -> Iterator[Finding]:
    """Departments that checked teams in the last quarter, have sent nothing now and are asked for nothing else."""
    asked = {*expected(at.chosen)[CHECK.key], *at.chosen.checks}
    for unit in sorted(set(silent) - asked):
        rules = at.tables.rulebook.measured
        named = {rule.code for rule in rules if rule.unit_kind == TEAM and unit in rule.departments}
        codes = sorted(named | {code for code, units in checkers.by_indicator.items() if unit in units})
        yield say(
            "E320",
            Place(),
            unit=unit,
            indicators="、".join(codes),
            perhaps=perhaps(at.chosen, unit),
        )


def _asked(at: Checked, team: str, rule: Indicator, checkers: Checkers) -> str:
    """The workbook to ask for the row: the one that has it with a fault, else of the only department that is to conclude on the team,
    else of the one that checked it in the last quarter, else of the first that is to conclude, else the only one that checks the
    indicator, else that of the department which examines the team's goals; "" if in doubt."""
    indicator = rule.code
    rows, goals = at.chosen.inbox.frames["check"], at.tables.frames["target"]
    sent = at.chosen.files_of(at.chosen.checks.values())
    checking = rows[rows["indicator"].eq(indicator).fillna(False) & rows.index.isin(sent, level="file")]
    faulty = set(checking[checking["team"].eq(team).fillna(False)].index.get_level_values("file"))
    every = set(checking.index.get_level_values("file"))
    concluding = _concluding(at, rule, team)
    before = _files(at, checkers.by_team.get((team, indicator), ()))
    by_goals = _files(at, goals[goals["unit"].eq(team)]["examiner"])
    ways = (faulty, *((concluding, before) if rule.departments else (before, concluding)))
    first = (_files(at, [department]) & concluding for department in rule.departments)
    return next(
        (
            next(iter(departments))
            for departments in (*ways, *first, every, every & by_goals)
            if len(departments) == 1
        ),
        "",
    )


def _files(at: Checked, units: Iterable[str]) -> set[str]:
    return {at.chosen.checks[unit].file for unit in units if unit in at.chosen.checks}


def silences(at: Checked) -> Iterator[Finding]:
    """What a branch left blank without being wrong, but that somebody should look at."""
    zones = at.tables.frames["zone_post"]
    asked = {
        file for key in ("wish", "request") for file in at.tables.frames[key].index.get_level_values("file")
    }
    for index, kind, found in zip(zones.index, zones["type"], zones["found"], strict=True):
        if kind == ZONE and (pd.isna(found) or not found):
            yield at.say("W308", "zone_post", index, "found", "" if pd.isna(found) else int(found))
    for unit, workbook in at.chosen.submissions.items():
        if not asked & at.chosen.files_of([workbook]) and unit not in at.tables.missing:
            yield say("W309", Place(workbook.file, title(SHEETS["wish"])), unit=unit)
