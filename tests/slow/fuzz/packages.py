"""Spoiling a workbook as a file and as a package: its bytes, its entries, their names and order."""

from __future__ import annotations

import io
import random
import zipfile

from whole import Whole

_RENAMED = ("../x", "x" * 300, "xl/worksheets", "C:\\x.xml", "\u202ex", "", "xl/worksheets/sheet1.xml")
_COMPRESSED = 0.15  # packing takes longer than reading: most packages are stored as they are


def flip(draw: random.Random, data: bytes) -> bytes:
    """A few bytes changed."""
    spoilt = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        spoilt[draw.randrange(len(spoilt))] = draw.randrange(256)
    return bytes(spoilt)


def cut(draw: random.Random, data: bytes) -> bytes:
    """A piece of the bytes missing, at the end or in the middle."""
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.choice((1, 4, 100, len(data))) :]


def doubled(draw: random.Random, data: bytes) -> bytes:
    """A piece of the bytes twice."""
    start, end = sorted(draw.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:end][:4_000] + data[end:]


def directory(draw: random.Random, data: bytes) -> bytes:
    """A few bytes of the table of contents changed: sizes, offsets, flags, methods."""
    start = data.rfind(b"PK\x01\x02", 0, draw.randrange(len(data) - 1_000, len(data)))
    if start < 0:
        return flip(draw, data)
    spoilt = bytearray(data)
    for _ in range(draw.randint(1, 3)):
        spoilt[min(start + draw.randrange(46), len(data) - 1)] = draw.choice((0, 1, 8, 9, 12, 14, 127, 255))
    return bytes(spoilt)


def _lost(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    parts.pop(name)


def _emptied(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    parts[name] = b""


def _renamed(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    told = (name.upper(), f"/{name}", name.replace("/", "\\"), f"{name}x", *_RENAMED)
    parts[draw.choice(told)] = parts.pop(name)


def _replaced(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    parts[name] = parts[draw.choice(sorted(parts))]


def _added(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    for number in range(draw.choice((1, 50, 6_000) if draw.random() < 0.1 else (1, 50))):
        parts[f"xl/extra{number}.xml"] = b"<x/>"


def _swapped(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    other = draw.choice(sorted(parts))
    parts[name], parts[other] = parts[other], parts[name]


def _encoded(draw: random.Random, parts: dict[str, bytes], name: str) -> None:
    """The part in another encoding, told or untold."""
    text = parts[name].decode("utf-8", "replace")
    code = draw.choice(("utf-16", "utf-16-le", "gb18030", "utf-8-sig"))
    head = draw.choice(
        (f'<?xml version="1.0" encoding="{code}"?>', "", '<?xml version="1.0" encoding="utf-7"?>')
    )
    parts[name] = (head + text.partition("?>")[2] if text.startswith("<?xml") else head + text).encode(
        code, "replace"
    )


_PACKAGE = (_lost, _emptied, _renamed, _replaced, _added, _swapped, _encoded)


def rearranged(draw: random.Random, whole: Whole) -> bytes:
    """Parts missing, empty, renamed, twice, under another's name, in another order or encoding."""
    parts = dict(whole)
    name = draw.choice(sorted(parts))
    draw.choice(_PACKAGE)(draw, parts, name)
    pairs = list(parts.items())
    if draw.random() < 0.1:
        pairs.append(draw.choice(pairs))
    draw.shuffle(pairs)
    return packed(draw, pairs)


def packed(draw: random.Random, parts: list[tuple[str, bytes]]) -> bytes:
    """The parts as a package, mostly without compression."""
    how = zipfile.ZIP_DEFLATED if draw.random() < _COMPRESSED else zipfile.ZIP_STORED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how, compresslevel=1) as target:
        for name, data in parts:
            target.writestr(zipfile.ZipInfo(name or "?"), data, how)
    return out.getvalue()


FILE = (flip, cut, doubled, directory)
