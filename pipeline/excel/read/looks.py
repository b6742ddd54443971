"""The style table of a workbook, in one pass: which looks show numbers by a format of their own, and which strike out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from pipeline.excel.cells.formats import BUILT_IN
from pipeline.excel.package import Doctype, parse

_GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Looks:
    """By the number that a cell carries in `s`: the format of its numbers where it is not the general one, and those struck out."""

    formats: dict[str, str] = field(default_factory=dict)
    struck: frozenset[str] = frozenset()


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
        self.struck_fonts: set[str] = set()
        self.formats: dict[str, str] = {}
        self.struck: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name in ("numFmts", "fonts", "cellXfs"):
            self.section = name
        elif self.section == "numFmts" and name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif self.section == "fonts" and name == "font":
            self.fonts += 1
        elif self.section == "fonts" and name == "strike" and attributes.get("val") not in ("0", "false"):
            self.struck_fonts.add(str(self.fonts - 1))
        elif self.section == "cellXfs" and name == "xf":
            self.look(attributes)

    def look(self, attributes: dict[str, str]) -> None:
        number = str(self.looks)
        self.looks += 1
        code = self.codes.get(attributes.get("numFmtId", ""), _GENERAL)
        if code != _GENERAL:
            self.formats[number] = code
        if attributes.get("fontId") in self.struck_fonts:
            self.struck.add(number)

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] == self.section:
            self.section = ""


def _refuse(*_: object) -> None:
    raise Doctype


def looks_of(part: IO[bytes]) -> Looks:
    """The looks of a style part, streamed; raises Doctype or expat.ExpatError."""
    reader = _StyleParser()
    parse(reader.parser, part)
    return Looks(reader.formats, frozenset(reader.struck))
