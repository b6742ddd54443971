"""Writing results: built beside the old ones and swapped in whole, so that a failed run leaves the last good one."""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Files = dict[str, bytes]
_HERE = -100  # AT_FDCWD: paths as the process sees them
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def exchanged(one: Path, other: Path) -> bool:
    """True if the two have changed places, so that at no moment either name was without a folder; False if nothing was done."""
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None)
    first, second = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(_HERE, first, _HERE, second, _SWAP) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(first, second, _SWAP) == 0)
    return False


_LOCK = ".lock"
HALF_WRITTEN = ".tmp"  # the ending of a file that is being written
_OLD = "old"


class Busy(Exception):
    """Another run is writing into the same folder."""


@contextmanager
def alone(folder: Path, lock: str = _LOCK) -> Iterator[None]:
    """Nobody else writes results into the folder meanwhile; Busy if somebody does. A run that was killed holds nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / lock).open("ab") as file:
        _hold(file.fileno())
        yield


def _hold(file: int) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            try:
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            except PermissionError:
                raise Busy from None
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy from None


def publish(folder: Path, files: Mapping[str, bytes], durable: bool = False) -> None:
    """Make `folder` hold exactly these files (relative path -> content); the old content stays until all is written.

    `durable`: all of it is on the disk before this returns, so that a power cut loses nothing. OSError where the disk or a
    program that keeps a file open does not let us."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    fresh = folder.parent / f".{folder.name}-new-{secrets.token_hex(4)}"
    try:
        fresh.mkdir()  # not a temporary folder of the library: who may read it is for the umask to say
        for name, content in sorted(files.items()):
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path, content, "wb", durable)
        _swap(folder, fresh)
        if durable:
            keep_folder(folder)
            keep_folder(folder.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def recover(folder: Path) -> None:
    """Clear away what a killed run left beside the folder; if it was killed between the two steps, put the old back."""
    for aside in sorted(folder.parent.glob(f".{folder.name}-old-*")):
        if not folder.exists() and (aside / _OLD).exists():
            (aside / _OLD).replace(folder)
        shutil.rmtree(aside, ignore_errors=True)
    for fresh in folder.parent.glob(f".{folder.name}-new-*"):
        shutil.rmtree(fresh, ignore_errors=True)


def write(path: Path, content: bytes, durable: bool = False) -> None:
    """One file, whole or not at all."""
    fresh = path.parent / f".{secrets.token_hex(4)}{HALF_WRITTEN}"
    try:
        _put(fresh, content, "xb", durable)
        fresh.replace(path)
        if durable:
            keep_folder(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _put(path: Path, content: bytes, mode: str, durable: bool) -> None:
    with path.open(mode) as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def keep_folder(folder: Path) -> None:
    """Have the names in the folder on the disk too; Windows keeps them by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(folder: Path, fresh: Path) -> None:
    """Put the fresh folder in the place of the old one: in one step, or where the disk cannot in two that can be undone.

    After the one step `fresh` holds the old content, for the caller to clear away."""
    if not folder.exists():
        fresh.replace(folder)
        return
    if exchanged(folder, fresh):
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.replace(aside / _OLD)
    try:
        fresh.replace(folder)
    except OSError:
        (aside / _OLD).replace(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


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


_NOT_ON_WINDOWS = re.compile(r'[<>:"\\|?*]')


def portable(paths: Iterable[str]) -> dict[str, str]:
    """For each path of a file (with /) one that every system can hold, as like it as may be; no two the same."""
    taken: set[str] = set()
    names = {}
    for path in paths:
        folder, _, name = "/".join(map(_portable, path.split("/"))).rpartition("/")
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        number, free = 1, name
        while f"{folder}/{free}".casefold() in taken:
            number += 1
            free = f"{stem}_{number}{dot}{ending}"
        taken.add(f"{folder}/{free}".casefold())
        names[path] = f"{folder}/{free}" if folder else free
    return names


def _portable(part: str) -> str:
    visible = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in part)
    name = _NOT_ON_WINDOWS.sub("_", visible)
    name = name if name.rstrip(". ") == name else name.rstrip(". ") + "_"
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
