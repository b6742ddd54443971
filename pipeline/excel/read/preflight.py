"""A first look at the raw bytes of a file, before any library opens it: what it is, and whether it is safe to read."""

from __future__ import annotations

import hashlib
import io
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any
from xml.etree import ElementTree
from zipfile import ZipFile

from pipeline.core.finding import Finding, Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import same_name
from pipeline.excel.messages import say
from pipeline.excel.other_kinds.file_kind import (
    ARCHIVE,
    SECURED,
    SPREADSHEETS,
    ZIPPED,
    kind_of_bytes,
    kind_of_entries,
)
from pipeline.excel.package import (
    DAMAGE,
    MOST_UNPACKED,
    STRINGS,
    Doctype,
    Odd,
    Parts,
    TooMuch,
    local,
    refuse_crowded,
)
from pipeline.excel.read.looks import NO_LOOKS, Looks, looks_of, struck_runs
from pipeline.excel.read.scan import MOST_CELLS, Crowded, Scan, scan_sheet
from schemas.base import MOST_ROWS

ARCHIVED = "W136"
BY_PROGRAM = "程序生成"  # a workbook that no person has saved since it was made
PROGRAMS = (  # how the program that saved a workbook names itself -> how people call it
    ("microsoft excel compatible", BY_PROGRAM),
    ("microsoft macintosh excel", "Excel"),
    ("microsoft excel", "Excel"),
    ("wps", "WPS 表格"),
    ("et", "WPS 表格"),
    ("tencent", "腾讯文档"),
    ("腾讯", "腾讯文档"),
    ("libreoffice", "LibreOffice"),
    ("openoffice", "LibreOffice"),
)
MOST_BYTES = 50_000_000
MOST_XML = 60_000_000  # of all parts, unpacked, but for sheets that may have more rows than is usual
MOST_SHEETS = 200
MOST_MERGES = 2_000
MOST_COLUMNS = 100
_CELLS_A_ROW = 10  # of a sheet that may have more rows than is usual
MOST_PLACES = (
    4_000_000  # rows × columns of all sheets: a reader of values makes every place, also the empty ones
)
_ENCRYPTED_ENTRY = 0x1
_LOCKS = ("~$", ".~")  # files that Excel, WPS and LibreOffice keep beside an open workbook
_READ = (layout.COVER, layout.PROBLEMS, layout.OTHERS)
# made by us, opened by nobody
_UNREAD = {same_name(title) for title in layout.OWN_SHEETS if title not in _READ}


@dataclass(frozen=True, slots=True)
class SheetScan:
    """A worksheet's title, whether it is hidden, its scan, and the part of the package that it was scanned from."""

    title: str
    hidden: bool
    scan: Scan
    part: str
    most_rows: int = MOST_ROWS

    @property
    def too_far(self) -> bool:
        """True if its cells reach further than a reader may be trusted with."""
        return self.scan.last_row > self.most_rows or self.scan.last_column > MOST_COLUMNS


@dataclass(frozen=True, slots=True)
class FileContents:
    """What the first look found: the content's sha256, the stamp or "", who saved it, the date system, macros, sheets."""

    sha256: str
    stamp: str
    program: str
    from_1904: bool
    macros: bool
    sheets: tuple[SheetScan, ...]


Looked = tuple[FileContents | None, list[Finding]]


def inspect(name: str, content: bytes, rows: Mapping[str, int] | None = None) -> Looked:
    """What is in the file, or None and the one finding that says why it is not read; `name` only stands in the finding.

    `rows`: title of a sheet -> how far down its rows may reach, where that is more than is usual."""
    place = Place(name)
    if posixpath.basename(name).startswith(_LOCKS):
        return _refused("W103", place)
    if not content:
        return _refused("E101", place)
    if len(content) > MOST_BYTES:
        return _refused("E105", place, what=f"超过 {MOST_BYTES // 1_000_000} MB")
    if not content.startswith(ZIPPED):
        return _not_ours(place, kind_of_bytes(content))
    try:
        return _inspect_package(place, content, {same_name(one): most for one, most in (rows or {}).items()})
    except Doctype:
        return _refused("E106", place)
    except TooMuch as limit:
        return _refused("E105", place, what=str(limit))
    except DAMAGE:
        return _refused("E104", place)


def _refused(code: str, place: Place, **facts: Any) -> Looked:
    return None, [say(code, place, **facts)]


def _not_ours(place: Place, what: str) -> Looked:
    if what in ("E102", "E104", SECURED):
        return _refused(what, place)
    if what == ARCHIVE:
        return _refused(ARCHIVED, place)
    return _refused("E103" if what in SPREADSHEETS else "W101", place, what=what)


