import datetime as dt
import re
from typing import Any

import pytest
from kit.plant_on_disk import sample_seen
from kit.tiny_plant import Row, branch, letters, member, row, tables, team

from pipeline.evidence.pledges import FINISHED, KEEPING, OVERDUE, REVIEWED, STOPPED, PledgeStep, pledges
from pipeline.intake.checks.people import pledges as pledge_findings
from pipeline.intake.checks.references import Checked
from pipeline.intake.collect import Inbox
from pipeline.intake.select import Selection
from pipeline.report.notices.pledges import pledge_files

DAY = dt.date(2019, 10, 3)
GOOD = {
    "set_on": "2019-02-15",
    "signed": "2019-02-20",
    "published": "2019-02-25",
    "supervised": "2019-08-30",
    "verdict": "通过",
    "deadline": "2019-12-10",
    "state": "践诺中",
}
DONE = GOOD | {
    "deadline": "2019-09-25",
    "done": "2019-09-20",
    "reviewed": "2019-09-28",
    "state": "已评诺",
    "grade": "满意",
}


def pledge(number: str = "P1", person: str = "01", **cells: Any) -> Row:
    return row("pledge", pledge=number, person=person, **{**GOOD, **cells})


def view(*rows: Row, day: dt.date = DAY, **more: Any):
    return pledges(tables(branch(), member("01"), member("02"), *rows, **more), day)


def only(*rows: Row, day: dt.date = DAY):
    return view(*rows, day=day).branches[0].members[0].pledges[0]


def found(*rows: Row, period: str = "2019Q3") -> list[tuple[str, str]]:
    made = tables(branch(), member("01"), *rows, period=period)
    inbox = Inbox(None, (), {}, {}, letters(made.unit_of), {}, (), {})  # type: ignore[arg-type]
    return [(f.code, f.message) for f in pledge_findings(Checked(Selection(inbox, made.period), made))]


def codes(**cells: Any) -> list[str]:
    return [code for code, _ in found(pledge(**cells))]


@pytest.mark.parametrize(
    ("cells", "standing"),
    [
        ({}, KEEPING),
        ({"deadline": "2019-10-02"}, OVERDUE),
        ({"deadline": "2019-10-03"}, KEEPING),
        (DONE, REVIEWED),
        ({**DONE, "reviewed": None, "state": "已完成"}, FINISHED),
        ({"state": "终止", "reason": "客观原因"}, STOPPED),
    ],
)
def test_a_pledge_stands_where_its_dates_say(cells: dict[str, Any], standing: str):
    assert only(pledge(**cells)).standing == standing


def test_the_five_steps_come_in_order_with_their_dates():
    assert [step.text for step in only(pledge(**DONE)).steps] == [
        "2月15日",
        "2月25日",
        "9月20日 完成",
        "8月30日",
        "9月28日",
    ]


def test_what_is_still_to_come_is_said_in_words():
    steps = only(pledge(published=None, supervised=None, set_on="2019-08-01", signed=None)).steps
    assert [step.text for step in steps] == ["8月1日", "待公开", "12月10日 前完成", "待督诺", "完成后评诺"]


def test_a_pledge_that_nobody_has_looked_after_this_quarter_is_marked():
    assert only(pledge(supervised="2019-06-20")).steps[3] == PledgeStep("督诺", "alarm", "本季待督诺")


def test_only_pledges_that_passed_the_review_are_shown():
    shown = view(
        pledge("P1"),
        pledge("P2", verdict="不通过", failed="切实可行", state="草拟"),
        pledge("P3", verdict=None, state="草拟"),
    )
    assert [p.number for m in shown.branches[0].members for p in m.pledges] == ["P1"]


def test_a_branch_shows_whom_to_turn_to_and_counts_by_type_and_standing():
    shown = view(pledge("P1"), pledge("P2", type="服务承诺"), pledge("P3", person="02", **DONE)).branches[0]
    assert shown.secretary == "员工01"
    assert (
        shown.counts["岗位承诺"],
        shown.counts["服务承诺"],
        shown.counts[KEEPING],
        shown.counts[REVIEWED],
    ) == (2, 1, 2, 1)
    assert [m.name for m in shown.members] == ["员工01", "员工02"]


