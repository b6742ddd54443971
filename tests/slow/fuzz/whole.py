"""The workbooks to spoil: all six kinds as the sample plant filled them in, blank, sent back, and with shared strings."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.excel.write.cover import blank
from pipeline.excel.write.returned import returned
from pipeline.intake.collect import by_file, collect
from schemas.books import BOOKS

INPUT = Path(__file__).parents[3] / "input"
FILLED = (
    "2019Q3/支部填报-机关二支部",
    "2019Q3/部门考评-安全监察部",
    "2019Q3/部门考评-人力资源部",
    "2019Q3/党委考评",
    "2019/目标责任书",
    "2019/评价细则",
    "2019Q3/组织名册",
)  # the shorter workbooks of each kind: more mutants in the same time
OFTEN = ("2019Q3/支部填报-机关二支部", "2019Q3/部门考评-安全监察部", "2019Q3/部门考评-人力资源部")
STAMP = "docProps/custom.xml"
_STRINGS, _TYPES, _LINKS = "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_SCHEMAS = b"http://schemas.openxmlformats.org"
_INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)

Whole = Mapping[str, bytes]  # the parts of a workbook by name


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def whole() -> list[Whole]:
    """Each workbook to spoil, as often as it is to be drawn."""
    filled = {name: parts_of((INPUT / f"{name}.xlsx").read_bytes()) for name in FILLED}
    often = [filled[name] for name in OFTEN]
    others = [parts_of(data) for data in (*_blanks(), *_sent_back())]
    return [
        *filled.values(),
        *often,
        *others,
        *map(_with_shared_strings, filled.values()),
        *map(_with_shared_strings, often),
        *map(_unstamped, often),
    ]


def _with_shared_strings(parts: dict[str, bytes]) -> Whole:
    """As Excel and WPS write it: every text once in a part of its own, and its number in the cells."""
    numbers: dict[bytes, int] = {}

    def shared(found: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % numbers.setdefault(found[1], len(numbers))

    made = {
        name: _INLINE.sub(shared, data) if name.startswith("xl/worksheets/") else data
        for name, data in parts.items()
    }
    texts = b"".join(b"<si>%s</si>" % one for one in numbers)
    return made | {
        _STRINGS: b'<sst xmlns="%s/spreadsheetml/2006/main">%s</sst>' % (_SCHEMAS, texts),
        _TYPES: made[_TYPES].replace(
            b"</Types>",
            b'<Override PartName="/%s" ContentType="%s"/></Types>'
            % (
                _STRINGS.encode(),
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
            ),
        ),
        _LINKS: made[_LINKS].replace(
            b"</Relationships>",
            b'<Relationship Id="shared" Target="sharedStrings.xml" Type="%s"/></Relationships>'
            % (_SCHEMAS + b"/officeDocument/2006/relationships/sharedStrings"),
        ),
    }


def _blanks() -> list[bytes]:
    return [blank(book, {}, {}, {}, ()) for book in BOOKS]


def _sent_back() -> list[bytes]:
    """With the sheet 问题清单, which may hold suggestions that were accepted."""
    books = collect(INPUT / "2019Q3")
    found = by_file(books.findings)
    names = {f"{Path(name).name}.xlsx" for name in OFTEN}
    return [returned(one, found[one.file], {}, []) for one in books.workbooks if one.file in names]


def _unstamped(parts: dict[str, bytes]) -> Whole:
    """Read in the child process, which takes longer: few of these."""
    return {name: data for name, data in parts.items() if name != STAMP}
