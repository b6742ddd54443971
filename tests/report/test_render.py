import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest
from kit.plant_on_disk import sample_rated
from kit.result_sample import HOSTILE, PENDING, sample

from pipeline.core.period import Period
from pipeline.core.publish import file_names, safe_name
from pipeline.rating.stars import UNRATED
from pipeline.report.build import in_order
from pipeline.report.notices.check import check_page
from pipeline.report.pages.boards import boards
from pipeline.report.pages.pages import report_pages
from pipeline.report.result import Result
from schemas.words import BRANCH, MEMBER, TEAM

VARIANTS = {
    "plain": sample(),
    "absent": sample(absent="热控支部", stage="试算稿"),
    "hostile": sample(hostile=True),
    "full": sample(level="full"),
    "band": sample(level="band"),
}
PAGES = {name: report_pages(result) for name, result in VARIANTS.items()}
variants = pytest.mark.parametrize("variant", VARIANTS)


class Reader(HTMLParser):
    """Elements with their attributes and the elements within which they stand; the text of each table row."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.children: dict[int, set[str]] = {}
        self.svg: int | None = None
        self.cell = False
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "svg":
            self.svg = len(self.elements) - 1
            self.children[self.svg] = set()
        elif self.svg is not None:
            self.children[self.svg].add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        if tag == "svg":
            self.svg = None
        self.cell = self.cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.cell and self.svg is None:
            self.rows[-1][-1] = (self.rows[-1][-1] + data).strip()


@cache
def read(page: bytes) -> Reader:
    return Reader(page)


@cache
def text(page: bytes) -> str:
    body = re.sub(r"<(style|script)>.*?</\1>", "", page.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", body)


def row_of(page: bytes, name: str) -> list[str]:
    return next(row for row in read(page).rows if name in row)


def unit_pages(pages: dict[str, bytes]) -> dict[str, bytes]:
    return {path: page for path, page in pages.items() if path != "index.html"}


def scores_of_others(result: Result, kind: str, unit: str) -> set[str]:
    star, key = result.star[kind, unit], (kind, unit)
    shown = [star.score, star.total, *(past.score for past in result.past_of(key).values())]
    ranks = [rank for rank in result.ranks if (rank.unit_kind, rank.unit) == key]
    shown += [value for rank in ranks for value in (rank.score, rank.quantity, rank.quality)]
    others = [other for other in result.stars if other.key != key and other.score is not None]
    values = (value for other in others for value in (other.score, other.total))
    return {f"{value:.2f}" for value in values} - {f"{value:.2f}" for value in shown if value is not None}


def test_there_is_one_page_for_each_unit_and_one_for_the_office():
    stars = VARIANTS["plain"].stars
    assert len(PAGES["plain"]) == 1 + len(stars)
    assert "支部/检修支部.html" in PAGES["plain"]
    assert "班组/锅炉班.html" in PAGES["plain"]


@variants
def test_no_page_refers_to_anything_outside_itself(variant):
    for page in PAGES[variant].values():
        assert b"http:" not in page
        assert b"https:" not in page
        assert b"@import" not in page
        assert b"url(" not in page
        tags = {tag for tag, _ in read(page).elements}
        assert not tags & {"img", "link", "iframe", "object", "embed", "base"}
        assert b"default-src 'none'" in page


def test_names_from_cells_stay_text():
    for path, page in PAGES["hostile"].items():
        reader = read(page)
        assert sum(tag == "script" for tag, _ in reader.elements) == 1, path
        assert not [a for _, attrs in reader.elements for a in attrs if a.startswith("on")], path
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in PAGES["hostile"]["index.html"].decode()


def test_a_hostile_name_cannot_end_the_style_of_its_own_page():
    page = PAGES["hostile"][f"支部/{safe_name(HOSTILE['检修支部'])}.html"].decode()
    style = page[page.index("<style>") : page.index("</style>")]
    assert "script" in style
    assert "<" not in style.replace("<style>", "")


def test_file_names_of_hostile_units_are_plain():
    for path in unit_pages(PAGES["hostile"]):
        folder, name = path.split("/")
        assert folder in ("支部", "班组")
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]', name)
        assert not name.startswith(".")


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("检修支部", "检修支部"),
        ("../../etc/passwd", "etc_passwd"),
        ("a\\b:c", "a_b_c"),
        (".hidden", "hidden"),
        ("nul", "_nul"),
        ("COM1.txt", "_COM1.txt"),
        ("班\u202e组\u0007", "班组"),
        ("  ", "未命名"),
        ("长" * 200, "长" * 60),
    ],
)
def test_a_unit_name_becomes_a_safe_file_name(unit, name):
    assert safe_name(unit) == name


def test_units_whose_file_names_would_clash_get_numbers():
    names = file_names(["A/B", "A\\B", "a_b"])
    assert list(names.values()) == ["A_B", "A_B_2", "a_b_3"]


@variants
def test_every_heading_cell_has_a_scope_and_every_table_a_caption(variant):
    for path, page in PAGES[variant].items():
        elements = read(page).elements
        assert all(attrs.get("scope") in ("col", "row") for tag, attrs in elements if tag == "th"), path
        tags = [tag for tag, _ in elements]
        assert tags.count("table") == tags.count("caption"), path


@variants
def test_every_drawing_has_a_role_a_title_and_a_description(variant):
    for path, page in PAGES[variant].items():
        reader = read(page)
        for at, children in reader.children.items():
            assert reader.elements[at][1].get("role") == "img", path
            assert {"title", "desc"} <= children, path


def test_the_numbers_on_the_page_are_those_of_the_result():
    page, stars = PAGES["plain"]["index.html"], VARIANTS["plain"].stars
    for star in (star for star in stars if star.score is not None):
        row = row_of(page, star.unit)
        rewarded = any(other.bonus for other in stars if other.unit_kind == star.unit_kind)
        numbers = (star.total, star.score, star.bonus) if rewarded else (star.score,)
        assert [f"{value:.2f}" for value in numbers] == [c for c in row if "." in c][: len(numbers)]
        assert row[0] == str(star.place)


def test_units_with_the_same_total_share_a_rank_and_the_page_says_so():
    page = PAGES["plain"]["index.html"]
    assert row_of(page, "运行二支部")[0] == row_of(page, "环保化学支部")[0] == "5"
    assert row_of(page, "燃料支部")[0] == "7"
    assert "名次相同" in text(page)


@variants
def test_stage_period_and_fingerprint_stand_on_every_page(variant):
    result = VARIANTS[variant]
    for path, page in PAGES[variant].items():
        assert text(page).count(result.stage.name) >= 2, path
        assert f'@top-right {{ content: "{result.stage.name}' in page.decode(), path
        for part in ("2019年第三季度", result.digest, result.version, "季度过程评价，年度定星", "示例"):
            assert part in text(page), path


def test_only_the_report_of_the_office_is_marked_internal():
    assert ">内部<" in PAGES["plain"]["index.html"].decode()
    assert not any("内部" in text(page) for page in unit_pages(PAGES["plain"]).values())


def test_an_absent_branch_is_named_on_every_page_and_has_no_star():
    for path, page in PAGES["absent"].items():
        assert "缺报，暂不定星：热控支部" in text(page), path
    row = row_of(PAGES["absent"]["index.html"], "热控支部")
    assert row[0] == "—"
    assert "★" not in "".join(row)


def test_branches_left_out_on_purpose_are_named_on_every_page():
    pages = report_pages(replace(VARIANTS["plain"], without=("后勤支部",)))
    assert all("按要求不计入本期：后勤支部" in text(page) for page in pages.values())


def test_a_suspended_unit_shows_no_star_anywhere():
    page = PAGES["plain"][f"班组/{PENDING}.html"]
    now = text(page)[: text(page).index("五、走势")]
    assert "暂缓评定" in now
    assert not re.search(r"★|[一二三四五]星(?!级)", now)
    assert "★" not in "".join(row_of(PAGES["plain"]["index.html"], PENDING))


def test_a_page_says_why_the_star_is_lower_than_the_score_and_what_did_nothing():
    words = text(PAGES["plain"]["支部/检修支部.html"])
    assert "五星 → 四星" in words
    assert "评价细则.xlsx › 联动条件 › C2" in words
    assert "② 升降幅度：未触发" in words
    assert "达到该星的班组现有 0 个，需要至少 1 个" in words


def test_the_last_row_of_the_points_adds_the_column_up_and_says_what_it_is_of_a_hundred():
    result = sample()
    scores = tuple(  # its 4 points of 4 are no longer in the column
        score._replace(applies=False) if (score.unit, score.indicator) == ("检修支部", "BR01d") else score
        for score in result.scores
    )
    page = report_pages(replace(result, scores=scores))["支部/检修支部.html"]
    before = next(row for row in read(PAGES["plain"]["支部/检修支部.html"]).rows if row[1:2] == ["合计"])
    after = next(row for row in read(page).rows if row[1:2] == ["合计"])
    assert before[-1] == ""
    assert float(after[5]) == pytest.approx(float(before[5]) - 4)
    assert after[-1] == f"折合百分 {before[5]}"


@pytest.mark.parametrize(("variant", "allowed"), [("band", 0), ("plain", 3)])
def test_a_unit_page_shows_scores_of_others_only_as_far_as_published(variant, allowed):
    result = VARIANTS[variant]
    for kind, folder in ((BRANCH, "支部"), (TEAM, "班组")):
        stars = result.stars_of(kind)
        published = {
            f"{number:.2f}"
            for star in stars
            if star.place is not None and star.place <= allowed
            for number in (star.total, star.score)
        }
        for unit in (star.unit for star in stars):
            shown = set(re.findall(r"\d+\.\d\d", text(PAGES[variant][f"{folder}/{unit}.html"])))
            sums = {part for part in shown if float(part) <= 25}
            assert not (shown - sums - published) & scores_of_others(result, kind, unit), unit


def test_a_unit_page_at_full_level_lists_every_place():
    rows = read(PAGES["full"]["支部/热控支部.html"]).rows
    assert sum(row[-1] in ("一星", "二星", "三星", "四星", "五星") and len(row) == 7 for row in rows) == 8


def test_no_unit_page_names_a_person_from_the_cells():
    persons = VARIANTS["plain"].persons
    people = [*(person.name for person in persons), "1001、1002"]
    for path, page in unit_pages(PAGES["plain"]).items():
        assert not any(person in text(page) for person in people), path
    assert "1001、1002" in text(PAGES["plain"]["index.html"])


def test_evidence_names_file_sheet_cell_and_value():
    words = text(PAGES["plain"]["支部/检修支部.html"])
    assert "2019Q3/检修支部.xlsx › 组织生活" in words
    assert "F7：2019-08-07" in words


def test_the_report_stays_within_its_size():
    assert len(PAGES["plain"]["index.html"]) <= 500_000


def test_the_same_result_gives_the_same_bytes():
    assert report_pages(sample()) == PAGES["plain"]


def test_the_check_page_names_who_is_missing_and_what_to_do():
    result = VARIANTS["absent"]
    page = check_page(result.period.title, result.plant, result.intake, official=False)
    words = text(page)
    assert "尚未收到：热控支部" in words
    assert "日期不在本季度，这一行没有采用。" in words
    assert "如属补办，请填所属月份。" in words
    assert "试算稿" in words
    assert all(attrs.get("scope") for tag, attrs in read(page).elements if tag == "th")


def test_the_check_page_says_what_to_mend_before_it_accounts_for_every_row():
    result = VARIANTS["plain"]
    words = text(check_page(result.period.title, result.plant, result.intake, official=False))
    assert words.rindex("二、要看的地方") < words.rindex("三、回执") < words.index("每行数据的去向")


def test_the_check_page_links_only_to_returned_copies_that_are_there():
    intake = VARIANTS["plain"].intake
    warning = intake.findings[0]
    error = replace(
        warning, severity=type(warning.severity)("错误"), place=replace(warning.place, file="a&b #1.xlsx")
    )
    other = replace(error, place=replace(warning.place, file="旧的.xls"))
    page = check_page(
        "2019年第三季度",
        "示例",
        replace(intake, findings=(warning, error, other)),
        False,
        {"a&b #1.xlsx": "a&b #1.xlsx"},
    ).decode()
    assert re.findall(r'href="(returned/[^"]*)"', page) == ["returned/a%26b%20%231.xlsx"]


@pytest.mark.parametrize("period", [Period(2019), Period(2019, 8, 1)])
def test_a_period_without_any_rated_unit_still_gives_every_page(period):
    result = sample()
    lost = ("score", "score_star", "capped_star", "star", "previous_star", "bonus", "total", "place")
    nobody = in_order(
        star._replace(status=UNRATED, pending=False, **dict.fromkeys(lost)) for star in result.stars
    )
    empty = dict.fromkeys(("scores", "ranks", "trace", "evidence", "history", "persons"), ())
    pages = report_pages(replace(result, period=period, stars=nobody, shortfalls=(), figures=(), **empty))
    assert len(pages) == len(PAGES["plain"])
    assert "本期没有可以排名的支部" in text(pages["index.html"])
    assert period.title in text(pages["班组/锅炉班.html"])


def test_a_long_list_of_cells_moves_to_the_unit_pages():
    result = VARIANTS["plain"]
    pages = report_pages(replace(result, evidence=result.evidence * 2))
    assert "F7：2019-08-07" not in text(pages["index.html"])
    assert "F7：2019-08-07" in text(pages["支部/检修支部.html"])


def test_a_place_that_more_than_five_share_names_nobody():
    rating = sample_rated()
    found = boards(rating)
    shared = 0
    for group in found.tops:
        for board, listed in zip(found.titles, group.boards, strict=True):
            ranks = [
                r for r in rating.ranks_on(board, MEMBER) if r.home == group.group and (r.rank or 9) <= 3
            ]
            for (place, count), units in Counter((r.rank, r.sharing) for r in ranks).items():
                names = [
                    text
                    for text in listed
                    if text.startswith((f"{place} ", f"在全厂 {ranks[0].ranked} 名党员中第 {place} "))
                ]
                crowd = any(f"并列第 {place} 名 {count} 人" in text for text in listed)
                assert (len(names), crowd) == ((0, True) if count > 5 else (units, False))
                shared += count > 5
    assert shared


def test_the_report_opens_with_the_stars_of_all_branches_and_counts_stand_below_what_happened():
    page = report_pages(sample_rated())["index.html"].decode()
    opening, _, rest = page.partition('<ul class="tiles"')
    tiles, _, below = rest.partition("</ul>")
    assert "<h2" in opening and opening.count("<h2") == 1
    assert [star.unit for star in sample_rated().stars_of(BRANCH) if star.unit not in tiles] == []
    assert below.index("与上期相比") < below.index("五星支部 / 已评支部") < below.index("本期共有")
