"""What leaves the office: pages of units, the circular, papers and letters keep to the publication level and to what is closed."""

import atexit
import io
import re
import shutil
import tempfile
from email import message_from_bytes, policy
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from kit.plant_on_disk import REVIEW, RULES, added, changed, copied, looked_at, put, rated_from, sent_by
from kit.remembered import worked_out_once
from kit.result_of import published
from python_calamine import CalamineWorkbook

from pipeline.core.chinese import points
from pipeline.mail.addresses import recipients
from pipeline.mail.letter import as_html
from pipeline.mail.letters.tables import source
from pipeline.mail.write import MailOptions, letters, write_mail
from pipeline.rating.caps import OPEN_MATTER
from pipeline.report.data import data_files
from pipeline.report.pages.pages import report_pages, unit_pages
from pipeline.report.papers.circular import circular
from pipeline.report.papers.one_page import one_page_html
from pipeline.report.papers.papers import documents
from pipeline.report.statistics.table import guarded
from pipeline.run import rate
from schemas.words import BRANCH, TEAM

LEFT_OUT, SUSPENDED_BRANCH, SUSPENDED_TEAM, ITS_BRANCH = "燃料支部", "热控支部", "电气检修班", "检修支部"
STAGES = {
    "初评稿": (),
    "公示稿": (
        added(REVIEW, "审定", 事项="党委会议", 日期="2019-10-16", 纪要号="示例党纪〔2019〕16号"),
        added(REVIEW, "审定", 事项="公示", 日期="2019-10-17", 截止日期="2019-10-23"),
    ),
}
STAGES["正式通报"] = (
    *STAGES["公示稿"],
    *(put(REVIEW, "异议", number, 答复="维持原结果", 答复日期="2019-10-23") for number in (1, 2)),
    added(REVIEW, "审定", 事项="正式通报", 日期="2019-10-25"),
)
STAGES["季度通报"] = (
    put(RULES, "基本设置", {"项目": "兑现周期"}, 内容="年度"),
    put(RULES, "基本设置", {"项目": "季度审定方式"}, 内容="简易"),
    added(REVIEW, "审定", 事项="党建例会审核", 日期="2019-10-16"),
)
ONE_PAGE = ("一页纸.docx", "一页纸.html")
WRITTEN = {  # what the whole plant reads at each stage
    "初评稿": ("公文/党委会议题材料.docx", "双星通报.xlsx", *ONE_PAGE),
    "公示稿": ("公文/党委会议题材料.docx", "公文/公示.docx", "双星通报.xlsx", *ONE_PAGE),
    "正式通报": ("公文/党委会议题材料.docx", "公文/公示.docx", "公文/通报.docx", "双星通报.xlsx", *ONE_PAGE),
    "季度通报": ("公文/季度通报.docx", "双星通报.xlsx", *ONE_PAGE),
}
DISCIPLINED = "化验班"
SECRETS = ("事项正在调查", "示例纪〔2019〕3号", "一名职工酒后驾车", "示例纪〔2019〕8号")
STAR = re.compile("[一二三四五]星|★")


