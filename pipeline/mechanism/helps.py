"""助力行动: theme days, task forces and volunteers of the year by theme, and the problems they solved."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from pipeline.evidence.figures import helps as helps_of
from pipeline.mechanism.reading import Row, branches, rows
from pipeline.rating.evaluate import Evaluation
from schemas.words import THEMES


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A branch, or the plant: helps of the year so far by theme; of this period the members taking part and what they solved."""

    branch: str
    themes: tuple[int, ...]
    helps: int
    actions: int  # of this period, by the sheet 助力行动
    members: int  # different members
    colleagues: int
    solved: int


@dataclass(frozen=True, slots=True)
class Helps:
    themes: tuple[str, ...]
    lines: tuple[HelpLine, ...]
    whole: HelpLine


def helps(made: Evaluation) -> Helps:
    """Every help once, as the figures of the report count them."""
    held = helps_of(made.tables)
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for branch, theme in zip(held["branch"], held["theme"], strict=True):
        count[branch][theme] += 1
        count[""][theme] += 1
    actions = rows(made, "action")
    return Helps(THEMES, tuple(_line(b, count[b], [r for r in actions if r.unit == b]) for b in branches(made)),
                 _line("全厂", count[""], actions))


def _line(name: str, count: Counter[str], actions: list[Row]) -> HelpLine:
    own = [r.cells for r in actions]
    people = {person for c in own for person in (c["members"] or "").split("、") if person}
    return HelpLine(name, tuple(count[theme] for theme in THEMES), sum(count.values()), len(own), len(people),
                    sum(c["colleagues"] or 0 for c in own), sum(c["solved"] or 0 for c in own))
