"""Days whose year is wrong: told in every sheet with days that no other message speaks of, and nowhere else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kit.plant_on_disk import (
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    Change,
    added,
    changed,
    copied,
    cover,
    looked_at,
    put,
    sent_by,
    told,
)

SENT = sent_by(OVERHAUL)


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


FAR = (
    put(REVIEW, "示范岗考评", 1, 考评日期=day("2020-09-24")),
    put(REVIEW, "示范岗考评", 2, 考评日期=day("2018-09-24")),
    put(REVIEW, "对照检查", 1, 活动日期=day("2020-09-04")),
    put(REVIEW, "对照检查", 2, 整改期限=day("2020-10-15")),
    put(REVIEW, "满意度测评", 1, 测评日期=day("2018-09-20")),
    put(REVIEW, "满意度测评", 2, 测评日期=day("2020-09-20")),
    put(REVIEW, "加减分与否决", 2, 决定日期=day("2020-09-12")),
    put(REVIEW, "加减分与否决", 3, 决定日期=day("2018-09-04")),
    put(REVIEW, "党委工作清单", 2, 所属月份="2020-08"),
    put(REVIEW, "收件登记", 1, 收到日期=day("2020-10-04")),
    put(REVIEW, "审定", 1, 日期=day("2018-10-12")),
    put(REVIEW, "异议", 2, 收到日期=day("2018-10-14")),
    put(REVIEW, "认定", 1, 日期=day("2020-09-27")),
    put(NAMES, "班组", 1, 成立日期=day("2020-08-01")),
    put(NAMES, "人员", 20, 离岗起=day("2020-07-01"), 在岗情况="借调"),
    put(GOALS, "目标", 1, 签订日期=day("2020-01-15")),
    put(SENT, "双承诺", 1, 完成时限=day("2020-11-28")),
    put(SENT, "双承诺", 2, 定诺日期=day("2018-02-15")),
    put(SENT, "微心愿", 1, 承诺完成日期=day("2020-08-15")),
    put(SENT, "群众诉求", 1, 提出日期=day("2018-07-15")),
    put(SENT, "工作清单", 1, 完成日期=day("2018-07-15")),
)
NEAR = (
    put(REVIEW, "示范岗考评", 1, 考评日期=day("2019-10-09")),
    put(REVIEW, "对照检查", 1, 活动日期=day("2019-06-27")),
    put(REVIEW, "满意度测评", 1, 测评日期=day("2019-06-20")),
    put(REVIEW, "审定", 1, 日期=day("2019-12-02")),
    put(REVIEW, "认定", 1, 日期=day("2019-10-18")),
    put(NAMES, "班组", 1, 成立日期=day("1998-08-01")),
    put(NAMES, "人员", 20, 在岗情况="借调", 离岗起=day("2017-07-01"), 离岗止=day("2021-06-30")),
    put(GOALS, "目标", 1, 签订日期=day("2018-12-28")),
    added(RULES, "工作日历", 日期=day("2019-10-12"), 安排="上班", 依据="国务院办公厅通知"),
    put(SENT, "一带一", 1, 开始日期=day("2016-01-20")),
    put(SENT, "责任区示范岗", 1, 授牌日期=day("2016-03-01")),
)


def told_in(
    folder: Path, changes: tuple[Change, ...]
) -> tuple[list[tuple[str, str, str]], set[tuple[str, ...]]]:
    """The places of the changes, and those where a year is told to be wrong."""
    copied(folder, ("2019", "2019Q3"))
    places = changed(folder, *changes)
    return places, {one[1:] for one in told(looked_at(folder).intake.findings, "W334")}


def test_a_day_of_another_year_is_told_at_its_cell_in_every_sheet(tmp_path):
    places, years = told_in(tmp_path / "input", FAR)
    assert years == set(places)


def test_a_day_shortly_before_or_after_and_one_of_what_lasts_for_years_is_no_matter(tmp_path):
    assert told_in(tmp_path / "input", NEAR)[1] == set()


def test_what_stood_so_in_the_last_workbook_is_no_slip(tmp_path):
    """A pledge of last year that is carried over: told when it is new, not when it is known."""
    folder = copied(tmp_path / "input", ("2019", "2019Q2", "2019Q3"))
    row = {"承诺编号": "JX-G-001"}
    known = changed(
        folder,
        *(put(sent_by(OVERHAUL, q), "双承诺", row, 完成时限=day("2018-03-31")) for q in ("2019Q2", "2019Q3")),
    )
    new = changed(folder, put(SENT, "双承诺", {"承诺编号": "JX-G-002"}, 完成时限=day("2018-03-31")))
    assert told(looked_at(folder).intake.findings, "W334") == [("W334", *new[0])]
    assert known[1] not in new


def test_a_published_star_of_a_period_that_is_not_over_is_told(lone_quarter):
    periods = enumerate(("2019Q3", "2020Q1", "2021"), start=2)
    places = changed(lone_quarter, *(put(REVIEW, "已公布星级", row, 期间=name) for row, name in periods))
    assert told(looked_at(lone_quarter).intake.findings, "W336") == [("W336", *place) for place in places]


def test_a_cover_of_next_year_is_told_in_every_kind_of_workbook(lone_quarter):
    files = (GOALS, RULES, NAMES, REVIEW, SENT)
    cells = [cover(lone_quarter / file, 截至日期=day("2020-09-30")) for file in files]
    assert told(looked_at(lone_quarter).intake.findings, "W408") == sorted(
        ("W408", file, "封面", cell) for file, cell in zip(files, cells, strict=True)
    )
