"""What was reached: surveys, goals, checks of teams, achievements, and the scores of teams."""

from __future__ import annotations

from schemas.base import Date, Kind, Number, Sheet, Text, Whole, column
from schemas.facts.whose import BRANCH, TEAM


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


class GoalFact(Sheet):
    """一行是一个有本期节点的目标。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    goal: Text = column("目标编号", "目标的编号。", example="MB-101", kind=Kind.CODE)
    category: Text = column("类别", "安全生产、经营管理还是党建工作。", example="安全生产")
    weight: Number = column("权重", "目标的权重。", example=30)
    achieved: Number = column("完成度", "0 到 1，四位小数；没有结果的是 0。", example=1)

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
    """一行是一项成果，同一编号只留最高的一行。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    achievement: Text = column("成果编号", "成果的编号。", example="CG-001", kind=Kind.CODE)
    points: Number = column("加分", "按加分标准得几分。", example=1)

    class Config:
        title = "创新成果"
        name = "achievement_fact"


class TeamScore(Sheet):
    """一行是一个支部所辖（没有的取结对）班组的得分。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班")
    score: Number = column("得分", "班组本期的基本得分。", example=86.5)

    class Config:
        title = "班组得分"
        name = "team_score"
