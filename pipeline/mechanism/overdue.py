"""组织生活, what is late: items of branches, groups, teams and the Party committee, with the days they are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.evaluate import Evaluation
from pipeline.facts.duties import due_date, slots
from pipeline.mechanism.reading import records, rows, teams
from pipeline.tables import Tables
from schemas.base import title
from schemas.facts import DutyDue
from schemas.words import TEAM

COMMITTEE = "党委"


@dataclass(frozen=True, slots=True)
class Late:
    """An item of a work list that was not done in time; `done` None while it is open, `days` up to then `as_of`."""

    who: str
    branch: str
    unit: str
    name: str
    month: str
    due: dt.date
    done: dt.date | None
    days: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """Most days first; of the Party committee's items `committee_due` were asked and `committee_kept` done in time."""

    as_of: dt.date
    branches: tuple[Late, ...]  # open: branches, groups and the committee
    teams: tuple[Late, ...]  # open
    made_up: tuple[Late, ...]
    committee_due: int
    committee_kept: int


def overdue(made: Evaluation) -> Overdue:
    """What of the work lists is late on the day by which the workbooks are due."""
    as_of = counted_on(made.tables)
    turns = list(_turns(made))
    found = [*_units(made, as_of), *(
        Late(COMMITTEE, "", COMMITTEE, name, month, due, done, ((done or as_of) - due).days)
        for name, month, due, done in turns if done is None or done > due)]
    late = sorted((x for x in found if x.days > 0), key=lambda x: (-x.days, x.who, x.branch, x.unit, x.name, x.month))
    return Overdue(
        as_of, tuple(x for x in late if x.done is None and x.who != TEAM),
        tuple(x for x in late if x.done is None and x.who == TEAM), tuple(x for x in late if x.done is not None),
        len(turns), sum(done is not None and done <= due for _, _, due, done in turns),
    )


def counted_on(tables: Tables) -> dt.date:
    """The last day for sending the workbooks of the period: a fixed day, so that the same input counts the same days."""
    first = tables.period.end + dt.timedelta(days=1)
    return first.replace(day=tables.rulebook.whole("报送截止日"))


def _units(made: Evaluation, as_of: dt.date) -> Iterator[Late]:
    parent = teams(made)
    facts = made.facts[title(DutyDue)]
    for r in records(facts[facts["status"].ne("按期")]):
        yield Late(r["who"], r["branch"] or parent.get(r["team"], ""), r["team"] or r["group"] or r["branch"], r["name"],
                   r["month"], r["due"], r["done"], ((r["done"] or as_of) - r["due"]).days)


def _turns(made: Evaluation) -> Iterator[tuple[str, str, dt.date, dt.date | None]]:
    """Name, month, due day and day of doing of each turn that the period asks of the Party committee."""
    done: dict[tuple[str, str], list[dt.date]] = {}
    for r in rows(made, "committee_duty"):
        if r.cells["done"] is not None:
            done.setdefault((r.cells["item"], r.cells["month"]), []).append(r.cells["done"])
    for rule in (r for r in made.tables.rulebook.duties if r.who == COMMITTEE):
        for slot in slots(rule, made.tables.period):
            month = f"{slot[0]}-{slot[1]:02d}"
            days = sorted(done.get((rule.item, month), []))
            for turn in range(rule.times):
                yield rule.name, month, due_date(rule, slot), days[turn] if turn < len(days) else None
