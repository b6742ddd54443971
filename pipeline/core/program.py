"""Which program made a result: its version, and a digest of everything that decides what it writes."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from pipeline import __version__

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("pipeline", "schemas", "templates")
_NOT_DECIDING = {"__pycache__", "sample"}  # folders: what is in them decides nothing of a plant's results
_LIBRARIES = ("pandas", "openpyxl", "python-calamine", "jinja2", "docxtpl", "python-docx", "chinese-calendar")


@cache
def program() -> dict[str, str]:
    """Version, a digest of the program's own files, and one of the libraries that shape its files."""
    return {"version": __version__, "code": _code(), "libraries": _libraries()}


def _code() -> str:
    hashed = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.is_file() and not _NOT_DECIDING & set(path.parts):
                hashed.update(f"{path.relative_to(_ROOT).as_posix()}\0{_of(path)}\n".encode())
    return hashed.hexdigest()


def _of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _libraries() -> str:
    lines = [f"python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            lines.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            lines.append(f"{name} -")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
