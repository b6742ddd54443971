"""Whether a file was received as it should be: its cells and rows add up, nothing was altered, and each complaint can be acted on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tally import Told, tally

from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.cells.cell import BLANKS, Broken, is_blank, same_name, shown
from pipeline.excel.messages import NO_SHEET
from pipeline.excel.read.scan import letter
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.intake.collect import Inbox
from schemas.base import Column, Kind, columns

_REFUSED = {"N401", "E101", "E102", "E103", "E104", "E105", "E106", "E107", "E108", "W101", "W102", "W103"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PROGRAMMERS = re.compile(r"Error|Exception|Traceback|<class|\bNone\b|\bnan\b")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOTED = (layout.HELP_MARK, layout.EXAMPLE_MARK)
Empty = Mapping[
    tuple[str, str], Mapping[int, Sequence[bool]]
]  # (file, sheet key) -> row -> which of its cells hold nothing


def empty_cells(inbox: Inbox) -> Empty:
    """What the typed frames hold, by file and sheet."""
    found: dict[tuple[str, str], dict[int, Sequence[bool]]] = {}
    for key, frame in inbox.frames.items():
        for (file, _, row), blank in zip(frame.index, frame.isna().to_numpy().tolist(), strict=True):
            found.setdefault((file, key), {})[int(row)] = blank
    return found


def refused(findings: Sequence[Finding]) -> str:
    """What is wrong with how a file was refused; "" if nothing is."""
    if len(findings) != 1 or findings[0].code not in _REFUSED:
        return f"{[one.code for one in findings]} for a refused file"
    one = findings[0]
    told = (
        not _PROGRAMMERS.search(one.message + one.remedy)
        and _CHINESE.search(one.message)
        and "。" not in one.message
    )
    return "" if told else f"no clear sentence: {one}"


def complaints(file: str, titles: Sequence[str], findings: Sequence[Finding]) -> str:
    """The first finding that has no place in the file or no remedy."""
    for one in findings:
        if not (one.message and _CHINESE.search(one.remedy)):
            return f"no remedy: {one}"
        lacking = (
            one.code == NO_SHEET and one.place.sheet not in titles
        )  # it names the sheet that is not there
        if one.place.file != file or (one.place.sheet and one.place.sheet not in titles and not lacking):
            return f"no place: {one}"
        if one.code.startswith("E2") and not (one.place.cell or one.place.row):
            return f"no cell: {one}"
    return ""


def received(book: Workbook, data: bytes, findings: Sequence[Finding], empty: Empty) -> str:
    """What is wrong with how a workbook was read; "" if nothing is."""
    found = tally(data)
    if found.odd:
        return ""
    counted = sum(len(cells) for _, cells in found.sheets)
    if counted != book.cells.present:
        return f"{counted} cells in the XML, {book.cells.present} told"
    titles: dict[str, list[Told]] = {}
    for title, cells in found.sheets:
        titles.setdefault(same_name(title), cells)
    for key, raw in book.sheets.items():
        wrong = next(_sheet(book, key, raw, titles[same_name(raw.title)], findings, empty), "")
        if wrong:
            return f"{raw.title}: {wrong}"
    return ""


def _sheet(
    book: Workbook, key: str, raw: RawSheet, cells: Sequence[Told], findings: Sequence[Finding], empty: Empty
) -> Iterator[str]:
    account, held = raw.account, empty.get((book.file, key), {})
    if account.present != account.used + account.noted + account.blank or account.used != len(raw.rows):
        yield f"rows: {account}"
    if sum(raw.cells_in.values()) != raw.cells.used or len(cells) != raw.cells.present:
        yield f"{len(cells)} cells, told {raw.cells}"
    if set(held) != {number for number, _ in raw.rows}:
        yield "rows of the workbook and of the frame differ"
    declared = columns(book.book.sheet(key))
    at = {
        raw.letters[column.name]: index for index, column in enumerate(declared) if column.name in raw.letters
    }
    answers = {
        raw.letters[column.name] for column in declared if column.name in raw.letters and not column.locked
    }
    rows, complained = (
        dict(raw.rows),
        {(one.place.row, one.place.letter) for one in findings if one.place.sheet == raw.title},
    )
    broadly = any(one.code in ("E126", "E127") and one.place.sheet == raw.title for one in findings)
    marks, covered = _marks(raw, cells), raw.cells.covered
    printed = _printed(raw, declared, cells)
    for cell in cells:
        name = letter(cell.column)
        hidden = not _visible(cell) or marks.get(cell.row) in _NOTED
        unread = cell.row in printed and cell.row not in rows
        if cell.row <= raw.head_row or name not in at or hidden or unread:
            continue
        if cell.row not in rows:
            if name in answers and not covered and not _left_out(book, key):
                yield f"row {cell.row} lost: {cell}"
        elif wrong := _altered(rows[cell.row][at[name]], cell):
            yield wrong
    for row, values in raw.rows:
        for name, index in at.items():
            value: Any = values[index]
            silent = (
                held.get(row, ())[index]
                and (row, name) not in complained
                and not (type(value) is Broken and broadly)
            )
            if silent and not is_blank(value) and shown(value).lower() not in BLANKS:
                yield f"{name}{row} held {value!r} and nobody was told"


def _left_out(book: Workbook, key: str) -> bool:
    return key in book.ticks and book.ticks[key].value is True


def _marks(raw: RawSheet, cells: Sequence[Told]) -> dict[int, str]:
    """What 行标 says of each row; where no heading is called so, the first column is it unless it is one of the form's."""
    headed = [
        one.column
        for one in cells
        if one.row == raw.head_row and same_name(one.text).strip("*＊") == layout.MARK_TITLE
    ]
    column = min(headed, default=1)
    if not headed and letter(1) in raw.letters.values():
        return {}
    return {one.row: same_name(one.text) for one in cells if one.column == column}


