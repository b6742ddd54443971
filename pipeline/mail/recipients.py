"""Who is sent letters: the addresses in the 组织名册 and nowhere else, each checked before anything is written to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.core.chinese import name_order
from pipeline.intake.collect import Inbox
from pipeline.intake.select import Selection
from pipeline.mail.headers import address_fault
from schemas.base import YES
from schemas.words import BRANCH, TEAM

Unit = tuple[str, str]  # unit kind, unit


@dataclass(frozen=True, slots=True)
class Recipients:
    """Sound addresses by unit, the branch of every team, the branch in which the office sits, and what is wrong."""

    addresses: Mapping[Unit, str]
    parents: Mapping[str, str]
    office: str
    faults: Mapping[Unit, str]

    def branches(self) -> list[str]:
        """The branches of the directory, by name."""
        return sorted({*self.parents.values(), *(u for k, u in [*self.addresses, *self.faults] if k == BRANCH)}, key=name_order)

    def travelling(self, branch: str) -> list[str]:
        """The branch's teams without an address: their results go with the branch's."""
        return sorted((t for t, b in self.parents.items() if b == branch and (TEAM, t) not in self.addresses), key=name_order)


def recipients(inbox: Inbox, chosen: Selection, domains: tuple[str, ...], office: str) -> Recipients:
    """The recipients of a period; `office`: the branch that receives the summary, "" for the only one marked 回避."""
    if chosen.directory is None:
        return Recipients({}, {}, "", {})
    branches, teams = (inbox.rows(key, {chosen.directory.file}) for key in ("branch", "team"))
    addresses: dict[Unit, str] = {}
    faults: dict[Unit, str] = {}
    for unit, address in [*_written(BRANCH, branches), *_written(TEAM, teams)]:
        fault = "组织名册里没有邮箱" if not address and unit[0] == BRANCH else address and address_fault(address, domains)
        if fault:
            faults[unit] = fault
        elif address:
            addresses[unit] = address
    own = branches[branches["recused"].eq(YES).fillna(False)]["branch"].tolist()
    return Recipients(addresses, dict(zip(teams["team"], teams["branch"], strict=True)),
                      office or (own[0] if len(own) == 1 else ""), faults)


def _written(kind: str, rows: pd.DataFrame) -> Iterator[tuple[Unit, str]]:
    name = "branch" if kind == BRANCH else "team"
    for unit, address in zip(rows[name], rows["email"], strict=True):
        yield (kind, unit), "" if pd.isna(address) else str(address).strip()
