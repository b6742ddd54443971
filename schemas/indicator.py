"""评价细则: the indicators in two layers, as the office knows them and as they are computed, and the bands of 计分档.

`Line` is a row of the sheet that an office prints, `Computation` what is computed from ledgers or scored in a rarer way,
joined by 序号. `Indicator` is both in one, the form of earlier workbooks and what the rest of the program reads."""

from __future__ import annotations

from functools import partial

from schemas import words
from schemas.base import Counts, Kind, Number, Sheet, Text, column, columns, rare_column, title
from schemas.facts import FACT_TITLES, FACTS, TeamScore
from schemas.rules import exactly_one, needed_together

_later = partial(rare_column, edition=2, folded=True)
_share, _rare_share = partial(column, counts=Counts.SHARE), partial(rare_column, counts=Counts.SHARE)
said_by = partial(column, "依据", "出处；没有出处的写“自定”。", example=words.OF_OUR_OWN)
_USE_HELP = "空着是启用；只测算不计分的照样算出来给大家看，不计入得分、星级和名次；否就是没有这一行。"
used = partial(_later, "启用", _USE_HELP, example=words.TRIED, choices=words.USES)
_DEPARTMENTS = partial(
    rare_column,
    "考评部门",
    "扣分和部门报数由哪个部门考评，几个部门分工的用顿号隔开；写明以后别的部门填的不计。",
    example="安全监察部",
    kind=Kind.LIST,
)


# What fits beside what stands in another column; the checker of the rulebook says the same of what is written.
_MEASURED_BY = tuple(
    (origin, words.MEASURES if origin in ("", words.FROM_LEDGERS) else ()) for origin in ("", *words.ORIGINS)
)
_UNIT_COLUMN = {words.BRANCH: "branch", words.TEAM: "team", words.MEMBER: "person"}
_TABLES_OF = tuple(
    (
        kind,
        tuple(
            title(fact)
            for fact in FACTS
            if name in {one.name for one in columns(fact)} and (fact is not TeamScore or kind == words.BRANCH)
        ),
    )
    for kind, name in _UNIT_COLUMN.items()
)
_FIELDS_OF = tuple((title(fact), tuple(one.title for one in columns(fact))) for fact in FACTS)
_NUMBERS_OF = tuple(
    (title(fact), tuple(one.title for one in columns(fact) if one.kind in (Kind.WHOLE, Kind.NUMBER)))
    for fact in FACTS
)
_DIRECTIONS_OF = tuple(
    (scoring, words.DIRECTIONS if scoring in ("", words.IN_PROPORTION) else words.DIRECTIONS[:2])
    for scoring in ("", *words.SCORINGS)
)
_TARGETS_OF = tuple(
    (scoring, words.TARGETS[:1] if scoring in (words.BY_BAND, words.BY_PLACE) else words.TARGETS)
    for scoring in ("", *words.SCORINGS)
)


class Line(Sheet):
    """一行一个考核项目，可以直接打印。分项的“所属项目”和依据折叠在右边，点列上方的“+”；台账计算的在“计算设置”表写怎么算。"""

    code: Text = column("序号", "不重号；别的表用它说是哪一项。", example="BR03", kind=Kind.CODE, unique=True)
    unit_kind: Text = column("单位类别", "评价谁。", example="党支部", choices=words.RATED_KINDS)
    name: Text = column("考核项目", "项目的名称。", example="组织生活出勤率")
    content: Text = column(
        "考核内容", "考核什么，用自己的话写。", example="党员按时参加组织生活", optional=True
    )
    points: Number = column("标准分", "满分；只进三比的项目填 0。", example=6, minimum=0, maximum=10000)
    standard: Text = column(
        "评分标准",
        "怎样得分，印出来给人看的；算分按“考评方式”和“计算设置”。",
        example="出勤率达到 90% 得满分，不到的按比例减",
        optional=True,
    )
    origin: Text = column(
        "考评方式",
        "台账计算的写“计算设置”；考评打分由对照检查核定，扣分、部门报数由考评部门填，都不用写。",
        example=words.FROM_LEDGERS,
        choices=words.ORIGINS,
        optional=True,
        former=words.FORMER_ORIGINS,
    )
    departments: Text = _DEPARTMENTS()
    use: Text = rare_column("启用", _USE_HELP, example=words.TRIED, choices=words.USES)
    parent: Text = rare_column("所属项目", "分项填总项的序号。", example="BR01", kind=Kind.CODE)
    reference: Text = column("依据", "出处；空着就是自定。", example=words.OF_OUR_OWN, optional=True)

    class Config:
        title = "评价细则"
        name = "line"
        metadata = {"edition": 2, "put_away": ("parent", "reference")}


