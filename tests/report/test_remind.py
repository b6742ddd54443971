import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kit.plant_on_disk import GOALS, NAMES, OVERHAUL, REVIEW, RULES, SAMPLE, looked_at, sample_seen, sent_by
from kit.tiny_plant import Row, branch, member, row, tables, team

from pipeline.cli import office
from pipeline.evidence.overdue import LISTED, MENDING, PLEDGED, SERVICE, Item, overdue_items
from pipeline.intake.examine import tables_so_far
from pipeline.report.notices.pledges import pledge_files
from pipeline.report.notices.reminder_texts import spoken
from pipeline.report.notices.reminders import open_items, quarter_before, remind_files, reminder
from schemas.words import PARTY_COMMITTEE

DAY = dt.date(2019, 10, 12)


def items(kind: str, *rows: Row, day: dt.date = DAY, **more: Any) -> list[tuple[str, str, int | None]]:
    made = tables(branch(groups=0), team("锅炉班"), member("01"), *rows, **more)
    return [(item.unit, item.what, item.days) for item in overdue_items(made, day) if item.kind == kind]


def text(folder: Path, day: dt.date, period: str = "2019Q3") -> str:
    examined = looked_at(folder, period)
    return remind_files(examined, tables_so_far(examined), day)["催办.txt"].decode("utf-8-sig")


def test_an_item_without_a_record_is_told_with_its_days():
    assert ("甲支部", "7月主题党日没有记录", 73) in items(LISTED)


def test_a_day_of_grace_is_waited_for():
    """No item of the default list has one any more, so the meeting of all members is given ten days here."""
    made = tables(branch(groups=0), team("锅炉班"), member("01"))
    duties = tuple(replace(one, due_day=10) if one.item == "ZB01" else one for one in made.rulebook.duties)
    made = replace(made, rulebook=replace(made.rulebook, duties=duties))
    days = {day: {i.what: i.days for i in overdue_items(made, dt.date(2019, 10, day))} for day in (10, 11)}
    assert "9月支部党员大会没有记录" not in days[10]
    assert days[11]["9月支部党员大会没有记录"] == 1


def test_a_team_is_told_under_its_branch_and_several_times_in_one_line():
    assert ("甲支部", "锅炉班（班组长 员工01）：7月安全活动（4 次）没有记录", 73) in items(LISTED)


def test_the_party_committee_answers_for_its_own_list():
    done = row("committee_duty", item="DW01", month="2019-07", done="2019-07-20")
    told = [what for unit, what, _ in items(LISTED, done) if unit == PARTY_COMMITTEE]
    assert "7月党委理论学习中心组学习没有记录" not in told
    assert "8月党委理论学习中心组学习没有记录" in told


def served(sheet: str, number: str, **cells: Any) -> Row:
    """An open wish or request of August, which is due by the promised day."""
    person, state = {"wish": ("claimer", "已认领"), "request": ("handler", "办理中")}[sheet]
    given = {"state": state, person: "01", "raised": "2019-08-20", "due": "2019-09-30", **cells}
    return row(sheet, **{sheet: number}, **given)


def test_open_wishes_and_requests_past_their_day_are_told_without_their_content():
    wish = served("wish", "WX-1", realised=None, content="想学焊接")
    waiting = served("wish", "WX-2", due="2019-10-12")
    request = served("request", "SQ-1", due="2019-10-02")
    assert items(SERVICE, wish, waiting, request) == [
        ("甲支部", "微心愿 WX-1，员工01，没有实现", 12),
        ("甲支部", "群众诉求 SQ-1，员工01，没有办结", 10),
    ]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"raised": "2019-07-20", "due": "2019-12-31"}, 24),  # sixty days after it was raised
        ({"due": None}, None),  # the sixty days are not over
        ({"raised": "2019-08-01", "due": None}, 12),
        ({"raised": "2019-08-01", "due": "2019-09-10"}, 32),
    ],
)
@pytest.mark.parametrize("sheet", ["wish", "request"])
def test_reminders_go_by_the_day_that_the_scores_go_by(sheet: str, cells: dict[str, Any], days: int | None):
    one = served(sheet, "N-1", **cells)
    assert [late for _, _, late in items(SERVICE, one)] == ([] if days is None else [days])
    postponed = served(sheet, "N-1", **{**cells, "due": "2019-12-30", "raised": "2019-10-01"})
    kept = {"last": [one]}  # a day that moved back counts as it stood
    assert [late for _, _, late in items(SERVICE, postponed, **kept)] == ([] if days is None else [days])


