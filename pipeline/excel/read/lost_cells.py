"""Cells that hold text in the XML of a sheet and are not among the values that the reader gave."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Set
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

from pipeline.excel.package import STRINGS, Parts, local
from pipeline.excel.read.preflight import SheetScan
from pipeline.excel.read.scan import Cell, Scan, position
from pipeline.excel.read.values import Rows


def lost_cells(content: bytes, sheet: SheetScan, values: Rows) -> list[Cell]:
    """The lost cells of the sheet, sorted; of two with the same address one is lost."""
    every = set(sheet.scan.cells)
    lost = (
        set()
        if len(every) == len(sheet.scan.cells)
        else {at for at, times in Counter(sheet.scan.cells).items() if times > 1}
    )
    if unseen := _unseen(every, values, sheet.scan):
        lost |= _with_text(content, sheet, unseen)
    return sorted(lost)


def _unseen(every: Set[Cell], values: Rows, scan: Scan) -> set[Cell]:
    """The cells without a value; errors and formulas without a result have none and are reported on their own."""
    unseen = {
        (row, column)
        for row, column in every
        if row > len(values) or column > len(values[row - 1]) or values[row - 1][column - 1] == ""
    }
    return unseen - scan.errors.keys() - set(scan.uncached)


def _with_text(content: bytes, sheet: SheetScan, cells: Set[Cell]) -> set[Cell]:
    """Those of the cells that hold a text."""
    with ZipFile(io.BytesIO(content)) as archive:
        parts = Parts(archive)
        shared = [_text(one) for one in parts.tree(STRINGS) if local(one) == "si"]
        with parts.opened(sheet.part) as part:
            return {at for at, cell in _cells_of(part) if at in cells and _content(cell, shared)}


def _cells_of(part: IO[bytes]) -> Iterator[tuple[Cell, ElementTree.Element]]:
    at = (0, 0)
    for event, one in ElementTree.iterparse(part, ("start", "end")):
        name = local(one)
        if event == "start" and name == "row":
            at = (int(one.get("r") or at[0] + 1), 0)
        elif event == "start" and name == "c":
            at = position(one.get("r", "")) if one.get("r") else (at[0], at[1] + 1)
        elif event == "end" and name == "c":
            yield at, one
            one.clear()


def _content(cell: ElementTree.Element, shared: list[str]) -> str:
    text = _text(cell)
    if cell.get("t") == "s" and text.isdecimal() and int(text) < len(shared):
        return shared[int(text)]
    return text


def _text(element: ElementTree.Element) -> str:
    """What is written in the element, formulas and readings of characters left out; however deep it stands."""
    texts, waiting = list[str](), [*reversed(element)]
    while waiting:
        one = waiting.pop()
        if local(one) in ("v", "t"):
            texts.append(one.text or "")
        elif local(one) not in ("f", "rPh"):
            waiting += reversed(one)
    return "".join(texts).strip()
