"""支部填报, second half: pledges, zones and posts, wishes, requests and achievements."""

from __future__ import annotations

from typing import Any

from schemas import rules, words
from schemas.base import Date, Kind, Number, Sheet, Text, Timing, When, Whole, column, rare_column
from schemas.directory import staff_number, staff_numbers


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
        example=f"{letters}-001",
        kind=Kind.CODE,
        unique=True,
        locked=True,
    )


_PASSED = (words.PASSED_ON, rules.filled("passed_to", "passed_unit"))
_ONCE = "{}；和封面“承诺{}”相同的空着。"
_TERM = "答应在哪天以前{}；没有另外答应的空着，按评价细则的最长天数。"
_STATE = "空着就由日期等各格推算；{}的选出来。"


def _approved(rows: rules.Rows) -> rules.Truth:
    """The pledges that go through the five steps."""
    return rows["verdict"].eq(words.APPROVED) & ~rows["state"].isin([words.DRAFT, words.ENDED])


class Pledge(Sheet):
    """一行一条党员承诺；全年的承诺每季都在表中，只更新进展。"""

    pledge: Text = column(
        "承诺编号", "全厂不重号，例如 JX-G-001。", example="JX-G-001", kind=Kind.CODE, unique=True
    )
    person: Text = staff_number("党员", "承诺人的工号。", example="0101")
    type: Text = column(
        "类型", "岗位承诺或服务承诺，每名党员各一条。", example="岗位承诺", choices=words.PLEDGE_TYPES
    )
    category: Text = column("类别", "从下拉中选。", example="岗位承诺", choices=words.PLEDGE_CATEGORIES)
    source: Text = column("来源", "承诺从哪里来。", example="岗位", choices=words.PLEDGE_SOURCES)
    linked: Text = rare_column(
        "关联心愿或诉求编号", "由心愿或诉求而来的填其编号，日期随之取得。", example="WX-001", kind=Kind.CODE
    )
    content: Text = column("内容", "承诺的事项，要能检查。", example="全年所管设备零缺陷移交")
    verdict: Text = column(
        "审核结论",
        "支部逐条审核的结论，未审核的空着。",
        example="通过",
        choices=words.VERDICTS,
        optional=True,
    )
    failed: Text = rare_column(
        "未通过项",
        "审核未通过时写明是哪几项。",
        example="切实可行",
        kind=Kind.LIST,
        choices=words.PLEDGE_TESTS,
    )
    set_on: Date = column("定诺日期", "支部审定的日期。", example="2019-02-15", optional=True)
    signed: Date = column(
        "签名日期", _ONCE.format("“星签名”的日期", "签名日期"), example="2019-02-20", optional=True
    )
    published: Date = column(
        "公开日期", _ONCE.format("在内网公布的日期", "公开日期"), example="2019-02-25", optional=True
    )
    supervised: Date = column(
        "督诺日期", _ONCE.format("最近一次督诺的日期", "督诺日期"), example="2019-08-30", optional=True
    )
    done: Date = column("完成日期", "完成的日期，未完成的空着。", example="2019-09-20", optional=True)
    reviewed: Date = column(
        "评诺日期", _ONCE.format("民主评诺的日期", "评诺日期"), example="2019-09-28", optional=True
    )
    deadline: Date = column("完成时限", "承诺在哪天以前完成。", example="2019-09-30")
    state: Text = column(
        "状态", _STATE.format("终止"), example="已评诺", choices=words.PLEDGE_STATES, optional=True
    )
    reason: Text = rare_column(
        "未兑现原因", "没有按时兑现的写明是客观还是主观原因。", example="客观原因", choices=words.REASONS
    )
    grade: Text = column("评诺结果", "民主评诺的结果。", example="满意", choices=words.VOICES, optional=True)

    class Config:
        title = "双承诺"
        name = "pledge"
        metadata = {
            "timing": Timing(When.YEAR),
            "own": ("person",),
            "members": ("person",),
            "number": "pledge",
            "planned": ("deadline",),
            "asked_once": {
                "signed": rules.AskedOnce("pledges_signed", _approved, ("set_on",)),
                "published": rules.AskedOnce("pledges_published", _approved, ("set_on", "signed")),
                "supervised": rules.AskedOnce(
                    "pledges_supervised", _approved, ("set_on", "published"), until="done", recurs=True
                ),
                "reviewed": rules.AskedOnce(
                    "pledges_reviewed",
                    lambda rows: _approved(rows) & rows["done"].notna() & rows["grade"].notna(),
                    ("done", "published"),
                ),
            },
            "follows": {
                "state": rules.first_that_holds(
                    (words.DRAFT, lambda rows: rows["verdict"].ne(words.APPROVED).fillna(True)),
                    ("已评诺", lambda rows: rows["done"].notna() & rules.filled("reviewed", "grade")(rows)),
                    ("已完成", rules.filled("done")),
                    ("践诺中", rules.filled("supervised")),
                    ("已公开", rules.filled("published")),
                    otherwise="已审定",
                )
            },
            "moves": True,
            "most_rows": 200_000,
            "parts": ("双承诺",),
        }

    done_when_finished = rules.needed_only_for(
        "done", "state", ("已完成", "已评诺"), "状态是已完成或已评诺时要有完成日期，其他状态空着"
    )

    @rules.row_rule(cell="set_on", says="审定以后的承诺要有定诺日期")
    def set_when_approved(cls, rows: rules.Rows) -> rules.Truth:
        return rows["state"].isin(["草拟", "终止"]) | rows["set_on"].notna()

    @rules.row_rule(cell="verdict", says="审定以后的承诺要有审核结论“通过”")
    def reviewed_before_published(cls, rows: rules.Rows) -> rules.Truth:
        return rows["state"].isin(["草拟", "终止"]) | rows["verdict"].eq("通过").fillna(False)

    failed_says_why = rules.needed_for("failed", "verdict", ("不通过",), "审核结论是不通过时要写明未通过项")
    done_after_set = rules.not_before("done", "set_on", "完成日期不能早于定诺日期")
    published_after_set = rules.not_before("published", "set_on", "公开日期不能早于定诺日期")
    reviewed_after_done = rules.not_before("reviewed", "done", "评诺日期不能早于完成日期")


