"""The workbooks that go out: blanks with all that is known filled in, what dropdowns offer, and marked copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.core.period import Period
from pipeline.core.publish import file_names
from pipeline.evidence.results import examined
from pipeline.excel.cells.named import NAMED, offered_codes
from pipeline.excel.cells.suggest import Named
from pipeline.excel.write.cover import blank
from pipeline.intake.assemble import is_foreign
from pipeline.intake.checks.references import all_by_name
from pipeline.intake.collect import Inbox, left_out, period_of
from pipeline.intake.forms.carried import Given, carried, given_rows, to_departments
from pipeline.intake.forms.due import due_items, due_sessions
from pipeline.intake.forms.numbers import numbered_rows
from pipeline.intake.forms.reviews import by_hand, review_rows, rules_in_force
from pipeline.intake.select import Selection, expected, select
from pipeline.rulebook.asked import GOAL_RESULTS
from pipeline.rulebook.defaults import default_rules, layered
from pipeline.rulebook.indicators import in_use
from pipeline.rulebook.lines import slots
from schemas.base import Book, columns, title
from schemas.base import key as key_of
from schemas.books import CHECK, DIRECTORY, REVIEW, RULEBOOK, SHEETS, SUBMISSION, TARGET
from schemas.facts import CheckFact
from schemas.review import CommitteeDuty
from schemas.rulebook import NEW_SETTINGS, SETTINGS, Setting
from schemas.submission_life import Duty, Meeting, MemberGrade, Training
from schemas.target import SELF_EXAMINED
from schemas.words import (
    APPRAISAL,
    DEDUCTION,
    FULL_MEMBERS,
    REPORTED,
)

_CODES = ("duty_item.item", "indicator.code", "veto.code")
_USABLE = (  # the codes that a kind of workbook can use at all: kind, codes, column of the rulebook, what stands there
    (SUBMISSION.key, "duty_item.item", "sheet", title(Duty)),
    (REVIEW.key, "duty_item.item", "sheet", title(CommitteeDuty)),
    (CHECK.key, "indicator.code", "measure", DEDUCTION),
    (CHECK.key, "indicator.code", "origin", DEDUCTION),
    (CHECK.key, "indicator.code", "origin", REPORTED),
)


def dropdowns(chosen: Selection) -> dict[str, list[str]]:
    """ "sheet.column" -> the values of that column in the workbooks of the selection, sorted, each once; what a kind of
    workbook can use of them as "book/sheet.column"."""
    references = {c.refers_to for sheet in SHEETS.values() for c in columns(sheet) if c.refers_to}
    found = {}
    for reference in sorted(references):
        key, column = reference.split(".")
        rows = chosen.rows(key)
        found[reference] = (
            _offered(reference, rows) if reference in NAMED else sorted({*rows[column].dropna()})
        )
    return found | _usable({key: chosen.rows(key) for key in ("duty_item", "indicator")})


def rule_lists(rules: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """The same of the codes of a rulebook that is not in the inbox."""
    wide = {reference: rules[reference.partition(".")[0]] for reference in _CODES}
    return {reference: _offered(reference, rows) for reference, rows in wide.items()} | _usable(rules)


def _offered(reference: str, rows: pd.DataFrame) -> list[str]:
    """The codes of these rows with their names, by code."""
    pairs = rows[[reference.partition(".")[2], NAMED[reference]]].dropna()
    return offered_codes(reference, pairs.itertuples(index=False, name=None))


def _usable(rules: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    found, rules = defaultdict[str, set[str]](set), {**rules, **in_use({"indicator": rules["indicator"]})}
    for book, reference, column, value in _USABLE:
        rows = rules[reference.partition(".")[0]]
        fits = rows[column].eq(value).fillna(False).astype(bool)
        found[f"{book}/{reference}"] |= {*_offered(reference, rows[fits])}
    return {name: sorted(codes) for name, codes in found.items()}


def named(chosen: Selection) -> Named:
    """People, items, indicators and goals by name, that may be suggested where a code is asked for and a name was written."""
    return all_by_name(chosen.rows)


OFFICE = "党群工作部"
_YEAR = 12


def blanks(inbox: Inbox, period: Period) -> dict[str, bytes]:
    """File name -> workbook. Without a directory in the inbox there are the office's blanks and one empty form a kind.

    Of a year there are the office's blanks alone: branches and departments send by quarter."""
    now = select(inbox, period)
    last = select(inbox, latest(inbox, period) or period)
    now = replace(now, directory=now.directory or last.directory, target=now.target or last.target)
    lists = dropdowns(now) | offered_rules(now)
    idle = () if _appraises(now, period) else (key_of(MemberGrade),)
    off, made = left_out(inbox, now.rulebook), {}
    for name, book, unit, given in _wanted(now, last, period):
        if book is TARGET and GOAL_RESULTS in off:
            continue
        span = period.whole_year() if book in (TARGET, RULEBOOK) else period
        cover = {"plant": _plant(now) or None, "unit": unit, "period": span.name}
        if book is SUBMISSION:
            cover["secretary"] = _secretary(now, unit)
        known = {key: rows for key, rows in given.items() if key not in off}
        ticked = [key for key in idle if key not in off] if book is SUBMISSION else []
        offered = _own_first(now, unit, lists) if book is SUBMISSION else lists
        made[f"{name}.xlsx"] = blank(book.without(off), cover, known, offered, ticked)
    return made


