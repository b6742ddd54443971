"""制度运行.html and 台账.html: every part of the system with its numbers and people, and every row that counts; for the office."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report.page import PageHead, rendered
from pipeline.report.pages.drawings.charts import Bars, bars
from pipeline.report.pages.drawings.panels import LinkMap, link_map, words
from pipeline.report.pages.plant import head
from pipeline.report.parts import SECTIONS, SYSTEM, Section
from pipeline.report.result import Result
from pipeline.report.rows import Star
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.duties import BANDS
from pipeline.report.statistics.pledges import STEPS
from pipeline.report.statistics.table import Audience
from schemas.base import key, title
from schemas.books import RULEBOOK, SHEETS
from schemas.words import (
    BRANCH,
    DUTIES,
    PAIRINGS,
    PLEDGE_CATEGORIES,
    PLEDGE_TYPES,
    TARGET_CATEGORIES,
    TEAM,
    TRAININGS,
    VOICES,
)

NAME, REGISTERS = SYSTEM, "台账.html"

# The closed lists in whose order the numbers of the parts stand.
WORDS = {
    "categories": TARGET_CATEGORIES,
    "duties": DUTIES,
    "trainings": TRAININGS,
    "pairings": PAIRINGS,
    "bands": BANDS,
    "voices": VOICES,
    "pledge_types": PLEDGE_TYPES,
    "pledge_steps": tuple(word for word, _ in STEPS),
    "pledge_categories": PLEDGE_CATEGORIES,
}


@dataclass(frozen=True, slots=True)
class SystemPage:
    head: PageHead
    sections: tuple[Section, ...]
    map: LinkMap | None
    work: Bars | None
    due: Bars | None
    sheets: dict[str, str]  # key -> title
    leads: dict[str, str]  # key of each sheet that the period is asked for -> where its rows are shown
    heads: dict[str, str]  # unit -> its first responsible person


def system_page(result: Result, statistics: Statistics) -> bytes:
    """The page as bytes."""
    page = SystemPage(
        head=head(result, f"{result.period.title}制度运行情况", internal=True, searched=True),
        sections=SECTIONS,
        map=link_map(statistics.links) if statistics.links else None,
        work=_work(statistics),
        due=_due_bars(statistics),
        sheets={name: title(sheet) for name, sheet in SHEETS.items()},
        leads=_leads(statistics),
        heads={x.unit: x.head for x in statistics.profiles.units},
    )
    return rendered("system.html.j2", page=page, m=statistics, result=result, words=WORDS)


def _leads(statistics: Statistics) -> dict[str, str]:
    """The rows of the plant's workbooks stand in the registers, those of the rulebook on its own page."""
    registered = {register.key: f"{REGISTERS}#{register.key}" for register in statistics.registers}
    return registered | {key(sheet): "评价细则.html" for sheet in RULEBOOK.sheets}


def registers_page(result: Result, statistics: Statistics) -> bytes:
    """The rows of every sheet as bytes."""
    return rendered(
        "registers.html.j2",
        head=head(result, f"{result.period.title}台账", internal=True, searched=True),
        registers=statistics.registers,
    )


def _work(statistics: Statistics) -> Bars | None:
    lines = [
        (x.unit, (x["on_time"], x["late"], x["missing"]), f"应办 {x['due']}")
        for x in statistics.work_list.tables[BRANCH]
    ]
    return bars(lines, ("按期", "补办", "未办"))


def _due_bars(statistics: Statistics) -> Bars | None:
    lines = [
        (x.unit, (x["on_time"], x["excused"], x["overdue"]), f"到期 {x['due']}")
        for x in statistics.pledges.lines
    ]
    return bars(lines, ("按期兑现", "客观原因", "逾期"))


def unit_system(statistics: Statistics, star: Star, persons: frozenset[str]) -> dict[str, object]:
    """The unit's part of the system for its page, and what a team does for the star of the branches it stands for."""
    helping = star.unit_kind == TEAM and not star.pending
    return statistics.of(star.key, Audience(persons)) | {
        "does": does(statistics, star.unit) if helping else []
    }


def does(statistics: Statistics, team: str) -> list[str]:
    """What the team does for each branch that it stands for, in words."""
    told = {link.branch: [word for word in words(link, team) if word] for link in statistics.helped_by(team)}
    return [f"{branch}：{'，'.join(found)}" for branch, found in told.items() if found]
