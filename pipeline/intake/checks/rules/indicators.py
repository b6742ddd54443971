"""Are the indicators of a rulebook sound? Each is measured on columns that are there and scored in a way that fits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding
from pipeline.core.records import Index, Record
from pipeline.excel.cells.suggest import meant_code, similar_code
from pipeline.intake.checks.rules.draft import Draft, Row
from pipeline.rating.measures import MEASURE_OF
from pipeline.rating.scoring import SCORING_OF
from pipeline.rulebook.condition import parse_condition
from pipeline.rulebook.indicators import FACT_OF, SOURCES, UNIT_COLUMN, in_points, is_leaf, unit_columns
from pipeline.rulebook.rows import text
from schemas.base import Column, Kind, by_title, column_of
from schemas.books import SHEETS
from schemas.facts import TeamScore
from schemas.words import (
    BRANCH,
    BY_BAND,
    BY_DIFFERENCE,
    BY_PLACE,
    DEDUCTION,
    FROM_LEDGERS,
    HIGHER,
    IN_PROPORTION,
    LOWER,
    MARKED,
    PEERS_MEAN,
    REPORTED,
    UNIT_KINDS,
)

_BURDENS = ("文章", "稿件", "信息稿", "照片", "笔记", "批示", "留痕", "截图", "阅读量", "点击量")


def indicators(draft: Draft) -> Iterator[Finding]:
    codes = {row["code"] for _, row in draft.rows("indicator")}
    for index, row in draft.rows("indicator"):
        if any(word in str(row["name"]) for word in _BURDENS):
            yield draft.say("E506", "indicator", index, "name", row["name"])
        if not pd.isna(row["parent"]) and row["parent"] not in codes:
            yield draft.say("E508", "indicator", index, "parent", row["parent"])
        if not pd.isna(row["board"]) and not row["points"] and pd.isna(row["board_weight"]):
            yield draft.say("W501", "indicator", index, "board_weight", indicator=row["code"])
        if not pd.isna(row["applies"]) and (
            why := parse_condition(row["applies"], unit_columns(row["unit_kind"]))[1]
        ):
            yield draft.say("E503", "indicator", index, "applies", row["applies"], why=why)
        if is_leaf(row):
            yield from (
                _by_ledgers(draft, index, row)
                if row["origin"] not in SOURCES
                else _by_hand(draft, index, row)
            )
            yield from _scored(draft, index, row)


def layers(draft: Draft) -> Iterator[Finding]:
    """Both layers of an indicator are there: it is computed where it says so, and what is computed is an indicator."""
    rows = draft.rows("indicator")
    wholes = {row["parent"] for _, row in rows}
    for index, row in rows:
        measured = is_leaf(row) or (row["code"] in wholes and row["origin"] != FROM_LEDGERS)
        if not measured and draft.in_layers:
            here = draft.inbox.spot("indicator", index, "measure")[
                1
            ].name  # at 考评方式 where there is no row of it
            facts = {"indicator": row["code"], "name": row["name"]}
            yield draft.say("E660", "indicator", index, "measure", text(row[here]), **facts)
    known = set(draft.inbox.every("line", {draft.file})["code"].dropna())
    computed = draft.inbox.rows("computation", {draft.file})
    for index, code in zip(computed.index, computed["code"], strict=True):
        if code not in known:
            near = meant_code(code, known) or similar_code(code, known)
            hint = f"，是不是“{near}”" if near else ""
            yield draft.say("E661", "computation", index, "code", code, hint=hint)


def _by_hand(draft: Draft, index: Index, row: Record) -> Iterator[Finding]:
    """What is marked, deducted or reported needs no 数据表, and a department that does it."""
    if row["unit_kind"] not in UNIT_KINDS:
        why = f"{row['origin']}只用于{'、'.join(UNIT_KINDS)}"
        yield draft.say("E503", "indicator", index, "origin", row["origin"], why=why)
    for column in ("measure", "source"):
        if not pd.isna(row[column]):
            why = f"数据来源是{row['origin']}的，这一格空着"
            yield draft.say("E503", "indicator", index, column, row[column], why=why)
    if row["origin"] != MARKED and pd.isna(row["departments"]):
        yield draft.say(
            "E525", "indicator", index, "departments", origin=row["origin"], indicator=row["code"]
        )


def _scored(draft: Draft, index: Index, row: Record) -> Iterator[Finding]:
    """A way of scoring has the columns and the bands that it needs, and a target that can be reached."""
    scoring: str = IN_PROPORTION if pd.isna(row["scoring"]) else row["scoring"]
    way = SCORING_OF[scoring]
    by_peers = row["target_of"] == PEERS_MEAN
    if by_peers and not pd.isna(row["target"]):
        why = "目标取值是同组平均值的，目标值空着"
        yield draft.say("E503", "indicator", index, "target", plain(row["target"]), why=why)
    asks = "target" in way.needs or (row["origin"] == REPORTED and not way.banded and not in_points(row))
    if asks and not by_peers and pd.isna(row["target"]):
        yield draft.say("E526", "indicator", index, "target", indicator=row["code"], scoring=scoring)
    if scoring == IN_PROPORTION and not pd.isna(row["target"]) and row["target"] <= 0:
        why = "按比例的目标值要大于 0；目标是 0 的用达到得满分"
        yield draft.say("E503", "indicator", index, "target", plain(row["target"]), why=why)
    if row["origin"] == DEDUCTION and not pd.isna(row["direction"]) and row["direction"] != HIGHER:
        why = "扣分看扣剩的分，剩得越多越好，方向空着"
        yield draft.say("E503", "indicator", index, "direction", row["direction"], why=why)
    if scoring == BY_DIFFERENCE and (
        not row["points"] or (pd.isna(row["short_step"]) and pd.isna(row["over_step"]))
    ):
        why = "要有标准分，并写明每差、扣几分或每超、加几分"
        yield draft.say("E503", "indicator", index, "scoring", scoring, why=why)
    yield from _banded(draft, index, row, way.banded)


def _banded(draft: Draft, index: Index, row: Record, banded: bool) -> Iterator[Finding]:
    bands = [(at, one) for at, one in draft.rows("band") if one["indicator"] == row["code"]]
    if banded and not bands:
        yield draft.say("E527", "indicator", index, "scoring", row["scoring"], indicator=row["code"])
    elif banded:
        yield from _bands(draft, row, bands)
    else:
        for at, _ in bands:
            why = f"这个指标不是{BY_BAND}，也不是{BY_PLACE}"
            yield draft.say("E503", "band", at, "indicator", row["code"], why=why)


def _bands(draft: Draft, row: Record, bands: list[Row]) -> Iterator[Finding]:
    """Bands follow each other without a hole, none stands twice, and a better figure never gives fewer points."""
    numbers = sorted((one for one in bands if not pd.isna(one[1]["start"])), key=lambda one: one[1]["start"])
    falls = row["direction"] == LOWER or row["scoring"] == BY_PLACE
    faults = [
        (at, following, _band_problem(one, following, falls, _worth(row, one) - _worth(row, following)))
        for (_, one), (at, following) in pairwise(numbers)
    ]
    if row["scoring"] == BY_PLACE and numbers and numbers[0][1]["start"] > 1:
        faults.append((*numbers[0], "没有第 1 名的档"))
    for at, one, why in faults:
        if why:
            start = plain(one["start"])
            yield draft.say("E528", "band", at, "start", start, indicator=row["code"], why=why)
    most: Fraction = Fraction(1) if pd.isna(row["most"]) else exact(float(row["most"]))
    for at, one in bands:
        if _worth(row, one) > most:
            worth = _worth_column(one)
            yield draft.say("E529", "band", at, worth, plain(one[worth]), indicator=row["code"])
    yield from _options(draft, row, [one for one in bands if one not in numbers], bool(numbers))


def _options(draft: Draft, row: Record, bands: list[Row], numbered: bool) -> Iterator[Finding]:
    """Options that nobody can choose, or that stand twice."""
    options: set[str] = set()
    for at, one in bands:
        why = (
            "没有人能选：只有考评打分和部门报数的指标可以按选项"
            if row["origin"] not in (MARKED, REPORTED) or row["scoring"] == BY_PLACE
            else "同一个指标的档要么都按数，要么都按选项"
            if numbered
            else "这一项写了两次"
            if one["option"] in options
            else ""
        )
        if why:
            yield draft.say("E503", "band", at, "option", one["option"], why=why)
        options.add(str(one["option"]))


def _worth_column(band: Record) -> str:
    return "share" if pd.isna(band["points"]) else "points"


def _worth(row: Record, band: Record) -> Fraction:
    """The share of the points that a band gives."""
    if pd.isna(band["points"]):
        return exact(float(band["share"]))
    return exact(float(band["points"])) / (exact(float(row["points"])) or 1)


def _band_problem(one: Record, following: Record, falls: bool, gives_less: Fraction) -> str:
    """What is wrong where a band ends and the following one begins; "" if nothing is."""
    start, end = plain(following["start"]), one["end"]
    if one["start"] == following["start"]:
        return f"{start} 写了两次"
    if not pd.isna(end) and end != following["start"]:
        kind = "空着，落在中间的不知道算哪一档" if end < following["start"] else "重叠"
        return f"上一档到 {plain(end)} 为止，这一档从 {start} 起，中间{kind}"
    if gives_less < 0 if falls else gives_less > 0:
        return "更好的反而分少，档的顺序和方向对不上"
    return ""


def _by_ledgers(draft: Draft, index: Index, row: Record) -> Iterator[Finding]:
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


def _field_problem(row: Record, column: str, known: dict[str, Column]) -> str:
    """Why a column of the fact table cannot be summed or, for a coverage, counted; "" if it can."""
    if row[column] not in known:
        return f"{row['source']}没有这一列，可用的列是：{'、'.join(known)}"
    if known[row[column]].kind in (Kind.WHOLE, Kind.NUMBER) or (
        column == "field" and MEASURE_OF[row["measure"]].counts
    ):
        return ""
    return "这一列不是数字，不能加总"
