"""One more pledge, wish or request done on time never lowers the score of a branch or team.

The new item has a number of its own, or that of an item that another branch passed on to this one. It answers nothing and no
pledge answers it: a pledge that answers a wish leaves BR06b once that wish is due (rules 3), so a new wish, done on time, can
take a kept pledge out of BR06b beside a late one. A new pledge may answer a wish: then it is paid there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.fact_plant import concluded
from kit.laws import examples
from kit.level_plant import INPUTS, OWN, PERSON, TOP, rows_of_quarter
from kit.tiny_plant import Row, row, tables

from pipeline.evidence.facts import facts_of
from pipeline.evidence.people import people_of
from pipeline.rating.score import score
from schemas.words import UNIT_KINDS

BRANCHES = st.sampled_from(list(OWN))
NUMBERS = st.sampled_from([f"N-{n}" for n in range(1, 7)])
DAYS = st.sampled_from([f"2019-{month:02}-{day}" for month in range(4, 11) for day in ("05", "15", "25")])
RAISED = DAYS.filter(lambda day: day < "2019-09-20")  # before the office concluded anything
MAY_BE_OPEN = st.none() | DAYS
FRESH = ("A-1", "Z-1")  # before and after all other numbers


class Ledger(NamedTuple):
    """A ledger as these laws fill it: its sheet and title, the columns of its days, and its words."""

    sheet: str
    title: str
    promised: str
    closed: str
    person: str
    open_state: str
    closed_state: str


PLEDGES = Ledger("pledge", "双承诺", "deadline", "done", "person", "践诺中", "已完成")
WISHES = Ledger("wish", "微心愿", "due", "realised", "claimer", "已认领", "已实现")
REQUESTS = Ledger("request", "群众诉求", "due", "closed", "handler", "办理中", "已办结")
LEDGERS = (PLEDGES, WISHES, REQUESTS)


@cache
def without_ledgers() -> tuple[Row, ...]:
    rows = rows_of_quarter(dict.fromkeys(INPUTS, TOP))
    return tuple(one for one in rows if one.sheet not in {ledger.sheet for ledger in LEDGERS})


def item(ledger: Ledger, by: str, number: str, promised: str | None, done: str | None, **cells: Any) -> Row:
    state = ledger.open_state if done is None else ledger.closed_state
    days = {ledger.promised: promised, ledger.closed: done}
    return row(ledger.sheet, by, **{ledger.sheet: number, "state": state, **days, **cells})


def people(draw: st.DrawFn, ledger: Ledger, by: str) -> dict[str, Any]:
    """Who does it, and for whom or of which kind."""
    who = {ledger.person: f"{PERSON[by]}{draw(st.integers(1, 4))}"}
    if ledger is PLEDGES:
        linked = draw(st.none() | NUMBERS)
        return who | {
            "type": draw(st.sampled_from(["岗位承诺", "服务承诺"])),
            "verdict": "通过",
            "linked": linked,
        }
    return who | {"team": draw(st.sampled_from([None, *OWN[by]]))}


@st.composite
def items(draw: st.DrawFn, ledger: Ledger, taken: set[tuple[str, str]]) -> list[Row]:
    """An item in any state; one that was passed on may stand in the other branch too."""
    by, number = draw(BRANCHES), draw(NUMBERS)
    if any(number == other for _, other in taken):
        return []
    taken.add((by, number))
    cells = people(draw, ledger, by)
    if ledger is PLEDGES:
        reason = draw(st.sampled_from([None, None, "客观原因"]))
        return [item(ledger, by, number, draw(DAYS), draw(MAY_BE_OPEN), reason=reason, **cells)]
    raised = draw(RAISED)
    promised = max(raised, draw(DAYS))
    cells |= {"raised": raised}
    kind = draw(st.sampled_from(["kept", "kept", "kept", "撤回", "转办"]))
    if kind == "kept":
        return [item(ledger, by, number, promised, draw(MAY_BE_OPEN), **cells)]
    received = draw(st.none() | DAYS.map(lambda day: max(raised, day)))
    to = {"passed_unit": other_than(by), "received": received} if kind == "转办" else {}
    return [item(ledger, by, number, promised, None, **{**cells, **to, "state": kind})]


def other_than(by: str) -> str:
    return next(name for name in OWN if name != by)


@st.composite
def plants(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """The ledgers of this quarter with what the office concluded, and those of the last one."""
    now, last = [], []
    for ledger in LEDGERS:
        taken: set[tuple[str, str]] = set()
        now += [one for _ in range(draw(st.integers(0, 5))) for one in draw(items(ledger, taken))]
        earlier: set[tuple[str, str]] = set()
        last += [one for _ in range(draw(st.integers(0, 4))) for one in draw(items(ledger, earlier))]
        matter = st.sampled_from(["客观原因", "撤回", "转办", "延期"])
        now += [
            concluded(draw(NUMBERS), draw(matter), table=ledger.title) for _ in range(draw(st.integers(0, 1)))
        ]
    return now, last


@st.composite
def on_time(draw: st.DrawFn, ledger: Ledger, plant: list[Row]) -> Row:
    """An item done by the day on which it is due."""
    passed = [one for one in plant if one.sheet == ledger.sheet and one.cells["state"] == "转办"]
    by, number, raised = draw(BRANCHES), draw(st.sampled_from(FRESH)), draw(RAISED)
    if passed and draw(st.booleans()):
        one = draw(st.sampled_from(passed))
        by, number, raised = one.cells["passed_unit"], one.cells[ledger.sheet], one.cells["raised"]
    cells = people(draw, ledger, by)
    done = max(raised, draw(DAYS))
    if ledger is not PLEDGES:
        cells |= {"raised": raised}
        done = min(done, _longest(raised))
    return item(ledger, by, number, max(done, draw(DAYS)), done, **cells)


def _longest(raised: str) -> str:
    return (dt.date.fromisoformat(raised) + dt.timedelta(days=60)).isoformat()


def scores(rows: list[Row], last: list[Row]) -> Mapping[tuple[str, str], Fraction]:
    plant = tables(*without_ledgers(), *rows, last=last)
    return score(plant, facts_of(plant), people_of(plant), {}, UNIT_KINDS).base


@pytest.mark.parametrize("half", (1, 2))  # that may be tried side by side
@examples(13)
@given(data=st.data(), plant=plants())
def test_one_more_item_done_on_time_never_lowers_a_score(
    half: int, data: st.DataObject, plant: tuple[list[Row], list[Row]]
):
    """One more of each ledger beside the same plant, which is scored without it once for all of them."""
    now, last = plant
    before = scores(now, last)
    for ledger in LEDGERS:
        after = scores([*now, data.draw(on_time(ledger, now), label=ledger.title)], last)
        assert all(after[unit] >= before[unit] for unit in before)
