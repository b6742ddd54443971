"""What every rule of the rulebook did in the period: a rule that did not run is told from one that found nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from pipeline.core.chinese import star_word
from pipeline.core.records import Record, placed
from pipeline.report.data import csv_bytes, safe
from pipeline.report.result import Result
from pipeline.report.rows import Score, Star, Trial
from pipeline.rulebook.indicators import is_leaf
from schemas.base import title
from schemas.facts import AchievementFact, DutyDue
from schemas.words import AT_LEAST, BRANCH, GATE_NO_TEAMS, TRIED

VETOES, BONUS = "否决与封顶", "加分标准"
USED, NOT_APPLYING, NO_DATA, NOT_TRIGGERED = "已执行", "不适用", "没有数据", "没有触发"
_NAMED = 3  # units or reasons that are named


class RuleUse(NamedTuple):
    """A rule, its cell, how it ran, for how many units, and why not for the others; its fields are the columns of rules.csv."""

    period: str
    section: str
    rule: str
    place: str
    status: str
    units: int
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """A line of the page: section, rule, how it ran, the address of its cell."""
        return self.section, self.rule, self.said, self.place.rsplit(" › ", 1)[-1]

    @property
    def is_closed(self) -> bool:
        """True for what only the office may know: how often a veto or a cap was used (rules 10.2)."""
        return self.section == VETOES

    @property
    def said(self) -> str:
        """已执行：26 个；没有触发."""
        count = f"：{self.units} 个" if self.units else ""
        return f"{self.status}{count}" + (f"（{self.note}）" if self.note else "")


class _Ran(NamedTuple):
    rule: str
    place: str
    status: str
    units: int
    note: str = ""


def rule_uses(result: Result) -> list[RuleUse]:
    """A row for every indicator, threshold, gate, veto, quota, item of the work list and bonus of the rulebook."""
    period = result.period.name
    return [RuleUse(period, section, *line) for section, of in _SECTIONS.items() for line in of(result)]


OPEN_NOTE = (
    f"没有执行的规则与执行了而没有查出情况的规则分开说明。加分标准只列有成果的行；“{VETOES}”的运行情况是内部数据，"
    "在 report/data/rules.csv。"
)


def open_uses(result: Result) -> list[RuleUse]:
    """Those that everybody may read: of bonus only what was earned, of vetoes nothing, for that is the office's."""
    return [one for one in rule_uses(result) if not one.is_closed and (one.section != BONUS or one.units)]


def rules_csv(result: Result) -> bytes:
    """report/data/rules.csv."""
    return csv_bytes(RuleUse._fields, [[safe(str(value)) for value in use] for use in rule_uses(result)])


def _rows(result: Result, key: str, column: str) -> Iterator[tuple[Record, str]]:
    frame, cell = result.tables.rulebook.frames[key], result.examined.inbox.cell
    for index, row in placed(frame):
        yield row, cell(key, index, column)


def _indicators(result: Result) -> Iterator[_Ran]:
    """How many units it gave points, and why it did not apply to the others."""
    scores: dict[str, list[Score | Trial]] = {}
    measured: list[Score | Trial] = [*result.scores, *result.trials]
    for score in measured:
        scores.setdefault(score.indicator, []).append(score)
    tried = {rule.code for rule in result.tables.rulebook.trials}
    for row, place in _rows(result, "indicator", "points"):
        if not is_leaf(row):
            continue
        of_rule = scores.get(row["code"], [])
        ran = [score for score in of_rule if score.applies]
        reasons = Counter(_reason(score) for score in of_rule if not score.applies)
        status = USED if ran else NOT_APPLYING if reasons else NO_DATA
        notes = [TRIED] if row["code"] in tried else []
        notes += [f"{why} {count} 个" for why, count in reasons.most_common(_NAMED)]
        yield _Ran(f"{row['code']} {row['name']}", place, status, len(ran), "；".join(notes))


def _reason(score: Score | Trial) -> str:
    """没有有效的满意度测评，不适用, without the name of the indicator."""
    return score.because.partition("：")[2] or score.because


