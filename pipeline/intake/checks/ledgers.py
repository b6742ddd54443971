"""Checks of the ledgers against each other, against the last workbook, and against what the office concluded (认定)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index, placed
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
from pipeline.intake.checks.references import Checked, hints
from pipeline.intake.messages import say
from pipeline.intake.sent.earlier import absent_quarters, not_looked_up
from schemas.base import title
from schemas.books import SHEETS
from schemas.words import EXPLAINED, OUTER_REASON, PASSED_ON, POSTPONED, WITHDRAWN

_DAYS = {
    PLEDGES.key: ("deadline",),
    WISHES.key: ("raised", "due"),
    REQUESTS.key: ("raised", "due"),
}
_AFTER_BRANCH = re.compile(r"(-\d{4}Q[1-4])?-?\d*$")  # of a number: the quarter and what is counted
_AWAY = (PASSED_ON, WITHDRAWN, EXPLAINED)


def conclusions(at: Checked) -> Iterator[Finding]:
    """Conclusions that contradict each other, and those about something that stands in no ledger."""
    rows = at.tables.frames["verification"]
    verdicts: dict[tuple[object, ...], dict[str, list[Index]]] = defaultdict(lambda: defaultdict(list))
    known = {ledger.name: _holders(at, ledger) for ledger in LEDGERS}
    yield from _unlisted(at, rows, known)
    for index, row in placed(rows):
        if not pd.isna(row["verdict"]) and not pd.isna(row["date"]):
            claim = (row["table"], row["number"], row["matter"], row["date"])
            verdicts[claim][row["verdict"]].append(index)
    for (table, number, matter, day), by_verdict in verdicts.items():
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


def _unlisted(at: Checked, rows: pd.DataFrame, known: dict[str, dict[str, str]]) -> Iterator[Finding]:
    """Conclusions about a number that no branch has. Who wrote it wrong, the office or the branch, nobody can tell: the nearest
    number is named with its branch. One that may be of an earlier quarter is no error while the workbook of then is not there, of
    the branch that has numbers of its kind, else of any. Nothing is said of a ledger that is unread in some workbook, where that
    is told."""
    unread = {one.name for one in LEDGERS if at.unread(one.key, one.key)}
    here = rows[rows.index.isin(at.chosen.files, level="file") & ~rows["table"].isin(unread)]
    near = {name: hints(at, "", set(numbers)) for name, numbers in known.items()}
    for index, table, number in zip(here.index, here["table"], here["number"], strict=True):
        if number in known[table]:
            continue
        one = near[table](number)
        units = _with_numbers_like(number, known[table])
        if not one.suggested and (absent := absent_quarters(at, units or list(at.chosen.submissions))):
            whose = units[0] if len(units) == 1 else ""
            yield not_looked_up(at, ("verification", index, "number"), number, table, absent, whose=whose)
        else:
            holder = f"（{known[table][one.suggested]}）" if one.suggested else ""
            facts = {"table": table, "suggested": one.suggested, "hint": f"{one.hint}{holder}"}
            yield at.say("E351", "verification", index, "number", number, **facts)


def _with_numbers_like(number: str, known: Mapping[str, str]) -> list[str]:
    """The branches whose numbers begin as this one does: WX-JX, whatever the quarter they were printed for."""
    begin = _AFTER_BRANCH.sub("", number)
    return sorted({unit for other, unit in known.items() if unit and _AFTER_BRANCH.sub("", other) == begin})


def _holders(at: Checked, ledger: LedgerColumns) -> dict[str, str]:
    """Every number in the workbooks of the period and before it, and the branch that has it; a month knows of its quarter's
    other months."""
    rows = [
        *([at.tables.before[ledger.key]] if ledger.key in at.tables.before else ()),
        at.chosen.every(ledger.key),
    ]
    return {
        number: at.tables.unit_of.get(index[0], "")
        for of in rows
        for index, number in of[ledger.key].dropna().items()
    }


def claims(at: Checked) -> Iterator[Finding]:
    """What a branch claims and the office has not agreed to: it counts as not done until then."""
    conclusions = rulings(at.tables)
    for ledger in LEDGERS:
        rows = in_hand(at.tables, ledger)
        rows = rows[rows["sound"] & rows["left"].eq("")]
        rows = rows[once_approved(at.tables, rows)] if ledger is PLEDGES else rows
        for index, row in placed(rows):
            for matter in claims_of(row["state"], row.get("reason"))[:1]:
                refused = (ledger.name, row[ledger.key], matter) in conclusions
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
    conclusions = rulings(at.tables)
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
            if known is None or agreed(conclusions, ledger, number, POSTPONED):
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
    for index, row in placed(rows):
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
