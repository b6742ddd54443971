"""Ledgers of pledges, wishes and requests: until when an item is due, what the office has confirmed, what counts in a period. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pipeline.core.period import Period
from pipeline.core.records import placed, records
from pipeline.core.remember import remembered
from pipeline.evidence.tables import Tables
from schemas.base import title
from schemas.books import SHEETS
from schemas.words import AGREED, DRAFT, ENDED, EXPLAINED, OUTER_REASON, PASSED_ON, POSTPONED, WITHDRAWN

_QUARTER = 3


@dataclass(frozen=True, slots=True)
class LedgerColumns:
    """How a ledger names its columns: who raised it when ("" where no longest term runs), until when, and when it was closed."""

    key: str
    raised: str
    promised: str
    closed: str
    person: str

    @property
    def name(self) -> str:
        """The title of its sheet, by which 认定 speaks of it."""
        return title(SHEETS[self.key])


PLEDGES = LedgerColumns("pledge", "", "deadline", "done", "person")
WISHES = LedgerColumns("wish", "raised", "due", "realised", "claimer")
REQUESTS = LedgerColumns("request", "raised", "due", "closed", "handler")
LEDGERS = (PLEDGES, WISHES, REQUESTS)
Claim = tuple[str, str, str]  # the title of a ledger, a number, what is claimed of it


class Ruling(NamedTuple):
    """What the office concluded about a claim, on which day, in the review workbook of which period."""

    agreed: bool
    day: pd.Timestamp
    period: Period


@remembered
def rulings(tables: Tables) -> dict[Claim, Ruling]:
    """The last conclusion about each claim that holds in the period; none where two of one day contradict each other.

    A conclusion holds from its day on. One that the office reached after the end of a quarter, in the very review of that
    quarter, holds in it; a month knows what was concluded by its last day."""
    rows = tables.frames["verification"]
    rows = rows[rows["verdict"].notna() & rows["date"].notna()]
    last: dict[Claim, list[Ruling]] = {}
    for (file, _, _), row in placed(rows):
        claim, one = (
            (row["table"], row["number"], row["matter"]),
            Ruling(row["verdict"] == AGREED, row["date"], tables.cover_periods.get(file, tables.period)),
        )
        if not _holds(one, tables.period):
            continue
        known = last.get(claim, [])
        if not known or one.day > known[0].day:
            last[claim] = [one]
        elif one.day == known[0].day:
            known.append(one)
    return {claim: of[0] for claim, of in last.items() if len({one.agreed for one in of}) == 1}


def _holds(one: Ruling, period: Period) -> bool:
    return one.day <= pd.Timestamp(period.end) or (period.months > 1 and period.covers(one.period))


@remembered
def in_hand(tables: Tables, ledger: LedgerColumns) -> pd.DataFrame:
    """The items of a ledger in the period, those of refused rows too: each with its branch, the day it is due by, the day it
    was closed, and why it leaves the ratio.

    New columns: `branch`, `sound` (the row is not refused), `term`, `earlier` (the day that counts because an earlier workbook
    promised it), `longest` (no day was promised, the longest term counts), `settled`, `received` (by the unit it was passed on to), `left`."""
    good = tables.frames[ledger.key].assign(sound=True)
    refused = tables.refused.get(ledger.key)
    rows = good if refused is None or refused.empty else pd.concat([good, refused.assign(sound=False)])
    return _examined(tables, ledger, rows)


@remembered
def in_hand_last(tables: Tables, ledger: LedgerColumns) -> pd.DataFrame:
    """The same of last quarter's standing workbooks, as they stood then."""
    last = tables.period.previous()
    rows = tables.before.get(ledger.key, tables.frames[ledger.key].iloc[:0])
    rows = those(rows, (tables.cover_periods[file] == last for file in rows.index.get_level_values("file")))
    return _examined(replace(tables, period=last), ledger, rows.assign(sound=True))


def _examined(tables: Tables, ledger: LedgerColumns, rows: pd.DataFrame) -> pd.DataFrame:
    conclusions = rulings(tables)
    rows = rows.assign(branch=_branches(tables, rows), received=_received(ledger, rows, conclusions))
    moved, closed = _from_others(ledger, rows)
    terms = _terms(tables, ledger, rows, moved)
    earlier = _promised_before(tables, ledger, rows, conclusions).where(moved.isna())
    earlier = earlier.where(earlier < terms)
    settled = rows[ledger.closed] if ledger is PLEDGES else rows[ledger.closed].fillna(closed)
    return rows.assign(
        term=earlier.fillna(terms),
        earlier=earlier,
        longest=rows[ledger.promised].isna() & bool(ledger.raised),
        settled=settled.where(rows["sound"]),
        left=_left(ledger, rows, conclusions),
    )


