"""推优: who stands out over the year, by its boards and scores, with reasons; who may not be proposed, and why. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import name_order, points
from pipeline.core.exact import half_up
from pipeline.core.records import records
from pipeline.evidence.tables import Tables
from pipeline.rating.score import Unit
from pipeline.rating.scoring import EVERYONE, places
from pipeline.rulebook.rules import Rulebook
from pipeline.year.award import YearAward
from pipeline.year.quarters import Quarter
from schemas.base import YES
from schemas.words import BOARDS, BRANCH, EXCELLENT, FULL_MEMBERS, MEMBER, MEMBER_GRADES, TEAM, UNIT_KINDS

RECUSED = "回避，由党委指定的其他部门复核，纪委办监督"


@dataclass(frozen=True, slots=True)
class BoardYear:
    """A unit's year on one board: the mean of its quarters and its place among its peers, of whom `ranked` have one."""

    score: Fraction
    place: int
    group: str
    ranked: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit or a member proposed for honours; `place` by the yearly score among its kind or in its branch."""

    unit: str
    parent: str
    score: Fraction
    place: int
    reasons: tuple[str, ...]
    tied: bool = False  # equal on the line of a limit


@dataclass(frozen=True, slots=True)
class Decided:
    """What the branch decided about a full member; `against`: why it should not have been 优秀, "" where nothing speaks against it."""

    person: str
    grade: str
    handling: str
    proposed: bool
    against: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    """民主评议 of a branch: its full members, how many may be 优秀, those proposed, those who may not be and why, and what was
    decided, best grade first."""

    branch: str
    full: int
    most: int
    proposed: tuple[Candidate, ...]
    barred: tuple[tuple[str, str], ...]
    decided: tuple[Decided, ...]
    partly: int  # not barred, but scored in half of the quarters at most

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """Each grade that was given with its number."""
        return tuple(
            (word, n) for word in MEMBER_GRADES if (n := sum(one.grade == word for one in self.decided))
        )


BoardYears = Mapping[tuple[Unit, str], BoardYear]


def board_years(quarters: Sequence[Quarter], digits: int, unrated: Collection[Unit] = ()) -> BoardYears:
    """(unit, board) -> its year; the group is that of the last quarter in which the unit has a place on the board.

    `unrated`: units without a yearly rating; they take no place from others."""
    scores: dict[tuple[Unit, str], list[Fraction]] = defaultdict(list)
    group: dict[tuple[Unit, str], str] = {}
    for row in (row for q in quarters for row in q.evaluation.boards):
        at = ((row["unit_kind"], row["unit"]), row["board"])
        if row["rank"] is None or at[0] in unrated:
            continue
        scores[at].append(row["score"])
        group[at] = row["group"]
    mean = {at: half_up(sum(each, Fraction(0)) / len(each), digits) for at, each in scores.items()}
    pools: dict[tuple[str, str, str], list[tuple[Unit, str]]] = defaultdict(list)
    for at in sorted(mean):
        pools[at[0][0], at[1], group[at]].append(at)
    years: dict[tuple[Unit, str], BoardYear] = {}
    for (kind, board, peers), group_members in pools.items():
        # A group too small is compared with everyone of the kind, as in the quarter (rules 4).
        pool = (
            [at for at in mean if at[0][0] == kind and at[1] == board] if peers == EVERYONE else group_members
        )
        place = dict(zip(pool, places([mean[at] for at in pool]), strict=True))
        years |= {at: BoardYear(mean[at], place[at], peers, len(pool)) for at in group_members}
    return years


_FEWEST = 3  # a unit is proposed at four stars of five, where at least so many units reach them
TITLE = "推优参考名单（供党委研究，不代替推荐程序）"
OPINIONS = ("纪委办意见", "安监部意见", "人资部意见")


def nominations(award: YearAward, boards: BoardYears) -> dict[str, tuple[Candidate, ...]]:
    """Branches and teams proposed (rules 5.8, 10.14): those of five stars first, then those with a first place; nothing against them."""
    barred = vetoes(award) | sanctioned(award) | overdue(award)
    nominated = {}
    for kind in UNIT_KINDS:
        order = award.places_of(kind)
        rated = {u: s for u, s in award.rated.standings.items() if u[0] == kind and s.rated and s.star}
        good = {u for u, s in rated.items() if (s.star or 0) >= good_level(award.year.tables.rulebook, kind)}
        few = len(good) < _FEWEST
        pool = {u for u in rated if 2 * order[u] <= len(order) + 1} if few else good
        candidates = [
            Candidate(u[1], s.parent, award.means[u].printed, order[u], reasons)
            for u, s in rated.items()
            if u in pool and not s.pending and u not in barred
            if (reasons := tuple(_reasons(award, u, order[u], boards)))
        ]
        top = award.year.tables.rulebook.top(kind)
        best = {c.unit for c in candidates if rated[kind, c.unit].star == top}
        nominated[kind] = tuple(
            sorted(candidates, key=lambda c: (c.unit not in best, c.place, name_order(c.unit)))
        )
    return nominated


def sanctioned(award: YearAward) -> set[Unit]:
    """Units that a decision of the year has capped."""
    rows = award.year.tables.frames["event"]
    return set(rows[rows["type"].eq("封顶")][["unit_kind", "unit"]].itertuples(index=False, name=None))


def overdue(award: YearAward) -> set[Unit]:
    """Units with something to put right whose day has passed; a later row of the same matter that is fixed settles it."""
    open_matters: dict[tuple[Unit, str], bool] = {}
    for quarter in award.year.quarters:
        rows, end = (
            quarter.evaluation.tables.frames["inspection"],
            pd.Timestamp(award.year.quarters[-1].period.end),
        )
        for row in records(rows[rows["due"].notna()]):
            at = ((row["unit_kind"], row["unit"]), str(row["problem"]))
            open_matters[at] = bool(pd.isna(row["fixed"]) and row["due"] <= end)
    return {unit for (unit, _), is_open in open_matters.items() if is_open}


def good_level(rules: Rulebook, kind: str) -> int:
    """The level next to the highest, from which on units are proposed: four stars of five (rules 3.8)."""
    return max(1, rules.top(kind) - 1)


def _reasons(award: YearAward, unit: Unit, place: int, boards: BoardYears) -> Iterator[str]:
    """Why a unit is proposed: its star, its place by score, its first places; nothing where none of them suffices."""
    rules = award.year.tables.rulebook
    first = [
        b
        for b in BOARDS
        if (year := boards.get((unit, b))) is not None
        and year.place == 1
        and year.ranked >= rules.whole("同组最少单位数")
        and year.score >= rules.least_board_score
    ]
    star = award.rated.standings[unit].star or 0
    if place > rules.whole("推优得分名次") and not first and star < rules.top(unit[0]):
        return
    good, word = good_level(rules, unit[0]), rules.level_word(unit[0], star)
    few = f"，{rules.level_word(unit[0], good)}以上不足 {_FEWEST} 个，得分在前一半"
    yield f"年度{word}{'' if star >= good else few}"
    yield f"年度得分 {points(award.means[unit].printed)}，全厂第 {place}"
    yield from (
        f"{b}年度得分 {points(boards[unit, b].score)}，{_among(boards[unit, b].group)}第 1（{boards[unit, b].ranked} 个）"
        for b in first
    )
    if unit in recusals(award.year.tables):
        yield RECUSED


def recusals(tables: Tables) -> set[Unit]:
    """The branches that are the office's own (rules 6)."""
    rows = tables.frames["branch"]
    return {(BRANCH, str(name)) for name in rows[rows["recused"].eq(YES).fillna(False)]["branch"]}


