"""首页: what is to be done today, the steps of the quarter, what has changed, and links to what is there."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from kit.plant_on_disk import (
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    copied,
    looked_at,
    put,
    quarter,
    sample_inbox,
    sample_seen,
    sent_by,
)
from kit.plant_on_disk import changed as change

from pipeline.cli import app
from pipeline.cli.home import written_in
from pipeline.cli.watch import keep_home
from pipeline.core.period import Period
from pipeline.intake.examine import Examined, examine
from pipeline.mail.ledger import Entry, State, load
from pipeline.report.notices.home import (
    HOME,
    MEMORY,
    Memory,
    Snapshot,
    differences,
    home_files,
    noted,
    remembered_runs,
)
from pipeline.report.notices.steps import MOST_TODAY, StepState, Todo, Written, steps, today, todos
from schemas.words import BRANCH

REPORT = "report/index.html"
CHECKED = Written({"check/index.html"})
RATED = Written(
    {"check/index.html", REPORT, "report/支部/检修支部.html", "report/data/stars.csv"}, current=True
)


@cache
def sample() -> Examined:
    return sample_seen()


@cache
def without(*files: str) -> Examined:
    """The sample's third quarter before these files came."""
    folder = copied(Path(tempfile.mkdtemp(prefix="dualstar-home-")) / "input", ("2019", "2019Q3"))
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    for file in files:
        (folder / file).unlink()
    return looked_at(folder)


def page(examined: Examined, written: Written, memory: Memory | None = None) -> str:
    return home_files(examined, written, {}, memory)[0].decode()


def state_of(examined: Examined, written: Written) -> dict[str, StepState]:
    return {step.name: step.state for step in steps(examined, written)}


@pytest.mark.parametrize(
    ("written", "following"),
    [
        (Written(), "检查"),
        (CHECKED, "评星"),
        (replace(RATED, current=False), "评星"),
        (RATED, "审定"),
    ],
)
def test_the_step_after_the_last_that_is_done_is_the_next(written, following):
    states = state_of(sample(), written)
    assert len(states) == 7
    assert [name for name, state in states.items() if state is StepState.NEXT] == [following]
    assert states["归档"] is StepState.OPEN


SETTLED = (  # the quarter before, which is published
    (Written(RATED.files, current=True), "发邮件", "make mail PERIOD=2019Q2"),
    (Written(RATED.files, current=True, letters=10, sent=3), "发邮件", "make send PERIOD=2019Q2"),
    (Written(RATED.files, current=True, letters=10, sent=10), "归档", "make close PERIOD=2019Q2"),
)


@pytest.mark.parametrize(("written", "name", "typed"), SETTLED)
def test_a_published_quarter_is_written_of_then_sent_then_kept(written, name, typed):
    examined = sample_seen("2019Q2")
    following = next(step for step in steps(examined, written) if step.state is StepState.NEXT)
    assert (following.name, following.command(examined.chosen.period)) == (name, typed)
    assert todos(examined, written)[-1].what == f"{name}：运行 {typed}"


def test_letters_of_an_earlier_stage_are_not_those_of_the_result(tmp_path):
    (tmp_path / "mail").mkdir()
    entry = Entry(
        "k1", State.SENT, "核对通知", "初评稿", BRANCH, OVERHAUL, "a@example.com", 0, "题", "一.eml", "0", "0"
    )
    (tmp_path / "mail/ledger.csv").write_bytes(load(tmp_path / "mail")[0].listed([entry]))
    counts = {name: written_in(tmp_path, sample_seen(name)) for name in ("2019Q2", "2019Q3")}
    assert {name: (one.letters, one.sent) for name, one in counts.items()} == {
        "2019Q2": (0, 0),
        "2019Q3": (1, 1),
    }


def test_a_workbook_that_is_missing_holds_the_quarter_at_gathering():
    states = state_of(without(sent_by(OVERHAUL)), RATED)
    assert states["收表"] is StepState.NEXT and states["检查"] is StepState.OPEN


def test_a_month_ends_with_its_points_and_a_year_has_no_steps():
    inbox = sample_inbox()
    monthly, yearly = (examine(inbox, quarter(name), ()) for name in ("2019-08", "2019"))
    assert [step.name for step in steps(monthly, CHECKED)] == ["发模板", "收表", "检查", "计分"]
    assert steps(yearly, CHECKED) == ()


def test_what_is_to_be_done_says_who_and_the_telephone_of_the_directory():
    one = next(t for t in todos(without(sent_by(OVERHAUL)), CHECKED) if t.unit == OVERHAUL)
    assert one.what == "“支部填报”还没有报送（10月10日截止）"
    assert (one.who, one.telephone) == ("支部书记 卢慧", "0000-550301")


@pytest.mark.parametrize("file", [NAMES, RULES, REVIEW])
def test_a_workbook_of_the_office_that_is_missing_comes_first(file):
    first = todos(without(file), CHECKED)[0]
    assert first.kind == "办公室材料" and file.partition("/")[2].removesuffix(".xlsx") in first.what


def test_the_office_is_told_its_own_step_last_and_only_when_nobody_is_awaited():
    assert todos(sample(), CHECKED)[-1].what == "评星：运行 make report PERIOD=2019Q3"
    assert "make mail" in todos(sample(), RATED)[-1].what
    assert not any(one.kind == "办公室" for one in todos(without(sent_by(OVERHAUL)), RATED))


