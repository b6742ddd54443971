"""Pledges, zones and posts, wishes, requests and pairs, and what members did for others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.core.period import Period
from pipeline.evidence.ledgers import (
    PLEDGES,
    REQUESTS,
    WISHES,
    LedgerColumns,
    due,
    in_hand,
    in_hand_last,
    notes,
    those,
)
from pipeline.evidence.people import People
from pipeline.evidence.tables import Tables, exploded, fact, yes_no
from schemas.words import APPROVED, CARRIED_OVER, DRAFT, GUIDES_TEAM, OUTER_REASON, POST, SKILL, ZONE

QUARTER = 3
UNITS = ("branch", "team")


def _branch(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    return pd.Series(
        rows.index.get_level_values("file").map(tables.unit_of), index=rows.index, dtype="string"
    )


def _within(days: pd.Series, first: object, last: object) -> pd.Series:
    return days.between(pd.Timestamp(first), pd.Timestamp(last))  # type: ignore[arg-type]


def pledge(tables: Tables, people: People) -> pd.DataFrame:
    """Approved pledges of the year, and those that were approved until their branch took them back.

    A pledge is reported by the branch in which its member is on the last day. One that answers a wish or a request that is due
    itself is paid in that ledger, once. `approved`: it is one now, in a row that is not refused."""
    rows = in_hand(tables, PLEDGES)
    home = people.branch_of(rows["person"])
    rows = rows[(home.isna() | home.eq(rows["branch"])).to_numpy()]
    rows = rows[once_approved(tables, rows).to_numpy()]
    how = due(rows, PLEDGES, tables.period)
    how = how.mask(_paid_as_service(tables, rows), pd.NA)
    of_this_year = rows["state"].ne(CARRIED_OVER) & (
        rows["deadline"] >= pd.Timestamp(tables.period.whole_year().start)
    )
    approved = rows["verdict"].eq(APPROVED) & rows["sound"] & of_this_year
    return fact(
        rows,
        "pledge",
        "state",
        {
            "branch": rows["branch"],
            "team": people.team_of(rows["person"]),
            "person": rows["person"],
            "type": rows["type"],
            "due": yes_no(how.notna()),
            "on_time": yes_no(rows["settled"] <= rows["term"]),
            "excused": yes_no(rows["left"].eq(OUTER_REASON)),
            "approved": approved.fillna(False).astype(bool),
            "listed": rows["sound"],
            "note": notes(rows, how),
        },
    )


def once_approved(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """True for pledges that are approved, were so in an earlier workbook of the year, or may be in a row that is refused."""
    before = tables.before.get("pledge")
    known = set()
    if before is not None:
        approved = before[before["verdict"].eq(APPROVED).fillna(False).astype(bool)]
        files = approved.index.get_level_values("file")
        earlier = those(approved, (tables.cover_periods[file].year == tables.period.year for file in files))
        units = earlier.index.get_level_values("file").map(tables.unit_of)
        known = set(zip(units, earlier["pledge"], strict=True))
    was = np.array([one in known for one in zip(rows["branch"], rows["pledge"], strict=True)], dtype=bool)
    unread = ~rows["sound"] & rows["verdict"].isna() & rows["state"].ne(DRAFT).fillna(True)
    return (rows["verdict"].eq(APPROVED) | was | unread).fillna(False).astype(bool)


def _paid_as_service(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """True for the one pledge that answers a wish or request due in the period, made by the member who took it up.

    Of several one that was not kept in time: one more that is kept can then only raise BR06b."""
    takers: dict[tuple[str, str], str] = {}
    for ledger in (WISHES, REQUESTS):
        items = in_hand(tables, ledger)
        items = items[due(items, ledger, tables.period).notna() & items["sound"]]
        takers |= dict(
            zip(zip(items["branch"], items[ledger.key], strict=True), items[ledger.person], strict=True)
        )
    answers = (
        not pd.isna(person) and takers.get((branch, linked)) == person
        for branch, linked, person in zip(rows["branch"], rows["linked"], rows["person"], strict=True)
    )
    chosen = those(rows.assign(kept=rows["settled"] <= rows["term"]), answers)
    chosen = chosen.sort_values(["kept", "pledge"], kind="stable").drop_duplicates(["branch", "linked"])
    return pd.Series(rows.index.isin(chosen.index), index=rows.index)


def zone(tables: Tables, people: People) -> pd.DataFrame:
    """Zones in use, with the problems found and closed on time."""
    rows = tables.frames["zone_post"]
    rows = rows[rows["type"].eq(ZONE)]
    return fact(
        rows,
        "zone_post",
        "closed",
        {
            "branch": _branch(tables, rows),
            "person": rows["person"],
            "found": rows["found"].fillna(0),
            "closed": rows["closed"].fillna(0),
        },
    )


def post(tables: Tables, people: People) -> pd.DataFrame:
    """Model posts that the Party committee has reviewed."""
    rows = tables.frames["post_review"]
    in_use = tables.frames["zone_post"]
    known = set(in_use[in_use["type"].eq(POST)]["name"])
    rows = rows[rows["name"].isin(known)]
    return fact(
        rows, "post_review", "score", {"branch": rows["branch"], "name": rows["name"], "score": rows["score"]}
    )


def wish(tables: Tables, people: People) -> pd.DataFrame:
    """Wishes in hand."""
    return _served_items(tables, WISHES, "realised")


def request(tables: Tables, people: People) -> pd.DataFrame:
    """Requests in hand."""
    return _served_items(tables, REQUESTS, "closed")


def _served_items(tables: Tables, ledger: LedgerColumns, closed: str) -> pd.DataFrame:
    """The items of a ledger, and for each branch and team with few due ones those of last quarter that fill them up.

    An item of last quarter is the branch's, or the team's, alone: the other column is blank. `listed`: the row stands in the
    period's tables."""
    rows = in_hand(tables, ledger)
    rows = rows.assign(how=due(rows, ledger, tables.period), team=_of_team(tables, rows))
    facts = [_item_facts(ledger, closed, rows, tables.period)]
    if tables.period.months == QUARTER:
        last = in_hand_last(tables, ledger)
        last = last.assign(how=due(last, ledger, tables.period.previous()), team=_of_team(tables, last))
        filled = [_filled_up(tables, ledger, rows, last[last["how"].notna()], unit) for unit in UNITS]
        facts += [
            _item_facts(
                ledger,
                closed,
                more,
                tables.period.previous(),
                f"补足（{tables.period.previous().title}到期）",
            )
            for more in filled
            if not more.empty
        ]
    return pd.concat(facts, ignore_index=True)


