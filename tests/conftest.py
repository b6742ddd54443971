"""Options and shared folders of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from kit.plant_on_disk import copied

settings.register_profile("untimed", deadline=None)  # a busy machine breaks no law
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write what the sample gives now into tests/golden/"
    )


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A copy of the sample's input folder, to be changed at will."""
    return copied(tmp_path / "input")


@pytest.fixture
def lone_quarter(tmp_path: Path) -> Path:
    """A copy of the sample's last quarter and of what holds for the whole year."""
    return copied(tmp_path / "input", ("2019", "2019Q3"))
