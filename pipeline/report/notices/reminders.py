"""催办: what is missing, late or overdue on a day, by branch, from the workbooks of the period and of the quarter before. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.chinese import day as day_word
from pipeline.core.publish import Files
from pipeline.evidence.overdue import KINDS, MENDING, OFFICE, WORKBOOKS, Item, overdue_items
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import same_name
from pipeline.intake.account import FAULTY, MISSING, Intake
from pipeline.intake.collect import left_out
from pipeline.intake.covers import due_day
from pipeline.intake.examine import Examined, examine, tables_so_far
from pipeline.intake.select import Selection
from pipeline.report.notices.reminder_texts import (
    GROUP_TEXT,
    LETTERS,
    Group,
    Reminder,
    chat_text,
    letter_texts,
    nothing_due,
)
from pipeline.report.page import PageHead, rendered
from pipeline.report.stage import DRAFT, stage_of
from pipeline.rulebook.asked import branches_owe
from schemas.books import BOOKS, REVIEW, SUBMISSION
from schemas.words import BRANCH, PARTY_COMMITTEE


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """The last quarter before the period whose tables can be read: what was open at its end is still to be done."""

    chosen: Selection
    tables: Tables


def quarter_before(examined: Examined) -> Before | None:
    """Of the four quarters before the period the last with directory, rulebook and workbooks; None where the period's own
    workbooks say everything, or no earlier ones are there."""
    chosen = examined.chosen
    whole = examined.tables is not None and not examined.tables.missing and chosen.review is not None
    quarter = chosen.period.whole_quarter()
    for _ in range(0 if whole else 4):
        quarter = quarter.previous()
        earlier = examine(chosen.inbox, quarter, ())
        tables = tables_so_far(earlier) if earlier.chosen.submissions else None
        if tables is not None:
            return Before(earlier.chosen, tables)
    return None


def remind_files(examined: Examined, tables: Tables | None, day: dt.date) -> Files:
    """催办.txt to paste into a chat group, 催办单.html to print for the leader in charge, and a letter for each secretary.

    What the period's own workbooks do not say yet is told from those of the quarter before."""
    before = quarter_before(examined)
    more = [*open_items(examined.chosen, tables, before, day)]
    found = reminder(examined, more, day, before)
    untold = unknown(found.lacking, tables, before)
    known = tables or (before and before.tables)
    plant = known.rulebook.settings["电厂名称"] if known else ""
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
        nothing=nothing_due(found, untold),
        kinds=KINDS,
        totals=[_total(g) for g in found.groups],
    )
    letters = {
        f"{LETTERS}/{name}.txt": text.encode("utf-8-sig") for name, text in letter_texts(found).items()
    }
    return {GROUP_TEXT: chat_text(found, untold).encode("utf-8-sig"), "催办单.html": page, **letters}


def open_items(
    chosen: Selection, tables: Tables | None, before: Before | None, day: dt.date
) -> Iterator[Item]:
    """What is overdue by the period's own workbooks, and by those of the quarter before for whoever has none yet."""
    reviewed = chosen.review is not None
    if tables is not None:
        yield from overdue_items(tables, day, reviewed=reviewed)
    if before is None:
        return
    sent = set() if tables is None else {*chosen.submissions} - {*tables.missing}
    for item in overdue_items(before.tables, day, reviewed=before.chosen.review is not None):
        of_review = item.kind == MENDING or item.unit == PARTY_COMMITTEE
        if (tables is None or not reviewed) if of_review else item.unit not in sent:
            yield item


def _total(group: Group) -> dict[str, Any]:
    """A unit's row of the summary."""
    late = [item.days for item in group.items if item.days is not None and item.days > 0]
    counts = [sum(item.kind == kind for item in group.items) for kind in KINDS]
    return {"unit": group.unit, "counts": counts, "all": len(group.items), "longest": max(late, default=0)}


EARLY = 7  # days before the due day from which the office reminds


def lacking_workbooks(chosen: Selection) -> tuple[str, ...]:
    """Titles of the plant's workbooks that the period cannot do without and has not."""
    answered = {
        "directory": chosen.directory,
        "target": chosen.target,
        "rulebook": chosen.rulebook,
        "review": chosen.review,
    }
    return tuple(book.title for book in BOOKS if book.key in answered and answered[book.key] is None)


def reminder(
    examined: Examined, more: Iterable[Item], day: dt.date, before: Before | None = None
) -> Reminder:
    """All reminders: the workbooks that are due, and the `more` that the tables give."""
    chosen = examined.chosen
    due = due_day(chosen if chosen.rulebook or not before else before.chosen, chosen.period)
    items = [*_workbooks(chosen, examined.intake, due, day), *more]
    if chosen.directory is None and before is not None:
        items += _not_sent(chosen, before, due, day)
    units = sorted({item.unit for item in items}, key=lambda unit: (unit in (PARTY_COMMITTEE, OFFICE), unit))
    directory = chosen.inbox.directory(chosen.directory or (before.chosen.directory if before else None))
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


def _not_sent(chosen: Selection, before: Before, due: dt.date | None, day: dt.date) -> Iterator[Item]:
    """Branches of the earlier directory that have sent nothing yet, where the period has no directory of its own."""
    days = None if due is None else (day - due).days
    owed = branches_owe(left_out(before.chosen.inbox, before.chosen.rulebook))
    if owed and (days is None or days >= -EARLY):
        for branch in sorted(before.tables.frames["branch"]["branch"]):
            if branch not in chosen.submissions:
                what = f"“{SUBMISSION.title}”还没有报送（按{before.chosen.period.title}名册）"
                yield Item(branch, WORKBOOKS, what, due, days)


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


def unknown(lacking: tuple[str, ...], tables: Tables | None, before: Before | None) -> str:
    """What cannot be said without workbooks that are lacking, and from which quarter it is told instead; "" if all can be."""
    instead = f"按{before.chosen.period.title}的材料列出，以后办理的没有算在内" if before else ""
    if tables is None:
        why = f"缺少{'、'.join(lacking)}" if lacking else "评价细则有错误"
        what = "工作清单、心愿、诉求、承诺和整改的超期情况"
        return f"{why}，{what}{instead}。" if before else f"{why}，{what}无从列出，补齐后再催。"
    parts = []
    if tables.missing and before:
        parts.append(f"还没有报送的支部，超期的事项{instead}。")
    elif tables.missing:
        parts.append("还没有报送的支部，超期的事项无从列出。")
    if REVIEW.title in lacking:
        reviewed = before is not None and before.chosen.review is not None
        parts.append(
            f"缺少{'、'.join(lacking)}，党委工作清单和整改的超期情况"
            + (f"{instead}。" if reviewed else "没有列出。")
        )
    return "".join(parts)
