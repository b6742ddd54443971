"""input/ -> Inbox: every workbook read, typed and checked by its own sheets, whatever its name, folder or time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period, parse_period
from pipeline.core.records import Index, records
from pipeline.evidence.tables import Directory
from pipeline.excel.cells.cell import shown
from pipeline.excel.cells.kinds import parse
from pipeline.excel.check import check, refused
from pipeline.excel.corrections import accepted, declared_empty
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.workbook import Workbook, following
from pipeline.intake.reading.dropped import (
    Reading,
    content,
    edited,
    files_in,
    is_returned,
    own_results,
)
from pipeline.intake.reading.known import KnownReadings
from pipeline.intake.reading.unsent import is_unfilled, results_in, unfilled, upgraded_from, waiting
from pipeline.rulebook.asked import RULES, switched_off
from pipeline.rulebook.rows import JOINED, LINE, Cell, join_layers, stands_at
from schemas.base import Column, Kind, Sheet, column_of, columns
from schemas.books import SHEETS
from schemas.cover import ANSWERING, OTHER_WORDS, SUPPLEMENT, WAY, WHOLE


@dataclass(frozen=True, slots=True, eq=False)
class Inbox:
    """All that lies in the input folder. `frames`: sheet key -> every row of every workbook, the refused ones included;
    `bad`: sheet key -> index of the rows that are not used."""

    folder: Path
    workbooks: tuple[Workbook, ...]
    frames: Mapping[str, pd.DataFrame]
    bad: Mapping[str, frozenset[Index]]
    letters: Mapping[tuple[str, str], Mapping[str, str]]
    titles: Mapping[tuple[str, str], str]
    findings: tuple[Finding, ...]
    sources: Mapping[str, str]
    paths: Mapping[str, Path] = field(default_factory=dict)  # the name of a file -> where it lies
    reading: tuple[
        Finding, ...
    ] = ()  # what was found while the files were read, before their cells were understood
    sent: Mapping[str, bytes] = field(default_factory=dict)  # the files that lie inside archives
    # the .xlsx made of files of another kind
    converted: Mapping[str, bytes] = field(default_factory=dict)
    unfilled: tuple[Workbook, ...] = ()  # the workbooks that nobody has filled in; their rows are not read
    # row of 评价细则 -> its row of 计算设置
    computed_by: Mapping[Index, Index] = field(default_factory=dict)
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False)  # what `remembered` keeps

    def of(self, kind: str) -> list[Workbook]:
        """The workbooks of a kind, by file name."""
        return [w for w in self.workbooks if w.book.key == kind]

    def every(self, key: str, files: Collection[str]) -> pd.DataFrame:
        """Every row of a sheet in these files, the refused ones included; nobody may change the frame."""
        return self._chosen(key, files, False)

    def rows(self, key: str, files: Collection[str]) -> pd.DataFrame:
        """The good rows of a sheet in these files; nobody may change the frame."""
        return self._chosen(key, files, True)

    def _chosen(self, key: str, files: Collection[str], good: bool) -> pd.DataFrame:
        frame, asked = self.frames[key], ("rows", key, frozenset(files), good)
        if len(frame) == 0:
            return frame
        if asked not in self.memo:
            wanted = self._lies_in(frame, files)
            wanted = wanted & self._good(key) if good else wanted
            self.memo[asked] = frame if wanted.all() else frame[wanted]
        rows: pd.DataFrame = self.memo[asked]
        return rows

    @staticmethod
    def _lies_in(frame: pd.DataFrame, files: Collection[str]) -> np.ndarray:
        """Row by row whether it lies in one of the files, by the codes of the index: its texts are not compared again."""
        index = frame.index
        assert isinstance(index, pd.MultiIndex)
        names = index.levels[0]
        wanted = np.isin(np.arange(len(names)), names.get_indexer(pd.Index(list(files), dtype=object)))
        return np.append(wanted, False)[index.codes[0]]  # the last for a row without a file

    def _good(self, key: str) -> np.ndarray:
        """Row by row whether it is used."""
        if ("good", key) not in self.memo:
            self.memo["good", key] = ~self.frames[key].index.isin(self.bad[key])
        good: np.ndarray = self.memo["good", key]
        return good

    def directory(self, workbook: Workbook | None) -> Directory:
        """Who is who in a 组织名册; nobody while it has not come."""
        files = {workbook.file} if workbook else set()
        return Directory.of({key: self.rows(key, files) for key in ("branch", "team", "person")})

    def content(self, file: str) -> bytes:
        """The bytes of a file as it was sent, read again: only the few that are sent back are needed twice."""
        return self.sent[file] if file in self.sent else self.paths.get(file, self.folder / file).read_bytes()

    def readable(self, file: str) -> bytes:
        """The .xlsx that was read: the file itself, or what was made of it."""
        return self.converted[file] if file in self.converted else self.content(file)

    def copy_name(self, file: str) -> str:
        """What its marked copy, which is an .xlsx, is called."""
        return f"{file}.xlsx" if file in self.converted else file

    @property
    def cell(self) -> Cell:
        """Names the cell of a row's column: "file › sheet › D7"."""
        return lambda key, index, column: str(self.spot(key, index, column)[0])

    def spot(self, key: str, index: Index, column: str) -> tuple[Place, Column]:
        """Where a row has a column, and the column as that sheet calls it: an indicator has each in one of its layers."""
        file = index[0]
        if key == JOINED and (file, LINE) in self.letters:
            key, index, column = stands_at(index, column, self.computed_by)
        letter = self.letters[file, key].get(column, "")
        return Place(file, index[1], index[2], letter), column_of(SHEETS[key], column)

    @property
    def followed(self) -> frozenset[tuple[str, str, int, str]]:
        """Key, file, row and column of the empty cells of columns that then say what follows from other cells."""
        return following(self.workbooks)


