"""Earlier periods: published stars first, else what the earlier workbooks in input/ give, oldest first (rules 5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.period import Period, parse_period
from pipeline.excel.cells.cell import same_name
from pipeline.intake.collect import Inbox, period_of
from pipeline.intake.examine import tables_of
from pipeline.intake.select import Selection
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.rating.score import Unit
from pipeline.report.build import KnownStar, StarAt
from schemas.books import SUBMISSION
from schemas.words import UNIT_KINDS


@dataclass(slots=True, eq=False)
class History:
    """Stars before a period: `known`: (period, unit kind, unit) -> star, score, published; `last`: what the step goes by."""

    known: dict[StarAt, KnownStar] = field(default_factory=dict)
    last: dict[Unit, int] = field(default_factory=dict)
    _quarterly: set[tuple[int, Unit]] = field(default_factory=set)

    def add(self, period: Period, unit: Unit, star: int | None, score: float | None, published: bool) -> None:
        """Remember a period's star; a star that is missing leaves the last one standing (a missed quarter).

        A yearly star, which quotas may have lowered, is what a quarter goes by only where no quarter of its year is known."""
        self.known[period.name, *unit] = (star, score, published)
        if star is not None and not (period.months == 12 and (period.year, unit) in self._quarterly):
            self.last[unit] = star
            self._quarterly.add((period.year, unit))


def periods_in(inbox: Inbox) -> list[Period]:
    """The quarters and months for which a branch has sent a workbook, oldest first."""
    return sorted({p for w in inbox.of(SUBMISSION.key) if (p := period_of(w)) is not None and p.months < 12})


def oldest_first(periods: Iterable[Period]) -> list[Period]:
    """Periods in the order in which their stars are decided: a year after its last quarter."""
    return sorted(periods, key=lambda p: (p.end, p.months))


def history(chosen: Selection) -> History:
    """Everything known before the selection's period."""
    assert chosen.review is not None
    published = _published(chosen)
    quarters = {p for p in periods_in(chosen.inbox) if p.months == 3 and p.end < chosen.period.start}
    made = History()
    for period in oldest_first(quarters | set(published)):
        official = published.get(period, {})
        told = bool(official) and all(score is not None for _, score in official.values())
        result = _evaluated(chosen.inbox, period, made.last) if period in quarters and not told else None
        for unit in sorted(set(official) | (set(result.rated.standings) if result else set())):
            standing = result.rated.standings.get(unit) if result else None
            score = None if standing is None or standing.score is None else float(standing.score)
            if unit in official:
                star, printed = official[unit]
                made.add(period, unit, star, score if printed is None else printed, True)
            elif standing is not None and not official:
                made.add(period, unit, None if standing.pending else standing.star, score, False)
    return made


def _published(chosen: Selection) -> Mapping[Period, dict[Unit, tuple[int, float | None]]]:
    """The 已公布星级 sheet of the period's review workbook, of periods before it."""
    assert chosen.review is not None
    found: dict[Period, dict[Unit, tuple[int, float | None]]] = {}
    for row in chosen.rows("published_star").to_dict("records"):
        period = parse_period(str(row["period"]))
        if period is not None and period.end < chosen.period.start and not pd.isna(row["star"]):
            name = chosen.names.get(same_name(row["unit"]), row["unit"])
            found.setdefault(period, {})[row["unit_kind"], name] = (
                int(row["star"]),
                None if pd.isna(row["score"]) else float(row["score"]),
            )
    return found


def _evaluated(inbox: Inbox, period: Period, previous: Mapping[Unit, int]) -> Evaluation | None:
    """An earlier period under its own rulebook; None where its workbooks do not suffice."""
    tables = tables_of(inbox, period)
    return None if tables is None else evaluate(tables, previous, UNIT_KINDS)
