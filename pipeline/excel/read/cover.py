"""The cover of a workbook: its fields, and the ticks that declare a sheet empty."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.core.finding import Finding, Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import BLANK, Broken, normal, same_name, shown
from pipeline.excel.cells.kinds import parse, show
from pipeline.excel.cells.suggest import meant
from pipeline.excel.messages import NO_RESULT, say
from pipeline.excel.read.scan import Scan, letter
from pipeline.excel.read.values import values_in
from pipeline.excel.workbook import CoverCell, RawSheet
from schemas.base import NO, YES, YES_NO, Book, Column, Kind, Sheet, column_of, columns, key, title
from schemas.cover import Cover, cover_columns

Values = list[list[object]]
_UNIT = "unit"
_BETWEEN_SYSTEMS = 1462  # days between a count from 1900 and one from 1904
_NONE, _SOME = ("无", "没有", "暂无", "本季没有", "本季度无", "本季度没有", "本期无"), ("有", "本季有")


def cover_labels(book: Book) -> dict[str, Column]:
    """Label in its normal form -> field; the field of the unit also answers to the book's own word for it."""
    labels = {normal(field.title): field for field in cover_columns(book)}
    if book.unit:
        labels[normal(book.unit)] = column_of(Cover, _UNIT)
    return labels


def read_cover(
    place: Place, book: Book, values: Values, scan: Scan, from_1904: bool
) -> tuple[dict[str, CoverCell], list[Finding]]:
    """Field name -> cell for the fields that the cover has; findings for those missing, blank or unreadable.

    A missing field that a later edition of the cover brought has its default, and no cell."""
    unreadable = dict.fromkeys(scan.uncached, "") | scan.errors
    cells: dict[str, CoverCell] = {}
    findings: list[Finding] = []
    for row, index, field in _labelled(values, book):
        if field.name in cells:
            continue
        raw: object = values[row - 1][index] if index < len(values[row - 1]) else ""
        if (row, index + 1) in unreadable:
            raw = Broken(unreadable[row, index + 1])
        at = replace(place, row=row, letter=letter(index + 1))
        cells[field.name], cell_findings = _read(field, raw, at, book, from_1904)
        formula = scan.uncached.get((row, index + 1))
        findings += (
            [say(NO_RESULT, at, column=field.title, value=formula, count=1, cells=at.cell)]
            if formula
            else cell_findings
        )
    absent = [field for field in cover_columns(book) if field.name not in cells]
    newer = [field for field in absent if field.edition > 1]
    missing = [field for field in absent if _required(field, book) and field not in newer]
    named = [book.unit if field.name == _UNIT else field.title for field in missing]
    defaults = {
        field.name: CoverCell(
            parse(field.kind, field.default, field.choices).value, field.default or "", place
        )
        for field in newer
    }
    return cells | defaults, findings + [say("E130", place, column=one) for one in named]


def is_cover(values: Values, book: Book) -> bool:
    """True if most of the cover's labels stand one below the other, that of the period among them."""
    names = {field.name for _, _, field in _labelled(values, book)}
    asked = [field for field in cover_columns(book) if field.edition == 1]  # older covers have no others
    return "period" in names and 2 * len(names) > len(asked)


def _required(field: Column, book: Book) -> bool:
    """A workbook that speaks for the whole plant need not say whose it is."""
    return field.required and (field.name != _UNIT or bool(book.unit))


def _read(
    field: Column, raw: object, place: Place, book: Book, from_1904: bool
) -> tuple[CoverCell, list[Finding]]:
    parsed = BLANK if isinstance(raw, Broken) else parse(field.kind, raw, field.choices, from_1904)
    if isinstance(raw, Broken) and raw:
        code: str | None = "E210"
    elif parsed.problem is None and parsed.value is None and _required(field, book):
        code = "E201"
    elif field.choices and parsed.value is not None and parsed.value not in field.choices:
        code, parsed = "E211", BLANK
    else:
        code = parsed.problem or ("N201" if parsed.repaired else None)
    finding = (
        say(
            code,
            place,
            column=field.title,
            value=show(field.kind, raw),
            repaired=parsed.repaired,
            example=show(field.kind, field.example),
            choices="、".join(field.choices),
            hint=f"；最接近的是“{near}”" if (near := meant(show(field.kind, raw), field.choices)) else "",
        )
        if code
        else None
    )
    return CoverCell(parsed.value, raw, place), [finding] if finding else []


