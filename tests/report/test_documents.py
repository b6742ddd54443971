"""The Word papers and the hand-over workbook: their numbers, what they may show, their stage, and harmful text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from docx import Document
from docx.shared import Mm
from kit.frames import frame_of, rows_of
from kit.plant_on_disk import sample_rated
from kit.result_of import under_setting
from openpyxl import load_workbook

from docs.templates.make_documents import PAPERS, template
from docs.templates.make_handover import template as handover_template
from pipeline.core import chinese as words
from pipeline.core.chinese import name_order, plain
from pipeline.evidence.people import votes
from pipeline.rating.stars import RATED
from pipeline.report.build import in_order
from pipeline.report.disclosure import head_name
from pipeline.report.papers.goals import unit_goals
from pipeline.report.papers.letter import labels
from pipeline.report.papers.papers import documents
from pipeline.report.papers.template import fill, form
from pipeline.report.result import Result
from pipeline.report.rows import Star
from pipeline.report.stage import DRAFT, FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER, Stage
from schemas.base import title
from schemas.facts import GoalFact
from schemas.target import SELF_EXAMINED
from schemas.words import BRANCH, TEAM, UNIT_KINDS

ROOT = Path(__file__).parents[2]
HOSTILE = "</w:t><甲>&amp;{{ 7*7 }}{% for x in y %}\x07]]>"
AS_READ = "</w:t><甲>&amp;{{ 7*7 }}{% for x in y %}]]>"
BLANK = "　　　年　月　日"
RESULT_PAPERS = ("公文/党委会议题材料.docx", "公文/公示.docx", "公文/通报.docx")


@cache
def sample() -> Result:
    """The sample's newest quarter at the last stage, at which every paper is written."""
    return replace(sample_rated(), stage=Stage(OFFICIAL, "一句说明"))


def made(**changes: Any) -> dict[str, bytes]:
    rating = sample()
    files, findings = documents(replace(rating, **changes) if changes else rating)
    assert not findings
    return files


@cache
def at_level(level: str) -> dict[str, bytes]:
    return made(level=level)


def with_rows(**frames: pd.DataFrame) -> Result:
    rating = sample()
    sheets = replace(rating.tables, frames={**rating.tables.frames, **frames})
    return replace(rating, source=(rating.examined, replace(rating.evaluation, tables=sheets)))


def read_text(content: bytes) -> str:
    """Every paragraph of a document, those of tables, headers and footers included, a line each."""
    with ZipFile(io.BytesIO(content)) as package:
        parts = [
            package.read(name).decode()
            for name in sorted(package.namelist())
            if re.match(r"word/(document|header|footer)", name)
        ]
    paragraphs = [p for part in parts for p in re.findall(r"<w:p[ >].*?</w:p>", part, re.DOTALL)]
    lines = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", p)) for p in paragraphs]
    text = "\n".join(lines)
    return (
        text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", '"')
        .replace("&#39;", "'")
        .replace("&amp;", "&")
    )


def cells(content: bytes) -> list[list[str]]:
    """The rows of all tables as text."""
    return [
        [cell.text for cell in row.cells]
        for table in Document(io.BytesIO(content)).tables
        for row in table.rows
    ]


def papers(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path.endswith(".docx")}


def hidden(most: int) -> set[str]:
    """Scores and totals, as printed, that only units with a place beyond `most` have."""
    stars = frame_of(sample().stars)
    closed = stars["place"].isna() | stars["place"].gt(most)
    printed = [
        {words.points(v) for name in ("score", "total") for v in rows[name].dropna()}
        for rows in (stars[closed], stars[~closed])
    ]
    return printed[0] - printed[1]


def test_every_unit_has_its_papers():
    result, files = sample(), at_level("top3")
    branches = {star.unit for star in result.stars_of(BRANCH)}
    goals = set(sample().tables.frames["target"]["unit"])
    problems = sample().tables.frames["inspection"]
    open_ = set(
        problems[problems["problem"].notna() & problems["due"].notna() & problems["fixed"].isna()]["unit"]
    )
    assert branches and goals and open_
    wanted = {
        *RESULT_PAPERS,
        "一页纸.docx",
        "绩效联动移交表.xlsx",
        *(f"公文/数据确认单-{b}.docx" for b in branches),
        *(f"述职/{b}.docx" for b in branches),
        *(f"公文/目标责任书-{u}.docx" for u in goals),
        *(f"公文/整改通知单-{u}.docx" for u in open_),
    }
    assert set(files) == wanted


