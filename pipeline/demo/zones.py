"""责任区示范岗: the zone of each branch led by its secretary, and the 18 model posts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, quota
from pipeline.demo.outline import BRANCHES, FUEL, BranchPlan
from pipeline.demo.plant import Plant, Worker
from pipeline.demo.quality import branch_knobs
from schemas.words import POSITION, POST, ZONE

_PLACES = {
    "YA": "一号机零米",
    "YB": "二号机零米",
    "JX": "检修场地",
    "RK": "工程师站",
    "RL": "输煤栈桥",
    "HH": "脱硫区域",
    "JA": "办公楼",
    "JB": "物资仓库",
}
_POSTS = ("操作能手", "安全先锋", "服务标兵")
_AWARDED = dt.date(2019, 3, 1)
_GIVEN_BACK, _REPLACED = dt.date(2019, 6, 25), dt.date(2019, 7, 10)


@dataclass(frozen=True, slots=True)
class ModelPost:
    """A model post and who holds it from when to when."""

    name: str
    holder: Worker
    awarded: dt.date = _AWARDED
    withdrawn: dt.date | None = None


def model_posts(plant: Plant, branch: BranchPlan, quarter: Period) -> list[ModelPost]:
    """The branch's model posts in use in the quarter; one of the plant is given back in June and replaced in July."""
    holders = plant.rng("posts", branch.name).sample(plant.members(branch.name)[1:], branch.posts + 1)
    posts = [
        ModelPost(f"{_PLACES[branch.code]}{word}示范岗", holder)
        for word, holder in zip(_POSTS[: branch.posts], holders[:-1], strict=True)
    ]
    if branch.name == FUEL:
        name = posts[0].name
        old = ModelPost(name, posts[0].holder, withdrawn=_GIVEN_BACK)
        posts = [old, ModelPost(f"{_PLACES[branch.code]}设备主人示范岗", holders[-1], _REPLACED), *posts[1:]]
    return [
        p for p in posts if p.awarded <= quarter.end and (p.withdrawn is None or p.withdrawn >= quarter.start)
    ]


def zone_posts(plant: Plant, branch: BranchPlan, quarter: Period) -> Rows:
    """The branch's zone, model posts and, for the plant's own branch, its 阵地."""
    rng, knobs = plant.rng("zone", branch.name, quarter), branch_knobs(branch.name, quarter)
    found, place = rng.randint(8, 14), _PLACES[branch.code]
    zone: Row = {
        "type": ZONE,
        "name": f"{place}责任区",
        "standard": f"{branch.name}责任区评价标准",
        "person": plant.secretary(branch.name).person,
        "awarded": _AWARDED,
        "found": found,
        "closed": quota(found, knobs.zone),
    }
    posts = [
        _post_row(branch, post, quarter, min(100, round(knobs.post + rng.randint(2, 7))))
        for post in model_posts(plant, branch, quarter)
    ]
    home: Row = {
        "type": POSITION,
        "name": "党员之家",
        "standard": "阵地管理标准",
        "person": plant.clerk(branch.name).person,
        "awarded": dt.date(2019, 4, 10),
    }
    has_home = branch.paired and quarter.quarter > 1
    return [zone, *posts, *([home] if has_home else [])]


def _post_row(branch: BranchPlan, post: ModelPost, quarter: Period, self_score: int) -> Row:
    ended = post.withdrawn if post.withdrawn and quarter.contains(post.withdrawn) else None
    return {
        "type": POST,
        "name": post.name,
        "standard": f"{branch.name}示范岗评价标准",
        "person": post.holder.person,
        "awarded": post.awarded,
        "withdrawn": ended,
        "self_score": float(self_score),
    }


def all_posts(plant: Plant, quarter: Period) -> list[tuple[BranchPlan, ModelPost]]:
    """Every model post of the plant that is in use on the last day of the quarter."""
    return [
        (branch, post)
        for branch in BRANCHES
        for post in model_posts(plant, branch, quarter)
        if post.withdrawn is None or post.withdrawn > quarter.end
    ]
