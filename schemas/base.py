"""What a sheet and a workbook are: the declaration of columns and rules, and reading a declaration back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.kinds import SNAPSHOT as SNAPSHOT
from schemas.kinds import Counts as Counts
from schemas.kinds import Kind as Kind
from schemas.kinds import Timing as Timing
from schemas.kinds import When as When

# texts are held in the same way whether or not pyarrow is installed: what comes out must not depend on it
pd.set_option("mode.string_storage", "python")
Text = Series[Annotated[pd.StringDtype, "python", pd.NA]]
Whole = Series[pd.Int64Dtype]
Number = Series[pd.Float64Dtype]
if TYPE_CHECKING:  # a type checker would take the name of the dtype for the name of a class
    from schemas.rules import AskedOnce

    Date = Series[Any]
else:
    Date = Series["datetime64[s]"]

MOST_ROWS = 20_000  # of a sheet that does not declare more
YES, NO = "是", "否"
YES_NO = (YES, NO)
TICK = "√"  # the one choice of a column that is ticked or left empty


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a sheet says of itself in `Config.metadata`, beyond its columns.

    `since`: the first quarter that is asked for it, as in "2020Q1"; `parts`: the parts of the system that it is there for;
    `own`, `own_team`: the columns that name people, and a team, of the very branch that fills it in; `members`: the
    columns that name Party members alone; `number`: the column with numbers that no two workbooks share; `printed`: the letters
    with which those numbers begin that a blank prints in its empty rows, "" where it prints none;
    `key`: the columns that together say which thing a row is of, where no single number does; `asked_anew`: the columns that
    a row carried over from the period before comes without; `prefilled`: those that a blank fills in without locking them, which alone are no answer;
    `planned`: the columns of days that may lie ahead; `lasting`: those of what goes on for years, which may lie far back and,
    if planned, far ahead;
    `most_rows`: how far down its rows may reach, more where it holds the rows of every unit; `moves`: its rows follow their
    people into another branch; `edition`: the edition of the forms that brought it: a workbook of an earlier template is
    good without it; `removed`: the headings of columns that it had once, which are passed over without a word;
    `follows`: the columns that, where they are left empty, say what follows from the other cells of their row;
    `asked_once`: the columns that, where they are left empty, take the answer of a line of the cover;
    `may_wait`: a prefilled row that nobody answers says that nothing was done: it is no row;
    `discreet`: the columns that are quoted in the office's own report and nowhere else;
    `pasted`: its rows may be pasted as another program lists them, headings and further columns included;
    `on_request`: it is part of a workbook only where the office has put it in, since the rules in force ask for it;
    `earlier_form_of`: the sheets that stand for it today; a workbook that has it and not the first of them is read by it;
    `put_away`: the columns that are folded also where rows have them, so that they do not go on paper."""

    timing: Timing = SNAPSHOT
    since: str = ""
    parts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    own_team: str = ""
    members: tuple[str, ...] = ()
    number: str = ""
    printed: str = ""
    key: tuple[str, ...] = ()
    asked_anew: tuple[str, ...] = ()
    prefilled: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    most_rows: int = MOST_ROWS
    moves: bool = False
    edition: int = 1
    removed: tuple[str, ...] = ()
    follows: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = field(default_factory=dict)
    asked_once: Mapping[str, AskedOnce] = field(default_factory=dict)
    may_wait: bool = False
    discreet: tuple[str, ...] = ()
    on_request: bool = False
    pasted: bool = False
    earlier_form_of: tuple[str, ...] = ()
    put_away: tuple[str, ...] = ()

    def asked_on(self, day: dt.date) -> bool:
        """True if a period that begins on that day is asked for the sheet."""
        year, _, quarter = self.since.partition("Q")
        return not self.since or day >= dt.date(int(year), 3 * int(quarter) - 2, 1)


