"""One pass over a worksheet's XML: how far it reaches, and what a reader of values would not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import IO
from xml.parsers import expat

from pipeline.excel.package import Doctype, Odd, parse
from pipeline.excel.read.looks import NO_LOOKS, Fill, Looks, Runs

MOST_CELLS = 400_000
_MOST_FORMULAS = 500  # of a sheet that are remembered though they have a result
_LONGEST_FORMULA = 8_192  # characters, as many as a spreadsheet allows
_RANGE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,8})(?::\$?([A-Za-z]{1,4})\$?(\d{1,8}))?")
_DIGITS = "0123456789"
Cell = tuple[int, int]  # row and column, both from 1
_NOWHERE: Cell = (0, 0)
_NUMERIC = (None, "n")  # kinds of cell that hold a number
_OF_AN_EXTENSION = (
    "http://schemas.microsoft.com/office/excel/2006/main}f"  # of a drop-down or a colour, never of a cell
)


class Crowded(Exception):
    """The sheet has more cells than anyone fills in."""


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range, corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letter(self.left)}{self.top}:{letter(self.right)}{self.bottom}"


@dataclass(slots=True)
class Scan:
    """What the XML of one sheet holds: its cells in their order, and what values do not show."""

    cells: list[Cell] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merges: list[MergedRange] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    pictures: set[Cell] = field(default_factory=set)  # errors that only stand for a picture in the cell
    formulas: int = 0
    # the formulas without a result, as they are written
    uncached: dict[Cell, str] = field(default_factory=dict)
    computed: dict[Cell, str] = field(default_factory=dict)  # the first of those with a result
    hidden_rows: set[int] = field(default_factory=set)
    formats: dict[Cell, str] = field(default_factory=dict)  # of numbers, where it is not the general one
    struck: set[Cell] = field(default_factory=set)  # with a line drawn through
    runs: dict[Cell, Runs] = field(default_factory=dict)  # texts of which a part is struck out
    fills: dict[Cell, Fill] = field(default_factory=dict)  # with a colour behind

    @property
    def last_row(self) -> int:
        return max(self.rows, default=0)

    @property
    def last_column(self) -> int:
        return max(self.columns, default=0)


@cache
def letter(column: int) -> str:
    """1 -> A, 27 -> AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def _number(letters: str) -> int:
    number = 0
    for one in letters.upper():
        if not "A" <= one <= "Z":
            raise Odd(letters)
        number = number * 26 + ord(one) - 64
    return number


@lru_cache(65_536)  # the same addresses come again in every sheet
def position(ref: str) -> Cell:
    """Row and column of an address; Odd if it is none."""
    letters = ref.rstrip(_DIGITS)
    digits = ref[len(letters) :]
    if not letters or len(ref) > 12 or not digits.strip("0"):
        raise Odd(ref)
    return int(digits), _number(letters)


def is_address(text: str) -> bool:
    """True for the address of a cell, "B7"."""
    try:
        return min(position(text)) > 0
    except Odd:
        return False


