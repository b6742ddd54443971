"""What the life of a branch leaves behind: attendance, work list, training, and each member's share in it."""

from __future__ import annotations

from schemas.base import YES_NO, Date, Kind, Number, Sheet, Text, Whole, column
from schemas.facts.whose import BRANCH, PERSON, TEAM
from schemas.words import DOERS


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

    branch: Text = column(*BRANCH, example="检修支部")
    type: Text = column("类型", "活动的类型。", example="主题党日")
    date: Date = column("日期", "活动的日期。", example="2019-08-15")
    credit: Number = column("等级分", "抽查等级的系数。", example=0.75)

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
    sessions: Whole = column("学习次数", "出席或补学的次数。", example=6)
    learned: Text = column("学习达标", "次数达到“学习达标次数”。", example="是", choices=YES_NO)

    class Config:
        title = "党员概况"
        name = "member_fact"
