"""The closed set of measure kinds: fact rows -> numerator and denominator per unit, vectorised over all units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.rulebook.condition import holds
from pipeline.rulebook.indicators import UNIT_COLUMN, Indicator
from schemas import words


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The fact rows of an indicator: all that are expected, those that count, the unit's column, its head counts."""

    expected: pd.DataFrame
    counted: pd.DataFrame
    unit: str
    heads: Mapping[str, int]

    def total(self, rows: pd.DataFrame, field: str) -> pd.Series:
        """Sum of a field by unit, or the number of rows where no field is named."""
        grouped = rows.groupby(self.unit)
        return grouped[field].sum() if field else grouped.size()


Parts = tuple[pd.Series, pd.Series]  # numerator and denominator, indexed by unit


def _completion(rows: Rows, rule: Indicator) -> Parts:
    below = pd.Series(rows.heads) if rule.base else rows.total(rows.expected, rule.base_field)
    return rows.total(rows.counted, rule.field), below


def _listed(rows: Rows, rule: Indicator) -> Parts:
    return rows.total(rows.counted, rule.field), rows.total(rows.expected, "")


def _total(rows: Rows, rule: Indicator) -> Parts:
    total = rows.total(rows.counted, rule.field)
    return total, total * 0 + 1


def _mean(rows: Rows, rule: Indicator) -> Parts:
    valued = rows.counted[rows.counted[rule.field].notna()]
    values = (
        valued[rule.field]
        if rule.floor is None
        else valued[rule.field].where(valued[rule.field] >= rule.floor, 0)
    )
    valued = valued.assign(**{rule.field: values})
    return rows.total(valued, rule.field), rows.total(valued, "")


def _satisfaction(rows: Rows, rule: Indicator) -> Parts:
    """The mean of the scores, each with the weight of its category where the table has one (分母字段)."""
    if not rule.base_field:
        return _mean(rows, rule)
    weights, scores = (rows.counted[name] for name in (rule.base_field, rule.field))
    weighted = rows.counted.assign(part=weights * scores)
    return rows.total(weighted, "part"), rows.total(weighted, rule.base_field)


def _per_head(rows: Rows, rule: Indicator) -> Parts:
    return rows.total(rows.counted, rule.field), pd.Series(rows.heads)


def _coverage(rows: Rows, rule: Indicator) -> Parts:
    return rows.counted.groupby(rows.unit)[rule.field].nunique(), pd.Series(rows.heads)


def _deduction(rows: Rows, rule: Indicator) -> Parts:
    left = (float(rule.points) - rows.total(rows.counted, rule.field)).clip(lower=0)
    return left, left * 0 + float(rule.points)


def _below_mean(rows: Rows, rule: Indicator) -> Parts:
    capped = rows.counted.assign(**{rule.field: rows.counted[rule.field].map(lambda score: min(score, 100))})
    return rows.total(capped, rule.field), rows.total(capped, "")


def _attained(rows: Rows, rule: Indicator) -> Parts:
    parts = [
        exact(float(weight)) * share
        for weight, share in zip(rows.counted[rule.base_field], rows.counted[rule.field], strict=True)
    ]
    weighted = rows.counted.assign(part=pd.Series(parts, index=rows.counted.index, dtype="object"))
    return rows.total(weighted, "part"), rows.total(rows.expected, rule.base_field)


Reading = Callable[[Fraction, Fraction, Fraction], str]  # numerator, denominator, target
FULL = "按 100% 计"


def exceeds(above: Fraction, below: Fraction, target: Fraction) -> bool:
    """More than the target was reached: the ratio stops at one (rules 2.4)."""
    return bool(below) and above / below > target


def _share_read(above: Fraction, below: Fraction, target: Fraction) -> str:
    over = above > below and exceeds(above, below, target)
    return f"{plain(above)}/{plain(below)}{f'，{FULL}' if over else ''}"


def _mean_read(above: Fraction, below: Fraction, target: Fraction) -> str:
    return plain(above / below)


def _sum_read(above: Fraction, below: Fraction, target: Fraction) -> str:
    return plain(above)


