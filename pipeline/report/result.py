"""What a rating gives and every renderer takes: typed rows, one a fact, and the lookups that pages need."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pipeline.core.chinese import LEVELS, name_order
from pipeline.core.correction import Corrected
from pipeline.core.period import Period, parse_period
from pipeline.core.publish import file_names
from pipeline.evidence.figures import Figure
from pipeline.evidence.tables import Tables
from pipeline.intake.account import Intake
from pipeline.intake.examine import Examined
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.firmness import Firmness, firmness
from pipeline.rating.explain.shortfall import Shortfall
from pipeline.rating.explain.suggestions import Suggestion, suggestions
from pipeline.rating.score import Unit
from pipeline.rating.stars import RATED
from pipeline.report.rows import (
    Colleague,
    EvidenceCell,
    Objection,
    PastStar,
    Rank,
    Score,
    Star,
    StarChange,
    TraceStep,
    Trial,
    shared_place,
)
from pipeline.report.stage import UNDECIDED_STAGES, Stage
from pipeline.report.statistics import Statistics, statistics_of
from pipeline.rulebook.lines import RuleLine
from pipeline.rulebook.rules import Rulebook
from schemas.base import YES
from schemas.words import BRANCH, MEMBER, TEAM

FOLDERS = {BRANCH: "支部", TEAM: "班组"}  # of the pages of units, under report/
_ANCHORS = {BRANCH: "b", TEAM: "t"}
_TREND = 8  # periods that a trend shows
Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Result:
    """One rated period: all that a renderer needs. `stars` have the best place first and the unrated last."""

    period: Period
    plant: str
    version: str
    digest: str  # first 12 hex digits over the rulebook and all inputs
    stage: Stage
    level: str  # full / top3 / band
    stars: tuple[Star, ...]
    scores: tuple[Score, ...]
    ranks: tuple[Rank, ...]
    trace: tuple[TraceStep, ...]
    evidence: tuple[EvidenceCell, ...]
    history: tuple[PastStar, ...]
    shortfalls: tuple[Shortfall, ...]
    figures: tuple[Figure, ...]
    rules: tuple[RuleLine, ...]
    thresholds: Mapping[str, tuple[float, ...]]  # unit kind -> lowest scores of 1..5 stars
    warnings: tuple[str, ...]  # quota warnings and other sentences of the period
    intake: Intake
    trials: tuple[Trial, ...] = ()  # of indicators that are only tried: measured, and counted nowhere
    level_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # unit kind -> 未定级, 一星 …
    full: Mapping[str, float] = field(default_factory=dict)  # unit kind -> full points
    without: tuple[str, ...] = ()  # branches left out on purpose
    absent: tuple[str, ...] = ()  # branches without a readable workbook (drafts only)
    recused: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    paired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # branch without own teams -> paired
    persons: tuple[Colleague, ...] = ()  # everyone
    source: tuple[Examined, Evaluation] | None = (
        None  # what it was built from; None where it is drawn by hand
    )

    def names_of(self, unit_kind: str) -> tuple[str, ...]:
        """What the levels of a kind are called, 未定级 first."""
        return self.level_names.get(unit_kind, LEVELS)

    @property
    def examined(self) -> Examined:
        """The checked period behind the result."""
        assert self.source is not None
        return self.source[0]

    @property
    def evaluation(self) -> Evaluation:
        """The facts, scores and decisions behind the result."""
        assert self.source is not None
        return self.source[1]

    @property
    def tables(self) -> Tables:
        """The accepted rows behind the result."""
        return self.evaluation.tables

    @property
    def correction(self) -> Corrected | None:
        """What the result corrects, where the period had been closed before."""
        return None if self.source is None else self.examined.correction

    @cached_property
    def corrected_stars(self) -> dict[Unit, Star]:
        """The stars of before the correction, as far as they are printed; none where nothing is corrected."""
        rows = self.correction.stars if self.correction is not None else {}
        return {unit: _star_of(self.period, row, self.tables.rulebook) for unit, row in rows.items()}

    @cached_property
    def star_changes(self) -> tuple[StarChange, ...]:
        """The units that have another star than before the correction, branches first, by name."""
        if self.correction is None:
            return ()
        before = self.corrected_stars
        pairs = (StarChange(before.get(key), self.star.get(key)) for key in before | self.star)
        moved = [one for one in pairs if _shown(one.before) != _shown(one.now)]
        return tuple(sorted(moved, key=lambda one: (one.star.unit_kind != BRANCH, name_order(one.star.unit))))

    @cached_property
    def statistics(self) -> Statistics | None:
        """The counts of every part of the system."""
        return None if self.source is None else statistics_of(self.evaluation)

    @cached_property
    def suggestions(self) -> dict[Unit, Suggestion]:
        """How each rated unit below the top comes to its next star in the next quarter."""
        return {} if self.source is None else {one.unit: one for one in suggestions(self.evaluation)}

    @cached_property
    def firmness(self) -> list[Firmness]:
        """How firm places and stars are: only while nothing is decided, and for the office alone (rules 10.17)."""
        return firmness(self.evaluation) if self.source and self.stage.name in UNDECIDED_STAGES else []

    @cached_property
    def star(self) -> dict[Unit, Star]:
        return {star.key: star for star in self.stars}

    @cached_property
    def colleagues(self) -> dict[str, Colleague]:
        """Number -> whose it is."""
        return {one.person: one for one in self.persons}

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The last periods that are known, the present one included, oldest first."""
        return tuple(sorted({past.period for past in self.history} | {self.period.name}, key=_days)[-_TREND:])

    @cached_property
    def pages(self) -> dict[Unit, str]:
        """The page of each unit, under report/."""
        return {
            (kind, unit): f"{folder}/{name}.html"
            for kind, folder in FOLDERS.items()
            for unit, name in file_names(sorted(star.unit for star in self.stars_of(kind))).items()
        }

    @cached_property
    def anchors(self) -> dict[Unit, str]:
        """Where the report speaks of each unit; a team has no card of its own, its branch's card speaks of it."""
        branches = sorted(star.unit for star in self.stars_of(BRANCH))
        cards = {(BRANCH, unit): f"{_ANCHORS[BRANCH]}{number}" for number, unit in enumerate(branches, 1)}
        return cards | {star.key: cards.get((BRANCH, star.parent), "why") for star in self.stars_of(TEAM)}

    def stars_of(self, unit_kind: str) -> list[Star]:
        return self._stars.get(unit_kind, [])

    def teams_of(self, star: Star) -> list[Star]:
        """The teams that stand for a branch: its own, or those it is paired with where it has none."""
        if star.unit_kind != BRANCH:
            return []
        paired = self.paired.get(star.unit, ())
        own = self._teams.get(star.unit, [])
        return own or [team for team in self.stars_of(TEAM) if team.unit in paired]

    def place_of(self, star: Star) -> str:
        """The unit's place by total as every page, paper and message prints it; a dash where there is none."""
        return shared_place(star.place, self._sharing[star.unit_kind, star.place])

    def scores_of(self, unit: Unit) -> list[Score]:
        return self._scores.get(unit, [])

    def trials_of(self, unit: Unit) -> list[Trial]:
        """What was measured of the unit by indicators that are only tried."""
        return self._trials.get(unit, [])

    def ranks_on(self, board: str, unit_kind: str) -> list[Rank]:
        """The places on a board, group by group, the best first."""
        return self._ranks.get((board, unit_kind), [])

    def rank_on(self, board: str, unit: Unit) -> Rank | None:
        """The place of one unit on a board."""
        return self._rank.get((board, *unit))

    def heads_of(self, unit: Unit) -> int:
        """How many people the directory lists in a branch or team."""
        return self._heads[unit]

    def steps_of(self, unit: Unit) -> list[TraceStep]:
        return self._steps.get(unit, [])

    def cells_of(self, unit: Unit) -> list[EvidenceCell]:
        return self._cells.get(unit, [])

    def past_of(self, unit: Unit) -> dict[str, PastStar]:
        """Period -> what the unit had then."""
        return self._past.get(unit, {})

    def shortfalls_of(self, unit: Unit) -> list[Shortfall]:
        return self._shortfalls.get(unit, [])

    @cached_property
    def _sharing(self) -> Counter[tuple[str, int | None]]:
        return Counter((star.unit_kind, star.place) for star in self.stars)

    @cached_property
    def _stars(self) -> dict[str, list[Star]]:
        return _grouped(self.stars, lambda star: star.unit_kind)

    @cached_property
    def _scores(self) -> dict[Unit, list[Score]]:
        return _grouped(self.scores, lambda score: score.key)

    @cached_property
    def _ranks(self) -> dict[tuple[str, str], list[Rank]]:
        ordered = sorted(self.ranks, key=lambda r: (r.group, r.rank is None, r.rank or 0, name_order(r.unit)))
        return _grouped(ordered, lambda rank: (rank.board, rank.unit_kind))

    @cached_property
    def _rank(self) -> dict[tuple[str, str, str], Rank]:
        ranks: dict[tuple[str, str, str], Rank] = {}
        for (board, kind), of_board in self._ranks.items():
            for rank in of_board:
                ranks.setdefault((board, kind, rank.unit), rank)
        return ranks

    @cached_property
    def _heads(self) -> Counter[Unit]:
        people = self.colleagues.values()
        return Counter((kind, one) for p in people for kind, one in ((BRANCH, p.branch), (TEAM, p.team)))

    @cached_property
    def _teams(self) -> dict[str, list[Star]]:
        return _grouped(self.stars_of(TEAM), lambda star: star.parent)

    @cached_property
    def _trials(self) -> dict[Unit, list[Trial]]:
        return _grouped(self.trials, lambda trial: trial.key)

    @cached_property
    def _steps(self) -> dict[Unit, list[TraceStep]]:
        return _grouped(self.trace, lambda step: step.key)

    @cached_property
    def _cells(self) -> dict[Unit, list[EvidenceCell]]:
        return _grouped((cell for cell in self.evidence if cell.unit_kind != MEMBER), lambda cell: cell.key)

    @cached_property
    def _shortfalls(self) -> dict[Unit, list[Shortfall]]:
        return _grouped(self.shortfalls, lambda shortfall: (shortfall.unit_kind, shortfall.unit))

    @cached_property
    def _past(self) -> dict[Unit, dict[str, PastStar]]:
        groups = _grouped(self.history, lambda past: (past.unit_kind, past.unit))
        return {unit: {past.period: past for past in pasts} for unit, pasts in groups.items()}


def _shown(star: Star | None) -> tuple[object, ...]:
    return () if star is None else (star.shown, star.status, star.pending)


def _star_of(period: Period, row: Mapping[str, str], rules: Rulebook) -> Star:
    """A star by its row in data/stars.csv, as far as a correction prints it."""
    level, score = row.get("star"), row.get("score")
    return Star(
        period=period.name,
        unit_kind=row["unit_kind"],
        unit=row["unit"],
        parent=row.get("parent", ""),
        score=float(score) if score else None,
        score_star=None,
        capped_star=None,
        star=rules.level(row["unit_kind"], int(level)) if level else None,
        previous_star=None,
        because="",
        status=row.get("status", RATED),
        bonus=None,
        total=None,
        place=None,
        group="",
        responsible=row.get("responsible", ""),
        pending=row.get("pending") == YES,
    )


def _days(name: str) -> tuple[dt.date, dt.date]:
    """2019-08 comes after 2019Q2, whatever the letters say."""
    period = parse_period(name)
    assert period is not None
    return period.end, period.start


def _grouped(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)
