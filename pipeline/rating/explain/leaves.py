"""A leaf of a score as people read it: what was measured, against what, what it earned."""

from __future__ import annotations

from fractions import Fraction

from pipeline.core.chinese import plain, points
from pipeline.evidence.tables import Tables
from pipeline.rating.explain.coverage import reason
from pipeline.rating.measures import FULL, MEASURE_OF, exceeds, plainly_scored
from pipeline.rating.score import Leaf
from schemas.words import BY_BAND


def measured(leaf: Leaf) -> str:
    """The measured value as people read it: 17/18, a mean, a sum, an option, what was deducted; 21/14，按 100% 计 where
    more was done than asked."""
    value, rule = leaf.value, leaf.rule
    if value.ratio is None or not value.below:
        return ""
    if value.option:
        return value.option
    # only what is scored in proportion to its target stops at one
    target = rule.target if plainly_scored(rule) else max(value.above / value.below, Fraction(1))
    return MEASURE_OF[rule.measure].reads(value.above, value.below, target)


def because(leaf: Leaf, tables: Tables) -> str:
    """The leaf in one sentence: its name, value, target, points, and the check that changed them; or why it does not apply."""
    rules, rule = tables.rulebook, leaf.rule
    name = (f"{rules.families[rule.parent][0]}·" if rule.parent else "") + rule.name
    if not leaf.applies:
        return f"{name}：{reason(tables, leaf).why}，不适用"
    digits, value = rules.places, measured(leaf) or "无记录"
    earned = (
        f"，得 {points(leaf.points, digits)} 分（满分 {points(leaf.max_points, digits)}）"
        if rule.points
        else ""
    )
    checked = f"；自评 {points(leaf.self_points, digits)} 分，核定理由：{leaf.reason}" if leaf.reason else ""
    return f"{name}：{value}{_against(leaf, value)}{earned}{checked}"


def _against(leaf: Leaf, value: str) -> str:
    """What the value is held against: the target, the mean of the peers, the place among them."""
    rule = leaf.rule
    if leaf.value.place is not None:
        return f"，同组第 {leaf.value.place} 名"
    if leaf.value.target is not None:
        return f"，同组平均 {plain(leaf.value.target)}"
    marked = rule.by_hand and rule.target == rule.points  # its largest points are printed beside it
    if rule.target == 1 or marked or leaf.value.option or rule.scoring == BY_BAND:
        return ""
    stops = plainly_scored(rule) and exceeds(leaf.value.above, leaf.value.below, rule.target)
    over = f"，超过目标，{FULL}" if stops and not value.endswith(FULL) else ""
    return f"，目标 {plain(rule.target)}{over}"
