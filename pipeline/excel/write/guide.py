"""The fill-in guide: what every column asks for, in words, for the page in docs and for the sheet 填写说明."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.core.period import parse_period
from schemas.base import Book, Column, Kind, Sheet, columns, declaration, key, purpose, title

_TYPED: dict[Kind, Callable[[str], object]] = {
    Kind.DATE: dt.date.fromisoformat,
    Kind.WHOLE: int,
    Kind.NUMBER: float,
}


def example(column: Column) -> object:
    """The column's example: a date, a whole number, a number or text; None where it has none."""
    given = column.example
    if given is None or isinstance(given, dt.date):
        return given
    return _TYPED.get(column.kind, str)(str(given))


def example_row(sheet: type[Sheet]) -> dict[str, object]:
    """Column name -> typed example; None where the example row of a blank is empty."""
    return {column.name: example(column) if column.shown else None for column in columns(sheet)}


REQUIRED, OPTIONAL = "必填", "选填"
GUIDE_HEADS = ("列名", "必填", "填什么", "可选值或范围", "示例")
_PLAIN = {
    Kind.TEXT: "文字",
    Kind.CODE: "编号，按文本填写",
    Kind.CHOICE: "从下拉列表中选一项",
    Kind.LIST: "可填多项，用“、”隔开",
    Kind.MONTH: "年月",
    Kind.PERIOD: "期间",
    Kind.WHOLE: "整数",
    Kind.NUMBER: "数字",
    Kind.DATE: "日期",
}
_UNIQUE = "不能重复"


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One column described, in the order of GUIDE_HEADS."""

    column: str
    required: str
    help: str
    allowed: str
    example: str


def line(column: Column, places: Mapping[str, str]) -> GuideLine:
    """A column in words; `places` says in words where the list "sheet.column" is kept."""
    return GuideLine(
        column.title,
        REQUIRED if column.required else OPTIONAL,
        column.help,
        allowed(column, places),
        shown(column),
    )


def allowed(column: Column, places: Mapping[str, str]) -> str:
    """What may stand in the column: its kind, its list, its limits."""
    parts = [_PLAIN[column.kind]]
    if column.choices:
        parts.append("、".join(column.choices))
    if column.refers_to:
        parts.append(places.get(column.refers_to, "按名单填写"))
    parts.append(limits(column))
    if column.unique:
        parts.append(_UNIQUE)
    return "；".join(part for part in parts if part)


def limits(column: Column) -> str:
    """The range of a number in words; "" where there is none."""
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{_digits(low)} 至 {_digits(high)}"
    if low is not None:
        return f"不小于 {_digits(low)}"
    return "" if high is None else f"不大于 {_digits(high)}"


def shown(column: Column) -> str:
    """The column's example as a person would type it."""
    value = example(column)
    return "" if value is None else _digits(value) if isinstance(value, float) else str(value)


def places(books: Iterable[Book]) -> dict[str, str]:
    """ "sheet.column" -> where that list is kept, in words."""
    return {
        f"{key(sheet)}.{column.name}": f"与《{book.title}》“{title(sheet)}”表的“{column.title}”一致"
        for book in books
        for sheet in book.sheets
        for column in columns(sheet)
    }


def guide(books: Iterable[Book]) -> str:
    """The guide to the workbooks as Markdown: per sheet what a row is, and a table of its columns."""
    listed = tuple(books)
    known = places(listed)
    parts = ["# 填报指南", _HOW]
    for book in listed:
        parts.append(f"## {book.title}")
        parts.extend(_sheet(sheet, known) for sheet in book.sheets)
    return "\n\n".join(parts) + "\n"


_HOW = (
    "每张表一行写一件事，从第 6 行写起。第 4 行是填写说明，第 5 行是示例，留着不影响。"
    "深红色表头必填，灰色表头选填。"
)


def _sheet(sheet: type[Sheet], known: Mapping[str, str]) -> str:
    rows = [GUIDE_HEADS, ("---",) * len(GUIDE_HEADS)]
    for column in columns(sheet):
        described = line(column, known)
        rows.append(
            (described.column, described.required, described.help, described.allowed, described.example)
        )
    table = "\n".join("| " + " | ".join(_cell(text) for text in row) + " |" for row in rows)
    first = parse_period(declaration(sheet).since)
    since = f"（{first.title}起填）" if first else ""
    return f"### {title(sheet)}{since}\n\n{purpose(sheet)}\n\n{table}"


def _cell(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(safe.split())


def _digits(number: float) -> str:
    return f"{number:.10g}"
