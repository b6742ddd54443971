"""The sample plant as workbooks on disk: as it is, with another number of branches, or several plants."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.excel.cells.named import NAMED, offered_codes
from pipeline.excel.write.cover import blank
from pipeline.sample.books import QUARTERS, YEAR, Filled, sample_books
from pipeline.sample.copies import first_branches, joined, renamed, units_of
from schemas.base import columns
from schemas.books import BOOKS

_REPORTED = 3  # quarters that are written when the whole year is not asked for
Lists = dict[str, list[str]]


def write_sample(
    into: Path, *, whole_year: bool = False, branches: int | None = None, plants: int | None = None
) -> int:
    """Write the plant's workbooks; gives how many.

    Three quarters, or all four of the year; a plant of another number of branches has only its last quarter unless the
    whole year is asked for. Several plants have a folder each."""
    quarters = QUARTERS if whole_year else QUARTERS[:_REPORTED]
    books = sample_books((YEAR, *(quarters if branches is None or whole_year else quarters[-1:])))
    if plants is None:
        return _write_plant(into, books, branches)
    return sum(_write_plant(into / name, plant, branches) for name, plant in _plants(books, plants))


def _plants(books: list[Filled], count: int) -> Iterator[tuple[str, list[Filled]]]:
    """So many plants, each with a name that its covers and its rulebook tell."""
    name = str(books[0].cover["plant"])
    for number in range(1, count + 1):
        other = name.replace("发电", f"第{number}发电")
        yield other, renamed(books, f"{number}厂", f"P{number}-", {name: other})


def _write_plant(into: Path, books: list[Filled], branches: int | None) -> int:
    """Write a plant copy by copy, so that only the rows of the office's workbooks are held until the end."""
    if branches is None:
        return _write_books(into, books, _lists(books))
    written, lists = 0, Lists()
    office: dict[str, list[Filled]] = {}
    for copy in _copies(books, branches):
        theirs, offered = set(units_of(copy).branches), _lists(copy)
        written += _write_books(into, [book for book in copy if book.cover["unit"] in theirs], offered)
        for book in (book for book in copy if book.cover["unit"] not in theirs):
            office.setdefault(book.path, []).append(book)
        lists = {name: [*lists.get(name, ()), *values] for name, values in offered.items()}
    lists = {name: sorted(set(values)) for name, values in lists.items()}
    return written + _write_books(into, [joined(parts) for parts in office.values()], lists)


def _copies(books: list[Filled], branches: int) -> Iterator[list[Filled]]:
    """The plant itself and so many copies under other names that there are that many branches."""
    each = len(units_of(books).branches)
    for number in range(1, math.ceil(branches / each) + 1):
        some = first_branches(books, branches - (number - 1) * each)
        yield some if number == 1 else renamed(some, f"{number}区", f"{number}-")


def _write_books(into: Path, books: list[Filled], lists: Lists) -> int:
    for book in books:
        path = into / book.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blank(book.book, book.cover, book.rows, lists, book.ticked))
    return len(books)


def _lists(books: Collection[Filled]) -> Lists:
    """The dropdown values of every column that another one refers to."""
    wanted = {c.refers_to for book in BOOKS for sheet in book.sheets for c in columns(sheet) if c.refers_to}
    offered: Lists = {}
    for reference in sorted(wanted):
        key, name = reference.split(".")
        rows = [row for book in books for row in book.rows.get(key, ()) if row[name]]
        called = NAMED.get(reference, name)
        offered[reference] = [*offered_codes(reference, ((str(row[name]), str(row[called])) for row in rows))]
    return offered
