"""Header values: texts made fit for a header or refused, and the parameters that mail programs read a file name from."""

from __future__ import annotations

import re
import unicodedata
from email.header import Header
from email.headerregistry import BaseHeader, ContentTypeHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Any

MOST_SUBJECT, MOST_NAME = 60, 12
_ADDRESS = re.compile(r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
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
