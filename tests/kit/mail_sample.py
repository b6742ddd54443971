"""The sample plant's messages, and messages of a line or two, for the tests of mail."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from kit.mail_server import HOST, PASSWORD, USER, Desk, Post, authority
from kit.plant_on_disk import sample_rated, sample_seen
from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.intake.examine import Examined
from pipeline.mail.addresses import Recipients
from pipeline.mail.ledger import Entry, load
from pipeline.mail.letter import Attachment, Letter, LetterColumn, Purpose, table
from pipeline.mail.letters.chart import KNOWN, find_font
from pipeline.mail.message import Post as Going
from pipeline.mail.messages import sentences
from pipeline.mail.outbox import MailRun, content_of, outbox, write
from pipeline.mail.send import Batch, dispatch, waiting
from pipeline.mail.server import Limits, Server
from pipeline.mail.write import MailOptions, write_mail
from pipeline.mail.write import _letters as rated_letters
from pipeline.report.result import Result
from schemas.words import BRANCH

MAILBOX = "dqgzb@example.com"  # of the office
DECIDED, OPEN = (
    Period(2019, 4, 3),
    Period(2019, 7, 3),
)  # a quarter that was published, and one that is being checked
DAY = dt.datetime(2019, 10, 12, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DETAILS = Attachment("明细.xlsx", b"PK")
UNITS = ("检修支部", "热控支部", "燃料支部")

needs_font = pytest.mark.skipif(
    find_font("")[0] is None, reason=f"none of the known Chinese fonts is installed: {KNOWN}"
)


def scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dualstar-mail-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def examined(period: Period) -> Examined:
    return sample_seen(period.name)


def rating(period: Period) -> Result:
    return sample_rated(period.name)


@cache
def sample_mail(period: Period) -> Path:
    """The mail folder of a quarter of the sample."""
    folder = scratch()
    _, faults = write_mail(examined(period), folder, MailOptions(USER, office=MAILBOX))
    assert not faults
    return folder


@contextmanager
def letters_once() -> Iterator[None]:
    """Within it the letters of a period to the same recipients are worked out once, whatever picture or folder is asked for."""
    answers: dict[object, tuple[Examined, tuple[list[Letter], list[Finding]]]] = {}

    def once(of: Examined, to: Recipients, without: tuple[str, ...]) -> tuple[list[Letter], list[Finding]]:
        asked = (id(of), repr(to), without)  # what was examined is kept: its id is a key
        if asked not in answers:
            answers[asked] = (of, rated_letters(of, to, without))
        return answers[asked][1]

    with mock.patch("pipeline.mail.write._letters", once):
        yield


def opened(path: Path) -> EmailMessage:
    return parsed(path.read_bytes())


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def going(address: str = "a@example.com", version: int = 0, key: str = "m0") -> Going:
    return Going(address, USER, version, DAY, key)


def letter(
    unit: str = "检修支部",
    said: str = "第一段",
    purpose: Purpose = Purpose.NOTICE,
    files: Sequence[Attachment] = (DETAILS,),
    title: str = "评星结果",
) -> Letter:
    return Letter(
        purpose,
        BRANCH,
        unit,
        "2019Q3",
        title,
        "公示稿",
        (said,),
        None,
        (table("名次", (LetterColumn("名次"),), [("1",)]),),
        ("完",),
        tuple(files),
    )


def addresses(units: Sequence[str] = UNITS) -> Recipients:
    return Recipients({(BRANCH, unit): f"u{i}@example.com" for i, unit in enumerate(units)}, {}, "", {})


def written(folder: Path, letters: Any, to: Recipients | None = None) -> Any:
    """The letters in a mail folder below `folder`, as `make mail` writes them: what the ledger has lost is put back."""
    old, _ = load(folder / "mail")
    run = MailRun(to or addresses(), USER, DAY, None)
    made = outbox(letters, run, old, lambda file: content_of(folder / "mail" / file))
    old.record()
    write(folder, made, OPEN, USER)
    return made.entries


@contextmanager
def running(desk: Desk | None = None, **how: Any) -> Iterator[Post]:
    post = Post(desk or Desk(), **how)
    with warnings.catch_warnings():  # the server does not see that it is wrapped in TLS as a whole
        warnings.simplefilter("ignore")
        post.start()
        try:
            yield post
        finally:
            post.stop(no_assert=True)


@cache
def ca_file() -> str:
    path = scratch() / "ca.pem"
    authority().cert_pem.write_to_path(path)
    return str(path)


def server_of(post: Post, **other: Any) -> Server:
    known: dict[str, Any] = {
        "user": USER,
        "password": PASSWORD,
        "ca_file": ca_file(),
        "implicit": post.mode == "implicit",
        "limits": Limits(read=5, answer=10),
    }
    return Server(HOST, post.port, USER, **{**known, **other})


def sent(folder: Path, post: Post, again: Any = (), most: int = 50, **other: Any) -> tuple[Batch, str]:
    """One run of sending; the run's batch and why it ended early."""
    batch, findings = dispatched(folder, post, again, most, **other)
    return batch, sentences(findings)


def dispatched(
    folder: Path, post: Post, again: Any = (), most: int = 50, **other: Any
) -> tuple[Batch, list[Finding]]:
    """The same with the findings."""
    batch, faults = waiting(folder, OPEN, USER, (), again, most)
    assert batch is not None, faults
    return batch, dispatch(batch, server_of(post, **other), lambda: "2019-10-12 09:00:00", lambda _: None)


def entries_of(folder: Path) -> list[Entry]:
    """What the ledger of a mail folder says."""
    ledger, faults = load(folder / "mail")
    assert not faults
    return ledger.entries


def states(folder: Path) -> list[str]:
    return [entry.state.value for entry in entries_of(folder)]
