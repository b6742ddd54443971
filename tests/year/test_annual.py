import io
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from kit.plant_on_disk import REVIEW, changed, put, sample_inbox, table
from kit.tiny_plant import Row, Rules, branch, member, row, rulebook, setting, tables, team, unchanged

from pipeline.core.period import Period
from pipeline.evidence.people import votes
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.score import Scores
from pipeline.rating.stars import rate
from pipeline.run import read
from pipeline.year.award import YearAward, award, lasting
from pipeline.year.means import yearly_means
from pipeline.year.nominate import BoardYear, appraisals, board_years, nominations
from pipeline.year.page import annual_files
from pipeline.year.posts import GONE, KEPT, LEAVES, UNREVIEWED, model_posts
from pipeline.year.quarters import History, Quarter, Year, year
from pipeline.year.rows import award_rows, direction
from schemas.words import BRANCH, MEMBER, TEAM

F = Fraction
YEAR = Period(2019)
QUARTERS = [Period(2019, month, 3) for month in (1, 4, 7, 10)]


def scored(quarter: Period, base: dict[tuple[str, str], str], rows: list[Row]) -> Quarter:
    """A quarter whose base scores are given."""
    made = evaluate(tables(*rows, period=quarter.name), {})
    scores = Scores(made.scores.leaves, {unit: F(text) for unit, text in base.items()}, made.scores.evidence)
    return Quarter(
        quarter,
        Evaluation(
            made.tables, made.facts, made.people, scores, made.awards, made.ruled, made.rated, made.boards, ()
        ),
        True,
    )


def year_of(
    rows: list[Row],
    *bases: dict[tuple[str, str], str],
    previous: dict[tuple[str, str], int] | None = None,
    events: list[Row] | None = None,
    rules: Any = unchanged,
) -> Year:
    """A year of quarters with these base scores; `events`: decisions of any day of the year."""
    quarters = [scored(q, base, rows) for q, base in zip(QUARTERS, bases, strict=False)]
    last = replace(tables(*rows, *(events or []), rules=rules), period=YEAR)
    return Year(YEAR, quarters, last, History(), previous or {}, tuple(QUARTERS[len(bases) :]))


def lone(name: str) -> Row:
    return branch(name, groups=0, paired_teams=None)


def with_teams(count: int) -> list[Row]:
    """Branches each with one team of their own."""
    return [
        one
        for n in range(1, count + 1)
        for one in (branch(f"支部{n}", groups=0), team(f"班组{n}", of=f"支部{n}"))
    ]


def for_branches(rules: Rules) -> None:
    """Quotas on branches alone."""
    rules["quota"] = [quota for quota in rules["quota"] if quota["unit_kind"] == BRANCH]


def marks(count: int, *branch_scores: str, team_score: str = "96") -> dict[tuple[str, str], str]:
    found = {(BRANCH, f"支部{n}"): s for n, s in enumerate(branch_scores, 1)}
    return found | {(TEAM, f"班组{n}"): f"{float(team_score) - n / 100:.2f}" for n in range(1, count + 1)}


def star(made: YearAward, name: str, kind: str = BRANCH) -> int | None:
    return made.rated.standings[kind, name].star


def stages(made: YearAward, name: str, kind: str = BRANCH) -> list[tuple[str, int | None, int | None]]:
    return [(s.stage, s.before, s.after) for s in made.rated.standings[kind, name].trace]


def test_the_year_is_the_mean_of_its_quarters_rounded_half_up():
    base = [{(BRANCH, "甲支部"): score} for score in ("80", "80.01", "80", "80.01")]
    mean = yearly_means(year_of([lone("甲支部")], *base).quarters, rulebook())[BRANCH, "甲支部"]
    assert (mean.exact, mean.printed, mean.count) == (F("80.005"), F("80.01"), 4)


