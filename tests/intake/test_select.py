"""A workbook is known by what is inside it, and the right ones speak for a period."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from random import Random

import pytest
from kit.plant_on_disk import (
    BRANCHES,
    NAMES,
    OVERHAUL,
    REVIEW,
    SAMPLE,
    STAFF,
    added,
    changed,
    cover,
    data_of,
    looked_at,
    put,
    quarter,
    rated_from,
    sample_rated,
    sample_report,
    sample_seen,
    sent_by,
    table,
    told,
)

from pipeline.core.period import Period
from pipeline.excel.cells.cell import same_name
from pipeline.intake.covers import newest
from pipeline.run import read, report_files
from pipeline.year.quarters import History, oldest_first
from schemas.words import BRANCH

SENT = sent_by(OVERHAUL)


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def shuffled(into: Path, chance: Random) -> dict[str, str]:
    """Every workbook of the sample under a name and in a folder that say nothing; new name -> old name."""
    files = sorted(path for path in SAMPLE.rglob("*.xlsx"))
    names = chance.sample(range(1000), len(files))
    made = {}
    for file, name in zip(files, names, strict=True):
        new = f"{chance.choice(['', '一/', '二/三/', '2018Q1/'])}{name}.xlsx"
        (into / new).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, into / new)
        made[new] = file.relative_to(SAMPLE).as_posix()
    return made


def without_names(content: bytes, old: dict[str, str]) -> list[tuple[str, ...]]:
    """The rows of a data file with every file under its old name, in any order."""
    text = content.decode("utf-8-sig")
    for new in sorted(old, key=len, reverse=True):
        text = text.replace(new, old[new])
    return sorted(tuple(row.values()) for row in table(text.encode("utf-8-sig")))


def test_names_and_folders_of_files_change_nothing(tmp_path):
    old = shuffled(tmp_path, Random(5))
    moved, here = rated_from(tmp_path), sample_rated()
    for name in ("stars", "scores", "ranks"):
        assert data_of(moved, name) == data_of(here, name)
    for name in ("trace", "evidence"):
        assert without_names(data_of(moved, name), old) == without_names(data_of(here, name), {})
    assert moved.digest == here.digest


def test_the_newest_period_is_taken_and_no_other_quarter_adds_to_it():
    assert newest(sample_seen().inbox) == quarter()
    assert {file[:6] for file in sample_seen().chosen.files} == {"2019Q3", "2019/评", "2019/目"}


def test_a_slip_on_a_few_covers_makes_no_newest_period(lone_quarter):
    for branch, period in (
        (STAFF, "2091Q3"),
        (OVERHAUL, "2091Q3"),
        (BRANCHES[0], "2019-13"),
        (BRANCHES[1], "2019"),
    ):
        cover(lone_quarter / sent_by(branch), 期间=period)
    inbox = read(lone_quarter)
    assert newest(inbox) == quarter()
    told_of = [
        (f.code, f.place.file, f.place.cell, f.value)
        for f in looked_at(lone_quarter).intake.findings
        if f.code in ("W407", "W409")
    ]
    assert told_of == [
        ("W409", sent_by(BRANCHES[1]), "B5", "2019"),
        ("W407", sent_by(STAFF), "B5", "2091Q3"),
        ("W407", sent_by(OVERHAUL), "B5", "2091Q3"),
    ]


@pytest.mark.parametrize("slip", ["2091Q3", "2020Q3", "2020Q1"])
def test_a_slip_on_the_directorys_cover_and_on_a_branchs_makes_no_newest_period(lone_quarter, slip):
    for file in (NAMES, SENT):
        cover(lone_quarter / file, 期间=slip)
    assert newest(read(lone_quarter)) == quarter()
    found = looked_at(lone_quarter).stops
    assert [f.code for f in found] == [
        "E414"
    ] and f"收到的是 {NAMES}（封面的期间是{quarter(slip).title}）" in found[0].message


def test_a_new_quarter_begins_with_its_directory_and_the_first_branch(plant):
    cover(plant / sent_by(OVERHAUL, "2019Q1"), 期间="2019Q4")
    assert newest(read(plant)) == quarter()
    shutil.copyfile(plant / NAMES, plant / "新名册.xlsx")
    cover(plant / "新名册.xlsx", 期间="2019Q4")
    assert newest(read(plant)) == quarter("2019Q4")


def test_the_first_quarter_of_all_begins_with_a_few_branches(lone_quarter):
    for branch in BRANCHES[:5]:
        (lone_quarter / sent_by(branch)).unlink()
    assert newest(read(lone_quarter)) == quarter()


def test_a_quarter_that_half_of_the_branches_name_waits_for_its_directory(plant):
    for branch in BRANCHES[:4]:
        cover(plant / sent_by(branch), 期间="2019Q4")
    assert newest(read(plant)) == quarter("2019Q4")
    cover(plant / sent_by(BRANCHES[0]), 期间="2019Q3")
    assert newest(read(plant)) == quarter()


def test_the_latest_of_a_branchs_workbooks_stands_and_the_earlier_is_listed(lone_quarter):
    sound = data_of(rated_from(lone_quarter), "stars")
    early = lone_quarter / "先交的.xlsx"
    shutil.copyfile(lone_quarter / SENT, early)
    changed(lone_quarter, put("先交的.xlsx", "责任区示范岗", 1, 问题数=99))
    cover(early, 截至日期=day("2019-09-20"))
    rating = rated_from(lone_quarter)
    seen = rating.examined
    assert seen.clean and seen.chosen.superseded == {"先交的.xlsx": SENT}
    assert ("W402", "先交的.xlsx", "", "") in told(seen.intake.findings)
    assert [r.state for r in seen.intake.received if r.file == "先交的.xlsx"] == ["已被较新的一份取代"]
    assert "先交的.xlsx" in report_files(rating)[0]["index.html"].decode()
    assert data_of(rating, "stars") == sound


def test_a_later_workbook_takes_the_place_of_the_first(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "补报.xlsx")
    changed(lone_quarter, put("补报.xlsx", "责任区示范岗", 1, 按期整改数=0))
    cover(lone_quarter / "补报.xlsx", 截至日期=day("2019-10-05"))
    rating = rated_from(lone_quarter)
    assert rating.examined.clean and rating.examined.chosen.superseded == {SENT: "补报.xlsx"}
    now, then = (
        {r["unit"]: r for r in table(data_of(one, "scores")) if r["indicator"] == "BR07a"}
        for one in (rating, sample_rated())
    )
    assert {unit for unit in then if now[unit]["points"] != then[unit]["points"]} == {OVERHAUL}
    assert now[OVERHAUL]["value"] == "0/11"


def test_two_directories_for_one_quarter_stop_everything_by_themselves(lone_quarter):
    shutil.copyfile(lone_quarter / NAMES, lone_quarter / "另一份名册.xlsx")
    changed(lone_quarter, put("另一份名册.xlsx", "人员", 1, 岗位="专业工程师"))
    examined = looked_at(lone_quarter)
    assert [f.code for f in examined.stops] == ["E403"] and not examined.clean
    cover(lone_quarter / "另一份名册.xlsx", 截至日期=day("2019-10-01"))
    later = looked_at(lone_quarter)
    assert later.clean and later.chosen.directory.file == "另一份名册.xlsx"


def test_a_branch_under_its_old_name_is_the_same_branch(lone_quarter):
    sound = data_of(rated_from(lone_quarter), "stars")
    folder = lone_quarter
    cover(folder / SENT, 支部="维护（一）支部")
    changed(
        folder,
        put(NAMES, "党支部", {"支部": OVERHAUL}, 曾用名="设备支部、维护(一)支部"),
        put(NAMES, "班组", {"班组": "锅炉班"}, 曾用名="锅炉检修班"),
        put(SENT, "微心愿", {"班组": "锅炉班"}, 班组=" 锅炉检修班 "),
        put(REVIEW, "满意度测评", {"单位": OVERHAUL}, 单位="设备支部"),
    )
    rating = rated_from(folder)
    assert rating.examined.clean
    assert data_of(rating, "stars") == sound
    old = [(f.place.sheet, f.value) for f in rating.examined.intake.findings if f.code == "W310"]
    assert old == [("满意度测评", "设备支部"), ("封面", "维护（一）支部"), ("微心愿", "锅炉检修班")]


def test_brackets_and_spaces_make_no_other_branch():
    assert same_name(" 检修（一）支部") == same_name("检修(一)支部 ")


def test_a_month_is_rated_from_the_rows_dated_in_it():
    month = sample_rated("2019-08")
    assert month.period.title == "2019年8月"
    meetings = month.tables.frames["meeting"]
    assert len(meetings) and set(meetings["date"].dt.month) == {8}
    assert set(month.tables.frames["duty"]["month"]) == {"2019-08"}
    assert month.examined.chosen.files == sample_seen().chosen.files
    assert "W301" not in {f.code for f in month.examined.intake.findings}


def test_a_month_out_of_the_quarters_workbook_says_so():
    assert "事后还原" in sample_report("2019-08")["index.html"].decode()
    assert "事后还原" not in sample_report()["index.html"].decode()


def test_an_earlier_quarter_is_rated_again_from_its_own_workbooks():
    earlier = sample_rated("2019Q2")
    assert earlier.stage.name == "正式通报"
    assert "正式通报" in sample_report("2019Q2")["index.html"].decode()
    assert {file[:6] for file in earlier.examined.chosen.files} == {"2019Q2", "2019/评", "2019/目"}


def test_an_earlier_quarter_gives_the_stars_that_were_published():
    earlier = {
        (r["unit_kind"], r["unit"]): r["star"]
        for r in table(data_of(sample_rated("2019Q2"), "stars"))
        if r["star"]
    }
    published = {
        (r["unit_kind"], r["unit"]): str(r["star"])
        for r in sample_rated().tables.frames["published_star"].to_dict("records")
        if r["period"] == "2019Q2"
    }
    assert published and published == {unit: star for unit, star in earlier.items() if unit in published}


def test_a_quarter_goes_by_the_quarter_before_it_and_by_a_yearly_star_only_where_no_quarter_is_known():
    """The star of a year may have been lowered by a quota, which a quarter only warns of."""
    kept, told_yearly, made = (BRANCH, "甲支部"), (BRANCH, "乙支部"), History()
    for period in oldest_first([Period(2019), quarter("2019Q4"), quarter("2019Q3")]):
        for unit, star in (
            (kept, 3 if period.months == 12 else 5),
            (told_yearly, 4 if period.months == 12 else None),
        ):
            made.add(period, unit, star, None, True)
    assert [one[0] for one in made.known] == ["2019Q3"] * 2 + ["2019Q4"] * 2 + ["2019"] * 2
    assert made.last == {kept: 5, told_yearly: 4}


def test_a_decision_counts_wherever_it_was_recorded_and_once(plant):
    shutil.rmtree(plant / "2019Q1")
    for file in ("2019Q2/党委考评.xlsx", REVIEW):
        changed(
            plant,
            added(
                file,
                "加减分与否决",
                单位类别="党支部",
                单位="燃料支部",
                类型="否决",
                编码="VT04",
                依据文号="示例党〔2019〕30号",
                决定日期=day("2019-08-20"),
                事由="责任性舆情",
            ),
        )
    rating = rated_from(plant)
    assert (rating.tables.frames["event"]["code"].eq("VT04")).sum() == 1
    assert {r["unit"]: r["star"] for r in table(data_of(rating, "stars"))}["燃料支部"] in ("0", "1", "2")


def test_a_branch_that_is_not_in_the_directory_is_told_at_its_cover_with_the_one_whose_rows_these_are(
    lone_quarter,
):
    where = cover(lone_quarter / sent_by(STAFF), 支部="机关四支部")
    stops = looked_at(lone_quarter).stops
    assert told(stops) == [("E408", sent_by(STAFF), "封面", where)] and f"“{STAFF}”的人员" in stops[0].message
