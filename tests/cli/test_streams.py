"""A command whose console is closed, full or ASCII only does its work and ends in no traceback."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from kit.plant_on_disk import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
WRONG = (
    ("report", "--period", "2019Q5"),
    ("send",),
    ("annual", "--input", "nowhere"),
    ("watch", "--input", "nowhere"),
)
# Each command in a process of its own that begins and ends with the streams as they are; the libraries are loaded once for all.
EACH = """
import gc, json, os, sys
from pipeline.cli import main
gc.freeze()  # so that the end of a process does not look through all that was loaded
ended = []
for words in json.loads(os.environ["COMMANDS"]):
    child = os.fork()
    if child == 0:
        sys.argv = ["dualstar", *words]
        main()
        break
    ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
else:
    with open(os.environ["ENDED"], "w") as file:
        json.dump(ended, file)
"""


def shell(closed, *words, program=("-m", "pipeline"), **env):
    script = f'exec "$0" "$@" {closed}'
    return subprocess.run(
        ["sh", "-c", script, sys.executable, *program, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_console_that_is_closed_changes_nothing_and_a_wrong_command_ends_with_its_status(tmp_path, closed):
    demo = ("demo", "--branches", "1", "--into", str(tmp_path / "input"))
    done = shell(
        closed,
        program=("-c", EACH),
        COMMANDS=json.dumps([demo, *WRONG]),
        ENDED=str(tmp_path / "ended"),
        DUALSTAR_SMTP_HOST="",
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr + done.stdout
    assert json.loads((tmp_path / "ended").read_text()) == [0, *(2 for _ in WRONG)]
    assert list((tmp_path / "input").rglob("*.xlsx"))


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="no device that is always full")
def test_a_console_that_takes_nothing_is_a_status(tmp_path):
    done = shell(">/dev/full", "demo", "--branches", 1, "--into", tmp_path / "input")
    assert (
        done.returncode == 3 and b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr
    )


def test_a_machine_whose_file_names_are_ascii_reads_and_writes_chinese_names(small, tmp_path):
    done = shell("", "remind", "--input", small, "--output", tmp_path, "--today", "2019-10-12", **ASCII)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "2019Q3/remind/催办.txt").is_file()
