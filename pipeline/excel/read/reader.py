"""A file's bytes to a workbook: which kind it is, its cover, and the raw rows of its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from pipeline.core.finding import Finding, Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import like, same_name
from pipeline.excel.messages import EXAMPLE_CHANGED, NO_SHEET, OLD_EXAMPLE_CHANGED, say
from pipeline.excel.package import TooMuch
from pipeline.excel.read.cover import other_calendar, read_cover, read_ticks
from pipeline.excel.read.floating import answers_in_notes, counted, drawings
from pipeline.excel.read.headings import NEARLY_ALL, share, stranger
from pipeline.excel.read.preflight import MOST_COLUMNS, FileContents, SheetScan, inspect
from pipeline.excel.read.remarks import lost_cells
from pipeline.excel.read.scan import letter
from pipeline.excel.read.source import OWN_TITLES, FileSheets
from pipeline.excel.read.table import read_sheet
from pipeline.excel.read.values import Rows
from pipeline.excel.workbook import (
    Cells,
    CoverCell,
    RawSheet,
    Template,
    Workbook,
    as_stamped,
    asked_for,
    is_newer,
    listed,
    missing_by_edition,
    template_of,
)
from schemas.base import MOST_ROWS, Book, Sheet, declaration, key, title

_ALIKE = 0.5  # of its headings


def read_workbook(name: str, content: bytes, books: Sequence[Book]) -> tuple[Workbook | None, list[Finding]]:
    """The workbook in these bytes, or None, and what was found on the way; `name` is how findings call the file."""
    try:
        return _read_workbook(name, content, books)
    except TooMuch as limit:
        return None, [say("E105", Place(name), what=str(limit))]


def _read_workbook(name: str, content: bytes, books: Sequence[Book]) -> tuple[Workbook | None, list[Finding]]:
    reader, stamp, refusals = _opened(name, content, books)
    if reader is None:
        return None, refusals
    contents = reader.contents
    cover, ticks, cover_findings = _cover(reader, reader.book, contents.from_1904)
    book = _asked_here(reader, cover)
    reader.ask(book)
    template = template_of(book, stamp)
    sheets, sheet_findings = _sheets(reader, book, template)
    findings = [say("W104", Place(name), book=book.title)] if template is Template.OLD else []
    findings += [say("W105", Place(name))] if contents.macros else []
    findings += [*cover_findings, *reader.tabs.finding(name), *sheet_findings]
    findings += _beside(reader, book, sheets)
    findings = _in_its_calendar(
        reader, findings, cover, [(book.sheet(one), raw) for one, raw in sheets.items()]
    )
    read = {raw.title for raw in sheets.values()} | _form_sheets(reader)
    unread = _unread(reader, contents, read)
    return Workbook(
        file=name,
        sha256=contents.sha256,
        book=book,
        stamped=bool(stamp),
        old=template is Template.OLD,
        from_1904=contents.from_1904,
        cover=cover,
        ticks=ticks,
        sheets=sheets,
        titles=tuple(one.title for one in contents.sheets),
        strangers=tuple(one.title for one in unread if not one.too_far and one.title not in read),
        program=contents.program,
        problems=reader.read.get(reader.name(layout.PROBLEMS), []),
        cells=_cells(reader, sheets, unread),
        formulas={one.title: one.scan.uncached for one in contents.sheets if one.scan.uncached},
        cover_title=reader.cover,
        defaults=missing_by_edition(book, cover, sheets, template),
    ), findings


def _opened(name: str, content: bytes, books: Sequence[Book]) -> tuple[FileSheets | None, str, list[Finding]]:
    """The sheets of the file as a workbook of one of these kinds, and its stamp; or why it is none."""
    reach = {title(sheet): declaration(sheet).most_rows for book in books for sheet in book.sheets}
    contents, refusals = inspect(
        name, content, {one: most for one, most in reach.items() if most > MOST_ROWS}
    )
    if contents is None:
        return None, "", refusals
    book, stamp = _identify(contents, books)
    if book is None:
        return None, "", [say("W102", Place(name))]
    reader = FileSheets(name, content, contents, book)
    if isinstance(reader.values, tuple):
        return None, "", [say(reader.values[0], Place(name), what=reader.values[1])]
    return reader, stamp, []


def _asked_here(reader: FileSheets, cover: Mapping[str, CoverCell]) -> Book:
    """The book with the sheets that its period asks for and that the file has."""
    book = asked_for(reader.book, cover["period"].value) if "period" in cover else reader.book
    there = {same_name(one.title) for one in reader.contents.sheets}
    return book.holding([key(sheet) for sheet in book.sheets if same_name(title(sheet)) in there])


def _beside(reader: FileSheets, book: Book, sheets: Mapping[str, RawSheet]) -> list[Finding]:
    """What is told of sheets that nobody asked for, of what is hidden, of pictures and text boxes, of answers in notes."""
    floating = counted(drawings(reader.content)).items()
    return [
        *_strangers(reader, reader.contents, book, sheets.values()),
        *_hidden(reader, sheets),
        *(say("W127", Place(reader.file, tab), title=tab, what=what) for tab, what in floating),
        *answers_in_notes(
            reader.file, reader.content, [(book.sheet(one), raw) for one, raw in sheets.items()]
        ),
    ]


def _in_its_calendar(
    reader: FileSheets,
    findings: list[Finding],
    cover: Mapping[str, CoverCell],
    of_book: Sequence[tuple[type[Sheet], RawSheet]],
) -> list[Finding]:
    """The findings, with the one sentence where the file counts its days from 1904; its examples are then off by as much."""
    mixed = other_calendar(reader.file, reader.contents.from_1904, cover, of_book)
    if not mixed:
        return findings
    return [
        *(one for one in findings if one.code not in (EXAMPLE_CHANGED, OLD_EXAMPLE_CHANGED)),
        *mixed,
    ]


def _unread(reader: FileSheets, contents: FileContents, read: Set[str]) -> list[SheetScan]:
    """The sheets with content that are not among those read; second copies of a sheet among them."""
    return [
        one
        for one in contents.sheets
        if one.scan.cells and (one.title not in read or reader.scans[same_name(one.title)] is not one)
    ]


def _identify(contents: FileContents, books: Sequence[Book]) -> tuple[Book | None, str]:
    """The kind of workbook and the digest of its stamp; without a stamp, the kind whose sheets it has most of."""
    stamped, found_digest, left_out = layout.stamped(contents.stamp)
    present = {same_name(one.title) for one in contents.sheets}
    if book := next((one for one in books if one.key == stamped), None):
        return as_stamped(book, left_out, present), found_digest or "?"
    matches = [
        (count, count / len(book.holding(()).sheets), book)  # what is there on request only need not be there
        for book in books
        if (count := len(present & {same_name(title(sheet)) for sheet in book.sheets}))
    ]
    count, share, best = max(matches, key=lambda match: match[:2], default=(0, 0.0, None))
    ours = count and (share >= 0.5 or same_name(layout.COVER) in present)
    return (best if ours else None), ""


def _form_sheets(reader: FileSheets) -> set[str]:
    """Titles of the sheets that are part of every form and hold no rows."""
    return {
        one.title for name, one in reader.scans.items() if name in OWN_TITLES or one.title == reader.cover
    }


def _cells(reader: FileSheets, sheets: Mapping[str, RawSheet], unread: Iterable[SheetScan]) -> Cells:
    """What became of every cell of the file: the sheets read, those passed over, and the cover and list as form."""
    form = sum(len(reader.scans[same_name(one)].scan.cells) for one in _form_sheets(reader))
    outside = sum(len(one.scan.cells) for one in unread)
    return sum((raw.cells for raw in sheets.values()), Cells(form=form, outside=outside))


def _find(reader: FileSheets, wanted: str) -> tuple[SheetScan | None, Rows, list[Finding]]:
    """A sheet by its title and its values, or the finding that says why there are none."""
    scan = reader.scans.get(same_name(wanted))
    if scan is None or scan.title in reader.tabs.moved.values():
        near = like(
            wanted, (one.title for one in reader.scans.values() if same_name(one.title) not in OWN_TITLES)
        )
        hint = f"；“{near}”可能就是它" if near else ""
        return None, [], [say(NO_SHEET, Place(reader.file, wanted), title=wanted, hint=hint)]
    if scan.too_far:
        row, column = scan.scan.last_row, letter(scan.scan.last_column)
        too_far = say(
            "E122",
            Place(reader.file, scan.title),
            title=scan.title,
            value=f"{column}{row}",
            row=row,
            letter=column,
            rows=scan.most_rows,
            last=letter(MOST_COLUMNS),
        )
        return None, [], [too_far]
    return scan, reader.read.get(scan.title, []), []


def _find_moved(reader: FileSheets, sheet: type[Sheet]) -> tuple[SheetScan, Rows, list[Finding]] | None:
    """The sheet under the title of another one, which is said once for all of them."""
    tab = reader.tabs.moved.get(sheet)
    return (reader.scans[same_name(tab)], reader.read[tab], []) if tab else None


def _find_renamed(
    reader: FileSheets, sheet: type[Sheet], book: Book
) -> tuple[SheetScan, Rows, list[Finding]] | None:
    """The only sheet with another title that has the headings; its rows are read, so that none is lost, and it is an error."""
    fits = _fitting(reader, sheet)
    if len(fits) != 1 or any(
        fits[0] in _fitting(reader, other) for other in book.sheets if other is not sheet
    ):
        return None
    scan = reader.scans[same_name(fits[0])]
    return (
        scan,
        reader.read[fits[0]],
        [say("E132", Place(reader.file, scan.title), title=title(sheet), value=scan.title)],
    )


def _fitting(reader: FileSheets, sheet: type[Sheet]) -> list[str]:
    """The sheets that may be this one renamed: alike in name and in most headings, else in nearly all of them."""
    alike = [one for one in reader.alike.get(title(sheet), ()) if share(sheet, reader.read[one]) > _ALIKE]
    if alike or reader.name(title(sheet)):
        return alike
    return [one for one in reader.strange if share(sheet, reader.read[one]) >= NEARLY_ALL]


def _cover(
    reader: FileSheets, book: Book, from_1904: bool
) -> tuple[dict[str, CoverCell], dict[str, CoverCell], list[Finding]]:
    scan, values, findings = _find(reader, reader.cover or layout.COVER)
    if scan is not None and not reader.name(layout.COVER):
        findings = [say("E132", Place(reader.file, scan.title), title=layout.COVER, value=scan.title)]
    if scan is None:
        return {}, {}, findings
    cells, cover_findings = read_cover(Place(reader.file, scan.title), book, values, scan.scan, from_1904)
    ticks, still_more = read_ticks(reader.file, scan.title, book, values)
    return cells, ticks, findings + cover_findings + still_more


def _sheets(reader: FileSheets, book: Book, template: Template) -> tuple[dict[str, RawSheet], list[Finding]]:
    """Key -> rows of each sheet of the book that could be read."""
    sheets: dict[str, RawSheet] = {}
    findings: list[Finding] = []
    for sheet in book.sheets:
        raw, sheet_findings = _sheet(reader, sheet, book, template)
        findings += sheet_findings
        if raw is not None:
            sheets[key(sheet)] = raw
    return sheets, findings


def _sheet(
    reader: FileSheets, sheet: type[Sheet], book: Book, template: Template
) -> tuple[RawSheet | None, list[Finding]]:
    if sheet in reader.tabs.foreign and sheet not in reader.tabs.moved:
        return None, [reader.tabs.other(reader.file, sheet, reader.name(title(sheet)))]
    scan, values, findings = (
        _find_moved(reader, sheet) or _find_renamed(reader, sheet, book) or _find(reader, title(sheet))
    )
    if scan is None:
        return None, [one for one in findings if one.code != NO_SHEET or not is_newer(sheet, template)]
    if lost := lost_cells(reader.content, scan, values):
        every, cells = len(scan.scan.cells), listed(f"{letter(column)}{row}" for row, column in lost)
        return None, [
            say(
                "E129",
                Place(reader.file, scan.title),
                title=scan.title,
                present=every,
                read=every - len(lost),
                cells=cells,
            )
        ]
    place, added = Place(reader.file, scan.title), layout.columns_of(reader.added, key(sheet))
    raw, sheet_findings = read_sheet(place, sheet, values, scan.scan, template, added)
    return raw, findings + sheet_findings


def _strangers(
    reader: FileSheets, contents: FileContents, book: Book, read: Iterable[RawSheet]
) -> list[Finding]:
    """A warning for each sheet with content that the book does not know; second copies of a sheet among them."""
    known = (
        OWN_TITLES
        | {same_name(one) for one in (*map(title, book.sheets), *book.removed)}
        | {same_name(one) for one in (reader.cover, *(raw.title for raw in read))}
    )
    read_here = [(sheet, reader.read.get(reader.name(title(sheet)), [])) for sheet in book.sheets]
    return [
        stranger(Place(reader.file, one.title), reader.read.get(one.title, []), read_here)
        for one in contents.sheets
        if one.scan.cells
        and (same_name(one.title) not in known or reader.scans[same_name(one.title)] is not one)
    ]


def _hidden(reader: FileSheets, sheets: Mapping[str, RawSheet]) -> list[Finding]:
    """A notice for the cover and for each sheet that were read although nobody sees them."""
    scans = [
        reader.scans[same_name(one)] for one in (reader.cover, *(raw.title for raw in sheets.values())) if one
    ]
    return [say("N121", Place(reader.file, one.title), title=one.title) for one in scans if one.hidden]
