"""What the tables of a period say is overdue on a day: work list, wishes, requests, pledges, problems to mend. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.period import month_title
from pipeline.core.records import placed, records
from pipeline.evidence.ledgers import PLEDGES, REQUESTS, WISHES, LedgerColumns, in_hand
from pipeline.evidence.people import people_of
from pipeline.evidence.pledges import date_of, unsupervised
from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import duty_due, late
from schemas.words import APPROVED, DRAFT, ENDED, PARTY_COMMITTEE, PASSED_ON, TEAM

OFFICE = "党群工作部"
WORKBOOKS, LISTED, SERVICE, PLEDGED, MENDING = "材料报送", "工作清单", "服务群众", "双承诺", "整改"
KINDS = (WORKBOOKS, LISTED, SERVICE, PLEDGED, MENDING)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be done by a unit. `days` past its due day, negative before it; None where no day can be said.
    `detail` stands on the letter to the leader only, never in a chat group."""

    unit: str
    kind: str
    what: str
    due: dt.date | None
    days: int | None
    detail: str = ""


_NOT_RECEIVED = "转办单位还没有接收"
_SERVED = (  # ledger, states that are still open, words
    (WISHES, ("待认领", "已认领", "未实现", PASSED_ON), "微心愿", "没有实现"),
    (REQUESTS, ("待办", "办理中", PASSED_ON), "群众诉求", "没有办结"),
)


def overdue_items(tables: Tables, day: dt.date, reviewed: bool = True) -> list[Item]:
    """Every open item whose day has passed, by branch; the Party committee's own under 党委, where it has `reviewed`."""
    mending = _mending(tables, day) if reviewed else ()
    return [*_listed(tables, day, reviewed), *_served(tables, day), *_pledged(tables, day), *mending]


def _item(unit: str, kind: str, what: str, due: dt.date, day: dt.date, detail: str = "") -> Item:
    return Item(unit, kind, what, due, (day - due).days, detail)


def _listed(tables: Tables, day: dt.date, reviewed: bool) -> Iterator[Item]:
    """Items of the work lists that no record proves; the several turns of one item and month as one line."""
    late_duties = [one for one in late(tables, duty_due(tables, people_of(tables)), day) if one.done is None]
    counted = Counter(
        (one.branch or one.unit, one.whose, one.name, one.month, one.due) for one in late_duties
    )
    for (unit, whose, name, month, due), times in counted.items():
        if unit != PARTY_COMMITTEE or reviewed:
            doer = _doer(tables, whose)
            often = f"（{times} 次）" if times > 1 else ""
            yield _item(unit, LISTED, f"{doer}{month_title(month)}{name}{often}没有记录", due, day)


def _doer(tables: Tables, team: str) -> str:
    """The team (or group) before its item, with its first responsible person where there is one; "" for none."""
    head = tables.directory.head_of((TEAM, team))
    return team and f"{team}{f'（{head.titled}）' if head else ''}："


def _served(tables: Tables, day: dt.date) -> Iterator[Item]:
    for ledger, states, word, left in _SERVED:
        for unit, row in _late(tables, ledger, day):
            if row["state"] in states:
                who = (
                    "" if _blank(row[ledger.person]) else f"，{tables.directory.name_of(row[ledger.person])}"
                )
                missing = _NOT_RECEIVED if row["state"] == PASSED_ON else left
                what = f"{word} {row[ledger.key]}{who}，{missing}"
                yield _item(unit, SERVICE, what, row["term"].date(), day)


def _late(
    tables: Tables, ledger: LedgerColumns, day: dt.date
) -> Iterator[tuple[str, Mapping[Hashable, Any]]]:
    """The items of a ledger, with their branches, that are open after the day by which the scores have them due."""
    rows = in_hand(tables, ledger)
    now = pd.Timestamp(day)
    open_still = rows["settled"].isna() & ~(rows["received"] <= now) & rows["left"].eq("")
    late = rows[rows["sound"] & open_still & (rows["term"] < now)]
    yield from zip(late["branch"], records(late), strict=True)


def _pledged(tables: Tables, day: dt.date) -> Iterator[Item]:
    """Pledges past their last day, last year's too, and those that nobody has looked after in the quarter."""
    late = {row["pledge"]: row["term"].date() for _, row in _late(tables, PLEDGES, day)}
    rows, quarter = tables.frames["pledge"], tables.period.whole_quarter()
    for index, row in placed(rows):
        if row["verdict"] != APPROVED or row["state"] in (DRAFT, ENDED):
            continue
        unit, who = tables.unit_of[index[0]], tables.directory.name_of(row["person"])
        what = f"承诺 {row['pledge']}，{who}"
        if row["pledge"] in late:
            yield _item(unit, PLEDGED, f"{what}，没有完成", late[row["pledge"]], day, row["content"])
        if unsupervised(row, quarter.start) and quarter.end < day:
            yield _item(unit, PLEDGED, f"{what}，{quarter.title}没有督诺", quarter.end, day)


def _mending(tables: Tables, day: dt.date) -> Iterator[Item]:
    """Problems of the inspections that should have been mended."""
    for row in records(tables.frames["inspection"]):
        term = date_of(row["due"])
        due = term and tables.rulebook.workdays.next(term)
        if due is not None and _blank(row["fixed"]) and due < day:
            team = row["unit_kind"] == TEAM
            unit = tables.directory.branch_of((row["unit_kind"], row["unit"])) or OFFICE
            detail = "" if _blank(row["problem"]) else str(row["problem"])
            whose = _doer(tables, row["unit"]) if team else ""
            yield _item(
                unit, MENDING, f"{whose}对照检查发现的{_about(row)}问题没有整改完成", due, day, detail
            )


def _about(row: Mapping[Hashable, Any]) -> str:
    return "" if _blank(row["indicator"]) else f" {row['indicator']} "


def _blank(value: Any) -> bool:
    return bool(pd.isna(value))
