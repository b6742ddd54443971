"""The state of a pledge, a wish or a request follows from its other cells where nobody has written one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from kit.plant_on_disk import OVERHAUL, RUNNING, STAFF, edited, letters, looked_at, sent_by
from kit.tiny_plant import frame, row

from pipeline.intake.forms.carried import as_asked
from schemas.base import title
from schemas.books import DECLARED, SHEETS

APPROVED = {"verdict": "通过", "set_on": "2019-02-01"}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("pledge", {}, "草拟"),
    ("pledge", {"verdict": "不通过", "failed": "切实可行"}, "草拟"),
    ("pledge", APPROVED, "已审定"),
    ("pledge", APPROVED | {"published": "2019-02-10"}, "已公开"),
    ("pledge", APPROVED | {"published": "2019-02-10", "supervised": "2019-03-01"}, "践诺中"),
    ("pledge", APPROVED | {"done": "2019-03-01"}, "已完成"),
    ("pledge", APPROVED | {"done": "2019-03-01", "reviewed": "2019-03-20"}, "已评诺"),
    ("pledge", APPROVED | {"done": "2019-03-01", "grade": "满意"}, "已评诺"),
    ("wish", {}, "待认领"),
    ("wish", {"claimer": "0101", "due": "2019-08-31"}, "已认领"),
    ("wish", {"passed_unit": "综合办公室"}, "转办"),
    ("wish", {"claimer": "0101", "due": "2019-08-31", "passed_to": "市供电公司"}, "转办"),
    ("wish", {"claimer": "0101", "due": "2019-08-31", "realised": "2019-08-20"}, "已实现"),
    ("request", {}, "待办"),
    ("request", {"handler": "0101", "due": "2019-08-31"}, "办理中"),
    ("request", {"passed_to": "市供电公司"}, "转办"),
    ("request", {"closed": "2019-08-20"}, "已办结"),
]


EMPTY = {"pledge": ("verdict", "state"), "wish": ("state",), "request": ("state",)}
DECLARED_ONES = [
    ("pledge", "终止"),
    ("pledge", "上年未兑现"),
    ("wish", "撤回"),
    ("wish", "解释说明"),
    ("request", "撤回"),
]


def drawn(sheet: str, **cells: Any) -> pd.DataFrame:
    return frame(SHEETS[sheet], [row(sheet, **dict.fromkeys(EMPTY[sheet]), **cells)])


def follows(sheet: str, rows: pd.DataFrame) -> list[str]:
    return list(DECLARED[sheet].follows["state"](rows))


@pytest.mark.parametrize(("sheet", "cells", "state"), CASES)
def test_a_state_follows_from_the_cells_of_its_row(sheet: str, cells: dict[str, Any], state: str):
    assert follows(sheet, drawn(sheet) if not cells else frame(SHEETS[sheet], [row(sheet, **cells)])) == [
        state
    ]


LEFT_EMPTY = [  # sheet, column, the rest of the row, what is taken (None: nothing)
    ("wish", "wisher", {"team": "锅炉班"}, "匿名"),
    ("request", "category", {"pledge": "JX-G-001"}, "监督意见"),
    ("request", "category", {"pledge": None}, None),
    ("pairing", "solved", {"difficulty": "备件图纸不全"}, "否"),
    ("pairing", "solved", {"difficulty": None}, None),
    ("training", "hours", {"type": "党员技术党课"}, 1.0),
    ("training", "audience", {"type": "道德大讲堂"}, "全厂"),
]


@pytest.mark.parametrize(("sheet", "column", "cells", "taken"), LEFT_EMPTY)
def test_what_goes_without_saying_may_be_left_empty(sheet, column, cells, taken):
    rows = frame(SHEETS[sheet], [row(sheet, **cells | {column: None})])
    (value,) = DECLARED[sheet].follows[column](rows)
    assert value == taken or (taken is None and pd.isna(value))


@pytest.mark.parametrize(("sheet", "state"), DECLARED_ONES)
def test_what_does_not_follow_is_written_and_stays_in_the_next_blank(sheet: str, state: str):
    rows = frame(SHEETS[sheet], [row(sheet, state=state), row(sheet, state=follows(sheet, drawn(sheet))[0])])
    assert [pd.isna(one) for one in as_asked(sheet, rows)["state"]] == [False, True]


def test_states_that_are_written_out_as_before_are_read_as_the_same(lone_quarter):
    """The whole of three branches, with every state in its cell."""
    before = looked_at(lone_quarter).inbox.frames
    for branch in (OVERHAUL, RUNNING, STAFF):
        with edited(lone_quarter / sent_by(branch)) as workbook:
            for sheet in ("pledge", "wish", "request"):
                ws, rows = workbook[title(SHEETS[sheet])], before[sheet].xs(sent_by(branch), level="file")
                for (_, number), state in rows["state"].items():
                    ws[f"{letters(ws)['状态']}{number}"].value = state
    after = looked_at(lone_quarter).inbox.frames
    for sheet in ("pledge", "wish", "request"):
        assert before[sheet]["state"].notna().all()
        pd.testing.assert_frame_equal(before[sheet], after[sheet])
