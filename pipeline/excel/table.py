"""One sheet of a workbook: from the values of its cells to the rows that count, and what is wrong with its form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from pipeline.excel import layout
from pipeline.excel.cell import COVERED, Broken, is_blank, same_name, shown
from pipeline.excel.headings import Headings, find_headings, like
from pipeline.excel.kinds import parse, show
from pipeline.excel.messages import NO_RESULT, TOTAL, say
from pipeline.excel.scan import Scan, letter
from pipeline.excel.totals import is_total
from pipeline.excel.workbook import Account, Cells, RawSheet, listed
from pipeline.findings import Finding, Place
from schemas.base import Column, Sheet, columns

Values = list[list[object]]
_NOTED = {same_name(layout.HELP_MARK), same_name(layout.EXAMPLE_MARK)}


@dataclass(frozen=True, slots=True)
class _Source:
    """A sheet being read: where, what it should be, its cells by value and by XML, and its headings."""

    place: Place
    sheet: type[Sheet]
    values: Values
    scan: Scan
    heads: Headings

    def at(self, row: int, index: int) -> Place:
        return Place(self.place.file, self.place.sheet, row, letter(index + 1))

    def declared(self) -> dict[int, Column]:
        """Index in a row -> column, those found."""
        return {self.heads.at[c.name]: c for c in columns(self.sheet) if c.name in self.heads.at}


def read_sheet(
    file: str, sheet: type[Sheet], title: str, values: Values, scan: Scan, old: bool
) -> tuple[RawSheet | None, list[Finding]]:
    """The sheet's rows and findings about its form; `values` are all rows from the first one, and are changed here."""
    place = Place(file, title)
    findings: list[Finding] = []
    _fill_out(values, scan)
    heads, more = find_headings(place, sheet, values)
    findings += more
    if heads is None:
        return None, findings
    source = _Source(place, sheet, values, scan, heads)
    _mark_broken(source)
    marks = [""] * len(values) if heads.mark is None else [same_name(shown(row[heads.mark])) for row in values]
    raw = _rows(source, marks)
    used = {number for number, _ in raw.rows}
    cells, cells_in = _cells(source, marks, used, set(raw.totals))
    raw = replace(raw, cells=cells, cells_in=cells_in)
    findings += [
        *_errors(source, used), *_uncached(source, used), *_merges(source, used), *_examples(source, marks, old),
        *_totals(source, raw), *_hidden(source, raw), *_extra(source, marks, {one.place.letter for one in more}),
    ]
    return raw, findings


def _fill_out(values: Values, scan: Scan) -> None:
    """Give every cell of the XML a place among the values."""
    width = max(scan.last_column, len(values[0]) if values else 0)
    if values and len(values[0]) < width:
        for row in values:
            row.extend([""] * (width - len(row)))
    values.extend([""] * width for _ in range(scan.last_row - len(values)))


def _mark_broken(source: _Source) -> None:
    values, first = source.values, source.heads.row
    for box in source.scan.merges:
        for row in range(max(box.top, first + 1), min(box.bottom, len(values)) + 1):
            for column in range(box.left, min(box.right, len(values[0])) + 1):
                if (row, column) != (box.top, box.left):
                    values[row - 1][column - 1] = COVERED
    unreadable = dict.fromkeys(source.scan.uncached, "") | source.scan.errors
    for (row, column), name in unreadable.items():
        if row > first and values[row - 1][column - 1] is not COVERED:
            values[row - 1][column - 1] = Broken(name)


def _counts(values: Iterable[object]) -> bool:
    """True if something stands in one of the cells, readable or not."""
    return any((value != "" and not is_blank(value)) or (type(value) is Broken and value is not COVERED)
               for value in values)


def _rows(source: _Source, marks: Sequence[str]) -> RawSheet:
    heads, width = source.heads, len(source.values[0])
    order = [heads.at.get(column.name, width) for column in columns(source.sheet)]
    answers = [index for index, column in source.declared().items() if not column.locked]
    given_mark = same_name(layout.GIVEN_MARK)
    rows, given, noted, totals = [], set(), 0, list[int]()
    for number, values in enumerate(source.values[heads.row:], start=heads.row + 1):
        mark = marks[number - 1]
        if mark in _NOTED:
            noted += 1
        elif is_total(source.sheet, heads, values):
            totals.append(number)
        elif mark == given_mark or _counts([values[index] for index in answers]):
            cells = [*values, ""]
            rows.append((number, tuple([cells[index] for index in order])))
            if mark == given_mark:
                given.add(number)
    return RawSheet(
        title=source.place.sheet,
        head_row=heads.row,
        letters={name: letter(index + 1) for name, index in heads.at.items()},
        rows=rows,
        given=frozenset(given),
        extra={letter(index + 1): text for index, text in heads.extra.items()},
        hidden=tuple(number for number, _ in rows if number in source.scan.hidden_rows),
        account=_account(len(source.values) - heads.row, len(rows), noted + len(totals)),
        totals=tuple(totals),
    )


