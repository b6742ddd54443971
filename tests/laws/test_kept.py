"""What an earlier run kept changes nothing: whatever happened to the folder, or to what was kept, the answers are the same bytes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import FULL, examples
from kit.remembered import Shared
from kit.sample_folder import QUARTER, changed

from pipeline.core.finding import Finding, Place, Severity
from pipeline.core.period import parse_period
from pipeline.excel.cells.cell import Broken
from pipeline.excel.cells.formats import Formatted
from pipeline.excel.read.child import read_guarded
from pipeline.excel.workbook import RawSheet, SheetAccount, Workbook, empty_workbook
from pipeline.intake.collect import collect
from pipeline.intake.examine import examine
from pipeline.intake.reading.encoded import NotOurs, decoded, encoded
from pipeline.intake.reading.kept import FOLDER
from pipeline.intake.reading.known import KnownReadings
from pipeline.report.notices.check import check_files
from pipeline.run import rate, report_files
from schemas.base import columns, key
from schemas.books import BOOKS, DIRECTORY

Change = Callable[[Path, Path], None]  # of the workbooks' folder, or of what is kept beside the results
VALUES: Any = st.sampled_from(
    [None, "", "某天", "０１０５", "=1/0", 3, 0.815, True, dt.datetime(2019, 8, 7), dt.time(9, 30)]
)
ANY = st.integers(0, 10_000)


def one_of(folder: Path, number: int) -> Path | None:
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    return there[number % len(there)] if there else None


@st.composite
def written(draw: st.DrawFn) -> Change:
    """Something typed into a cell of a workbook, perhaps under a format of its own."""
    which, tab, row, column = draw(ANY), draw(ANY), draw(st.integers(1, 12)), draw(st.integers(1, 9))
    value, percent = draw(VALUES), draw(st.booleans())

    def change(source: Path, _: Path) -> None:
        def typed(workbook: Any) -> None:
            sheet = workbook.worksheets[tab % len(workbook.worksheets)]
            cell = sheet.cell(row, column)
            if type(cell).__name__ == "Cell":
                cell.value = value
                cell.number_format = "0%" if percent else cell.number_format

        if path := one_of(source, which):
            changed(path, typed)

    return change


@st.composite
def moved(draw: st.DrawFn) -> Change:
    """A workbook gone, under another name, twice there, or with the content of another one."""
    which, other, how = draw(ANY), draw(ANY), draw(st.sampled_from(["gone", "renamed", "twice", "swapped"]))

    def change(source: Path, _: Path) -> None:
        path, second = one_of(source, which), one_of(source, other)
        if path is None or second is None:
            return
        if how == "gone":
            path.unlink()
        elif how == "renamed":
            path.rename(path.with_name(f"又{path.name}"))
        elif how == "twice":
            shutil.copyfile(path, path.with_name(f"副本{path.name}"))
        else:
            content = path.read_bytes()
            path.write_bytes(second.read_bytes())
            second.write_bytes(content)

    return change


@st.composite
def damaged(draw: st.DrawFn) -> Change:
    """Something done to what is kept."""
    which, other, at = draw(ANY), draw(ANY), draw(ANY)
    how = draw(st.sampled_from(["cut", "bit", "exchanged", "folder", "all"]))

    def change(_: Path, results: Path) -> None:
        path, second = one_of(results, which), one_of(results, other)
        if path is None or second is None:
            return
        content = path.read_bytes()
        if how == "cut":
            path.write_bytes(content[: at % len(content)])
        elif how == "bit":
            place = at % len(content)
            path.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
        elif how == "exchanged":
            path.write_bytes(second.read_bytes())
        elif how == "folder":
            path.unlink()
            path.mkdir()
        else:
            shutil.rmtree(results / FOLDER)

    return change


def answers(source: Path, known: KnownReadings | None) -> dict[str, bytes]:
    """Every file of the check; where all laws are tried in full, those of the report besides, as a draft."""
    period = parse_period(QUARTER)
    assert period is not None
    examined = examine(collect(source, known), period, ())
    files = check_files(examined)
    return files | report_files(rate(examined, True, ()))[0] if FULL and examined.tables else files


@pytest.fixture(scope="module")
def read_before(small: Path, shared: Shared) -> Path:
    """A plant's workbooks in `input`, and beside the results in `output` how they were read."""

    def write(place: Path) -> None:
        shutil.copytree(small, place / "input")
        collect(place / "input", KnownReadings(place / "output"))

    return shared("kept", write)


