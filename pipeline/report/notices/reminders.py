"""催办: what is missing, late or overdue on a day, by branch, from workbooks and tables as far as they are there. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.chinese import day as day_word
from pipeline.core.period import Period
from pipeline.core.publish import Files
from pipeline.evidence.overdue import KINDS, OFFICE, WORKBOOKS, Item, overdue_items
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import same_name
from pipeline.intake.account import FAULTY, MISSING, Intake
from pipeline.intake.covers import due_day
from pipeline.intake.examine import Examined
from pipeline.intake.select import Selection
from pipeline.report.page import PageHead, rendered
from pipeline.report.stage import DRAFT, stage_of
from schemas.books import BOOKS, REVIEW
from schemas.words import BRANCH, PARTY_COMMITTEE


def remind_files(examined: Examined, tables: Tables | None, day: dt.date) -> Files:
    """催办.txt to paste into a chat group and 催办单.html to print for the leader in charge.

    Without tables only the workbooks that have not come can be named."""
    chosen = examined.chosen
    more = [] if tables is None else overdue_items(tables, day, reviewed=chosen.review is not None)
    found = reminder(examined.chosen, examined.intake, more, day)
    untold = unknown(found.lacking, tables is not None)
    plant = "" if tables is None else tables.rulebook.settings["电厂名称"]
    stage = DRAFT if tables is None else stage_of(tables, not examined.clean).name
    head = PageHead(
        title=f"{found.period.title}催办单",
        subtitle="呈分管领导",
        plant=plant,
        facts=(f"截至 {day_word(day)}",),
        stage=stage,
        stage_sentence="",
        internal=True,
        notes=(),
    )
    page = rendered(
        "remind.html.j2",
        head=head,
        found=found,
        untold=untold,
        kinds=KINDS,
        totals=[_total(g) for g in found.groups],
    )
    return {"催办.txt": chat_text(found, untold).encode("utf-8-sig"), "催办单.html": page}


def _total(group: Group) -> dict[str, Any]:
    """A unit's row of the summary."""
    late = [item.days for item in group.items if item.days is not None and item.days > 0]
    counts = [sum(item.kind == kind for item in group.items) for kind in KINDS]
    return {"unit": group.unit, "counts": counts, "all": len(group.items), "longest": max(late, default=0)}


EARLY = 7  # days before the due day from which the office reminds


@dataclass(frozen=True, slots=True)
class Group:
    """Everything one unit is reminded of, the longest overdue first."""

    unit: str
    items: tuple[Item, ...]
    head: str  # 支部书记 and name, "" where the directory has none


@dataclass(frozen=True, slots=True)
class Reminder:
    """The reminders of a period on a day: `due` the day for workbooks (None where no rulebook says it), `lacking` the
    office's own workbooks without which the rest cannot be told."""

    period: Period
    day: dt.date
    due: dt.date | None
    groups: tuple[Group, ...]
    lacking: tuple[str, ...]
    note: str


def lacking_workbooks(chosen: Selection) -> tuple[str, ...]:
    """Titles of the plant's workbooks that the period cannot do without and has not."""
    given = {
        "directory": chosen.directory,
        "target": chosen.target,
        "rulebook": chosen.rulebook,
        "review": chosen.review,
    }
    return tuple(book.title for book in BOOKS if book.key in given and given[book.key] is None)


def reminder(chosen: Selection, intake: Intake, more: Iterable[Item], day: dt.date) -> Reminder:
    """All reminders: the workbooks that are due, and the `more` that the tables of the period give."""
    due = due_day(chosen, chosen.period)
    items = [*_workbooks(chosen, intake, due, day), *more]
    units = sorted({item.unit for item in items}, key=lambda unit: (unit in (PARTY_COMMITTEE, OFFICE), unit))
    directory = chosen.inbox.directory(chosen.directory)
    groups = tuple(
        Group(
            unit,
            tuple(sorted((i for i in items if i.unit == unit), key=_urgent)),
            directory.titled((BRANCH, unit)),
        )
        for unit in units
    )
    return Reminder(chosen.period, day, due, groups, lacking_workbooks(chosen), _note(chosen, due, day))


