"""What is the same for nearly all pledges is asked once, on the cover; a cell of its own is an exception."""

from __future__ import annotations

import shutil
from typing import Any

import pandas as pd
import pytest
from kit.plant_on_disk import (
    OVERHAUL,
    RUNNING,
    cells,
    changed,
    copied,
    cover,
    edited,
    looked_at,
    put,
    sample_blanks,
    sample_seen,
    sent_by,
    told,
)
from kit.spoilt_plant import day
from kit.supplement_forms import SENT, fresh
from kit.tiny_plant import frame, row

from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.intake.examine import Examined
from pipeline.intake.forms.carried import carried
from pipeline.report.build import said_by
from schemas.books import DECLARED, SHEETS
from schemas.cover import SUPPLEMENT

APPROVED = {"verdict": "通过", "set_on": "2019-02-01", "signed": "2019-02-05", "published": "2019-02-10"}
DONE = APPROVED | {"done": "2019-08-20", "grade": "满意"}
DAY = "2019-08-30"
EMPTY = ("verdict", "state", "grade")
CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("signed", {"verdict": "通过", "set_on": "2019-02-01"}, True),
    ("signed", {"verdict": "通过", "set_on": "2019-09-01"}, False),
    ("signed", {}, False),
    ("published", APPROVED, True),
    ("published", APPROVED | {"signed": "2019-09-01"}, False),
    ("published", APPROVED | {"state": "终止"}, False),
    ("supervised", APPROVED, True),
    ("supervised", APPROVED | {"done": "2019-08-29"}, False),
    ("supervised", APPROVED | {"done": DAY}, True),
    ("supervised", {"verdict": "不通过", "failed": "切实可行"}, False),
    ("reviewed", DONE, True),
    ("reviewed", DONE | {"done": "2019-08-31"}, False),
    ("reviewed", DONE | {"grade": None}, False),
    ("reviewed", APPROVED | {"grade": "满意"}, False),
]


@pytest.mark.parametrize(("column", "written", "takes"), CASES)
def test_a_pledge_takes_the_day_of_a_step_that_it_has_come_to(
    column: str, written: dict[str, Any], takes: bool
):
    rows = frame(SHEETS["pledge"], [row("pledge", **dict.fromkeys(EMPTY) | written)])
    days = pd.Series(pd.Timestamp(DAY), index=rows.index)
    assert list(DECLARED["pledge"].asked_once[column].takes(rows, days)) == [takes]


def pledge(seen: Examined, number: str, file: str = SENT) -> Any:
    rows = seen.inbox.frames["pledge"].xs(file, level="file")
    return rows[rows["pledge"].eq(number)].iloc[0]


def test_a_cell_of_its_own_stands_and_an_empty_one_is_as_the_cover_says(lone_quarter):
    changed(lone_quarter, put(SENT, "双承诺", {"承诺编号": "JX-G-001"}, 督诺日期=day("2019-08-05")))
    cover(lone_quarter / SENT, 承诺督诺日期=day("2019-07-10"), 承诺签名日期=day("2019-07-09"))
    seen = looked_at(lone_quarter)
    rows = seen.inbox.frames["pledge"].xs(SENT, level="file")
    assert str(pledge(seen, "JX-G-001")["supervised"].date()) == "2019-08-05"
    assert (rows["supervised"] == pd.Timestamp("2019-07-10")).sum() > 40
    assert not (rows["signed"] == pd.Timestamp("2019-07-09")).any()  # all of them have a day of their own


@pytest.mark.parametrize(("written", "code"), [(None, "W381"), ("9月", "E204")])
def test_an_empty_or_unreadable_line_of_the_cover_is_told_there_and_not_at_every_row(
    lone_quarter, written: str | None, code: str
):
    def sent() -> list[Finding]:
        return [f for f in looked_at(lone_quarter).intake.findings if f.place.file == SENT]

    before = sum(f.code == "W311" for f in sent())
    cell = cover(lone_quarter / SENT, 承诺督诺日期=written)
    after = sent()
    assert sum(f.code == "W311" for f in after) == before
    assert [f.code for f in after if (f.place.sheet, f.place.cell) == ("封面", cell)] == [code]


def test_days_that_are_written_out_in_the_rows_as_before_give_the_same(lone_quarter):
    before = looked_at(lone_quarter).inbox.frames["pledge"]
    for branch in (OVERHAUL, RUNNING):
        rows = before.xs(sent_by(branch), level="file")
        with edited(lone_quarter / sent_by(branch)) as workbook:
            ws = workbook["双承诺"]
            at = {str(cell.value): cell.column for cell in ws[layout.HEAD_ROW]}
            for (_, number), one in rows.iterrows():
                for heading, name in (("督诺日期", "supervised"), ("评诺日期", "reviewed")):
                    ws.cell(number, at[heading]).value = None if pd.isna(one[name]) else one[name]
        cover(lone_quarter / sent_by(branch), 承诺督诺日期=None, 承诺评诺日期=None)
    pd.testing.assert_frame_equal(before, looked_at(lone_quarter).inbox.frames["pledge"])


def test_the_next_blank_has_the_days_written_out_and_asks_anew_who_was_looked_after(lone_quarter):
    seen = looked_at(lone_quarter)
    given = carried(seen.chosen, OVERHAUL, seen.chosen.period.following())["pledge"]
    done = [one for one in given if one["done"] is not None and one["reviewed"] is not None]
    still = [one for one in given if one["done"] is None]
    assert done and still
    assert all(one["supervised"] is not None and one["state"] is None for one in done)
    assert all(one["supervised"] is None and one["state"] in (None, "终止") for one in still)


