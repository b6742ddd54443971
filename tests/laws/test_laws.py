from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.frames import frame_of
from kit.laws import examples
from kit.level_plant import INPUTS, OWN, TOP, directory, quarter
from kit.result_of import result_of
from kit.tiny_plant import Row, branch, letters, row, tables, team, titles

from pipeline.core.exact import exact, half_up
from pipeline.evidence.tables import Tables
from pipeline.rating.caps import rulings
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.score import Scores
from pipeline.rating.stars import rate
from pipeline.report.rows import EvidenceCell, Rank, Score, Star, TraceStep

LEVELS = st.lists(st.sampled_from([3, 3, 3, 3, 2, 1, 0]), min_size=len(INPUTS), max_size=len(INPUTS)).map(
    lambda of: dict(zip(INPUTS, of, strict=True))
)
UNITS = [*(("党支部", name) for name in OWN), *(("班组", t) for own in OWN.values() for t in own)]
PAST = st.lists(st.sampled_from([None, None, 5, 4, 3, 2]), min_size=len(UNITS), max_size=len(UNITS)).map(
    lambda of: {unit: star for unit, star in zip(UNITS, of, strict=True) if star is not None}
)


def stars(made: Evaluation) -> dict[tuple[str, str], int | None]:
    return {unit: standing.star for unit, standing in made.rated.standings.items()}


@cache
def best() -> Evaluation:
    return evaluate(quarter(dict.fromkeys(INPUTS, TOP)), {})


def test_the_plant_of_these_laws_can_reach_every_star():
    assert set(stars(best()).values()) == {5}
    worst = evaluate(quarter(dict.fromkeys(INPUTS, 0)), {})
    assert set(stars(worst).values()) == {0}


# --- a better value never costs a star


@examples(15)
@given(LEVELS, PAST, st.sampled_from(INPUTS))
def test_a_better_input_never_costs_anyone_a_star(
    levels: dict[tuple[str, str], int], past: dict[tuple[str, str], int], raised
):
    low = {**levels, raised: min(levels[raised], TOP - 1)}
    before = evaluate(quarter(low), past)
    after = evaluate(quarter({**low, raised: low[raised] + 1}), past)
    for unit, star in stars(before).items():
        assert (after.scores.base[unit], stars(after)[unit]) >= (before.scores.base[unit], star)
        assert stars(after)[unit] >= star


WEB = tables(
    *(branch(name) for name in ("甲支部", "乙支部", "丁支部")),
    branch("丙支部", paired_teams="锅炉班、电气班"),
    *(
        team(name, of=of)
        for name, of in (
            ("锅炉班", "甲支部"),
            ("汽机班", "甲支部"),
            ("热控班", "甲支部"),
            ("电气班", "乙支部"),
        )
    ),
)
NAMES = [("党支部", f"{name}支部") for name in "甲乙丙丁"] + [
    ("班组", name) for name in ("锅炉班", "汽机班", "热控班", "电气班")
]
POINTS = st.sampled_from(
    ["100", "95", "94.99", "90", "85", "80", "79.99", "70", "65", "60", "50", "49.99", "0"]
).map(Fraction)


@examples(100)
@given(
    st.lists(POINTS, min_size=8, max_size=8),
    st.lists(st.sampled_from([None, 5, 4, 3, 1]), min_size=8, max_size=8),
    st.integers(0, 7),
    POINTS,
)
def test_a_better_score_never_costs_anyone_a_star(
    points: list[Fraction], past: list[int | None], which: int, better: Fraction
):
    last = {unit: star for unit, star in zip(NAMES, past, strict=True) if star is not None}

    def rated(base: Mapping[tuple[str, str], Fraction]) -> dict[tuple[str, str], int | None]:
        made = Scores({}, base, pd.DataFrame())
        return {unit: one.star for unit, one in rate(WEB, made, rulings(WEB, made), last).standings.items()}

    low = dict(zip(NAMES, points, strict=True))
    before, after = rated(low), rated(low | {NAMES[which]: max(better, points[which])})
    assert all(after[unit] >= before[unit] for unit in NAMES)


@pytest.mark.parametrize(
    "raised", [one for one in INPUTS if one[0] in ("甲支部", "锅炉班")], ids=lambda of: of[1]
)
def test_every_input_of_these_laws_moves_the_score_of_its_unit(raised: tuple[str, str]):
    unit = next(unit for unit in UNITS if unit[1] == raised[0])
    worse = evaluate(quarter(dict.fromkeys(INPUTS, TOP) | {raised: 0}), {})
    moved = [
        leaf.value != other.value or leaf.points != other.points
        for leaf, other in zip(worse.scores.leaves[unit], best().scores.leaves[unit], strict=True)
    ]
    assert any(moved) or worse.scores.base[unit] < best().scores.base[unit]


# --- order and names change nothing


def shuffled(old: Tables, seed: int) -> Tables:
    """The same plant with its files renamed, its sheets, rows and columns in another order."""
    chance = Random(seed)
    names = sorted(old.unit_of)
    new = dict(zip(names, chance.sample([f"{n}.xlsx" for n in range(len(names))], len(names)), strict=True))
    keys = chance.sample(sorted(old.frames), len(old.frames))
    return replace(
        old,
        frames={key: _frame(old.frames[key], new, chance) for key in keys},
        year={key: _frame(rows, new, chance) for key, rows in old.year.items()},
        unit_of={new[file]: unit for file, unit in old.unit_of.items()},
        letters=letters(new.values()),
        titles=titles(new.values()),
    )


