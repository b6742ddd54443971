"""A scored leaf in words: what was measured, and how its points follow from it. Pure."""

from __future__ import annotations

from pipeline.core.chinese import figure, plain
from pipeline.evidence.tables import Tables
from pipeline.lacking import reason
from pipeline.score import Leaf
from schemas.words import BELOW_MEAN, BONUS, DEDUCTION, MEAN, SATISFACTION, TOTAL

_AVERAGED = (MEAN, SATISFACTION, BELOW_MEAN)
_SUMMED = (TOTAL, BONUS)
_FULL = "按 100% 计"


def measured(leaf: Leaf) -> str:
    """The measured value as people read it: 17/18, a mean, a sum, what was deducted; 21/14，按 100% 计 where more was done than asked."""
    value = leaf.value
    if value.ratio is None or not value.below:
        return ""
    if leaf.rule.measure == DEDUCTION:
        lost = value.below - value.above
        return f"扣 {plain(lost)} 分{'' if value.above else '，扣完为止'}" if lost else "未扣分"
    if leaf.rule.measure in _AVERAGED:
        return plain(value.above / value.below)
    if leaf.rule.measure in _SUMMED:
        return plain(value.above)
    return f"{plain(value.above)}/{plain(value.below)}" + (f"，{_FULL}" if value.above > value.below and _capped(leaf) else "")


def because(leaf: Leaf, tables: Tables) -> str:
    """The leaf in one sentence: its name, value, target, points, and the check that changed them; or why it does not apply."""
    rules = tables.rulebook
    name = (f"{rules.families[leaf.rule.parent][0]}·" if leaf.rule.parent else "") + leaf.rule.name
    if not leaf.applies:
        return f"{name}：{reason(tables, leaf).why}，不适用"
    digits, value = rules.places, measured(leaf) or "无记录"
    points = f"，得 {figure(leaf.points, digits)} 分（满分 {figure(leaf.max_points, digits)}）" if leaf.rule.points else ""
    checked = f"；自评 {figure(leaf.self_points, digits)} 分，核定理由：{leaf.reason}" if leaf.reason else ""
    over = f"，超过目标，{_FULL}" if _capped(leaf) and not value.endswith(_FULL) else ""
    target = "" if leaf.rule.target == 1 else f"，目标 {plain(leaf.rule.target)}{over}"
    return f"{name}：{value}{target}{points}{checked}"


def _capped(leaf: Leaf) -> bool:
    """More than the target was reached: the ratio stops at one (rules 2.4)."""
    value = leaf.value
    return bool(value.below) and value.above / value.below > leaf.rule.target
