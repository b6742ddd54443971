"""支部填报, first half: organisation life, work list, training, helps and pairs of a branch."""

from __future__ import annotations

from functools import partial

import pandas as pd

from schemas import words
from schemas.base import NO, YES_NO, Date, Kind, Number, Sheet, Text, Timing, When, Whole, column, rare_column
from schemas.directory import staff_number, staff_numbers
from schemas.rules import (
    AskedOnce,
    Rows,
    Truth,
    filled,
    first_that_holds,
    needed_for,
    not_before,
    not_the_same,
    row_rule,
    where,
)

_made_up_month = partial(column, kind=Kind.MONTH, optional=True, shown=False)
_count = partial(column, optional=True, minimum=0)
_times = partial(column, optional=True, minimum=0, maximum=31, shown=False, edition=2)


class Meeting(Sheet):
    """一行一次会议或活动，应开的已列好，没开的空着；应到、实到由名册推算，只填缺席的人。"""

    type: Text = column(
        "类型",
        "模板已列好应开的；另加的行从下拉中选。",
        example="党小组会",
        choices=words.MEETINGS,
        locked=True,
    )
    group: Text = column(
        "党小组",
        "类型为党小组会时填写，与名册一致。",
        example="第一党小组",
        optional=True,
        refers_to="person.group",
        locked=True,
    )
    topic: Text = column("主题", "会议或活动的主题。", example="学习安全生产重要论述")
    date: Date = column("日期", "实际召开的日期。", example="2019-08-15")
    month: Text = _made_up_month(
        "所属月份", "只在补开时填写，写应当召开的月份，例如 2019-07。", example="2019-08"
    )
    host: Text = staff_number(
        "主持人", "主持人的工号；支部书记、党小组组长主持的空着。", example="0105", optional=True
    )
    absent: Text = staff_numbers(
        "缺席人员", "无故缺席者的工号，用顿号隔开；没有则空着。", example="0105", optional=True
    )
    excused: Text = staff_numbers("请假人员", "请假者的工号，用顿号隔开。", example="0106", optional=True)
    made_up: Text = staff_numbers(
        "值班补学人员", "当班未到、事后补学者的工号，用顿号隔开。", example="0107", optional=True
    )
    colleagues: Whole = _count("列席群众数", "列席的群众人数。", example=3, maximum=2000)
    theme: Text = rare_column(
        "助力主题",
        "主题党日助力中心工作的填写，不再填“助力行动”。",
        example="安全文明生产标准化",
        choices=words.THEMES,
    )

    class Config:
        title = "组织生活"
        name = "meeting"
        metadata = {
            "timing": Timing(When.EVENT, "date"),
            "own": ("absent", "excused", "made_up"),
            "may_wait": True,
            "parts": ("三会一课与主题党日", "组织生活出勤与质量"),
        }

    @row_rule(cell="group", says="类型是党小组会时要写明是哪个党小组，其他类型空着")
    def group_only_for_group_meetings(cls, rows: Rows) -> Truth:
        return (rows["type"].eq(words.GROUP) == rows["group"].notna()) | rows["type"].isna()


class Duty(Sheet):
    """一行一项按清单完成的工作，应办的已列好，没办的空着；会议、培训等已在其他表填过的不再填。"""

    unit: Text = column("单位", "完成工作的党支部、党小组或班组。", example="检修支部", locked=True)
    item: Text = column(
        "清单编码",
        "评价细则“清单标准”中的编码。",
        example="ZB12",
        kind=Kind.CODE,
        refers_to="duty_item.item",
        locked=True,
    )
    name: Text = column(
        "事项", "模板已填好，自己加的行可不填。", example="党务公开", optional=True, locked=True, edition=2
    )
    month: Text = column(
        "所属月份",
        "这项工作应在哪个月完成，例如 2019-08。",
        example="2019-08",
        kind=Kind.MONTH,
        locked=True,
    )
    done: Date = column("完成日期", "实际完成的日期；没有办的空着。", example="2019-08-28", optional=True)
    on_time: Whole = _times("按期次数", "一月几次的工作（如安全活动）不写日期，写当月办了几次。", example=4)
    made_up: Whole = _times("补办次数", "当月没有办、过后补办了几次。", example=1)
    owner: Text = staff_number("责任人", "责任人的工号。", example="0101", optional=True)

    class Config:
        title = "工作清单"
        name = "duty"
        metadata = {
            "timing": Timing(When.EVENT, "month", "done"),
            "key": ("unit", "item", "month"),
            "may_wait": True,
            "parts": ("融合版定期工作清单",),
        }

    @row_rule(cell="done", says="办了的写完成日期，一月几次的写次数，没有办的不要加行")
    def says_what_was_done(cls, rows: Rows) -> Truth:
        return rows["done"].notna() | rows["on_time"].notna() | rows["made_up"].notna()

    @row_rule(cell="done", says="写了次数就不写完成日期")
    def day_or_times(cls, rows: Rows) -> Truth:
        return rows["done"].isna() | (rows["on_time"].isna() & rows["made_up"].isna())


