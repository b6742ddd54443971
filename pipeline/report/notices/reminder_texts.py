"""The texts of 催办: a few lines for a chat group that name units and counts alone, and a letter for each secretary."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.period import Period
from pipeline.core.publish import file_names
from pipeline.evidence.overdue import KINDS, OFFICE, WORKBOOKS, Item
from schemas.words import PARTY_COMMITTEE

GROUP_TEXT, LETTERS = "催办.txt", "致书记"
UNIT_MARK = "■ "  # before each unit that is reminded


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


def chat_text(reminder: Reminder, untold: str) -> str:
    """The text to paste into a chat group: units and counts, nobody's name, no number of a pledge, wish or request."""
    lines = [f"【{reminder.period.title}催办】{reminder.day.month}月{reminder.day.day}日", reminder.note, ""]
    lines += [f"{UNIT_MARK}{group.unit}：{counted(group)}" for group in reminder.groups]
    if untold:
        lines += ["", untold]
    if not reminder.groups:
        lines.append(nothing_due(reminder, untold))
    ending = (
        ["", "明细由支部书记转告；已经办好的请把结果填入工作簿重新报送。谢谢配合。"]
        if reminder.groups
        else []
    )
    return "\n".join([*lines, *ending, ""])


def nothing_due(reminder: Reminder, untold: str) -> str:
    """What is said where nobody is reminded: never that all is done where it has not begun or could not be looked at."""
    if reminder.day < reminder.period.start:
        return f"{reminder.period.title}从{reminder.period.start.month}月{reminder.period.start.day}日开始，还没有到期的事项。"
    return "查过的没有需要催办的事项。" if untold else "没有需要催办的事项。"


def counted(group: Group) -> str:
    """What a unit is reminded of in one line: its workbooks by name, everything else by how many."""
    parts = [spoken(item) for item in group.items if item.kind == WORKBOOKS]
    counts = Counter(item.kind for item in group.items)
    others = [f"{kind} {counts[kind]} 项" for kind in KINDS if kind != WORKBOOKS and counts[kind]]
    longest = max((i.days for i in group.items if i.kind != WORKBOOKS and i.days is not None), default=0)
    if others:
        parts.append("、".join(others) + (f"，最长超期 {longest} 天" if longest > 0 else ""))
    return "；".join(parts)


def letter_texts(reminder: Reminder) -> dict[str, str]:
    """File name -> the letter to the secretary of a branch, with everything that its line in the group counts."""
    groups = {g.unit: g for g in reminder.groups if g.unit not in (PARTY_COMMITTEE, OFFICE)}
    return {name: "\n".join(_letter(reminder, groups[unit])) for unit, name in file_names(groups).items()}


def _letter(reminder: Reminder, group: Group) -> Iterator[str]:
    yield f"{reminder.period.title}催办：{group.unit}{said(group)}"
    yield f"截至 {reminder.day.month}月{reminder.day.day}日。{reminder.note}"
    for kind in KINDS:
        items = [item for item in group.items if item.kind == kind]
        if items:
            yield ""
            yield f"{kind}（{len(items)} 项）"
            yield from (f"{number}. {_whole(item)}" for number, item in enumerate(items, 1))
    yield ""
    yield "已经办好的请把结果填入工作簿重新报送。"
    yield ""


def _whole(item: Item) -> str:
    detail = " ".join(item.detail.split())
    return f"{spoken(item)}{f'：{detail}' if detail else ''}"


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
