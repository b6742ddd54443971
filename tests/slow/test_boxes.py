"""Nothing on a page is cut, covered or off the screen, on a desk and on a phone: measured in a browser, every panel open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from kit.boxes import box_faults
from kit.browser import CHROMIUM
from kit.many_branches import with_branches
from kit.plant_on_disk import sample_report, sample_seen
from kit.result_sample import sample
from kit.whole_sample import outputs, rating

from pipeline.report.notices.explain import counted_pages
from pipeline.report.notices.home import home_files
from pipeline.report.notices.steps import Written
from pipeline.report.page import rendered
from pipeline.report.pages.pages import report_pages
from pipeline.report.pages.plant import index
from pipeline.report.pages.slides import INTERNAL, PUBLIC, slide_pages
from pipeline.report.papers.one_page import one_page_html
from pipeline.report.result import Result
from pipeline.report.stage import OFFICIAL, Stage
from schemas.words import BRANCH

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed, so the pages are not opened"
)
WIDTHS, WIDEST = (1280, 390), 1920
ON_A_WALL = (
    "index.html",
    "首页.html",
    "一页纸.html",
    "演示/",
    "百/",
)  # pages that a wide screen lays out otherwise
MANY = 100  # branches
UNITS = ("支部/检修支部.html", "支部/机关一支部.html", "班组/锅炉班.html", "班组/输煤运行二班.html")


def _slides() -> dict[str, bytes]:
    statistics = rating().statistics
    assert statistics is not None
    return slide_pages(replace(rating(), stage=Stage(OFFICIAL, "")), statistics)


def _home() -> bytes:
    """首页 of the sample once its report is there."""
    names = ("check/index.html", *(f"report/{name}" for name in outputs() if "/" not in name))
    return home_files(sample_seen(), Written(set(names), current=True), {}, None)[0]


def _alone() -> Result:
    """A plant of one branch without a team."""
    plant = sample()
    only = plant.stars_of(BRANCH)[0]
    return replace(
        plant,
        stars=(only,),
        ranks=tuple(rank for rank in plant.ranks if rank.unit == only.unit),
        persons=(),
        recused=(),
    )


def _other_plants() -> Iterator[tuple[str, bytes]]:
    """The pages that list units, of a very large plant and of the smallest."""
    large = with_branches(rating(), MANY)
    yield "百/index.html", rendered("report.html.j2", page=index(large), result=large)
    yield "百/一页纸.html", one_page_html(large)
    yield "独/一页纸.html", one_page_html(_alone())
    yield from ((f"独/{path}", content) for path, content in report_pages(_alone()).items())


def _pages() -> Iterator[tuple[str, bytes]]:
    """The office's pages of the quarter, of a month, of the year and of an invented plant, and some of units."""
    for path, content in outputs().items():
        if path.endswith(".html") and (path in UNITS or not path.startswith(("支部/", "班组/"))):
            yield path, content
    yield "首页.html", _home()
    yield next(iter(counted_pages(rating()).items()))
    yield from _other_plants()
    for path in (INTERNAL, PUBLIC):  # without its script, so that all slides are seen
        yield (
            f"演示/{path}",
            re.sub(
                rb"<script>.*?</script>",
                b"<script>window.onresize = function () {};</script>",
                _slides()[path],
                flags=re.S,
            ),
        )
    month, invented = sample_report("2019-08"), report_pages(sample(absent="热控支部", hostile=True))
    yield from ((f"月/{path}", month[path]) for path in ("index.html", "制度运行.html", "支部/检修支部.html"))
    yield from (
        (f"设/{path}", invented[path]) for path in ("index.html", "支部/燃料支部.html") if path in invented
    )


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    pages = dict(_pages())
    wide = {path: content for path, content in pages.items() if path.startswith(ON_A_WALL)}
    return box_faults(tmp_path_factory.mktemp("boxes"), pages, WIDTHS) | box_faults(
        tmp_path_factory.mktemp("wide"), wide, (WIDEST,)
    )


def test_no_word_of_any_page_is_cut_covered_or_off_the_screen(faults: dict[str, list[str]]) -> None:
    assert len(faults) >= 2 * 22 + 6
    assert {page: list(dict.fromkeys(words))[:5] for page, words in faults.items() if words} == {}


def test_the_measure_finds_what_it_is_for(tmp_path: Path) -> None:
    """A page with one fault of each kind, so that an empty list means something."""
    page = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0;font:15px/1.7 sans-serif">
    <p style="margin:0;width:900px">宽于屏幕的一行</p>
    <p style="position:absolute;top:100px;margin:0">甲甲甲甲</p><p style="position:absolute;top:104px;margin:0">乙乙乙乙</p>
    <p style="position:absolute;top:200px;width:40px;overflow:hidden;white-space:nowrap">截去的文字很长</p>
    <div style="position:absolute;top:300px;width:100px;overflow-x:auto"><p style="width:300px">滑动</p></div>
    <p style="position:absolute;top:400px;width:30px;white-space:nowrap">出格的文字</p>
    <script>window.onresize = function () {};</script></body>"""
    words = box_faults(tmp_path, {"p": page.encode()}, (390,))["p 390"]
    kinds = {word.split("：")[0] for word in words}
    assert kinds == {"比屏幕宽", "重叠", "截去", "可滑动而没有提示", "键盘滑不动", "出格"}
