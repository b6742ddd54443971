"""Is everything there that the rating needs: results of every goal, checks of every team, sound inspections and surveys."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.finding import Finding, Place
from pipeline.core.records import placed
from pipeline.evidence.results import examiners
from pipeline.excel.cells.suggest import meant
from pipeline.intake.arrivals import perhaps
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from pipeline.intake.select import expected, select
from pipeline.intake.sent.owner import renamed
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.levels import Veto
from pipeline.rulebook.lines import due_date, slot_of
from schemas.base import YES, title
from schemas.books import CHECK, SHEETS
from schemas.facts import CheckFact
from schemas.words import (
    APPLICANTS,
    BRANCH,
    CAPPED,
    DOERS,
    IN_PROPORTION,
    LOWER,
    STOPPED,
    TEAM,
    UNUSED,
    ZEROED,
    ZONE,
)

_PARTY_GROUP = DOERS[2]


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


def early_duties(at: Checked) -> Iterator[Finding]:
    """Rows of the work list for an item that falls due in a later year: no earlier quarter of that year will have them."""
    rules = {rule.item: rule for rule in at.tables.rulebook.duties if rule.latest}
    rows = at.tables.frames["duty"]
    for index, item, month in zip(rows.index, rows["item"], rows["month"], strict=True):
        if rule := rules.get(item):
            slot = slot_of(rule, dt.date.fromisoformat(f"{month}-01"))
            if slot[0] > at.tables.period.year:
                due, name = due_date(rule, slot), f"{slot[0]}-{slot[1]:02d}"
                yield at.say("W374", "duty", index, "month", month, name=rule.name, due=due, month=name)


def checks(at: Checked) -> Iterator[Finding]:
    """Teams without an explicit row for an indicator that deducts (rules 3, TM01); departments check by the quarter.

    Nobody is asked for the rows of a department whose 班组考评 is not there: it is asked for by itself."""
    if at.tables.period.months == 1:
        return
    teams = at.tables.frames["team"]
    wanted = sorted(teams[~teams["branch"].isin(at.tables.missing)]["team"])
    known, rows = (
        set(at.standing("team")["team"]),
        at.standing("check"),
    )  # a refused row is said at its own cell
    checkers = checkers_of(at)
    measured = at.tables.rulebook.measured
    rules = [rule for rule in measured if rule.unit_kind == TEAM and rule.source == title(CheckFact)]
    named = {unit for rule in rules for unit in rule.departments}
    silent = {unit for unit in checkers.departments | named if not _reported(at, unit)}
    by_rule = {rule.code: rows[rows["indicator"].eq(rule.code).fillna(False)]["team"] for rule in rules}
    answers = {code: set(answered) for code, answered in by_rule.items()}
    short = {code: [team for team in wanted if team not in answered] for code, answered in answers.items()}
    yield from _unasked(
        at, {unit for rule in rules if short[rule.code] for unit in _of(rule, checkers)} & silent, checkers
    )
    for rule in rules:
        answered, lacking = by_rule[rule.code], short[rule.code]
        lacking = [
            team for team in lacking if not _is_elsewhere(at, rule, checkers.of(team, rule.code), silent)
        ]
        # theirs may be the rows whose team is written wrong
        if len(lacking) <= (~answered.isin(known)).sum():
            continue
        for team in lacking:
            file = _asked(at, team, rule.code, checkers)
            place = Place(file, title(SHEETS["check"])) if file else Place()
            yield say("E312", place, value=team, indicator=rule.code, unit=at.tables.unit_of.get(file, ""))


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


def _asked(at: Checked, team: str, indicator: str, checkers: Checkers) -> str:
    """The workbook to ask for the row: the one that has it with a fault, else of the department that checked the team in the
    last quarter, else the only one that checks the indicator, else that of the department which examines the team's goals;
    "" if in doubt."""
    rows, goals = at.chosen.inbox.frames["check"], at.tables.frames["target"]
    sent = at.chosen.files_of(at.chosen.checks.values())
    checking = rows[rows["indicator"].eq(indicator).fillna(False) & rows.index.isin(sent, level="file")]
    faulty = set(checking[checking["team"].eq(team).fillna(False)].index.get_level_values("file"))
    every = set(checking.index.get_level_values("file"))
    before = _files(at, checkers.by_team.get((team, indicator), ()))
    by_goals = _files(at, goals[goals["unit"].eq(team)]["examiner"])
    return next(
        (
            next(iter(departments))
            for departments in (faulty, before, every, every & by_goals)
            if len(departments) == 1
        ),
        "",
    )


def _files(at: Checked, units: Iterable[str]) -> set[str]:
    return {at.chosen.checks[unit].file for unit in units if unit in at.chosen.checks}


def inspections(at: Checked) -> Iterator[Finding]:
    """核定分 that cannot stand: of a whole indicator, of another kind of unit, above the points, or twice."""
    rows = at.tables.frames["inspection"]
    leaves = {rule.code: rule for rule in at.tables.rulebook.measured}
    inspected: set[tuple[Any, ...]] = set()
    for index, row in placed(rows):
        if pd.isna(row["score"]):
            continue
        rule = leaves.get(row["indicator"])
        if rule is None or rule.unit_kind != row["unit_kind"]:
            why = "它由几个分项组成" if row["indicator"] in at.tables.rulebook.families else "细则里没有它"
            yield at.say(
                "E308",
                "inspection",
                index,
                "indicator",
                row["indicator"],
                why=why if rule is None else f"它评的是{rule.unit_kind}",
            )
        elif row["score"] > (most := _most(rule)):
            yield at.say(
                "E307",
                "inspection",
                index,
                "score",
                plain(row["score"]),
                indicator=rule.code,
                points=plain(most),
            )
        elif (key := (row["unit_kind"], row["unit"], row["indicator"])) in inspected:
            yield at.say(
                "E309", "inspection", index, "score", plain(row["score"]), of=row["unit"], indicator=rule.code
            )
        else:
            inspected.add(key)


def _most(rule: Indicator) -> Fraction:
    """The highest 核定分 of a leaf; a mark that is scored by bands, steps or places may be any number."""
    if not rule.by_hand:
        return rule.points * rule.most
    return rule.target * rule.most if rule.scoring == IN_PROPORTION else Fraction(10**9)


def duties(at: Checked) -> Iterator[Finding]:
    """Work-list rows for an item of somebody else, or for one that another sheet proves."""
    rules = {rule.item: rule for rule in at.tables.rulebook.duties}
    doers, nameless = _doers(at), at.nameless
    rows = at.tables.frames["duty"]
    for index, item, unit in zip(rows.index, rows["item"], rows["unit"], strict=True):
        rule, branch = rules.get(item), at.tables.unit_of[index[0]]
        if rule is None:
            continue
        units = doers[rule.who].get(branch, set())
        if rule.sheet != title(SHEETS["duty"]):
            yield at.say("E311", "duty", index, "item", item, sheet=rule.sheet)
        elif index[0] not in nameless and unit not in units:
            whose = "本支部" if rule.who == BRANCH else f"本支部的{rule.who}"
            near = meant(unit, tuple(sorted(units)))
            facts = {"hint": f"，是不是“{near}”" if near else "", "suggested": near}
            yield at.say("E310", "duty", index, "unit", unit, item=item, who=rule.who, own=whose, **facts)


def _doers(at: Checked) -> dict[str, dict[str, set[str]]]:
    """Who does items of the list -> branch -> the units of the branch that do them."""
    people, teams, branches = at.standing("person"), at.standing("team"), at.standing("branch")
    pairs = {
        BRANCH: zip(branches["branch"], branches["branch"], strict=True),
        _PARTY_GROUP: people[["branch", "group"]].dropna().itertuples(index=False, name=None),
        TEAM: zip(teams["branch"], teams["team"], strict=True),
    }
    doers: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for who, units in pairs.items():
        for branch, unit in units:
            doers[who][branch].add(unit)
    return doers


def events(at: Checked) -> Iterator[Finding]:
    """Vetoes of the wrong kind of unit."""
    rows = at.tables.frames["event"]
    for index, kind, code in zip(rows.index, rows["unit_kind"], rows["code"], strict=True):
        rule = at.tables.rulebook.vetoes.get(code) if not pd.isna(code) else None
        if rule is not None and kind not in rule.unit_kinds:
            yield at.say("E315", "event", index, "code", code, kind="否决", kinds="、".join(rule.unit_kinds))
        elif rule is not None and not _names(str(rows.at[index, "type"]), rule):
            event = str(rows.at[index, "type"])
            yield at.say("E531", "event", index, "type", event, of=code, effect=rule.effect)


def _names(event: str, rule: Veto) -> bool:
    """True if a decision of that type may name the row: 否决 any, 封顶 what caps, the others only what they say."""
    fits = {CAPPED: ("封顶",), ZEROED: ("封顶", ZEROED), STOPPED: ("不参评",)}
    return event == "否决" or event in fits.get(rule.effect, (rule.effect,))


def applicants(at: Checked) -> Iterator[Finding]:
    """A quota of applicants in a quarter for which nobody has applied."""
    rows, review = at.tables.frames["application"], at.chosen.review
    asked = [q for q in at.tables.rulebook.quotas if q.base == APPLICANTS and q.in_quarter != UNUSED]
    if asked and review and at.tables.period.months != 1 and not rows["applied"].eq(YES).any():
        sheet = title(SHEETS["application"])
        yield say("W544", Place(review.file, sheet), value=sheet)


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
