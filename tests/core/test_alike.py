"""One slip is one sentence: equal findings of a column stand together, with their cells."""

from __future__ import annotations

import pytest

from pipeline.core.finding import Finding, Place, Severity, alike, cells_of, sentence_of


def blank(row: int, letter: str = "D", **other: str) -> Finding:
    facts = {"message": "“等次”为空", "remedy": "请填写等次", "column": "等次"} | other
    return Finding(Place("甲.xlsx", "民主评议", row, letter), "E201", Severity.ERROR, **facts)


def lacking(team: str, code: str = "TM03") -> Finding:
    said = f"没有班组“{team}”的 {code} 考评记录"
    return Finding(
        Place("乙.xlsx", "班组考评"), "E312", Severity.ERROR, said, "没有扣分也要填一行", value=team
    )


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (range(6, 29), "D6:D28"),
        ([6], "D6"),
        ([6, 7, 9], "D6:D7、D9"),
        ([12, 3, 5], "D3、D5、D12"),
    ],
)
def test_equal_findings_of_a_column_are_one_with_its_cells(rows, cells):
    (group,) = alike(map(blank, rows))
    assert cells_of(group) == cells
    assert sentence_of(group) == "“等次”为空" + (
        f"（共 {len(list(rows))} 处）" if len(list(rows)) > 1 else ""
    )


@pytest.mark.parametrize(
    "other", [{"letter": "E"}, {"message": "“工号”为空"}, {"column": "工号"}, {"remedy": "改"}]
)
def test_what_is_not_the_same_slip_stands_alone(other):
    assert len(alike([blank(6), blank(7, **other), blank(8)])) == 2


def test_what_a_sheet_lacks_of_one_kind_is_one_sentence_that_names_some():
    groups = alike([*map(lacking, ["一班", "二班", "三班", "四班"]), lacking("一班", "TM01")])
    assert [sentence_of(group) for group in groups] == [
        "没有班组“一班”、“二班”、“三班”等 4 个的 TM03 考评记录",
        "没有班组“一班”的 TM01 考评记录",
    ]