def test_what_is_added_later_takes_the_days_of_the_workbook_that_it_is_added_to(lone_quarter):
    fresh(lone_quarter, 报送方式=SUPPLEMENT)
    with edited(lone_quarter / SENT) as source, edited(lone_quarter / "补.xlsx") as workbook:
        ws, here = source["双承诺"], workbook["双承诺"]
        for cell in ws[layout.FIRST_ROW]:
            here.cell(layout.FIRST_ROW, cell.column).value = cell.value
    seen = looked_at(lone_quarter)
    number = seen.inbox.frames["pledge"].xs("补.xlsx", level="file").iloc[0]["pledge"]
    for name in ("signed", "published", "supervised", "reviewed"):
        one, other = pledge(seen, number, "补.xlsx")[name], pledge(seen, number)[name]
        assert (pd.isna(one) and pd.isna(other)) or one == other


def test_pledges_as_the_blank_brings_them_add_nothing(tmp_path):
    folder = copied(tmp_path)
    path = folder / "2019Q3" / "补.xlsx"
    path.write_bytes(sample_blanks("2019Q3")[f"支部填报-{OVERHAUL}.xlsx"])
    cover(path, 截至日期=day("2019-10-10"), 填报人="张示例", 报送方式=SUPPLEMENT)
    with edited(path) as workbook:
        for name in ("目标完成", "工作清单", "一带一", "责任区示范岗", "微心愿", "群众诉求"):
            workbook[name].delete_rows(layout.FIRST_ROW, workbook[name].max_row)
    said = [f.message for f in looked_at(folder).intake.findings if f.code == "N404"]
    assert len(said) == 1 and "：新增 0 行，更新 0 行；" in said[0]


@pytest.mark.parametrize("label", ["承诺签名日期", "承诺公开日期", "承诺督诺日期", "承诺评诺日期"])
def test_a_day_of_the_cover_after_it_was_closed_is_told_there_once(lone_quarter, label):
    at = cover(lone_quarter / SENT, **{label: day("2019-10-20")})
    told_days = told(looked_at(lone_quarter).intake.findings, "E419", "E420")
    assert told_days == [("E419", SENT, layout.COVER, at)]


def test_two_workbooks_of_one_day_that_say_another_day_contradict_each_other(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "又.xlsx")
    cover(lone_quarter / "又.xlsx", 承诺督诺日期=day("2019-07-18"))
    codes = {f.code: f for f in looked_at(lone_quarter).intake.findings}
    assert "E404" in codes and f"{layout.COVER} B" in codes["E404"].message


def test_an_empty_cell_behind_a_score_names_the_line_of_the_cover():
    seen = sample_seen()
    rows = seen.inbox.frames["pledge"].xs(SENT, level="file")
    number = rows.index[rows["reviewed"].eq(pd.Timestamp("2019-09-27"))][0][1]
    assert ("pledge", SENT, number, "reviewed") in seen.tables.followed
    assert said_by("pledge", "reviewed") == "封面的“承诺评诺日期”"
    assert said_by("pledge", "state") == "本行其他各格"


@pytest.mark.parametrize(
    ("kind", "written", "host", "says"),
    [
        ("专题党课", None, None, ("支部", OVERHAUL)),
        ("流动学习课堂", None, None, ("支部", OVERHAUL)),
        ("道德大讲堂", None, None, ("全厂", OVERHAUL)),
        ("道德小讲堂", None, "锅炉班", ("班组", "锅炉班")),
        ("道德小讲堂", "支部", None, ("支部", OVERHAUL)),
        ("道德小讲堂", "全厂", "锅炉班", ("全厂", "锅炉班")),
        ("流动学习课堂", "班组", "锅炉班", ("班组", "锅炉班")),
    ],
)
def test_whom_a_training_is_for_follows_from_its_type_and_its_host_from_the_cover(
    kind: str, written: str | None, host: str | None, says: tuple[str, str]
):
    training = row("training", type=kind, audience=written, host_unit=host)
    rows, declared = frame(SHEETS["training"], [training]), DECLARED["training"]
    units = pd.Series(OVERHAUL, index=rows.index, dtype="string")
    takes = declared.asked_once["host_unit"].takes(rows, units)
    said = declared.follows["audience"](rows)
    hosts = rows["host_unit"].fillna(units.where(takes))
    assert (rows["audience"].fillna(said).iloc[0], hosts.iloc[0]) == says


def test_a_team_that_holds_a_training_has_to_be_named(lone_quarter):
    (place,) = changed(lone_quarter, put(SENT, "双星培训", {"类型": "道德小讲堂"}, 承办单位=None))
    (one,) = [f for f in looked_at(lone_quarter).inbox.findings if f.place.file == SENT]
    assert one.place.cell == place[2] and "班组承办的培训要写明是哪个班组" in one.message


def test_the_blank_knows_the_secretary_and_leaves_the_rest_of_the_cover_to_be_filled():
    cover_cells = cells(sample_blanks("2019Q3")[f"支部填报-{OVERHAUL}.xlsx"])[layout.COVER]
    said = {line[0]: line[1] for line in cover_cells if line and line[0]}
    assert said["支部书记"] == "卢慧"
    assert said["填报人"] is None and said["承诺督诺日期"] is None
