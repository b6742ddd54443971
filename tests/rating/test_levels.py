"""Levels, consequences and gates as other plants have them: names, per cent, tests, one after the other in the order of the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from kit.tiny_plant import Row, Rules, branch, row, rulebook, setting, tables, team

from pipeline.rating.caps import NO_PAST, Past, rulings
from pipeline.rating.score import Leaf, Scores, base_score
from pipeline.rating.scoring import Value
from pipeline.rating.stars import STOPPED, Rated, rate

F = Fraction
Change = Callable[[Rules], object]
A, ONE, TWO = ("党支部", "甲支部"), ("班组", "一班"), ("班组", "二班")
PLANT = [branch("甲支部"), team("一班", "甲支部"), team("二班", "甲支部")]
BEST = {A: "96", ONE: "95", TWO: "95"}


def together(*changes: Change) -> Change:
    def change(rules: Rules) -> None:
        for one in changes:
            one(rules)

    return change


def veto(code: str, **cells: Any) -> Change:
    return lambda rules: next(one for one in rules["veto"] if one["code"] == code).update(cells)


def gate(**cells: Any) -> Change:
    """One more gate."""
    blank = dict.fromkeys(("at_least", "min_teams", "max_teams", "indicators", "reached", "applies", "use"))
    return lambda rules: rules["gate"].append(
        {**blank, "reference": "自定", "unit_kind": "党支部", "star": 5, **cells}
    )


def level(star: int, **cells: Any) -> Change:
    """A change of the branches' level."""
    return lambda rules: next(
        one for one in rules["threshold"] if (one["unit_kind"], one["star"]) == ("党支部", star)
    ).update(cells)


def named(rules: Rules) -> None:
    """Three levels with names in per cent of 200 points, and no gates."""
    rules["gate"] = []
    rows = [one for one in rules["threshold"] if one["unit_kind"] == "班组"]
    for star, name, share in ((3, "红旗", 90.0), (2, "先进", 80.0), (1, "合格", 60.0)):
        rows.append(
            {**rows[0], "unit_kind": "党支部", "star": star, "name": name, "lowest": None, "share": share}
        )
    rules["threshold"] = rows
    setting("党支部满分", "200")(rules)


def rated(
    *rows: Row,
    scores: Mapping[tuple[str, str], str] = BEST,
    rules: Change = lambda rules: None,
    last: Mapping[tuple[str, str], int] | None = None,
    past: Past = NO_PAST,
    leaves: Mapping[tuple[str, str], list[Leaf]] | None = None,
) -> Rated:
    made = tables(*PLANT, *rows, rules=rules)
    found = Scores(leaves or {}, {unit: F(score) for unit, score in scores.items()}, pd.DataFrame())
    return rate(made, found, rulings(made, found, past), last or {}, past=past)


def star(of: Rated, unit: tuple[str, str] = A) -> int | None:
    return of.standings[unit].star


def event(code: str, kind: str = "否决", unit: tuple[str, str] = A) -> Row:
    return row("event", unit_kind=unit[0], unit=unit[1], type=kind, code=code, date="2019-08-01")


@pytest.mark.parametrize(
    ("score", "name"), [("180", "红旗"), ("179.99", "先进"), ("120", "合格"), ("119.99", "未定级")]
)
def test_levels_have_their_names_and_their_share_of_the_full_points(score: str, name: str):
    found = rated(scores={**BEST, A: score}, rules=named)
    assert rulebook(named).level_word("党支部", star(found)) == name
    assert rulebook(named).level_word("班组", 5) == "五星"


def leaf(code: str, earned: str, most: str = "10") -> Leaf:
    rule = next(one for one in rulebook().indicators if one.code == code)
    return Leaf(A, rule, Value(F(earned) / F(most)), F(most), F(earned), F(earned))


@pytest.mark.parametrize(("earned", "reached"), [("8", 5), ("7.99", 4)])
def test_a_level_may_have_a_test_of_its_own(earned: str, reached: int):
    tested = level(5, tested="BR06", test_share=80.0)
    found = rated(rules=tested, leaves={A: [leaf("BR06a", earned), leaf("BR03", "0")]})
    assert star(found) == reached


def test_a_test_of_nothing_that_applies_is_not_asked():
    assert star(rated(rules=level(5, tested="BR06", test_share=80.0))) == 5


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"effect": "封顶", "highest": 2}, 2),
        ({"effect": "降级", "highest": None, "amount": 2}, 3),
        ({"effect": "清零", "highest": None}, 0),
        ({"effect": "直接定级", "highest": 3}, 3),
        ({"effect": "n期内不参评", "highest": None, "amount": 2}, None),
    ],
)
def test_an_event_has_the_consequence_that_the_rulebook_names(cells: dict[str, Any], expected: int | None):
    found = rated(event("VT05"), rules=veto("VT05", **cells))
    assert star(found) == expected
    assert (found.standings[A].status == STOPPED) == (expected is None)


