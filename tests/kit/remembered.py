"""Workbooks read once in a run of the tests, for every worker; sheets typed and checked, rulebooks proved, folders collected
once in a worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar
from unittest import mock

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.excel.check import Letters, check
from pipeline.excel.frames import typed
from pipeline.excel.read.child import read_guarded
from pipeline.excel.workbook import RawSheet, Workbook
from pipeline.intake.checks.rules.soundness import check_rulebook
from pipeline.intake.collect import Inbox, collect
from pipeline.intake.reading.known import KnownReadings
from pipeline.intake.select import Selection
from schemas.base import Book, Sheet, columns, declaration, key

Content = tuple[str, tuple[tuple[str, bytes], ...]]  # a folder, and every path in it with what it holds
Answer = tuple[Workbook | None, list[Finding]]
SAMPLE = Path(__file__).parents[2] / "input"
READERS = ("pipeline.intake.reading.known.read_guarded", "pipeline.intake.forms.proof.read_guarded")
MOST_SHEETS = 1000
_KNOWN: dict[str, Answer] = {}  # of this worker
_TYPED: dict[object, tuple[pd.DataFrame, list[Finding]]] = {}
_DIGESTS: dict[int, tuple[RawSheet, bytes]] = {}  # the sheets are kept: their ids are keys
_CHECKED: dict[object, list[Finding]] = {}
_SOUND: dict[object, list[Finding]] = {}
MOST_FOLDERS = 4  # a test asks several times about its own
_COLLECTED: dict[Content, Inbox] = {}  # the last folders, and the sample
_SHARED: dict[str, Path] = {}  # the folder of all workers, once there is a run of tests
T = TypeVar("T")
Shared = Callable[
    [str, Callable[[Path], object]], Path
]  # a folder by its name and who writes it, once for all workers


def worked_out_once(name: str, work: Callable[[], T]) -> T:
    """What the first worker that asks works out; the others wait and read it."""
    if not _SHARED:
        return work()
    path = _SHARED["folder"] / hashlib.sha256(name.encode()).hexdigest()
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)  # not flock: a child that is started meanwhile would hold it
        if not path.exists():
            path.write_bytes(pickle.dumps(work()))
        answer: T = pickle.loads(path.read_bytes())
        return answer


def written_once(folder: Path, write: Callable[[Path], object]) -> Path:
    """A folder that the first worker that asks writes; the others wait and read it. One that was not written to its end is none."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_name(f"{folder.name}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            write(unfinished)
            unfinished.rename(folder)
    return folder


@contextmanager
def remembered(folder: Path) -> Iterator[None]:
    """Within it the intake reads a workbook it has met before from the folder, which all workers share."""

    def read(name: str, content: bytes, books: Sequence[Book]) -> Answer:
        digest = hashlib.sha256(content).hexdigest()
        key = hashlib.sha256(f"{name}\n{digest}\n{[book.key for book in books]}".encode()).hexdigest()
        if key not in _KNOWN:
            _KNOWN[key] = _loaded(folder / key) or _stored(folder / key, read_guarded(name, content, books))
        workbook, findings = _KNOWN[key]
        return workbook, list(findings)

    if len(_TYPED) > MOST_SHEETS:  # a worker need not remember every change of every test
        for memory in (_KNOWN, _TYPED, _CHECKED, _DIGESTS, _SOUND):
            memory.clear()
    _SHARED["folder"] = folder
    with ExitStack() as stack:
        for reader in READERS:
            stack.enter_context(mock.patch(reader, read))
        stack.enter_context(mock.patch("pipeline.run.collect", _collected))
        stack.enter_context(mock.patch("pipeline.intake.collect.typed", _typed))
        stack.enter_context(mock.patch("pipeline.intake.collect.check", _checked))
        stack.enter_context(mock.patch("pipeline.intake.checks.basis.check_rulebook", _sound))
        yield


def _collected(folder: Path, _: KnownReadings | None = None) -> Inbox:
    """The inbox of a folder: while nothing in it has changed the same again, with all that was worked out of it.

    That two runs give the same is tried in processes of their own (tests/test_run.py), which remember nothing."""
    content = _content(folder)
    if content is None:
        return collect(folder)
    if content not in _COLLECTED:
        _COLLECTED[content] = collect(folder)
        others = [one for one in _COLLECTED if one[0] != str(SAMPLE)]
        for one in others[:-MOST_FOLDERS]:
            del _COLLECTED[one]
    return _COLLECTED[content]


def _content(folder: Path) -> Content | None:
    """All that lies in the folder; None where a link does, or something that cannot be read."""
    found = []
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink():
                return None
            digest = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
            found.append((str(path.relative_to(folder)), digest))
    except OSError:
        return None
    return str(folder.absolute()), tuple(found)


def _typed(
    sheet: type[Sheet], workbooks: Sequence[Workbook], frames: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of sheets that were typed before, as they were then; never of those that take units from another sheet."""
    if _depends(sheet):
        return typed(sheet, workbooks, frames)
    books = [one for one in workbooks if key(sheet) in one.sheets]
    raw = [one.sheets[key(sheet)] for one in books]
    known = (
        sheet,
        *((one.file, one.from_1904, _digest(rows)) for one, rows in zip(books, raw, strict=True)),
        *_answers(sheet, books),
    )
    if known not in _TYPED:
        _TYPED[known] = typed(sheet, workbooks)
    frame, findings = _TYPED[known]
    return frame, list(findings)


def _answers(sheet: type[Sheet], books: Sequence[Workbook]) -> list[object]:
    """What the covers say once for all rows of the sheet."""
    asked = declaration(sheet).asked_once.values()
    return [line.value if (line := one.line(once.line)) else None for one in books for once in asked]


def _digest(raw: RawSheet) -> bytes:
    """What stands in a sheet: where one cell of a workbook was changed, its other sheets are as they were."""
    if id(raw) not in _DIGESTS:
        _DIGESTS[id(raw)] = (raw, hashlib.sha256(repr(raw).encode("utf-8", "surrogatepass")).digest())
    return _DIGESTS[id(raw)][1]


def _checked(
    sheet: type[Sheet],
    frame: pd.DataFrame,
    letters: Letters,
    unreadable: Collection[tuple[str, int, str]] = (),
) -> list[Finding]:
    if _depends(sheet):
        return check(sheet, frame, letters, unreadable)
    named = frozenset((file, *sorted(by_name.items())) for file, by_name in letters.items())
    known = (sheet, id(frame), named, frozenset(unreadable))  # frames are kept above
    if known not in _CHECKED:
        _CHECKED[known] = check(sheet, frame, letters, unreadable)
    return list(_CHECKED[known])


def _sound(chosen: Selection) -> list[Finding]:
    """What is wrong with a rulebook that was checked before, with the same directory: it sees nothing else."""
    books = [one for one in (chosen.rulebook, chosen.directory) if one is not None]
    known = tuple(
        (one.file, name, _digest(raw), *sorted(i for i in chosen.inbox.bad[name] if i[0] == one.file))
        for one in books
        for name, raw in sorted(one.sheets.items())
    )
    if known not in _SOUND:
        _SOUND[known] = check_rulebook(chosen)
    return list(_SOUND[known])


def _depends(sheet: type[Sheet]) -> bool:
    """True if the sheet takes the units of its numbers from another one."""
    return any(column.counts_in for column in columns(sheet))


def _loaded(path: Path) -> Answer | None:
    try:
        answer: Answer = pickle.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return answer


def _stored(path: Path, answer: Answer) -> Answer:
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_bytes(pickle.dumps(answer))
    half.replace(path)
    return answer
