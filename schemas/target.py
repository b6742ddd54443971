"""目标责任书: the goals of the year with their quarterly nodes, and the sheet that reports their results."""

from __future__ import annotations

from functools import partial

from schemas import words
from schemas.base import SNAPSHOT, Counts, Date, Kind, Number, Sheet, Text, column, rare_column
from schemas.directory import staff_number
from schemas.rules import Rows, Truth, row_rule

SELF_EXAMINED = "本支部"


_figure = partial(column, counts_in="target.measure_unit")


class Target(Sheet):
    """一行一个年度目标。"""

    goal: Text = column("目标编号", "全厂不重号。", example="MB-101", kind=Kind.CODE, unique=True)
    unit_kind: Text = column(
        "单位类别", "签订目标的是党支部还是班组。", example="党支部", choices=words.UNIT_KINDS
    )
    unit: Text = column("单位", "签订目标的党支部或班组。", example="检修支部")
    category: Text = column(
        "类别", "党建目标和业务目标写在同一张表里。", example="安全生产", choices=words.TARGET_CATEGORIES
    )
    indicator: Text = column("指标", "目标的名称。", example="机组等效可用系数")
    measure_unit: Text = column("计量单位", "例如 %、次、万千瓦时。", example="%")
    direction: Text = column(
        "方向", "数值越高越好、越低越好，还是达到即可。", example="越高越好", choices=words.DIRECTIONS
    )
    annual: Number = _figure("年度目标", "全年要达到的数值。", example=92.5)
    q1: Number = _figure("一季度节点", "一季度末累计要达到的数值。", example=92)
    q2: Number = _figure("二季度节点", "二季度末累计要达到的数值。", example=92)
    q3: Number = _figure("三季度节点", "三季度末累计要达到的数值。", example=92.5)
    q4: Number = _figure("四季度节点", "四季度末累计要达到的数值。", example=92.5)
    weight: Number = column(
        "权重", "在本单位各目标中的权重。", example=30, minimum=0.01, maximum=100, counts=Counts.PERCENT
    )
    owner: Text = staff_number("责任人", "第一责任人的工号。", example="0101")
    examiner: Text = column(
        "考评部门", f"由哪个部门报完成值；党建目标由支部自报的填“{SELF_EXAMINED}”。", example="生产技术部"
    )
    signed: Date = column("签订日期", "责任书签订的日期。", example="2019-01-15", optional=True)

    class Config:
        title = "目标"
        name = "target"
        metadata = {"parts": ("一个目标",), "most_rows": 200_000}


class TargetActual(Sheet):
    """一行一个要报结果的目标，目标已经填好，只填完成值。"""

    goal: Text = column(
        "目标编号",
        "模板已填好。",
        example="MB-101",
        kind=Kind.CODE,
        unique=True,
        locked=True,
        refers_to="target.goal",
    )
    unit: Text = column("单位", "模板已填好。", example="检修支部", locked=True)
    indicator: Text = column("指标", "模板已填好。", example="机组等效可用系数", locked=True)
    node: Number = _figure("本期节点", "模板已填好。", example=92.5, locked=True)
    actual: Number = _figure("完成值", "截至期末的累计完成值，只填数字。", example=93.1)
    note: Text = rare_column("说明", "没有达到节点的写明原因。", example="三号机组检修提前完成")

    class Config:
        title = "目标完成"
        name = "target_actual"
        metadata = {"timing": SNAPSHOT, "parts": ("一个目标",)}

    @row_rule(cell="actual", says="完成值应是具体数字")
    def actual_is_finite(cls, rows: Rows) -> Truth:
        return rows["actual"].abs().lt(1e12).fillna(True)
