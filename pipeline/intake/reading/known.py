"""Files read once: what was read before, in this run or an earlier one, is not read again while its bytes are the same."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pipeline.core.finding import Finding
from pipeline.excel.read.child import processors, read_guarded, side_by_side
from pipeline.excel.workbook import Workbook
from pipeline.intake.reading.dropped import Reading, content, readings
from pipeline.intake.reading.kept import FOLDER, KeptReadings
from schemas.books import BOOKS

Key = tuple[str, str]  # name of a file and digest of its bytes
Answer = tuple[Workbook | None, list[Finding]]
MANY = 60  # workbooks that are worth several processes


class KnownReadings:
    """How files were read, the last asked for last; in the folder of `results` this is kept for the next run."""

    def __init__(self, results: Path | None = None) -> None:
        self._kept = None if results is None else KeptReadings(results / FOLDER)
        self._known: dict[Key, list[Reading]] = {}
        self._ahead: dict[Key, Answer] = {}  # read, and not asked for yet

    def read(self, name: str, data: bytes) -> list[Reading]:
        """A file as it was read, and those inside it where it is an archive. One that gave no workbook is not known: perhaps
        the machine had too much to do."""
        key = _key(name, data)
        parts = self._known.pop(key, None) or list(readings(name, data, self._answer))
        if any(one.workbook is not None for one in parts):
            self._known[key] = parts
        return parts

    def read_together(self, paths: Mapping[str, Path]) -> None:
        """Have the answers for those of the files that are not known at hand, by several processes where they are many.

        Whoever reads in threads of his own shares the processors out himself."""
        if len(paths) <= MANY or threading.current_thread() is not threading.main_thread():
            return
        unread = [name for name in paths if not self._at_hand(name, paths[name])]
        if len(unread) > MANY and (count := processors()) > 1:
            self._ahead |= side_by_side(lambda name: self._alone(name, paths[name]), unread, count)

    def forget(self, most: int) -> None:
        """Know no more files than these, those asked for last."""
        while len(self._known) > most:
            del self._known[next(iter(self._known))]

    def sweep(self, names: set[str]) -> None:
        """Keep for the next run only the files of these names."""
        if self._kept is not None:
            self._kept.sweep(names)

    def _at_hand(self, name: str, path: Path) -> bool:
        """True if nothing has to be read: the file is known, an earlier run kept it, or it cannot be opened."""
        data = content(name, path)[0]
        if data is None:
            return True
        key = _key(name, data)
        if key not in self._known and (kept := self._found(key)):
            self._ahead[key] = kept
        return key in self._known or key in self._ahead

    def _alone(self, name: str, path: Path) -> tuple[Key, Answer]:
        data = content(name, path)[0] or b""
        return _key(name, data), self._read(name, data)

    def _answer(self, name: str, data: bytes) -> Answer:
        key = _key(name, data)
        return self._ahead.pop(key, None) or self._found(key) or self._read(name, data)

    def _found(self, key: Key) -> Answer | None:
        return None if self._kept is None else self._kept.find(*key)

    def _read(self, name: str, data: bytes) -> Answer:
        workbook, findings = read_guarded(name, data, BOOKS)
        if workbook is not None and self._kept is not None:
            self._kept.keep(workbook, findings)
        return workbook, findings


def _key(name: str, data: bytes) -> Key:
    return name, sha256(data).hexdigest()
