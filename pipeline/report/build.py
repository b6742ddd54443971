"""Evaluation -> Result: the decided numbers laid out as frames with one row a fact, ready to print."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import name_order, star_word
from pipeline.core.period import parse_period
from pipeline.evidence.figures import figures
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.kinds import show
from pipeline.intake.examine import Examined
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain import Shortfall, measured, next_stars
from pipeline.rating.explain import because as told
from pipeline.rating.rank import peer_groups, places
from pipeline.rating.score import Leaf, Unit, counted_teams
from pipeline.rating.stars import Standing
from pipeline.report.result import EVIDENCE, HISTORY, RANKS, SCORES, STARS, TRACE, Objection, Result
from pipeline.report.stage import stage_of
from pipeline.rulebook.lines import rule_lines
from pipeline.rulebook.rules import Rulebook
from schemas.base import Kind, column_of
from schemas.books import SHEETS
from schemas.words import BRANCH, TEAM

_RESTORED = "事后还原：没有收到这个月的工作簿，按季末工作簿中日期在这个月的行评定"


StarAt = tuple[str, str, str]  # period, unit kind, unit
KnownStar = tuple[int | None, float | None, bool]  # star, score, whether published


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """A rated period: what came in, what was decided, the stars known before, and the result as renderers take it."""

    examined: Examined
    made: Evaluation
    known: Mapping[StarAt, KnownStar]
    result: Result

    @property
    def tables(self) -> Tables:
        return self.made.tables


def result_of(
    examined: Examined,
    made: Evaluation,
    known: Mapping[StarAt, KnownStar],
    draft: bool,
    without: tuple[str, ...],
) -> Result:
    """The evaluation as the renderers take it."""
    tables, rules = made.tables, made.tables.rulebook
    stars = stars_frame(made)
    absent = tuple(unit for unit in tables.missing if unit not in without)
    return Result(
        period=tables.period,
        plant=rules.settings["电厂名称"],
        version=rules.settings["版本"],
        digest=fingerprint(examined.intake.sources, rules),
        stage=stage_of(tables, draft),
        level=rules.settings["公布范围"],
        stars=stars,
        scores=scores_frame(made),
        ranks=ranks_frame(made),
        trace=trace_frame(made),
        evidence=evidence_frame(made),
        history=history_frame(known, stars),
        shortfalls=shortfalls(made),
        figures=tuple(figures(tables)),
        rules=tuple(rule_lines(rules, examined.inbox.cell)),
        thresholds={kind: tuple(float(x) for x in lowest) for kind, lowest in rules.thresholds.items()},
        warnings=(_RESTORED,) * examined.chosen.restored + made.warnings,
        intake=examined.intake,
        without=without,
        absent=absent,
        recused=tuple(recused(made)),
        objections=objections(tables),
        paired=paired(tables),
        persons=persons_frame(made),
        evaluated_to=tables.period.end,
    )


def fingerprint(sources: Mapping[str, str], rules: Rulebook) -> str:
    """Twelve hex digits over the rules and the content of every input, whatever the files are called."""
    return hashlib.sha256("\n".join([rules.digest, *sorted(sources.values())]).encode()).hexdigest()[:12]


def stars_frame(made: Evaluation) -> pd.DataFrame:
    """One row a branch and team of the directory, columns STARS."""
    responsible, groups = made.tables.directory.leaders, _groups(made)
    order = {kind: _places(made, kind) for kind in (BRANCH, TEAM)}
    rows = []
    for unit, standing in made.rated.standings.items():
        rows.append(
            {
                "period": made.tables.period.name,
                "unit_kind": unit[0],
                "unit": unit[1],
                "parent": standing.parent,
                "score": _float(standing.score),
                "score_star": standing.score_star,
                "capped_star": standing.capped,
                "star": standing.star,
                "previous_star": standing.previous,
                "because": because(standing),
                "status": standing.status,
                "bonus": _float(made.awards.bonus.get(unit, Fraction(0))),
                "total": _float(made.total(unit)),
                "place": order[unit[0]].get(unit[1]),
                "group": groups[unit],
                "responsible": responsible[unit].numbered if unit in responsible else "",
                "pending": bool(standing.pending),
            }
        )
    frame = pd.DataFrame(rows, columns=list(STARS))
    whole = dict.fromkeys(("score_star", "capped_star", "star", "previous_star", "place"), "Int64")
    return frame.astype(whole | dict.fromkeys(("score", "bonus", "total"), "Float64"))


def because(standing: Standing) -> str:
    """The stages that decided the star, in one sentence."""
    if not standing.rated:
        return standing.trace[0].because
    told = [step.because for i, step in enumerate(standing.trace) if i == 0 or step.before != step.after]
    ends = f"暂缓评定：{standing.pending}" if standing.pending else f"定为{star_word(standing.star or 0)}"
    return "；".join([*told, ends])


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _places(made: Evaluation, kind: str) -> dict[str, int]:
    """Place by total among the units of a kind that have a score and are not held back from rating."""
    month = made.tables.period.months == 1  # rated by nobody, and still compared by score
    totals = {
        s.unit[1]: t
        for s in made.rated.standings.values()
        if s.unit[0] == kind and (s.rated or month) and (t := made.total(s.unit)) is not None
    }
    return dict(zip(totals, places(list(totals.values())), strict=True))


def _groups(made: Evaluation) -> dict[Unit, str]:
    branches, teams = made.tables.frames["branch"], made.tables.frames["team"]
    least = made.tables.rulebook.whole("同组最少单位数")
    of_kind = {
        BRANCH: dict(zip(branches["branch"], branches["category"], strict=True)),
        TEAM: dict(zip(teams["team"], teams["specialty"], strict=True)),
    }
    return {
        (kind, name): group
        for kind, groups in of_kind.items()
        for name, group in peer_groups(groups, least).items()
    }


def scores_frame(made: Evaluation) -> pd.DataFrame:
    """One row a leaf indicator and unit, columns SCORES."""
    rows = [_leaf(made, leaf) for leaves in made.scores.leaves.values() for leaf in leaves]
    frame = pd.DataFrame(rows, columns=list(SCORES))
    return frame.astype(
        dict.fromkeys(
            ("points", "max_points", "standard_points", "ratio", "self_points", "checked_points"), "Float64"
        )
    )


def _leaf(made: Evaluation, leaf: Leaf) -> dict[str, Any]:
    rule, shown = leaf.rule, leaf.applies
    checked = leaf.points if leaf.reason else None
    return {
        "period": made.tables.period.name,
        "unit_kind": leaf.unit[0],
        "unit": leaf.unit[1],
        "indicator": rule.code,
        "points": float(leaf.points) if shown else None,
        "max_points": float(leaf.max_points) if shown else None,
        "value": measured(leaf),
        "because": told(leaf, made.tables),
        "name": rule.name,
        "parent_indicator": rule.parent,
        "standard_points": float(rule.points),
        "ratio": float(leaf.ratio) if shown else None,
        "self_points": float(leaf.self_points) if shown else None,
        "checked_points": _float(checked),
        "board": rule.board,
        "side": rule.side,
        "duty": rule.duty,
        "applies": shown,
    }


def ranks_frame(made: Evaluation) -> pd.DataFrame:
    """One row a board and unit, columns RANKS."""
    parents = {unit: s.parent for unit, s in made.rated.standings.items()}
    home = made.people.members["branch"].to_dict()
    rows = [
        row
        | {
            "period": made.tables.period.name,
            "quantity": _float(row["quantity"]),
            "quality": _float(row["quality"]),
            "score": _float(row["score"]),
            "parent": parents.get((row["unit_kind"], row["unit"]), home.get(row["unit"], "")),
        }
        for row in made.boards
    ]
    frame = pd.DataFrame(rows, columns=list(RANKS))
    return frame.astype({"quantity": "Float64", "quality": "Float64", "score": "Float64", "rank": "Int64"})


def trace_frame(made: Evaluation) -> pd.DataFrame:
    """One row a stage that a unit went through, columns TRACE."""
    rows = [
        (
            made.tables.period.name,
            *unit,
            step.stage,
            step.rule,
            step.place,
            step.before,
            step.after,
            step.because,
        )
        for unit, standing in made.rated.standings.items()
        for step in standing.trace
    ]
    return pd.DataFrame(rows, columns=list(TRACE)).astype({"before": "Int64", "after": "Int64"})


def evidence_frame(made: Evaluation) -> pd.DataFrame:
    """One row a cell that an indicator of a unit was computed from, columns EVIDENCE; values as they are shown."""
    values = {
        (key, column): _shown(made, key, column)
        for key, column in set(zip(made.scores.evidence["key"], made.scores.evidence["field"], strict=True))
    }
    rows = []
    order = ["unit_kind", "unit", "indicator", "key", "file", "row", "field"]
    for kind, unit, indicator, key, in_file, number, field in zip(
        *(made.scores.evidence[c] for c in order), strict=True
    ):
        file, sheet, address = made.tables.place(key, in_file, int(number), field)
        rows.append(
            (
                made.tables.period.name,
                kind,
                unit,
                indicator,
                file,
                sheet,
                int(number),
                address,
                values[key, field].get((in_file, int(number)), ""),
            )
        )
    frame = pd.DataFrame(rows, columns=list(EVIDENCE))
    return frame.sort_values(["unit_kind", "unit", "indicator", "file", "sheet", "row", "cell"]).reset_index(
        drop=True
    )


def _shown(made: Evaluation, key: str, column: str) -> dict[tuple[str, int], str]:
    rows, kind = made.tables.frames[key], column_of(SHEETS[key], column).kind
    return {
        (file, row): show(kind, value) for (file, _, row), value in zip(rows.index, rows[column], strict=True)
    }


def history_frame(earlier: Mapping[StarAt, KnownStar], stars: pd.DataFrame) -> pd.DataFrame:
    """Stars by period, columns HISTORY: what was published or found before, and this period last; a year is no step of a trend.

    `earlier`: (period, unit kind, unit) -> star, score, whether published."""
    rows = [
        (*where, *what)
        for where, what in sorted(earlier.items())
        if (period := parse_period(where[0])) is None or period.months < 12
    ]
    rows += [
        (
            r["period"],
            r["unit_kind"],
            r["unit"],
            None if r["pending"] or pd.isna(r["star"]) else r["star"],
            r["score"],
            False,
        )
        for r in stars.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(HISTORY)).astype({"star": "Int64", "score": "Float64"})


def shortfalls(made: Evaluation) -> tuple[Shortfall, ...]:
    """What every unit lacks for its next star."""
    return tuple(next_stars(made.rated, made.tables.rulebook))


def persons_frame(made: Evaluation) -> pd.DataFrame:
    """person, name, branch, team of everyone in the directory."""
    return made.people.all[["person", "name", "branch", "team"]].reset_index(drop=True)


def recused(made: Evaluation) -> Sequence[str]:
    """Branches whose result the discipline office has to review."""
    rows = made.tables.frames["branch"]
    return sorted(rows[rows["recused"].eq("是").fillna(False)]["branch"])


def objections(tables: Tables) -> tuple[Objection, ...]:
    """The objections of the period as they were recorded."""
    rows = tables.frames["objection"].sort_values(["received", "unit", "matter"], kind="stable")
    return tuple(
        Objection(
            r["unit"],
            r["matter"],
            show(Kind.DATE, r["received"]),
            tables.directory.name_of(r["handler"]),
            show(Kind.TEXT, r["answer"]),
            show(Kind.DATE, r["answered"]),
        )
        for r in rows.to_dict("records")
    )


def paired(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Branches without own teams and the teams that stand for them."""
    own = set(tables.frames["team"]["branch"])
    return {
        str(branch): tuple(sorted(rows["team"], key=name_order))
        for branch, rows in counted_teams(tables).groupby("branch")
        if branch not in own
    }
