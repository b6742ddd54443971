"""Checks of the ledgers against each other, against the last workbook, and against what the office concluded (认定)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.evidence.ledgers import (
    EARLY,
    IN_TERM,
    LEDGERS,
    PLEDGES,
    REQUESTS,
    WISHES,
    LedgerColumns,
    agreed,
    claims_of,
    due,
    in_hand,
    in_hand_last,
    rulings,
)
from pipeline.evidence.pledges import date_of
from pipeline.evidence.service import once_approved
from pipeline.evidence.tables import Index
from pipeline.intake.checks.references import Checked, hints
from pipeline.intake.messages import say
from schemas.base import title
from schemas.books import SHEETS
from schemas.words import EXPLAINED, OUTER_REASON, PASSED_ON, POSTPONED, WITHDRAWN

_DAYS = {
    PLEDGES.key: ("deadline",),
    WISHES.key: ("raised", "due"),
    REQUESTS.key: ("raised", "due"),
}
_AWAY = (PASSED_ON, WITHDRAWN, EXPLAINED)
_QUARTER = 3


def conclusions(at: Checked) -> Iterator[Finding]:
    """Conclusions that contradict each other, and those about something that stands in no ledger."""
    rows = at.tables.frames["verification"]
    told: dict[tuple[object, ...], dict[str, list[Index]]] = defaultdict(lambda: defaultdict(list))
    known = {ledger.name: _numbers(at, ledger) for ledger in LEDGERS}
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        if index[0] in at.chosen.files and row["number"] not in known[row["table"]]:
            near = hints(at, "", known[row["table"]])(row["number"])._asdict()
            yield at.say("E351", "verification", index, "number", row["number"], table=row["table"], **near)
        if not pd.isna(row["verdict"]) and not pd.isna(row["date"]):
            claim = (row["table"], row["number"], row["matter"], row["date"])
            told[claim][row["verdict"]].append(index)
    for (table, number, matter, day), by_verdict in told.items():
        if len(by_verdict) > 1:
            for verdict, places in by_verdict.items():
                other = next(of[0] for word, of in by_verdict.items() if word != verdict)
                for index in places:
                    yield at.say(
                        "E350",
                        "verification",
                        index,
                        "verdict",
                        verdict,
                        what=f"{table} {number} {matter}",
                        day=date_of(day),
                        other=f"{other[0]} 第{other[2]}行",
                    )


def _numbers(at: Checked, ledger: LedgerColumns) -> set[str]:
    """Every number in the workbooks of the period and before it; a month knows of its quarter's other months."""
    rows = [
        at.chosen.every(ledger.key),
        *([at.tables.before[ledger.key]] if ledger.key in at.tables.before else ()),
    ]
    return {number for of in rows for number in of[ledger.key].dropna()}


def claims(at: Checked) -> Iterator[Finding]:
    """What a branch claims and the office has not agreed to: it counts as not done until then."""
    told = rulings(at.tables)
    for ledger in LEDGERS:
        rows = in_hand(at.tables, ledger)
        rows = rows[rows["sound"] & rows["left"].eq("")]
        rows = rows[once_approved(at.tables, rows)] if ledger is PLEDGES else rows
        for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
            for matter in claims_of(row["state"], row.get("reason"))[:1]:
                refused = (ledger.name, row[ledger.key], matter) in told
                if not refused and (not pd.isna(row["term"]) and _matters(at, row["term"])):
                    column = "reason" if matter == OUTER_REASON else "state"
                    yield at.say(
                        "W364", ledger.key, index, column, row[column], number=row[ledger.key], matter=matter
                    )
            if row["state"] == PASSED_ON and pd.isna(row["received"]) and _matters(at, row["term"]):
                yield at.say("W365", ledger.key, index, "received", "", number=row[ledger.key])


def _matters(at: Checked, term: pd.Timestamp) -> bool:
    """True if the item can be due in the period."""
    period = at.tables.period
    return pd.Timestamp(period.previous().start) <= term <= pd.Timestamp(period.end)


