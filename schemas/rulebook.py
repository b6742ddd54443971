"""评价细则: every number the office may change, as sheets like any other."""

from __future__ import annotations

from functools import partial

from schemas import words
from schemas.base import Counts, Date, Kind, Number, Sheet, Text, Whole, column, rare_column
from schemas.indicator import said_by
from schemas.rules import exactly_one, needed_together, row_rule

_later = partial(rare_column, edition=2, folded=True)
_share, _percent = partial(column, counts=Counts.SHARE), partial(rare_column, counts=Counts.PERCENT)

SETTINGS: dict[str, str] = {
    "版本": "评价细则的版本，印在每一页上",
    "生效日期": "从这一天起适用",
    "失效日期": "空着表示一直适用",
    "电厂名称": "印在每一页上",
    "小数位数": "得分保留的小数位，四舍五入，先舍入再比较",
    "满分": "每类单位各指标标准分之和",
    "适用分下限": "适用的标准分低于它的单位不评星",
    "公布范围": "full 全部公布，top3 公布前三名和本单位，band 只公布分档",
    "报送截止日": "下个月几日以前报送",
    "测评最低收回比例": "收回票数占应测评人数的百分比，低于它不适用",
    "测评最少有效票": "有效票少于它的得分不公布",
    "测评有效季度数": "最近几个季度的测评有效",
    "满意分值": "满意一票计几分",
    "基本满意分值": "基本满意一票计几分",
    "一般分值": "一般一票计几分",
    "不满意分值": "不满意一票计几分",
    "抽查好分值": "抽查等级为好时的系数",
    "抽查较好分值": "抽查等级为较好时的系数",
    "抽查一般分值": "抽查等级为一般时的系数",
    "抽查差分值": "抽查等级为差时的系数",
    "补办计分比例": "补开、补办、迟办的一项按几成计",
    "学习达标次数": "每季参加几次学习算达标",
    "每名党员结对人数": "一名党员结对几名群众",
    "每期最多升星": "相对上期已公布星级最多升几星",
    "每期最多降星": "因得分下降最多降几星；否决和联动不受此限",
    "加分上限": "一个季度的加分最多计几分，只影响名次，不影响星级",
    "减分上限": "一个季度的减分最多计几分",
    "总分上限": "含加分的总分上限",
    "同组最少单位数": "同类单位少于它时与全体比较",
    "推优得分名次": "年度得分在前几名的单位列入推优名单；三比第一的另列",
    "民主评议优秀分值": "民主评议各等次折成百分制，年度党员得分用它代替服务对象评价",
    "民主评议合格分值": "同上",
    "民主评议基本合格分值": "同上",
    "民主评议不合格分值": "同上",
    "民主评议几人一名优秀": "每几名正式党员至多一名优秀；3 就是不超过三分之一",
    "公示工作日数": "公示几个工作日，不能提前结束；节假日和调休按国务院的安排和“工作日历”",
    "最长办理天数": "微心愿、群众诉求从提出起最长几天办结；答应的日子更早的按答应的",
    "转办提醒占比": "转办、解释说明或撤回的超过到期的百分之几就提醒",
    "补足件数": "到期的不足几件时，用上季度到期的补足到几件",
    "抽查最少次数": "抽查等级少于几次的指标不适用",
    "推优最低三比得分": "三比第一的单位这一比的得分不低于它才列入推优参考",
    "电厂曾用名": "以前用过的电厂名称，几个用顿号隔开，没有的空着",
    "办公室邮箱": "办公室自己收发邮件的邮箱，没有的空着",
    "季度审定方式": "简易：支部核对、党建例会审核后季度通报；完整：党委会议、公示后正式通报",
    "兑现周期": "绩效按年度还是按季度兑现；按季度的，季度审定方式要是完整",
    "受理电话": "公示上受理异议的电话，空着的打印后手写",
    "监督电话": "公示上纪委办的监督电话，空着的打印后手写",
    "党支部满分": "党支部各指标标准分之和，空着与“满分”相同",
    "班组满分": "班组各指标标准分之和，空着与“满分”相同",
    "党员满分": "党员各指标标准分之和，空着与“满分”相同",
    "加分用途": "名次：加分只影响名次；得分：加分计入得分，影响星级",
    "联动方式": "双向；只限支部：支部看班组；只限班组：班组看支部；关闭：各评各的",
    "否决后恢复": "否决期满以后的升星：次期恢复从否决以前的星级算起，逐级从否决时的星级算起",
    "季度权重": "四个季度在年度得分中的权重，合计 100，用顿号隔开，例如 20、20、20、40；空着的各季度相同",
    "年度取几季": "年度得分只取最好的几个季度；空着的四个季度都取",
    "年终占比": "年终得分占年度得分的百分之几，填在年度“党委考评”的“年终考评”表；空着的没有年终得分",
}
NEW_SETTINGS: dict[str, str] = {  # a rulebook too old to have a row for one is read with this, and it is said
    "公示工作日数": "5",
    "最长办理天数": "60",
    "转办提醒占比": "20",
    "补足件数": "3",
    "抽查最少次数": "2",
    "推优最低三比得分": "80",
    **dict.fromkeys(("电厂曾用名", "办公室邮箱", "受理电话", "监督电话"), ""),
    "季度审定方式": words.SIMPLE,
    "兑现周期": words.YEARLY,
    "否决后恢复": words.RESTORED_NEXT,
    **dict.fromkeys(("党支部满分", "班组满分", "党员满分"), ""),
    "加分用途": words.FOR_PLACES,
    "联动方式": words.BOTH_WAYS,
    **dict.fromkeys(("季度权重", "年度取几季", "年终占比"), ""),
}
FORMER_SETTINGS = (("加分计入", "加分用途"),)  # a setting that earlier rulebooks call otherwise
REMOVED_SETTINGS: tuple[str, ...] = ()  # that rulebooks of earlier editions may have: read and not used


