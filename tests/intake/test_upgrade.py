"""A workbook of an earlier edition is brought to the current one: nothing of it is lost, and it is as good as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.command import run
from kit.drawing import ole
from kit.earlier_edition import made_earlier
from kit.laws import examples
from kit.plant_on_disk import (
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    SAMPLE,
    changed,
    checked_by,
    cover,
    edited,
    gone,
    looked_at,
    sample_inbox,
    sent_by,
    told,
)

from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Workbook
from pipeline.intake.forms.upgrade import Upgrade, offered, upgrade
from schemas.base import columns
from schemas.books import BOOKS
from schemas.indicator import Line

SENT, CHECKED = sent_by(OVERHAUL), checked_by("安全监察部")
FILES = (SENT, CHECKED, REVIEW, RULES, NAMES)
OF_AGE = {"W104", "N501"}


@cache
def lists() -> dict[str, list[str]]:
    return offered(sample_inbox())


def made_of(path: Path) -> Upgrade:
    made = upgrade(path, lists())
    assert made.content and made.name == f"升级-{path.stem}.xlsx" and not made.unread
    return made


def opened(content: bytes) -> Workbook:
    workbook, _ = read_workbook("", content, BOOKS)
    assert workbook is not None
    return workbook


def answers(workbook: Workbook) -> dict[tuple[str, int, str], object]:
    """Every cell of its tables and its cover that holds something."""
    cells = {
        (key, number, column.name): value
        for key, raw in workbook.sheets.items()
        for number, row in raw.rows
        for column, value in zip(columns(workbook.book.sheet(key)), row, strict=True)
        if value not in (None, "")
    }
    fields = {**workbook.cover, **workbook.ticks}
    return cells | {("cover", 0, name): one.raw for name, one in fields.items() if one.raw not in (None, "")}


def in_todays_sheets(cells: dict[tuple[str, int, str], object]) -> dict[tuple[str, int, str], object]:
    """The indicators of an earlier rulebook, which stand on one sheet, on the two of today in the same rows."""
    line = {column.name for column in columns(Line)}
    return {
        ("line" if column in line else "computation", row, column)
        if key == "indicator"
        else (key, row, column): v
        for (key, row, column), v in cells.items()
    }


def faults(findings: Iterable[Finding], file: str) -> Counter[tuple[str, ...]]:
    """What is found in a file, whatever letters its columns have."""
    return Counter(
        (one.code, one.place.sheet, str(one.place.row), one.column, one.value)
        for one in findings
        if one.place.file == file
    )


@pytest.mark.parametrize("file", FILES)
def test_every_cell_of_the_earlier_workbook_is_in_the_new_one_and_nothing_more_is_found(
    lone_quarter, file: str
):
    path = lone_quarter / file
    lost = made_earlier(path)
    old, before = answers(opened(path.read_bytes())), looked_at(lone_quarter).intake.findings
    made = made_of(path) if lost else upgrade(path, lists())
    path.write_bytes(made.content)
    new = opened(made.content)
    assert not new.old and not new.defaults
    assert in_todays_sheets(old).items() <= answers(new).items()
    after = faults(looked_at(lone_quarter).intake.findings, file)
    assert after <= faults(before, file)
    assert not {code for code, *_ in after} & OF_AGE
    said = " ".join(
        str(row) for row in openpyxl.load_workbook(path)[layout.UPGRADED].iter_rows(values_only=True)
    )
    assert [one for one in lost if one not in said] == []


TEXTS = st.sampled_from(["一段话", "0012", "=1+1", "2019-08-01", "说明：见附件", "-3", "1.50 分"])


@examples(6)
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 40), st.integers(2, 30), TEXTS), max_size=8),
    st.data(),
)
def test_whatever_stands_in_it_stands_in_the_new_one(
    tmp_path_factory, file: str, written, data: st.DataObject
):
    path = tmp_path_factory.mktemp("up") / "旧.xlsx"
    path.write_bytes((SAMPLE / file).read_bytes())
    made_earlier(path)
    with edited(path) as workbook:
        tables = [ws for ws in workbook.worksheets if ws.title not in layout.OWN_SHEETS]
        for row, column, value in written:
            ws = data.draw(st.sampled_from(tables))
            ws.cell(layout.FIRST_ROW + row, column, value)
        workbook.create_sheet("草稿")["C3"] = "另一张表"
    made = upgrade(path, lists())
    old, new = (openpyxl.load_workbook(one) for one in (path, _saved(path, made.content)))
    kept = Counter(str(cell) for ws in new for row in ws.iter_rows(values_only=True) for cell in row)
    for ws in (one for one in old if one.title not in (layout.COVER, layout.GUIDE, layout.LISTS)):
        for line in ws.iter_rows(min_row=layout.FIRST_ROW):
            for cell in line:
                text = str(cell.value)
                assert cell.value is None or kept[text] or kept[layout.FORMULA_MARK + text], cell


def _saved(path: Path, content: bytes) -> Path:
    beside = path.with_name("新.xlsx")
    beside.write_bytes(content)
    return beside


def test_a_rulebook_that_lacks_a_setting_is_told_to_be_upgraded_and_is_whole_then(lone_quarter):
    changed(lone_quarter, gone(RULES, "基本设置", {"项目": "同组最少单位数"}))
    (finding,) = [one for one in looked_at(lone_quarter).intake.findings if one.code == "E512"]
    assert "make upgrade" in finding.remedy
    path = lone_quarter / RULES
    path.write_bytes(made_of(path).content)
    assert told(looked_at(lone_quarter).intake.findings, "E512") == []
    assert looked_at(lone_quarter).clean


def test_it_is_written_beside_the_old_one_and_read_when_that_is_gone(lone_quarter):
    path, other = lone_quarter / RULES, lone_quarter / SENT
    made_earlier(path)
    before = path.read_bytes()
    code, said = run("upgrade", path, other, "--input", lone_quarter)
    assert code == 0 and "升级-评价细则.xlsx" in said and "不用升级" in said
    assert path.read_bytes() == before
    assert told(looked_at(lone_quarter).intake.findings, "N521") == [
        ("N521", "2019/升级-评价细则.xlsx", "", "")
    ]
    code, said = run("upgrade", path, "--input", lone_quarter)
    assert code == 1 and "没有动" in said
    code, said = run("upgrade", other, "--input", lone_quarter)
    assert code == 0 and "不用升级" in said and "下一步" not in said
    path.unlink()
    seen = looked_at(lone_quarter)
    assert seen.clean and seen.chosen.rulebook and seen.chosen.rulebook.file == "2019/升级-评价细则.xlsx"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (ole("EncryptedPackage"), "打开密码"),
        ((SAMPLE / RULES).read_bytes()[:3000], "已损坏"),
        (b"hello", "文本文件"),
        (b"", "空的"),
        (None, "没有"),
    ],
)
def test_a_file_that_cannot_be_upgraded_gets_one_sentence(tmp_path: Path, content: bytes | None, says: str):
    path = tmp_path / "评价细则.xlsx"
    if content is not None:
        path.write_bytes(content)
    code, said = run("upgrade", path, "--input", tmp_path)
    assert code == 1 and says in said and str(path) in said
    assert [one.name for one in tmp_path.iterdir()] == ([path.name] if content is not None else [])


def test_a_workbook_that_nobody_has_filled_in_is_upgraded_too(lone_quarter):
    path = lone_quarter / SENT
    made_earlier(path)
    cover(path, 截至日期=None, 填报人=None)
    assert opened(made_of(path).content).book.key == "submission"
