"""The rows of the fictional plant: tables in templates/sample/, one folder a period, read as the workbooks they fill.

A folder holds what came in for its period: 封面.csv with a line for each workbook, and a table for each sheet that has
rows, named like 支部填报.组织生活.csv. Titles and headings are those of the workbooks, because whoever opens a table wants
to find in it what stands in the workbook; the first column says which workbook a row belongs to. A sheet without rows has
no table, and its workbook is ticked 本季无 for it. The rulebook's rows are the default rules, but for the settings of a
table of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from pipeline.excel.cells.kinds import parse
from pipeline.rulebook.defaults import default_rules, layered
from schemas.base import Book, Column, Sheet, columns, key, title
from schemas.books import BOOKS, RULEBOOK
from schemas.cover import Cover
from schemas.rulebook import Setting

YEAR, QUARTERS = "2019", ("2019Q1", "2019Q2", "2019Q3", "2019Q4")
FILE, BOOK = "工作簿", "种类"
COVERS = "封面.csv"
Row = dict[str, object]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook as filled in: where it goes, its kind, its cover by field and its rows by sheet key."""

    path: str
    book: Book
    cover: Row
    rows: Mapping[str, Rows]

    @property
    def ticked(self) -> tuple[str, ...]:
        """Keys of the sheets that are empty and so ticked 本季无."""
        return tuple(key(sheet) for sheet in self.book.ticks if not self.rows[key(sheet)])


def sample_books(periods: Iterable[str]) -> list[Filled]:
    """The workbooks of these folders."""
    return [book for period in periods for book in _folder(period)]


def _folder(period: str) -> list[Filled]:
    kinds = {book.title: book for book in BOOKS}
    tables = {name: _by_file(period, kinds[name]) for name in {line[BOOK] for line in _lines(period, COVERS)}}
    return [
        Filled(
            line[FILE],
            kinds[line[BOOK]],
            _row(columns(Cover), line),
            {name: of_file.get(line[FILE], []) for name, of_file in tables[line[BOOK]].items()},
        )
        for line in _lines(period, COVERS)
    ]


def _by_file(period: str, book: Book) -> dict[str, dict[str, Rows]]:
    """Sheet key -> workbook -> rows, for every workbook of that kind in the folder."""
    if book is RULEBOOK:
        return {
            name: dict.fromkeys((f"{period}/{book.title}.xlsx",), rows)
            for name, rows in _rules(period).items()
        }
    return {key(sheet): _table(period, book, sheet) for sheet in book.sheets}


def _rules(period: str) -> dict[str, Rows]:
    """The default rules with the settings that the plant has otherwise."""
    rules = default_rules()
    settings = {
        line["项目"]: line["内容"] for line in _lines(period, f"{RULEBOOK.title}.{title(Setting)}.csv")
    }
    rules[key(Setting)] = [
        row | {"value": settings.get(row["name"], row["value"])} for row in rules[key(Setting)]
    ]
    return layered(rules)


def _table(period: str, book: Book, sheet: type[Sheet]) -> dict[str, Rows]:
    rows_of: dict[str, Rows] = {}
    for line in _lines(period, f"{book.title}.{title(sheet)}.csv"):
        rows_of.setdefault(line[FILE], []).append(_row(columns(sheet), line))
    return rows_of


def _row(declared: Iterable[Column], line: Mapping[str, str]) -> Row:
    """The typed cells of a line, each read as a cell of its column's kind; a column that the table lacks, because it is
    newer, has its default."""
    texts = {
        c.name: line[c.title] if c.edition == 1 else line.get(c.title, str(c.default or "")) for c in declared
    }
    return {
        c.name: parse(c.kind, texts[c.name], c.choices).value if texts[c.name] else None for c in declared
    }


def _lines(period: str, name: str) -> list[dict[str, str]]:
    """The lines of a table by heading; none where there is no such table."""
    file = resources.files("templates").joinpath("sample", period, name)
    return (
        list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
        if file.is_file()
        else []
    )
