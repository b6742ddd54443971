"""Single slips in the sample's last quarter: each is read as it was meant, or told where it was made; none is silent."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from kit.clerk.cells import CELLS, CELLS_TOLD
from kit.clerk.hand import Hand, Slip, Slipped
from kit.clerk.rows import ROWS, ROWS_TOLD
from kit.clerk.sheets import SHEETS, SHEETS_TOLD
from kit.plant_on_disk import GOALS, NAMES, RULES, copied, looked_at
from pipeline.core.finding import Finding
from pipeline.excel.layout import COVER
from pipeline.intake.examine import Examined
from schemas.base import Book, Sheet, columns, title
from schemas.books import BOOKS
from schemas.books import SHEETS as BY_KEY

SLIPS: dict[str, Slip] = {**CELLS, **ROWS, **SHEETS}
GROUPS = {"单元格": tuple(CELLS), "行": tuple(ROWS), "表头、工作表和封面": tuple(SHEETS)}
TOLD = CELLS_TOLD | ROWS_TOLD | SHEETS_TOLD
PERIODS = ("2019", "2019Q2", "2019Q3")
SHARED = (NAMES, GOALS, RULES)  # what the checks of every other workbook rest on: spoilt one at a time
TRIES = 40  # to find a sheet that a kind of slip can be made in

Place = tuple[str, Book, type[Sheet]]  # a file and one of its sheets
Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One slip that was made: its number, its kind, where, and what may come of it."""

    number: int
    kind: str
    file: str
    sheet: type[Sheet]
    slipped: Slipped

    def __str__(self) -> str:
        rows = "、".join(map(str, sorted(self.slipped.rows)))
        return f"{self.number} {self.kind}: {self.file} › {title(self.sheet)} {rows}"


@dataclass(frozen=True)
class State:
    """What was understood of a folder: the rows of every file and sheet that are used, and every finding."""

    rows: dict[tuple[str, str], Counter[Row]]
    findings: Counter[Finding]

    def of(self, file: str) -> dict[str, Counter[Row]]:
        """The rows of one file by sheet."""
        return {sheet: rows for (at, sheet), rows in self.rows.items() if at == file and rows}


def state(examined: Examined) -> State:
    """What was understood of a folder that was checked."""
    inbox, rows = examined.inbox, dict[tuple[str, str], Counter[Row]]()
    for name, frame in inbox.frames.items():
        good = frame[~frame.index.isin(inbox.bad[name])]
        for place, values in zip(good.index, good.itertuples(index=False, name=None), strict=True):
            rows.setdefault((place[0], name), Counter())[_as_read(BY_KEY[name], values)] += 1
    return State(rows, Counter(examined.intake.findings))


def _as_read(sheet: type[Sheet], values: Sequence[object]) -> Row:
    """The values of a row; of numbers that refer to a list only what is left of them when zeros are lost."""
    pairs = zip(columns(sheet), values, strict=True)
    return tuple(str(value).lstrip("0") if column.refers_to else str(value) for column, value in pairs)


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


def made(number: int, kinds: Sequence[str], folder: Path, taken: frozenset[str]) -> Case | None:
    """Slip number `number` made in a workbook of the folder that is not taken yet; None where none is found.

    The kinds take turns, and the kinds of workbook too."""
    die, kind = random.Random(number), kinds[number % len(kinds)]
    for _ in range(TRIES):
        book = die.choice(BOOKS)
        file, of, sheet = die.choice([place for place in places() if place[1].key == book.key])
        if file in taken:
            continue
        workbook = openpyxl.load_workbook(folder / file)
        if slipped := SLIPS[kind](Hand(workbook, of, sheet, die)):
            workbook.save(folder / file)
            return Case(number, kind, file, sheet, slipped)
    return None


def complaint(case: Case, before: State, after: State) -> str:
    """What is wrong with how the slip was received; "" if it was read as it was meant, or told at its place."""
    new = [one for one in (after.findings - before.findings) if one.place.file == case.file]
    if any(_tells(one, case) for one in new):
        return ""
    changed = after.of(case.file) != before.of(case.file)
    if not changed and case.kind not in TOLD:
        return ""
    said = "; ".join(f"{one.code} {one.place.sheet} {one.place.cell or one.place.row}" for one in new[:5])
    return f"{case}: {'read otherwise' if changed else 'silent'}{f' ({said})' if said else ''}"


def _tells(finding: Finding, case: Case) -> bool:
    """True if the finding stands at the slip: its row, its sheet as a whole, the cover, or the file as a whole."""
    place, slipped = finding.place, case.slipped
    if not place.sheet:
        return True
    if place.sheet not in (title(case.sheet), slipped.sheet):
        return place.sheet == COVER and title(case.sheet) in finding.message
    return not slipped.rows or not place.row or place.row in slipped.rows


def batches(numbers: Iterable[int]) -> Iterator[list[str]]:
    """The complaints of a folder of slips at a time, one slip a workbook."""
    kinds, left = tuple(SLIPS), list(numbers)
    while left:
        with tempfile.TemporaryDirectory() as place:
            folder, cases = copied(Path(place), PERIODS), list[Case]()
            while left:
                alone = frozenset(SHARED) if cases else frozenset()
                case = made(left[0], kinds, folder, alone | {one.file for one in cases})
                if case is None and cases:
                    break  # no workbook left that it fits
                left.pop(0)
                cases += [case] if case else []
                if case and case.file in SHARED:
                    break
            after = state(looked_at(folder))
        yield [said for case in cases if (said := complaint(case, sound()[1], after))]


def silent(numbers: Iterable[int]) -> list[str]:
    """What is wrong with how these slips were received."""
    return [said for complaints in batches(numbers) for said in complaints]
