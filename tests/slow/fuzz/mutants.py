"""The mutant of each number: one of the whole workbooks spoilt as a file, as a package, as XML or as a form."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from cells import CELLS, HOSTILE
from markup import MARKUP, NUMBERS
from packages import FILE, cut, flip, packed, rearranged
from whole import Whole

_FILE, _PACKAGE, _MARKUP, _BOOK = (
    0.08,
    0.08,
    0.24,
    0.08,
)  # shares of all mutants; the rest are spoilt as forms
_SMALL = 0.1  # of the parts spoilt as XML: broken bytes inside a sound package


def mutant(number: int, whole: Sequence[Whole]) -> bytes:
    """The mutant of that number; the same workbooks and number give the same bytes."""
    draw = random.Random(number)
    base = draw.choice(whole)
    ways = draw.choices(
        (_as_file, rearranged, _as_markup, _as_book, _as_form),
        (_FILE, _PACKAGE, _MARKUP, _BOOK, 1 - _FILE - _PACKAGE - _MARKUP - _BOOK),
    )
    return ways[0](draw, base)


def _as_file(draw: random.Random, base: Whole) -> bytes:
    return draw.choice(FILE)(draw, packed(draw, list(base.items())))


def _sheets(base: Whole) -> list[str]:
    return [name for name in sorted(base) if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]


def _as_markup(draw: random.Random, base: Whole) -> bytes:
    """One part, mostly a sheet, spoilt once to three times."""
    parts = dict(base)
    for _ in range(draw.choice((1, 1, 2, 3))):
        name = draw.choice(_sheets(base) if draw.random() < 0.6 else sorted(parts))
        way = draw.choice((flip, cut)) if draw.random() < _SMALL else draw.choice(MARKUP)
        parts[name] = way(draw, parts[name]) if parts[name] else b""
    return packed(draw, list(parts.items()))


def _as_form(draw: random.Random, base: Whole) -> bytes:
    """One to three sheets spoilt as people do."""
    parts = dict(base)
    for _ in range(draw.choice((1, 1, 2, 3))):
        name = draw.choice(_sheets(base))
        parts[name] = draw.choice(CELLS)(draw, parts[name].decode()).encode()
    return packed(draw, list(parts.items()))


def _as_book(draw: random.Random, base: Whole) -> bytes:
    """Sheets renamed, hidden, in another order; the date system, shared strings and styles changed."""
    parts = dict(base)
    name, way = draw.choice(_BOOK_WAYS)
    if name in parts:
        parts[name] = way(draw, parts[name].decode()).encode()
    return packed(draw, list(parts.items()))


def _renamed(draw: random.Random, text: str) -> str:
    names = re.findall(r'<sheet [^>]*?name="([^"]*)"', text)
    one = draw.choice(names)
    told = (f"{one} ", f"{one}(2)", one[:-1], draw.choice(names), "", "封面", "名单", *HOSTILE[:12])
    return text.replace(f'name="{one}"', f'name="{draw.choice(told)}"', 1)


def _hidden(draw: random.Random, text: str) -> str:
    state = draw.choice(("hidden", "veryHidden", "x"))
    return re.sub(r'state="visible"', lambda found: draw.choice((found[0], f'state="{state}"')), text)


def _from_1904(draw: random.Random, text: str) -> str:
    return re.sub(r"<workbookPr[^>]*/>", f'<workbookPr date1904="{draw.choice(("1", "true", "0"))}"/>', text)


def _mixed_sheets(draw: random.Random, text: str) -> str:
    found = re.findall(r"<sheet [^>]*/>", text)
    start, end = text.index("<sheets>"), text.index("</sheets>")
    draw.shuffle(found)
    return text[:start] + "<sheets>" + "".join(found) + text[end:]


def _strings(draw: random.Random, text: str) -> str:
    def other(found: re.Match[str]) -> str:
        return (
            draw.choice(("", found[0] * 2, "<si/>", f"<si><t>{draw.choice(HOSTILE)}</t></si>"))
            if draw.random() < 0.02
            else found[0]
        )

    return re.sub(r"<si>.*?</si>|<si/>", other, text, flags=re.DOTALL)


def _styles(draw: random.Random, text: str) -> str:
    formats = ("14", "0", "49", "22", "165", "9", *NUMBERS)
    return re.sub(
        r'numFmtId="\d+"',
        lambda found: f'numFmtId="{draw.choice(formats)}"' if draw.random() < 0.2 else found[0],
        text,
    )


_BOOK_WAYS = (
    ("xl/workbook.xml", _renamed),
    ("xl/workbook.xml", _renamed),
    ("xl/workbook.xml", _hidden),
    ("xl/workbook.xml", _from_1904),
    ("xl/workbook.xml", _mixed_sheets),
    ("xl/sharedStrings.xml", _strings),
    ("xl/sharedStrings.xml", _strings),
    ("xl/styles.xml", _styles),
)