def _account(present: int, used: int, noted: int) -> Account:
    return Account(present, used, noted, present - used - noted)


def _cells(source: _Source, marks: Sequence[str], used: set[int], totals: set[int]) -> tuple[Cells, Mapping[int, int]]:
    """What became of each cell that the XML of the sheet holds, and how many are used in each row."""
    mark = None if source.heads.mark is None else source.heads.mark + 1
    known = {index + 1 for index in source.declared()} | {mark}
    fates: Counter[str] = Counter()
    of_row: Counter[int] = Counter()
    for row, column in source.scan.cells:
        value = source.values[row - 1][column - 1]
        if row <= source.heads.row or marks[row - 1] in _NOTED:
            fates["form"] += 1
        elif value is COVERED:
            fates["covered"] += 1
        elif column not in known or row in totals:
            fates["outside"] += 1
        elif value == "" and type(value) is str:
            fates["blank"] += 1
        elif row in used:
            of_row[row] += 1
        else:
            fates["idle"] += 1
    return Cells(used=of_row.total(), **fates), of_row


def _broken_cells(
    source: _Source, cells: Iterable[tuple[int, int]], used: set[int]
) -> Iterator[tuple[int, int, Column]]:
    declared = source.declared()
    for row, column in sorted(cells):
        if row in used and column - 1 in declared and source.values[row - 1][column - 1] is not COVERED:
            yield row, column - 1, declared[column - 1]


def _errors(source: _Source, used: set[int]) -> Iterator[Finding]:
    for row, index, column in _broken_cells(source, source.scan.errors, used):
        code = "E209" if (row, index + 1) in source.scan.pictures else "E210"
        yield say(code, source.at(row, index), column=column.title, value=source.scan.errors[row, index + 1],
                  example=show(column.kind, column.example))


def _uncached(source: _Source, used: set[int]) -> Iterator[Finding]:
    """One finding for all of them, at the first; the copy that is sent back marks each."""
    found = list(_broken_cells(source, source.scan.uncached, used))
    if found:
        row, index, column = found[0]
        yield say(NO_RESULT, source.at(row, index), column=column.title, value=source.scan.uncached[row, index + 1],
                  count=len(found), cells=listed(source.at(row, index).cell for row, index, _ in found))


def _merges(source: _Source, used: set[int]) -> Iterator[Finding]:
    declared = source.declared()
    for box in source.scan.merges:
        touched = [index for index in declared if box.left <= index + 1 <= box.right]
        if touched and any(row in used for row in range(box.top, min(box.bottom, len(source.values)) + 1)):
            yield say("E127", source.at(box.top, box.left - 1), value=str(box), column=declared[min(touched)].title)


def _examples(source: _Source, marks: Sequence[str], old: bool) -> Iterator[Finding]:
    """Lines marked as help or example that hold something else: they are not read, so what was put there must be told."""
    for number in range(source.heads.row + 1, len(source.values) + 1):
        mark = marks[number - 1]
        if mark not in _NOTED:
            continue
        for index, column in sorted(source.declared().items()):
            value = source.values[number - 1][index]
            if not is_blank(value) and not _as_printed(column, value, mark):
                yield say("W124" if old else "E128", source.at(number, index), column=column.title,
                          value=show(column.kind, value), mark=mark, row=number)
                break


def _as_printed(column: Column, value: object, mark: str) -> bool:
    """True if the cell of a line of help or of examples holds what the blank has there."""
    if mark == same_name(layout.HELP_MARK):
        return same_name(shown(value)) == same_name(column.help)
    return _plain(column, value) == _plain(column, column.example)


def _plain(column: Column, value: object) -> str:
    found = parse(column.kind, value, column.choices)
    return show(column.kind, value if found.problem else found.value)


def _totals(source: _Source, raw: RawSheet) -> Iterator[Finding]:
    for number in raw.totals:
        values = source.values[number - 1]
        index = next(index for index, value in enumerate(values) if not is_blank(value))
        column = source.declared().get(index)
        yield say(TOTAL, source.at(number, index), column=column.title if column else "", value=shown(values[index]), row=number)


def _hidden(source: _Source, raw: RawSheet) -> Iterator[Finding]:
    if raw.hidden:
        yield say("W122", source.place, count=len(raw.hidden), rows=listed(raw.hidden))


def _extra(source: _Source, marks: Sequence[str], told: Set[str]) -> Iterator[Finding]:
    """Columns that are not declared; those in `told` were named already as the likely place of a missing one."""
    below = zip(source.values[source.heads.row:], marks[source.heads.row:], strict=True)
    body = [row for row, mark in below if mark not in _NOTED]
    missing = [column.title for column in columns(source.sheet) if column.name not in source.heads.at]
    for index, heading in sorted(source.heads.extra.items()):
        if letter(index + 1) in told or not any(not is_blank(row[index]) for row in body):
            continue
        place = source.at(source.heads.row, index)
        near = like(heading, missing) if heading else ""
        hint = f"；可能就是“{near}”" if near else ""
        yield say("W121" if heading else "W125", place, column=heading, value=place.letter, hint=hint)