def unit_of(workbook: Workbook) -> str:
    """The unit on the cover, "" where there is none."""
    return str(value) if (value := cover(workbook, "unit")) is not None else ""


def period_of(workbook: Workbook) -> Period | None:
    """The period on the cover."""
    return parse_period(str(cover(workbook, "period") or ""))


def as_of(workbook: Workbook) -> str:
    """The cover's 截至日期 as ISO text, "" where there is none; texts compare as the days do."""
    value = cover(workbook, "as_of")
    return "" if value is None else str(pd.Timestamp(value).date())  # type: ignore[arg-type]


def cover(workbook: Workbook, field: str) -> object:
    """A typed field of the cover, None where blank or unreadable."""
    field_read = workbook.cover.get(field)
    return None if field_read is None else field_read.value


def way(workbook: Workbook) -> str:
    """报送方式 on the cover; a whole workbook where nothing is said. Another word for one of them is an error of its own cell,
    and the workbook is compared as what it means."""
    cell = workbook.cover.get(WAY)
    return WHOLE if cell is None else OTHER_WORDS.get(shown(cell.raw).strip(), str(cell.value or WHOLE))


def is_supplement(workbook: Workbook) -> bool:
    """True for a workbook that only adds rows to another."""
    return way(workbook) == SUPPLEMENT


_NOTHING: Mapping[str, bytes] = MappingProxyType({})


def collect(folder: Path, known: KnownReadings | None = None, tried: Mapping[str, bytes] = _NOTHING) -> Inbox:
    """The inbox of a folder. A file that cannot be read becomes a finding; the others go on.

    `known` keeps how files were read, for whoever asks again. `tried`: files that are read as if they lay in the folder, in
    the place of those that are there by the same name."""
    known = known or KnownReadings()
    paths = {name: path for name, path in files_in(folder) if name not in tried}
    sent, converted = dict(tried), dict[str, bytes]()
    workbooks, blanks, sources = list[Workbook](), list[Workbook](), {}
    findings = [*results_in(folder, own_results(folder))]
    for one in _read(paths, known, tried):
        if one.sent is not None:
            sent[one.file] = one.sent
        if one.converted is not None:
            converted[one.file] = one.converted
        if one.workbook is not None and is_unfilled(one.workbook):
            blanks.append(one.workbook)
            continue
        findings += one.findings
        if one.workbook is not None:
            workbooks.append(declared_empty(accepted(one.workbook), every=is_supplement(one.workbook)))
            sources[one.file] = one.workbook.sha256
    if not tried:
        known.sweep({one.file for one in (*workbooks, *blanks)})
    inbox = inbox_of(folder, list(_lent(workbooks)), findings, sources, paths, blanks)
    return replace(inbox, sent=sent, converted=converted)


def _read(paths: Mapping[str, Path], known: KnownReadings, tried: Mapping[str, bytes]) -> Iterator[Reading]:
    """Each file of the folder, each that is tried, and each inside an archive, as it was read."""
    known.read_together({name: path for name, path in paths.items() if not _set_aside(path)})
    for name in sorted({*paths, *tried}):
        if name in tried:
            yield from known.read(name, tried[name])
            continue
        path = paths[name]
        data, unopened = content(name, path)
        if data is None:
            yield Reading(name, None, unopened)
        elif is_returned(path):
            yield Reading(name, None, edited(name, data))
        elif earlier := upgraded_from(path):
            yield Reading(name, None, [waiting(name, earlier)])
        else:
            yield from known.read(name, data)