def later_days(at: Checked) -> Iterator[Finding]:
    """Days that are later than the branch's last workbook had them: the earlier one counts until the office agrees."""
    told = rulings(at.tables)
    for ledger in LEDGERS:
        last = in_hand_last(at.tables, ledger)
        names = _DAYS[ledger.key]
        before = {
            (unit, number): days
            for unit, number, *days in last[["branch", ledger.key, *names]].itertuples(index=False, name=None)
        }
        rows = at.tables.frames[ledger.key]
        columns = [ledger.key, *names]
        for index, cells in zip(rows.index, rows[columns].itertuples(index=False, name=None), strict=True):
            number, *days = cells
            known = before.get((at.tables.unit_of[index[0]], number))
            if known is None or agreed(told, ledger, number, POSTPONED):
                continue
            for name, now, then in zip(names, days, known, strict=True):
                if not pd.isna(now) and not pd.isna(then) and now > then:
                    yield at.say("W360", ledger.key, index, name, date_of(now), before=date_of(then))


def answers(at: Checked) -> Iterator[Finding]:
    """Pledges that answer a wish or request: made by the member who took it up, one pledge for each."""
    takers = {
        number: person
        for ledger in (WISHES, REQUESTS)
        for number, person in at.tables.frames[ledger.key][[ledger.key, ledger.person]].itertuples(
            index=False, name=None
        )
    }
    rows = at.tables.frames["pledge"]
    first: dict[str, Index] = {}
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        linked = row["linked"]
        if pd.isna(linked):
            continue
        taker = takers.get(linked)
        if linked in takers and (pd.isna(taker) or taker != row["person"]):
            name = "没有人认领" if pd.isna(taker) else f"由 {taker} 认领"
            yield at.say("E352", "pledge", index, "linked", linked, person=row["person"], taker=name)
        other = first.setdefault(linked, index)
        if other != index:
            yield at.say("E353", "pledge", index, "linked", linked, other=f"{other[0]} 第{other[2]}行")


def transferred(at: Checked) -> Iterator[Finding]:
    """Pledges of members who are in another branch by now: that branch reports them."""
    people = at.tables.frames["person"].drop_duplicates("person").set_index("person")
    home, nameless = people["branch"].to_dict(), at.nameless
    for index, person in at.cells("pledge", "person"):
        branch = at.tables.unit_of[index[0]]
        if index[0] not in nameless and home.get(person, branch) != branch:
            yield at.say("W363", "pledge", index, "person", person, branch=home[person])


def passed_on(at: Checked) -> Iterator[Finding]:
    """Branches that passed on, explained or withdrew more than the rulebook's share of what was due."""
    period, most = at.tables.period, at.tables.rulebook.passed_on_share
    due_now, away = Counter[str](), Counter[str]()
    for ledger in (WISHES, REQUESTS):
        rows = in_hand(at.tables, ledger)
        nobody = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
        counted = due(rows.assign(left="", received=nobody), ledger, period).isin([IN_TERM, EARLY])
        for branch, state in rows[counted][["branch", "state"]].itertuples(index=False, name=None):
            due_now[branch] += 1
            away[branch] += not pd.isna(state) and state in _AWAY
    for unit, workbook in at.chosen.submissions.items():
        if away[unit] * 100 > most * due_now[unit]:
            place = Place(workbook.file, title(SHEETS["wish"]))
            yield say("W362", place, unit=unit, count=away[unit], due=due_now[unit], share=most)


def filled_up(at: Checked) -> Iterator[Finding]:
    """Branches with few items due whose workbook of last quarter is not there to fill them up."""
    if at.tables.period.months != _QUARTER:
        return
    last = at.tables.period.previous()
    sent = {
        at.tables.unit_of.get(file, "") for file, period in at.tables.cover_periods.items() if period == last
    }
    lacking = [unit for unit in at.chosen.submissions if unit not in sent]
    if lacking:
        names = "各支部" if len(lacking) == len(at.chosen.submissions) else "、".join(lacking)
        yield say("W361", Place(), period=last.title, units=names, least=at.tables.rulebook.fewest_due)
