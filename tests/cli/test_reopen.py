"""A closed quarter that is corrected: opened by a decision, rated and closed again, its history kept and vouched for."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.plant_on_disk import ROOT, added, changed, copied, gone, put, quarter
from kit.sample_folder import content
from kit.small_archive import BEFORE, CLOSED, SENT, archive_by_hand, laid, opened_again, results, told_of
from test_close import READING, run

from pipeline.cli.console import not_written
from pipeline.core.archive import ACCOUNT, CORRECTIONS, FOLDER, PAGE, Archive, kept_numbers
from pipeline.core.correction import RECORD, Correction, correction_of, read_corrections, take_back, vouched

LATER = "2019Q4"
ASKED = {
    "--reason": "出勤少记两次",
    "--by": "张示例",
    "--decided": "2019-11-05",
    "--minutes": "示例党纪〔2019〕19号",
}


def reopened(folder: Path, *words: str, period: str = CLOSED, **without: str) -> tuple[int, str]:
    """The command with all that is asked, but for what is left out or given otherwise."""
    answers = {name: without.get(name.strip("-"), answer) for name, answer in ASKED.items()}
    given = [word for name, answer in answers.items() if answer for word in (name, answer)]
    kind = () if {"--slip", "--undo"} & set(words) or "material" in without else ("--material",)
    return run("reopen", folder, "--period", period, *given, *kind, *words, "--yes")


def unpacked(file: bytes) -> bytes:
    """The bytes of a file; of a package those of all that is in it."""
    if not is_zipfile(io.BytesIO(file)):
        return file
    with ZipFile(io.BytesIO(file)) as package:
        return b"".join(map(package.read, package.namelist()))


def codes(folder: Path, period: str = CLOSED) -> list[str]:
    return [one.code for one in told_of(folder, period)]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with one workbook, and the archive of its quarter."""
    laid(tmp_path)
    archive_by_hand(tmp_path)
    return tmp_path


def test_what_was_closed_is_kept_as_it_was_with_who_opened_it_and_why(small):
    closed = content(small / "output" / CLOSED / FOLDER)
    status, said = reopened(small)
    kept = small / "output" / CLOSED / CORRECTIONS / "1"
    record = correction_of((kept / RECORD).read_bytes())
    assert status == 0 and "第1次更正开始办理" in said
    assert content(kept / FOLDER) == closed and not (small / "output" / CLOSED / FOLDER).exists()
    assert (record.by, record.reason, record.minutes) == ("张示例", "出勤少记两次", "示例党纪〔2019〕19号")


def test_the_questions_are_asked_one_by_one(small):
    answers = [
        "出勤少记两次",
        "检修支部 2019-11-01",
        "影响",
        "张示例",
        "2019-11-05",
        "示例党纪〔2019〕19号",
        CLOSED,
    ]
    status, said = run("reopen", small, "--period", CLOSED, typed="\n".join(answers) + "\n")
    (record,), findings = read_corrections(small / "output", quarter(CLOSED))
    assert status == 0 and "更正的原因" in said and not findings
    assert (record.objection, record.material, record.decided) == ("检修支部 2019-11-01", True, "2019-11-05")


def test_a_slip_is_the_head_of_the_office_alone(small):
    status, _ = reopened(small, "--slip", minutes="")
    (record,), _ = read_corrections(small / "output", quarter(CLOSED))
    assert status == 0 and (record.material, record.minutes) == (False, "")


def test_another_period_typed_leaves_everything_as_it_was(small):
    before = content(small / "output" / CLOSED / FOLDER)
    answers = ["少记", "", "影响", "张示例", "2019-11-05", "19号", "2019Q2"]
    status, said = run("reopen", small, "--period", CLOSED, typed="\n".join(answers) + "\n")
    assert status == 1 and "输入的期间不对" in said
    assert content(small / "output" / CLOSED / FOLDER) == before
    assert not (small / "output" / CLOSED / CORRECTIONS).exists()


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"reason": ""}, "没有写明更正的原因"),
        ({"by": ""}, "没有写明经办人"),
        ({"material": ""}, "没有写明影响不影响结果"),
        ({"minutes": ""}, "没有写明党委会议的纪要号"),
        ({"decided": "十一月五日"}, "没有写明决定的日期"),
        ({"decided": "2019-09-30"}, "不晚于这一期审定的最后一天 2019-09-30"),
        ({"decided": "2119-11-05"}, "还没有到"),
    ],
    ids=str,
)
def test_what_is_not_answered_is_told_and_nothing_is_opened(small, lacking, said):
    before = content(small / "output" / CLOSED / FOLDER)
    status, told = reopened(small, **lacking)
    assert status == 1 and said in told and "没有更正，归档没有改动" in told
    assert content(small / "output" / CLOSED / FOLDER) == before
    assert kept_numbers(small / "output", quarter(CLOSED)) == []


