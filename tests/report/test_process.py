"""过程: of every unit what was due on each sheet in the month and what became of it, scored or not; and the pages that say so."""

import re

from kit.fact_plant import concluded
from kit.plant_on_disk import sample_rated
from kit.tiny_plant import branch, colleague, member, row, tables, team
from kit.whole_sample import rating

from pipeline.rating.evaluate import evaluate
from pipeline.report.pages.pages import report_pages
from pipeline.report.statistics import statistics_of
from pipeline.report.statistics.work_list import Tally
from schemas.words import BRANCH, TEAM

AUGUST = "2019-08"


def told(*rows, period=AUGUST):
    made = evaluate(
        tables(
            branch(groups=0, has_committee="否"),
            team(),
            member("01"),
            colleague("02", team="锅炉班"),
            *rows,
            period=period,
        ),
        {},
    )
    seen = statistics_of(made).process
    return {
        (line.unit_kind, line.unit): dict(zip(seen.sheets[line.unit_kind], line["sheets"], strict=True))
        | {"考评": line["checks"]}
        for line in seen.lines
    }


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.due, tally.on_time, tally.late, tally.missing


def wish(due, realised, **cells):
    return row(
        "wish",
        **{
            "team": "锅炉班",
            "raised": "2019-07-01",
            "claimer": "01",
            "due": due,
            "realised": realised,
            "state": "已实现" if realised else "已认领",
            **cells,
        },
    )


def test_wishes_are_on_time_late_or_missing_for_the_branch_and_its_team():
    found = told(
        wish("2019-08-20", "2019-08-19", wish="A"),
        wish("2019-08-10", "2019-08-30", wish="B"),
        wish("2019-08-15", None, wish="C"),
        wish("2019-09-15", None, wish="D", raised="2019-08-01"),  # sixty days are not over
    )
    assert (
        counts(found[BRANCH, "甲支部"]["微心愿"]) == counts(found[TEAM, "锅炉班"]["微心愿"]) == (3, 1, 1, 1)
    )


def test_what_was_closed_after_the_month_is_missing_in_it():
    found = told(wish("2019-08-10", "2019-09-03", wish="A"))
    assert counts(found[TEAM, "锅炉班"]["微心愿"]) == (1, 0, 0, 1)


def test_pledges_that_outside_reasons_stopped_are_not_due():
    pledges = [
        row(
            "pledge",
            pledge=n,
            person="01",
            deadline="2019-08-20",
            done=done,
            reason=why,
            state="践诺中",
            verdict="通过",
            linked=None,
        )
        for n, done, why in (
            ("A", "2019-08-10", None),
            ("B", "2019-08-25", None),
            ("C", None, "客观原因"),
            ("D", None, None),
        )
    ]
    earlier = row(
        "pledge",
        pledge="E",
        person="01",
        deadline="2019-06-20",
        done=None,
        reason=None,
        state="践诺中",
        verdict="通过",
        linked=None,
    )
    agreed = concluded("C", "客观原因", table="双承诺", date="2019-08-25")
    assert counts(told(*pledges, earlier, agreed)[BRANCH, "甲支部"]["双承诺"]) == (3, 1, 1, 1)
    assert counts(told(*pledges, earlier)[BRANCH, "甲支部"]["双承诺"]) == (4, 1, 1, 2)


def test_each_sheet_of_the_work_list_is_told_by_itself():
    held = row(
        "meeting",
        type="主题党日",
        group=None,
        date="2019-08-15",
        month=None,
        absent=None,
        excused=None,
        made_up=None,
    )
    found = told(held)[BRANCH, "甲支部"]
    assert counts(found["组织生活"]) == (1, 1, 0, 0)
    assert found["工作清单"].missing == found["工作清单"].due > 0


def test_checks_of_a_team_are_counted_with_what_they_took_off():
    rows = [
        row("check", by="安全监察部", team="锅炉班", indicator="TM01", deduction=d, date=f"2019-08-0{i}")
        for i, d in ((2, 5), (3, 0))
    ]
    assert told(*rows)[TEAM, "锅炉班"]["考评"] == (2, 5.0)
    assert told()[TEAM, "锅炉班"]["考评"] == (0, 0.0)


def test_the_lists_of_the_quarter_add_up_to_the_work_list():
    made = rating().evaluation
    seen = statistics_of(made).process
    found = sum(
        tally.due
        for line in seen.lines
        for sheet, tally in zip(seen.sheets[line.unit_kind], line["sheets"], strict=True)
        if sheet in ("组织生活", "双星培训", "工作清单")
    )
    assert found == len(made.facts["清单执行"])


def month_pages():
    rated = sample_rated(AUGUST)
    return report_pages(rated), rated


def test_a_month_tells_the_facts_of_every_unit_also_of_those_without_a_score():
    pages, rated = month_pages()
    index = pages["index.html"].decode()
    unscored = [star.unit for star in rated.stars if star.score is None]
    assert unscored
    lacking = index[index.index("没有得分的班组缺什么") :]
    assert all(unit in lacking[: lacking.index("</table>")] for unit in unscored)
    matrix = index[index.index("班组各指标当月的得分") :]
    assert matrix[: matrix.index("</table>")].count("<tr>") == 1 + 26


def test_a_unit_without_a_score_reads_on_its_page_why_and_what_was_due():
    page = month_pages()[0]["班组/锅炉班.html"].decode()
    assert "为什么没有得分？" in page and "适用的标准分 60 分，少于评价所需的 70 分，还差 10 分" in page
    process = page[page.index('id="process"') :]
    assert re.search(r"工作清单</th><td[^>]*>6</td><td[^>]*>3</td><td[^>]*>0</td><td[^>]*>3</td>", process)


def test_the_ledgers_of_a_small_team_are_not_counted_on_its_page():
    page = month_pages()[0]["班组/焊接班.html"].decode()
    process = page[page.index('id="process"') :]
    table = process[: process.index("</table>")]
    assert table.count("不足十人，不公布") == 2
    assert re.search(r"工作清单</th><td[^>]*>\d", table)