def test_a_quarter_without_a_score_is_left_out_and_said():
    made = award(year_of([lone("甲支部")], {(BRANCH, "甲支部"): "82"}, {}, {(BRANCH, "甲支部"): "84"}))
    assert (
        made.rated.standings[BRANCH, "甲支部"]
        .trace[0]
        .because.startswith("各季度得分 82.00、—、84.00，只有 2 个季度有得分，平均 83.00")
    )


def test_a_unit_without_any_score_has_no_star():
    made = award(year_of([lone("甲支部"), lone("乙支部")], {(BRANCH, "甲支部"): "82"}))
    assert star(made, "乙支部") is None
    assert made.rated.standings[BRANCH, "乙支部"].trace[0].because == "全年没有一个季度有得分，不评星"


def test_only_vetoes_of_the_whole_year_reach_the_yearly_star():
    events = [
        row("event", unit_kind="党支部", unit="甲支部", type="否决", code="VT02", date="2019-02-10"),
        row("event", unit_kind="党支部", unit="乙支部", type="否决", code="VT03", date="2019-02-10"),
    ]
    base = {(BRANCH, "甲支部"): "92", (BRANCH, "乙支部"): "92"}
    made = award(year_of([lone("甲支部"), lone("乙支部")], base, events=events))
    assert (star(made, "甲支部"), star(made, "乙支部")) == (
        0,
        3,
    )  # 4 stars by score, one place in forty per cent of two: none
    assert set(lasting(made.year.tables)["code"].dropna()) == {"VT02"}


def test_last_years_star_limits_the_step():
    made = award(year_of([lone("甲支部")], {(BRANCH, "甲支部"): "94"}, previous={(BRANCH, "甲支部"): 1}))
    assert ("步长", 4, 2) in stages(made, "甲支部")


def test_the_quota_lowers_the_one_behind_and_says_so():
    made = award(year_of(with_teams(5), marks(5, "97", "96", "85", "85", "85"), rules=for_branches))
    assert [star(made, f"支部{n}") for n in range(1, 6)] == [5, 4, 3, 3, 3]
    step = made.rated.standings[BRANCH, "支部2"].trace[-1]
    assert (step.stage, step.before, step.after) == ("名额", 5, 4)
    assert "quota" in step.place


def test_a_branch_follows_the_team_that_a_quota_lowers():
    made = award(year_of(with_teams(5), marks(5, "97", "96", "85", "85", "85")))
    assert [star(made, f"班组{n}", TEAM) for n in range(1, 6)] == [5, 4, 3, 3, 3]
    step = made.rated.standings[BRANCH, "支部2"].trace[-1]
    assert (step.stage, step.before, step.after) == ("联动", 5, 4)
    assert "按名额降星" in step.because


def test_equal_means_are_told_apart_by_the_exact_one():
    quarters = [marks(5, "96", a, "85", "85", "85") for a in ("96", "96", "96.01")]
    made = award(year_of(with_teams(5), *quarters, rules=for_branches))
    assert made.means[BRANCH, "支部1"].printed == made.means[BRANCH, "支部2"].printed
    assert (star(made, "支部1"), star(made, "支部2")) == (4, 5)


def test_satisfaction_decides_between_equal_scores():
    surveys = [
        row(
            "survey",
            unit_kind="党支部",
            unit=f"支部{n}",
            date="2019-03-20",
            entitled=60,
            issued=60,
            returned=60,
            very=very,
            mostly=60 - very,
            fair=0,
            bad=0,
            unknown=0,
        )
        for n, very in ((1, 40), (2, 50))
    ]
    rows = [*with_teams(5), *surveys]
    made = award(year_of(rows, marks(5, "96", "96", "85", "85", "85"), rules=for_branches))
    assert (star(made, "支部1"), star(made, "支部2")) == (4, 5)
    assert not made.tied


