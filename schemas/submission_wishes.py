"""支部填报: the ledgers of wishes and requests, whose numbers the blank prints."""

from __future__ import annotations

from functools import partial
from typing import Any

from schemas import rules, words
from schemas.base import Date, Kind, Sheet, Text, Timing, When, column, rare_column
from schemas.directory import staff_number


def _passed_on_to_somebody() -> object:
    """What is passed on goes to a unit of the plant, or elsewhere in words."""
    return rules.row_rule(cell="passed_to", says="转办的要写明转给谁")(
        lambda _, rows: (
            ~rows["state"].isin([words.PASSED_ON]) | rows["passed_to"].notna() | rows["passed_unit"].notna()
        )
    )


def _printed_number(letters: str) -> Any:
    """The number of a wish or a request, which stands in the blank's empty rows already."""
    return column(
        "编号",
        "模板已印好，逐行用；行不够时另加的行接着编，全厂不重号。",
        example=f"{letters}-JX-2019Q3-01",
        kind=Kind.CODE,
        unique=True,
        locked=True,
    )


_passed_to = partial(rare_column, "转办去向", "转办的写明转给哪个部门或单位。", example="综合办公室")
_passed_unit = partial(
    rare_column,
    "转办单位",
    "转给本厂支部或部门的，填支部或部门的名称；转给厂外的空着。",
    example="综合办公室",
    edition=2,
)
_received = partial(
    rare_column,
    "接收日期",
    "转办单位接收的日期；没有接收的空着，仍由本支部负责。",
    example="2019-07-20",
    edition=2,
)
_PASSED = (words.PASSED_ON, rules.filled("passed_to", "passed_unit"))
_TERM = "答应在哪天以前{}；没有另外答应的空着，按评价细则的最长天数。"
_STATE = "空着就由日期等各格推算；{}的选出来。"


class Wish(Sheet):
    """一行一个职工微心愿。"""

    wish: Text = _printed_number("WX")
    wisher: Text = column("心愿人", "姓名；匿名的空着。", example="李示例", optional=True)
    team: Text = column(
        "班组",
        "心愿人所在的班组，已填的可以改，不在班组的空着。",
        example="锅炉班",
        optional=True,
        refers_to="team.team",
    )
    content: Text = column("内容", "心愿的内容。", example="想学习焊接技术")
    category: Text = column("类别", "从下拉中选。", example="技能成长", choices=words.WISH_CATEGORIES)
    raised: Date = column("提出日期", "提出的日期。", example="2019-07-08")
    claimer: Text = staff_number("认领党员", "认领党员的工号。", example="0101", optional=True)
    due: Date = column("承诺完成日期", _TERM.format("实现"), example="2019-08-31", optional=True)
    state: Text = column(
        "状态",
        _STATE.format("未实现、解释说明、撤回"),
        example="已实现",
        choices=words.WISH_STATES,
        optional=True,
    )
    passed_to: Text = _passed_to()
    passed_unit: Text = _passed_unit()
    received: Date = _received()
    realised: Date = column("实现日期", "实现的日期。", example="2019-08-20", optional=True)
    voice: Text = column("评价", "心愿人的评价。", example="满意", choices=words.VOICES, optional=True)

    class Config:
        title = "微心愿"
        name = "wish"
        metadata = {
            "timing": Timing(When.LEDGER, "raised", "realised"),
            "own_team": "team",
            "members": ("claimer",),
            "number": "wish",
            "printed": "WX",
            "prefilled": ("team",),
            "may_wait": True,
            "removed": ("认领日期",),
            "follows": {
                "wisher": rules.where(rules.always, words.ANONYMOUS),
                "state": rules.first_that_holds(
                    ("已实现", rules.filled("realised")),
                    _PASSED,
                    ("已认领", rules.filled("claimer")),
                    otherwise="待认领",
                ),
            },
            "planned": ("due",),
            "parts": ("微心愿",),
        }

    realised_has_date = rules.needed_only_for(
        "realised", "state", ("已实现",), "状态是已实现时要有实现日期，其他状态空着"
    )
    passed_on_to_somebody = _passed_on_to_somebody()
    received_after_raised = rules.not_before("received", "raised", "接收日期不能早于提出日期")
    claimed_has_claimer = rules.needed_for(
        "claimer", "state", ("已认领", "已实现"), "已认领、已实现的心愿要有认领党员"
    )
    realised_after_raised = rules.not_before("realised", "raised", "实现日期不能早于提出日期")
    due_after_raised = rules.not_before("due", "raised", "承诺完成日期不能早于提出日期")


class Request(Sheet):
    """一行一件群众诉求、合理化建议或监督意见。"""

    request: Text = _printed_number("SQ")
    team: Text = column(
        "班组",
        "提出人所在的班组，已填的可以改，不在班组的空着。",
        example="锅炉班",
        optional=True,
        refers_to="team.team",
    )
    category: Text = column(
        "类别",
        "从下拉中选；写了关联承诺编号的就是“监督意见”，可以空着。",
        example=words.OPINION,
        choices=words.REQUEST_CATEGORIES,
    )
    content: Text = column("内容", "诉求的内容。", example="承诺的进展希望按月公开")
    pledge: Text = column(
        "关联承诺编号",
        "监督意见是对哪一条承诺提的，填它的编号；其他诉求空着。",
        example="JX-G-001",
        kind=Kind.CODE,
        optional=True,
        refers_to="pledge.pledge",
    )
    raised: Date = column("提出日期", "提出的日期。", example="2019-07-08")
    handler: Text = staff_number("承办党员", "承办党员的工号。", example="0101", optional=True)
    due: Date = column("时限", _TERM.format("办结"), example="2019-08-31", optional=True)
    state: Text = column(
        "状态", _STATE.format("撤回"), example="已办结", choices=words.REQUEST_STATES, optional=True
    )
    passed_to: Text = _passed_to()
    passed_unit: Text = _passed_unit()
    received: Date = _received()
    closed: Date = column("办结日期", "办结的日期。", example="2019-08-20", optional=True)
    voice: Text = column("群众评价", "提出人的评价。", example="满意", choices=words.VOICES, optional=True)

    class Config:
        title = "群众诉求"
        name = "request"
        metadata = {
            "timing": Timing(When.LEDGER, "raised", "closed"),
            "own_team": "team",
            "members": ("handler",),
            "number": "request",
            "printed": "SQ",
            "prefilled": ("team",),
            "may_wait": True,
            "follows": {
                "category": rules.where(rules.filled("pledge"), words.OPINION),
                "state": rules.first_that_holds(
                    ("已办结", rules.filled("closed")),
                    _PASSED,
                    ("办理中", rules.filled("handler")),
                    otherwise="待办",
                ),
            },
            "planned": ("due",),
            "parts": ("群众诉求与监督意见",),
        }

    closed_has_date = rules.needed_only_for(
        "closed", "state", ("已办结",), "状态是已办结时要有办结日期，其他状态空着"
    )
    passed_on_to_somebody = _passed_on_to_somebody()
    received_after_raised = rules.not_before("received", "raised", "接收日期不能早于提出日期")

    @rules.row_rule(cell="pledge", says="只有监督意见才写关联承诺编号")
    def only_opinions_name_a_pledge(cls, rows: rules.Rows) -> rules.Truth:
        return rows["pledge"].isna() | rows["category"].eq(words.OPINION).fillna(True)

    closed_after_raised = rules.not_before("closed", "raised", "办结日期不能早于提出日期")
    due_after_raised = rules.not_before("due", "raised", "时限不能早于提出日期")
