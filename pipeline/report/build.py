"""Evaluation to Result: the decided numbers laid out as typed rows, one a fact, ready to print."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

import pandas as pd

from pipeline.core.chinese import name_order, star_word
from pipeline.core.period import parse_period
from pipeline.core.records import records
from pipeline.evidence.figures import figures
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.kinds import show
from pipeline.excel.layout import COVER
from pipeline.intake.examine import Examined
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.leaves import because, measured
from pipeline.rating.explain.shortfall import next_stars
from pipeline.rating.score import Leaf, Unit, counted_teams
from pipeline.rating.scoring import peer_groups, places
from pipeline.rating.stars import Standing
from pipeline.report.result import Result
from pipeline.report.rows import (
    Colleague,
    EvidenceCell,
    Objection,
    PastStar,
    Rank,
    Score,
    Star,
    TraceStep,
    Trial,
)
from pipeline.report.stage import stage_of
from pipeline.rulebook.lines import rule_lines
from pipeline.rulebook.rules import Rulebook
from schemas.base import Kind, column_of
from schemas.books import DECLARED, SHEETS
from schemas.cover import Cover
from schemas.words import BRANCH, TEAM, UNIT_KINDS

StarAt = tuple[str, str, str]  # period, unit kind, unit
KnownStar = tuple[int | None, float | None, bool]  # star, score, whether published
_RESTORED = "事后还原：没有收到这个月的工作簿，按季末工作簿中日期在这个月的行评定"


def build(
    examined: Examined,
    evaluation: Evaluation,
    known: Mapping[StarAt, KnownStar],
    draft: bool,
    without: tuple[str, ...],
) -> Result:
    """The evaluation as renderers take it; `known`: the stars of earlier periods."""
    tables, rules = evaluation.tables, evaluation.tables.rulebook
    stars = in_order(_stars(evaluation))
    return Result(
        period=tables.period,
        plant=rules.settings["电厂名称"],
        version=rules.settings["版本"],
        digest=fingerprint(examined.intake.sources, rules),
        stage=stage_of(tables, draft),
        level=rules.settings["公布范围"],
        stars=stars,
        scores=tuple(
            _score(evaluation, leaf) for leaves in evaluation.scores.leaves.values() for leaf in leaves
        ),
        trials=tuple(
            _trial(evaluation, leaf)
            for leaves in (evaluation.tried.leaves if evaluation.tried else {}).values()
            for leaf in leaves
        ),
        ranks=tuple(_ranks(evaluation)),
        trace=tuple(_trace(evaluation)),
        evidence=tuple(sorted(_evidence(evaluation))),
        history=history_rows(known, stars),
        shortfalls=tuple(next_stars(evaluation.rated, rules)),
        figures=tuple(figures(tables)),
        rules=tuple(rule_lines(rules, examined.inbox.cell)),
        thresholds={kind: tuple(float(x) for x in lowest) for kind, lowest in rules.thresholds.items()},
        level_names={kind: rules.level_names(kind) for kind in UNIT_KINDS},
        full={kind: float(rules.full(kind)) for kind in UNIT_KINDS},
        warnings=(_RESTORED,) * examined.chosen.restored + evaluation.warnings,
        intake=examined.intake,
        without=without,
        absent=tuple(unit for unit in tables.missing if unit not in without),
        recused=_recused(tables),
        objections=_objections(tables),
        paired=_paired(tables),
        persons=tuple(
            Colleague(*map(_text, row))
            for row in evaluation.people.all[["person", "name", "branch", "team"]].itertuples(index=False)
        ),
        source=(examined, evaluation),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def fingerprint(sources: Mapping[str, str], rules: Rulebook) -> str:
    """Twelve hex digits over the rules and the content of every input, whatever the files are called."""
    return hashlib.sha256("\n".join([rules.digest, *sorted(sources.values())]).encode()).hexdigest()[:12]


def _stars(evaluation: Evaluation) -> Iterator[Star]:
    """A row each branch and team of the directory."""
    responsible, groups = evaluation.tables.directory.leaders, _groups(evaluation)
    level = evaluation.tables.rulebook.level
    order = {kind: _places(evaluation, kind) for kind in (BRANCH, TEAM)}
    for unit, standing in evaluation.rated.standings.items():
        yield Star(
            period=evaluation.tables.period.name,
            unit_kind=unit[0],
            unit=unit[1],
            parent=standing.parent,
            score=_float(standing.score),
            score_star=level(unit[0], standing.score_star),
            capped_star=level(unit[0], standing.capped),
            star=level(unit[0], standing.star),
            previous_star=level(unit[0], standing.previous),
            because=star_because(standing, level(unit[0], standing.star or 0)),
            status=standing.status,
            bonus=_float(evaluation.awards.bonus.get(unit, Fraction(0))),
            total=_float(evaluation.total(unit)),
            place=order[unit[0]].get(unit[1]),
            group=groups[unit],
            responsible=responsible[unit].numbered if unit in responsible else "",
            pending=bool(standing.pending),
        )


def in_order(stars: Iterable[Star]) -> tuple[Star, ...]:
    """Best place first, unrated last, equals by name."""
    return tuple(sorted(stars, key=lambda s: (s.place is None, s.place or 0, name_order(s.unit))))


def star_because(standing: Standing, level: int | None) -> str:
    """The stages that decided the star, in one sentence."""
    if not standing.rated:
        return standing.trace[0].because
    reasons = [step.because for i, step in enumerate(standing.trace) if i == 0 or step.before != step.after]
    ends = f"暂缓评定（{standing.pending}）" if standing.pending else f"定为{star_word(level)}"
    return "；".join([*reasons, ends])


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _places(evaluation: Evaluation, kind: str) -> dict[str, int]:
    """Place by total among the units of a kind that have a score and are not held back from rating."""
    month = evaluation.tables.period.months == 1  # rated by nobody, and still compared by score
    totals = {
        s.unit[1]: t
        for s in evaluation.rated.standings.values()
        if s.unit[0] == kind and (s.rated or month) and (t := evaluation.total(s.unit)) is not None
    }
    return dict(zip(totals, places(list(totals.values())), strict=True))


def _groups(evaluation: Evaluation) -> dict[Unit, str]:
    branches, teams = evaluation.tables.frames["branch"], evaluation.tables.frames["team"]
    least = evaluation.tables.rulebook.whole("同组最少单位数")
    of_kind = {
        BRANCH: dict(zip(branches["branch"], branches["category"], strict=True)),
        TEAM: dict(zip(teams["team"], teams["specialty"], strict=True)),
    }
    return {
        (kind, name): group
        for kind, groups in of_kind.items()
        for name, group in peer_groups(groups, least).items()
    }


def _score(evaluation: Evaluation, leaf: Leaf) -> Score:
    rule, applies = leaf.rule, leaf.applies
    return Score(
        period=evaluation.tables.period.name,
        unit_kind=leaf.unit[0],
        unit=leaf.unit[1],
        indicator=rule.code,
        points=float(leaf.points) if applies else None,
        max_points=float(leaf.max_points) if applies else None,
        value=measured(leaf),
        because=because(leaf, evaluation.tables),
        name=rule.name,
        parent_indicator=rule.parent,
        standard_points=float(rule.points),
        ratio=float(leaf.ratio) if applies else None,
        self_points=float(leaf.self_points) if applies else None,
        checked_points=float(leaf.points) if leaf.reason else None,
        board=rule.board,
        side=rule.side,
        duty=rule.duty,
        applies=applies,
    )


def _trial(evaluation: Evaluation, leaf: Leaf) -> Trial:
    return Trial(
        evaluation.tables.period.name,
        *leaf.unit,
        leaf.rule.code,
        leaf.rule.name,
        value=measured(leaf),
        points=float(leaf.points) if leaf.applies else None,
        standard_points=float(leaf.rule.points),
        because=because(leaf, evaluation.tables),
    )


def _ranks(evaluation: Evaluation) -> Iterator[Rank]:
    """A row a board and unit."""
    parents = {unit: standing.parent for unit, standing in evaluation.rated.standings.items()}
    home = evaluation.people.members["branch"].to_dict()
    for row in evaluation.boards:
        yield Rank(
            period=evaluation.tables.period.name,
            board=row["board"],
            unit_kind=row["unit_kind"],
            unit=row["unit"],
            parent=parents.get((row["unit_kind"], row["unit"]), home.get(row["unit"], "")),
            quantity=_float(row["quantity"]),
            quality=_float(row["quality"]),
            score=_float(row["score"]),
            rank=row["rank"],
            group=row["group"],
            peers=row["peers"],
            ranked=row["ranked"],
            note=row["note"],
            sharing=row["sharing"],
        )


def _trace(evaluation: Evaluation) -> Iterator[TraceStep]:
    """A row a stage that a unit went through."""
    level = evaluation.tables.rulebook.level
    for unit, standing in evaluation.rated.standings.items():
        for step in standing.trace:
            yield TraceStep(
                evaluation.tables.period.name,
                *unit,
                step.stage,
                step.rule,
                place=step.place,
                before=level(unit[0], step.before),
                after=level(unit[0], step.after),
                because=step.because,
            )


def _evidence(evaluation: Evaluation) -> Iterator[EvidenceCell]:
    """A row a cell that an indicator of a unit was computed from; values as they are shown."""
    scores, tables = [evaluation.scores, *([evaluation.tried] if evaluation.tried else [])], evaluation.tables
    evidence = pd.concat([one.evidence for one in scores])
    values = {
        (key, column): _shown(tables, key, column)
        for key, column in set(zip(evidence["key"], evidence["field"], strict=True))
    }
    columns = (evidence[c] for c in ("unit_kind", "unit", "indicator", "key", "file", "row", "field", "note"))
    for kind, unit, indicator, key, in_file, number, field, note in zip(*columns, strict=True):
        file, sheet, address = tables.place(key, in_file, int(number), field)
        value, why = values[key, field].get((in_file, int(number)), ""), note if isinstance(note, str) else ""
        if (key, in_file, int(number), field) in tables.followed:
            value, why = "", "；".join(filter(None, (f"按{said_by(key, field)}是“{value}”", why)))
        yield EvidenceCell(
            period=tables.period.name,
            unit_kind=kind,
            unit=unit,
            indicator=indicator,
            file=file,
            sheet=sheet,
            row=int(number),
            cell=address,
            value=value,
            note=why,
        )


def said_by(key: str, column: str) -> str:
    """What an empty cell of the column follows from."""
    once = DECLARED[key].asked_once.get(column)
    return f"{COVER}的“{column_of(Cover, once.line).title}”" if once else "本行其他各格"


def _shown(tables: Tables, key: str, column: str) -> dict[tuple[str, int], str]:
    kind = column_of(SHEETS[key], column).kind
    frames = [tables.frames[key], *(of[key] for of in (tables.refused, tables.before) if key in of)]
    return {
        (file, row): show(kind, value)
        for rows in frames
        for (file, _, row), value in zip(rows.index, rows[column], strict=True)
    }


def history_rows(earlier: Mapping[StarAt, KnownStar], stars: Iterable[Star]) -> tuple[PastStar, ...]:
    """What was published or found before, and this period last; a year is no step of a trend."""
    before = [
        PastStar(*at, *known)
        for at, known in sorted(earlier.items())
        if (period := parse_period(at[0])) is None or period.months < 12
    ]
    now = (PastStar(s.period, s.unit_kind, s.unit, s.shown, s.score, published=False) for s in stars)
    return (*before, *now)


def _recused(tables: Tables) -> tuple[str, ...]:
    """Branches whose result the discipline office has to review."""
    rows = tables.frames["branch"]
    return tuple(sorted(rows[rows["recused"].eq("是").fillna(False)]["branch"]))


def _objections(tables: Tables) -> tuple[Objection, ...]:
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
        for r in records(rows)
    )


def _paired(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Branches without teams and the teams that stand for them."""
    with_teams = set(tables.frames["team"]["branch"])
    return {
        str(branch): tuple(sorted(rows["team"], key=name_order))
        for branch, rows in counted_teams(tables).groupby("branch")
        if branch not in with_teams
    }