def test_a_quarter_settled_by_the_branches_meeting_needs_no_minutes_number(tmp_path):
    laid(tmp_path)
    archive_by_hand(tmp_path, stage="季度通报")
    status, _ = reopened(tmp_path, minutes="")
    assert status == 0


def test_what_is_not_closed_cannot_be_corrected(small):
    status, said = reopened(small, period=BEFORE)
    assert status == 1 and "2019年第二季度还没有归档，不用办更正" in said
    assert not (small / "output" / BEFORE).exists()


def test_a_correction_that_is_not_done_with_is_not_begun_again(small):
    assert reopened(small)[0] == 0
    status, said = reopened(small)
    assert status == 1 and "第1次更正还没有办完" in said
    assert kept_numbers(small / "output", quarter(CLOSED)) == [1]


@pytest.mark.parametrize("name", [ACCOUNT, PAGE, "report/data/stars.csv", f"input/{SENT}"])
def test_a_damaged_archive_is_told_and_not_corrected(small, name):
    (small / "output" / CLOSED / FOLDER / name).write_bytes(b"x")
    status, said = reopened(small)
    assert status == 1 and f"{CLOSED}/{FOLDER}/{name}" in said and "没有更正" in said
    assert (small / "output" / CLOSED / FOLDER).is_dir()


@pytest.mark.parametrize(
    "words", [("check", "--period", CLOSED), ("remind", "--period", CLOSED)], ids=" ".join
)
def test_an_opened_quarter_may_be_changed_and_every_command_says_that_it_is_open(small, words):
    opened_again(small)
    changed(small / "input", put(SENT, "班组考评", 1, 扣分=0))
    _, said = run(words[0], small, *words[1:])
    assert "正在办理第1次更正，还没有再归档" in said and "归档时是" not in said


def test_a_correction_taken_back_leaves_everything_as_it_was(small):
    before = content(small / "output" / CLOSED / FOLDER)
    assert reopened(small)[0] == 0
    status, said = reopened(small, "--undo")
    assert status == 0 and "归档恢复原样" in said
    assert content(small / "output" / CLOSED / FOLDER) == before
    assert not (small / "output" / CLOSED / CORRECTIONS).exists()


def test_only_a_correction_that_has_begun_can_be_taken_back(small):
    status, said = reopened(small, "--undo")
    assert status == 1 and "没有正在办理的更正" in said
    archive_by_hand(small, correction=opened_again(small))
    status, said = reopened(small, "--undo")
    assert status == 1 and "更正归档以后不能撤回" in said


def test_an_archive_says_what_it_corrects_and_corrections_are_numbered(small):
    first = opened_again(small)
    second_archive = archive_by_hand(small, correction=first)
    second = opened_again(small, reason="又一处")
    last = archive_by_hand(small, correction=second)
    made, findings = read_corrections(small / "output", quarter(CLOSED))
    assert made == [first, second] and not findings and codes(small) == []
    assert last.corrects == vouched(second) and second.archive == second_archive.digest


def test_an_archive_that_corrects_nothing_has_the_bytes_that_it_always_had():
    archive = Archive(CLOSED, "厂", "正式通报", "", (), {}, {}, {}, {}, {})
    assert archive.digest == "48cfa141c56859ccb8109cbb3a0bd41304bfcac59e28b2ce63e47b840137f5e6"


