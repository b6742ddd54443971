"""How the cells of a workbook look: numbers by a format of their own, colours, and what is struck out, whole or in part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from pipeline.excel.cells.formats import BUILT_IN
from pipeline.excel.package import Doctype, parse

_GENERAL = "General"
_OFF = ("0", "false")
_PATTERNS = (  # of a fill that is seen, as the standard names them; gray125 stands in every style table and is on no cell
    *("solid", "darkDown", "darkGray", "darkGrid", "darkHorizontal", "darkTrellis", "darkUp", "darkVertical"),
    *("gray0625", "lightDown", "lightGray", "lightGrid", "lightHorizontal", "lightTrellis", "lightUp"),
    *("lightVertical", "mediumGray"),
)
_COLOURS = {  # how a colour may be given -> what it looks like
    "rgb": re.compile("[0-9A-Fa-f]{8}"),
    "theme": re.compile("[0-9]{1,2}"),
    "indexed": re.compile("[0-9]{1,2}"),
    "tint": re.compile(r"-?[01](\.[0-9]{1,17})?"),
}
Runs = tuple[tuple[str, bool], ...]  # the parts of a text, and which of them are struck out


@dataclass(frozen=True, slots=True)
class Fill:
    """The colour behind a cell: its pattern, and what the colour is: an ARGB value, or of the theme with its tint."""

    pattern: str
    color: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Looks:
    """By the number that a cell carries in `s`: the format of its numbers where it is not the general one, those struck out, and
    the colours behind; `runs`: number of a shared text of which a part is struck out -> its parts."""

    formats: dict[str, str] = field(default_factory=dict)
    struck: frozenset[str] = frozenset()
    fills: dict[str, Fill] = field(default_factory=dict)
    runs: dict[str, Runs] = field(default_factory=dict)


NO_LOOKS = Looks()


class _StyleParser:
    """The handlers of the pass; formats and fonts stand before the looks that name them by number."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = _refuse
        self.section = ""
        self.codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
        self.fonts, self.looks = 0, 0
        self.every_fill: list[Fill] = []
        self.fills: dict[str, Fill] = {}
        self.struck_fonts: set[str] = set()
        self.formats: dict[str, str] = {}
        self.struck: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name in ("numFmts", "fonts", "fills", "cellXfs"):
            self.section = name
        elif self.section == "fills":
            self.fill(name, attributes)
        elif self.section == "numFmts" and name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif self.section == "fonts" and name == "font":
            self.fonts += 1
        elif self.section == "fonts" and name == "strike" and attributes.get("val") not in _OFF:
            self.struck_fonts.add(str(self.fonts - 1))
        elif self.section == "cellXfs" and name == "xf":
            self.look(attributes)

    def fill(self, name: str, attributes: dict[str, str]) -> None:
        if name == "fill":
            self.every_fill.append(Fill("", ()))
        elif name == "patternFill" and self.every_fill:
            self.every_fill[-1] = Fill(attributes.get("patternType", ""), ())
        elif name == "fgColor" and self.every_fill:
            known = {n: v for n, v in attributes.items() if n in _COLOURS and _COLOURS[n].fullmatch(v)}
            self.every_fill[-1] = Fill(self.every_fill[-1].pattern, tuple(sorted(known.items())))

    def look(self, attributes: dict[str, str]) -> None:
        number = str(self.looks)
        self.looks += 1
        code = self.codes.get(attributes.get("numFmtId", ""), _GENERAL)
        if code != _GENERAL:
            self.formats[number] = code
        if attributes.get("fontId") in self.struck_fonts:
            self.struck.add(number)
        at = attributes.get("fillId", "")
        fill = self.every_fill[int(at)] if at.isdecimal() and int(at) < len(self.every_fill) else None
        if (
            fill is not None
            and fill.pattern in _PATTERNS
            and dict(fill.color).keys() & {"rgb", "theme", "indexed"}
        ):
            self.fills[number] = fill

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] == self.section:
            self.section = ""


def _refuse(*_: object) -> None:
    raise Doctype


class _StringParser:
    """The handlers of the pass over shared texts: those of which a part is struck out and another is not."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.CharacterDataHandler = self.hear
        self.number, self.hearing = -1, False
        self.parts: list[tuple[str, bool]] = []
        self.runs: dict[str, Runs] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "si":
            self.number += 1
            self.parts = []
        elif name == "r":
            self.parts.append(("", False))
        elif name == "strike" and self.parts and attributes.get("val") not in _OFF:
            self.parts[-1] = (self.parts[-1][0], True)
        self.hearing = name == "t" and bool(self.parts)

    def hear(self, text: str) -> None:
        if self.hearing:
            before, struck = self.parts[-1]
            self.parts[-1] = (before + text, struck)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "t":
            self.hearing = False
        elif name == "si" and any(struck for _, struck in self.parts):
            self.runs[str(self.number)] = tuple(self.parts)


def struck_runs(part: IO[bytes]) -> dict[str, Runs]:
    """Number of a shared text of which a part is struck out -> its parts, streamed; raises as `looks_of` does."""
    reader = _StringParser()
    parse(reader.parser, part)
    return reader.runs


def looks_of(part: IO[bytes]) -> Looks:
    """The looks of a style part, streamed; raises Doctype or expat.ExpatError."""
    reader = _StyleParser()
    parse(reader.parser, part)
    return Looks(reader.formats, frozenset(reader.struck), reader.fills)
