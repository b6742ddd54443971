"""党员.html and the members on pages of branches: everything for the office, numbers alone for all others."""

import posixpath
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import openpyxl
import pytest
from kit.frames import frame_of
from kit.plant_on_disk import sample_rated, sample_report
from kit.tiny_plant import branch, colleague, member, row, tables
from kit.whole_sample import INPUT, pages, rating, seen

from pipeline.core.chinese import points
from pipeline.rating.evaluate import evaluate
from pipeline.report.pages.pages import report_pages
from pipeline.report.pages.system.members import NAME
from pipeline.report.papers.recheck.book import NAME as RECHECK
from pipeline.report.statistics import statistics_of
from pipeline.report.statistics.members import THIRDS, points_to_persons
from schemas.words import BOARDS, MEMBER

SMALL = "机关二支部"


def rows_of(page: bytes) -> list[list[str]]:
    body = page.decode()
    return [
        [
            unescape(re.sub(r"<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.DOTALL)
        ]
        for line in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    ]


def test_every_member_stands_on_the_page_with_each_indicator_and_the_total():
    shown = {cells[0]: cells for cells in rows_of(pages()[NAME]) if len(cells) == 9 and "（" in cells[0]}
    made = rating().evaluation
    assert len(shown) == 220
    for line in seen().members.lines:
        cells, leaves = shown[line.member], made.scores.leaves[MEMBER, line.person]
        assert [cell.split()[0] for cell in cells[4:9]] == [
            points(float(x.points)) if x.applies else "—" for x in leaves
        ]
        total = made.scores.base.get((MEMBER, line.person))
        assert cells[1] == ("—" if total is None else points(float(total)))


def test_boards_and_duties_of_members_stand_there_too():
    page = pages()[NAME].decode()
    ranks = frame_of(rating().ranks)
    first = ranks[ranks["unit_kind"].eq(MEMBER) & ranks["board"].eq(BOARDS[0])].iloc[0]
    cells = next(
        cells for cells in rows_of(pages()[NAME]) if len(cells) == 12 and f"（{first['unit']}）" in cells[0]
    )
    assert cells[2].split()[0] == points(first["score"]) and cells[3].rstrip("=") == str(first["rank"])
    assert all(word in page for word in ("本责", "党责", "星责"))


def test_every_cell_behind_a_member_holds_what_was_counted():
    """The cells of 双承诺 are those of the member's own rows; those of 组织生活 are of the branch's own workbook."""
    line = next(x for x in seen().members.lines if x.team and all(i.applies for i in x.indicators))
    ((where, cells),) = next(i for i in line.indicators if i.code == "MB03").cells
    file, sheet = where.split(" › ")
    book = openpyxl.load_workbook(INPUT / file)[sheet]
    column = next(
        c.column
        for c in next(r for r in book.iter_rows() if any(c.value == "党员" for c in r))
        if c.value == "党员"
    )
    assert {str(book.cell(int(re.sub(r"\D", "", cell)), column).value) for cell in cells.split("、")} == {
        line.person
    }


def test_the_report_and_the_month_lead_to_the_page():
    assert all(
        "%E5%85%9A%E5%91%98.html" in pages()[name].decode() for name in ("index.html", "制度运行.html")
    )


def leads(files: dict[str, bytes]) -> list[str]:
    """Links within the report that lead to no file or to no place in it."""
    lost = []
    for path, page in files.items():
        for link in set(re.findall(r'href="([^"]+)"', page.decode())):
            file, _, anchor = unquote(unescape(link)).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            if target.startswith("../") or target in ("评价细则.html", "一页纸.html", RECHECK):
                continue  # made by other commands, or beside these pages
            if target not in files or (anchor and f'id="{anchor}"' not in files[target].decode()):
                lost.append(f"{path} -> {link}")
    return lost


@pytest.mark.parametrize("period", ["2019-08", "2019Q3"])
def test_every_link_of_a_report_leads_somewhere(period):
    rated = sample_rated(period)
    assert leads(report_pages(rated)) == []


def test_the_recheck_lies_beside_the_pages_that_lead_to_it():
    assert RECHECK in sample_report()


def test_the_page_is_the_office_s_alone():
    assert "内部" in pages()[NAME].decode()
    for path, page in pages().items():
        if path.startswith(("支部/", "班组/")):
            assert "党员.html" not in page.decode() and "%E5%85%9A%E5%91%98.html" not in page.decode()


@pytest.mark.parametrize("level", ["full", "top3", "band"])
def test_a_branch_is_told_how_many_members_stand_where_and_nobody_s_name(level):
    made = report_pages(replace(rating(), level=level))
    page = made["支部/检修支部.html"]
    told = {
        cells[0]: cells[1:]
        for cells in rows_of(page)
        if cells and cells[0] in (*BOARDS, "总分") and len(cells) == 5
    }
    for thirds in seen().members.thirds["检修支部"]:
        if not thirds.closed:
            assert [int(n) for n in told[thirds.board][-3:]] == list(thirds.counts)
    names = {line.member for line in seen().members.lines} - {
        profile.head for profile in seen().profiles.units
    }
    assert not [name for name in names if name in page.decode()]


def test_a_branch_of_fewer_than_ten_members_is_told_no_numbers():
    assert all(thirds.closed for thirds in seen().members.thirds[SMALL])
    page = pages()[f"支部/{SMALL}.html"].decode()
    own = page[page.index('id="members"') :]
    assert own[: own.index("</table>")].count("不公布") == 1 + len(BOARDS) + 1


def test_the_thirds_hold_everybody_who_is_ranked_once():
    for i, board in enumerate((*BOARDS, "总分")):
        whole = [
            sum(of[i].counts[third] for of in seen().members.thirds.values()) for third in range(len(THIRDS))
        ]
        found = frame_of(rating().ranks)
        ranked = (
            len(found[found["unit_kind"].eq(MEMBER) & found["board"].eq(board)])
            if board != "总分"
            else sum(kind == MEMBER for kind, _ in rating().evaluation.scores.base)
        )
        assert sum(whole) == ranked
        assert whole[0] >= ranked / len(THIRDS)  # equal scores stand together in the better third


@pytest.mark.parametrize(
    ("counts", "closed"),
    [
        ((9, 0, 0), True),
        ((10, 0, 0), False),
        ((0, 10, 0), True),
        ((0, 0, 12), True),
        ((4, 4, 4), False),
        ((11, 0, 1), False),
        ((0, 0, 0), True),
    ],
)
def test_numbers_point_to_persons_where_few_are_counted_or_all_stand_in_one_lower_band(counts, closed):
    assert points_to_persons(counts) is closed


def test_the_duties_of_few_leaders_are_no_numbers_on_the_page_of_their_branch():
    page = pages()["支部/检修支部.html"].decode()
    bands = next(spread["bands"] for spread in seen().profiles.spreads if spread.unit == "检修支部")
    assert sum(bands[2]) < 10
    line = next(cells for cells in rows_of(page.encode()) if cells and cells[0] == "星责")
    assert line[3:] == ["人数少或都在同一段，不公布"]


def test_a_member_with_too_few_points_has_no_total_and_is_told_why():
    made = evaluate(
        tables(
            branch(groups=0),
            member("01"),
            colleague("02"),
            row(
                "meeting",
                type="主题党日",
                group=None,
                date="2019-08-05",
                month=None,
                absent=None,
                excused=None,
                made_up=None,
            ),
            period="2019Q3",
        ),
        {},
    )
    (line,) = statistics_of(made).members.lines
    assert line.total is None and not line.covered.enough
    assert {lack.code for lack in line.covered.lacks} == {"MB02", "MB03", "MB05"}


def test_no_member_of_the_directory_is_left_out():
    count = Counter(line.branch for line in seen().members.lines)
    assert sum(count.values()) == 220 and count == Counter(rating().evaluation.people.members["branch"])
