"""A code together with the name of what it stands for: as the dropdowns offer it, and as it is written back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.excel.cells.cell import fold
from pipeline.excel.cells.kinds import ITEM_MARK
from schemas.base import Column, Kind

PERSON = "person.person"  # the column of the directory that people are referred to by
# What is referred to by a code and has a name that may stand beside it: "sheet.column" -> column of the name.
NAMED: Mapping[str, str] = {
    PERSON: "name",
    "duty_item.item": "name",
    "indicator.code": "name",
    "veto.code": "name",
    "target.goal": "indicator",
}
_CODE = r"(?P<code>(?=[A-Za-z_.-]*\d)[0-9A-Za-z][0-9A-Za-z_.-]*)"  # with a digit: the ZB of ZB 12 is no code
_NAME = r"(?P<name>(?=.*[^\x00-\x7f])\S.*?)"  # with something in Chinese
_WAYS = tuple(
    re.compile(way)
    for way in (
        rf"{_CODE}\s+{_NAME}",  # CODE name
        rf"{_NAME}\s*\(\s*{_CODE}\s*\)",  # name (CODE)
        rf"{_CODE}\s*\(\s*{_NAME}\s*\)",  # CODE (name)
    )
)
_BETWEEN_PEOPLE = re.compile(r"[、，,；;\n]+")  # a space may stand before a bracket


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody wrote of one thing: its code, its name, and the whole text."""

    code: str
    name: str
    text: str


class Offered(str):
    """A code that a dropdown shows with its name; to compare and to look up it is the code.

    `text`: what is shown; the code alone where it could not be told from the name again."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, code: str, name: str, reference: str) -> Offered:
        one = super().__new__(cls, code)
        one.text = f"{name}（{code}）" if reference == PERSON else f"{code} {name}"
        read = _called(one.text)
        one.text = one.text if read and read.code == code else code
        return one


def offered_codes(reference: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """What the dropdowns of that reference offer of these codes and names, by code, each once; the codes alone where they stand for
    nothing that has a name."""
    if reference not in NAMED:
        return sorted({code for code, _ in pairs})
    return sorted({code: Offered(code, name, reference) for code, name in pairs}.values())


def has_names(column: Column) -> bool:
    """True for a column of codes that stand for something with a name."""
    return column.refers_to in NAMED and column.kind in (Kind.CODE, Kind.LIST)


def without_names(column: Column, value: object) -> tuple[object, tuple[Called, ...]]:
    """The cell with the codes alone, and what was called by its name there; any other cell as it is."""
    if not isinstance(value, str):
        return value, ()
    items = _BETWEEN_PEOPLE.split(value) if column.kind is Kind.LIST else [value]
    read = [_called(item) for item in items]
    called = tuple(one for one in read if one is not None)
    if not called:
        return value, ()
    return ITEM_MARK.join(
        item if one is None else one.code for item, one in zip(items, read, strict=True)
    ), called


def _called(text: str) -> Called | None:
    folded = fold(text.strip())
    for way in _WAYS:
        if found := way.fullmatch(folded):
            return Called(found["code"], found["name"], text.strip())
    return None
