"""The spine: input folder -> checked -> rated -> files. Read it as the table of contents."""

from __future__ import annotations

from pathlib import Path

from pipeline import __version__
from pipeline.core.finding import Finding
from pipeline.core.publish import Files
from pipeline.intake.collect import Inbox, collect
from pipeline.intake.examine import Examined
from pipeline.rating.evaluate import evaluate
from pipeline.report.build import Rating, result_of
from pipeline.report.data import data_files, run_json
from pipeline.report.pages.pages import report_pages
from pipeline.report.pages.rules import rules_page
from pipeline.report.papers.circular import circular
from pipeline.report.statistics import Mechanism, mechanism
from pipeline.year.history import history


def read(folder: Path) -> Inbox:
    """Everything in the input folder."""
    return collect(folder)


def rate(examined: Examined, draft: bool, without: tuple[str, ...]) -> Rating:
    """The period rated; `draft` where it has errors."""
    assert examined.tables is not None
    before = history(examined.chosen)
    made = evaluate(examined.tables, before.last)
    return Rating(examined, made, before.known, result_of(examined, made, before.known, draft, without))


def report_files(rating: Rating) -> tuple[Files, tuple[Finding, ...]]:
    """Everything under report/: pages, data, run.json, and of a quarter its official papers; findings where a template is at fault.

    A month is a process evaluation: nothing of it is decided or published, so it has no circular and no papers."""
    result, seen = rating.result, mechanism(rating.made)
    papers = {} if result.period.months == 1 else _papers(rating, seen)
    if isinstance(papers, tuple):
        return {}, papers
    data = {f"data/{name}": content for name, content in data_files(result).items()}
    pages = report_pages(result, seen)
    return {
        **pages,
        "评价细则.html": rules_page(rating),
        **papers,
        **data,
        "run.json": run_json(result, __version__),
    }, ()


def _papers(rating: Rating, seen: Mechanism) -> Files | tuple[Finding, ...]:
    """The circular workbook, the Word papers and the hand-over of coefficients; findings where a template is at fault."""
    from pipeline.report.papers.papers import (
        documents,
    )  # here, so that a check does not wait for the Word libraries

    workbook, papers = circular(rating.result, seen=seen), documents(rating)
    if isinstance(workbook, tuple):
        return workbook
    return papers if isinstance(papers, tuple) else {"双星通报.xlsx": workbook, **papers}
