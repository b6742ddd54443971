"""Copies of the sample plant under other names; which cells hold a name, the schemas say.

A name is known by its value: what stands in a column that is declared unique, a code or patterned, and that refers to no
row of the rulebook, is a name. It is changed wherever it stands alone or in a list, on covers too. Units are changed inside
texts and file names as well, so that a copy's story speaks of its own units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat

from pipeline.excel.cells.kinds import ITEM_MARK
from pipeline.sample.books import Filled, Row, Rows
from schemas.base import Column, Kind, Sheet, columns, key
from schemas.books import DIRECTORY, RULEBOOK
from schemas.cover import Cover
from schemas.department import Conclusion

_RULES = {key(sheet) for sheet in RULEBOOK.sheets}
_WORDS = (Kind.TEXT, Kind.CODE, Kind.LIST)
_LEDGERS = ("pledge", "wish", "request")
_PERSON = "person.person"
Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Units:
    """Who is in the plant: its branches in the directory's order; unit, old names included -> branch; 工号 -> branch."""

    branches: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def pattern(self) -> re.Pattern[str]:
        """Finds the units in a text, the longest name first."""
        return re.compile("|".join(re.escape(name) for name in sorted(self.units, key=len, reverse=True)))


def units_of(books: Iterable[Filled]) -> Units:
    """The units and people of every directory among the workbooks."""
    plant = Units()
    for rows in (book.rows for book in books if book.book is DIRECTORY):
        for sheet in ("branch", "team"):
            for row in rows[sheet]:
                names = [str(row[sheet]), *_items(row["former"])]
                plant.units.update(dict.fromkeys(names, str(row["branch"])))
        plant.branches.extend(
            name for row in rows["branch"] if (name := str(row["branch"])) not in plant.branches
        )
        plant.people.update({str(row["person"]): str(row["branch"]) for row in rows["person"]})
    return plant


def first_branches(books: Sequence[Filled], count: int) -> list[Filled]:
    """The plant with only its first branches: their workbooks, and of the office's workbooks the rows that are theirs."""
    plant = units_of(books)
    kept = set(plant.branches[:count])
    units = {name for name, branch in plant.units.items() if branch not in kept}
    people = {person for person, branch in plant.people.items() if branch not in kept}
    if not units:
        return list(books)
    some = [
        replace(book, rows=_each_sheet(book, lambda sheet, rows: list(_left(sheet, rows, units, people))))
        for book in books
        if book.cover["unit"] not in units
    ]
    return [book for book in map(_without_claims, some, repeat(_numbers(some))) if _says_something(book)]


def _says_something(book: Filled) -> bool:
    """True if a row is left beside the conclusions of a department, which speak of the rows."""
    return any(rows for name, rows in book.rows.items() if name != key(Conclusion))


def _numbers(books: Iterable[Filled]) -> set[object]:
    """The numbers of every pledge, wish and request."""
    return {row[name] for book in books for name in _LEDGERS for row in book.rows.get(name, [])}


def _without_claims(book: Filled, numbers: set[object]) -> Filled:
    """The workbook without the conclusions on what stands in no ledger."""
    rows = book.rows.get("verification")
    kept = [row for row in rows or () if row["number"] in numbers]
    return book if rows is None else replace(book, rows={**book.rows, "verification": kept})


def _left(sheet: type[Sheet], rows: Rows, units: set[str], people: set[str]) -> Iterator[Row]:
    """The rows that name none of those units; a person who is not there leaves an empty cell, or no row if one must be named."""
    for row in rows:
        away = {c.name: c.required for c in columns(sheet) if not people.isdisjoint(_items(row[c.name]))}
        if not any(away.values()) and units.isdisjoint(
            item for value in row.values() for item in _items(value)
        ):
            yield row | dict.fromkeys(away)


def renamed(
    books: Sequence[Filled], place: str, mark: str, more: Mapping[str, str] | None = None
) -> list[Filled]:
    """The workbooks under other names: `place` goes before names, `mark` before numbers; `more` is changed as it says."""
    units = units_of(books).pattern()
    names = {name: (mark if name.isascii() else place) + name for name in _names(books)}
    new = {**names, **_people(books, place), **(more or {})}

    def placed(text: str) -> str:
        return units.sub(lambda unit: place + unit.group(), text)

    def change(text: str) -> str:
        return new.get(text) or placed(text)

    def changed(sheet: type[Sheet], rows: Rows) -> Rows:
        return [_changed(columns(sheet), row, change) for row in rows]

    return [
        replace(
            book,
            path=placed(book.path),
            cover=_changed(columns(Cover), book.cover, change),
            rows=_each_sheet(book, changed),
        )
        for book in books
    ]


def _changed(declared: Iterable[Column], row: Row, change: Change) -> Row:
    words = [c.name for c in declared if c.kind in _WORDS]
    return row | {name: ITEM_MARK.join(map(change, _items(row[name]))) for name in words if row[name]}


def _names(books: Iterable[Filled]) -> Iterator[str]:
    """Every name in the workbooks: units, numbers of people, goals and the like, addresses."""
    for book in books:
        for sheet in (sheet for sheet in book.book.sheets if key(sheet) not in _RULES):
            naming = [c.name for c in columns(sheet) if _is_name(c)]
            for row in book.rows[key(sheet)]:
                yield from (item for name in naming for item in _items(row[name]))


def _is_name(column: Column) -> bool:
    naming = column.unique or column.kind is Kind.CODE or bool(column.pattern)
    return naming and column.refers_to.split(".")[0] not in _RULES


def _people(books: Iterable[Filled], place: str) -> dict[str, str]:
    """The name of every person -> the same given name under a family name further down the list, as far as the place says."""
    known = {str(row["name"]) for book in books if book.book is DIRECTORY for row in book.rows["person"]}
    families = sorted({name[0] for name in known})
    further = sum(map(ord, place))
    return {name: families[(families.index(name[0]) + further) % len(families)] + name[1:] for name in known}


def joined(copies: Sequence[Filled]) -> Filled:
    """One workbook with the rows of all copies. What differs in no more than an optional person is the plant's and stands once."""
    first, *others = copies
    return replace(first, rows=_each_sheet(first, lambda sheet, rows: rows + _more(sheet, rows, others)))


def _more(sheet: type[Sheet], rows: Rows, others: Iterable[Filled]) -> Rows:
    telling = [c.name for c in columns(sheet) if c.required or c.refers_to != _PERSON]
    known = {tuple(row[name] for name in telling) for row in rows}
    return [
        row
        for book in others
        for row in book.rows[key(sheet)]
        if tuple(row[name] for name in telling) not in known
    ]


def _each_sheet(book: Filled, change: Callable[[type[Sheet], Rows], Rows]) -> dict[str, Rows]:
    return {key(sheet): change(sheet, book.rows[key(sheet)]) for sheet in book.book.sheets}


def _items(value: object) -> list[str]:
    return value.split(ITEM_MARK) if isinstance(value, str) else []
