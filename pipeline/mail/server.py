"""The server: a connection that is encrypted, verified, logged in, and held to a time and a length for every answer."""

from __future__ import annotations

import codecs
import smtplib
import socket
import ssl
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.finding import Finding
from pipeline.mail.addresses import domain
from pipeline.mail.messages import stopped

IMPLICIT_TLS_PORT = 465
_PIECE = 2**14  # bytes that are sent at a time
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"", "gb18030"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a server may take, in seconds, and how much it may say, before it is left."""

    read: float = 60.0  # for the next bytes
    answer: float = 180.0  # for a whole answer
    content: float = 600.0  # to take what we say
    lines: int = 100  # of one answer
    size: int = 64 * 1024  # bytes of one answer


class Overlong(OSError):
    """A server took too long, or said too much."""


class _Answers:
    """What a server says, a line at a time; stands in the place of the connection's file."""

    def __init__(self, source: socket.socket, limits: Limits) -> None:
        self._socket, self._limits, self._buffer = source, limits, b""
        self.begin()

    def begin(self) -> None:
        """The next line is the first of an answer."""
        self._end, self._lines, self._size = time.monotonic() + self._limits.answer, 0, 0

    def readline(self, most: int) -> bytes:
        """The next line with its end; what there is where the server hangs up. Overlong beyond the limits."""
        self._lines += 1
        while b"\n" not in self._buffer and len(self._buffer) < most:
            if self._lines > self._limits.lines or self._size > self._limits.size:
                raise Overlong("too much")
            _wait(self._socket, self._end, self._limits)
            heard = self._socket.recv(4096)
            self._size += len(heard)
            self._buffer += heard
            if not heard:
                break
        end = self._buffer.find(b"\n") + 1 or len(self._buffer)
        line, self._buffer = self._buffer[: min(end, most)], self._buffer[min(end, most) :]
        return line

    def close(self) -> None:
        """Nothing of its own is open."""


def _wait(connection: socket.socket, end: float, limits: Limits) -> None:
    """Let the next step on the connection last till `end` at most."""
    left = end - time.monotonic()
    if left <= 0:
        raise Overlong("too slow")
    connection.settimeout(min(left, limits.read))


class _Bounded(smtplib.SMTP):
    """A connection on which every answer, and everything that we say, has its limits."""

    def __init__(self, limits: Limits, host: str, port: int, name: str, **how: Any) -> None:
        self._limits = limits
        super().__init__(host, port, name, timeout=limits.read, **how)

    def getreply(self) -> tuple[int, bytes]:
        """As in the library, within the limits."""
        if isinstance(self.file, _Answers):
            self.file.begin()
        elif self.sock is not None:
            self.file = _Answers(self.sock, self._limits)
        return super().getreply()

    def send(self, s: Any) -> None:
        """As in the library, a piece at a time."""
        content, end = (
            s.encode(self.command_encoding) if isinstance(s, str) else s,
            time.monotonic() + self._limits.content,
        )
        for start in range(0, len(content), _PIECE):
            try:
                if self.sock is not None:
                    _wait(self.sock, end, self._limits)
            except Overlong as error:
                self.close()
                raise smtplib.SMTPServerDisconnected("too slow") from error
            super().send(content[start : start + _PIECE])


class _Encrypted(_Bounded, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


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
    limits: Limits = Limits()


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
        if overlong(error):
            return None, stopped("E636", server.host)
        return None, stopped("E635", f"{server.host}:{server.port}", why=type(error).__name__)


def overlong(error: BaseException | None) -> bool:
    """True where the connection ended because a limit was passed, or nothing came within the time of a read."""
    return error is not None and (isinstance(error, Overlong | TimeoutError) or overlong(error.__context__))


def _connected(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    name = domain(server.sender)
    smtp: smtplib.SMTP
    if server.implicit:
        smtp = _Encrypted(server.limits, server.host, server.port, name, context=context)
    else:
        smtp = _Bounded(server.limits, server.host, server.port, name)
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


def password_of(password: str, file: str) -> tuple[str, list[Finding]]:
    """The password from the environment or from a file that only its owner can read, as Notepad or the console saved it.

    UTF-8 with or without a mark at its head, UTF-16 or GBK: a password that a server takes is plain ASCII in all of them."""
    if password:
        return password, []
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
