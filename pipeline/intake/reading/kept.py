"""Workbooks as an earlier run read them, in a folder that may be deleted at any time and is never believed without its digest.

An entry speaks for one name, one content, one program, its libraries and its schemas alone. Its digest is over all of these and
over what is kept; an entry that is damaged, cut short or of anything else is as good as none, and the workbook is read again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from pyexpat import EXPAT_VERSION

from pipeline.core.finding import Finding
from pipeline.core.program import program
from pipeline.core.publish import HALF_WRITTEN, write
from pipeline.excel.workbook import Workbook
from pipeline.intake.reading.encoded import NotOurs, decoded, encoded
from schemas.base import digest
from schemas.books import BOOKS

FOLDER = ".读取缓存"  # beside the results
_ENDING = ".kept"
_NOTE = "说明.txt"
_SAYS = (
    "这里存的是上一次运行读出的各份工作簿，内容没有变的，下一次不必再读一遍。\n"
    "整个文件夹随时可以删除，只是下一次运行慢一些，结果完全一样。\n"
)
_DIGEST_BYTES = 32
_MOST_KEPT, _MOST_UNPACKED = 16 << 20, 128 << 20  # bytes of an entry


@dataclass(frozen=True, slots=True)
class KeptReadings:
    """The folder, made when something is kept. What the disk refuses is not kept, and nobody is told."""

    folder: Path

    def find(self, name: str, content_digest: str) -> tuple[Workbook, list[Finding]] | None:
        """The workbook of that name and content and what was found in it; None where there is no entry to be believed."""
        entry = _bytes_of(self._path(name))
        said, packed = entry[:_DIGEST_BYTES], entry[_DIGEST_BYTES:]
        if said != _digest(name, content_digest, packed):
            return None
        try:
            return decoded(_unpacked(packed))
        except (NotOurs, zlib.error):
            return None

    def keep(self, workbook: Workbook, findings: list[Finding]) -> None:
        """Have the entry of its file say this from now on."""
        packed, name = zlib.compress(encoded(workbook, findings), 1), workbook.file
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True)
                write(self.folder / _NOTE, _SAYS.encode())
            write(self._path(name), _digest(name, workbook.sha256, packed) + packed)
        except OSError:
            return

    def sweep(self, names: Collection[str]) -> None:
        """Leave only the entries of these files, and nothing that a killed run had half written."""
        wanted = {self._path(name).name for name in names}
        try:
            for path in self.folder.iterdir():
                if path.suffix in (_ENDING, HALF_WRITTEN) and path.name not in wanted:
                    path.unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, name: str) -> Path:
        return self.folder / (hashlib.sha256(_utf8(name)).hexdigest()[:32] + _ENDING)


def _bytes_of(path: Path) -> bytes:
    """What is in the entry, nothing where it is no plain file or too large to be one."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_KEPT:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, _MOST_UNPACKED)
    if not unpacking.eof:
        raise NotOurs
    return content


def _digest(name: str, content_digest: str, packed: bytes) -> bytes:
    """Of all that the entry hangs on, and of what it holds."""
    of = hashlib.sha256()
    for part in (*_program(), _utf8(name), content_digest.encode(), packed):
        of.update(len(part).to_bytes(8) + part)
    return of.digest()


@cache
def _program() -> tuple[bytes, ...]:
    """What reads: the program's own files, Python and the libraries, and the forms as they are declared."""
    ours = program()
    forms = "".join(map(digest, BOOKS))
    return tuple(one.encode() for one in (ours["code"], ours["libraries"], EXPAT_VERSION, forms))


def _utf8(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
