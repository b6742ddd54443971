"""A branch of the office's own needs a department that reviews it (rules 10.9); said at the cell where that is missing."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from pipeline.intake.checks.review import unreviewed

FILE = "2019Q3/党委考评.xlsx"
SIGNED, MET, SETTLED = "支部核对", "党委会议", "党建例会审核"


def found(
    *steps: tuple[str, str | None, str | None], light: bool = False, column: bool = True
) -> list[tuple[int, str]]:
    """Row and column of what is said of 审定 with these steps: step, branch, 复核部门. 机关支部 is the office's own."""
    index = [(FILE, "审定", row) for row in range(5, 5 + len(steps))]
    rows = pd.DataFrame(list(steps), columns=["step", "unit", "reviewer"], dtype="string")
    rows.index = (
        pd.MultiIndex.from_tuples(index) if index else pd.MultiIndex.from_tuples([], names=("a", "b", "c"))
    )
    branches = pd.DataFrame({"branch": ["检修支部", "机关支部"], "recused": ["否", "是"]}, dtype="string")
    letters = {"unit": "C"} | ({"reviewer": "G"} if column else {})
    at = SimpleNamespace(
        standing=lambda key: branches,
        tables=SimpleNamespace(frames={"decision": rows}, rulebook=SimpleNamespace(quarters_are_light=light)),
        chosen=SimpleNamespace(inbox=SimpleNamespace(letters={(FILE, "decision"): letters})),
        say=lambda code, key, place, named, value, **facts: (place[2], named),
    )
    return list(unreviewed(at))  # type: ignore[arg-type,call-overload]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([(SIGNED, "机关支部", None)], [(5, "reviewer")]),
        ([(SIGNED, "检修支部", None), (SIGNED, "机关支部", None), (MET, None, None)], [(6, "reviewer")]),
        ([(SIGNED, "检修支部", None), (MET, None, None)], [(6, "reviewer")]),  # decided without its signature
        ([(SIGNED, "机关支部", "安全监察部")], []),
        ([(SIGNED, "机关支部", "安全监察部"), (MET, None, None)], []),
        ([(SIGNED, "检修支部", None)], []),  # not its turn yet
        ([(SIGNED, "检修支部", "安全监察部"), (MET, None, None)], [(6, "reviewer")]),  # of another branch
        ([], []),
    ],
)
def test_who_reviews_a_recused_branch_is_asked_at_its_own_row(steps, said):
    assert found(*steps) == said


def test_the_meeting_of_the_branches_decides_only_where_quarters_are_light():
    assert found((SETTLED, None, None), light=True) == [(5, "reviewer")]
    assert found((SETTLED, None, None)) == []


def test_an_older_form_is_told_at_the_branch_since_it_has_no_column_for_it():
    assert found((SIGNED, "机关支部", None), column=False) == [(5, "unit")]