def test_a_confirmation_shows_the_figures_scores_and_stars_of_the_result():
    files, found = at_level("top3"), sample()
    for star in found.stars_of(BRANCH):
        content = files[f"公文/数据确认单-{star.unit}.docx"]
        rows = cells(content)
        assert f"总分 {words.points(star.total)}" in read_text(content)
        for score in found.scores_of(star.key):
            shown = next(row for row in rows if row[0] == score.indicator)
            if score.applies and score.max_points:
                assert shown[4:] == [
                    words.points(score.self_points),
                    words.points(score.checked_points),
                    words.points(score.points),
                ]
        for team in (s for s in found.stars_of(TEAM) if s.parent == star.unit):
            assert any(
                [team.unit, head_name(team), words.points(team.score)] == row[i : i + 3]
                for row in rows
                for i in (0, 4)
                if len(row) == 8
            )


def test_the_agenda_lists_every_branch_with_its_star_and_every_warning():
    content = at_level("top3")["公文/党委会议题材料.docx"]
    branches, text = sample().stars_of(BRANCH), read_text(content)
    rows = {row[0]: row for row in cells(content)[: len(branches) + 1]}
    for star in branches:
        assert rows[star.unit][1:3] == [words.glyphs(star.shown), words.star_word(star.previous_star)]
    assert all(sentence in text for sentence in sample().warnings)
    assert all(matter in text for matter in sample().tables.frames["objection"]["matter"])
    for one in sample().objections:
        assert any(row[0] == one.matter and row[2] == one.handler for row in cells(content) if len(row) == 4)
        assert one.unit not in read_text(content).partition("五、异议")[2].partition("六、")[0]


def test_every_paper_that_lists_a_result_names_who_is_responsible_first():
    found, files = sample(), at_level("full")
    for kind in UNIT_KINDS:
        for star in found.stars_of(kind):
            assert f"{star.unit}（{head_name(star)}）" in read_text(files["公文/公示.docx"])
            in_agenda = read_text(files["公文/党委会议题材料.docx"]) if kind == TEAM else ""
            assert kind == BRANCH or f"{star.unit}（{head_name(star)}）" in in_agenda
    for path in ("公文/通报.docx",):
        rows = [row for row in cells(files[path]) if set(row) & {s.unit for s in found.stars}]
        assert rows and all(any(head_name(s) in row for s in found.stars if s.unit in row) for row in rows), (
            path
        )


def test_a_letter_says_who_reports_each_goal():
    target = sample().tables.frames["target"]
    for unit, own in target.groupby("unit"):
        text = read_text(at_level("top3")[f"公文/目标责任书-{unit}.docx"])
        for examiner, goals in own.sort_values("goal").groupby("examiner"):
            told = re.findall(rf"(?:完成值：|；)([^；]*)由{examiner}报送(（[^）]*）)?", text)
            assert len(told) == 1 and set(told[0][0].split("、")) == set(goals["indicator"]), (unit, examiner)
            assert bool(told[0][1]) == (examiner == SELF_EXAMINED)


def test_goal_letters_add_up_to_the_scored_achievement():
    files = at_level("top3")
    fact = sample().evaluation.facts[title(GoalFact)]
    for key, goals in unit_goals(sample()).items():
        own = fact[fact["branch" if key[0] == BRANCH else "team"].eq(key[1])]
        whole = (own["weight"] * own["achieved"]).sum() / own["weight"].sum()
        text = read_text(files[f"公文/目标责任书-{key[1]}.docx"])
        assert len(goals) == len(own) and f"本期节点完成 {plain(round(whole * 100, 2))}%" in text
        assert all(f"{c}" in text for c in ("安全生产", "经营管理", "党建工作"))


def test_the_hand_over_gives_each_unit_the_coefficient_of_its_star():
    sheet = load_workbook(io.BytesIO(at_level("top3")["绩效联动移交表.xlsx"])).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if isinstance(row[0], int)]
    assert rows
    found, rates = sample(), sample().tables.rulebook.coefficients
    assert {(row[2], row[3]) for row in rows} == set(found.star)
    for row in rows:
        star = found.star[str(row[2]), str(row[3])].shown
        assert row[6] == ("—" if star is None else pytest.approx(float(rates[str(row[2]), star])))
    assert [row[1] for row in rows] == sorted(str(row[1]) for row in rows)


