"""The files that people dropped into a folder: which of them count, what they are called, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import clean
from pipeline.excel.messages import say
from pipeline.excel.read.preflight import BY_PROGRAM, MOST_BYTES, Inspection, inspect

RETURNED = "退回-"  # before the name of a marked copy that lies beside the file it answers
_NOT_OURS = ("Thumbs.db", "desktop.ini", ".gitkeep", ".DS_Store")
_BEING_WRITTEN = ".tmp"


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below the folder that a person may have dropped there, with the name it is told by, by that name.

    Links out of the folder are files like others, also those that lead nowhere; folders behind links are not entered."""
    found: dict[str, Path] = {}
    for place, _, files in os.walk(folder):
        for path in (Path(place, one) for one in files if one not in _NOT_OURS and not one.endswith(_BEING_WRITTEN)):
            if _leads_nowhere(path) or path.is_file():
                found[_free(found, told(path.relative_to(folder).as_posix()))] = path
    yield from sorted(found.items())


def _leads_nowhere(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return path.is_symlink()
    return False


def told(name: str) -> str:
    """A file's name as text that can be printed: no characters that nobody sees, none that no encoding has."""
    return clean(name.encode("utf-8", "replace").decode()) or "?"


def _free(taken: dict[str, Path], name: str) -> str:
    """The name, numbered if another file is told by it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}（{number}）"
    return free


def content(name: str, path: Path) -> bytes | Finding:
    """The bytes of a file, as many as may be; a finding where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        return say("E109" if _leads_nowhere(path) else "E108", Place(name))


def is_returned(path: Path) -> bool:
    """True for a marked copy that was laid beside the file it answers."""
    return path.name.startswith(RETURNED)


def edited(name: str, data: bytes) -> list[Finding]:
    """A warning where somebody went on working in a marked copy that is not read: what they wrote would be lost."""
    seen = inspect(name, data)
    if isinstance(seen, Inspection) and seen.program == BY_PROGRAM:
        return []
    return [say("W106", Place(name), title=name.rpartition("/")[2].removeprefix(RETURNED))]
