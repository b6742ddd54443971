"""All pages of a report: two for the office, one for each branch and each team."""

from __future__ import annotations

from pipeline.mechanism import Mechanism
from pipeline.render import form, mechanism_page
from pipeline.render.page import rendered
from pipeline.render.unit_page import persons, unit_page
from pipeline.render.view import around, index
from pipeline.result import Result


def report_pages(result: Result, seen: Mechanism | None = None) -> dict[str, bytes]:
    """File name under report/ -> page: index.html, 制度运行.html and 台账.html where `seen` is given, 支部/<支部>.html, 班组/<班组>.html."""
    found = around(result)
    people = persons(found.tables)
    monthly = result.period.months == 1
    pages = {"index.html": rendered("month.html.j2" if monthly else "report.html.j2", page=index(result, found), result=result, seen=seen)}
    if seen:
        pages[mechanism_page.NAME] = mechanism_page.mechanism_page(result, seen)
        pages[mechanism_page.REGISTERS] = mechanism_page.registers_page(result, seen)
    for key, path in found.pages.items():
        page = unit_page(found.tables.unit[key], result, found, people, seen)
        pages[path] = rendered("unit.html.j2", page=page, result=result, seen=seen, words=mechanism_page.WORDS,
                               monthly=monthly, number=form.numbering())
    return pages