def _printed(raw: RawSheet, declared: Sequence[Column], cells: Sequence[Told]) -> set[int]:
    """The blank's own two lines below the headings, known by their words: the column of marks may be gone, or a mark cleared."""
    found = set()
    names = {raw.letters[column.name]: column for column in declared if column.name in raw.letters}
    for row, word in ((raw.head_row + 1, "help"), (raw.head_row + 2, "example")):
        told = {
            letter(one.column): _text(one.text)
            for one in cells
            if one.row == row and letter(one.column) in names
        }
        texts = [
            (told.get(name, ""), _text(shown(getattr(column, word))))
            for name, column in names.items()
            if word == "help" or (column.kind in (Kind.TEXT, Kind.CHOICE) and (column.shown or name in told))
        ]
        if texts and all(there == meant for there, meant in texts):
            found.add(row)
    return found


def _visible(cell: Told) -> bool:
    return cell.kind != "e" and not cell.formula and bool(_text(cell.text))


@lru_cache(65_536)
def _text(text: str) -> str:
    """A text as a person sees it, with what stands for a character in the XML decoded and no blanks."""
    return "".join(shown(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)).split())


def _altered(value: object, cell: Told) -> str:
    """A value that is not what is written in the cell; dates are compared as they are read, not here."""
    if type(value) is Broken or value == cell.text:
        return ""
    if isinstance(value, str):
        same = _text(value) == _text(cell.text)
    elif isinstance(value, bool):
        same = cell.text.strip() in ("1", "0", "true", "false") or value
    elif isinstance(value, int | float) and cell.kind in ("n", ""):
        same = str(float(cell.text)) == str(float(value))  # NaN is no number, and not equal to itself
    else:
        same = True
    return (
        ""
        if same
        else f"{letter(cell.column)}{cell.row} says {cell.text[:60]!r} and was read as {str(value)[:60]!r}"
    )
