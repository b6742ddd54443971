"""组织名册: who exists. The only source of every denominator."""

from __future__ import annotations

from functools import partial

from schemas import words
from schemas.base import YES_NO, Date, Kind, Sheet, Text, Whole, column, rare_column
from schemas.rules import needed_for, not_before, row_rule

# Columns that name one person, or several, of the directory by their 工号.
staff_number = partial(column, kind=Kind.CODE, refers_to="person.person")
staff_numbers = partial(column, kind=Kind.LIST, refers_to="person.person")
# Columns of the second edition of the forms; workbooks of the first have them blank.
_later_column = partial(rare_column, edition=2)
_MAIL = r"^[^@\s,;，；]+@[^@\s,;，；]+$"


class Branch(Sheet):
    """一行一个党支部。"""

    branch: Text = column("支部", "党支部的规范名称，其他表都按此填写。", example="检修支部", unique=True)
    former: Text = column(
        "曾用名", "以前的名称，多个用顿号隔开。", example="维护支部", kind=Kind.LIST, optional=True
    )
    category: Text = column("类别", "同类支部之间比较。", example="生产", choices=words.BRANCH_CATEGORIES)
    secretary: Text = staff_number("支部书记", "书记的工号，星级党支部建设的第一责任人。", example="0101")
    departments: Text = column(
        "所辖部门", "支部所辖的部门，多个用顿号隔开。", example="设备维护部", kind=Kind.LIST
    )
    has_committee: Text = column(
        "设支委会", "正式党员七人以上应设支委会；不设的，支委会不作要求。", example="是", choices=YES_NO
    )
    groups: Whole = column("党小组数", "没有党小组填 0。", example=2, minimum=0, maximum=50)
    paired_teams: Text = rare_column(
        "结对班组",
        "没有所辖班组的支部由办公室定结对的班组，至少两个，一年内不变；只用于联动条件。",
        example="锅炉班、汽机班",
        kind=Kind.LIST,
        refers_to="team.team",
    )
    pairing_decision: Text = _later_column(
        "结对调整文号", "年内调整结对班组的，写党委决定的文号。", example="示例党〔2019〕18号"
    )
    recused: Text = column(
        "回避",
        "评定办公室自己所在的支部填“是”，由党委指定的其他部门复核，纪委办监督。",
        example="否",
        choices=YES_NO,
        optional=True,
    )
    email: Text = column(
        "邮箱", "收结果和提醒的邮箱。", example="jianxiu@example.com", optional=True, pattern=_MAIL
    )
    founded: Date = column(
        "成立日期", "支部成立的日期；本期内成立的首期不评星。", example="2015-03-01", optional=True
    )
    telephone: Text = _later_column(
        "联系电话", "书记或联络员的电话，只在办公室的首页上用。", example="0000-1234567"
    )
    code: Text = _later_column(
        "支部代码",
        "印在微心愿、群众诉求的编号里，例如 WX-JX-2019Q3-01；空着的用名册中的序号。",
        example="JX",
        unique=True,
        pattern=r"^[0-9A-Za-z-]{1,12}$",
    )

    class Config:
        title = "党支部"
        name = "branch"
        metadata = {"lasting": ("founded",), "parts": ("第一责任人",)}


class Team(Sheet):
    """一行一个班组。"""

    team: Text = column("班组", "班组的规范名称，全厂不重名。", example="锅炉班", unique=True)
    former: Text = column(
        "曾用名", "以前的名称，多个用顿号隔开。", example="锅炉检修班", kind=Kind.LIST, optional=True
    )
    branch: Text = column(
        "所属支部", "期末最后一天所属的党支部。", example="检修支部", refers_to="branch.branch"
    )
    department: Text = column("部门", "行政上所属的部门。", example="设备维护部")
    specialty: Text = column("专业", "同专业的班组之间比较。", example="锅炉")
    leader: Text = staff_number("班组长", "班组长的工号，星级班组建设的第一责任人。", example="0123")
    email: Text = column(
        "邮箱", "没有则发给所属支部。", example="guolu@example.com", optional=True, pattern=_MAIL
    )
    founded: Date = column(
        "成立日期",
        "本期内成立的班组首期不评星，也不计入支部的联动条件。",
        example="2016-05-01",
        optional=True,
    )

    class Config:
        title = "班组"
        name = "team"
        metadata = {"lasting": ("founded",), "parts": ("第一责任人",)}


class Person(Sheet):
    """一行一名在册职工。"""

    person: Text = column(
        "工号",
        "按文本填写，保留前面的 0。",
        example="0101",
        kind=Kind.CODE,
        unique=True,
        pattern=r"^[0-9A-Za-z-]{2,20}$",
    )
    name: Text = column("姓名", "身份证上的姓名。", example="张示例")
    branch: Text = column(
        "所属支部",
        "党员的组织关系所在支部；群众填所在部门对应的支部。",
        example="检修支部",
        refers_to="branch.branch",
    )
    team: Text = column(
        "班组", "不在班组的管理人员空着。", example="锅炉班", optional=True, refers_to="team.team"
    )
    group: Text = column("党小组", "支部不设党小组的空着。", example="第一党小组", optional=True, listed=True)
    committee: Text = column("支委", "是否支部委员（含书记）。", example="否", choices=YES_NO)
    politics: Text = column(
        "政治面貌",
        "从下拉中选；国家标准的写法（中共党员、共青团员等）也可以。",
        example="正式党员",
        choices=words.POLITICS,
    )
    stage: Text = _later_column(
        "发展阶段", "还不是党员、已申请入党的填。", example="入党积极分子", choices=words.STAGES
    )
    post: Text = column("岗位", "现任岗位。", example="检修工")
    shift: Text = column(
        "倒班", "是否倒班；倒班的党员当班缺席后补学，不算缺席。", example="否", choices=YES_NO
    )
    posted: Text = _later_column(
        "在岗情况",
        "空着是在岗；借调、长期病休、产假期间不计应到，期末不在岗的不要求承诺和结对。",
        example="借调",
        choices=words.POSTED,
    )
    away_from: Date = _later_column("离岗起", "借调、长期病休、产假的第一天。", example="2019-07-01")
    away_to: Date = _later_column("离岗止", "最后一天；还没有回来的空着。", example="2019-09-30")

    stage_of_colleagues = row_rule(cell="stage", says="已经是党员的，发展阶段空着")(
        lambda _, rows: rows["stage"].isna() | ~rows["politics"].isin(words.PARTY_MEMBER)
    )
    away_since = needed_for("away_from", "posted", words.AWAY, "不在岗的要写明从哪天起")
    back_after_leaving = not_before("away_to", "away_from", "离岗止不能早于离岗起")
    return_is_dated = row_rule(cell="away_to", says="写了离岗起、已经在岗的，要写明离岗止")(
        lambda _, rows: rows["away_to"].notna() | rows["away_from"].isna() | rows["posted"].isin(words.AWAY)
    )

    class Config:
        title = "人员"
        name = "person"
        metadata = {
            "lasting": ("away_from", "away_to"),
            "planned": ("away_to",),
            "most_rows": 200_000,
            "pasted": True,
        }
