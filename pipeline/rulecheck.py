"""Is the rulebook sound? Holes, sums, words it does not know, gates nobody can meet, examples that do not come out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.collect import Inbox
from pipeline.condition import parse_condition
from pipeline.exact import exact
from pipeline.excel.kinds import parse
from pipeline.findings import Finding, Place, has_errors
from pipeline.rulebook import FACT_OF, Rulebook, build_rulebook
from pipeline.select import Selection
from pipeline.sentences import say
from pipeline.words import plain, star_word
from pipeline.worked import worked_star
from schemas.base import Kind, by_title, column_of
from schemas.base import key as key_of
from schemas.books import RULEBOOK, SHEETS
from schemas.directory import Branch
from schemas.rulebook import SETTINGS
from schemas.words import (
    ATTAINED,
    BELOW_MEAN,
    COVERAGE,
    DEDUCTION,
    GATE_COUNT,
    GATE_SHARE,
    LISTED,
    MEAN,
    PER_HEAD,
    PUBLICATION_LEVELS,
    SATISFACTION,
)

_BURDENS = ("文章", "稿件", "信息稿", "照片", "笔记", "批示", "留痕", "截图", "阅读量", "点击量")
_NEEDS = {  # measure -> columns it cannot do without
    LISTED: ("field",), MEAN: ("field",), PER_HEAD: ("field", "base"), COVERAGE: ("field", "base"),
    SATISFACTION: ("field",), DEDUCTION: ("field",), BELOW_MEAN: ("field",), ATTAINED: ("field", "base_field"),
}
_WORDS = {"版本": "2019版", "电厂名称": "示例发电有限公司"}
_OPTIONAL = ("失效日期",)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The rulebook frames under check, and how to name a cell of them."""

    inbox: Inbox
    frames: dict[str, pd.DataFrame]
    teams: tuple[int, ...]  # numbers of teams of the plant's branches

    def rows(self, key: str) -> list[tuple[tuple[str, str, int], dict[Hashable, Any]]]:
        frame = self.frames[key]
        return list(zip(frame.index, frame.to_dict("records"), strict=True))

    def say(self, code: str, key: str, index: tuple[str, str, int], column: str, value: object = "", **facts: Any) -> Finding:
        file, tab, row = index
        place = Place(file, tab, row, self.inbox.letters[file, key].get(column, ""))
        return say(code, place, column=column_of(SHEETS[key], column).title, value=str(value), **facts)


def check_rulebook(inbox: Inbox, chosen: Selection) -> list[Finding]:
    """Everything that would make the selection's rulebook rate wrongly; the examples run last, on sound rules."""
    assert chosen.rulebook is not None
    files = {chosen.rulebook.file}
    frames = {key_of(sheet): inbox.rows(key_of(sheet), files) for sheet in RULEBOOK.sheets}
    draft = Draft(inbox, frames, _team_counts(inbox, chosen))
    found = [finding for rule in _CHECKS for finding in rule(draft)]
    if has_errors(found):
        return sorted(found)
    return sorted([*found, *_examples(draft, build_rulebook(frames, inbox.cell))])


def _team_counts(inbox: Inbox, chosen: Selection) -> tuple[int, ...]:
    if chosen.directory is None:
        return ()
    return tuple(int(n) for n in inbox.rows("team", {chosen.directory.file}).groupby("branch")["team"].count())


def _settings(draft: Draft) -> Iterator[Finding]:
    seen = {row["name"]: (index, row["value"]) for index, row in draft.rows("setting")}
    file = next(iter(draft.frames["setting"].index), ("", "", 0))[0]
    for name in SETTINGS:
        if name not in seen:
            yield say("E512", Place(file, "基本设置"), value=name)
            continue
        index, value = seen[name]
        if why := _setting_problem(name, "" if pd.isna(value) else str(value)):
            yield draft.say("E511", "setting", index, "value", "" if pd.isna(value) else value, why=why[0], example=why[1])


def _setting_problem(name: str, value: str) -> tuple[str, str] | None:
    """Why a setting cannot be used, and an example of one that can."""
    if name in _OPTIONAL and not value:
        return None
    if name in _WORDS:
        return None if value else ("不能空着", _WORDS[name])
    if name.endswith("日期"):
        return None if parse(Kind.DATE, value).value is not None else ("不是日期", "2019-01-01")
    if name == "公布范围":
        return None if value in PUBLICATION_LEVELS else ("要写 full、top3 或 band", "top3")
    try:
        return None if Fraction(value) >= 0 else ("不能是负数", "2")
    except (ValueError, ZeroDivisionError):
        return "不是数字", "2"


