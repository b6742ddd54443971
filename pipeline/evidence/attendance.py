"""Attendance from absentees: who should have been at each session follows from the directory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from math import ceil
from typing import NamedTuple

import pandas as pd

from pipeline.core.records import records
from pipeline.evidence.people import People, away_on
from pipeline.evidence.tables import ORIGIN, Tables, exploded, fact, yes_no
from pipeline.evidence.work_list import Cycle, required_of, required_times
from schemas.base import YES
from schemas.words import BRANCH, COMMITTEE, GROUP, SESSION_GRADES, TEAM

_STATUS = (("absent", "缺席"), ("excused", "请假"), ("made_up", "补学"))


def grade(tables: Tables, people: People) -> pd.DataFrame:
    """Sampled sessions of branches and teams with the factor of their grade; a team's is named by the team, or by its branch."""
    rows = tables.frames["inspection"]
    rows = rows[rows["grade"].notna()]
    if tables.period.months == 1:  # the quarter's inspection speaks of all its months
        rows = rows[
            rows["session_date"].between(pd.Timestamp(tables.period.start), pd.Timestamp(tables.period.end))
        ]
    least = least_sampled(tables)
    sampled = rows["unit"].map(rows["unit"].value_counts())
    factor = {g: float(tables.rulebook.number(f"抽查{g}分值")) for g in SESSION_GRADES}
    return fact(
        rows,
        "inspection",
        "grade",
        {
            "branch": rows["unit"].where(rows["unit_kind"].eq(BRANCH)),
            "team": _hosts(tables, rows),
            "type": rows["session"],
            "date": rows["session_date"],
            "credit": rows["grade"].map(factor).astype("Float64"),
            "enough": yes_no(sampled >= least),
        },
    )


