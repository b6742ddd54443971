"""组织生活, what is late: items of branches, groups, teams and the Party committee, with the days they are late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import Late, committee_turns, late
from pipeline.rating.evaluate import Evaluation
from schemas.base import title
from schemas.facts import DutyDue
from schemas.words import TEAM


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
    as_of, turns = counted_on(made.tables), committee_turns(made.tables)
    found = late(made.tables, made.facts[title(DutyDue)], as_of)
    return Overdue(
        as_of, tuple(x for x in found if x.done is None and x.who != TEAM),
        tuple(x for x in found if x.done is None and x.who == TEAM), tuple(x for x in found if x.done is not None),
        len(turns), sum(turn.done is not None and turn.done <= turn.due for turn in turns),
    )


def counted_on(tables: Tables) -> dt.date:
    """The last day for sending the workbooks of the period: a fixed day, so that the same input counts the same days."""
    first = tables.period.end + dt.timedelta(days=1)
    return first.replace(day=tables.rulebook.whole("报送截止日"))
