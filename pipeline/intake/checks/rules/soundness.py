"""Is the rulebook sound? Holes in its stars, gates nobody can meet, codes that are nowhere, examples that do not come out."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.finding import Finding, Place, has_errors
from pipeline.evidence.tables import directory_rows
from pipeline.intake.assemble import rules_of
from pipeline.intake.checks.rules.draft import Draft
from pipeline.intake.checks.rules.indicators import indicators, layers
from pipeline.intake.checks.rules.levels import conditions, fairness, gates, known_levels, levels
from pipeline.intake.checks.rules.quotas import quotas
from pipeline.intake.checks.rules.settings import only_tried, points, settings, year
from pipeline.intake.checks.rules.surveys import surveys
from pipeline.intake.messages import say
from pipeline.intake.select import Selection
from pipeline.rating.explain.examples import worked
from pipeline.rulebook.asked import used_by
from pipeline.rulebook.condition import parse_condition
from pipeline.rulebook.indicators import in_use
from pipeline.rulebook.lines import times_a_year
from pipeline.rulebook.rules import Latest, Rulebook, latest_of
from schemas.asked import SWITCHED
from schemas.base import by_title, columns, title
from schemas.base import key as key_of
from schemas.books import DIRECTORY, RULEBOOK
from schemas.directory import Branch
from schemas.indicator import Indicator, Line
from schemas.words import TRIED

_STARS = re.compile(r"[0-9](、[0-9])*")


def check_rulebook(chosen: Selection) -> list[Finding]:
    """Everything that would make the selection's rulebook rate wrongly; the examples run last, on sound rules."""
    assert chosen.rulebook is not None
    frames = in_use({key_of(sheet): chosen.rows(key_of(sheet)) for sheet in RULEBOOK.sheets})
    draft = Draft(chosen.inbox, frames, _team_counts(chosen), _units(chosen))
    if lacking := list(_lacking(draft, chosen.rulebook.file)):
        return lacking
    findings = [finding for rule in _CHECKS for finding in rule(draft)]
    if has_errors(findings):
        return sorted(findings)
    return sorted([*findings, *_examples(draft, rules_of(chosen.inbox, frames))])


def _lacking(draft: Draft, file: str) -> Iterator[Finding]:
    """Columns of which the heading is missing, and required ones that are blank in every row, refused rows included."""
    layered = len(draft.inbox.every(key_of(Line), {file}))
    for sheet in (one for one in RULEBOOK.sheets if not (layered and one is Indicator)):
        rows = draft.inbox.every(key_of(sheet), {file})
        letters = draft.inbox.letters.get((file, key_of(sheet)), {})
        blank = [c for c in columns(sheet) if len(rows) and rows[c.name].isna().all()]
        for column in (c for c in blank if c.required or (c.edition == 1 and c.name not in letters)):
            yield say("E513", Place(file, title(sheet)), column=column.title)


def _team_counts(chosen: Selection) -> tuple[int, ...]:
    if chosen.directory is None:
        return ()
    return tuple(int(n) for n in chosen.rows("team").groupby("branch")["team"].count())


def _units(chosen: Selection) -> dict[str, pd.DataFrame]:
    if chosen.directory is None:
        return {}
    return directory_rows({key_of(sheet): chosen.rows(key_of(sheet)) for sheet in DIRECTORY.sheets})


def _codes(draft: Draft) -> Iterator[Finding]:
    """Codes of indicators that are nowhere, and of those that count nowhere where a level is decided by them."""
    codes, tried = {row["code"] for _, row in draft.rows("indicator")}, only_tried(draft)
    named = (("threshold", "tested"), ("gate", "indicators"), ("band", "indicator"), ("veto", "indicator"))
    for key, column in named:
        for index, row in draft.rows(key):
            listed: list[str] = [] if pd.isna(row[column]) else str(row[column]).split("、")
            for code in listed:
                if code not in codes:
                    yield draft.say("E509", key, index, column, code, sheet=title(Line))
                elif code in tried and key != "band" and row.get("use") != TRIED:
                    yield draft.say("E532", key, index, column, code)


def _references(draft: Draft) -> Iterator[Finding]:
    vetoes = {row["code"] for _, row in draft.rows("veto")}
    for index, row in draft.rows("example"):
        if not pd.isna(row["event"]) and row["event"] not in vetoes:
            yield draft.say("E509", "example", index, "event", row["event"], sheet="否决与封顶")
        if not pd.isna(row["teams"]) and not _STARS.fullmatch(row["teams"]):
            yield draft.say(
                "E503",
                "example",
                index,
                "teams",
                row["teams"],
                why="每个班组写 0 到 5 的一个数字，用顿号隔开",
            )
    for index, row in draft.rows("duty_item"):
        if not pd.isna(row["applies"]) and (why := parse_condition(row["applies"], by_title(Branch))[1]):
            yield draft.say("E503", "duty_item", index, "applies", row["applies"], why=why)


# What names an item, how often a year its source asks it at most, and the source.
_LEGAL = (
    ("支部党员大会", 4, "支部工作条例：一般每季度一次"),
    ("支委会", 12, "支部工作条例：一般每月一次"),
    ("党小组会", 12, "支部工作条例：一般每月一次"),
    ("主题党日", 12, "支部工作条例：每月一天"),
    ("组织生活会", 1, "支部工作条例：每年至少一次"),
    ("民主评议", 1, "支部工作条例：一般每年一次"),
    ("谈心谈话", 1, "支部工作条例：每年不少于一次"),
    ("党费", 1, "党费收缴、使用和管理的规定：每年公布一次"),
)


def _duties(draft: Draft) -> Iterator[Finding]:
    """Last days that no calendar has, and items asked more often than their source asks them."""
    for index, row in draft.rows("duty_item"):
        latest: Latest | None = None if pd.isna(row["latest"]) else latest_of(row["latest"])
        if (
            latest and latest.day > calendar.monthrange(2019, latest.month)[1]
        ):  # no leap year: every year has it
            yield draft.say("E360", "duty_item", index, "latest", row["latest"])
        asked = times_a_year(row["frequency"], int(row["times"]))
        for word, most, source in _LEGAL:
            if word in f"{row['name']}、{row['type']}" and asked > most:
                facts = {"item": row["name"], "asked": asked, "most": most, "source": source}
                yield draft.say("W373", "duty_item", index, "frequency", row["frequency"], **facts)


def _asked(draft: Draft) -> Iterator[Finding]:
    """Sheets that are switched off and that the rules use nonetheless."""
    used = used_by(draft.frames)
    for index, row in draft.rows("asked"):
        if row["asked"] == "否" and (by := used.get(SWITCHED[str(row["sheet"])])):
            yield draft.say("W530", "asked", index, "asked", row["asked"], sheet=row["sheet"], used=by)


def _examples(draft: Draft, rules: Rulebook) -> Iterator[Finding]:
    for index, row in draft.rows("example"):
        column: str = "expected" if pd.isna(row["indicator"]) else "points"
        wanted, result = worked(row, rules)
        if wanted != result:
            value = plain(float(row[column]))
            yield draft.say(
                "E507", "example", index, column, value, name=row["name"], expected=wanted, found=result
            )


_CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    settings,
    year,
    points,
    layers,
    indicators,
    levels,
    gates,
    known_levels,
    conditions,
    fairness,
    quotas,
    surveys,
    _codes,
    _references,
    _duties,
    _asked,
)
