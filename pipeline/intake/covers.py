"""What the covers say of their time: a period that nobody can be rated in, a day that lies far from the period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period
from pipeline.core.remember import remembered
from pipeline.excel.cells.cell import same_name, shown
from pipeline.excel.cells.kinds import ITEM_MARK, show
from pipeline.excel.workbook import CoverCell, Workbook
from pipeline.intake.collect import Inbox, as_of, left_out, period_of, unit_of
from pipeline.intake.messages import say
from pipeline.intake.select import Selection, rulebook_in_force, speaks_for
from pipeline.rulebook.asked import branches_owe
from pipeline.rulebook.rules import workdays
from schemas.base import Kind
from schemas.books import CHECK, DIRECTORY, REVIEW, RULEBOOK, SUBMISSION

_SETTING = "报送截止日"


@remembered
def due_day(chosen: Selection, period: Period) -> dt.date | None:
    """The day of the month after the period, moved to the next working day (rules 1.6); None without a readable rulebook."""
    rows = chosen.rows("setting")
    values = rows[rows["name"].eq(_SETTING)]["value"].dropna()
    text = str(values.iloc[0]) if len(values) else ""
    if not text.isdigit() or not 1 <= int(text) <= 28:
        return None
    return workdays(chosen.rows("work_day")).next((period.end + dt.timedelta(days=1)).replace(day=int(text)))


# after the due day: whoever sends later than that again has most likely mistaken the month
_GRACE = dt.timedelta(days=31)
# after the period's end, where no rulebook says a due day: two months, as long as the other
_NO_DUE_DAY = dt.timedelta(days=62)
_BY_QUARTER = (SUBMISSION, CHECK)  # kinds that are sent for a quarter or a month, never for a year


def newest(inbox: Inbox) -> Period | None:
    """The period that `make report` takes when none is named: the newest that half of the branches name, or the next one
    once it has a directory and a branch has sent something. A slip on a few covers, the directory's among them, makes no period."""
    senders, firm = _senders(inbox), common(inbox)
    begun = [period for period in senders if covered(inbox, period)]
    if firm:
        last = max(period.end for period in firm)
        return max(
            (p for p in [*firm, *begun] if p.start <= last + dt.timedelta(days=1)),
            key=lambda p: (p.end, p.months),
        )
    return max(begun, key=lambda p: (len(senders[p]), p.end, p.months), default=None)


def common(inbox: Inbox) -> set[Period]:
    """The quarters and months that at least half of the branches name on their covers."""
    senders = _senders(inbox)
    branches = [len(inbox.rows("branch", {one.file})) for one in inbox.of(DIRECTORY.key)]
    most = max([*branches, *map(len, senders.values())], default=0)
    return {period for period, units in senders.items() if 2 * len(units) >= most}


def _senders(inbox: Inbox) -> dict[Period, set[str]]:
    senders: dict[Period, set[str]] = defaultdict(set)
    books = (SUBMISSION,) if inbox.of(SUBMISSION.key) or _branches_owe(inbox) else (CHECK, REVIEW)
    for workbook in (one for book in books for one in inbox.of(book.key)):
        period = period_of(workbook)
        if period is not None and period.months < 12:
            senders[period].add(same_name(unit_of(workbook)))
    return senders


def _branches_owe(inbox: Inbox) -> bool:
    """False where no rulebook asks branches for anything: departments and the office then tell which period it is."""
    rulebooks = inbox.of(RULEBOOK.key)
    return not rulebooks or any(branches_owe(left_out(inbox, one)) for one in rulebooks)


def covered(inbox: Inbox, period: Period) -> bool:
    """True if there is a directory for the period."""
    return any(
        (span := period_of(one)) is not None and span.covers(period) for one in inbox.of(DIRECTORY.key)
    )


