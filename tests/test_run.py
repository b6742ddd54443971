"""From the input folder to the report: what stops it, what it says of what is missing, and the laws it keeps."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from kit.command import run
from kit.frames import frame_of
from kit.plant_on_disk import (
    BRANCHES,
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    ROOT,
    RULES,
    SAMPLE,
    cells,
    changed,
    checked_by,
    copied,
    cover,
    data_of,
    edited,
    gone,
    letters,
    looked_at,
    put,
    rated_from,
    sample_rated,
    sample_report,
    sample_seen,
    sent_by,
    table,
    told,
)
from kit.remembered import Shared
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from pipeline.core.publish import publish
from pipeline.excel import layout
from pipeline.intake.account import Account
from pipeline.intake.examine import examine
from pipeline.report.build import history_rows
from pipeline.report.page import rendered
from pipeline.report.pages.plant import index
from pipeline.run import rate, report_files

LEFT_OUT = "热控支部"
TEAMS = {"热控一班", "热控二班", "电气二次班"}


def dualstar(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **env},
    )


def pages(files: dict[str, bytes]) -> dict[str, str]:
    """The HTML pages as a reader sees their text."""
    return {
        name: unescape(re.sub(r"<[^>]+>", "", content.decode()))
        for name, content in files.items()
        if name.endswith(".html")
    }


def on_disk(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- what stops a report


def test_an_error_stops_the_report_and_leaves_the_last_one_untouched(lone_quarter, tmp_path):
    publish(tmp_path / "out/2019Q3/report", {"index.html": b"the last good one"})
    changed(lone_quarter, put(sent_by(OVERHAUL), "微心愿", 1, 班组="锅炉办"))
    status, said = run("report", "--input", lone_quarter, "--output", tmp_path / "out")
    assert status == 1 and "有错误，没有评星" in said
    assert on_disk(tmp_path / "out/2019Q3/report") == {"index.html": b"the last good one"}
    made = on_disk(tmp_path / "out/2019Q3/check")
    assert set(made) == {"index.html", "findings.csv", f"returned/{sent_by(OVERHAUL)}"}
    assert [row["code"] for row in table(made["findings.csv"]) if row["severity"] == "错误"] == ["E301"]


@pytest.fixture(scope="module")
def draft(shared: Shared) -> dict[str, bytes]:
    """The report of a quarter in which a branch has sent nothing and another one rows in error, rated all the same."""
    return on_disk(shared("draft", _drafted) / "out/2019Q3/report")


def _drafted(folder: Path) -> None:
    plant, sent = copied(folder / "input", ("2019", "2019Q3")), sent_by(OVERHAUL)
    (plant / sent_by(LEFT_OUT)).unlink()
    changed(
        plant,
        put(sent, "组织生活", 1, 类型="座谈会"),
        put(sent, "组织生活", 2, 日期=dt.datetime(2019, 6, 30)),
        put(sent, "微心愿", 1, 状态="快了"),
    )
    status, said = run("report", "--input", plant, "--output", folder / "out", "--draft")
    assert status == 0, said


def test_a_branch_that_sent_nothing_has_neither_score_nor_star_and_neither_have_its_teams(draft):
    stars = {row["unit"]: row for row in table(draft["data/stars.csv"])}
    assert {unit for unit, row in stars.items() if row["status"] == "缺报"} == {LEFT_OUT, *TEAMS}
    for unit in (LEFT_OUT, *TEAMS):
        assert (stars[unit]["score"], stars[unit]["star"], stars[unit]["place"]) == ("", "", "")
    assert all(row["score"] and row["star"] for row in stars.values() if row["status"] == "已评")


def test_a_draft_says_so_on_every_page_and_names_who_is_missing(draft):
    seen = pages(draft)
    assert len(seen) > 30
    for name, text in seen.items():
        assert "试算稿" in text, name
        assert LEFT_OUT in text and "缺报" in text, name


def test_a_draft_says_so_on_every_sheet_of_the_circular(draft):
    for title, rows in cells(draft["双星通报.xlsx"]).items():
        assert any("试算稿" in str(value) for row in rows[:4] for value in row if value), title


@pytest.fixture(scope="module")
def left_out(shared: Shared) -> dict[str, bytes]:
    """What the command writes of a plant with a branch left out on purpose, whose own workbook is full of errors."""
    return on_disk(shared("left-out", _left_out) / "out/2019Q3")


@pytest.fixture(scope="module")
def without(left_out) -> dict[str, bytes]:
    """The report of it."""
    return {
        name.removeprefix("report/"): content
        for name, content in left_out.items()
        if name.startswith("report/")
    }


def _left_out(folder: Path) -> None:
    plant = copied(folder / "input", ("2019", "2019Q3"))
    own = sent_by(LEFT_OUT)
    (plant / "又一份.xlsx").write_bytes((plant / own).read_bytes())
    changed(
        plant,
        put(own, "微心愿", 1, 班组="锅炉办"),
        put(own, "组织生活", 1, 日期="某天", 缺席人员="99999"),
        put(own, "双承诺", 1, 承诺编号="JX-G-001", 状态="不知道"),
    )
    cover(plant / own, 截至日期="月底")
    words = ("--input", plant, "--output", folder / "out")
    assert run("report", *words)[0] == 1
    status, said = run("report", *words, "--without", LEFT_OUT)
    assert status == 0, said


def test_a_branch_left_out_on_purpose_is_named_on_every_page(without):
    for name, text in pages(without).items():
        assert re.search(f"按要求(本期)?不计[^。]*{LEFT_OUT}|{LEFT_OUT}[^。]*按要求(本期)?不计", text), name


def test_a_branch_left_out_is_not_rated_and_out_of_every_rank(without):
    stars = {row["unit"]: row for row in table(without["data/stars.csv"])}
    assert all(
        not stars[unit]["star"] and stars[unit]["status"] in ("未评", "缺报") for unit in (LEFT_OUT, *TEAMS)
    )
    assert not [
        row for row in table(without["data/ranks.csv"]) if row["unit"] in (LEFT_OUT, *TEAMS) and row["rank"]
    ]
    assert json.loads(without["run.json"])["without"] == [LEFT_OUT]


def test_what_a_branch_left_out_has_sent_stops_nothing_and_stays_on_the_check_page(left_out, without):
    own = sent_by(LEFT_OUT)
    codes = {
        row["code"]
        for row in table(left_out["check/findings.csv"])
        if row["file"] == own and row["severity"] == "错误"
    }
    assert {"E204", "E211", "E411"} <= codes and f"check/returned/{own}" in left_out
    for name, text in pages(without).items():
        assert LEFT_OUT in text and "按要求" in text and "试算稿" not in text, name


def test_errors_of_the_others_still_stop_a_report_without_a_branch_whose_numbers_are_nobodys(lone_quarter):
    number, other = "RK-G-001", sent_by(BRANCHES[5])
    for branch in (LEFT_OUT, OVERHAUL):
        changed(lone_quarter, put(sent_by(branch), "微心愿", 1, 班组="锅炉办"))
    changed(
        lone_quarter,
        put(sent_by(LEFT_OUT), "双承诺", 1, 承诺编号=number, 状态="不知道"),
        put(other, "双承诺", 1, 承诺编号=number, 类型="不知道"),
    )
    left = looked_at(lone_quarter, without=(LEFT_OUT,))
    assert {f.place.file for f in left.stops} == {sent_by(OVERHAUL), other}
    assert [f.code for f in left.stops if f.place.file == other] == ["E211"]


# --- forms that were taken apart


def renamed(folder: Path, file: str, sheet: str, heading: str) -> None:
    with edited(folder / file) as workbook:
        ws = workbook[sheet]
        ws[f"{letters(ws)[heading]}{layout.HEAD_ROW}"].value = "另有说明"


def test_a_rulebook_without_a_column_rates_nobody(lone_quarter):
    renamed(lone_quarter, RULES, "否决与封顶", "最高星级")
    examined = looked_at(lone_quarter)
    assert examined.tables is None
    assert {f.code for f in examined.stops} == {"E124", "E513"}


def test_a_directory_in_which_no_branch_can_be_read_rates_nobody(lone_quarter):
    renamed(lone_quarter, NAMES, "党支部", "类别")
    examined = looked_at(lone_quarter)
    assert examined.tables is None
    assert [f.code for f in examined.stops] == ["E414"] and "“党支部”表里没有能用的行" in examined.stops[
        0
    ].message
    assert ("E124", NAMES, "党支部", "") in {
        (f.code, f.place.file, f.place.sheet, "") for f in examined.intake.findings
    }


def test_a_column_missing_in_every_other_workbook_breaks_no_draft(lone_quarter):
    columns = (
        (NAMES, "人员", "政治面貌"),
        (NAMES, "班组", "专业"),
        (GOALS, "目标", "权重"),
        (REVIEW, "满意度测评", "收回"),
        (REVIEW, "对照检查", "核定分"),
        (sent_by(OVERHAUL), "双承诺", "状态"),
        (sent_by(OVERHAUL), "组织生活", "类型"),
        (sent_by(LEFT_OUT), "微心愿", "提出日期"),
        (checked_by("安全监察部"), "班组考评", "扣分"),
    )
    for file, sheet, heading in columns:
        renamed(lone_quarter, file, sheet, heading)
    rating = rated_from(lone_quarter)
    lacking = [
        (f.place.file, f.place.sheet, f.column) for f in rating.examined.intake.findings if f.code == "E124"
    ]
    assert sorted(lacking) == sorted(columns)
    assert _balanced(rating.examined.intake.accounts)
    assert rating.stage.name == "试算稿"
    assert report_files(rating)[0]


# --- files that are not the plant's workbooks


def test_bad_locked_cut_and_foreign_files_change_no_star(plant):
    sound = data_of(sample_rated(), "stars")
    whole = (plant / sent_by(OVERHAUL)).read_bytes()
    foreign = (ROOT / "templates" / "双星通报.xlsx").read_bytes()
    beside = {
        "~$支部填报-检修支部.xlsx": b"\x05office",
        "截断.xlsx": whole[:5000],
        "空的.xlsx": b"",
        "加密.xlsx": _OLE,
        "照片.jpg": b"\xff\xd8\xff\xe0",
        "说明.txt": "请查收".encode("gbk"),
        "别的/通报.xlsx": foreign,
        "名单.csv": b"a,b\r\n",
    }
    for name, content in beside.items():
        (plant / name).parent.mkdir(exist_ok=True)
        (plant / name).write_bytes(content)
    rating = rated_from(plant)
    assert rating.examined.clean
    assert data_of(rating, "stars") == sound
    assert set(beside) <= {file for _, file, *_ in told(rating.examined.intake.findings)}


_OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(504)
    + "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
)


# --- law 1: no row is lost


def _balanced(accounts) -> bool:
    return all(a.read == a.used + a.refused + a.other + a.blank for a in accounts)


def test_the_rows_of_every_sheet_are_accounted_for():
    accounts = sample_seen().intake.accounts
    assert _balanced(accounts)
    counted = {
        (file, title): sum(any(value not in (None, "") for value in row) for row in rows[layout.HEAD_ROW :])
        for file in _files("2019Q3")
        for title, rows in opened(file).items()
    }
    told_of = {(a.file, a.sheet): a.read for a in accounts if a.file.startswith("2019Q3")}
    assert told_of == {place: counted[place] for place in told_of}
    assert {title for _, title in counted} - {title for _, title in told_of} == {
        layout.COVER,
        layout.GUIDE,
        layout.LISTS,
    }


def test_refused_rows_and_rows_of_other_periods_are_accounted_for(draft):
    sent = sent_by(OVERHAUL)
    accounts = [Account(**one) for one in json.loads(draft["run.json"])["accounts"]]
    assert accounts and _balanced(accounts)
    before, after = (
        _account(all_of_them, sent, "组织生活") for all_of_them in (sample_seen().intake.accounts, accounts)
    )
    assert (after.read, after.used, after.refused, after.other) == (before.read, before.used - 2, 1, 1)
    printed = next(row for row in cells(draft["双星通报.xlsx"])["填报校验"] if sent in row)
    own = [a for a in accounts if a.file == sent]
    assert printed[8:13] == [
        sum(getattr(a, fate) for a in own) for fate in ("read", "used", "refused", "other", "blank")
    ]


def _account(accounts, file, title):
    return next(a for a in accounts if (a.file, a.sheet) == (file, title))


def _files(folder: str) -> list[str]:
    return [path.relative_to(SAMPLE).as_posix() for path in sorted((SAMPLE / folder).glob("*.xlsx"))]


@cache
def opened(file: str) -> dict[str, list[list[object]]]:
    """The values of a workbook of the sample, by another reader than ours."""
    return cells((SAMPLE / file).read_bytes())


# --- law 3: the same input gives the same bytes


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's output as another process makes it, in which sets come in another order."""
    folder = tmp_path_factory.mktemp("elsewhere")
    done = dualstar(
        "report", "--output", str(folder), PYTHONHASHSEED="4711", TZ="America/New_York", LC_ALL="C"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_two_runs_give_the_same_bytes(elsewhere):
    there, here = on_disk(elsewhere / "2019Q3/report"), sample_report()
    assert sorted(there) == sorted(here)
    assert [name for name in here if there[name] != here[name]] == []


def test_a_third_run_in_the_same_process_gives_the_same_bytes():
    again, _ = report_files(rate(examine(sample_seen().inbox, sample_seen().chosen.period, ()), False, ()))
    assert again == sample_report()


def test_times_stand_beside_the_result_and_not_in_it(elsewhere):
    assert json.loads((elsewhere / "2019Q3/check/timings.json").read_text("utf-8"))
    assert "timings.json" not in on_disk(elsewhere / "2019Q3/report")


# --- law 7: every score and star points to the cells it came from


def test_the_stars_of_a_year_are_no_step_of_a_trend():
    result = sample_rated()
    assert sorted({past.period for past in result.history}) == ["2019Q1", "2019Q2", "2019Q3"]
    assert "2018年" not in sample_report()["index.html"].decode()
    earlier = {("2018", "党支部", "甲支部"): (4, None, True), ("2018Q4", "党支部", "甲支部"): (3, 88.0, True)}
    assert [past.period for past in history_rows(earlier, ())] == ["2018Q4"]


def test_the_star_of_the_year_before_is_what_the_first_quarter_steps_from():
    first = frame_of(sample_rated("2019Q1").stars).set_index("unit")
    assert first.loc["热控支部", "previous_star"] == 4
    assert first["previous_star"].notna().all()


def shown(value: object) -> str:
    """A cell's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


def at(file: str, sheet: str, cell: str) -> object:
    letter, row = coordinate_from_string(cell)
    return opened(file)[sheet][row - 1][_column(letter)]


@cache
def _column(letter: str) -> int:
    return column_index_from_string(letter) - 1


def test_every_cell_of_the_evidence_holds_what_it_says():
    rows = table(sample_report()["data/evidence.csv"])
    assert len(rows) > 1000
    wrong = [
        row
        for row in rows
        if shown(at(row["file"], row["sheet"], row["cell"])) != row["value"].removeprefix("'")
    ]
    assert wrong == []


def test_every_score_has_evidence_and_every_star_a_trace_that_ends_in_it():
    files = sample_report()
    proven = {(r["unit_kind"], r["unit"], r["indicator"]) for r in table(files["data/evidence.csv"])}
    scores = [r for r in table(files["data/scores.csv"]) if r["applies"] == "是"]
    assert [
        r
        for r in scores
        if float(r["points"])
        and (r["unit_kind"], r["unit"], r["indicator"]) not in proven
        and r["indicator"] not in ("BR11",)
    ] == []  # BR11 is made of the teams' own scores
    last = {(r["unit_kind"], r["unit"]): r["after"] for r in table(files["data/trace.csv"])}
    for row in table(files["data/stars.csv"]):
        assert (row["unit_kind"], row["unit"]) in last and last[row["unit_kind"], row["unit"]] == row["star"]


def test_every_step_of_a_trace_names_a_cell_of_the_rulebook_that_holds_its_number():
    steps = [row for row in table(sample_report()["data/trace.csv"]) if row["place"]]
    assert steps
    for row in steps:
        file, sheet, cell = row["place"].split(" › ")
        value = at(file, sheet, cell)
        assert value not in (None, "")
        if row["stage"] == "分数线":
            assert float(row["rule"].rpartition("≥")[2]) == float(value)


# --- law 8: HTML, Excel and CSV show the same


def table_rows(page: bytes) -> list[tuple[str, ...]]:
    """The texts of the cells of every row of every table; of a cell that sorts by a number, that number before it."""
    rows = re.findall(r"<tr\b.*?</tr>", page.decode(), re.S)
    return [tuple(f"{number} {text}".strip() for number, text in _texts(row)) for row in rows]


def _texts(row: str) -> list[tuple[str, str]]:
    found = re.findall(r"<t[dh]\b([^>]*)>(.*?)</t[dh]>", row, re.S)
    return [
        (
            next(iter(re.findall(r'data-v="([^"]*)"', given)), ""),
            unescape(re.sub(r"<[^>]+>", "", text)).strip(),
        )
        for given, text in found
    ]


def test_the_report_shows_the_scores_and_stars_of_the_data():
    rows = table_rows(sample_report()["index.html"])
    for unit in (
        row for row in table(sample_report()["data/stars.csv"]) if row["score"] and row["pending"] == "否"
    ):
        own = [row for row in rows if unit["unit"] in row and {unit["score"], unit["total"]} <= set(row)]
        assert own, unit
        assert (
            any(cell.startswith(f"{unit['star']} ") for row in own for cell in row) or unit["star"] == ""
        ), unit


def test_every_units_page_shows_its_score_and_star():
    words = ("未定级", "一星", "二星", "三星", "四星", "五星")
    for unit in (
        row for row in table(sample_report()["data/stars.csv"]) if row["score"] and row["pending"] == "否"
    ):
        folder = "支部" if unit["unit_kind"] == "党支部" else "班组"
        page = pages({"p.html": sample_report()[f"{folder}/{unit['unit']}.html"]})["p.html"]
        assert unit["score"] in page, unit
        assert not unit["star"] or words[int(unit["star"])] in page, unit


def test_the_circular_shows_the_stars_of_the_data_and_the_scores_that_may_be_shown():
    sheets = cells(sample_report()["双星通报.xlsx"])
    stars = {row["unit"]: row for row in table(sample_report()["data/stars.csv"])}
    seen = set()
    for title in ("支部排名", "班组评星"):
        head = next(row for row in sheets[title] if "星数" in row)
        unit_at, star_at, score_at = 1, head.index("星数"), head.index("得分")
        for row in (
            [None if cell == "—" else cell for cell in row] for row in sheets[title] if row[unit_at] in stars
        ):
            unit = stars[row[unit_at]]
            seen.add(unit["unit"])
            assert str(row[star_at] if row[star_at] is not None else "") == (
                unit["star"] if unit["pending"] == "否" else ""
            )
            assert row[score_at] is None or f"{row[score_at]:.2f}" == unit["score"]
            assert (row[score_at] is not None) == bool(unit["place"] and int(unit["place"]) <= 3)
    assert seen == set(stars)


# --- the published figures


PUBLISHED = {
    "岗位承诺": 220,
    "服务承诺": 220,
    "党员责任区": 8,
    "党员示范岗": 18,
    "安全文明生产标准化助力": 25,
    "机组检修助力": 8,
}


def test_the_figures_of_the_article_are_counted_out_of_the_workbooks():
    found = {figure.name: figure.value for figure in sample_rated().figures}
    assert {name: found[name] for name in PUBLISHED} == PUBLISHED
    page = re.sub(r"\s", "", pages({"i.html": sample_report()["index.html"]})["i.html"])
    assert all(re.search(rf"{name}\D*{count}|{count}\D*{name}", page) for name, count in PUBLISHED.items())


def test_one_pledge_less_is_one_less_in_the_report_and_no_error(lone_quarter):
    changed(lone_quarter, gone(sent_by(OVERHAUL), "双承诺", {"承诺编号": "JX-G-002"}))
    rating = rated_from(lone_quarter)
    assert rating.examined.clean
    found = {figure.name: figure.value for figure in rating.figures}
    assert (found["岗位承诺"], found["服务承诺"]) == (219, 220)
    assert "219" in pages({"i.html": rendered("report.html.j2", page=index(rating), result=rating)})["i.html"]
