"""Counts the cells that a branch types in a quarter: the sample's filled workbook less its own blank, cell by cell.

Run by `make burden`. With two folders, of filled workbooks and of their blanks, it counts those of another version."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.chinese import width
from pipeline.excel import layout
from schemas.base import column_of, columns, row_key, title
from schemas.books import SUBMISSION

ROOT = Path(__file__).parent.parent
PERIOD = "2019Q3"
# `burden.py input/2019Q3 output/2019Q3/blanks` in a checkout of commit 1e1342c, its blanks made by its own `dualstar templates`
AS_IT_WAS = 7023
MOST, AIM = 500, 45  # cells of a branch; per cent of what it was
_KEYS = {  # by what a row is known: its key, else what the blank prints in it
    title(s): [column_of(s, one).title for one in row_key(s)] or [c.title for c in columns(s) if c.locked]
    for s in SUBMISSION.sheets
}
_FORM = (layout.GUIDE, layout.LISTS)
Cells = dict[str, str]  # heading, or name of the field -> what stands there


def main(filled: Path, blanks: Path) -> None:
    """Print the table of sheets and branches, the total, and its share of what it was."""
    counts = {
        book.stem.partition("-")[2]: typed(sheets(book), sheets(blanks / book.name))
        for book in sorted(filled.glob(f"{SUBMISSION.title}-*.xlsx"))
    }
    names = list(dict.fromkeys(name for count in counts.values() for name in count))
    total = sum(sum(count.values()) for count in counts.values())
    _line("", *counts, "合计")
    for name in names:
        each = [count[name] for count in counts.values()]
        _line(name, *each, sum(each))
    _line("合计", *(sum(count.values()) for count in counts.values()), total)
    most = max(sum(count.values()) for count in counts.values())
    print(
        f"\n{total} / {AS_IT_WAS} = {100 * total / AS_IT_WAS:.1f} %（目标 {AIM} %）；最多的支部 {most}（目标 {MOST}）"
    )


def as_before_sent(place: Path) -> Path:
    """The folder as it was when the blanks of the quarter went out: without the workbooks of branches that came back."""
    came_back = shutil.ignore_patterns(f"{SUBMISSION.title}-*.xlsx")
    for folder in sorted(path for path in (ROOT / "input").iterdir() if path.is_dir()):
        shutil.copytree(folder, place / folder.name, ignore=came_back if folder.name == PERIOD else None)
    return place


def typed(filled: dict[str, list[Cells]], blank: dict[str, list[Cells]]) -> Counter[str]:
    """Sheet -> the number of cells in which the filled workbook says something else than its blank."""
    count: Counter[str] = Counter()
    for name, rows in filled.items():
        known: dict[object, list[Cells]] = defaultdict(list)
        for row in blank.get(name, ()):
            known[_key(name, row)].append(row)
        for row in rows:
            given = known[_key(name, row)].pop(0) if known[_key(name, row)] else {}
            count[name] += sum(row.get(head, "") != given.get(head, "") for head in {*row, *given})
    return count


def _key(name: str, row: Cells) -> object:
    return tuple(row.get(head, "") for head in _KEYS.get(name, ()))


def sheets(path: Path) -> dict[str, list[Cells]]:
    """Sheet -> its rows; the cover is one row."""
    book = load_workbook(path)
    pages = {ws.title: list(_rows(ws)) for ws in book.worksheets if ws.title not in (*_FORM, layout.COVER)}
    return {layout.COVER: [_cover(book[layout.COVER])], **pages}


def _cover(ws: Worksheet) -> Cells:
    lines = ws.iter_rows(min_row=layout.COVER_FIRST_ROW, max_col=2, values_only=True)
    return {_text(line[0]): _text(line[1]) for line in lines if line[0] and line[1]}


def _rows(ws: Worksheet) -> Iterator[Cells]:
    heads = [_text(cell.value) for cell in ws[layout.HEAD_ROW]][layout.MARK_COLUMN :]
    for line in ws.iter_rows(min_row=layout.FIRST_ROW, min_col=layout.FIRST_COLUMN, values_only=True):
        cells = {head: _text(value) for head, value in zip(heads, line, strict=True) if value is not None}
        if any(cells.values()):
            yield cells


def _text(value: object) -> str:
    """What stands in a cell; a code that stands with its name is the code."""
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    return re.sub(r"[^、]+?（([\w-]+)）", r"\1", "" if value is None else str(value).strip())


def _line(name: str, *cells: object) -> None:
    texts = [str(one).removesuffix("支部") for one in cells]
    print(name + " " * (14 - width(name)) + "".join(" " * (12 - width(one)) + one for one in texts))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            before = as_before_sent(Path(folder) / "input")
            command = ["templates", "--input", str(before), "--output", folder, "--period", PERIOD]
            subprocess.run(
                [sys.executable, "-m", "pipeline", *command], check=True, stdout=subprocess.DEVNULL
            )
            main(ROOT / "input" / PERIOD, Path(folder) / PERIOD / "blanks")
