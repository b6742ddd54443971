"""责任区、示范岗: the ledger, the self score that is only shown, the review, and who falls below the line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.mechanism.reading import Row, named, rows, share
from pipeline.rating.evaluate import Evaluation
from schemas.base import title
from schemas.facts import PostFact
from schemas.words import POST, ZONE

NOT_REVIEWED, PASSED, BELOW, LEFT = "未考评", "达标", "未达标，应摘牌，可重新申报", "已退出"


@dataclass(frozen=True, slots=True)
class Place:
    """A zone, a post or a position of the ledger; `state` says of a post what the review means."""

    branch: str
    type: str
    name: str
    standard: str
    person: str
    awarded: dt.date
    withdrawn: dt.date | None
    found: int | None
    closed: int | None
    closed_share: float | None
    self_score: float | None
    review: float | None
    comment: str
    state: str
    place: str


@dataclass(frozen=True, slots=True)
class Places:
    line: float  # the lowest review at which a post keeps its plate
    all: tuple[Place, ...]
    standards: tuple[tuple[str, tuple[str, ...]], ...]  # branch -> the standards it uses


def zones_posts(made: Evaluation) -> Places:
    """The ledger of the period beside the Party committee's reviews."""
    reviews = {(r.cells["branch"], r.cells["name"]): r.cells for r in rows(made, "post_review")}
    line = lowest(made)
    found = sorted((_place(made, r, reviews.get((r.unit, r.cells["name"])), line) for r in rows(made, "zone_post")),
                   key=lambda p: (p.branch, p.type != ZONE, p.type, p.name))
    by_branch: dict[str, set[str]] = {}
    for p in found:
        by_branch.setdefault(p.branch, set()).add(p.standard)
    return Places(line, tuple(found), tuple((b, tuple(sorted(names))) for b, names in by_branch.items()))


def lowest(made: Evaluation) -> float:
    """The floor of the indicator that reads the reviews; 0 where the rulebook has none."""
    floors = [rule.floor for rule in made.tables.rulebook.indicators if rule.source == title(PostFact) and rule.floor is not None]
    return max(floors, default=0.0)


def _place(made: Evaluation, row: Row, review: dict[str, object] | None, line: float) -> Place:
    c = row.cells
    score = None if review is None else float(str(review["score"]))
    return Place(
        row.unit, c["type"], c["name"], c["standard"], named(made, c["person"]), c["awarded"], c["withdrawn"], c["found"],
        c["closed"], share(c["closed"] or 0, c["found"] or 0), None if c["self_score"] is None else float(c["self_score"]),
        score, str(review["comment"] or "") if review else "", _state(c, score, line), row.place,
    )


def _state(c: dict[str, object], score: float | None, line: float) -> str:
    if c["withdrawn"] is not None:
        return LEFT
    if c["type"] != POST:
        return ""
    return NOT_REVIEWED if score is None else PASSED if score >= line else BELOW
