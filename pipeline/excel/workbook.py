"""What a workbook that was read consists of: its cover, its ticks, and the raw rows of its sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache

from pipeline.core.finding import Place
from pipeline.core.period import parse_period
from pipeline.excel.cells.cell import is_blank, same_name
from pipeline.excel.cells.named import Called
from pipeline.excel.layout import COVER
from pipeline.excel.read.looks import Fill, Runs
from schemas.base import Book, Sheet, column_of, columns, declaration, digest, key, title
from schemas.cover import ANSWERING, Cover


class Template(Enum):
    """Of which template a workbook is, by its stamp."""

    CURRENT = "现行"
    OLD = "以前"
    UNKNOWN = "没有标记"


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """Rows below the heading row: all of them = those used + help, example and total rows + blank ones."""

    present: int
    used: int
    noted: int
    blank: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Every cell that the XML of a sheet holds: those used, and those that were passed over, by the reason."""

    used: int = 0
    form: int = 0  # headings and what stands above them, help and example
    covered: int = 0  # under a merged range
    outside: int = 0  # in columns and sheets that are not declared, and in rows that only add up others
    blank: int = 0  # nothing that can be seen
    idle: int = 0  # in rows where nothing was answered

    @property
    def present(self) -> int:
        return self.used + self.form + self.covered + self.outside + self.blank + self.idle

    def __add__(self, other: Cells) -> Cells:
        return Cells(*(getattr(self, one) + getattr(other, one) for one in CELL_FATES))


CELL_FATES = tuple(one.name for one in fields(Cells))


@dataclass(frozen=True, slots=True, eq=False)
class RawSheet:
    """A sheet as found: the rows that count, with Excel's row numbers and raw values in declared order.

    `letters`: column name -> letter, without the columns whose heading is missing; `given`: the prefilled rows;
    `extra`: letter -> heading of columns that are not declared; `hidden`: rows that are used and hidden; `totals`: rows that
    only add up others and are not used; `newer`: headings that its earlier template did not have yet."""

    title: str
    head_row: int
    letters: dict[str, str]
    rows: list[tuple[int, tuple[object, ...]]]
    given: frozenset[int]
    extra: dict[str, str]
    hidden: tuple[int, ...]
    account: SheetAccount
    totals: tuple[int, ...] = ()
    computed: Mapping[Place, str] = field(default_factory=dict)  # formulas of used cells that have a result
    aside: tuple[Place, ...] = ()  # cells with words in the column of marks, which are none
    # what is struck out of the rows that are used: whole rows, and single cells
    struck: tuple[Place, ...] = ()
    struck_in: Mapping[Place, Runs] = field(default_factory=dict)  # used cells of which a part is struck out
    fills: Mapping[Place, Fill] = field(default_factory=dict)  # used cells with a colour of theirs behind
    cells: Cells = Cells()
    newer: tuple[str, ...] = ()
    # row that counts -> how many of its cells are used
    cells_in: Mapping[int, int] = field(default_factory=dict)
    # prefilled rows that nobody answered where that is lawful: they are none, and stand in the returned copy
    waiting: tuple[tuple[int, tuple[object, ...]], ...] = ()
    called: Mapping[Place, tuple[Called, ...]] = field(default_factory=dict)  # codes that stand with a name


@dataclass(frozen=True, slots=True)
class CoverCell:
    """A field of the cover: its typed value (None: blank or unreadable), what stands there, and where."""

    value: object
    raw: object
    place: Place

    @property
    def cell(self) -> str:
        """The address, "B5"; "" where the cover has no such field."""
        return self.place.cell


