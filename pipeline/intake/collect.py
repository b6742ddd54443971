"""input/ -> Inbox: every workbook read, typed and checked by its own sheets, whatever its name, folder or time."""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period, parse_period
from pipeline.evidence.tables import Directory
from pipeline.excel.cells.cell import clean, shown
from pipeline.excel.cells.kinds import parse
from pipeline.excel.check import check, refused
from pipeline.excel.corrections import accepted, declared_empty
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.messages import say
from pipeline.excel.read.child import read_guarded
from pipeline.excel.read.preflight import BY_PROGRAM, MOST_BYTES, inspect
from pipeline.excel.workbook import Workbook
from pipeline.intake.sent.unsent import holds_results, is_unfilled, results_in, unfilled
from pipeline.rulebook.asked import RULES, switched_off
from pipeline.rulebook.rows import Cell
from schemas.base import Kind, Sheet, column_of, columns, title
from schemas.books import BOOKS, DIRECTORY, SHEETS, TARGET
from schemas.cover import OTHER_WORDS, SUPPLEMENT, WAY, WHOLE

RETURNED = "退回-"  # before the name of a marked copy that lies beside the file it answers
_NOT_OURS = ("Thumbs.db", "desktop.ini", ".gitkeep", ".DS_Store")
_BEING_WRITTEN = ".tmp"


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below the folder that a person may have dropped there, with the name it is told by, by that name.

    Links out of the folder are files like others, also those that lead nowhere; folders behind links, and folders of our
    own results, are not entered."""
    found: dict[str, Path] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if not holds_results(Path(place, one))]
        for path in (
            Path(place, one) for one in files if one not in _NOT_OURS and not one.endswith(_BEING_WRITTEN)
        ):
            if _leads_nowhere(path) or path.is_file():
                found[_free(found, printable_name(path.relative_to(folder).as_posix()))] = path
    yield from sorted(found.items())


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
    seen, _ = inspect(name, data)
    if seen is not None and seen.program == BY_PROGRAM:
        return []
    return [say("W106", Place(name), title=name.rpartition("/")[2].removeprefix(RETURNED))]


Index = tuple[str, str, int]


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
    unfilled: tuple[Workbook, ...] = ()  # the workbooks that nobody has filled in; their rows are not read
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False)  # what `remembered` keeps

    def of(self, kind: str) -> list[Workbook]:
        """The workbooks of a kind, by file name."""
        return [w for w in self.workbooks if w.book.key == kind]

    def every(self, key: str, files: Collection[str]) -> pd.DataFrame:
        """Every row of a sheet in these files, the refused ones included."""
        frame = self.frames[key]
        return frame if len(frame) == 0 else frame[self._lies_in(frame, files)]

    def rows(self, key: str, files: Collection[str]) -> pd.DataFrame:
        """The good rows of a sheet in these files."""
        frame = self.frames[key]
        return frame if len(frame) == 0 else frame[self._lies_in(frame, files) & self._good(key)]

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
        """The bytes of a file, read again: only the few that are sent back are needed twice."""
        return self.paths.get(file, self.folder / file).read_bytes()

    @property
    def cell(self) -> Cell:
        """Names the cell of a row's column: "file › sheet › D7"."""

        def place(key: str, index: Index, column: str) -> str:
            return str(Place(index[0], index[1], index[2], self.letters[index[0], key].get(column, "")))

        return place


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
    found = workbook.cover.get(field)
    return None if found is None else found.value


def way(workbook: Workbook) -> str:
    """报送方式 on the cover; a whole workbook where nothing is said. Another word for one of them is an error of its own cell,
    and the workbook is compared as what it means."""
    cell = workbook.cover.get(WAY)
    return WHOLE if cell is None else OTHER_WORDS.get(shown(cell.raw).strip(), str(cell.value or WHOLE))


def is_supplement(workbook: Workbook) -> bool:
    """True for a workbook that only adds rows to another."""
    return way(workbook) == SUPPLEMENT


def collect(folder: Path) -> Inbox:
    """The inbox of a folder. A file that cannot be read becomes a finding; the others go on."""
    workbooks, blanks, sources, paths = list[Workbook](), list[Workbook](), {}, dict(files_in(folder))
    findings = [*results_in(folder, own_results(folder))]
    for name, path in paths.items():
        data, unopened = content(name, path)
        if data is None:
            findings += unopened
        elif is_returned(path):
            findings += edited(name, data)
        else:
            workbook, found = read_guarded(name, data, BOOKS)
            if workbook is not None and is_unfilled(workbook):
                blanks.append(workbook)
                continue
            findings += found
            if workbook is not None:
                workbooks.append(declared_empty(accepted(workbook), every=is_supplement(workbook)))
                sources[name] = workbook.sha256
    return inbox_of(folder, workbooks, findings, sources, paths, blanks)


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
        found = [*unread, *check(sheet, frame, of_sheet, unreadable(sheet, workbooks, [*findings, *unread]))]
        earlier = [f for f in findings if f.place.row and f.place.sheet == titles.get((f.place.file, key))]
        frames[key], bad[key] = frame, frozenset(refused([*found, *earlier]) | _incomplete(sheet, frame))
        findings = [*findings, *found]
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
    )


def _incomplete(sheet: type[Sheet], frame: pd.DataFrame) -> set[Index]:
    """Rows in which something required is blank: of a column that is missing as a whole no cell has a finding."""
    required = [column.name for column in columns(sheet) if column.required]
    return set(frame.index[frame[required].isna().any(axis=1)])


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


# The sheets of the whole plant's workbooks that all others refer to, and the column by which they do.
_REFERRED_TO = {
    DIRECTORY.key: (("branch", "branch"), ("person", "person"), ("team", "team")),
    TARGET.key: (("target", "goal"),),
}


def unusable(inbox: Inbox, workbook: Workbook) -> str:
    """Why nothing can be looked up in a workbook of the whole plant, in words; "" where it can."""
    for key, column in _REFERRED_TO.get(workbook.book.key, ()):
        sheet = SHEETS[key]
        if key not in workbook.sheets:
            return f"没有“{title(sheet)}”表"
        if column not in workbook.sheets[key].letters:
            return f"“{title(sheet)}”表里没有“{column_of(sheet, column).title}”一列"
        if key == "branch" and inbox.rows(key, {workbook.file}).empty:  # nobody could be rated
            return f"“{title(sheet)}”表里没有能用的行"
    return ""


def in_force(settings: pd.DataFrame) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a rulebook's validity by its 基本设置, None where open or not a date."""
    value = {row["name"]: row["value"] for row in settings.to_dict("records")}
    first, last = (parse(Kind.DATE, value.get(name)).value for name in ("生效日期", "失效日期"))
    return (first if isinstance(first, dt.date) else None, last if isinstance(last, dt.date) else None)
