from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.small_result import small_result

from pipeline.report.build import in_order
from pipeline.report.data import data_files
from pipeline.report.pages.pages import report_pages
from pipeline.report.papers.circular import circular
from pipeline.report.result import Result

SHEET = {"党支部": "支部排名", "班组": "班组评星"}


def scored(points: list[int]) -> Result:
    """The small result with these hundredths as scores of its rated units, everything published."""
    result = small_result()
    stars = (
        star if star.score is None else star._replace(score=p / 100, total=p / 100 + (star.bonus or 0))
        for star, p in zip(result.stars, points, strict=True)
    )
    return replace(result, stars=in_order(stars), level="full")


scores = st.lists(
    st.integers(0, 10000), min_size=len(small_result().stars), max_size=len(small_result().stars)
)


@examples(15)
@given(scores)
def test_html_excel_and_csv_show_the_same_scores(points):
    result = scored(points)
    pages, (made, _) = report_pages(result), circular(result)
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    told = {
        (r["unit_kind"], r["unit"]): r["score"]
        for r in csv.DictReader(io.StringIO(data_files(result)["stars.csv"].decode("utf-8-sig")))
    }
    for kind, title in SHEET.items():
        heads, *rows = list(book[title].iter_rows(min_row=4, values_only=True))
        for row in (dict(zip(heads, cells, strict=True)) for cells in rows):
            score = told[kind, row[kind]]
            assert ("" if row["得分"] == "—" else f"{row['得分']:.2f}") == score
            assert score in pages["index.html"].decode()


@examples(8)
@given(scores)
def test_the_same_result_gives_the_same_bytes(points):
    first, second = scored(points), scored(points)
    assert circular(first) == circular(second)
    assert report_pages(first) == report_pages(second)
    assert data_files(first) == data_files(second)
