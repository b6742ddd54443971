"""Reads mutants of the plant's workbooks a folder at a time, as the program does, and says what went wrong with which.

`python tests/slow/fuzz/fuzz.py --count 5000`; the last line names the mutant at which it stopped, and
`--start NUMBER --count 1` runs that one alone, `--keep FILE` writes it."""

from __future__ import annotations

import argparse
import faulthandler
import re
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3]), str(Path(__file__).parents[2])]

from mutants import mutant  # noqa: E402
from verdict import complaints, empty_cells, received, refused  # noqa: E402
from whole import Whole, whole  # noqa: E402

from pipeline.core.finding import Finding  # noqa: E402
from pipeline.excel.read.child import MOST_SECONDS, read_guarded  # noqa: E402
from pipeline.excel.read.reader import read_workbook  # noqa: E402
from pipeline.excel.workbook import Workbook  # noqa: E402
from pipeline.excel.write.leftovers import others  # noqa: E402
from pipeline.excel.write.returned import returned  # noqa: E402
from pipeline.intake.collect import Inbox, by_file, collect  # noqa: E402
from pipeline.intake.reading import known as collecting  # noqa: E402
from schemas.base import Book  # noqa: E402
from schemas.books import BOOKS  # noqa: E402

BATCH = 100
SENT_BACK_EVERY = 25
SECONDS = 2.0  # of work for one mutant here; in the child process it has a limit of its own
HANG = 120  # seconds for a folder
MOST_KIB = 500 << 10  # peak of this process; the child process is limited to 1 GiB
CAP = 3 << 30  # a mutant that wants more than this at once gets a MemoryError

slow: list[str] = []


def timed(name: str, data: bytes, books: Sequence[Book]) -> tuple[Workbook | None, list[Finding]]:
    """`read_guarded`, with its time, its memory and its name on the screen should it never come back."""
    print(f"\r{name}", end="", flush=True)
    began, at_work = time.monotonic(), time.process_time()
    found = read_guarded(name, data, books)
    spent, worked, peak = time.monotonic() - began, time.process_time() - at_work, peak_kib()
    if worked > SECONDS or spent > MOST_SECONDS + SECONDS:
        slow.append(f"{name}: {worked:.1f} s of work, {spent:.1f} s in all")
    if peak > MOST_KIB and not any("MiB" in one for one in slow):
        slow.append(f"{name}: {peak >> 10} MiB of memory")
    return found


def peak_kib() -> int:
    """The most memory that this process has held; 0 where the system does not tell. A parent's, which `getrusage` counts, is left out."""
    told = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+)", told.read_text()) if told.exists() else None
    return int(found[1]) if found else 0


def folder_of(mutants: dict[str, bytes]) -> tuple[list[str], int]:
    """What is wrong with how these files were received as one folder, and how many of them were read."""
    slow.clear()
    with tempfile.TemporaryDirectory() as place, mock.patch.object(collecting, "read_guarded", timed):
        for name, data in mutants.items():
            (Path(place) / name).write_bytes(data)
        inbox = collect(Path(place))
    found, empty = by_file(inbox.findings), empty_cells(inbox)
    books = {one.file: one for one in inbox.workbooks}
    wrong = [*slow]
    for name, data in mutants.items():
        one = books.get(name)
        told = (
            refused(found[name])
            if one is None
            else received(one, data, found[name], empty) or _back(inbox, one, data, found[name])
        )
        told = told or complaints(name, one.titles if one else (), found[name])
        wrong += [f"{name}: {told}"] if told else []
    return wrong, len(books)


def _back(inbox: Inbox, book: Workbook, data: bytes, findings: Sequence[Finding]) -> str:
    """Now and then the marked copy, which must be readable and hold as many rows."""
    if int(Path(book.file).stem) % SENT_BACK_EVERY:
        return ""
    again, _ = read_workbook(book.file, returned(book, findings, {}, others(data, book)), BOOKS)
    if again is None:
        return "the marked copy cannot be read"
    lost = [raw.title for key, raw in book.sheets.items() if len(again.sheets[key].rows) < len(raw.rows)]
    return f"rows lost in the marked copy: {lost}" if lost else ""


def alone(number: int, books: Sequence[Whole]) -> str:
    """What is wrong with one mutant in a folder of its own; a traceback is."""
    try:
        return "; ".join(folder_of({f"{number:06}.xlsx": mutant(number, books)})[0])
    except Exception:
        return traceback.format_exc(limit=-4)


def batch(numbers: range, books: Sequence[Whole]) -> tuple[list[str], int]:
    """What is wrong with a folder of mutants; where reading it fails as a whole, each is tried alone."""
    faulthandler.dump_traceback_later(HANG, exit=True)
    try:
        return folder_of({f"{number:06}.xlsx": mutant(number, books) for number in numbers})
    except Exception:
        each = {number: alone(number, books) for number in numbers}
        return [f"{number:06}.xlsx: {told}" for number, told in each.items() if told] or [
            traceback.format_exc()
        ], 0
    finally:
        faulthandler.cancel_dump_traceback_later()


def main() -> int:
    """Run the mutants; 1 if any is not received as it should be."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=5_000)
    options.add_argument("--start", type=int, default=0)
    options.add_argument("--keep", type=Path, help="write the first mutant here and read none")
    options.add_argument(
        "--all", action="store_true", help="go on after a mutant that is not received as it should be"
    )
    given = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (CAP, CAP))
    warnings.simplefilter(
        "ignore", UserWarning
    )  # zipfile on names that stand twice, which is what was asked for
    books, end, read, wrong = whole(), given.start + given.count, 0, list[str]()
    if given.keep:
        given.keep.write_bytes(mutant(given.start, books))
        return 0
    for start in range(given.start, end, BATCH):
        told, more = batch(range(start, min(start + BATCH, end)), books)
        read, wrong = read + more, wrong + told
        if wrong and not given.all:
            break
    print("", *wrong, f"{given.count} mutants, {read} of them read, at most {peak_kib() >> 10} MiB", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
