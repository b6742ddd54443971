import io
import json
import re
import shutil
from dataclasses import replace
from email.utils import parsedate_to_datetime
from functools import cache
from unittest import mock

import openpyxl
import pytest
from click.testing import CliRunner
from kit.frames import frame_of
from kit.mail_sample import (
    DECIDED,
    MAILBOX,
    OPEN,
    examined,
    needs_font,
    opened,
    parsed,
    rated_letters,
    rating,
    running,
    sample_mail,
    scratch,
    server_of,
)
from kit.mail_server import USER, over_tls
from kit.plant_on_disk import NAMES, SAMPLE, changed, copied, put
from kit.result_of import published

from pipeline.cli.mail import mail
from pipeline.core.chinese import glyphs, points, star_word
from pipeline.evidence.tables import Directory, Leader
from pipeline.mail.addresses import Recipients, recipients
from pipeline.mail.ledger import load
from pipeline.mail.letter import as_html, as_text
from pipeline.mail.letters.tables import source
from pipeline.mail.send import dispatch, waiting
from pipeline.mail.write import MailOptions, letters, reminders, write_mail
from pipeline.report.pages.pages import unit_pages
from pipeline.report.stage import Stage
from schemas.words import BRANCH, TEAM

pytestmark = [over_tls, needs_font]


FOLDER = {BRANCH: "支部", TEAM: "班组"}


def messages(period):
    folder = sample_mail(period) / "mail"
    return [(entry, opened(folder / entry.file)) for entry in load(folder)[0].entries]


def body(message, kind="html"):
    return message.get_body((kind,)).get_content()


def text(page):
    return re.sub(r"<[^>]+>", "", page.decode())


def workbook(message):
    (part,) = message.iter_attachments()
    return openpyxl.load_workbook(io.BytesIO(part.get_content()))


def results():
    return [(e, m) for e, m in messages(DECIDED) if e.purpose == "正式结果"]


@cache
def written(period=DECIDED, stage="", level=""):
    """The letters of a quarter of the sample, at another stage or publication level."""
    chosen = examined(period)
    of = source(published(rating(period), level, Stage(stage, "") if stage else None))
    return tuple(letters(of, recipients(chosen.inbox, chosen.chosen, (), MAILBOX), b"PK"))


def own_address():
    teams = rating(DECIDED).tables.frames["team"]
    return set(teams[teams["email"].notna()]["team"])


def test_every_branch_every_team_with_an_address_and_the_office_get_one_message():
    units = set(rating(DECIDED).tables.frames["branch"]["branch"]) | own_address()
    assert own_address()
    assert {e.unit for e, _ in results()} == units and len(results()) == len(units)
    assert [e.unit for e, _ in messages(DECIDED) if e.purpose == "汇总"] == ["党群工作部"]


def test_messages_show_the_numbers_of_the_report():
    stars = frame_of(rating(DECIDED).stars).set_index(["unit_kind", "unit"])
    pages, scores = unit_pages(rating(DECIDED)), rating(DECIDED).scores
    leaves = {(s.unit, s.indicator): s.points for s in scores if s.applies}
    for entry, message in results():
        row, page = (
            stars.loc[entry.unit_kind, entry.unit],
            text(pages[f"{FOLDER[entry.unit_kind]}/{entry.unit}.html"]),
        )
        for shown in (points(float(row["total"])), star_word(int(row["star"])), f"第 {row['place']} 名"):
            assert shown in page and shown in body(message) and shown in body(message, "plain"), (
                entry.unit,
                shown,
            )
        rows = workbook(message)["得分构成"].iter_rows(min_row=4, values_only=True)
        parts = {(r[0], r[1]): r[4] for r in rows if isinstance(r[4], int | float)}
        assert parts == {key: given for key, given in leaves.items() if key[0] in {unit for unit, _ in parts}}
        for name, unit in stars.loc[TEAM].iterrows():
            if unit["parent"] == entry.unit and name not in own_address():
                assert f"{glyphs(int(unit['star']))} {star_word(int(unit['star']))}" in body(message)
                assert name in body(message) and points(float(unit["score"])) in body(message)


def test_every_picture_is_there_and_has_words_beside_it():
    for entry, message in results():
        cids = re.findall(r'src="cid:([^"]+)"', body(message))
        parts = {str(p["Content-ID"]).strip("<>"): p.get_content() for p in message.walk() if p["Content-ID"]}
        assert len(cids) == 1 and set(cids) == set(parts)
        assert all(content.startswith(b"\x89PNG") and len(content) > 10_000 for content in parts.values())
        assert re.search(r'alt="[^"]*' + entry.unit, body(message))


