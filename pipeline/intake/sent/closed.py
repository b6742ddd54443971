"""The inputs of a closed period against its archive: every cell, row and file that is not as it was (rules 6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.core.archive import (
    FOLDER,
    INPUT,
    Archive,
    broken_chain,
    corrected_periods,
    digest,
    folder_of,
    read_archive,
    say,
    superseded,
)
from pipeline.core.correction import read_corrections
from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period, parse_period
from pipeline.excel import layout
from pipeline.excel.cells.cell import shown
from pipeline.excel.corrections import accepted, declared_empty
from pipeline.excel.read.child import read_guarded
from pipeline.excel.workbook import CoverCell, Workbook
from pipeline.intake.collect import Inbox, in_force, is_supplement, period_of, unit_of
from pipeline.intake.reading.dropped import readings
from pipeline.intake.sent.versions import Difference, differences
from schemas.books import BOOKS, CHECK, REVIEW, RULEBOOK, SUBMISSION

_CELL = re.compile(r"(.*) (?:([A-Z]*)(\d+)|第(\d+)行)")
_BLANK = "（空）"
_SENT_FOR_A_PERIOD = (SUBMISSION.key, CHECK.key, REVIEW.key)


def belongs(inbox: Inbox, workbook: Workbook, period: Period) -> bool:
    """True for a workbook that the period is, or may be, rated from: of itself, of a period before it, or in force in it.

    The office's workbook of a year is written when its last quarter is closed, and is none of that quarter's."""
    if workbook.book.key == RULEBOOK.key:
        first, _ = in_force(inbox.rows("setting", {workbook.file}))
        return first is None or first <= period.end
    of = period_of(workbook)
    if of is None:
        return True
    if workbook.book.key in _SENT_FOR_A_PERIOD:
        return of.end <= period.end if of.months <= period.months else of.end < period.start
    return of.start <= period.end


def changed_since(inbox: Inbox, output: Path, period: Period) -> list[Finding]:
    """Everything of a closed period, or of one that was opened again, that is not as it was: its archives, the archive before,
    its inputs; and, as warnings, the corrected periods that it rests on."""
    archive, findings = read_archive(output, period)
    findings += read_corrections(output, period)[1]
    if archive is not None:
        findings += broken_chain(output, archive)
        originals = folder_of(output, period) / INPUT
        findings += changed_inputs(inbox, archive, originals, corrected_periods(output))
        findings += superseded(output, archive)
    return findings


def changed_inputs(
    inbox: Inbox, archive: Archive, originals: Path, corrected: Collection[Period] = ()
) -> list[Finding]:
    """Everything about the archive's inputs that is not as it was when the period was closed; `originals`: their copies.

    `corrected`: the periods that were opened again; their own archives vouch for their workbooks, and this one no longer."""
    compared = _Compared(inbox, archive, originals, corrected)
    changed = [one for name in sorted(archive.inputs) for one in compared.changed(name)]
    return [*changed, *compared.additional()]


class _Compared:
    """The workbooks of the inbox beside those of the archive; by content first, for names and folders mean nothing."""

    def __init__(
        self, inbox: Inbox, archive: Archive, originals: Path, corrected: Collection[Period]
    ) -> None:
        period = parse_period(archive.period)
        assert period is not None
        self.archive, self.originals, self.period = archive, originals, period
        self.corrected = [one for one in corrected if one < period]
        self.books = {w.file: w for w in (*inbox.workbooks, *inbox.unfilled)}
        self.digests = {file: w.sha256 for file, w in self.books.items()}
        unread = archive.inputs.keys() & inbox.paths.keys() - self.books.keys()
        self.digests |= {name: _digest(inbox.paths[name]) for name in unread}
        self.places = {number: name for name, number in sorted(self.digests.items(), reverse=True)}
        archived = set(archive.files.values())
        self.strange = {
            w.file: w
            for w in inbox.workbooks
            if w.file not in archive.inputs
            and w.sha256 not in archived
            and belongs(inbox, w, period)
            and not self._vouched_elsewhere(w)
        }

    def changed(self, name: str) -> Iterator[Finding]:
        """What is to be told of one input of the archive."""
        number = self.archive.inputs[name]
        if self.digests.get(name) == number:
            return
        if number in self.places:
            yield say("W700", Place(self.places[number]), period=self.period.title, before=name)
            return
        before = self._original(name)
        if before is not None and self._vouched_elsewhere(before):
            return
        if name not in self.books and name in self.digests:
            yield self._say("E715", Place(name), name)
        else:
            now = self.books.get(name) or self._renamed(before)
            if now is None:
                yield self._say("E709", Place(name), name)
            else:
                self.strange.pop(now.file, None)
                differing = list(self._differences(name, before, now)) if before else []
                yield from differing or [self._say("E708", Place(now.file), name)]

    def additional(self) -> Iterator[Finding]:
        """The workbooks of the period that the archive has not."""
        return (self._say("E710", Place(file), "") for file in self.strange)

    def _vouched_elsewhere(self, workbook: Workbook) -> bool:
        """True for a workbook of an earlier period that was opened again."""
        of = period_of(workbook)
        return of is not None and any(one.start <= of.start and of.end <= one.end for one in self.corrected)

    def _original(self, name: str) -> Workbook | None:
        try:
            content = (self.originals / name).read_bytes()
        except OSError:
            return None
        read = list(readings(name, content, lambda file, sent: read_guarded(file, sent, BOOKS)))
        workbook = read[0].workbook
        if workbook is None or digest(content) != self.archive.inputs[name]:
            return None
        return declared_empty(accepted(workbook), every=is_supplement(workbook))

    def _renamed(self, before: Workbook | None) -> Workbook | None:
        """The workbook that is new under its name and is of the same kind, unit and period."""
        alike = [w for w in self.strange.values() if before is not None and _known_by(w) == _known_by(before)]
        return alike[0] if len(alike) == 1 else None

    def _differences(self, name: str, before: Workbook, now: Workbook) -> Iterator[Finding]:
        rows = [
            one
            for sheet in before.book.sheets
            if sheet in now.book.sheets
            for one in differences(sheet, before, now)
        ]
        for one in [*_cover(before, now), *rows]:
            code = "E706" if one.before is None else "E707" if one.after is None else "E705"
            yield self._say(
                code,
                _place(now.file, one.where),
                name,
                value=one.after or _BLANK,
                before=one.before or _BLANK,
            )

    def _say(self, code: str, place: Place, name: str, value: str = "", before: str = "") -> Finding:
        copy = f"{self.period.name}/{FOLDER}/{INPUT}/{name}"
        return say(code, place, period=self.period.title, copy=copy, value=value, before=before)


def _known_by(workbook: Workbook) -> tuple[str, str, str]:
    return workbook.book.key, unit_of(workbook), str(period_of(workbook))


def _digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _cover(before: Workbook, now: Workbook) -> Iterator[Difference]:
    """The lines of the cover and the ticks that are answered otherwise."""
    for old, new in ((before.cover, now.cover), (before.ticks, now.ticks)):
        for name in dict.fromkeys([*old, *new]):
            was, has = _answer(old.get(name)), _answer(new.get(name))
            if was != has:
                cell = new.get(name) or old[name]
                yield Difference(f"{cell.place.sheet or layout.COVER} {cell.cell}", was, has)


def _answer(cell: CoverCell | None) -> str:
    return "" if cell is None else shown(cell.raw)


def _place(file: str, where: str) -> Place:
    """The place that a difference names in words: 组织生活 B17, 组织生活 第17行."""
    if parts := _CELL.fullmatch(where):
        return Place(file, parts[1], int(parts[3] or parts[4]), parts[2] or "")
    return Place(file, where.strip())
