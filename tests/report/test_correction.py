"""A corrected result: whose star is another one is said everywhere, who objected nowhere, and what was decided before counts no more."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from zipfile import ZipFile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.plant_on_disk import sample_rated, sample_seen
from kit.result_of import under_setting
from kit.tiny_plant import branch, row, setting, tables

from pipeline.core.archive import ACCOUNT, FOLDER
from pipeline.core.correction import Corrected, Correction, Row, star_rows
from pipeline.mail.letters.result import result_letter
from pipeline.mail.letters.tables import source
from pipeline.report.data import data_files
from pipeline.report.disclosure import correction_lines
from pipeline.report.notices.steps import Written, steps
from pipeline.report.pages.pages import unit_pages
from pipeline.report.papers.circular import context as circular
from pipeline.report.papers.papers import documents
from pipeline.report.result import Result
from pipeline.report.stage import NOTICE, OFFICIAL, QUARTER, Stage, decided_anew, stage_of
from pipeline.run import corrected, rate
from schemas.words import SIMPLE, WHOLE_COURSE

PERIOD = "2019Q2"
TEAM = ("班组", "集控一值")
RECORD = Correction(
    period=PERIOD,
    number=1,
    by="张示例",
    reason="出勤少记两次",
    material=True,
    objection="王某某来信",
    decided="2019-08-05",
    minutes="示例党纪〔2019〕14号",
    archive="0" * 64,
)


@cache
def stars() -> Mapping[tuple[str, str], Row]:
    """The stars of the sample's second quarter as they lie in its data."""
    return star_rows(data_files(sample_rated(PERIOD))["stars.csv"])


def with_star(unit: tuple[str, str], **cells: str) -> dict[tuple[str, str], Row]:
    """The same, with other cells of one unit."""
    return {**stars(), unit: {**stars()[unit], **cells}}


def under(before: Mapping[tuple[str, str], Row], record: Correction = RECORD, rulebook: str = "") -> Result:
    """The second quarter as a correction of those stars."""
    rated = sample_rated(PERIOD)
    examined = replace(rated.examined, correction=Corrected(record, before, rulebook))
    return replace(rated, source=(examined, rated.evaluation))


THEN = st.deferred(
    lambda: st.dictionaries(st.sampled_from(sorted(stars())), st.sampled_from(["", *"012345"]))
)


@given(THEN)
def test_exactly_the_units_whose_star_is_another_one_are_named(then: dict[tuple[str, str], str]):
    before = {**stars(), **{unit: {**stars()[unit], "star": star} for unit, star in then.items()}}
    moved = {unit for unit, star in then.items() if star != stars()[unit]["star"]}
    assert {one.star.key for one in under(before).star_changes} == moved


def test_a_correction_with_unchanged_inputs_gives_the_same_stars_and_the_same_stage():
    seen = sample_seen(PERIOD)
    again = corrected(seen, Corrected(RECORD, stars(), ""), ())
    assert again.tables is seen.tables and again.correction is not None
    rated = rate(again, False, ())
    assert data_files(rated) == data_files(sample_rated(PERIOD))
    assert rated.stage == sample_rated(PERIOD).stage and rated.star_changes == ()
    assert correction_lines(rated)[-1] == "更正没有改变星级"


def test_a_star_that_changes_opens_the_notice_again_from_the_meeting_that_decided_it():
    again = corrected(sample_seen(PERIOD), Corrected(RECORD, with_star(TEAM, star="5"), ""), ())
    stage = rate(again, False, ()).stage
    assert stage.sentence == "经2019年8月5日党委会议（示例党纪〔2019〕14号）审定，公示尚未开始"
    assert len(stage.signed) == 8


