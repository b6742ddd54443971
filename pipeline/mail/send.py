"""Messages handed to the server one by one; the ledger is ahead of every step that cannot be taken back."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.mail.ledger import Entry, State
from pipeline.mail.server import Server, connect, most_bytes

_TAKEN, _LEAVING = 250, 421
_BY_CLASS = {4: State.PREPARED, 5: State.FAILED}  # first digit of a refusal; any other answer leaves it unknown
_LONGEST_REPLY = 200


class Mark(Protocol):
    """Writes a message's new state to the ledger."""

    def __call__(self, key: str, state: State, reply: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds between messages, how often a message is tried, and how to wait."""

    pace: float
    tries: int
    wait: Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one try: a final state, or prepared where it may be tried again; `lost`: the connection is gone."""

    state: State
    reply: str
    lost: bool = False


def send(posts: Sequence[tuple[Entry, bytes]], server: Server, mark: Mark, patience: Patience) -> str:
    """Hand the messages over, each until it is sent, refused or unknown; why the run ended early, "" where it did not."""
    smtp: smtplib.SMTP | None = None
    for entry, content in posts:
        answer = None
        for turn in range(patience.tries):
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
            patience.wait(patience.pace * 2**turn)
            if answer.state is not State.PREPARED:
                break
        else:
            if answer is None or answer.lost:
                return f"连接一再中断，{entry.unit}和以后的邮件没有发出"
            mark(entry.key, State.FAILED, f"试了 {patience.tries} 次：{answer.reply}")
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
