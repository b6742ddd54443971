"""What the rules of a draft that are only tried (只测算不计分) would do: the points of each indicator, whom each gate would hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.core.chinese import NOTHING, name_order, points
from pipeline.report.result import Result
from pipeline.report.rows import Trial


class TrialRule(NamedTuple):
    """A rule that is only tried: what it is, what it would do in a sentence, and a line a unit."""

    name: str
    sentence: str
    units: Sequence[str]


def trial_rules(draft: Result) -> list[TrialRule]:
    """The tried indicators in the order of the rulebook, then the tried gates."""
    return [*_indicators(draft), *_gates(draft)]


def _indicators(draft: Result) -> Iterator[TrialRule]:
    by_code: dict[str, list[Trial]] = {}
    for one in draft.trials:
        by_code.setdefault(one.indicator, []).append(one)
    for rule in draft.tables.rulebook.trials:
        units = sorted(
            by_code.get(rule.code, ()), key=lambda one: (-(one.points or 0.0), name_order(one.unit))
        )
        earned = [one.points for one in units if one.points is not None]
        sentence = f"{rule.unit_kind} {len(units)} 个，{len(units) - len(earned)} 个不适用"
        if earned:
            mean = points(sum(earned) / len(earned))
            sentence += (
                f"；计分的话平均 {mean} 分，最高 {points(max(earned))} 分，最低 {points(min(earned))} 分"
            )
        yield TrialRule(f"{rule.code} {rule.name}", sentence, [_unit(one) for one in units])


def _unit(one: Trial) -> str:
    return f"{one.unit}：{points(one.points) if one.applies else '不适用'}（{one.value or NOTHING}）"


def _gates(draft: Result) -> Iterator[TrialRule]:
    rules = draft.tables.rulebook
    said = {line.place: line.text for line in draft.rules if line.section == "联动条件"}
    for place, held in draft.evaluation.held.items():
        lines = [
            f"{one.unit[1]}：{rules.level_word(one.unit[0], one.star)} → {rules.level_word(one.unit[0], one.left)}"
            for one in held
        ]
        yield TrialRule(said[place], f"计入会挡住 {len(held)} 个" if held else "计入不挡住任何单位", lines)
