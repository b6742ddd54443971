"""Findings about guests: more colleagues or activists at a session than the directory has where it was held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.relations import Checked
from schemas.words import ACTIVIST, AUDIENCES, COLLEAGUE

_TO_BRANCH, _TO_TEAM, _TO_ALL = AUDIENCES
_PLANT = "全厂"


class Counted(NamedTuple):
    """A column that counts guests, and whom of the directory it counts."""

    key: str
    column: str
    politics: tuple[str, ...]
    who: str


_COUNTED = (
    Counted("meeting", "colleagues", (COLLEAGUE, ACTIVIST), "群众"),
    Counted("training", "activists", (ACTIVIST,), "入党积极分子"),
    Counted("training", "colleagues", (COLLEAGUE,), "群众（不含积极分子）"),
)


def guests(at: Checked) -> Iterator[Finding]:
    """Every count of guests that the directory cannot explain."""
    people = at.tables.frames["person"]
    for counted in _COUNTED:
        own = people[people["politics"].isin(counted.politics)]
        room = Counter(own["branch"].dropna()) + Counter(own["team"].dropna()) + Counter({_PLANT: len(own)})
        rows = at.tables.frames[counted.key]
        for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
            whose = _whose(row.get("audience", _TO_BRANCH), at.tables.unit_of[index[0]], row.get("host_unit"))
            given = row[counted.column]
            if not pd.isna(given) and given > room[whose] and index[0] not in at.nameless:
                yield at.say("W328", counted.key, index, counted.column, given, whose=whose, who=counted.who, most=room[whose])


def _whose(audience: str, branch: str, host: object) -> str:
    """The unit whose people a session is for."""
    return {_TO_BRANCH: branch, _TO_TEAM: str(host), _TO_ALL: _PLANT}[audience]
