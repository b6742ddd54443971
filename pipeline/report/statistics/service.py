"""微心愿、群众诉求: raised, claimed, passed on, closed in the period, on time, days to close, and what those served say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import pandas as pd

from pipeline.core.period import Period
from pipeline.evidence.figures import helps as helps_of
from pipeline.evidence.pledges import SMALL_TEAM
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import branches, records, rows, share, teams
from pipeline.report.statistics.table import (
    StatisticColumn,
    StatisticRow,
    StatisticTable,
    count,
    each,
    percent,
)
from schemas import words
from schemas.base import YES, title
from schemas.facts import RequestFact, WishFact
from schemas.submission_wishes import Request, Wish


class Raised(NamedTuple):
    """Of a branch or the plant: what its people raised since the start of the year, each number once, and how many people it has."""

    name: str
    items: int
    people: int


@dataclass(frozen=True, slots=True)
class ServiceLedger:
    """Wishes or requests. Closed ones count by the day of closing, whatever became of earlier claims."""

    states: tuple[tuple[str, int], ...]
    year: tuple[Raised, ...]  # by branch, the plant last
    branches: StatisticTable
    categories: StatisticTable
    teams: tuple[StatisticRow, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """`small`: teams and branches in which a wish would point to a person; `opinions`: those on pledges, as they came in."""

    small: frozenset[str]
    wishes: ServiceLedger
    requests: ServiceLedger
    opinions: tuple[StatisticRow, ...]


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """How one of the two ledgers names its sheet, its fact, its columns and its lists."""

    key: str
    name: str
    fact: str
    taker: str
    taken: str
    closing: str
    closed: str
    states: tuple[str, ...]
    categories: tuple[str, ...]


WISHES = LedgerForm(
    key="wish",
    name=title(Wish),
    fact=title(WishFact),
    taker="claimer",
    taken="已认领",
    closing="realised",
    closed="实现",
    states=words.WISH_STATES,
    categories=words.WISH_CATEGORIES,
)
REQUESTS = LedgerForm(
    key="request",
    name=title(Request),
    fact=title(RequestFact),
    taker="handler",
    taken="已承办",
    closing="closed",
    closed="办结",
    states=words.REQUEST_STATES,
    categories=words.REQUEST_CATEGORIES,
)


def service(evaluation: Evaluation) -> Service:
    """Both ledgers of the period."""
    opinions = [row for row in rows(evaluation, "request") if row["category"] == words.OPINION]
    return Service(
        _small(evaluation),
        _ledger(evaluation, WISHES),
        _ledger(evaluation, REQUESTS),
        tuple(sorted(opinions, key=lambda o: (o["raised"], o["request"]))),
    )


def _small(evaluation: Evaluation) -> frozenset[str]:
    heads = [evaluation.people.bases[column, "职工数"] for column in ("branch", "team")]
    return frozenset(
        str(unit) for of_kind in heads for unit, people in of_kind.items() if people < SMALL_TEAM
    )


def items(evaluation: Evaluation, form: LedgerForm) -> list[StatisticRow]:
    """The rows of a ledger: `taker` and `end` whatever the sheet calls them, `asked` and `kept` as the indicator counts them."""
    facts = [fact for fact in records(evaluation.facts[form.fact]) if fact["listed"]]
    return [
        row.updated(
            taker=row[form.taker],
            end=row[form.closing],
            asked=fact["due"] == YES,
            kept=fact["on_time"] == YES,
        )
        for row, fact in zip(rows(evaluation, form.key), facts, strict=True)
    ]


def _ledger(evaluation: Evaluation, form: LedgerForm) -> ServiceLedger:
    held, period = items(evaluation, form), evaluation.tables.period
    states, whole = Counter(row["state"] for row in held), line("全厂", held, period)

    def table(heading: str, lines: Iterable[StatisticRow]) -> StatisticTable:
        caption = f"{form.name}按{heading}：按{form.closed}日期计数，天数为提出到{form.closed}的中位数"
        return StatisticTable(caption, _columns(form), tuple(lines), whole, heading)

    return ServiceLedger(
        tuple((state, states[state]) for state in form.states),
        _year(evaluation, form.key),
        table("支部", (line(b, (i for i in held if i.unit == b), period) for b in branches(evaluation))),
        table("类别", (line(c, (i for i in held if i["category"] == c), period) for c in form.categories)),
        tuple(line(t, (i for i in held if i["team"] == t), period, words.TEAM) for t in teams(evaluation)),
    )


def _columns(form: LedgerForm) -> tuple[StatisticColumn, ...]:
    return (
        count("本期台账", "in_hand", sortable=False),
        count("本期提出", "raised", sortable=False),
        count(form.taken, "claimed", sortable=False),
        count("转办", "passed_on", sortable=False),
        count("本期" + form.closed, "closed"),
        StatisticColumn("按期/到期", lambda row: f"{row['on_time']}/{row['due']}"),
        percent("按期率", "share"),
        StatisticColumn("天数", lambda row: "—" if row["days"] is None else f"{row['days']:.1f}"),
        *each(words.VOICES, "voices"),
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
    lines = [Raised(branch, items[branch], int(heads.get(branch, 0))) for branch in branches(evaluation)]
    return (*lines, Raised("全厂", sum(f.items for f in lines), sum(f.people for f in lines)))


def line(name: str, held: Iterable[StatisticRow], period: Period, kind: str = words.BRANCH) -> StatisticRow:
    """Items of a ledger taken together; `days`: the median from raising to closing."""
    listed = list(held)
    closed = [i for i in listed if i["end"] is not None and period.contains(i["end"])]
    due = [i for i in listed if i["asked"]]
    on_time, voices = sum(i["kept"] for i in due), Counter(i["voice"] for i in closed)
    return StatisticRow(
        name,
        {
            "in_hand": len(listed),
            "raised": sum(period.contains(i["raised"]) for i in listed),
            "claimed": sum(i["taker"] is not None for i in listed),
            "passed_on": sum(i["state"] == words.PASSED_ON for i in listed),
            "closed": len(closed),
            "due": len(due),
            "on_time": on_time,
            "share": share(on_time, len(due)),
            "days": float(median((i["end"] - i["raised"]).days for i in closed)) if closed else None,
            "voices": tuple(voices[word] for word in words.VOICES),
        },
        kind,
    )


def helps(evaluation: Evaluation) -> StatisticTable:
    """Every help of the year once, by theme, as the figures of the report count them; and the actions of this period."""
    held = helps_of(evaluation.tables)
    themes: dict[str, Counter[str]] = defaultdict(Counter)
    for branch, theme in zip(held["branch"], held["theme"], strict=True):
        themes[branch][theme] += 1
    actions = rows(evaluation, "action")
    return StatisticTable(
        "助力行动：本年累计次数（按主题），本期参加和解决问题",
        (
            *each(words.THEMES, "themes"),
            count("本年合计", "helps"),
            count("本期突击队、志愿服务", "actions", sortable=False),
            count("党员", "members", sortable=False),
            count("群众", "colleagues", sortable=False),
            count("解决问题", "solved", sortable=False),
        ),
        tuple(_helped(b, themes[b], [row for row in actions if row.unit == b]) for b in branches(evaluation)),
        _helped("全厂", Counter(held["theme"]), actions),
    )


def _helped(name: str, themes: Counter[str], actions: list[StatisticRow]) -> StatisticRow:
    people = {person for row in actions for person in (row["members"] or "").split("、") if person}
    return StatisticRow(
        name,
        {
            "themes": tuple(themes[theme] for theme in words.THEMES),
            "helps": sum(themes.values()),
            "actions": len(actions),
            "members": len(people),
            "colleagues": sum(row["colleagues"] or 0 for row in actions),
            "solved": sum(row["solved"] or 0 for row in actions),
        },
    )
