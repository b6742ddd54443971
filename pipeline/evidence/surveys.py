"""What people say of a unit: 满意度测评 with its five answers, and 测评明细 by category with the plant's own (rules 7, 9.6)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.records import Index, records
from pipeline.evidence.people import People
from pipeline.evidence.results import units
from pipeline.evidence.tables import Tables, fact
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, TEAM


def usable(rows: pd.DataFrame, share: float, least: int) -> pd.Series:
    """Surveys that count: not more ballots than issued, enough of those entitled, enough valid votes (rules 7)."""
    valid = rows["returned"] - rows["unknown"]
    good = (
        (rows["returned"] <= rows["issued"])
        & (rows["returned"] * 100 >= rows["entitled"] * share)
        & (valid >= max(least, 1))
    )
    return good.fillna(False).astype(bool)


def survey(tables: Tables, people: People) -> pd.DataFrame:
    """The latest survey of each unit, if it counts, with its weighted score, exactly."""
    rules = tables.rulebook
    order = [
        "date",
        "returned",
        "very",
        "mostly",
        "fair",
    ]  # two of one day: the fuller one, whatever the order of the rows
    rows = (
        tables.frames["survey"]
        .sort_values(order, kind="stable")
        .drop_duplicates(["unit_kind", "unit"], keep="last")
    )
    rows = rows[usable(rows, float(rules.number("测评最低收回比例")), rules.whole("测评最少有效票"))]
    points = {
        column: rules.number(f"{word}分值")
        for column, word in (("very", "满意"), ("mostly", "基本满意"), ("fair", "一般"), ("bad", "不满意"))
    }
    valid = rows["returned"] - rows["unknown"]
    scores = [
        sum((int(row[c]) * p for c, p in points.items()), Fraction(0)) / int(n)
        for row, n in zip(records(rows), valid, strict=True)
    ]
    return fact(
        rows,
        "survey",
        "very",
        {
            **units(rows),
            "date": rows["date"],
            "valid": valid,
            "score": pd.Series(scores, index=rows.index, dtype="object"),
        },
    )


@dataclass(frozen=True, slots=True, eq=False)
class Poll:
    """The votes of one category on a unit, as they were last counted: `rows` of 测评明细, the first of them in `at`.

    `problem`: why it does not count, "" where it does; the numbers are those of an issue that is told, 0 where none is."""

    unit_kind: str
    unit: str
    group: str
    rows: pd.DataFrame
    issued: int
    returned: int
    valid: int
    score: Fraction
    problem: str

    @property
    def at(self) -> Index:
        """The row whose cells stand for the poll: the one with 发出 and 收回, else the first."""
        counted = self.rows[self.rows["returned"].notna()]
        first: Index = (counted if len(counted) else self.rows).index[0]
        return first

    @property
    def note(self) -> str:
        """群众 56 票：满意 40、基本满意 16，平均 94.29."""
        votes = zip(self.rows["answer"], self.rows["votes"], strict=True)
        parts = "、".join(f"{answer} {count}" for answer, count in votes)
        return f"{self.group} {self.rows['votes'].sum()} 票：{parts}，平均 {plain(self.score, 2)}"


def polls(tables: Tables) -> list[Poll]:
    """Of each unit and category the votes of the last workbook that has some; of a month none, for votes have no day."""
    rows = tables.frames["ballot"]
    if rows.empty or tables.period.months == 1:
        return []
    ends = [str(tables.cover_periods.get(file, tables.period).end) for file, _, _ in rows.index]
    rows = rows.assign(end=ends).sort_values(["end", "answer"], kind="stable")
    return [
        _poll(
            str(kind),
            str(unit),
            str(group),
            of_group[of_group["end"].eq(of_group["end"].max())],
            tables.rulebook,
        )
        for (kind, unit, group), of_group in rows.groupby(["unit_kind", "unit", "group"], sort=True)
    ]


def _poll(kind: str, unit: str, group: str, rows: pd.DataFrame, rules: Rulebook) -> Poll:
    """Score and validity of the votes; answers that the rulebook does not know are told at their cell and count nothing."""
    counted = [
        (int(votes), value)
        for votes, value in zip(rows["votes"], map(rules.survey_answers.get, rows["answer"]), strict=True)
        if value is not None
    ]
    valid = sum(votes for votes, _ in counted)
    total = sum((votes * value for votes, value in counted), Fraction(0))
    issued, returned = (_of_poll(rows[name]) for name in ("issued", "returned"))
    weighed = rules.survey_groups.get((kind, group))
    fewest = weighed.fewest if weighed and weighed.fewest else rules.whole("测评最少有效票")
    share = rules.number("测评最低收回比例")
    problem = ""
    if returned > issued:
        problem = f"收回 {returned} 票，多于发出的 {issued} 票"
    elif returned * 100 < issued * share:
        problem = f"发出 {issued} 票，收回 {returned} 票，不到 {plain(share)}%"
    elif valid < max(fewest, 1):
        problem = f"有效票 {valid} 张，少于 {max(fewest, 1)} 张"
    score = total / valid if valid else Fraction(0)
    return Poll(kind, unit, group, rows, issued, returned=returned, valid=valid, score=score, problem=problem)


def _of_poll(column: pd.Series) -> int:
    known = column.dropna()
    return int(known.max()) if len(known) else 0


def ballot(tables: Tables, people: People) -> pd.DataFrame:
    """The polls that count, of categories that have a weight, with their scores, exactly."""
    weights = tables.rulebook.survey_groups
    counted = [one for one in polls(tables) if not one.problem and (one.unit_kind, one.group) in weights]
    rows = tables.frames["ballot"]
    rows = rows.loc[[one.at for one in counted]] if counted else rows.iloc[:0]
    columns: Mapping[str, list[Any]] = {
        "weight": [weights[one.unit_kind, one.group].weight for one in counted],
        "valid": [one.valid for one in counted],
        "score": [one.score for one in counted],
        "note": [one.note for one in counted],
    }
    columns_of_fact = {
        name: pd.Series(values, index=rows.index, dtype="object") for name, values in columns.items()
    }
    return fact(rows, "ballot", "votes", {**units(rows), "group": rows["group"], **columns_of_fact})


def satisfaction(surveys: pd.DataFrame, ballots: pd.DataFrame) -> dict[tuple[str, str], Fraction]:
    """Unit -> what people think of it: its 满意度测评, without one the weighted mean of its polls."""
    sums: dict[tuple[str, str], list[Fraction]] = {}
    for row in records(ballots):
        parts = sums.setdefault(_unit(row), [Fraction(0), Fraction(0)])
        parts[0] += row["weight"] * row["score"]
        parts[1] += row["weight"]
    of_polls = {unit: total / weight for unit, (total, weight) in sums.items()}
    return of_polls | {_unit(row): row["score"] for row in records(surveys)}


def _unit(row: Mapping[Hashable, Any]) -> tuple[str, str]:
    return (TEAM, str(row["team"])) if pd.isna(row["branch"]) else (BRANCH, str(row["branch"]))
