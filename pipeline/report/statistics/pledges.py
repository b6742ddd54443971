"""双承诺, responsibility zones and model posts: how far the pledges of the year have come, and what the reviews mean for posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import branches, named, records, rows, share
from pipeline.report.statistics.table import StatisticRow, StatisticTable, count, each, percent
from schemas.base import YES, title
from schemas.facts import PledgeFact, PostFact
from schemas.words import (
    PLEDGE_CATEGORIES,
    PLEDGE_SOURCES,
    PLEDGE_STATES,
    PLEDGE_TESTS,
    PLEDGE_TYPES,
    POST,
    VOICES,
    ZONE,
)

STEPS = (
    ("定诺", "set_on"),
    ("签名", "signed"),
    ("公开", "published"),
    ("督诺", "supervised"),
    ("完成", "done"),
    ("评诺", "reviewed"),
)


@dataclass(frozen=True, slots=True)
class Pledges:
    """The same rows, a branch each and the plant, drawn in three tables."""

    steps: StatisticTable
    states: StatisticTable
    origins: StatisticTable

    @property
    def lines(self) -> tuple[StatisticRow, ...]:
        return self.steps.rows


def pledges(evaluation: Evaluation) -> Pledges:
    """The pledges of the year as the workbooks of the period carry them."""
    pledged, present = rows(evaluation, "pledge"), branches(evaluation)
    facts = [fact for fact in records(evaluation.facts[title(PledgeFact)]) if fact["listed"]]
    lines = tuple(
        _line(b, [row for row in pledged if row.unit == b], [f for f in facts if f["branch"] == b])
        for b in present
    )
    whole = _line(
        "全厂", [r for r in pledged if r.unit in present], [f for f in facts if f["branch"] in present]
    )
    return Pledges(
        StatisticTable(_STEPS_TITLE, _STEP_COLUMNS, lines, whole),
        StatisticTable("目前状态和评诺结果", _STATE_COLUMNS, lines, whole),
        StatisticTable("承诺的类别和来源，以及审核没有通过的是哪一项", _ORIGIN_COLUMNS, lines, whole),
    )


_STEPS_TITLE = (
    "五步走到哪里：有该步日期的承诺数；到期指完成时限在本期，或上期到期、期末仍未完成；"
    "岗位、服务承诺数含草拟和审核未通过的，审核通过的数在评星报告摘要里"
)
_STEP_COLUMNS = (
    *each(PLEDGE_TYPES, "types"),
    *each((word for word, _ in STEPS), "steps"),
    count("到期", "due", sortable=False),
    count("按期", "on_time", sortable=False),
    count("客观原因", "excused", sortable=False),
    count("逾期", "overdue", sortable=False),
    percent("兑现率", "kept"),
)
_STATE_COLUMNS = (
    *each(PLEDGE_STATES, "states"),
    count("审核未通过", "refused", sortable=False),
    *each(VOICES, "voices"),
)
_ORIGIN_COLUMNS = (
    *each(PLEDGE_CATEGORIES, "categories"),
    *each(PLEDGE_SOURCES, "sources"),
    count("关联心愿诉求", "linked", sortable=False),
    *each(PLEDGE_TESTS, "failed"),
)


def _line(unit: str, pledged: list[StatisticRow], facts: list[dict[str, Any]]) -> StatisticRow:
    """`steps`: how many have each step's date; `linked`: answer a wish or a request, paid there; `failed`: refused for each test."""
    due = [f for f in facts if f["due"] == YES]
    excused = sum(f["excused"] == YES for f in due)
    on_time = sum(f["on_time"] == YES and f["excused"] != YES for f in due)
    return StatisticRow(
        unit,
        {
            "types": _counts((c["type"] for c in pledged), PLEDGE_TYPES),
            "steps": tuple(sum(c[column] is not None for c in pledged) for _, column in STEPS),
            "due": len(due),
            "on_time": on_time,
            "excused": excused,
            "overdue": len(due) - excused - on_time,
            "kept": share(on_time, len(due) - excused),
            "states": _counts((c["state"] for c in pledged), PLEDGE_STATES),
            "refused": sum(c["verdict"] == "不通过" for c in pledged),
            "voices": _counts((c["grade"] for c in pledged), VOICES),
            "categories": _counts((c["category"] for c in pledged), PLEDGE_CATEGORIES),
            "sources": _counts((c["source"] for c in pledged), PLEDGE_SOURCES),
            "linked": sum(c["linked"] is not None for c in pledged),
            "failed": _counts(
                (test for c in pledged if c["failed"] for test in c["failed"].split("、")), PLEDGE_TESTS
            ),
        },
    )


def _counts(values: Iterable[Any], words: tuple[str, ...]) -> tuple[int, ...]:
    numbers = Counter(values)
    return tuple(numbers[word] for word in words)


NOT_REVIEWED, PASSED, BELOW, LEFT = "未考评", "达标", "未达标，应摘牌，可重新申报", "已退出"


def zones_posts(evaluation: Evaluation) -> tuple[StatisticRow, ...]:
    """The ledger of the period beside the Party committee's reviews; `state` says of a post what the review means."""
    reviews = {(r["branch"], r["name"]): r for r in rows(evaluation, "post_review")}
    line = lowest(evaluation)
    places = (
        _place(evaluation, row, reviews.get((row.unit, row["name"])), line)
        for row in rows(evaluation, "zone_post")
    )
    return tuple(sorted(places, key=lambda p: (p.unit, p["type"] != ZONE, p["type"], p["name"])))


def lowest(evaluation: Evaluation) -> float:
    """The lowest review at which a post keeps its plate: the floor of the indicator that reads the reviews; 0 where the rulebook has none."""
    floors = [
        rule.floor
        for rule in evaluation.tables.rulebook.indicators
        if rule.source == title(PostFact) and rule.floor is not None
    ]
    return max(floors, default=0.0)


def _place(
    evaluation: Evaluation, row: StatisticRow, review: StatisticRow | None, line: float
) -> StatisticRow:
    score = None if review is None else float(review["score"])
    return row.updated(
        person=named(evaluation, row["person"]),
        self_score=None if row["self_score"] is None else float(row["self_score"]),
        review=score,
        comment=(review["comment"] or "") if review else "",
        state=_state(row, score, line),
    )


def _state(row: StatisticRow, score: float | None, line: float) -> str:
    if row["withdrawn"] is not None:
        return LEFT
    if row["type"] != POST:
        return ""
    return NOT_REVIEWED if score is None else PASSED if score >= line else BELOW
