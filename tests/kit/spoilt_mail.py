"""One fault for every message about mail: each in a folder of its own, looked at by the step that meets it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kit.mail_sample import OPEN, UNITS, dispatched, examined, going, letter, running, server_of, written
from kit.mail_server import HANG_UP, HOST, USER, Desk, speaking
from kit.plant_on_disk import GOALS
from kit.spoilt import Fault, Scene, Told
from pipeline.core.finding import Finding, Place, Severity
from pipeline.mail import message
from pipeline.mail.letter import Attachment
from pipeline.mail.letters.chart import Font, find_font, ladder_drawing, picture
from pipeline.mail.message import compose
from pipeline.mail.send import waiting
from pipeline.mail.server import Limits, Server, connect, password_of
from pipeline.mail.write import MailOptions, write_mail
from pipeline.report.notices.earlier import ReportAccount, account, edited
from pipeline.report.papers.goals import signing

Findings = list[Finding]
Meets = Callable[[Path], Findings]
_CASES: dict[str, Meets] = {}


def case(code: str, says: str, meets: Meets, file: str = "") -> Fault:
    """A fault that the step `meets` when it is given a folder of its own, told of this file."""

    def spoil(folder: Path) -> list[Told]:
        (folder / code).mkdir()
        return [(code, file, "", "")]

    _CASES[code] = meets
    return Fault(code, says, spoil)


def _looked(folder: Path, _: tuple[str, ...]) -> Iterator[Finding]:
    for one in sorted(folder.iterdir()):
        yield from _CASES[one.name](one)


def _asked(
    folder: Path, sender: str = USER, domains: tuple[str, ...] = (), again: tuple[str, ...] = ()
) -> Findings:
    """What is said where a message has been written and is to be sent."""
    written(folder, [letter(UNITS[0])])
    return waiting(folder, OPEN, sender, domains, again, 50)[1]


def _damaged(name: str) -> Meets:
    """A file of the mail folder that something else was written into."""

    def meets(folder: Path) -> Findings:
        written(folder, [letter(UNITS[0])])
        next((folder / "mail").glob(name)).write_bytes(b"\xff")
        return waiting(folder, OPEN, USER, (), (), 50)[1]

    return meets


def _read_back_otherwise(_: Path) -> Findings:
    other = message._built(letter(said="别的"), b"", going()).as_bytes()
    with patch("email.message.EmailMessage.as_bytes", lambda _: other):
        return compose(letter(), b"", going())[1]


def _connected(mode: str = "implicit", **changed: Any) -> Findings:
    with running(mode=mode) as post:
        return connect(server_of(post, **changed))[1]


def _told_by(*lines: str) -> Findings:
    """What becomes of a connection to a server that says these lines and hangs up."""
    with speaking(*lines) as port:
        return connect(Server(HOST, port, USER, USER, "x", implicit=False, limits=Limits(read=2, answer=2)))[
            1
        ]


def _hung_up(folder: Path) -> Findings:
    written(folder, [letter(UNITS[0])])
    with running(Desk({"MAIL": HANG_UP})) as post:
        return dispatched(folder, post)[1]


def _signing(_: Path) -> Findings:
    """What is said where the goals still have errors."""
    inbox = examined(OPEN).inbox
    error = Finding(Place(GOALS), "E201", Severity.ERROR, "", "")
    return signing(replace(inbox, findings=(*inbox.findings, error)), OPEN)[1]


def _cut(folder: Path) -> Findings:
    """A ledger of which the last rows are gone, and a run of sending."""
    written(folder / "2019Q3", [letter(unit) for unit in UNITS])
    with running() as post:
        dispatched(folder / "2019Q3", post)
    path = folder / "2019Q3/mail/ledger.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))
    return waiting(folder / "2019Q3", OPEN, USER, (), (), 50)[1]


def _put_back(folder: Path) -> Findings:
    """The whole quarter's letters after one of them went out and the folder was deleted."""
    place, options = folder / "2019Q3", MailOptions(USER, font=None)
    write_mail(examined(OPEN), place, options)
    with running() as post:
        dispatched(place, post, most=1)
    shutil.rmtree(place / "mail")
    return write_mail(examined(OPEN), place, options)[1]