def test_units_equal_on_the_line_are_kept_and_left_to_people():
    made = award(year_of(with_teams(5), marks(5, "96", "96", "85", "85", "85"), rules=for_branches))
    assert (star(made, "支部1"), star(made, "支部2")) == (5, 5)
    assert [unit for unit in made.tied if unit[0] == BRANCH] == [(BRANCH, "支部1"), (BRANCH, "支部2")]
    assert "待党委研究" in made.tied[BRANCH, "支部1"]


def test_a_unit_founded_in_the_year_is_scored_and_not_rated():
    rows = [branch("甲支部", groups=0, founded="2019-03-01")]
    made = award(year_of(rows, {(BRANCH, "甲支部"): "90"}))
    assert star(made, "甲支部") is None
    assert made.rated.standings[BRANCH, "甲支部"].status == "首期未评"


def test_the_coefficient_goes_with_the_yearly_star():
    made = award(year_of([lone("甲支部")], {(BRANCH, "甲支部"): "85"}))
    assert made.coefficient((BRANCH, "甲支部")) == 1


def test_a_suspended_unit_has_no_coefficient():
    events = [
        row(
            "event", unit_kind="党支部", unit="甲支部", type="暂缓", code=None, date="2019-11-10", lifted=None
        )
    ]
    made = award(year_of([lone("甲支部")], {(BRANCH, "甲支部"): "85"}, events=events))
    assert made.coefficient((BRANCH, "甲支部")) is None
    assert award_rows(made).units[BRANCH][0].word == "暂缓评定（有关事项待核定）"


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (["80", "81", "81"], "逐季上升"),
        (["80", None, "79"], "逐季下降"),
        (["80", "80"], "持平"),
        (["80"], "季度不足"),
        (["80", "85", "82"], "有升有降，末季比首季高 2.00 分"),
        (["80", "85", "80"], "有升有降，首末季相同"),
    ],
)
def test_the_way_of_the_year_is_said_in_words(scores: list[str | None], words: str):
    assert direction([None if s is None else F(s) for s in scores]) == words


def nominated(made: YearAward, kind: str) -> list[str]:
    return [c.unit for c in nominations(made, board_years(made.year.quarters, 2))[kind]]


def test_the_first_three_are_proposed_and_one_with_a_veto_is_not():
    rows = [lone(f"支部{n}") for n in range(1, 7)]
    base = {(BRANCH, f"支部{n}"): str(90 - n) for n in range(1, 7)}
    events = [row("event", unit_kind="党支部", unit="支部2", type="否决", code="VT03", date="2019-05-10")]
    assert nominated(award(year_of(rows, base, events=events)), BRANCH)[:2] == ["支部1", "支部3"]
    assert "支部2" not in nominated(award(year_of(rows, base, events=events)), BRANCH)


def test_five_stars_stand_first_and_four_need_a_reason():
    """Of six units with four stars or more only the one with five, and those first by score or on a board of five, are listed."""
    rows = [lone(f"支部{n}") for n in range(1, 7)]
    base = {(BRANCH, f"支部{n}"): str(96 - n) for n in range(1, 7)}
    made = award(year_of(rows, base, rules=setting("推优得分名次", "1")))
    first = {((BRANCH, f"支部{n}"), "比学习"): BoardYear(F(90), 1, "生产", 5) for n in (3,)}
    small = {((BRANCH, "支部4"), "比奉献"): BoardYear(F(90), 1, "生产", 4)}
    low = {((BRANCH, "支部5"), "比奉献"): BoardYear(F("79.99"), 1, "生产", 5)}
    proposed = nominations(made, first | small | low)[BRANCH]
    assert [c.unit for c in proposed] == ["支部1", "支部3"]
    assert "比学习年度得分 90.00，生产组第 1（5 个）" in proposed[1].reasons