class _SheetParser:
    """The handlers of the pass; only elements that matter reach a method, whatever prefix they carry."""

    def __init__(self, most: int, looks: Looks) -> None:
        self.scan = Scan()
        self.most = most
        self.looks = looks
        self.look: str | None = None
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = _refuse
        self.named: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self.cell,
            "v": self.value,
            "is": self.value,
            "f": self.formula,
            "row": self.row,
            "mergeCell": self.merge,
            "r": self.begin_run,
            "strike": self.strike,
            "t": self.text,
        }
        self.known: dict[str, Callable[[dict[str, str]], None] | None] = {_OF_AN_EXTENSION: None}
        self.at: Cell = (0, 0)
        self.reached: Cell = _NOWHERE
        self.kind: str | None = None
        self.rich = False
        self.valued = False
        self.hidden = False
        self.pending: Cell | None = None
        self.formula_text = self.text_number = ""
        self.formula_at: Cell = _NOWHERE

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        try:
            handle = self.known[tag]
        except KeyError:
            handle = self.known[tag] = self.named.get(tag.rpartition("}")[2])
        if handle is not None:
            handle(attributes)

    def row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not number.isdecimal():
            raise Odd(number)
        self.at = (int(number) if number else self.at[0] + 1, 0)
        self.hidden = attributes.get("hidden") in ("1", "true")

    def cell(self, attributes: dict[str, str]) -> None:
        self.settle()
        if len(self.scan.cells) > self.most:
            raise Crowded
        ref = attributes.get("r")
        self.at = position(ref) if ref else (self.at[0], self.at[1] + 1)
        self.reached = _NOWHERE  # a second cell of the same address is a second cell
        self.kind = attributes.get("t")
        self.look = attributes.get("s")
        self.rich = "vm" in attributes
        self.valued = False

    def value(self, _: dict[str, str]) -> None:
        if self.valued:
            raise Odd("two values in a cell, one of which a reader would drop")
        self.valued = True
        self.reach()
        if self.kind == "e":
            self.pending = None
            self.scan.errors[self.at] = ""
            if self.rich:
                self.scan.pictures.add(self.at)
            self.listen(self.name_error)
        elif self.pending and self.kind == "str":
            self.pending = None
        elif self.pending:
            self.listen(self.see_result)
        elif self.kind == "s" and self.looks.runs:
            self.text_number = ""
            self.listen(self.hear_number)

    def formula(self, _: dict[str, str]) -> None:
        self.reach()
        self.scan.formulas += 1
        self.pending = self.formula_at = self.at
        self.formula_text = ""
        self.listen(self.hear_formula)

    def reach(self) -> None:
        if self.at is self.reached:
            return
        self.reached = self.at
        scan, (row, column) = self.scan, self.at
        scan.cells.append(self.at)
        scan.rows.add(row)
        scan.columns.add(column)
        if self.hidden:
            scan.hidden_rows.add(row)
        if self.look in self.looks.formats and self.kind in _NUMERIC:
            scan.formats[self.at] = self.looks.formats[self.look]
        if self.look in self.looks.struck:
            scan.struck.add(self.at)
        if self.look in self.looks.fills:
            scan.fills[self.at] = self.looks.fills[self.look]

    def listen(self, hear: Callable[[str], None]) -> None:
        self.parser.CharacterDataHandler = hear
        self.parser.EndElementHandler = self.hush

    def hush(self, _: str) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None

    def hear_number(self, text: str) -> None:
        self.text_number += text
        if runs := self.looks.runs.get(self.text_number.strip()):
            self.scan.runs[self.at] = runs
        else:
            self.scan.runs.pop(self.at, None)

    def begin_run(self, _: dict[str, str]) -> None:
        """A part of a text that stands in the cell itself."""
        self.scan.runs[self.at] = (*self.scan.runs.get(self.at, ()), ("", False))

    def strike(self, attributes: dict[str, str]) -> None:
        if self.at in self.scan.runs and attributes.get("val") not in ("0", "false"):
            *before, (text, _) = self.scan.runs[self.at]
            self.scan.runs[self.at] = (*before, (text, True))

    def text(self, _: dict[str, str]) -> None:
        if self.at in self.scan.runs and self.kind == "inlineStr":
            self.listen(self.hear_run)

    def hear_run(self, text: str) -> None:
        *before, (already, struck) = self.scan.runs[self.at]
        self.scan.runs[self.at] = (*before, (already + text, struck))

    def hear_formula(self, text: str) -> None:
        self.formula_text = (self.formula_text + text)[:_LONGEST_FORMULA]

    def name_error(self, text: str) -> None:
        self.scan.errors[self.at] += text.strip()

    def see_result(self, text: str) -> None:
        if text.strip():
            self.pending = None

    def settle(self) -> None:
        if self.pending:
            self.scan.uncached[self.pending] = f"={self.formula_text.strip()}"
            self.pending = None
        elif self.formula_text.strip() and len(self.scan.computed) < _MOST_FORMULAS:
            self.scan.computed[self.formula_at] = f"={self.formula_text.strip()}"
        self.formula_text = ""

    def merge(self, attributes: dict[str, str]) -> None:
        match = _RANGE.fullmatch(attributes.get("ref", ""))
        if not match:
            raise Odd(attributes.get("ref", ""))
        top, left = int(match[2]), _number(match[1])
        bottom, right = int(match[4] or top), _number(match[3] or match[1])
        self.scan.merges.append(
            MergedRange(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        )


def _refuse(*_: object) -> None:
    raise Doctype


def scan_sheet(part: IO[bytes], most: int = MOST_CELLS, looks: Looks = NO_LOOKS) -> Scan:
    """The scan of one worksheet part, streamed; raises Doctype, Crowded, Odd or expat.ExpatError."""
    reader = _SheetParser(most, looks)
    parse(reader.parser, part)
    reader.settle()
    _settle_runs(reader.scan)
    return reader.scan


def _settle_runs(scan: Scan) -> None:
    """Texts of which nothing is struck out are none of these; those struck out in all their parts are struck out cells."""
    for at, runs in [*scan.runs.items()]:
        struck = {line for text, line in runs if text.strip()}
        if struck != {True, False}:
            del scan.runs[at]
        if struck == {True}:
            scan.struck.add(at)
