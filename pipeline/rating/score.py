"""Scores: measured indicators -> printed points of every leaf -> the base score of every unit (rules 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from pipeline.core.exact import exact, half_up, shared
from pipeline.core.records import records
from pipeline.evidence.facts import Facts
from pipeline.evidence.people import People
from pipeline.evidence.tables import ORIGIN, Tables, directory_rows, in_scheme
from pipeline.rating.measures import Rows, figure, measure, options, rows_of
from pipeline.rating.scoring import Value, scored
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.rules import Rulebook
from schemas.base import title
from schemas.facts import TeamScore
from schemas.words import BRANCH, MEMBER, RATED_KINDS, TEAM, ZERO

Unit = tuple[str, str]  # kind, name
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One indicator of one unit as it is printed. `self_points` is what the branch's own sheets give, `points` what
    stands after the inspection; `reason` why it was replaced."""

    unit: Unit
    rule: Indicator
    value: Value
    max_points: Fraction
    self_points: Fraction
    points: Fraction
    reason: str = ""

    @property
    def applies(self) -> bool:
        return self.value.ratio is not None

    @property
    def ratio(self) -> Fraction:
        """Share of the points that were earned, after the inspection."""
        return self.points / self.max_points if self.max_points else self.value.ratio or Fraction(0)

    @property
    def board_weight(self) -> Fraction:
        """What the leaf weighs on its board: its largest points of this period, a 三比权重 scaled alike (rules 4)."""
        weight, standard = self.rule.board_weight, self.rule.points
        return weight * self.max_points / standard if standard else weight


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """All leaves by unit, the base score of each unit that can be scored, and the cells each leaf came from."""

    leaves: Mapping[Unit, Sequence[Leaf]]
    base: Mapping[Unit, Fraction]
    evidence: pd.DataFrame


def units_of(tables: Tables, people: People) -> dict[str, list[str]]:
    """The units of each kind that can be scored: those of the directory whose branch has sent its workbook."""
    branches, teams = tables.frames["branch"], tables.frames["team"]
    present = ~branches["branch"].isin(tables.missing)
    return {
        TEAM: sorted(teams[~teams["branch"].isin(tables.missing)]["team"]),
        BRANCH: sorted(branches[present]["branch"]),
        MEMBER: sorted(people.members[~people.members["branch"].isin(tables.missing)]["person"]),
    }


def score(
    tables: Tables,
    facts: Facts,
    people: People,
    penalty: Mapping[Unit, Fraction],
    kinds: tuple[str, ...] = RATED_KINDS,
) -> Scores:
    """Teams first, then branches (whose 班组均分 needs the teams), then members; penalties lower the base, to 0 at least."""
    found = dict(facts)
    units = {kind: names for kind, names in units_of(tables, people).items() if kind in kinds}
    replaced, scheme = inspected(tables), scheme_of(tables, people)
    leaves: dict[Unit, Sequence[Leaf]] = {}
    base: dict[Unit, Fraction] = {}
    evidence: list[tuple[object, ...]] = []
    for kind, names in units.items():
        values: dict[str, dict[str, Value]] = defaultdict(dict)
        for rule in tables.rulebook.of(kind):
            rows = rows_of(rule, found[rule.source], people.bases)
            evidence += _origins(rule, rows.expected, rows.unit, set(names))
            for name, value in values_of(rule, rows, names, scheme).items():
                values[name][rule.code] = value
        for name in names:
            unit = (kind, name)
            leaves[unit] = leaves_of(unit, tables.rulebook, values[name], replaced)
            total = base_after(leaves[unit], tables.rulebook, unit, penalty)
            if total is not None:
                base[unit] = total
        if kind == TEAM and title(TeamScore) not in found:
            found[title(TeamScore)] = team_scores(tables, base)
    return Scores(leaves, base, pd.DataFrame(evidence, columns=list(_EVIDENCE)))


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """Which units an indicator is for, and who is compared with whom."""

    units: Mapping[str, pd.DataFrame]  # kind -> the directory's rows of its units, by name
    groups: Mapping[str, Mapping[str, str]]  # kind -> unit -> its peer group
    least: int  # units in a group that is compared in itself

    def names(self, rule: Indicator, names: Iterable[str]) -> list[str]:
        """Those whose scheme has the indicator."""
        if not rule.applies:
            return list(names)
        inside = set(in_scheme(rule, self.units))
        return [name for name in names if name in inside]


