"""The checks between sheets and workbooks, and the one list of them.

A check takes the period's selection and tables (`Checked`) and yields a finding at every cell, or workbook, that is at fault.
It changes nothing, knows of no other check, and leaves to the sheet's own rules what a single row can see by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.core.finding import Finding
from pipeline.intake.checks.people import grades, guests
from pipeline.intake.checks.pledges import pledges
from pipeline.intake.checks.references import (
    Checked,
    covers,
    exceptional,
    former_names,
    linked,
    numbers,
    own_people,
    own_teams,
    references,
    secretaries,
    ticks,
    units,
)
from pipeline.intake.checks.required import (
    checks,
    duties,
    easy_goals,
    events,
    goals,
    inspections,
    silences,
    surveys,
)

Check = Callable[[Checked], Iterator[Finding]]
# Of single cells: they hold for rows too that are refused for another of their cells.
OF_CELLS: tuple[Check, ...] = (references, units, own_people, own_teams, numbers, duties)
OF_TABLES: tuple[Check, ...] = (
    secretaries,
    linked,
    ticks,
    covers,
    former_names,
    exceptional,
    goals,
    easy_goals,
    checks,
    inspections,
    events,
    surveys,
    silences,
    pledges,
    grades,
    guests,
)


def check_all(at: Checked) -> list[Finding]:
    """The findings of every check, sorted; none in a column that is missing, which is said once."""
    return sorted(
        one for check in (*OF_CELLS, *OF_TABLES) for one in check(at) if one.place.letter or not one.place.row
    )
