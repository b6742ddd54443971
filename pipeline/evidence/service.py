"""Pledges, zones and posts, wishes, requests and pairs, and what members did for others."""

from __future__ import annotations

import pandas as pd

from pipeline.evidence.people import People
from pipeline.evidence.tables import Tables, exploded, fact, yes_no
from schemas.words import GUIDES_TEAM, PASSED_ON, POST, SKILL, ZONE


def _branch(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    return pd.Series(
        rows.index.get_level_values("file").map(tables.unit_of), index=rows.index, dtype="string"
    )


def _within(days: pd.Series, first: object, last: object) -> pd.Series:
    return days.between(pd.Timestamp(first), pd.Timestamp(last))  # type: ignore[arg-type]


def pledge(tables: Tables, people: People) -> pd.DataFrame:
    """Approved pledges of the year. A pledge that answers a wish or a request is paid in that ledger, once."""
    rows = tables.frames["pledge"]
    rows = rows[rows["verdict"].eq("通过").fillna(False)]
    due = _within(rows["deadline"], tables.period.whole_year().start, tables.period.end)
    due &= rows["linked"].isna() & rows["state"].ne("草拟")
    return fact(
        rows,
        "pledge",
        "state",
        {
            "branch": people.branch_of(rows["person"]),
            "team": people.team_of(rows["person"]),
            "person": rows["person"],
            "type": rows["type"],
            "due": yes_no(due),
            "on_time": yes_no(rows["done"] <= rows["deadline"]),
            "excused": yes_no(rows["reason"].eq("客观原因")),
        },
    )


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


def _ledger(tables: Tables, rows: pd.DataFrame, closed: str, states: tuple[str, ...]) -> dict[str, pd.Series]:
    """Due, on time and closed for a ledger: an item counts in the period of its due day, or of its early closing."""
    first, last = tables.period.start, tables.period.end
    in_period = _within(rows[closed], first, last)
    early = in_period & (rows["due"] > pd.Timestamp(last))
    due = (_within(rows["due"], first, last) | early) & ~rows["state"].isin(states)
    return {"due": yes_no(due), "on_time": yes_no(rows[closed] <= rows["due"]), "closed": yes_no(in_period)}


def wish(tables: Tables, people: People) -> pd.DataFrame:
    """Wishes in hand. Withdrawn and passed-on ones are not due."""
    rows = tables.frames["wish"]
    flags = _ledger(tables, rows, "realised", ("撤回", PASSED_ON))
    return fact(
        rows,
        "wish",
        "state",
        {
            "branch": _branch(tables, rows),
            "team": rows["team"],
            "person": rows["claimer"],
            "due": flags["due"],
            "on_time": flags["on_time"],
            "realised": flags["closed"],
        },
    )


def request(tables: Tables, people: People) -> pd.DataFrame:
    """Requests in hand. Withdrawn and passed-on ones are not due."""
    rows = tables.frames["request"]
    flags = _ledger(tables, rows, "closed", ("撤回", PASSED_ON))
    return fact(
        rows,
        "request",
        "state",
        {
            "branch": _branch(tables, rows),
            "team": rows["team"],
            "person": rows["handler"],
            **flags,
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
            "outcome": yes_no(rows["outcome"].notna()),
        },
    )


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
    found = [*_served(tables), ("助力", "action", "members", "date", helps)]
    made = [
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
        for word, key, person, field, rows in found
    ]
    return _of_members(pd.concat(made, ignore_index=True), people)


def voice(tables: Tables, people: People) -> pd.DataFrame:
    """The grades that those served gave, as points out of a hundred."""
    points = {
        word: float(tables.rulebook.number(f"{word}分值")) for word in ("满意", "基本满意", "一般", "不满意")
    }
    made = []
    for _, key, person, _, rows in _served(tables):
        rows = rows[rows["voice"].notna()]
        made.append(
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
    return _of_members(pd.concat(made, ignore_index=True), people)


def _of_members(rows: pd.DataFrame, people: People) -> pd.DataFrame:
    return rows[rows["person"].isin(people.members["person"])].reset_index(drop=True)
