"""数据表: the derived tables that indicators are measured on, declared like sheets so that rules about them can be checked.

Every fact row also carries `file`, `sheet`, `row` and `field`: the cell it came from (missing where nothing was filled in)."""

from __future__ import annotations

from schemas.base import YES_NO, Date, Kind, Number, Sheet, Text, Whole, column, title
from schemas.words import DOERS, PAIRINGS, PLEDGE_TYPES, SURVEY_GROUPS

# Title and help of the columns that say whose a fact is.
BRANCH = ("支部", "所属党支部。")
TEAM = ("班组", "所属班组。")
PERSON = ("工号", "所涉及的人。")


class Attendance(Sheet):
    """一行是一人应参加的一次组织生活或支部培训。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    table: Text = column("来源", "组织生活还是双星培训。", example="组织生活")
    type: Text = column("类型", "活动的类型。", example="主题党日")
    date: Date = column("日期", "活动的日期。", example="2019-08-15")
    status: Text = column(
        "状态", "出席、缺席、请假、补学。", example="出席", choices=("出席", "缺席", "请假", "补学")
    )
    required: Text = column(
        "清单所需",
        "这次活动证明清单的一项；一期内超过次数的，取出勤最好的几次，其余是否。",
        example="是",
        choices=YES_NO,
    )
    credit: Number = column("等级分", "活动被抽查的等级系数，未抽查的空。", example=0.75, optional=True)

    class Config:
        title = "出勤明细"
        name = "attendance"


class DutyDue(Sheet):
    """一行是一项到期的定期工作。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    group: Text = column("党小组", "党小组的事项是哪个党小组。", example="第一党小组", optional=True)
    who: Text = column("谁做", "党委、党支部、党小组还是班组。", example="党支部", choices=DOERS)
    item: Text = column("清单编码", "清单标准的编码。", example="ZB01", kind=Kind.CODE)
    name: Text = column("事项", "工作的名称。", example="支部党员大会")
    month: Text = column("所属月份", "应在哪个月完成。", example="2019-08", kind=Kind.MONTH)
    due: Date = column("应完成日期", "最迟哪天。", example="2019-08-31")
    proof: Text = column("佐证表", "由哪张表证明。", example="组织生活")
    status: Text = column("状态", "按期、补办、未办。", example="按期", choices=("按期", "补办", "未办"))
    done: Date = column("完成日期", "实际完成的日期。", example="2019-08-15", optional=True)
    credit: Number = column("计分", "按期 1，补办按比例，未办 0。", example=1)

    class Config:
        title = "清单执行"
        name = "duty_due"


class Grade(Sheet):
    """一行是一次被抽查的活动。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column("班组", "活动由班组承办的，是哪个班组。", example="锅炉班", optional=True)
    type: Text = column("类型", "活动的类型。", example="主题党日")
    date: Date = column("日期", "活动的日期。", example="2019-08-15")
    credit: Number = column("等级分", "抽查等级的系数。", example=0.75)
    enough: Text = column("够数", "本单位被抽查的活动达到“抽查最少次数”。", example="是", choices=YES_NO)

    class Config:
        title = "抽查等级"
        name = "grade"


class TrainingFact(Sheet):
    """一行是一次双星培训。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    type: Text = column("类型", "培训的类型。", example="道德小讲堂")
    hours: Number = column("学时", "一次的学时。", example=1.5)
    person_hours: Number = column("人次学时", "参加的党员、积极分子和群众乘学时。", example=30)

    class Config:
        title = "培训"
        name = "training_fact"


class MemberFact(Sheet):
    """一行是一名党员本期的概况。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    post_pledges: Whole = column("岗位承诺数", "审核通过的岗位承诺。", example=1)
    service_pledges: Whole = column("服务承诺数", "审核通过的服务承诺。", example=1)
    at_work: Text = column("在岗", "期末没有借调、长期病休或产假。", example="是", choices=YES_NO)
    sessions: Whole = column("学习次数", "出席或补学的次数。", example=6)
    learned: Text = column("学习达标", "次数达到“学习达标次数”。", example="是", choices=YES_NO)

    class Config:
        title = "党员概况"
        name = "member_fact"


class SurveyFact(Sheet):
    """一行是一个单位最近一次测评，有效才计。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    date: Date = column("测评日期", "测评的日期。", example="2019-09-20")
    valid: Whole = column("有效票", "收回减去不了解。", example=55)
    score: Number = column("得分", "按分值加权的得分。", example=90.55)

    class Config:
        title = "满意度测评"
        name = "survey_fact"


class BallotFact(Sheet):
    """一行是一个单位的一类测评人最近一次测评，有效才计。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    group: Text = column("测评类别", "由谁测评。", example="群众", choices=SURVEY_GROUPS)
    weight: Number = column("权重", "这一类的权重。", example=60)
    valid: Whole = column("有效票", "有分值的答案的票数。", example=55)
    score: Number = column("得分", "按答案的分值平均，不取整。", example=90.55)

    class Config:
        title = "测评明细"
        name = "ballot_fact"


class GoalFact(Sheet):
    """一行是一个有本期节点的目标。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    goal: Text = column("目标编号", "目标的编号。", example="MB-101", kind=Kind.CODE)
    category: Text = column("类别", "安全生产、经营管理还是党建工作。", example="安全生产")
    weight: Number = column("权重", "目标的权重。", example=30)
    achieved: Number = column("完成度", "0 到 1，不取整；没有结果的是 0。", example=1)

    class Config:
        title = "目标完成"
        name = "goal_fact"