def _hosts(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """The team whose session was sampled: the one that is named, else the only one of the branch that held it on that day."""
    training = tables.frames["training"]
    training = training[training["host_unit"].isin(tables.frames["team"]["team"])]
    branches = training.index.get_level_values("file").map(tables.unit_of)
    held: dict[tuple[object, object, object], set[str]] = {}
    for branch, kind, day, team in zip(
        branches, training["type"], training["date"], training["host_unit"], strict=True
    ):
        held.setdefault((branch, kind, day), set()).add(team)
    hosts = []
    for kind, unit, session, day in zip(
        rows["unit_kind"], rows["unit"], rows["session"], rows["session_date"], strict=True
    ):
        teams = {unit} if kind == TEAM else held.get((unit, session, day), set())
        hosts.append(next(iter(teams)) if len(teams) == 1 else None)
    return pd.Series(hosts, index=rows.index, dtype="string")


def least_sampled(tables: Tables) -> int:
    """How many sampled sessions make a mean grade: 抽查最少次数 a quarter, its share of a month."""
    return ceil(tables.rulebook.fewest_samples * tables.period.months / 3)


def _sessions(tables: Tables) -> pd.DataFrame:
    """Meetings, and trainings held for the branch or a team, one row a session."""
    meeting, training = tables.frames["meeting"], tables.frames["training"]
    held = [
        meeting.assign(table="组织生活", key="meeting", team=None, unit=meeting["group"]),
        training.assign(
            table="双星培训",
            key="training",
            group=None,
            made_up=None,
            unit=training["host_unit"],
            team=training["host_unit"].where(training["audience"].eq("班组")),
        ),
    ]
    columns = [
        *("table", "key", "type", "date", "month", "unit", "group", "team"),
        *("absent", "excused", "made_up"),
    ]
    sessions = pd.concat([rows[columns] for rows in held]).assign(
        branch=lambda s: s.index.get_level_values("file").map(tables.unit_of)
    )
    sessions["session"] = range(len(sessions))
    return sessions


def attendance(tables: Tables, people: People, grades: pd.DataFrame) -> pd.DataFrame:
    """One row for each member and session that the member should have attended."""
    sessions = _sessions(tables)
    places = sessions.index.to_frame(index=False)
    sessions = sessions.reset_index(drop=True).assign(file=places["file"], row=places["row"])
    expected = sessions.merge(people.members.reset_index(drop=True), on="branch", suffixes=("_held", ""))
    keep = expected["type"].ne(COMMITTEE) | expected["committee"].eq(YES)
    keep &= expected["type"].ne(GROUP) | expected["group"].eq(expected["group_held"]).fillna(False)
    keep &= expected["team_held"].isna() | expected["team"].eq(expected["team_held"]).fillna(False)
    rows = expected[keep.astype(bool) & ~away_on(expected, expected["date"])]
    status, field = _status(sessions, rows)
    rows = rows.assign(status=status, field=field)
    credit = grades.groupby(["branch", "type", "date"], as_index=False)["credit"].mean()
    rows = rows.merge(credit, on=["branch", "type", "date"], how="left")
    counted = rows["session"].isin(_counted_sessions(tables, people, sessions, rows))
    columns = ["branch", "team", "person", "table", "type", "date", "status", "required", "credit", "session"]
    return rows.assign(required=yes_no(counted))[[*columns, *ORIGIN]]


class _Held(NamedTuple):
    """A session that proves an item of the work list: how many of those owed came."""

    session: int
    came: int
    owed: int
    order: tuple[dt.date, str, str, int]  # day and place, for equals

    def above(self, rate: Fraction) -> Fraction:
        """How many more came than at that rate."""
        return self.came - rate * self.owed


def _counted_sessions(
    tables: Tables, people: People, sessions: pd.DataFrame, rows: pd.DataFrame
) -> frozenset[int]:
    """The sessions that attendance is measured on: those the work list requires, the best ones of more (rules BR03), of
    组织生活 and of 双星培训 each for itself, since only the one is measured.

    A session at which nobody is owed (all excused) takes nobody's place."""
    owed = rows[rows["status"].isin(["出席", "缺席"])].groupby("session")["person"].count().to_dict()
    came = rows[rows["status"].eq("出席")].groupby("session")["person"].count().to_dict()
    times = required_times(tables, people)
    cycles: dict[tuple[str, str], dict[Cycle, list[_Held]]] = defaultdict(lambda: defaultdict(list))
    for row in records(sessions):
        number, day = row["session"], row["date"].date()
        cycle = required_of(tables, row, times)
        if cycle and owed.get(number):
            order = (day, row["type"], row["file"], row["row"])
            held = _Held(number, came.get(number, 0), owed[number], order)
            cycles[row["branch"], row["table"]][cycle].append(held)
    return frozenset(
        one.session
        for of_table in cycles.values()
        for one in _best([(times[cycle[:2]], held) for cycle, held in of_table.items()])
    )


def _best(cycles: list[tuple[int, list[_Held]]]) -> list[_Held]:
    """Of each cycle as many sessions as it requires, chosen so that the rate over all of them is the highest there is.

    Dinkelbach's way: choose against a rate, take the rate of the choice, until it stays; another session can then only
    raise it. Equals are chosen by day and place and give the same rate."""
    rate = Fraction(0)
    while True:
        chosen = [
            one
            for times, held in cycles
            for one in sorted(held, key=lambda one: (-one.above(rate), one.order))[:times]
        ]
        owed = sum(one.owed for one in chosen)
        reached = Fraction(sum(one.came for one in chosen), owed) if owed else rate
        if reached == rate:
            return chosen
        rate = reached


def _status(sessions: pd.DataFrame, rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Status of each expected member and the column that shows it. 补学 counts for people on shift only (rules 3.4)."""
    noted: dict[tuple[int, str], tuple[str, str]] = {}
    for column, word in _STATUS:
        for session, person in exploded(sessions, column)[["session", column]].itertuples(index=False):
            noted[session, person] = (word, column)
    attended = [
        noted.get(pair, ("出席", "date")) for pair in zip(rows["session"], rows["person"], strict=True)
    ]
    on_shift = rows["shift"].eq(YES).fillna(False)
    words = [
        "缺席" if word == "补学" and not shift else word
        for (word, _), shift in zip(attended, on_shift, strict=True)
    ]
    return words, [column for _, column in attended]


def training(tables: Tables, people: People, attended: pd.DataFrame) -> pd.DataFrame:
    """Trainings with the hours of all who took part: members present, activists and colleagues."""
    rows = tables.frames["training"]
    came = attended[attended["key"].eq("training") & attended["status"].eq("出席")]
    present = came.groupby(["file", "row"])["person"].count()
    places = list(zip(rows.index.get_level_values("file"), rows.index.get_level_values("row"), strict=True))
    heads = pd.Series([int(present.get(place, 0)) for place in places], index=rows.index)
    heads = heads + rows["activists"].fillna(0) + rows["colleagues"].fillna(0)
    teams = set(tables.frames["team"]["team"])
    return fact(
        rows,
        "training",
        "hours",
        {
            "branch": rows.index.get_level_values("file").map(tables.unit_of),
            "team": rows["host_unit"].where(rows["host_unit"].isin(teams)),
            "type": rows["type"],
            "hours": rows["hours"],
            "person_hours": (heads * rows["hours"]).astype("Float64"),
        },
    )


def members(tables: Tables, people: People, attended: pd.DataFrame, pledges: pd.DataFrame) -> pd.DataFrame:
    """Every Party member of the directory with what the period says of him or her."""
    rows = tables.frames["person"]
    rows = rows[rows["person"].isin(people.members["person"])]
    learned = attended[attended["status"].isin(["出席", "补学"])].groupby("person")["session"].count()
    approved = pledges[pledges["approved"]]
    made = {kind: of_kind.groupby("person")["type"].count() for kind, of_kind in approved.groupby("type")}
    sessions = rows["person"].map(learned).fillna(0).astype("Int64")
    counts = {
        kind: rows["person"].map(made.get(kind, {})).fillna(0).astype("Int64")
        for kind in ("岗位承诺", "服务承诺")
    }
    return fact(
        rows,
        "person",
        "politics",
        {
            "branch": rows["branch"],
            "team": rows["team"],
            "person": rows["person"],
            "post_pledges": counts["岗位承诺"],
            "service_pledges": counts["服务承诺"],
            "at_work": yes_no(~rows["person"].isin(people.away)),
            "sessions": sessions,
            "learned": (
                sessions >= ceil(tables.rulebook.number("学习达标次数") * tables.period.months / 3)
            ).map({True: "是", False: "否"}),
        },
    )
