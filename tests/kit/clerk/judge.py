"""Single slips in the sample's last quarter: each is read as it was meant, or told where it was made; none is silent."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl

from kit.clerk.cells import CELLS, CELLS_TOLD
from kit.clerk.hand import Hand, Slip, Slipped
from kit.clerk.rows import ROWS, ROWS_TOLD
from kit.clerk.sheets import SHEETS, SHEETS_TOLD, WHOLE
from kit.plant_on_disk import GOALS, NAMES, RULES, copied, looked_at
from pipeline.core.finding import Finding
from pipeline.excel.layout import COVER
from pipeline.intake.examine import Examined
from schemas.base import Book, Sheet, columns, key, title
from schemas.books import BOOKS
from schemas.books import SHEETS as BY_KEY

SLIPS: dict[str, Slip] = {**CELLS, **ROWS, **SHEETS}
GROUPS = {"单元格": tuple(CELLS), "行": tuple(ROWS), "表头、工作表和封面": tuple(SHEETS)}
TOLD = CELLS_TOLD | ROWS_TOLD | SHEETS_TOLD
PERIODS = ("2019", "2019Q2", "2019Q3")
SHARED = (
    NAMES,
    GOALS,
    RULES,
)  # what the checks of every other workbook rest on: spoilt in folders of their own
TRIES = 120  # to find a sheet that a kind of slip can be made in
MOST = 3  # slips in cells of one sheet, each in a row of its own
_TURNS = {
    "submission": 15,
    "check": 3,
    "review": 13,
    "directory": 4,
    "target": 2,
    "rulebook": 8,
}  # of 45 slips

Place = tuple[str, Book, type[Sheet]]  # a file and one of its sheets
Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One slip that was made: its number, its kind, where, how the die stood before, and what may come of it."""

    number: int
    kind: str
    place: Place
    thrown: tuple[Any, ...]
    slipped: Slipped

    @property
    def file(self) -> str:
        return self.place[0]

    @property
    def sheet(self) -> type[Sheet]:
        return self.place[2]

    @property
    def is_of_rows(self) -> bool:
        """True for a slip in a cell that is seen by its row alone."""
        return self.kind in CELLS and bool(self.slipped.rows)

    def __str__(self) -> str:
        rows = "、".join(map(str, sorted(self.slipped.rows)))
        return f"{self.number} {self.kind}: {self.file} › {title(self.sheet)} {rows}"


@dataclass(frozen=True)
class Outcome:
    """How a slip was received, and what is wrong with that."""

    case: Case
    how: str
    blame: str = ""


@dataclass(frozen=True)
class State:
    """What was understood of a folder: the rows of every file and sheet that are used, and every finding."""

    rows: dict[tuple[str, str], dict[int, Row]]
    findings: Counter[Finding]

    def reads(self, case: Case) -> object:
        """What is understood of where the slip was made: its rows, its sheet, or the workbook."""
        rows = self.rows.get((case.file, key(case.sheet)), {})
        if case.is_of_rows:
            return [rows.get(number) for number in sorted(case.slipped.rows)]
        if case.kind not in WHOLE:
            return Counter(rows.values())
        return {sheet: Counter(rows.values()) for (at, sheet), rows in self.rows.items() if at == case.file}


def state(examined: Examined) -> State:
    """What was understood of a folder that was checked."""
    inbox, rows = examined.inbox, dict[tuple[str, str], dict[int, Row]]()
    for name, frame in inbox.frames.items():
        good = frame[~frame.index.isin(inbox.bad[name])]
        for (file, _, row), values in zip(good.index, good.itertuples(index=False, name=None), strict=True):
            rows.setdefault((file, name), {})[row] = _as_read(BY_KEY[name], values)
    return State(rows, Counter(examined.intake.findings))


def _as_read(sheet: type[Sheet], values: Sequence[object]) -> Row:
    """The values of a row; of numbers that refer to a list only what is left of them when zeros are lost, and of texts what
    stands behind an apostrophe: it is seen, and means nothing."""
    pairs = zip(columns(sheet), map(str, values), strict=True)
    return tuple(text.lstrip("0") if one.refers_to else text.removeprefix("'") for one, text in pairs)


@cache
def sound() -> tuple[Path, State]:
    """A folder of the sample's last two quarters as they are, and what is understood of it."""
    folder = copied(Path(tempfile.mkdtemp(prefix="clerk-")), PERIODS)
    return folder, state(looked_at(folder))


@cache
def places() -> tuple[Place, ...]:
    """Every sheet of every workbook of the last quarter, kinds of workbook by turns."""
    folder, _ = sound()
    inbox = looked_at(folder).inbox
    files = [w for w in inbox.workbooks if w.file.startswith(("2019/", "2019Q3/"))]
    assert {w.book.key for w in files} == {book.key for book in BOOKS}
    return tuple((w.file, w.book, sheet) for w in files for sheet in w.book.sheets)