class Computation(Sheet):
    """一行写明一个项目怎么算，序号和“评价细则”表相同；考评打分、扣分、部门报数的可以没有这一行。不常用的列已折叠，要用时点列上方的“+”。"""

    code: Text = column("序号", "“评价细则”表里的序号。", example="BR03", kind=Kind.CODE, unique=True)
    board: Text = column("三比", "计入哪一比。", example="比学习", choices=words.BOARDS, optional=True)
    side: Text = column("量质", "算数量还是质量。", example="质量", choices=words.SIDES, optional=True)
    board_weight: Number = column(
        "三比权重", "空着按标准分；标准分为 0 的必填。", example=6, optional=True, minimum=0
    )
    duty: Text = column("三责", "计入哪一责。", example="党责", choices=words.DUTIES, optional=True)
    measure: Text = column(
        "计算方法",
        "从下拉中选；总项空着。",
        example="完成率",
        choices=words.MEASURES,
        optional=True,
        offered_by="line.origin",
        offers=_MEASURED_BY,
    )
    source: Text = column(
        "数据表",
        "从哪张数据表计算。",
        example="出勤明细",
        choices=FACT_TITLES,
        optional=True,
        offered_by="line.unit_kind",
        offers=(("", FACT_TITLES), *_TABLES_OF),
    )
    counted: Text = column(
        "计入条件", "分子计哪些行，例如 状态=出席、补学; 学时≥1。", example="状态=出席", optional=True
    )
    expected: Text = column(
        "应计条件", "分母计哪些行，空着是全部。", example="状态=出席、缺席", optional=True
    )
    field: Text = rare_column(
        "字段", "要加总或平均的列，空着数行数。", example="得分率", offered_by="source", offers=_FIELDS_OF
    )
    base_field: Text = rare_column(
        "分母字段", "分母要加总的列，空着数行数。", example="问题数", offered_by="source", offers=_NUMBERS_OF
    )
    base: Text = rare_column("分母基数", "分母取名册中的人数时选。", example="可结对数", choices=words.BASES)
    target: Number = _share(
        "目标值",
        "达到它得满分，空着是 1；考评打分空着是标准分。",
        example=0.9,
        optional=True,
    )
    floor: Number = rare_column("下限", "低于它的一行按 0 计。", example=70, minimum=0)
    missing: Text = column(
        "缺数时",
        "没有可计的数据时怎么办；空着的，台账计算的是不适用，其余的是须填报。",
        example="不适用",
        choices=words.MISSING,
        optional=True,
    )
    scoring: Text = _later(
        "计分办法",
        "空着是按比例；按档计分、按名次计分的档写在“计分档”表。",
        example=words.IN_PROPORTION,
        choices=words.SCORINGS,
        former=words.FORMER_SCORINGS,
        headed=("计分",),
    )
    direction: Text = _later(
        "方向",
        "空着是越高越好；达到是只看到没到目标值。",
        example=words.HIGHER,
        choices=words.DIRECTIONS,
        offered_by="scoring",
        offers=_DIRECTIONS_OF,
    )
    target_of: Text = _later(
        "目标取值",
        "空着是目标值；同组平均值是和同类单位的平均比，目标值空着。",
        example=words.OWN_TARGET,
        choices=words.TARGETS,
        former=words.FORMER_TARGETS,
        offered_by="scoring",
        offers=_TARGETS_OF,
    )
    most: Number = _later(
        "上限比例", "得分最多是标准分的几倍，空着是 1。", example=1.2, minimum=0.01, maximum=10
    )
    least: Number = _later(
        "下限比例", "得分最少是标准分的几倍，空着是 0。", example=0, minimum=-10, maximum=1
    )
    short_step: Number = _later(
        "每差", "按差额加减分的：比目标值每差多少扣分，不满一步的不扣。", example=1, minimum=0.000001
    )
    short_points: Number = _later("扣几分", "每差一步扣几分。", example=0.5, minimum=0)
    over_step: Number = _later("每超", "比目标值每超多少加分，不满一步的不加。", example=1, minimum=0.000001)
    over_points: Number = _later("加几分", "每超一步加几分，总得分不超过上限比例。", example=0.5, minimum=0)
    applies: Text = _later(
        "适用条件", "按名册的列写，例如 类别=生产；不符合的单位不考这一项。", example="类别=生产"
    )

    class Config:
        title = "计算设置"
        name = "computation"
        metadata = {"edition": 2}

    measured_from_somewhere = needed_together("source", "measure", "选了计算方法就要选数据表")
    board_has_side = needed_together("side", "board", "三比和量质要一起填")
    loss_is_whole = needed_together("short_points", "short_step", "每差和扣几分要一起填")
    gain_is_whole = needed_together("over_points", "over_step", "每超和加几分要一起填")


