"""Commands that read what an earlier run wrote: what is damaged or was edited is a sentence, never a traceback."""

import json
import shutil

import pytest
from click.testing import CliRunner

from pipeline.cli import app
from pipeline.core.publish import publish
from pipeline.report.notices.earlier import account, edited

DAMAGED = [
    "{",
    "[]",
    "{}",
    "null",
    '{"without": null}',
    '{"without": [1]}',
    '{"without": [], "files": []}',
    "\ufffe",
    "",
]


@pytest.fixture(scope="module")
def run(small):
    """Exit status and output of a command on the plant of one branch."""

    def run(command, target, *words):
        done = CliRunner(env={"PERIOD": None, "WITHOUT": None}).invoke(
            app, [command, "--input", str(small), "--output", str(target), *words]
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


@pytest.fixture(scope="module")
def reported(run, shared):
    """The output of a report, to be copied."""

    def write(target):
        status, said = run("report", target, "--period", "2019Q3")
        assert status == 0, said

    return shared("reported", write)


@pytest.mark.parametrize("content", DAMAGED)
def test_an_account_that_is_damaged_is_a_finding(tmp_path, content):
    (tmp_path / "2019Q3/report").mkdir(parents=True)
    (tmp_path / "2019Q3/report/run.json").write_bytes(
        content.encode("utf-16" if content == "\ufffe" else "utf-8")
    )
    report, findings = account(tmp_path / "2019Q3/report")
    assert report is None and [one.code for one in findings] == ["E639"]
    assert "2019Q3/report/run.json" in findings[0].message


@pytest.mark.parametrize(
    ("command", "words"), [("mail", ("--period", "2019Q3")), ("annual", ("--year", "2019"))]
)
def test_commands_end_with_3_and_a_sentence_where_earlier_output_is_damaged(tmp_path, run, command, words):
    (tmp_path / "2019Q3/report").mkdir(parents=True)
    (tmp_path / "2019Q3/report/run.json").write_text("{", "utf-8")
    status, said = run(command, tmp_path, *words)
    assert status == 3 and "2019Q3/report/run.json 读不出来" in said and "make report" in said
    assert not (tmp_path / "2019Q3/mail").exists() and not (tmp_path / "2019/annual").exists()


@pytest.mark.parametrize(
    ("command", "words"), [("mail", ("--period", "2019Q3")), ("annual", ("--year", "2019"))]
)
def test_a_file_of_the_report_that_was_edited_by_hand_is_named(tmp_path, run, reported, command, words):
    shutil.copytree(reported, tmp_path, dirs_exist_ok=True)
    status, said = run(command, tmp_path, *words)
    assert status == 0 and "有人改过" not in said
    stars = tmp_path / "2019Q3/report/data/stars.csv"
    stars.write_bytes(stars.read_bytes().replace(b"5", b"4", 1))
    status, said = run(command, tmp_path, *words)
    assert status == 0 and "提醒：2019Q3/report/data/stars.csv 生成以后有人改过" in said


def test_files_that_were_changed_or_taken_away_are_named_and_new_ones_are_not(tmp_path):
    folder = tmp_path / "2019Q3/report"
    files = {f"{number}.html": b"1" for number in range(8)}
    publish(folder, files | {"run.json": json.dumps({"without": [], "files": digests(files)}).encode()})
    report, _ = account(folder)
    assert report is not None and edited(folder, report) == []
    (folder / "mine.txt").write_text("a note")
    assert edited(folder, report) == []
    (folder / "1.html").write_bytes(b"2")
    (folder / "2.html").unlink()
    (finding,) = edited(folder, report)
    assert finding.code == "W601" and "2019Q3/report/1.html、2019Q3/report/2.html" in finding.message
    for number in range(8):
        (folder / f"{number}.html").write_bytes(b"3")
    (finding,) = edited(folder, report)
    assert "等 8 个文件" in finding.message


def test_a_report_from_before_it_listed_its_files_says_nothing_of_them(tmp_path):
    publish(tmp_path / "report", {"run.json": b'{"without": ["a"]}'})
    report, findings = account(tmp_path / "report")
    assert (
        report is not None
        and report.without == ("a",)
        and not findings
        and edited(tmp_path / "report", report) == []
    )


def digests(files):
    import hashlib

    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
