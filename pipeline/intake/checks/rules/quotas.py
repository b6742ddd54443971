"""Are the quotas of a rulebook sound? Forced shares that nobody can meet or that quotas exclude, and what they do to fairness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.core.chinese import plain
from pipeline.core.finding import Finding
from pipeline.intake.checks.rules.draft import Draft, Row
from pipeline.intake.checks.rules.levels import top
from pipeline.intake.checks.rules.schemes import condition_of
from pipeline.rating.quota import slots
from pipeline.rulebook.condition import holds
from pipeline.rulebook.levels import Quota, build_quota
from schemas.words import APPLICANTS, ENFORCED


class QuotaOfPlant(NamedTuple):
    """A row of 名额 and the units of the plant that it is about; of applicants nobody knows beforehand: none."""

    row: Row
    quota: Quota
    units: frozenset[str]

    @property
    def room(self) -> int:
        """How many of them may be at the line or above."""
        return slots(self.quota, len(self.units))


def quotas(draft: Draft) -> Iterator[Finding]:
    """Forced shares: whether they can be met and do anything, and that another unit's better figure can then lower a unit."""
    every = [_of_plant(draft, row) for row in draft.rows("quota")]
    for one in (one for one in every if one.quota.forced):
        index, cells = one.row
        fault = next(iter(_faults(draft, one, every)), None)
        if fault:
            code, column, why = fault
            value = plain(float(cells[column]))
            yield draft.say(code, "quota", index, column, value, why=why)
        elif ENFORCED in (one.quota.in_quarter, one.quota.in_year):
            facts = {"kind": one.quota.unit_kind, "star": one.quota.star}
            yield draft.say("N540", "quota", index, "side", cells["side"], **facts)


def _of_plant(draft: Draft, row: Row) -> QuotaOfPlant:
    quota = build_quota(row[1], "")
    rows = draft.units.get(quota.unit_kind)
    if rows is None or quota.base == APPLICANTS:
        return QuotaOfPlant(row, quota, frozenset())
    return QuotaOfPlant(row, quota, frozenset(map(str, rows.index[holds(condition_of(row[1]), rows)])))


def _faults(draft: Draft, one: QuotaOfPlant, every: list[QuotaOfPlant]) -> Iterator[tuple[str, str, str]]:
    """Code, column to blame, and why."""
    quota, count = one.quota, len(one.units)
    if quota.star >= (highest := top(draft, quota.unit_kind)):
        yield "E546", "star", f"{highest} 是最高一级，{highest} 级及以下就是全部单位"
    if not count:
        return
    need = count - one.room
    if quota.minimum > count:
        yield "E546", "minimum", f"适用的只有 {count} 个单位，至少 {quota.minimum} 个做不到"
    for other in every:
        if other.quota.forced or not other.units <= one.units or other.quota.line < quota.line:
            continue
        said = f"{other.quota.star} 级及以上的名额"
        if other.quota.minimum > one.room:
            yield (
                "E546",
                "share",
                f"{count} 个单位中至少 {need} 个，和{said}最少 {other.quota.minimum} 个不能同时做到",
            )
        elif other.units and other.room > one.room:
            yield "W543", "share", f"{count} 个单位中至少 {need} 个，{said} {other.room} 个用不完"
    if not need:
        yield "W543", "share", f"按现有 {count} 个单位算出来是 0 个，不起作用"
