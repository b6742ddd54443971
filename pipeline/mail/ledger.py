"""The ledger: what was written to whom and what became of it, so that every message goes once."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from pipeline.core.finding import Finding
from pipeline.mail.letter import Letter, digest
from pipeline.mail.messages import stopped
from pipeline.report.data import safe

NAME = "ledger.csv"


class State(StrEnum):
    """prepared → sending → sent, failed or unknown; unwritten: nothing was written to the unit."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNWRITTEN = "unwritten"


WORDS = {
    State.PREPARED: "待发",
    State.SENDING: "正在发",
    State.SENT: "已发",
    State.FAILED: "未发出",
    State.UNKNOWN: "不明",
    State.UNWRITTEN: "未写",
}
GONE = (State.SENT, State.UNKNOWN)  # the unit has it, or may have it
LASTING = (*GONE, State.FAILED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: which, to whom, in which file, and its state; `reply` is what the server or we said of it."""

    key: str
    state: State
    purpose: str
    stage: str
    unit_kind: str
    unit: str
    address: str
    version: int
    subject: str
    file: str
    sha256: str
    digest: str
    at: str = ""
    reply: str = ""

    @property
    def matter(self) -> tuple[str, str, str]:
        """What a later version corrects."""
        return self.purpose, self.unit_kind, self.unit


def version_of(letter: Letter, old: Iterable[Entry]) -> int:
    """The letter's number: that of the last one that went out if it says the same, else the next; 0 for the first."""
    gone = [e for e in old if e.matter == (letter.purpose, *letter.to) and e.state in GONE]
    last = max((e.version for e in gone), default=-1)
    same = any(e.version == last and e.digest == digest(letter) for e in gone)
    return last if same else last + 1


def key_of(letter: Letter, address: str, version: int) -> str:
    """The message's name: the same matter, address, version and content always give the same."""
    named = (letter.period, letter.purpose, *letter.to, address, version, digest(letter))
    return "m" + hashlib.sha256(repr(named).encode()).hexdigest()[:15]


def written(entries: Sequence[Entry]) -> bytes:
    """The ledger as CSV that spreadsheets open as it is."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([f.name for f in fields(Entry)])
    table.writerows([_guarded(str(value)) for value in asdict(e).values()] for e in entries)
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """No formula for a spreadsheet, and the one mark that guards it can be taken off again."""
    return f"'{text}" if text.startswith("'") else safe(text)


def read(content: bytes) -> tuple[list[Entry], list[Finding]]:
    """The entries, or a finding where they cannot be read; a message that was being sent when the program ended is unknown."""
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        entries = [_entry(row) for row in table]
        if table.fieldnames != [f.name for f in fields(Entry)]:
            raise ValueError(table.fieldnames)
    except (UnicodeDecodeError, ValueError, KeyError, AttributeError, csv.Error):
        return [], stopped("E621", NAME)
    return [replace(e, state=State.UNKNOWN) if e.state is State.SENDING else e for e in entries], []


def _entry(row: dict[str, str]) -> Entry:
    plain = {f.name: row[f.name].removeprefix("'") for f in fields(Entry)}
    return Entry(**{**plain, "state": State(plain["state"]), "version": int(plain["version"])})  # type: ignore[arg-type]


def load(folder: Path) -> tuple[list[Entry], list[Finding]]:
    """The ledger of a mail folder; empty where there is none yet."""
    path = folder / NAME
    return read(path.read_bytes()) if path.exists() else ([], [])


class Ledger:
    """A ledger on disk; every change is on the disk before anything else happens."""

    def __init__(self, folder: Path, entries: Sequence[Entry]) -> None:
        self.folder = folder
        self.entries = list(entries)

    def mark(self, key: str, state: State, at: str, reply: str = "") -> None:
        """Give the message a new state. OSError where the disk refuses."""
        self.entries = [
            replace(e, state=state, at=at, reply=reply) if e.key == key else e for e in self.entries
        ]
        self.save()

    def save(self) -> None:
        """Replace the file in one step, so that a reader sees the old one or the new one."""
        path, fresh = self.folder / NAME, self.folder / f".{NAME}"
        with fresh.open("wb") as file:
            file.write(written(self.entries))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
