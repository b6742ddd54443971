"""What of a change between two quarters work did and what rules did: last quarter's evidence scored again by the present rules. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.evidence.facts import facts_of
from pipeline.evidence.people import people_of
from pipeline.evidence.tables import Tables
from pipeline.rating.bonus import awards, with_bonus
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit, score
from schemas.words import TEAM, UNIT_KINDS


@dataclass(frozen=True, slots=True)
class Bridged:
    """A unit's score of last quarter under the rules of then and under the present ones, and its score now."""

    unit: Unit
    before: Fraction
    same_rules: Fraction
    now: Fraction

    @property
    def by_rules(self) -> Fraction:
        """What the change of the rules did."""
        return self.same_rules - self.before

    @property
    def by_work(self) -> Fraction:
        """What work did, under the same rules."""
        return self.now - self.same_rules


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two quarters compared: whether their rules differ, the units with a score in both, and those that can only be named."""

    rules_changed: bool
    units: tuple[Bridged, ...]
    only_now: tuple[Unit, ...] = ()
    only_before: tuple[Unit, ...] = ()
    moved: tuple[Unit, ...] = ()  # teams that belong to another branch now


def bridge(before: Tables, evaluation: Evaluation, name_now: Callable[[str], str] = str) -> Bridge:
    """The quarter against the one before, whose accepted rows are `before`; `name_now`: what a unit of then is called."""
    rules, now = evaluation.tables.rulebook, evaluation.scores.base
    changed = before.rulebook.digest != rules.digest
    then = _renamed(scores_of(before), name_now)
    same = _renamed(scores_of(replace(before, rulebook=rules)), name_now) if changed else then
    of_now = {unit for unit in evaluation.rated.standings if unit in now}
    both = sorted(unit for unit in of_now if unit in then and unit in same)
    homes, homes_before = evaluation.tables.directory.teams, before.directory.teams
    homes_before = {name_now(team): name_now(branch) for team, branch in homes_before.items()}
    return Bridge(
        changed,
        tuple(Bridged(unit, then[unit], same[unit], now[unit]) for unit in both),
        only_now=tuple(sorted(of_now - set(both))),
        only_before=tuple(sorted(unit for unit in then if unit not in both)),
        moved=tuple(
            unit for unit in both if unit[0] == TEAM and homes.get(unit[1]) != homes_before.get(unit[1])
        ),
    )


def _renamed(scores: Mapping[Unit, Fraction], name_now: Callable[[str], str]) -> dict[Unit, Fraction]:
    return {(kind, name_now(name)): score for (kind, name), score in scores.items()}


def scores_of(tables: Tables) -> Mapping[Unit, Fraction]:
    """The scores of branches and teams by the rules that the tables carry."""
    facts = facts_of(tables)
    awarded = awards(tables, facts)
    scores, _ = with_bonus(
        tables.rulebook, score(tables, facts, people_of(tables), awarded.penalty, UNIT_KINDS), awarded
    )
    return scores.base
