"""Are the settings of a rulebook usable, and do the points of its indicators add up?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index, Record
from pipeline.excel.cells.kinds import parse
from pipeline.intake.checks.rules.draft import Draft, Row
from pipeline.intake.checks.rules.schemes import kinds_of, schemes
from pipeline.intake.messages import say
from pipeline.rulebook.indicators import is_leaf, uses
from schemas.base import Kind, title
from schemas.indicator import Line
from schemas.rulebook import NEW_SETTINGS, SETTINGS
from schemas.words import (
    BONUS_USES,
    DECIDED_BY,
    LINKAGES,
    PAID_BY,
    PUBLICATION_LEVELS,
    QUARTERLY,
    RESTORED,
    SIMPLE,
    TRIED,
)

_WORDS = {"版本": "2019版", "电厂名称": "示例发电有限公司"}
_FULL = ("党支部满分", "班组满分", "党员满分")
_YEARLY = ("季度权重", "年度取几季", "年终占比")
_OPTIONAL = (*_FULL, *_YEARLY, "失效日期", "电厂曾用名", "办公室邮箱", "受理电话", "监督电话")
_CHOICES = {
    "公布范围": PUBLICATION_LEVELS,
    "季度审定方式": DECIDED_BY,
    "兑现周期": PAID_BY,
    "否决后恢复": RESTORED,
    "加分用途": BONUS_USES,
    "联动方式": LINKAGES,
}
_PATTERNS = {  # how it is written, why not, and an example
    "电厂曾用名": (re.compile(r"[^、]+(、[^、]+)*"), "不是用顿号隔开的名称", "示例热电厂、示例电厂"),
    **dict.fromkeys(
        ("受理电话", "监督电话"),
        (re.compile(r"[0-9（(][-0-9 转、（）()]{2,40}"), "不是电话号码", "0000-1234567"),
    ),
    "季度权重": (
        re.compile(r"[0-9]+(\.[0-9]+)?(、[0-9]+(\.[0-9]+)?){3}"),
        "不是用顿号隔开的四个数字",
        "20、20、20、40",
    ),
    "年度取几季": (re.compile(r"[1-9][0-9]?"), "要写整数", "3"),
    "办公室邮箱": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "不是一个邮箱地址", "dqgzb@example.com"),
}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_WHOLE = (
    "小数位数",
    "报送截止日",
    "测评最少有效票",
    "测评有效季度数",
    "学习达标次数",
    "每名党员结对人数",
    "每期最多升星",
    "每期最多降星",
    "同组最少单位数",
    "推优得分名次",
    "民主评议几人一名优秀",
    "公示工作日数",
    "最长办理天数",
    "补足件数",
    "抽查最少次数",
)
_ABOVE_ZERO = (*_FULL, "满分", "民主评议几人一名优秀", "公示工作日数", "最长办理天数")


def settings(draft: Draft) -> Iterator[Finding]:
    by_name = {row["name"]: (index, row["value"]) for index, row in draft.rows("setting")}
    for name in SETTINGS:
        if name not in by_name:
            if name not in NEW_SETTINGS:
                yield say("E512", Place(draft.file, "基本设置"), value=name)
            continue
        index, value = by_name[name]
        if name == "兑现周期" and value == QUARTERLY and _chosen(by_name, "季度审定方式") == SIMPLE:
            yield draft.say("E517", "setting", index, "value", value)
        if why := setting_problem(name, "" if pd.isna(value) else str(value)):
            yield draft.say(
                "E511",
                "setting",
                index,
                "value",
                "" if pd.isna(value) else value,
                name=name,
                why=why[0],
                example=why[1],
            )


_FULL_WEIGHT = 100


def year(draft: Draft) -> Iterator[Finding]:
    """Weights of the quarters that do not add up, more quarters than there are, a year-end part of more than all."""
    rows = {row["name"]: (index, row["value"]) for index, row in draft.rows("setting")}
    for name, (index, value) in rows.items():
        text: str = "" if pd.isna(value) else str(value)
        if (
            name in _YEARLY
            and text
            and not setting_problem(name, text)
            and (why := _yearly_problem(rows, name, text))
        ):
            yield draft.say("E545", "setting", index, "value", text, name=name, why=why)


def _yearly_problem(rows: Mapping[str, tuple[object, Any]], name: str, text: str) -> str:
    if name == "季度权重":
        total = sum(map(exact, text.split("、")), Fraction(0))
        return "" if total == _FULL_WEIGHT else f"四个季度合计 {plain(total)}，不是 100"
    if name == "年终占比":
        return "" if exact(text) <= _FULL_WEIGHT else "超过 100"
    weights = rows["季度权重"][1] if "季度权重" in rows else None
    usable = not pd.isna(weights) and not setting_problem("季度权重", str(weights))
    counted = sum(bool(exact(one)) for one in str(weights).split("、")) if usable and weights else 4
    return "" if int(text) <= counted else f"有权重的季度只有 {counted} 个"


def _chosen(by_name: Mapping[str, tuple[object, Any]], name: str) -> object:
    """What the rulebook says of a new setting, its default where it has no row for it."""
    return by_name[name][1] if name in by_name else NEW_SETTINGS[name]


def setting_problem(name: str, value: str) -> tuple[str, str] | None:
    """Why a setting cannot be used, and an example of one that can."""
    if name in _OPTIONAL and not value:
        return None
    if name in _WORDS:
        return None if value else ("不能空着", _WORDS[name])
    if name.endswith("日期"):
        return None if parse(Kind.DATE, value).value is not None else ("不是日期", "2019-01-01")
    if name in _CHOICES:
        return (
            None
            if value in _CHOICES[name]
            else (f"要写{'、'.join(_CHOICES[name])}中的一个", _CHOICES[name][0])
        )
    if name in _PATTERNS:
        pattern, why, example = _PATTERNS[name]
        return None if pattern.fullmatch(value) else (why, example)
    if not _NUMBER.fullmatch(value):
        return "不是 0 或更大的数字", "2"
    if name in _ABOVE_ZERO and not float(value):
        return "要大于 0", "3"
    return None if name not in _WHOLE or value.isdigit() else ("要写整数", "2")


def full_points(draft: Draft, kind: str) -> Fraction:
    """The full points of a kind of unit; a hundred where the setting cannot be used, which is said at its cell."""
    settings = {row["name"]: row["value"] for _, row in draft.rows("setting")}
    for name in (f"{kind}满分", "满分"):
        value = settings.get(name)
        if value is not None and not pd.isna(value) and not setting_problem(name, str(value)):
            return exact(str(value))
    return Fraction(100)


def points(draft: Draft) -> Iterator[Finding]:
    """Points of a kind add up to the declared full points, those of a parent's leaves to the parent's, in every scheme."""
    for kind in kinds_of(draft):
        full = full_points(draft, kind)
        parts_checked: set[str] = set()
        tried = only_tried(draft)
        for scheme in schemes(draft, kind):
            rows = [row for row in draft.rows("indicator") if scheme.has(row)]
            top = [row for row in rows if pd.isna(row[1]["parent"])]
            counted = [row for row in top if row[1]["code"] not in tried]
            total = sum((exact(float(r["points"])) for _, r in counted), Fraction(0))
            if total != full:
                facts = {"kind": scheme.name, "total": plain(total), "full": plain(full)}
                first = counted[0] if counted else None
                yield (
                    draft.say(
                        "E501", "indicator", first[0], "points", plain(float(first[1]["points"])), **facts
                    )
                    if first
                    else say("E501", Place(draft.file, title(Line)), **facts)
                )
            for index, row in top:
                if row["code"] not in parts_checked and (
                    parts := _parts(draft, index, row, _alike(rows, row, tried))
                ):
                    parts_checked.add(row["code"])
                    yield parts


def only_tried(draft: Draft) -> set[str]:
    """The codes of the indicators that are measured and counted nowhere."""
    rows = draft.frames["indicator"]
    return set(rows[uses(rows).eq(TRIED).astype(bool)]["code"])


def _alike(rows: list[Row], whole: Record, tried: Collection[str]) -> list[Row]:
    """The parts of a whole that count as it does: one that is only tried adds nothing to a whole that counts."""
    alike = whole["code"] in tried
    return [
        (index, row)
        for index, row in rows
        if row["parent"] == whole["code"] and (row["code"] in tried) == alike
    ]


def _parts(draft: Draft, index: Index, row: Record, rows: list[Row]) -> Finding | None:
    """The whole whose parts (`rows`) do not add up to it; points that nothing measures would be lost in silence."""
    parts = [exact(float(r["points"])) for _, r in rows]
    total = sum(parts, Fraction(0))
    unmeasured = not is_leaf(row) and not draft.in_layers  # of two layers it is said which is lacking
    if not (parts or unmeasured) or total == exact(float(row["points"])):
        return None
    whole = plain(float(row["points"]))
    return draft.say(
        "E502", "indicator", index, "points", whole, parent=row["code"], total=plain(total), full=whole
    )
