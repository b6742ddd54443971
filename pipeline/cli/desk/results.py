"""What the commands have written, as the desk offers it: only files that are listed here can be opened."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Response

from pipeline.core.period import Period, parse_period
from pipeline.report.notices.home import HOME, Link, LinkGroup, groups
from pipeline.report.page import environment

_SHOWN = (
    ".html",
    ".txt",
    ".png",
    ".pdf",
    ".svg",
    ".json",
    ".csv",
)  # in the browser; all others are downloaded
_OFFERED = (*_SHOWN, ".csv", ".xlsx", ".docx", ".eml", ".md")
_WITH_SCRIPT = ("layout.html.j2", "mail/index.html.j2")


def listed(target: Path, period: str) -> dict[str, Path]:
    """Path below the folder of a period -> file, of all that may be opened; links and hidden files are none of them."""
    if parse_period(period) is None:
        return {}
    return dict(_files(target / period))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            hidden = name.startswith(".") or path.is_symlink()
            if not hidden and path.suffix.lower() in _OFFERED:
                yield path.relative_to(folder).as_posix(), path


def offered(target: Path, period: Period) -> list[LinkGroup]:
    """The files of the period as its 首页 names them, with their addresses here."""
    files = listed(target, period.name)
    first = [LinkGroup("首页", (Link(quote(HOME), HOME.removesuffix(".html")),), False)] * (HOME in files)
    return [
        group._replace(
            links=tuple(one._replace(address=f"/results/{period.name}/{one.address}") for one in group.links)
        )
        for group in [*first, *groups(files.keys() - {HOME})]
    ]


def link(period: str, path: str) -> str:
    """The address of a file of a period."""
    return f"/results/{quote(period)}/{quote(path)}"


def known_periods(target: Path) -> list[Period]:
    """The periods of which there are results, the newest first."""
    if not target.is_dir():
        return []
    found = [parse_period(path.name) for path in target.iterdir() if path.is_dir()]
    return sorted(
        (one for one in found if one is not None), key=lambda one: (one.end, one.start), reverse=True
    )


def opened(path: Path) -> Response:
    """A result as an answer: pages, texts and pictures in the browser, all else to be kept."""
    shown = path.suffix.lower() in _SHOWN
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    answer = Response(path.read_bytes(), mimetype=kind)
    if not shown:
        answer.headers["Content-Disposition"] = attachment(path.name)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {_script_digests()}; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return answer


def attachment(name: str) -> str:
    """The header for a file to be kept under its own name."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


@cache
def _script_digests() -> str:
    """The scripts of our own pages by their digests: no other one runs, whatever a page may hold."""
    found = [one for name in _WITH_SCRIPT for find in (True, False) for one in scripts(name, find)]
    digests = {base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in found}
    return " ".join(sorted(f"'sha256-{one}'" for one in digests))


def scripts(template: str = "layout.html.j2", find: bool = False) -> list[str]:
    """The scripts of a template as they stand in a page, one that looks for units or one that does not."""
    inside = re.findall(r"<script>(.*?</script>)", source(template), re.DOTALL)
    pages = [environment().from_string(one).render(head={"find": find}) for one in inside]
    return [one.removesuffix("</script>") for one in pages]  # with it, so that the last line keeps its end


def source(name: str) -> str:
    """A file of the templates as it is."""
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]