@pytest.mark.parametrize(("fixed", "listed"), [(None, False), ("2019-02-20", True)])
def test_a_unit_with_something_overdue_to_put_right_is_not_proposed(fixed: str | None, listed: bool):
    rows = [lone(f"支部{n}") for n in range(1, 4)]
    rows += [
        row(
            "inspection",
            unit_kind=BRANCH,
            unit="支部1",
            indicator=None,
            problem="无记录",
            due="2019-02-10",
            fixed=fixed,
        )
    ]
    base = {(BRANCH, f"支部{n}"): str(95 - n) for n in range(1, 4)}
    assert ("支部1" in nominated(award(year_of(rows, base)), BRANCH)) == listed


def test_a_unit_that_a_decision_capped_is_not_proposed():
    rows = [lone(f"支部{n}") for n in range(1, 4)]
    base = {(BRANCH, f"支部{n}"): str(95 - n) for n in range(1, 4)}
    events = [row("event", unit_kind="党支部", unit="支部1", type="封顶", code="CP01", date="2019-05-10")]
    assert "支部1" not in nominated(award(year_of(rows, base, events=events)), BRANCH)


def test_the_place_in_a_reason_is_the_place_in_the_table():
    """A suspended unit keeps its place by score; who comes after it is not called a place better than the table says."""
    rows = [lone(f"支部{n}") for n in range(1, 7)]
    base = {(BRANCH, f"支部{n}"): str(95 - n) for n in range(1, 7)}
    events = [
        row("event", unit_kind="党支部", unit="支部1", type="暂缓", code=None, date="2019-11-10", lifted=None)
    ]
    made = award(year_of(rows, base, events=events, rules=setting("推优得分名次", "3")))
    printed = {u.unit: u.place for u in award_rows(made).units[BRANCH]}
    proposed = nominations(made, {})[BRANCH]
    assert [c.unit for c in proposed] == ["支部2", "支部3"]
    assert all(f"全厂第 {printed[c.unit]}" in "；".join(c.reasons) for c in proposed)


def test_a_post_whose_member_may_not_be_proposed_is_not_proposed_either():
    rows = [lone("甲支部"), member("01"), member("02")]
    rows += [
        row(
            "zone_post", type="示范岗", name=f"{p}岗", person=p, awarded="2018-03-01", found=None, closed=None
        )
        for p in ("01", "02")
    ]
    rows += [row("post_review", branch="甲支部", name=f"{p}岗", score=90) for p in ("01", "02")]
    rows += [row("duty_exception", person="01", duty="党责", matter="缺席")]
    made = award(year_of(rows, {(BRANCH, "甲支部"): "85"}))
    assert {p.name: bool(p.reason) for p in award_rows(made).posts} == {"01岗": False, "02岗": True}


def appraised(count: int, *more: Row, scores: dict[str, str] | None = None):
    people = [member(f"{n:02d}") for n in range(1, count + 1)]
    base = {(MEMBER, f"{n:02d}"): (scores or {}).get(f"{n:02d}", str(100 - n)) for n in range(1, count + 1)}
    made = award(year_of([lone("甲支部"), *people, *more], base | {(BRANCH, "甲支部"): "85"}))
    return appraisals(made, board_years(made.year.quarters, 2))[0]


def test_at_most_a_third_of_the_full_members_may_be_excellent():
    found = appraised(8)
    assert (found.full, found.most, [c.unit for c in found.proposed]) == (8, 2, ["01", "02"])


def test_a_probationary_member_is_neither_counted_nor_proposed():
    found = appraised(6, member("99", politics="预备党员"))
    assert (found.full, found.most) == (6, 2)


def test_members_equal_on_the_line_of_a_third_are_not_cut_apart():
    found = appraised(6, scores={"02": "97", "03": "97", "01": "99"})
    assert [(c.unit, c.tied) for c in found.proposed] == [("01", False), ("02", True), ("03", True)]


def test_a_member_with_an_exception_of_the_three_duties_is_not_proposed_and_the_reason_is_told():
    found = appraised(6, row("duty_exception", person="01", duty="党责", matter="缺席"))
    assert [c.unit for c in found.proposed] == ["02", "03"]
    assert found.barred == (("01", "2019年第一季度三责例外（党责）：缺席"),)