@pytest.mark.parametrize(
    "counts", [(0,), (5,), (6,), (1, 9), (4, 4, 4), (1, 1, 1, 1, 1, 1, 1), (30, 1, 1, 1, 1, 1)]
)
def test_today_has_at_most_five_lines_and_gathers_the_largest_kind(counts):
    matters = [
        Todo(f"第{k}类", f"支部{n}", f"第{k}件") for k, count in enumerate(counts) for n in range(count)
    ]
    lines = today(matters)
    assert len(lines) == min(MOST_TODAY, len(lines)) <= MOST_TODAY
    if sum(counts) <= MOST_TODAY:
        assert lines == matters
    elif len(counts) <= MOST_TODAY:
        shown = [int(re.search(r"共 (\d+) 件|$", one.what)[1] or 1) for one in lines]
        assert sum(shown) == sum(counts)


def test_the_page_begins_with_today_and_links_every_file_there_is_and_no_other():
    names = {
        "report/支部/甲&乙 #1.html",
        "mail/通知.eml",
        "定稿归档/归档单.html",
        "remind/催办.txt",
        "新的文件夹/表.xlsx",
    }
    html = page(sample(), replace(RATED, files={*RATED.files, *names}))
    assert (
        html.index('id="today"')
        < html.index('id="steps"')
        < html.index('id="act"')
        < html.index('id="files"')
    )
    links = {unquote(unescape(one)) for one in re.findall(r'href="([^"#]+)"', html)}
    assert links == {*RATED.files, *names}


@pytest.mark.parametrize("written", [Written(), CHECKED, RATED])
def test_a_file_that_is_not_there_is_not_linked(written):
    for examined in (sample(), without(sent_by(OVERHAUL))):
        links = {unquote(unescape(one)) for one in re.findall(r'href="([^"#]+)"', page(examined, written))}
        assert links <= set(written.files)


def test_the_same_workbooks_give_the_same_page():
    first, memory = home_files(sample(), RATED, {}, None)
    assert (first, memory) == home_files(sample(), RATED, {}, None)
    assert home_files(sample(), RATED, {}, memory) == (first, memory)


THEN = Snapshot({"a.xlsx": "1", "b.xlsx": "2"}, ("错误：甲", "提醒：乙"), {"班组 锅炉班": "三星"})
NOW = Snapshot(
    {"b.xlsx": "3", "c.xlsx": "4"}, ("提醒：乙", "错误：丙"), {"班组 锅炉班": "四星", "班组 新班": "三星"}
)


def test_what_has_changed_since_the_run_before_is_told():
    memory = Memory(THEN).after(NOW)
    assert {one.title: one.lines for one in differences(memory)} == {
        "工作簿": ("已拿走：a.xlsx", "改动过：b.xlsx", "新放入：c.xlsx"),
        "已解决的问题": ("错误：甲",),
        "新出现的问题": ("错误：丙",),
        "星级变动": ("班组 锅炉班：三星 → 四星",),
    }
    assert remembered_runs(noted(memory)) == memory


def test_another_run_of_the_same_workbooks_is_compared_with_the_same_run_and_stars_last_until_the_next_report():
    memory = Memory(THEN).after(replace(NOW, stars={}))
    assert memory.now.stars == THEN.stars
    rated = memory.after(NOW)
    assert rated.before == THEN and rated.now == NOW
    assert Memory(THEN).after(THEN).before is None


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b'{"now": 1}', b'{"now": {}, "before": null}', b"\xff\xfe"),
        b'{"before": null, "now": {"sources": {"a": 1}, "findings": [], "stars": {}}}',
        b'{"before": null, "now": {"sources": {}, "findings": "x", "stars": {}}}',
    ],
)
def test_notes_that_are_damaged_are_none(content):
    assert remembered_runs(content) is None


def test_text_of_a_cell_stays_text():
    hostile = Snapshot({}, ("错误：<b>&amp;{{ 7*7 }}",), {})
    html = page(sample(), RATED, Memory(hostile))
    assert "&lt;b&gt;&amp;amp;{{ 7*7 }}" in html


def test_a_command_leaves_the_page_behind_whatever_it_ends_with(lone_quarter, tmp_path):
    out = tmp_path / "out"

    def run(*words: str) -> str:
        CliRunner(env={"PERIOD": None}).invoke(
            app, [*words, "--input", str(lone_quarter), "--output", str(out)]
        )
        return (out / "2019Q3" / HOME).read_text("utf-8")

    assert "这是第一次运行" in run("check")
    change(lone_quarter, put(sent_by(OVERHAUL), "组织生活", 1, 日期="某天"))
    assert "新出现的问题" in run("report")
    (out / "2019Q3" / MEMORY).write_text("{")
    keep_home(lone_quarter, out)
    assert "这是第一次运行" in (out / "2019Q3" / HOME).read_text("utf-8")


def test_a_year_has_a_home_that_names_the_quarters_it_lacks_and_asks_for_no_workbook_of_a_year():
    whole_year = examine(sample_inbox(), Period(2019), ())
    files = {"annual/index.html", "annual/年度定星.xlsx"}
    matters = todos(whole_year, Written(files))
    assert [one.what for one in matters] == ["2019年第四季度还没有材料，年度定星只能试算"]
    words = page(whole_year, Written(files))
    assert "年度定星工作簿" in words and "放入 input" not in words and "年度测算" in words
