"""Are the indicators of a rulebook sound? Their points add up, and each is measured on columns that are there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding, Place
from pipeline.draft import Draft
from pipeline.rulebook.condition import parse_condition
from pipeline.rulebook.rules import FACT_OF, UNIT_COLUMN
from pipeline.sentences import say
from pipeline.settingcheck import setting_problem
from schemas.base import Column, Kind, by_title, column_of
from schemas.books import SHEETS
from schemas.facts import TeamScore
from schemas.words import (
    ATTAINED,
    BELOW_MEAN,
    BRANCH,
    COVERAGE,
    DEDUCTION,
    LISTED,
    MEAN,
    PER_HEAD,
    SATISFACTION,
    UNIT_KINDS,
)

_BURDENS = ("文章", "稿件", "信息稿", "照片", "笔记", "批示", "留痕", "截图", "阅读量", "点击量")
_NEEDS = {  # measure -> columns it cannot do without
    LISTED: ("field",), MEAN: ("field",), PER_HEAD: ("field", "base"), COVERAGE: ("field", "base"),
    SATISFACTION: ("field",), DEDUCTION: ("field",), BELOW_MEAN: ("field",), ATTAINED: ("field", "base_field"),
}


def points(draft: Draft) -> Iterator[Finding]:
    """Points of a kind add up to the declared full points, those of a parent's leaves to the parent's."""
    settings = {row["name"]: row["value"] for _, row in draft.rows("setting")}
    full = exact(float(settings["满分"])) if not setting_problem("满分", str(settings.get("满分", ""))) else Fraction(100)
    rows = draft.rows("indicator")
    top = [(i, r) for i, r in rows if pd.isna(r["parent"])]
    for kind in dict.fromkeys((*UNIT_KINDS, *(r["unit_kind"] for _, r in rows))):
        total = sum((exact(float(r["points"])) for _, r in top if r["unit_kind"] == kind), Fraction(0))
        if total != full:
            first = next(((i, float(r["points"])) for i, r in top if r["unit_kind"] == kind), None)
            facts = {"kind": kind, "total": plain(total), "full": plain(full)}
            yield draft.say("E501", "indicator", first[0], "points", plain(first[1]), **facts) if first else \
                say("E501", Place(draft.file, "指标"), **facts)
    for index, row in top:
        parts = [exact(float(r["points"])) for _, r in rows if r["parent"] == row["code"]]
        divided = parts or pd.isna(row["measure"])  # points that nothing measures would be lost in silence
        if divided and sum(parts, Fraction(0)) != exact(float(row["points"])):
            whole = plain(float(row["points"]))
            yield draft.say("E502", "indicator", index, "points", whole, parent=row["code"], total=plain(sum(parts, Fraction(0))), full=whole)


def indicators(draft: Draft) -> Iterator[Finding]:
    codes = {row["code"] for _, row in draft.rows("indicator")}
    for index, row in draft.rows("indicator"):
        if any(word in str(row["name"]) for word in _BURDENS):
            yield draft.say("E506", "indicator", index, "name", row["name"])
        if not pd.isna(row["parent"]) and row["parent"] not in codes:
            yield draft.say("E508", "indicator", index, "parent", row["parent"])
        if not pd.isna(row["board"]) and not row["points"] and pd.isna(row["board_weight"]):
            yield draft.say("W501", "indicator", index, "board_weight", indicator=row["code"])
        if pd.isna(row["measure"]):
            continue
        yield from _measured(draft, index, row)


def _measured(draft: Draft, index: tuple[str, str, int], row: dict[Hashable, Any]) -> Iterator[Finding]:
    known = by_title(FACT_OF[row["source"]])
    for column in ("counted", "expected"):
        if not pd.isna(row[column]) and (why := parse_condition(row[column], known)[1]):
            yield draft.say("E503", "indicator", index, column, row[column], why=why)
    too_early = FACT_OF[row["source"]] is TeamScore and row["unit_kind"] != BRANCH  # teams are scored before branches
    if too_early or UNIT_COLUMN[row["unit_kind"]] not in {c.name for c in known.values()}:
        yield draft.say("E503", "indicator", index, "source", row["source"], why=f"这张数据表不能评价{row['unit_kind']}")
    for column in ("field", "base_field"):
        if not pd.isna(row[column]) and (why := _field_problem(row, column, known)):
            yield draft.say("E503", "indicator", index, column, row[column], why=why)
    wanted = [c for c in _NEEDS.get(row["measure"], ()) if pd.isna(row[c])]
    if wanted:
        titles = "、".join(column_of(SHEETS["indicator"], c).title for c in wanted)
        yield draft.say("E510", "indicator", index, wanted[0], measure=row["measure"], columns=titles)


def _field_problem(row: dict[Hashable, Any], column: str, known: dict[str, Column]) -> str:
    """Why a column of the fact table cannot be summed or, for a coverage, counted; "" if it can."""
    if row[column] not in known:
        return f"{row['source']}没有这一列，可用的列是：{'、'.join(known)}"
    if known[row[column]].kind in (Kind.WHOLE, Kind.NUMBER) or (column == "field" and row["measure"] == COVERAGE):
        return ""
    return "这一列不是数字，不能加总"