@pytest.mark.parametrize("period", [DECIDED, OPEN])
def test_messages_are_small_and_fetch_nothing(period):
    folder = sample_mail(period) / "mail"
    for entry, message in messages(period):
        page = body(message)
        assert len(page.encode()) <= 80 * 1024
        assert (folder / entry.file).stat().st_size <= 10 * 2**20
        assert not re.search(r"https?://|<script|<link|<style|@import|url\(|position:|float:|flex", page)
        assert 'width="680"' in page


@pytest.mark.parametrize("period", [DECIDED, OPEN])
def test_the_same_input_gives_the_same_bytes(period):
    again = scratch()
    with mock.patch("pipeline.mail.write._letters", rated_letters):  # which remembers nothing
        write_mail(examined(period), again, MailOptions(USER, office=MAILBOX))
    first, second = (sorted((folder / "mail").iterdir()) for folder in (sample_mail(period), again))
    assert [p.name for p in first] == [p.name for p in second]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_messages_carry_the_day_of_the_papers_not_of_the_clock():
    for _, message in messages(DECIDED):
        assert parsedate_to_datetime(message["Date"]).isoformat() == "2019-07-27T09:00:00+08:00"


def test_before_the_committee_has_decided_only_data_to_check_is_sent():
    result = rating(OPEN)
    assert {e.purpose for e, _ in messages(OPEN)} == {"核对通知", "汇总"}
    for entry, message in messages(OPEN):
        if entry.purpose == "核对通知":
            told = body(message, "plain") + " ".join(
                str(v)
                for ws in workbook(message)
                for row in ws.iter_rows(values_only=True)
                for v in row
                if v is not None
            )
            stars = frame_of([s for s in result.stars if entry.unit in (s.parent, s.unit)])
            assert not any(
                re.search(rf"(?<![\d.]){points(float(s))}(?!\d)", told) for s in stars["score"].dropna()
            )
            assert "★" not in told and "第 " not in told and "BR11" not in told


def test_a_deduction_is_told_with_its_reason_day_and_cell_and_not_as_points_left():
    checks = rating(OPEN).tables.frames["check"]
    made = {letter.unit: letter for letter in written(OPEN)}
    for team in own_address():
        (lost,) = (one.rows for one in made[team].tables if one.caption == "扣分明细")
        own = checks[checks["team"].eq(team) & checks["deduction"].gt(0)]
        assert {
            (code, points, reason, day) for code, points, reason, day, _ in (row.cells for row in lost)
        } == {
            (r["indicator"], f"{r['deduction']:g} 分", r["reason"], f"{r['date']:%Y-%m-%d}")
            for r in own.to_dict("records")
        }
        assert all(re.search(r"部门考评-.*› 班组考评 › [A-Z]+\d+$", row.cells[-1]) for row in lost)
        counted = {row.cells[0]: row.cells[2] for row in made[team].tables[0].rows}
        for code in ("TM01", "TM03"):
            total = own[own["indicator"].eq(code)]["deduction"].sum()
            assert counted[code] == (f"扣 {total:g} 分" if total else "未扣分")


def test_a_branch_without_teams_is_told_of_its_paired_teams_and_of_no_mail_that_it_does_not_get():
    paired = rating(DECIDED).paired
    assert paired
    made = {letter.unit: letter for letter in written() if letter.purpose.value == "正式结果"}
    for branch, teams in paired.items():
        (listed,) = (one for one in made[branch].tables if one.caption.startswith("结对班组"))
        assert {row.cells[0] for row in listed.rows} == set(teams) and "得分" not in {
            c.title for c in listed.columns
        }
        assert not any("见班组邮件" in row.cells for row in listed.rows)


@pytest.mark.parametrize(
    ("stage", "purpose"), [("初评稿", "核对通知"), ("公示稿", "公示结果"), ("正式通报", "正式结果")]
)
def test_the_stage_decides_what_is_sent_and_stands_in_every_subject(stage, purpose):
    found = written(OPEN, stage)
    assert {one.purpose.value for one in found} == {purpose, "汇总"} or {
        one.purpose.value for one in found
    } == {purpose}
    assert all(stage in one.title for one in found)


