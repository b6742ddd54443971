"""Workbooks spoilt in every way that a seed can think of: bytes, the package, its XML, its cells."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

Spoil = Callable[[random.Random, bytes], bytes]

HOSTILE = (
    "=1+1", "＝cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "&lt;script&gt;", "&quot;onload=&quot;", "../../x", "\u202eabc",
    "_x000D_", "_x0041_", "&#9;&#10;&#13;", "九十％", "９０％", "2019-13-45", "1e999", "-0", "NaN", "1" * 400, "长" * 33_000, "\U0001f600",
    "𠮷", "\u200b", "是", "√", "10/11/2019", "999999999999999999", "43700", "0.1", "#REF!", "", " ", "TRUE", "今天", "{x}", "{{x}}", "%s",
)
NUMBERS = ("0", "-1", "1", "2", "6", "7", "99", "16384", "1048576", "1048577", "4294967296", "18446744073709551616", "x", "")
KINDS = ("s", "str", "inlineStr", "n", "b", "e", "d", "zz", "")
TAG = re.compile(rb"<[^>]+>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
VALUE = re.compile(rb"<v>[^<]*</v>|<t[^>]*>[^<]*</t>")
CELL = re.compile(rb"<c [^>]*>")


def flip(draw: random.Random, data: bytes) -> bytes:
    """A few bytes changed."""
    spoilt = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        spoilt[draw.randrange(len(spoilt))] = draw.randrange(256)
    return bytes(spoilt)


def cut(draw: random.Random, data: bytes) -> bytes:
    """A piece of the bytes missing, at the end or in the middle."""
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.choice((1, 4, 100, len(data))):]


def doubled(draw: random.Random, data: bytes) -> bytes:
    """A piece of the bytes twice."""
    start, end = sorted(draw.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:end][:4_000] + data[end:]


def _tag(draw: random.Random, data: bytes) -> re.Match[bytes] | None:
    tags = list(TAG.finditer(data))
    return draw.choice(tags) if tags else None


def tag_lost(draw: random.Random, data: bytes) -> bytes:
    """A tag missing: mostly broken XML."""
    found = _tag(draw, data)
    return data if found is None else data[: found.start()] + data[found.end():]


def element_twice(draw: random.Random, data: bytes) -> bytes:
    """A whole element twice: a row, a cell, a relation, a sheet."""
    found = list(re.finditer(rb"<(row|c|Relationship|sheet|mergeCell|si|xf|Override)\b[^>]*(?:/>|>.*?</\1>)", data, re.DOTALL))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.end()] + one[0] * draw.randint(1, 3) + data[one.end():]


def element_lost(draw: random.Random, data: bytes) -> bytes:
    """A whole element missing."""
    found = list(re.finditer(rb"<(row|c|Relationship|sheet|si|xf|Override|v|is)\b[^>]*(?:/>|>.*?</\1>)", data, re.DOTALL))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.start()] + data[one.end():]


def attribute(draw: random.Random, data: bytes) -> bytes:
    """Another value of an attribute: an address, a type, a style, a number of rows."""
    found = list(ATTRIBUTE.finditer(data))
    if not found:
        return data
    one = draw.choice(found)
    value = draw.choice((*NUMBERS, *KINDS, *HOSTILE, "A1", "XFD1", "B1048576", "A1:XFD1048576", "B6:C7")).replace("<", "")
    return data[: one.start(2)] + value.encode("utf-8", "ignore") + data[one.end(2):]


def attribute_lost(draw: random.Random, data: bytes) -> bytes:
    """An attribute missing."""
    found = list(ATTRIBUTE.finditer(data))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.start()] + data[one.end():]


def prefixed(draw: random.Random, data: bytes) -> bytes:
    """The main namespace under a prefix, as some programs write it."""
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    if main not in data:
        return data
    spelt = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data.replace(main, main.replace(b"xmlns", b"xmlns:x")))
    return spelt.replace(b"<x:?", b"<?")


def wedged(draw: random.Random, data: bytes) -> bytes:
    """Something new between two tags."""
    found = _tag(draw, data)
    new = draw.choice((
        b"<x/>", b"<!-- -->", b"<![CDATA[x]]>", b"text", b"<v>1</v>", b'<row r="9999"/>', b'<c r="ZZ99"><v>1</v></c>', b"<f>1+1</f>",
        b'<mergeCells><mergeCell ref="B6:D8"/></mergeCells>', b"&amp;", b"&unknown;", b"<!DOCTYPE a>", b"\xff", b"\x00",
        b'<row r="7"><c r="B7" t="str"><v>x</v></c></row>', b'<c r="B6" t="inlineStr"><is><t>x</t><t>y</t></is></c>',
    ))
    return data if found is None else data[: found.end()] + new + data[found.end():]


def cell_value(draw: random.Random, data: bytes) -> bytes:
    """Other texts in some cells."""
    def other(found: re.Match[bytes]) -> bytes:
        if draw.random() > 0.2:
            return found[0]
        name = b"v" if found[0].startswith(b"<v") else b"t"
        return b"<%s>%s</%s>" % (name, draw.choice(HOSTILE).encode(), name)
    return VALUE.sub(other, data)


def cell_kind(draw: random.Random, data: bytes) -> bytes:
    """Another type or style of some cells."""
    def other(found: re.Match[bytes]) -> bytes:
        if draw.random() > 0.2:
            return found[0]
        bare = re.sub(rb' (?:t|s)="[^"]*"', b"", found[0])
        return bare.replace(b"<c ", f'<c t="{draw.choice(KINDS)}" s="{draw.choice(NUMBERS)}" '.encode(), 1)
    return CELL.sub(other, data)


RAW: tuple[Spoil, ...] = (flip, cut, doubled)
IN_PARTS: tuple[Spoil, ...] = (tag_lost, element_twice, element_lost, attribute, attribute_lost, prefixed, wedged, cell_value, cell_kind,
                               cell_value, cell_kind, attribute, wedged, flip, cut)


def package(draw: random.Random, data: bytes) -> bytes:
    """The package rearranged: parts missing, empty, renamed, twice, under another's name, in another order."""
    parts = _parts(data)
    name = draw.choice(sorted(parts))
    what = draw.randrange(7)
    if what == 0:
        parts.pop(name)
    elif what == 1:
        parts[name] = b""
    elif what == 2:
        parts[draw.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"{name}x", "../x", "x" * 300))] = parts.pop(name)
    elif what == 3:
        parts[name] = parts[draw.choice(sorted(parts))]
    elif what == 4:
        parts |= {f"xl/extra{number}.xml": b"<x/>" for number in range(draw.choice((1, 50)))}
    pairs = list(parts.items())
    if what == 5:
        pairs.append((name, parts[name]))
    draw.shuffle(pairs)
    return _packed(pairs, draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def in_a_part(draw: random.Random, data: bytes) -> bytes:
    """One part, mostly a sheet, spoilt once to three times."""
    parts = _parts(data)
    sheets = [name for name in sorted(parts) if "sheet" in name]
    for _ in range(draw.choice((1, 1, 2, 3))):
        name = draw.choice(sheets) if sheets and draw.random() < 0.7 else draw.choice(sorted(parts))
        if parts[name]:
            parts[name] = draw.choice(IN_PARTS)(draw, parts[name])
    return _packed(list(parts.items()), zipfile.ZIP_DEFLATED)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _packed(parts: list[tuple[str, bytes]], how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as target:
        for name, data in parts:
            target.writestr(name, data)
    return out.getvalue()


def mutant(seed: int, whole: list[bytes]) -> bytes:
    """The mutant of that seed, made of one of these workbooks."""
    draw = random.Random(seed)
    data = draw.choice(whole)
    how = draw.random()
    if how < 0.15:
        return draw.choice(RAW)(draw, data)
    return package(draw, data) if how < 0.3 else in_a_part(draw, data)
