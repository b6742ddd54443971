"""A mail server on loopback with TLS and a login, which can refuse, fall silent or hang up at any stage."""

from __future__ import annotations

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from functools import cache

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "office@example.com", "sesame-42"
HOST = "127.0.0.1"
# the server does not see that it is wrapped in TLS as a whole
over_tls = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
HANG_UP, FREEZE = "hang up", "freeze"
TAKEN = "250 taken"


@cache
def authority():
    return trustme.CA()


def context(ca=None):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (ca or authority()).issue_cert(HOST).configure_cert(made)
    return made


@dataclass
class Desk:
    """What arrives, and what the server does at a stage: an answer, a list of answers one after the other, or a silence."""

    does: dict[str, object] = field(default_factory=dict)
    arrived: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    frozen: threading.Event = field(default_factory=threading.Event)
    thaw: threading.Event = field(default_factory=threading.Event)

    def answer(self, stage, default):
        self.reached.append(stage)
        done = self.does.get(stage, default)
        return (done.pop(0) if done else default) if isinstance(done, list) else done

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        said = await said_of(self, server, "MAIL", "250 OK")
        if said.startswith("250"):
            envelope.mail_from = address
        return said

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        said = await said_of(self, server, "RCPT", "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        said = self.answer("content", TAKEN)
        if said in (TAKEN, FREEZE):  # a server that falls silent now has the message all the same
            self.arrived.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return await acted(self, server, said, TAKEN)


async def said_of(desk, server, stage, default):
    return await acted(desk, server, desk.answer(stage, default), default)


async def acted(desk, server, said, default):
    if said == FREEZE:
        desk.frozen.set()
        while not desk.thaw.is_set():
            await asyncio.sleep(0.02)
        said = default
    if said == HANG_UP:
        server.transport.abort()
        return "421 gone"
    return said


class Server(SMTP):
    async def smtp_DATA(self, arg):  # noqa: N802
        said = await said_of(self.event_handler, self, "DATA", "")
        if said:
            await self.push(said)
        else:
            await super().smtp_DATA(arg)


class Post(Controller):
    """The running server; `mode` is implicit, starttls or plain."""

    def __init__(self, desk, mode="implicit", ca=None, limit=20 * 2**20):
        self.mode, self.limit = mode, limit
        self.tls = context(ca)
        super().__init__(
            desk, hostname="127.0.0.1", port=0, ssl_context=self.tls if mode == "implicit" else None
        )

    def factory(self):
        starttls = {"tls_context": self.tls, "require_starttls": True} if self.mode == "starttls" else {}
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

    def _trigger_server(self):  # the port is known only once the server listens
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def login(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good, handled=good)