def scheme_of(tables: Tables, people: People) -> Scheme:
    """The directory as conditions and comparisons of units ask for it."""
    rows = directory_rows(tables.frames)
    groups = {
        kind: dict(zip(of.index, of[column], strict=True))
        for kind, of, column in (
            (BRANCH, rows[BRANCH], "category"),
            (TEAM, rows[TEAM], "specialty"),
            (MEMBER, people.members, "branch"),
        )
    }
    return Scheme(rows, groups, tables.rulebook.whole("同组最少单位数"))


def values_of(rule: Indicator, rows: Rows, names: Iterable[str], scheme: Scheme) -> dict[str, Value]:
    """A value for each of the names whose scheme has the indicator."""
    mine = scheme.names(rule, names)
    return ratios(rule, measure(rule, rows), mine, scheme, options(rule, rows))


def ratios(
    rule: Indicator,
    parts: Mapping[str, tuple[Fraction, Fraction]],
    names: Iterable[str],
    scheme: Scheme | None = None,
    chosen: Mapping[str, str] = _NOTHING,
) -> dict[str, Value]:
    """A value for each name: the share of its points by the rule's way of scoring; what the rule says of missing data
    where there is none. `chosen`: the options of units that have no number."""
    empty = Value(Fraction(0) if rule.missing == ZERO else None)
    names = list(names)
    figures = {name: parts[name] for name in names if name in parts and parts[name][1]}
    values = scored(
        rule,
        {name: figure(rule, *both) for name, both in figures.items()},
        scheme.groups[rule.unit_kind] if scheme else _NOTHING,
        scheme.least if scheme else 1,
        {name: chosen[name] for name in names if name in chosen and name not in figures},
    )
    return {
        name: replace(values[name], above=figures[name][0], below=figures[name][1])
        if name in figures
        else values.get(name, empty)
        for name in names
    }


def inspected(tables: Tables) -> dict[tuple[Unit, str], tuple[Fraction, str]]:
    """核定分 and its reason by unit and leaf (rules 3.4), none of those that contradict each other (2.4).

    It stands for the quarter that was inspected, not for a month."""
    if tables.period.months == 1:
        return {}
    rows = tables.frames["inspection"]
    marked = [rule.code for rule in tables.rulebook.measured if rule.by_hand]  # measured by it, not replaced
    rows = rows[rows["score"].notna() & ~rows["indicator"].isin(marked)]
    differing = rows.groupby(["unit_kind", "unit", "indicator"])["score"].transform("nunique") > 1
    return {
        ((r["unit_kind"], r["unit"]), r["indicator"]): (exact(float(r["score"])), str(r["problem"]))
        for r in records(rows[~differing.astype(bool)].sort_values("problem", kind="stable"))
    }


def max_points(
    rules: Sequence[Indicator], applies: Mapping[str, bool], rulebook: Rulebook
) -> dict[str, Fraction]:
    """What each leaf can earn: the points of leaves that do not apply go to the others of the same indicator (rules 3.1)."""
    families: dict[str, list[Indicator]] = defaultdict(list)
    for rule in rules:
        families[rule.family].append(rule)
    points = {rule.code: Fraction(0) for rule in rules}
    for members in families.values():
        live = [rule for rule in members if applies[rule.code] and rule.points]
        if live:
            whole = sum((rule.points for rule in members), Fraction(0))
            parts = shared([rule.points for rule in live], whole, rulebook.places)
            points |= {rule.code: part for rule, part in zip(live, parts, strict=True)}
    return points


