"""What lies in the input folder: its files, the spreadsheets of other kinds among them made workbooks, archives unpacked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import clean
from pipeline.excel.messages import NO_SHEET, say
from pipeline.excel.other_kinds import convert
from pipeline.excel.other_kinds.file_kind import ARCHIVE, TEXT_TABLE, kind_of
from pipeline.excel.other_kinds.text_sheet import NotASheet, text_workbook
from pipeline.excel.other_kinds.unpack import LOCKED, unpack
from pipeline.excel.read.child import Stopped, guarded
from pipeline.excel.read.preflight import ARCHIVED, BY_PROGRAM, MOST_BYTES, inspect
from pipeline.excel.workbook import Workbook
from pipeline.intake.reading.kept import FOLDER as KEPT
from pipeline.intake.reading.unsent import holds_results
from schemas.books import BOOKS

RETURNED = "退回-"  # before the name of a marked copy that lies beside the file it answers
REPLACED = "收件台已替换"  # the folder of what the desk took out of the input: nothing in it is read
_NOT_OURS = ("Thumbs.db", "desktop.ini", ".gitkeep", ".DS_Store")
_NOT_ENTERED = (REPLACED, KEPT)
_BEING_WRITTEN = ".tmp"


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below the folder that a person may have dropped there, with the name it is told by, by that name.

    Links out of the folder are files like others, also those that lead nowhere; folders behind links, folders of our
    own results, of what the desk took out and of what is kept of readings are not entered."""
    paths: dict[str, Path] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [
            one for one in folders if one not in _NOT_ENTERED and not holds_results(Path(place, one))
        ]
        for path in (
            Path(place, one) for one in files if one not in _NOT_OURS and not one.endswith(_BEING_WRITTEN)
        ):
            if _leads_nowhere(path) or path.is_file():
                paths[_free(paths, printable_name(path.relative_to(folder).as_posix()))] = path
    yield from sorted(paths.items())


def own_results(folder: Path) -> list[Path]:
    """The folders below this one that hold results of an earlier run."""
    skipped = []
    for place, folders, _ in os.walk(folder):
        inside = [Path(place, one) for one in folders if holds_results(Path(place, one))]
        skipped += inside
        folders[:] = [one for one in folders if Path(place, one) not in inside]
    return skipped


def _leads_nowhere(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return path.is_symlink()
    return False


def printable_name(name: str) -> str:
    """A file's name as text that can be printed: no characters that nobody sees, none that no encoding has."""
    return clean(name.encode("utf-8", "replace").decode()) or "?"


def _free(taken: dict[str, Path], name: str) -> str:
    """The name, numbered if another file is told by it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}（{number}）"
    return free


def content(name: str, path: Path) -> tuple[bytes | None, list[Finding]]:
    """The bytes of a file, as many as may be; None and a finding where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1), []
    except OSError:
        return None, [say("E109" if _leads_nowhere(path) else "E108", Place(name))]


def is_returned(path: Path) -> bool:
    """True for a marked copy that was laid beside the file it answers."""
    return path.name.startswith(RETURNED)


def edited(name: str, data: bytes) -> list[Finding]:
    """A warning where somebody went on working in a marked copy that is not read: what they wrote would be lost."""
    contents, _ = inspect(name, data)
    if contents is not None and contents.program == BY_PROGRAM:
        return []
    return [say("W106", Place(name), title=name.rpartition("/")[2].removeprefix(RETURNED))]


Reader = Callable[[str, bytes], tuple[Workbook | None, list[Finding]]]
_OTHER_KINDS = ("E103", ARCHIVED)
_UNPACKING, _CONVERTING = 10.0, 10.0  # seconds of the processor


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read. `sent`: its bytes where they lie inside an archive; `converted`: the .xlsx made of it."""

    file: str
    workbook: Workbook | None
    findings: list[Finding]
    sent: bytes | None = None
    converted: bytes | None = field(default=None)


def readings(name: str, content: bytes, read: Reader) -> Iterator[Reading]:
    """The file read; one of another kind is made a workbook where that is possible, an archive gives a reading for each file."""
    workbook, findings = read(name, content)
    kind = _other_kind(content, findings)
    if workbook is None and kind == ARCHIVE and content.startswith(b"PK"):
        yield from _unpacked(name, content, read)
    else:
        yield _converted(name, content, kind, read) or Reading(name, workbook, findings)


def _other_kind(content: bytes, findings: list[Finding]) -> str:
    """The kind of a file that was not read because of its kind, "" for all others."""
    if not findings or findings[0].code not in _OTHER_KINDS:
        return ""
    kind = guarded(kind_of, content)
    return "" if isinstance(kind, Stopped) else kind


def _unpacked(name: str, content: bytes, read: Reader) -> Iterator[Reading]:
    files = guarded(unpack, content, seconds=_UNPACKING)
    if not isinstance(files, dict):
        why = f"解开时{files.why}" if isinstance(files, Stopped) else files
        finding = say("E102", Place(name)) if why == LOCKED else say("E139", Place(name), why=why)
        yield Reading(name, None, [finding])
        return
    inside = [_inside(f"{name}/{printable_name(one)}", data, read) for one, data in sorted(files.items())]
    if any(one.workbook is not None or one.findings[0].code in _CONCERNING for one in inside):
        yield Reading(name, None, [say("N131", Place(name), count=len(inside))])
        yield from inside
    else:
        yield Reading(name, None, [say("W101", Place(name), what=ARCHIVE)])


_CONCERNING = (  # what is said of a file that may be a workbook of ours
    *("E102", "E103", "E104", "E105", "E106", "E107", "E136", "E137", "E138", "E140", "W103", ARCHIVED),
)


def _inside(file: str, content: bytes, read: Reader) -> Reading:
    """A file of an archive; an archive inside it stays packed."""
    workbook, findings = read(file, content)
    reading = _converted(file, content, _other_kind(content, findings), read)
    return replace(reading or Reading(file, workbook, findings), sent=content)


def _converted(name: str, content: bytes, kind: str, read: Reader) -> Reading | None:
    """The reading of the .xlsx that was made of it; None where none can be made here."""
    if kind in convert.ENDINGS and convert.office_program():
        try:
            converted: bytes | Finding = convert.as_xlsx(content, kind)
        except convert.NotConverted as why:
            converted = say("E137", Place(name), what=kind, why=str(why))
    elif kind == TEXT_TABLE:
        converted = _of_text(name, content)
    else:
        return None
    if isinstance(converted, Finding):
        return Reading(name, None, [converted])
    workbook, findings = read(name, converted)
    if workbook is None:
        return Reading(name, None, findings)
    if kind == TEXT_TABLE:  # the other sheets are nowhere: rows that are added ask for none
        findings = [one for one in findings if one.code != NO_SHEET]
    workbook = replace(workbook, sha256=sha256(content).hexdigest(), program=f"{kind}，已转换")
    return Reading(name, workbook, [say("N130", Place(name), what=kind), *findings], converted=converted)


def _of_text(name: str, content: bytes) -> bytes | Finding:
    converted = guarded(text_workbook, content, BOOKS, seconds=_CONVERTING)
    tell = partial(say, place=Place(name))
    if isinstance(converted, Stopped):
        return tell("E137", what=TEXT_TABLE, why=converted.why)
    if not isinstance(converted, NotASheet):
        return converted
    if not converted.sheet:
        return tell("E103", what=TEXT_TABLE)
    if not converted.lacking:
        return tell("E140", sheet=converted.sheet)
    return tell("E138", sheet=converted.sheet, lacking="、".join(f"“{one}”" for one in converted.lacking))