def test_each_department_signs_for_what_it_is_handed():
    book = load_workbook(io.BytesIO(at_level("top3")["绩效联动移交表.xlsx"]))
    units, signed = (
        [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]] for sheet in book.worksheets
    )
    assert [str(head).partition("\n")[0] for head in signed[0][3:]] == [
        "移交人签字",
        "移交日期",
        "接收人签字",
        "接收日期",
    ]
    *departments, whole = signed[1:]
    assert [row[1] for row in departments] == sorted({str(row[1]) for row in units[1:]})
    for row in departments:
        assert {part.partition("（")[0] for part in str(row[2]).split("、")} == {
            u[3] for u in units[1:] if u[1] == row[1]
        }
        assert row[3] is None and row[5] is None and row[4] == row[6] == "　　年　月　日"
    assert whole[2] == f"以上 {len(departments)} 个部门、{len({u[3] for u in units[1:]})} 个单位"


def test_a_speech_names_the_weakest_indicators_and_what_is_missing():
    files, found = at_level("top3"), sample()
    for star in found.stars_of(BRANCH):
        text = read_text(files[f"述职/{star.unit}.docx"])
        paid = [
            s
            for s in found.scores_of(star.key)
            if s.applies and s.max_points and (s.points or 0) < s.max_points
        ]
        weakest = min((s.points or 0) / (s.max_points or 1) for s in paid)
        assert any(
            f"1.{s.name}：" in text.partition("最弱的指标")[2]
            for s in paid
            if (s.points or 0) / (s.max_points or 1) == weakest
        )
        assert all(lack.sentence in text for lack in found.shortfalls_of(star.key))


def test_a_speech_tells_the_votes_on_its_secretary():
    for found in votes(sample().tables, [sample().tables]):
        assert f"述职评议得票：好 {found.counts[0]} 票" in read_text(
            at_level("top3")[f"述职/{found.branch}.docx"]
        )


@pytest.mark.parametrize(("level", "hidden_from"), [("top3", 3), ("band", 0)])
def test_no_paper_of_the_result_tells_points_that_are_not_published(level: str, hidden_from: int):
    assert hidden(hidden_from)
    for path in RESULT_PAPERS:
        before_the_boards = read_text(at_level(level)[path]).partition("得分是数量与质量")[0]
        assert not hidden(hidden_from) & set(re.findall(r"\d+\.\d\d", before_the_boards)), path


def test_at_the_full_level_every_total_is_printed():
    text = read_text(at_level("full")["公文/通报.docx"])
    assert all(
        total in text
        for kind in UNIT_KINDS
        for total in {words.points(star.total) for star in sample().stars_of(kind) if star.total is not None}
    )


def test_a_unit_without_a_rating_has_no_place_on_a_board_and_a_small_group_is_explained():
    unrated = {s.unit for s in sample().stars if s.status != RATED}
    assert unrated
    content = at_level("full")["公文/通报.docx"]
    units = {star.unit for star in sample().stars}
    boards = [row for row in cells(content) if len(row) == 6 and row[1] in units]
    assert {row[0] for row in boards if row[1] in unrated} == {"—"} and "—" not in {
        row[0] for row in boards if row[1] not in unrated
    }
    assert any(row[0].startswith("在全厂 8 个支部中第 ") for row in boards)
    assert "个数不足的组单独列表" in read_text(content)


def test_at_the_band_level_no_place_is_printed():
    text = read_text(at_level("band")["公文/通报.docx"])
    assert "不公布三比三看的名次" in text and "比学习" not in text
    assert (
        "并列" not in read_text(at_level("band")["公文/党委会议题材料.docx"]).partition("四、名额与并列")[2]
    )


@pytest.mark.parametrize("stage", [DRAFT, FIRST_DRAFT, NOTICE, OFFICIAL])
def test_the_stage_stands_on_every_page(stage: str):
    files = made(stage=Stage(stage, "一句说明"))
    for path, content in papers(files).items():
        with ZipFile(io.BytesIO(content)) as package:
            heads = [
                package.read(name).decode() for name in package.namelist() if name.startswith("word/header")
            ]
        assert len(heads) == 2 and all(stage in head for head in heads), path
    book = load_workbook(io.BytesIO(files["绩效联动移交表.xlsx"]))
    assert stage in str(book.worksheets[0]["A1"].value)


