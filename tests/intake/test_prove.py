"""Putting exactly the listed cells right leaves nothing: the list of problems is complete."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.sample_book import Goal, Visit
from kit.sample_file import examined, filled, opened, sent_back
from kit.sample_folder import BRANCH, QUARTER, changed, folder, on_cover, run
from kit.sample_folder import examined as checked

from pipeline.core.finding import Severity
from pipeline.excel.package import same_bytes
from pipeline.excel.write.form import letter_of
from pipeline.excel.write.guide import example_row
from pipeline.intake.forms.proof import prove
from schemas.base import columns, title

WRONG = (
    "abc",
    "９９",
    -5,
    None,
    "2019-13-45",
    "10/11/2019",
    "9999",
    "检修支不",
    "#REF!",
    10**17,
    "是是",
    "=1+1",
    "\u200b",
    1e-9,
)
GOOD = {
    (title(sheet), letter_of(at)): example_row(sheet)[column.name]
    for sheet in (Visit, Goal)
    for at, column in enumerate(columns(sheet))
}
CELLS = sorted((sheet, f"{letter}6") for sheet, letter in GOOD)


@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date")
@examples(30)
@given(st.dictionaries(st.sampled_from(CELLS), st.sampled_from(WRONG), max_size=6))
def test_repairing_exactly_the_listed_cells_leaves_no_finding(wrong):
    spoilt = {}
    for (sheet, address), value in wrong.items():
        spoilt.setdefault(sheet, {})[address] = value
    copy = sent_back(filled(spoilt))
    _, listed = examined(copy)
    workbook = opened(copy)
    for one in listed:
        if one.place.cell:
            workbook[one.place.sheet][one.place.cell].value = GOOD[one.place.sheet, one.place.letter]
    assert [(one.code, one.place.cell) for one in examined(same_bytes(workbook))[1]] == []


def spoilt(seed):
    draw = random.Random(seed)

    def change(workbook):
        for ws in workbook.worksheets:
            if ws.title not in ("封面", "填写说明", "名单") and ws.max_row > 6:
                for _ in range(2):
                    ws.cell(draw.randint(6, ws.max_row), draw.randint(2, ws.max_column)).value = draw.choice(
                        WRONG[:11]
                    )

    return change


@pytest.mark.parametrize("seed", range(2))
def test_repairing_a_branchs_listed_cells_brings_nothing_new_to_light(tmp_path, seed):
    source = folder(tmp_path)
    changed(source / QUARTER / BRANCH, spoilt(seed))
    found = checked(source)
    assert not found.clean
    proof = prove(found, ())
    assert (proof.new, proof.stuck) == ((), ())
    assert proof.repaired > 5


def test_one_bad_cell_does_not_hide_a_wrong_name_beside_it(tmp_path):
    source = folder(tmp_path)

    def change(workbook):
        workbook["组织生活"]["G6"], workbook["组织生活"]["K6"] = "9999", "许多"

    changed(source / QUARTER / BRANCH, change)
    codes = {(one.place.cell, one.code) for one in checked(source).stops}
    assert {("G6", "E301"), ("K6", "E202")} <= codes


COVERS = [
    ("as_of", None),
    ("as_of", "某天"),
    ("as_of", "10/11/2019"),
    ("as_of", 10**17),
    ("plant", None),
    ("filled_by", None),
    ("unit", "检修支布"),
    ("unit", None),
]


@pytest.mark.parametrize(("field", "wrong"), COVERS)
def test_a_field_of_the_cover_is_put_right_like_any_other_cell(tmp_path, field, wrong):
    source = folder(tmp_path)
    changed(source / QUARTER / BRANCH, on_cover(field, wrong))
    found = checked(source)
    assert [one.place.sheet for one in found.stops if one.place.cell]
    proof = prove(found, ())
    assert (proof.repaired, proof.new, proof.stuck, proof.elsewhere) == (1, (), (), ())


def test_two_versions_of_which_one_has_no_day_are_put_in_order(tmp_path):
    source = folder(tmp_path)

    def later(workbook):
        on_cover("as_of", "")(workbook)
        workbook["责任区示范岗"]["H6"] = 99

    changed(source / QUARTER / BRANCH, later, source / "终稿.xlsx")
    proof = prove(checked(source), ())
    assert (proof.repaired, proof.new, proof.stuck, proof.elsewhere) == (1, (), (), ())


def test_an_office_workbooks_cover_is_put_right_too(tmp_path):
    source = folder(tmp_path)
    changed(source / "2019" / "评价细则.xlsx", on_cover("period", "今年"))
    changed(source / "2019" / "目标责任书.xlsx", on_cover("as_of", "年底"))
    proof = prove(checked(source), ())
    assert (proof.repaired, proof.new, proof.stuck, proof.elsewhere) == (2, (), (), ())


def test_the_command_proves_and_tells(tmp_path):
    source = folder(tmp_path)
    changed(source / QUARTER / BRANCH, lambda workbook: workbook["组织生活"].__setitem__("E6", "某天"))
    done = run("check", "--input", source, "--output", tmp_path / "out", "--prove")
    assert (done.returncode, "照问题清单改好 1 格" in done.stdout, "问题清单是齐全的" in done.stdout) == (
        0,
        True,
        True,
    )


def test_the_copy_of_a_number_with_too_many_digits_says_the_same(tmp_path):
    first = filled({"走访": {"B6": 10**17}})
    told = [
        [(one.code, one.place.cell) for one in examined(content)[1] if one.severity is Severity.ERROR]
        for content in (first, sent_back(first))
    ]
    assert told[0] == told[1] == [("E208", "B6")]
