"""The spine: input folder -> checked -> rated -> files. Read it as the table of contents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__
from pipeline.core.finding import Finding
from pipeline.core.publish import Files
from pipeline.evidence.figures import figures
from pipeline.evidence.tables import Tables
from pipeline.history import History, history
from pipeline.intake.collect import Inbox, collect
from pipeline.intake.examine import Examined
from pipeline.intake.forms.returned import returned_files
from pipeline.mechanism import Mechanism, mechanism
from pipeline.present import (
    evidence_frame,
    history_frame,
    objections,
    paired,
    persons_frame,
    ranks_frame,
    recused,
    scores_frame,
    shortfalls,
    stars_frame,
    trace_frame,
)
from pipeline.rating.evaluate import Evaluation, evaluate
from pipeline.render.check_page import check_page
from pipeline.render.circular import circular
from pipeline.render.data import data_files, findings_csv, run_json
from pipeline.render.report import report_pages
from pipeline.render.rules_page import rules_page
from pipeline.result import Result
from pipeline.rulebook.lines import rule_lines
from pipeline.rulebook.rules import Rulebook
from pipeline.stage import stage_of

_RESTORED = "事后还原：没有收到这个月的工作簿，按季末工作簿中日期在这个月的行评定"


def read(folder: Path) -> Inbox:
    """Everything in the input folder."""
    return collect(folder)


def check_files(examined: Examined) -> Files:
    """The check page, the findings as data, and every faulty workbook of the period marked to be sent back."""
    period, seen = examined.chosen.period, examined.intake
    plant = examined.tables.rulebook.settings["电厂名称"] if examined.tables else ""
    copies = returned_files(examined)
    return {
        "index.html": check_page(period.title, plant, seen, examined.clean, copies),
        "findings.csv": findings_csv(seen.findings),
        **{f"returned/{name}": content for name, content in copies.items()},
    }


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """A rated period: what came in, what was decided, what was known before, and the result as renderers take it."""

    examined: Examined
    made: Evaluation
    before: History
    result: Result

    @property
    def tables(self) -> Tables:
        return self.made.tables


def rate(examined: Examined, draft: bool, without: tuple[str, ...]) -> Rating:
    """The period rated; `draft` where it has errors."""
    assert examined.tables is not None
    before = history(examined.inbox, examined.chosen)
    made = evaluate(examined.tables, before.last)
    return Rating(examined, made, before, result_of(examined, made, before, draft, without))


def result_of(examined: Examined, made: Evaluation, before: History, draft: bool, without: tuple[str, ...]) -> Result:
    """The evaluation as the renderers take it."""
    tables, rules = made.tables, made.tables.rulebook
    stars = stars_frame(made)
    absent = tuple(unit for unit in tables.missing if unit not in without)
    return Result(
        period=tables.period, plant=rules.settings["电厂名称"], version=rules.settings["版本"],
        digest=fingerprint(examined.intake.sources, rules), stage=stage_of(tables, draft), level=rules.settings["公布范围"],
        stars=stars, scores=scores_frame(made), ranks=ranks_frame(made), trace=trace_frame(made),
        evidence=evidence_frame(made), history=history_frame(before.known, stars), shortfalls=shortfalls(made),
        figures=tuple(figures(tables)), rules=tuple(rule_lines(rules, examined.inbox.cell)),
        thresholds={kind: tuple(float(x) for x in lowest) for kind, lowest in rules.thresholds.items()},
        warnings=(_RESTORED,) * examined.chosen.restored + made.warnings, intake=examined.intake, without=without,
        absent=absent, recused=tuple(recused(made)),
        objections=objections(tables), paired=paired(tables), persons=persons_frame(made), evaluated_to=tables.period.end,
    )


def fingerprint(sources: Mapping[str, str], rules: Rulebook) -> str:
    """Twelve hex digits over the rules and the content of every input, whatever the files are called."""
    return hashlib.sha256("\n".join([rules.digest, *sorted(sources.values())]).encode()).hexdigest()[:12]


def report_files(rating: Rating) -> tuple[Files, tuple[Finding, ...]]:
    """Everything under report/: pages, data, run.json, and of a quarter its official papers; findings where a template is at fault.

    A month is a process evaluation: nothing of it is decided or published, so it has no circular and no papers."""
    result, seen = rating.result, mechanism(rating.made)
    papers = {} if result.period.months == 1 else _papers(rating, seen)
    if isinstance(papers, tuple):
        return {}, papers
    data = {f"data/{name}": content for name, content in data_files(result).items()}
    pages = report_pages(result, seen)
    return {**pages, "评价细则.html": rules_page(rating), **papers, **data, "run.json": run_json(result, __version__)}, ()


def _papers(rating: Rating, seen: Mechanism) -> Files | tuple[Finding, ...]:
    """The circular workbook, the Word papers and the hand-over of coefficients; findings where a template is at fault."""
    from pipeline.documents import documents  # here, so that a check does not wait for the Word libraries

    workbook, papers = circular(rating.result, seen=seen), documents(rating)
    if isinstance(workbook, tuple):
        return workbook
    return papers if isinstance(papers, tuple) else {"双星通报.xlsx": workbook, **papers}
