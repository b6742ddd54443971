"""Sending: the server, each message once, and what became of it."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol

from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.mail.addresses import address_fault
from pipeline.mail.ledger import Entry, Ledger, State, load
from pipeline.mail.messages import stopped
from pipeline.mail.outbox import FOLDER, refresh, to_send
from pipeline.mail.server import Server, connect, most_bytes, overlong

_DONE, _LEAVING = (
    2,
    421,
)  # first digit of an answer by which the message is taken; the answer of a server that goes
_BY_CLASS = {
    4: State.PREPARED,
    5: State.FAILED,
}  # first digit of a refusal; any other answer leaves it unknown
_LONGEST_REPLY = 200
TRIES = 3  # of one message
MOST_UNKNOWN = 2  # in a row: a server of which nobody knows what it does is given no more


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


class _Line:
    """The connection to the server, made when it is needed and again after it was lost."""

    def __init__(self, server: Server, mark: Mark, pause: Pause) -> None:
        self._server, self._mark, self._pause = server, mark, pause
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, entry: Entry, content: bytes) -> tuple[State, list[Finding]]:
        """The message's last state; a finding where the run ends with it."""
        answer = Answer(State.PREPARED, "", lost=True)
        for turn in range(TRIES):
            if self._smtp is None:
                self._smtp, faults = connect(self._server)
                if self._smtp is None:
                    return answer.state, faults
            answer = _try(self._smtp, entry, content, self._server.sender, self._mark)
            self._mark(entry.key, answer.state, answer.reply)
            if answer.lost:
                self._smtp.close()
                self._smtp = None
            self._pause(turn)
            if answer.state is not State.PREPARED:
                return answer.state, []
        if answer.lost:
            return answer.state, stopped("E637", unit=entry.unit)
        self._mark(entry.key, State.FAILED, f"试了 {TRIES} 次：{answer.reply}")
        return State.FAILED, []

    def drop(self) -> None:
        """Hang up without a word."""
        if self._smtp is not None:
            self._smtp.close()

    def leave(self) -> None:
        """Say goodbye; everything is in the ledger, so a server that is gone by now does not matter."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except OSError:
                self._smtp.close()


def send(posts: Sequence[tuple[Entry, bytes]], server: Server, mark: Mark, pause: Pause) -> list[Finding]:
    """Hand the messages over, each until it is sent, refused or unknown; why the run ended early, none where it did not."""
    line, unknown = _Line(server, mark, pause), 0
    faults: list[Finding] = []
    for number, (entry, content) in enumerate(posts, start=1):
        try:
            state, faults = line.hand_over(entry, content)
        except BaseException:  # the disk refuses, or somebody pressed Ctrl+C
            line.drop()
            raise
        unknown = unknown + 1 if state is State.UNKNOWN else 0
        if not faults and unknown == MOST_UNKNOWN and number < len(posts):
            faults = stopped("E638", unit=entry.unit)
        if faults:
            break
    line.leave()
    return faults


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
        return Answer(State.PREPARED, f"发送前{_broken(error)}", lost=True)
    if code // 100 != 2:
        return _refused(code, reply)
    mark(entry.key, State.SENDING)
    try:
        code, reply = smtp.data(content)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except OSError as error:
        return Answer(State.UNKNOWN, f"等回音时{_broken(error)}", lost=True)
    return Answer(State.SENT, _plain(code, reply)) if code // 100 == _DONE else _refused(code, reply)


def _broken(error: OSError) -> str:
    return "服务器太慢或话太多" if overlong(error) else f"连接中断（{type(error).__name__}）"


def _refused(code: int, reply: bytes | str) -> Answer:
    return Answer(_BY_CLASS.get(code // 100, State.UNKNOWN), _plain(code, reply), lost=code == _LEAVING)


def _plain(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:_LONGEST_REPLY]


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
) -> tuple[Batch | None, list[Finding]]:
    """The first `most` messages under output/<period> that wait or are named in `again`; None with why none may go."""
    ledger, faults = load(folder / FOLDER)
    if faults or not ledger.entries:
        return None, faults or stopped("E623", period.title)
    posts, faults = to_send(folder, ledger.entries, again)
    for entry, content in posts:
        faults = faults or _faults(entry, content, sender, domains)
    if faults:
        return None, faults
    return Batch(folder, period, ledger, posts[:most], len(posts[most:])), []


def _faults(entry: Entry, content: bytes, sender: str, domains: tuple[str, ...]) -> list[Finding]:
    """Why the message may not go: another sender than the one it names, another recipient, a domain that is not allowed."""
    message = message_from_bytes(content, policy=policy.default)
    written = [a.addr_spec for name in ("From", "To") for a in message[name].addresses]
    if written[0] != sender:
        return stopped("E626", written[0])
    if written[1:] != [entry.address]:
        return stopped("E625", entry.file)
    why = address_fault(entry.address, domains)
    return stopped("E627", entry.address, unit=entry.unit, why=why) if why else []


def dispatch(batch: Batch, server: Server, now: Callable[[], str], pause: Pause) -> list[Finding]:
    """Send the messages, keep the ledger and bring the preview up to date; why the run ended early."""

    def mark(key: str, state: State, reply: str = "") -> None:
        batch.ledger.mark(key, state, now(), reply)

    batch.ledger.continued()
    findings = send(batch.posts, server, mark, pause)
    refresh(batch.folder, batch.ledger.entries, batch.period, server.sender)
    return findings