class Indicator(Computation, Line):
    """一行一个指标。由几个分项组成的指标，分项写“所属指标”，总项的计算方法空着。不常用的列已折叠，要用时点列上方的“+”。"""

    code: Text = column("编码", "不重号。", example="BR03", kind=Kind.CODE, unique=True)
    name: Text = column("名称", "指标的名称。", example="组织生活出勤率")
    content: Text = _later("考核内容", "考核什么，用自己的话写。", example="党员按时参加组织生活")
    standard: Text = _later("评分标准", "怎样得分，印出来给人看的。", example="出勤率达到 90% 得满分")
    origin: Text = rare_column(
        "数据来源",
        "空着是台账计算；考评打分由对照检查核定，扣分、部门报数由考评部门填，这三种不用填计算方法和数据表。",
        example=words.FROM_LEDGERS,
        choices=words.ORIGINS,
        edition=2,
        former=words.FORMER_ORIGINS,
        headed=("取值",),
    )
    departments: Text = _DEPARTMENTS(edition=2)
    use: Text = used()
    parent: Text = rare_column("所属指标", "分项填总项的编码。", example="BR01", kind=Kind.CODE)
    reference: Text = said_by()
    measure: Text = column(
        "计算方法",
        "从下拉中选；总项空着。",
        example="完成率",
        choices=words.MEASURES,
        optional=True,
        offered_by="origin",
        offers=_MEASURED_BY,
    )
    source: Text = column(
        "数据表",
        "从哪张数据表计算。",
        example="出勤明细",
        choices=FACT_TITLES,
        optional=True,
        offered_by="unit_kind",
        offers=_TABLES_OF,
    )
    missing: Text = column("缺数时", "没有可计的数据时怎么办。", example="不适用", choices=words.MISSING)

    class Config:
        title = "指标"
        name = "indicator"
        metadata = {"on_request": True, "earlier_form_of": ("line", "computation")}


LAYERS: tuple[type[Sheet], ...] = (Line, Computation)


class Band(Sheet):
    """一行一档：按档计分的从哪个数起、或选了哪一项得几分，按名次计分的从第几名起得几分。"""

    indicator: Text = column("指标", "指标的编码。", example="BR13", kind=Kind.CODE)
    start: Number = column("起点", "从它起算这一档，含本数；选项的档空着。", example=90, optional=True)
    end: Number = rare_column("止点", "这一档到哪里为止，可以不写；写了就核对和上一档是否接上。", example=95)
    option: Text = rare_column("选项", "不是数字而是选一项的，写选项，例如 优秀。", example="优秀")
    points: Number = column("分值", "这一档得几分。", example=8, optional=True, minimum=0)
    share: Number = _rare_share("占比", "不写分值的，写占标准分的比例。", example=0.8, minimum=0, maximum=10)
    reference: Text = said_by()

    class Config:
        title = "计分档"
        name = "band"
        metadata = {"edition": 2}

    number_or_option = exactly_one("start", "option", "起点和选项填一个")
    points_or_share = exactly_one("points", "share", "分值和占比填一个")
