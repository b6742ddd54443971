"""Days that cannot be: done after the day up to which the workbook says that it tells (rules 2.5), or of another year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.core.records import Index
from pipeline.excel.workbook import Workbook, listed
from pipeline.intake.checks.references import Checked
from pipeline.intake.collect import as_of, period_of
from pipeline.intake.messages import say
from pipeline.rulebook.lines import grace_end
from schemas.base import Column, Kind, Sheet, When, column_of, columns, declaration, key, timing
from schemas.books import CHECK, SHEETS, SUBMISSION
from schemas.cover import Cover
from schemas.review import Event
from schemas.submission_life import Duty

_MONTH = "month"  # the column that says for which month something was made up
_FEWEST = 3  # days; fewer prove no slip of the cover
_TOLD_LATER = (SUBMISSION.key, CHECK.key)  # kinds of workbook whose 截至日期 nothing may have been done after
_YEAR = 12  # months
_OFTEN = 2  # so many times what is due may well have been done
_LONG = "半年以上"
_HALF_YEAR = dt.timedelta(
    days=183
)  # beside the period: a day whose year is wrong lies further away, a late one hardly does


class Done(NamedTuple):
    """A day on which something was done, and its cell; of what is only counted the first of its month."""

    key: str
    row: Index
    column: Column
    day: dt.date


def done_later(at: Checked) -> Iterator[Finding]:
    """Days after the 截至日期; where most are, the cover's day is told and not each of them."""
    until = {
        w.file: (w, dt.date.fromisoformat(as_of(w)))
        for w in at.chosen.inbox.workbooks
        if w.book.key in _TOLD_LATER and w.file in at.chosen.files and as_of(w)
    }
    done = _days_done(at, min((last for _, last in until.values()), default=at.tables.period.start))
    for file, (workbook, last) in until.items():
        late = [one for one in done[file] if one.day > last]
        recent = [one for one in done[file] if one.day >= at.tables.period.start]
        if len(late) >= _FEWEST and 2 * len(late) > len(recent):
            yield _at_cover(at, workbook, late)
            continue
        yield from _answered_later(at, workbook, last)
        for one in late:
            day = f"{one.day:%Y-%m}" if one.column.kind is Kind.MONTH else one.day
            yield at.say("E419", one.key, one.row, one.column.name, day, as_of=last)


def _answered_later(at: Checked, workbook: Workbook, last: dt.date) -> Iterator[Finding]:
    """Days that the cover says for all rows."""
    for name, line in workbook.answers.items():
        if isinstance(line.value, dt.date) and line.value > last:
            column, unit = column_of(Cover, name).title, at.chosen.unit(workbook)
            yield say("E419", line.place, column=column, value=str(line.value), as_of=last, unit=unit)


def made_up_early(at: Checked) -> Iterator[Finding]:
    """Times that are said to be made up for a month that is not over by the 截至日期."""
    until = {w.file: as_of(w) for w in at.chosen.inbox.of(SUBMISSION.key)}
    due_day = {rule.item: rule.due_day or 0 for rule in at.tables.rulebook.duties}
    rows = at.tables.frames[key(Duty)]
    rows = rows[rows["made_up"].fillna(0) > 0]
    for index, item, month, times in zip(
        rows.index, *(rows[c] for c in ("item", _MONTH, "made_up")), strict=True
    ):
        day = until.get(index[0], "")
        if month <= day <= str(grace_end(month, due_day.get(item, 0))):
            yield at.say("E370", key(Duty), index, "made_up", times, month=month, as_of=day)


def times_beyond(at: Checked) -> Iterator[Finding]:
    """Times of a month that are more than twice those that are due: they change no score, and are mostly a slip."""
    due = {rule.item: rule for rule in at.tables.rulebook.duties}
    rows = at.tables.frames[key(Duty)]
    cells = (rows[name] for name in ("item", _MONTH, "on_time", "made_up"))
    for index, item, month, on_time, made_up in zip(rows.index, *cells, strict=True):
        times = [0 if pd.isna(one) else int(one) for one in (on_time, made_up)]
        if item in due and sum(times) > _OFTEN * due[item].times:
            column, value = ("on_time", times[0]) if times[0] else ("made_up", times[1])
            named = {"month": month, "item": f"{item} {due[item].name}"}
            facts = {**named, "due": due[item].times, "count": sum(times)}
            yield at.say("W380", key(Duty), index, column, value, **facts)


def _days_done(at: Checked, earliest: dt.date) -> Mapping[str, list[Done]]:
    """File -> the days in its rows on which something was done, since the earliest day that is asked about."""
    first, done = pd.Timestamp(min(earliest, at.tables.period.start)), defaultdict[str, list[Done]](list)
    due_day = max((rule.due_day or 0 for rule in at.tables.rulebook.duties), default=0)
    for sheet in (*SUBMISSION.sheets, *CHECK.sheets):
        days = [c for c in columns(sheet) if c.kind is Kind.DATE and c.name not in declaration(sheet).planned]
        rows = at.chosen.every(key(sheet)) if days else pd.DataFrame()
        months = rows[_MONTH] if _MONTH in rows else pd.Series(pd.NA, index=rows.index)
        for column in days:
            late = (rows[column.name] >= first).fillna(False).astype(bool)
            for index, value, month in zip(
                rows.index[late], rows[column.name][late], months[late], strict=True
            ):
                made_up = isinstance(month, str) and value.date() <= grace_end(month, due_day)
                if not made_up and (key(sheet), index[0], index[2], column.name) not in at.tables.followed:
                    done[index[0]].append(Done(key(sheet), index, column, value.date()))
    for one in _counted(at):
        done[one.row[0]].append(one)
    return done


