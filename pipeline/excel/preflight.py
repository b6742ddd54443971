"""A first look at the raw bytes of a file, before any library opens it: what it is, and whether it is safe to read."""

from __future__ import annotations

import hashlib
import io
import posixpath
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.excel import layout
from pipeline.excel.cell import same_name
from pipeline.excel.messages import say
from pipeline.excel.scan import Doctype, Odd, Scan, scan_sheet
from pipeline.excel.signature import SPREADSHEETS, kind_of_bytes, kind_of_entries
from pipeline.findings import Finding, Place

MOST_BYTES = 50_000_000
MOST_ENTRIES = 5_000
MOST_XML = 60_000_000  # of all parts that hold cells, unpacked
MOST_MERGES = 2_000
MOST_ROWS, MOST_COLUMNS = 20_000, 200

_DAMAGE = (  # what zipfile and expat raise on a part that is cut off, changed, or in an encoding that no workbook uses
    BadZipFile, zlib.error, EOFError, OSError, struct.error, expat.ExpatError, ElementTree.ParseError, Odd, ValueError,
    LookupError, NotImplementedError,
)
_ENCRYPTED_ENTRY = 0x1
_UNREAD = {same_name(title) for title in layout.OWN_SHEETS} - {same_name(layout.COVER)}  # made by us, opened by nobody


@dataclass(frozen=True, slots=True)
class SheetScan:
    """A worksheet's title, whether it is hidden, and its scan."""

    title: str
    hidden: bool
    scan: Scan

    @property
    def too_far(self) -> bool:
        """True if its cells reach further than a reader may be trusted with."""
        return self.scan.last_row > MOST_ROWS or self.scan.last_column > MOST_COLUMNS


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the first look found: the content's sha256, the stamp or "", the date system, macros, the worksheets."""

    sha256: str
    stamp: str
    from_1904: bool
    macros: bool
    sheets: tuple[SheetScan, ...]


class _Tree(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> None:
        raise Doctype


class _TooMuch(Exception):
    """A limit is passed; the text says which."""


class _Parts:
    """The parts of a package by name; case and leading slashes do not matter."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.entries: dict[str, ZipInfo] = {}
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
        with self.archive.open(self.entries[name.lower()]) as part:
            return ElementTree.parse(part, ElementTree.XMLParser(target=_Tree())).getroot()

    def relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Id, type and target part of each relation of a part ("" is the package)."""
        folder, file = posixpath.split(name)
        for one in self.tree(posixpath.join(folder, "_rels", f"{file}.rels")):
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
            yield one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target.lstrip("/")


def inspect(name: str, content: bytes) -> Inspection | Finding:
    """What is in the file, or the one finding that says why it is not read; `name` only stands in the finding."""
    place = Place(name)
    if posixpath.basename(name).startswith("~$"):
        return say("W103", place)
    if not content:
        return say("E101", place)
    if len(content) > MOST_BYTES:
        return say("E105", place, what=f"{len(content) // 1_000_000} MB，最多 {MOST_BYTES // 1_000_000} MB")
    if not content.startswith(b"PK\x03\x04"):
        return _not_ours(place, kind_of_bytes(content))
    try:
        return _inspect_package(place, content)
    except Doctype:
        return say("E106", place)
    except _TooMuch as limit:
        return say("E105", place, what=str(limit))
    except _DAMAGE:
        return say("E104", place)


def _not_ours(place: Place, what: str) -> Finding:
    if what in ("E102", "E104"):
        return say(what, place)
    return say("E103" if what in SPREADSHEETS else "W101", place, what=what)


def _inspect_package(place: Place, content: bytes) -> Inspection | Finding:
    with ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in entries):
            return say("E102", place)
        if len(entries) > MOST_ENTRIES:
            raise _TooMuch(f"内部有 {len(entries)} 个部件")
        parts = _Parts(archive)
        main = next((target for _, kind, target in parts.relations("") if kind == "officeDocument"), "xl/workbook.xml")
        if what := kind_of_entries(parts.entries, main):
            return _not_ours(place, what)
        if sum(e.file_size for n, e in parts.entries.items() if n.endswith((".xml", ".rels"))) > MOST_XML:
            raise _TooMuch(f"内容展开后超过 {MOST_XML // 1_000_000} MB")
        return Inspection(
            sha256=hashlib.sha256(content).hexdigest(),
            stamp=_stamp(parts),
            from_1904=_from_1904(parts.tree(main)),
            macros=any(entry.endswith("vbaproject.bin") for entry in parts.entries),
            sheets=tuple(_sheets(parts, main)),
        )


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _stamp(parts: _Parts) -> str:
    for one in parts.tree("docProps/custom.xml"):
        if one.get("name") == layout.STAMP:
            return "".join(one.itertext()).strip()
    return ""


def _from_1904(workbook: ElementTree.Element) -> bool:
    flags = (one.get("date1904") for one in workbook.iter() if _local(one) == "workbookPr")
    return any(flag in ("1", "true") for flag in flags)


def _sheets(parts: _Parts, main: str) -> Iterator[SheetScan]:
    targets = {id_: target for id_, kind, target in parts.relations(main) if kind == "worksheet"}
    for one in parts.tree(main).iter():
        if _local(one) != "sheet":
            continue
        linked = next((value for key, value in one.items() if key.rpartition("}")[2] == "id"), "")
        target = targets.get(linked, "")
        if target in parts:
            scan = Scan()
            if same_name(one.get("name", "")) not in _UNREAD:
                with parts.archive.open(parts.entries[target.lower()]) as part:
                    scan = scan_sheet(part)
            _limit_merges(one.get("name", ""), scan)
            yield SheetScan(one.get("name", ""), one.get("state", "visible") != "visible", scan)


def _limit_merges(title: str, scan: Scan) -> None:
    """Merged ranges are walked cell by cell later: few enough, and no cell in many of them."""
    if len(scan.merges) > MOST_MERGES:
        raise _TooMuch(f"工作表“{title}”有 {len(scan.merges)} 处合并单元格")
    rows, columns = scan.last_row, scan.last_column
    area = sum(max(0, min(box.bottom, rows) - box.top + 1) * max(0, min(box.right, columns) - box.left + 1)
               for box in scan.merges)
    if area > rows * columns:
        raise Odd(title)
