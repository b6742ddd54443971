"""A second reading of a workbook's cells, straight from the XML and with nothing of the pipeline: what should have been seen."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

UNREAD = ("填写说明", "名单")  # sheets that only explain
_HOLDS = ("v", "f", "is")


@dataclass(frozen=True, slots=True)
class Told:
    """A cell of the XML: row, column, type, what is written there, whether a formula is, and how many elements hold it."""

    row: int
    column: int
    kind: str
    text: str
    formula: bool
    parts: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The cells of each sheet with a part of its own, by its title, in the workbook's order; `odd`: something stands astray."""

    sheets: list[tuple[str, list[Told]]]
    odd: bool


def tally(data: bytes) -> Tally:
    """Every cell with something in it, on the sheets that are read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {entry.replace("\\", "/").lstrip("/").lower(): entry for entry in archive.namelist()}

        def tree(name: str) -> ElementTree.Element:
            entry = names.get(name.lower())
            return (
                ElementTree.fromstring(archive.read(entry))
                if entry is not None
                else ElementTree.Element("none")
            )

        main = next(
            (target for kind, _, target in _links(tree("_rels/.rels"), "") if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        folder, file = posixpath.split(main)
        links = {
            one: target
            for kind, one, target in _links(tree(f"{folder}/_rels/{file}.rels"), folder)
            if kind == "worksheet"
        }
        strings = [_text(one) for one in tree("xl/sharedStrings.xml") if _local(one) == "si"]
        sheets, odd = [], False
        for one in tree(main).iter():
            target = links.get(
                next((value for key, value in one.items() if key.rpartition("}")[2] == "id"), ""), ""
            )
            if (
                _local(one) == "sheet"
                and target.lower() in names
                and _plain(one.get("name", "")) not in UNREAD
            ):
                root = tree(target)
                cells = list(_cells(root, strings))
                odd = odd or _astray(root, cells)
                sheets.append((one.get("name", ""), cells))
    return Tally(sheets, odd)


def _plain(title: str) -> str:
    return re.sub(r"[\s\u200b\u202e]+", "", title)


@cache
def _named(tag: str) -> str:
    return tag.rpartition("}")[2]


def _local(element: ElementTree.Element) -> str:
    return _named(element.tag)


def _links(relations: ElementTree.Element, folder: str) -> Iterator[tuple[str, str, str]]:
    for one in relations:
        target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
        yield one.get("Type", "").rpartition("/")[2], one.get("Id", ""), target


def _astray(root: ElementTree.Element, cells: list[Told]) -> bool:
    """A cell outside a row or inside a cell, a text outside a cell: no workbook, and nobody can say where the text belongs."""
    space = _space(root)
    every = {one.tag for one in root.iter()}
    foreign = any(
        _named(tag) in ("row", "c", *_HOLDS) and not tag.startswith(f"{space}{_named(tag)}") for tag in every
    )
    return foreign or sum(one.parts for one in cells) != sum(
        1 for name in _HOLDS for _ in root.iter(space + name)
    )


def _space(root: ElementTree.Element) -> str:
    return root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""


def _cells(root: ElementTree.Element, strings: list[str]) -> Iterator[Told]:
    row, space = 0, _space(root)
    for line in root.iter(f"{space}row"):
        row, column = int(line.get("r") or row + 1), 0
        for one in line.iterfind(f"{space}c"):
            ref = re.fullmatch(r"([A-Za-z]+)(\d+)", one.get("r") or "")
            row, column = (int(ref[2]), _number(ref[1])) if ref else (row, column + 1)
            held = [_local(child) for child in one if _local(child) in _HOLDS]
            if held:
                yield Told(row, column, one.get("t", "n"), _written(one, strings), "f" in held, len(held))


@cache
def _number(letters: str) -> int:
    number = 0
    for one in letters.upper():
        number = number * 26 + ord(one) - 64
    return number


def _written(cell: ElementTree.Element, strings: list[str]) -> str:
    inline = "".join(_text(one) for one in cell if _local(one) == "is")
    stored = "".join(one.text or "" for one in cell if _local(one) == "v")
    if cell.get("t") == "s" and stored:
        return strings[int(stored)] if stored.isdecimal() and int(stored) < len(strings) else ""
    return inline or stored if cell.get("t") == "inlineStr" else stored or inline


def _text(element: ElementTree.Element) -> str:
    if len(element) == 1 and _local(element[0]) == "t":
        return element[0].text or ""
    readings = {one for reading in element.iter() if _local(reading) == "rPh" for one in reading.iter()}
    return "".join(one.text or "" for one in element.iter() if _local(one) == "t" and one not in readings)
