"""Rows of the circular's sheet 制度运行: what each part of the system came to, by branch and for the whole plant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.mechanism import Mechanism
from pipeline.render.disclosure import FULL
from schemas.words import BRANCH, POST, ZONE

PLANT = "全厂"
_Counts = Counter[str]

# Column of the sheet -> what is counted over what.
_SHARES = {
    "goals": ("goals_met", "goals"), "pairs": ("paired", "possible"), "outcomes": ("outcomes", "pairs_held"),
    "duties": ("duties_kept", "duties_due"), "attendance": ("present", "expected"), "pledges": ("kept", "kept_due"),
    "zones": ("closed", "found"), "wishes": ("wishes", "wishes_due"), "requests": ("requests", "requests_due"),
}
_COUNTS = ("trainings", "helps", "achievements", "exceptions")


def system_rows(seen: Mechanism | None, level: str) -> list[dict[str, object]]:
    """A row a branch and one for the plant; the plant alone where the publication level keeps branches' figures back."""
    if seen is None:
        return []
    by_branch = _counted(seen)
    whole = sum(by_branch.values(), _Counts())
    shown = [*sorted(by_branch.items()), (PLANT, whole)] if level == FULL else [(PLANT, whole)]
    return [_row(name, counts) for name, counts in shown]


def _row(name: str, counts: _Counts) -> dict[str, object]:
    shares = {column: f"{counts[above]}/{counts[below]}" if counts[below] else "—" for column, (above, below) in _SHARES.items()}
    posts = round(counts["post_points"] / 100 / counts["posts"], 2) if counts["posts"] else None
    return {"unit": name, **shares, "posts": posts, **{column: counts[column] for column in _COUNTS}}


def _counted(seen: Mechanism) -> dict[str, _Counts]:
    found: dict[str, _Counts] = {}
    for branch, name, count in (*_work(seen), *_service(seen)):
        found.setdefault(branch, _Counts())[name] += count
    return found


def _work(seen: Mechanism) -> Iterator[tuple[str, str, int]]:
    for goals in (x for x in seen.goals.lines if x.unit_kind == BRANCH):
        yield goals.unit, "goals_met", goals.whole.met
        yield goals.unit, "goals", goals.whole.goals
    for pairs in seen.lead_run.lines:
        for name, count in (("paired", pairs.paired), ("possible", pairs.possible), ("outcomes", pairs.outcomes),
                            ("pairs_held", pairs.pairs)):
            yield pairs.branch, name, count
    for work in (x for x in seen.work_list.lines if x.unit_kind == BRANCH):
        yield work.unit, "duties_kept", work.whole.on_time
        yield work.unit, "duties_due", work.whole.due
    for branch, presence in seen.attendance.branches:
        yield branch, "present", presence.present
        yield branch, "expected", presence.present + presence.absent
    for training in seen.training.lines:
        yield training.branch, "trainings", training.sessions
    for profile in (x for x in seen.profiles.units if x.unit_kind == BRANCH):
        yield profile.unit, "exceptions", profile.exceptions


def _service(seen: Mechanism) -> Iterator[tuple[str, str, int]]:
    for pledge in seen.pledges.lines:
        yield pledge.branch, "kept", pledge.on_time
        yield pledge.branch, "kept_due", pledge.due - pledge.excused
    for place in seen.places.all:
        if place.type == ZONE:
            yield place.branch, "closed", place.closed or 0
            yield place.branch, "found", place.found or 0
        elif place.type == POST and place.review is not None:
            yield place.branch, "posts", 1
            yield place.branch, "post_points", round(place.review * 100)
    for name, ledger in (("wishes", seen.service.wishes), ("requests", seen.service.requests)):
        for line in ledger.branches:
            yield line.name, name, line.on_time
            yield line.name, f"{name}_due", line.due
    for helps in seen.helps.lines:
        yield helps.branch, "helps", helps.helps
    for achieved in seen.achievements.all:
        yield achieved.branch, "achievements", int(achieved.counts)
