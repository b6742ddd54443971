"""The closed lists that the sheets share. Each list is written here once."""

from __future__ import annotations

BRANCH, TEAM, MEMBER = "党支部", "班组", "党员"
UNIT_KINDS = (BRANCH, TEAM)
RATED_KINDS = (BRANCH, TEAM, MEMBER)

BRANCH_CATEGORIES = ("生产", "管理服务")
FULL_MEMBER, PROBATIONER, ACTIVIST, COLLEAGUE = "正式党员", "预备党员", "入党积极分子", "群众"
# 政治面貌, in today's words and in those of GB/T 4762: what each is counted as.
COUNTED_AS = {
    FULL_MEMBER: FULL_MEMBER,
    PROBATIONER: PROBATIONER,
    ACTIVIST: ACTIVIST,
    COLLEAGUE: COLLEAGUE,
    "中共党员": FULL_MEMBER,
    "中共预备党员": PROBATIONER,
    "共青团员": COLLEAGUE,
    "民革党员": COLLEAGUE,
    "民盟盟员": COLLEAGUE,
    "民建会员": COLLEAGUE,
    "民进会员": COLLEAGUE,
    "农工党党员": COLLEAGUE,
    "致公党党员": COLLEAGUE,
    "九三学社社员": COLLEAGUE,
    "台盟盟员": COLLEAGUE,
    "无党派人士": COLLEAGUE,
}
POLITICS = tuple(COUNTED_AS)
FULL_MEMBERS = tuple(word for word, counted in COUNTED_AS.items() if counted == FULL_MEMBER)
PARTY_MEMBER = tuple(word for word, counted in COUNTED_AS.items() if counted in (FULL_MEMBER, PROBATIONER))
# 发展阶段 of those who are no members yet; those of the second list are counted as activists.
STAGES = ("入党申请人", ACTIVIST, "发展对象")
ACTIVE_STAGES = STAGES[1:]
AWAY = ("借调", "长期病休", "产假")
POSTED = ("在岗", *AWAY)

GENERAL, COMMITTEE, GROUP, THEME_DAY = "支部党员大会", "支委会", "党小组会", "主题党日"
CRITICISM, APPRAISAL = "组织生活会", "民主评议党员"
EXCELLENT, UNFIT = "优秀", "不合格"
MEMBER_GRADES = (EXCELLENT, "合格", "基本合格", UNFIT)
MEETINGS = (GENERAL, COMMITTEE, GROUP, THEME_DAY, CRITICISM, APPRAISAL)
LECTURES = ("专题党课", "党员技术党课")
PLANT_TALK, TEAM_TALK = "道德大讲堂", "道德小讲堂"
TRAININGS = (*LECTURES, PLANT_TALK, TEAM_TALK, "流动学习课堂")
AUDIENCES = TO_BRANCH, TO_TEAM, TO_ALL = "支部", "班组", "全厂"
SESSION_GRADES = ("好", "较好", "一般", "差")

THEMES = ("安全文明生产标准化", "机组检修", "节能降耗", "保供保电", "服务职工", "其他")
ACTIONS = ("突击队", "志愿服务")  # a theme day that helps is entered once, in 组织生活

PAIRINGS = GUIDES_TEAM, MEMBER_COLLEAGUE, SKILL = "支部带班组", "党员带群众", "技能一带一"
OUTCOMES = ("独立顶岗", "取证", "竞赛获奖", "解决难题", "思想进步")
STAR_DUTY = "星责"
DUTIES = ("本责", "党责", STAR_DUTY)

PLEDGE_TYPES = ("岗位承诺", "服务承诺")
PLEDGE_CATEGORIES = ("共性承诺", "岗位承诺", "实事承诺")
PLEDGE_SOURCES = ("群众意见", "心愿", "诉求", "岗位")
DRAFT, ENDED, CARRIED_OVER = "草拟", "终止", "上年未兑现"
PLEDGE_STATES = (DRAFT, "已审定", "已公开", "践诺中", "已完成", "已评诺", ENDED, CARRIED_OVER)
PLEDGE_TESTS = ("体现先进性", "符合群众意愿", "切实可行", "能够做到")
APPROVED = "通过"
VERDICTS = (APPROVED, "不通过")
OUTER_REASON = "客观原因"
REASONS = (OUTER_REASON, "主观原因")
SURVEY_GROUPS = (MEMBER, COLLEAGUE, "自评", "互评", "上级")
VOICES = ("满意", "基本满意", "一般", "不满意")

ZONE, POST, POSITION = "责任区", "示范岗", "阵地"
ZONES = (ZONE, POST, POSITION)

PASSED_ON, WITHDRAWN, EXPLAINED, POSTPONED, OPINION = "转办", "撤回", "解释说明", "延期", "监督意见"
WISH_STATES = ("待认领", "已认领", PASSED_ON, "已实现", "未实现", EXPLAINED, WITHDRAWN)
WISH_CATEGORIES = ("工作环境", "技能成长", "生活困难", "子女家庭", "文体活动", "其他")
REQUEST_STATES = ("待办", "办理中", PASSED_ON, "已办结", WITHDRAWN)
ANONYMOUS = "匿名"  # who raised a wish without a name
REQUEST_CATEGORIES = ("技能进步", "职业成长", "生活冷暖", "合理化建议", OPINION, "其他")

LEDGERS = ("双承诺", "微心愿", "群众诉求")
CLAIMS = (OUTER_REASON, PASSED_ON, WITHDRAWN, POSTPONED, EXPLAINED)
AGREED, NOT_AGREED = "同意", "不同意"