Offers = tuple[tuple[str, tuple[str, ...]], ...]  # what stands in another column -> what fits beside it


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column, read back from its schema."""

    name: str
    title: str
    help: str
    kind: Kind
    example: object
    required: bool
    unique: bool
    refers_to: str
    choices: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    pattern: str
    locked: bool
    shown: bool
    edition: int
    default: object
    counts: Counts = Counts.NUMBER
    counts_in: str = ""
    repeats: bool = False
    listed: bool = False
    folded: bool = False
    offered_by: str = ""
    offers: Offers = ()
    former: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # no part of the digest
    headed: tuple[str, ...] = field(default=(), repr=False)


class Sheet(pa.DataFrameModel):
    """A sheet of a workbook: strict, never coerced; cells are parsed before pandera sees them."""

    class Config:
        strict = True
        coerce = False


def column(
    title: str,
    help: str,
    *,
    example: object,
    kind: Kind | None = None,
    optional: bool = False,
    choices: tuple[str, ...] = (),
    refers_to: str = "",
    unique: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
    pattern: str = "",
    locked: bool = False,
    shown: bool = True,
    edition: int = 1,
    default: object = None,
    counts: Counts = Counts.NUMBER,
    counts_in: str = "",
    repeats: bool = False,
    listed: bool = False,
    folded: bool = False,
    offered_by: str = "",
    offers: Offers = (),
    former: tuple[tuple[str, str], ...] = (),
    headed: tuple[str, ...] = (),
) -> Any:
    """A column: its heading, what to write there, an example that obeys it, and its limits.

    `refers_to` is "sheet.column" of a list the value must stand in; `unique` holds within one workbook; `locked`
    columns are prefilled by the office and only their neighbours are answered. An example that would contradict the rest of
    the example row is not `shown` there: messages and the guide tell it. A column that a later `edition` of the forms brought
    may be missing in workbooks of earlier templates: its `default` stands in every row of theirs, and a notice says so.
    `counts` says what its numbers are; where each row has a unit of its own, `counts_in` is the "sheet.column" with the units.
    `repeats`: a list that may have one item several times; `listed`: its values are the list that other columns refer to.
    `offered_by`: the column of the row on whose value it depends what fits, "sheet.column" where it is in the row of another sheet
    with the same number in its first column; `offers`: that value, "" for none, with all that its dropdown then shows; the check
    goes by `choices` alone.
    `former`: words that earlier workbooks have for some of the choices, each with today's; `headed`: headings that they have.
    `folded`: out of sight in a form in which no row has it, for those who need it to open."""
    if edition > 1 and default is None and not optional:
        raise ValueError(f"“{title}”: a new column that must be filled in needs a default")
    limits: dict[str, Any] = {}
    if choices and kind is not Kind.LIST:
        limits["isin"] = list(choices)
    if minimum is not None:
        limits["ge"] = minimum
    if maximum is not None:
        limits["le"] = maximum
    if pattern:
        limits["str_matches"] = pattern
    facts = {
        "help": help,
        "example": example,
        "kind": kind or (Kind.CHOICE if choices else None),
        "choices": choices,
        "refers_to": refers_to,
        "unique": unique,
        "minimum": minimum,
        "maximum": maximum,
        "pattern": pattern,
        "locked": locked,
        "shown": shown,
        "edition": edition,
        "default": default,
        "counts": counts,
        "counts_in": counts_in,
        "repeats": repeats,
        "listed": listed,
        "folded": folded,
        "offered_by": offered_by,
        "offers": offers,
        "former": former,
        "headed": headed,
    }
    return pa.Field(title=title, nullable=optional, metadata=facts, **limits)


# A column that few rows fill, with an example that would contradict the rest of the example row.
rare_column = partial(column, optional=True, shown=False)
_KIND_OF_DTYPE = {"Int64": Kind.WHOLE, "Float64": Kind.NUMBER, "datetime64": Kind.DATE, "string": Kind.TEXT}


@cache
def columns(sheet: type[Sheet]) -> tuple[Column, ...]:
    """The columns of a sheet in their declared order."""
    return tuple(
        Column(
            **of.metadata | {"kind": of.metadata["kind"] or _KIND_OF_DTYPE[str(of.dtype).split("[")[0]]},
            name=name,
            title=str(of.title),
            required=not of.nullable,
        )
        for name, of in sheet.to_schema().columns.items()
    )


@cache
def column_of(sheet: type[Sheet], name: str) -> Column:
    """One column of a sheet by its name; KeyError if the sheet has none of that name."""
    return {c.name: c for c in columns(sheet)}[name]


@cache
def by_title(sheet: type[Sheet]) -> dict[str, Column]:
    """Heading -> column."""
    return {c.title: c for c in columns(sheet)}


@cache
def key(sheet: type[Sheet]) -> str:
    """The sheet's identifier in code and in references, for example "meeting"."""
    return str(sheet.to_schema().name)


