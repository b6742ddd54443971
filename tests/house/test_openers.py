"""What an office opens by a double click: plain ASCII for any code page, Windows line ends, and nothing but commands that exist."""

from __future__ import annotations

import re

import pytest

from pipeline.cli import app
from tools.bundle import LINUX, OPENERS, WINDOWS, opened, wanted

BATS = sorted(OPENERS.glob("*.bat"))
COMMANDS = (
    "@echo",
    "rem",
    "chcp",
    "setlocal",
    "pushd",
    "call",
    "goto",
    "exit",
    "pause",
    "cmd",
    "set",
    "if",
    "fc",
)
COMMANDS += ("py", "type", "copy", "doskey", "%base%", '"%py%"')


def lines(bat: str) -> list[str]:
    return [one for one in bat.splitlines() if one and not one.startswith((":", "rem"))]


def test_the_openers_are_there():
    assert {one.name for one in BATS} == {"双星.bat", "收件台.bat", "检查.bat", "出报告.bat", "setup.bat"}


@pytest.mark.parametrize("bat", BATS, ids=lambda one: one.name)
def test_an_opener_is_ascii_with_the_line_ends_of_windows(bat):
    content = opened(bat)
    assert content.isascii() and content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(content.splitlines())


@pytest.mark.parametrize("bat", BATS, ids=lambda one: one.name)
def test_every_line_is_a_command_that_exists(bat):
    for line in lines(bat.read_text("ascii")):
        plain = re.sub(r'^if (not )?(exist "[^"]+"|defined \w+) ', "", line)
        parts = [part.strip() for part in re.split(r"&&|\|\|", plain)]
        assert all(part.split()[0].lower() in (*COMMANDS, "python") for part in parts), line
    text = bat.read_text("ascii")
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    assert set(re.findall(r"-m pipeline ([a-z]+)", text)) <= app.commands.keys()


@pytest.mark.parametrize("bat", BATS, ids=lambda one: one.name)
def test_every_file_that_is_named_lies_in_the_folder_or_is_made_there(bat):
    text = bat.read_text("ascii")
    named = set(re.findall(r"(?:call|type) (\S+)", text))
    assert named <= {one.name for one in OPENERS.iterdir()}
    assert set(re.findall(r"[\w.]+\\[\w.\\]+\.(?:txt|exe)", text)) <= {
        *(
            r"windows\lock.txt",
            r".venv\ready.txt",
            r"python\python.exe",
            r".venv\Scripts\python.exe",
            r"dp0python\python.exe",
        ),
        r"dp0.venv\Scripts\python.exe",
    }


def test_the_window_names_the_desk_and_only_commands_that_exist():
    text = (OPENERS / "menu.txt").read_text("utf-8")
    assert "type menu.txt" in (OPENERS / "双星.bat").read_text("ascii")
    named = set(re.findall(r"dualstar ([a-z]+)", text))
    assert "desk" in named and named <= app.commands.keys()
    assert set(re.findall(r"双击 (\S+\.bat)", text)) <= {one.name for one in BATS}


def test_who_lacks_python_reads_in_one_sentence_which_to_install():
    text = (OPENERS / "need-python.txt").read_text("utf-8")
    assert "Python 3.11" in text and "64 位" in text and len(text.splitlines()) == 1


LOCK = """a==1 \\
    --hash=sha256:aa
colour==2 ; sys_platform == 'win32' \\
    --hash=sha256:bb
    --hash=sha256:cc
fork==3 ; sys_platform == 'linux' and python_version < '3.12' \\
    --hash=sha256:dd
"""


@pytest.mark.parametrize(
    ("environment", "names"), [(WINDOWS, ["a==1", "colour==2"]), (LINUX, ["a==1", "fork==3"])]
)
def test_the_lock_of_a_system_has_what_counts_there_with_every_hash(environment, names):
    kept = wanted(LOCK, environment)
    assert re.findall(r"^(\S+==\S+)", kept, re.MULTILINE) == names and ";" not in kept
    assert kept.count("--hash") == LOCK.count("--hash") - (1 if environment is WINDOWS else 2)
