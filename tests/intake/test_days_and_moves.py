"""Days that cannot be, rows that are gone and people who moved: in other sheets, other kinds of workbook, other dresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit.plant_on_disk import (
    OVERHAUL,
    RUNNING,
    added,
    changed,
    checked_by,
    copied,
    cover,
    edited,
    gone,
    letters,
    looked_at,
    put,
    rated_from,
    sample_seen,
    sent_by,
    told,
)
from kit.spoilt_plant import day

from pipeline.excel import layout
from schemas.words import TEAM

NAMES_BEFORE = "2019Q2/组织名册.xlsx"

SENT, OTHER, FUEL, CHEMISTRY = (sent_by(one) for one in (OVERHAUL, "热控支部", "燃料支部", "环保化学支部"))
WEEKLY = 4  # what BZ11 asks a month
SAFETY, WORKS = checked_by("安全监察部"), checked_by("生产技术部")


def found(folder: Path, *codes: str):
    known = set(told(sample_seen().intake.findings, *codes))
    return [one for one in told(looked_at(folder).intake.findings, *codes) if one not in known]


def dated(folder: Path, file: str, sheet: str, heading: str, value: object) -> None:
    """Every row of the sheet has this day."""
    with edited(folder / file) as workbook:
        ws = workbook[sheet]
        for number in range(layout.FIRST_ROW, ws.max_row + 1):
            ws[f"{letters(ws)[heading]}{number}"].value = value


def test_a_day_after_the_last_one_of_the_workbook(lone_quarter):
    """A real day, a day in words, a ledger of the year, and a department's checks."""
    places = changed(
        lone_quarter,
        put(SENT, "双承诺", {"承诺编号": "JX-G-004"}, 督诺日期=day("2029-09-18")),
        put(SENT, "微心愿", {"评价": "满意"}, 实现日期="2029年9月18日"),
        put(OTHER, "群众诉求", {"群众评价": "满意"}, 办结日期="2029.9.18"),
        put(SAFETY, "班组考评", 1, 日期=day("2029-09-18")),
    )
    assert sorted(found(lone_quarter, "E419")) == sorted(("E419", *place) for place in places)


@pytest.mark.parametrize(
    ("file", "text"), [(SAFETY, day("2019-07-02")), (WORKS, "2019.7.2"), (OTHER, "2019年7月2日")]
)
def test_a_last_day_before_most_of_what_was_done(lone_quarter, file, text):
    cell = cover(lone_quarter / file, 截至日期=text)
    assert found(lone_quarter, "E419", "E420") == [("E420", file, layout.COVER, cell)]


def test_a_sheet_of_another_period(lone_quarter):
    """Of last year, of next year, by its months, and in a department's workbook."""
    sheets = [
        (SENT, "组织生活", "日期", day("2018-08-15")),
        (SENT, "助力行动", "日期", "2019-05-20"),
        (CHEMISTRY, "工作清单", "所属月份", "2018-08"),
        (SAFETY, "班组考评", "日期", day("2018-08-15")),
    ]
    for one in sheets:
        dated(lone_quarter, *one)
    places = {(file, sheet) for _, file, sheet, _ in found(lone_quarter, "E421")}
    assert places == {(file, sheet) for file, sheet, *_ in sheets}
    assert found(lone_quarter, "W301") == []


def test_open_rows_that_are_gone(tmp_path):
    """By number in three ledgers, by their words where they have none; what was closed may go."""
    folder = copied(tmp_path / "input", ("2019", "2019Q2", "2019Q3"))
    wanted = [
        ("双承诺", {"完成日期": None}),
        ("微心愿", {"编号": "WX-JX-2019Q2-17"}),
        ("责任区示范岗", 1),
        ("一带一", 2),
    ]
    changed(folder, *[gone(SENT, sheet, row) for sheet, row in wanted])
    here = [one for one in looked_at(folder).intake.findings if one.code == "W413"]
    lost = {one.place.sheet: one.message for one in here if one.place.file == SENT}
    assert set(lost) == {sheet for sheet, _ in wanted} and "WX-JX-2019Q2-17" in lost["微心愿"]


def test_somebody_who_moved_within_the_quarter(tmp_path):
    folder = copied(tmp_path / "input", ("2019", "2019Q2", "2019Q3"))
    moved = {"04003": RUNNING, "04004": OVERHAUL}
    changed(
        folder,
        *[put(NAMES_BEFORE, "人员", {"工号": one}, 所属支部=to) for one, to in moved.items()],
    )
    places = changed(
        folder,
        put(SENT, "责任区示范岗", 1, 责任党员="04004"),
        put(sent_by(RUNNING), "责任区示范岗", 1, 责任党员="０４００３"),
        added(sent_by(RUNNING), "三责例外", 工号="04003", 职责="党责", 事项="连续两次缺席", 处理="谈话提醒"),
        put(sent_by(RUNNING), "责任区示范岗", 2, 责任党员="04004"),  # who has never been theirs
    )
    cover(folder / sent_by(RUNNING), 三责例外=None)
    assert sorted(found(folder, "W414", "E302")) == sorted(
        [*[("W414", *place) for place in places[:3]], ("E302", *places[3])]
    )


def test_times_that_are_more_than_twice_what_is_due_are_told_at_their_cell(tmp_path):
    folder = copied(tmp_path / "input")

    def month(team: str, number: int, **times: int):
        row = {"清单编码": "BZ11", "单位": team, "所属月份": f"2019-{number:02}"}
        return put(
            SENT,
            "工作清单",
            row,
            **{**times, **{one: None for one in ("按期次数", "补办次数") if one not in times}},
        )

    twice_as_often = month("焊接班", 8, 按期次数=2 * WEEKLY)  # may well be so
    far = (
        month("汽机班", 7, 按期次数=24),
        month("汽机班", 8, 补办次数=24),
        month("汽机班", 9, 按期次数=WEEKLY, 补办次数=2 * WEEKLY),
    )
    places = changed(folder, *far)
    changed(folder, twice_as_often)
    assert sorted(found(folder, "W380")) == sorted(("W380", *place) for place in places)


def test_times_beyond_what_is_due_earn_nothing_more(tmp_path):
    row = {"清单编码": "BZ11", "单位": "汽机班", "所属月份": "2019-08"}
    scores = []
    for count in (WEEKLY, 24):
        folder = copied(tmp_path / str(count))
        changed(folder, put(SENT, "工作清单", row, 按期次数=count, 补办次数=None))
        scores.append(rated_from(folder).scores_of((TEAM, "汽机班")))
    plain, beyond = ([(one.indicator, one.points) for one in of] for of in scores)
    assert plain == beyond
