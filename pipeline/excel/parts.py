"""The parts of a workbook's package: found by name, opened as streams or small trees, never with a document type."""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.excel.scan import Doctype, Odd

STRINGS = "xl/sharedStrings.xml"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le"))


DAMAGE = (  # what zipfile and expat raise on a part that is cut off, changed, or in an encoding that no workbook uses
    BadZipFile, zlib.error, EOFError, OSError, struct.error, expat.ExpatError, ElementTree.ParseError, Odd, ValueError,
    LookupError, NotImplementedError,
)


def local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


class _Tree(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> None:
        raise Doctype


def _refuse(*_: object) -> None:
    raise Doctype


class Parts:
    """The parts of a package by name; case and leading slashes do not matter."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.entries: dict[str, ZipInfo] = {}
        self.parsed: set[str] = set()
        for entry in archive.infolist():
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            if name in self.entries or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile(name)
            self.entries[name] = entry

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.entries

    def tree(self, name: str) -> ElementTree.Element:
        """A small part as a tree; an empty element where the package has no such part."""
        if name not in self:
            return ElementTree.Element("none")
        with self.opened(name) as part:
            return ElementTree.parse(part, ElementTree.XMLParser(target=_Tree())).getroot()

    def opened(self, name: str) -> IO[bytes]:
        """The part as a stream, for a parser that sees a document type itself."""
        self.parsed.add(name.lower())
        return self.archive.open(self.entries[name.lower()])

    def refuse_broken(self, name: str) -> None:
        """ExpatError or Doctype if there is such a part and it is not whole: a lenient reader would go on with a piece of it."""
        if name not in self:
            return
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = _refuse
        with self.opened(name) as part:
            parser.ParseFile(part)

    def refuse_types(self) -> None:
        """Doctype if a part that was not parsed here declares a document type: other readers will open it."""
        for name, entry in self.entries.items():
            if name.endswith((".xml", ".rels")) and name not in self.parsed:
                text = self.archive.read(entry)
                if any(mark in text for mark in _DOCTYPES):
                    raise Doctype

    def relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Id, type and target part of each relation of a part ("" is the package)."""
        folder, file = posixpath.split(name)
        for one in self.tree(posixpath.join(folder, "_rels", f"{file}.rels")):
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
            yield one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target.lstrip("/")

    def main(self) -> str:
        """The part of the workbook itself."""
        return next((target for _, kind, target in self.relations("") if kind == "officeDocument"), "xl/workbook.xml")

    def worksheets(self) -> Iterator[tuple[str, bool, str]]:
        """Title, whether it is hidden, and part of each worksheet that there is a part of, in their order."""
        main = self.main()
        targets = {id_: target for id_, kind, target in self.relations(main) if kind == "worksheet"}
        for one in self.tree(main).iter():
            linked = next((value for key, value in one.items() if key.rpartition("}")[2] == "id"), "")
            if local(one) == "sheet" and targets.get(linked, "") in self:
                yield one.get("name", ""), one.get("state", "visible") != "visible", targets[linked]
