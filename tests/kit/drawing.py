"""Workbooks drawn as text tables, and the complaints that reading them gives."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.check import check
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Workbook as Read
from schemas.base import (
    YES_NO,
    Book,
    Counts,
    Date,
    Kind,
    Number,
    Sheet,
    Text,
    Whole,
    column,
    columns,
    digest,
    key,
    title,
)
from schemas.rules import Rows, Truth, row_rule

NAME = "一小.xlsx"
_NUMBER = re.compile(r"#-?[\d.]+")


class Meal(Sheet):
    """一行一餐。"""

    code: Text = column(
        "编号", "一个字母加两位数字。", example="A01", kind=Kind.CODE, pattern=r"^[A-Z]\d\d$", unique=True
    )
    dish: Text = column("菜名（主菜）", "主菜的名称。", example="红烧豆腐")
    size: Text = column(
        "份量", "从列表中选。", example="大份", choices=("大份", "中份", "小份"), optional=True
    )
    served: Date = column("供餐日期", "哪一天。", example="2019-09-02", optional=True)
    month: Text = column("所属月份", "哪个月。", example="2019-09", kind=Kind.MONTH, optional=True)
    term: Text = column("学期", "哪一期。", example="2019Q3", kind=Kind.PERIOD, optional=True)
    planned: Whole = column("计划份数", "份数。", example=100, minimum=0, maximum=500, optional=True)
    share: Number = column(
        "光盘率", "0 到 1。", example=0.9, minimum=0, maximum=1, optional=True, counts=Counts.SHARE
    )
    cooks: Text = column("厨师", "工号。", example="001、002", kind=Kind.LIST, optional=True)
    tastes: Text = column(
        "口味", "可多选。", example="甜、辣", kind=Kind.LIST, choices=("甜", "辣", "咸"), optional=True
    )
    warm: Text = column("是否热食", "是或否。", example="是", choices=YES_NO, optional=True)
    reason: Text = column("未供原因", "没有供餐时写。", example="停电", optional=True)

    class Config:
        title = "供餐"
        name = "meal"

    @row_rule(cell="reason", says="份数为 0 时要写明原因")
    def nothing_served_has_reason(cls, rows: Rows) -> Truth:
        return rows["planned"].ne(0).fillna(True) | rows["reason"].notna()

    @row_rule(cell="share", says="份数为 0 时不能大于 0")
    def nothing_served_nothing_eaten(cls, rows: Rows) -> Truth:
        return rows["planned"].ne(0).fillna(True) | rows["share"].eq(0).fillna(True)


class Guest(Sheet):
    """一行一位来宾，姓名已填好。"""

    name: Text = column("姓名", "来宾的姓名。", example="张示例", locked=True)
    answer: Text = column("评价", "一句话。", example="好吃")

    class Config:
        title = "来宾"
        name = "guest"


class Tally(Sheet):
    """一行一项合计。"""

    what: Text = column("项目", "合计什么。", example="米")

    class Config:
        title = "合计"
        name = "tally"


MEALS = Book("meals", "供餐", "学校", (Meal, Guest), (Guest,))
TALLIES = Book("tallies", "合计", "", (Tally,))
BOOKS = (TALLIES, MEALS)
COVER = {
    "电厂": "示例发电有限公司",
    "学校": "一小",
    "期间": "2019Q3",
    "截至日期": "2019-09-30",
    "填报人": "张示例",
}


def cell(text: str) -> object:
    """`#7` is a number, `@2019-09-02` a date, `=A1` a formula, anything else text."""
    if _NUMBER.fullmatch(text):
        return float(text[1:])
    if text.startswith("@"):
        return dt.datetime.fromisoformat(text[1:])
    return text.replace("\\n", "\n") or None


def grid(table: str) -> list[list[object]]:
    """The cells of a table drawn with bars; a line of nothing but a dot is a blank row."""
    lines = [line.strip() for line in table.strip().splitlines()]
    return [
        [cell(one.strip()) for one in line.strip("|").split("|")] if line != "." else [] for line in lines
    ]


def form(sheet: type[Sheet], table: str) -> list[list[object]]:
    """A sheet as it is handed out, filled with the table: its first line are headings; 行标 may be among them."""
    heads, *rows = grid(table)
    marked = heads[0] == layout.MARK_TITLE
    names = heads[1:] if marked else heads
    known = {c.title: c for c in columns(sheet)}
    helps = [known[str(h)].help if h in known else None for h in names]
    examples = [known[str(h)].example if h in known else None for h in names]
    return [
        [title(sheet)],
        ["说明"],
        [layout.MARK_TITLE, *names],
        [layout.HELP_MARK, *helps],
        [layout.EXAMPLE_MARK, *examples],
        *(row if marked or not row else [None, *row] for row in rows),
    ]


def cover(
    fields: Mapping[str, object] = COVER, ticks: Mapping[str, object] | None = None
) -> list[list[object]]:
    """封面 with these fields, and below them the sheets ticked."""
    below: list[list[object]] = [
        ["工作表", layout.TICK_TITLE],
        *([name, mark] for name, mark in (ticks or {}).items()),
    ]
    lines: list[list[object]] = [[name, value] for name, value in fields.items()]
    return [["封面"], ["说明"], *lines, [], *below]


def draw(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    stamp: str = "",
    change: Callable[[Workbook], None] = lambda _: None,
) -> bytes:
    """The workbook with these cells, changed at the end by `change`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        ws = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for index, value in enumerate(row, start=1):
                if value is not None:
                    ws.cell(number, index, value)
    if stamp:
        book.custom_doc_props.append(StringProperty(name=layout.STAMP, value=stamp))  # type: ignore[attr-defined]
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