@cache
def rated(stage):
    """The sample quarter at a stage, without one branch, while two units are being looked into."""
    folder = Path(tempfile.mkdtemp(prefix="dualstar-publication-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_cases = [
        added(
            REVIEW,
            "加减分与否决",
            单位类别=kind,
            单位=unit,
            类型="暂缓",
            依据文号="示例纪〔2019〕3号",
            决定日期="2019-09-18",
            事由="事项正在调查",
        )
        for kind, unit in ((BRANCH, SUSPENDED_BRANCH), (TEAM, SUSPENDED_TEAM))
    ]
    disciplined = added(
        REVIEW,
        "加减分与否决",
        单位类别=TEAM,
        单位=DISCIPLINED,
        类型="否决",
        编码="VT02",
        依据文号="示例纪〔2019〕8号",
        决定日期="2019-09-19",
        事由="一名职工酒后驾车",
    )
    changed(copied(folder / "input"), *open_cases, disciplined, *STAGES[stage])
    rating = rated_from(folder / "input", without=(LEFT_OUT,))
    assert rating.stage.name == stage
    return rating


def html_lines(page):
    """Rows and paragraphs of a page, a line each."""
    return [unescape(re.sub(r"<[^>]+>", " ", one)) for one in re.split(r"</(?:tr|p|li|div|h\d)>", page)]


def book_lines(content):
    """What stands in a row, a line each; whole numbers as they are seen."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names)
    return [" ".join(map(seen, (v for v in row if v != ""))) for rows in sheets for row in rows]


def seen(value):
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def paper_lines(content):
    paper = Document(io.BytesIO(content))
    heads = [p.text for s in paper.sections for p in (*s.header.paragraphs, *s.even_page_header.paragraphs)]
    rows = [" ".join(c.text for c in row.cells) for t in paper.tables for row in t.rows]
    return [*heads, *(p.text for p in paper.paragraphs), *rows]


def letter_lines(letter):
    return [
        *html_lines(as_html(letter, "", "", "")),
        *(line for a in letter.attachments for line in book_lines(a.content)),
    ]


@cache
def outside(stage, level):
    """Everything that leaves the office: its path, the units whose own it is, and its lines."""
    return worked_out_once(f"outside {stage} {level}", lambda: leaving(stage, level))


def leaving(stage, level):
    result = published(rated(stage), level)
    made = {path: html_lines(page.decode()) for path, page in unit_pages(result).items()}
    made["一页纸.html"] = html_lines(one_page_html(result).decode())
    made["双星通报.xlsx"] = book_lines(circular(result)[0])
    made |= {
        path: paper_lines(content) for path, content in documents(result)[0].items() if path.endswith(".docx")
    }
    sent = source(result)
    post = letters(sent, recipients(result.examined.inbox, result.examined.chosen, (), ""), b"")
    made |= {f"mail/{one.purpose}-{one.unit}": letter_lines(one) for one in post}
    return {path: (owners(path, result), lines) for path, lines in made.items()}


def owners(path, result):
    """The unit a path is named after, and for a branch its teams; nobody for what the whole plant reads."""
    own = {s.unit for s in result.stars if re.search(rf"(^|[/-]){s.unit}(\.|$)", path)}
    return own | {s.unit for s in result.stars_of(TEAM) if s.parent in own}


@pytest.mark.parametrize("level", ["top3", "band"])
@pytest.mark.parametrize("stage", STAGES)
def test_no_line_outside_the_office_gives_the_score_of_a_unit_beyond_the_level(stage, level):
    most = 3 if level == "top3" else 0
    closed = [s for s in rated(stage).stars if s.score is not None and (s.place is None or s.place > most)]
    for path, (own, lines) in outside(stage, level).items():
        for star in closed:
            told = [line for line in lines if star.unit in line and star.unit not in own]
            scores = {points(star.score), points(star.total)}
            assert not [line for line in told if scores & set(re.findall(r"\d+\.\d+", line))], (
                path,
                star.unit,
            )


@pytest.mark.parametrize("stage", STAGES)
def test_no_cell_outside_the_office_names_anybody_but_who_is_responsible(stage):
    result = rated(stage)
    heads = {n for s in result.stars for n in re.findall(r"（(\d+)）", s.responsible)}
    for path, (_, lines) in outside(stage, "full").items():
        named = {n for line in lines for n in re.findall(r"(?<![\w.-])\d{5}(?!\w)", line)} & set(
            result.colleagues
        )
        assert named <= heads, path


@pytest.mark.parametrize("level", ["full", "top3", "band"])
def test_a_suspended_team_stands_in_no_list_of_teams_that_reach_a_star(level):
    _, lines = outside("公示稿", level)[f"支部/{ITS_BRANCH}.html"]
    asked = [line for line in lines if re.search("评[一二三四五]星：", line)]
    assert asked
    assert not [line for line in asked if SUSPENDED_TEAM in line]
    lacking = [short.sentence for short in rated("公示稿").shortfalls if short.unit == ITS_BRANCH]
    assert lacking and not [sentence for sentence in lacking if SUSPENDED_TEAM in sentence]


@pytest.mark.parametrize("stage", STAGES)
def test_the_whole_plant_reads_what_belongs_to_the_stage_and_nothing_else(stage):
    assert set(WRITTEN[stage]) == set(outside(stage, "top3")) & set(
        dict.fromkeys(path for paths in WRITTEN.values() for path in paths)
    )


@pytest.mark.parametrize(("stage", "purpose"), [("初评稿", "核对通知"), ("季度通报", "正式结果")])
def test_units_are_written_their_result_once_the_branches_meeting_has_settled_a_light_quarter(stage, purpose):
    assert f"mail/{purpose}-{ITS_BRANCH}" in outside(stage, "top3")


@pytest.mark.parametrize("level", ["full", "top3", "band"])
@pytest.mark.parametrize("unit", [SUSPENDED_BRANCH, SUSPENDED_TEAM])
@pytest.mark.parametrize("stage", ["正式通报", "季度通报"])
def test_no_table_read_by_the_whole_plant_gives_a_suspended_unit_a_star(stage, unit, level):
    star = next(s for s in rated(stage).stars if s.unit == unit)
    for path in WRITTEN[stage]:
        for line in outside(stage, level)[path][1]:
            if "暂缓评定" in line and unit in line and "、" not in line:
                assert "★" not in line, path
    assert star.star is not None
    _, lines = outside("公示稿", level)[f"{'支部' if star.unit_kind == BRANCH else '班组'}/{unit}.html"]
    assert "星级：" not in "".join(lines[:12])


@pytest.mark.parametrize("stage", ["初评稿", "正式通报"])
@pytest.mark.parametrize("level", ["full", "band"])
def test_why_a_unit_was_suspended_or_vetoed_stands_on_the_office_s_own_pages_alone(stage, level):
    result = published(rated(stage), level)
    for path, (_, lines) in outside(stage, level).items():
        text = "\n".join(lines)
        assert not [word for word in SECRETS if word in text], path
    for path, content in data_files(result).items():
        assert not [word for word in SECRETS if word in content.decode("utf-8-sig")], path
    pages = {path: page.decode() for path, page in report_pages(result).items()}
    for word in SECRETS:
        assert [path for path, page in pages.items() if word in page] == ["index.html"], word
    del pages["index.html"]
    events = result.tables.frames["event"]
    decided = {str(text) for name in ("reason", "document") for text in events[name].dropna()}
    assert len(decided) > len(SECRETS)
    texts = {path: "\n".join(lines) for path, (_, lines) in outside(stage, level).items()} | pages
    for path, text in texts.items():
        assert not [word for word in decided if word in text], path
        assert not re.findall(r".{9}暂缓评定(?!（有关事项待核定）).{9}", text), path
    _, own = outside(stage, level)[f"班组/{DISCIPLINED}.html"]
    assert any("按评价细则第2条确定" in line for line in own)
    assert any(OPEN_MATTER in line for line in outside(stage, level)[f"支部/{SUSPENDED_BRANCH}.html"][1])


@pytest.mark.parametrize("stage", STAGES)
def test_everything_outside_the_office_names_the_branch_that_was_left_out(stage):
    for path, (_, lines) in outside(stage, "top3").items():
        if "汇总" not in path:
            assert any(f"按要求不计入本期：{LEFT_OUT}" in line for line in lines), path


@pytest.mark.parametrize("stage", STAGES)
def test_a_branch_that_was_left_out_has_no_star_outside_the_office(stage):
    teams = {s.unit for s in rated(stage).stars_of(TEAM) if s.parent == LEFT_OUT}
    for path in WRITTEN[stage]:
        rows = [
            line
            for line in outside(stage, "full")[path][1]
            if line.startswith((LEFT_OUT, *teams)) and len(line) < 60
        ]
        assert not [line for line in rows if STAR.search(line) and "★" in line], path


@pytest.mark.parametrize("stage", STAGES)
def test_every_letter_names_who_is_responsible_for_the_unit(stage):
    responsible = {s.unit: s.responsible for s in rated(stage).stars}
    post = {
        path: lines
        for path, (_, lines) in outside(stage, "top3").items()
        if path.startswith("mail/") and "汇总" not in path
    }
    assert post
    for path, lines in post.items():
        assert any(f"第一责任人：{responsible[path.rpartition('-')[2]]}。" in line for line in lines), path


def test_a_trial_names_the_workbook_that_is_still_faulty_on_every_page(plant):
    changed(plant, put(sent_by(ITS_BRANCH), "组织生活", 1, 日期="2019年13月1日"))
    result = rate(looked_at(plant), True, ())
    head = f"填报有错误，结果不准：{ITS_BRANCH}"
    for path, page in report_pages(result).items():
        assert head in page.decode(), path
    assert all(
        head in " ".join(paper_lines(content))
        for path, content in documents(result)[0].items()
        if path.endswith(".docx")
    )


def test_the_circular_that_the_office_is_sent_is_the_one_of_the_report(plant):
    changed(plant, *STAGES["公示稿"])
    examined = looked_at(plant)
    entries, _ = write_mail(
        examined, plant.parent / "out", MailOptions("a@example.com", office="b@example.com", font=None)
    )
    assert not isinstance(entries, str), entries
    (office,) = (e for e in entries if "汇总" in e.subject)
    message = message_from_bytes(
        (plant.parent / "out" / "mail" / office.file).read_bytes(), policy=policy.default
    )
    (sent,) = (part.get_content() for part in message.iter_attachments())
    assert sent == circular(rate(examined, False, ()))[0]


@pytest.mark.parametrize(
    "text", ("与张三谈心", "张", "工号0101未办", "无关", "李四四的事", "李四来", "三张0101")
)
def test_free_text_gives_way_exactly_where_a_name_or_a_number_stands_in_it(text):
    persons = frozenset({"张三", "0101", "李四四"})
    assert (guarded(text, persons) != text) is any(person in text for person in persons)


def test_a_text_is_not_compared_with_everybody():
    """Persons of two lengths: two look-ups a text, however many they are."""

    class Counted(frozenset[str]):
        asked = 0

        def isdisjoint(self, other):
            Counted.asked += 1
            return super().isdisjoint(other)

    persons = Counted([*(f"张{number:03}" for number in range(900)), "李四"])
    assert guarded("与王五谈心", persons) == "与王五谈心"
    assert Counted.asked == 2
