"""双承诺: how far the pledges of the year have come by branch, what was due and kept, and where they came from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import Row, branches, named, records, rows, share
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
class PledgeLine:
    """A branch, or the plant: pledges by type, refused, how many have each step's date, and what became of those due."""

    branch: str
    types: tuple[int, ...]  # in the order of PLEDGE_TYPES
    refused: int
    steps: tuple[int, ...]  # in the order of STEPS
    states: tuple[int, ...]  # in the order of PLEDGE_STATES
    due: int
    on_time: int
    excused: int
    overdue: int  # due, not on time, not excused
    kept: float | None  # on time of those due and not excused, per cent
    linked: int  # answer a wish or a request, paid there
    categories: tuple[int, ...]  # in the order of PLEDGE_CATEGORIES
    sources: tuple[int, ...]  # in the order of PLEDGE_SOURCES
    failed: tuple[int, ...]  # refused ones by what they failed, in the order of PLEDGE_TESTS
    voices: tuple[int, ...]  # in the order of VOICES


@dataclass(frozen=True, slots=True)
class PledgesSeen:
    types: tuple[str, ...]
    steps: tuple[str, ...]
    states: tuple[str, ...]
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    voices: tuple[str, ...]
    lines: tuple[PledgeLine, ...]
    whole: PledgeLine


def pledges(evaluation: Evaluation) -> PledgesSeen:
    """The pledges of the year as the workbooks of the period carry them."""
    found = [(r.unit, r.cells) for r in rows(evaluation, "pledge")]
    facts = records(evaluation.facts[title(PledgeFact)])
    present = branches(evaluation)
    lines = [
        _line(b, [c for unit, c in found if unit == b], [f for f in facts if f["branch"] == b])
        for b in present
    ]
    whole = _line(
        "全厂", [c for unit, c in found if unit in present], [f for f in facts if f["branch"] in present]
    )
    return PledgesSeen(
        PLEDGE_TYPES,
        tuple(word for word, _ in STEPS),
        PLEDGE_STATES,
        PLEDGE_CATEGORIES,
        PLEDGE_SOURCES,
        PLEDGE_TESTS,
        VOICES,
        tuple(lines),
        whole,
    )


def _line(branch: str, found: list[dict[str, Any]], facts: list[dict[str, Any]]) -> PledgeLine:
    due = [f for f in facts if f["due"] == YES]
    excused = sum(f["excused"] == YES for f in due)
    on_time = sum(f["on_time"] == YES and f["excused"] != YES for f in due)
    return PledgeLine(
        branch,
        _counts((c["type"] for c in found), PLEDGE_TYPES),
        sum(c["verdict"] == "不通过" for c in found),
        tuple(sum(c[column] is not None for c in found) for _, column in STEPS),
        _counts((c["state"] for c in found), PLEDGE_STATES),
        len(due),
        on_time,
        excused,
        len(due) - excused - on_time,
        share(on_time, len(due) - excused),
        sum(c["linked"] is not None for c in found),
        _counts((c["category"] for c in found), PLEDGE_CATEGORIES),
        _counts((c["source"] for c in found), PLEDGE_SOURCES),
        _counts((test for c in found if c["failed"] for test in c["failed"].split("、")), PLEDGE_TESTS),
        _counts((c["grade"] for c in found), VOICES),
    )


def _counts(values: Iterable[Any], words: tuple[str, ...]) -> tuple[int, ...]:
    count = Counter(values)
    return tuple(count[word] for word in words)


NOT_REVIEWED, PASSED, BELOW, LEFT = "未考评", "达标", "未达标，应摘牌，可重新申报", "已退出"


@dataclass(frozen=True, slots=True)
class Place:
    """A zone, a post or a position of the ledger; `state` says of a post what the review means."""

    branch: str
    type: str
    name: str
    standard: str
    person: str
    awarded: dt.date
    withdrawn: dt.date | None
    found: int | None
    closed: int | None
    closed_share: float | None
    self_score: float | None
    review: float | None
    comment: str
    state: str
    place: str


@dataclass(frozen=True, slots=True)
class Places:
    line: float  # the lowest review at which a post keeps its plate
    all: tuple[Place, ...]
    standards: tuple[tuple[str, tuple[str, ...]], ...]  # branch -> the standards it uses


def zones_posts(evaluation: Evaluation) -> Places:
    """The ledger of the period beside the Party committee's reviews."""
    reviews = {(r.cells["branch"], r.cells["name"]): r.cells for r in rows(evaluation, "post_review")}
    line = lowest(evaluation)
    found = sorted(
        (
            _place(evaluation, r, reviews.get((r.unit, r.cells["name"])), line)
            for r in rows(evaluation, "zone_post")
        ),
        key=lambda p: (p.branch, p.type != ZONE, p.type, p.name),
    )
    by_branch: dict[str, set[str]] = {}
    for p in found:
        by_branch.setdefault(p.branch, set()).add(p.standard)
    return Places(line, tuple(found), tuple((b, tuple(sorted(names))) for b, names in by_branch.items()))


def lowest(evaluation: Evaluation) -> float:
    """The floor of the indicator that reads the reviews; 0 where the rulebook has none."""
    floors = [
        rule.floor
        for rule in evaluation.tables.rulebook.indicators
        if rule.source == title(PostFact) and rule.floor is not None
    ]
    return max(floors, default=0.0)


def _place(evaluation: Evaluation, row: Row, review: dict[str, object] | None, line: float) -> Place:
    c = row.cells
    score = None if review is None else float(str(review["score"]))
    return Place(
        row.unit,
        c["type"],
        c["name"],
        c["standard"],
        named(evaluation, c["person"]),
        c["awarded"],
        c["withdrawn"],
        c["found"],
        c["closed"],
        share(c["closed"] or 0, c["found"] or 0),
        None if c["self_score"] is None else float(c["self_score"]),
        score,
        str(review["comment"] or "") if review else "",
        _state(c, score, line),
        row.place,
    )


def _state(c: dict[str, object], score: float | None, line: float) -> str:
    if c["withdrawn"] is not None:
        return LEFT
    if c["type"] != POST:
        return ""
    return NOT_REVIEWED if score is None else PASSED if score >= line else BELOW
