"""Is everything there that the rating needs: results of every goal, checks of every team, sound inspections and surveys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.finding import Finding, Place
from pipeline.evidence.results import examiners, usable
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from pipeline.rulebook.lines import due_date, slot_of
from schemas.base import title
from schemas.books import SHEETS
from schemas.words import BRANCH, DEDUCTION, LOWER, TEAM, ZONE


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
    here = {
        unit: w
        for unit, w in {**at.chosen.submissions, **at.chosen.checks}.items()
        if unit not in at.tables.missing
    }
    tab = title(SHEETS["target_actual"])
    for goal, indicator in zip(rows["goal"], rows["indicator"], strict=True):
        if goal not in answered and examiner[goal] in here:
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
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
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
    """Teams without an explicit row for an indicator that deducts (rules 3, TM01); departments check by the quarter."""
    if at.tables.period.months == 1:
        return
    teams = at.tables.frames["team"]
    wanted = sorted(teams[~teams["branch"].isin(at.tables.missing)]["team"])
    known, rows = (
        set(at.standing("team")["team"]),
        at.standing("check"),
    )  # a refused row is said at its own cell
    for rule in (r for r in at.tables.rulebook.of(TEAM) if r.measure == DEDUCTION):
        given = rows[rows["indicator"].eq(rule.code).fillna(False)]["team"]
        lacking = [team for team in wanted if team not in set(given.dropna())]
        if len(lacking) <= (~given.isin(known)).sum():  # theirs may be the rows whose team is written wrong
            continue
        for team in lacking:
            file = _asked(at, team, rule.code)
            place = Place(file, title(SHEETS["check"])) if file else Place()
            yield say("E312", place, value=team, indicator=rule.code, unit=at.tables.unit_of.get(file, ""))


def _asked(at: Checked, team: str, indicator: str) -> str:
    """The workbook to ask for the row: the one that has it with a fault, else the only one that checks the indicator, else
    that of the department which examines the team's goals; "" if in doubt."""
    rows, goals = at.chosen.inbox.frames["check"], at.tables.frames["target"]
    sent = {workbook.file for workbook in at.chosen.checks.values()}
    checking = rows[rows["indicator"].eq(indicator).fillna(False) & rows.index.isin(sent, level="file")]
    faulty = set(checking[checking["team"].eq(team).fillna(False)].index.get_level_values("file"))
    every = set(checking.index.get_level_values("file"))
    examiners = {
        at.chosen.checks[one].file
        for one in goals[goals["unit"].eq(team)]["examiner"]
        if one in at.chosen.checks
    }
    return next((next(iter(found)) for found in (faulty, every, every & examiners) if len(found) == 1), "")


def inspections(at: Checked) -> Iterator[Finding]:
    """核定分 that cannot stand: of a whole indicator, of another kind of unit, above the points, or twice."""
    rows = at.tables.frames["inspection"]
    leaves = {rule.code: rule for rule in at.tables.rulebook.indicators}
    seen = set()
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
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
        elif row["score"] > rule.points:
            yield at.say(
                "E307",
                "inspection",
                index,
                "score",
                plain(row["score"]),
                indicator=rule.code,
                points=plain(rule.points),
            )
        elif (key := (row["unit_kind"], row["unit"], row["indicator"])) in seen:
            yield at.say(
                "E309", "inspection", index, "score", plain(row["score"]), of=row["unit"], indicator=rule.code
            )
        else:
            seen.add(key)


def duties(at: Checked) -> Iterator[Finding]:
    """Work-list rows for an item of somebody else, or for one that another sheet proves."""
    rules = {rule.item: rule for rule in at.tables.rulebook.duties}
    people, teams = at.standing("person"), at.standing("team")
    groups = set(people[["branch", "group"]].dropna().itertuples(index=False, name=None))
    teamed = set(zip(teams["branch"], teams["team"], strict=True))
    nameless = at.nameless
    rows = at.tables.frames["duty"]
    for index, item, unit in zip(rows.index, rows["item"], rows["unit"], strict=True):
        rule, branch = rules.get(item), at.tables.unit_of[index[0]]
        if rule is None:
            continue
        fits = {
            "党支部": unit == branch,
            "党小组": (branch, unit) in groups,
            "班组": (branch, unit) in teamed,
        }
        if rule.sheet != title(SHEETS["duty"]):
            yield at.say("E311", "duty", index, "item", item, sheet=rule.sheet)
        elif index[0] not in nameless and not fits.get(rule.who, False):
            own = "本支部" if rule.who == BRANCH else f"本支部的{rule.who}"
            yield at.say("E310", "duty", index, "unit", unit, item=item, who=rule.who, own=own)


def events(at: Checked) -> Iterator[Finding]:
    """Vetoes of the wrong kind of unit."""
    rows = at.tables.frames["event"]
    for index, kind, code in zip(rows.index, rows["unit_kind"], rows["code"], strict=True):
        rule = at.tables.rulebook.vetoes.get(code) if not pd.isna(code) else None
        if rule is not None and kind not in rule.unit_kinds:
            yield at.say("E315", "event", index, "code", code, kind="否决", kinds="、".join(rule.unit_kinds))


def surveys(at: Checked) -> Iterator[Finding]:
    """Surveys that do not count, and why (rules 7)."""
    rules, rows = at.tables.rulebook, at.tables.frames["survey"]
    share, least = rules.number("测评最低收回比例"), rules.whole("测评最少有效票")
    for index, row, good in zip(
        rows.index, rows.to_dict("records"), usable(rows, float(share), least), strict=True
    ):
        if good:
            continue
        code = (
            "W303"
            if row["returned"] > row["issued"]
            else "W304"
            if row["returned"] * 100 < row["entitled"] * share
            else "W305"
        )
        yield at.say(
            code,
            "survey",
            index,
            "returned",
            row["returned"],
            of=row["unit"],
            issued=row["issued"],
            entitled=row["entitled"],
            share=plain(share),
            least=least,
        )


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
        if workbook.file not in asked and unit not in at.tables.missing:
            yield say("W309", Place(workbook.file, title(SHEETS["wish"])), unit=unit)
