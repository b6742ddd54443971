"""A result of an evaluation that was made in memory: of what was examined nothing but the tables is known."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

from pipeline.intake.account import Intake
from pipeline.intake.examine import Examined
from pipeline.rating.evaluate import Evaluation
from pipeline.report.build import build
from pipeline.report.result import Result
from pipeline.report.stage import Stage


def result_of(made: Evaluation) -> Result:
    """The evaluation as it is printed; of what was examined nothing but the tables is known here."""
    inbox = SimpleNamespace(cell=lambda key, index, column: f"{key} {column}")
    examined = SimpleNamespace(
        intake=Intake((), (), (), {}),
        inbox=inbox,
        chosen=SimpleNamespace(restored=False),
        tables=made.tables,
        correction=None,
    )
    return build(cast(Examined, examined), made, {}, False, ())


def published(result: Result, level: str = "", stage: Stage | None = None) -> Result:
    """The result as it is published to another level or at another stage; what is counted and suggested goes by neither."""
    other = replace(result, level=level or result.level, stage=stage or result.stage)
    vars(other).update(statistics=result.statistics, suggestions=result.suggestions)
    return other


def under_setting(result: Result, name: str, value: str) -> Result:
    """The result as it would be printed under another setting of the rulebook; nothing is rated anew."""
    tables = result.tables
    rulebook = replace(tables.rulebook, settings={**tables.rulebook.settings, name: value})
    evaluation = replace(result.evaluation, tables=replace(tables, rulebook=rulebook))
    return replace(result, source=(result.examined, evaluation))
