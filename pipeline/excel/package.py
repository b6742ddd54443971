"""Office files as bytes: the same content gives the same bytes, whenever and wherever it is saved."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_safe(text: str) -> str:
    """The text without characters that XML forbids."""
    return _ILLEGAL.sub("", text)


class Doctype(Exception):
    """The XML declares a document type, which no workbook needs."""


class TooMuch(Exception):
    """A limit of what is unpacked or parsed is passed; the text says which."""


class Odd(Exception):
    """The XML is not that of a worksheet as anyone writes it."""


_MOMENT = dt.datetime(2000, 1, 1)
_ENTRY_DATE = (1980, 1, 1, 0, 0, 0)
_SPELT_OUT = re.compile(rb"&#(\d{3,7});")
_FIRST_PLAIN = 0xA0


def same_bytes(workbook: Workbook) -> bytes:
    """The .xlsx file; neither the clock nor the order of a set leaves a trace in it."""
    workbook.properties.created = workbook.properties.modified = _MOMENT
    draft = io.BytesIO()
    ExcelWriter(workbook, ZipFile(draft, "w", ZIP_STORED)).save()
    with ZipFile(draft) as source:
        return packed({name: _SPELT_OUT.sub(_letter, source.read(name)) for name in source.namelist()})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts of an .xlsx or .docx file by name -> the file; their order and the hour leave no trace in it."""
    final = io.BytesIO()
    with ZipFile(final, "w", ZIP_DEFLATED) as target:
        for name in sorted(parts, key=_part_order):
            entry = ZipInfo(name, _ENTRY_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, parts[name], compresslevel=9)
    return final.getvalue()


def _letter(reference: re.Match[bytes]) -> bytes:
    # attributes arrive with each Chinese character spelt out as a number; the character itself is far shorter
    code = int(reference[1])
    return chr(code).encode() if code >= _FIRST_PLAIN else reference[0]


def _part_order(name: str) -> tuple[bool, bool, str]:
    # programs that sniff a file's kind expect the content types first, then the relations of the package
    return name != "[Content_Types].xml", name != "_rels/.rels", name


STRINGS = "xl/sharedStrings.xml"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le"))
DAMAGE = (  # what zipfile and expat raise on a part that is cut off, changed, or in an encoding that no workbook uses
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    struct.error,
    expat.ExpatError,
    ElementTree.ParseError,
    Odd,
    ValueError,
    LookupError,
    NotImplementedError,
)


def local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


MOST_ENTRIES = 5_000
MOST_UNPACKED = (
    200_000_000  # bytes of all parts that are opened, whatever they are called; twice where twice opened
)
_MOST_TOKEN = (
    1 << 20
)  # bytes of a tag or a comment: some parsers read an unfinished one anew with every chunk
_CHUNK = 1 << 18
_END, _END_SIZE, _MOST_COMMENT = b"PK\x05\x06", 22, 65_535
_END64, _END64_SIZE, _LOCATOR, _LOCATOR_SIZE = b"PK\x06\x06", 56, b"PK\x06\x07", 20
_MOST_OF_AN_ENTRY = 1_000  # bytes of the directory


def refuse_crowded(content: bytes) -> None:
    """TooMuch if the package says at its end that it has too many parts: a library would make an object of each."""
    end = content.rfind(_END, max(0, len(content) - _END_SIZE - _MOST_COMMENT))
    if end < 0 or len(content) < end + _END_SIZE:
        return
    count, size = struct.unpack("<HL", content[end + 10 : end + 16])
    start = end - _LOCATOR_SIZE - _END64_SIZE
    if content[end - _LOCATOR_SIZE :].startswith(_LOCATOR) and content[max(start, 0) :].startswith(_END64):
        count, size = struct.unpack("<QQ", content[start + 32 : start + 48])
    if count > MOST_ENTRIES or size > MOST_ENTRIES * _MOST_OF_AN_ENTRY:
        raise TooMuch(f"内部有 {max(count, MOST_ENTRIES)} 个以上的部件")


def parse(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    """Feed a part to the parser, chunk by chunk; TooMuch where one tag or comment of it has no end in sight."""
    fed = 0
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _MOST_TOKEN:
            raise TooMuch("内部有过长的标记")
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise Doctype


class Parts:
    """The parts of a package by name; case and leading slashes do not matter."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.left = MOST_UNPACKED
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
        builder = ElementTree.TreeBuilder()
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, _refuse
        with self.opened(name) as part:
            parse(parser, part)
        return builder.close()

    def names(self, name: str, word: bytes) -> bool:
        """True if the word stands somewhere in the part."""
        before = b""
        with self.opened(name) as part:
            while chunk := part.read(_CHUNK):
                if word in before + chunk:
                    return True
                before = chunk[-len(word) :]
        return False

    def opened(self, name: str) -> IO[bytes]:
        """The part as a stream, for a parser that sees a document type itself; TooMuch where no more may be unpacked.

        A stream ends at the size that its entry declares, so the declared sizes bound what is really unpacked."""
        entry = self.entries[name.lower()]
        self.parsed.add(name.lower())
        self.left -= entry.file_size
        if self.left < 0:
            raise TooMuch(f"内容展开后超过 {MOST_UNPACKED // 1_000_000} MB")
        return self.archive.open(entry)

    def refuse_broken(self, name: str) -> None:
        """ExpatError or Doctype if there is such a part and it is not whole: a lenient reader would go on with a piece of it."""
        if name not in self:
            return
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = _refuse
        with self.opened(name) as part:
            parse(parser, part)

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
        return next(
            (target for _, kind, target in self.relations("") if kind == "officeDocument"), "xl/workbook.xml"
        )

    def worksheets(self) -> Iterator[tuple[str, bool, str]]:
        """Title, whether it is hidden, and part of each worksheet that there is a part of, in their order."""
        main = self.main()
        targets = {id_: target for id_, kind, target in self.relations(main) if kind == "worksheet"}
        for one in self.tree(main).iter():
            linked = next((value for key, value in one.items() if key.rpartition("}")[2] == "id"), "")
            if local(one) == "sheet" and targets.get(linked, "") in self:
                yield one.get("name", ""), one.get("state", "visible") != "visible", targets[linked]
