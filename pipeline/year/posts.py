"""示范岗 over the year: the mean of the Party committee's reviews, and who falls below the line of the rulebook. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.chinese import figure
from pipeline.core.exact import exact, half_up
from pipeline.rating.rank import places
from pipeline.year.quarters import Year
from schemas.base import title
from schemas.facts import PostFact
from schemas.words import POST

KEPT, LEAVES, GONE, UNREVIEWED = "保留", "退出", "已退出", "未考评"
_FIRST = 3


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


def posts_year(year: Year, barred: Collection[str] = ()) -> tuple[PostYear, ...]:
    """Every post of the year's ledgers, by branch and name; `barred`: members who are not proposed for honours, nor is their post."""
    digits, line = year.tables.rulebook.places, line_of(year)
    holder: dict[tuple[str, str], str] = {}
    reviews: dict[tuple[str, str], list[Fraction | None]] = defaultdict(lambda: [None] * len(year.quarters))
    standing: set[tuple[str, str]] = set()
    for at, quarter in enumerate(year.quarters):
        frames = quarter.made.tables.frames
        ledger = frames["zone_post"][frames["zone_post"]["type"].eq(POST)]
        branches = ledger.index.get_level_values("file").map(quarter.made.tables.unit_of)
        standing = set(zip(branches, ledger["name"], strict=True)) - set(
            zip(
                branches[ledger["withdrawn"].notna()],
                ledger[ledger["withdrawn"].notna()]["name"],
                strict=True,
            )
        )
        holder |= dict(zip(zip(branches, ledger["name"], strict=True), ledger["person"], strict=True))
        for row in frames["post_review"].sort_values("date").to_dict("records"):
            reviews[row["branch"], row["name"]][at] = exact(float(row["score"]))
    found = {}
    for key in sorted(set(holder) | set(reviews)):
        given = [score for score in reviews[key] if score is not None]
        found[key] = half_up(sum(given, Fraction(0)) / len(given), digits) if given else None
    rank = _ranks({key: mean for key, mean in found.items() if key in standing and mean is not None})
    return tuple(
        PostYear(
            *key,
            holder.get(key, ""),
            tuple(reviews[key]),
            mean,
            _outcome(mean, line, key in standing),
            _reason(mean, line, None if holder.get(key) in barred else rank.get(key)),
        )
        for key, mean in found.items()
    )


def _ranks(means: dict[tuple[str, str], Fraction]) -> dict[tuple[str, str], int]:
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
    return f"年度考评平均 {figure(mean)} 分，全厂第 {rank}"
