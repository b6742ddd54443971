"""mail/index.html: every message as its reader will see it, with recipient, subject, size, attachments and state."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy

from pipeline.core.period import Period
from pipeline.mail import NO_SENDER
from pipeline.mail.compose import attached
from pipeline.mail.ledger import WORDS, Entry, State
from pipeline.report.page import Head, rendered

_MARKS = {State.UNKNOWN: "alarm", State.FAILED: "alarm", State.UNWRITTEN: "warn"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as the page lists it; `body` is the HTML with its picture inside."""

    entry: Entry
    state: str
    mark: str
    size: str
    files: tuple[tuple[str, str], ...]
    body: str


def preview(entries: Sequence[Entry], content: Callable[[str], bytes], period: Period, sender: str) -> bytes:
    """The page; `content` gives the bytes of a message by its file name."""
    stage = entries[0].stage if entries else ""
    counts = [(word, n) for state, word in WORDS.items() if (n := sum(e.state is state for e in entries))]
    head = Head(f"{period.title}邮件", "发送前请逐封看一遍", f"发件邮箱 {'还没有设' if sender == NO_SENDER else sender}", (), stage, "", True, ())
    return rendered("mail/index.html.j2", head=head, counts=counts,
                    messages=[_seen(e, content(e.file) if e.file else b"") for e in entries])


def _seen(entry: Entry, content: bytes) -> Seen:
    message = message_from_bytes(content, policy=policy.default)
    body, files = "", []
    for part in message.walk() if content else ():
        if part.get_content_subtype() == "html":
            body = part.get_content()
        elif cid := part["Content-ID"]:
            picture = base64.b64encode(part.get_content()).decode()
            body = body.replace(f"cid:{str(cid).strip('<>')}", f"data:image/png;base64,{picture}")
    files = [(str(p.get_filename()), _size(len(p.get_content()))) for p in attached(message)] if content else []
    return Seen(entry, WORDS[entry.state], _MARKS.get(entry.state, ""), _size(len(content)) if content else "—",
                tuple(files), body)


def _size(count: int) -> str:
    return f"{count / 1024:.0f} KB" if count >= 1024 else f"{count} 字节"
