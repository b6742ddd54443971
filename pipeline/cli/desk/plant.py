"""The folders of the plant as the desk sees them: read again when something in them has changed, checked once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli.watch import MarkedCopy, marked_copy, marks
from pipeline.core.period import Period
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import Inbox, collect
from pipeline.intake.covers import newest
from pipeline.intake.examine import Examined
from pipeline.intake.reading.dropped import Reading
from pipeline.intake.reading.known import KnownReadings
from pipeline.report.result import Result
from pipeline.run import examine_period, rate

_SPARE = 50  # readings of files that are no longer there: one that comes back is known


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What lies in the input folder, and the period that is worked on, checked; None before there is one."""

    inbox: Inbox
    period: Period | None
    examined: Examined | None

    def workbook(self, file: str) -> Workbook | None:
        """The workbook by the name it is told by."""
        return next((one for one in self.inbox.workbooks if one.file == file), None)


class PlantFolder:
    """Input and output of a plant. One reads at a time: whoever asks meanwhile waits."""

    def __init__(self, source: Path, target: Path, period: Period | None = None) -> None:
        self.source, self.target = source, target
        self.wanted = period
        self.lock = threading.RLock()
        self._known = KnownReadings(target)
        self._marks: Mapping[str, object] | None = None
        self._view: View | None = None
        self._rated: tuple[View, Result] | None = None

    def current(self) -> View:
        """The folder as it is now."""
        with self.lock:
            now = marks(self.source)
            if self._view is None or now != self._marks:
                self._view, self._marks = self._read({}), now
            return self._view

    @property
    def period(self) -> Period | None:
        """The period of the last look."""
        return self.wanted if self._view is None else self._view.period

    def tried(self, files: Mapping[str, bytes]) -> View:
        """The folder as if these files lay in it too."""
        with self.lock:
            return self._read(files)

    def choose(self, period: Period | None) -> None:
        """Work on this period; None: on the newest."""
        with self.lock:
            self.wanted = period
            if self._view is not None:
                self._view = self._seen(self._view.inbox)

    def answer(self, view: View, workbook: Workbook) -> MarkedCopy:
        """The marked copy of a workbook, and what was found in it."""
        with self.lock:
            return marked_copy(view.inbox, workbook)

    def rated(self, view: View) -> Result | None:
        """The period rated as far as it can be, as a draft where it has errors; kept while nothing changes. None where what
        rating needs is not there."""
        with self.lock:
            checked = view.examined
            if checked is None or checked.tables is None:
                return None
            if self._rated is None or self._rated[0] is not view:
                self._rated = (view, rate(checked, not checked.clean, ()))
            return self._rated[1]

    def read_alone(self, name: str, content: bytes) -> list[Reading]:
        """A file by itself, and those inside it where it is an archive."""
        with self.lock:
            return self._known.read(name, content)

    def _read(self, files: Mapping[str, bytes]) -> View:
        inbox = collect(self.source, self._known, files)
        self._known.forget(len(inbox.paths) + len(files) + _SPARE)
        return self._seen(inbox)

    def _seen(self, inbox: Inbox) -> View:
        period = self.wanted or newest(inbox)
        return View(inbox, period, None if period is None else examine_period(inbox, period, (), self.target))
