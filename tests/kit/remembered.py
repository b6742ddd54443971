"""Workbooks read once in a run of the tests: what was read is kept by name and content, for every worker."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from pipeline.core.finding import Finding
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Workbook
from schemas.base import Book

Answer = tuple[Workbook | None, list[Finding]]
READERS = ("pipeline.intake.collect.read_workbook", "pipeline.intake.forms.proof.read_workbook")
_KNOWN: dict[str, Answer] = {}  # of this worker


@contextmanager
def remembered(folder: Path) -> Iterator[None]:
    """Within it the intake reads a workbook it has met before from the folder, which all workers share."""

    def read(name: str, content: bytes, books: Sequence[Book]) -> Answer:
        digest = hashlib.sha256(content).hexdigest()
        key = hashlib.sha256(f"{name}\n{digest}\n{[book.key for book in books]}".encode()).hexdigest()
        if key not in _KNOWN:
            _KNOWN[key] = _loaded(folder / key) or _stored(folder / key, read_workbook(name, content, books))
        workbook, findings = _KNOWN[key]
        return workbook, list(findings)

    with ExitStack() as stack:
        for reader in READERS:
            stack.enter_context(mock.patch(reader, read))
        yield


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
