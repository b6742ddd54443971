"""Stars: base score -> score star -> step -> caps -> linked star, with a trace row for every stage (rules 5)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.chinese import plain, points
from pipeline.core.records import records
from pipeline.evidence.tables import Tables, directory_rows
from pipeline.rating.caps import NO_PAST, Past, Rulings, share_of
from pipeline.rating.link import IntArray, Links, asked, floors, free, linked, links, wanted, without_teams
from pipeline.rating.score import Leaf, Scores, Unit, counted_teams
from pipeline.rulebook.levels import Gate, Level
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, GATE_MEAN, GATE_NO_TEAMS, TEAM

_NOBODY: Mapping[Unit, int] = {}
RATED, UNRATED, FIRST, ABSENT, STOPPED = "已评", "未评", "首期未评", "缺报", "不参评"


@dataclass(frozen=True, slots=True)
class Step:
    """One trace row: what a stage did to a star, by which rule, in which cell of the rulebook."""

    stage: str
    rule: str
    place: str
    before: int | None
    after: int | None
    because: str


@dataclass(slots=True)
class Standing:
    """A unit on its way to a star."""

    unit: Unit
    parent: str
    status: str
    score: Fraction | None
    previous: int | None
    levels: tuple[Level, ...] = ()
    pending: str = ""
    step_from: int | None = (
        None  # what the step is measured from: the previous star, or that before a veto which has ended
    )
    relevelled: bool = False  # the levels were others in the last period
    score_star: int | None = None
    capped: int | None = None
    star: int | None = None
    trace: list[Step] = field(default_factory=list)

    @property
    def rated(self) -> bool:
        return self.status == RATED

    @property
    def counts(self) -> bool:
        """True if gates count the unit: rated, or stopped, which counts as no level (rules 9.4)."""
        return self.status in (RATED, STOPPED)

    @property
    def lowest(self) -> tuple[Fraction, ...]:
        """The lowest score of each of its levels."""
        return tuple(level.lowest for level in self.levels)

    def move(self, stage: str, rule: str, place: str, after: int, because: str) -> None:
        """Take a stage: the star becomes `after`."""
        self.trace.append(Step(stage, rule, place, self.star, after, because))
        self.star = after


@dataclass(frozen=True, eq=False)
class Rated:
    """All units with their stars, and the linkage they were found in, for the explanations."""

    standings: Mapping[Unit, Standing]
    branches: Sequence[str]
    teams: Sequence[str]
    links: Links

    @cached_property
    def branch_at(self) -> Mapping[str, int]:
        """Branch -> its number in the linkage."""
        return {name: number for number, name in enumerate(self.branches)}

    @cached_property
    def team_at(self) -> Mapping[str, int]:
        """Team -> its number in the linkage."""
        return {name: number for number, name in enumerate(self.teams)}

    @cached_property
    def unrated(self) -> np.ndarray:
        """Branch by branch whether it is not rated: it holds nobody down, its teams keep what they have (stars.md 6)."""
        return np.array([not self.standings[BRANCH, name].counts for name in self.branches], dtype=bool)

    @cached_property
    def free_links(self) -> Links:
        """The linkage without the branches that are not rated."""
        return free(self.links, self.unrated)


def score_star(score: Fraction, lowest: Sequence[Fraction]) -> int:
    """The star whose lower bound the printed score reaches, 0 below all of them."""
    return sum(score >= bound for bound in lowest)


def rate(
    tables: Tables,
    scores: Scores,
    ruled: Rulings,
    previous: Mapping[Unit, int],
    before_veto: Mapping[Unit, int] = _NOBODY,
    past: Past = NO_PAST,
) -> Rated:
    """Stars of every branch and team of the directory; None where no star is given (未评, 首期, 缺报, 不参评)."""
    standings = _standings(tables, scores, ruled, previous, before_veto)
    stands = set(counted_teams(tables)["branch"])
    for standing in standings.values():
        if standing.rated:
            if standing.unit in past.relevelled:
                standing.step_from = None
                standing.relevelled = True
            leaves = scores.leaves.get(standing.unit, ())
            before_linking(standing, tables.rulebook, ruled, standing.unit[1] in stands, leaves)
    return _link(tables, standings)


def before_linking(
    standing: Standing, rules: Rulebook, ruled: Rulings, has_teams: bool, leaves: Sequence[Leaf] = ()
) -> None:
    """Score star, step, decisions and caps of a rated unit: what it may hold by itself. `has_teams`: teams stand for the
    branch."""
    _by_score(standing, rules, leaves)
    _by_step(standing, rules, ruled)
    _by_decision(standing, rules, ruled)
    _by_caps(standing, ruled)
    gate = without_teams(rules)
    if gate and standing.unit[0] == BRANCH and not has_teams:
        highest = int(gate.value)
        standing.move(
            "否决与封顶",
            GATE_NO_TEAMS,
            gate.place,
            min(standing.star or 0, highest),
            f"没有所辖和结对的班组，最高{rules.level_word(BRANCH, highest)}",
        )
    standing.capped = standing.star


def _standings(
    tables: Tables,
    scores: Scores,
    ruled: Rulings,
    previous: Mapping[Unit, int],
    before_veto: Mapping[Unit, int],
) -> dict[Unit, Standing]:
    standings = {}
    ladders = _ladders(tables)
    for kind, key in ((BRANCH, "branch"), (TEAM, "team")):
        for row in records(tables.frames[key].sort_values(key)):
            unit = (kind, row[key])
            status, why = _status(tables, scores, unit, row)
            if unit in ruled.stopped and status != ABSENT:
                status, why = STOPPED, ruled.stopped[unit]
            standing = Standing(
                unit,
                "" if kind == BRANCH else row["branch"],
                status,
                scores.base.get(unit),
                previous.get(unit),
                levels=ladders[unit],
                pending=ruled.pending.get(unit, ""),
                step_from=before_veto.get(unit, previous.get(unit)),
            )
            if why:
                standing.trace.append(Step(UNRATED, status, "", None, None, why))
            standings[unit] = standing
    return standings


def _ladders(tables: Tables) -> dict[Unit, tuple[Level, ...]]:
    """The levels of each unit; those with a condition only where it is met."""
    rules, directory = tables.rulebook, directory_rows(tables.frames)
    conditional = any(level.applies for level in rules.levels)
    return {
        (kind, str(name)): rules.ladder(kind, rows.loc[[name]] if conditional else None)
        for kind, rows in directory.items()
        if kind in (BRANCH, TEAM)
        for name in rows.index
    }


def _status(tables: Tables, scores: Scores, unit: Unit, row: Mapping[Hashable, Any]) -> tuple[str, str]:
    if row["branch"] in tables.missing:
        return ABSENT, "所在支部没有可用的填报工作簿，缺报，暂不定星"
    if unit not in scores.base:
        return UNRATED, f"适用的指标不足标准分的 {tables.rulebook.settings['适用分下限']}%，本期不评"
    if tables.period.months == 1:
        return UNRATED, "月度过程评价只计分，不评星"
    founded = row["founded"]
    if not pd.isna(founded) and pd.Timestamp(founded) >= pd.Timestamp(tables.period.start):
        return FIRST, f"{pd.Timestamp(founded):%Y-%m-%d} 成立，首期只计分不评星"
    return RATED, ""


def _by_score(standing: Standing, rules: Rulebook, leaves: Sequence[Leaf]) -> None:
    assert standing.score is not None
    levels = standing.levels or rules.ladder(standing.unit[0])
    star = score_star(standing.score, [level.lowest for level in levels])
    standing.score_star = star
    level = levels[max(star, 1) - 1]
    reached = (
        f"达到{level.name}的 {points(level.lowest)} 分"
        if star
        else f"不到{level.name}的 {points(level.lowest)} 分"
    )
    standing.move(
        "分数线",
        f"星级标准：{level.name}≥{points(level.lowest)}",
        level.place,
        star,
        f"得分 {points(standing.score)}，{reached}",
    )
    for level in levels[:star]:
        share = share_of(level.tested, leaves)
        if share is not None and share * 100 < level.test_share:
            codes = "、".join(level.tested)
            why = f"{codes}合计得分率 {plain(share * 100, 2)}%，{level.name}要 {plain(level.test_share)}%"
            after = min(standing.star or 0, level.star - 1)
            standing.move("分数线", f"星级标准：{level.name}的检验指标", level.place, after, why)


def _by_step(standing: Standing, rules: Rulebook, ruled: Rulings) -> None:
    before, last = standing.star or 0, standing.step_from
    if last is None:
        why = (
            "星级标准改了级数或名称，本期不受升降幅度限制"
            if standing.relevelled
            else "没有上期已公布星级，不受升降幅度限制"
        )
        standing.move("步长", "每期最多升降星", "", before, why)
        return
    rise, fall = rules.whole("每期最多升星"), rules.whole("每期最多降星")
    rule, after, why = "每期最多升降星", before, "升降在幅度以内"
    if standing.unit in ruled.promoted and before > last + rise:
        rule, why = "破格", "经批准破格，不受升幅限制"
    elif before > last + rise:
        rule, after, why = "每期最多升星", last + rise, f"一期最多升 {rise} 星"
    elif before < last - fall:
        rule, after, why = "每期最多降星", last - fall, f"因得分下降一期最多降 {fall} 星"
    word = rules.level_word(standing.unit[0], last)
    since = f"上期{word}" if standing.previous == last else f"否决期满，从否决以前的{word}算起"
    standing.move("步长", rule, "", after, f"{since}，{why}")


def _by_decision(standing: Standing, rules: Rulebook, ruled: Rulings) -> None:
    """A level given directly, then the levels that are taken (rules 9.4)."""
    for shift in ruled.direct.get(standing.unit, []):
        standing.move("否决与封顶", shift.rule.label, shift.rule.place, shift.levels, shift.sentence)
    for shift in ruled.lowered.get(standing.unit, []):
        after = max(0, (standing.star or 0) - shift.levels)
        standing.move("否决与封顶", shift.rule.label, shift.rule.place, after, shift.sentence)


def _by_caps(standing: Standing, ruled: Rulings) -> None:
    for cap in sorted(ruled.caps.get(standing.unit, []), key=lambda c: (c.highest, c.rule.label, c.sentence)):
        standing.move(
            "否决与封顶",
            cap.rule.label,
            cap.rule.place,
            min(standing.star or 0, cap.highest),
            cap.sentence,
        )


def _link(tables: Tables, standings: Mapping[Unit, Standing]) -> Rated:
    branches, teams = ([name for kind, name in standings if kind == wanted] for wanted in (BRANCH, TEAM))
    at = links(tables, branches, teams, {name: standings[TEAM, name].counts for name in teams})
    rated = Rated(standings, branches, teams, at)
    found = linked_stars(rated, {unit: one.star or 0 for unit, one in standings.items()}, tables.rulebook)
    for kind, names, stars in ((BRANCH, branches, found[0]), (TEAM, teams, found[1])):
        for name, star in zip(names, stars, strict=True):
            if standings[kind, name].rated:
                _linked(rated, standings[kind, name], int(star), tables.rulebook, found[1])
    return rated


def linked_stars(rated: Rated, room: Mapping[Unit, int], rules: Rulebook) -> tuple[IntArray, IntArray]:
    """Stars of branches and teams, in their order, where each could hold `room` by itself."""
    caps = [
        np.array([room[kind, name] for name in names], dtype=np.int64)
        for kind, names in ((BRANCH, rated.branches), (TEAM, rated.teams))
    ]
    return linked(np.where(rated.unrated, rules.star_steps, caps[0]), caps[1], rated.free_links)


def _linked(rated: Rated, standing: Standing, star: int, rules: Rulebook, team_star: np.ndarray) -> None:
    """The star that the linkage leaves, and why it is not the one above."""
    kind, name = standing.unit
    if star == (standing.star or 0):
        standing.move("联动", "联动条件", "", star, "联动条件都已满足")
    elif kind == TEAM:
        gate, floor = _closed_by(rated, name, star + 1, rules)
        rule = f"班组{rules.level_word(TEAM, gate.star)}要求支部{floor}"
        standing.move("联动", rule, gate.place, star, f"所属支部{standing.parent}不到{floor}")
    else:
        place, why = _lacking_for(rated, name, star + 1, rules, team_star)
        next_word = rules.level_word(BRANCH, star + 1)
        standing.move("联动", f"支部{next_word}的联动条件", place, star, f"评{next_word}，{why}")


def _closed_by(rated: Rated, team: str, star: int, rules: Rulebook) -> tuple[Gate, str]:
    """The row that closes a star to a team, and the star of its branch that the row asks for, in words.

    The lowest star that is closed is closed by the highest branch star it asks for, wherever its row stands."""
    need = rated.links.floor(rated.team_at[team])[star]
    gate = next(g for g in floors(rules) if g.star == star and int(g.value) == need)
    return gate, rules.level_word(BRANCH, need)


def _lacking_for(
    rated: Rated, name: str, star: int, rules: Rulebook, team_star: np.ndarray
) -> tuple[str, str]:
    """The first row of a star's gates that the branch's teams do not meet, and a sentence about all of those rows."""
    branch = rated.branch_at[name]
    counted = team_star[rated.links.counts_team[rated.links.counts_branch == branch]]
    rows = [
        (gate, int(demand.worth(counted).sum()), int(demand.need[branch]))
        for gate, demand in zip(asked(rules), rated.links.demands, strict=True)
        if gate.star == star
    ]
    lacking = [(gate, have, need) for gate, have, need in rows if have < need]
    why = "；".join(
        wanted(rules, gate.at_least if gate.how != GATE_MEAN else 0, have, need)
        for gate, have, need in lacking
    )
    return lacking[0][0].place, why + ("" if len(counted) else "：所辖班组首期未评或未评，不计")
