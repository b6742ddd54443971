"""部门考评: what examining departments record of teams and branches."""

from __future__ import annotations

from schemas import words
from schemas.base import TICK, Date, Kind, Number, Sheet, Text, Timing, When, column, rare_column
from schemas.rules import Rows, Truth, exactly_one, not_before, row_rule


class Check(Sheet):
    """一行一次扣分；没有扣分的班组，在“考评结论”选 √ 就不用填，不选的也要有一行，扣分填 0。"""

    team: Text = column("班组", "被考评的班组。", example="锅炉班", refers_to="team.team")
    indicator: Text = column(
        "指标编码", "评价细则中的指标编码。", example="TM01", kind=Kind.CODE, refers_to="indicator.code"
    )
    deduction: Number = column("扣分", "扣几分填几，没有扣分填 0。", example=5, minimum=0, maximum=100)
    reason: Text = column(
        "原因", "扣分的原因，扣分为 0 时可空。", example="作业人员未系安全带 1 人次", optional=True
    )
    date: Date = column("日期", "检查的日期。", example="2019-08-12")

    class Config:
        title = "班组考评"
        name = "check"
        metadata = {
            "timing": Timing(When.EVENT, "date"),
            "prefilled": ("team", "indicator"),
            "may_wait": True,
            "parts": ("考评部门宽严", "安全与否决"),
        }

    @row_rule(cell="reason", says="有扣分就要写明原因")
    def deduction_has_reason(cls, rows: Rows) -> Truth:
        return rows["deduction"].eq(0).fillna(True) | rows["reason"].notna()


class Conclusion(Sheet):
    """一行一个由本部门登记扣分的指标，已经填好；扣了分的逐次写明，其余都没有扣分的，在“其余合格”选 √。"""

    indicator: Text = column(
        "指标编码",
        "模板已填好。",
        example="TM01",
        kind=Kind.CODE,
        refers_to="indicator.code",
        unique=True,
        locked=True,
    )
    name: Text = column("指标名称", "模板已填好。", example="安全管理", optional=True, locked=True)
    rest: Text = column(
        "其余合格",
        "没有写扣分的都没有扣分，选 √；不选的，每个单位都要写一行。",
        example=TICK,
        choices=(TICK,),
        optional=True,
    )

    class Config:
        title = "考评结论"
        name = "conclusion"
        metadata = {
            "edition": 2,
            "on_request": True,
            "may_wait": True,
            "parts": ("考评部门宽严", "安全与否决"),
        }


class UnitCheck(Sheet):
    """一行一次扣分，党支部、班组都可以；没有扣分的单位，在“考评结论”选 √ 就不用填，不选的也要有一行，扣分填 0。"""

    unit_kind: Text = column("单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS)
    unit: Text = column("单位", "被考评的单位。", example="检修支部")
    indicator: Text = column(
        "指标编码", "评价细则中的指标编码。", example="TM01", kind=Kind.CODE, refers_to="indicator.code"
    )
    deduction: Number = column("扣分", "扣几分填几，没有扣分填 0。", example=2, minimum=0, maximum=10000)
    reason: Text = column("原因", "扣分的原因，扣分为 0 时可空。", example="台账缺一项", optional=True)
    date: Date = column("日期", "检查的日期。", example="2019-08-12")

    class Config:
        title = "单位扣分"
        name = "unit_check"
        metadata = {
            "timing": Timing(When.EVENT, "date"),
            "prefilled": ("unit_kind", "unit", "indicator"),
            "may_wait": True,
            "edition": 2,
            "on_request": True,
            "parts": ("考评部门宽严",),
        }

    @row_rule(cell="reason", says="有扣分就要写明原因")
    def deduction_has_reason(cls, rows: Rows) -> Truth:
        return rows["deduction"].eq(0).fillna(True) | rows["reason"].notna()


class Reported(Sheet):
    """一行一个由部门报数的指标，单位和指标已经填好，只填数值或选项。"""

    unit_kind: Text = column(
        "单位类别", "模板已填好。", example="党支部", choices=words.UNIT_KINDS, locked=True
    )
    unit: Text = column("单位", "模板已填好。", example="检修支部", locked=True)
    indicator: Text = column(
        "指标编码",
        "模板已填好。",
        example="BR04",
        kind=Kind.CODE,
        locked=True,
        refers_to="indicator.code",
    )
    name: Text = column("指标名称", "模板已填好。", example="工作清单按期完成率", locked=True, optional=True)
    value: Number = column("数值", "截至期末的数值，只填数字。", example=98.5, optional=True)
    option: Text = rare_column("选项", "不报数字、只选一项的指标填，例如 优秀。", example="优秀")
    note: Text = rare_column("说明", "需要说明的。", example="取自生产系统")

    class Config:
        title = "部门报数"
        name = "reported"
        metadata = {
            "key": ("unit_kind", "unit", "indicator"),
            "edition": 2,
            "on_request": True,
            "parts": ("考评部门宽严",),
        }

    number_or_option = exactly_one("value", "option", "数值和选项填一个")


class PassedItem(Sheet):
    """一行一件支部转来、还没有办完的事项，已经填好，办完的填办结日期。"""

    table: Text = column("表", "模板已填好。", example="微心愿", choices=words.LEDGERS, locked=True)
    number: Text = column("编号", "模板已填好。", example="WX-JX-2019Q3-01", kind=Kind.CODE, locked=True)
    branch: Text = column(
        "转来支部", "模板已填好。", example="检修支部", locked=True, refers_to="branch.branch"
    )
    content: Text = column("内容", "模板已填好。", example="想学习焊接技术", locked=True, optional=True)
    raised: Date = column("提出日期", "模板已填好。", example="2019-07-08", locked=True)
    received: Date = column(
        "接收日期", "模板已填好，空着的请告诉转来的支部。", example="2019-07-20", locked=True, optional=True
    )
    closed: Date = column("办结日期", "办完的日期，没有办完的空着。", example="2019-08-20", optional=True)
    note: Text = rare_column("说明", "需要说明的。", example="已答复本人")

    class Config:
        title = "转办事项"
        name = "passed_item"
        metadata = {
            "key": ("table", "number"),
            "lasting": ("raised", "received"),
            "edition": 2,
            "on_request": True,
            "parts": ("微心愿", "群众诉求与监督意见"),
        }

    received_after_raised = not_before("received", "raised", "接收日期不能早于提出日期")
    closed_after_raised = not_before("closed", "raised", "办结日期不能早于提出日期")