def _points(draft: Draft) -> Iterator[Finding]:
    """Points of a kind add up to the declared full points, those of a parent's leaves to the parent's."""
    settings = {row["name"]: row["value"] for _, row in draft.rows("setting")}
    full = exact(float(settings["满分"])) if not _setting_problem("满分", str(settings.get("满分", ""))) else Fraction(100)
    rows = draft.rows("indicator")
    top = [(i, r) for i, r in rows if pd.isna(r["parent"])]
    for kind in dict.fromkeys(r["unit_kind"] for _, r in rows):
        total = sum((exact(float(r["points"])) for _, r in top if r["unit_kind"] == kind), Fraction(0))
        if total != full:
            index = next(i for i, r in top if r["unit_kind"] == kind)
            yield draft.say("E501", "indicator", index, "points", plain(total), kind=kind, full=plain(full))
    for index, row in top:
        parts = [exact(float(r["points"])) for _, r in rows if r["parent"] == row["code"]]
        if parts and sum(parts, Fraction(0)) != exact(float(row["points"])):
            yield draft.say("E502", "indicator", index, "points", plain(sum(parts, Fraction(0))), parent=row["code"],
                            full=plain(float(row["points"])))


def _indicators(draft: Draft) -> Iterator[Finding]:
    codes = {row["code"] for _, row in draft.rows("indicator")}
    for index, row in draft.rows("indicator"):
        if any(word in str(row["name"]) for word in _BURDENS):
            yield draft.say("E506", "indicator", index, "name", row["name"])
        if not pd.isna(row["parent"]) and row["parent"] not in codes:
            yield draft.say("E508", "indicator", index, "parent", row["parent"])
        if pd.isna(row["measure"]):
            continue
        yield from _measured(draft, index, row)


def _measured(draft: Draft, index: tuple[str, str, int], row: dict[Hashable, Any]) -> Iterator[Finding]:
    known = by_title(FACT_OF[row["source"]])
    for column in ("counted", "expected"):
        if not pd.isna(row[column]) and (why := parse_condition(row[column], known)[1]):
            yield draft.say("E503", "indicator", index, column, row[column], why=why)
    for column in ("field", "base_field"):
        if not pd.isna(row[column]) and row[column] not in known:
            yield draft.say("E503", "indicator", index, column, row[column], why=f"{row['source']}没有这一列，可用的列是：{'、'.join(known)}")
    wanted = [c for c in _NEEDS.get(row["measure"], ()) if pd.isna(row[c])]
    if wanted:
        titles = "、".join(column_of(SHEETS["indicator"], c).title for c in wanted)
        yield draft.say("E510", "indicator", index, wanted[0], row["measure"], columns=titles)


def _thresholds(draft: Draft) -> Iterator[Finding]:
    """Stars 1 to 5 each have one lower bound, and the bounds rise: no holes, no overlaps."""
    rows = draft.rows("threshold")
    for kind in dict.fromkeys(r["unit_kind"] for _, r in rows):
        own = sorted((int(r["star"]), float(r["lowest"]), i) for i, r in rows if r["unit_kind"] == kind)
        stars, lowest = [s for s, _, _ in own], [x for _, x, _ in own]
        lacking = sorted(set(range(1, 6)) - set(stars))
        rising = all(a < b for a, b in pairwise(lowest))
        if lacking or not rising or len(stars) != len(set(stars)):
            yield draft.say("E504", "threshold", own[0][2], "lowest", "、".join(map(str, lacking)) or "0", kind=kind)


def _gates(draft: Draft) -> Iterator[Finding]:
    """A gate that asks for more teams than any branch has can never be met."""
    most = max(draft.teams, default=0)
    for index, row in draft.rows("gate"):
        low = 0 if pd.isna(row["min_teams"]) else int(row["min_teams"])
        high = most if pd.isna(row["max_teams"]) else int(row["max_teams"])
        if low > high and not pd.isna(row["max_teams"]):
            yield draft.say("E505", "gate", index, "max_teams", row["star"], why=f"班组数下限 {low} 大于上限 {high}")
        elif row["how"] == GATE_COUNT and draft.teams and float(row["value"]) > min(most, high):
            yield draft.say("E505", "gate", index, "value", row["star"],
                            why=f"要 {plain(float(row['value']))} 个班组，班组最多的支部只有 {min(most, high)} 个")
        elif row["how"] == GATE_SHARE and float(row["value"]) > 1:
            yield draft.say("E505", "gate", index, "value", row["star"], why="占比大于 1")


def _references(draft: Draft) -> Iterator[Finding]:
    codes = {row["code"] for _, row in draft.rows("indicator")}
    vetoes = {row["code"] for _, row in draft.rows("veto")}
    for index, row in draft.rows("veto"):
        if not pd.isna(row["indicator"]) and row["indicator"] not in codes:
            yield draft.say("E509", "veto", index, "indicator", row["indicator"], sheet="指标")
    for index, row in draft.rows("example"):
        if not pd.isna(row["event"]) and row["event"] not in vetoes:
            yield draft.say("E509", "example", index, "event", row["event"], sheet="否决与封顶")
    for index, row in draft.rows("duty_item"):
        if not pd.isna(row["applies"]) and (why := parse_condition(row["applies"], by_title(Branch))[1]):
            yield draft.say("E503", "duty_item", index, "applies", row["applies"], why=why)


def _examples(draft: Draft, rules: Rulebook) -> Iterator[Finding]:
    for index, row in draft.rows("example"):
        found = worked_star(row, rules)
        if found != int(row["expected"]):
            yield draft.say("E507", "example", index, "expected", row["name"], expected=star_word(int(row["expected"])),
                            found=star_word(found))


_CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (_settings, _points, _indicators, _thresholds, _gates, _references)