def _unknown(folder: Path) -> Findings:
    written(folder, [letter(unit) for unit in UNITS])
    with running(Desk({"content": HANG_UP})) as post:
        return dispatched(folder, post)[1]


def _talkative(_: Path) -> Findings:
    return _told_by("220-hello\r\n" * 200)


def _damaged_account(folder: Path) -> Findings:
    (folder / "2019Q3/report").mkdir(parents=True)
    (folder / "2019Q3/report/run.json").write_text("{", "utf-8")
    return account(folder / "2019Q3/report")[1]


def _edited_page(folder: Path) -> Findings:
    report = folder / "2019Q3/report"
    report.mkdir(parents=True)
    (report / "index.html").write_text("改过", "utf-8")
    return edited(report, ReportAccount((), {"index.html": "1"}))


NO_LETTERS = Font("宋体.ttf", "宋体", frozenset())
DRAWING = ladder_drawing(83.5, (60.0, 70.0, 80.0, 90.0, 95.0), "得分")
NO_SERVER = Server(HOST, 1, USER, USER, "x")
FAULTS = (
    case("E639", "an account that is none", _damaged_account),
    case("W601", "a page that was edited", _edited_page),
    case("W602", "faulty goals", _signing, GOALS),
    case(
        "E615",
        "no such branch",
        lambda at: write_mail(examined(OPEN), at, MailOptions(USER, office="热工支部"))[1],
    ),
    case("E616", "no such font", lambda _: find_font("/没有这个文件夹/宋体.ttf")[1]),
    case("E617", "a font without the letters", lambda _: picture(DRAWING, NO_LETTERS)[1]),
    case("E618", "a name of two lines", lambda _: compose(letter("检修\n支部"), b"", going())[1]),
    case(
        "E619",
        "too large",
        lambda _: compose(letter(files=[Attachment("大.xlsx", bytes(9 * 2**20))]), b"", going())[1],
    ),
    case("E620", "read back otherwise", _read_back_otherwise),
    case("E621", "a ledger that is none", _damaged("ledger.csv")),
    case("E623", "nothing written", lambda at: waiting(at, OPEN, USER, (), (), 50)[1]),
    case("E624", "a key that is not there", lambda at: _asked(at, again=("m404",))),
    case("E625", "a message that was altered", _damaged("*.eml")),
    case("E626", "another sender", lambda at: _asked(at, sender="other@example.com")),
    case("E627", "a domain that is not allowed", lambda at: _asked(at, domains=("example.org",))),
    case("E628", "no password", lambda _: password_of("", "")[1]),
    case(
        "E629",
        "no such file of authorities",
        lambda _: connect(replace(NO_SERVER, ca_file="/没有/ca.pem"))[1],
    ),
    case("E630", "an unknown authority", lambda _: _connected(ca_file="")),
    case("E631", "plain text on the port for TLS", lambda _: _connected("plain", implicit=True)),
    case("E632", "a server without STARTTLS", lambda _: _connected("plain", implicit=False)),
    case("E633", "a wrong password", lambda _: _connected(password="wrong")),
    case("E634", "a server that does not want us", lambda _: _told_by("554 no\r\n")),
    case("E635", "no server there", lambda _: connect(NO_SERVER)[1]),
    case("E637", "a connection lost again and again", _hung_up),
    case("E622", "a ledger that was cut", _cut),
    case("E636", "a server that never stops talking", _talkative),
    case("E638", "a server that hangs up after each content", _unknown),
    case("W603", "a mail folder that was deleted", _put_back),
)

MAIL = Scene("mail", lambda folder: None, FAULTS, _looked)