def _counted(at: Checked) -> Iterator[Done]:
    """What the work list counts by the month."""
    rows = at.tables.frames[key(Duty)]
    rows = rows[rows["on_time"].fillna(0) + rows["made_up"].fillna(0) > 0]
    for index, month in zip(rows.index, rows[_MONTH], strict=True):
        yield Done(key(Duty), index, column_of(Duty, _MONTH), _day(month))


class Bounds(NamedTuple):
    """The first and the last day that a column may hold, and what a day outside is told to be."""

    first: dt.date = dt.date.min
    last: dt.date = dt.date.max
    early: str = ""
    late: str = ""

    def why(self, day: dt.date) -> str:
        """What is wrong with the day; "" if nothing."""
        return self.early if day < self.first else self.late if day > self.last else ""


def far_days(at: Checked) -> Iterator[Finding]:
    """Days and months so far from what the workbook tells of that most likely the year is wrong; what stood the same way
    in the branch's last workbook is no slip."""
    workbooks = [w for w in at.chosen.inbox.workbooks if w.file in at.chosen.files]
    for name, sheet in SHEETS.items():
        bounded = [column for column in columns(sheet) if _is_bounded(sheet, column)]
        rows = at.chosen.every(name) if bounded else pd.DataFrame()
        for column in bounded:
            filled = rows[column.name].dropna()
            if filled.empty:
                continue
            files = set(filled.index.get_level_values("file"))
            bounds = {w.file: _bounds(sheet, column, w) for w in workbooks if w.file in files}
            known = _known_days(at, sheet, column)
            for index, value in zip(filled.index.tolist(), filled, strict=True):
                why = bounds[index[0]].why(_day(value))
                if why and (_number(rows, sheet, index), value) not in known:
                    yield at.say("W334", name, index, column.name, str(value)[:10], why=why)


def _is_bounded(sheet: type[Sheet], column: Column) -> bool:
    """True for a day or a month by which a row does not find its period: of those it is told that the period is another."""
    rule = timing(sheet)
    of_period = rule.when is When.EVENT and column.name == rule.start and key(sheet) != key(Event)
    return column.kind in (Kind.DATE, Kind.MONTH) and not of_period


def _bounds(sheet: type[Sheet], column: Column, workbook: Workbook) -> Bounds:
    period, declared = period_of(workbook), declaration(sheet)
    if period is None:
        return Bounds()
    planned, lasting = column.name in declared.planned, column.name in declared.lasting
    of_year = timing(sheet).when is When.YEAR
    span = period.whole_year() if of_year else period
    last, late = _last(workbook, period)
    if planned:
        last, late = (span.end if of_year else period.end + _HALF_YEAR), f"比{span.title}的最后一天晚{_LONG}"
    elif column.kind is Kind.DATE and workbook.book.key in _TOLD_LATER:
        last = dt.date.max
    return Bounds(
        dt.date.min if lasting else span.start - _HALF_YEAR,
        dt.date.max if lasting and planned else last,
        f"比{span.title}的第一天早{_LONG}",
        late if not (planned and of_year) else f"不在{span.title}内",
    )


def _last(workbook: Workbook, period: Period) -> tuple[dt.date, str]:
    """The last day on which something may have been done, and what a later one is told to be."""
    day = max(as_of(workbook), str(period.end))
    if period.months == _YEAR:
        return dt.date.fromisoformat(day), f"在{period.title}以后"
    return dt.date.fromisoformat(day) + _HALF_YEAR, f"比 {day} 晚{_LONG}"


def _day(value: object) -> dt.date:
    """A day as it is; of a month, written 2019-08, the first."""
    return dt.date.fromisoformat(f"{value}-01") if isinstance(value, str) else pd.Timestamp(value).date()  # type: ignore[arg-type]


def _known_days(at: Checked, sheet: type[Sheet], column: Column) -> set[tuple[object, object]]:
    """Number and day of the rows of a ledger in the workbooks of earlier quarters."""
    number, rows = declaration(sheet).number, at.tables.before.get(key(sheet))
    return set() if not number or rows is None else set(zip(rows[number], rows[column.name], strict=True))


def _number(rows: pd.DataFrame, sheet: type[Sheet], index: Index) -> object:
    number = declaration(sheet).number
    return rows.at[index, number] if number else ""


def _at_cover(at: Checked, workbook: Workbook, late: list[Done]) -> Finding:
    letters = at.chosen.inbox.letters
    cells = (
        f"{one.row[1]} {letters[workbook.file, one.key].get(one.column.name, '')}{one.row[2]}" for one in late
    )
    return say(
        "E420",
        workbook.cover["as_of"].place,
        column="截至日期",
        value=as_of(workbook),
        late=len(late),
        cells=listed(cells, _FEWEST),
        unit=at.chosen.unit(workbook),
    )