def _urgent(item: Item) -> tuple[int, int, str]:
    return KINDS.index(item.kind), -(item.days if item.days is not None else 10_000), item.what


def _note(chosen: Selection, due: dt.date | None, day: dt.date) -> str:
    if due is None:
        return (
            "没有可用的评价细则，报送截止日无从得知。"
            if chosen.rulebook is None
            else "评价细则没有写明报送截止日。"
        )
    left = (due - day).days
    if left > EARLY:
        start = due - dt.timedelta(days=EARLY)
        return f"报送截止日是 {due.month}月{due.day}日，还有 {left} 天；{start.month}月{start.day}日起催报。"
    return f"报送截止日是 {due.month}月{due.day}日，" + (
        f"还有 {left} 天。" if left > 0 else "就是今天。" if not left else f"已过 {-left} 天。"
    )


def _workbooks(chosen: Selection, intake: Intake, due: dt.date | None, day: dt.date) -> Iterator[Item]:
    """Workbooks that are missing from T−7 on, faulty or registered as late; what the office itself lacks."""
    late = _late(chosen)
    days = None if due is None else (day - due).days
    for row in intake.received:
        if row.state == MISSING and (days is None or days >= -EARLY):
            yield Item(
                row.unit,
                WORKBOOKS,
                row.note or f"“{row.kind}”还没有{'放入' if row.unit == OFFICE else '报送'}",
                due,
                days,
            )
        elif row.state == FAULTY:
            yield Item(
                row.unit, WORKBOOKS, f"“{row.kind}”有 {row.errors} 处错误，请按返还表改正后重报", due, days
            )
        elif (
            row.unit in late
            and late[row.unit] <= day
            and row.state not in (MISSING, FAULTY)
            and row.file in chosen.files
        ):
            received = late[row.unit]
            yield Item(
                row.unit,
                WORKBOOKS,
                f"“{row.kind}”{received.month}月{received.day}日收到，登记为迟报，请说明原因",
                None,
                None,
            )


def _late(chosen: Selection) -> dict[str, dt.date]:
    """Units that the register calls late, and the day their workbook came (rules 1.6)."""
    if chosen.review is None:
        return {}
    rows = chosen.rows("receipt")
    rows = rows[rows["late"].eq("是").fillna(False) & rows["received"].notna()]
    return {
        chosen.names.get(same_name(unit), unit): pd.Timestamp(when).date()
        for unit, when in zip(rows["unit"], rows["received"], strict=True)
    }


def unknown(lacking: tuple[str, ...], told: bool) -> str:
    """What cannot be said without the office's workbooks that are lacking, "" if all can be; `told`: there are tables."""
    if not told:
        why = f"缺少{'、'.join(lacking)}" if lacking else "评价细则有错误"
        return f"{why}，工作清单、心愿、诉求、承诺和整改的超期情况无从列出，补齐后再催。"
    return (
        f"缺少{'、'.join(lacking)}，党委工作清单和整改的超期情况没有列出。" if REVIEW.title in lacking else ""
    )


def chat_text(found: Reminder, untold: str) -> str:
    """The text to paste into a chat group: short lines, no content of wishes, requests or problems."""
    lines = [f"【{found.period.title}催办】{found.day.month}月{found.day.day}日", found.note, ""]
    for group in found.groups:
        lines += [
            f"■ {group.unit}{said(group)}",
            *(f"{n}. {spoken(item)}" for n, item in enumerate(group.items, 1)),
            "",
        ]
    if untold:
        lines += [untold, ""]
    if not found.groups:
        lines += ["没有需要催办的事项。", ""]
    return "\n".join([*lines, "已经办好的请把结果填入工作簿重新报送。谢谢配合。", ""])


def said(group: Group) -> str:
    """The first responsible person behind the name of the unit."""
    return group.head and f"（第一责任人：{' '.join(group.head.split())}）"


def spoken(item: Item) -> str:
    """An item in one line with its days."""
    what = " ".join(item.what.split())  # a line break from a cell must not make a line of its own
    if item.days is None:
        return what
    wait = (
        f"超期 {item.days} 天" if item.days > 0 else "今天到期" if item.days == 0 else f"还有 {-item.days} 天"
    )
    return f"{what}（{wait}）"
