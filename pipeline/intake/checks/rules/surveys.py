"""Are the categories and answers of 测评明细 sound? Weights of a hundred, and used by an indicator that finds them filled in."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.core.chinese import plain
from pipeline.core.exact import exact
from pipeline.core.finding import Finding
from pipeline.intake.checks.rules.draft import Draft
from schemas.base import title
from schemas.books import SHEETS
from schemas.facts import BallotFact
from schemas.words import UNIT_KINDS

_FULL = 100
_ASKED = ("survey_group", "survey_answer")


def surveys(draft: Draft) -> Iterator[Finding]:
    """Weights of each kind of unit, what the indicators that go by 测评明细 need, and rows that nothing uses."""
    yield from _weights(draft)
    using = [(at, row) for at, row in draft.rows("indicator") if row["source"] == title(BallotFact)]
    for at, row in using:
        kinds = {one["unit_kind"] for _, one in draft.rows("survey_group")}
        empty = {
            "survey_group": row["unit_kind"] not in kinds,
            "survey_answer": not draft.rows("survey_answer"),
        }
        for key in (key for key in _ASKED if empty[key]):
            facts = {"indicator": row["code"], "kind": row["unit_kind"], "lacking": title(SHEETS[key])}
            yield draft.say("E544", "indicator", at, "source", row["source"], **facts)
    for key in _ASKED if not using else ():
        for at, row in draft.rows(key)[:1]:
            first = "group" if key == "survey_group" else "answer"
            yield draft.say("W542", key, at, first, row[first], sheet=title(SHEETS[key]))


def _weights(draft: Draft) -> Iterator[Finding]:
    for kind in UNIT_KINDS:
        rows = [(at, row) for at, row in draft.rows("survey_group") if row["unit_kind"] == kind]
        total = sum((exact(float(row["weight"])) for _, row in rows), Fraction(0))
        if rows and total != _FULL:
            at, row = rows[0]
            facts = {"kind": kind, "total": plain(total)}
            yield draft.say("E543", "survey_group", at, "weight", plain(row["weight"]), **facts)
        groups = [row["group"] for _, row in rows]
        for place, (at, row) in enumerate(rows):
            if row["group"] in groups[:place]:
                why = "这一类写了两次"
                yield draft.say("E503", "survey_group", at, "group", row["group"], why=why)