def _among(group: str) -> str:
    return group if group == EVERYONE else f"{group}组"


def vetoes(award: YearAward) -> set[Unit]:
    """Units with a veto of the year, whatever star it left; why stays with the office's own report (rules 10.2)."""
    rows = award.year.tables.frames["event"]
    rows = rows[rows["type"].eq("否决")]
    return set(zip(rows["unit_kind"], rows["unit"], strict=True))


def appraisals(award: YearAward, boards: BoardYears) -> tuple[Appraisal, ...]:
    """Every branch's full members for 民主评议: one in so many proposed (a third), by the yearly score; equals on the line all kept.

    Who has a score in no more than half of the quarters is not compared with the others."""
    people = award.year.tables.frames["person"]
    people = people[people["politics"].isin(FULL_MEMBERS)]
    against = ineligible(award)
    return tuple(
        _appraisal(award, branch, people[people["branch"].eq(branch)]["person"].tolist(), against, boards)
        for branch in sorted(set(award.year.tables.frames["branch"]["branch"]))
    )


def _appraisal(
    award: YearAward, branch: str, members: Sequence[str], against: Mapping[str, str], boards: BoardYears
) -> Appraisal:
    barred = tuple((person, against[person]) for person in members if person in against)
    compared = [
        person
        for person in members
        if person not in against
        and (mean := award.means.get((MEMBER, person))) is not None
        and 2 * mean.count > len(award.year.quarters)
    ]
    most = len(members) // award.year.tables.rulebook.whole("民主评议几人一名优秀")
    proposed = tuple(_proposed(award, branch, compared, most, boards))
    return Appraisal(
        branch=branch,
        full=len(members),
        most=most,
        proposed=proposed,
        barred=barred,
        decided=tuple(_decided(award, members, {c.unit for c in proposed}, against)),
        partly=len(members) - len(barred) - len(compared),
    )


