"""Messages handed to the server one by one; the ledger is ahead of every step that cannot be taken back."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol

from pipeline.core.period import Period
from pipeline.mail.addresses import address_fault
from pipeline.mail.ledger import Entry, Ledger, State, load
from pipeline.mail.outbox import FOLDER, refresh, to_send
from pipeline.mail.server import Server, connect, most_bytes

_TAKEN, _LEAVING = 250, 421
_BY_CLASS = {
    4: State.PREPARED,
    5: State.FAILED,
}  # first digit of a refusal; any other answer leaves it unknown
_LONGEST_REPLY = 200
TRIES = 3  # of one message


class Mark(Protocol):
    """Writes a message's new state to the ledger."""

    def __call__(self, key: str, state: State, reply: str = "") -> None: ...


Pause = Callable[[int], object]  # waits after the given try of a message, counted from 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one try: a final state, or prepared where it may be tried again; `lost`: the connection is gone."""

    state: State
    reply: str
    lost: bool = False


def send(posts: Sequence[tuple[Entry, bytes]], server: Server, mark: Mark, pause: Pause) -> str:
    """Hand the messages over, each until it is sent, refused or unknown; why the run ended early, "" where it did not."""
    smtp: smtplib.SMTP | None = None
    for entry, content in posts:
        answer = None
        for turn in range(TRIES):
            if smtp is None:
                link = connect(server)
                if isinstance(link, str):
                    return link
                smtp = link
            answer = _try(smtp, entry, content, server.sender, mark)
            mark(entry.key, answer.state, answer.reply)
            if answer.lost:
                smtp.close()
                smtp = None
            pause(turn)
            if answer.state is not State.PREPARED:
                break
        else:
            if answer is None or answer.lost:
                return f"连接一再中断，{entry.unit}和以后的邮件没有发出"
            mark(entry.key, State.FAILED, f"试了 {TRIES} 次：{answer.reply}")
    if smtp is not None:
        _leave(smtp)
    return ""


def _try(smtp: smtplib.SMTP, entry: Entry, content: bytes, sender: str, mark: Mark) -> Answer:
    """One try. Until `sending` is in the ledger nothing that could be delivered has left this machine."""
    limit = most_bytes(smtp)
    if limit and len(content) > limit:
        return Answer(State.FAILED, f"邮件 {len(content)} 字节，超过服务器限额 {limit} 字节")
    try:
        smtp.rset()
        code, reply = smtp.mail(sender, [f"size={len(content)}"] if smtp.has_extn("size") else [])
        if code // 100 == 2:
            code, reply = smtp.rcpt(entry.address)
    except OSError as error:
        return Answer(State.PREPARED, f"发送前连接中断（{type(error).__name__}）", lost=True)
    if code // 100 != 2:
        return _refused(code, reply)
    mark(entry.key, State.SENDING)
    try:
        code, reply = smtp.data(content)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except OSError as error:
        return Answer(State.UNKNOWN, f"等回音时连接中断（{type(error).__name__}）", lost=True)
    return Answer(State.SENT, _plain(code, reply)) if code == _TAKEN else _refused(code, reply)


def _refused(code: int, reply: bytes | str) -> Answer:
    return Answer(_BY_CLASS.get(code // 100, State.UNKNOWN), _plain(code, reply), lost=code == _LEAVING)


def _plain(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:_LONGEST_REPLY]


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye; everything is in the ledger, so a server that is gone by now does not matter."""
    try:
        smtp.quit()
    except OSError:
        smtp.close()


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
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


def waiting(
    folder: Path, period: Period, sender: str, domains: tuple[str, ...], again: Sequence[str], most: int
) -> Batch | str:
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
    return Batch(folder, period, Ledger(folder / FOLDER, entries), posts[:most], len(posts[most:]))


def _fault(entry: Entry, content: bytes, sender: str, domains: tuple[str, ...]) -> str:
    """Why the message may not go: another sender than the one it names, another recipient, a domain that is not allowed."""
    message = message_from_bytes(content, policy=policy.default)
    written = [a.addr_spec for name in ("From", "To") for a in message[name].addresses]
    if written[0] != sender:
        return (
            f"邮件里的发件邮箱是 {written[0]}，与 DUALSTAR_SMTP_SENDER 不同，没有发送；请重新运行 make mail"
        )
    if written[1:] != [entry.address]:
        return f"邮件 {entry.file} 的收件邮箱与台账不符，没有发送；请重新运行 make mail"
    return address_fault(entry.address, domains)


def dispatch(batch: Batch, server: Server, now: Callable[[], str], pause: Pause) -> str:
    """Send the messages, keep the ledger and bring the preview up to date; why the run ended early, or ""."""

    def mark(key: str, state: State, reply: str = "") -> None:
        batch.ledger.mark(key, state, now(), reply)

    trouble = send(batch.posts, server, mark, pause)
    refresh(batch.folder, batch.ledger.entries, batch.period, server.sender)
    return trouble
