"""File names for units: readable, safe on Windows and Linux, unique without regard to case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_LETTERS = 60
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%#&\s]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def safe_name(text: str) -> str:
    """The text as a file name without its ending: no separator, control or format character, no leading dot."""
    visible = "".join(
        c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C" or c in "\t\n\r"
    )
    name = _FORBIDDEN.sub("_", visible)[:MOST_LETTERS].strip("._ ")
    if not name:
        return "未命名"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def file_names(units: Iterable[str]) -> dict[str, str]:
    """For each unit its own file name; those that would clash get _2, _3 … in the order given."""
    taken: set[str] = set()
    names = {}
    for unit in units:
        base = name = safe_name(unit)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name.casefold())
        names[unit] = name
    return names
