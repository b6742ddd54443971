"""What a workbook held beyond the declared columns, so that the returned copy loses nothing of it."""

from __future__ import annotations

import io

from openpyxl.utils import column_index_from_string
from python_calamine import CalamineWorkbook

from pipeline.excel.cell import is_blank
from pipeline.excel.problems import Other
from pipeline.excel.workbook import Workbook
from pipeline.findings import Place


def others(content: bytes, sent: Workbook) -> list[Other]:
    """The cells under undeclared headings, by sheet, column and row; `content` is the file that was read as `sent`."""
    found: list[Other] = []
    if not any(raw.extra for raw in sent.sheets.values()):
        return found
    source = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for raw in sent.sheets.values():
        if not raw.extra:
            continue
        rows = source.get_sheet_by_name(raw.title).to_python(skip_empty_area=False)
        for letter, heading in raw.extra.items():
            index = column_index_from_string(letter) - 1
            for number, row in enumerate(rows[raw.head_row:], start=raw.head_row + 1):
                if index < len(row) and not is_blank(row[index]):
                    found.append(Other(Place(sent.file, raw.title, number, letter), heading, row[index]))
    return found
