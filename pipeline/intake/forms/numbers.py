"""The rows of a branch's blank that are empty but for a printed number: WX-JX-2019Q3-01, with the team that it is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

import pandas as pd

from pipeline.core.period import Period
from pipeline.excel.cells.kinds import ITEM_MARK
from pipeline.intake.forms.carried import Given
from pipeline.intake.select import Selection
from schemas.base import declaration, timing
from schemas.books import SUBMISSION

_LEAST, _MORE = 4, 2  # rows of a team: at least so many, and so many more than it had in the period before
_SPARE = 5  # rows for nobody's team, at the least
_PRINTED = {sheet.to_schema().name: sheet for sheet in SUBMISSION.sheets if declaration(sheet).printed}


def branch_codes(branches: pd.DataFrame) -> dict[str, str]:
    """Branch -> its 支部代码; where it has none its place in the directory, 03, or the next that no other branch has."""
    codes = set(branches["code"].dropna())
    free = (place for at in count(1) if (place := f"{at:02}") not in codes)
    return {
        branch: next(free) if pd.isna(code) else str(code)
        for branch, code in zip(branches["branch"], branches["code"], strict=True)
    }


def numbered_rows(now: Selection, last: Selection, unit: str, period: Period) -> Given:
    """Sheet key -> a row for each number that is printed: some for each team, then some without a team.

    A number that stands in any workbook is not printed again."""
    code = branch_codes(now.rows("branch")).get(unit)
    return {
        key: list(
            _rows(
                now, key, f"{declaration(sheet).printed}-{code}-{period.name}-", _room(now, last, unit, key)
            )
        )
        for key, sheet in _PRINTED.items()
        if code
    }


def _room(now: Selection, last: Selection, unit: str, key: str) -> list[str | None]:
    """The team of each row to print, None where it is for nobody's team."""
    workbook = last.submissions.get(unit)
    rows = last.rows_in(key, last.files_of([workbook] if workbook else []))
    rows = rows[rows[timing(_PRINTED[key]).start] >= pd.Timestamp(last.period.start)]
    before = Counter(rows["team"].dropna())
    for_teams = [team for team in _teams(now, unit) for _ in range(max(_LEAST, before[team] + _MORE))]
    return [*for_teams, *[None] * max(_SPARE, int(rows["team"].isna().sum()) + _MORE)]


def _teams(now: Selection, unit: str) -> list[str]:
    """The teams of a branch in the directory's order; of one that has none those that it is paired with."""
    branches, teams = now.rows("branch"), now.rows("team")
    paired = branches[branches["branch"].eq(unit)]["paired_teams"].dropna()
    own = list(teams[teams["branch"].eq(unit)]["team"])
    return own or [team for names in paired for team in str(names).split(ITEM_MARK)]


def _rows(now: Selection, key: str, begin: str, teams: list[str | None]) -> Iterator[dict[str, Any]]:
    used = set(now.inbox.frames[key][key].dropna())
    free = (number for at in count(1) if (number := f"{begin}{at:02}") not in used)
    yield from ({key: next(free), "team": team} for team in teams)