@pytest.mark.parametrize(
    ("stage", "light", "written"),
    [
        (DRAFT, False, []),
        (FIRST_DRAFT, False, ["党委会议题材料"]),
        (NOTICE, False, ["党委会议题材料", "公示"]),
        (OFFICIAL, False, ["党委会议题材料", "公示", "通报"]),
        (DRAFT, True, []),
        (FIRST_DRAFT, True, []),
        (QUARTER, True, ["季度通报"]),
    ],
)
def test_a_paper_is_written_only_from_the_stage_it_belongs_to(stage: str, light: bool, written: list[str]):
    files = made(stage=Stage(stage, "一句说明", light=light))
    papers_ = [
        name for name in ("党委会议题材料", "公示", "通报", "季度通报") if f"公文/{name}.docx" in files
    ]
    assert papers_ == written
    for name in papers_:
        assert not re.findall(
            r"^（(征求意见稿|试算稿)）$", read_text(files[f"公文/{name}.docx"]), re.MULTILINE
        )
    kept = ("公文/数据确认单-", "述职/", "公文/目标责任书-", "绩效联动移交表")
    assert all(any(path.startswith(start) for path in files) for start in kept)


@pytest.mark.parametrize(
    ("stage", "light", "usable"),
    [
        (DRAFT, False, False),
        (FIRST_DRAFT, False, False),
        (NOTICE, False, False),
        (OFFICIAL, False, True),
        (FIRST_DRAFT, True, False),
        (QUARTER, True, False),
    ],
)
def test_pay_follows_only_from_what_was_settled_in_full_and_published(stage: str, light: bool, usable: bool):
    book = load_workbook(io.BytesIO(made(stage=Stage(stage, "一句说明", light=light))["绩效联动移交表.xlsx"]))
    told = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("可作为兑现依据" in text for text in told) == usable
    assert any("不作为兑现依据" in text for text in told) != usable


def test_the_page_of_a_light_quarter_gives_the_stars_and_no_place_score_or_red_head():
    result = replace(sample(), level="full", stage=Stage(QUARTER, "经2019年10月12日党建例会审核", light=True))
    text = read_text(documents(result)[0]["公文/季度通报.docx"])
    assert all(f"{star.unit}（{head_name(star)}）" in text for star in result.stars)
    assert "红头" not in text and "名次" not in text and not re.search(r"\d+\.\d\d", text)
    assert "不作为绩效兑现的依据" in text and "经2019年10月12日党建例会审核" in text


def test_a_quarter_that_pay_does_not_go_by_is_no_ground_for_pay():
    result = replace(under_setting(sample(), "兑现周期", "年度"), stage=Stage(OFFICIAL, "一句说明"))
    book = load_workbook(io.BytesIO(documents(result)[0]["绩效联动移交表.xlsx"]))
    told = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("兑现周期是年度，季度星级不作为兑现依据" in text for text in told)
    assert not any("可作为兑现依据" in text for text in told)


@pytest.mark.parametrize("level", ["full", "top3", "band"])
def test_the_public_notice_gives_stars_and_nothing_else_of_a_unit(level: str):
    text = read_text(at_level(level)["公文/公示.docx"])
    assert "名次和得分" not in text and "总分" not in text and not re.search(r"\d+\.\d\d", text)
    assert "实名" in text and "受理电话" in text and "监督电话" in text


def with_settings(**values: str) -> Result:
    rating = sample()
    rules = rating.tables.rulebook
    sheets = replace(rating.tables, rulebook=replace(rules, settings={**rules.settings, **values}))
    return replace(rating, source=(rating.examined, replace(rating.evaluation, tables=sheets)))


def test_telephones_stand_in_the_notice_where_the_rulebook_has_them_and_leave_room_where_not():
    blank = read_text(at_level("top3")["公文/公示.docx"])
    assert "受理电话：　　" in blank and "监督电话：　　" in blank
    files, findings = documents(with_settings(受理电话="0000-1111111", 监督电话="0000-2222222"))
    assert not findings
    text = read_text(files["公文/公示.docx"])
    assert "受理电话：0000-1111111" in text and "监督电话：0000-2222222" in text


def test_days_that_are_known_are_printed_and_the_others_left_to_be_written():
    assert f"公示时间：{BLANK}至{BLANK}，共 5 个工作日。" in read_text(at_level("top3")["公文/公示.docx"])
    steps = (
        sample()
        .tables.frames["decision"]
        .iloc[:1]
        .assign(step="公示", date=pd.Timestamp(2019, 10, 8), until=pd.Timestamp(2019, 10, 14))
    )
    files, findings = documents(with_rows(decision=steps))
    assert not findings
    assert "公示时间：2019年10月8日至2019年10月14日，共 6 个工作日。" in read_text(files["公文/公示.docx"])