BRANCHES = [branch("甲支部"), branch("乙支部")]
DECIDED = [
    row("decision", step="支部核对", unit="甲支部", date="2019-10-09"),
    row("decision", step="党委会议", date="2019-10-11", number="党纪〔2019〕15号"),
    row("decision", step="公示", date="2019-10-12", until="2019-10-18"),
    row("decision", step="正式通报", date="2019-10-21"),
]
ANEW = [
    row("decision", step="公示", date="2019-11-06", until="2019-11-12"),
    row("decision", step="正式通报", date="2019-11-13"),
]


@pytest.mark.parametrize(
    ("rows", "material", "minutes", "name"),
    [
        (DECIDED, True, "党纪〔2019〕19号", "公示稿"),
        ([*DECIDED, *ANEW[:1]], True, "党纪〔2019〕19号", "公示稿"),
        ([*DECIDED, *ANEW], True, "党纪〔2019〕19号", "正式通报"),
        (DECIDED, False, "", "初评稿"),
    ],
)
def test_what_was_decided_before_a_correction_counts_no_more(rows, material, minutes, name):
    whole = tables(*BRANCHES, *rows, rules=setting("季度审定方式", WHOLE_COURSE))
    record = replace(RECORD, decided="2019-11-05", material=material, minutes=minutes)
    stage = stage_of(replace(whole, decided=decided_anew(whole.steps, record)), draft=False)
    assert (stage.name, stage.signed) == (name, ("甲支部",))


def test_a_light_quarter_is_settled_again_by_the_branches_meeting_that_decided_the_correction():
    reviewed = row("decision", step="党建例会审核", date="2019-10-10")
    light = tables(*BRANCHES, reviewed, rules=setting("季度审定方式", SIMPLE))
    record = replace(RECORD, decided="2019-11-05", minutes="")
    stage = stage_of(replace(light, decided=decided_anew(light.steps, record)), draft=False)
    assert (stage.name, stage.sentence) == (QUARTER, "经2019年11月5日党建例会审核")


def test_the_register_keeps_every_step_that_was_recorded():
    again = corrected(sample_seen(PERIOD), Corrected(RECORD, with_star(TEAM, star="5"), ""), ())
    assert again.tables is not None and sample_seen(PERIOD).tables is not None
    pd.testing.assert_frame_equal(
        again.tables.frames["decision"], sample_seen(PERIOD).tables.frames["decision"]
    )


SAID = "第1次更正，2019年8月5日党委会议（示例党纪〔2019〕14号）决定：出勤少记两次"
MOVED = "集控一值由五星更正为四星"


def test_pages_and_the_circular_say_what_was_corrected():
    result = under(with_star(TEAM, star="5"))
    assert SAID in circular(result)["note"] and MOVED in circular(result)["note"]
    pages = unit_pages(result)
    assert all(SAID in page.decode() and MOVED in page.decode() for page in pages.values())


def test_a_suspended_star_is_told_neither_before_nor_after():
    (change,) = correction_lines(under(with_star(TEAM, star="5", pending="是")))[1:]
    assert change == "更正前后星级不同的单位：集控一值由暂缓评定（有关事项待核定）更正为四星"


def test_a_unit_that_was_not_there_has_no_star_before():
    before = {unit: row for unit, row in stars().items() if unit != TEAM}
    assert "集控一值由未参评更正为四星" in correction_lines(under(before))[1]


def test_many_units_are_counted_beyond_the_first():
    before = {unit: {**row, "star": ""} for unit, row in stars().items()}
    assert correction_lines(under(before))[1].endswith(f" 等 {len(stars())} 个单位")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"star": "5", "score": "93.10"}, "贵班组星级由五星更正为四星，得分由 93.10 分更正为 89.88 分。"),
        ({}, "贵班组星级没有变化。"),
        ({"score": "89.00"}, "贵班组星级没有变化，得分由 89.00 分更正为 89.88 分。"),
    ],
)
def test_a_letter_says_what_the_correction_means_for_its_unit(cells, said):
    letter = result_letter(TEAM, (), source(under(with_star(TEAM, **cells))))
    assert f"这是第1次更正：出勤少记两次。{said}" in letter.opening


