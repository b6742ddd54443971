"""A fresh form of the sample's last quarter, to be filled in as a supplement."""

from __future__ import annotations

from pathlib import Path

from kit.plant_on_disk import OVERHAUL, cover, edited, sample_blanks, sent_by
from kit.spoilt_plant import day
from pipeline.excel import layout

SENT = sent_by(OVERHAUL)
MEETING: dict[str, object] = {
    "类型": "主题党日",
    "主题": "补记的活动",
    "日期": day("2019-09-20"),
    "主持人": "03001",
}


def fresh(
    folder: Path, unit: str = OVERHAUL, name: str = "补.xlsx", as_of: str = "2019-10-10", **fields: object
) -> Path:
    """A new form of the quarter, signed, with nothing in its sheets."""
    path = folder / name
    book = "部门考评" if "支部" not in unit else "支部填报"
    path.write_bytes(sample_blanks("2019Q3")[f"{book}-{unit}.xlsx"])
    cover(path, 截至日期=day(as_of), 填报人="张示例", **fields)
    with edited(path) as workbook:
        for ws in workbook.worksheets:
            if ws.cell(layout.HEAD_ROW, 1).value == layout.MARK_TITLE:
                ws.delete_rows(layout.FIRST_ROW, ws.max_row)
    return path