def leaves_of(
    unit: Unit,
    rulebook: Rulebook,
    values: Mapping[str, Value],
    replaced: Mapping[tuple[Unit, str], tuple[Fraction, str]],
) -> list[Leaf]:
    """A unit's leaves as they are printed: `values` of every leaf by code, `replaced`: 核定分 and its reason."""
    rules = [rule for rule in rulebook.of(unit[0]) if rule.code in values]
    most = max_points(rules, {code: v.ratio is not None for code, v in values.items()}, rulebook)
    return [
        leaf_of(
            unit, rule, values[rule.code], most[rule.code], replaced.get((unit, rule.code)), rulebook.places
        )
        for rule in rules
    ]


def leaf_of(
    unit: Unit,
    rule: Indicator,
    value: Value,
    top: Fraction,
    replaced: tuple[Fraction, str] | None,
    places: int,
) -> Leaf:
    """A leaf as it is printed: what its value earns of the `top` points, or 核定分 with its reason in place of that."""
    points = half_up(top * (value.ratio or 0), places)
    checked, reason = replaced or (None, "")
    stands = (
        points
        if checked is None or not rule.points
        else half_up(top * min(rule.most, checked / rule.points), places)
    )
    return Leaf(
        unit=unit, rule=rule, value=value, max_points=top, self_points=points, points=stands, reason=reason
    )


def base_score(leaves: Sequence[Leaf], rulebook: Rulebook, kind: str) -> Fraction | None:
    """Sum of the printed leaves, rescaled to the full points if some do not apply; None under the least coverage."""
    full = sum((leaf.rule.points for leaf in leaves), Fraction(0))
    live = sum((leaf.max_points for leaf in leaves), Fraction(0))
    if not live or live / full * 100 < rulebook.number("适用分下限"):
        return None
    earned = sum((leaf.points for leaf in leaves), Fraction(0))
    return half_up(earned / live * rulebook.full(kind), rulebook.places)


def base_after(
    leaves: Sequence[Leaf], rulebook: Rulebook, unit: Unit, penalty: Mapping[Unit, Fraction]
) -> Fraction | None:
    """The base score after what is taken off, nothing at least; None under the least coverage."""
    total = base_score(leaves, rulebook, unit[0])
    return None if total is None else max(Fraction(0), total - penalty.get(unit, Fraction(0)))


def counted_teams(tables: Tables) -> pd.DataFrame:
    """Which teams stand for which branch: its own, or those it is paired with where it has none (rules 5.3)."""
    teams = tables.frames["team"][["branch", "team"]]
    rest = tables.frames["branch"]
    rest = rest[~rest["branch"].isin(teams["branch"]) & rest["paired_teams"].notna()]
    paired = rest.assign(team=rest["paired_teams"].str.split("、")).explode("team")[["branch", "team"]]
    return pd.concat([teams, paired[paired["team"].isin(teams["team"])]], ignore_index=True)


def team_scores(tables: Tables, base: Mapping[Unit, Fraction]) -> pd.DataFrame:
    """The fact table 班组得分: scores of each branch's own teams; paired teams carry gates alone (rules 10.18)."""
    rows = tables.frames["team"][["branch", "team"]]
    rows = rows[rows["team"].isin([name for kind, name in base if kind == TEAM])]
    full = tables.rulebook.full(TEAM)
    scores = [
        base[TEAM, team] * 100 / full for team in rows["team"]
    ]  # of a hundred, whatever the full points are
    return rows.assign(
        score=pd.Series(scores, index=rows.index, dtype="object"), file=None, key=None, row=None, field=None
    )


_EVIDENCE = ("unit", *ORIGIN, "note", "unit_kind", "indicator")


def _origins(rule: Indicator, rows: pd.DataFrame, unit: str, names: set[str]) -> Iterator[tuple[object, ...]]:
    """The cells of an indicator's rows, each once a unit; `note`: why and how the row counts, where that is not plain."""
    notes = rows["note"].tolist() if "note" in rows else [""] * len(rows)
    cells = zip(*(rows[name].tolist() for name in (unit, *ORIGIN)), notes, strict=True)
    for name, file, key, row, field, note in dict.fromkeys(cells):
        if name in names and not pd.isna(file):
            yield name, file, key, int(row), field, note, rule.unit_kind, rule.code