def test_no_day_has_a_leading_zero_and_no_tag_is_left():
    for path, content in papers(at_level("full")).items():
        text = read_text(content)
        assert not re.search(r"年0\d月|月0\d日|\d{4}-\d\d-\d\d", text), path
        assert not re.search(r"\{\{|\{%|None|nan|NaT|<NA>", text), path


def test_a_suspended_unit_shows_no_star_anywhere():
    stars = frame_of(sample().stars)
    unit = stars[stars["unit_kind"].eq(BRANCH) & stars["star"].ge(4)]["unit"].iloc[0]
    stars.loc[stars["unit"].eq(unit), "pending"] = True
    files = made(stars=rows_of(stars, Star))
    assert "暂缓评定" in read_text(files[f"公文/数据确认单-{unit}.docx"])
    for path in (*RESULT_PAPERS, f"述职/{unit}.docx", f"公文/数据确认单-{unit}.docx"):
        for row in (r for r in cells(files[path]) if unit in r[:2]):
            assert not any("★" in cell for cell in row), path
    assert "暂缓评定" in read_text(files["公文/公示.docx"])
    sheet = load_workbook(io.BytesIO(files["绩效联动移交表.xlsx"])).worksheets[0]
    assert {(row[5], row[6]) for row in sheet.iter_rows(min_row=5, values_only=True) if row[3] == unit} == {
        ("暂缓评定（有关事项待核定）", "—")
    }


def test_a_branch_of_the_office_itself_is_reviewed_by_others():
    unit = sample().stars_of(BRANCH)[0].unit
    files = made(recused=(unit,))
    for path in (*RESULT_PAPERS, f"述职/{unit}.docx", f"公文/数据确认单-{unit}.docx"):
        assert "由党委指定的其他部门复核，纪委办监督" in read_text(files[path]), path


def test_a_branch_that_sent_nothing_is_named_and_has_nothing_to_confirm():
    result = sample()
    unit = result.stars_of(BRANCH)[0].unit
    stars = frame_of(result.stars)
    stars.loc[
        stars["unit"].eq(unit), ["score", "score_star", "capped_star", "star", "bonus", "total", "place"]
    ] = pd.NA
    stars.loc[stars["unit"].eq(unit), "status"] = "缺报"
    files = made(
        stars=in_order(rows_of(stars, Star)),
        scores=tuple(score for score in result.scores if score.unit != unit),
        absent=(unit,),
    )
    assert f"公文/数据确认单-{unit}.docx" not in files and f"述职/{unit}.docx" not in files
    for path in RESULT_PAPERS:
        assert f"缺报，暂不定星：{unit}" in read_text(files[path])


def test_text_from_cells_stays_text():
    rating = with_rows(
        objection=sample().tables.frames["objection"].iloc[:1].assign(matter=HOSTILE),
        inspection=sample()
        .tables.frames["inspection"]
        .assign(problem=HOSTILE, due=pd.Timestamp(2019, 10, 1), fixed=pd.NaT),
    )
    files, findings = documents(replace(rating, plant=HOSTILE))
    assert not findings
    for path, content in papers(files).items():
        assert Document(io.BytesIO(content)).paragraphs and AS_READ in read_text(content), path
    assert AS_READ in read_text(files["公文/党委会议题材料.docx"]).partition("五、异议")[2]
    repair = next(content for path, content in files.items() if "整改通知单" in path)
    assert AS_READ in [cell for row in cells(repair) for cell in row]


def test_a_letter_says_by_how_many_days_a_term_is_over():
    rows = sample().tables.frames["inspection"]
    rows = rows.assign(problem="记录不全", due=pd.Timestamp(2019, 9, 20), fixed=pd.NaT)
    files, findings = documents(with_rows(inspection=rows))
    assert not findings
    letters = [content for path, content in files.items() if "整改通知单" in path]
    assert letters and all(
        "2019年9月20日（已逾期 10 天）" in [cell for row in cells(one) for cell in row] for one in letters
    )


def test_no_name_of_a_unit_becomes_a_path():
    names = labels(
        [
            (BRANCH, "../../etc"),
            (TEAM, "a/b"),
            (BRANCH, "con"),
            (TEAM, "同名"),
            (BRANCH, "同名"),
            (TEAM, "A/B"),
        ]
    )
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert not any(re.search(r"[/\\:]|^\.", name) for name in names.values())
    assert names[TEAM, "同名"] == "同名（班组）"


