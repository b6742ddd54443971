"""The commands: each has help with an example and is known to README and Makefile; each ends with its status and a sentence."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit.plant_on_disk import NAMES, ROOT, STAFF, cover, put, sent_by
from kit.plant_on_disk import changed as change

from pipeline.cli import COMMANDS, app, main

EVERY = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.M)


def run(*words: str | Path, **env: str) -> tuple[int, str]:
    """Exit status and output of a command, in this process."""
    made = CliRunner(env={"PERIOD": None, "DRAFT": None, "WITHOUT": None, **env}).invoke(
        app, [str(word) for word in words]
    )
    assert made.exception is None or isinstance(made.exception, SystemExit), made.exception
    return made.exit_code, made.output


def dualstar(*words: str | Path, console: str = "utf-8") -> tuple[int, str]:
    """Exit status and everything on the console, whose encoding is given, of the command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": console},
    )
    said = (done.stdout + done.stderr).decode(console)
    assert "Traceback" not in said
    return done.returncode, said


@pytest.fixture
def entered(monkeypatch, capsys):
    """The entry of the command in this process: its exit status and everything on the console."""

    def enter(*words: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["dualstar", *map(str, words)])
        before = gc.get_threshold()
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            gc.set_threshold(*before)
        told = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, told.out + told.err

    return enter


@EVERY
def test_a_command_has_help_with_an_example(command):
    status, said = run(command.name, "--help")
    assert status == 0
    assert f"例如 dualstar {command.name}" in re.sub(r"\s+", " ", said)
    assert all(option.help for option in command.params if option.param_type_name == "option")


@EVERY
def test_a_command_is_in_the_readme(command):
    assert f"`dualstar {command.name}`" in (ROOT / "README.md").read_text("utf-8")


@EVERY
def test_a_command_has_its_target_in_the_makefile(command):
    assert command.name in TARGETS
    assert f"dualstar {command.name}" in MAKEFILE


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_is_in_the_menu_and_is_no_file(target):
    assert re.search(rf"^{target}:.* ## .", MAKEFILE, re.M), "no line in the menu"
    assert target in MAKEFILE.partition(".PHONY:")[2].split()


def test_without_a_command_the_commands_are_listed():
    _, said = run("--help")
    assert all(re.search(rf"^  {command.name} ", said, re.M) for command in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ("report", "--period", "2019Q5"),
        ("check", "--period", "下个季度"),
        ("report", "--nothing"),
        ("rate",),
        ("check", "--input", "没有这个文件夹"),
        ("report", "--input", "setup.cfg"),
    ],
)
def test_a_wrong_command_ends_with_2_and_a_sentence(words, tmp_path):
    status, said = run(*words, *(("--output", tmp_path) if words[0] in ("report", "check") else ()))
    assert status == 2 and said
    assert not list(tmp_path.iterdir())


def test_a_slip_in_the_name_of_a_branch_to_leave_out_is_a_wrong_command(lone_quarter, tmp_path):
    status, said = run(
        "check", "--input", lone_quarter, "--output", tmp_path / "out", "--without", "检修支部、热工支部"
    )
    assert status == 2 and "“热工支部”" in said and "热控支部" in said
    assert not (tmp_path / "out").exists()


def test_the_period_may_come_from_the_environment_and_as_people_write_it(lone_quarter, tmp_path):
    status, said = run(
        "check", "--input", lone_quarter, "--output", tmp_path / "out", PERIOD="2019年第三季度"
    )
    assert status == 0 and "2019年第三季度" in said
    assert (tmp_path / "out/2019Q3/check/index.html").is_file()


def test_a_period_without_workbooks_ends_with_1_and_says_what_is_missing(lone_quarter, tmp_path):
    status, said = run("report", "--input", lone_quarter, "--output", tmp_path / "out", "--period", "2020Q1")
    assert status == 1 and "没有可用的" in said and "组织名册" in said
    assert not (tmp_path / "out/2020Q1/report").exists()


@pytest.mark.slow
def test_a_console_that_knows_only_gbk_shows_what_it_can(lone_quarter, tmp_path):
    rare = "机关𠮷支部"
    cover(lone_quarter / sent_by(STAFF), 支部=rare)
    change(lone_quarter, put(NAMES, "党支部", {"支部": STAFF}, 支部=rare))
    status, said = dualstar("check", "--input", lone_quarter, "--output", tmp_path / "out", console="gbk")
    assert status == 1 and "机关?支部" in said
    status, said = dualstar(
        "report", "--input", lone_quarter, "--output", tmp_path / "out", "--draft", console="gbk"
    )
    assert status == 0 and "试算稿" in said
    assert (tmp_path / f"out/2019Q3/report/支部/{rare}.html").is_file()


def test_a_result_that_cannot_be_written_ends_with_3_and_a_sentence(lone_quarter, tmp_path, entered):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/2019Q3").write_text("in the way")
    status, said = entered("check", "--input", lone_quarter, "--output", tmp_path / "out")
    assert status == 3
    assert "没有写成" in said and "再运行一次" in said


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_ends_with_3(lone_quarter, tmp_path, entered):
    (tmp_path / "out").mkdir(mode=0o500)
    status, said = entered("check", "--input", lone_quarter, "--output", tmp_path / "out")
    assert status == 3 and "没有写成" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "--period", "2019Q5"), "“2019Q5”看不出是哪一期"),
        (("report", "--perod", "2019Q3"), "命令里的 --perod 写得不对"),
        (("remind", "--today", "2019-13-01"), "命令里的 --today 写得不对"),
        (("raport",), "没有这个命令"),
    ],
)
def test_a_misspelt_command_is_answered_in_chinese(words, told, entered):
    status, said = entered(*words)
    assert status == 2
    assert told in said
    assert "用法见" in said
    assert "Error" not in said


def test_where_the_only_workbook_is_refused_its_reason_is_said(tmp_path):
    (tmp_path / "支部填报.xlsx").write_bytes(b"PK")
    status, said = run("check", "--input", tmp_path, "--output", tmp_path / "output")
    assert status == 1 and "没有任何一期" in said
    assert any("支部填报.xlsx" in line and "。" in line for line in said.splitlines())
