"""All pages of a report: five for the office, one for each branch and each team."""

from __future__ import annotations

from pipeline.core import chinese
from pipeline.report.page import rendered
from pipeline.report.pages import slides
from pipeline.report.pages.plant import index
from pipeline.report.pages.rules.page import rules_page
from pipeline.report.pages.system import members
from pipeline.report.pages.system import page as system
from pipeline.report.pages.unit import persons, unit_page
from pipeline.report.result import Result
from pipeline.report.statistics.members import SHORT


def report_pages(result: Result) -> dict[str, bytes]:
    """File name under report/ -> page; the pages of the system only of a result that was evaluated here."""
    main = "month.html.j2" if result.period.months == 1 else "report.html.j2"
    pages = {"index.html": rendered(main, page=index(result), result=result)}
    if result.statistics:
        pages[system.NAME] = system.system_page(result, result.statistics)
        pages[members.NAME] = members.members_page(result, result.statistics)
        pages[system.REGISTERS] = system.registers_page(result, result.statistics)
        pages["评价细则.html"] = rules_page(result)
        pages |= slides.slide_pages(result, result.statistics)
    return pages | unit_pages(result)


def unit_pages(result: Result) -> dict[str, bytes]:
    """The pages of branches and teams alone."""
    names, monthly = persons(result), result.period.months == 1
    return {
        path: rendered(
            "unit.html.j2",
            page=unit_page(result.star[key], result, names),
            result=result,
            words=system.WORDS,
            thirds=SHORT,
            monthly=monthly,
            number=chinese.numbering(),
        )
        for key, path in result.pages.items()
    }