@pytest.mark.parametrize("sheet", ["wish", "request"])
def test_what_was_passed_on_is_told_until_it_is_received_or_closed(sheet: str):
    passed = {"state": "转办", "passed_unit": "乙支部"}
    ((_, what, days),) = items(SERVICE, served(sheet, "N-1", **passed))
    assert what.endswith("转办单位还没有接收") and days == 12
    assert not items(SERVICE, served(sheet, "N-1", received="2019-09-10", **passed))
    closed, state = {"wish": ("realised", "已实现"), "request": ("closed", "已办结")}[sheet]
    theirs = row(
        sheet, "乙支部", **{sheet: "N-1", "raised": "2019-08-20", closed: "2019-10-05", "state": state}
    )
    assert not items(SERVICE, served(sheet, "N-1", **passed), branch("乙支部", groups=0), theirs)


def test_what_the_office_agreed_to_withdraw_is_not_called_for():
    agreed = {
        "table": "双承诺",
        "number": "P1",
        "matter": "客观原因",
        "verdict": "同意",
        "date": "2019-09-20",
    }
    late = row(
        "pledge",
        pledge="P1",
        person="01",
        verdict="通过",
        state="践诺中",
        deadline="2019-09-10",
        reason="客观原因",
    )
    assert [days for _, _, days in items(PLEDGED, late)] == [32]
    assert not items(PLEDGED, late, row("verification", **agreed))


def test_a_pledge_past_its_deadline_and_one_without_supervision_are_told():
    common = {
        "person": "01",
        "verdict": "通过",
        "set_on": "2019-02-01",
        "published": "2019-02-03",
        "state": "践诺中",
    }
    late = row("pledge", pledge="P1", deadline="2019-10-01", supervised="2019-08-01", **common)
    alone = row("pledge", pledge="P2", deadline="2019-12-01", **common)
    assert items(PLEDGED, late, alone) == [
        ("甲支部", "承诺 P1，员工01，没有完成", 11),
        ("甲支部", "承诺 P2，员工01，2019年第三季度没有督诺", 12),
    ]


def test_what_was_not_mended_in_time_is_told_and_the_problem_only_on_the_letter():
    rows = [
        row(
            "inspection",
            unit_kind="班组",
            unit="锅炉班",
            indicator=None,
            problem="台账不全",
            due="2019-10-02",
        ),
        row(
            "inspection",
            unit_kind="党支部",
            unit="甲支部",
            indicator="BR04",
            problem="缺记录",
            due="2019-10-02",
            fixed="2019-10-11",
        ),
    ]
    assert items(MENDING, *rows) == [("甲支部", "锅炉班（班组长 员工01）：对照检查发现的问题没有整改完成", 4)]


@pytest.mark.parametrize(
    ("days", "words"),
    [(3, "某事（超期 3 天）"), (0, "某事（今天到期）"), (-7, "某事（还有 7 天）"), (None, "某事")],
)
def test_days_are_spoken(days: int | None, words: str):
    assert spoken(Item("甲支部", LISTED, "某事", None, days)) == words


def test_a_line_break_in_a_cell_makes_no_line_of_its_own():
    assert spoken(Item("甲支部", LISTED, "某\n■ 乙支部\n事", None, None)) == "某 ■ 乙支部 事"


def test_a_missing_workbook_is_called_for_from_seven_days_before(plant: Path):
    (plant / sent_by(OVERHAUL)).unlink()
    assert "“支部填报”还没有报送" not in text(plant, dt.date(2019, 10, 2))
    assert "10月3日起催报" in text(plant, dt.date(2019, 10, 2))
    assert "■ 检修支部：“支部填报”还没有报送（还有 7 天）" in text(plant, dt.date(2019, 10, 3))
    assert "“支部填报”还没有报送（超期 2 天）" in text(plant, DAY)


def test_without_the_review_workbook_the_branches_are_reminded_all_the_same(plant: Path):
    (plant / REVIEW).unlink()
    told = text(plant, DAY)
    assert re.search(r"■ 检修支部：.*工作清单 \d+ 项", told)
    assert "缺少党委考评，党委工作清单和整改的超期情况按2019年第二季度的材料列出" in told


def test_without_the_directory_only_the_lack_is_told(plant: Path):
    for file in plant.rglob("组织名册.xlsx"):
        file.unlink()
    told = text(plant, DAY)
    assert "“组织名册”还没有放入" in told
    assert "无从列出" in told
    assert "工作清单 " not in told


def test_an_empty_folder_gives_a_text_too(tmp_path: Path):
    assert "报送截止日无从得知" in text(tmp_path, DAY)


