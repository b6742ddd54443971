"""A plant of three branches and six teams with what is marked, deducted and reported of each under a rulebook of the gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from kit.tiny_plant import Row, Rules, branch, row, team
from pipeline.rulebook.defaults import gallery_rules
from schemas import words

BRANCHES = ("甲支部", "乙支部", "丙支部")
TEAMS = ("一班", "二班", "三班", "四班", "五班", "六班")
OWN = dict(zip(TEAMS, ("甲支部", "甲支部", "甲支部", "乙支部", "乙支部", "丙支部"), strict=True))
Figures = Mapping[
    str, Sequence[float | str]
]  # indicator -> a figure, or an option, for each unit of its kind
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
    assert set(figures) == {code for code, one in indicators.items() if one["origin"]}
    return directory() + [
        _filled(indicators[code]["origin"], kind, unit, code, figure)
        for code, given in figures.items()
        for kind in [indicators[code]["unit_kind"]]
        for unit, figure in zip(BRANCHES if kind == words.BRANCH else TEAMS, given, strict=True)
    ]


def _filled(origin: str, kind: str, unit: str, code: str, figure: float | str) -> Row:
    sheet, column = _SHEETS.get(origin, ("inspection", "score"))
    cells: dict[str, object] = {"unit_kind": kind, "unit": unit, "indicator": code}
    given = {"option": figure} if isinstance(figure, str) else {column: float(figure)}
    return row(sheet, "党委", **cells, **given)
