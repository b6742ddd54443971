"""Are the indicators of a rulebook sound? Their points add up, and each is measured on columns that are there."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.kinds import parse
from pipeline.intake.collect import Inbox
from pipeline.intake.messages import say
from pipeline.rating.measures import MEASURE_OF
from pipeline.rulebook.condition import parse_condition
from pipeline.rulebook.rules import FACT_OF, UNIT_COLUMN
from schemas.base import Column, Kind, by_title, column_of
from schemas.books import SHEETS
from schemas.facts import TeamScore
from schemas.rulebook import NEW_SETTINGS, SETTINGS
from schemas.words import (
    BRANCH,
    DECIDED_BY,
    PAID_BY,
    PUBLICATION_LEVELS,
    QUARTERLY,
    RESTORED,
    SIMPLE,
    UNIT_KINDS,
)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The rulebook frames under check, and how to name a cell of them."""

    inbox: Inbox
    frames: dict[str, pd.DataFrame]
    teams: tuple[int, ...]  # numbers of teams of the plant's branches

    def rows(self, key: str) -> list[tuple[tuple[str, str, int], dict[Hashable, Any]]]:
        frame = self.frames[key]
        return list(zip(frame.index, frame.to_dict("records"), strict=True))

    @property
    def file(self) -> str:
        """The rulebook's file."""
        return next((str(index[0]) for frame in self.frames.values() for index in frame.index), "")

    def say(
        self, code: str, key: str, index: tuple[str, str, int], column: str, value: object = "", **facts: Any
    ) -> Finding:
        file, tab, row = index
        place = Place(file, tab, row, self.inbox.letters[file, key].get(column, ""))
        return say(code, place, column=column_of(SHEETS[key], column).title, value=str(value), **facts)


_WORDS = {"版本": "2019版", "电厂名称": "示例发电有限公司"}
_OPTIONAL = ("失效日期", "电厂曾用名", "办公室邮箱", "受理电话", "监督电话")
_CHOICES = {
    "公布范围": PUBLICATION_LEVELS,
    "季度审定方式": DECIDED_BY,
    "兑现周期": PAID_BY,
    "否决后恢复": RESTORED,
}
_PATTERNS = {  # how it is written, why not, and an example
    "电厂曾用名": (re.compile(r"[^、]+(、[^、]+)*"), "不是用顿号隔开的名称", "示例热电厂、示例电厂"),
    **dict.fromkeys(
        ("受理电话", "监督电话"),
        (re.compile(r"[0-9（(][-0-9 转、（）()]{2,40}"), "不是电话号码", "0000-1234567"),
    ),
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
_ABOVE_ZERO = ("民主评议几人一名优秀", "公示工作日数", "最长办理天数")


def settings(draft: Draft) -> Iterator[Finding]:
    seen = {row["name"]: (index, row["value"]) for index, row in draft.rows("setting")}
    for name in SETTINGS:
        if name not in seen:
            if name not in NEW_SETTINGS:
                yield say("E512", Place(draft.file, "基本设置"), value=name)
            continue
        index, value = seen[name]
        if name == "兑现周期" and value == QUARTERLY and _chosen(seen, "季度审定方式") == SIMPLE:
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


def _chosen(seen: Mapping[str, tuple[object, Any]], name: str) -> object:
    """What the rulebook says of a new setting, its default where it has no row for it."""
    return seen[name][1] if name in seen else NEW_SETTINGS[name]


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
    if name in _ABOVE_ZERO and not int(value if value.isdigit() else 1):
        return "要大于 0", "3"
    return None if name not in _WHOLE or value.isdigit() else ("要写整数", "2")


_BURDENS = ("文章", "稿件", "信息稿", "照片", "笔记", "批示", "留痕", "截图", "阅读量", "点击量")


def points(draft: Draft) -> Iterator[Finding]:
    """Points of a kind add up to the declared full points, those of a parent's leaves to the parent's."""
    settings = {row["name"]: row["value"] for _, row in draft.rows("setting")}
    full = (
        exact(float(settings["满分"]))
        if not setting_problem("满分", str(settings.get("满分", "")))
        else Fraction(100)
    )
    rows = draft.rows("indicator")
    top = [(i, r) for i, r in rows if pd.isna(r["parent"])]
    for kind in dict.fromkeys((*UNIT_KINDS, *(r["unit_kind"] for _, r in rows))):
        total = sum((exact(float(r["points"])) for _, r in top if r["unit_kind"] == kind), Fraction(0))
        if total != full:
            first = next(((i, float(r["points"])) for i, r in top if r["unit_kind"] == kind), None)
            facts = {"kind": kind, "total": plain(total), "full": plain(full)}
            yield (
                draft.say("E501", "indicator", first[0], "points", plain(first[1]), **facts)
                if first
                else say("E501", Place(draft.file, "指标"), **facts)
            )
    for index, row in top:
        parts = [exact(float(r["points"])) for _, r in rows if r["parent"] == row["code"]]
        divided = parts or pd.isna(row["measure"])  # points that nothing measures would be lost in silence
        if divided and sum(parts, Fraction(0)) != exact(float(row["points"])):
            whole = plain(float(row["points"]))
            yield draft.say(
                "E502",
                "indicator",
                index,
                "points",
                whole,
                parent=row["code"],
                total=plain(sum(parts, Fraction(0))),
                full=whole,
            )


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
    # teams are scored before branches
    too_early = FACT_OF[row["source"]] is TeamScore and row["unit_kind"] != BRANCH
    if too_early or UNIT_COLUMN[row["unit_kind"]] not in {c.name for c in known.values()}:
        yield draft.say(
            "E503", "indicator", index, "source", row["source"], why=f"这张数据表不能评价{row['unit_kind']}"
        )
    for column in ("field", "base_field"):
        if not pd.isna(row[column]) and (why := _field_problem(row, column, known)):
            yield draft.say("E503", "indicator", index, column, row[column], why=why)
    wanted = [c for c in MEASURE_OF[row["measure"]].needs if pd.isna(row[c])]
    if wanted:
        titles = "、".join(column_of(SHEETS["indicator"], c).title for c in wanted)
        yield draft.say("E510", "indicator", index, wanted[0], measure=row["measure"], columns=titles)


def _field_problem(row: dict[Hashable, Any], column: str, known: dict[str, Column]) -> str:
    """Why a column of the fact table cannot be summed or, for a coverage, counted; "" if it can."""
    if row[column] not in known:
        return f"{row['source']}没有这一列，可用的列是：{'、'.join(known)}"
    if known[row[column]].kind in (Kind.WHOLE, Kind.NUMBER) or (
        column == "field" and MEASURE_OF[row["measure"]].counts
    ):
        return ""
    return "这一列不是数字，不能加总"
