"""计入对照: of every row of a branch's workbook what it counted for, and nothing that the branch may not read."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from kit.plant_on_disk import BRANCHES, OVERHAUL, sample_rated, sent_by

from pipeline.excel.workbook import spans
from pipeline.report.disclosure import concealed
from pipeline.report.notices.explain import counted_pages, counted_sheets
from schemas.words import BRANCH, MEMBER, TEAM


@cache
def pages() -> dict[str, str]:
    return {name: unescape(content.decode()) for name, content in counted_pages(sample_rated()).items()}


def rows_of(text: str) -> list[int]:
    """6—9、12 -> 6, 7, 8, 9, 12."""
    ends = [list(map(int, part.split("—"))) for part in text.split("、")]
    return [number for part in ends for number in range(part[0], part[-1] + 1)]


@pytest.mark.parametrize("numbers", [[6], [6, 7], [6, 7, 8, 12], [6, 8, 10, 11], list(range(6, 90))])
def test_rows_are_named_shortly_and_none_is_lost(numbers: list[int]) -> None:
    assert rows_of(spans(numbers, len(numbers))) == numbers and len(spans(numbers, len(numbers))) <= 20


def test_every_branch_has_its_page() -> None:
    assert sorted(pages()) == sorted(f"计入/支部填报-{branch}.html" for branch in BRANCHES)


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_row_that_was_read_stands_there_once(branch: str) -> None:
    file = sent_by(branch)
    (book,) = (one for one in sample_rated().examined.inbox.workbooks if one.file == file)
    read = {raw.title: [number for number, _ in raw.rows] for raw in book.sheets.values() if raw.rows}
    shown = {
        sheet.title: sorted(number for group in sheet.groups for number in rows_of(group.rows))
        for sheet in counted_sheets(sample_rated(), file)
    }
    assert shown == read


def test_a_row_names_every_indicator_of_its_branch_that_it_counted_for() -> None:
    file, result = sent_by(OVERHAUL), sample_rated()
    own = {(BRANCH, OVERHAUL), *(star.key for star in result.teams_of(result.star[BRANCH, OVERHAUL]))}
    sheets = {sheet.title: sheet for sheet in counted_sheets(result, file)}
    counted = [
        one
        for one in result.evidence
        if one.file == file
        and one.key in own
        and one.indicator not in concealed(result.star[one.key], result)
    ]
    assert len(counted) > 200
    for one in counted:
        (group,) = (group for group in sheets[one.sheet].groups if one.row in rows_of(group.rows))
        assert group.counted and any(one.indicator in line and one.unit in line for line in group.lines)


@pytest.mark.parametrize("branch", BRANCHES)
def test_nobody_is_named_and_no_other_unit_has_a_figure(branch: str) -> None:
    result, page = sample_rated(), pages()[f"计入/支部填报-{branch}.html"]
    words = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    own = {branch, *(star.unit for star in result.teams_of(result.star[BRANCH, branch]))}
    others = {star.unit for star in result.stars} - own
    assert not [unit for unit in others if f"{unit}：" in words]
    members = {one.unit for one in result.evidence if one.unit_kind == MEMBER}
    named = {result.colleagues[person].name for person in members if person in result.colleagues}
    assert members and not [text for text in members | named if text in words]


def test_of_a_small_team_the_wishes_are_not_counted_out() -> None:
    result = sample_rated()
    small = [star for star in result.stars_of(TEAM) if concealed(star, result)]
    for star in small:
        page = pages()[f"计入/支部填报-{star.parent}.html"]
        lines = re.findall(rf"{star.unit}：[^；<]*", page)
        assert not [line for line in lines for code in concealed(star, result) if code in line]


def test_a_workbook_that_was_not_read_has_no_sheet() -> None:
    assert counted_sheets(sample_rated(), "2019Q3/没有这个.xlsx") == []