def _held_by_team(rows: Rows) -> Truth:
    """The trainings that a team holds, by what stands in the row."""
    said = rows["audience"]
    return (
        (said.eq(words.TO_TEAM) | (said.isna() & rows["type"].eq(words.TEAM_TALK))).fillna(False).astype(bool)
    )


class Training(Sheet):
    """一行一次双星培训，党课只在这里填；班组该办的已列好，没办的空着。"""

    type: Text = column(
        "类型",
        "班组该办的已列好；另加的行从下拉中选。",
        example="党员技术党课",
        choices=words.TRAININGS,
        locked=True,
    )
    topic: Text = column("主题", "讲授的题目。", example="汽轮机振动分析")
    date: Date = column("日期", "实际举办的日期。", example="2019-08-20")
    month: Text = _made_up_month("所属月份", "只在补办时填写，写应当举办的月份。", example="2019-08")
    speaker: Text = staff_number("主讲人", "主讲人的工号。", example="0101")
    host_unit: Text = column(
        "承办单位", "班组承办的写班组；本支部承办的空着。", example="检修支部", optional=True, locked=True
    )
    hours: Number = column(
        "学时", "一次几个学时；1 学时的空着。", example=1.5, optional=True, minimum=0.5, maximum=40
    )
    audience: Text = column(
        "参加对象",
        "本支部党员、承办班组全体，还是全厂；道德小讲堂是班组、道德大讲堂是全厂、其余是支部的空着。",
        example="支部",
        choices=words.AUDIENCES,
        optional=True,
    )
    absent: Text = staff_numbers(
        "缺席人员", "应参加而无故缺席者的工号，用顿号隔开。", example="0105", optional=True
    )
    excused: Text = staff_numbers("请假人员", "请假者的工号，用顿号隔开。", example="0106", optional=True)
    activists: Whole = _count("积极分子数", "参加的入党积极分子人数。", example=2, maximum=2000)
    colleagues: Whole = _count("群众数", "参加的群众人数。", example=6, maximum=2000)

    class Config:
        title = "双星培训"
        name = "training"
        metadata = {
            "timing": Timing(When.EVENT, "date"),
            "own": ("absent", "excused"),
            "asked_once": {"host_unit": AskedOnce("unit", lambda rows: ~_held_by_team(rows))},
            "may_wait": True,
            "follows": {
                "hours": lambda rows: pd.Series(1.0, index=rows.index, dtype="Float64"),
                "audience": first_that_holds(
                    (words.TO_TEAM, lambda rows: rows["type"].eq(words.TEAM_TALK)),
                    (words.TO_ALL, lambda rows: rows["type"].eq(words.PLANT_TALK)),
                    otherwise=words.TO_BRANCH,
                ),
            },
            "parts": ("双星培训", "三会一课与主题党日"),
        }

    @row_rule(cell="host_unit", says="班组承办的培训要写明是哪个班组")
    def team_is_named(cls, rows: Rows) -> Truth:
        return rows["host_unit"].notna() | ~_held_by_team(rows)


class Action(Sheet):
    """一行一次助力行动。"""

    type: Text = column(
        "类型",
        "突击队还是志愿服务；主题党日的助力在“组织生活”表填助力主题。",
        example="突击队",
        choices=words.ACTIONS,
    )
    theme: Text = column("主题", "从下拉中选。", example="机组检修", choices=words.THEMES)
    date: Date = column("日期", "行动的日期。", example="2019-08-22")
    members: Text = staff_numbers("参加党员", "参加党员的工号，用顿号隔开。", example="0101、0105")
    colleagues: Whole = _count("群众数", "一同参加的群众人数。", example=4, maximum=2000)
    solved: Whole = _count("解决问题数", "解决的实际问题个数。", example=2, maximum=1000)

    class Config:
        title = "助力行动"
        name = "action"
        metadata = {"timing": Timing(When.EVENT, "date"), "members": ("members",), "parts": ("助力中心任务",)}


