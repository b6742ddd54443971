"""The plant's system as one table: each part with its sheets, its indicators, its place in the outputs and its tests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from schemas.books import DECLARED

SYSTEM = "制度运行.html"
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system.

    `sheets`: keys of schemas.books; `codes`: indicators that weigh it; `informs`: why something of it only informs;
    `pages`: file#anchor or file, under report/ or else with the command's folder, * for any name; `tests`: names of
    functions under tests/."""

    name: str
    asks: str
    pages: tuple[str, ...]
    tests: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    informs: str = ""

    @property
    def anchor(self) -> str:
        """The section of 制度运行.html that tells it, the first that it names; "" if none does."""
        return next((page.partition("#")[2] for page in self.pages if page.startswith(SYSTEM)), "")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of 制度运行.html and the parts that it shows."""

    number: str
    anchor: str
    title: str
    parts: tuple[Part, ...]

    @property
    def asks(self) -> str:
        return "".join(part.asks for part in self.parts)

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sheet for part in self.parts for sheet in part.sheets))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for part in self.parts for code in part.codes))

    @property
    def informs(self) -> str:
        return "".join(part.informs for part in self.parts)


def _part(row: dict[str, Any]) -> Part:
    """A part of the table, with the sheets that declare it before those that the table adds."""
    declared = [key for key, sheet in DECLARED.items() if row["name"] in sheet.parts]
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Part(**row | lists | {"sheets": (*declared, *lists.get("sheets", ()))})


def _numeral(number: int) -> str:
    """一 to 十九."""
    return "十" * (number > 10) + _NUMERALS[(number - 1) % 10]


_TABLE = tomllib.loads(resources.files("templates").joinpath("system.toml").read_text(encoding="utf-8"))
PARTS = tuple(_part(row) for row in _TABLE["parts"])
SECTIONS = tuple(
    Section(_numeral(number), anchor, title, tuple(part for part in PARTS if part.anchor == anchor))
    for number, (anchor, title) in enumerate(_TABLE["sections"].items(), start=1)
)
