"""A file of rows that only grows: each row has its number and a digest chained over all rows before it."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.finding import Finding
from pipeline.core.publish import keep_folder
from pipeline.mail.messages import stopped
from pipeline.report.data import safe

NUMBER, CHAIN = "number", "chain"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Journal:
    """The rows of a file as they stand; `chained` is False for a file from before rows had numbers."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    chain: str = ""
    chained: bool = True


def _guarded(text: str) -> str:
    """No formula for a spreadsheet, and the one mark that guards it can be taken off again."""
    return f"'{text}" if text.startswith("'") else safe(text)


def _linked(chain: str, number: int, values: Sequence[str]) -> str:
    """The digest of a row: over its texts and the digest of the row before."""
    return hashlib.sha256(repr((chain, number, *values)).encode()).hexdigest()[:16]


def grown(journal: Journal, rows: Sequence[Row]) -> tuple[Journal, bytes]:
    """The journal with these rows too, and what is to be appended to its file; the headings where it has no rows yet."""
    out, number, chain = io.StringIO(), len(journal.rows), journal.chain
    table = csv.writer(out, lineterminator="\r\n")
    if not number:
        table.writerow([NUMBER, *journal.columns, CHAIN])
    for row in rows:
        number += 1
        values = [row[name] for name in journal.columns]
        chain = _linked(chain, number, values)
        table.writerow([number, *map(_guarded, values), chain])
    content = out.getvalue().encode("utf-8" if journal.rows else "utf-8-sig")
    return Journal(journal.columns, (*journal.rows, *rows), chain), content


def read(
    content: bytes, columns: Sequence[str], before: Sequence[str], name: str
) -> tuple[Journal, list[Finding]]:
    """The journal in the file; empty with a finding where a row was cut, changed or taken out. `before`: the columns of a
    file from before rows had numbers."""
    empty = Journal(tuple(columns))
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = [{key: text.removeprefix("'") for key, text in row.items()} for row in table]
    except (UnicodeDecodeError, AttributeError, csv.Error):
        return empty, stopped("E621", name)
    if before and table.fieldnames == list(before):
        return Journal(tuple(columns), tuple(rows), chained=False), []
    if table.fieldnames != [NUMBER, *columns, CHAIN] or not content.endswith(b"\n"):
        return empty, stopped("E621", name)
    chain = ""
    for number, row in enumerate(rows, start=1):
        chain = _linked(chain, number, [row[column] for column in columns])
        if (row[NUMBER], row[CHAIN]) != (str(number), chain):
            return empty, stopped("E621", name)
    return Journal(tuple(columns), tuple(rows), chain), []


def append(path: Path, journal: Journal, rows: Sequence[Row]) -> Journal:
    """The journal with these rows at the end of its file, on the disk before this returns; OSError, and the file as it was,
    where the disk refuses."""
    longer, content = grown(journal, rows)
    fresh = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        length = os.fstat(handle).st_size
        try:
            _write_all(handle, content)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, length)
            raise
    finally:
        os.close(handle)
    if fresh:
        keep_folder(path.parent)
    return longer


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
