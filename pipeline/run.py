"""One period, from the input folder to the files of its report: read it as the table of contents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import __version__
from pipeline.core.correction import Corrected, last_corrected
from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.core.publish import Files
from pipeline.intake.collect import Inbox, collect
from pipeline.intake.examine import Examined, examine
from pipeline.intake.reading.known import KnownReadings
from pipeline.rating.evaluate import evaluate
from pipeline.report.build import build
from pipeline.report.data import data_files, run_json
from pipeline.report.notices.explain import counted_pages
from pipeline.report.pages.pages import report_pages
from pipeline.report.pages.rules.use import rules_csv
from pipeline.report.papers.circular import circular
from pipeline.report.result import Result
from pipeline.report.stage import decided_anew
from pipeline.year.quarters import history


def read(folder: Path, results: Path | None = None) -> Inbox:
    """Everything in the input folder: bytes to typed rows; a bad file is a finding.

    In the folder of `results` is kept how each workbook was read, so that the next run reads only what has changed."""
    return collect(folder, KnownReadings(results))


def examine_period(inbox: Inbox, period: Period, without: tuple[str, ...], output: Path) -> Examined:
    """The period checked, under its last correction where the output folder has one."""
    return corrected(examine(inbox, period, without), last_corrected(output, period), without)


def corrected(checked: Examined, correction: Corrected | None, without: tuple[str, ...]) -> Examined:
    """The checked period under a correction; where that gives a unit another star, what was decided before it counts no more,
    and the decision of the correction stands for it (rules 10.10)."""
    under = replace(checked, correction=correction)
    if correction is None or checked.tables is None or not checked.clean:
        return under
    if not rate(under, False, without).star_changes:
        return under
    steps = decided_anew(checked.tables.steps, correction.record)
    return replace(under, tables=replace(checked.tables, decided=steps))


def rate(examined: Examined, draft: bool, without: tuple[str, ...]) -> Result:
    """The period rated: facts, scores, stars, places; `draft` where it has errors."""
    assert examined.tables is not None
    before = history(examined.chosen)
    evaluation = evaluate(
        examined.tables, before.last, before_veto=before.before_veto, past=before.past(examined.tables.period)
    )
    return build(examined, evaluation, before.known, draft, without)


def report_files(result: Result) -> tuple[Files, list[Finding]]:
    """Everything under report/: pages, data, run.json, and of a quarter its official papers; findings where a template is at fault.

    A month is a process evaluation: nothing of it is decided or published, so it has no circular and no papers."""
    papers, findings = ({}, []) if result.period.months == 1 else _papers(result)
    if findings:
        return {}, findings
    tables = {**data_files(result), "rules.csv": rules_csv(result)}
    data = {f"data/{name}": content for name, content in tables.items()}
    files = {**report_pages(result), **counted_pages(result), **papers, **data}
    return {**files, "run.json": run_json(result, __version__, files)}, []


def _papers(result: Result) -> tuple[Files, list[Finding]]:
    """The circular workbook, the recheck, the Word papers and the hand-over of coefficients; findings where a template is at fault."""
    from pipeline.report.papers.one_page import NAME as ONE_PAGE
    from pipeline.report.papers.one_page import one_page_html
    from pipeline.report.papers.papers import (
        documents,  # here, so that a check does not wait for the Word libraries
    )
    from pipeline.report.papers.recheck.book import NAME, recheck_book

    workbook, faults = circular(result)
    papers, more = documents(result)
    if workbook is None or more:
        return {}, [*faults, *more]
    page = {f"{ONE_PAGE}.html": one_page_html(result)}
    return {"双星通报.xlsx": workbook, NAME: recheck_book(result), **page, **papers}, []