class Setting(Sheet):
    """一行一项基本设置。"""

    name: Text = column(
        "项目",
        "从下拉中选。",
        example="小数位数",
        choices=(*SETTINGS, *REMOVED_SETTINGS),
        former=FORMER_SETTINGS,
        unique=True,
        locked=True,
    )
    value: Text = column("内容", "设置的内容；写明可以空着的才能空着。", example="2", optional=True)
    note: Text = column(
        "含义", "这一项管什么。", example="得分保留的小数位，四舍五入，先舍入再比较", optional=True
    )

    class Config:
        title = "基本设置"
        name = "setting"


_TYPES_OF = (
    ("组织生活", words.MEETINGS),
    ("双星培训", words.TRAININGS),
    ("工作清单", ()),
    ("党委工作清单", ()),
)


class DutyItem(Sheet):
    """一行一项定期工作。"""

    item: Text = column("编码", "不重号。", example="ZB01", kind=Kind.CODE, unique=True)
    who: Text = column("谁做", "党委、党支部、党小组还是班组。", example="党支部", choices=words.DOERS)
    name: Text = column("事项", "工作的名称。", example="支部党员大会")
    frequency: Text = column("频次", "多久一次。", example="每季", choices=words.FREQUENCIES)
    times: Whole = column("次数", "每个周期几次。", example=1, minimum=1, maximum=31)
    due_month: Whole = rare_column(
        "应完成月份",
        "每年、每半年的事项在几月份完成，空着是周期的最后一个月。",
        example=12,
        minimum=1,
        maximum=12,
    )
    due_day: Whole = column(
        "宽限日",
        "下个月几日以前完成算按期，空着是当期最后一天。",
        example=10,
        optional=True,
        minimum=1,
        maximum=28,
    )
    latest: Text = rare_column(
        "最迟完成",
        "每年的事项最迟哪天完成；可以在次年，到那一天所在的季度才计。",
        edition=2,
        example="次年1月20日",
        pattern=r"^(次年)?(1[0-2]|0?[1-9])月(3[01]|[12][0-9]|0?[1-9])日$",
    )
    applies: Text = rare_column(
        "适用条件", "按名册“党支部”表的列写，例如 设支委会=是。", example="设支委会=是"
    )
    sheet: Text = column(
        "佐证表",
        "由哪张表证明，工作清单本身的填“工作清单”。",
        example="组织生活",
        choices=("组织生活", "双星培训", "工作清单", "党委工作清单"),
    )
    type: Text = column(
        "佐证类型",
        "佐证表中的类型，多个用顿号隔开。",
        example="支部党员大会",
        kind=Kind.LIST,
        optional=True,
        offered_by="sheet",
        offers=_TYPES_OF,
    )
    reference: Text = said_by()

    latest_of_a_year = row_rule(
        cell="latest", says="只有每年的事项写最迟完成，写了就不再写应完成月份和宽限日"
    )(
        lambda _, rows: (
            rows["latest"].isna()
            | (rows["frequency"].eq("每年") & rows["due_month"].isna() & rows["due_day"].isna())
        )
    )

    class Config:
        title = "清单标准"
        name = "duty_item"


