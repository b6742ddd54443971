"""One more row done on time, or an outcome written at a pair, never lowers the score of a branch or team.

A required meeting that nobody comes to is no row done on time: whoever owes it comes here. One beyond what the work list
requires may be held before empty chairs."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.level_plant import INPUTS, MONTHS, OWN, PERSON, rows_of_quarter
from kit.tiny_plant import Row, row, tables

from pipeline.evidence.facts import facts_of
from pipeline.evidence.people import people_of
from pipeline.rating.score import score
from schemas.words import UNIT_KINDS

LEVELS = st.lists(st.integers(0, 3), min_size=len(INPUTS), max_size=len(INPUTS)).map(
    lambda of: dict(zip(INPUTS, of, strict=True))
)
BRANCHES, MONTH = st.sampled_from(list(OWN)), st.sampled_from(MONTHS)
DAYS = st.tuples(MONTH, st.integers(1, 28)).map(lambda of: f"{of[0]}-{of[1]:02}")
HELD = ("主题党日", "支部党员大会", "组织生活会")


@st.composite
def meetings(draw: st.DrawFn) -> Row:
    """A meeting to which everybody owed came."""
    return row("meeting", draw(BRANCHES), type=draw(st.sampled_from(HELD)), date=draw(DAYS))


@st.composite
def extra_meetings(draw: st.DrawFn) -> Row:
    """A theme day beyond that of its month, whoever stayed away or was excused."""
    by, persons = draw(BRANCHES), st.lists(st.integers(0, 4), unique=True)
    away = {
        name: "、".join(f"{PERSON[by]}{n}" for n in draw(persons)) or None for name in ("absent", "excused")
    }
    return row("meeting", by, type="主题党日", date=draw(DAYS), **away)


@st.composite
def trainings(draw: st.DrawFn) -> Row:
    by = draw(BRANCHES)
    host = draw(st.sampled_from([by, *OWN[by]]))
    kind = draw(st.sampled_from(["专题党课", "道德小讲堂"]))
    audience = draw(st.sampled_from(["支部", "全厂"] if host == by else ["班组"]))
    return row("training", by, type=kind, host_unit=host, audience=audience, date=draw(DAYS))


@st.composite
def duties(draw: st.DrawFn) -> Row:
    by, month = draw(BRANCHES), draw(MONTH)
    unit = draw(st.sampled_from([by, *OWN[by]]))
    item = "ZB12" if unit == by else draw(st.sampled_from(["BZ11", "BZ12", "BZ13"]))
    return row("duty", by, unit=unit, item=item, month=month, done=f"{month}-{draw(st.integers(1, 28)):02}")


@st.composite
def pairs(draw: st.DrawFn) -> Row:
    """A pair of any kind, with anybody as its learner, with an outcome or without."""
    by, outcome = draw(BRANCHES), draw(st.sampled_from([None, "取证"]))
    who = st.tuples(st.sampled_from(list(PERSON.values())), st.integers(0, 8)).map(
        lambda of: f"{of[0]}{of[1]}"
    )
    kind = draw(st.sampled_from(["党员带群众", "技能一带一"]))
    return row("pairing", by, type=kind, guide=f"{PERSON[by]}1", learner=draw(who), outcome=outcome)


KINDS = {
    "组织生活": meetings(),
    "组织生活 beyond what is required": extra_meetings(),
    "双星培训": trainings(),
    "工作清单": duties(),
    "一带一": pairs(),
}


def scores(rows: list[Row]) -> dict[tuple[str, str], Fraction]:
    """The scores of branches and teams."""
    plant = tables(*rows)
    return dict(score(plant, facts_of(plant), people_of(plant), {}, UNIT_KINDS).base)


@examples(10)
@given(data=st.data(), levels=LEVELS)
def test_one_more_row_never_lowers_a_score(data: st.DataObject, levels: dict[tuple[str, str], int]):
    """One more of each kind beside the same plant, which is scored without it once for all of them."""
    plant = rows_of_quarter(levels)
    before = scores(plant)
    for kind, rows in KINDS.items():
        after = scores([*plant, data.draw(rows, label=kind)])
        assert all(after[unit] >= before[unit] for unit in before)


@examples(10)
@given(levels=LEVELS, which=st.integers(0, 99))
def test_an_outcome_written_at_a_pair_never_lowers_a_score(levels: dict[tuple[str, str], int], which: int):
    blank = [
        Row(one.sheet, one.file, {**one.cells, "outcome": None}) if one.sheet == "pairing" else one
        for one in rows_of_quarter(levels)
    ]
    at = [number for number, one in enumerate(blank) if one.sheet == "pairing"]
    written = list(blank)
    number = at[which % len(at)]
    written[number] = Row("pairing", blank[number].file, {**blank[number].cells, "outcome": "取证"})
    before, after = (scores(found) for found in (blank, written))
    assert all(after[unit] >= before[unit] for unit in before)
    assert after != before
