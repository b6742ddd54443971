"""A workbook that was read, as bytes and back, by the types that its parts declare: nothing else comes out of the bytes."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from pipeline.core.finding import Finding, Severity
from pipeline.excel.cells.cell import Broken
from pipeline.excel.cells.formats import Formatted
from pipeline.excel.workbook import Workbook
from schemas.base import Book, columns, key
from schemas.books import BOOKS

Turn = Callable[[Any], Any]
_PLAIN: frozenset[type] = frozenset(
    (str, int, float, bool, types.NoneType)
)  # the cells that JSON holds as they are
# the others: how they are written, their mark first, and by the mark how they are read
_MARKED: dict[type, Turn] = {
    dt.date: lambda one: ["d", one.isoformat()],
    dt.datetime: lambda one: ["t", one.isoformat()],
    dt.time: lambda one: ["h", one.isoformat()],
    dt.timedelta: lambda one: ["s", one.days, one.seconds, one.microseconds],
    Broken: lambda one: ["b", str(one)],
    Formatted: lambda one: ["f", float(one), one.format, one.text, one.power],
}
_BY_MARK: Mapping[str, Callable[..., Any]] = {
    "d": dt.date.fromisoformat,
    "t": dt.datetime.fromisoformat,
    "h": dt.time.fromisoformat,
    "s": dt.timedelta,
    "b": Broken,
    "f": Formatted,
}


class NotOurs(Exception):
    """The bytes hold no workbook, or one of other parts than are declared."""


def encoded(workbook: Workbook, findings: list[Finding]) -> bytes:
    """The workbook and what was found in it as bytes; KeyError where a cell holds what has no mark."""
    written = [_way(Workbook).written(workbook), _way(list[Finding]).written(findings)]
    return json.dumps(written, separators=(",", ":")).encode()


def decoded(content: bytes) -> tuple[Workbook, list[Finding]]:
    """The workbook and what was found in it; NotOurs where the bytes hold anything else."""
    try:
        workbook, findings = _list(json.loads(content))
        answer = _way(Workbook).read(workbook), _way(list[Finding]).read(findings)
        _hold_to_the_book(answer[0])
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError, MemoryError) as why:
        raise NotOurs from why
    return answer


def _hold_to_the_book(workbook: Workbook) -> None:
    """NotOurs where a sheet is none of the book's, or a row has other columns than are declared."""
    for name, raw in workbook.sheets.items():
        width = len(columns(workbook.book.sheet(name)))
        if any(len(cells) != width for _, cells in (*raw.rows, *raw.waiting)):
            raise NotOurs


class _Way(NamedTuple):
    """How the values of a type are written as JSON, and read from it; `plain`: the types that JSON holds as they are."""

    written: Turn
    read: Turn
    plain: frozenset[type] = frozenset()


@cache
def _way(hint: Any) -> _Way:
    origin, of = typing.get_origin(hint), typing.get_args(hint)
    if hint in _ONES:
        return _ONES[hint]
    if is_dataclass(hint):
        return _of_dataclass(hint)
    if origin is tuple and of[-1] is not ...:
        return _of_few([_way(one) for one in of])
    if origin in (dict, Mapping):
        pairs = _in_columns(of)
        return _Way(lambda value: pairs.written(value.items()), lambda value: dict(pairs.read(value)))
    if origin is list and typing.get_origin(of[0]) is tuple:
        rows = _in_columns(typing.get_args(of[0]))
        return _Way(rows.written, lambda value: list(rows.read(value)))
    if origin in (tuple, list, frozenset):
        return _of_many(origin, _way(of[0]))
    return _exactly(hint)


def _exactly(kind: type) -> _Way:
    return _Way(lambda value: value, _refused, frozenset([kind]))


def _refused(_: Any) -> Any:
    raise NotOurs


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else _refused(value)


def _of_dataclass(kind: Any) -> _Way:
    hints = typing.get_type_hints(kind)
    names = [one.name for one in fields(kind)]
    parts = _of_few([_way(hints[name]) for name in names])
    return _Way(
        lambda value: parts.written([getattr(value, name) for name in names]),
        lambda value: kind(**dict(zip(names, parts.read(value), strict=True))),
    )


def _of_few(ways: list[_Way]) -> _Way:
    """A value for each of the ways."""
    read = [(way.plain, way.read) for way in ways]
    return _Way(
        lambda values: [way.written(one) for way, one in zip(ways, values, strict=True)],
        lambda values: tuple(
            [
                one if type(one) in plain else read_one(one)
                for (plain, read_one), one in zip(read, _list(values), strict=True)
            ]
        ),
    )


def _in_columns(hints: Sequence[Any]) -> _Way:
    """Any number of rows of the same few values, column by column: what is alike is read in one go."""
    columns = _of_few([_of_many(list, _way(one)) for one in hints])
    return _Way(
        lambda rows: columns.written(list(zip(*rows, strict=True)) or [()] * len(hints)),
        lambda value: zip(*columns.read(value), strict=True),
    )


def _of_many(kind: type, way: _Way) -> _Way:
    """Any number of values, those of a set in their order."""
    in_order: Turn = sorted if kind is frozenset else iter
    plain, read = way.plain, way.read
    return _Way(
        lambda values: [one if type(one) in plain else way.written(one) for one in in_order(values)],
        lambda values: kind([one if type(one) in plain else read(one) for one in _list(values)]),
    )


def _cell_read(value: Any) -> Any:
    mark, *parts = _list(value)
    return _BY_MARK[mark](*parts)


def _book_written(book: Book) -> Any:
    return [book.key, [key(one) for one in book.sheets], [key(one) for one in book.ticks], [*book.left_out]]


def _book_read(value: Any) -> Book:
    name, *parts = _way(tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]).read(value)
    whole = {one.key: one for one in BOOKS}[name]
    sheets, ticks = (tuple([whole.sheet(one) for one in keys]) for keys in parts[:2])
    return replace(whole, sheets=sheets, ticks=ticks, left_out=parts[2])


_ONES: dict[Any, _Way] = {
    object: _Way(
        lambda value: value if type(value) in _PLAIN else _MARKED[type(value)](value), _cell_read, _PLAIN
    ),
    Book: _Way(_book_written, _book_read),
    Severity: _Way(str, lambda value: Severity(value)),
}
