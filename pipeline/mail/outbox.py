"""Letters and the old ledger -> the mail folder: messages, ledger, preview; what has gone out is kept as it went."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.core.publish import safe_name
from pipeline.mail import ledger
from pipeline.mail.chart import picture
from pipeline.mail.compose import Post, compose, correction, subject
from pipeline.mail.font import Font
from pipeline.mail.ledger import LASTING, Entry, State, key_of, version_of
from pipeline.mail.letter import Letter, digest
from pipeline.mail.recipients import Recipients

Bytes = Callable[[str], bytes]  # file name -> content of a message written before


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What every message is written with: addresses, sender, date, and the font, None for letters without pictures."""

    to: Recipients
    sender: str
    date: dt.datetime
    font: Font | None


@dataclass(frozen=True, slots=True, eq=False)
class Outbox:
    """The messages of a period as files, and the ledger's entries: those of these letters first."""

    entries: tuple[Entry, ...]
    files: dict[str, bytes]


def outbox(letters: Iterable[Letter], desk: Desk, old: Sequence[Entry], before: Bytes) -> Outbox:
    """The new mail folder. A letter that went out, or that a server refused, stands as it was written then."""
    lasting = {e.key: e for e in old if e.state in LASTING}
    entries: list[Entry] = []
    files: dict[str, bytes] = {}
    for letter in letters:
        entry, content = _message(letter, desk, old)
        entry = lasting.pop(entry.key, entry)
        entries.append(entry)
        if entry.state is State.PREPARED:
            files[entry.file] = content
    entries += lasting.values()
    files |= {e.file: before(e.file) for e in entries if e.state in LASTING}
    return Outbox(tuple(entries), {**files, ledger.NAME: ledger.written(entries)})


def _message(letter: Letter, desk: Desk, old: Sequence[Entry]) -> tuple[Entry, bytes]:
    address = desk.to.addresses.get(letter.to, "")
    version = version_of(letter, old)
    key = key_of(letter, address, version)
    made = _content(letter, desk, Post(address, desk.sender, version, desk.date, key))
    state, content, why = (State.UNWRITTEN, b"", made) if isinstance(made, str) else (State.PREPARED, made, "")
    mark = f"-{correction(version)}" if version else ""
    file = "" if why else f"{safe_name(letter.unit)}-{letter.purpose}{mark}-{key[:6]}.eml"
    sha256 = "" if why else hashlib.sha256(content).hexdigest()
    return Entry(key, state, letter.purpose, letter.stage, *letter.to, address, version, subject(letter, version), file,
                 sha256, digest(letter), reply=why), content


def _content(letter: Letter, desk: Desk, post: Post) -> bytes | str:
    if not post.address:
        return desk.to.faults.get(letter.to, "组织名册里没有这个单位")
    drawn = picture(letter.drawing, desk.font) if letter.drawing and desk.font else b""
    return drawn if isinstance(drawn, str) else compose(letter, drawn, post)
