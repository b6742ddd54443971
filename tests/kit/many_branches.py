"""A result with as many branches as wanted: those it has, again and again under other names, each with its teams."""

from __future__ import annotations

from dataclasses import replace

from pipeline.report.result import Result
from schemas.words import BRANCH, TEAM


def with_branches(result: Result, count: int) -> Result:
    """The result with so many branches."""
    branches, teams, stars = result.stars_of(BRANCH), result.stars_of(TEAM), []
    for number in range(count):
        branch = branches[number % len(branches)]
        again = "" if number < len(branches) else str(number)
        name = f"{branch.unit}{again}"
        stars.append(branch._replace(unit=name, place=number + 1 if branch.place else None))
        stars += [
            team._replace(unit=f"{team.unit}{again}", parent=name)
            for team in teams
            if team.parent == branch.unit
        ]
    return replace(result, stars=tuple(stars))
