"""`watch` as a person meets it: drop a workbook, and its marked copy lies beside it within seconds."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from itertools import islice

import pytest
from kit.sample_file import opened
from kit.sample_folder import BRANCH, QUARTER, ROOT, changed, command, content, folder, stoppable

from pipeline.cli.watch import checked, settled
from pipeline.excel import layout
from pipeline.intake.reading.dropped import RETURNED
from pipeline.intake.reading.kept import FOLDER as KEPT
from pipeline.report.notices.home import HOME, MEMORY

CLEAN = "部门考评-人力资源部.xlsx"


def spoil(workbook):
    workbook["组织生活"]["E6"] = "某天"


def waited(path, seconds=90.0):
    end = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return path.exists()


@pytest.fixture
def source(tmp_path):
    return folder(tmp_path)


FIRST = "（以前没有评过星的，与上一期相比的不用补）"


def test_a_faulty_workbook_gets_its_copy_beside_it(source):
    path = source / QUARTER / BRANCH
    changed(path, spoil)
    lines = list(checked(source, [f"{QUARTER}/{BRANCH}"]))
    copy = path.with_name(f"{RETURNED}{BRANCH}")
    assert len(lines) == 1
    assert lines[0].startswith(f"{QUARTER}/{BRANCH}：1 个错误，")
    assert lines[0].endswith(f"见旁边的 {copy.name}；另有 3 类待2019年第二季度的“支部填报”报齐后再查{FIRST}")
    assert opened(copy.read_bytes()).sheetnames[0] == layout.PROBLEMS


def test_a_repaired_workbook_loses_its_copy(source):
    path = source / QUARTER / CLEAN
    copy = path.with_name(f"{RETURNED}{CLEAN}")
    shutil.copy(path, copy)
    (line,) = checked(source, [f"{QUARTER}/{CLEAN}"])
    assert "：已查 20 类，未发现问题；另有 1 类待2019年第二季度的“部门考评”报齐后再查" in line
    assert not copy.exists()


def test_a_file_that_is_no_workbook_gets_its_sentence_and_no_copy(source):
    (source / "说明.txt").write_text("几句话", encoding="utf-8")
    assert list(checked(source, ["说明.txt"])) == [
        "说明.txt：这是文本文件，不是填报用的工作簿，没有读取。放错了就移走；要报送的内容请填到空白模板里。"
    ]
    assert not (source / f"{RETURNED}说明.txt").exists()


def test_a_copy_that_cannot_be_written_is_said_and_nothing_stops(source):
    path = source / QUARTER / BRANCH
    changed(path, spoil)
    path.with_name(f"{RETURNED}{BRANCH}").mkdir()
    assert next(checked(source, [f"{QUARTER}/{BRANCH}"])).startswith("没有写成")


def test_a_file_counts_once_it_has_stopped_changing(tmp_path):
    looks = settled(tmp_path, 0.05)
    (tmp_path / "old.xlsx").write_bytes(b"1")
    assert list(islice(looks, 1)) == [["old.xlsx"]]
    (tmp_path / "old.xlsx").write_bytes(b"22")
    (tmp_path / f"{RETURNED}old.xlsx").write_bytes(b"3")
    assert list(islice(looks, 1)) == [["old.xlsx"]]


@pytest.mark.slow
def test_it_runs_until_it_is_stopped_and_writes_nothing_but_the_copy_and_the_home_page(source, tmp_path):
    before = content(tmp_path)
    process = subprocess.Popen(
        [*command("watch", "--input", source, "--output", tmp_path / "output", "--interval", "0.1")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
        preexec_fn=stoppable,
    )
    assert process.stdout is not None
    path = source / QUARTER / BRANCH
    try:
        assert "正在看着" in process.stdout.readline()
        time.sleep(0.5)
        changed(path, spoil)
        assert waited(path.with_name(f"{RETURNED}{BRANCH}"))
        assert waited(tmp_path / "output" / QUARTER / MEMORY)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert "已停止" in told
    after = {name: one for name, one in content(tmp_path).items() if not name.startswith(f"output/{KEPT}/")}
    home = {f"output/{QUARTER}/{name}" for name in (HOME, MEMORY)}
    assert set(after) - set(before) == {f"input/{QUARTER}/{RETURNED}{BRANCH}"} | home
    assert {name for name in before if before[name] != after[name]} == {f"input/{QUARTER}/{BRANCH}"}
