"""A command whose console is closed, full or ASCII only does its work and ends in no traceback."""

import os
import pathlib
import subprocess
import sys

import pytest
from kit.plant_on_disk import ROOT, SAMPLE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}


def shell(closed, *words, **env):
    script = f'exec "$0" -m pipeline "$@" {closed}'
    return subprocess.run(
        ["sh", "-c", script, sys.executable, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_console_that_is_closed_changes_nothing(tmp_path, closed):
    done = shell(closed, "demo", "--branches", 1, "--into", tmp_path / "input")
    assert done.returncode == 0 and b"Traceback" not in done.stderr + done.stdout
    assert list((tmp_path / "input").rglob("*.xlsx"))


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize(
    "words",
    [
        ("report", "--period", "2019Q5"),
        ("send",),
        ("annual", "--input", "nowhere"),
        ("watch", "--input", "nowhere"),
    ],
)
def test_a_wrong_command_on_a_closed_console_ends_with_its_status(closed, words):
    done = shell(closed, *words, DUALSTAR_SMTP_HOST="")
    assert done.returncode == 2 and b"Traceback" not in done.stderr + done.stdout


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="no device that is always full")
def test_a_console_that_takes_nothing_is_a_status(tmp_path):
    done = shell(">/dev/full", "demo", "--branches", 1, "--into", tmp_path / "input")
    assert (
        done.returncode == 3 and b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr
    )


def test_a_machine_whose_file_names_are_ascii_writes_chinese_names(tmp_path):
    done = shell("", "remind", "--input", SAMPLE, "--output", tmp_path, "--today", "2019-10-12", **ASCII)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "2019Q3/remind/催办.txt").is_file()