def _of_team(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """The team of each item; a team owes nothing that was due before it was founded."""
    teams = tables.frames["team"]
    founded = rows["team"].map(dict(zip(teams["team"], teams["founded"], strict=True)))
    return rows["team"].mask((rows["term"] < founded.astype("datetime64[s]")).fillna(False))


def _filled_up(
    tables: Tables, ledger: LedgerColumns, rows: pd.DataFrame, last: pd.DataFrame, unit: str
) -> pd.DataFrame:
    """What was due last quarter, of the units with too few items due now: the latest first, and nothing twice."""
    now = rows[rows["how"].notna() & rows[unit].notna()]
    have = now.groupby(unit).size()
    known = set(zip(now[unit], now[ledger.key], strict=True))
    last = last[last[unit].notna()]
    last = those(last, (one not in known for one in zip(last[unit], last[ledger.key], strict=True)))
    last = last.sort_values(ledger.key, kind="stable").sort_values("term", ascending=False, kind="stable")
    lacking = tables.rulebook.fewest_due - last[unit].map(have).fillna(0)
    last = last[(last.groupby(unit).cumcount() < lacking).to_numpy(dtype=bool)]
    other = next(name for name in UNITS if name != unit)
    return last.assign(**{other: pd.Series(pd.NA, index=last.index, dtype="string")})


def _item_facts(
    ledger: LedgerColumns, closed: str, rows: pd.DataFrame, period: Period, why: str = ""
) -> pd.DataFrame:
    now = _within(rows["settled"], period.start, period.end)
    return fact(
        rows,
        ledger.key,
        "state",
        {
            "branch": rows["branch"],
            "team": rows["team"],
            "person": rows[ledger.person],
            "due": yes_no(rows["how"].notna()),
            "on_time": yes_no(rows["settled"] <= rows["term"]),
            closed: yes_no(now),
            "listed": rows["sound"] & (not why),
            "note": notes(rows, rows["how"], why),
        },
    )


def pair(tables: Tables, people: People) -> pd.DataFrame:
    """Pairs in force; the team is the learner's, or the learner itself where a branch guides a team."""
    rows = tables.frames["pairing"]
    guides_team = rows["type"].eq(GUIDES_TEAM).fillna(False)
    named = rows[["type", "guide", "learner", "business"]].fillna("")
    skill = rows["type"].eq(SKILL).fillna(False)
    topic = named["business"].where(skill, "")
    return fact(
        rows,
        "pairing",
        "learner",
        {
            "branch": _branch(tables, rows),
            "team": rows["learner"].where(guides_team, people.team_of(rows["learner"])),
            "person": rows["guide"],
            "type": rows["type"],
            "learner": rows["learner"],
            "pair": (named["type"] + " " + named["guide"] + " " + named["learner"] + " " + topic).str.strip(),
            "counts": yes_no(guides_team | (_own_learner(tables, people, rows))),
            "outcome": yes_no(has_outcome(tables, rows)),
        },
    )


def has_outcome(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """True where a pair has an outcome, in the words of the list or, as workbooks of before have it, in its own; that of
    技能一带一 needs the number of an achievement of the year."""
    known = tables.year["achievement"]["achievement"]
    proved = rows["type"].ne(SKILL).fillna(True) | rows["business"].isin(known)
    return (rows["outcome_kind"].notna() | rows["outcome"].notna()) & proved


def _own_learner(tables: Tables, people: People, rows: pd.DataFrame) -> pd.Series:
    """True where the learner is one of the branch that reports the pair: for 党员带群众 a colleague at work and no member by now,
    for 技能一带一 anybody of the branch, or nobody."""
    home = people.branch_of(rows["learner"]).eq(_branch(tables, rows)).fillna(False).astype(bool)
    by_now_member = rows["learner"].isin(people.members["person"])
    home &= ~rows["learner"].isin(people.away)
    skill = rows["type"].eq(SKILL).fillna(False)
    return (home & (skill | ~by_now_member)) | (skill & rows["learner"].isna())


def _served(tables: Tables) -> list[tuple[str, str, str, str, pd.DataFrame]]:
    """What was closed in the period: word, sheet key, person column, evidence column, rows."""
    wishes, requests = tables.frames["wish"], tables.frames["request"]
    first, last = tables.period.start, tables.period.end
    return [
        ("心愿", "wish", "claimer", "realised", wishes[_within(wishes["realised"], first, last)]),
        ("诉求", "request", "handler", "closed", requests[_within(requests["closed"], first, last)]),
    ]


def service(tables: Tables, people: People) -> pd.DataFrame:
    """One row for each real problem a member solved: a wish realised, a request closed, a help taken part in."""
    helps = exploded(tables.frames["action"], "members")
    sources = [*_served(tables), ("助力", "action", "members", "date", helps)]
    facts = [
        fact(
            rows,
            key,
            field,
            {
                "branch": people.branch_of(rows[person]),
                "team": people.team_of(rows[person]),
                "person": rows[person],
                "type": word,
            },
        )
        for word, key, person, field, rows in sources
    ]
    return _of_members(pd.concat(facts, ignore_index=True), people)


def voice(tables: Tables, people: People) -> pd.DataFrame:
    """The grades that those served gave, as points out of a hundred."""
    points = {
        word: float(tables.rulebook.number(f"{word}分值")) for word in ("满意", "基本满意", "一般", "不满意")
    }
    facts = []
    for _, key, person, _, rows in _served(tables):
        rows = rows[rows["voice"].notna()]
        facts.append(
            fact(
                rows,
                key,
                "voice",
                {
                    "branch": people.branch_of(rows[person]),
                    "team": people.team_of(rows[person]),
                    "person": rows[person],
                    "score": rows["voice"].map(points).astype("Float64"),
                },
            )
        )
    return _of_members(pd.concat(facts, ignore_index=True), people)


def _of_members(rows: pd.DataFrame, people: People) -> pd.DataFrame:
    return rows[rows["person"].isin(people.members["person"])].reset_index(drop=True)