def _deduction_read(above: Fraction, below: Fraction, target: Fraction) -> str:
    lost = below - above
    return f"扣 {plain(lost)} 分{'' if above else '，扣完为止'}" if lost else "未扣分"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A kind of measure: how it is computed, the columns of 指标 it cannot do without, how its value reads, and what
    the rules page says of it."""

    name: str
    function: Callable[[Rows, Indicator], Parts]
    needs: tuple[str, ...]
    reads: Reading
    says: str
    counts: bool = False  # its field is counted and need not be a number
    deducts: bool = False
    gives_score: bool = False  # the measured value is itself a score


_ALL = (
    Measure(words.COMPLETION, _completion, (), _share_read, "计入的 ÷ 应计的"),
    Measure(words.LISTED, _listed, ("field",), _share_read, "各项计分之和 ÷ 应办的项数；补办的按比例计"),
    Measure(words.TOTAL, _total, (), _sum_read, "计入的加总"),
    Measure(words.MEAN, _mean, ("field",), _mean_read, "计入的平均"),
    Measure(words.PER_HEAD, _per_head, ("field", "base"), _share_read, "加总 ÷ 人数"),
    Measure(
        words.COVERAGE, _coverage, ("field", "base"), _share_read, "覆盖的个数 ÷ 应覆盖的人数", counts=True
    ),
    Measure(words.SATISFACTION, _satisfaction, ("field",), _mean_read, "各档票数按分值加权平均"),
    Measure(words.DEDUCTION, _deduction, ("field",), _deduction_read, "标准分减扣分，扣完为止", deducts=True),
    Measure(words.BONUS, _total, (), _sum_read, "按级别和名次得分，同一成果计一次"),
    Measure(
        words.BELOW_MEAN,
        _below_mean,
        ("field",),
        _mean_read,
        "所辖班组得分的平均",
        gives_score=True,
    ),
    Measure(words.ATTAINED, _attained, ("field", "base_field"), _share_read, "各目标完成度按权重平均"),
)
MEASURE_OF = {measure.name: measure for measure in _ALL}


def rows_of(rule: Indicator, facts: pd.DataFrame, bases: Mapping[tuple[str, str], Mapping[str, int]]) -> Rows:
    """The rows that a rule looks at, with unknown units left out."""
    unit = UNIT_COLUMN[rule.unit_kind]
    expected = facts[holds(rule.expected, facts) & facts[unit].notna()]
    return Rows(expected, expected[holds(rule.counted, expected)], unit, bases.get((unit, rule.base), {}))


def measure(rule: Indicator, rows: Rows) -> dict[str, tuple[Fraction, Fraction]]:
    """Exact numerator and denominator of every unit that has a denominator above zero (0 ÷ 0 does not apply)."""
    above, below = MEASURE_OF[rule.measure].function(rows, rule)
    return {
        str(unit): (_exact(above.get(unit)), _exact(size))
        for unit, size in below.items()
        if not pd.isna(size) and size > 0
    }


def plainly_scored(rule: Indicator) -> bool:
    """True where the share of the target that is reached is the share of the points, and one at most."""
    return rule.scoring == words.IN_PROPORTION and rule.direction == words.HIGHER and rule.most == 1


def figure(rule: Indicator, above: Fraction, below: Fraction) -> Fraction:
    """The number that is scored; bands, steps and places go by the points that deductions leave, not by their share."""
    left = MEASURE_OF[rule.measure].deducts and rule.scoring != words.IN_PROPORTION
    return above if left else above / below


def options(rule: Indicator, rows: Rows) -> dict[str, str]:
    """The option that was chosen for each unit, where an indicator asks for one instead of a number."""
    if "option" not in rows.counted:
        return {}
    chosen = rows.counted[rows.counted["option"].notna()]
    return dict(zip(chosen[rows.unit].astype(str), chosen["option"].astype(str), strict=True))


def _exact(value: Any) -> Fraction:
    """A fraction as it is; a number of a column as the decimal that a person sees; nothing is 0."""
    if isinstance(value, Fraction):
        return value
    return Fraction(0) if pd.isna(value) else exact(float(value))