def _decided(
    award: YearAward, members: Sequence[str], proposed: set[str], against: Mapping[str, str]
) -> Iterator[Decided]:
    grades = {person: award.year.grades[person] for person in members if person in award.year.grades}
    for person in sorted(grades, key=lambda p: (MEMBER_GRADES.index(grades[p].grade), p)):
        grade, handling = grades[person].grade, grades[person].handling
        objection = against.get(person, "") if grade == EXCELLENT else ""
        yield Decided(person, grade, handling, person in proposed, objection)


def _proposed(
    award: YearAward, branch: str, persons: Sequence[str], most: int, boards: BoardYears
) -> Iterator[Candidate]:
    scores = [award.means[MEMBER, p].printed for p in persons]
    order = dict(zip(persons, places(scores), strict=True))
    within = [p for p in persons if order[p] <= most]
    line = max((order[p] for p in within), default=0)
    cut = len(within) > most
    for person in sorted(within, key=lambda p: (order[p], p)):
        year = award.means[MEMBER, person]
        mean, gap = year.printed, "" if None not in year.quarters else f"（只有 {year.count} 个季度有得分）"
        reasons = [f"年度得分 {points(mean)}{gap}，支部第 {order[person]}"]
        reasons += [
            f"{b}第 1" for b in BOARDS if (at := ((MEMBER, person), b)) in boards and boards[at].place == 1
        ]
        yield Candidate(person, branch, mean, order[person], tuple(reasons), cut and order[person] == line)


def ineligible(award: YearAward) -> dict[str, str]:
    """Members who may not be proposed: an exception of the three duties, or a veto of their team or branch."""
    reasons: dict[str, list[str]] = {}
    units = vetoes(award)
    for row in records(award.year.tables.frames["person"]):
        team: tuple[str, Any] | None = None if pd.isna(row["team"]) else (TEAM, row["team"])
        for unit in (team, (BRANCH, row["branch"])):
            if unit in units:  # the branch's veto is the one that is told where both have one
                reasons[row["person"]] = [f"{unit[1]}本年有否决"]
    for quarter in award.year.quarters:
        for row in records(quarter.evaluation.tables.frames["duty_exception"]):
            matter = f"{quarter.period.title}三责例外（{row['duty']}）：{row['matter']}"
            reasons.setdefault(row["person"], []).append(matter)
    return {person: "；".join(each) for person, each in reasons.items()}