def test_pledges_can_be_shown_before_the_review_workbook_has_come(plant: Path):
    (plant / REVIEW).unlink()
    (plant / GOALS).unlink()
    examined = looked_at(plant)
    tables = tables_so_far(examined)
    assert examined.tables is None
    assert tables is not None
    assert "试算稿" in pledge_files(examined, tables, DAY)["双承诺公示.html"].decode()


@pytest.mark.parametrize("file", [RULES, NAMES])
def test_nothing_can_be_shown_without_rulebook_or_directory(plant: Path, file: str):
    for one in plant.rglob(Path(file).name):
        one.unlink()
    assert tables_so_far(looked_at(plant)) is None


def test_a_late_workbook_is_told_once_it_has_come():
    examined = sample_seen()
    files = {
        day: remind_files(examined, examined.tables, dt.date(2019, 10, day))["催办.txt"].decode()
        for day in (12, 13)
    }
    assert "登记为迟报" not in files[12]
    assert "“支部填报”10月13日收到，登记为迟报" in files[13]


def test_the_letter_sums_up_by_unit_and_leaves_room_for_the_leader():
    examined = sample_seen()
    page = remind_files(examined, examined.tables, DAY)["催办单.html"].decode()
    assert "分管领导批示" in page
    assert "最长超期（天）" in page


def test_the_same_day_gives_the_same_bytes():
    examined = sample_seen()
    assert remind_files(examined, examined.tables, DAY) == remind_files(examined, examined.tables, DAY)


@pytest.mark.parametrize(
    ("day", "period"),
    [("2019-10-12", "2019Q3"), ("2019-09-12", "2019Q3"), ("2019-07-05", "2019Q2"), ("2026-01-01", "2019Q3")],
)
def test_the_command_takes_the_quarter_that_is_due_on_the_day(tmp_path: Path, day: str, period: str):
    done = CliRunner().invoke(
        office.remind, ["--input", str(SAMPLE), "--output", str(tmp_path), "--today", day]
    )
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / period / "remind").iterdir()) == [
        "催办.txt",
        "催办单.html",
        "致书记",
    ]


def test_a_quarter_that_has_only_begun_is_told_what_was_open_at_the_end_of_the_last():
    """Walk 3: there is no directory and no review workbook of 2019Q4, and 没有需要催办的事项 would be false."""
    files = remind_files(sample_seen("2019Q4"), None, dt.date(2019, 11, 15))
    told = files["催办.txt"].decode("utf-8-sig")
    assert "没有需要催办的事项" not in told and "按2019年第三季度的材料列出" in told
    earlier = sample_seen("2019Q3")
    for item in overdue_items(earlier.tables, dt.date(2019, 11, 15)):
        assert f"■ {item.unit}：" in told
        if item.unit != PARTY_COMMITTEE:
            letter = files[f"致书记/{item.unit}.txt"].decode("utf-8-sig")
            assert spoken(item) in letter
    assert len(set(re.findall("■ (.*?)：", told))) >= 8


@pytest.mark.parametrize("day", [dt.date(2019, month, day) for month in (10, 11, 12) for day in (1, 15, 28)])
def test_reminders_work_on_every_day_of_a_quarter_without_workbooks(day: dt.date):
    told = remind_files(sample_seen("2019Q4"), None, day)["催办.txt"].decode("utf-8-sig")
    assert "没有需要催办的事项" not in told and "■ " in told


def test_branches_that_have_sent_nothing_are_called_for_by_the_last_directory():
    told = remind_files(sample_seen("2019Q4"), None, dt.date(2020, 1, 5))["催办.txt"].decode("utf-8-sig")
    assert told.count("“支部填报”还没有报送（按2019年第三季度名册）") == 8


def test_a_branch_that_has_not_sent_yet_is_told_what_it_had_open_and_the_others_are_not_told_twice(
    plant: Path,
):
    whole = {g.unit: g for g in groups(plant, DAY)}
    (plant / sent_by(OVERHAUL)).unlink()
    without = {g.unit: g for g in groups(plant, DAY)}
    assert {item.kind for item in without[OVERHAUL].items} >= {PLEDGED}
    assert "还没有报送的支部，超期的事项按2019年第二季度的材料列出" in text(plant, DAY)
    assert list(without["热控支部"].items) == list(whole["热控支部"].items)


