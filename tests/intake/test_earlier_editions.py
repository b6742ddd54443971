"""The workbooks of a plant that were filled in before the latest edition of the forms are as good as they were."""

from __future__ import annotations

import pytest
from kit.earlier_edition import made_earlier
from kit.plant_on_disk import NAMES, OVERHAUL, REVIEW, RULES, checked_by, edited, looked_at, sent_by, told

from pipeline.core.finding import Severity
from pipeline.excel import layout
from pipeline.intake.forms.blanks import blanks
from pipeline.rulebook.defaults import default_rules
from schemas.rulebook import NEW_SETTINGS

SENT, CHECKED = sent_by(OVERHAUL), checked_by("安全监察部")


@pytest.mark.parametrize("file", [SENT, CHECKED, REVIEW, RULES, NAMES])
def test_one_workbook_of_the_edition_before_reads_without_an_error(lone_quarter, file):
    before = looked_at(lone_quarter)
    lost = made_earlier(lone_quarter / file)
    seen = looked_at(lone_quarter)
    of_file = [one for one in seen.intake.findings if one.place.file == file]
    assert seen.clean
    assert len([one for one in of_file if one.code == "N501"]) == bool(lost)
    assert {one.code for one in of_file} - {one.code for one in before.intake.findings} <= {"W104", "N501"}
    (notice,) = [one.message for one in of_file if one.code == "N501"] or [""]
    assert [one for one in lost if one not in notice] == []


def test_a_whole_plant_of_the_edition_before_is_rated(lone_quarter):
    files = sorted(lone_quarter.rglob("*.xlsx"))
    lost = {path.relative_to(lone_quarter).as_posix(): made_earlier(path) for path in files}
    seen = looked_at(lone_quarter)
    assert [one for one in seen.intake.findings if one.severity is Severity.ERROR] == []
    assert [one.place.file for one in seen.intake.findings if one.code == "N501"] == [
        file for file, what in lost.items() if what
    ]


def test_a_setting_that_is_not_there_has_its_default(lone_quarter):
    made_earlier(lone_quarter / RULES)
    rules = looked_at(lone_quarter).tables.rulebook
    assert (rules.notice_days, rules.longest_term, rules.fewest_due, rules.fewest_samples) == (5, 60, 3, 2)
    assert (rules.passed_on_share, rules.least_board_score) == (20, 80)
    assert (rules.settings["办公室邮箱"], rules.plant_names) == ("", ("示例发电有限公司",))
    assert rules.quarters_are_light and not rules.paid_by_quarter and rules.restored_at_once


def test_the_next_rulebook_has_the_settings_that_its_forerunner_did_not_have(lone_quarter):
    made_earlier(lone_quarter / RULES)
    made = blanks(looked_at(lone_quarter).inbox, looked_at(lone_quarter).chosen.period)
    path = lone_quarter / "2019/评价细则.xlsx"
    path.write_bytes(made["评价细则.xlsx"])
    with edited(path) as workbook:
        rows = {row[1]: row[2] for row in workbook["基本设置"].iter_rows(layout.FIRST_ROW, values_only=True)}
    assert {name: rows[name] or "" for name in NEW_SETTINGS} == NEW_SETTINGS


def test_the_default_rulebook_says_what_counts_where_a_setting_is_missing():
    rows = {row["name"]: row["value"] or "" for row in default_rules()["setting"]}
    assert {name: rows[name] for name in NEW_SETTINGS} == NEW_SETTINGS


def test_a_setting_of_the_first_edition_is_asked_for_in_every_rulebook(lone_quarter):
    made_earlier(lone_quarter / RULES)
    with edited(lone_quarter / RULES) as workbook:
        ws = workbook["基本设置"]
        for number in range(ws.max_row, layout.FIRST_ROW - 1, -1):
            if ws.cell(number, 2).value == "满分":
                ws.delete_rows(number)
    findings = looked_at(lone_quarter).intake.findings
    assert told(findings, "E512") == [("E512", RULES, "基本设置", "")]
