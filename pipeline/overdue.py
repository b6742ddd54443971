"""What the tables of a period say is overdue on a day: work list, wishes, requests, pledges, problems to mend. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, cast

import pandas as pd

from pipeline.facts.duties import due_date, duty_due, slots
from pipeline.facts.people import people_of
from pipeline.period import parse_period
from pipeline.pledges import date_of, unsupervised
from pipeline.remind import COMMITTEE, LISTED, MENDING, OFFICE, PLEDGED, SERVICE, Item
from pipeline.tables import Tables
from schemas.words import TEAM

_OPEN = (  # sheet, number, person, states that are still open
    ("wish", "wish", "claimer", ("待认领", "已认领", "未实现"), "微心愿"),
    ("request", "request", "handler", ("待办", "办理中"), "群众诉求"),
)


def overdue(tables: Tables, day: dt.date, reviewed: bool = True) -> list[Item]:
    """Every open item whose day has passed, by branch; the Party committee's own under 党委, where it has `reviewed`."""
    committee = [*_committee(tables, day), *_mending(tables, day)] if reviewed else []
    return [*_duties(tables, day), *_served(tables, day), *_pledged(tables, day), *committee]


def _item(unit: str, kind: str, what: str, due: dt.date, day: dt.date, detail: str = "") -> Item:
    return Item(unit, kind, what, due, (day - due).days, detail)


def _duties(tables: Tables, day: dt.date) -> Iterator[Item]:
    """Items of the work list that no record proves; the several turns of one item and month as one line."""
    rows = duty_due(tables, people_of(tables))
    home = dict(zip(tables.frames["team"]["team"], tables.frames["team"]["branch"], strict=True))
    rows = rows[rows["status"].eq("未办")]
    counted = rows.groupby(["branch", "team", "group", "name", "month", "due"], dropna=False, sort=True).size()
    for key, times in counted.items():
        branch, team, group, name, month, due = cast("tuple[Any, ...]", key)
        if due >= day:
            continue
        unit = home[team] if not _blank(team) else branch
        who = f"{team}：" if not _blank(team) else "" if _blank(group) else f"{group}："
        yield _item(unit, LISTED, f"{who}{_month(month)}{name}{f'（{times} 次）' if times > 1 else ''}没有记录", due, day)


def _month(name: str) -> str:
    return f"{int(name[-2:])}月"


def _committee(tables: Tables, day: dt.date) -> Iterator[Item]:
    """The Party committee's own list against what it has recorded."""
    done: dict[tuple[str, str], int] = {}
    for row in tables.frames["committee_duty"].dropna(subset=["done"]).to_dict("records"):
        period = parse_period(row["month"])
        if period is not None:
            key = (row["item"], period.name)
            done[key] = done.get(key, 0) + 1
    for rule in (r for r in tables.rulebook.duties if r.who == COMMITTEE):
        for slot in slots(rule, tables.period):
            due, month = due_date(rule, slot), f"{slot[0]}-{slot[1]:02d}"
            if done.get((rule.item, month), 0) < rule.times and due < day:
                yield _item(COMMITTEE, LISTED, f"{_month(month)}{rule.name}没有记录", due, day)


def _served(tables: Tables, day: dt.date) -> Iterator[Item]:
    names = _names(tables)
    for key, number, person, states, word in _OPEN:
        rows = tables.frames[key]
        for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
            due = date_of(row["due"])
            if row["state"] in states and due is not None and due < day:
                who = "" if _blank(row[person]) else f"，{names.get(row[person], row[person])}"
                yield _item(tables.unit_of[index[0]], SERVICE, f"{word} {row[number]}{who}", due, day)


def _pledged(tables: Tables, day: dt.date) -> Iterator[Item]:
    """Pledges past their deadline, and those that nobody has looked after in the quarter."""
    rows, names, quarter = tables.frames["pledge"], _names(tables), tables.period.whole_quarter()
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        if row["verdict"] != "通过" or row["state"] in ("草拟", "终止"):
            continue
        unit, who = tables.unit_of[index[0]], names.get(row["person"], row["person"])
        deadline = row["deadline"].date()
        if _blank(row["done"]) and deadline < day:
            yield _item(unit, PLEDGED, f"承诺 {row['pledge']}，{who}，没有完成", deadline, day, row["content"])
        if unsupervised(row, quarter.start) and quarter.end < day:
            yield _item(unit, PLEDGED, f"承诺 {row['pledge']}，{who}，{quarter.title}没有督诺", quarter.end, day)


def _mending(tables: Tables, day: dt.date) -> Iterator[Item]:
    """Problems of the inspections that should have been mended."""
    home = dict(zip(tables.frames["team"]["team"], tables.frames["team"]["branch"], strict=True))
    for row in tables.frames["inspection"].to_dict("records"):
        due = date_of(row["due"])
        if due is not None and _blank(row["fixed"]) and due < day:
            team = row["unit_kind"] == TEAM
            unit = home.get(row["unit"], OFFICE) if team else row["unit"]
            detail = "" if _blank(row["problem"]) else str(row["problem"])
            yield _item(unit, MENDING, f"{row['unit'] + '：' if team else ''}对照检查发现的{_about(row)}问题没有整改完成", due, day, detail)


def _about(row: Mapping[Hashable, Any]) -> str:
    return "" if _blank(row["indicator"]) else f" {row['indicator']} "


def _blank(value: Any) -> bool:
    return bool(pd.isna(value))


def _names(tables: Tables) -> dict[str, str]:
    people = tables.frames["person"]
    return dict(zip(people["person"], people["name"], strict=True))