def test_the_chat_group_reads_no_name_and_no_number():
    examined = sample_seen()
    files = remind_files(examined, examined.tables, DAY)
    told = files["催办.txt"].decode("utf-8-sig")
    directory = examined.inbox.directory(examined.chosen.directory)
    assert not [name for name in directory.names.values() if name in told]
    assert not re.search(r"[A-Z]{1,3}-[A-Z0-9]+|第一责任人|书记 ", told)
    letters = "".join(files[name].decode("utf-8-sig") for name in files if name.startswith("致书记/"))
    assert "第一责任人：支部书记 卢慧" in letters and re.search(r"承诺 [A-Z]+-", letters)


def test_nothing_is_open_may_be_said_only_when_everything_was_looked_at(tmp_path: Path):
    assert "没有需要催办的事项" not in text(tmp_path, DAY)
    examined = looked_at(tmp_path)
    page = remind_files(examined, None, DAY)["催办单.html"].decode()
    assert "没有需要催办的事项" not in page or "查过的没有" in page


def groups(folder: Path, day: dt.date) -> tuple[Any, ...]:
    examined = looked_at(folder)
    tables, before = tables_so_far(examined), quarter_before(examined)
    return reminder(examined, list(open_items(examined.chosen, tables, before, day)), day, before).groups


def test_a_group_is_reminded_at_most_twice_a_period(tmp_path: Path):
    def remind(day: str) -> str:
        done = CliRunner().invoke(
            office.remind,
            ["--input", str(SAMPLE), "--output", str(tmp_path), "--period", "2019Q3", "--today", day],
        )
        assert done.exit_code == 0, done.output
        return done.output

    text_file = tmp_path / "2019Q3/remind/催办.txt"
    assert "第 1 次" in remind("2019-10-03") and text_file.exists()
    assert "第 1 次" in remind("2019-10-03") and text_file.exists()
    assert "第 2 次" in remind("2019-10-11") and text_file.exists()
    assert "不再生成" in remind("2019-10-12") and not text_file.exists()
    assert (tmp_path / "2019Q3/remind/致书记/检修支部.txt").exists()
    assert "第 2 次" in remind("2019-10-11") and text_file.exists()


@pytest.mark.parametrize(
    ("today", "shown"),
    [("2026-11-28", "2019年9月30日"), ("2019-08-20", "2019年8月20日"), ("2019-10-03", "2019年9月30日")],
)
def test_the_pledge_page_of_a_quarter_that_has_ended_stands_at_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str, shown: str
):
    class Clock(dt.date):
        @classmethod
        def today(cls) -> dt.date:
            return dt.date.fromisoformat(today)

    monkeypatch.setattr(office.dt, "date", Clock)
    done = CliRunner().invoke(
        office.pledges, ["--input", str(SAMPLE), "--output", str(tmp_path), "--period", "2019Q3"]
    )
    assert done.exit_code == 0, done.output
    assert f"截至 {shown}" in (tmp_path / "2019Q3/pledges/双承诺公示.html").read_text("utf-8")


def test_the_commands_answer_an_empty_folder_in_plain_words(tmp_path: Path):
    (tmp_path / "input").mkdir()
    where = ["--input", str(tmp_path / "input"), "--output", str(tmp_path / "output")]
    assert CliRunner().invoke(office.remind, where).exit_code == 0
    for command in (office.pledges, office.annual):
        done = CliRunner().invoke(command, where)
        assert done.exit_code == 1
        assert "Traceback" not in done.output


def test_the_commands_write_their_own_folders(small: Path, tmp_path: Path):
    where = ["--input", str(small), "--output", str(tmp_path)]
    assert CliRunner().invoke(office.pledges, [*where, "--today", "2019-10-03"]).exit_code == 0
    assert CliRunner().invoke(office.annual, [*where, "--year", "2019"]).exit_code == 0
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("[!.]*") if path.is_file())
    assert made == [
        "2019/annual/data/annual_stars.csv",
        "2019/annual/index.html",
        "2019/annual/年度定星.xlsx",
        "2019/首页.html",
        "2019Q3/pledges/双承诺公示.html",
        "2019Q3/pledges/承诺书.html",
        "2019Q3/首页.html",
    ]


@pytest.mark.parametrize("day", ["2019-01-02", "2019-03-31", "2019-06-15"])
def test_long_before_a_quarter_nobody_is_told_that_nothing_is_due_and_no_text_is_used_up(
    tmp_path: Path, day: str
):
    words = ["--input", str(SAMPLE), "--output", str(tmp_path), "--period", "2019Q4", "--today"]
    for when in (day, "2019-01-03", "2019-01-04"):
        done = CliRunner().invoke(office.remind, [*words, when])
        assert done.exit_code == 0, done.output
    remind = tmp_path / "2019Q4/remind"
    assert all("没有需要催办的事项" not in path.read_text("utf-8-sig") for path in remind.glob("催办*"))
