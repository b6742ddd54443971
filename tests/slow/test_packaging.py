"""The wheel holds everything that runs: every package and every template."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from kit.plant_on_disk import ROOT

PACKAGES = ("pipeline", "schemas", "templates")
LEAVINGS = ("__pycache__", "~$*", "*.pyc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names in a wheel that was built from a copy, so that no build folder of old is shipped again."""
    copy, into = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns(*LEAVINGS))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            ".",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "--quiet",
            "--disable-pip-version-check",
            "--wheel-dir",
            into,
        ],
        cwd=copy,
        check=True,
        capture_output=True,
        timeout=120,
    )
    with ZipFile(next(into.glob("*.whl"))) as archive:
        return frozenset(archive.namelist())


def on_disk(package: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.is_file()
        and not any(Path(part).match(leaving) for part in path.parts for leaving in LEAVINGS)
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_in_the_wheel(package, wheel):
    assert on_disk(package) - wheel == set()


def test_nothing_else_is_in_the_wheel(wheel):
    assert {name for name in wheel if ".dist-info/" not in name} == set().union(*map(on_disk, PACKAGES))
