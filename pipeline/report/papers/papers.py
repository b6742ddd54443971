"""Papers on their way to a signature: Word documents and the hand-over workbook, beside the report."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from pipeline.core.finding import Finding
from pipeline.report.papers.agenda import agenda, circular_letter, public_notice
from pipeline.report.papers.branches import confirmations, repairs, speeches
from pipeline.report.papers.goals import goal_letters
from pipeline.report.papers.handover import TEMPLATE, handover
from pipeline.report.papers.letter import Paper
from pipeline.report.papers.template import Form, fill, form
from pipeline.report.result import Result


def documents(result: Result) -> dict[str, bytes] | tuple[Finding, ...]:
    """Every paper by its path under report/; or what is wrong with the templates that the office has restyled."""
    made: dict[str, bytes] = {}
    faults: set[Finding] = set()
    forms: dict[str, Form | Finding] = {}
    for letter in _letters(result):
        if letter.template not in forms:
            forms[letter.template] = _form(letter.template)
        blank = forms[letter.template]
        filled = blank if isinstance(blank, Finding) else fill(blank, letter.context)
        if isinstance(filled, Finding):
            faults.add(filled)
        else:
            made[letter.path] = filled
    book = handover(result)
    if isinstance(book, tuple):
        faults.update(book)
    else:
        made[TEMPLATE] = book
    return tuple(sorted(faults)) or made


def _letters(result: Result) -> Iterator[Paper]:
    yield from agenda(result)
    yield from public_notice(result)
    yield from circular_letter(result)
    yield from repairs(result)
    yield from confirmations(result)
    yield from goal_letters(result)
    yield from speeches(result)


def _form(name: str) -> Form | Finding:
    file = f"docx/{name}.docx"
    return form(files("templates").joinpath(file).read_bytes(), f"templates/{file}")
