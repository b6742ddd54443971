"""Numbers of people that lost their zeros: in the directory itself and wherever it is referred to."""

from __future__ import annotations

from kit.plant_on_disk import (
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    added,
    changed,
    copied,
    edited,
    looked_at,
    put,
    sent_by,
    told,
)

from pipeline.excel import layout

SENT = sent_by(OVERHAUL)
ONE = {"工号": "01101"}  # whom no other workbook names


def test_a_number_of_another_length_than_all_others_is_told(lone_quarter):
    numbers = {
        "01101": ("1101", "4 位"),
        "01102": (1102, "4 位"),
        "01103": ("011031", "6 位"),
        "01104": ("A01104", "6 位"),
    }
    places = changed(
        lone_quarter,
        *(put(NAMES, "人员", {"工号": was}, 工号=number) for was, (number, _) in numbers.items()),
    )
    findings = [f for f in looked_at(lone_quarter).intake.findings if f.code == "W335"]
    assert [(f.place.file, f.place.sheet, f.place.cell) for f in findings] == places
    for one, (_, why) in zip(findings, numbers.values(), strict=True):
        assert f"其他工号都是 5 位，这个是 {why}" in one.message


def test_a_number_that_the_last_directory_has_with_zeros_is_offered_so(tmp_path):
    folder = copied(tmp_path / "input", ("2019", "2019Q2", "2019Q3"))
    changed(folder, put(NAMES, "人员", ONE, 工号="1101"))
    (one,) = (f for f in looked_at(folder).intake.findings if f.code == "W335")
    assert one.suggested == "01101" and "“01101”" in one.message


def test_one_person_with_and_without_zeros_is_told(lone_quarter):
    place = changed(lone_quarter, put(NAMES, "人员", {"工号": "01102"}, 工号="1101"))
    assert told(looked_at(lone_quarter).intake.findings, "W335") == [("W335", *place[0])]


def test_a_whole_column_without_zeros_is_one_sentence(tmp_path):
    folder = copied(tmp_path / "input", ("2019", "2019Q2", "2019Q3"))
    with edited(folder / NAMES) as workbook:
        ws = workbook["人员"]
        for row in range(layout.FIRST_ROW, ws.max_row + 1):
            ws.cell(row, 2).value = int(ws.cell(row, 2).value)
    (one,) = (f for f in looked_at(folder).intake.findings if f.code == "W335")
    assert one.place.cell == "B6" and "本表这样的有" in one.message


def test_numbers_of_many_lengths_are_no_matter(lone_quarter):
    with edited(lone_quarter / NAMES) as workbook:
        for row in range(layout.FIRST_ROW, layout.FIRST_ROW + 60):
            workbook["人员"].cell(row, 2).value = f"W-{row:06d}"
    assert told(looked_at(lone_quarter).intake.findings, "W335") == []


def test_where_a_person_is_referred_to_the_number_with_its_zeros_is_offered(lone_quarter):
    places = changed(
        lone_quarter,
        put(NAMES, "党支部", 1, 支部书记=1001),
        put(NAMES, "班组", 1, 班组长="1005"),
        put(GOALS, "目标", 1, 责任人=1001),
        put(REVIEW, "述职评议", 2, 书记=2001),
        put(SENT, "双承诺", 1, 党员="3001"),
        added(SENT, "三责例外", 工号=3001),
    )
    suggested = {
        (f.place.file, f.place.sheet, f.place.cell): f.suggested
        for f in looked_at(lone_quarter).intake.findings
        if f.code == "E301"
    }
    assert [suggested.get(place) for place in places] == [
        "01001",
        "01005",
        "01001",
        "02001",
        "03001",
        "03001",
    ]