GUESTS = "| 行标 | 姓名 | 评价 |\n| 预填 | 李四 | 好 |"
FULL = "| " + " | ".join(one.title for one in columns(Meal)) + " |"


def full(*rows: str) -> str:
    """A table of meals with all columns: each row gives the columns it fills, `编号=A01; 光盘率=#0.9`."""
    names = [name.strip() for name in FULL.strip("| ").split("|")]
    lines = [FULL]
    for row in rows:
        told = dict(part.strip().split("=", 1) for part in row.split(";") if part.strip())
        lines.append("| " + " | ".join(told.get(name, "") for name in names) + " |" if told else ".")
    return "\n".join(lines)


MEAL = full("编号=A01; 菜名（主菜）=豆腐")


def meals(table: str = MEAL, guests: str = GUESTS, **others: Any) -> bytes:
    """A stamped workbook of the kind MEALS with these rows."""
    sheets = {"封面": cover(), "供餐": form(Meal, table), "来宾": form(Guest, guests)} | others.pop(
        "sheets", {}
    )
    stamp = others.pop("stamp", f"{MEALS.key}/{digest(MEALS)}")
    return draw({name: rows for name, rows in sheets.items() if rows}, stamp, **others)


def read(content: bytes, name: str = NAME) -> tuple[Read | None, list[Finding]]:
    return read_workbook(name, content, BOOKS)


def opened(content: bytes, name: str = NAME) -> Read:
    found, _ = read(content, name)
    assert found is not None
    return found


def frame(sheet: type[Sheet], *contents: bytes) -> pd.DataFrame:
    return typed(sheet, [opened(one, f"{number}.xlsx") for number, one in enumerate(contents)])[0]


def found_in(content: bytes, sheet: type[Sheet] = Meal) -> list[Finding]:
    """Everything found on reading, typing and checking that sheet."""
    book, findings = read(content)
    if book is None:
        return findings
    rows, more = typed(sheet, [book])
    findings = findings + more
    letters = {book.file: book.sheets[key(sheet)].letters} if key(sheet) in book.sheets else {}
    return findings + check(sheet, rows, letters, unreadable(sheet, [book], findings))


def told(findings: Sequence[Finding]) -> list[str]:
    """Each finding in one line, as a person would be told."""
    return [f"{one.place}：{one.message}。{one.remedy}。" for one in findings]


def codes(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Code and cell of each finding."""
    return [(one.code, one.place.cell) for one in findings]


def repacked(
    content: bytes, change: Callable[[str, bytes], bytes], add: Mapping[str, bytes] | None = None
) -> bytes:
    """The package with every part passed through `change`, and with the parts to add."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, data in (add or {}).items():
            target.writestr(name, data)
    return packed.getvalue()


def with_cells(content: bytes, sheet: int, xml: str) -> bytes:
    """The workbook with this XML as a last row of that sheet (from 1)."""
    part = f"xl/worksheets/sheet{sheet}.xml"
    return repacked(
        content,
        lambda name, data: (
            data.replace(b"</sheetData>", xml.encode() + b"</sheetData>") if name == part else data
        ),
    )


def zipped(**parts: str | bytes) -> bytes:
    """A zip file; `__` in the name of a part stands for /."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in parts.items():
            target.writestr(name.replace("__", "/"), data)
    return packed.getvalue()


def ole(stream: str) -> bytes:
    """The head of an old Office file that holds a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le")
