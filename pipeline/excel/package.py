"""Office files as bytes: the same content gives the same bytes, whenever and wherever it is saved."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_MOMENT = dt.datetime(2000, 1, 1)
_ENTRY_DATE = (1980, 1, 1, 0, 0, 0)
_SPELT_OUT = re.compile(rb"&#(\d{3,7});")
_FIRST_PLAIN = 0xA0


def same_bytes(workbook: Workbook) -> bytes:
    """The .xlsx file; neither the clock nor the order of a set leaves a trace in it."""
    workbook.properties.created = workbook.properties.modified = _MOMENT
    draft = io.BytesIO()
    ExcelWriter(workbook, ZipFile(draft, "w", ZIP_STORED)).save()
    with ZipFile(draft) as source:
        return packed({name: _SPELT_OUT.sub(_letter, source.read(name)) for name in source.namelist()})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts of an .xlsx or .docx file by name -> the file; their order and the hour leave no trace in it."""
    final = io.BytesIO()
    with ZipFile(final, "w", ZIP_DEFLATED) as target:
        for name in sorted(parts, key=_part_order):
            entry = ZipInfo(name, _ENTRY_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, parts[name], compresslevel=9)
    return final.getvalue()


def _letter(reference: re.Match[bytes]) -> bytes:
    # attributes arrive with each Chinese character spelt out as a number; the character itself is far shorter
    code = int(reference[1])
    return chr(code).encode() if code >= _FIRST_PLAIN else reference[0]


def _part_order(name: str) -> tuple[bool, bool, str]:
    # programs that sniff a file's kind expect the content types first, then the relations of the package
    return name != "[Content_Types].xml", name != "_rels/.rels", name