def test_the_same_rating_gives_the_same_bytes_whatever_the_order_of_its_rows():
    turned = {
        name: frame.iloc[::-1]
        for name, frame in sample().tables.frames.items()
        if name in ("target", "target_actual", "objection", "inspection", "branch", "team", "decision")
    }
    assert documents(with_rows(**turned))[0] == made()
    for content in papers(made()).values():
        with ZipFile(io.BytesIO(content)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_page_is_that_of_an_official_paper():
    for path, content in papers(at_level("top3")).items():
        margins = [16, 10, 15, 15] if path == "一页纸.docx" else [37, 35, 28, 26]
        page = Document(io.BytesIO(content)).sections[0]
        sides = (
            page.page_width,
            page.page_height,
            page.top_margin,
            page.bottom_margin,
            page.left_margin,
            page.right_margin,
        )
        assert [round(side / Mm(1)) for side in sides if side is not None] == [210, 297, *margins]


def test_the_kept_templates_are_the_ones_that_are_drawn():
    for name in PAPERS:
        assert (ROOT / "templates" / "docx" / f"{name}.docx").read_bytes() == template(name), name
    assert (ROOT / "templates" / "绩效联动移交表.xlsx").read_bytes() == handover_template()


def restyled(old: str, new: str) -> bytes:
    """The notice's template as someone changed a tag of it."""
    with ZipFile(io.BytesIO(template("公示"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts["word/document.xml"].decode()
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(
                name, part.decode().replace(old, new).encode() if name == "word/document.xml" else part
            )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"no package", "E611", "打开"),
        (restyled("{{ row.level }}", "{{ row.level"), "E613", "成对"),
        (restyled("{%p endif %}", "{%p endfi %}"), "E613", "成对"),
    ],
)
def test_a_broken_template_is_explained(content: bytes, code: str, told: str):
    blank, (found,) = form(content, "templates/docx/公示.docx")
    assert blank is None
    assert (found.code, found.place.file) == (code, "templates/docx/公示.docx") and told in found.message


@pytest.mark.parametrize(
    ("tag", "code", "told"),
    [
        ("{{ perriod }}", "E612", "perriod"),
        ("{{ period + 1 }}", "E614", "算不出"),
        ("{{ ''.__class__ }}", "E614", "算不出"),
    ],
)
def test_a_tag_that_cannot_be_filled_is_explained(tag: str, code: str, told: str):
    blank, _ = form(restyled("{{ from_day }}", tag), "公示.docx")
    assert blank is not None
    made, (found,) = fill(
        blank,
        {
            "wording": "",
            "period": "",
            "branches": (),
            "teams": (),
            "ranked_branches": (),
            "ranked_teams": (),
            "ranked_title": "",
            "to_day": "",
            "working_days": 5,
            "accept_phone": "",
            "oversight_phone": "",
            "named": (),
            "version": "",
            "stage_sentence": "",
            "plant": "",
            "stage": "",
            "nature": "",
            "published": "",
        },
    )
    assert made is None and found.code == code and told in found.message


def test_the_guide_explains_every_name_that_a_template_uses():
    guide = set(re.findall(r"`(\w+)", (ROOT / "docs" / "公文模板说明.md").read_text(encoding="utf-8")))
    for name in PAPERS:
        tags = " ".join(re.findall(r"\{[{%].*?[%}]\}", read_text(template(name))))
        used = set(re.findall(r"[a-z]\w*", re.sub(r"'[^']*'", "", tags)))
        grammar = {
            "p",
            "tr",
            "for",
            "in",
            "if",
            "else",
            "not",
            "or",
            "and",
            "endif",
            "endfor",
            "row",
            "table",
            "line",
            "loop",
            "index",
            "last",
        }
        assert used - grammar - guide <= {f"q{i}" for i in range(1, 5)}, name


def test_a_first_period_is_not_compared_with_one_that_is_not_there():
    first = tuple(star._replace(previous_star=None) for star in sample().stars)
    told = read_text(made(stars=first)["公文/通报.docx"])
    assert "参评" in told and "较上期升星" not in told and "没有升降" not in told
    assert re.search("较上期(升星|没有升降)", read_text(made()["公文/通报.docx"]))


def test_units_are_listed_as_people_count_them():
    names = ["检修班", "集控四班", "集控三班", "集控十一班", "集控一班", "集控九班", "集控二班"]
    assert sorted(names, key=name_order) == [
        "检修班",
        "集控一班",
        "集控二班",
        "集控三班",
        "集控四班",
        "集控九班",
        "集控十一班",
    ]