class CheckFact(Sheet):
    """一行是一次考评扣分。"""

    team: Text = column(*TEAM, example="锅炉班")
    indicator: Text = column("指标编码", "扣的是哪个指标。", example="TM01", kind=Kind.CODE)
    deduction: Number = column("扣分", "扣几分。", example=5)

    class Config:
        title = "班组考评"
        name = "check_fact"


class AchievementFact(Sheet):
    """一行是一个完成单位（支部或班组）的一项成果；联合完成的各单位各有一行。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    achievement: Text = column("成果编号", "成果的编号。", example="CG-001", kind=Kind.CODE)
    points: Number = column("加分", "按加分标准得几分。", example=1)

    class Config:
        title = "创新成果"
        name = "achievement_fact"


class TeamScore(Sheet):
    """一行是一个支部所辖班组的得分。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班")
    score: Number = column("得分", "班组本期的基本得分。", example=86.5)

    class Config:
        title = "班组得分"
        name = "team_score"


class PledgeFact(Sheet):
    """一行是一条审核通过的承诺。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    type: Text = column("类型", "岗位承诺还是服务承诺。", example="岗位承诺", choices=PLEDGE_TYPES)
    due: Text = column("到期", "完成时限在年初至期末之间。", example="是", choices=YES_NO)
    on_time: Text = column("按期兑现", "在时限以前完成。", example="是", choices=YES_NO)
    excused: Text = column("客观原因", "因客观原因未兑现，不计入。", example="否", choices=YES_NO)

    class Config:
        title = "双承诺"
        name = "pledge_fact"


class ZoneFact(Sheet):
    """一行是一个在用的责任区。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    found: Whole = column("问题数", "本期发现的问题数。", example=4)
    closed: Whole = column("按期整改数", "按期整改的个数。", example=4)

    class Config:
        title = "责任区"
        name = "zone_fact"


class PostFact(Sheet):
    """一行是一个经党委考评的示范岗。"""

    branch: Text = column(*BRANCH, example="检修支部")
    name: Text = column("示范岗", "示范岗的名称。", example="锅炉检修示范岗")
    score: Number = column("考评得分", "百分制。", example=88)

    class Config:
        title = "示范岗考评"
        name = "post_fact"


class WishFact(Sheet):
    """一行是一个在办的微心愿。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE, optional=True)
    due: Text = column("到期", "应在本期内实现。", example="是", choices=YES_NO)
    on_time: Text = column("按期实现", "在承诺日期以前实现。", example="是", choices=YES_NO)
    realised: Text = column("本期实现", "实现日期在本期内。", example="是", choices=YES_NO)

    class Config:
        title = "微心愿"
        name = "wish_fact"


class RequestFact(Sheet):
    """一行是一件在办的群众诉求。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE, optional=True)
    due: Text = column("到期", "应在本期内办结。", example="是", choices=YES_NO)
    on_time: Text = column("按期办结", "在时限以前办结。", example="是", choices=YES_NO)
    closed: Text = column("本期办结", "办结日期在本期内。", example="是", choices=YES_NO)

    class Config:
        title = "群众诉求"
        name = "request_fact"


class PairFact(Sheet):
    """一行是一对在结的“一带一”。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column("班组", "被带方所在的班组。", example="锅炉班", optional=True)
    person: Text = column("工号", "带方。", example="0101", kind=Kind.CODE, optional=True)
    type: Text = column("类型", "结对的类型。", example="党员带群众", choices=PAIRINGS)
    learner: Text = column("被带方", "被带的人或班组。", example="0203", optional=True)
    pair: Text = column("对子", "类型、带方和被带方；同一对只算一对。", example="党员带群众 0101 0203")
    counts: Text = column(
        "计入",
        "党员带群众的，被带方是本支部的群众；技能一带一的，被带方是本支部的人。",
        example="是",
        choices=YES_NO,
    )
    outcome: Text = column("有成效", "本季有成效。", example="是", choices=YES_NO)

    class Config:
        title = "一带一"
        name = "pair_fact"


class ServiceFact(Sheet):
    """一行是一名党员解决的一个实际问题：实现的心愿、办结的诉求、参加的助力。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    type: Text = column("类型", "心愿、诉求还是助力。", example="心愿")

    class Config:
        title = "解决问题"
        name = "service_fact"


class VoiceFact(Sheet):
    """一行是服务对象对一名党员的一次评价。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    score: Number = column("得分", "按测评分值折算，百分制。", example=100)

    class Config:
        title = "服务评价"
        name = "voice_fact"


FACTS: tuple[type[Sheet], ...] = (
    Attendance,
    DutyDue,
    Grade,
    TrainingFact,
    PledgeFact,
    ZoneFact,
    PostFact,
    WishFact,
    RequestFact,
    PairFact,
    SurveyFact,
    BallotFact,
    GoalFact,
    CheckFact,
    AchievementFact,
    MemberFact,
    ServiceFact,
    VoiceFact,
    TeamScore,
)
FACT_TITLES = tuple(title(fact) for fact in FACTS)  # the dropdown of 数据表
