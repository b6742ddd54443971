"""Sending: the server, each message once, and what became of it."""

from __future__ import annotations

import codecs
import smtplib
import ssl
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol

from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.mail.addresses import address_fault, domain
from pipeline.mail.ledger import Entry, Ledger, State, load
from pipeline.mail.messages import stopped
from pipeline.mail.outbox import FOLDER, refresh, to_send

IMPLICIT_TLS_PORT = 465
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"", "gb18030"),
)
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


def connect(server: Server) -> tuple[smtplib.SMTP | None, list[Finding]]:
    """A connection that is encrypted, verified and logged in; None with the reason why there is none."""
    if not (server.user.isascii() and server.password.isascii()):
        return None, stopped("E628", why="邮箱账号或授权码里有中文或全角字符，要用半角")
    try:
        context = ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:
        return None, stopped("E629", server.ca_file, why=error.strerror or error)
    try:
        return _connected(server, context), []
    except ssl.SSLCertVerificationError as error:
        return None, stopped("E630", server.host, why=error.verify_message)
    except ssl.SSLError:
        return None, stopped("E631", server.host)
    except smtplib.SMTPNotSupportedError:
        return None, stopped("E632", server.host)
    except smtplib.SMTPAuthenticationError as error:
        return None, stopped("E633", str(error.smtp_code))
    except smtplib.SMTPResponseException as error:
        return None, stopped("E634", server.host, why=error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return None, stopped("E635", f"{server.host}:{server.port}", why=type(error).__name__)


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


def password_of(given: str, file: str) -> tuple[str, list[Finding]]:
    """The password from the environment or from a file that only its owner can read, as Notepad or the console saved it.

    UTF-8 with or without a mark at its head, UTF-16 or GBK: a password that a server takes is plain ASCII in all of them."""
    if given:
        return given, []
    if not file:
        return "", stopped(
            "E628",
            why="没有授权码：用环境变量 DUALSTAR_SMTP_PASSWORD，或用 DUALSTAR_SMTP_PASSWORD_FILE 指明文件",
        )
    path = Path(file)
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return "", stopped("E628", file, why=f"授权码文件 {file} 别人也能读，要先执行 chmod 600")
        content = path.read_bytes()
    except OSError as error:
        return "", stopped("E628", file, why=f"授权码文件 {file} 打不开（{type(error).__name__}）")
    return _password_in(content, file)


def _password_in(content: bytes, file: str) -> tuple[str, list[Finding]]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                text = content.decode(encoding).strip()
            except UnicodeDecodeError:
                break
            if text:
                return text, []
            return "", stopped("E628", file, why=f"授权码文件 {file} 是空的")
    return "", stopped("E628", file, why=f"授权码文件 {file} 读不出来，要存成纯文本")


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


def send(posts: Sequence[tuple[Entry, bytes]], server: Server, mark: Mark, pause: Pause) -> list[Finding]:
    """Hand the messages over, each until it is sent, refused or unknown; why the run ended early, none where it did not."""
    smtp: smtplib.SMTP | None = None
    for entry, content in posts:
        answer = None
        for turn in range(TRIES):
            if smtp is None:
                smtp, faults = connect(server)
                if smtp is None:
                    return faults
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
                return stopped("E637", unit=entry.unit)
            mark(entry.key, State.FAILED, f"试了 {TRIES} 次：{answer.reply}")
    if smtp is not None:
        _leave(smtp)
    return []


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
) -> tuple[Batch | None, list[Finding]]:
    """The first `most` messages under output/<period> that wait or are named in `again`; None with why none may go."""
    entries, faults = load(folder / FOLDER)
    if not entries:
        return None, faults or stopped("E623", period.title)
    posts, faults = to_send(folder, entries, again)
    for entry, content in posts:
        faults = faults or _faults(entry, content, sender, domains)
    if faults:
        return None, faults
    return Batch(folder, period, Ledger(folder / FOLDER, entries), posts[:most], len(posts[most:])), []


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

    findings = send(batch.posts, server, mark, pause)
    refresh(batch.folder, batch.ledger.entries, batch.period, server.sender)
    return findings
