"""What is read: the sheets of a file by title; of a sheet where it stands, what it should be, its cells by value and by XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pipeline.core.finding import Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import is_blank, like, same_name, shown
from pipeline.excel.cells.kinds import parse, show
from pipeline.excel.read.cover import is_cover
from pipeline.excel.read.headings import Headings, Tabs, tabs
from pipeline.excel.read.preflight import FileContents, SheetScan
from pipeline.excel.read.scan import Scan, letter
from pipeline.excel.read.values import Rows, Values, values_in
from schemas.base import Book, Column, Kind, Sheet, columns, title

HELP, EXAMPLE, GIVEN = (same_name(one) for one in (layout.HELP_MARK, layout.EXAMPLE_MARK, layout.GIVEN_MARK))
NOTED = (HELP, EXAMPLE)  # marks of rows that are none of theirs
_MOST_ALIKE = 3  # sheets that may be one that was renamed
_MOST_ON_A_COVER = 300  # cells
_MOST_ON_STRANGERS = 20_000  # cells
OWN_TITLES = {same_name(one) for one in layout.OWN_SHEETS}
_PRINTED = layout.FIRST_ROW - 1 - layout.HEAD_ROW  # such rows of a blank, right below its headings


class FileSheets:
    """The sheets of one file by title, those that do not reach too far with the values of their cells."""

    def __init__(self, file: str, content: bytes, contents: FileContents, book: Book) -> None:
        self.file, self.content, self.contents, self.book = file, content, contents, book
        self.scans: dict[str, SheetScan] = {}
        for one in contents.sheets:
            self.scans.setdefault(same_name(one.title), one)
        wanted = [layout.COVER, layout.PROBLEMS, *map(title, book.sheets)]
        self.alike = _alike(self.scans, wanted)
        free = (
            []
            if self.name(layout.COVER)
            else [one.title for one in _free(self.scans, wanted) if len(one.scan.cells) <= _MOST_ON_A_COVER]
        )
        alike = [one for there in self.alike.values() for one in there]
        others = sorted({*free, *_small(_free(self.scans, wanted)), *alike})
        present = [self.scans[same_name(one)] for one in [*wanted, *others] if same_name(one) in self.scans]
        self.titles = [one.title for one in present if one.scan.cells and not one.too_far]
        self.values = values_in(content, self.titles)
        covers = [one for one in free if isinstance(self.values, dict) and is_cover(self.values[one], book)]
        self.cover = self.name(layout.COVER) or (covers[0] if len(covers) == 1 else "")
        self.tabs, self.added = Tabs(), layout.added_columns(contents.stamp)

    @property
    def strange(self) -> list[str]:
        """The sheets under titles that nobody asks for, as far as they were read."""
        wanted = [layout.COVER, *map(title, self.book.sheets)]
        return [
            one.title
            for one in _free(self.scans, wanted)
            if one.title in self.read and one.title != self.cover
        ]

    @property
    def read(self) -> Values:
        """The values, where they could be read."""
        assert not isinstance(self.values, tuple)
        return self.values

    def ask(self, book: Book) -> None:
        """Look for the sheets of the book as it is asked for the period on the cover."""
        named = {sheet: self.name(title(sheet)) for sheet in book.sheets if self.name(title(sheet))}
        self.tabs = tabs(book.sheets, named, self.read)

    def name(self, wanted: str) -> str:
        """How the file calls the sheet of that title; "" where it has none."""
        return self.scans[same_name(wanted)].title if same_name(wanted) in self.scans else ""


def _free(scans: Mapping[str, SheetScan], wanted: Iterable[str]) -> list[SheetScan]:
    """The sheets with content under titles that nobody asks for."""
    known = {same_name(one) for one in wanted} | OWN_TITLES
    return [one for name, one in scans.items() if name not in known and one.scan.cells and not one.too_far]


def _small(sheets: Iterable[SheetScan]) -> list[str]:
    """Titles of the sheets that are few and small enough to be looked at, whatever they are."""
    every = list(sheets)
    sizes = accumulate(len(one.scan.cells) for one in every)
    return [one.title for one, size in zip(every, sizes, strict=True) if size <= _MOST_ON_STRANGERS]


def _alike(scans: Mapping[str, SheetScan], wanted: Sequence[str]) -> dict[str, list[str]]:
    """Title of a missing sheet -> those of the few undeclared sheets that look like it."""
    free = [one.title for one in _free(scans, wanted)]
    missing = [one for one in wanted if same_name(one) not in scans and same_name(one) not in OWN_TITLES]
    similar = {one: [there for there in free if like(one, [there])] for one in missing}
    return {one: there for one, there in similar.items() if len(there) <= _MOST_ALIKE}


@dataclass(frozen=True, slots=True)
class SheetSource:
    """`marks`: the mark of every row from the first one, "" where it has none."""

    place: Place
    sheet: type[Sheet]
    values: Rows
    scan: Scan
    heads: Headings
    marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks.extend(self._mark(number) for number in range(1, len(self.values) + 1))

    def at(self, row: int, index: int) -> Place:
        """The place of a cell by its row and its index in it."""
        return Place(self.place.file, self.place.sheet, row, letter(index + 1))

    def declared(self) -> dict[int, Column]:
        """Index in a row -> column, those found."""
        return {self.heads.at[c.name]: c for c in columns(self.sheet) if c.name in self.heads.at}

    def _mark(self, number: int) -> str:
        if (mark := self.written_mark(number)) or not self.heads.row < number <= self.heads.row + _PRINTED:
            return mark
        # it was cleared, or its column deleted
        return next((mark for mark in NOTED if self._printed(self.values[number - 1], mark)), "")

    def written_mark(self, number: int) -> str:
        """What stands in the column of marks; "" too where there is no such column."""
        at = self.heads.mark
        return "" if at is None else same_name(shown(self.values[number - 1][at]))

    def _printed(self, row: Sequence[object], mark: str) -> bool:
        """True if the row is the blank's own line; where a required heading is missing, the rest may well be a row of theirs."""
        declared = self.declared()
        asked = [one for one in columns(self.sheet) if one.required and one.edition == 1]
        whole = bool(declared) and all(one.name in self.heads.at for one in asked)
        return whole and all(as_printed(one, row[index], mark) for index, one in declared.items())


