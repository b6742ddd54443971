"""Records that contradict each other or their past: two stars of one period, two surveys of one day, a lifting that lifts
nothing (rules 2.5), numbers of people without their zeros, a blank that leaves out a sheet that the rules ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.core.chinese import listed
from pipeline.core.finding import Finding, Place
from pipeline.core.period import parse_period
from pipeline.core.records import Index, placed
from pipeline.excel.cells.suggest import meant
from pipeline.intake.assemble import of_reviews
from pipeline.intake.checks.references import Checked
from pipeline.intake.collect import left_out, period_of
from pipeline.intake.messages import say
from pipeline.intake.select import select
from pipeline.intake.sent.owner import renamed
from schemas.base import title
from schemas.books import DIRECTORY, REVIEW, SHEETS
from schemas.words import POST

Record = Mapping[Hashable, Any]
_SUSPENDED = "暂缓"
_FEWEST_GONE, _SHARE_GONE = 3, 10  # of a branch at least three, and more than one in ten
_NAMED = 5


def _recorded(at: Checked, key: str) -> list[tuple[Index, Record]]:
    """The rows of a sheet in every 党委考评 that stands for a period up to this one, the earliest first."""
    end = at.tables.period.end
    files = {
        w.file: period.end
        for w in at.chosen.inbox.of(REVIEW.key)
        if (period := period_of(w)) and period.end <= end
    }
    rows = renamed(SHEETS[key], of_reviews(at.chosen.inbox, key, set(files)), at.chosen.names)
    every = placed(rows)
    return sorted(every, key=lambda one: (files[one[0][0]], one[0]))


def _cell(at: Checked, key: str, index: Index, column: str) -> str:
    file, tab, row = index
    return str(Place(file, tab, row, at.chosen.inbox.letters[file, key].get(column, "")))


def published_stars(at: Checked) -> Iterator[Finding]:
    """Two stars that were published for one unit and period; one that no level of today has and that has no name."""
    for index, row in _recorded(at, "published_star"):
        top = at.tables.rulebook.top(row["unit_kind"])
        if row["star"] > top and pd.isna(row["level"]):
            facts = {"kind": row["unit_kind"], "top": top}
            yield at.say("E530", "published_star", index, "star", row["star"], **facts)
    first: dict[tuple[Any, ...], tuple[Index, Record]] = {}
    for index, row in _recorded(at, "published_star"):
        other, before = first.setdefault((row["period"], row["unit_kind"], row["unit"]), (index, row))
        if before["star"] != row["star"]:
            cell = _cell(at, "published_star", other, "star")
            facts = {"of": row["unit"], "period": row["period"], "cell": cell, "star": before["star"]}
            yield at.say("E324", "published_star", index, "star", row["star"], **facts)


def counts_twice(at: Checked) -> Iterator[Finding]:
    """Rows of the work list for one unit, item and month of which one counts the times: nobody knows whether the others are
    among them."""
    rows = at.tables.frames["duty"]
    names = ["unit", "item", "month"]
    rows = rows[rows.duplicated(names, keep=False) & rows[names].notna().all(axis=1)]
    counting = rows["on_time"].notna() | rows["made_up"].notna()
    for (unit, item, month), same in rows.groupby(names):
        if counting[same.index].any():
            facts = {"unit": unit, "item": item, "month": month, "count": len(same)}
            yield from (at.say("E371", "duty", index, "month", month, **facts) for index in same.index)


def surveys_of_a_day(at: Checked) -> Iterator[Finding]:
    """Two surveys of one unit on one day."""
    first: dict[tuple[Any, ...], Index] = {}
    for index, row in _recorded(at, "survey"):
        other = first.setdefault((row["unit_kind"], row["unit"], row["date"]), index)
        if other != index:
            day, cell = str(row["date"].date()), _cell(at, "survey", other, "date")
            yield at.say("E325", "survey", index, "date", day, of=row["unit"], cell=cell)


def liftings(at: Checked) -> Iterator[Finding]:
    """A suspension that is lifted under the number of none that is open, while another of the unit stays open."""
    events = [(index, row) for index, row in _recorded(at, "event") if row["type"] == _SUSPENDED]
    lifted = {_decision(row) for _, row in events if not pd.isna(row["lifted"])}
    still = [(index, row) for index, row in events if pd.isna(row["lifted"]) and _decision(row) not in lifted]
    begun = {_decision(row) for _, row in events if pd.isna(row["lifted"])}
    for index, row in events:
        if pd.isna(row["lifted"]) or _decision(row) in begun:
            continue
        for other, suspended in still:
            if suspended["unit"] == row["unit"] and suspended["date"] <= row["lifted"]:
                facts = {"of": row["unit"], "number": suspended["document"]}
                cell = _cell(at, "event", other, "document")
                yield at.say("E326", "event", index, "document", row["document"], cell=cell, **facts)
                break


def _decision(row: Record) -> tuple[Any, ...]:
    return row["unit_kind"], row["unit"], row["document"], row["date"]


def stars_to_come(at: Checked) -> Iterator[Finding]:
    """Stars published for a period that is not over before that of the workbook."""
    for index, name in at.cells("published_star", "period"):
        period, period_of_file = parse_period(name), at.tables.cover_periods.get(index[0])
        if period and period_of_file and period.end >= period_of_file.start:
            yield at.say("W336", "published_star", index, "period", name, own=period_of_file.title)


_FEWEST_NUMBERS = 5  # of fewer nobody can say how long they are
_LIKE_OTHERS = 20  # of so many numbers one may be of another length


def staff_numbers(at: Checked) -> Iterator[Finding]:
    """Numbers of the directory that have lost zeros or are of another length than nearly all; where most have, it is said once."""
    people = list(at.cells("person", "person"))
    near = _with_zeros(at, {number for _, number in people})
    lost = [(index, number) for index, number in people if number in near]
    if len(lost) >= _FEWEST_NUMBERS and 2 * len(lost) > len(people):
        index, number = lost[0]
        of_all = f"，本表这样的有 {len(lost)} 个"
        yield at.say(
            "W335", "person", index, "person", number, why=f"像是“{near[number]}”丢了前面的 0{of_all}"
        )
        return
    usual = _usual_length([number for _, number in people])
    for index, number in people:
        if number in near:
            one = near[number]
            yield at.say(
                "W335", "person", index, "person", number, why=f"像是“{one}”丢了前面的 0", suggested=one
            )
        elif usual and len(number) != usual:
            why = f"其他工号都是 {usual} 位，这个是 {len(number)} 位"
            yield at.say("W335", "person", index, "person", number, why=why)


def _with_zeros(at: Checked, numbers: set[str]) -> dict[str, str]:
    """Numbers -> the one that is written with more zeros before it in this directory or an earlier one."""
    end = at.tables.period.end
    earlier = {
        w.file for w in at.chosen.inbox.of(DIRECTORY.key) if (period := period_of(w)) and period.end < end
    }
    longest: dict[str, str] = {}
    for number in sorted(numbers | set(at.chosen.inbox.rows("person", earlier)["person"]), key=len):
        longest[number.lstrip("0")] = number
    return {one: longest[one.lstrip("0")] for one in numbers if longest[one.lstrip("0")] != one}


def _usual_length(numbers: list[str]) -> int:
    """The length of nearly all the numbers; 0 where there is none."""
    length, count = next(iter(Counter(map(len, numbers)).most_common(1)), (0, 0))
    others = len(numbers) - count
    return length if len(numbers) >= _FEWEST_NUMBERS and others <= max(1, len(numbers) // _LIKE_OTHERS) else 0


def paired_teams(at: Checked) -> Iterator[Finding]:
    """结对班组 that are not those of the earlier directories of the year, without a decision (rules 2.5)."""
    year, end = at.tables.period.year, at.tables.period.end
    earlier = sorted(
        (period.end, w.file)
        for w in at.chosen.inbox.of(DIRECTORY.key)
        if (period := period_of(w)) and period.year == year and period.end < end
    )
    before: dict[str, tuple[str, str]] = {}
    for _, file in earlier:
        rows = renamed(SHEETS["branch"], at.chosen.inbox.rows("branch", {file}), at.chosen.names)
        before |= {
            branch: (teams, _cell(at, "branch", index, "paired_teams"))
            for index, branch, teams in zip(rows.index, rows["branch"], rows["paired_teams"], strict=True)
            if not pd.isna(teams)
        }
    rows = at.tables.frames["branch"]
    undecided = rows[rows["pairing_decision"].isna()]
    for index, branch, teams in zip(
        undecided.index, undecided["branch"], undecided["paired_teams"], strict=True
    ):
        was, cell = before.get(branch, ("", ""))
        now = "" if pd.isna(teams) else teams
        if was and set(was.split("、")) != set(now.split("、")):
            yield at.say("E424", "branch", index, "paired_teams", now, of=branch, was=was, cell=cell)


def gone_from_directory(at: Checked) -> Iterator[Finding]:
    """Branches, teams and many people of a branch that stand in the directory of the quarter before and not in this one."""
    last = select(at.chosen.inbox, at.tables.period.whole_quarter().previous()).directory
    now = at.chosen.directory
    if last is None or now is None or last is now:
        return
    before = {
        key: renamed(SHEETS[key], at.chosen.inbox.rows(key, {last.file}), at.chosen.names)
        for key in ("branch", "team", "person")
    }
    for key in ("branch", "team"):
        gone = [name for name in before[key][key] if name not in set(at.standing(key)[key])]
        if gone and key in now.sheets:
            place = Place(now.file, now.sheets[key].title)
            yield say("W387", place, sheet=now.sheets[key].title, names="、".join(gone))
    if "person" in now.sheets:
        yield from _people_gone(at, before["person"], Place(now.file, now.sheets["person"].title))


def _people_gone(at: Checked, before: pd.DataFrame, place: Place) -> Iterator[Finding]:
    """The branches that are still there and lack more people of then than come and go in a quarter."""
    branches, people = set(at.standing("branch")["branch"]), set(at.standing("person")["person"])
    for branch, rows in before[before["branch"].isin(branches)].groupby("branch", sort=False):
        gone = rows[~rows["person"].isin(people)]
        if len(gone) >= _FEWEST_GONE and len(gone) * _SHARE_GONE > len(rows):
            names = listed([*gone["name"].fillna(gone["person"])], _NAMED)
            yield say("W386", place, of=branch, before=len(rows), count=len(gone), names=names)


def reviewed_posts(at: Checked) -> Iterator[Finding]:
    """Reviews of posts that the branch does not have: their names are written by hand on both sides, and go by the letter."""
    rows, unread = at.tables.frames["zone_post"], at.unread("zone_post", "name")
    sent = {unit for unit, w in at.chosen.submissions.items() if w.file not in unread}
    posts: dict[str, list[str]] = {unit: [] for unit in sent - {*at.tables.missing}}
    rows = rows[rows["type"].eq(POST).fillna(False)].dropna(subset=["name"])
    for (file, _, _), name in zip(rows.index, rows["name"], strict=True):
        posts.setdefault(at.tables.unit_of[file], []).append(str(name))
    anywhere = {name for names in posts.values() for name in names}
    reviews = at.tables.frames["post_review"]
    for index, branch, name in zip(reviews.index, reviews["branch"], reviews["name"], strict=True):
        if branch in posts and name not in posts[branch]:
            near = meant(name, tuple(posts[branch]))
            facts = {
                "hint": f"，是不是“{near}”" if near else "",
                "effect": f"先计给{branch}" if name in anywhere else "没有计入",
            }
            yield at.say("W389", "post_review", index, "name", name, branch=branch, suggested=near, **facts)


def left_out_sheets(at: Checked) -> Iterator[Finding]:
    """Workbooks made from a blank of earlier rules, which leaves out a sheet that the rules in force ask for."""
    off = left_out(at.chosen.inbox, at.chosen.rulebook)
    review = [at.chosen.review] if at.chosen.review else []
    for workbook in (*at.chosen.submissions.values(), *at.chosen.checks.values(), *review):
        added = {key for one in at.chosen.supplements.get(workbook.file, ()) for key in one.sheets}
        for key in workbook.book.left_out:
            if key not in off | added:
                yield say("E550", Place(workbook.file, "封面"), sheet=title(SHEETS[key]))
