"""The plant's system as one table: each part with its sheets, its indicators, its place in the outputs and its tests."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM, REPORT, MEMBERS, BRANCH_PAGE, TEAM_PAGE = (
    "制度运行.html",
    "index.html",
    "党员.html",
    "支部/*.html",
    "班组/*.html",
)
CIRCULAR, RULES, ANNUAL, PAPERS = "双星通报.xlsx", "评价细则.html", "annual/index.html", "公文"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system.

    `sheets`: keys of schemas.books; `codes`: indicators that weigh it; `informs`: why something of it only informs;
    `pages`: file#anchor or file, under report/ or else with the command's folder, * for any name; `tests`: names of
    functions under tests/."""

    name: str
    asks: str
    sheets: tuple[str, ...]
    codes: tuple[str, ...]
    informs: str
    pages: tuple[str, ...]
    tests: tuple[str, ...]


def _own(anchor: str) -> tuple[str, ...]:
    return f"{SYSTEM}#{anchor}", f"{BRANCH_PAGE}#system"


def _mine(*names: str) -> tuple[str, ...]:
    return tuple(f"test_{name}" for name in names)


PARTS: tuple[Part, ...] = (
    Part(
        "一个目标",
        "年初签订目标责任书，党建、安全、经营三类目标并列，按支部差异化，逐季看节点。",
        ("target", "target_actual"),
        ("BR12", "TM02"),
        "",
        (*_own("goals"), f"{TEAM_PAGE}#system", f"{PAPERS}/目标责任书-*.docx"),
        (
            "test_a_goal_is_reached_by_its_direction",
            "test_goal_letters_add_up_to_the_scored_achievement",
            *_mine("party_and_business_goals_stand_side_by_side"),
        ),
    ),
    Part(
        "第一责任人",
        "支部书记、班组长分别是星级支部、星级班组建设的第一责任人。",
        ("branch", "team"),
        (),
        "责任人只标明，不计分。",
        (f"{SYSTEM}#duties", f"{REPORT}#why", f"{BRANCH_PAGE}#result", f"{TEAM_PAGE}#result"),
        _mine("every_unit_has_its_first_responsible_person"),
    ),
    Part(
        "一项领跑",
        "一名党员结对两名群众，领跑业务、领跑成长。",
        ("pairing", "person"),
        ("BR09", "TM07b"),
        "难点和不均的名单只供办公室帮助。",
        _own("lead"),
        (
            *_mine("pairs_are_counted_by_hand", "members_without_a_pair_and_with_too_many_are_named"),
            "test_coverage_counts_everyone_once_and_does_not_apply_where_nobody_could_be_paired",
        ),
    ),
    Part(
        "三项职责",
        "本责、党责、星责：岗位、党员、双星建设的责任各看各的指标。",
        ("duty_exception",),
        (),
        "画像是各指标按三责的合计，不另计分；例外只记录处理。",
        (*_own("duties"), f"{TEAM_PAGE}#system", f"{MEMBERS}#boards"),
        _mine("a_profile_is_the_sum_of_its_indicators", "every_member_has_a_profile_for_the_office"),
    ),
    Part(
        "支部带班组",
        "支部评星以相应星级的班组为条件，支部带班组逐对登记。",
        ("pairing", "branch", "team", "gate"),
        ("BR11",),
        "",
        (*_own("links"), f"{REPORT}#why", f"{CIRCULAR}#评星依据"),
        (
            *_mine("a_team_carries_or_blocks_as_the_gates_say"),
            "test_linked_stars_hold_are_final_and_leave_the_caps_as_they_were",
        ),
    ),
    Part(
        "党员带群众",
        "党员与群众结对，工作上指导互助，生活中相互关心。",
        ("pairing",),
        ("BR09a", "TM07b"),
        "",
        (f"{SYSTEM}#links",),
        _mine("pairs_are_counted_by_hand"),
    ),
    Part(
        "技能一带一",
        "党员认领一项业务，研究出成果或带动身边同事。",
        ("pairing",),
        ("BR09b",),
        "",
        (f"{SYSTEM}#links",),
        _mine("a_skill_studied_alone_has_no_learner"),
    ),
    Part(
        "双星培训",
        "党员技术党课、道德两级讲堂、流动学习课堂，党员、积极分子和群众一起参加。",
        ("training",),
        ("BR01d", "BR05a", "TM04", "BRX1"),
        "",
        (*_own("training"), f"{TEAM_PAGE}#system"),
        _mine("hours_a_head_are_those_of_the_group", "a_session_that_both_ratings_used_counts_for_both"),
    ),
    Part(
        "三会一课与主题党日",
        "规定动作按时开展，补开减半。",
        ("meeting", "training", "duty_item"),
        ("BR01", "BR02"),
        "",
        _own("life"),
        (
            *_mine("the_work_list_adds_up"),
            "test_a_monthly_item_is_due_three_times_a_quarter_and_made_up_counts_half",
        ),
    ),
    Part(
        "组织生活出勤与质量",
        "由缺席人员推算出勤，抽查活动质量。",
        ("meeting", "inspection", "person"),
        ("BR03", "BR05b", "MB01", "MB02"),
        "逐名出勤只供办公室使用。",
        _own("life"),
        _mine("attendance_of_members_adds_up_to_that_of_the_branch"),
    ),
    Part(
        "融合版定期工作清单",
        "支部、党小组、班组各按清单办理，支部担责、班组减负。",
        ("duty", "duty_item"),
        ("BR04", "TM04"),
        "",
        (*_own("life"), f"{TEAM_PAGE}#system"),
        _mine("the_work_list_adds_up", "what_does_not_apply_is_named"),
    ),
    Part(
        "催办",
        "逾期未办的列到支部、党小组、班组和党委，算到天。",
        ("duty", "committee_duty", "receipt"),
        (),
        "催办不另扣分，未办已在清单指标里计。",
        (f"{SYSTEM}#life", "remind/催办单.html#list"),
        _mine("an_item_that_is_not_yet_due_is_not_overdue"),
    ),
    Part(
        "每月评价",
        "季度内逐月看应办、按期、补办和未办。",
        ("meeting", "duty"),
        (),
        "月度只作过程评价，不定星。",
        (f"{SYSTEM}#life", f"{BRANCH_PAGE}#months", f"{TEAM_PAGE}#months"),
        (
            "test_a_month_asks_no_quarterly_item_before_the_quarter_ends",
            "test_a_month_has_no_goals",
            *_mine(
                "the_months_of_a_unit_stand_on_its_page",
                "a_month_tells_the_facts_of_every_unit_also_of_those_without_a_score",
            ),
        ),
    ),
    Part(
        "党员工作效果评价",
        "各支部定期评价党员参与组织生活、践诺和服务的数量与质量，作为推优评优的依据。",
        ("meeting", "training", "pledge", "wish", "request", "action", "inspection"),
        ("MB01", "MB02", "MB03", "MB04", "MB05"),
        "党员不评星；逐名得分和名次只供办公室使用，支部单页只列分段人数。",
        (
            f"{MEMBERS}#members",
            f"{MEMBERS}#boards",
            f"{MEMBERS}#why",
            f"{BRANCH_PAGE}#members",
            f"{ANNUAL}#honours",
        ),
        _mine(
            "every_member_stands_on_the_page_with_each_indicator_and_the_total",
            "every_cell_behind_a_member_holds_what_was_counted",
            "a_branch_is_told_how_many_members_stand_where_and_nobody_s_name",
        ),
    ),
    Part(
        "党委定期工作清单",
        "党委的定期工作也对照清单。",
        ("committee_duty", "duty_item"),
        (),
        "党委不参加评星，只列按期、补办和逾期。",
        (f"{SYSTEM}#life",),
        _mine("the_committee_is_counted_by_its_own_list"),
    ),
    Part(
        "星级建设标准化",
        "评价细则公开，自评、核定逐项对照，问题限期整改。",
        ("inspection", "indicator", "threshold"),
        (),
        "整改台账只跟踪；核定分直接替换所针对的指标。",
        (
            *_own("standard"),
            f"{TEAM_PAGE}#system",
            f"{RULES}#branch",
            f"{RULES}#team",
            f"{PAPERS}/整改通知单-*.docx",
        ),
        (
            "test_a_checked_score_replaces_the_leaf_and_keeps_what_the_branch_gave_itself",
            *_mine(
                "a_problem_is_late_by_the_days_after_its_term", "the_difference_is_what_the_check_changed"
            ),
        ),
    ),
    Part(
        "考评部门宽严",
        "各考评部门的扣分并列，看平均和离散。",
        ("check", "target_actual"),
        ("TM01", "TM03"),
        "只供校准，不改动分数。",
        (f"{SYSTEM}#standard",),
        _mine("mean_and_spread_of_a_department_are_those_of_its_rows"),
    ),
    Part(
        "双承诺",
        "岗位承诺、服务承诺，定诺、公开、践诺、督诺、评诺五步。",
        ("pledge",),
        ("BR06", "MB03"),
        "",
        (*_own("pledges"), "pledges/双承诺公示.html#all", "pledges/承诺书.html"),
        (
            "test_a_pledge_that_answers_a_wish_is_paid_there_once",
            *_mine("due_pledges_are_kept_excused_or_overdue"),
        ),
    ),
    Part(
        "比学习",
        "看学习的数量与质量。",
        ("meeting", "training", "inspection"),
        ("BR01", "BR03", "BR05", "TM04", "MB01", "MB02"),
        "自学以参加次数和抽查质量看，学习平台积分、笔记不计分，为基层减负。",
        (
            f"{SYSTEM}#compare",
            f"{REPORT}#boards",
            f"{BRANCH_PAGE}#boards",
            f"{TEAM_PAGE}#boards",
            f"{CIRCULAR}#三比排名",
        ),
        ("test_a_board_is_the_mean_of_the_halves_that_are_there",),
    ),
    Part(
        "比奉献",
        "看解决实际问题的数量与质量。",
        ("wish", "request", "action", "pledge", "zone_post"),
        ("BR06", "BR07", "BR08", "TM06", "TM07", "MB03", "MB04"),
        "",
        (
            f"{SYSTEM}#compare",
            f"{REPORT}#boards",
            f"{BRANCH_PAGE}#boards",
            f"{TEAM_PAGE}#boards",
            f"{MEMBERS}#boards",
        ),
        ("test_real_problems_of_a_member_are_wishes_requests_and_helps_of_the_period",),
    ),
    Part(
        "比形象",
        "看群众心中满意度。",
        ("survey",),
        ("BR10", "TM08", "MB05"),
        "",
        (f"{REPORT}#boards", f"{BRANCH_PAGE}#boards", f"{TEAM_PAGE}#boards", f"{MEMBERS}#boards"),
        ("test_a_survey_counts_with_enough_votes_and_unknown_is_left_out",),
    ),
    Part(
        "助力中心任务",
        "主题党日助力、突击队、志愿服务，急难险重走在前。",
        ("action", "meeting"),
        ("MB04",),
        "次数是全年统计，支部不按次数计分。",
        _own("compare"),
        (
            "test_an_activity_on_both_sheets_counts_once",
            *_mine("helps_of_the_page_are_the_figures_of_the_report"),
        ),
    ),
    Part(
        "党员责任区",
        "书记负责，查出问题按期整改。",
        ("zone_post",),
        ("BR07a",),
        "",
        _own("zones"),
        ("test_a_post_is_reviewed_only_while_it_is_in_use_and_a_zone_counts_what_it_found",),
    ),
    Part(
        "党员示范岗",
        "支部制定标准，每季自评，年度由党委考评，低于分数线摘牌。",
        ("zone_post", "post_review"),
        ("BR07b",),
        "季度自评只展示，不计分。",
        _own("zones"),
        _mine("a_post_below_the_line_loses_its_plate"),
    ),
    Part(
        "红色驿站",
        "党员服务阵地登记在册。",
        ("zone_post",),
        (),
        "阵地只登记，不按数量计分，避免为评分建阵地。",
        _own("zones"),
        _mine("a_position_is_listed_and_not_judged"),
    ),
    Part(
        "微心愿",
        "职工提出，党员认领，按实现日期计数。",
        ("wish",),
        ("BR08a", "TM07a", "MB04", "MB05"),
        "",
        (*_own("wishes"), f"{TEAM_PAGE}#system"),
        _mine("wishes_count_on_the_day_they_come_true"),
    ),
    Part(
        "群众诉求与监督意见",
        "诉求有人解，对承诺的意见进得来。",
        ("request",),
        ("BR08b", "TM06", "MB04", "MB05"),
        "",
        (*_own("wishes"), f"{TEAM_PAGE}#system"),
        _mine("opinions_on_pledges_are_listed", "a_small_team_shows_no_wishes_outside_the_office"),
    ),
    Part(
        "创新工作室与技能竞赛",
        "成果按大类、专业、级别登记，同一成果只计最高一次，加分封顶。",
        ("achievement", "event", "bonus_rule"),
        ("TM05",),
        "支部的成果以加分计，只影响排名。",
        (*_own("ideas"), f"{TEAM_PAGE}#system"),
        (
            "test_an_achievement_is_paid_once_at_its_highest",
            *_mine("a_second_row_of_an_achievement_is_shown_and_not_counted"),
        ),
    ),
    Part(
        "安全与否决",
        "三违、事故、违纪按决定扣分、封顶或否决。",
        ("check", "event", "veto"),
        ("TM01",),
        "",
        (f"{REPORT}#why", f"{REPORT}#changes"),
        ("test_a_veto_caps_the_kinds_of_unit_it_is_written_for",),
    ),
    Part(
        "双星评级与走势",
        "按得分、升降幅度、否决、联动逐步定星。",
        ("threshold", "gate", "quota", "published_star"),
        (),
        "星级由全部指标得出。",
        (
            f"{REPORT}#branches",
            f"{REPORT}#teams",
            f"{REPORT}#trend",
            f"{CIRCULAR}#班组评星",
            f"{CIRCULAR}#支部排名",
        ),
        (
            "test_up_to_five_stars_equal_brute_force",
            "test_the_trace_begins_with_nothing_ends_with_the_star_and_has_no_gap",
        ),
    ),
    Part(
        "审定、公示与异议",
        "支部核对、党委审定、公示、异议答复，走到哪一步标到哪一步。",
        ("decision", "objection", "receipt"),
        (),
        "程序不计分。",
        (
            f"{SYSTEM}#approval",
            f"{REPORT}#objections",
            f"{PAPERS}/党委会议题材料.docx",
            f"{PAPERS}/公示.docx",
            f"{PAPERS}/通报.docx",
            f"{PAPERS}/数据确认单-*.docx",
        ),
        (
            "test_the_notice_tells_its_days_and_the_open_objections",
            "test_a_confirmation_shows_the_figures_scores_and_stars_of_the_result",
            *_mine("objections_stand_in_the_report"),
        ),
    ),
    Part(
        "年度定星与推优",
        "由各季度得分测算年度星级，执行名额，列推优名单。",
        ("quota", "published_star", "post_review"),
        (),
        "年度得分是各季得分的平均，不另设指标。",
        (f"{ANNUAL}#branch", f"{ANNUAL}#team", f"{ANNUAL}#honours", f"{ANNUAL}#posts"),
        (
            "test_what_is_left_holds_and_nobody_rises",
            "test_units_that_are_equal_on_the_line_are_all_kept_and_named",
        ),
    ),
    Part(
        "民主评议与述职",
        "党员民主评议，书记述职评议。",
        ("member_grade", "appraisal", "meeting"),
        ("BR02b", "MB05"),
        "评议等次只计入党员的年度得分，述职得票只公布，都不计入星级。",
        (f"{ANNUAL}#appraisal", f"{ANNUAL}#speeches", "述职/*.docx"),
        (
            "test_a_speech_names_the_weakest_indicators_and_what_is_missing",
            *_mine(
                "the_votes_on_a_secretary_stand_by_branch_and_the_last_counts",
                "the_grade_of_the_year_stands_in_place_of_voices_in_every_quarter",
                "more_excellent_members_than_a_third_are_told_one_by_one",
            ),
        ),
    ),
    Part(
        "与绩效管理结合",
        "星级对应绩效系数，移交人资兑现。",
        ("coefficient",),
        (),
        "系数由星级得出，不影响星级。",
        ("绩效联动移交表.xlsx", f"{ANNUAL}#coefficient", f"{RULES}#coefficient"),
        ("test_the_hand_over_gives_each_unit_the_coefficient_of_its_star",),
    ),
    Part(
        "填报与减负",
        "一件事只填一次，两个评级都用。",
        ("meeting", "training", "pairing"),
        (),
        "填报情况只列明，不扣分。",
        (f"{REPORT}#intake", f"{SYSTEM}#training"),
        _mine("a_session_that_both_ratings_used_counts_for_both"),
    ),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of 制度运行.html and the parts that it shows."""

    number: str
    anchor: str
    title: str
    parts: tuple[Part, ...]

    @property
    def asks(self) -> str:
        return "".join(part.asks for part in self.parts)

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sheet for part in self.parts for sheet in part.sheets))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for part in self.parts for code in part.codes))

    @property
    def informs(self) -> str:
        return "".join(part.informs for part in self.parts)


_TITLES = {
    "goals": "一个目标",
    "lead": "一项领跑",
    "duties": "三项职责",
    "links": "一带一",
    "training": "双星培训",
    "life": "组织生活",
    "standard": "星级建设标准化",
    "pledges": "双承诺",
    "compare": "三比三看",
    "zones": "责任区与示范岗",
    "wishes": "微心愿与群众诉求",
    "ideas": "创新与竞赛",
    "approval": "审定与异议",
}
# A part is told in the first section that it names; the other places only show something of it.
SECTIONS: tuple[Section, ...] = tuple(
    Section(
        number,
        anchor,
        name,
        tuple(
            p for p in PARTS if next((x for x in p.pages if x.startswith(SYSTEM)), "") == f"{SYSTEM}#{anchor}"
        ),
    )
    for number, (anchor, name) in zip(_NUMERALS, _TITLES.items(), strict=True)
)
