import pandas as pd
import pytest

from pipeline.rulebook.condition import holds, parse_condition
from schemas.base import by_title
from schemas.facts import Attendance, MemberFact

ROWS = pd.DataFrame(
    {
        "status": pd.Series(["出席", "补学", "缺席", None], dtype="string"),
        "credit": pd.Series([1, 0.5, 0, None], dtype="Float64"),
    }
)
MEMBERS = pd.DataFrame({"post_pledges": pd.Series([0, 1, 2, None], dtype="Int64")})


def kept(text: str, sheet=Attendance, rows: pd.DataFrame = ROWS) -> list[bool]:
    condition, problem = parse_condition(text, by_title(sheet))
    assert not problem
    return holds(condition, rows).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [True, True, True, True]),
        ("状态=出席", [True, False, False, False]),
        ("状态=出席、补学", [True, True, False, False]),
        ("状态 = 出席，补学", [True, True, False, False]),
        ("状态≠缺席", [True, True, False, True]),
        ("等级分≥0.5", [True, True, False, False]),
        ("等级分≤0.5", [False, True, True, False]),
        ("状态=出席、补学; 等级分≤0.5", [False, True, False, False]),
        ("状态=出席、补学；等级分≤0.5；", [False, True, False, False]),
        ("等级分≥-1", [True, True, True, False]),
    ],
)
def test_a_row_counts_when_it_meets_every_term_and_a_blank_cell_meets_only_unequal(
    text: str, rows: list[bool]
):
    assert kept(text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("岗位承诺数=1", [False, True, False, False]),
        ("岗位承诺数=0、2", [True, False, True, False]),
        ("岗位承诺数≠1", [True, False, True, True]),
    ],
)
def test_a_number_column_is_compared_with_numbers(text: str, rows: list[bool]):
    assert kept(text, MemberFact, MEMBERS) == rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("状态", "不是“列名=值、值”"),
        ("状态==出席", "不是“列名=值、值”"),
        ("状态=", "不是“列名=值、值”"),
        ("状态=、", "没有写值"),
        ("状况=出席", "没有“状况”这一列"),
        ("状态=在场", "没有“在场”这个选项"),
        ("状态≥2", "后面要写一个数字"),
        ("等级分≥高", "后面要写一个数字"),
        ("等级分≥1、2", "后面要写一个数字"),
        ("等级分=高", "要写数字"),
        ("日期=2019-08-15", "日期"),
        ("__import__('os')", "不是“列名=值、值”"),
    ],
)
def test_a_condition_that_cannot_be_understood_says_why_and_keeps_nothing(text: str, told: str):
    condition, problem = parse_condition(text, by_title(Attendance))
    assert condition == ()
    assert told in problem
