"""A plant of three branches and six teams with what is marked, deducted and reported of each under a rulebook of the gallery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kit.plant_on_disk import cover, edited, letters
from kit.tiny_plant import Row, Rules, branch, member, row, team
from pipeline.excel import layout
from pipeline.excel.write.cover import blank
from pipeline.intake.forms.first import rulebook_book
from pipeline.rulebook.defaults import gallery_rules
from schemas import words
from schemas.base import key
from schemas.books import DIRECTORY

BRANCHES = ("甲支部", "乙支部", "丙支部")
TEAMS = ("一班", "二班", "三班", "四班", "五班", "六班")
OWN = dict(zip(TEAMS, ("甲支部", "甲支部", "甲支部", "乙支部", "乙支部", "丙支部"), strict=True))
Figures = Mapping[
    str, Sequence[float | str]
]  # indicator -> a figure, or an option, for each unit of its kind
_BY_HAND = (words.MARKED, words.DEDUCTION, words.REPORTED)
_SHEETS = {words.DEDUCTION: ("unit_check", "deduction"), words.REPORTED: ("reported", "value")}


@cache
def scheme(name: str) -> Callable[[Rules], object]:
    """The change of the default rules that makes them the scheme's."""

    def change(rules: Rules) -> None:
        rules.clear()
        rules.update(gallery_rules(name))

    return change


def directory() -> list[Row]:
    """Three branches and their teams."""
    return [branch(name) for name in BRANCHES] + [
        team(name, of=of, specialty="检修") for name, of in OWN.items()
    ]


def plant(name: str, figures: Figures) -> list[Row]:
    """The directory, and a row for every unit and indicator of these figures."""
    indicators = {one["code"]: one for one in gallery_rules(name)["indicator"]}
    assert set(figures) == {code for code, one in indicators.items() if one["origin"] in _BY_HAND}
    return directory() + [
        _filled(indicators[code]["origin"], kind, unit, code, figure)
        for code, given in figures.items()
        for kind in [indicators[code]["unit_kind"]]
        for unit, figure in zip(BRANCHES if kind == words.BRANCH else TEAMS, given, strict=True)
    ]


def votes(*scores: int) -> list[Row]:
    """The same votes of every category on each branch, of 评星定级: twenty that come to this score."""
    counts = {95: (15, 5, 0, 0), 88: (8, 12, 0, 0), 70: (5, 0, 15, 0)}
    return [
        row("ballot", unit=unit, group=group, answer=answer, votes=count)
        for unit, score in zip(BRANCHES, scores, strict=True)
        for group in ("上级", "互评", "群众")
        for answer, count in zip(("好", "较好", "一般", "差"), counts[score], strict=True)
    ]


def _filled(origin: str, kind: str, unit: str, code: str, figure: float | str) -> Row:
    sheet, column = _SHEETS.get(origin, ("inspection", "score"))
    cells: dict[str, object] = {"unit_kind": kind, "unit": unit, "indicator": code}
    given = {"option": figure} if isinstance(figure, str) else {column: float(figure)}
    return row(sheet, "党委", **cells, **given)


PLANT = "新河发电有限公司"
COVER = {"截至日期": "2019-09-30", "填报人": "张三"}


def office_files(folder: Path, name: str) -> None:
    """What the office has filled in before the third quarter of 2019 begins: the scheme as a rulebook, and the directory."""
    rules = rulebook_book(gallery_rules(name), PLANT, dt.date(2019, 7, 1), "2019")
    (folder / "细则.xlsx").write_bytes(rules)
    rows: dict[str, list[Mapping[str, Any]]] = {key(sheet): [] for sheet in DIRECTORY.sheets}
    for one in [*directory(), member("01", of=BRANCHES[0], team=TEAMS[0])]:
        rows[one.sheet].append(one.cells)
    about = {"plant": PLANT, "unit": "党群工作部", "period": "2019Q3"}
    (folder / "名册.xlsx").write_bytes(blank(DIRECTORY, about, rows, {}))
    for file in ("细则.xlsx", "名册.xlsx"):
        cover(folder / file, **COVER)


ANSWERED = {"单位扣分": "扣分", "对照检查": "核定分", "部门报数": "数值"}


def _filled_in(ws: Any, name: str, column: str) -> None:
    """Nothing is deducted, 60 is reported, nine tenths are marked, and of options the first is chosen."""
    rules, at = gallery_rules(name), letters(ws)
    options = {band["indicator"]: band["option"] for band in reversed(rules["band"]) if band["option"]}
    points = {one["code"]: one["points"] for one in rules["indicator"]}
    for number in range(layout.FIRST_ROW, ws.max_row + 1):
        code = ws[f"{at['指标编码']}{number}"].value
        if code in options:
            ws[f"{at['评定选项']}{number}"].value = options[code]
        elif code:
            ws[f"{at[column]}{number}"].value = {"扣分": 0, "数值": 60}.get(column, points[code] * 0.9)
        if code and "日期" in at:
            ws[f"{at['日期']}{number}"].value = "2019-09-20"


def _voted(ws: Any) -> None:
    """Ten votes for the first answer of each category, none for the others."""
    at, seen = letters(ws), set()
    for number in range(layout.FIRST_ROW, ws.max_row + 1):
        said = tuple(ws[f"{at[name]}{number}"].value for name in ("单位", "测评类别"))
        if said[0]:
            ws[f"{at['票数']}{number}"].value = 0 if said in seen else 10
            seen.add(said)


def answer(path: Path, name: str) -> None:
    """The blank of a department or of the office as they fill it in, signed."""
    with edited(path) as workbook:
        for title, column in ANSWERED.items():
            if title in workbook.sheetnames:
                _filled_in(workbook[title], name, column)
        if "测评明细" in workbook.sheetnames:
            _voted(workbook["测评明细"])
        ticked = [one for one in ("加减分与否决",) if one in workbook.sheetnames]
    cover(path, **COVER, **dict.fromkeys(ticked, layout.TICK_YES))
