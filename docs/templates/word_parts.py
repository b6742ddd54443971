"""The parts that the Word templates are drawn with: paragraphs, loops, tables, frames to write in."""

from __future__ import annotations

from typing import Any, NamedTuple

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

TEXT_WIDTH = 156.0  # millimetres between the margins
SIGN = "　　　　　　"
DAY = "　　　年　月　日"


class Column(NamedTuple):
    """A table column: heading, what stands in a row, width in millimetres."""

    head: str
    cell: str
    width: float
    style: str = "表内居中"


def dense(*lines: tuple[str, str, float, str]) -> tuple[Column, ...]:
    """Columns of a dense table by heading, field of the row, width in mm and 文字 or 居中."""
    return tuple(
        Column(head, f"{{{{ row.{name} }}}}", width, f"密表{look}") for head, name, width, look in lines
    )


def para(where: Any, style: str, text: str = "", bold: bool = False) -> Any:
    """A paragraph at the end of a document or cell."""
    made = where.add_paragraph(style=style)
    made.add_run(text).bold = bold or None
    return made


def title(made: Any, text: str) -> None:
    """The title, broken where it makes sense; below it, while it is a draft, what kind of draft."""
    para(made, "公文标题", text)
    when(made, "wording")
    para(made, "公文副题", "{{ wording }}")
    end(made)


def each(where: Any, loop: str, style: str, text: str) -> None:
    """A paragraph repeated for every item of a list."""
    for line, look in ((f"{{%p for {loop} %}}", style), (text, style), ("{%p endfor %}", style)):
        para(where, look, line)


def when(where: Any, condition: str) -> None:
    """What follows, up to `end`, stands only where the condition holds."""
    para(where, "表内文字", f"{{%p if {condition} %}}")


def end(where: Any) -> None:
    para(where, "表内文字", "{%p endif %}")


def annex(made: Any, mark: str, title: str) -> None:
    """A page of its own for what is attached."""
    para(made, "附件标记", mark).paragraph_format.page_break_before = True
    para(made, "公文副题", title)


def close(made: Any, last: str, *lines: str) -> None:
    """The last paragraph and who signs, never alone on a page."""
    for style, text in (("公文正文", last), ("公文顶格", ""), *(("公文落款", line) for line in lines)):
        para(made, style, text).paragraph_format.keep_with_next = True


def box(made: Any, height: float, text: str = "") -> None:
    """An empty frame to write in, so many millimetres high."""
    row(grid(made, (TEXT_WIDTH,)), (text, "表内文字"), high=height).cells[0].vertical_alignment = 0


def grid(made: Any, widths: tuple[float, ...]) -> Any:
    """A table without rows, its columns fixed in millimetres."""
    table = made.add_table(rows=0, cols=len(widths))
    table.style, table.autofit, table.alignment = "Table Grid", False, 1
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def row(table: Any, *cells: tuple[str, str], high: float = 0) -> Any:
    """A row of (text, style) cells that no page end tears apart, at least `high` millimetres."""
    made = table.add_row()
    made.height = Mm(high) if high else None
    _flag(made, "w:cantSplit")
    for cell, (text, style), column in zip(made.cells, cells, table.columns, strict=True):
        cell.width, cell.vertical_alignment = column.width, 1
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)
    return made


def listing(made: Any, loop: str, *columns: Column, high: float = 0) -> None:
    """A table with a heading on every page and one row an item."""
    table = grid(made, tuple(c.width for c in columns))
    _flag(row(table, *((c.head, "表头") for c in columns)), "w:tblHeader")
    blank = [("", "表内文字")] * (len(columns) - 1)
    row(table, (f"{{%tr for {loop} %}}", "表内文字"), *blank)
    row(table, *((c.cell, c.style) for c in columns), high=high)
    row(table, ("{%tr endfor %}", "表内文字"), *blank)


def _flag(made: Any, name: str) -> None:
    made._tr.get_or_add_trPr().append(OxmlElement(name))