class Pairing(Sheet):
    """一行一对“一带一”结对。"""

    type: Text = column("类型", "从下拉中选。", example="党员带群众", choices=words.PAIRINGS)
    guide: Text = column("带方", "支部带班组填支部名称，其余填带人者的工号。", example="0101", kind=Kind.CODE)
    learner: Text = column(
        "被带方",
        "支部带班组填班组名称，其余填被带者的工号；自己钻研课题的空着。",
        example="0203",
        kind=Kind.CODE,
        optional=True,
    )
    business: Text = column(
        "业务项目或成果编号",
        "技能一带一填认领的业务项目，有了成果的填成果编号。",
        example="给水泵检修",
        optional=True,
    )
    start: Date = column("开始日期", "结对的日期。", example="2019-01-20")
    end: Date = rare_column("结束日期", "仍在结对的空着。", example="2019-12-31")
    outcome_kind: Text = column(
        "成效类别",
        "本季有成效的从下拉中选一项，没有的空着；技能一带一的成效要有成果编号。",
        example="独立顶岗",
        choices=words.OUTCOMES,
        optional=True,
        edition=2,
    )
    outcome: Text = column(
        "本季成效",
        "选了成效类别就可以不写；要说明的写一句。",
        example="徒弟独立完成一次解体检修",
        optional=True,
    )
    difficulty: Text = column("难点问题", "遇到的难点。", example="备件图纸不全", optional=True)
    solved: Text = column("是否解决", "难点解决了的选“是”。", example="是", choices=YES_NO, optional=True)

    class Config:
        title = "一带一"
        name = "pairing"
        metadata = {
            "timing": Timing(When.LEDGER, "start", "end"),
            "key": ("type", "guide", "learner", "start"),
            "asked_anew": ("outcome", "outcome_kind", "difficulty", "solved"),
            "follows": {"solved": where(filled("difficulty"), NO)},
            "lasting": ("start", "end"),
            "parts": ("一项领跑", "支部带班组", "党员带群众", "技能一带一"),
        }

    ends_after_start = not_before("end", "start", "结束日期不能早于开始日期")
    pair_of_two = not_the_same("learner", "guide", "带方和被带方不能是同一个")

    @row_rule(cell="learner", says="只有技能一带一可以没有被带方")
    def learner_given(cls, rows: Rows) -> Truth:
        return rows["learner"].notna() | rows["type"].eq("技能一带一").fillna(True)


class DutyException(Sheet):
    """一行一件履行三责中的例外；画像由指标自动汇总，这里只填例外。"""

    person: Text = staff_number("工号", "当事人的工号。", example="0105")
    duty: Text = column("职责", "本责、党责还是星责。", example="党责", choices=words.DUTIES)
    matter: Text = column("事项", "发生了什么。", example="连续两次无故不参加主题党日")
    handling: Text = column("处理", "怎么处理的。", example="支部书记谈话提醒")

    class Config:
        title = "三责例外"
        name = "duty_exception"
        metadata = {"own": ("person",), "parts": ("三项职责",)}


class MemberGrade(Sheet):
    """一行一名正式党员民主评议的等次；预备党员参加评议，不评等次。"""

    person: Text = staff_number("工号", "被评议的正式党员。", example="0105", unique=True, locked=True)
    name: Text = column("姓名", "模板已填好。", example="李示例", optional=True, locked=True)
    grade: Text = column(
        "等次", "民主评议会议评定的等次；优秀的名额见评价细则。", example="合格", choices=words.MEMBER_GRADES
    )
    handling: Text = rare_column(
        "处置意见", "评为不合格的写明支部的处置意见。", example="限期改正，半年后复评"
    )

    class Config:
        title = "民主评议"
        name = "member_grade"
        metadata = {"own": ("person",), "parts": ("民主评议与述职",)}

    unfit_is_handled = needed_for("handling", "grade", (words.UNFIT,), "等次是不合格时要写明处置意见")