@given(changes=st.lists(st.one_of(written(), moved(), damaged()), min_size=1, max_size=4))
@examples(12)
def test_a_run_that_knows_what_was_kept_answers_as_one_that_does_not(
    read_before: Path, tmp_path_factory: pytest.TempPathFactory, changes: list[Change]
) -> None:
    place = tmp_path_factory.mktemp("kept")
    shutil.copytree(read_before, place, dirs_exist_ok=True)
    source, results = place / "input", place / "output"
    for change in changes:
        change(source, results)
    assert answers(source, KnownReadings(results)) == answers(source, None)
    shutil.rmtree(place)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.just("\ud83d"),
    st.dates(),
    st.datetimes().map(lambda one: one.replace(fold=0)),
    st.times().map(lambda one: one.replace(fold=0)),  # no cell is of a clock that is put back
    st.timedeltas(),
    st.text().map(Broken),
    st.builds(Formatted, st.floats(), st.text(), st.text(), st.integers(-9, 9)),
)
SHEET = DIRECTORY.sheets[0]
PLACES = st.builds(Place, st.text(), st.text(), st.integers(0, 99), st.text())


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[Workbook, list[Finding]]:
    """A workbook whose only sheet holds any rows, and anything that was found in it."""
    rows = draw(st.lists(st.tuples(st.integers(), st.tuples(*[CELLS] * len(columns(SHEET)))), max_size=4))
    raw = RawSheet(
        title=draw(st.text()),
        head_row=3,
        letters={},
        rows=rows,
        given=draw(st.frozensets(st.integers())),
        extra={},
        hidden=(),
        account=SheetAccount(1, 2, 3, 4),
        computed=draw(st.dictionaries(PLACES, st.text(), max_size=2)),
        struck_in=draw(st.dictionaries(PLACES, st.just((("划掉的", True), ("留下的", False))), max_size=1)),
        cells_in=draw(st.dictionaries(st.integers(), st.integers(), max_size=3)),
    )
    book = replace(empty_workbook(DIRECTORY), sheets={key(SHEET): raw}, problems=[[draw(CELLS)], []])
    found = st.builds(Finding, PLACES, st.text(), st.sampled_from(Severity), *[st.text()] * 6)
    return book, draw(st.lists(found, max_size=2))


def parts(value: Any) -> Any:
    """A value taken apart, the type of each part with it: 1, 1.0 and True differ, and so do two numbers that show otherwise."""
    if is_dataclass(value):
        return type(value), [parts(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, dict):
        return [(parts(key), parts(one)) for key, one in value.items()]
    if isinstance(value, tuple | list | frozenset):
        return type(value), [parts(one) for one in (sorted(value) if type(value) is frozenset else value)]
    if isinstance(value, Formatted):
        return Formatted, repr(float(value)), value.format, value.text, value.power
    return type(value), repr(value)


@given(answer=workbooks())
@examples(300)
def test_what_is_kept_comes_back_as_it_was(answer: tuple[Workbook, list[Finding]]) -> None:
    assert parts(decoded(encoded(*answer))) == parts(answer)


@cache
def kept_of(path: Path) -> Any:
    workbook, findings = read_guarded(path.name, path.read_bytes(), BOOKS)
    assert workbook is not None
    return json.loads(encoded(workbook, findings))


def spoilt(value: Any, way: list[int], put: Any) -> Any:
    """The value with something else in one place of it, as deep as the way leads."""
    if not way or not isinstance(value, list) or not value:
        return put
    at = way[0] % len(value)
    return [*value[:at], spoilt(value[at], way[1:], put), *value[at + 1 :]]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=6,
)


@given(file=ANY, way=st.lists(ANY, max_size=9), put=JSON)
@examples(600)
def test_forged_bytes_give_parts_of_the_declared_types_or_nothing(
    small: Path, file: int, way: list[int], put: Any
) -> None:
    path = one_of(small, file)
    assert path is not None
    content = json.dumps(spoilt(kept_of(path), way, put)).encode()
    try:
        answer = decoded(content)
    except NotOurs:
        return
    assert parts(decoded(encoded(*answer))) == parts(answer)


@given(content=st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_other_bytes_are_no_workbook(content: bytes) -> None:
    with pytest.raises(NotOurs):
        decoded(content)
