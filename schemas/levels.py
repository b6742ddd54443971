"""评价细则: the levels, what a level asks of others, what a veto costs, and how many units may hold it."""

from __future__ import annotations

from functools import partial

from schemas import words
from schemas.base import YES_NO, Counts, Kind, Number, Sheet, Text, Whole, column, rare_column
from schemas.indicator import said_by, used
from schemas.rules import Rows, Truth, exactly_one, needed_for, needed_only_for, needed_together, row_rule

_later = partial(rare_column, edition=2, folded=True)
_share, _percent = partial(column, counts=Counts.SHARE), partial(rare_column, counts=Counts.PERCENT)
_later_percent = partial(_percent, edition=2, folded=True)
_applies = partial(
    _later, "适用条件", "按名册的列写，例如 类别=生产；只用于符合的单位。", example="类别=生产"
)


class Threshold(Sheet):
    """一行一个星级的最低得分。不常用的列已折叠，要用时点列上方的“+”。"""

    unit_kind: Text = column("单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS)
    star: Whole = column("星级", "1 是最低一级，依次往上，最多 9 级。", example=5, minimum=1, maximum=9)
    name: Text = _later("名称", "这一级叫什么，空着是一星、二星……", example="红旗")
    lowest: Number = column(
        "最低得分", "达到它就是这一星级，含本数。", example=95, optional=True, minimum=0, maximum=10000
    )
    share: Number = _later_percent(
        "最低得分率", "不写最低得分的，写占满分的百分数。", example=90, minimum=0, maximum=100
    )
    tested: Text = _later(
        "检验指标", "这一级另外要看的指标编码，几个用顿号隔开。", example="BR01、BR02", kind=Kind.LIST
    )
    test_share: Number = _later_percent(
        "检验得分率", "检验指标合计要得到标准分的百分之几。", example=80, minimum=0, maximum=100
    )
    applies: Text = _applies()
    reference: Text = said_by()

    points_or_percent = exactly_one("lowest", "share", "最低得分和最低得分率填一个")
    test_is_whole = needed_together("test_share", "tested", "检验指标和检验得分率要一起填")

    class Config:
        title = "星级标准"
        name = "threshold"


_GATES_OF = (
    (
        words.BRANCH,
        (words.GATE_COUNT, words.GATE_SHARE, words.GATE_NO_TEAMS, words.GATE_MEAN, *words.ALONE),
    ),
    (words.TEAM, (words.GATE_BRANCH, *words.ALONE)),
)


class Gate(Sheet):
    """一行一个联动条件；同一星级的几行要同时满足，低星级的条件高星级也要满足。不常用的列已折叠，要用时点列上方的“+”。"""

    unit_kind: Text = column("单位类别", "谁要满足这个条件。", example="党支部", choices=words.UNIT_KINDS)
    star: Whole = column("星级", "要评这一星级。", example=5, minimum=1, maximum=9)
    how: Text = column(
        "条件",
        "从下拉中选。",
        example="至少班组占比",
        choices=words.GATES,
        offered_by="unit_kind",
        offers=_GATES_OF,
    )
    value: Number = _share(
        "数值", "个数、占比（0.5 是一半）、期数或星级。", example=0.5, minimum=0, maximum=1000
    )
    at_least: Whole = column(
        "班组星级",
        "这一星级及以上的班组才计入；连续期数的，这一星级及以上才算。",
        example=4,
        optional=True,
        minimum=1,
        maximum=9,
    )
    min_teams: Whole = column(
        "班组数下限", "只对班组数在此范围的支部适用。", example=1, optional=True, minimum=0
    )
    max_teams: Whole = column("班组数上限", "空着不限。", example=20, optional=True, minimum=0)
    indicators: Text = _later(
        "指标", "指标达标个数的，写明看哪些指标，几个用顿号隔开。", example="BR01、BR06、BR08", kind=Kind.LIST
    )
    reached: Number = _later_percent(
        "得分率", "指标达标个数和党员得分占比的，得到百分之几算达标。", example=80, minimum=0, maximum=100
    )
    applies: Text = _applies()
    use: Text = used()
    reference: Text = said_by()

    class Config:
        title = "联动条件"
        name = "gate"

    counts_a_star = needed_for(
        "at_least",
        "how",
        (words.GATE_COUNT, words.GATE_SHARE, words.GATE_RUN),
        "班组数、占比和连续期数的条件要写明班组星级",
    )
    names_indicators = needed_only_for(
        "indicators", "how", (words.GATE_COVERAGE,), "只有指标达标个数写明指标"
    )
    says_how_much = needed_only_for(
        "reached",
        "how",
        (words.GATE_COVERAGE, words.GATE_MEMBERS),
        "只有指标达标个数和党员得分占比写明得分率",
    )

    @row_rule(cell="value", says="占比要在 0 和 1 之间，例如 0.5")
    def share_is_a_share(cls, rows: Rows) -> Truth:
        return ~rows["how"].isin((words.GATE_SHARE, words.GATE_MEMBERS)).fillna(False) | rows["value"].le(
            1
        ).fillna(True)


class Veto(Sheet):
    """一行一种否决或封顶。不常用的列已折叠，要用时点列上方的“+”。"""

    code: Text = column("编码", "不重号。", example="VT01", kind=Kind.CODE, unique=True)
    name: Text = column("情形", "什么情形。", example="人身重伤及以上或责任性一般及以上事故")
    unit_kind: Text = column(
        "单位类别", "适用于谁。", example="班组", choices=(*words.UNIT_KINDS, "党支部和班组")
    )
    highest: Whole = column(
        "最高星级",
        "最多评几星，0 是不定星；直接定级的是定为几星。",
        example=0,
        optional=True,
        minimum=0,
        maximum=9,
    )
    to_branch: Text = column("波及支部", "班组发生时所属支部是否同样封顶。", example="是", choices=YES_NO)
    whole_year: Text = column("影响全年", "是否也封顶年度定星。", example="是", choices=YES_NO)
    indicator: Text = rare_column("指标", "按得分自动封顶的填指标编码。", example="BR10", kind=Kind.CODE)
    below: Number = _percent("低于", "得分率（百分数）低于它时封顶。", example=60, minimum=0, maximum=100)
    effect: Text = _later(
        "后果",
        "空着是封顶；降级和n期内不参评写级数期数，直接定级写最高星级，清零就是未定级。",
        example=words.CAPPED,
        choices=words.EFFECTS,
        former=words.FORMER_EFFECTS,
    )
    amount: Whole = _later("级数期数", "降几级，或几期内不参评。", example=1, minimum=1, maximum=20)
    reference: Text = said_by()

    class Config:
        title = "否决与封顶"
        name = "veto"

    amount_given = needed_only_for(
        "amount", "effect", (words.LOWERED, words.STOPPED), "降级和n期内不参评要写级数期数，别的不写"
    )
    condition_is_whole = needed_together("below", "indicator", "自动封顶的指标和分数线要一起填")

    @row_rule(cell="highest", says="封顶和直接定级要写最高星级")
    def level_given(cls, rows: Rows) -> Truth:
        return rows["effect"].isin((words.LOWERED, words.STOPPED, words.ZEROED)) | rows["highest"].notna()


class Quota(Sheet):
    """一行一个名额；没有另外写的，季度只预警，年度执行。不常用的列已折叠，要用时点列上方的“+”。"""

    unit_kind: Text = column("单位类别", "党支部还是班组。", example="党支部", choices=words.UNIT_KINDS)
    star: Whole = column(
        "星级", "这一星级及以上合计的名额；方向是至少的，是这一星级及以下。", example=5, minimum=1, maximum=9
    )
    share: Number = _share("占比", "占参评单位的比例，0.1 是一成。", example=0.1, minimum=0, maximum=1)
    rounding: Text = column("取整", "不足一个怎么取整。", example="舍去", choices=words.ROUNDINGS)
    minimum: Whole = column("最少名额", "至少几个。", example=1, minimum=0)
    side: Text = _later(
        "方向",
        "空着是至多；至少是这一星级及以下不少于这个占比。",
        example=words.AT_LEAST,
        choices=words.QUOTA_SIDES,
    )
    base: Text = _later(
        "基数",
        "空着是参评单位；申报单位是“党委考评”的“申报”表里申报的，只算它们。",
        example=words.APPLICANTS,
        choices=words.QUOTA_BASES,
    )
    in_quarter: Text = _later("季度", "空着是预警。", example=words.ENFORCED, choices=words.QUOTA_USES)
    in_year: Text = _later("年度", "空着是执行。", example=words.WARNED, choices=words.QUOTA_USES)
    applies: Text = _applies()
    reference: Text = said_by()

    class Config:
        title = "名额"
        name = "quota"