@dataclass
class Desk:
    """A folder of the sample in which slips are made: in a workbook one that concerns the whole of it, or one a sheet, or a
    few in cells of a sheet; in the shared workbooks, or in all others."""

    folder: Path
    shared: bool
    opened: dict[str, openpyxl.Workbook] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def has_room(self, kind: str, place: Place) -> bool:
        """True if the slip would stand apart from those already made."""
        file, _, sheet = place
        beside = [one for one in self.cases if one.file == file]
        if (file in SHARED) != self.shared or (kind in WHOLE and beside):
            return False
        here = [one for one in beside if one.sheet is sheet]
        apart = not here or (kind in CELLS and len(here) < MOST and all(one.is_of_rows for one in here))
        return apart and not any(one.kind in WHOLE for one in beside)

    def try_out(self, number: int, kinds: Sequence[str]) -> bool:
        """Make slip number `number`, the kinds by turns; False where there is no place for it here."""
        die, kind = random.Random(number), kinds[number % len(kinds)]
        tries = (_place(die, kind) for _ in range(TRIES))
        return any(self.has_room(kind, place) and self.slip(number, kind, place, die) for place in tries)

    def slip(self, number: int, kind: str, place: Place, die: random.Random) -> bool:
        """Make the slip at that place; False where there is nothing to slip with."""
        (file, book, sheet), thrown = place, die.getstate()
        if file not in self.opened:
            self.opened[file] = openpyxl.load_workbook(self.folder / file)
        here = [one for one in self.cases if one.file == file and one.sheet is sheet]
        spoilt = frozenset(row for one in here for row in one.slipped.rows)
        slipped = SLIPS[kind](Hand(self.opened[file], book, sheet, die, spoilt))
        if slipped:
            self.cases.append(Case(number, kind, place, thrown, slipped))
        return slipped is not None

    def outcomes(self) -> list[Outcome]:
        """How each of the slips was received."""
        for file in {one.file for one in self.cases}:
            self.opened[file].save(self.folder / file)
        after = state(looked_at(self.folder))
        return [outcome(case, sound()[1], after) for case in self.cases]


def _place(die: random.Random, kind: str) -> Place:
    """Where the slip is tried: any workbook alike if it concerns the whole of it, else every sheet of a kind alike."""
    if kind in WHOLE:
        file = die.choice(sorted({place[0] for place in places()}))
        return die.choice([place for place in places() if place[0] == file])
    (book,) = die.choices(list(_TURNS), list(_TURNS.values()))
    return die.choice([place for place in places() if place[1].key == book])


def outcome(case: Case, before: State, after: State) -> Outcome:
    """How the slip was received: told at its place, read as it was meant, or neither."""
    new = [one for one in (after.findings - before.findings) if one.place.file == case.file]
    if any(_tells(one, case) for one in new):
        return Outcome(case, "told")
    changed = after.reads(case) != before.reads(case)
    if not changed and case.kind not in TOLD:
        return Outcome(case, "read as meant")
    said = "; ".join(f"{one.code} {one.place.sheet} {one.place.cell or one.place.row}" for one in new[:5])
    how = "read otherwise" if changed else "silent"
    return Outcome(case, how, f"{case}: {how}{f' ({said})' if said else ''}")


def _tells(finding: Finding, case: Case) -> bool:
    """True if the finding stands at the slip: its row, its sheet as a whole, the cover, or the file as a whole."""
    place, slipped = finding.place, case.slipped
    if not place.sheet:
        return True
    if place.sheet not in (title(case.sheet), slipped.sheet):
        return place.sheet == COVER and title(case.sheet) in finding.message
    return not slipped.rows or not place.row or place.row in slipped.rows


@contextmanager
def desk(shared: bool) -> Iterator[Desk]:
    """A folder to make slips in."""
    with tempfile.TemporaryDirectory() as folder:
        yield Desk(copied(Path(folder), PERIODS), shared)


def outcomes(numbers: Iterable[int]) -> Iterator[list[Outcome]]:
    """How each slip was received, a folder at a time; one that is blamed is made once more by itself."""
    kinds, left, idle = tuple(SLIPS), list(numbers), 0
    for shared in cycle((True, False)):
        with desk(shared) as here:
            left = [number for number in left if not here.try_out(number, kinds)]
            received = here.outcomes() if here.cases else []
        if received:
            yield [alone(one.case) if one.blame else one for one in received]
        idle = 0 if received else idle + 1
        if not left or idle > 1:
            return


def alone(case: Case) -> Outcome:
    """How the slip is received where there is no other."""
    die = random.Random()
    die.setstate(case.thrown)
    with desk(case.file in SHARED) as here:
        here.slip(case.number, case.kind, case.place, die)
        return here.outcomes()[0]
