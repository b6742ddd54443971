"""述职评议: the votes that the secretaries got over the year, by branch. They inform, no score is made of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.exact import half_up
from pipeline.tables import Tables

GRADES = ("good", "fine", "fair", "bad")
GRADE_WORDS = ("好", "较好", "一般", "差")


@dataclass(frozen=True, slots=True)
class Votes:
    """What a secretary got: the votes in the order of GRADES."""

    branch: str
    person: str
    counts: tuple[int, ...]

    @property
    def good(self) -> Fraction | None:
        """Per cent of the votes that are 好, two decimals half up; None without a vote."""
        return half_up(Fraction(100 * self.counts[0], sum(self.counts)), 2) if sum(self.counts) else None


def votes(tables: Tables, quarters: Sequence[Tables]) -> tuple[Votes, ...]:
    """A line a branch of the directory whose secretary was voted on; of several votes in the year the last one stands."""
    found = {str(row["person"]): tuple(int(row[grade]) for grade in GRADES)
             for quarter in quarters for row in quarter.frames["appraisal"].to_dict("records")}
    branches = tables.frames["branch"]
    return tuple(Votes(branch, person, found[person])
                 for branch, person in sorted(zip(branches["branch"], branches["secretary"], strict=True)) if person in found)