class ZonePost(Sheet):
    """一行一个党员责任区、示范岗或阵地。"""

    type: Text = column("类型", "从下拉中选。", example="责任区", choices=words.ZONES)
    name: Text = column("名称", "责任区、示范岗或阵地的名称。", example="锅炉零米责任区", unique=True)
    standard: Text = column("标准名称", "支部制定的评价标准的名称。", example="检修支部责任区评价标准")
    person: Text = staff_number("责任党员", "责任党员的工号；责任区由支部书记负责。", example="0101")
    awarded: Date = column("授牌日期", "授牌或建立的日期。", example="2019-03-01")
    withdrawn: Date = rare_column("退出日期", "仍在的空着。", example="2019-12-31")
    found: Whole = column(
        "问题数", "责任区本季发现的问题数。", example=4, optional=True, minimum=0, maximum=10000
    )
    closed: Whole = column(
        "按期整改数", "其中按期整改的个数。", example=4, optional=True, minimum=0, maximum=10000
    )
    self_score: Number = rare_column(
        "季度自评分", "示范岗本季自评得分，只展示，不计分。", example=92, minimum=0, maximum=100
    )

    class Config:
        title = "责任区示范岗"
        name = "zone_post"
        metadata = {
            "timing": Timing(When.LEDGER, "awarded", "withdrawn"),
            "asked_anew": ("found", "closed", "self_score"),
            "lasting": ("awarded", "withdrawn"),
            "own": ("person",),
            "members": ("person",),
            "parts": ("党员责任区", "党员示范岗", "红色驿站"),
        }

    @rules.row_rule(cell="closed", says="按期整改数不能多于问题数")
    def closed_within_found(cls, rows: rules.Rows) -> rules.Truth:
        return (rows["closed"] <= rows["found"]).fillna(True)

    withdrawn_after_awarded = rules.not_before("withdrawn", "awarded", "退出日期不能早于授牌日期")
    closed_given = rules.needed_together("closed", "found", "填了问题数就要填按期整改数")


class Wish(Sheet):
    """一行一个职工微心愿。"""

    wish: Text = _printed_number("WX")
    wisher: Text = column("心愿人", "姓名；匿名的空着。", example="李示例", optional=True)
    team: Text = column(
        "班组", "心愿人所在的班组，已填的可以改，不在班组的空着。", example="锅炉班", optional=True, refers_to="team.team"
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
    passed_to: Text = rare_column("转办去向", "转办的写明转给哪个部门或单位。", example="综合办公室")
    passed_unit: Text = rare_column(
        "转办单位",
        "转给本厂支部或部门的，填支部或部门的名称；转给厂外的空着。",
        example="综合办公室",
        edition=2,
    )
    received: Date = rare_column(
        "接收日期", "转办单位接收的日期；没有接收的空着，仍由本支部负责。", example="2019-07-20", edition=2
    )
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
                )
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
        "班组", "提出人所在的班组，已填的可以改，不在班组的空着。", example="锅炉班", optional=True, refers_to="team.team"
    )
    category: Text = column(
        "类别",
        "从下拉中选；写了关联承诺编号的是“监督意见”，可以空着。",
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
    passed_to: Text = rare_column("转办去向", "转办的写明转给哪个部门或单位。", example="综合办公室")
    passed_unit: Text = rare_column(
        "转办单位",
        "转给本厂支部或部门的，填支部或部门的名称；转给厂外的空着。",
        example="综合办公室",
        edition=2,
    )
    received: Date = rare_column(
        "接收日期", "转办单位接收的日期；没有接收的空着，仍由本支部负责。", example="2019-07-20", edition=2
    )
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
                )
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


class Achievement(Sheet):
    """一行一项创新成果或竞赛名次；公司作为组织单位获的奖不属于任何支部。"""

    achievement: Text = column(
        "成果编号", "同一成果用同一编号；联合完成的支部各自填报，都计。", example="CG-001", kind=Kind.CODE
    )
    type: Text = column("类型", "从下拉中选。", example="技能竞赛", choices=words.ACHIEVEMENTS)
    category: Text = column("类别", "竞赛的大类或成果的类别。", example="检修类")
    specialty: Text = column("专业", "所属专业。", example="锅炉")
    level: Text = column("级别", "从下拉中选。", example="公司", choices=words.LEVELS)
    place: Text = column("名次", "从下拉中选。", example="第二名", choices=words.PLACES)
    people: Text = staff_numbers("完成人", "完成人的工号，用顿号隔开。", example="0101、0105")
    team: Text = column(
        "班组",
        "完成人所在的班组，几个班组联合完成的用顿号隔开，没有则空着。",
        example="锅炉班",
        kind=Kind.LIST,
        optional=True,
        refers_to="team.team",
    )
    date: Date = column("日期", "公布的日期。", example="2019-08-25")

    class Config:
        title = "创新成果"
        name = "achievement"
        metadata = {
            "timing": Timing(When.EVENT, "date"),
            "key": ("achievement", "team"),
            "parts": ("创新工作室与技能竞赛",),
        }