def test_a_pledge_for_a_wish_from_a_small_team_does_not_tell_the_wish():
    rows = [team("锅炉班"), row("wish", wish="WX-1", team="锅炉班", content="想学焊接")]
    shown = (
        view(*rows, pledge(linked="WX-1", content="教张三学焊接", source="心愿"))
        .branches[0]
        .members[0]
        .pledges[0]
    )
    assert "焊接" not in shown.content


def test_the_order_of_rows_changes_nothing():
    rows = [pledge("P1"), pledge("P2", person="02"), pledge("P3", type="服务承诺")]
    assert view(*rows) == view(*reversed(rows))


def test_a_branch_without_workbook_is_named():
    assert view(missing=("甲支部",)).missing == ("甲支部",)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, []),
        (DONE, []),
        (
            {
                "verdict": None,
                "state": "草拟",
                "published": None,
                "supervised": None,
                "set_on": None,
                "signed": None,
            },
            ["W321"],
        ),
        ({"signed": "2019-02-10"}, ["W322"]),
        ({"published": "2019-02-18"}, ["W322"]),
        ({"supervised": "2019-02-01"}, ["W322", "W322", "W311"]),
        ({**DONE, "supervised": "2019-09-21"}, ["W322"]),
        ({**DONE, "supervised": "2019-09-20"}, []),
        ({"published": None}, ["W323"]),
        ({**DONE, "reviewed": None}, ["W323"]),
        ({**DONE, "grade": None}, ["W323"]),
        ({**DONE, "state": "已完成"}, ["W324"]),
        (
            {**DONE, "reviewed": None, "state": "已完成", "done": "2019-05-20", "supervised": "2019-05-10"},
            ["W325"],
        ),
        ({**DONE, "reviewed": None, "state": "已完成"}, []),
        ({"supervised": "2019-06-30"}, ["W311"]),
        ({"supervised": None}, ["W311"]),
        ({"supervised": "2019-07-01"}, []),
        ({"supervised": None, "set_on": "2019-07-02", "signed": "2019-07-03", "published": "2019-07-04"}, []),
        ({"deadline": "2019-09-30"}, ["W326"]),
        ({"deadline": "2019-09-30", "reason": "主观原因"}, []),
        ({"deadline": "2019-10-01"}, []),
        ({**DONE, "deadline": "2019-09-10"}, ["W326"]),
    ],
)
def test_broken_order_missing_steps_and_overdue_supervision_are_found(
    cells: dict[str, Any], expected: list[str]
):
    assert codes(**cells) == expected


def test_supervision_is_not_overdue_before_the_quarter_is_over():
    assert found(pledge(supervised=None), period="2019-08") == []
    assert [code for code, _ in found(pledge(supervised=None), period="2019-09")] == ["W311"]


def test_a_finding_names_the_pledge_and_both_dates():
    assert found(pledge(signed="2019-02-10")) == [
        ("W322", "承诺 P1 的“签名日期”2019-02-10 早于“定诺日期”2019-02-15，五个步骤的先后不对")
    ]


def test_the_page_shows_contents_and_names_and_no_score_or_rank():
    examined = sample_seen()
    assert examined.tables is not None
    page = pledge_files(examined, examined.tables, DAY)["双承诺公示.html"].decode()
    first = examined.tables.frames["pledge"].iloc[0]
    assert first["content"] in page
    assert "监督联系人" in page
    shown = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
    assert not [word for word in ("得分", "名次", "满意度") if word in shown]


def test_the_book_has_a_place_to_sign_for_every_member():
    examined = sample_seen()
    assert examined.tables is not None
    page = pledge_files(examined, examined.tables, DAY)["承诺书.html"].decode()
    assert page.count('class="own"') == 220
    assert "星签名" in page


def test_a_hostile_content_stays_text():
    examined = sample_seen()
    made = tables(branch(), member("01"), pledge(content="<script>alert(1)</script>"))
    assert b"<script>alert" not in pledge_files(examined, made, DAY)["双承诺公示.html"]