def test_a_post_below_the_line_of_the_rulebook_leaves():
    common: dict[str, Any] = {"type": "示范岗", "person": "01", "found": None, "closed": None}
    rows = [lone("甲支部"), member("01")]
    rows += [row("zone_post", name=name, awarded="2018-03-01", **common) for name in ("甲岗", "乙岗", "丙岗")]
    rows += [row("zone_post", name="丁岗", awarded="2018-03-01", withdrawn="2019-12-31", **common)]
    rows += [
        row("post_review", branch="甲支部", name=n, score=s)
        for n, s in (("甲岗", 70), ("乙岗", 69.99), ("丁岗", 90))
    ]
    found = {
        p.name: p.outcome
        for p in model_posts(year_of(rows, {(BRANCH, "甲支部"): "85"}, {(BRANCH, "甲支部"): "85"}))
    }
    assert found == {"甲岗": KEPT, "乙岗": LEAVES, "丙岗": UNREVIEWED, "丁岗": GONE}


def test_one_quarter_gives_the_stars_that_the_stages_before_the_quota_give():
    rows = with_teams(3)
    made = award(year_of(rows, marks(3, "85", "82", "71", team_score="75")))
    plain = rate(
        made.year.tables,
        Scores({}, {u: m.printed for u, m in made.means.items()}, pd.DataFrame()),
        _no_rulings(),
        {},
    )
    assert {u: s.star for u, s in made.rated.standings.items()} == {
        u: s.star for u, s in plain.standings.items()
    }


def _no_rulings():
    from pipeline.rating.caps import Rulings

    return Rulings()


@cache
def sample_year() -> Year:
    found = year(sample_inbox(), YEAR, ())
    assert found is not None
    return found


@cache
def sample_files() -> dict[str, bytes]:
    return annual_files(sample_year())


def test_three_quarters_are_a_trial_that_names_the_fourth():
    assert [p.name for p in sample_year().lacking] == ["2019Q4"]
    page = sample_files()["index.html"].decode()
    assert "试算稿" in page
    assert "按已有 3 个季度测算，缺2019年第四季度" in page


def test_four_sound_quarters_stand_where_the_years_own_review_says():
    base = {(BRANCH, "甲支部"): "85"}
    steps = [
        row("decision", step="党委会议", unit=None, date="2020-01-15", until=None, number="纪〔2020〕1号")
    ]
    whole = year_of([lone("甲支部")], *[base] * 4)
    assert "初评稿" in annual_files(whole)["index.html"].decode()
    decided = replace(whole, tables=replace(tables(lone("甲支部"), *steps), period=YEAR))
    assert "公示稿" in annual_files(decided)["index.html"].decode()
    faulty = replace(whole, quarters=[replace(whole.quarters[0], clean=False), *whole.quarters[1:]])
    assert "2019年第一季度还有错误或缺报，不得公布" in annual_files(faulty)["index.html"].decode()


def test_page_workbook_and_data_show_the_same_stars():
    rows = {r["unit"]: r for r in table(sample_files()["data/annual_stars.csv"])}
    book = openpyxl.load_workbook(io.BytesIO(sample_files()["年度定星.xlsx"]))
    shown = {
        r[1]: (r[3], r[4])
        for name in ("党支部年度定星", "班组年度定星")
        for r in book[name].iter_rows(min_row=4, values_only=True)
    }
    words = {"5": "五星", "4": "四星", "3": "三星", "2": "二星", "1": "一星", "0": "未定级"}
    none = {"综合检修班": "首期未评", "输煤运行二班": "暂缓评定（有关事项待核定）"}
    assert {u: (float(r["score"]), words.get(r["star"]) or none[u]) for u, r in rows.items()} == shown


