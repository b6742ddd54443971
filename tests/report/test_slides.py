"""The slides: one statement and one drawing each; those for everyone only of a decided quarter, without last places."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from kit.whole_sample import rating

from pipeline.core.chinese import points
from pipeline.report.pages.slides import INTERNAL, PUBLIC, foremost, slide_pages
from pipeline.report.result import Result
from pipeline.report.stage import FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER, Stage
from schemas.words import BOARDS, BRANCH, TEAM


def slides(level: str = "top3", stage: str = OFFICIAL) -> dict[str, str]:
    result: Result = replace(rating(), level=level, stage=Stage(stage, ""))
    statistics = rating().statistics
    assert statistics is not None
    return {name: page.decode() for name, page in slide_pages(result, statistics).items()}


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        (FIRST_DRAFT, [INTERNAL]),
        (NOTICE, [INTERNAL]),
        (QUARTER, [INTERNAL, PUBLIC]),
        (OFFICIAL, [INTERNAL, PUBLIC]),
    ],
)
def test_everyone_has_slides_only_when_the_quarter_is_decided(stage: str, names: list[str]) -> None:
    assert list(slides(stage=stage)) == names


def test_each_slide_has_a_statement_and_the_office_sees_every_branch() -> None:
    page = slides()[INTERNAL]
    assert page.count('<section class="slide') == 9 == page.count("<h1>") + page.count("<h2>")
    for star in rating().stars_of(BRANCH):
        assert star.unit in page and points(star.score) in page
    assert ">内部" in page or "内部" in page.split("</section>")[0]


def test_no_last_place_and_no_fall_is_shown_to_everyone() -> None:
    page = slides()[PUBLIC]
    assert "降" not in page and "内部" not in page and "nearest" not in page.split("</style>")[1]
    places = [int(n) for n in re.findall(r"第 (\d+) 名", page)]
    assert places and max(places) <= 3
    late = [row for board in BOARDS for row in rating().ranks_on(board, BRANCH) if (row.rank or 9) > 3]
    shown = {
        points(row.score)
        for board in BOARDS
        for row in rating().ranks_on(board, BRANCH)
        if (row.rank or 9) <= 3
    }
    assert not [row for row in late if points(row.score) in page and points(row.score) not in shown]


def _units(page: str, kind: str) -> set[str]:
    return {
        star.unit
        for star in rating().stars_of(kind)
        if f"<b>{star.unit}</b>" in page or f">{star.unit} <i" in page
    }


@pytest.mark.parametrize("kind", [BRANCH, TEAM])
def test_everyone_hears_only_of_the_foremost(kind: str) -> None:
    pages = slides()
    named = {star.unit for star in foremost(rating().stars_of(kind))}
    assert 0 < len(named) < len(rating().stars_of(kind))
    assert _units(pages[PUBLIC], kind) == named and _units(pages[INTERNAL], kind) > named


@pytest.mark.parametrize(
    ("stars", "named"),
    [
        ([5, 4, 4, 3, 2], 3),
        ([4, 4, 4, 4, 3], 0),  # the one left over would be known for the last
        ([5, 4, 4, 4, 3], 1),
        ([4, 4, 4], 3),
        ([5, 4], 0),
        ([5, 4, 4], 1),
        ([4], 1),
        ([4, 4, None, None], 2),
        ([3, None], 0),
        ([], 0),
        ([5, *([4] * 12), 3, 2], 1),
    ],
)
def test_the_last_cannot_be_inferred_from_who_is_named(stars: list[int | None], named: int) -> None:
    one = rating().stars_of(BRANCH)[0]
    units = [one._replace(unit=f"支部{n}", star=star) for n, star in enumerate(stars)]
    assert len(foremost(units)) == named


def test_where_only_stars_are_told_no_board_is_shown() -> None:
    page = slides(level="band")[PUBLIC]
    assert not [board for board in BOARDS if f'<p class="topic">{board}</p>' in page]


def test_what_was_decided_over_a_unit_stands_on_no_slide() -> None:
    documents = {str(d) for d in rating().tables.frames["event"]["document"]}
    assert documents and not [d for page in slides().values() for d in documents if d in page]