@dataclass(frozen=True, slots=True, eq=False)
class Workbook:
    """A workbook of ours as it was read; `old`: its stamp is that of an earlier template.

    `cover`: field name -> cell, those present; `ticks`: key of each sheet that may be ticked -> cell whose value is
    True where it is; `sheets`: key -> rows, those that could be read."""

    file: str
    sha256: str
    book: Book
    stamped: bool
    old: bool
    from_1904: bool
    cover: dict[str, CoverCell]
    ticks: dict[str, CoverCell]
    sheets: dict[str, RawSheet]
    titles: tuple[str, ...] = ()  # of every sheet in the file
    strangers: tuple[str, ...] = ()  # of the sheets whose rows were not read, and that can be
    program: str = ""  # who saved it
    problems: list[list[object]] = field(default_factory=list)  # rows of 问题清单, where it comes back
    cells: Cells = Cells()  # of all its sheets but those that only explain
    # without a result, by sheet and cell
    formulas: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    cover_title: str = ""  # how the file calls the cover
    defaults: tuple[
        str, ...
    ] = ()  # what its earlier template did not have yet: sheets, columns, lines of the cover
    # lines of the cover of the workbook to which this one only adds rows, where its own are empty
    lent: Mapping[str, CoverCell] = field(default_factory=dict)

    def line(self, name: str) -> CoverCell | None:
        """The line of the cover that speaks for its rows."""
        own = self.cover.get(name)
        return own if own is not None and own.value is not None else self.lent.get(name, own)

    @property
    def answers(self) -> Mapping[str, CoverCell]:
        """The lines of its own cover that answer for the rows of a sheet, by name; those that are filled."""
        lines = {name: self.cover[name] for name in ANSWERING if name in self.cover}
        return {name: line for name, line in lines.items() if line.value is not None}


def empty_workbook(book: Book) -> Workbook:
    """A workbook of the kind without a file, in which nothing stands."""
    return Workbook(
        file="",
        sha256="",
        book=book,
        stamped=False,
        old=False,
        from_1904=False,
        cover={},
        ticks={},
        sheets={},
    )


def listed(items: Iterable[object], most: int = 8) -> str:
    """A few things in a row: 3、5、8 等 12 处."""
    texts = [str(item) for item in items]
    return "、".join(texts[:most]) + (f" 等 {len(texts)} 处" if len(texts) > most else "")


def spans(numbers: Sequence[int], most: int = 5) -> str:
    """Row numbers with those that follow each other drawn together: 3、8—19、25."""
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    texts = [f"{one[0]}—{one[-1]}" if len(one) > 2 else "、".join(map(str, one)) for one in runs]
    return "、".join(texts[:most]) + (" 等" if len(texts) > most else "")


def asked_for(book: Book, period: object) -> Book:
    """The book as the period on a cover is asked for it; all of it where that is no period."""
    asked = parse_period(str(period or ""))
    return book.asked_on(asked.start) if asked else book


def as_stamped(book: Book, left_out: Iterable[str], present: Collection[str]) -> Book:
    """The book without the sheets that its stamp leaves out, but for those that are there; `present`: plain titles."""
    here = {key(one) for one in book.sheets if same_name(title(one)) in present}
    return book.without({*left_out} - here)


def template_of(book: Book, stamp: str) -> Template:
    """Of which template a workbook with that stamp is."""
    return Template.UNKNOWN if not stamp else Template.CURRENT if stamp == digest(book) else Template.OLD


def is_newer(sheet: type[Sheet], template: Template) -> bool:
    """True for a sheet that the template of the workbook did not have yet, for all we know."""
    return template is not Template.CURRENT and declaration(sheet).edition > 1


def missing_by_edition(
    book: Book, cover: Mapping[str, CoverCell], sheets: Mapping[str, RawSheet], template: Template
) -> tuple[str, ...]:
    """What is missing because the template is an earlier one, in words: lines of the cover, sheets, columns."""
    lines = [f"{COVER}的{column_of(Cover, name).title}" for name, cell in cover.items() if not cell.cell]
    absent = [
        f"{title(sheet)}表" for sheet in book.sheets if key(sheet) not in sheets and is_newer(sheet, template)
    ]
    columns = [f"{raw.title}的{heading}" for raw in sheets.values() for heading in raw.newer]
    return (*lines, *absent, *columns)


def following(workbooks: Iterable[Workbook]) -> frozenset[tuple[str, str, int, str]]:
    """Key, file, row and column of the empty cells of columns that then say what follows from other cells or from the cover."""
    return frozenset(
        (key(sheet), workbook.file, number, name)
        for workbook in workbooks
        for sheet in workbook.book.sheets
        if key(sheet) in workbook.sheets and (names := _following(sheet))
        for number, values in workbook.sheets[key(sheet)].rows
        for name, at in names.items()
        if is_blank(values[at])
    )


@cache
def _following(sheet: type[Sheet]) -> dict[str, int]:
    """The columns of which an empty cell follows from others, and where they stand in a row."""
    declared = declaration(sheet)
    says = {*declared.follows, *declared.asked_once}
    return {one.name: at for at, one in enumerate(columns(sheet)) if one.name in says}
