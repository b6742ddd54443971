"""What is only tried (只测算不计分) is measured as if it counted, and changes nothing that counts; what is switched off is not there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.level_plant import INPUTS, TOP, rows_of_quarter
from kit.tiny_plant import Rules, frames, rule_frames, tables

from pipeline.evidence.tables import Tables
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rulebook.defaults import default_rules
from pipeline.rulebook.indicators import in_use
from pipeline.rulebook.rules import build_rulebook
from schemas import words

CODES = [
    one["code"] for one in default_rules()["indicator"] if one["measure"] and one["unit_kind"] != words.MEMBER
]
LEVELS = st.lists(st.sampled_from([3, 3, 2, 1, 0]), min_size=len(INPUTS), max_size=len(INPUTS)).map(
    lambda of: dict(zip(INPUTS, of, strict=True))
)
GATE = {
    "unit_kind": "党支部",
    "star": 1,
    "how": "至少班组占比",
    "value": 1.0,
    "at_least": 5,
    "reference": "自定",
    "use": words.TRIED,
}


def with_copies(rules: Rules, codes: Sequence[str], use: str) -> None:
    """Each of the indicators once more under a new code, and a gate that nobody meets with a bad team."""
    rows = {one["code"]: one for one in rules["indicator"]}
    for code in codes:
        copy = rows[code] | {"code": f"{code}试", "parent": None, "use": use}
        rules["indicator"].append(copy | dict.fromkeys(("board", "side", "duty")))
    blank = dict.fromkeys(rules["gate"][0])
    rules["gate"].append(blank | GATE | {"use": use})


def quarter(levels: dict[tuple[str, str], int], codes: Sequence[str], use: str) -> Tables:
    def change(rules: Rules) -> None:
        with_copies(rules, codes, use)

    return tables(*rows_of_quarter(levels), rules=change)


def counted(made: Evaluation) -> object:
    """Everything that a reader may find of scores, stars and places."""
    leaves = {
        unit: [(leaf.rule.code, leaf.points, leaf.max_points, leaf.value) for leaf in of]
        for unit, of in made.scores.leaves.items()
    }
    stars = {unit: (one.star, one.status, one.trace) for unit, one in made.rated.standings.items()}
    return leaves, made.scores.base, stars, made.boards, made.warnings, made.awards.bonus


@examples(12)
@given(LEVELS, st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True))
def test_what_is_tried_changes_nothing_that_counts_and_is_measured_as_if_it_did(levels, codes: list[str]):
    plain = evaluate(tables(*rows_of_quarter(levels)), {})
    made = evaluate(quarter(levels, codes, words.TRIED), {})
    assert counted(made) == counted(plain)
    assert made.tried is not None
    given_points = {(u, x.rule.code): x.value.ratio for u, of in plain.scores.leaves.items() for x in of}
    tried = {
        (u, x.rule.code.removesuffix("试")): x.value.ratio for u, of in made.tried.leaves.items() for x in of
    }
    assert tried == {at: ratio for at, ratio in given_points.items() if at[1] in codes}
    (held,) = made.held.values()
    stars = {unit: one.star for unit, one in plain.rated.standings.items()}
    assert all(stars[one.unit] == one.star and one.left < one.star for one in held)


def test_a_gate_that_is_tried_tells_whom_it_would_hold_back():
    levels = {**dict.fromkeys(INPUTS, TOP), ("锅炉班", "safety"): 0}
    made = evaluate(quarter(levels, [], words.TRIED), {})
    (held,) = made.held.values()
    assert made.rated.standings["党支部", "甲支部"].star
    assert {(one.unit[1], one.left) for one in held} >= {("甲支部", 0)}


@pytest.mark.parametrize("code", ["BR04", "BR01a", "TM01"])
def test_what_is_switched_off_is_not_there(code: str):
    def change(rules: Rules) -> None:
        with_copies(rules, [code], words.SWITCHED_OFF)

    found = rule_frames(change)
    book, plain = (build_rulebook(of, lambda *at: str(at)) for of in (found, rule_frames()))
    assert [one.code for one in book.measured] == [one.code for one in plain.measured]
    assert (len(book.gates), book.tried_gates, book.families) == (len(plain.gates), (), plain.families)


@pytest.mark.parametrize(
    ("use", "left"), [(words.SWITCHED_OFF, ["BR02"]), (words.TRIED, ["BR01", "BR01a", "BR02"])]
)
def test_a_part_is_never_more_than_its_whole(use: str, left: list[str]):
    def change(rules: Rules) -> None:
        rows = {one["code"]: one for one in rules["indicator"]}
        rules["indicator"] = [rows[code] for code in ("BR01", "BR01a", "BR02")]
        rows["BR01"]["use"] = use

    found = rule_frames(change)
    assert list(in_use(found)["indicator"]["code"]) == left
    assert not build_rulebook(found, lambda *at: str(at)).indicators
    assert in_use(frames([]))["indicator"].empty
