"""The cover of a file that is refused for something else: enough to say whose it is, read at arm's length."""

from __future__ import annotations

from pipeline.excel import layout
from pipeline.excel.cover import read_cover
from pipeline.excel.scan import Scan
from pipeline.excel.values import values_in
from schemas.base import Book


def glimpse(content: bytes, book: Book) -> dict[str, object]:
    """Field name -> typed value of the cover as a book of that kind has it; {} where no cover can be read.

    The file was refused, so only the child process opens it, within its limits, and nothing in it is used but these words."""
    values = values_in(content, [layout.COVER], trusted=False)
    if isinstance(values, tuple):
        return {}
    cells, _ = read_cover("", layout.COVER, book, values[layout.COVER], Scan(), False)
    return {name: cell.value for name, cell in cells.items()}
