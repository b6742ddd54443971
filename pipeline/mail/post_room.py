"""The mail folder of a period on disk: one program at a time, written whole, brought up to date after sending."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.period import Period
from pipeline.core.publish import publish
from pipeline.mail import ledger
from pipeline.mail.ledger import Entry, State
from pipeline.mail.outbox import Outbox
from pipeline.mail.preview import preview

FOLDER, INDEX, _LOCK = "mail", "index.html", ".mail.lock"


class Busy(OSError):
    """Another program is writing or sending the messages of this period."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other programs from this period's messages; `folder` is output/<period>.

    A database's lock works on every system and is given up when the program ends, even if it is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        _put_back(folder)
        yield
    except sqlite3.OperationalError as error:
        raise Busy(0, "另一个程序正在写或发这一期的邮件，请等它结束", str(folder / FOLDER)) from error
    finally:
        lock.close()


def _put_back(folder: Path) -> None:
    """Bring back a mail folder that was set aside by a program killed before it put the new one in its place."""
    for aside in sorted(folder.glob(f".{FOLDER}-old-*/old")):
        if not (folder / FOLDER).exists():
            aside.replace(folder / FOLDER)


def write(folder: Path, made: Outbox, period: Period, sender: str) -> None:
    """Swap the new mail folder in, the ledger and the preview with it."""
    page = preview(made.entries, made.files.__getitem__, period, sender)
    publish(folder / FOLDER, {**made.files, INDEX: page})


def refresh(folder: Path, entries: Sequence[Entry], period: Period, sender: str) -> None:
    """Write the preview afresh, with the states that the ledger now has."""
    page = preview(entries, lambda file: (folder / FOLDER / file).read_bytes(), period, sender)
    (folder / FOLDER / INDEX).write_bytes(page)


def to_send(folder: Path, entries: Sequence[Entry], again: Sequence[str]) -> list[tuple[Entry, bytes]] | str:
    """The messages that wait, and those named in `again` (keys, or `failed` for all that a server refused);

    or why none is sent: a key that is not there, or a file that is no longer what the ledger says."""
    keys = {e.key for e in entries if e.state in ledger.LASTING}
    if unknown := sorted(set(again) - keys - {State.FAILED.value}):
        return f"台账里没有编号 {'、'.join(unknown)}，没有发送"
    wanted = {e.key for e in entries if e.state is State.FAILED} if State.FAILED.value in again else set()
    chosen = [e for e in entries if e.state is State.PREPARED or e.key in wanted.union(again)]
    posts = []
    for entry in chosen:
        path = folder / FOLDER / entry.file
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            return f"邮件文件 {entry.file} 与台账不符，没有发送；请重新运行 make mail"
        posts.append((entry, content))
    return posts
