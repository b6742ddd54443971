"""What an evaluation gives and the renderers take: frames with one row a fact, and the little around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.period import Period
from pipeline.evidence.figures import Figure
from pipeline.intake.account import Intake
from pipeline.rating.explain import Shortfall
from pipeline.report.stage import Stage
from pipeline.rulebook.lines import RuleLine

# Columns of the frames, in the order in which report/data/*.csv prints them.
STARS = (
    "period",
    "unit_kind",
    "unit",
    "parent",
    "score",
    "score_star",
    "capped_star",
    "star",
    "previous_star",
    "because",
    "status",
    "bonus",
    "total",
    "place",
    "group",
    "responsible",
    "pending",
)
SCORES = (
    "period",
    "unit_kind",
    "unit",
    "indicator",
    "points",
    "max_points",
    "value",
    "because",
    "name",
    "parent_indicator",
    "standard_points",
    "ratio",
    "self_points",
    "checked_points",
    "board",
    "side",
    "duty",
    "applies",
)
RANKS = ("period", "board", "unit_kind", "unit", "parent", "quantity", "quality", "score", "rank", "group")
TRACE = ("period", "unit_kind", "unit", "stage", "rule", "place", "before", "after", "because")
EVIDENCE = ("period", "unit_kind", "unit", "indicator", "file", "sheet", "row", "cell", "value")
HISTORY = ("period", "unit_kind", "unit", "star", "score", "published")


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection and what became of it; `answered` is "" while it is open."""

    unit: str
    matter: str
    received: str
    handler: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One evaluated period. Frames have the columns named above; stars are Int64 with NA where no star is given."""

    period: Period
    plant: str
    version: str
    digest: str  # first 12 hex digits over the rulebook and all inputs
    stage: Stage
    level: str  # full / top3 / band
    stars: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame
    trace: pd.DataFrame
    evidence: pd.DataFrame
    history: pd.DataFrame
    shortfalls: tuple[Shortfall, ...]
    figures: tuple[Figure, ...]
    rules: tuple[RuleLine, ...]
    thresholds: Mapping[str, tuple[float, ...]]  # unit kind -> lowest scores of 1..5 stars
    warnings: tuple[str, ...]  # quota warnings and other sentences of the period
    intake: Intake
    without: tuple[str, ...] = ()  # branches left out on purpose
    absent: tuple[str, ...] = ()  # branches without a readable workbook (drafts only)
    recused: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    paired: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # branch without own teams -> its paired teams
    persons: pd.DataFrame = field(default_factory=pd.DataFrame)  # everyone: person, name, branch, team
    evaluated_to: dt.date | None = None  # the last day of the period
