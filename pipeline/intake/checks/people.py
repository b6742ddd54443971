"""Checks of members: 民主评议, guests, pairs, and the order and dates of pledges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index, placed
from pipeline.core.remember import remembered
from pipeline.evidence.people import counted_politics
from pipeline.evidence.pledges import date_of, unsupervised
from pipeline.excel.cells.cell import is_blank
from pipeline.excel.workbook import CoverCell, Workbook
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from pipeline.intake.sent.earlier import absent_quarters, not_looked_up
from schemas.base import column_of, declaration, title
from schemas.books import SHEETS
from schemas.cover import Cover
from schemas.submission_service import Pledge
from schemas.words import (
    ACTIVIST,
    APPRAISAL,
    AUDIENCES,
    COLLEAGUE,
    EXCELLENT,
    FULL_MEMBER,
    FULL_MEMBERS,
    GUIDES_TEAM,
    MEMBER_COLLEAGUE,
    OUTCOMES,
    PARTY_MEMBER,
    SKILL,
)

_SUPERVISED = declaration(Pledge).asked_once["supervised"].line  # of the cover


def grades(at: Checked) -> Iterator[Finding]:
    """Everything about the grades of a branch that its sheet cannot see by itself."""
    people = at.tables.frames["person"]
    politics = dict(zip(people["person"], people["politics"], strict=True))
    for index, person in at.cells("member_grade", "person"):
        if politics.get(person, FULL_MEMBER) not in FULL_MEMBERS:
            yield at.say("E317", "member_grade", index, "person", person, politics=politics[person])
    full = people[people["politics"].isin(FULL_MEMBERS)]
    yield from _too_many(at, Counter(full["branch"]))
    members: dict[str, dict[str, str]] = {}
    for branch, person, name in zip(*(full[one] for one in ("branch", "person", "name")), strict=True):
        members.setdefault(branch, {})[person] = name
    for unit, workbook in at.chosen.submissions.items():
        if unit not in at.tables.missing:
            yield from _ungraded(at, unit, workbook, members.get(unit, {}))


def _too_many(at: Checked, full: Counter[str]) -> Iterator[Finding]:
    """Each 优秀 beyond what the rulebook allows the branch, in the order of the sheet."""
    each, excellent = at.tables.rulebook.whole("民主评议几人一名优秀"), Counter[str]()
    for index, word in at.cells("member_grade", "grade"):
        unit = at.tables.unit_of[index[0]]
        excellent[unit] += word == EXCELLENT
        if word == EXCELLENT and excellent[unit] > full[unit] // each and index[0] not in at.nameless:
            yield at.say(
                "E318",
                "member_grade",
                index,
                "grade",
                word,
                full=full[unit],
                most=full[unit] // each,
                each=each,
            )


def _ungraded(at: Checked, unit: str, workbook: Workbook, full: dict[str, str]) -> Iterator[Finding]:
    """Full members without a grade, once the branch has held its 民主评议 or graded anybody."""
    file, files = workbook.file, at.chosen.files_of([workbook])
    listed = [one for part in files for one in _listed(at).get(part, ())]
    graded = {person for person, has_grade in listed if has_grade}
    held = [day for part in files for day in _appraisals(at).get(part, ())]
    if graded and unit not in _appraised(at):
        yield say("W330", Place(file, title(SHEETS["member_grade"])), count=len(graded), unit=unit)
    names = {person for person, _ in listed}
    left = [name for person, name in full.items() if person not in names]
    if left and (graded or held):
        day = f"（{date_of(max(held))}）" if held else ""
        yield say(
            "W327",
            Place(file, title(SHEETS["member_grade"])),
            day=day,
            count=len(left),
            unit=unit,
            names="、".join(left[:5]) + ("等" if len(left) > 5 else ""),
        )


@remembered
def _listed(at: Checked) -> dict[str, list[tuple[str, bool]]]:
    """File -> whom it lists, and whether with a grade."""
    rows, people = at.standing("member_grade"), defaultdict[str, list[tuple[str, bool]]](list)
    files, has_grade = rows.index.get_level_values("file"), rows["grade"].notna()
    for file, person, graded in zip(files, rows["person"], has_grade, strict=True):
        people[file].append((person, bool(graded)))
    return people


@remembered
def _appraisals(at: Checked) -> dict[str, list[pd.Timestamp]]:
    """File -> the days of its 民主评议 in the period."""
    meetings, days = at.tables.frames["meeting"], defaultdict[str, list[pd.Timestamp]](list)
    held = meetings[meetings["type"].eq(APPRAISAL)]
    for file, day in zip(held.index.get_level_values("file"), held["date"], strict=True):
        days[file].append(day)
    return days


@remembered
def _appraised(at: Checked) -> set[str]:
    """The branches that have held their 民主评议 in any quarter of the year so far."""
    meetings = at.tables.year["meeting"]
    files = meetings[meetings["type"].eq(APPRAISAL)].index.get_level_values("file")
    return {at.tables.unit_of[file] for file in files if file in at.tables.unit_of}


_TO_BRANCH, _TO_TEAM, _TO_ALL = AUDIENCES
_PLANT = "全厂"


class Counted(NamedTuple):
    """A column that counts guests, and whom of the directory it counts."""

    key: str
    column: str
    politics: tuple[str, ...]
    who: str


_COUNTED = (
    Counted("meeting", "colleagues", (COLLEAGUE, ACTIVIST), "群众"),
    Counted("training", "activists", (ACTIVIST,), "入党积极分子"),
    Counted("training", "colleagues", (COLLEAGUE,), "群众（不含积极分子）"),
)


def guests(at: Checked) -> Iterator[Finding]:
    """Every count of guests that the directory cannot explain."""
    people = at.tables.frames["person"]
    politics = counted_politics(people)
    for counted in _COUNTED:
        of_politics = people[politics.isin(counted.politics)]
        room = (
            Counter(of_politics["branch"].dropna())
            + Counter(of_politics["team"].dropna())
            + Counter({_PLANT: len(of_politics)})
        )
        rows = at.tables.frames[counted.key]
        for index, row in placed(rows):
            whose = _whose(row.get("audience", _TO_BRANCH), at.tables.unit_of[index[0]], row.get("host_unit"))
            listed = row[counted.column]
            if not pd.isna(listed) and listed > room[whose] and index[0] not in at.nameless:
                yield at.say(
                    "W328",
                    counted.key,
                    index,
                    counted.column,
                    listed,
                    whose=whose,
                    who=counted.who,
                    most=room[whose],
                )


def _whose(audience: str, branch: str, host: object) -> str:
    """The unit whose people a session is for."""
    return {_TO_BRANCH: branch, _TO_TEAM: str(host), _TO_ALL: _PLANT}[audience]


_UNKNOWN = "名册里没有这个人"


def pairs(at: Checked) -> Iterator[Finding]:
    """Pairs whose learner gives the branch no coverage, and guides that are nobody the directory knows as a member."""
    people = at.tables.frames["person"].drop_duplicates("person").set_index("person")
    home, members = people["branch"].to_dict(), set(people.index[people["politics"].isin(PARTY_MEMBER)])
    rows = at.tables.frames["pairing"]
    rows = rows[rows["type"].ne(GUIDES_TEAM) & ~rows.index.get_level_values("file").isin(at.nameless)]
    for index, row in placed(rows):
        of_members = row["type"] == MEMBER_COLLEAGUE
        learner, guide = row["learner"], row["guide"]
        if not pd.isna(learner) and (
            why := _no_learner(learner, at.tables.unit_of[index[0]], home, members if of_members else set())
        ):
            yield at.say("W370", "pairing", index, "learner", learner, why=why)
        if guide not in home:
            yield at.say("W371", "pairing", index, "guide", guide, why=_UNKNOWN)
        elif of_members and guide not in members:
            yield at.say("W371", "pairing", index, "guide", guide, why="名册里不是党员")


def outcomes(at: Checked) -> Iterator[Finding]:
    """Outcomes in words of their own, and those of 技能一带一 without the number of an achievement."""
    rows = at.tables.frames["pairing"]
    known = set(at.tables.year["achievement"]["achievement"].dropna())
    sent = at.chosen.inbox.frames["achievement"]["achievement"].dropna()
    of_file = {file: known | set(numbers) for file, numbers in sent.groupby(level="file")}
    unread = at.unread("achievement", "achievement")
    for index, row in placed(rows):
        written = not pd.isna(row["outcome"])
        if (
            written
            and pd.isna(row["outcome_kind"])
            and "outcome_kind" in at.chosen.inbox.letters[index[0], "pairing"]
        ):
            yield at.say("W375", "pairing", index, "outcome", row["outcome"], kinds="、".join(OUTCOMES))
        business: str = "" if pd.isna(row["business"]) else str(row["business"])
        if (
            row["type"] == SKILL
            and (written or not pd.isna(row["outcome_kind"]))
            and business not in of_file.get(index[0], known)
            and index[0] not in unread
        ):
            yield _without_achievement(at, index, business)


def _without_achievement(at: Checked, index: Index, business: str) -> Finding:
    if not business:
        return at.say("W343", "pairing", index, "business")
    absent = absent_quarters(at, [at.tables.unit_of[index[0]]])
    if absent and any(sign.isdigit() for sign in business):  # words name no achievement of any quarter
        place = ("pairing", index, "business")
        return not_looked_up(at, place, business, "创新成果", absent, "，这一对的成效没有计入")
    return at.say("W376", "pairing", index, "business", business)


def _no_learner(learner: str, branch: str, home: Mapping[Any, str], members: set[str]) -> str:
    """Why a learner is nobody whom this branch can pair; "" if it can."""
    if learner not in home:
        return _UNKNOWN
    if home[learner] != branch:
        return f"属于{home[learner]}"
    return "现在已是党员" if learner in members else ""


# A later step and those that come before it, where no rule of the sheet itself forbids it already.
_ORDER = (
    ("signed", ("set_on",)),
    ("published", ("signed",)),
    ("supervised", ("set_on", "published")),
    ("done", ("published", "supervised")),
    ("reviewed", ("published",)),
    ("deadline", ("set_on",)),
)
# What a pledge in a state must have, where no rule of the sheet itself demands it already.
_NEEDS = {
    "已公开": ("published",),
    "践诺中": ("published",),
    "已完成": ("published",),
    "已评诺": ("published", "reviewed", "grade"),
}


def pledges(at: Checked) -> Iterator[Finding]:
    """Everything about the five steps that no row can see by itself."""
    rows = at.tables.frames["pledge"]
    unanswered = _lines_without_a_day(at)
    waiting: dict[str, list[str]] = {}
    for index, row in placed(rows):
        for code, column, facts in _found(at, row):
            value = row[column]
            if code == "W311" and pd.isna(value) and index[0] in unanswered:
                waiting.setdefault(index[0], []).append(row["pledge"])
                continue
            shown: str = (
                "" if pd.isna(value) else str(date_of(value) or "") if hasattr(value, "date") else str(value)
            )
            yield at.say(code, "pledge", index, column, shown, pledge=row["pledge"], **facts)
    for file, numbers in waiting.items():
        if is_blank((line := unanswered[file]).raw):  # what is no day is an error of the cover
            facts = {
                "first": numbers[0],
                "count": len(numbers),
                "period": at.tables.period.whole_quarter().title,
            }
            heading = column_of(Cover, _SUPERVISED).title
            yield say("W381", line.place, column=heading, unit=at.tables.unit_of[file], **facts)


def _lines_without_a_day(at: Checked) -> dict[str, CoverCell]:
    """File -> the line of its cover that says once when pledges were looked after, where it is there and says no day."""
    lines = {w.file: w.line(_SUPERVISED) for w in at.chosen.submissions.values()}
    return {
        file: line for file, line in lines.items() if line is not None and line.cell and line.value is None
    }


def _found(at: Checked, row: Mapping[Hashable, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Code, column to blame and facts of each finding of a pledge."""
    period = at.tables.period
    if pd.isna(row["verdict"]) and row["state"] != "终止":
        yield "W321", "verdict", {}
    for later, earlier in ((late, name) for late, names in _ORDER for name in names):
        if not pd.isna(row[later]) and not pd.isna(row[earlier]) and row[later] < row[earlier]:
            order = "先后" if later == "deadline" else "五个步骤的先后"
            yield "W322", later, {"earlier": _title(earlier), "day": date_of(row[earlier]), "order": order}
    for name in (n for n in _NEEDS.get(row["state"], ()) if pd.isna(row[n])):
        yield "W323", name, {"state": row["state"]}
    if not pd.isna(row["reviewed"]) and row["state"] != "已评诺":
        yield "W324", "state", {}
    done = date_of(row["done"])
    if (
        row["state"] == "已完成"
        and pd.isna(row["reviewed"])
        and done is not None
        and done < period.whole_quarter().start
    ):
        yield "W325", "reviewed", {"done": done}
    quarter_over = period.end == period.whole_quarter().end
    if quarter_over and unsupervised(row, period.whole_quarter().start):
        yield "W311", "supervised", {"period": period.whole_quarter().title}
    missed = row["deadline"].date() <= period.end and (done is None or row["done"] > row["deadline"])
    if missed and pd.isna(row["reason"]) and row["state"] != "草拟":
        yield "W326", "reason", {"deadline": row["deadline"].date()}


def _title(name: str) -> str:
    return column_of(Pledge, name).title