class TestLaterArchives:
    """What was closed after, and on, a quarter that is corrected."""

    @pytest.fixture
    def chain(self, tmp_path: Path) -> Path:
        laid(tmp_path)
        for period in (BEFORE, CLOSED, LATER):
            archive_by_hand(tmp_path, period)
        return tmp_path

    def test_they_hold_and_are_named_one_and_all(self, chain):
        opened_again(chain, BEFORE)
        for period in (CLOSED, LATER):
            (one,) = told_of(chain, period)
            assert (one.code, one.severity.value) == ("W702", "提醒")
            assert "2019年第二季度第1次更正" in one.message

    def test_they_are_named_when_the_quarter_is_opened(self, chain):
        _, said = reopened(chain, period=BEFORE, decided="2019-08-05")
        assert "2019年第三季度的归档依据的是2019年第二季度第1次更正以前的结果" in said
        assert "2019年第四季度的归档依据的是2019年第二季度第1次更正以前的结果" in said

    def test_they_stay_named_till_they_are_corrected_too(self, chain):
        archive_by_hand(chain, BEFORE, results(star="4"), opened_again(chain, BEFORE))
        assert codes(chain, CLOSED) == ["W702"]
        archive_by_hand(chain, CLOSED, results(star="4"), opened_again(chain, CLOSED))
        assert codes(chain, CLOSED) == [] and codes(chain, LATER) == ["W702"] * 2
        archive_by_hand(chain, LATER, correction=opened_again(chain, LATER))
        assert codes(chain, LATER) == []

    def test_the_year_that_was_made_from_it_is_named(self, chain):
        (chain / "output/2019/annual").mkdir(parents=True)
        _, said = reopened(chain, period=LATER, decided="2020-02-05")
        assert "2019的年度结果是更正以前生成的" in said and "make annual YEAR=2019" in said

    def test_an_archive_that_was_put_in_its_place_without_a_correction_is_still_told(self, chain):
        archive_by_hand(chain, BEFORE, results(star="4"))
        assert codes(chain, CLOSED) == ["E704"]


def test_only_the_workbooks_of_the_corrected_quarter_may_differ_from_a_later_archive(tmp_path):
    own, before = "2019Q3/部门考评-人力资源部.xlsx", "2019Q2/部门考评-人力资源部.xlsx"
    laid(tmp_path, before)
    archive_by_hand(tmp_path, BEFORE)
    laid(tmp_path, own)
    archive_by_hand(tmp_path, CLOSED)
    opened_again(tmp_path, BEFORE)
    changed(tmp_path / "input", gone(before, "班组考评", 1))
    laid(tmp_path, "2019Q2/部门考评-生产技术部.xlsx")
    assert codes(tmp_path, CLOSED) == ["W702"]
    changed(tmp_path / "input", put(own, "班组考评", 1, 扣分=0))
    assert codes(tmp_path, CLOSED) == ["E705", "W702"]