def _thresholds(result: Result) -> Iterator[_Ran]:
    for row, place in _rows(result, "threshold", "lowest"):
        there = [s for s in result.stars_of(row["unit_kind"]) if s.score_star == int(row["star"])]
        yield _Ran(f"{row['unit_kind']}{star_word(int(row['star']))}", place, *_triggered(there))


def _gates(result: Result) -> Iterator[_Ran]:
    """A gate runs for every unit that might have its star; where it held one back, that is said."""
    held = Counter(step.place for step in result.trace if step.lowers)
    would_hold = result.evaluation.held
    for row, place in _rows(result, "gate", "value"):
        star = int(row["star"])
        asked = [
            s
            for s in result.stars_of(row["unit_kind"])
            if (s.capped_star or 0) >= star and _concerns(row, len(result.teams_of(s)))
        ]
        note = f"挡住 {held[place]} 个" if held[place] else "都已满足" if asked else ""
        if place in would_hold:
            note = f"{TRIED}；计入会挡住 {len(would_hold[place])} 个"
        rule = f"{row['unit_kind']}{star_word(star)} {row['how']}"
        yield _Ran(rule, place, USED if asked else NOT_TRIGGERED, len(asked), note)


def _concerns(row: Record, teams: int) -> bool:
    """True if the gate speaks of a branch with so many teams."""
    if row["unit_kind"] != BRANCH:
        return True
    if row["how"] == GATE_NO_TEAMS:
        return teams == 0
    least, most = row["min_teams"], row["max_teams"]
    return teams > 0 and (pd.isna(least) or teams >= least) and (pd.isna(most) or teams <= most)


def _vetoes(result: Result) -> Iterator[_Ran]:
    for row, place in _rows(result, "veto", "highest"):
        hit = {step.key for step in result.trace if step.place == place}
        rule = f"{row['code']} {row['name']}"
        yield _Ran(rule, place, USED if hit else NOT_TRIGGERED, len(hit))


def _quotas(result: Result) -> Iterator[_Ran]:
    for row, place in _rows(result, "quota", "share"):
        over = {step.key for step in result.trace if step.place == place}
        rated = [s for s in result.stars_of(row["unit_kind"]) if s.star is not None]
        note = f"超出名额，涉及 {len(over)} 个" if over else "没有超出"
        way = "及以下" if row["side"] == AT_LEAST else "及以上"
        rule = f"{row['unit_kind']}{star_word(int(row['star']))}{way}"
        yield _Ran(rule, place, USED if rated else NO_DATA, len(rated), note if rated else "")


def _duties(result: Result) -> Iterator[_Ran]:
    """How often an item of the work list fell due, and how often nothing was on record."""
    due = result.evaluation.facts[title(DutyDue)]
    counts, open_items = (Counter(rows["item"]) for rows in (due, due[due["status"].eq("未办")]))
    counts.update(result.tables.frames["committee_duty"]["item"])
    for row, place in _rows(result, "duty_item", "item"):
        count, missed = counts[row["item"]], open_items[row["item"]]
        note = f"其中 {missed} 项没有记录" if missed else "" if count else "本期不到期，或没有适用的单位"
        yield _Ran(
            f"{row['item']} {row['name']}",
            place,
            USED if count else NOT_APPLYING,
            count,
            note,
        )


def _bonus(result: Result) -> Iterator[_Ran]:
    rows = result.evaluation.facts[title(AchievementFact)]
    listed = result.tables.frames["achievement"]
    kinds = Counter(zip(listed["type"], listed["level"], listed["place"].fillna(""), strict=True))
    status = NOT_TRIGGERED if len(rows) else NO_DATA
    for row, place in _rows(result, "bonus_rule", "points"):
        name = (row["type"], row["level"], "" if pd.isna(row["place"]) else row["place"])
        count = kinds[name]
        yield _Ran(" ".join(filter(None, name)), place, USED if count else status, count)


def _triggered(units: Iterable[Star]) -> tuple[str, int]:
    count = len(list(units))
    return (USED if count else NOT_TRIGGERED), count


_SECTIONS: dict[str, Callable[[Result], Iterator[_Ran]]] = {
    "指标": _indicators,
    "星级标准": _thresholds,
    "联动条件": _gates,
    VETOES: _vetoes,
    "名额": _quotas,
    "清单标准": _duties,
    BONUS: _bonus,
}
