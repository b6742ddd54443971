from typing import Any

import pytest
from kit.tiny_plant import Row, branch, row, setting, tables

from pipeline.report.stage import NEXT_STEP, UNREVIEWED, Stage, next_step, stage_of
from schemas.words import SIMPLE, WHOLE_COURSE

BRANCHES = [branch("甲支部"), branch("乙支部")]
MEETING = row("decision", step="党委会议", date="2019-10-11", number="党纪〔2019〕15号")
NOTICE = row("decision", step="公示", date="2019-10-12", until="2019-10-18")
OFFICIAL = row("decision", step="正式通报", date="2019-10-21")


REVIEWED = row("decision", step="党建例会审核", date="2019-10-10")
COURSE = {SIMPLE: setting("季度审定方式", SIMPLE), WHOLE_COURSE: setting("季度审定方式", WHOLE_COURSE)}


def stage(*rows: Row, draft: bool = False, course: str = WHOLE_COURSE, period: str = "2019Q3") -> Stage:
    return stage_of(tables(*BRANCHES, *rows, rules=COURSE[course], period=period), draft)


def signed(name: str) -> Row:
    return row("decision", step="支部核对", unit=name, date="2019-10-09")


def objection(**cells: Any) -> Row:
    return row("objection", **cells)


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([], "初评稿"),
        ([signed("甲支部"), signed("乙支部")], "初评稿"),
        ([NOTICE], "初评稿"),
        ([OFFICIAL], "初评稿"),
        ([REVIEWED], "初评稿"),
        ([REVIEWED, NOTICE, OFFICIAL], "初评稿"),
        ([MEETING], "公示稿"),
        ([REVIEWED, MEETING], "公示稿"),
        ([MEETING, NOTICE], "公示稿"),
        ([MEETING, OFFICIAL], "公示稿"),
        ([MEETING, NOTICE, OFFICIAL], "正式通报"),
        ([OFFICIAL, NOTICE, MEETING], "正式通报"),
        ([MEETING, NOTICE, OFFICIAL, objection()], "公示稿"),
        ([MEETING, NOTICE, OFFICIAL, objection(answer="改正", answered="2019-10-16")], "正式通报"),
    ],
)
def test_a_report_gets_as_far_as_the_decisions_do(rows: list[Row], name: str):
    assert stage(*rows).name == name


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([], "初评稿"),
        ([signed("甲支部")], "初评稿"),
        ([NOTICE, OFFICIAL], "初评稿"),
        ([REVIEWED], "季度通报"),
        ([REVIEWED, signed("甲支部")], "季度通报"),
        ([REVIEWED, objection()], "季度通报"),
        ([MEETING], "公示稿"),
        ([REVIEWED, MEETING], "公示稿"),
        ([MEETING, NOTICE, OFFICIAL], "正式通报"),
        ([REVIEWED, MEETING, NOTICE, OFFICIAL, objection()], "公示稿"),
    ],
)
def test_a_light_quarter_is_settled_by_the_branches_meeting_unless_the_committee_has_met(
    rows: list[Row], name: str
):
    found = stage(*rows, course=SIMPLE)
    assert (found.name, found.light) == (name, all(one is not MEETING for one in rows))


@pytest.mark.parametrize("course", [SIMPLE, WHOLE_COURSE])
@pytest.mark.parametrize(("rows", "name"), [([REVIEWED], "初评稿"), ([MEETING], "公示稿")])
def test_a_year_always_takes_the_whole_course(course: str, rows: list[Row], name: str):
    found = stage(*rows, course=course, period="2019")
    assert (found.name, found.light) == (name, False)


@pytest.mark.parametrize("course", [SIMPLE, WHOLE_COURSE])
def test_a_month_is_settled_by_nobody(course: str):
    assert stage(REVIEWED, course=course, period="2019-09").name == "过程评价"


def test_a_light_quarter_says_who_has_checked_and_when_it_was_reviewed():
    assert stage(signed("甲支部"), course=SIMPLE).sentence == "尚未经党建例会审核；2 个支部中已有 1 个核对"
    found = stage(REVIEWED, objection(), course=SIMPLE)
    assert found.sentence == "经2019年10月10日党建例会审核，还有 1 件异议没有答复"
    assert found.approved == "经2019年10月10日党建例会审核" and not found.notice
    assert stage(MEETING, course=SIMPLE).approved == "经2019年10月11日党委会议（党纪〔2019〕15号）审定"


def test_the_next_step_of_a_light_quarter_is_the_branches_meeting():
    assert next_step(stage(course=SIMPLE)) == UNREVIEWED
    assert next_step(stage(REVIEWED, course=SIMPLE)) == NEXT_STEP["季度通报"]


def test_a_bulletin_dated_before_the_notice_ends_is_not_official():
    for day, name in (("2019-10-17", "公示稿"), ("2019-10-18", "公示稿"), ("2019-10-19", "正式通报")):
        assert stage(MEETING, NOTICE, row("decision", step="正式通报", date=day)).name == name


def test_a_meeting_without_its_minutes_number_decides_nothing():
    assert stage(row("decision", step="党委会议", date="2019-10-11", number=None)).name == "初评稿"


@pytest.mark.parametrize("rows", [[], [MEETING, NOTICE, OFFICIAL]])
def test_a_draft_is_a_draft_whatever_was_decided(rows: list[Row]):
    assert stage(*rows, draft=True).name == "试算稿"


def test_the_branches_that_have_checked_are_named_once_each():
    found = stage(signed("乙支部"), signed("甲支部"), signed("甲支部"))
    assert found.signed == ("乙支部", "甲支部")
    assert found.sentence == "尚未经党委会议审定；2 个支部中已有 2 个核对"


def test_the_notice_tells_its_days_and_the_open_objections():
    found = stage(MEETING, NOTICE, OFFICIAL, objection(), objection(answer="改正", answered="2019-10-16"))
    assert found.meeting == "2019年10月11日党委会议（党纪〔2019〕15号）"
    assert found.notice == "2019年10月12日至2019年10月18日"
    assert found.sentence == f"经{found.meeting}审定，公示{found.notice}，还有 1 件异议没有答复"
    assert stage(MEETING).sentence == f"经{found.meeting}审定，公示尚未开始"


def test_after_the_meeting_the_next_step_is_to_announce_and_only_then_to_publish():
    assert "登记公示的起止日期" in next_step(stage(MEETING))
    assert next_step(stage(MEETING, NOTICE)) == NEXT_STEP["公示稿"]
    assert next_step(stage(MEETING, NOTICE, OFFICIAL)) == NEXT_STEP["正式通报"]