DAMAGES = {
    "the record edited": lambda at: (at / "1" / RECORD).write_bytes(
        (at / "1" / RECORD).read_bytes().replace("少记".encode(), "多记".encode())
    ),
    "the record taken away": lambda at: (at / "1" / RECORD).unlink(),
    "the record cut short": lambda at: (at / "1" / RECORD).write_bytes(b"{"),
    "the kept page edited": lambda at: (at / "1" / FOLDER / "report/index.html").write_bytes(b"2"),
    "the kept archive taken away": lambda at: shutil.rmtree(at / "1" / FOLDER),
    "the first of two taken away": lambda at: shutil.move(at / "1", at / "2"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_history_that_was_touched_is_told_by_name(small, damage):
    archive_by_hand(small, correction=opened_again(small))
    DAMAGES[damage](small / "output" / CLOSED / CORRECTIONS)
    status, said = run("check", small, "--period", CLOSED)
    assert status == 1 and f"{CLOSED}/" in said
    assert {"E700", "E701", "E702"} & set(codes(small))


def test_the_old_archive_laid_back_by_hand_is_not_taken_for_the_corrected_one(small):
    opened_again(small)
    shutil.copytree(
        small / "output" / CLOSED / CORRECTIONS / "1" / FOLDER, small / "output" / CLOSED / FOLDER
    )
    assert codes(small) == ["E701"]


def test_an_archive_lost_while_it_is_corrected_is_told(small):
    opened_again(small)
    archive_by_hand(small, BEFORE)
    shutil.rmtree(small / "output" / CLOSED / CORRECTIONS / "1" / FOLDER)
    _, findings = read_corrections(small / "output", quarter(CLOSED))
    assert [one.code for one in findings] == ["E702"]


def test_a_folder_that_cannot_be_written_to_leaves_the_archive(small):
    before = content(small / "output" / CLOSED / FOLDER)
    (small / "output" / CLOSED / CORRECTIONS).write_bytes(b"in the way")
    with pytest.raises(OSError) as told:
        opened_again(small)
    assert "挡着" in not_written(told.value)
    assert content(small / "output" / CLOSED / FOLDER) == before


KILLED = """
import os, sys
from pathlib import Path
from zipfile import ZipFile, is_zipfile
from pipeline.core.correction import Correction, correction_of, reopen, take_back
from pipeline.core.period import parse_period
output, record, last, back = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "back"
period, made = parse_period("2019Q3"), correction_of(record.read_bytes())
seen = 0
def count(event, _):
    global seen
    if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        seen += 1
        if seen > last:
            os._exit(9)
sys.addaudithook(count)
take_back(output, period, 1) if back else reopen(output, period, made)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["open", "back"])
def test_killed_at_any_moment_the_quarter_is_closed_or_opened_and_nothing_between(small, way):
    folder, record = small / "output" / CLOSED, small / "更正.json"
    record.write_bytes(opened_again(small).content)
    take_back(small / "output", quarter(CLOSED), 1)
    closed, moments, ended = content(folder / FOLDER), 0, 9
    while ended:
        if way == "back" and not kept_numbers(small / "output", quarter(CLOSED)):
            opened_again(small)
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, small / "output", record, str(moments), way],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        ).returncode
        is_closed, numbers = (folder / FOLDER).is_dir(), kept_numbers(small / "output", quarter(CLOSED))
        assert (is_closed, numbers) in ((True, []), (False, [1]))
        assert content(folder / FOLDER if is_closed else folder / CORRECTIONS / "1" / FOLDER) == closed
        assert codes(small) == []
        if not is_closed and way == "open":
            take_back(small / "output", quarter(CLOSED), 1)
        moments += 1
    assert ended == 0 and moments > 4


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)


@given(TEXTS, TEXTS, st.booleans(), st.dates(), st.data())
def test_a_record_is_read_as_it_was_written_and_any_other_byte_is_told(by, reason, material, day, data):
    made = Correction(CLOSED, 1, by, reason, material, "", day.isoformat(), "", "0" * 64)
    assert correction_of(made.content) == made
    at = data.draw(st.integers(0, len(made.content) - 1))
    other = made.content[:at] + b"x" + made.content[at + 1 :]
    assert other == made.content or correction_of(other) != made


@pytest.mark.slow
def test_an_objection_becomes_a_corrected_quarter_that_is_closed_and_made_again(tmp_path):
    copied(tmp_path / "input", ("2019", BEFORE))
    period = ("--period", BEFORE)
    assert run("report", tmp_path, *period)[0] == 0 and run("close", tmp_path, *period, "--yes")[0] == 0
    first = content(tmp_path / "output" / BEFORE / FOLDER)
    objector = ("--objection", "王某某来信")
    assert reopened(tmp_path, *objector, period=BEFORE, decided="2019-08-05")[0] == 0
    checked, review = "2019Q2/部门考评-安全监察部.xlsx", "2019Q2/党委考评.xlsx"
    deducted = {"扣分": 15, "原因": "三违 3 次", "日期": dt.date(2019, 5, 20)}
    changed(tmp_path / "input", added(checked, "班组考评", 班组="集控一值", 指标编码="TM01", **deducted))
    _, said = run("report", tmp_path, *period)
    assert "公示稿：经2019年8月5日党委会议（示例党纪〔2019〕19号）审定，公示尚未开始" in said
    assert "集控一值由四星更正为三星" in said
    assert run("close", tmp_path, *period, "--yes")[0] == 1
    changed(
        tmp_path / "input",
        added(review, "审定", 事项="公示", 日期=dt.date(2019, 8, 6), 截止日期=dt.date(2019, 8, 12)),
        added(review, "审定", 事项="正式通报", 日期=dt.date(2019, 8, 14)),
    )
    assert run("report", tmp_path, *period)[0] == 0
    status, _ = run("close", tmp_path, *period, "--yes")
    kept = content(tmp_path / "output" / BEFORE / FOLDER)
    assert status == 0 and content(tmp_path / "output" / BEFORE / CORRECTIONS / "1" / FOLDER) == first
    assert {"report/公文/更正通知.docx", "report/公文/绩效差额.docx"} <= kept.keys()
    assert "集控一值由四星更正为三星" in kept[PAGE].decode()
    assert not [name for name, one in kept.items() if "王某某".encode() in unpacked(one)]
    for words in ((), ("--correction", "1")):
        status, said = run("verify", tmp_path, *words, source=False)
        assert status == 0 and "逐个文件比较，全部相同" in said
    assert run("report", tmp_path, *period)[0] == 0


@pytest.mark.parametrize("words", READING[:2], ids=" ".join)
def test_a_command_names_a_cell_that_was_changed_after_the_correction(small, words):
    archive_by_hand(small, correction=opened_again(small))
    changed(small / "input", put(SENT, "班组考评", 1, 扣分=0))
    status, said = run(words[0], small, *words[1:])
    assert status == 1 and "2019年第三季度已归档：归档时是“4”，现在是“0”" in said
