"""Sending a period's messages: which ones wait, whether they may go, and the ledger kept while they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from pipeline.core.period import Period
from pipeline.mail.headers import address_fault
from pipeline.mail.ledger import Entry, Ledger, State, load
from pipeline.mail.post_room import FOLDER, refresh, to_send
from pipeline.mail.send import Patience, send
from pipeline.mail.server import Server

TRIES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Errand:
    """A period's messages that wait, and its ledger."""

    folder: Path
    period: Period
    ledger: Ledger
    posts: Sequence[tuple[Entry, bytes]]
    left: int  # messages beyond the most that one run sends

    @property
    def delivered(self) -> bool:
        """True if the server took every message of this run."""
        return self.counted(State.SENT) == len(self.posts)

    @property
    def unknown(self) -> list[Entry]:
        """The messages of which nobody knows whether they arrived."""
        return [e for e in self.ledger.entries if e.state is State.UNKNOWN]

    def counted(self, state: State) -> int:
        """How many of these messages are in the state now."""
        keys = {entry.key for entry, _ in self.posts}
        return sum(e.key in keys and e.state is state for e in self.ledger.entries)


def waiting(folder: Path, period: Period, sender: str, domains: tuple[str, ...], again: Sequence[str],
            most: int) -> Errand | str:
    """The first `most` messages under output/<period> that wait or are named in `again`; or why none may go."""
    entries = load(folder / FOLDER)
    if isinstance(entries, str):
        return entries
    if not entries:
        return f"{period.title}还没有写邮件，请先运行 make mail"
    posts = to_send(folder, entries, again)
    if isinstance(posts, str):
        return posts
    for entry, content in posts:
        if fault := _fault(entry, content, sender, domains):
            return fault
    return Errand(folder, period, Ledger(folder / FOLDER, entries), posts[:most], len(posts[most:]))


def _fault(entry: Entry, content: bytes, sender: str, domains: tuple[str, ...]) -> str:
    """Why the message may not go: another sender than the one it names, another recipient, a domain that is not allowed."""
    message = message_from_bytes(content, policy=policy.default)
    written = [a.addr_spec for name in ("From", "To") for a in message[name].addresses]
    if written[0] != sender:
        return f"邮件里的发件邮箱是 {written[0]}，与 DUALSTAR_SMTP_SENDER 不同，没有发送；请重新运行 make mail"
    if written[1:] != [entry.address]:
        return f"邮件 {entry.file} 的收件邮箱与台账不符，没有发送；请重新运行 make mail"
    return address_fault(entry.address, domains)


def dispatch(errand: Errand, server: Server, patience: Patience, now: Callable[[], str]) -> str:
    """Send the messages, keep the ledger and bring the preview up to date; why the run ended early, or ""."""
    def mark(key: str, state: State, reply: str = "") -> None:
        errand.ledger.mark(key, state, now(), reply)

    trouble = send(errand.posts, server, mark, patience)
    refresh(errand.folder, errand.ledger.entries, errand.period, server.sender)
    return trouble