def read(content: bytes) -> str:
    """The text of a Word document."""
    with ZipFile(io.BytesIO(content)) as package:
        return re.sub("<[^>]+>", "|", package.read("word/document.xml").decode())


def papers(result: Result, stage: str, light: bool = False) -> dict[str, str]:
    files, findings = documents(replace(result, stage=Stage(stage, "经审定", light=light)))
    assert not findings
    return {name: read(one) for name, one in files.items() if name.endswith(".docx")}


def test_the_notice_of_a_correction_lists_the_changed_stars_alone():
    text = papers(under(with_star(TEAM, star="5")), OFFICIAL)["公文/更正通知.docx"]
    assert "出勤少记两次" in text and "★★★★★" in text and "★★★★☆" in text and "集控一值" in text
    assert "检修支部" not in text and "王某某" not in text


def test_the_notice_says_so_where_no_star_changed():
    text = papers(under(stars()), OFFICIAL)["公文/更正通知.docx"]
    assert "更正没有改变任何单位的星级" in text and "下列单位" not in text


def test_the_difference_of_pay_is_that_of_the_two_coefficients():
    chosen = sample_seen(PERIOD).chosen.rulebook
    assert chosen is not None
    result = under(with_star(TEAM, star="5"), rulebook=chosen.sha256)
    by_star = {
        star: float(value)
        for (kind, star), value in result.tables.rulebook.coefficients.items()
        if kind == "班组"
    }
    text = papers(result, OFFICIAL)["公文/绩效差额.docx"]
    cells = [cell for cell in text.split("|") if cell.strip()]
    at = cells.index("集控一值")
    wanted = ["★★★★★", f"{by_star[5]:.2f}", "★★★★☆", f"{by_star[4]:.2f}", f"{by_star[4] - by_star[5]:+.2f}"]
    assert cells[at + 1 : at + 6] == wanted and by_star[4] != by_star[5]


def test_under_another_rulebook_the_coefficients_of_before_are_not_guessed():
    text = papers(under(with_star(TEAM, star="5"), rulebook="of then"), OFFICIAL)["公文/绩效差额.docx"]
    assert "更正前的系数以原移交表为准" in text


@pytest.mark.parametrize(
    ("result", "stage", "light", "written"),
    [
        (lambda: under(with_star(TEAM, star="5")), OFFICIAL, False, {"更正通知", "绩效差额"}),
        (lambda: under(with_star(TEAM, star="5")), QUARTER, True, {"更正通知"}),
        (lambda: under(with_star(TEAM, star="5")), NOTICE, False, set()),
        (
            lambda: under_setting(under(with_star(TEAM, star="5")), "兑现周期", "年度"),
            OFFICIAL,
            False,
            {"更正通知"},
        ),
        (lambda: under(stars()), OFFICIAL, False, {"更正通知"}),
        (lambda: sample_rated(PERIOD), OFFICIAL, False, set()),
    ],
    ids=["whole", "light", "announced", "paid by the year", "no star changed", "never corrected"],
)
def test_the_papers_of_a_correction_are_written_once_it_is_settled(result, stage, light, written):
    names = papers(result(), stage, light)
    assert {name for name in ("更正通知", "绩效差额") if f"公文/{name}.docx" in names} == written


@pytest.mark.parametrize(
    ("files", "note"),
    [((), "第1次更正，还没有再归档"), ((f"{FOLDER}/{ACCOUNT}",), "第1次更正")],
    ids=["open", "closed again"],
)
def test_the_home_page_says_that_a_quarter_is_being_corrected(files, note):
    under_way = replace(sample_seen(PERIOD), correction=Corrected(RECORD, stars(), ""))
    assert steps(under_way, Written(files))[-1].note == note
    assert steps(sample_seen(PERIOD), Written(files))[-1].note == ""


def test_who_objected_stands_in_no_line_of_the_report():
    assert "王某某" not in "".join(correction_lines(under(with_star(TEAM, star="5"))))
