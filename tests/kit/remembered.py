"""Workbooks read once in a run of the tests, for every worker, and sheets typed and checked once in a worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
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
from schemas.base import Book, Sheet, columns, key

Answer = tuple[Workbook | None, list[Finding]]
READERS = ("pipeline.intake.collect.read_guarded", "pipeline.intake.forms.proof.read_guarded")
MOST_SHEETS = 1000
_KNOWN: dict[str, Answer] = {}  # of this worker
_TYPED: dict[
    object, tuple[list[RawSheet], pd.DataFrame, list[Finding]]
] = {}  # the sheets are kept: their ids are keys
_CHECKED: dict[object, list[Finding]] = {}
_SHARED: dict[str, Path] = {}  # the folder of all workers, once there is a run of tests
T = TypeVar("T")


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
        for memory in (_KNOWN, _TYPED, _CHECKED):
            memory.clear()
    _SHARED["folder"] = folder
    with ExitStack() as stack:
        for reader in READERS:
            stack.enter_context(mock.patch(reader, read))
        stack.enter_context(mock.patch("pipeline.intake.collect.typed", _typed))
        stack.enter_context(mock.patch("pipeline.intake.collect.check", _checked))
        yield


def _typed(
    sheet: type[Sheet], workbooks: Sequence[Workbook], frames: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of sheets that were typed before, as they were then; never of those that take units from another sheet."""
    if _depends(sheet):
        return typed(sheet, workbooks, frames)
    books = [one for one in workbooks if key(sheet) in one.sheets]
    raw = [one.sheets[key(sheet)] for one in books]
    known = (sheet, *((one.file, one.from_1904, id(rows)) for one, rows in zip(books, raw, strict=True)))
    if known not in _TYPED:
        _TYPED[known] = (raw, *typed(sheet, workbooks))
    _, frame, findings = _TYPED[known]
    return frame, list(findings)


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
