"""What is gone from the review, or stands there under a name that nobody has, is told: it would only make an indicator not apply."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from kit.plant_on_disk import sample_seen

from pipeline.core.finding import Finding
from pipeline.intake.checks.contradictions import reviewed_posts
from pipeline.intake.checks.references import Checked
from pipeline.intake.checks.surveys import unsurveyed

POST = "一号机零米操作能手示范岗"
RUNNING, OTHER = "发电运行一支部", "热控支部"


def checked(**frames: pd.DataFrame) -> Checked:
    """The sample's last quarter with other rows in these sheets."""
    seen = sample_seen()
    assert seen.tables is not None
    tables = replace(seen.tables, frames={**seen.tables.frames, **frames})
    return Checked(seen.basis.chosen, tables)


def rows(key: str) -> Any:
    tables = sample_seen().tables
    assert tables is not None
    return tables.frames[key]


def of_surveys(units: set[str], **frames: Any) -> list[Finding]:
    """What is said without the surveys of these units."""
    surveys = rows("survey")
    return list(unsurveyed(checked(survey=surveys[~surveys["unit"].isin(units)], **frames)))


@pytest.mark.parametrize(
    "units", [{"锅炉班"}, {"锅炉班", "汽机班"}, {"检修支部"}, {"检修支部", "机关一支部"}]
)
def test_units_without_a_survey_are_one_sentence(units: set[str], monkeypatch):
    monkeypatch.setattr(Checked, "standing", lambda at, key: at.tables.frames[key])
    (one,) = of_surveys(units)
    assert one.code == "W388" and all(unit in one.message for unit in units) and "2 个季度" in one.message


def test_nothing_is_said_where_most_have_none_or_a_unit_is_new_or_its_name_is_written_wrong(monkeypatch):
    monkeypatch.setattr(Checked, "standing", lambda at, key: at.tables.frames[key])
    assert of_surveys(set(rows("branch")["branch"])) == []
    teams = rows("team")
    new = teams.assign(founded=teams["founded"].mask(teams["team"].eq("锅炉班"), pd.Timestamp("2019-08-01")))
    assert of_surveys({"锅炉班"}, team=new) == []
    surveys = rows("survey")
    wrong = surveys.assign(unit=surveys["unit"].replace("锅炉班", "锅炉办"))
    assert list(unsurveyed(checked(survey=wrong))) == []


def posts(**cells: str) -> list[Finding]:
    """What is said of the first review with other cells."""
    reviews = rows("post_review").copy()
    for name, value in cells.items():
        reviews.iloc[0, reviews.columns.get_loc(name)] = value
    return list(reviewed_posts(checked(post_review=reviews)))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": "一号机零米操作能手岗"}, "没有计入"),
        ({"name": "(一号机)零米操作能手示范岗"}, "没有计入"),
        ({"name": "党员之家"}, "没有计入"),  # a zone is no post
        ({"branch": OTHER}, f"先计给{OTHER}"),
    ],
)
def test_a_review_of_a_post_that_the_branch_does_not_have_is_told(cells: dict[str, str], said: str):
    (one,) = posts(**cells)
    assert one.code == "W389" and one.message.endswith(said) and one.place.sheet == "示范岗考评"


def test_a_slip_of_the_pen_is_told_with_the_name_that_is_meant():
    (one,) = posts(name="一号机零米操作能手示范冈")
    assert one.suggested == POST


def test_a_sound_review_and_one_of_a_branch_that_sent_nothing_are_no_matter():
    assert posts() == []
    at = checked(post_review=rows("post_review").assign(name="哪里也没有"))
    sent = replace(at.chosen, submissions={})
    assert (
        list(
            reviewed_posts(
                Checked(
                    sent,
                    replace(at.tables, frames={**at.tables.frames, "zone_post": rows("zone_post").iloc[:0]}),
                )
            )
        )
        == []
    )
