"""Papers on their way to a signature: Word documents and the hand-over workbook, beside the report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pipeline.core.finding import Finding
from pipeline.report.papers.agenda import (
    agenda,
    circular_letter,
    correction_notice,
    public_notice,
    quarter_letter,
)
from pipeline.report.papers.branches import confirmations, repairs, speeches
from pipeline.report.papers.goals import goal_letters
from pipeline.report.papers.handover import TEMPLATE, handover, pay_differences
from pipeline.report.papers.letter import Paper
from pipeline.report.papers.one_page import one_page
from pipeline.report.papers.template import Form, fill, form
from pipeline.report.result import Result
from pipeline.report.stage import FIRST_DRAFT, NOTICE, OFFICIAL, QUARTER

# A paper of the result, the stages it is written at, whether it belongs to a quarter settled 简易 (rules 6 and 10.1).
_STAGED = (
    (agenda, (FIRST_DRAFT, NOTICE, OFFICIAL), False),
    (public_notice, (NOTICE, OFFICIAL), False),
    (circular_letter, (OFFICIAL,), False),
    (correction_notice, (OFFICIAL,), False),
    (pay_differences, (OFFICIAL,), False),
    (quarter_letter, (QUARTER,), True),
    (correction_notice, (QUARTER,), True),
)


def documents(result: Result) -> tuple[dict[str, bytes], list[Finding]]:
    """Every paper by its path under report/; none, and what is wrong, where a template that the office restyled is at fault."""
    papers: dict[str, bytes] = {}
    findings: set[Finding] = set()
    blank_of = cache(_form)
    for letter in _letters(result):
        blank, faults = blank_of(letter.template)
        paper, more = fill(blank, letter.context) if blank else (None, faults)
        findings.update(more)
        if paper is not None:
            papers[letter.path] = paper
    workbook, faults = handover(result)
    findings.update(faults)
    if findings or workbook is None:
        return {}, sorted(findings)
    return papers | {TEMPLATE: workbook}, []


def _letters(result: Result) -> Iterator[Paper]:
    for papers, stages, light in _STAGED:
        if result.stage.name in stages and result.stage.light == light:
            yield from papers(result)
    yield from one_page(result)
    yield from repairs(result)
    yield from confirmations(result)
    yield from goal_letters(result)
    yield from speeches(result)


def _form(name: str) -> tuple[Form | None, list[Finding]]:
    file = f"docx/{name}.docx"
    return form(files("templates").joinpath(file).read_bytes(), f"templates/{file}")
