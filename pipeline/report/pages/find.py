"""What the search of an office page filters by: every unit with its branch, its level, whether that changed, and whether something is lacking."""

from __future__ import annotations

from itertools import zip_longest

from pipeline.rating.stars import ABSENT, UNRATED
from pipeline.report.page import Find
from pipeline.report.result import Result
from pipeline.report.rows import Star
from schemas.words import BRANCH, TEAM


def find(result: Result) -> Find:
    """The units as lines of name, branch, level, changed, lacking; for the office's pages alone."""
    lacking = _lacking(result)
    lines = [
        "\t".join(
            (
                star.unit,
                star.parent,
                "" if star.shown is None else str(star.shown),
                str(int(bool(star.change))),
                str(int(star.key in lacking)),
            )
        )
        for kind in (BRANCH, TEAM)
        for star in result.stars_of(kind)
    ]
    return Find("\n".join(lines), "\n".join(level_words(result)))


def level_words(result: Result) -> tuple[str, ...]:
    """What levels are called, lowest first; both words where branches and teams call them otherwise."""
    pairs = zip_longest(result.names_of(BRANCH), result.names_of(TEAM))
    return tuple("／".join(dict.fromkeys(word for word in pair if word)) for pair in pairs)


def _lacking(result: Result) -> set[tuple[str, str]]:
    """Units not rated, or with something of the period undone: work list, pledges, wishes, requests."""
    units = {star.key for kind in (BRANCH, TEAM) for star in result.stars_of(kind) if _unrated(star)}
    m = result.statistics
    if m is None:
        return units
    units |= {row.key for kind in (BRANCH, TEAM) for row in m.work_list.tables[kind] if row["missing"]}
    units |= {row.key for row in m.pledges.lines if row["overdue"]}
    ledgers = (m.service.wishes, m.service.requests)
    rows = [row for ledger in ledgers for row in (*ledger.branches, *ledger.teams)]
    return units | {row.key for row in rows if row["due"] > row["on_time"]}


def _unrated(star: Star) -> bool:
    return star.status in (ABSENT, UNRATED)
