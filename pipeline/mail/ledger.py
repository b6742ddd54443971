"""The ledger: what was written to whom and what became of it, so that every message goes once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from pipeline.core.finding import Finding
from pipeline.core.publish import write
from pipeline.mail.journal import Journal, Row, append, grown, read
from pipeline.mail.letter import Letter, digest
from pipeline.mail.messages import stopped

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


COLUMNS = tuple(f.name for f in fields(Entry))
_LISTED = ("run", *COLUMNS)  # run: which `make mail` listed the message; only the last run's list stands
_AGAIN = "按发信记录补入"
_GOING = (*GONE, State.SENDING)
_KNOWN = dict.fromkeys(_GOING, _GOING) | {State.FAILED: (*_GOING, State.FAILED)}  # recorded -> listed


def sent_path(folder: Path) -> Path:
    """The record of sending of a mail folder: beside the folder of the period, so that it outlives the folder."""
    return folder.parent.parent / f".sent-{folder.parent.name}.csv"


class Ledger:
    """The ledger of a mail folder and the record of sending beside it, as they stand on the disk.

    Both only grow. A state is on the disk in both before anything else happens, in the record first."""

    def __init__(self, folder: Path, listed: Journal, sent: Journal) -> None:
        self.folder = folder
        self._listed, self._sent = listed, sent
        self.run = max((int(row.get("run", "1")) for row in listed.rows), default=0)
        self._current = {
            row["key"]: _entry(row) for row in listed.rows if row.get("run", "1") == str(self.run)
        }
        self._recorded = {row["key"]: _entry(row) for row in sent.rows}
        self._keep = self._current | {e.key: replace(e, reply=e.reply or _AGAIN) for e in self.lost()}

    @property
    def entries(self) -> list[Entry]:
        """Every message; one that was being sent when the program ended is unknown, one that only the record knows is added."""
        return [
            replace(e, state=State.UNKNOWN) if e.state is State.SENDING else e for e in self._keep.values()
        ]

    def lost(self) -> list[Entry]:
        """What went out, or was refused, by the record of sending and not by the ledger."""
        known = {key: e.state for key, e in self._current.items()}
        return [
            e
            for key, e in self._recorded.items()
            if e.state in _KNOWN and known.get(key) not in _KNOWN[e.state]
        ]

    def unrecorded(self) -> list[Entry]:
        """What went out by the ledger and is not in the record of sending."""
        return [e for e in self.entries if e.state in GONE and e.key not in self._recorded]

    def in_doubt(self) -> list[Entry]:
        """The messages of which ledger and record say different things; a ledger from before there was a record has none."""
        return [*self.lost(), *(self.unrecorded() if self._listed.chained else ())]

    def listed(self, entries: Sequence[Entry]) -> bytes:
        """The ledger as a file once it lists these entries; as it is where it does so already."""
        same = self._listed.chained and list(entries) == list(self._current.values())
        rows = [] if same and self._listed.rows else _rows(entries, self.run + 1)
        before = self._listed.rows if self._listed.chained else ()
        return grown(Journal(_LISTED), [*before, *rows])[1]

    def record(self) -> None:
        """Bring the record of sending up to what the ledger says. OSError where the disk refuses."""
        if lacking := self.unrecorded():
            self._sent = append(sent_path(self.folder), self._sent, _rows(lacking, 0))
            self._recorded |= {e.key: e for e in lacking}

    def continued(self) -> None:
        """Give a ledger from before rows had numbers its numbers and its record. OSError where the disk refuses."""
        if self._listed.chained:
            return
        self.record()
        content = self.listed(self.entries)
        write(self.folder / NAME, content, durable=True)
        self._listed = read(content, _LISTED, (), NAME)[0]
        self.run += 1

    def mark(self, key: str, state: State, at: str, reply: str = "") -> None:
        """Give the message a new state. OSError where the disk refuses."""
        entry = replace(self._keep[key], state=state, at=at, reply=reply)
        rows = _rows([entry], self.run)
        self._sent = append(sent_path(self.folder), self._sent, rows)
        self._listed = append(self.folder / NAME, self._listed, rows)
        self._keep[key] = self._recorded[key] = self._current[key] = entry


def _rows(entries: Iterable[Entry], run: int) -> list[Row]:
    return [{"run": str(run), **{name: str(value) for name, value in asdict(e).items()}} for e in entries]


def _entry(row: Row) -> Entry:
    plain = {name: row[name] for name in COLUMNS}
    return Entry(**{**plain, "state": State(plain["state"]), "version": int(plain["version"])})  # type: ignore[arg-type]


def load(folder: Path) -> tuple[Ledger, list[Finding]]:
    """The ledger of a mail folder, empty where there is none yet; with a finding where nothing may be sent by it.

    E621: it cannot be read, and neither can what went out be known otherwise. E622: messages are in doubt; `make mail`
    writes the ledger again from the record of sending."""
    listed, faults = _file(folder / NAME, _LISTED, COLUMNS)
    sent, more = _file(sent_path(folder), _LISTED, ())
    ledger = Ledger(folder, listed, sent)
    if more or (faults and not sent.rows):
        return ledger, more or faults
    doubt = ledger.in_doubt()
    if doubt or faults:
        named = "、".join(f"{e.unit}（{e.key}）" for e in doubt)
        return ledger, stopped("E622", named, count=len(doubt))
    return ledger, []


def _file(path: Path, columns: Sequence[str], before: Sequence[str]) -> tuple[Journal, list[Finding]]:
    if not path.exists():
        return Journal(tuple(columns)), []
    journal, faults = read(path.read_bytes(), columns, before, path.name)
    try:
        for row in journal.rows:
            _entry(row)
    except ValueError:
        return Journal(tuple(columns)), stopped("E621", path.name)
    return journal, faults
