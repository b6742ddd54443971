"""The values of a file's cells, as the library that reads them gives them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from pipeline.excel.package import packed

_FAR = re.compile(
    rb'<c((?:(?! t=)[^>]){0,99})(?: t="n")?((?:(?! t=)[^>]){0,99})>(<v>-?(?:[0-9]{10}|[0-9.]{1,40}[eE]))'
)
Rows = list[list[object]]  # all rows from the first, each as wide as the sheet
Values = dict[str, Rows]  # sheet title -> rows
Trouble = tuple[str, str]  # code of the finding, and what happened


def values_in(content: bytes, titles: Sequence[str]) -> Values | Trouble:
    """The rows of these sheets, or why there are none. Only sheets whose extent was measured may be asked for.

    A number too far out to be a day, which ends the library with a panic, is read as text."""
    if not titles:
        return {}
    for prepared in (bytes, _far_numbers_as_text):
        try:
            return _read(prepared(content), titles)
        except BaseException as problem:  # a panic inside the reader derives from it and is no fault of ours
            if type(problem).__name__ != "PanicException":
                raise
    return "E104", ""


def _read(content: bytes, titles: Sequence[str]) -> Values | Trouble:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in titles}  # type: ignore[misc]
    except (CalamineError, OSError, ValueError, OverflowError):
        return "E104", ""


def _far_numbers_as_text(content: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as package:
        return packed(
            {name: _FAR.sub(rb'<c t="str"\1\2>\3', package.read(name)) for name in package.namelist()}
        )
