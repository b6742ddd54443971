"""References between sheets and workbooks: what no sheet can see by itself, as findings at the cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index
from pipeline.core.remember import remembered
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import fold, same_name
from pipeline.excel.cells.named import NAMED, PERSON, Called
from pipeline.excel.cells.suggest import meant, meant_code, name_in, similar_code
from pipeline.intake.covers import plant_names
from pipeline.intake.messages import say
from pipeline.intake.select import Selection, misspelt, moved, select
from pipeline.intake.sent.owner import naming
from schemas.base import Kind, column_of, columns, title
from schemas.base import key as key_of
from schemas.books import BOOKS, DECLARED, SHEETS
from schemas.words import BRANCH, PARTY_MEMBER, PASSED_ON, TEAM


def by_name(reference: str, rows: pd.DataFrame) -> dict[str, set[str]]:
    """The name of everything in these rows of the sheet that is referred to -> the codes of those that bear it."""
    column = reference.partition(".")[2]
    codes: dict[str, set[str]] = {}
    for code, name in rows[[column, NAMED[reference]]].dropna().itertuples(index=False, name=None):
        codes.setdefault(name_in(name), set()).add(code)
    return codes


def all_by_name(rows: Callable[[str], pd.DataFrame]) -> dict[str, dict[str, set[str]]]:
    """ "sheet.column" -> the codes by name, of every reference whose values have names; `rows` gives a sheet's."""
    return {reference: by_name(reference, rows(reference.partition(".")[0])) for reference in NAMED}


# Where a referenced value stands, as a person would look for it: 组织名册的“班组”表.
_HOME = {key_of(sheet): f"{book.title}的“{title(sheet)}”表" for book in BOOKS for sheet in book.sheets}
_KINDS = {BRANCH: "branch.branch", TEAM: "team.team"}
_UNITS = [key for key, sheet in SHEETS.items() if {"unit_kind", "unit"} <= {c.name for c in columns(sheet)}]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """The tables of a period while their references are checked."""

    chosen: Selection
    tables: Tables
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False)  # what `remembered` keeps

    @remembered
    def cells(self, key: str, column: str) -> Sequence[tuple[Index, str]]:
        """Every given item of a column with its row; the items of a LIST one by one. What an empty cell takes from another one is
        told at the other."""
        rows, several = self.tables.frames[key], column_of(SHEETS[key], column).kind is Kind.LIST
        filled = rows[column].dropna()
        return [
            (index, item)
            for index, value in zip(filled.index.tolist(), filled.tolist(), strict=True)
            if not self.follows(key, index, column)
            for item in (value.split("、") if several else (value,))
        ]

    def follows(self, key: str, index: Index, column: str) -> bool:
        """True for an empty cell whose value follows from others."""
        return (key, index[0], index[2], column) in self.tables.followed

    def say(
        self, code: str, key: str, index: Index, column: str, value: object = "", **facts: Any
    ) -> Finding:
        """A finding at the cell, with the value as it stands there: a code with the name that was written with it."""
        place, known = self.chosen.inbox.spot(key, index, column)
        written = next((one.text for one in self.called.get(place, ()) if one.code == value), str(value))
        finding = say(code, place, column=known.title, value=written, **facts)
        return replace(finding, unit=self.tables.unit_of.get(index[0], ""))

    @remembered
    def known(self, reference: str) -> tuple[set[str], str]:
        """The values that a reference may take, and where they stand; a workbook in dispute may yet turn out to be the one."""
        key, column = reference.split(".")
        disputed = self.chosen.inbox.every(key, self.chosen.disputed)[column]
        return {*self.standing(key)[column].dropna(), *disputed.dropna()}, _HOME[key]

    def handed_over(self, key: str, *places: Index) -> bool:
        """True if one of two rows passes its item on to the branch of the other, or its member is in the branch of the other."""
        rows, units = self.tables.frames[key], [self.tables.unit_of.get(file, "") for file, _, _ in places]
        pairs = zip(places, reversed(units), strict=True)
        if DECLARED[key].moves:
            return any(
                self.tables.directory.homes.get(str(rows.at[index, "person"])) == unit
                for index, unit in pairs
            )
        return "passed_unit" in rows and any(
            rows.at[index, "state"] == PASSED_ON and rows.at[index, "passed_unit"] == unit
            for index, unit in pairs
        )

    @property
    @remembered
    def nameless(self) -> set[str]:
        """Files whose cover names no branch of the directory, or nobody at all: said there, once, since nothing in them can be
        anybody's own."""
        known = set(self.standing("branch")["branch"])
        return {workbook.file for unit, workbook in self.chosen.submissions.items() if unit not in known} | {
            workbook.file for unit, workbook in self.chosen.checks.items() if not unit
        }

    @property
    @remembered
    def doubtful_goals(self) -> set[str]:
        """Goals whose department is misspelt: that is said at its cell, and nobody is asked for the result on a guess."""
        rows = self.chosen.rows("target")
        return set(rows[rows["examiner"].isin(misspelt(self.chosen))]["goal"])

    @property
    @remembered
    def called(self) -> Mapping[Place, tuple[Called, ...]]:
        """The cells in which codes stand with names."""
        sheets = (raw for workbook in self.chosen.inbox.workbooks for raw in workbook.sheets.values())
        return {place: called for raw in sheets for place, called in raw.called.items()}

    def unread(self, key: str, column: str) -> set[str]:
        """Standing workbooks of which the sheet, or the column, is missing: that is said there, and what it held is not known."""
        review = [self.chosen.review] if self.chosen.review else []
        books = (*self.chosen.submissions.values(), *self.chosen.checks.values(), *review)
        return {
            part
            for workbook in books
            if key in map(key_of, workbook.book.sheets)
            and not any(
                column in self.chosen.inbox.letters.get((part, key), ())
                for part in self.chosen.files_of([workbook])
            )
            for part in self.chosen.files_of([workbook])
        }

    @remembered
    def standing(self, key: str) -> pd.DataFrame:
        """Every row that stands in the sheet: one that is refused for another of its cells is nonetheless there to refer to."""
        frames = self.tables.rulebook.frames if key in self.tables.rulebook.frames else self.tables.frames
        every = self.chosen.every(key)
        refused = every[every.index.isin(self.chosen.inbox.bad[key])]
        return frames[key] if refused.empty else pd.concat([frames[key], refused])


