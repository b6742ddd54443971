"""The figures of the system that the report prints, each counted out of the rows of the workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.evidence.tables import Tables
from schemas.words import PARTY_MEMBER, PLEDGE_TYPES, POST, THEMES, ZONE


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of the system that the report prints (220 项岗位承诺), and where it was counted."""

    name: str
    value: int
    unit: str
    source: str


def helps(tables: Tables) -> pd.DataFrame:
    """Helps of the year so far, one row an activity: helps of 助力行动, and theme days with a 助力主题.

    An activity that stands on both sheets (same branch, theme and day) counts once."""
    action, meeting = tables.year["action"], tables.year["meeting"]
    held = pd.concat([action, meeting[meeting["theme"].notna()]])[["theme", "date"]]
    held = held.assign(branch=held.index.get_level_values("file").map(tables.unit_of))
    entered = set(held.iloc[: len(action)].itertuples(index=False, name=None))
    on_both = [
        at >= len(action) and one in entered for at, one in enumerate(held.itertuples(index=False, name=None))
    ]
    return held[~np.array(on_both, dtype=bool)]


def figures(tables: Tables) -> Iterator[Figure]:
    """Counts with the sheet that each was counted on."""
    frames = tables.frames
    person, pledge, zone = frames["person"], frames["pledge"], frames["zone_post"]
    yield Figure("党支部", len(frames["branch"]), "个", "组织名册 › 党支部")
    yield Figure("班组", len(frames["team"]), "个", "组织名册 › 班组")
    yield Figure("职工", len(person), "名", "组织名册 › 人员")
    yield Figure("党员", int(person["politics"].isin(PARTY_MEMBER).sum()), "名", "组织名册 › 人员")
    approved = pledge[pledge["verdict"].eq("通过").fillna(False)]
    for kind in PLEDGE_TYPES:
        yield Figure(
            kind,
            approved[approved["type"].eq(kind)]["pledge"].nunique(),
            "项",
            "支部填报 › 双承诺（审核通过，全年）",
        )
    for kind in (ZONE, POST):
        yield Figure(f"党员{kind}", int(zone["type"].eq(kind).sum()), "个", "支部填报 › 责任区示范岗")
    pairs = frames["pairing"]
    yield Figure("党员带群众结对", int(pairs["type"].eq("党员带群众").sum()), "对", "支部填报 › 一带一")
    by_theme = helps(tables)["theme"].value_counts()
    for theme in THEMES:
        if count := int(by_theme.get(theme, 0)):
            yield Figure(f"{theme}助力", count, "次", "支部填报 › 助力行动、组织生活（本年累计）")
    yield Figure("双星培训", len(frames["training"]), "场", "支部填报 › 双星培训")
    for name, key, day in (("微心愿实现", "wish", "realised"), ("群众诉求办结", "request", "closed")):
        days = frames[key][day]
        done = days.between(pd.Timestamp(tables.period.start), pd.Timestamp(tables.period.end)).sum()
        yield Figure(name, int(done), "件", f"支部填报 › {'微心愿' if key == 'wish' else '群众诉求'}")
