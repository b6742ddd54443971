"""A workbook that nobody has filled in is one line and names no period, and our own results are not read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kit.plant_on_disk import (
    NAMES,
    OVERHAUL,
    REVIEW,
    added,
    changed,
    checked_by,
    cover,
    edited,
    looked_at,
    quarter,
    sample_blanks,
    sample_seen,
    sent_by,
    told,
)

from pipeline.core.publish import publish
from pipeline.excel import layout
from pipeline.intake.covers import newest
from pipeline.intake.forms.blanks import blanks
from pipeline.intake.reading.dropped import files_in
from pipeline.run import read

SENT = sent_by(OVERHAUL)


def unsigned(path: Path) -> None:
    cover(path, 截至日期=None, 填报人=None)


def handed_out(folder: Path, period: str, name: str) -> Path:
    """A blank of the period dropped into the folder."""
    path = folder / "空白" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sample_blanks(period)[name])
    return path


@pytest.mark.parametrize(
    "name", ["支部填报-检修支部.xlsx", "部门考评-安全监察部.xlsx", "党委考评.xlsx", "组织名册.xlsx"]
)
def test_a_blank_as_it_was_handed_out_is_one_line_and_nothing_else(lone_quarter, name):
    handed_out(lone_quarter, "2019Q4", name)
    before = told(sample_seen().intake.findings)
    seen = looked_at(lone_quarter)
    new = [one for one in told(seen.intake.findings) if one[1].startswith("空白")]
    assert new == [("N401", f"空白/{name}", "", "")] and len(before)
    assert seen.clean and newest(seen.inbox) == quarter()
    assert [r.state for r in seen.intake.received if r.file.startswith("空白")] == ["尚未填写"]


def test_a_unit_whose_blank_lies_there_is_asked_for_its_workbook(lone_quarter):
    (lone_quarter / SENT).unlink()
    handed_out(lone_quarter, "2019Q3", "支部填报-检修支部.xlsx").rename(lone_quarter / "1.xlsx")
    (stop,) = looked_at(lone_quarter).stops
    assert stop.code == "E409" and "1.xlsx（还没有填写）" in stop.message


def test_a_rulebook_that_nobody_signs_is_named_where_there_is_none(lone_quarter):
    unsigned(lone_quarter / NAMES)
    (stop,) = looked_at(lone_quarter).stops
    assert stop.code == "E414" and f"{NAMES}（还没有填写）" in stop.message


@pytest.mark.parametrize(
    ("file", "sheet", "cells"),
    [
        (SENT, "组织生活", {"日期": "2019-08-15"}),
        (checked_by("人力资源部"), "班组考评", {"日期": "2019-08-15"}),
        (REVIEW, "满意度测评", {"发放": 3}),
    ],
)
def test_a_row_that_somebody_wrote_makes_it_a_workbook(lone_quarter, file, sheet, cells):
    blank = handed_out(lone_quarter, "2019Q3", Path(file).name)
    shutil.move(blank, lone_quarter / file)
    assert [one.file for one in read(lone_quarter).unfilled] == [file]
    changed(lone_quarter, added(file, sheet, **cells))
    assert read(lone_quarter).unfilled == ()


def test_one_signature_makes_it_a_workbook(lone_quarter):
    blank = handed_out(lone_quarter, "2019Q3", "支部填报-检修支部.xlsx")
    cover(blank, 填报人="张三")
    assert read(lone_quarter).unfilled == ()


def test_blanks_name_no_newest_period(plant):
    for name, content in blanks(read(plant), quarter("2019Q4")).items():
        (plant / "空白").mkdir(exist_ok=True)
        (plant / "空白" / name).write_bytes(content)
    assert newest(read(plant)) == quarter()


@pytest.mark.parametrize("into", ["旧结果/2019Q3", "2019Q3/复制", "a/b/c"])
def test_results_dropped_into_the_input_are_not_read(lone_quarter, into):
    workbook = (lone_quarter / SENT).read_bytes()
    publish(lone_quarter / into / "report", {"run.json": b"{}", "双星通报.xlsx": workbook})
    publish(
        lone_quarter / into / "check",
        {"index.html": b"", "findings.csv": b"", "returned/2019Q3/a.xlsx": workbook},
    )
    publish(lone_quarter / into / "blanks", {"支部填报.xlsx": workbook})
    names = [name for name, _ in files_in(lone_quarter) if name.startswith(into)]
    assert names == []
    seen = read(lone_quarter)
    assert told(seen.findings, "N402") == [("N402", into, "", "")] and newest(seen) == quarter()


def test_the_page_of_a_check_alone_is_known_as_a_result(lone_quarter):
    publish(lone_quarter / "x", {"index.html": b"", "findings.csv": b"", "returned/a.xlsx": b"1"})
    assert told(read(lone_quarter).findings, "N402") == [("N402", "x", "", "")]


def test_a_folder_of_workbooks_is_read_although_results_lie_in_it(lone_quarter):
    publish(lone_quarter / "2019Q3" / "report", {"run.json": b"{}", "x.xlsx": b""})
    names = [name for name, _ in files_in(lone_quarter)]
    assert SENT in names and not any("report" in name for name in names)


def test_words_on_the_cover_alone_are_enough_for_a_person_to_be_told_more(lone_quarter):
    unsigned(lone_quarter / SENT)
    with edited(lone_quarter / SENT) as workbook:
        workbook["组织生活"].delete_rows(layout.FIRST_ROW, 100)
    assert SENT not in {w.file for w in read(lone_quarter).unfilled}  # other sheets hold answers
