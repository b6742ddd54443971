"""微心愿、群众诉求: raised, claimed, passed on, closed in the period, on time, days to close, and what those served say."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.period import Period
from pipeline.evidence.figures import helps as helps_of
from pipeline.evidence.pledges import SMALL_TEAM
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import Row, branches, records, rows, share, teams
from schemas.base import YES, title
from schemas.facts import RequestFact, WishFact
from schemas.words import (
    OPINION,
    PASSED_ON,
    REQUEST_CATEGORIES,
    REQUEST_STATES,
    THEMES,
    VOICES,
    WISH_CATEGORIES,
    WISH_STATES,
)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A unit, a category or the plant. Closed ones count by the day of closing, whatever became of earlier claims."""

    name: str
    in_hand: int
    raised: int  # in the period
    claimed: int  # have a member who takes care of them
    passed_on: int
    closed: int  # in the period
    due: int
    on_time: int
    share: float | None  # on time of those due, per cent
    days: float | None  # median from raising to closing
    voices: tuple[int, ...]  # of those closed, in the order of VOICES


class Raised(NamedTuple):
    """Of a branch or the plant: what its people raised since the start of the year, each number once, and how many people it has."""

    name: str
    items: int
    people: int


@dataclass(frozen=True, slots=True)
class Ledger:
    states: tuple[tuple[str, int], ...]
    year: tuple[Raised, ...]  # by branch, the plant last
    branches: tuple[ServiceLine, ...]
    teams: dict[str, ServiceLine]
    categories: tuple[ServiceLine, ...]
    whole: ServiceLine


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion on a pledge, as it came in."""

    number: str
    branch: str
    pledge: str  # the number of the pledge, "" where it names none
    content: str
    raised: dt.date
    state: str
    closed: dt.date | None
    place: str


@dataclass(frozen=True, slots=True)
class Service:
    """`small`: teams and branches in which a wish would point to a person."""

    voices: tuple[str, ...]
    small: frozenset[str]
    wishes: Ledger
    requests: Ledger
    opinions: tuple[Opinion, ...]


Item = tuple[str, dict[str, Any], dict[str, Any]]  # branch, row, fact


def service(evaluation: Evaluation) -> Service:
    """Both ledgers of the period."""
    opinions = [
        Opinion(
            c["request"],
            r.unit,
            c["pledge"] or "",
            c["content"],
            c["raised"],
            c["state"],
            c["closed"],
            r.place,
        )
        for r in rows(evaluation, "request")
        if (c := r.cells)["category"] == OPINION
    ]
    return Service(
        VOICES,
        _small(evaluation),
        _ledger(evaluation, "wish", title(WishFact), "claimer", "realised", WISH_STATES, WISH_CATEGORIES),
        _ledger(
            evaluation, "request", title(RequestFact), "handler", "closed", REQUEST_STATES, REQUEST_CATEGORIES
        ),
        tuple(sorted(opinions, key=lambda o: (o.raised, o.number))),
    )


def _small(evaluation: Evaluation) -> frozenset[str]:
    heads = [evaluation.people.bases[column, "职工数"] for column in ("branch", "team")]
    return frozenset(
        str(unit) for of_kind in heads for unit, people in of_kind.items() if people < SMALL_TEAM
    )


def _ledger(
    evaluation: Evaluation,
    key: str,
    fact: str,
    taker: str,
    closing: str,
    states: tuple[str, ...],
    categories: tuple[str, ...],
) -> Ledger:
    found: list[Item] = [
        (r.unit, r.cells | {"taker": r.cells[taker], "end": r.cells[closing]}, f)
        for r, f in zip(rows(evaluation, key), records(evaluation.facts[fact]), strict=True)
    ]
    period = evaluation.tables.period
    count = Counter(c["state"] for _, c, _ in found)
    return Ledger(
        tuple((state, count[state]) for state in states),
        _year(evaluation, key),
        tuple(line(b, (i for i in found if i[0] == b), period) for b in branches(evaluation)),
        {t: line(t, (i for i in found if i[1]["team"] == t), period) for t in teams(evaluation)},
        tuple(line(name, (i for i in found if i[1]["category"] == name), period) for name in categories),
        line("全厂", found, period),
    )


def _year(evaluation: Evaluation, key: str) -> tuple[Raised, ...]:
    """Every member of the staff is to have a wish (1134): the year's wishes beside the head count of the directory."""
    tables, heads = evaluation.tables, evaluation.people.bases["branch", "职工数"]
    held, year = tables.year[key], tables.period.whole_year()
    held = held[
        held["raised"]
        .between(pd.Timestamp(year.start), pd.Timestamp(tables.period.end))
        .fillna(False)
        .astype(bool)
    ]
    items = Counter(
        branch
        for branch, _ in {
            (tables.unit_of.get(file, ""), number)
            for (file, _, _), number in zip(held.index, held[key], strict=True)
        }
    )
    found = [Raised(branch, items[branch], int(heads.get(branch, 0))) for branch in branches(evaluation)]
    return (*found, Raised("全厂", sum(f.items for f in found), sum(f.people for f in found)))


def line(name: str, items: Iterable[Item], period: Period) -> ServiceLine:
    """Items of a ledger taken together."""
    own = list(items)
    closed = [c for _, c, _ in own if c["end"] is not None and period.contains(c["end"])]
    due = [f for _, _, f in own if f["due"] == YES]
    on_time = sum(f["on_time"] == YES for f in due)
    voices = Counter(c["voice"] for c in closed)
    return ServiceLine(
        name,
        len(own),
        sum(period.contains(c["raised"]) for _, c, _ in own),
        sum(c["taker"] is not None for _, c, _ in own),
        sum(c["state"] == PASSED_ON for _, c, _ in own),
        len(closed),
        len(due),
        on_time,
        share(on_time, len(due)),
        float(median((c["end"] - c["raised"]).days for c in closed)) if closed else None,
        tuple(voices[word] for word in VOICES),
    )


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A branch, or the plant: helps of the year so far by theme; of this period the members taking part and what they solved."""

    branch: str
    themes: tuple[int, ...]
    helps: int
    actions: int  # of this period, by the sheet 助力行动
    members: int  # different members
    colleagues: int
    solved: int


@dataclass(frozen=True, slots=True)
class Helps:
    themes: tuple[str, ...]
    lines: tuple[HelpLine, ...]
    whole: HelpLine


def helps(evaluation: Evaluation) -> Helps:
    """Every help once, as the figures of the report count them."""
    held = helps_of(evaluation.tables)
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for branch, theme in zip(held["branch"], held["theme"], strict=True):
        count[branch][theme] += 1
        count[""][theme] += 1
    actions = rows(evaluation, "action")
    return Helps(
        THEMES,
        tuple(_line(b, count[b], [r for r in actions if r.unit == b]) for b in branches(evaluation)),
        _line("全厂", count[""], actions),
    )


def _line(name: str, count: Counter[str], actions: list[Row]) -> HelpLine:
    own = [r.cells for r in actions]
    people = {person for c in own for person in (c["members"] or "").split("、") if person}
    return HelpLine(
        name,
        tuple(count[theme] for theme in THEMES),
        sum(count.values()),
        len(own),
        len(people),
        sum(c["colleagues"] or 0 for c in own),
        sum(c["solved"] or 0 for c in own),
    )
