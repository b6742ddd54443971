"""The circular workbook: its sheets, its numbers, what each publication level shows, a restyled template."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from kit.small_result import BRANCHES, HOSTILE, small_result
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from docs.templates.make_circular import template
from pipeline.report.papers.circular import TEMPLATE, circular
from pipeline.report.result import Result

SHEETS = [
    "目录",
    "摘要",
    "支部排名",
    "班组评星",
    "三比排名",
    "星级走势",
    "评星依据",
    "得分明细",
    "制度运行",
    "制度运行续",
    "班组运行",
    "填报校验",
    "参数与口径",
]
HEAD = 4


def opened(result: Result, own: bytes | None = None) -> Workbook:
    made, findings = circular(result, own)
    assert made is not None, findings
    return load_workbook(io.BytesIO(made))


def table(book: Workbook, title: str) -> list[dict[str, Any]]:
    rows = list(book[title].iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def by_unit(book: Workbook, title: str, head: str) -> dict[str, dict[str, Any]]:
    return {row[head]: row for row in table(book, title)}


def everything(book: Workbook) -> str:
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


def restyled() -> bytes:
    """What an office might do: another fill, another width, the points moved behind the stars."""
    book = load_workbook(io.BytesIO(template()))
    sheet = book["支部排名"]
    sheet["B5"].fill = PatternFill("solid", fgColor="FFEEEEEE")
    sheet.column_dimensions["B"].width = 41
    sheet["C4"], sheet["F4"] = sheet["F4"].value, sheet["C4"].value
    sheet["C5"], sheet["F5"] = sheet["F5"].value, sheet["C5"].value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_sheets_stand_in_their_order_and_carry_the_stage():
    book = opened(small_result())
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert "初评稿" in sheet["A1"].value
        assert "规则版本：2019.1" in sheet["A2"].value and "季度过程评价，年度定星" in sheet["A2"].value
        assert "缺报，暂不定星：后勤支部" in sheet["A3"].value


def test_each_sheet_is_ready_to_print():
    for sheet in opened(small_result()):
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToWidth == 1
        assert (sheet.page_setup.orientation == "landscape") == (sheet.max_column > 7)
        assert (sheet.print_title_rows, sheet.oddFooter.center.text) == ("$1:$4", "第 &P 页 共 &N 页")
        assert sheet.freeze_panes and str(sheet.max_row) in sheet.print_area


def test_the_contents_lead_to_every_sheet():
    book = opened(small_result())
    assert [cell.hyperlink.location for (cell,) in book["目录"][f"B5:B{len(SHEETS) + 3}"]] == [
        f"'{title}'!A1" for title in SHEETS[1:]
    ]


def test_stars_scores_and_ranks_are_those_of_the_result():
    result = small_result()
    book = opened(result)
    shown = by_unit(book, "支部排名", "党支部") | by_unit(book, "班组评星", "班组")
    for row in result.stars:
        mine = shown[row.unit]
        for head, value in (
            ("得分", row.score),
            ("加分", row.bonus),
            ("总分", row.total),
            ("名次", row.place),
        ):
            assert mine[head] == ("—" if value is None else value)
        if not row.pending:
            assert mine["星数"] == ("—" if row.star is None else row.star)
    points = {(r["单位"], r["编码"]): r["得分"] for r in table(book, "得分明细")}
    units = [score for score in result.scores if score.unit_kind != "党员"]
    assert points == {(r.unit, r.indicator): r.points if r.applies else "—" for r in units}


def test_a_star_is_a_text_and_a_number():
    rows = by_unit(opened(small_result()), "支部排名", "党支部")
    assert (rows["发电支部"]["星级"], rows["发电支部"]["星数"]) == ("★★★★☆", 4)
    assert (rows["机关支部"]["星级"], rows["机关支部"]["星数"]) == ("未定级", 0)
    assert (rows["后勤支部"]["星级"], rows["后勤支部"]["星数"]) == ("缺报，暂不定星", "—")


@pytest.mark.parametrize("level", ["full", "top3", "band"])
def test_a_suspended_unit_shows_no_star_anywhere(level):
    book = opened(small_result(level))
    row = by_unit(book, "支部排名", "党支部")["化学支部"]
    assert (row["星级"], row["星数"], row["较上期"]) == ("暂缓评定（有关事项待核定）", "—", "—")
    assert by_unit(book, "星级走势", "单位")["化学支部"]["2019年3季"] == "暂缓评定（有关事项待核定）"
    assert [r["环节"] for r in table(book, "评星依据") if r["单位"] == "化学支部"] == [
        "暂缓评定（有关事项待核定）"
    ]


@pytest.mark.parametrize("level", ["full", "top3", "band"])
def test_single_members_stand_in_no_table(level):
    book = opened(small_result(level))
    assert "0101" not in everything(book) and "党员" not in {
        r.get("类别") for t in SHEETS[1:] for r in table(book, t)
    }


def test_the_first_three_places_are_published_and_no_other_place():
    book = opened(small_result("top3"))
    rows = table(book, "支部排名")
    assert [(r["名次"], r["得分"]) for r in rows] == [(1, 96.35), (2, 95.1), (3, 91.2)] + [("—", "—")] * 4
    assert {r["名次"] for r in table(book, "三比排名") if r["单位"]} == {1, 2, 3}
    assert not re.search(r"84\.25|55\.5|得分 \d", everything(book))


def test_the_order_of_the_others_tells_nothing_but_their_star():
    rows = table(opened(small_result("top3")), "支部排名")
    assert [r["党支部"] for r in rows[3:]] == ["燃料支部", "机关支部", "化学支部", "后勤支部"]


def test_stars_alone_are_published_at_the_lowest_level():
    book = opened(small_result("band"))
    assert {(r["名次"], r["得分"], r["总分"]) for r in table(book, "支部排名")} == {("—", "—", "—")}
    assert [r["单位"] for r in table(book, "三比排名")] == [None]
    assert not any(str(score) in everything(book) for _, score, *_ in BRANCHES if score)


@pytest.mark.parametrize("level", ["top3", "band"])
def test_outside_the_full_level_only_adjusted_units_have_a_reason_and_it_has_no_points(level):
    book = opened(small_result(level))
    steps = [r for r in table(book, "评星依据") if r["单位"] != "化学支部"]
    assert [(r["单位"], r["依据"]) for r in steps] == [
        ("发电支部", "按“联动条件 五星：四星班组不少于一半”，由五星定为四星")
    ]
    assert [r["编码"] for r in table(book, "得分明细")] == [None]


def test_a_reason_is_one_click_away_and_back():
    book = opened(small_result())
    sheet = book["支部排名"]
    row = next(cell.row for cell in sheet["B"] if cell.value == "检修支部")
    title, _, address = sheet[f"M{row}"].hyperlink.location.partition("!")
    target = book[title.strip("'")][address]
    assert target.value == "检修支部"
    assert book["评星依据"][f"J{target.row}"].hyperlink.location == f"'支部排名'!B{row}"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text(text):
    book = opened(small_result(hostile=text, plant=text))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert f"{text}发电1班" in by_unit(book, "班组评星", "班组")


def test_a_restyled_template_keeps_its_style():
    sheet = opened(small_result(), restyled())["支部排名"]
    assert {sheet[f"B{row}"].fill.fgColor.rgb for row in range(5, 12)} == {"FFEEEEEE"}
    assert sheet.column_dimensions["B"].width == 41
    assert [sheet[address].value for address in ("C4", "C5", "F4", "F5")] == [
        "星级",
        "★★★★☆",
        "总分",
        small_result().stars_of("党支部")[0].total,
    ]


def test_a_template_styled_wrongly_is_explained():
    book = load_workbook(io.BytesIO(template()))
    book["支部排名"]["C5"] = "{{ row.scor }}"
    stream = io.BytesIO()
    book.save(stream)
    made, (finding,) = circular(small_result(), stream.getvalue())
    assert made is None
    assert str(finding.place) == f"templates/{TEMPLATE} › 支部排名 › C5" and "scor" in finding.message


def test_a_result_without_any_unit_still_makes_a_workbook():
    result = small_result()
    for name in ("stars", "scores", "ranks", "trace", "history"):
        object.__setattr__(result, name, ())
    assert opened(result).sheetnames == SHEETS


def test_the_same_result_gives_the_same_bytes():
    assert circular(small_result()) == circular(small_result())
