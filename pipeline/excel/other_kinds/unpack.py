"""The files of a .zip, as bytes by name: few, small, under plain names; nothing is ever written to the disk."""

from __future__ import annotations

import contextlib
import io
import stat
from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

from pipeline.excel.package import DAMAGE, TooMuch, refuse_crowded

MOST_FILES = 300
MOST_BYTES_OF_ALL = 200_000_000
MOST_RATIO = 100  # of a file that is not small: a workbook is packed already
_SMALL = 1_000_000
_LONGEST_NAME = 240
_ENCRYPTED = 0x1
_IN_UTF8 = 0x800
_NOT_SENT = ("__macosx/", "thumbs.db", "desktop.ini", ".ds_store")  # what systems put beside the files
LOCKED, DAMAGED = "设有打开密码", "不完整或已损坏"


class NotUnpacked(Exception):
    """The archive is left as it is; the text says why."""


def unpack(content: bytes) -> dict[str, bytes] | str:
    """The files by their names with folders, or why there are none."""
    try:
        refuse_crowded(content)
        with ZipFile(io.BytesIO(content)) as archive:
            entries = dict(_named(archive.infolist()))
            _limit(entries)
            return {name: archive.read(entry) for name, entry in entries.items()}
    except (TooMuch, NotUnpacked) as why:
        return str(why)
    except RuntimeError:  # zipfile's word for a password
        return LOCKED
    except DAMAGE:
        return DAMAGED


def _named(entries: list[ZipInfo]) -> Iterator[tuple[str, ZipInfo]]:
    """The entries that people packed, by names that lead nowhere else."""
    taken: set[str] = set()
    for entry in entries:
        name = _name(entry)
        if entry.is_dir() or name.lower().startswith(_NOT_SENT[0]) or name.lower().endswith(_NOT_SENT[1:]):
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise NotUnpacked(LOCKED)
        if _leads_away(name, entry) or name.casefold() in taken:
            raise NotUnpacked("里面有不寻常的文件名")
        taken.add(name.casefold())
        yield name, entry


def _name(entry: ZipInfo) -> str:
    """The name as it was typed: what does not say that it is UTF-8 was packed under Chinese Windows."""
    name = entry.filename
    if not entry.flag_bits & _IN_UTF8 and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/")


def _leads_away(name: str, entry: ZipInfo) -> bool:
    parts = name.split("/")
    return (
        stat.S_ISLNK(entry.external_attr >> 16)
        or name.startswith("/")
        or ":" in name
        or ".." in parts
        or any(not part.strip(" .") for part in parts)
        or "\0" in entry.orig_filename
        or len(name) > _LONGEST_NAME
    )


def _limit(entries: dict[str, ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise NotUnpacked(f"里面有 {MOST_FILES} 个以上的文件")
    if sum(entry.file_size for entry in entries.values()) > MOST_BYTES_OF_ALL:
        raise NotUnpacked(f"解开后超过 {MOST_BYTES_OF_ALL // 1_000_000} MB")
    for entry in entries.values():
        if entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise NotUnpacked("里面有压缩到百分之一以下的文件")