class Near(NamedTuple):
    """What a value that is not known was probably meant to be, and the words that say so; both "" if nothing is plain."""

    suggested: str = ""
    hint: str = ""


def hints(at: Checked, reference: str, known: set[str]) -> Callable[[str], Near]:
    """For a value that is not known, what is near it; each value is thought about once."""
    every = tuple(sorted(known))
    key, _, column = reference.partition(".")
    names = by_name(reference, at.standing(key)) if reference in NAMED else {}
    coded = not reference or column_of(SHEETS[key], column).kind is Kind.CODE
    spoken = {code: name for name, codes in names.items() for code in codes}

    @cache
    def near(value: str) -> Near:
        one = meant_code(value, every, names) if coded else meant(value, every)
        if one:
            return Near(one, f"，是不是“{one}”")
        # another person's number is no slip of the pen
        if coded and reference != PERSON and (one := similar_code(value, every)):
            called = f"（{spoken[one]}）" if one in spoken else ""
            return Near(one, f"，与“{one}”{called}只差一位")
        return Near()

    return near


def refer_to(at: Checked, reference: str) -> Iterator[Finding]:
    """Values that must stand in another sheet and do not."""
    known, where = at.known(reference)
    near = hints(at, reference, known)
    for key, sheet in SHEETS.items():
        for column in (c for c in columns(sheet) if c.refers_to == reference):
            for index, value in at.cells(key, column.name):
                if value not in known:
                    facts = near(value)._asdict()
                    yield at.say("E301", key, index, column.name, value, where=where, **facts)
    if reference in NAMED:
        yield from misnamed(at, reference)


def misnamed(at: Checked, reference: str) -> Iterator[Finding]:
    """Codes that somebody wrote with the name of something else."""
    if not at.called:
        return
    key, _, code = reference.partition(".")
    rows = at.standing(key)[[code, NAMED[reference]]].dropna()
    names: dict[str, dict[str, str]] = {}
    for one, name in rows.itertuples(index=False, name=None):
        names.setdefault(one, {})[name_in(fold(name))] = name
    for key, sheet in SHEETS.items():
        for column in (c for c in columns(sheet) if c.refers_to == reference):
            for index, item in at.cells(key, column.name):
                for one in at.called.get(at.chosen.inbox.spot(key, index, column.name)[0], ()):
                    if one.code == item in names and name_in(one.name) not in names[item]:
                        facts = {"number": item, "name": "、".join(names[item].values())}
                        yield at.say("E374", key, index, column.name, item, **facts)


def units(at: Checked) -> Iterator[Finding]:
    """Units named together with their kind."""
    known = {kind: at.known(reference) for kind, reference in _KINDS.items()}
    near = {kind: hints(at, reference, known[kind][0]) for kind, reference in _KINDS.items()}
    for key in _UNITS:
        rows = at.tables.frames[key]
        for index, kind, unit in zip(rows.index, rows["unit_kind"], rows["unit"], strict=True):
            if kind in known and unit not in known[kind][0]:
                facts = near[kind](unit)._asdict()
                yield at.say("E301", key, index, "unit", unit, where=known[kind][1], **facts)


