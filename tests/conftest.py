"""Options, shared folders and the memory of the tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import laws  # noqa: F401 (chooses how many examples a law is tried on)
from kit.command import run
from kit.plant_on_disk import ROOT, copied
from kit.remembered import Shared, remembered, written_once

ABOUT_READING = (  # they read every time
    *("tests/excel/", "tests/laws/test_hostile.py", "tests/intake/test_new_sheet.py"),
    *("tests/slow/fuzz/", "tests/slow/test_libreoffice.py"),
)


OF_WHOLE_PLANTS = (  # of which they change one workbook: the others may be known
    *("tests/excel/test_tabs.py", "tests/excel/test_accept.py"),
)

os.environ["SOFFICE"] = ""  # what other programs make of a file is tried in tests/slow
gc.set_threshold(50_000, 20, 50)  # the cached samples are many objects, and none of them is ever garbage


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write what the sample gives now into tests/golden/"
    )


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder of workbooks that were read, the same for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "workbooks"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def shared(memory: Path) -> Shared:
    """A folder by its name, written once for all workers of a run."""
    return lambda name, write: written_once(memory.with_name(f"shared-{name}"), write)


@pytest.fixture(scope="module", autouse=True)
def _workbooks_are_read_once(memory: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    file = request.path.relative_to(ROOT).as_posix()
    if file.startswith(ABOUT_READING) and file not in OF_WHOLE_PLANTS:
        yield
    else:
        with remembered(memory):
            yield


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A copy of the sample's input folder, to be changed at will."""
    return copied(tmp_path / "input")


@pytest.fixture
def lone_quarter(tmp_path: Path) -> Path:
    """A copy of the sample's last quarter and of what holds for the whole year."""
    return copied(tmp_path / "input", ("2019", "2019Q3"))


@pytest.fixture(scope="session")
def small(shared: Shared) -> Path:
    """The input folder of a plant of one branch, for commands that are tried as a whole; it is only read."""
    return shared("small", _small) / "input"


def _small(folder: Path) -> None:
    status, said = run("demo", "--branches", "1", "--into", folder / "input")
    assert status == 0, said
