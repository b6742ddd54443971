"""制度运行.html: every part of the system on one page of the office, with its numbers, its people and its rows."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.mechanism import Mechanism
from pipeline.mechanism.duties_profile import BANDS
from pipeline.render.bars import Bars, bars
from pipeline.render.link_map import LinkMap, link_map
from pipeline.render.page import Head, rendered
from pipeline.render.view import head
from pipeline.result import Result
from pipeline.system import SECTIONS, Section
from schemas.base import title
from schemas.books import SHEETS
from schemas.words import BRANCH, DUTIES, TARGET_CATEGORIES, TRAININGS

NAME = "制度运行.html"
TEMPLATE = "mechanism.html.j2"


@dataclass(frozen=True, slots=True)
class Words:
    """The closed lists in whose order the numbers of the parts stand."""

    categories: tuple[str, ...]
    duties: tuple[str, ...]
    trainings: tuple[str, ...]
    bands: tuple[tuple[str, int], ...]


WORDS = Words(TARGET_CATEGORIES, DUTIES, TRAININGS, BANDS)


@dataclass(frozen=True, slots=True)
class MechanismPage:
    head: Head
    sections: tuple[Section, ...]
    map: LinkMap | None
    work: Bars | None
    due: Bars | None
    sheets: dict[str, str]  # key -> title
    heads: dict[str, str]  # unit -> its first responsible person
    enough: float | None  # per cent of attendance at which the branch indicator is full


def mechanism_page(result: Result, m: Mechanism) -> bytes:
    """The page as bytes."""
    page = MechanismPage(
        head(result, f"{result.period.title}制度运行情况", internal=True), SECTIONS,
        link_map(m.links) if m.links else None, _work(m), _due(m),
        {key: title(sheet) for key, sheet in SHEETS.items()}, {x.unit: x.head for x in m.profiles.units}, m.attendance.enough,
    )
    return rendered(TEMPLATE, page=page, m=m, result=result, words=WORDS)


def _work(m: Mechanism) -> Bars | None:
    lines = [(x.unit, (x.whole.on_time, x.whole.late, x.whole.missing), f"应办 {x.whole.due}")
             for x in m.work_list.lines if x.unit_kind == BRANCH]
    return bars(lines, ("按期", "补办", "未办"))


def _due(m: Mechanism) -> Bars | None:
    lines = [(x.branch, (x.on_time, x.excused, x.overdue), f"到期 {x.due}") for x in m.pledges.lines]
    return bars(lines, ("按期兑现", "客观原因", "逾期"))
