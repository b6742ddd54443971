"""The units of the invented plant: who they are, what they scored, and the indicators that made the score."""

from __future__ import annotations

# branch, category, score, bonus, previous star | its teams: name, specialty, score, previous star
_PLAN_TEXT = """
运行一支部 生产 97.20 2.00 4|集控一班 运行 93.20 5|集控二班 运行 90.60 4|集控三班 运行 87.40 4|集控四班 运行 84.90 4
检修支部 生产 96.35 1.50 4|锅炉班 锅炉 88.00 4|汽机班 汽机 86.45 4|电气一次班 电气 86.20 4|电气二次班 电气 69.80 3
热控支部 生产 93.10 0 4|程控班 热控 90.10 4|仪表班 热控 83.60 4|保护班 热控 81.25 4
机关一支部 管理服务 91.85 0.50 4|综合管理班 综合 88.50 4|财务班 综合 86.00 4
运行二支部 生产 89.15 0 4|燃运一班 燃料 82.10 4|化学运行班 化学 85.70 4|脱硫除灰班 环保 78.30 3|化验班 化学 80.05 4
环保化学支部 生产 89.15 0 3|水处理班 化学 80.30 3|环保监测班 环保 84.40 4|脱硝班 环保 76.50 3
燃料支部 生产 83.50 0 4|输煤班 燃料 91.40 3|采制化班 燃料 68.80 3|煤场管理班 燃料 66.20 2
机关二支部 管理服务 78.60 0 3|物资班 综合 74.15 3|后勤班 综合 71.30 3|信息班 综合 81.90 3
"""
_BRANCH_LEAVES_TEXT = """
BR01a 支部党员大会 4, BR01b 支委会 4, BR01c 党小组会 3, BR01d 党课 4, BR02 主题党日与年度事项 5, BR03 组织生活出勤率 6,
BR04 工作清单按期完成率 6, BR05a 学习场次达标 5, BR05b 学习质量 3, BR06a 双承诺覆盖 4, BR06b 双承诺兑现 6,
BR07a 责任区问题整改 3, BR07b 示范岗考评 3, BR08a 微心愿按期实现 4, BR08b 诉求按期办结 4, BR09a 一带一结对 3,
BR09b 结对成效 2, BR10 群众满意度 8, BR11 班组均分 8, BR12 目标完成 15
"""
_TEAM_LEAVES_TEXT = """
TM01 安全管理 25, TM02 生产任务与业务指标 25, TM03 基础管理与台账 15, TM04 培训与技能 10, TM05 创新创效 5,
TM06 民主管理 5, TM07a 班组微心愿实现 5, TM07b 群众结对 5, TM08 职工满意度 5
"""
Team = tuple[str, str, float, int]


def _plan() -> list[tuple[str, str, float, float, int, list[Team]]]:
    rows = []
    for line in _PLAN_TEXT.strip().splitlines():
        (name, category, score, bonus, before), *teams = [part.split() for part in line.split("|")]
        below = [(team, group, float(points), int(previous)) for team, group, points, previous in teams]
        rows.append((name, category, float(score), float(bonus), int(before), below))
    return rows


def _leaves(text: str) -> list[tuple[str, str, str, int]]:
    found = [part.split() for part in text.strip().split(",")]
    return [(code, code[:4] if len(code) > 4 else "", name, int(top)) for code, name, top in found]


PLAN = _plan()
BRANCH_LEAVES, TEAM_LEAVES = _leaves(_BRANCH_LEAVES_TEXT), _leaves(_TEAM_LEAVES_TEXT)
