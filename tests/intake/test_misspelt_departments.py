"""A misspelt department is one sentence at its cell, wherever it is misspelt; nobody else is asked or blamed."""

from __future__ import annotations

from kit.plant_on_disk import (
    GOALS,
    RULES,
    changed,
    checked_by,
    cover,
    emptied,
    looked_at,
    put,
    sample_seen,
    told,
)

from pipeline.core.finding import Severity
from pipeline.intake.forms.blanks import blanks
from pipeline.rulebook.departments import slips

SAFETY, STAFF, WORKS, MONEY = map(checked_by, ("安全监察部", "人力资源部", "生产技术部", "经营财务部"))


def new(seen):
    """The errors, and what is said of names that nobody else uses."""
    return [f for f in seen.intake.findings if f.severity is Severity.ERROR or f.code == "W333"]


def test_in_a_goal_in_the_rulebook_and_on_a_cover(lone_quarter):
    places = changed(
        lone_quarter,
        put(GOALS, "目标", {"考评部门": "安全监察部"}, 考评部门="安全监查部"),
        put(GOALS, "目标", {"考评部门": "经营财务部"}, 考评部门="财务部"),
        put(RULES, "评价细则", {"序号": "TM01"}, 考评部门="安全检察部"),
        put(RULES, "评价细则", {"序号": "TM03"}, 考评部门="生产技术部、人力资原部"),
    )
    cell = cover(lone_quarter / WORKS, 考评部门="生产计术部")
    seen = looked_at(lone_quarter)
    assert sorted(told(new(seen))) == sorted(
        [*[("E422", *place) for place in places], ("E423", WORKS, "封面", cell)]
    )
    assert {one.value: one.suggested for one in new(seen)} == {
        "安全监查部": "安全监察部",
        "财务部": "经营财务部",
        "安全检察部": "安全监察部",
        "人力资原部": "生产技术部、人力资源部",
        "生产计术部": "生产技术部",
    }


def test_on_the_cover_of_a_workbook_whose_rows_say_nothing_and_with_other_signs(lone_quarter):
    """Only the checks of teams are in it: that they are this department's is known from the rulebook alone."""
    changed(lone_quarter, *[put(GOALS, "目标", row, 考评部门="人力资源部") for row in goals_of("安全监察部")])
    emptied(lone_quarter / SAFETY, "目标完成")
    covers = [
        (file, "封面", cover(lone_quarter / file, 考评部门=name))
        for file, name in ((SAFETY, "安全监查部"), (MONEY, "经营 财物部"))
    ]
    found = [one for one in new(looked_at(lone_quarter)) if one.code not in ("E305", "E313")]
    assert sorted(told(found)) == sorted(("E423", *place) for place in covers)


def goals_of(department):
    rows = sample_seen().chosen.rows("target")
    return [
        row - 5 for (_, _, row), name in zip(rows.index, rows["examiner"], strict=True) if name == department
    ]


def test_a_name_that_is_anothers_stays_and_blanks_are_made_for_it(lone_quarter):
    """Before anything has come nobody can tell a slip from a new department, which needs its blank."""
    changed(
        lone_quarter,
        put(GOALS, "目标", {"考评部门": "安全监察部"}, 考评部门="科技信息中心"),
        put(GOALS, "目标", {"考评部门": "经营财务部"}, 考评部门="经营财物部"),
    )
    seen = looked_at(lone_quarter)
    assert {one.unit for one in new(seen) if one.code == "E401"} == {"科技信息中心"}
    made = blanks(seen.inbox, seen.chosen.period)
    assert {"部门考评-科技信息中心.xlsx", "部门考评-经营财物部.xlsx"} <= set(made)


def test_a_slip_is_what_stands_in_one_place_alone_and_is_nearly_what_stands_in_another():
    names = {
        "目标责任书": {"发电二部", "安全监查部", "检修部"},
        "评价细则": {"发电一部", "安全监察部"},
        "组织名册": {"检修部", "检修分部"},
    }
    assert slips(names, ()) == {"安全监查部": "安全监察部", "安全监察部": "安全监查部"}
    assert slips(names, ("安全监察部",)) == {"安全监查部": "安全监察部"}
    assert slips(names, ("安全监察部", "安全监查部")) == {}