def test_a_small_group_is_placed_among_everyone_in_the_year_too():
    boards = board_years(sample_year().quarters, 2)
    everyone = [
        (unit, at)
        for (unit, board), at in boards.items()
        if board == "比学习" and unit[0] == BRANCH and at.group == "全厂"
    ]
    scores = [at.score for (unit, board), at in boards.items() if board == "比学习" and unit[0] == BRANCH]
    assert everyone and all(at.place == 1 + sum(score > at.score for score in scores) for _, at in everyone)


def test_the_year_says_whose_result_is_reviewed_by_discipline_inspection():
    page, book = (
        sample_files()["index.html"].decode(),
        openpyxl.load_workbook(io.BytesIO(sample_files()["年度定星.xlsx"])),
    )
    notes = {r[1]: r[5] for r in book["党支部年度定星"].iter_rows(min_row=4, values_only=True)}
    assert (
        "回避，由党委指定的其他部门复核，纪委办监督" in notes["机关一支部"]
        and "回避，由党委指定的其他部门复核，纪委办监督" in page
    )
    assert not any("回避" in (note or "") for unit, note in notes.items() if unit != "机关一支部")


def test_who_is_scored_in_half_of_the_quarters_at_most_is_not_proposed_for_excellent():
    decided = award(sample_year())
    quarters = len(decided.year.quarters)
    for one in appraisals(decided, {}):
        for candidate in one.proposed:
            scored = decided.means[MEMBER, candidate.unit].count
            assert 2 * scored > quarters
            assert (f"只有 {scored} 个季度有得分" in candidate.reasons[0]) == (scored < quarters)
    assert any(one.partly for one in appraisals(decided, {}))


def test_nothing_of_the_year_tells_the_star_of_a_suspended_unit():
    record = next(r for r in table(sample_files()["data/annual_stars.csv"]) if r["unit"] == "输煤运行二班")
    assert record["because"] == "暂缓评定（有关事项待核定）"
    assert not any(
        record[name] for name in ("score_star", "capped_star", "linked_star", "star", "coefficient")
    )
    card = (
        sample_files()["index.html"].decode().partition(">输煤运行二班 <span")[2].partition("</section>")[0]
    )
    assert "暂缓评定" in card and not re.search("[一二三四五]星", card)


def test_the_places_of_the_year_are_kept():
    made = award(sample_year())
    for places in made.places:
        tied = sum(unit[0] == places.quota.unit_kind for unit in made.tied)
        assert places.held <= places.most + tied


def test_the_same_input_gives_the_same_bytes():
    assert annual_files(sample_year()) == sample_files()


def test_last_years_published_star_is_found_in_the_review_workbook(plant: Path):
    changed(plant, put(REVIEW, "已公布星级", {"期间": "2018", "单位": "检修支部"}, 星级=2))
    found = year(read(plant), YEAR, ())
    assert found is not None
    assert found.previous[BRANCH, "检修支部"] == 2
    assert star(award(found), "检修支部") == 3


def test_a_year_without_workbooks_is_none(tmp_path: Path):
    assert year(read(tmp_path), YEAR, ()) is None


def test_the_office_says_how_many_are_proposed():
    rows = [branch("甲支部", groups=0), *[member(f"{n:02}") for n in range(1, 10)]]
    base = {(BRANCH, "甲支部"): "90.00"} | {(MEMBER, f"{n:02}"): f"{90 - n}.00" for n in range(1, 10)}
    found = [
        appraisals(award(year_of(rows, base, rules=setting("民主评议几人一名优秀", each))), {})[0]
        for each in ("3", "4")
    ]
    assert [(one.most, len(one.proposed)) for one in found] == [(3, 3), (2, 2)]