def _own_first(now: Selection, branch: str, lists: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The lists with the branch's own teams, people, Party groups and goals before those of others."""
    teams, people, goals = (now.rows(key) for key in ("team", "person", "target"))
    teams, people = (rows[rows["branch"].eq(branch).fillna(False)] for rows in (teams, people))
    own = {branch, *teams["team"], *people["person"], *people["group"].dropna()}
    own |= {*goals[goals["unit"].isin(own)]["goal"]}
    return {name: sorted(offered, key=lambda one: one not in own) for name, offered in lists.items()}


def _appraises(now: Selection, period: Period) -> bool:
    """True if the work list asks for 民主评议 in the period; without a work list the branches tell."""
    if now.rulebook is None:
        return True
    duties = rules_in_force(now).duties
    return any(APPRAISAL in rule.types and slots(rule, period) for rule in duties)


def latest(inbox: Inbox, period: Period) -> Period | None:
    """The last period before this one for which there are workbooks."""
    earlier = {
        p
        for w in inbox.workbooks
        if (p := period_of(w)) and p.months == period.months and p.end < period.start
    }
    return max(earlier, default=None)


def _secretary(now: Selection, branch: str) -> str | None:
    """The name of a branch's secretary by the directory."""
    rows, names = now.rows("branch"), now.inbox.directory(now.directory).names
    numbers = rows[rows["branch"].eq(branch)]["secretary"].dropna()
    return next((names[one] for one in numbers if one in names), None)


def _plant(now: Selection) -> str:
    if now.rulebook is None:
        return ""
    settings = now.rows("setting")
    return str(settings[settings["name"].eq("电厂名称")]["value"].iloc[0])


def offered_rules(now: Selection) -> dict[str, list[str]]:
    """Codes of the default rulebook where the inbox has none yet."""
    return (
        {} if now.rulebook else rule_lists({key: pd.DataFrame(rows) for key, rows in default_rules().items()})
    )


def _wanted(now: Selection, last: Selection, period: Period) -> Iterator[tuple[str, Book, str, Given]]:
    """File stem, kind, unit and prefilled rows of every blank."""
    yield (
        "组织名册",
        DIRECTORY,
        OFFICE,
        _copied(now, DIRECTORY),
    )
    yield "目标责任书", TARGET, OFFICE, _targets(now)
    yield "评价细则", RULEBOOK, OFFICE, _rules(now)
    yield "党委考评", REVIEW, OFFICE, review_rows(now, last)
    if period.months == _YEAR:
        return
    wanted = expected(now, as_written=True)
    passed = to_departments(last)
    open_with = {unit for unit, items in passed.items() if items}
    units = {SUBMISSION.key: wanted[SUBMISSION.key], CHECK.key: sorted({*wanted[CHECK.key], *open_with})}
    off = left_out(now.inbox, now.rulebook)
    for book, of_unit in ((SUBMISSION, _submission), (CHECK, _check)):
        names = file_names(units[book.key])
        for unit in units[book.key]:
            given = of_unit(now, last, unit, period)
            given |= {"passed_item": passed.get(unit, [])} if book is CHECK else {}
            yield f"{book.title}-{names[unit]}", book, unit, given
        unknown = not units[book.key] and bool(book.without(off).sheets)
        if unknown and (now.directory is None or (book is CHECK and not off)):
            yield book.title, book, "", {}


def _copied(now: Selection, book: Book) -> Given:
    names = [sheet.to_schema().name for sheet in book.sheets]
    return {key: given_rows(now.rows(key)) for key in names} if getattr(now, book.key) else {}


def _rules(now: Selection) -> Given:
    """The rules in force, with the settings that are newer than they are; the default rules where there are none."""
    defaults = default_rules()
    if not now.rulebook:
        nameless = [
            row | ({"value": None} if row["name"] == "电厂名称" else {}) for row in defaults["setting"]
        ]
        return layered(defaults) | {"setting": nameless}
    rules, name = _copied(now, RULEBOOK), key_of(Setting)
    known = {row["name"] for row in rules[name]}
    newer = [row for row in defaults[name] if row["name"] in NEW_SETTINGS and row["name"] not in known]
    return layered(rules) | {name: [*(row for row in rules[name] if row["name"] in SETTINGS), *newer]}


def _of_this_year(now: Selection) -> bool:
    """True if the goals are those of the period's year and not only of the year before."""
    return now.target is not None and (span := period_of(now.target)) is not None and span.covers(now.period)


def _targets(now: Selection) -> Given:
    """The goals of the year; where they have not come, last year's as a draft that nobody has signed yet."""
    goals = _copied(now, TARGET)
    return (
        goals
        if _of_this_year(now)
        else {key: [row | {"signed": None} for row in rows] for key, rows in goals.items()}
    )


def _goals(now: Selection, examiner: str, unit: str, period: Period) -> list[dict[str, Any]]:
    """The goals that somebody reports on, locked but for the result."""
    if now.target is None or not _of_this_year(now):
        return []
    rows = now.rows("target")
    rows = rows[rows["examiner"].eq(examiner)]
    rows = rows[rows["unit"].eq(unit)] if examiner == SELF_EXAMINED else rows
    node = f"q{period.quarter}"
    return [
        {"goal": r["goal"], "unit": r["unit"], "indicator": r["indicator"], "node": r[node]}
        for r in given_rows(rows)
    ]


def _submission(now: Selection, last: Selection, unit: str, period: Period) -> Given:
    """Goals to report on, what of the work list is due, the pledges of the year, and what of the ledgers is still open."""
    given: Given = {"target_actual": _goals(now, SELF_EXAMINED, unit, period)}
    if now.directory is not None:
        given["member_grade"] = _to_grade(now, unit)
        rules = rules_in_force(now).duties if now.rulebook else ()
        given["duty"] = due_items(now, rules, unit, period)
        for sheet in (Meeting, Training):
            given[key_of(sheet)] = due_sessions(now, rules, unit, period, sheet)
    given |= carried(last, unit, period)
    for key, rows in numbered_rows(now, last, unit, period).items() if now.directory else ():
        given[key] = [*given.get(key, []), *rows]
    return given


def _to_grade(now: Selection, branch: str) -> list[dict[str, Any]]:
    """The full members of a branch, who get a grade in its 民主评议."""
    people = now.rows("person")
    own = people[people["branch"].eq(branch) & people["politics"].isin(FULL_MEMBERS)]
    return [{"person": person, "name": name} for person, name in zip(own["person"], own["name"], strict=True)]


def _check(now: Selection, last: Selection, unit: str, period: Period) -> Given:
    """Goals to report on, one row a unit and indicator that the department checks, and one an indicator for its conclusion."""
    given: Given = {"target_actual": _goals(now, unit, unit, period)}
    checked = _checked(now, last, unit) if now.directory else {}
    given["check"] = [{"team": team, "indicator": code} for code, teams in checked.items() for team in teams]
    for key, origin in (("unit_check", DEDUCTION), ("reported", REPORTED)):
        asked = [
            (rule, name) for rule, name in by_hand(now, origin) if not is_foreign(unit, rule.departments)
        ]
        given[key] = [
            {"unit_kind": rule.unit_kind, "unit": name, "indicator": rule.code, "name": rule.name}
            for rule, name in asked
        ]
    rows = now.rows("indicator")
    names = dict(zip(rows["code"], rows["name"], strict=True))
    every = dict.fromkeys(row["indicator"] for key in ("check", "unit_check") for row in given[key])
    given["conclusion"] = [{"indicator": code, "name": names.get(code)} for code in every]
    return given


def _checked(now: Selection, last: Selection, unit: str) -> dict[str, list[str]]:
    """The indicators by which the department checks teams, by the rulebook, else as it did the last time, and the teams."""
    workbook = last.checks.get(unit)
    files = last.files_of([workbook] if workbook else [])
    if not now.rulebook:
        teams = list(now.rows("team")["team"])
        return dict.fromkeys(sorted(set(last.rows_in("check", files)["indicator"])), teams)
    before = {code for key in ("check", "conclusion") for code in last.rows_in(key, files)["indicator"]}
    frames = {key: now.rows(key) for key in ("branch", "team", "person", "target")}
    rules = [rule for rule in rules_in_force(now).measured if rule.source == title(CheckFact)]
    return {
        rule.code: examined(rule, unit, frames)
        for rule in sorted(rules, key=lambda rule: rule.code)
        if (rule.departments or rule.code in before) and not is_foreign(unit, rule.departments)
    }


_AGAIN = "放进 input 文件夹，再运行一次 make templates PERIOD={period}"
BEGIN = f"先填“组织名册”“目标责任书”“评价细则”（“电厂名称”和要改的规则），{_AGAIN}，各支部、各部门的空白工作簿就按名册分好。"
OF_A_YEAR = "年度的党委会议、公示和正式通报登记在“党委考评”的“审定”表，放进 input 文件夹，再运行 make annual YEAR={period}。"
GOALS = f"{{year}}年的“目标责任书”还没有放进来：填好、{_AGAIN}，“目标完成”里才有本年的目标。"
SEND = "发给各支部和部门，填好后放入 input 文件夹，再运行 make check。"
NAMES = "“组织名册”已照上期填好，核对人员变动、写上截至日期，也放进 input。"


def next_step(inbox: Inbox, period: Period) -> str:
    """The next step after the blanks of the period were written, one sentence or two."""
    chosen = select(inbox, period)
    if not inbox.of("directory"):
        steps = [BEGIN if chosen.target is None else BEGIN.replace("“目标责任书”", "")]
    elif period.months == 12:
        steps = [OF_A_YEAR]
    else:
        steps = [GOALS if chosen.target is None else SEND, *([NAMES] if chosen.directory is None else [])]
    return "".join(steps).format(period=period.name, year=period.year)
