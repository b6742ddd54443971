"""A plant of two branches and two teams, and the facts that rows of its sheets become."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.tiny_plant import Row, branch, colleague, member, row, tables, team
from pipeline.evidence.facts import fact_of

PLANT = (
    branch("甲支部", has_committee="是"),
    branch("乙支部", has_committee="否"),
    team("锅炉班", of="甲支部"),
    team("汽机班", of="甲支部"),
    member("01", committee="是", group="一组"),
    member("02", team="锅炉班", group="一组", shift="是"),
    member("03", team="汽机班", group="二组"),
    colleague("04", team="锅炉班"),
    colleague("05", team="锅炉班"),
    member("11", of="乙支部", politics="预备党员"),
    member("12", of="乙支部", politics="入党积极分子"),
)


def fact(name: str, *rows: Row, **given: Any) -> pd.DataFrame:
    """The fact table of that name after these rows."""
    return fact_of(tables(*PLANT, *rows, **given), name)


def column(frame: pd.DataFrame, *names: str) -> list[Any]:
    """The values of these columns, a tuple a row where there are several, in the order of their text."""
    rows = [
        tuple(None if pd.isna(v) else v for v in line) for line in frame[list(names)].itertuples(index=False)
    ]
    return sorted((line[0] if len(names) == 1 else line for line in rows), key=str)


def concluded(number: str, matter: str, verdict: str = "同意", **cells: Any) -> Row:
    """What the office concluded, in the review of the quarter."""
    return row(
        "verification", number=number, matter=matter, **{"verdict": verdict, "date": "2019-09-20", **cells}
    )