def plants(chosen: Selection) -> Iterator[Finding]:
    """An error where the folder holds the rulebooks of more than one plant; a former name in one of them joins two."""
    known: list[tuple[set[str], str, str]] = []  # names in their normal form, the newest of them, the file
    for workbook in sorted(chosen.inbox.of(RULEBOOK.key), key=as_of):
        names = [one for one in plant_names(chosen, workbook) if one]
        same = {same_name(one) for one in names}
        if not same:
            continue
        joined = [one for one in known if one[0] & same]
        known = [one for one in known if one not in joined]
        known.append((same.union(*(one[0] for one in joined)), names[0], workbook.file))
    if len(known) > 1:
        yield say(
            "E150",
            Place(),
            count=len(known),
            plants="、".join(f"“{name}”" for _, name, _ in known),
            files="、".join(file for _, _, file in known),
        )


def plant_names(chosen: Selection, workbook: Workbook) -> tuple[str, ...]:
    """What the plant is called, then its former names, in the rulebook in force for the workbook's own period."""
    period = period_of(workbook) or chosen.period
    rulebook = workbook if workbook.book.key == RULEBOOK.key else _rulebook_of(chosen.inbox, period)
    one = rulebook or chosen.rulebook
    return _names_in(chosen.inbox, one.file if one else "")


@remembered
def _rulebook_of(inbox: Inbox, period: Period) -> Workbook | None:
    return rulebook_in_force(Selection(inbox, period))


@remembered
def _names_in(inbox: Inbox, rulebook: str) -> tuple[str, ...]:
    rows = inbox.rows("setting", {rulebook} - {""})
    value = dict(zip(rows["name"], rows["value"].fillna(""), strict=True))
    former = value.get("电厂曾用名", "")
    return (value.get("电厂名称", ""), *(former.split(ITEM_MARK) if former else ()))


def strays(chosen: Selection) -> Iterator[Finding]:
    """A warning for each cover whose period nobody can be rated in: one without a directory, a year where quarters are sent."""
    for workbook in (w for book in (*_BY_QUARTER, REVIEW) for w in chosen.inbox.of(book.key)):
        cell, period = workbook.cover.get("period"), period_of(workbook)
        if cell is None or period is None or workbook.file in chosen.files or period == chosen.period:
            continue
        if period.months == 12 and workbook.book.key != REVIEW.key:
            yield _sentence("W409", chosen, workbook, cell)
        elif period.months < 12 and not covered(chosen.inbox, period):
            yield _sentence("W407", chosen, workbook, cell)


def days(chosen: Selection) -> Iterator[Finding]:
    """A warning for each 截至日期 before its period, if it is sent for a quarter, or long after it: by these days it is decided
    which workbook stands."""
    for workbook in (
        w for w in chosen.inbox.workbooks if speaks_for(w, chosen.period) or w.file in chosen.files
    ):
        cell, period = workbook.cover.get("as_of"), period_of(workbook)
        if cell is None or period is None or not isinstance(cell.value, dt.date):
            continue
        by_quarter = workbook.book.key in {book.key for book in _BY_QUARTER}  # it may lack sheets on request
        due = due_day(chosen, period) if by_quarter else None
        latest = period.end + _NO_DUE_DAY if due is None else due + _GRACE
        why = (
            f"早于{period.title}的第一天"
            if cell.value < period.start and by_quarter
            else f"晚于 {latest}，{period.title}早已{'报送' if by_quarter else '考评'}完毕"
            if cell.value > latest
            else ""
        )
        if why:
            yield say(
                "W408",
                cell.place,
                column="截至日期",
                value=show(Kind.DATE, cell.raw),
                unit=chosen.unit(workbook),
                why=why,
            )


def _sentence(code: str, chosen: Selection, workbook: Workbook, cell: CoverCell) -> Finding:
    return say(
        code,
        cell.place,
        column="期间",
        value=shown(cell.raw),
        unit=chosen.unit(workbook),
        kind=workbook.book.title,
        example=chosen.period.name,
    )
