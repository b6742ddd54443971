"""An openly fictional sample plant: three quarters of workbooks, drawn from a seed and told by one story table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.period import Period
from pipeline.demo.checks import checks
from pipeline.demo.decisions import (
    Published,
    decisions,
    events,
    objections,
    published_stars,
    receipts,
    speeches,
)
from pipeline.demo.draw import Row, Rows, later
from pipeline.demo.duty import duties
from pipeline.demo.goals import results, targets
from pipeline.demo.grades import graded_in, grades
from pipeline.demo.helps import actions, with_themes
from pipeline.demo.ideas import achievements
from pipeline.demo.life import away_of, meetings, trainings
from pipeline.demo.outline import (
    BRANCHES,
    CHEMISTRY,
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
from schemas.base import Book, columns
from schemas.base import key as key_of
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET
from schemas.target import SELF_EXAMINED

_TOLD: dict[tuple[str, int], tuple[Row, ...]] = {  # what no other sheet tells
    (FUEL, 1): (
        {
            "duty": "本责",
            "matter": "未经许可借用他人的操作票专用章",
            "handling": "当面批评，重新学习两票规定",
        },
    ),
    (STAFF_2, 1): (
        {
            "duty": "党责",
            "matter": "在工作群里转发未经核实的消息",
            "handling": "支部书记谈话，本人已撤回并说明",
        },
    ),
    (CHEMISTRY, 2): (
        {
            "duty": "党责",
            "matter": "岗位变动后没有及时告知支部，组织关系晚转一个月",
            "handling": "支部书记谈话，已补办",
        },
    ),
    (STAFF_2, 2): (
        {"duty": "星责", "matter": "没有传达支部对班组的要求", "handling": "支部书记约谈，已补传达"},
    ),
    (FUEL, 3): (
        {"duty": "本责", "matter": "巡检漏项两次", "handling": "当面提醒并补检"},
        {"duty": "党责", "matter": "上班时间未佩戴党徽，提醒后仍未改", "handling": "支委谈话提醒"},
    ),
    (STAFF_2, 3): (
        {
            "duty": "星责",
            "matter": "没有协助班组长解决值班室搬迁中的矛盾",
            "handling": "支部书记约谈，已到班组协调",
        },
    ),
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
        rows = {
            "check": checks(plant, quarter, department),
            "target_actual": results(plant, quarter, department),
        }
        books.append(
            _filled(f"{quarter}/部门考评-{department}.xlsx", CHECK, _cover(plant, department, quarter), rows)
        )
    sampled = [row for branch in BRANCHES for row in samples(plant, branch, quarter, held[branch.name])]
    return [
        *books,
        _filled(f"{quarter}/党委考评.xlsx", REVIEW, office, _reviewed(plant, quarter, sampled, published)),
    ]


def _life(plant: Plant, branch: BranchPlan, quarter: Period) -> dict[str, Rows]:
    away = away_of(plant, branch.name, quarter)
    held = with_themes(
        branch.name,
        quarter,
        [*meetings(plant, branch, quarter, away), *graded_in(plant, branch.name, quarter)],
    )
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
    """What the weaker branches had to speak about with somebody."""
    people = reversed(plant.members(branch.name))
    return [
        {"person": worker.person, **told}
        for worker, told in zip(people, _TOLD.get((branch.name, quarter.quarter), ()), strict=False)
    ]


def _reviewed(plant: Plant, quarter: Period, sampled: Rows, published: Published) -> dict[str, Rows]:
    return {
        "inspection": inspections(quarter, sampled),
        "survey": surveys(plant, quarter),
        "event": events(quarter),
        "post_review": post_reviews(plant, quarter),
        "committee_duty": committee_duties(plant, quarter),
        "receipt": receipts(quarter),
        "published_star": published_stars(published, quarter),
        "decision": decisions(quarter),
        "objection": objections(plant, quarter),
        "appraisal": speeches(plant, quarter),
    }


def _cover(plant: Plant, unit: str, period: Period) -> Row:
    branch = unit if unit in {b.name for b in BRANCHES} else STAFF_1
    return {
        "plant": PLANT,
        "unit": unit,
        "period": period.name,
        "as_of": later(period.end, _SENT_LATER.get(unit, 0)),
        "filled_by": plant.clerk(branch).name,
        "reviewed_by": plant.members(branch)[2].name,
        "secretary": plant.secretary(branch).name,
    }


def _filled(path: str, book: Book, cover: Row, rows: Mapping[str, Rows]) -> Filled:
    """The workbook with every declared column in every row, and its empty sheets ticked."""
    whole = {
        key_of(sheet): [{c.name: row.get(c.name) for c in columns(sheet)} for row in rows[key_of(sheet)]]
        for sheet in book.sheets
    }
    ticked = tuple(key_of(sheet) for sheet in book.ticks if not whole[key_of(sheet)])
    return Filled(path, book, cover, whole, ticked)
