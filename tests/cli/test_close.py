"""A closed quarter: kept whole, compared by every command that reads it, made again from what was kept."""

from __future__ import annotations

import json
import shutil
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from kit.plant_on_disk import changed, copied, cover, gone, put, quarter, sample_rated
from kit.sample_folder import content
from kit.small_archive import BEFORE, CLOSED, SENT, archive_by_hand, laid, results, told_of

from pipeline.cli import app
from pipeline.cli.close import same_as_archived
from pipeline.core.archive import ACCOUNT, FOLDER, PAGE, Archive, archive_of, digest, read_archive, spoken
from pipeline.report.notices.archive import archive_page, figure_changes, recomputed_otherwise
from pipeline.report.rows import PastStar

POST = ("--host", "localhost", "--sender", "office@example.com")
READING = (  # every command that reads a closed period, with the words that it needs
    ("check", "--period", CLOSED),
    ("report", "--period", CLOSED),
    ("report", "--period", CLOSED, "--draft"),
    ("mail", "--period", CLOSED),
    ("send", "--period", CLOSED, *POST),
    ("close", "--period", CLOSED),
    ("annual", "--period", CLOSED),
    ("remind", "--period", CLOSED),
    ("pledges", "--period", CLOSED),
    ("templates", "--period", "2019Q4"),
    ("check", "--period", "2019Q4"),
    ("check", "--period", "2019-08"),
)
PICTURE = "一页纸.png"  # goes by the fonts of the computer, and so is no part of what is kept
WORDS = {"DRAFT": None, "WITHOUT": None, "PERIOD": None, "DUALSTAR_SMTP_PASSWORD": "x"}