@pytest.mark.parametrize(("shown", "most"), [("full", 8), ("top3", 4), ("band", 0)])
def test_no_unit_reads_more_of_the_others_than_the_publication_level_allows(shown, most):
    result = rating(DECIDED)
    branches = frame_of(result.stars_of(BRANCH)).set_index("unit")
    for one in (o for o in written(level=shown) if o.purpose == "正式结果" and o.unit in branches.index):
        said = as_text(one, "", "") + as_html(one, "", "", "") + (one.drawing.svg if one.drawing else "")
        said += " ".join(
            str(c.value)
            for ws in openpyxl.load_workbook(io.BytesIO(one.attachments[0].content))
            for row in ws
            for c in row
        )
        others = branches.drop(one.unit)
        open_to_all = (
            others if shown == "full" else others[others["place"] <= 3] if shown == "top3" else others[:0]
        )
        for name in others.drop(open_to_all.index).index:
            assert name not in said.replace(f"{name}.xlsx", "")
        rows = [t for t in one.tables if "名次" in t.caption]
        assert len(rows[0].rows if rows else ()) <= most
        assert ("第 " in said) == (shown != "band")


@pytest.mark.parametrize("shown", ["full", "top3", "band"])
def test_the_summary_of_the_office_obeys_the_publication_level_too(shown):
    (one,) = (o for o in written(level=shown) if o.purpose == "汇总")
    totals = {points(float(t)) for t in frame_of(rating(DECIDED).stars)["total"].dropna()}
    assert shown == "full" or not totals & set(re.findall(r"\d+\.\d\d", as_text(one, "", "")))
    assert one.attachments[0].content == b"PK"


def test_no_message_names_an_absentee():
    result = rating(OPEN)
    named = {one.name for one in result.persons} - {
        star.responsible.partition("（")[0] for star in result.stars
    }
    for _, message in messages(OPEN):
        told = (
            " ".join(
                str(v) for ws in workbook(message) for row in ws.iter_rows(values_only=True) for v in row
            )
            if list(message.iter_attachments())
            else ""
        )
        assert not named & set(re.findall(r"[\u4e00-\u9fff]{2,3}", told + body(message, "plain")))


@pytest.mark.parametrize("period", [OPEN, DECIDED])
def test_no_message_counts_the_wishes_and_requests_of_a_small_team(period):
    """焊接班 has six people; its scores are told, how many wishes and where they stand are not."""
    seen = False
    for _, message in messages(period):
        lines = [
            [str(v) for v in row]
            for ws in (workbook(message) if list(message.iter_attachments()) else ())
            for row in ws.iter_rows(values_only=True)
            if row[0] == "焊接班"
        ]
        for line in (one for one in lines if one[1] in ("TM06", "TM07a")):
            seen = True
            assert not any(
                (re.search(r"\d/\d|微心愿|群众诉求", cell) and "›" in cell)
                or re.fullmatch(r"[\d.]+/[\d.]+", cell)
                for cell in line
            ), line
    assert seen


def test_a_team_with_an_address_gets_its_own_message_and_only_the_others_travel_with_the_branch():
    found = recipients(examined(DECIDED).inbox, examined(DECIDED).chosen, (), "")
    to = Recipients(
        {k: a for k, a in found.addresses.items() if k == (BRANCH, "检修支部")}
        | {(TEAM, "锅炉班"): "guolu@example.com"},
        found.parents,
        "",
        {},
    )
    letter_of = {one.to: one for one in letters(source(rating(DECIDED)), to, b"")}
    branch, team = letter_of[BRANCH, "检修支部"], letter_of[TEAM, "锅炉班"]
    assert "请转告" in as_text(branch, "", "") and "锅炉班" not in branch.closing[0]
    assert "贵班组" in team.opening[0]
    rows = {
        row[0].value for row in openpyxl.load_workbook(io.BytesIO(branch.attachments[0].content))["得分构成"]
    }
    assert "汽机班" in rows and "锅炉班" not in rows


