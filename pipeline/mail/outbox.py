"""Letters and the old ledger -> the mail folder: messages, ledger, preview; what has gone out is kept as it went."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path

from pipeline.core import publish as publishing
from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.core.publish import publish, safe_name
from pipeline.mail import NO_SENDER, ledger
from pipeline.mail.addresses import Recipients
from pipeline.mail.ledger import LASTING, WORDS, Entry, Ledger, State, key_of, version_of
from pipeline.mail.letter import Letter, digest
from pipeline.mail.letters.chart import Font, picture
from pipeline.mail.message import Post, attached, compose, correction, subject
from pipeline.mail.messages import sentences, stopped
from pipeline.report.page import PageHead, rendered

Bytes = Callable[[str], bytes]  # file name -> content of a message written before, empty where it is gone


@dataclass(frozen=True, slots=True, eq=False)
class MailRun:
    """What every message is written with: addresses, sender, date, and the font, None for letters without pictures."""

    to: Recipients
    sender: str
    date: dt.datetime
    font: Font | None


@dataclass(frozen=True, slots=True, eq=False)
class Outbox:
    """The messages of a period as files, and the ledger's entries: those of these letters first."""

    entries: tuple[Entry, ...]
    files: dict[str, bytes]


def outbox(letters: Iterable[Letter], run: MailRun, old: Ledger, before: Bytes) -> Outbox:
    """The new mail folder. A letter that went out, or that a server refused, stands as it was written then."""
    known = old.entries
    lasting = {e.key: e for e in known if e.state in LASTING}
    entries: list[Entry] = []
    files: dict[str, bytes] = {}
    for letter in letters:
        entry, content = _message(letter, run, known)
        if entry.key in lasting:
            entry, content = _kept(lasting.pop(entry.key), before, entry, content)
        entries.append(entry)
        files[entry.file] = content
    for last in lasting.values():
        entry, content = _kept(last, before, replace(last, file="", sha256=""), b"")
        entries.append(entry)
        files[entry.file] = content
    files.pop("", None)
    return Outbox(tuple(entries), {**files, ledger.NAME: old.listed(entries)})


def _kept(last: Entry, before: Bytes, entry: Entry, content: bytes) -> tuple[Entry, bytes]:
    """A message as it was written then; as it is written now where its file is gone."""
    if last.file and (written := before(last.file)):
        return last, written
    return replace(last, file=entry.file, sha256=entry.sha256), content


def _message(letter: Letter, run: MailRun, old: Sequence[Entry]) -> tuple[Entry, bytes]:
    address = run.to.addresses.get(letter.to, "")
    version = version_of(letter, old)
    key = key_of(letter, address, version)
    content, why = _content(letter, run, Post(address, run.sender, version, run.date, key))
    state = State.UNWRITTEN if why else State.PREPARED
    mark = f"-{correction(version)}" if version else ""
    file = "" if why else f"{safe_name(letter.unit)}-{letter.purpose}{mark}-{key[:6]}.eml"
    sha256 = "" if why else hashlib.sha256(content).hexdigest()
    return Entry(
        key=key,
        state=state,
        purpose=letter.purpose,
        stage=letter.stage,
        unit_kind=letter.unit_kind,
        unit=letter.unit,
        address=address,
        version=version,
        subject=subject(letter, version),
        file=file,
        sha256=sha256,
        digest=digest(letter),
        reply=why,
    ), content


def _content(letter: Letter, run: MailRun, post: Post) -> tuple[bytes, str]:
    """The message, and why it is not written: one of the two is empty."""
    if not post.address:
        return b"", run.to.faults.get(letter.to, "组织名册里没有这个单位")
    drawn, faults = picture(letter.drawing, run.font) if letter.drawing and run.font else (b"", [])
    content, more = (b"", faults) if faults else compose(letter, drawn, post)
    return content, sentences(more)


_MARKS = {State.UNKNOWN: "alarm", State.FAILED: "alarm", State.UNWRITTEN: "warn"}


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """One message as the page lists it; `body` is the HTML with its picture inside."""

    entry: Entry
    state: str
    mark: str
    again: bool  # may be sent again under its key
    files: tuple[str, ...]
    body: str


def preview(entries: Sequence[Entry], content: Callable[[str], bytes], period: Period, sender: str) -> bytes:
    """The page; `content` gives the bytes of a message by its file name."""
    stage = entries[0].stage if entries else ""
    counts = [(word, n) for state, word in WORDS.items() if (n := sum(e.state is state for e in entries))]
    head = PageHead(
        title=f"{period.title}邮件",
        subtitle="发送前请逐封看一遍",
        plant=f"发件邮箱 {'还没有设' if sender == NO_SENDER else sender}",
        facts=(),
        stage=stage,
        stage_sentence="",
        internal=True,
        notes=(),
    )
    return rendered(
        "mail/index.html.j2",
        head=head,
        counts=counts,
        messages=[_listed(e, content(e.file) if e.file else b"") for e in entries],
    )


def _listed(entry: Entry, content: bytes) -> ListedMessage:
    message = message_from_bytes(content, policy=policy.default)
    body, files = "", []
    for part in message.walk() if content else ():
        if part.get_content_subtype() == "html":
            body = part.get_content()
        elif cid := part["Content-ID"]:
            picture = base64.b64encode(part.get_content()).decode()
            body = body.replace(f"cid:{str(cid).strip('<>')}", f"data:image/png;base64,{picture}")
    files = [str(p.get_filename()) for p in attached(message)] if content else []
    return ListedMessage(
        entry,
        WORDS[entry.state],
        _MARKS.get(entry.state, ""),
        entry.state in LASTING,
        tuple(files),
        body,
    )


FOLDER, INDEX, _LOCK = "mail", "index.html", ".mail.lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other programs from this period's messages, and put back what a killed one had set aside; `folder` is output/<period>."""
    with publishing.alone(folder, _LOCK):
        publishing.recover(folder / FOLDER)
        yield


def write(folder: Path, box: Outbox, period: Period, sender: str) -> None:
    """Swap the new mail folder in, the ledger and the preview with it; on the disk before this returns."""
    page = preview(box.entries, box.files.__getitem__, period, sender)
    publish(folder / FOLDER, {**box.files, INDEX: page}, durable=True)


def refresh(folder: Path, entries: Sequence[Entry], period: Period, sender: str) -> None:
    """Write the preview afresh, with the states that the ledger now has."""
    page = preview(entries, lambda file: content_of(folder / FOLDER / file), period, sender)
    publishing.write(folder / FOLDER / INDEX, page)


def content_of(path: Path) -> bytes:
    """The bytes of a message written before; none where its file is gone."""
    return path.read_bytes() if path.is_file() else b""


def to_send(
    folder: Path, entries: Sequence[Entry], again: Sequence[str]
) -> tuple[list[tuple[Entry, bytes]], list[Finding]]:
    """The messages that wait, and those named in `again` (keys, or `failed` for all that a server refused); none, and why:
    a key that is not there, or a file that is no longer what the ledger says."""
    keys = {e.key for e in entries if e.state in ledger.LASTING}
    if unknown := sorted(set(again) - keys - {State.FAILED.value}):
        return [], stopped("E624", "、".join(unknown))
    wanted = {e.key for e in entries if e.state is State.FAILED} if State.FAILED.value in again else set()
    chosen = [e for e in entries if e.state is State.PREPARED or e.key in wanted.union(again)]
    posts = []
    for entry in chosen:
        content = content_of(folder / FOLDER / entry.file)
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            return [], stopped("E625", entry.file or entry.subject)
        posts.append((entry, content))
    return posts, []
