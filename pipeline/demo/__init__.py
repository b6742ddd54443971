"""An openly fictional sample plant: three quarters of workbooks, drawn from a seed and told by one story table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.demo.checks import checks
from pipeline.demo.decisions import Published, decisions, events, objections, published_stars, receipts, speeches
from pipeline.demo.draw import Row, Rows, later
from pipeline.demo.duty import duties
from pipeline.demo.goals import results, targets
from pipeline.demo.grades import graded_in, grades
from pipeline.demo.helps import actions, with_themes
from pipeline.demo.ideas import achievements
from pipeline.demo.life import away_of, meetings, trainings
from pipeline.demo.outline import (
    BRANCHES,
    DEPARTMENTS,
    FUEL,
    OFFICE,
    PLANT,
    QUARTERS,
    STAFF_1,
    STAFF_2,
    YEAR,
    BranchPlan,
)
from pipeline.demo.pairs import pairings
from pipeline.demo.plant import Plant, directory, found
from pipeline.demo.pledges import pledges
from pipeline.demo.review import committee_duties, inspections, post_reviews, samples, surveys
from pipeline.demo.service import requests, wanted, wishes
from pipeline.demo.zones import zone_posts
from pipeline.period import Period
from schemas.base import Book, columns
from schemas.base import key as key_of
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET
from schemas.target import SELF_EXAMINED

_TOLD: dict[str, Row] = {
    FUEL: {"duty": "本责", "matter": "巡检漏项两次", "handling": "当面提醒并补检"},
    STAFF_2: {"duty": "星责", "matter": "没有传达支部对班组的要求", "handling": "支部书记约谈，已补传达"},
}
_SENT_LATER = {STAFF_2: 8}  # days after the quarter's end up to which the workbook speaks


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook as filled in: where it goes, its cover, its rows by sheet key, and the sheets ticked 本季无."""

    path: str
    book: Book
    cover: dict[str, object]
    rows: dict[str, Rows]
    ticked: tuple[str, ...]


def sample(seed: int = 2019, published: Published | None = None) -> tuple[Filled, ...]:
    """Every workbook of the plant but the rulebook. `published`: (period, unit kind, unit) -> star made public."""
    plant = found(seed)
    books = [_filled(f"{YEAR}/目标责任书.xlsx", TARGET, _cover(plant, OFFICE, YEAR), targets(plant))]
    for quarter in QUARTERS:
        books += _quarter(plant, quarter, published or {})
    return tuple(books)


def _quarter(plant: Plant, quarter: Period, published: Published) -> list[Filled]:
    held = {branch.name: _life(plant, branch, quarter) for branch in BRANCHES}
    office = _cover(plant, OFFICE, quarter)
    books = [_filled(f"{quarter}/组织名册.xlsx", DIRECTORY, office, directory(plant, quarter))]
    for branch in BRANCHES:
        rows = held[branch.name] | _submitted(plant, branch, quarter)
        path = f"{quarter}/支部填报-{branch.name}.xlsx"
        books.append(_filled(path, SUBMISSION, _cover(plant, branch.name, quarter), rows))
    for department in DEPARTMENTS:
        rows = {"check": checks(plant, quarter, department), "target_actual": results(plant, quarter, department)}
        books.append(_filled(f"{quarter}/部门考评-{department}.xlsx", CHECK, _cover(plant, department, quarter), rows))
    sampled = [row for branch in BRANCHES for row in samples(plant, branch, quarter, held[branch.name]["meeting"])]
    return [*books, _filled(f"{quarter}/党委考评.xlsx", REVIEW, office,
                            _reviewed(plant, quarter, sampled, published))]


def _life(plant: Plant, branch: BranchPlan, quarter: Period) -> dict[str, Rows]:
    away = away_of(plant, branch.name, quarter)
    held = with_themes(branch.name, quarter, [*meetings(plant, branch, quarter, away), *graded_in(plant, branch.name, quarter)])
    return {"meeting": held, "training": trainings(plant, branch, quarter, away)}


def _submitted(plant: Plant, branch: BranchPlan, quarter: Period) -> dict[str, Rows]:
    return {
        "target_actual": results(plant, quarter, SELF_EXAMINED, branch.name),
        "duty": duties(plant, branch, quarter),
        "action": actions(plant, branch.name, quarter),
        "pairing": pairings(plant, branch, quarter),
        "duty_exception": _exceptions(plant, branch, quarter),
        "pledge": pledges(plant, branch, quarter, wanted(plant, branch)),
        "zone_post": zone_posts(plant, branch, quarter),
        "wish": wishes(plant, branch, quarter),
        "request": requests(plant, branch, quarter),
        "achievement": achievements(plant, branch.name, quarter),
        "member_grade": grades(plant, branch.name, quarter),
    }


def _exceptions(plant: Plant, branch: BranchPlan, quarter: Period) -> Rows:
    """In the weaker branches the member who is away most is spoken to; in the third quarter the other duties have one each."""
    away = away_of(plant, branch.name, quarter)
    person = plant.members(branch.name)[-1].person
    told: Rows = [{"person": person, **_TOLD[branch.name]}] if quarter.quarter == 3 and branch.name in _TOLD else []
    if away.presence >= 0.90:
        return told
    return [{"person": min(away.tired), "duty": "党责", "matter": "多次无故不参加组织生活",
             "handling": "支部书记谈话提醒"}, *told]


def _reviewed(plant: Plant, quarter: Period, sampled: Rows, published: Published) -> dict[str, Rows]:
    return {
        "inspection": inspections(quarter, sampled), "survey": surveys(plant, quarter), "event": events(quarter),
        "post_review": post_reviews(plant, quarter), "committee_duty": committee_duties(plant, quarter),
        "receipt": receipts(quarter), "published_star": published_stars(published, quarter),
        "decision": decisions(quarter), "objection": objections(plant, quarter), "appraisal": speeches(plant, quarter),
    }


def _cover(plant: Plant, unit: str, period: Period) -> Row:
    branch = unit if unit in {b.name for b in BRANCHES} else STAFF_1
    return {
        "plant": PLANT, "unit": unit, "period": period.name, "as_of": later(period.end, _SENT_LATER.get(unit, 0)),
        "filled_by": plant.clerk(branch).name, "reviewed_by": plant.members(branch)[2].name,
        "secretary": plant.secretary(branch).name,
    }


def _filled(path: str, book: Book, cover: Row, rows: Mapping[str, Rows]) -> Filled:
    """The workbook with every declared column in every row, and its empty sheets ticked."""
    whole = {key_of(sheet): [{c.name: row.get(c.name) for c in columns(sheet)} for row in rows[key_of(sheet)]]
             for sheet in book.sheets}
    ticked = tuple(key_of(sheet) for sheet in book.ticks if not whole[key_of(sheet)])
    return Filled(path, book, cover, whole, ticked)
