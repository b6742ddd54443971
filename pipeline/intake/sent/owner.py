"""Whose a workbook is by its rows: the unit that most of what it names belongs to; the names that units go by; and whether anything
can be looked up in those of the whole plant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pipeline.core.remember import remembered
from pipeline.excel.cells.cell import same_name
from pipeline.excel.cells.kinds import ITEM_MARK
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import Inbox
from schemas.base import Sheet, column_of, columns, title
from schemas.books import DECLARED, DIRECTORY, SHEETS, TARGET
from schemas.target import SELF_EXAMINED

_OWN_TEAM = {key: of.own_team for key, of in DECLARED.items() if of.own_team}
_FEWEST = 3  # things that are named; fewer prove nothing
_NAMED = ("branch.branch", "team.team")
_UNIT_COLUMNS = ("unit", "guide", "learner", "host_unit", "passed_unit")


def canonical(inbox: Inbox, directory: Workbook) -> dict[str, str]:
    """Normal form of every name, old names included -> the name in the directory (rules 1.2)."""
    names: dict[str, str] = {}
    for key in ("team", "branch"):
        rows = inbox.rows(key, {directory.file})
        for name, former in zip(rows[key], rows["former"], strict=True):
            for old in str(former).split("、") if isinstance(former, str) else ():
                names.setdefault(same_name(old), name)
        names |= {same_name(name): name for name in rows[key]}
    return names


class Owner(NamedTuple):
    """The unit that most of what a workbook names belongs to, how many of these things, and of how many."""

    unit: str
    own: int
    named: int


class Register(NamedTuple):
    """The files of the directory and of the targets, and the normal form of every name -> the name in the directory."""

    directory: str
    target: str
    names: Mapping[str, str]

    def name(self, unit: object) -> str:
        """A unit as the directory calls it."""
        return self.names.get(same_name(str(unit)), str(unit))


def owners_by_rows(
    inbox: Inbox, by: Register, files: Collection[str], units: Collection[str]
) -> dict[str, Owner]:
    """File -> the one of the `units` that more than half of what it names belongs to; without those that hold no such unit's."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for key, column, home in _columns(inbox, by):
        named = _named(inbox, key, column)
        for file in files:
            tally[file].update(home[one] for one in named.get(file, ()) if one in home)
    owners = {
        file: Owner(*counts.most_common(1)[0], counts.total()) for file, counts in tally.items() if counts
    }
    return {
        file: one
        for file, one in owners.items()
        if one.unit in units and one.own >= _FEWEST and 2 * one.own > one.named
    }


@remembered
def _named(inbox: Inbox, key: str, column: str) -> Mapping[str, list[str]]:
    """File -> what its rows name in a column, row by row."""
    cells, items = inbox.frames[key][column].dropna(), defaultdict[str, list[str]](list)
    for file, cell in zip(cells.index.get_level_values("file"), cells.tolist(), strict=True):
        items[file] += cell.split(ITEM_MARK)
    return items


def _columns(inbox: Inbox, by: Register) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Sheet key, column, and whose each value is: only columns that may name nothing of another unit."""
    people, teams = (_homes(inbox, by, key) for key in ("person", "team"))
    any_name = teams | {name: teams[now] for name, now in _every_name(inbox, by) if now in teams}
    goals = inbox.every("target", {by.target})
    examined = {
        goal: by.name(unit if examiner == SELF_EXAMINED else examiner)
        for goal, unit, examiner in goals[["goal", "unit", "examiner"]]
        .dropna()
        .itertuples(index=False, name=None)
    }
    yield from ((key, column, people) for key, of in DECLARED.items() for column in of.own)
    yield from ((key, column, any_name) for key, column in _OWN_TEAM.items())
    yield "target_actual", "goal", examined


def _homes(inbox: Inbox, by: Register, key: str) -> dict[str, str]:
    rows = inbox.every(key, {by.directory})[[key, "branch"]].dropna()
    return {one: by.name(branch) for one, branch in rows.itertuples(index=False, name=None)}


def _every_name(inbox: Inbox, by: Register) -> Iterator[tuple[str, str]]:
    """The teams as they are written in wishes and requests, and as the directory calls them."""
    for key, column in _OWN_TEAM.items():
        yield from ((name, by.name(name)) for name in inbox.frames[key][column].dropna().unique())


# The sheets of the whole plant's workbooks that all others refer to, and the column by which they do.
_REFERRED_TO = {
    DIRECTORY.key: (("branch", "branch"), ("person", "person"), ("team", "team")),
    TARGET.key: (("target", "goal"),),
}


def unusable(inbox: Inbox, workbook: Workbook) -> str:
    """Why nothing can be looked up in a workbook of the whole plant, in words; "" where it can."""
    for key, column in _REFERRED_TO.get(workbook.book.key, ()):
        sheet = SHEETS[key]
        if key not in workbook.sheets:
            return f"没有“{title(sheet)}”表"
        if column not in workbook.sheets[key].letters:
            return f"“{title(sheet)}”表里没有“{column_of(sheet, column).title}”一列"
        if key == "branch" and inbox.rows(key, {workbook.file}).empty:  # nobody could be rated
            return f"“{title(sheet)}”表里没有能用的行"
    return ""


def naming(sheet: type[Sheet]) -> list[str]:
    """The columns of a sheet that name branches, teams or departments."""
    return [
        column.name for column in columns(sheet) if column.refers_to in _NAMED or column.name in _UNIT_COLUMNS
    ]


def renamed(sheet: type[Sheet], rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows with every unit under its name in the directory."""
    changed: dict[str, pd.Series] = {}
    for name in naming(sheet) if len(rows) else ():
        now = {
            v: ITEM_MARK.join(_items_named(v.split(ITEM_MARK), names)) for v in rows[name].dropna().unique()
        }
        if any(before != after for before, after in now.items()):
            changed[name] = rows[name].map(now).astype("string")
    return rows.assign(**changed) if changed else rows


def _items_named(items: list[str], names: Mapping[str, str]) -> Iterator[str]:
    """The items of a cell under their names; unknown neighbours that make one name together are that name.

    A space divides the items of a list, and may stand in a name too."""
    while items:
        known = (n for n in (1, *range(len(items), 1, -1)) if same_name("".join(items[:n])) in names)
        size = next(known, 1)
        yield names.get(same_name("".join(items[:size])), items[0])
        items = items[size:]
