"""The way to the mail server: encrypted and verified, always; there is no switch for anything less."""

from __future__ import annotations

import smtplib
import ssl
import stat
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.mail.addresses import domain

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
