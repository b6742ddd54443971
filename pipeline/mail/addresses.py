"""Who is sent letters: the addresses in the 组织名册 and nowhere else, each checked before anything is written to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import BaseHeader, ContentTypeHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Any

import pandas as pd

from pipeline.core.chinese import name_order
from pipeline.evidence.overdue import OFFICE
from pipeline.evidence.tables import Directory
from pipeline.intake.collect import Inbox
from pipeline.intake.select import Selection
from schemas.words import BRANCH, TEAM

OFFICE_KIND = "办公室"  # a kind of its own: the office is never the branch in which it sits
_SETTING = "办公室邮箱"
_NO_ADDRESS = {BRANCH: "组织名册里没有邮箱", OFFICE_KIND: f"评价细则的基本设置里没有填“{_SETTING}”"}
MOST_SUBJECT, MOST_NAME = 60, 12
_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_MOST_ADDRESS = 254
_ENCODED_WORD = re.compile(r"=\?.*\?=", re.DOTALL)
_PLAIN_NAME = re.compile(r"[\w（）·－—]+")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def unfit(text: str) -> str:
    """Why a text may not stand in a header, "" where it may."""
    if any(unicodedata.category(c) in _HIDDEN for c in text):
        return "含有换行或看不见的字符"
    return "含有邮件编码记号“=?”" if _ENCODED_WORD.search(text) else ""


def header_text(text: str, most: int) -> str:
    """The text without spaces, which a fold may lose, and in at most `most` characters."""
    whole = "".join(text.split())
    return whole if len(whole) <= most else whole[: most - 1] + "…"


def display_name(text: str) -> str:
    """The name beside an address, "" where it would not survive every mail program."""
    return text if len(text) <= MOST_NAME and _PLAIN_NAME.fullmatch(text) else ""


def address_fault(address: str, domains: tuple[str, ...]) -> str:
    """Why nothing is sent to this address, "" where it is sound and its domain is allowed (no domains: all are)."""
    if len(address) > _MOST_ADDRESS or not _ADDRESS.fullmatch(address):
        return f"邮箱“{address}”写法不对"
    if domains and domain(address) not in domains:
        return f"邮箱“{address}”不在允许的域名（{'、'.join(domains)}）内"
    return ""


def domain(address: str) -> str:
    """The part after the @, in lower case."""
    return address.rpartition("@")[2].lower()


class FileTypeHeader(ContentTypeHeader, BaseHeader):  # type: ignore[misc]  # both, as the registry itself makes it
    """Content-Type with the name as an RFC 2047 word beside the RFC 2231 one of Content-Disposition.

    Some webmail reads only the former; the standard library's own folding would tear the media type apart."""

    def fold(self, *, policy: Policy[Any]) -> str:
        params = dict(self.params)
        name = params.pop("name", None)
        if name is None:
            return super().fold(policy=policy)
        end = policy.linesep
        word = Header(name, "utf-8", maxlinelen=66).encode(linesep=end)
        plain = "".join(f'; {key}="{value}"' for key, value in params.items())
        return f'{self.name}: {self.content_type}{plain};{end} name="{word}"{end}'


def policy() -> EmailPolicy[EmailMessage]:
    """SMTP's line ends, our Content-Type; other headers as the standard library has them."""
    registry = HeaderRegistry()
    registry.map_to_type("content-type", FileTypeHeader)
    return SMTP.clone(header_factory=registry)


Unit = tuple[str, str]  # unit kind, unit


@dataclass(frozen=True, slots=True)
class Recipients:
    """Sound addresses by unit, the branch of every team, the office as a unit of its own ("" for none), and what is wrong."""

    addresses: Mapping[Unit, str]
    parents: Mapping[str, str]
    office: str
    faults: Mapping[Unit, str]

    def branches(self) -> list[str]:
        """The branches of the directory, by name."""
        return sorted(
            {*self.parents.values(), *(u for k, u in [*self.addresses, *self.faults] if k == BRANCH)},
            key=name_order,
        )

    def travelling(self, branch: str) -> list[str]:
        """The branch's teams without an address: their results go with the branch's."""
        return sorted(
            (t for t, b in self.parents.items() if b == branch and (TEAM, t) not in self.addresses),
            key=name_order,
        )


def recipients(inbox: Inbox, chosen: Selection, domains: tuple[str, ...], office: str) -> Recipients:
    """The recipients of a period; `office`: the mailbox of the office, "" for the one that the rulebook names."""
    of_office = (OFFICE_KIND, OFFICE), office or _office_mailbox(chosen)
    units, parents = [of_office], Directory({}, {}, {}, {}).teams
    if chosen.directory is not None:
        branches, teams = (inbox.rows(key, {chosen.directory.file}) for key in ("branch", "team"))
        units = [*_written(BRANCH, branches), *_written(TEAM, teams), of_office]
        parents = inbox.directory(chosen.directory).teams
    addresses: dict[Unit, str] = {}
    faults: dict[Unit, str] = {}
    for unit, address in units:
        fault = address_fault(address, domains) if address else _NO_ADDRESS.get(unit[0], "")
        if fault:
            faults[unit] = fault
        elif address:
            addresses[unit] = address
    return Recipients(addresses, parents, OFFICE, faults)


def _office_mailbox(chosen: Selection) -> str:
    rows = chosen.rows("setting")
    values = rows[rows["name"].eq(_SETTING).fillna(False)]["value"].dropna()
    return str(values.iloc[0]).strip() if len(values) else ""


def _written(kind: str, rows: pd.DataFrame) -> Iterator[tuple[Unit, str]]:
    name = "branch" if kind == BRANCH else "team"
    for unit, address in zip(rows[name], rows["email"], strict=True):
        yield (kind, unit), "" if pd.isna(address) else str(address).strip()
