"""What floats over the cells of a workbook: pictures, charts and text boxes, none of which is read or copied."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import is_blank
from pipeline.excel.layout import AUTHOR, FIRST_ROW, HEAD_ROW, PROBLEMS
from pipeline.excel.messages import say
from pipeline.excel.package import DAMAGE, Doctype, Parts, local
from pipeline.excel.read.scan import is_address, letter, position
from pipeline.excel.workbook import RawSheet, listed
from schemas.base import Sheet, columns

_NAMES = {"pic": "图片", "graphicFrame": "图表", "sp": "文本框或图形", "cxnSp": "文本框或图形"}


class FloatingObject(NamedTuple):
    """A thing that floats over a sheet: what it is, the cell under its corner (row 0: unknown), and the text in it."""

    sheet: str
    what: str
    row: int
    column: int
    text: str


def drawings(content: bytes) -> list[FloatingObject]:
    """All of them, by sheet in its order; none where the parts that hold them are damaged."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = Parts(archive)
            return [
                one
                for title, _, part in parts.worksheets()
                for _, kind, target in parts.relations(part)
                if kind == "drawing"
                for one in _drawn(title, parts.tree(target))
            ]
    except (*DAMAGE, Doctype):
        return []


def counted(objects: list[FloatingObject]) -> dict[str, str]:
    """Sheet -> how many of each kind, in words."""
    sheets: dict[str, Counter[str]] = {}
    for one in objects:
        sheets.setdefault(one.sheet, Counter())[one.what] += 1
    return {
        sheet: "、".join(f"{what} {number} 个" for what, number in counts.items())
        for sheet, counts in sheets.items()
    }


def _drawn(title: str, tree: ElementTree.Element) -> Iterator[FloatingObject]:
    for anchor in tree:
        row, column = (1 + _number(anchor, name) for name in ("row", "col"))
        for one in anchor.iter():
            if what := _NAMES.get(local(one)):
                yield FloatingObject(
                    title, what, row, column, _text(one) if what not in ("图片", "图表") else ""
                )


def _number(anchor: ElementTree.Element, name: str) -> int:
    """A number of the anchor's first corner."""
    text = next((one.text or "" for one in anchor.iter() if local(one) == name), "")
    return int(text) if text.isdecimal() and len(text) < 8 else -1


def _text(shape: ElementTree.Element) -> str:
    paragraphs = (
        "".join(t.text or "" for t in p.iter() if local(t) == "t") for p in shape.iter() if local(p) == "p"
    )
    return "\n".join(filter(None, paragraphs)).strip()


_OURS = (AUTHOR, PROBLEMS)


class Note(NamedTuple):
    """A note: its sheet, its cell, its text, and whether the form or a returned copy of ours put it there."""

    sheet: str
    cell: str
    text: str
    ours: bool


def notes(content: bytes) -> list[Note]:
    """All notes of the workbook, by sheet in its order; none where the parts that hold them are damaged."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _all(Parts(archive))
    except (*DAMAGE, Doctype):
        return []


def answers_in_notes(
    file: str, content: bytes, sheets: Iterable[tuple[type[Sheet], RawSheet]]
) -> list[Finding]:
    """A warning for each sheet whose notes, written by people, hang on cells in which nothing stands."""
    by_sheet: dict[str, list[str]] = {}
    for one in notes(content):
        if not one.ours:
            by_sheet.setdefault(one.sheet, []).append(one.cell)
    return [
        say("W135", Place(file, raw.title), count=len(cells), cells=listed(cells))
        for sheet, raw in sheets
        if (cells := [one for one in by_sheet.get(raw.title, ()) if _answers(sheet, raw, one)])
    ]


def _answers(sheet: type[Sheet], raw: RawSheet, cell: str) -> bool:
    """True if the cell is one to be filled in, and empty."""
    row, column = position(cell)
    names = {name: index for index, name in enumerate(one.name for one in columns(sheet))}
    name = next((one for one, there in raw.letters.items() if there == letter(column)), None)
    cells = dict(raw.rows).get(row)
    below = raw.head_row + FIRST_ROW - HEAD_ROW - 1  # the lines of help and examples
    return name is not None and (is_blank(cells[names[name]]) if cells else row > below)


def _all(parts: Parts) -> list[Note]:
    return [
        note
        for title, _, part in parts.worksheets()
        for _, kind, target in parts.relations(part)
        if kind == "comments"
        for note in _notes(title, parts.tree(target))
    ]


def _notes(title: str, tree: ElementTree.Element) -> Iterator[Note]:
    authors = ["".join(one.itertext()) for one in tree.iter() if local(one) == "author"]
    for one in tree.iter():
        if local(one) == "comment" and (text := _note_text(one)) and is_address(cell := one.get("ref", "")):
            at = one.get("authorId", "")
            author = authors[int(at)] if at.isdecimal() and int(at) < len(authors) else ""
            yield Note(title, cell, text, author in _OURS)


def _note_text(note: ElementTree.Element) -> str:
    return "".join(one.text or "" for one in note.iter() if local(one) == "t").strip()
