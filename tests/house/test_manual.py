"""The manual of the office: its pictures are there and are those that the script takes, its commands and pages exist."""

from __future__ import annotations

import re

import pytest
from kit.plant_on_disk import ROOT

from docs import pictures
from docs.pictures import FOLDER, MOST_BYTES, NAMES
from pipeline.cli import app
from tools.bundle import OPENERS

PAGE = ROOT / "docs" / "使用手册.md"
MANUAL = PAGE.read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PICTURES = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", MANUAL)
SETTINGS = {
    str(one.envvar) for command in app.commands.values() for one in command.params
}  # that a command reads


def named(pattern: str) -> list[str]:
    """What the manual names in this form, each once."""
    return sorted(set(re.findall(pattern, MANUAL)))


def test_every_picture_is_named_once_and_is_one_that_the_script_takes():
    assert sorted(PICTURES) == sorted(NAMES) == sorted(file.name for file in FOLDER.iterdir())


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there_and_small(name):
    content = (FOLDER / name).read_bytes()
    assert content.startswith(b"\x89PNG") and len(content) <= MOST_BYTES


@pytest.mark.parametrize("target", named(r"`make ([a-z]+)"))
def test_a_target_of_make_that_is_named_exists(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.M)


@pytest.mark.parametrize("command", named(r"`dualstar ([a-z]+)"))
def test_a_command_that_is_named_exists(command):
    assert command in app.commands


def test_every_command_of_the_quarter_is_in_the_manual():
    """The rest is in the README, and the group of plants in docs/集团运行.md."""
    left_out = {"demo", "rulebook", "group"}
    shown = {*named(r"`make ([a-z]+)"), *named(r"`dualstar ([a-z]+)")}
    assert app.commands.keys() - shown == left_out


def test_every_setting_option_and_opener_that_is_named_exists():
    assert set(named(r"\b([A-Z]{4,})=")) <= SETTINGS
    for command, option in named(r"`dualstar ([a-z]+) (--[a-z]+)"):
        assert option in {text for one in app.commands[command].params for text in one.opts}
    assert set(named(r"`(\S+\.bat)`")) <= {one.name for one in OPENERS.iterdir()}


@pytest.mark.parametrize("page", named(r"\]\(([^)/]+\.md)\)"))
def test_a_page_that_is_linked_is_there(page):
    assert (PAGE.parent / page).is_file()


def test_both_readmes_link_the_manual():
    assert all(
        "(docs/使用手册.md)" in (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")
    )


def test_without_the_programs_it_says_so_and_leaves_the_pictures(monkeypatch):
    monkeypatch.setattr(pictures, "CHROMIUM", None)
    monkeypatch.setenv("SOFFICE", "")
    with pytest.raises(SystemExit, match=r"没有 Chromium、LibreOffice.*没有动"):
        pictures.main()