def _frame(rows: pd.DataFrame, new: Mapping[str, str], chance: Random) -> pd.DataFrame:
    made = rows.iloc[chance.sample(range(len(rows)), len(rows))][
        chance.sample(list(rows.columns), len(rows.columns))
    ]
    places = [(new[file], sheet, number) for number, (file, sheet, _) in enumerate(made.index, 6)]
    return (
        made.set_axis(pd.MultiIndex.from_tuples(places, names=rows.index.names), axis=0) if places else made
    )


def printed(made: Evaluation) -> dict[str, Any]:
    """Everything decided, without the cells it came from."""
    result = result_of(made)
    return {
        "scores": frame_of(result.scores, Score)
        .sort_values(["unit_kind", "unit", "indicator"])
        .to_csv(index=False),
        "stars": frame_of(result.stars, Star).sort_values(["unit_kind", "unit"]).to_csv(index=False),
        "ranks": frame_of(result.ranks, Rank).sort_values(["board", "unit_kind", "unit"]).to_csv(index=False),
        "trace": frame_of(result.trace, TraceStep).to_csv(index=False),
        "evidence": frame_of(result.evidence, EvidenceCell)[
            ["unit_kind", "unit", "indicator", "sheet", "value"]
        ]
        .value_counts()
        .to_dict(),
    }


@examples(8)
@given(LEVELS, PAST, st.integers(0, 10**6))
def test_the_order_of_files_sheets_rows_and_columns_changes_nothing(levels, past, seed: int):
    plant = quarter(levels)
    assert printed(evaluate(shuffled(plant, seed), past)) == printed(evaluate(plant, past))


DOUBTS = [
    [
        row(
            "achievement",
            by,
            achievement="CG-1",
            type="技能竞赛",
            level="公司",
            place="第一名",
            people="11、21",
            team=t,
            date="2019-08-01",
        )
        for by, t in (("甲支部", "锅炉班"), ("甲支部", "汽机班"), ("乙支部", "电气班"))
    ],
    [
        row("inspection", unit="甲支部", session="主题党日", session_date="2019-08-15", grade=g)
        for g in ("好", "差")
    ],
    [
        row(
            "survey",
            unit="甲支部",
            date="2019-09-20",
            entitled=9,
            issued=9,
            returned=9,
            very=9 - bad,
            mostly=0,
            fair=0,
            bad=bad,
            unknown=0,
        )
        for bad in (0, 9)
    ],
    [
        row("duty", "甲支部", unit="甲支部", item="ZB12", month="2019-08", done=day)
        for day in ("2019-08-20", "2019-09-20")
    ],
    [
        row(
            "event",
            unit_kind="党支部",
            unit="甲支部",
            type="加分",
            points=p,
            achievement="CG-1",
            date="2019-08-01",
        )
        for p in (1.0, 2.0)
    ],
    [
        row("inspection", unit="甲支部", indicator="BR04", score=s, problem=f"核定 {s}")
        for s in (1.0, 5.0, 5.0)
    ],
    [row("target_actual", by, goal="M-甲支部", actual=a) for by, a in (("乙部", 9.0), ("丙部", 3.0))],
    [row("target_actual", "甲支部", goal="M-甲支部", actual=a) for a in (9.0, 3.0)],
    [
        row("pairing", "甲支部", type="党员带群众", guide="11", learner="15", outcome=o)
        for o in ("会了", None)
    ],
]


@pytest.mark.parametrize("rows", DOUBTS, ids=lambda rows: rows[0].sheet if isinstance(rows, list) else None)
@pytest.mark.parametrize("seed", range(2))
def test_rows_that_say_the_same_thing_twice_do_not_win_by_their_order(rows: list[Row], seed: int):
    plant = tables(*directory(), *rows)
    assert printed(evaluate(shuffled(plant, seed), {})) == printed(evaluate(plant, {}))


# --- totals are what anyone gets who adds up


@examples(6)
@given(LEVELS)
def test_every_total_is_the_sum_of_its_printed_leaves_rescaled(levels: dict[tuple[str, str], int]):
    made = evaluate(quarter(levels), {})
    result = result_of(made)
    leaves = frame_of(result.scores, Score).groupby(["unit_kind", "unit"])
    totals = {star.key: star for star in result.stars}
    for unit in UNITS:
        own = leaves.get_group(unit)
        earned, live = (
            sum((exact(float(x)) for x in own[name].dropna()), Fraction(0))
            for name in ("points", "max_points")
        )
        base = half_up(earned / live * 100, 2) - made.awards.penalty.get(unit, 0)
        assert exact(float(totals[unit].score)) == max(base, 0)
        assert exact(float(totals[unit].total)) == min(max(base, 0) + made.awards.bonus.get(unit, 0), 105)
        assert live >= 70
        assert (own["points"].dropna() <= own["max_points"].dropna()).all()


@examples(5)
@given(LEVELS, PAST)
def test_every_trace_leads_from_nothing_to_the_star_without_a_gap(levels, past):
    made = evaluate(quarter(levels), past)
    trace = frame_of(result_of(made).trace, TraceStep)
    for (kind, name), star in stars(made).items():
        own = trace[trace["unit_kind"].eq(kind) & trace["unit"].eq(name)]
        assert pd.isna(own["before"].iloc[0])
        assert own["before"].iloc[1:].tolist() == own["after"].iloc[:-1].tolist()
        assert own["after"].iloc[-1] == star