def of_the_year(tables: Tables) -> Tables:
    """The tables of a year up to its last quarter that is there: every item once, as its branch reported it last.

    What is due after that quarter is not owed yet."""
    year = Period(tables.period.year, 1, tables.period.end.month)
    frames = dict(tables.frames)
    for ledger in LEDGERS:
        before = tables.before.get(ledger.key)
        if before is None or before.empty:
            continue
        ends = [tables.cover_periods[file].end for file in before.index.get_level_values("file")]
        before = before.assign(end=pd.Series(ends, index=before.index)).sort_values("end", kind="stable")
        before = those(before, (end >= year.start for end in before["end"])).drop(columns="end")
        rows = pd.concat([before, frames[ledger.key]])
        again = rows.assign(branch=_branches(tables, rows)).duplicated(["branch", ledger.key], keep="last")
        frames[ledger.key] = rows[~again.to_numpy()]
    return replace(tables, period=year, frames=frames)


def those(rows: pd.DataFrame, flags: Iterable[bool]) -> pd.DataFrame:
    """The rows whose flag is set, in their order."""
    return rows[np.fromiter(flags, dtype=bool, count=len(rows))]


def _branches(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    return pd.Series(
        rows.index.get_level_values("file").map(tables.unit_of), index=rows.index, dtype="string"
    )


def _received(ledger: LedgerColumns, rows: pd.DataFrame, conclusions: Mapping[Claim, Ruling]) -> pd.Series:
    """The day on which another unit took an item that was passed on; the office may confirm it, or deny it."""
    if ledger is PLEDGES:
        return pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    days: list[Any] = []
    passed = rows["state"].eq(PASSED_ON).fillna(False)  # a refused row may have no state
    for number, passed_on, day in zip(rows[ledger.key], passed, rows["received"], strict=True):
        ruling = conclusions.get((ledger.name, number, PASSED_ON))
        if not passed_on or (ruling and not ruling.agreed):
            days.append(pd.NaT)
        else:
            days.append(ruling.day if ruling and pd.isna(day) else day)
    return pd.Series(days, index=rows.index, dtype="datetime64[s]")


def _from_others(ledger: LedgerColumns, rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Of each item the day on which this branch took it from another one, and the day on which the branch it was passed on to closed it."""
    nothing = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    if ledger is PLEDGES or rows.empty:
        return nothing, nothing
    passed = rows["state"].eq(PASSED_ON).fillna(False).astype(bool)
    given_away = rows[passed].drop_duplicates(ledger.key).set_index(ledger.key)
    kept = rows[~passed].drop_duplicates(ledger.key).set_index(ledger.key)
    number = rows[ledger.key]

    def of(others: pd.DataFrame, column: str, where: pd.Series) -> pd.Series:
        days = pd.Series(others[column].reindex(number).to_numpy(), index=rows.index, dtype="datetime64[s]")
        units = pd.Series(others["branch"].reindex(number).to_numpy(), index=rows.index)
        return days.where(where & units.ne(rows["branch"]).fillna(False).astype(bool))

    return of(given_away, "received", ~passed), of(kept, ledger.closed, passed)


def _terms(tables: Tables, ledger: LedgerColumns, rows: pd.DataFrame, moved: pd.Series) -> pd.Series:
    """The earlier of the promised day and the longest term; of an item taken from another branch that runs from the day it was taken."""
    promised = rows[ledger.promised]
    if not ledger.raised:
        return promised
    longest = pd.Timedelta(days=tables.rulebook.longest_term)
    latest = moved.fillna(rows[ledger.raised]) + longest
    terms = promised.where((promised <= latest) | latest.isna(), latest)
    return terms.where(~(terms < moved), moved)


def _promised_before(
    tables: Tables, ledger: LedgerColumns, rows: pd.DataFrame, conclusions: Mapping[Claim, Ruling]
) -> pd.Series:
    """The earliest day that the branch's earlier workbooks give an item, since the office last agreed to a later one."""
    before = tables.before.get(ledger.key)
    if before is None or before.empty or rows.empty:
        return pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    periods = [tables.cover_periods[file] for file in before.index.get_level_values("file")]
    agreed = {
        claim[1]: one.period.start
        for claim, one in conclusions.items()
        if claim[0] == ledger.name and claim[2] == POSTPONED and one.agreed
    }
    counts = (
        period.end < tables.period.end
        and (number not in agreed or period.start >= agreed[number])
        and (bool(ledger.raised) or period.year == tables.period.year)
        for period, number in zip(periods, before[ledger.key], strict=True)
    )
    before = those(before, counts)
    nobody = pd.Series(pd.NaT, index=before.index, dtype="datetime64[s]")
    days = before.assign(branch=_branches(tables, before), day=_terms(tables, ledger, before, nobody))
    first = days.groupby(["branch", ledger.key])["day"].min()
    wanted = pd.MultiIndex.from_arrays([rows["branch"], rows[ledger.key]])
    return pd.Series(first.reindex(wanted).to_numpy(), index=rows.index, dtype="datetime64[s]")


def _left(ledger: LedgerColumns, rows: pd.DataFrame, conclusions: Mapping[Claim, Ruling]) -> pd.Series:
    """The claim for which an item leaves the ratio because the office agreed to it, "" where it stays."""
    columns = [rows[name] for name in (ledger.key, "state", *(("reason",) if ledger is PLEDGES else ()))]
    return pd.Series(
        [
            next((c for c in claims_of(*cells[1:]) if agreed(conclusions, ledger, cells[0], c)), "")
            for cells in zip(*columns, strict=True)
        ],
        index=rows.index,
        dtype="string",
    )


_STATES = {WITHDRAWN: WITHDRAWN, EXPLAINED: EXPLAINED, ENDED: WITHDRAWN, DRAFT: WITHDRAWN}


def claims_of(state: Any, reason: Any = None) -> tuple[str, ...]:
    """What a row claims for its item to leave the ratio; what is passed on leaves by the day it was received."""
    matter = _STATES.get(state) if not pd.isna(state) else None
    outer = (OUTER_REASON,) if not pd.isna(reason) and reason == OUTER_REASON else ()
    return (*outer, *((matter,) if matter else ()))


def agreed(conclusions: Mapping[Claim, Ruling], ledger: LedgerColumns, number: str, matter: str) -> bool:
    """True if the office agreed to the claim."""
    ruling = conclusions.get((ledger.name, number, matter))
    return ruling is not None and ruling.agreed


IN_TERM, STILL_OPEN, EARLY = "本期到期", "上期到期，期末仍未办结，再计一次", "提前办结"


def due(rows: pd.DataFrame, ledger: LedgerColumns, period: Period) -> pd.Series:
    """How each item is due in the period, missing where it is not (rules 3, 10.8).

    In the period of its last day; once more in the next one if it is still open at its end; before its last day in the period in
    which it is closed. A year counts each item once, by its last day."""
    first, last = pd.Timestamp(period.start), pd.Timestamp(period.end)
    term, settled, received = rows["term"], rows["settled"], rows["received"]
    pledged = ledger is PLEDGES
    in_term = term.between(first, last) & ~(received <= term)
    early = pd.Series(False, index=rows.index)
    if not pledged:
        in_term &= ~(settled < first)
        early = settled.between(first, last) & (term > last)
    again = pd.Series(False, index=rows.index)
    before = period.previous()
    if period.months <= _QUARTER and (not pledged or before.year == period.year):
        still = settled.isna() | (settled > last)
        again = (
            term.between(pd.Timestamp(before.start), pd.Timestamp(before.end)) & still & ~(received <= last)
        )
    how = pd.Series(pd.NA, index=rows.index, dtype="string")
    for mask, word in ((in_term, IN_TERM), (early, EARLY), (again, STILL_OPEN)):
        how = how.mask(mask & rows["left"].isin(["", OUTER_REASON]), word)
    return how


def notes(rows: pd.DataFrame, how: pd.Series, why: str = "") -> pd.Series:
    """Of each item in a sentence why and how it counts; "" for what is not due."""
    return pd.Series(
        [
            "" if pd.isna(word) else _note(row, why or word)
            for word, row in zip(how, records(rows), strict=True)
        ],
        index=rows.index,
        dtype="string",
    )


def _note(row: Mapping[Hashable, Any], why: str) -> str:
    settled, term = row["settled"], row["term"]
    kept = "没有办结" if pd.isna(settled) else "按期办结" if settled <= term else "逾期办结"
    more = (
        ("按以前填报的较早日期", not pd.isna(row["earlier"])),
        ("没有写日期，按提出后最长办理天数", row["longest"] and pd.isna(row["earlier"])),
        ("转办单位没有在到期前接收", row["state"] == PASSED_ON),
        ("没有认定，照计", bool(claims_of(row["state"], row.get("reason"))) and not row["left"]),
        (f"{row['left']}已认定，不计", bool(row["left"])),
        ("这一行有错误，只计应办", not row["sound"]),
    )
    return "；".join([f"{why}，最迟 {term:%Y-%m-%d}，{kept}", *(text for text, holds in more if holds)])
