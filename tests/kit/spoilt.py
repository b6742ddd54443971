"""Faults made on purpose in copies of the sample: what each does, where it must be found, and what was found."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from kit.plant_on_disk import Change, changed, looked_at, told
from kit.remembered import worked_out_once
from pipeline.core.finding import Finding

Told = tuple[str, str, str, str]  # code, file, sheet, cell
Spoil = Callable[
    [Path], list[Told]
]  # makes a fault in the folder and says everything that must be found for it


@dataclass(frozen=True, eq=False)
class Fault:
    """One small fault; the first finding that it must bring is the one that it stands for."""

    code: str
    says: str
    spoil: Spoil | None = None
    changes: tuple[Change, ...] = ()
    at: Told | None = None  # where it is found, if not at the first cell that is changed
    also: tuple[Told, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {self.says}"


def looked(folder: Path, without: tuple[str, ...]) -> Iterable[Finding]:
    """Everything that is found when the last quarter is checked."""
    return looked_at(folder, without=without).intake.findings


@dataclass(frozen=True)
class Scene:
    """Faults that stand side by side in one folder: how the sound folder is laid out, and how it is looked at.

    `without`: branches that are left out on purpose once the faults are there."""

    name: str
    lay: Callable[[Path], object]
    faults: tuple[Fault, ...]
    look: Callable[[Path, tuple[str, ...]], Iterable[Finding]] = looked
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spoilt:
    """What was found in the folder with its faults and not without them, and what each fault must bring."""

    expected: dict[Fault, list[Told]]
    found: tuple[Finding, ...]
    cells: dict[Finding, str]  # what stands in the cell that a finding names

    def of(self, fault: Fault) -> list[Finding]:
        """The findings that the fault itself stands for."""
        return [
            one for one in self.found if told([one])[0] in self.expected[fault] and one.code == fault.code
        ]


def fault(code: str, says: str, *changes: Change, at: Told | None = None, also: Iterable[Told] = ()) -> Fault:
    """A fault that is a few changed cells or rows, found at the first of them unless `at` says where."""
    return Fault(code, says, changes=changes, at=at, also=tuple(also))


@cache
def spoilt(scene: Scene) -> Spoilt:
    """The scene without its faults and with all of them at once."""
    expected, found, cells = worked_out_once(f"scene {scene.name}", lambda: _played(scene))
    return Spoilt(dict(zip(scene.faults, expected, strict=True)), found, cells)


def _played(scene: Scene) -> tuple[list[list[Told]], tuple[Finding, ...], dict[Finding, str]]:
    with tempfile.TemporaryDirectory() as sound, tempfile.TemporaryDirectory() as folder:
        scene.lay(Path(sound))
        scene.lay(Path(folder))
        before = set(told(scene.look(Path(sound), ())))
        expected = _spoil(Path(folder), scene.faults)
        found = tuple(one for one in scene.look(Path(folder), scene.without) if told([one])[0] not in before)
        return [expected[one] for one in scene.faults], found, dict(_cells(Path(folder), found))


def _cells(folder: Path, found: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    opened = cache(lambda file: openpyxl.load_workbook(folder / file))
    for one in found:
        if one.place.cell and (folder / one.place.file).exists():
            value = opened(one.place.file)[one.place.sheet][one.place.cell].value
            yield one, _shown(value)


def _shown(value: object) -> str:
    """As a finding shows it: a day without an hour, unless there is one."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return "" if value is None else str(value)


def _spoil(folder: Path, faults: Iterable[Fault]) -> dict[Fault, list[Told]]:
    """Make every fault; the changed cells of all of them together, each workbook being saved once."""
    faults = list(faults)
    places = iter(changed(folder, *[change for one in faults for change in one.changes]))
    expected = {}
    for one in faults:
        where = [next(places) for _ in one.changes]
        own = [one.at or (one.code, *where[0])] if where else []
        expected[one] = [*own, *one.also, *(one.spoil(folder) if one.spoil else [])]
    return expected
