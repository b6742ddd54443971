"""支部填报, second half: pledges, zones and posts, and achievements."""

from __future__ import annotations

from schemas import rules, words
from schemas.base import Date, Kind, Number, Sheet, Text, Timing, When, Whole, column, rare_column
from schemas.directory import staff_number, staff_numbers

_ONCE = "{}；和封面“承诺{}”相同的空着。"
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
        "关联心愿或诉求编号",
        "由心愿或诉求而来的填其编号，日期随之取得。",
        example="WX-JX-2019Q3-01",
        kind=Kind.CODE,
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