class BonusRule(Sheet):
    """一行一种成果的加分。"""

    type: Text = column("类型", "成果的类型。", example="技能竞赛", choices=words.ACHIEVEMENTS)
    level: Text = column("级别", "从下拉中选。", example="公司", choices=words.LEVELS)
    place: Text = column("名次", "从下拉中选。", example="第二名", choices=words.PLACES)
    points: Number = column("加分", "加几分。", example=1, minimum=0, maximum=10000)
    reference: Text = said_by()

    class Config:
        title = "加分标准"
        name = "bonus_rule"


class Coefficient(Sheet):
    """一行一个星级的绩效系数。"""

    unit_kind: Text = column("单位类别", "党支部还是班组。", example="班组", choices=words.UNIT_KINDS)
    star: Whole = column("星级", "0 是未定级。", example=5, minimum=0, maximum=9)
    coefficient: Number = _share("系数", "绩效联动的系数。", example=1.1, minimum=0, maximum=3)
    reference: Text = said_by()

    class Config:
        title = "绩效系数"
        name = "coefficient"


class BonusLimit(Sheet):
    """一行一类成果加分的折算和上限；没有的不折算，只受总的加分上限。"""

    type: Text = column("类型", "成果的类型。", example="技能竞赛", choices=words.ACHIEVEMENTS, unique=True)
    factor: Number = _share("系数", "加分乘以几，例如 0.8。", example=0.8, minimum=0, maximum=10)
    most: Number = column(
        "上限", "一期最多加几分，空着不限。", example=3, optional=True, minimum=0, maximum=10000
    )
    reference: Text = said_by()

    class Config:
        title = "加分限额"
        name = "bonus_limit"
        metadata = {"edition": 2}


class WorkDay(Sheet):
    """一行一天与国务院安排不同的工作日或休息日；没有不同的不用填。"""

    day: Date = column("日期", "哪一天。", example="2019-10-12", unique=True)
    worked: Text = column("安排", "这一天上班还是休息。", example=words.WORKED, choices=words.WORK_OR_REST)
    reference: Text = said_by()

    class Config:
        title = "工作日历"
        name = "work_day"
        metadata = {"edition": 2, "planned": ("day",)}


class Example(Sheet):
    """一行一个算例，每次评分以前先算一遍；算不出写明的星级或得分就不评分。算一个指标的，写指标、数值和应得分。"""

    name: Text = column("算例", "一句话写明是什么情形。", example="得分够五星，班组没有五星", unique=True)
    unit_kind: Text = column("单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS)
    score: Number = column(
        "得分", "基本得分；算一个指标的空着。", example=96, optional=True, minimum=0, maximum=10000
    )
    previous: Whole = column("上期星级", "没有上期的空着。", example=4, optional=True, minimum=0, maximum=9)
    teams: Text = column(
        "班组星级",
        "所辖班组的星级，用顿号隔开。",
        example="4、4、3",
        kind=Kind.LIST,
        optional=True,
        repeats=True,
    )
    branch_star: Whole = rare_column(
        "支部星级", "班组的算例填所属支部的星级。", example=3, minimum=0, maximum=9
    )
    event: Text = rare_column("否决编码", "发生了哪种否决或封顶。", example="VT03", kind=Kind.CODE)
    expected: Whole = column(
        "应得星级", "应当得出的星级；算一个指标的空着。", example=4, optional=True, minimum=0, maximum=9
    )

    indicator: Text = _later("指标", "算一个指标的，写指标编码。", example="BR13", kind=Kind.CODE)
    figure: Number = _later("数值", "这个指标的数值；扣分的写扣几分，按名次的写第几名。", example=92.5)
    option: Text = _later("选项", "这个指标选的是哪一项。", example="优秀")
    mean: Number = _later("同组平均", "和同组平均值比的，写平均值。", example=90)
    points: Number = _later("应得分", "这个指标应当得几分。", example=4.5)

    star_or_points = exactly_one("expected", "points", "应得星级和应得分填一个")
    star_of_a_score = needed_together("score", "expected", "得分和应得星级要一起填")
    points_of_an_indicator = needed_together("indicator", "points", "指标和应得分要一起填")

    class Config:
        title = "算例"
        name = "example"