def test_a_level_is_given_first_then_levels_are_taken_then_caps_hold():
    rules = together(
        veto("VT05", effect="直接定级", highest=5),
        veto("VT04", effect="降级", highest=None, amount=1),
        veto("VT03", effect="封顶", highest=4),
    )
    events = [event(code) for code in ("VT03", "VT04", "VT05")]
    low = {**BEST, A: "62"}
    assert star(rated(events[2], scores=low, rules=rules)) == 5
    assert star(rated(*events[1:], scores=low, rules=rules)) == 4
    assert star(rated(*events, scores=low, rules=together(rules, veto("VT03", highest=2)))) == 2


def test_zeroing_is_not_softened_by_the_step():
    assert star(rated(event("VT05"), rules=veto("VT05", effect="清零", highest=None), last={A: 5})) == 0


def test_a_unit_that_is_not_rated_counts_as_no_level():
    stopped = veto("VT01", effect="n期内不参评", highest=None, amount=1, to_branch="否")
    found = rated(event("VT01", unit=ONE), rules=stopped)
    assert (star(found, ONE), star(found)) == (None, 3)  # one of two teams at four stars, one of two at two
    whole = veto("VT05", effect="n期内不参评", highest=None, amount=1)
    assert star(rated(event("VT05"), rules=whole), ONE) == 4  # five need a branch of three


def test_no_step_is_measured_from_another_table_of_levels():
    assert star(rated(last={A: 2})) == 3
    found = rated(last={A: 2}, past=Past(relevelled=frozenset({A})))
    assert star(found) == 5 and "星级标准改了" in found.standings[A].trace[1].because


@pytest.mark.parametrize(("mean", "expected"), [(4.5, 5), (4.6, 4)])
def test_a_gate_may_ask_for_the_mean_level_of_the_teams(mean: float, expected: int):
    asked = together(lambda rules: rules.update(gate=[]), gate(how="班组平均星级不低于", value=mean))
    assert star(rated(scores={**BEST, TWO: "85"}, rules=asked)) == expected


@pytest.mark.parametrize(("value", "expected"), [(1.0, 5), (2.0, 4)])
def test_a_gate_may_ask_how_many_of_some_indicators_are_reached(value: float, expected: int):
    asked = gate(how="指标达标个数", value=value, reached=80.0, indicators="BR03、BR06、BR08")
    leaves = {A: [leaf("BR03", "8"), leaf("BR06a", "7")]}
    assert star(rated(rules=asked, leaves=leaves)) == expected


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.6, 4)])
def test_a_gate_may_ask_for_a_share_of_the_members(share: float, expected: int):
    people = [row("person", person=number, branch="甲支部", team=None) for number in ("01", "02")]
    asked = gate(how="党员得分占比", value=share, reached=80.0)
    scores = {**BEST, ("党员", "01"): "80", ("党员", "02"): "79.99"}
    assert star(rated(*people, scores=scores, rules=asked)) == expected


@pytest.mark.parametrize(
    ("quarters", "expected"), [((4, 5), 5), ((4, 5, 1), 5), ((4, 3), 4), ((4, None), 4), ((4,), 4), ((), 4)]
)
def test_a_gate_may_ask_for_some_quarters_in_a_row(quarters: tuple[int | None, ...], expected: int):
    asked = gate(how="连续期数", value=2.0, at_least=4)
    assert star(rated(rules=asked, past=Past(quarters={A: quarters}))) == expected


@pytest.mark.parametrize(("years", "expected"), [({A: 3}, 5), ({A: 2}, 4), ({}, 4)])
def test_a_gate_may_ask_for_the_level_of_the_last_year(years: dict[tuple[str, str], int], expected: int):
    assert star(rated(rules=gate(how="上年星级不低于", value=3.0), past=Past(years=years))) == expected


def test_a_gate_with_a_condition_asks_only_those_who_meet_it():
    asked = gate(how="上年星级不低于", value=3.0, applies="类别=管理服务")
    assert star(rated(rules=asked)) == 5


@pytest.mark.parametrize(
    ("way", "strict", "poor"),
    [
        ("双向", (3, 5), (2, 4)),
        ("只限支部", (3, 5), (2, 5)),
        ("只限班组", (5, 5), (2, 4)),
        ("关闭", (5, 5), (2, 5)),
    ],
)
def test_the_linkage_may_be_asked_one_way_or_not_at_all(
    way: str, strict: tuple[int, int], poor: tuple[int, int]
):
    for branch_score, expected in (("96", strict), ("75", poor)):
        scores = {A: branch_score, ONE: "95", TWO: "10"}
        found = rated(scores=scores, rules=setting("联动方式", way))
        assert (star(found), star(found, ONE)) == expected


def test_a_category_has_its_own_lines():
    def lines(rules: Rules) -> None:
        for one in rules["threshold"][:5]:
            one["applies"] = "类别=管理服务"
        for number in range(1, 6):
            rules["threshold"].append(
                {**rules["threshold"][0], "star": number, "lowest": 94.0 + number, "applies": "类别=生产"}
            )

    assert star(rated(rules=lines)) == 2


def test_what_is_not_in_the_scheme_is_in_no_sum():
    rule = next(one for one in rulebook().indicators if one.code == "BR03")
    own = [Leaf(A, rule, Value(F(1)), F(6), F(6), F(6))]
    assert base_score(own, rulebook(setting("党支部满分", "220")), "党支部") == 220
