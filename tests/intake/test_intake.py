"""A folder as offices fill it: strangers' files beside our own, workbooks twice, late, renamed, changed."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import time

import pytest
from kit.sample_folder import (
    BEFORE,
    BRANCH,
    QUARTER,
    ROOT,
    TORTURE,
    changed,
    command,
    examined,
    folder,
    on_cover,
    run,
)

from pipeline.core.finding import Severity
from pipeline.excel.cells.cell import is_blank
from pipeline.intake.collect import collect
from pipeline.intake.reading.dropped import RETURNED, files_in
from pipeline.report.data import findings_csv
from pipeline.report.notices.check import check_files

SECONDS, BYTES = 2.0, 1 << 30
WISH = "目标完成"
# a process of its own whose only child is the program, since the largest of all children is what the system tells
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
sys.stderr.write(done.stdout + done.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
sys.exit(done.returncode)
"""


def codes(found, file):
    return sorted(one.code for one in found.intake.findings if one.place.file == file)


@pytest.mark.skipif(not TORTURE.exists(), reason="the third-party workbooks are not here")
def test_strangers_files_get_a_sentence_each_and_change_no_star(tmp_path):
    source = folder(tmp_path)
    assert run("report", "--input", source, "--output", tmp_path / "plain").returncode == 0
    shutil.copytree(TORTURE, source / "放错的")
    start = time.perf_counter()
    words = command("report", "--input", source, "--output", tmp_path / "mixed")
    done = subprocess.run([sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    files = [name for name, _ in files_in(source) if name.startswith("放错的/")]
    assert time.perf_counter() - start < SECONDS * len(files)
    assert int(done.stdout) < BYTES
    rows = list(
        csv.DictReader(
            io.StringIO((tmp_path / "mixed" / QUARTER / "check" / "findings.csv").read_text("utf-8-sig"))
        )
    )
    page = (tmp_path / "mixed" / QUARTER / "check" / "index.html").read_text("utf-8")
    for name in files:
        mine = [row for row in rows if row["file"] == name]
        assert len(mine) == 1, (name, mine)
        assert mine[0]["severity"] in (Severity.ERROR, Severity.WARNING)
        assert mine[0]["message"] and mine[0]["remedy"]
        assert name in page
    for name in ("stars.csv", "scores.csv", "ranks.csv"):
        at = ("report", "data", name)
        assert (tmp_path / "mixed" / QUARTER).joinpath(*at).read_bytes() == (
            tmp_path / "plain" / QUARTER
        ).joinpath(*at).read_bytes()


def prefilled_only(found, file: str) -> int:
    """The cells of rows that the blank filled in and nobody answered, each with its mark."""
    sheets = next(one for one in found.inbox.workbooks if one.file == file).sheets.values()
    return sum(
        1 + sum(not is_blank(value) for value in values) for raw in sheets for _, values in raw.waiting
    )


def test_every_cell_of_the_sample_is_accounted_for(tmp_path):
    found = examined(folder(tmp_path))
    assert {one.file for one in found.intake.receipts} == {one.file for one in found.inbox.workbooks}
    for one in found.intake.receipts:
        assert one.read == one.used + one.refused + one.other + one.blank
        assert (one.cells.covered, one.cells.outside, one.cells.idle) == (
            0,
            0,
            prefilled_only(found, one.file),
        )
        assert one.cells.used - one.cells_refused - one.cells_other > 0
        assert one.program == "程序生成"


def test_a_receipt_counts_what_is_hidden_repaired_refused_and_of_other_periods(tmp_path):
    source = folder(tmp_path)

    def change(workbook):
        ws = workbook["组织生活"]
        ws.row_dimensions[6].hidden = True
        ws["E6"] = "20190815"
        ws["E7"] = "某天"
        ws["E8"] = "2019-05-05"
        ws["Z3"], ws["Z6"] = "备注", "随手记"

    changed(source / QUARTER / BRANCH, change)
    found = examined(source)
    one = next(one for one in found.intake.receipts if one.file.endswith(BRANCH))
    assert (one.hidden, one.repaired, one.refused, one.other) == (1, 1, 1, 1)
    assert one.cells.outside == 1
    assert min(one.cells_refused, one.cells_other) > 3
    page = check_files(found)["index.html"].decode()
    assert "每一格的去向" in page and "回执" in page


def test_a_missing_workbook_is_told_by_its_own_line_and_takes_no_other_rows_account_with_it(tmp_path):
    source = folder(tmp_path)
    for name in (BRANCH, "党委考评.xlsx"):
        (source / QUARTER / name).unlink()
    found = examined(source)
    lines = {(one.kind, one.unit): (one.state, one.errors) for one in found.intake.received}
    assert lines["支部填报", "检修支部"] == lines["党委考评", "党群工作部"] == ("缺报", 0)
    page = check_files(found)["index.html"].decode()
    assert "尚未收到：检修支部、党群工作部的“党委考评”" in page
    assert {one.file: one.other for one in found.intake.receipts}[f"{QUARTER}/组织名册.xlsx"] == 0


def resent(source, *changes):
    """The branch's workbook as it was sent ten days earlier, beside the one that stands."""

    def change(workbook):
        on_cover("as_of", "2019-09-20")(workbook)
        for sheet, address, value in changes:
            workbook[sheet][address] = value

    (source / "上次").mkdir(exist_ok=True)
    changed(source / QUARTER / BRANCH, change, source / "上次" / BRANCH)


def test_what_was_changed_since_the_last_submission_is_told_cell_by_cell(tmp_path):
    source = folder(tmp_path)
    resent(source, (WISH, "F6", 3))
    found = examined(source)
    assert codes(found, f"上次/{BRANCH}") == ["W402"]
    told = [
        one.sentence
        for one in found.intake.changes
        if one.file == f"{QUARTER}/{BRANCH}" and "上一次" in one.against
    ]
    assert len(told) == 1
    assert told[0].startswith("本次修改 1 格；目标完成 F6 由 3 变为 ")
    assert told[0] in check_files(found)["index.html"].decode()


def test_a_row_that_was_put_in_between_is_one_row_and_not_many_cells(tmp_path):
    source = folder(tmp_path)
    resent(source)
    changed(source / "上次" / BRANCH, lambda workbook: workbook["组织生活"].delete_rows(8))
    told = [one for one in examined(source).intake.changes if "上一次" in one.against]
    assert [(one.cells, one.added, one.removed) for one in told] == [(0, 1, 0)]


def test_carried_sheets_are_compared_with_the_quarter_before(tmp_path):
    found = examined(folder(tmp_path, ("2019", BEFORE, QUARTER)))
    told = [one for one in found.intake.changes if one.file.endswith(BRANCH)]
    assert len(told) == 1 and told[0].against.startswith(f"上一期的 {BEFORE}/") and told[0].cells


def test_last_quarters_workbook_with_a_new_cover_is_noticed(tmp_path):
    source = folder(tmp_path, ("2019", BEFORE, QUARTER))

    def again(workbook):
        on_cover("period", QUARTER)(workbook)
        on_cover("as_of", "2019-09-30")(workbook)

    changed(source / BEFORE / BRANCH, again, source / QUARTER / BRANCH)
    assert "W406" in codes(examined(source), f"{QUARTER}/{BRANCH}")

    def touched(workbook):
        workbook["组织生活"]["D6"], workbook["一带一"]["E6"] = "另一个主题", "改了一格"
        workbook["双星培训"].delete_rows(7)

    changed(source / QUARTER / BRANCH, touched)
    found = next(one for one in examined(source).intake.findings if one.code == "W406")
    assert found.place.file == f"{QUARTER}/{BRANCH}" and "大多相同（" in found.message


def test_another_branchs_workbook_under_the_own_cover_is_told_to_the_branch_that_lacks_its_own(tmp_path):
    source = folder(tmp_path, ("2019", BEFORE, QUARTER))
    other = sorted(path for path in (source / QUARTER).glob("支部填报-*") if path.name != BRANCH)[0]
    assert not {"W406", "W411"} & {one.code for one in examined(source).intake.findings}
    changed(
        other,
        on_cover("unit", BRANCH.removeprefix("支部填报-").removesuffix(".xlsx")),
        source / QUARTER / BRANCH,
    )
    found = examined(source)
    assert [one.code for one in found.stops] == ["E409"] and "表里填的却多是" in found.stops[0].message
    assert ("W403", f"{QUARTER}/{BRANCH}") in {(one.code, one.place.file) for one in found.intake.findings}


def test_last_quarters_workbook_dropped_again_counts_for_its_own_quarter(tmp_path):
    source = folder(tmp_path)
    shutil.copy(source / QUARTER / BRANCH, source / "又一份.xlsx")
    changed(source / "又一份.xlsx", on_cover("period", BEFORE))
    found = examined(source)
    assert [one.state for one in found.intake.received if one.file == "又一份.xlsx"] == ["其他期间"]
    assert found.clean


def test_a_returned_copy_beside_its_file_is_not_read_twice(tmp_path):
    source = folder(tmp_path)
    shutil.copy(source / QUARTER / BRANCH, source / QUARTER / f"{RETURNED}{BRANCH}")
    assert collect(source).findings == ()


def test_a_returned_copy_that_somebody_went_on_editing_is_not_passed_over_in_silence(tmp_path):
    from kit.drawing import repacked

    source = folder(tmp_path)
    edited = repacked(
        (source / QUARTER / BRANCH).read_bytes(),
        lambda name, data: (
            data.replace(b"Microsoft Excel Compatible", b"WPS") if name == "docProps/app.xml" else data
        ),
    )
    (source / f"{RETURNED}{BRANCH}").write_bytes(edited)
    assert [(one.code, one.place.file) for one in collect(source).findings] == [
        ("W106", f"{RETURNED}{BRANCH}")
    ]


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)>.xlsx", "=cmd.xlsx", "a\nb.xlsx", "\u202exslx.exe.xlsx", "'; --.xlsx"],
)
def test_a_files_name_stays_text(tmp_path, name):
    source = folder(tmp_path)
    (source / name).write_bytes(b"")
    found = examined(source)
    assert codes(found, next(one for one, path in found.inbox.paths.items() if path.name == name)) == ["E101"]
    page = check_files(found)["index.html"].decode()
    assert "<img src=x" not in page and "\u202e" not in page
    assert b"\n=cmd" not in findings_csv(found.intake.findings)


def test_a_name_that_no_encoding_has_is_still_told(tmp_path):
    source = folder(tmp_path)
    (source / b"\xff\xfe.xlsx".decode("utf-8", "surrogateescape")).write_bytes(b"")
    found = examined(source)
    assert check_files(found)["findings.csv"]
    strange = [one.code for one in found.intake.findings if not one.place.file.startswith("2019")]
    assert strange == ["W361", "E101"]  # W361: the quarter before is not there
