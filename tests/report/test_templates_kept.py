"""Templates are compiled once and kept beside their sources; what is kept changes no byte and is made anew where it is not whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from pipeline.report import page
from pipeline.report.page import compiled_templates, environment


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of compiled templates with one that was made by an earlier process."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(page, "KEPT", tmp_path)
    environment.cache_clear()
    loaded()
    environment.cache_clear()
    yield tmp_path
    environment.cache_clear()


def loaded() -> set[str]:
    """The names that a template defines, once it is there."""
    return set(vars(environment().get_template("parts/say.html.j2").module))


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_second_process_compiles_no_template(kept, monkeypatch):
    monkeypatch.setattr(Environment, "compile", lambda *_: pytest.fail("compiled again"))
    assert loaded()


@pytest.mark.parametrize("left", [0, 4, 24, 40, -10])
def test_what_was_cut_short_is_made_anew(kept, left):
    whole, names = contents(kept), loaded()
    environment.cache_clear()
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:left])
    assert loaded() == names
    assert contents(kept) == whole


def test_what_another_version_made_is_not_used(kept, monkeypatch):
    before = contents(kept)
    monkeypatch.setattr(page, "version", lambda _: "2.0")
    assert loaded()
    assert len(contents(kept)) == 2 * len(before)


def test_nothing_is_kept_where_python_keeps_nothing(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled_templates() is None
