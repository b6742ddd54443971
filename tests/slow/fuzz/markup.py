"""Spoiling the XML of a part, whatever it means: tags, elements, attributes, namespaces."""

from __future__ import annotations

import random
import re

NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "6",
    "7",
    "99",
    "16384",
    "1048576",
    "1048577",
    "4294967296",
    "18446744073709551616",
    "x",
    "",
)
KINDS = ("s", "str", "inlineStr", "n", "b", "e", "d", "zz", "")
ADDRESSES = ("A1", "XFD1", "B1048576", "A1:XFD1048576", "B6:C7", "$B$6", "R1C1", "b6", "CV20000", "CW20001")
_NAMES = rb"row|c|Relationship|sheet|mergeCell|si|xf|Override|v|is|f|dataValidation|definedName|property|numFmt|comment"
_TAG = re.compile(rb"<[^>]+>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ELEMENT = re.compile(rb"<(%s)\b[^>]*(?:/>|>.*?</\1>)" % _NAMES, re.DOTALL)
_WEDGES = (
    b"<x/>",
    b"<!-- -->",
    b"<![CDATA[x]]>",
    b"text",
    b"<v>1</v>",
    b'<row r="9999"/>',
    b'<c r="ZZ99"><v>1</v></c>',
    b"<f>1+1</f>",
    b'<mergeCells><mergeCell ref="B6:D8"/></mergeCells>',
    b"&amp;",
    b"&unknown;",
    b"<!DOCTYPE a>",
    b"\xff",
    b"\x00",
    b"<?x y?>",
    b'<row r="7"><c r="B7" t="str"><v>x</v></c></row>',
    b'<c r="B6" t="inlineStr"><is><t>x</t><t>y</t></is></c>',
    b"<a>" * 5_000 + b"</a>" * 5_000,
    b"</row><row>",
    b"</sheetData><sheetData>",
    b"</is><is>",
    b"</c><c>",
)


def _found(draw: random.Random, pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    """One of the matches: the first one after a place drawn, for a list of all would take longer than reading the workbook."""
    return pattern.search(data, draw.randrange(len(data))) or pattern.search(data)


def tag_lost(draw: random.Random, data: bytes) -> bytes:
    """A tag missing: mostly broken XML."""
    found = _found(draw, _TAG, data)
    return data if found is None else data[: found.start()] + data[found.end() :]


def element_twice(draw: random.Random, data: bytes) -> bytes:
    """A whole element twice: a row, a cell, a relation, a sheet."""
    found = _found(draw, _ELEMENT, data)
    return (
        data if found is None else data[: found.end()] + found[0] * draw.randint(1, 3) + data[found.end() :]
    )


def element_lost(draw: random.Random, data: bytes) -> bytes:
    """A whole element missing."""
    found = _found(draw, _ELEMENT, data)
    return data if found is None else data[: found.start()] + data[found.end() :]


def element_moved(draw: random.Random, data: bytes) -> bytes:
    """A whole element in the place before another."""
    found = _found(draw, _ELEMENT, data)
    if found is None:
        return data
    rest = data[: found.start()] + data[found.end() :]
    place = _found(draw, _ELEMENT, rest)
    return data if place is None else rest[: place.start()] + found[0] + rest[place.start() :]


def attribute(draw: random.Random, data: bytes) -> bytes:
    """Another value of an attribute: an address, a type, a style, a number of rows."""
    found = _found(draw, _ATTRIBUTE, data)
    if found is None:
        return data
    value = draw.choice(
        (*NUMBERS, *KINDS, *ADDRESSES, "\u202eabc", "长" * 300, "&#9;&#10;", "../x", "TRUE", "１")
    )
    return data[: found.start(2)] + value.encode() + data[found.end(2) :]


def attribute_lost(draw: random.Random, data: bytes) -> bytes:
    """An attribute missing."""
    found = _found(draw, _ATTRIBUTE, data)
    return data if found is None else data[: found.start()] + data[found.end() :]


def prefixed(draw: random.Random, data: bytes) -> bytes:
    """The main namespace under a prefix, as some programs write it."""
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    if main not in data:
        return data
    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data.replace(main, main.replace(b"xmlns", b"xmlns:x")))


def strict(draw: random.Random, data: bytes) -> bytes:
    """The namespaces of Strict OOXML."""
    return data.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )


def wedged(draw: random.Random, data: bytes) -> bytes:
    """Something new between two tags."""
    found = _found(draw, _TAG, data)
    return data if found is None else data[: found.end()] + draw.choice(_WEDGES) + data[found.end() :]


MARKUP = (
    tag_lost,
    element_twice,
    element_lost,
    element_moved,
    attribute,
    attribute,
    attribute,
    attribute_lost,
    attribute_lost,
    prefixed,
    strict,
    wedged,
    wedged,
)