def test_missing_and_faulty_branches_are_reminded_and_nobody_else_is_written_to():
    seen = examined(OPEN)
    first, second, *others = [r for r in seen.intake.received if r.kind == "支部填报"]
    intake = replace(
        seen.intake,
        received=(replace(first, state="缺报", file=""), replace(second, state="有错误", errors=2), *others),
    )
    to = recipients(seen.inbox, seen.chosen, (), "")
    leaders = {(BRANCH, one.unit): Leader("支部书记", f"{one.unit[:2]}书记", "") for one in (first, second)}
    found = list(
        reminders(OPEN, intake, {second.file: b"PK"}, replace(to, office=""), Directory({}, {}, {}, leaders))
    )
    assert [(o.unit, o.purpose.value) for o in found] == [(first.unit, "催报通知"), (second.unit, "改正通知")]
    assert not any("★" in as_text(o, "", "") for o in found)
    assert all(f"第一责任人：支部书记 {o.unit[:2]}书记。" in o.closing for o in found)


def test_a_branch_without_an_address_is_named_and_nothing_is_written_to_it(tmp_path):
    entries, _ = write_mail(examined(OPEN), tmp_path, MailOptions(USER, domains=("example.org",)))
    assert {e.state.value for e in entries} == {"unwritten"}
    assert all(("没有填" if e.purpose == "汇总" else "不在允许的域名") in e.reply for e in entries)
    assert not list(tmp_path.rglob("*.eml"))


def test_plain_messages_have_the_table_and_no_picture(tmp_path):
    write_mail(examined(DECIDED), tmp_path, MailOptions(USER, office=MAILBOX, font=None))
    for path in (tmp_path / "mail").glob("*正式结果*.eml"):
        message = opened(path)
        assert "image/png" not in [p.get_content_type() for p in message.walk()]
        assert "cid:" not in body(message) and "<th" in body(message) and "名次" in body(message, "plain")


def test_the_sample_quarter_arrives(tmp_path):
    shutil.copytree(sample_mail(DECIDED), tmp_path, dirs_exist_ok=True)
    with running() as post:
        errand, _ = waiting(tmp_path, DECIDED, USER, (), (), 50)
        assert dispatch(errand, server_of(post), lambda: "", lambda _: None) == []
        arrived = {parsed(content)["Subject"]: to for _, [to], content in post.handler.arrived}
    assert len(arrived) == len(post.handler.arrived) >= 8
    for entry in load(tmp_path / "mail")[0].entries:
        assert entry.state.value == "sent"
        assert arrived[entry.subject] == entry.address


def test_the_command_lists_what_it_wrote_and_says_what_comes_next(tmp_path):
    done = CliRunner().invoke(mail, ["--input", str(SAMPLE), "--output", str(tmp_path), "--period", "2019Q3"])
    assert done.exit_code == 0, done.output
    assert (
        "数据核对通知（初评稿）" in done.output
        and "make send" in done.output
        and "DUALSTAR_SMTP_SENDER" in done.output
    )
    page = (tmp_path / "2019Q3/mail/index.html").read_text(encoding="utf-8")
    assert (
        "attachShadow" in page and "beforeprint" in page
    )  # a frame is cut at the end of a sheet, its copy is not
    assert "待发 " in page and "iframe" in page and not re.search(r'src="(?!data:)', page)


def test_where_no_letter_could_be_written_nobody_is_sent_to_send_them(tmp_path):
    copied(tmp_path / "input", ("2019", "2019Q3"))
    changed(
        tmp_path / "input",
        *(put(NAMES, "党支部", row, 邮箱=None) for row in range(1, 9)),
        *(put(NAMES, "班组", {"班组": team}, 邮箱=None) for team in ("集控一值", "锅炉班")),
    )
    words = ["--input", str(tmp_path / "input"), "--output", str(tmp_path / "output"), "--period", "2019Q3"]
    done = CliRunner().invoke(mail, words)
    assert "没有一封写成" in done.output and "再运行 make send" not in done.output


@pytest.mark.parametrize("left_out", [["检修支部"], []])
def test_letters_never_speak_of_other_branches_than_the_report_does(tmp_path, left_out):
    """A branch that the report leaves out would be sent a star; one that it rates would be sent none."""
    (tmp_path / "2019Q3/report").mkdir(parents=True)
    (tmp_path / "2019Q3/report/run.json").write_text(json.dumps({"without": left_out}), encoding="utf-8")
    other = [] if left_out else ["--without", "检修支部"]
    done = CliRunner().invoke(
        mail, ["--input", str(SAMPLE), "--output", str(tmp_path), "--period", "2019Q3", *other]
    )
    assert done.exit_code == 1 and "与这次不同" in done.output, done.output
    assert not (tmp_path / "2019Q3/mail").exists()
