"""A mail server on loopback with TLS and a login, which can refuse, fall silent or hang up at any stage."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "office@example.com", "sesame-42"
HOST = "127.0.0.1"
# the server does not see that it is wrapped in TLS as a whole
over_tls = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
HANG_UP, FREEZE = "hang up", "freeze"
TAKEN = "250 taken"


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def context(ca: trustme.CA | None = None) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (ca or authority()).issue_cert(HOST).configure_cert(made)
    return made


@dataclass
class Desk:
    """What arrives, and what the server does at a stage: an answer, a list of answers one after the other, or a silence."""

    does: dict[str, str | list[str]] = field(default_factory=dict)
    arrived: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    frozen: threading.Event = field(default_factory=threading.Event)
    thaw: threading.Event = field(default_factory=threading.Event)

    def answer(self, stage: str, default: str) -> str:
        self.reached.append(stage)
        done = self.does.get(stage, default)
        return (done.pop(0) if done else default) if isinstance(done, list) else done

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await said_of(self, server, "MAIL", "250 OK")
        if said.startswith("250"):
            envelope.mail_from = address
        return said

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await said_of(self, server, "RCPT", "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self.answer("content", TAKEN)
        if said in (TAKEN, FREEZE):  # a server that falls silent now has the message all the same
            assert envelope.mail_from is not None and isinstance(envelope.original_content, bytes)
            self.arrived.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return await acted(self, server, said, TAKEN)


async def said_of(desk: Desk, server: SMTP, stage: str, default: str) -> str:
    return await acted(desk, server, desk.answer(stage, default), default)


async def acted(desk: Desk, server: SMTP, said: str, default: str) -> str:
    if said == FREEZE:
        desk.frozen.set()
        while not desk.thaw.is_set():
            await asyncio.sleep(0.02)
        said = default
    if said == HANG_UP:
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return "421 gone"
    return said


class Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        said = await said_of(self.event_handler, self, "DATA", "")
        if said:
            await self.push(said)
        else:
            await super().smtp_DATA(arg)


class Post(Controller):
    """The running server; `mode` is implicit, starttls or plain."""

    def __init__(
        self, desk: Desk, mode: str = "implicit", ca: trustme.CA | None = None, limit: int = 20 * 2**20
    ) -> None:
        self.mode, self.limit = mode, limit
        self.tls = context(ca)
        super().__init__(
            desk, hostname="127.0.0.1", port=0, ssl_context=self.tls if mode == "implicit" else None
        )

    def factory(self) -> Server:
        starttls: dict[str, Any] = (
            {"tls_context": self.tls, "require_starttls": True} if self.mode == "starttls" else {}
        )
        return Server(
            self.handler,
            hostname="post.example.com",
            authenticator=login,
            auth_required=self.mode != "plain",
            auth_require_tls=self.mode == "starttls",
            data_size_limit=self.limit,
            enable_SMTPUTF8=False,
            **starttls,
        )

    def _trigger_server(self) -> None:  # the port is known only once the server listens
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good, handled=good)


@contextmanager
def speaking(*answers: str, pause: float = 0.0) -> Iterator[int]:
    """A port on which a server answers each line that it hears with the next of these and then hangs up; it says them
    letter by letter where there is a `pause` between two."""
    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=_speak, args=(server, answers, pause), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(timeout=2)


def _speak(server: socket.socket, answers: tuple[str, ...], pause: float) -> None:
    with suppress(OSError):
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as heard:
            for number, answer in enumerate(answers):
                if number:
                    heard.readline()
                for piece in answer if pause else (answer,):
                    connection.sendall(piece.encode())
                    time.sleep(pause)
                time.sleep(0 if answer else pause)