def _inspect_package(place: Place, content: bytes, rows: Mapping[str, int]) -> Looked:
    refuse_crowded(content)
    with ZipFile(io.BytesIO(content)) as archive:
        if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in archive.infolist()):
            return _refused("E102", place)
        parts = Parts(archive)
        main = next(
            (target for _, kind, target in parts.relations("") if kind == "officeDocument"), "xl/workbook.xml"
        )
        if what := kind_of_entries(parts.entries, main):
            locked = any(
                local(one) == "encryption-data" for one in parts.tree("META-INF/manifest.xml").iter()
            )
            return _not_ours(place, "E102" if locked else what)
        _limit_xml(parts, rows)
        contents = FileContents(
            sha256=hashlib.sha256(content).hexdigest(),
            stamp=_stamp(parts),
            program=_program(parts),
            from_1904=_from_1904(parts.tree(main)),
            macros=any(entry.endswith("vbaproject.bin") for entry in parts.entries),
            sheets=tuple(_sheets(parts, rows)),
        )
        parts.refuse_broken(STRINGS)
        parts.refuse_types()
        return contents, []


def _stamp(parts: Parts) -> str:
    for one in parts.tree("docProps/custom.xml"):
        if one.get("name") == layout.STAMP:
            return "".join(one.itertext()).strip()
    return ""


def _program(parts: Parts) -> str:
    """The program that saved the workbook last, by its own word: Excel, WPS 表格, 腾讯文档, LibreOffice; else 其他."""
    named = next(
        (one.text or "" for one in parts.tree("docProps/app.xml").iter() if local(one) == "Application"), ""
    )
    own_word = named.strip().lower()
    return next((program for start, program in PROGRAMS if own_word.startswith(start)), "其他")


def _from_1904(workbook: ElementTree.Element) -> bool:
    flags = (one.get("date1904") for one in workbook.iter() if local(one) == "workbookPr")
    return any(flag in ("1", "true") for flag in flags)


def _limit_xml(parts: Parts, rows: Mapping[str, int]) -> None:
    """Little to unpack, but for the worksheets that may be long, and with them no more than a machine bears."""
    long = {target.lower() for title, _, target in parts.worksheets() if same_name(title) in rows}
    sizes = {n: e.file_size for n, e in parts.entries.items() if n.endswith((".xml", ".rels"))}
    for size, most in (
        (sum(size for n, size in sizes.items() if n.lower() not in long), MOST_XML),
        (sum(sizes.values()), MOST_UNPACKED),
    ):
        if size > most:
            raise TooMuch(f"内容展开后超过 {most // 1_000_000} MB")
    parts.left = MOST_XML + sum(parts.entries[name].file_size for name in long if name in parts.entries)


def _sheets(parts: Parts, rows: Mapping[str, int]) -> list[SheetScan]:
    """Every worksheet scanned, each part once, however many sheets point to it."""
    scans: dict[tuple[str, int], Scan] = {}
    sheets = []
    looks = _looks(parts)
    for title, hidden, target in parts.worksheets():
        most = rows.get(same_name(title), MOST_ROWS)
        limit = MOST_CELLS if most == MOST_ROWS else most * _CELLS_A_ROW
        scan = Scan()
        if same_name(title) not in _UNREAD:
            if (target, limit) not in scans:
                with parts.opened(target) as part:
                    scans[target, limit] = _scan(title, part, limit, looks)
            scan = scans[target, limit]
        _limit_merges(title, scan)
        sheets.append(SheetScan(title, hidden, scan, target, most))
    _limit_places(sheets)
    return sheets


def _limit_places(sheets: Collection[SheetScan]) -> None:
    if len(sheets) > MOST_SHEETS:
        raise TooMuch(f"有 {len(sheets)} 张工作表")
    usual = [one for one in sheets if one.most_rows == MOST_ROWS and not one.too_far]
    if sum(one.scan.last_row * one.scan.last_column for one in usual) > MOST_PLACES:
        raise TooMuch("各张工作表的内容排得太远")
    if sum(len(one.scan.cells) for one in usual) > MOST_CELLS:
        raise TooMuch(f"各张工作表共有 {MOST_CELLS} 格以上的内容")


def _looks(parts: Parts) -> Looks:
    """How cells look; as they are without a style table where there is none."""
    part = next((target for _, kind, target in parts.relations(parts.main()) if kind == "styles"), "")
    looks = NO_LOOKS
    if part in parts:
        with parts.opened(part) as styles:
            looks = looks_of(styles)
    if STRINGS in parts and parts.names(STRINGS, b"strike"):
        with parts.opened(STRINGS) as strings:
            looks = replace(looks, runs=struck_runs(strings))
    return looks


def _scan(title: str, part: IO[bytes], most: int, looks: Looks) -> Scan:
    try:
        return scan_sheet(part, most, looks)
    except Crowded:
        raise TooMuch(f"工作表“{title}”有 {most} 格以上的内容") from None


def _limit_merges(title: str, scan: Scan) -> None:
    """Merged ranges are walked cell by cell later: few enough, and no cell in many of them."""
    if len(scan.merges) > MOST_MERGES:
        raise TooMuch(f"工作表“{title}”有 {len(scan.merges)} 处合并单元格")
    rows, columns = scan.last_row, scan.last_column
    area = sum(
        max(0, min(box.bottom, rows) - box.top + 1) * max(0, min(box.right, columns) - box.left + 1)
        for box in scan.merges
    )
    if area > rows * columns:
        raise Odd(title)
