"""制度运行.html and 台账.html: every part of the system with its numbers and people, and every row that counts; for the office."""

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
from schemas.words import BRANCH, DUTIES, PAIRINGS, TARGET_CATEGORIES, TRAININGS

NAME, REGISTERS = "制度运行.html", "台账.html"


@dataclass(frozen=True, slots=True)
class Words:
    """The closed lists in whose order the numbers of the parts stand."""

    categories: tuple[str, ...]
    duties: tuple[str, ...]
    trainings: tuple[str, ...]
    pairings: tuple[str, ...]
    bands: tuple[tuple[str, int], ...]


WORDS = Words(TARGET_CATEGORIES, DUTIES, TRAININGS, PAIRINGS, BANDS)


@dataclass(frozen=True, slots=True)
class MechanismPage:
    head: Head
    sections: tuple[Section, ...]
    map: LinkMap | None
    work: Bars | None
    due: Bars | None
    sheets: dict[str, str]  # key -> title
    leads: dict[str, str]  # key -> where its rows are shown
    heads: dict[str, str]  # unit -> its first responsible person
    enough: float | None  # per cent of attendance at which the branch indicator is full


def mechanism_page(result: Result, m: Mechanism) -> bytes:
    """The page as bytes."""
    page = MechanismPage(
        head(result, f"{result.period.title}制度运行情况", internal=True), SECTIONS,
        link_map(m.links) if m.links else None, _work(m), _due_bars(m),
        {key: title(sheet) for key, sheet in SHEETS.items()}, _leads(m), {x.unit: x.head for x in m.profiles.units}, m.attendance.enough,
    )
    return rendered("mechanism.html.j2", page=page, m=m, result=result, words=WORDS)


def _leads(m: Mechanism) -> dict[str, str]:
    """The rows of the plant's workbooks stand in the registers, those of the rulebook on its own page."""
    registered = {register.key for register in m.registers}
    return {key: f"{REGISTERS}#{key}" if key in registered else "评价细则.html" for key in SHEETS}


def registers_page(result: Result, m: Mechanism) -> bytes:
    """The rows of every sheet as bytes."""
    return rendered("registers.html.j2", head=head(result, f"{result.period.title}台账", internal=True), registers=m.registers)


def _work(m: Mechanism) -> Bars | None:
    lines = [(x.unit, (x.whole.on_time, x.whole.late, x.whole.missing), f"应办 {x.whole.due}")
             for x in m.work_list.lines if x.unit_kind == BRANCH]
    return bars(lines, ("按期", "补办", "未办"))


def _due_bars(m: Mechanism) -> Bars | None:
    lines = [(x.branch, (x.on_time, x.excused, x.overdue), f"到期 {x.due}") for x in m.pledges.lines]
    return bars(lines, ("按期兑现", "客观原因", "逾期"))
