"""数据表 that need no naming in 指标: what is marked, deducted or reported by hand, by unit and indicator."""

from __future__ import annotations

from schemas.base import Kind, Number, Sheet, Text, column
from schemas.facts import BRANCH, TEAM


class MarkFact(Sheet):
    """一行是考评打分的一个指标：对照检查核定的分或选项。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    indicator: Text = column("指标编码", "打的是哪个指标。", example="BR13", kind=Kind.CODE)
    value: Number = column("数值", "核定分。", example=8, optional=True)
    option: Text = column("选项", "选的是哪一项。", example="优秀", optional=True)

    class Config:
        title = "考评打分"
        name = "mark_fact"


class ReportedFact(Sheet):
    """一行是部门报的一个指标的数值或选项。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    indicator: Text = column("指标编码", "报的是哪个指标。", example="BR13", kind=Kind.CODE)
    value: Number = column("数值", "报的数值。", example=98.5, optional=True)
    option: Text = column("选项", "选的是哪一项。", example="优秀", optional=True)

    class Config:
        title = "部门报数"
        name = "reported_fact"


class UnitCheckFact(Sheet):
    """一行是一个单位的一次扣分。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    indicator: Text = column("指标编码", "扣的是哪个指标。", example="BR13", kind=Kind.CODE)
    deduction: Number = column("扣分", "扣几分。", example=2)

    class Config:
        title = "单位扣分"
        name = "unit_check_fact"


BY_HAND: tuple[type[Sheet], ...] = (MarkFact, UnitCheckFact, ReportedFact)