def test_the_places_that_are_a_reason_are_the_rulebooks():
    base = {(BRANCH, f"支部{n}"): f"{99 - n}.00" for n in range(1, 6)}
    rows = [lone(f"支部{n}") for n in range(1, 6)]
    for places in (1, 3):  # the best half of five
        decided = award(year_of(rows, base, rules=setting("推优得分名次", str(places))))
        assert [c.unit for c in nominations(decided, {})[BRANCH]] == [
            f"支部{n}" for n in range(1, places + 1)
        ]


def test_the_votes_on_a_secretary_stand_by_branch_and_the_last_counts():
    ballot = {"person": "01", "fine": 2, "fair": 0, "bad": 0}
    quarters = [
        tables(
            branch("甲支部", secretary="01"),
            branch("乙支部", secretary="02"),
            member("01"),
            row("appraisal", good=good, **ballot),
            period=name,
        )
        for good, name in ((6, "2019Q1"), (8, "2019Q4"))
    ]
    (found,) = votes(quarters[-1], quarters)
    assert (found.branch, found.counts, found.good) == ("甲支部", (8, 2, 0, 0), 80)


def test_a_score_of_the_workbook_has_the_decimals_of_the_page():
    book = openpyxl.load_workbook(io.BytesIO(sample_files()["年度定星.xlsx"]))
    scores = [row[3] for row in book["党支部年度定星"].iter_rows(min_row=4)]
    assert all(isinstance(cell.value, float | int) and cell.number_format == "0.00" for cell in scores)
    places = [row[0] for row in book["党支部年度定星"].iter_rows(min_row=4)]
    assert places and all(cell.number_format == "0" for cell in places)


def test_each_column_of_the_workbook_has_decimals_of_its_own():
    """A coefficient of 1.05 that looks like 1.1 would be paid as 1.1."""
    book = openpyxl.load_workbook(io.BytesIO(sample_files()["年度定星.xlsx"]))
    formats = {
        column: {
            cell.number_format for cell in book[sheet][column][3:] if isinstance(cell.value, float | int)
        }
        for sheet, column in (("绩效联动", "E"), ("述职评议", "C"), ("党支部年度定星", "A"))
    }
    assert formats == {"E": {"0.00"}, "C": {"0"}, "A": {"0"}}
    assert 1.05 in [cell.value for cell in book["绩效联动"]["E"][3:]]


def test_the_sample_year_shows_the_votes_and_hands_over_by_single_departments():
    book = openpyxl.load_workbook(io.BytesIO(sample_files()["年度定星.xlsx"]))
    assert book["述职评议"].max_row == 3 + 8
    departments = [cell.value for cell in book["绩效联动"]["A"][3:]]
    assert "综合办公室" in departments
    assert not [d for d in departments if "、" in d]
    heads, *signed = book["绩效交接签字"].iter_rows(min_row=3, values_only=True)
    assert heads[2:] == ("移交人签字", "移交日期", "接收人签字", "接收日期")
    assert [row[0] for row in signed[:-1]] == sorted(set(departments))
    for department, handed, giver, _, taker, _ in signed[:-1]:
        units = [
            row[2] for row in book["绩效联动"].iter_rows(min_row=4, values_only=True) if row[0] == department
        ]
        assert (
            [part.partition("（")[0] for part in handed.split("、")] == units
            and giver is None
            and taker is None
        )


def test_every_list_of_units_of_the_year_names_who_is_responsible_first():
    book = openpyxl.load_workbook(io.BytesIO(sample_files()["年度定星.xlsx"]))
    heads = {
        row[1]: row[-1]
        for name in ("党支部年度定星", "班组年度定星")
        for row in book[name].iter_rows(min_row=4, values_only=True)
    }
    honoured = [
        row
        for row in book["推优参考名单"].iter_rows(min_row=4, values_only=True)
        if row[0].startswith("先进")
    ]
    assert honoured and all(row[3] == heads[row[1]] for row in honoured)


def test_the_sample_year_tells_the_votes():
    assert 'id="speeches"' in sample_files()["index.html"].decode()