@cache
def title(sheet: type[Sheet]) -> str:
    """The sheet's Chinese tab name."""
    return str(sheet.to_schema().title)


@cache
def declaration(sheet: type[Sheet]) -> Declaration:
    """What the sheet declares beyond its columns."""
    return Declaration(**getattr(sheet.Config, "metadata", {}))  # a built schema does not carry it


@cache
def row_key(sheet: type[Sheet]) -> tuple[str, ...]:
    """The columns by which a row is known from one workbook to the next; () where a sheet has none."""
    return declaration(sheet).key or next(((one.name,) for one in columns(sheet) if one.unique), ())


def timing(sheet: type[Sheet]) -> Timing:
    """The sheet's period rule; a snapshot unless declared."""
    return declaration(sheet).timing


@cache
def purpose(sheet: type[Sheet]) -> str:
    """The first paragraph of the sheet's docstring: what one row is."""
    return (sheet.__doc__ or "").strip().split("\n\n")[0]


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of workbook: its key, Chinese title, what its cover's 单位 names, and its sheets.

    `unit` is the heading of the cover's unit cell: 支部, 考评部门 or empty when the workbook speaks for the plant.
    `ticks`: sheets that must be filled or ticked 本季无 on the cover; `removed`: titles of sheets that it had once;
    `left_out`: keys of the sheets that the plant does not fill in."""

    key: str
    title: str
    unit: str
    sheets: tuple[type[Sheet], ...]
    ticks: tuple[type[Sheet], ...] = ()
    removed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def sheet(self, name: str) -> type[Sheet]:
        """One of its sheets by key."""
        return {key(s): s for s in self.sheets}[name]

    def asked_on(self, day: dt.date) -> Book:
        """The workbook as a period that begins on that day is asked for it: without the sheets of later times."""
        sheets = tuple(s for s in self.sheets if declaration(s).asked_on(day))
        return self._of(sheets)

    def holding(self, keys: Collection[str]) -> Book:
        """The workbook with only those of the sheets on request whose keys are named; an earlier form of other sheets is there
        in their place, or not at all."""
        here = tuple(s for s in self.sheets if key(s) in keys or not declaration(s).on_request)
        out: set[str] = set()
        for sheet in here:
            today = declaration(sheet).earlier_form_of
            out |= ({key(sheet)} if today[0] in keys else {*today}) if today else set()
        return self._of(tuple(s for s in here if key(s) not in out))

    def without(self, keys: Collection[str]) -> Book:
        """The workbook without those of its sheets that the plant does not fill in."""
        out = tuple(key(s) for s in self.sheets if key(s) in keys)
        return (
            replace(self._of(tuple(s for s in self.sheets if key(s) not in out)), left_out=out)
            if out
            else self
        )

    def _of(self, sheets: tuple[type[Sheet], ...]) -> Book:
        ticks = tuple(s for s in self.ticks if s in sheets)
        return self if sheets == self.sheets else replace(self, sheets=sheets, ticks=ticks)


@cache
def digest(book: Book) -> str:
    """Twelve hex digits that change whenever a heading, kind, choice or limit of the workbook changes."""
    text = repr([(key(s), title(s), columns(s)) for s in book.sheets])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