def _set_aside(path: Path) -> bool:
    """True for a file that is told and not read."""
    return is_returned(path) or bool(upgraded_from(path))


def _lent(workbooks: Sequence[Workbook]) -> Iterator[Workbook]:
    """What a cover says once for all rows also speaks for the rows that are added later: a 补报 has the lines of the latest
    workbook of its unit and period that it may be added to."""
    for one in workbooks:
        before = [
            w
            for w in workbooks
            if is_supplement(one)
            and w.book.key == one.book.key
            and not is_supplement(w)
            and (unit_of(w), period_of(w)) == (unit_of(one), period_of(one))
            and as_of(w) <= (as_of(one) or as_of(w))
        ]
        last = max(before, key=lambda w: (as_of(w), w.file), default=None)
        yield (
            one
            if last is None
            else replace(one, lent={n: last.cover[n] for n in ANSWERING if n in last.cover})
        )


def inbox_of(
    folder: Path,
    workbooks: Sequence[Workbook],
    findings: list[Finding],
    sources: Mapping[str, str],
    paths: Mapping[str, Path],
    blanks: Sequence[Workbook] = (),
) -> Inbox:
    """The inbox of workbooks that were read, with the findings of reading them; their sheets are typed and checked.

    Of the `blanks`, which nobody has filled in, no row is looked at."""
    findings = [*findings, *map(unfilled, blanks)]
    reading = tuple(findings)
    letters = {(w.file, key): raw.letters for w in workbooks for key, raw in w.sheets.items()}
    titles = {(w.file, key): raw.title for w in workbooks for key, raw in w.sheets.items()}
    frames: dict[str, pd.DataFrame] = {}
    bad: dict[str, frozenset[Index]] = {}
    for key, sheet in SHEETS.items():
        frame, unread = typed(sheet, workbooks, frames)
        of_sheet = {file: by_name for (file, k), by_name in letters.items() if k == key}
        of_frame = [
            *unread,
            *check(sheet, frame, of_sheet, unreadable(sheet, workbooks, [*findings, *unread])),
        ]
        earlier = [f for f in findings if f.place.row and f.place.sheet == titles.get((f.place.file, key))]
        frames[key], bad[key] = frame, frozenset(refused([*of_frame, *earlier]) | _incomplete(sheet, frame))
        findings = [*findings, *of_frame]
    computed_by = join_layers(frames, bad)
    for file in {file for file, key in letters if key == LINE}:
        letters[file, JOINED], titles[file, JOINED] = letters[file, LINE], titles[file, LINE]
    units = {w.file: unit_of(w) for w in (*workbooks, *blanks)}
    known = [replace(f, unit=units.get(f.place.file, "")) for f in findings]
    return Inbox(
        folder=folder,
        workbooks=tuple(workbooks),
        frames=frames,
        bad=bad,
        letters=letters,
        titles=titles,
        findings=tuple(known),
        sources=sources,
        paths=paths,
        reading=reading,
        unfilled=tuple(blanks),
        computed_by=computed_by,
    )


def _incomplete(sheet: type[Sheet], frame: pd.DataFrame) -> set[Index]:
    """Rows in which something required is blank: of a column that is missing as a whole no cell has a finding."""
    required = [column.name for column in columns(sheet) if column.required]
    blank = frame[required].isna().any(axis=1)
    return set(frame.index[blank]) if blank.any() else set()


def without_rows(rows: pd.DataFrame, indexes: Collection[Index]) -> pd.DataFrame:
    """The rows but for those at these places."""
    kept = [index not in indexes for index in rows.index] if indexes else []
    return rows if all(kept) else rows[kept]


def by_file(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Findings grouped by their file."""
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        grouped[finding.place.file].append(finding)
    return grouped


def left_out(inbox: Inbox, rulebook: Workbook | None) -> frozenset[str]:
    """The keys of the sheets that a rulebook does not ask for."""
    if rulebook is None:
        return frozenset()
    return switched_off({key: inbox.rows(key, {rulebook.file}) for key in RULES})


def in_force(settings: pd.DataFrame) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a rulebook's validity by its 基本设置, None where open or not a date."""
    value = {row["name"]: row["value"] for row in records(settings)}
    first, last = (parse(Kind.DATE, value.get(name)).value for name in ("生效日期", "失效日期"))
    return (first if isinstance(first, dt.date) else None, last if isinstance(last, dt.date) else None)
