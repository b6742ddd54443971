"""The notes (批注) that are attached to the cells of a workbook, old ones and threads alike."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

from pipeline.excel.form import AUTHOR
from pipeline.excel.layout import PROBLEMS
from pipeline.excel.parts import DAMAGE, Parts, local
from pipeline.excel.scan import Doctype, is_address

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


def _all(parts: Parts) -> list[Note]:
    return [note for title, _, part in parts.worksheets() for _, kind, target in parts.relations(part)
            if kind == "comments" for note in _notes(title, parts.tree(target))]


def _notes(title: str, tree: ElementTree.Element) -> Iterator[Note]:
    authors = ["".join(one.itertext()) for one in tree.iter() if local(one) == "author"]
    for one in tree.iter():
        if local(one) == "comment" and (text := _note_text(one)) and is_address(cell := one.get("ref", "")):
            at = one.get("authorId", "")
            author = authors[int(at)] if at.isdecimal() and int(at) < len(authors) else ""
            yield Note(title, cell, text, author in _OURS)


def _note_text(note: ElementTree.Element) -> str:
    return "".join(one.text or "" for one in note.iter() if local(one) == "t").strip()