def run(command: str, folder: Path, *words: str, source: bool = True, typed: str = "") -> tuple[int, str]:
    """Exit status and output of a command on the folder's input and output; `typed`: what is answered to its question."""
    places = [*(("--input", str(folder / "input")) if source else ()), "--output", str(folder / "output")]
    ended = CliRunner(env=WORDS).invoke(app, [command, *places, *words], input=typed)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with one workbook, and the archive of its quarter."""
    laid(tmp_path)
    archive_by_hand(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_decided_quarter_is_closed_once_made_again_byte_by_byte_and_compared(tmp_path):
    copied(tmp_path / "input", ("2019", BEFORE))
    status, said = run("report", tmp_path, "--period", BEFORE)
    assert status == 0 and f"make close PERIOD={BEFORE}" in said.splitlines()[-1]
    for typed in ("", "2019Q3\n"):
        status, said = run("close", tmp_path, "--period", BEFORE, typed=typed)
        assert status == 1 and not (tmp_path / "output" / BEFORE / FOLDER).exists()
    status, said = run("close", tmp_path, "--period", BEFORE, typed=f"{BEFORE}\n")
    kept = content(tmp_path / "output" / BEFORE / FOLDER)
    assert status == 0 and spoken(digest(kept[ACCOUNT])) in said
    assert {name for name in kept if name.startswith("report/")} == {
        f"report/{name}" for name in content(tmp_path / "output" / BEFORE / "report") if name != PICTURE
    }
    status, said = run("verify", tmp_path, source=False)
    assert status == 0 and "同一版程序，逐个文件比较，全部相同" in said
    changed(
        tmp_path / "input", put("2019Q2/部门考评-安全监察部.xlsx", "班组考评", {"班组": "集控三值"}, 扣分=9)
    )
    status, said = run("close", tmp_path, "--period", BEFORE)
    assert (
        status == 1
        and "部门考评-安全监察部.xlsx › 班组考评 › D6 " in said
        and "归档时是“5”，现在是“9”" in said
    )
    assert content(tmp_path / "output" / BEFORE / FOLDER) == kept


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_every_command_names_a_cell_that_was_changed_and_rates_nothing(small, words):
    before = content(small / "output" / CLOSED / FOLDER)
    changed(small / "input", put(SENT, "班组考评", 1, 扣分=0))
    status, said = run(words[0], small, *words[1:])
    assert status == 1
    assert f"{SENT} › 班组考评 › D6 2019年第三季度已归档：归档时是“4”，现在是“0”" in said
    assert content(small / "output" / CLOSED / FOLDER) == before
    written = {path.name for path in (small / "output").glob("*/*") if path.is_dir()}
    assert written <= {FOLDER, "check"}


@pytest.mark.parametrize("words", [("check", "--period", CLOSED), ("close", "--period", CLOSED)])
def test_a_closed_period_without_change_is_said_in_a_line(small, words):
    _, said = run(words[0], small, *words[1:])
    assert said.count("2019年第三季度已归档，工作簿没有变化") == 1


def test_closing_twice_without_change_says_so(small):
    status, said = run("close", small, "--period", CLOSED)
    assert status == 0 and "此前已归档，没有变化" in said


@pytest.mark.parametrize("period", ["2019", "2019-08"])
def test_only_a_quarter_is_closed(small, period):
    status, said = run("close", small, "--period", period)
    assert status == 2 and "只有季度可以归档" in said


def test_a_changed_cover_is_named_at_its_cell(small):
    at = cover(small / "input" / SENT, 填报人="李示例")
    (one,) = told_of(small)
    assert (one.code, one.place.sheet, one.place.cell) == ("E705", "封面", at) and "李示例" in one.message


def test_a_workbook_that_is_renamed_and_changed_is_still_compared_cell_by_cell(small):
    changed(small / "input", put(SENT, "目标完成", 1, 完成值=90))
    shutil.move(small / "input" / SENT, small / "input" / "收到的.xlsx")
    (one,) = told_of(small)
    assert (one.code, one.place.file, one.place.sheet) == ("E705", "收到的.xlsx", "目标完成")
    assert "归档时是“81.87”，现在是“90”" in one.message


def test_a_row_that_is_gone_is_named_and_the_others_are_not(small):
    changed(small / "input", gone(SENT, "班组考评", 1))
    assert [(one.code, one.place.row) for one in told_of(small)] == [("E707", 6)]


@pytest.mark.parametrize("later", ["2019Q2/组织名册.xlsx", "2019Q1/党委考评.xlsx", "2019/目标责任书.xlsx"])
def test_a_workbook_that_the_period_would_be_rated_from_is_named_when_it_comes_later(small, later):
    laid(small, later)
    assert [(one.code, one.place.file) for one in told_of(small)] == [("E710", later)]


def test_workbooks_of_later_periods_and_files_that_are_none_are_no_change(tmp_path):
    laid(tmp_path, "2019Q2/部门考评-人力资源部.xlsx")
    archive_by_hand(tmp_path, BEFORE)
    laid(tmp_path, SENT, "2019Q3/党委考评.xlsx", "2019Q3/组织名册.xlsx")
    (tmp_path / "input/备忘.txt").write_text("1")
    assert told_of(tmp_path, BEFORE) == []


DAMAGED = ["{", "[]", "null", "", '{"format":1}', "\ufffe"]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_account_is_a_sentence(small, damage):
    (small / "output" / CLOSED / FOLDER / ACCOUNT).write_bytes(damage.encode("utf-16"))
    status, said = run("verify", small, source=False)
    assert status == 1 and f"{CLOSED}/{FOLDER}/{ACCOUNT} 读不出来" in said


@pytest.mark.parametrize("name", ["report/data/stars.csv", f"input/{SENT}", PAGE])
def test_an_archive_that_was_edited_is_told_by_name(small, name):
    path = small / "output" / CLOSED / FOLDER / name
    path.write_bytes(path.read_bytes()[:-20])
    if name == PAGE:
        path.write_bytes(b"<p>")
    status, said = run("check", small, "--period", CLOSED)
    assert status == 1 and f"{CLOSED}/{FOLDER}/{name} 与归档时不同" in said
    status, said = run("verify", small, source=False)
    assert status == 1 and f"{name} 与归档时不同" in said and "没有再算" in said


def test_an_account_edited_by_hand_no_longer_agrees_with_its_printed_page(small):
    path = small / "output" / CLOSED / FOLDER / ACCOUNT
    path.write_bytes(path.read_bytes().replace("公示期满".encode(), "公示已满".encode()))
    _, findings = read_archive(small / "output", quarter(CLOSED))
    assert [(one.code, PAGE in one.message) for one in findings] == [("E701", True)]


def test_nothing_to_verify_is_a_wrong_command(tmp_path):
    status, said = run("verify", tmp_path, source=False)
    assert status == 2 and "make close" in said


def test_an_archive_is_chained_to_the_one_before(tmp_path):
    laid(tmp_path)
    first = archive_by_hand(tmp_path, BEFORE)
    last = archive_by_hand(tmp_path)
    assert first.previous == {} and last.previous == {"period": BEFORE, "digest": first.digest}
    assert spoken(first.digest) in archive_page(last).decode()


def test_an_archive_of_before_that_is_gone_or_replaced_is_told_by_every_command(tmp_path):
    laid(tmp_path)
    archive_by_hand(tmp_path, BEFORE)
    archive_by_hand(tmp_path)
    archive_by_hand(tmp_path, BEFORE, results(star="5"))
    status, said = run("remind", tmp_path, "--period", CLOSED)
    assert status == 1 and "所接的2019年第二季度归档与现在的不同" in said
    shutil.rmtree(tmp_path / "output" / BEFORE)
    status, said = run("remind", tmp_path, "--period", CLOSED)
    assert status == 1 and f"{BEFORE}/{FOLDER}/{ACCOUNT} 不见了" in said


def test_a_closed_period_that_would_be_rated_otherwise_is_not_written(small, capsys):
    rated = SimpleNamespace(period=quarter(CLOSED), history=())
    same_as_archived(small / "output", rated, results())
    with pytest.raises(SystemExit):
        same_as_archived(small / "output", rated, results(score="83.51"))
    assert "党支部 检修支部 的基本得分由 83.50 变为 83.51" in capsys.readouterr().out


@pytest.mark.parametrize(("star", "status"), [(3, 0), (4, 1), (None, 0)])
def test_a_later_quarter_goes_by_the_archived_stars_or_stops(small, capsys, star, status):
    past = (PastStar(CLOSED, "党支部", "检修支部", star, 83.5, published=True),)
    rated = SimpleNamespace(period=quarter("2019Q4"), history=past)
    with pytest.raises(SystemExit) if status else nullcontext():
        same_as_archived(small / "output", rated, {})
    assert ("检修支部归档为 3，现在是 4" in capsys.readouterr().out) == bool(status)


@pytest.mark.parametrize(
    ("closed", "stars", "points", "told"),
    [
        (BEFORE, 0, 0, ""),
        (CLOSED, 0, 0, ""),
        (BEFORE, 1, 0, "检修支部归档为"),
        (CLOSED, 1, 0, "党支部 检修支部 的星级由"),
        (BEFORE, 0, 1, "党支部 检修支部 的基本得分由"),
        (CLOSED, 0, 1, "党支部 检修支部 的基本得分由"),
    ],
)
def test_a_year_goes_by_the_archived_figures_of_its_quarters_or_stops(tmp_path, closed, stars, points, told):
    copied(tmp_path / "input", ("2019", "2019Q1", BEFORE, CLOSED))
    rated = [one for one in sample_rated().history if (one.period, one.unit) == (closed, "检修支部")]
    archived = results(score=f"{rated[0].score + points:.2f}", star=str(rated[0].star + stars))
    archive_by_hand(tmp_path, closed, archived)
    status, said = run("annual", tmp_path, "--year", "2019")
    assert status == bool(told) and told in said
    assert (tmp_path / "output/2019/annual").exists() == (not told)


def test_another_program_is_compared_by_figures_alone(small):
    archive, _ = read_archive(small / "output", quarter(CLOSED))
    other_page = results(page="新的样子")
    assert archive is not None
    assert recomputed_otherwise(archive, results(), other_page, same_program=False) == []
    (one,) = recomputed_otherwise(archive, results(), other_page, same_program=True)
    assert "report/index.html 与归档的不同" in one.message
    (one,) = recomputed_otherwise(archive, results(), results(star="4"), same_program=False)
    assert "星级由 3 变为 4" in one.message


def test_a_unit_that_is_gone_from_the_results_is_named():
    nobody = results() | {"data/stars.csv": b"period,unit_kind,unit,score,star\r\n"}
    assert [str(one) for one in figure_changes(results(), nobody)] == [
        "党支部 检修支部 的星级由 3 变为 （空）",
        "党支部 检修支部 的基本得分由 83.50 变为 （空）",
    ]


def test_a_page_to_print_holds_the_digest_in_groups_of_four(small):
    folder = small / "output" / CLOSED / FOLDER
    number = digest((folder / ACCOUNT).read_bytes())
    groups = spoken(number).split(" ")
    assert len(groups) == 16 and set(map(len, groups)) == {4} and "".join(groups) == number
    assert spoken(number) in (folder / PAGE).read_text("utf-8")


NAMES = st.dictionaries(st.text(min_size=1, max_size=8), st.text("0123456789abcdef", max_size=8), max_size=5)


@given(NAMES, NAMES, st.randoms(use_true_random=False))
def test_closing_is_deterministic_and_its_account_is_read_as_it_was_written(inputs, made, shuffle):
    archive = Archive(CLOSED, "厂", "正式通报", "", (), {}, inputs, {}, made, {})
    pairs = list(inputs.items())
    shuffle.shuffle(pairs)
    again = replace(archive, inputs=dict(pairs))
    assert again.content == archive.content and again.digest == archive.digest
    assert archive_of(archive.content) == archive


@given(NAMES, st.data())
def test_an_account_that_was_changed_anywhere_is_refused_or_has_another_digest(inputs, data):
    archive = Archive(CLOSED, "厂", "正式通报", "", (), {}, inputs, {}, {}, {})
    at = data.draw(st.integers(0, len(archive.content) - 1))
    content = archive.content[:at] + b"x" + archive.content[at + 1 :]
    other = archive_of(content)
    assert other is None or content == archive.content or other.digest != archive.digest


def test_the_account_is_json_with_its_format(small):
    told = json.loads((small / "output" / CLOSED / FOLDER / ACCOUNT).read_bytes())
    assert told["format"] == "dualstar.archive.v1" and list(told) == sorted(told)
