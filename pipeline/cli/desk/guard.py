"""The defences of the desk: who may ask, from which page, and what a page of its answer may load."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

MOST_FILES = 60  # of one drop
MOST_RECEIVED = 100_000_000  # bytes that are taken off the line at all
MOST_SENT = 50_000_000  # bytes of one drop
MOST_FIELDS = 500_000  # bytes of what is no file; the reader of forms takes 64 kB at a time
_TOKEN, CSRF = "key", "csrf"
_OWN_PAGES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without a referrer a form would have no origin to check either
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def _secret() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class Guard:
    """The secrets of one run of the desk: the token of the printed address, the cookie it turns into, and that of each form."""

    host: str = "127.0.0.1"
    port: int = 0
    token: str = field(default_factory=_secret, repr=False)
    cookie: str = field(default_factory=_secret, repr=False)
    csrf: str = field(default_factory=_secret, repr=False)

    @property
    def address(self) -> str:
        """What is printed: whoever has it may use the desk."""
        return f"http://{self.hosts[0]}/?{_TOKEN}={self.token}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which this computer's own browser knows the desk; another one would be a stranger's page."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return tuple(f"{name}:{self.port}" for name in dict.fromkeys((own, "localhost")))

    @property
    def cookie_name(self) -> str:
        """A name of its own for each port: browsers keep cookies of all ports of a computer together."""
        return f"desk-{self.port}"

    def watch_over(self, app: Flask) -> None:
        """Have every request checked and every answer told what it may load."""
        app.config.update(
            MAX_CONTENT_LENGTH=MOST_SENT, MAX_FORM_MEMORY_SIZE=MOST_FIELDS, MAX_FORM_PARTS=MOST_FILES + 10
        )
        app.before_request(self._admit)
        app.after_request(_with_headers)

    def _admit(self) -> AnyResponse | None:
        if request.host not in self.hosts:
            abort(421)
        if request.method == "GET" and request.path == "/" and _TOKEN in request.args:
            return self._turned_into_cookie()
        if not _same(request.cookies.get(self.cookie_name, ""), self.cookie):
            abort(401)
        if request.method not in ("GET", "HEAD"):
            if not self._is_own_page():
                abort(403)
            if not _same(request.form.get(CSRF, ""), self.csrf):
                abort(403)
        return None

    def _turned_into_cookie(self) -> AnyResponse:
        if not _same(request.args[_TOKEN], self.token):
            abort(401)
        answer = redirect("/", 303)
        answer.set_cookie(self.cookie_name, self.cookie, httponly=True, samesite="Strict")
        return answer

    def _is_own_page(self) -> bool:
        """True where a page of the desk asks; a browser that says neither origin nor site is believed its cookie and form."""
        origin = request.headers.get("Origin")
        if origin is not None:
            return origin in {f"http://{host}" for host in self.hosts}
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _same(said: str, secret: str) -> bool:
    return hmac.compare_digest(said.encode(), secret.encode())


def _with_headers(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _OWN_PAGES)
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    return answer
