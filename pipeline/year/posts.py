"""示范岗 over the year: the mean of the Party committee's reviews, and who falls below the line of the rulebook. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.chinese import points
from pipeline.core.exact import exact, half_up
from pipeline.core.records import records
from pipeline.rating.scoring import places
from pipeline.year.quarters import Year
from schemas.base import title
from schemas.facts import PostFact
from schemas.words import POST

KEPT, LEAVES, GONE, UNREVIEWED = "保留", "退出", "已退出", "未考评"
_FIRST = 3
Post = tuple[str, str]  # branch, name of the post


@dataclass(frozen=True, slots=True)
class PostYear:
    """A model post: its reviews by quarter, their mean, what follows, and why it is proposed for honours ("" if it is not)."""

    branch: str
    name: str
    person: str
    reviews: tuple[Fraction | None, ...]
    mean: Fraction | None
    outcome: str
    reason: str


def line_of(year: Year) -> Fraction | None:
    """The score below which a post leaves: the 下限 of the indicator that reads the reviews; None if there is none."""
    floors = [
        rule.floor
        for rule in year.tables.rulebook.indicators
        if rule.source == title(PostFact) and rule.floor is not None
    ]
    return exact(floors[0]) if floors else None


def model_posts(year: Year, barred: Collection[str] = ()) -> tuple[PostYear, ...]:
    """Every post of the year's ledgers, by branch and name; `barred`: members who are not proposed for honours, nor is their post."""
    digits, line = year.tables.rulebook.places, line_of(year)
    holder: dict[Post, str] = {}
    reviews: dict[Post, list[Fraction | None]] = defaultdict(lambda: [None] * len(year.quarters))
    standing: set[Post] = set()
    for number, quarter in enumerate(year.quarters):
        tables = quarter.evaluation.tables
        ledger = tables.frames["zone_post"][tables.frames["zone_post"]["type"].eq(POST)]
        branches = ledger.index.get_level_values("file").map(tables.unit_of)
        posts = list(zip(branches, ledger["name"], strict=True))
        withdrawn = {post for post, day in zip(posts, ledger["withdrawn"].notna(), strict=True) if day}
        standing = set(posts) - withdrawn
        holder |= dict(zip(posts, ledger["person"], strict=True))
        for row in records(tables.frames["post_review"].sort_values("date")):
            reviews[row["branch"], row["name"]][number] = exact(float(row["score"]))
    means = {post: _mean(reviews[post], digits) for post in sorted(set(holder) | set(reviews))}
    rank = _ranks({post: mean for post, mean in means.items() if post in standing and mean is not None})
    return tuple(
        PostYear(
            branch=post[0],
            name=post[1],
            person=holder.get(post, ""),
            reviews=tuple(reviews[post]),
            mean=mean,
            outcome=_outcome(mean, line, post in standing),
            reason=_reason(mean, line, None if holder.get(post) in barred else rank.get(post)),
        )
        for post, mean in means.items()
    )


def _mean(scores: Sequence[Fraction | None], digits: int) -> Fraction | None:
    known = [score for score in scores if score is not None]
    return half_up(sum(known, Fraction(0)) / len(known), digits) if known else None


def _ranks(means: dict[Post, Fraction]) -> dict[Post, int]:
    return dict(zip(means, places(list(means.values())), strict=True))


def _outcome(mean: Fraction | None, line: Fraction | None, standing: bool) -> str:
    if not standing:
        return GONE
    if mean is None:
        return UNREVIEWED
    return LEAVES if line is not None and mean < line else KEPT


def _reason(mean: Fraction | None, line: Fraction | None, rank: int | None) -> str:
    if mean is None or rank is None or rank > _FIRST or (line is not None and mean < line):
        return ""
    return f"年度考评平均 {points(mean)} 分，全厂第 {rank}"
