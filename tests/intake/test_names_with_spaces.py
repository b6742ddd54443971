"""A name with a space in it stands in a list too: the neighbours that are no name alone make the name together."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.excel.cells.cell import same_name
from pipeline.excel.cells.kinds import parse
from pipeline.intake.sent.owner import renamed
from schemas.base import Kind
from schemas.books import SHEETS

TEAMS = ("检修 一班", "检修 二班", "运行 A 值", "化验班", "一班")
NAMES = {same_name(team): team for team in TEAMS}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("检修 一班", "检修 一班"),
        ("检修 一班、化验班", "检修 一班、化验班"),
        ("化验班 检修 一班 检修 二班", "化验班、检修 一班、检修 二班"),
        ("运行 A 值，化验班", "运行 A 值、化验班"),
        ("化验班、一班", "化验班、一班"),
        ("检修一班", "检修 一班"),
        ("检修 三班", "检修、三班"),
    ],
)
def test_a_name_with_a_space_stands_in_a_list(written, meant):
    rows = pd.DataFrame({"paired_teams": [parse(Kind.LIST, written).value]}, dtype="string")
    assert list(renamed(SHEETS["branch"], rows, NAMES)["paired_teams"]) == [meant]