def own_people(at: Checked) -> Iterator[Finding]:
    """People of another branch, and people who are not Party members where a member is asked for."""
    people = at.tables.frames["person"].drop_duplicates("person").set_index("person")
    home, politics = people["branch"].dropna().to_dict(), people["politics"].to_dict()
    nameless = at.nameless
    before = moved(at.chosen.inbox, at.chosen.period)
    last = select(at.chosen.inbox, at.chosen.period.whole_quarter().previous())
    earlier = "" if last.directory else f"；本期内调动的，请把{last.period.title}的组织名册放进来"
    columns_of_people = ((key, column) for key, of in DECLARED.items() if not of.moves for column in of.own)
    for key, column in columns_of_people:
        for index, person in at.cells(key, column):
            branch = at.tables.unit_of[index[0]]
            if index[0] not in nameless and home.get(person, branch) != branch:
                code = "W414" if before.get(person) == branch else "E302"
                facts = {"branch": home[person], "earlier": earlier}
                yield at.say(code, key, index, column, person, **facts)
    for key, column in ((key, column) for key, of in DECLARED.items() for column in of.members):
        for index, person in at.cells(key, column):
            of = politics.get(person)
            if not pd.isna(of) and of not in PARTY_MEMBER:
                yield at.say("E306", key, index, column, person)


def own_teams(at: Checked) -> Iterator[Finding]:
    """Wishes and requests of a team that another branch answers for; a branch without teams may serve any."""
    teams = at.tables.frames["team"].dropna(subset=["team", "branch"])  # a refused row may lack either
    home, nameless = dict(zip(teams["team"], teams["branch"], strict=True)), at.nameless
    for key, column in ((key, of.own_team) for key, of in DECLARED.items() if of.own_team):
        for index, team in at.cells(key, column):
            branch = at.tables.unit_of[index[0]]
            if index[0] not in nameless and team in home and home[team] != branch and branch in home.values():
                yield at.say("E303", key, index, column, team, branch=home[team])


def numbers(at: Checked) -> Iterator[Finding]:
    """Numbers that must not occur in two workbooks."""
    for key, column in ((key, of.number) for key, of in DECLARED.items() if of.number):
        first: dict[str, Index] = {}
        for index, number in at.cells(key, column):
            other = first.setdefault(number, index)
            if other[0] != index[0] and not at.handed_over(key, other, index):
                where = f"{other[0]} 第{other[2]}行"
                yield at.say("E304", key, index, column, number, other=where)


def covers(at: Checked) -> Iterator[Finding]:
    """Covers of another plant, by the rulebook in force for the workbook's own period (rules 1.3)."""
    for workbook in at.chosen.inbox.workbooks:
        cell = workbook.cover.get("plant")
        if workbook.file not in at.chosen.files or cell is None or cell.value is None:
            continue
        names = plant_names(at.chosen, workbook)
        if same_name(str(cell.value)) not in map(same_name, names):
            yield say(
                "E515",
                cell.place,
                column="电厂",
                value=str(cell.value),
                plant=names[0],
                unit=at.chosen.unit(workbook),
            )


def former_names(at: Checked) -> Iterator[Finding]:
    """Old names on covers and in rows; they count under the name that the directory has now."""
    for workbook in (*at.chosen.submissions.values(), *at.chosen.checks.values()):
        cell, now = workbook.cover.get("unit"), at.chosen.unit(workbook)
        if (
            cell is not None
            and workbook.file not in at.chosen.owners
            and same_name(str(cell.value)) != same_name(now)
        ):
            yield say("W310", cell.place, column="单位", value=str(cell.value), now=now, unit=now)
    for key, name in ((key, name) for key, sheet in SHEETS.items() for name in naming(sheet)):
        after = at.tables.frames[key][name]
        before = at.chosen.inbox.frames[key][name].reindex(after.index)
        for index in after.index[before.ne(after).fillna(False)]:
            for old, now in zip(before[index].split("、"), after[index].split("、"), strict=True):
                if (
                    same_name(old) != same_name(now)
                    and index[0] in at.chosen.files
                    and not at.follows(key, index, name)
                ):
                    yield at.say("W310", key, index, name, old, now=now)


def exceptional(at: Checked) -> Iterator[Finding]:
    """Made-up shifts of people who are not on shift, and helps that were entered twice."""
    shift = set(at.tables.frames["person"][at.tables.frames["person"]["shift"].eq("是")]["person"])
    for index, person in at.cells("meeting", "made_up"):
        if person not in shift:
            yield at.say("W302", "meeting", index, "made_up", person)
    action, meeting = at.tables.frames["action"], at.tables.frames["meeting"]
    held = {
        (at.tables.unit_of[i[0]], t, d)
        for i, t, d in zip(meeting.index, meeting["theme"], meeting["date"], strict=True)
        if not pd.isna(t)
    }
    for index, theme, date in zip(action.index, action["theme"], action["date"], strict=True):
        if (at.tables.unit_of[index[0]], theme, date) in held:
            yield at.say("W307", "action", index, "theme", theme)