def as_printed(column: Column, value: object, mark: str) -> bool:
    """True if the cell of a line of help or of examples holds what the blank has there."""
    if mark == HELP:
        return same_name(shown(value)) == same_name(column.help)
    return _plain(column, value) == _plain(column, column.example) or (is_blank(value) and not column.shown)


def _plain(column: Column, value: object) -> str:
    parsed = parse(column.kind, value, column.choices)
    return show(column.kind, value if parsed.problem else parsed.value)


_SPAN = r"(?:(?:本|全|这)?(?:季度?|月份?|年度?|期|页|次)|以上|全部)?"
_SUM = re.compile(rf"{_SPAN}(?:合计|小计|总计|共计|汇总|累计)[:：]?")
_ASIDE = re.compile(
    rf"{_SPAN}(?:合计|小计|总计|共计|汇总|累计)[:：]?(?:\d+(?:\.\d+)?\S{{0,3}})?|"
    rf"{_SPAN}一?共有?\d+(?:\.\d+)?\S{{0,6}}|"
    r"(?:注|备注|附注|说明|填表人|填报人|制表人?|审核人?|负责人|联系电话|(?:填表|填报|制表)?日期)\d?[:：].*"
)


def is_total(sheet: type[Sheet], heads: Headings, values: Sequence[object]) -> bool:
    """True if the row begins with the word for a sum and names nothing else: no number, no name of another sheet; or if nothing
    stands in it but such words and notes: 合计 3 次, 填表人：张三."""
    there = [index for index, value in enumerate(values) if not is_blank(value)]
    if not there or type(values[there[0]]) is not str:
        return False
    if all(
        type(values[index]) is str and _ASIDE.fullmatch(same_name(shown(values[index]))) for index in there
    ):
        return True
    naming = [
        heads.at[one.name]
        for one in columns(sheet)
        if one.name in heads.at and (one.unique or one.refers_to or one.kind is Kind.CODE)
    ]
    return bool(_SUM.fullmatch(same_name(shown(values[there[0]])))) and all(
        is_blank(values[index]) for index in naming if index != there[0]
    )
