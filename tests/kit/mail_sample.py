"""The sample plant's messages, and messages of a line or two, for the tests of mail."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from contextlib import contextmanager
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path

import pytest

from kit.mail_server import HOST, PASSWORD, USER, Desk, Post, authority
from pipeline.core.period import Period
from pipeline.intake.examine import examine
from pipeline.mail.addresses import Recipients
from pipeline.mail.letter import Attachment, Letter, LetterColumn, Purpose, table
from pipeline.mail.letters.chart import KNOWN, find_font
from pipeline.mail.message import Post as Going
from pipeline.mail.outbox import MailRun, outbox, write
from pipeline.mail.send import Batch, dispatch, waiting
from pipeline.mail.server import Server
from pipeline.mail.write import MailOptions, write_mail
from pipeline.run import rate, read
from pipeline.sample.write import write_sample
from schemas.words import BRANCH

DECIDED, OPEN = (
    Period(2019, 4, 3),
    Period(2019, 7, 3),
)  # a quarter that was published, and one that is being checked
DAY = dt.datetime(2019, 10, 12, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DETAILS = Attachment("明细.xlsx", b"PK")
UNITS = ("检修支部", "热控支部", "燃料支部")

needs_font = pytest.mark.skipif(
    isinstance(find_font(""), str), reason=f"none of the known Chinese fonts is installed: {KNOWN}"
)


def scratch():
    folder = Path(tempfile.mkdtemp(prefix="dualstar-mail-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def sample_input():
    folder = scratch()
    write_sample(folder)
    return folder


@cache
def examined(period):
    return examine(read(sample_input()), period, ())


@cache
def rating(period):
    return rate(examined(period), False, ())


@cache
def sample_mail(period):
    """The mail folder of a quarter of the sample."""
    folder = scratch()
    made = write_mail(examined(period), folder, MailOptions(USER, office="机关一支部"))
    assert not isinstance(made, str), made
    return folder


def opened(path):
    return parsed(path.read_bytes())


def parsed(content):
    return message_from_bytes(content, policy=policy.default)


def going(address="a@example.com", version=0, key="m0"):
    return Going(address, USER, version, DAY, key)


def letter(unit="检修支部", said="第一段", purpose=Purpose.NOTICE, files=(DETAILS,), title="评星结果"):
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


def addresses(units=UNITS, **more):
    return Recipients(
        {(BRANCH, unit): f"u{i}@example.com" for i, unit in enumerate(units)} | more, {}, "", {}
    )


def written(folder, letters, to=None, old=()):
    """The letters in a mail folder below `folder`."""
    made = outbox(
        letters,
        MailRun(to or addresses(), USER, DAY, None),
        old,
        lambda file: (folder / "mail" / file).read_bytes(),
    )
    write(folder, made, OPEN, USER)
    return made.entries


@contextmanager
def running(desk=None, **how):
    post = Post(desk or Desk(), **how)
    post.start()
    try:
        yield post
    finally:
        post.stop(no_assert=True)


@cache
def ca_file():
    path = scratch() / "ca.pem"
    authority().cert_pem.write_to_path(path)
    return str(path)


def server_of(post, **other):
    known = {
        "user": USER,
        "password": PASSWORD,
        "ca_file": ca_file(),
        "implicit": post.mode == "implicit",
        "timeout": 5.0,
    }
    return Server(HOST, post.port, USER, **{**known, **other})


def sent(folder, post, again=(), most=50, **other):
    """One run of sending; the run's batch and why it ended early."""
    batch = waiting(folder, OPEN, USER, (), again, most)
    assert isinstance(batch, Batch), batch
    return batch, dispatch(batch, server_of(post, **other), lambda: "2019-10-12 09:00:00", lambda _: None)


def states(folder):
    from pipeline.mail.ledger import load

    return [entry.state.value for entry in load(folder / "mail")]