def _labelled(values: Values, book: Book) -> Iterator[tuple[int, int, Column]]:
    """Row, index of the answer, and field, for each label; labels stand in the column that has most of them."""
    labels = cover_labels(book)
    hits = [
        (number, index, labels[normal(value)])
        for number, row in enumerate(values, start=1)
        for index, value in enumerate(row)
        if value and isinstance(value, str) and normal(value) in labels
    ]
    counts = Counter(index for _, index, _ in hits)
    best = max(counts, key=lambda index: (counts[index], -index), default=0)
    yield from ((number, index + 1, field) for number, index, field in hits if index == best)


def read_ticks(
    file: str, sheet: str, book: Book, values: Values
) -> tuple[dict[str, CoverCell], list[Finding]]:
    """Sheet key -> its cell 本季无, True where ticked; a cell that says neither yes nor no is a finding."""
    head = normal(layout.TICK_TITLE)
    where = next(
        (
            (number, index)
            for number, row in enumerate(values, start=1)
            for index, value in enumerate(row)
            if index and value and normal(value) == head
        ),
        None,
    )
    ticks = {key(one): CoverCell(False, None, Place(file, sheet)) for one in book.ticks}
    findings: list[Finding] = []
    if where is None:
        return ticks, findings
    by_title = {same_name(title(one)): one for one in book.ticks}
    for number in range(where[0] + 1, len(values) + 1):
        ticked = by_title.get(same_name(shown(values[number - 1][where[1] - 1])))
        if ticked is None:
            continue
        raw = values[number - 1][where[1]]
        place = Place(file, sheet, number, letter(where[1] + 1))
        said = NO if same_name(shown(raw)) in _SOME else parse(Kind.CHOICE, raw, YES_NO).value
        none = same_name(shown(raw)) in (head, *_NONE)
        ticks[key(ticked)] = CoverCell(said == YES or none, raw, place)
        if (
            said not in (YES, NO)
            and not ticks[key(ticked)].value
            and (said or any(map(str.isalnum, shown(raw))))
        ):
            findings.append(say("E131", place, column=title(ticked), value=shown(raw)))
    return ticks, findings


def other_calendar(
    name: str, from_1904: bool, cover: Mapping[str, CoverCell], sheets: Iterable[tuple[type[Sheet], RawSheet]]
) -> list[Finding]:
    """One error where most days lie off the cover's year by just the days between the two date systems."""
    year = str(cover["period"].value or "")[:4] if "period" in cover else ""
    shift = dt.timedelta(days=-_BETWEEN_SYSTEMS if from_1904 else _BETWEEN_SYSTEMS)
    days = [
        (Place(name, raw.title, number, raw.letters.get(column.name, "")), column, _plain_day(value))
        for sheet, raw in sheets
        for number, cells in raw.rows
        for column, value in zip(columns(sheet), cells, strict=True)
        if column.kind is Kind.DATE and isinstance(value, dt.date)
    ]
    off = [one for one in days if str(one[2].year) != year and str((one[2] + shift).year) == year]
    if not year or 2 * len(off) <= len(days):
        return []
    place, column, day = off[0]
    meant = (day + shift).isoformat()
    return [say("E148", place, column=column.title, value=day.isoformat(), meant=meant, count=len(off))]


def _plain_day(value: dt.date) -> dt.date:
    return dt.date(value.year, value.month, value.day)


def cover_only(content: bytes, book: Book) -> dict[str, object]:
    """Field name -> typed value of the cover as a book of that kind has it; {} where no cover can be read.

    The file was refused, so this is work for the child, and nothing in it is used but these words."""
    values = values_in(content, [layout.COVER])
    if isinstance(values, tuple):
        return {}
    cells, _ = read_cover(Place("", layout.COVER), book, values[layout.COVER], Scan(), False)
    return {name: cell.value for name, cell in cells.items()}
