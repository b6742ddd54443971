"""部门考评 and 党委考评: what examining departments and the Party committee record."""

from __future__ import annotations

from functools import partial

from schemas import words
from schemas.base import YES_NO, Date, Kind, Number, Sheet, Text, Timing, When, Whole, column, rare_column
from schemas.directory import staff_number
from schemas.rules import (
    Rows,
    Truth,
    needed_for,
    needed_together,
    needed_with,
    not_before,
    row_rule,
)

_SESSIONS = tuple(dict.fromkeys((*words.MEETINGS, *words.LECTURES, *words.TRAININGS)))
_votes = partial(column, minimum=0, maximum=100000)


class Inspection(Sheet):
    """一行一个对照检查结果：核定某项指标的分，或抽查一次活动的质量，或一个要整改的问题。"""

    unit_kind: Text = column("单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS)
    unit: Text = column("单位", "被检查的单位。", example="检修支部")
    indicator: Text = column(
        "指标编码",
        "核定分所针对的指标。",
        example="BR04",
        kind=Kind.CODE,
        optional=True,
        refers_to="indicator.code",
    )
    score: Number = column(
        "核定分", "按标准分核定的得分，替换自评得分。", example=5, optional=True, minimum=0, maximum=10000
    )
    option: Text = rare_column(
        "评定选项", "考评打分的指标不打分、只选一项的填，例如 优秀。", example="优秀", edition=2
    )
    session: Text = rare_column("抽查活动", "抽查的活动类型。", example="主题党日", choices=_SESSIONS)
    session_date: Date = rare_column("活动日期", "抽查的活动在哪天。", example="2019-08-15")
    grade: Text = rare_column("抽查等级", "活动质量的等级。", example="较好", choices=words.SESSION_GRADES)
    problem: Text = column(
        "问题", "发现的问题，核定分时写明理由。", example="清单中一项无完成记录", optional=True
    )
    due: Date = column("整改期限", "要整改的写明期限。", example="2019-10-15", optional=True)
    fixed: Date = column("整改完成日期", "完成整改的日期。", example="2019-10-10", optional=True)

    class Config:
        title = "对照检查"
        name = "inspection"
        metadata = {
            "key": ("unit_kind", "unit", "indicator", "session", "session_date", "problem"),
            "asked_anew": ("score",),
            "planned": ("due",),
            "parts": ("星级建设标准化",),
        }

    fixed_after_sample = not_before("fixed", "session_date", "整改完成日期不能早于活动日期")
    due_after_sample = not_before("due", "session_date", "整改期限不能早于活动日期")
    score_has_indicator = needed_with("indicator", "score", "核定分要写明指标编码")
    option_has_indicator = needed_with("indicator", "option", "评定选项要写明指标编码")

    @row_rule(cell="grade", says="抽查活动、活动日期、抽查等级要一起填")
    def sample_is_whole(cls, rows: Rows) -> Truth:
        given = rows[["session", "session_date", "grade"]].notna().sum(axis=1)
        return given.isin([0, 3])

    @row_rule(cell="problem", says="这一行没有核定分、评定选项、抽查等级或问题中的任何一项")
    def says_something(cls, rows: Rows) -> Truth:
        return rows[["score", "option", "grade", "problem"]].notna().any(axis=1)


class Survey(Sheet):
    """一行一个单位的一次满意度测评。"""

    unit_kind: Text = column(
        "单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS, locked=True
    )
    unit: Text = column("单位", "被测评的单位。", example="检修支部", locked=True)
    date: Date = column("测评日期", "测评的日期。", example="2019-09-20")
    entitled: Whole = _votes("应测评", "应参加测评的人数。", example=60)
    issued: Whole = _votes("发放", "发放的票数。", example=60)
    returned: Whole = _votes("收回", "收回的票数。", example=56)
    very: Whole = _votes("满意", "满意的票数。", example=40)
    mostly: Whole = _votes("基本满意", "基本满意的票数。", example=10)
    fair: Whole = _votes("一般", "一般的票数。", example=4)
    bad: Whole = _votes("不满意", "不满意的票数。", example=1)
    unknown: Whole = _votes("不了解", "不了解的票数，不计入得分。", example=1)

    class Config:
        title = "满意度测评"
        name = "survey"
        metadata = {"key": ("unit_kind", "unit", "date"), "parts": ("比形象",)}

    @row_rule(cell="returned", says="各档票数之和应等于收回票数")
    def votes_add_up(cls, rows: Rows) -> Truth:
        votes = rows[["very", "mostly", "fair", "bad", "unknown"]].sum(axis=1, skipna=False)
        return (votes == rows["returned"]).fillna(True)


class Event(Sheet):
    """一行一个加分、减分、否决、封顶、暂缓或破格的决定。"""

    unit_kind: Text = column("单位类别", "党支部还是班组。", example="班组", choices=words.UNIT_KINDS)
    unit: Text = column("单位", "决定所针对的单位。", example="锅炉班")
    type: Text = column(
        "类型", "从下拉中选。", example="否决", choices=words.EVENTS, former=words.FORMER_EVENTS
    )
    code: Text = column(
        "编码",
        "否决、封顶填“否决与封顶”中的编码。",
        example="VT01",
        kind=Kind.CODE,
        optional=True,
        refers_to="veto.code",
    )
    achievement: Text = rare_column(
        "成果编号", "因成果加分的填成果编号，一个单位的同一成果只计一次。", example="CG-001", kind=Kind.CODE
    )
    points: Number = rare_column(
        "分值",
        "加几分或减几分，都填正数；有成果编号的加分不用填，按成果的级别和名次计。",
        example=2,
        minimum=0,
        maximum=10000,
    )
    document: Text = column("依据文号", "决定的文号或会议纪要号。", example="示例安〔2019〕12号")
    date: Date = column("决定日期", "按决定日期计入所在季度。", example="2019-08-30")
    lifted: Date = rare_column("解除日期", "暂缓解除的日期，未解除的空着。", example="2019-09-15")
    until: Date = rare_column(
        "有效至", "到哪天为止一直有效，空着只影响决定日期所在的一期。", example="2020-12-31", edition=2
    )
    reason: Text = column("事由", "一句话写明事由；暂缓的可以空着。", example="责任性一般事故", optional=True)

    class Config:
        title = "加减分与否决"
        name = "event"
        metadata = {
            "timing": Timing(When.EVENT, "date"),
            "key": ("unit_kind", "unit", "type", "code", "document", "date"),
            "discreet": ("code", "document", "reason"),
            "parts": ("安全与否决",),
        }

    reason_given = needed_for(
        "reason", "type", tuple(event for event in words.EVENTS if event != "暂缓"), "除暂缓以外要写明事由"
    )
    lifted_after_decided = not_before("lifted", "date", "解除日期不能早于决定日期")
    until_after_decided = not_before("until", "date", "有效至不能早于决定日期")
    veto_has_code = needed_for("code", "type", words.CODED, "这种决定要写明编码")

    @row_rule(cell="points", says="减分和没有成果编号的加分要写明分值")
    def points_given(cls, rows: Rows) -> Truth:
        added, taken = rows["type"].eq(words.ADDED), rows["type"].eq(words.TAKEN)
        asked = taken | (added & rows["achievement"].isna())
        return ~asked.fillna(False) | rows["points"].notna()


class PostReview(Sheet):
    """一行一个示范岗的党委考评。"""

    branch: Text = column("支部", "示范岗所在支部。", example="检修支部", refers_to="branch.branch")
    name: Text = column("示范岗", "示范岗的名称，与支部填报一致。", example="锅炉检修示范岗")
    score: Number = column("考评得分", "百分制。", example=88, minimum=0, maximum=100)
    date: Date = column("考评日期", "考评的日期。", example="2019-09-25")
    comment: Text = column("评语", "一句话评语。", example="标准清楚，作用明显", optional=True)

    class Config:
        title = "示范岗考评"
        name = "post_review"
        metadata = {"key": ("branch", "name", "date"), "parts": ("党员示范岗",)}


class CommitteeDuty(Sheet):
    """一行一项党委定期工作。"""

    item: Text = column(
        "清单编码", "“清单标准”中党委的编码。", example="DW01", kind=Kind.CODE, refers_to="duty_item.item"
    )
    month: Text = column("所属月份", "应在哪个月完成。", example="2019-08", kind=Kind.MONTH)
    done: Date = column("完成日期", "完成的日期，未完成的空着。", example="2019-08-30", optional=True)
    owner: Text = staff_number("责任人", "责任人的工号。", example="0001", optional=True)

    class Config:
        title = "党委工作清单"
        name = "committee_duty"
        metadata = {"key": ("item", "month"), "parts": ("党委定期工作清单",)}


class Receipt(Sheet):
    """一行一份收到的工作簿；没有这张表就没有谁算迟报。"""

    unit: Text = column("单位", "支部或部门。", example="检修支部")
    received: Date = column("收到日期", "收到的日期。", example="2019-10-09")
    late: Text = column("是否迟报", "由办公室认定。", example="否", choices=YES_NO)
    sent_back: Whole = column("退回次数", "退回修改的次数。", example=0, optional=True, minimum=0, maximum=99)
    note: Text = rare_column("备注", "需要说明的。", example="电话通知后补齐")

    class Config:
        title = "收件登记"
        name = "receipt"
        metadata = {"key": ("unit",)}


class PublishedStar(Sheet):
    """一行一个单位以前某期已公布的星级。"""

    period: Text = column("期间", "例如 2019Q2。", example="2019Q2", kind=Kind.PERIOD)
    unit_kind: Text = column("单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS)
    unit: Text = column("单位", "单位名称。", example="检修支部")
    star: Whole = column("星级", "0 是未定级。", example=4, minimum=0, maximum=9)
    level: Text = rare_column("级别名称", "当时公布的名称，例如 四星、红旗。", example="四星", edition=2)
    score: Number = column("得分", "当时公布的得分。", example=91.35, optional=True, minimum=0, maximum=11000)
    document: Text = column("文号", "公布的文号。", example="示例党〔2019〕21号", optional=True)

    class Config:
        title = "已公布星级"
        name = "published_star"
        metadata = {"key": ("period", "unit_kind", "unit"), "most_rows": 200_000}


class Decision(Sheet):
    """一行一步审定；各步填到哪里，报告就标到哪个阶段。"""

    step: Text = column("事项", "从下拉中选。", example="支部核对", choices=words.STEPS)
    unit: Text = column(
        "支部", "支部核对时写明哪个支部。", example="检修支部", optional=True, refers_to="branch.branch"
    )
    date: Date = column("日期", "核对、会议、公示开始或通报的日期。", example="2019-10-12")
    until: Date = rare_column("截止日期", "公示的最后一天。", example="2019-10-18")
    number: Text = rare_column("纪要号", "党委会议的纪要号。", example="示例党纪〔2019〕15号")
    reviewer: Text = rare_column(
        "复核部门", "支部回避的，党委指定哪个部门复核。", example="安全监察部", edition=2
    )
    reviewed_by: Text = rare_column("复核人", "复核部门的经办人。", example="李明", edition=2)
    overseer: Text = rare_column("监督人", "纪委办监督复核的人。", example="王芳", edition=2)

    class Config:
        title = "审定"
        name = "decision"
        metadata = {"parts": ("审定、公示与异议",)}

    check_has_branch = needed_for("unit", "step", ("支部核对",), "支部核对要写明支部")

    @row_rule(cell="until", says="公示要写明截止日期，并且不早于开始日期")
    def notice_has_end(cls, rows: Rows) -> Truth:
        return rows["step"].ne("公示").fillna(True) | (rows["until"] >= rows["date"]).fillna(False)

    meeting_has_number = needed_for("number", "step", ("党委会议",), "党委会议要写明纪要号")


class Objection(Sheet):
    """一行一件异议。"""

    unit: Text = column("单位", "提出或涉及的单位。", example="检修支部")
    matter: Text = column("事由", "异议的内容。", example="对出勤率有异议")
    received: Date = column("收到日期", "收到的日期。", example="2019-10-14")
    handler: Text = staff_number("承办人", "承办人的工号。", example="0001")
    answer: Text = column(
        "答复", "答复的内容，未答复的空着。", example="经核对，两人已补学，改正", optional=True
    )
    answered: Date = column("答复日期", "答复的日期。", example="2019-10-16", optional=True)

    class Config:
        title = "异议"
        name = "objection"
        metadata = {"key": ("unit", "matter", "received"), "parts": ("审定、公示与异议",)}

    answered_after_received = not_before("answered", "received", "答复日期不能早于收到日期")
    answer_is_whole = needed_together("answered", "answer", "答复和答复日期要一起填")


class SecretaryAppraisal(Sheet):
    """一行一名书记的述职评议得票。"""

    person: Text = staff_number("书记", "书记的工号。", example="0101", unique=True)
    good: Whole = _votes("好", "好的票数。", example=30)
    fine: Whole = _votes("较好", "较好的票数。", example=8)
    fair: Whole = _votes("一般", "一般的票数。", example=2)
    bad: Whole = _votes("差", "差的票数。", example=0)

    class Config:
        title = "述职评议"
        name = "appraisal"
        metadata = {"parts": ("民主评议与述职",)}


class Verification(Sheet):
    """一行一项认定：支部写的客观原因、转办、撤回、延期或解释说明，同意的才不计。"""

    table: Text = column("表", "支部填报的哪张表。", example="微心愿", choices=words.LEDGERS)
    number: Text = column("编号", "承诺、心愿或诉求的编号。", example="WX-JX-2019Q3-01", kind=Kind.CODE)
    matter: Text = column("事项", "认定的是哪一项。", example=words.WITHDRAWN, choices=words.CLAIMS)
    verdict: Text = column(
        "结论",
        "还没有认定的空着。",
        example=words.AGREED,
        choices=(words.AGREED, words.NOT_AGREED),
        optional=True,
    )
    date: Date = column("日期", "认定的日期，从这天起有效。", example="2019-09-20", optional=True)

    class Config:
        title = "认定"
        name = "verification"
        metadata = {"most_rows": 200_000, "edition": 2, "parts": ("双承诺", "微心愿", "群众诉求与监督意见")}

    verdict_has_date = needed_together("date", "verdict", "结论和日期要一起填")