ACHIEVEMENTS = ("技能竞赛", "技术攻关", "创新工作室", "合理化建议")
LEVELS = ("厂", "公司", "集团", "省区", "国家")
PLACES = ("第一名", "第二名", "第三名", "其他")

TARGET_CATEGORIES = ("安全生产", "经营管理", "党建工作")
HIGHER, LOWER, REACHED = DIRECTIONS = ("越高越好", "越低越好", "达到")

ADDED, TAKEN = "加分", "减分"
LEAST_PAIRED = 2  # teams that stand for a branch without its own (rules 5.3)
CAPPED, LOWERED, ZEROED, DIRECT, STOPPED = EFFECTS = ("封顶", "降级", "清零", "直接定级", "n期内不参评")
FORMER_EFFECTS = (("停评", STOPPED), ("降n级", LOWERED))
CODED = ("否决", "封顶", LOWERED, ZEROED, DIRECT, "不参评")  # the events that name a row of 否决与封顶
FORMER_EVENTS = (("停评", "不参评"),)
EVENTS = ("加分", "减分", "否决", "封顶", "暂缓", "破格", LOWERED, ZEROED, DIRECT, "不参评")
CHECKED, REVIEWED, DECIDED, ANNOUNCED, ISSUED = STEPS = (
    "支部核对",
    "党建例会审核",
    "党委会议",
    "公示",
    "正式通报",
)

BOARDS = ("比学习", "比奉献", "比形象")
QUANTITY, QUALITY = "数量", "质量"
SIDES = (QUANTITY, QUALITY)

COMPLETION, LISTED, TOTAL, MEAN, PER_HEAD, COVERAGE = "完成率", "清单率", "合计", "均值", "人均", "覆盖率"
SATISFACTION, DEDUCTION, BONUS, BELOW_MEAN, ATTAINED = "满意度", "扣分", "加分", "下级均分", "达标"
MEASURES = (
    COMPLETION,
    LISTED,
    TOTAL,
    MEAN,
    PER_HEAD,
    COVERAGE,
    SATISFACTION,
    DEDUCTION,
    BONUS,
    BELOW_MEAN,
    ATTAINED,
)
FROM_LEDGERS, MARKED, REPORTED = "台账计算", "考评打分", "部门报数"
ORIGINS = (FROM_LEDGERS, MARKED, DEDUCTION, REPORTED)
# What earlier workbooks call them: understood, and written today's way by an upgrade.
FORMER_ORIGINS = (("台账", FROM_LEDGERS), ("评分", MARKED), ("指标数据", REPORTED))
IN_PROPORTION, BY_BAND, BY_DIFFERENCE, BY_PLACE, ALL_OR_NOTHING = SCORINGS = (
    "按比例",
    "按档计分",
    "按差额加减分",
    "按名次计分",
    "达到得满分",
)
FORMER_SCORINGS = (
    ("比例", IN_PROPORTION),
    ("分档", BY_BAND),
    ("步长", BY_DIFFERENCE),
    ("名次", BY_PLACE),
    ("达标", ALL_OR_NOTHING),
)
OWN_TARGET, PEERS_MEAN = TARGETS = ("目标值", "同组平均值")
FORMER_TARGETS = (("同类均值", PEERS_MEAN), ("同组均值", PEERS_MEAN))
BASES = ("党员数", "职工数", "群众数", "可结对数")
DOES_NOT_APPLY, ZERO, MUST_FILL = "不适用", "计零", "须填报"
MISSING = (DOES_NOT_APPLY, ZERO, MUST_FILL)

OF_OUR_OWN = "自定"  # where a rule has no source

IN_USE, TRIED, SWITCHED_OFF = USES = ("是", "只测算不计分", "否")  # of a rule, each less than the one before

GATE_COUNT, GATE_SHARE, GATE_BRANCH, GATE_NO_TEAMS = (
    "至少班组数",
    "至少班组占比",
    "支部星级不低于",
    "无班组支部最高星",
)
GATE_MEAN, GATE_MEMBERS, GATE_COVERAGE = "班组平均星级不低于", "党员得分占比", "指标达标个数"
GATE_RUN, GATE_LAST_YEAR = "连续期数", "上年星级不低于"
ALONE = (GATE_MEMBERS, GATE_COVERAGE, GATE_RUN, GATE_LAST_YEAR)  # that look at no star of the other kind
GATES = (GATE_COUNT, GATE_SHARE, GATE_BRANCH, GATE_NO_TEAMS, GATE_MEAN, *ALONE)
AT_MOST, AT_LEAST = QUOTA_SIDES = ("至多", "至少")
RATED_UNITS, APPLICANTS = QUOTA_BASES = ("参评单位", "申报单位")
WARNED, ENFORCED, UNUSED = QUOTA_USES = ("预警", "执行", "不用")
ROUNDINGS = ("舍去", "进位", "四舍五入")

PARTY_COMMITTEE = "党委"
DOERS = (PARTY_COMMITTEE, BRANCH, "党小组", TEAM)
FREQUENCIES = ("每月", "每季", "每半年", "每年")
PUBLICATION_LEVELS = ("full", "top3", "band")
SIMPLE, WHOLE_COURSE = DECIDED_BY = ("简易", "完整")
WORKED, REST = WORK_OR_REST = ("上班", "休息")
YEARLY, QUARTERLY = PAID_BY = ("年度", "季度")
FOR_PLACES, IN_SCORE = BONUS_USES = ("名次", "得分")
BOTH_WAYS, BRANCH_ONLY, TEAM_ONLY, APART = LINKAGES = ("双向", "只限支部", "只限班组", "关闭")
RESTORED_NEXT, STEP_BY_STEP = RESTORED = ("次期恢复", "逐级")
