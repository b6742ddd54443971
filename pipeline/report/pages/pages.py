"""All pages of a report: four for the office, one for each branch and each team."""

from __future__ import annotations

from pipeline.core import chinese
from pipeline.report.page import rendered
from pipeline.report.pages import members, system
from pipeline.report.pages.plant import around, index
from pipeline.report.pages.unit import persons, unit_page
from pipeline.report.result import Result
from pipeline.report.statistics import Mechanism
from pipeline.report.statistics.members import SHORT


def report_pages(result: Result, seen: Mechanism | None = None) -> dict[str, bytes]:
    """File name under report/ -> page: index.html and one a unit; where `seen` is given also 制度运行.html, 党员.html and 台账.html."""
    found = around(result)
    people = persons(found.tables)
    monthly = result.period.months == 1
    pages = {
        "index.html": rendered(
            "month.html.j2" if monthly else "report.html.j2",
            page=index(result, found, seen),
            result=result,
            seen=seen,
        )
    }
    if seen:
        pages[system.NAME] = system.mechanism_page(result, seen)
        pages[members.NAME] = members.members_page(result, seen, found.tables)
        pages[system.REGISTERS] = system.registers_page(result, seen)
    for key, path in found.pages.items():
        page = unit_page(found.tables.unit[key], result, found, people, seen)
        pages[path] = rendered(
            "unit.html.j2",
            page=page,
            result=result,
            seen=seen,
            words=system.WORDS,
            thirds=SHORT,
            monthly=monthly,
            number=chinese.numbering(),
        )
    return pages
