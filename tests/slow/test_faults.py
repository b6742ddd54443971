"""The machine fails in the middle: the last good result stays whole, the message says what to do, the next run works."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest
from kit.sample_folder import QUARTER, ROOT, command, content, run

from pipeline.cli.console import not_written
from pipeline.core.publish import Busy, alone, exchanged, publish, recover, write
from pipeline.intake.reading.dropped import content as content_of
from pipeline.report.notices.home import HOME, MEMORY

MACHINE = 3
GOOD = {"index.html": b"good", "data/stars.csv": b"1,2"}


def whole(place):
    return {name: data for name, data in content(place).items() if not name.startswith(".")}


@pytest.fixture
def plant(small, shared, tmp_path):
    """A plant of one branch, and what a check of it wrote."""

    def write(place):
        assert run("check", "--input", small, "--output", place / "out").returncode == 0

    shutil.copytree(shared("checked", write) / "out", tmp_path / "out")
    return small, tmp_path / "out"


@pytest.mark.parametrize("seed", range(4))
def test_a_run_that_is_killed_leaves_the_last_result_whole_and_the_next_one_works(plant, seed):
    source, target = plant
    before = content(target / QUARTER / "check")
    killed = subprocess.Popen(
        command("check", "--input", source, "--output", target), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    time.sleep(random.Random(seed).uniform(0.2, 3.0))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert run("check", "--input", source, "--output", target).returncode == 0
    assert content(target / QUARTER / "check") == before
    assert sorted(path.name for path in (target / QUARTER).iterdir()) == sorted(
        [".lock", "check", HOME, MEMORY]
    )


def test_killed_between_the_two_steps_of_a_swap_the_old_result_comes_back(tmp_path):
    check = tmp_path / "check"
    publish(check, GOOD)
    aside = tmp_path / ".check-old-x"
    aside.mkdir()
    check.rename(aside / "old")
    (tmp_path / ".check-new-y").mkdir()
    recover(check)
    assert whole(check) == GOOD
    assert [path.name for path in tmp_path.iterdir()] == ["check"]


def test_killed_at_any_moment_the_result_stands_in_its_place(tmp_path):
    """Without the next run's help: at no moment is the folder away or half filled."""
    check = tmp_path / "check"
    publish(check, GOOD)
    program = f"""
from pathlib import Path
from pipeline.core.publish import publish
print("ready", flush=True)
while True:
    publish(Path({str(check)!r}), {GOOD!r})
"""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    if not exchanged(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this disk cannot exchange two folders in one step")
    draw = random.Random(7)
    for _ in range(25):
        with subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE
        ) as publishing:
            assert publishing.stdout.readline() == b"ready\n"
            time.sleep(draw.uniform(0, 0.02))
            publishing.send_signal(signal.SIGKILL)
        assert whole(check) == GOOD


@pytest.mark.parametrize("stopped", range(3))
def test_a_disk_that_fills_up_leaves_the_last_result(tmp_path, stopped):
    publish(tmp_path / "check", GOOD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            publish(
                tmp_path / "check",
                {f"{number}": b"x" * (100 if number == stopped else 5) for number in range(3)},
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert whole(tmp_path / "check") == GOOD
    assert [path.name for path in tmp_path.iterdir()] == ["check"]


def test_a_full_disk_is_told_in_plain_words_and_with_status_three(plant, tmp_path):
    source, target = plant
    before = content(target / QUARTER / "check")

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    full = subprocess.run(
        command("check", "--input", source, "--output", target),
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=small,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert full.returncode == MACHINE
    assert "磁盘满了" in full.stderr and "上一次的结果没有改动" in full.stderr
    assert "Traceback" not in full.stderr
    assert content(target / QUARTER / "check") == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_may_not_be_written_is_told_in_plain_words(tmp_path):
    closed = tmp_path / "check"
    publish(closed, GOOD)
    program = f"""
import os
from pathlib import Path
from pipeline.cli.console import not_written
from pipeline.core.publish import publish
os.setuid(65534)
try:
    publish(Path({str(closed)!r}), {{"a": b"b"}})
except OSError as error:
    print(not_written(error))
"""
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert "没有写入的权限" in done.stdout
    assert whole(closed) == GOOD


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied", "/x"),
        OSError(28, "No space left on device"),
        OSError(16, "busy", "/x"),
        FileExistsError(17, "exists", "/x"),
        OSError(5, "I/O error"),
    ],
)
def test_what_the_disk_refuses_is_said_in_chinese_with_what_to_do(error):
    said = not_written(error)
    assert "请" in said and "再运行一次" in said and error.strerror not in said


def test_a_file_in_the_place_of_a_folder_is_told(plant):
    source, target = plant
    (target / "2019Q2").write_text("挡路")
    done = run("check", "--input", source, "--output", target, "--period", "2019Q2")
    assert done.returncode == MACHINE
    assert "挡着" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_runs_at_once_do_not_write_into_each_other(plant):
    source, target = plant
    before = content(target / QUARTER / "check")
    with alone(target / QUARTER):
        second = run("check", "--input", source, "--output", target)
    assert second.returncode == MACHINE
    assert "另一次运行正在写" in second.stderr
    assert content(target / QUARTER / "check") == before
    assert run("check", "--input", source, "--output", target).returncode == 0


def test_nobody_else_writes_while_one_does(tmp_path):
    with alone(tmp_path), pytest.raises(Busy), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_run_that_was_killed_holds_no_lock(tmp_path):
    program = f"""
import os, signal
from pathlib import Path
from pipeline.core.publish import alone
with alone(Path({str(tmp_path)!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    with alone(tmp_path):
        pass


def test_a_single_file_is_written_whole_or_not_at_all(tmp_path):
    write(tmp_path / "a.xlsx", b"one")
    (tmp_path / "b.xlsx").mkdir()
    with pytest.raises(OSError, match="directory"):
        write(tmp_path / "b.xlsx", b"two")
    assert (tmp_path / "a.xlsx").read_bytes() == b"one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_an_input_file_that_cannot_be_opened_is_a_finding(tmp_path):
    assert content_of("甲.xlsx", tmp_path / "甲.xlsx")[1][0].code == "E108"
