"""一页纸: marks by stage, what it tells at each publication level, its order, its columns; page and paper say the same."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from docx import Document
from kit.mail_sample import needs_font
from kit.many_branches import with_branches
from kit.small_result import small_result

from docs.templates.make_documents import template
from pipeline.cli.quarter import pictures
from pipeline.core.chinese import points, width
from pipeline.mail.letters.chart import sheet_picture
from pipeline.report.pages.drawings.sheet import WIDTH
from pipeline.report.papers.one_page import (
    branch_columns,
    missing,
    one_page,
    one_page_drawing,
    one_page_html,
    sentences,
)
from pipeline.report.papers.template import fill, form
from pipeline.report.result import Result
from pipeline.report.rows import TraceStep
from pipeline.report.stage import DRAFT, FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER, Stage
from schemas.words import BRANCH

SECRET = "内部资料　不得外传"


def paper(result: Result) -> bytes:
    (one,) = one_page(result)
    blank, faults = form(template(one.template), one.template)
    assert blank is not None and not faults
    content, faults = fill(blank, one.context)
    assert content is not None and not faults
    return content


def paper_text(result: Result) -> str:
    document = Document(io.BytesIO(paper(result)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def page_text(result: Result) -> str:
    body = one_page_html(result).decode().partition("<body")[2]
    return unescape(re.sub(r"<[^>]+>", "\n", body))


BOTH = pytest.mark.parametrize("text_of", [paper_text, page_text], ids=["paper", "page"])


@BOTH
@pytest.mark.parametrize("stage", [DRAFT, FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER])
def test_it_is_marked_internal_until_the_result_is_published(stage, text_of):
    text = text_of(replace(small_result(), stage=Stage(stage, "一句说明")))
    assert "双星评定情况" in text and "（领导参阅）" in text
    if stage in (OFFICIAL, QUARTER):
        assert SECRET not in text
    else:
        assert f"{stage}　{SECRET}" in text


@BOTH
@pytest.mark.parametrize(("level", "open_places"), [("full", 99), ("top3", 3), ("band", 0)])
def test_scores_stand_there_as_far_as_they_may_be_told(level, open_places, text_of):
    result = small_result(level)
    text = text_of(result)
    branches = [star for star in result.stars_of(BRANCH) if star.total is not None]
    told = {points(star.total) for star in branches if not star.pending and (star.place or 99) <= open_places}
    totals = {points(star.total) for star in branches}
    assert totals & set(re.findall(r"(?<![\d.])\d+\.\d\d", text)) == told


@BOTH
def test_every_branch_stands_there_with_its_star_and_a_suspended_one_without(text_of):
    text = text_of(small_result("band"))
    assert all(star.unit in text for star in small_result().stars_of(BRANCH))
    assert "暂缓评定（有关事项待核定）" in text and "缺报，暂不定星：后勤支部" in text


def test_outside_the_published_places_the_order_is_by_star_and_name():
    shown = {
        level: [line.unit for c in branch_columns(small_result(level)).chunks for line in c]
        for level in ("top3", "band")
    }
    assert shown["top3"][:3] == ["发电支部", "检修支部", "热控支部"]
    assert shown["band"][:3] == ["检修支部", "发电支部", "热控支部"]


def test_who_rose_and_who_fell_is_explained_in_three_sentences():
    rose, fell, others = sentences(small_result("band"))
    assert rose == "升星支部 1 个：检修支部由四星升为五星，得分达到五星标准。"
    assert fell.startswith(
        "降星支部 2 个：机关支部由一星降为未定级，得分不到一星标准；热控支部由五星降为四星，"
    )
    assert others == "按规则调整星级的还有发电支部；暂缓评定（有关事项待核定）：化学支部。"


@pytest.mark.parametrize("rule", ["VT03 主要目标未完成", "CP01 前提缺失", "BR12a 目标完成"])
def test_a_rule_is_named_without_its_code(rule):
    result = small_result()
    key = next(star for star in result.stars_of(BRANCH) if star.unit == "热控支部")
    step = TraceStep("2019Q3", BRANCH, key.unit, "否决与封顶", rule, "", 5, 4, "")
    fell = sentences(replace(result, trace=(*result.trace, step)))[1]
    assert f"按“{rule.partition(' ')[2]}”定为四星" in fell


@pytest.mark.parametrize(
    ("count", "width", "height"),
    [(1, 1, 1), (14, 1, 14), (15, 2, 8), (40, 2, 20), (41, 3, 14), (84, 3, 28), (300, 3, 28)],
)
def test_many_branches_stand_in_columns_and_too_many_are_counted(count, width, height):
    columns = branch_columns(with_branches(small_result(), count))
    assert (columns.width, len(columns.rows)) == (width, height)
    lines = [line for row in columns.rows for line in row if line.unit]
    assert len(lines) == min(count, 84)
    assert columns.rest == (f"另有 {count - 84} 个支部没有列出，见评星报告。" if count > 84 else "")


def test_of_too_many_branches_those_whose_star_changed_come_first():
    lines = branch_columns(with_branches(small_result("band"), 300)).rows
    listed = [line.change for row in lines for line in row]
    assert listed and not {"持平", "—"} & set(listed)


def test_how_much_was_missing_is_counted_and_a_long_list_of_names_is_cut():
    assert missing(small_result()).startswith(
        "应收材料 7 份，缺 1 份；错误 0 处，提醒 1 处；缺报，暂不定星：后勤支部"
    )
    names = tuple(f"第{number}党支部" for number in range(60))
    assert len(missing(replace(small_result(), absent=names))) < 150


def test_the_same_result_gives_the_same_bytes():
    assert paper(small_result()) == paper(small_result())
    assert one_page_html(small_result()) == one_page_html(small_result())


@BOTH
def test_text_from_cells_stays_text(text_of):
    text = text_of(replace(small_result(hostile="<b>&amp;{{ 7*7 }}"), plant="</w:t><i>{{ 7*7 }}"))
    assert "<b>&amp;{{ 7*7 }}" in text and "</w:t><i>{{ 7*7 }}" in text


def drawn(result: Result) -> list[tuple[float, float, float, str]]:
    """Line, left and right edge and text of all that is drawn, but for what stands in the middle."""
    svg = one_page_drawing(replace(result, stage=Stage(OFFICIAL, "经党委会议审定")))
    words = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" style="font-size: (\d+)px([^"]*)">([^<]*)<', svg)
    return [
        (float(y), float(x), float(x) + width(unescape(text)) * int(size) / 2, unescape(text))
        for x, y, size, style, text in words
        if "middle" not in style
    ]


@pytest.mark.parametrize("stage", [DRAFT, FIRST_DRAFT, NOTICE])
def test_there_is_no_picture_before_the_result_is_published(stage):
    assert one_page_drawing(replace(small_result(), stage=Stage(stage, ""))) == ""


@pytest.mark.parametrize("level", ["full", "top3", "band"])
@pytest.mark.parametrize("count", [7, 30, 84, 200])
def test_no_word_of_the_picture_lies_on_another_or_beyond_the_edge(count, level):
    words = sorted(drawn(with_branches(small_result(level), count)))
    assert max(right for _, _, right, _ in words) <= WIDTH - 15
    for (y, _, right, text), (next_y, left, _, following) in pairwise(words):
        assert y != next_y or right <= left + 1, (text, following)


@pytest.mark.parametrize(("level", "count"), [("full", 5), ("top3", 3), ("band", 0)])
def test_the_picture_tells_what_may_be_told_and_nothing_of_what_is_to_be_decided(level, count):
    text = "\n".join(word for *_, word in drawn(small_result(level)))
    assert len(re.findall(r"\d+\.\d\d(?=（|$)", text, re.M)) == count
    assert "研究" not in text and SECRET not in text and "缺报，暂不定星：后勤支部" in text


def test_the_report_has_the_picture_once_it_is_published_and_says_where_no_font_draws_it(monkeypatch):
    published = replace(small_result(), stage=Stage(OFFICIAL, ""))
    monkeypatch.setenv("DUALSTAR_FONT", "没有这个文件")
    files, lacking = pictures(published)
    assert files == {} and [one.code for one in lacking] == ["E616"]
    assert pictures(small_result()) == ({}, [])


@needs_font
def test_the_picture_is_the_same_each_time_and_a_rare_letter_is_named():
    drawing = one_page_drawing(replace(small_result(), stage=Stage(OFFICIAL, "")))
    content, faults = sheet_picture(drawing, "")
    assert content.startswith(b"\x89PNG") and not faults
    assert sheet_picture(drawing, "") == (content, [])
    assert sheet_picture(drawing, "没有这个文件")[0] == b""
