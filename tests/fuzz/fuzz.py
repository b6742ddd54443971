"""Reads mutants one after the other: no traceback, no hang, no abort, no cell unaccounted for.

`python tests/fuzz/fuzz.py --count 5000 --seed 0`; the last line names the seed at which it stopped."""

from __future__ import annotations

import argparse
import faulthandler
import io
import resource
import sys
import time
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent), str(Path(__file__).parents[2])]

from drawing import BOOKS, NAME, full, meals  # noqa: E402
from mutants import mutant  # noqa: E402

from pipeline.excel import layout  # noqa: E402
from pipeline.excel.accept import accepted  # noqa: E402
from pipeline.excel.cell import same_name  # noqa: E402
from pipeline.excel.check import check  # noqa: E402
from pipeline.excel.frames import typed, unreadable  # noqa: E402
from pipeline.excel.leftovers import others  # noqa: E402
from pipeline.excel.parts import Parts, local  # noqa: E402
from pipeline.excel.read import read_workbook  # noqa: E402
from pipeline.excel.returned import returned  # noqa: E402
from pipeline.excel.workbook import Workbook  # noqa: E402
from pipeline.findings import Finding  # noqa: E402
from schemas.base import key  # noqa: E402

SECONDS, HANG, MEMORY = 2.0, 20, 3 << 30
SENT_BACK_EVERY = 5
ROWS = full("编号=A01; 菜名（主菜）=豆腐; 计划份数=#12; 供餐日期=@2019-09-02", "编号=A02; 菜名（主菜）=白菜; 口味=甜", "",
            "编号=A03; 菜名（主菜）=青菜; 光盘率=９０％; 计划份数=#-1")


def whole() -> list[bytes]:
    """The workbooks to spoil: with our stamp, without, and one that was sent back."""
    book, findings = read_workbook(NAME, meals(ROWS), BOOKS)
    assert book is not None
    return [meals(ROWS), meals(ROWS, stamp=""), returned(book, _checked(book, findings), {}, [])]


def _checked(book: Workbook, findings: list[Finding]) -> list[Finding]:
    found = list(findings)
    for sheet in book.book.sheets:
        rows, more = typed(sheet, [book])
        found += more
        letters = {book.file: book.sheets[key(sheet)].letters} if key(sheet) in book.sheets else {}
        found += check(sheet, rows, letters, unreadable(sheet, [book], found))
    return found


def tried(seed: int, data: bytes) -> str:
    """What is wrong with how this file was received; "" if nothing is."""
    start = time.process_time()
    book, findings = read_workbook(NAME, data, BOOKS)
    if book is None:
        wrong = "" if len(findings) == 1 and findings[0].message else f"{len(findings)} sentences for a refused file"
    else:
        wrong = _balance(book, data, findings)
        found = _checked(accepted(book), findings)
        if seed % SENT_BACK_EVERY == 0:
            again, _ = read_workbook(NAME, returned(book, found, {}, others(data, book)), BOOKS)
            wrong = wrong or ("" if again is not None else "the returned copy cannot be read")
    wrong = wrong or next((f"no remedy: {one}" for one in findings if not one.remedy or "{" in one.code), "")
    return wrong or (f"{time.process_time() - start:.1f} s of work" if time.process_time() - start > SECONDS else "")


def _balance(book: Workbook, data: bytes, findings: list[Finding]) -> str:
    """Rows and cells must add up, the cells against a count of their own."""
    for raw in book.sheets.values():
        account = raw.account
        if account.present != account.used + account.noted + account.blank or account.used != len(raw.rows):
            return f"rows of {raw.title}: {account}"
        if sum(raw.cells_in.values()) != raw.cells.used:
            return f"cells of {raw.title}"
    refused = {one.place.sheet for one in findings if one.code in ("E122", "E123", "E129")}
    counted = _count(data)
    return "" if counted <= book.cells.present else f"{counted} cells in the XML, {book.cells.present} told, {refused}"


def _count(data: bytes) -> int:
    unread = {same_name(layout.GUIDE), same_name(layout.LISTS)}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = Parts(archive)
        return sum(_cells(parts, part) for title, _, part in parts.worksheets() if same_name(title) not in unread)


def _cells(parts: Parts, part: str) -> int:
    with parts.opened(part) as stream:
        root = ElementTree.parse(stream).getroot()
    cells = [one for one in root.iter() if local(one) == "c"]
    if any(local(inner) == "c" for one in cells for inner in one.iter() if inner is not one):
        return 0  # a cell inside a cell is no workbook, and nobody can say which of the two a text belongs to
    return sum(any(local(child) in ("v", "f", "is") for child in one) for one in cells)


def main() -> int:
    """Run the mutants; 1 at the first that is not received as it should be."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=5_000)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore", UserWarning)  # zipfile on names that stand twice, which is what was asked for
    books, read = whole(), 0
    for seed in range(given.seed, given.seed + given.count):
        print(f"\r{seed}", end="", flush=True)
        faulthandler.dump_traceback_later(HANG, exit=True)
        data = mutant(seed, books)
        wrong = tried(seed, data)
        faulthandler.cancel_dump_traceback_later()
        read += read_workbook(NAME, data, BOOKS)[0] is not None if seed % 50 == 0 else 0
        if wrong:
            print(f"\nseed {seed}: {wrong}")
            return 1
    print(f"\n{given.count} mutants, about {read * 5_000 // max(given.count, 1)} % of them still read")
    return 0


if __name__ == "__main__":
    sys.exit(main())
