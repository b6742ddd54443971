"""Sending: the server, each message once, and what became of it."""

from __future__ import annotations

import smtplib
import ssl
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol

from pipeline.core.period import Period
from pipeline.mail.addresses import address_fault, domain
from pipeline.mail.ledger import Entry, Ledger, State, load
from pipeline.mail.outbox import FOLDER, refresh, to_send

IMPLICIT_TLS_PORT = 465
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where and as whom messages are handed over; the password never appears when this is printed."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    implicit: bool = True  # TLS from the first byte (465), else STARTTLS
    timeout: float = _TIMEOUT


def connect(server: Server) -> smtplib.SMTP | str:
    """A connection that is encrypted, verified and logged in, or the sentence that says why there is none."""
    if not (server.user.isascii() and server.password.isascii()):
        return "邮箱账号或授权码里有中文或全角字符，请改成半角"
    try:
        context = ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:
        return f"CA 证书文件 {server.ca_file} 读不出来（{error.strerror or error}）"
    try:
        return _connected(server, context)
    except ssl.SSLCertVerificationError as error:
        return f"服务器 {server.host} 的证书不能验证（{error.verify_message}），没有发送；单位自建的证书请用 DUALSTAR_SMTP_CA_FILE 指明"
    except ssl.SSLError:
        return f"没有和 {server.host}:{server.port} 建立加密连接，请核对端口（465 或 587）"
    except smtplib.SMTPNotSupportedError:
        return f"服务器 {server.host} 不支持加密或登录，没有发送"
    except smtplib.SMTPAuthenticationError as error:
        return f"邮箱登录没有通过（{error.smtp_code}），请核对 DUALSTAR_SMTP_USER 和授权码"
    except smtplib.SMTPResponseException as error:
        return f"服务器 {server.host} 没有接受连接（{error.smtp_code}）"
    except (OSError, smtplib.SMTPException) as error:
        return f"没有连上 {server.host}:{server.port}（{type(error).__name__}），请核对地址、端口和网络"


def _connected(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    name = domain(server.sender)
    smtp: smtplib.SMTP
    if server.implicit:
        smtp = smtplib.SMTP_SSL(server.host, server.port, name, timeout=server.timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
    try:
        if not server.implicit:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def password_of(given: str, file: str) -> str | None:
    """The password from the environment or from a file that only its owner can read; None where the file is open to others."""
    if given or not file:
        return given
    path = Path(file)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return None
    return path.read_text(encoding="utf-8").strip()


def most_bytes(smtp: smtplib.SMTP) -> int:
    """The largest message that the server takes by its own word; 0 where it names no limit."""
    named = smtp.esmtp_features.get("size", "")
    return int(named) if named.isdigit() else 0


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
