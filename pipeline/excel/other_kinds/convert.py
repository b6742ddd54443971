"""Spreadsheets that are no .xlsx, made one by LibreOffice: a process of its own, with limits of time, memory and size."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.excel.other_kinds.file_kind import OLD_EXCEL, OPEN_SHEET

ENDINGS = {OLD_EXCEL: ".xls", OPEN_SHEET: ".ods"}  # the kinds that are converted
# so that the program does not take something else for a table
_READ_AS = {OLD_EXCEL: "MS Excel 97", OPEN_SHEET: "calc8"}
MOST_SECONDS = 60
MOST_WORK = 40  # seconds of the processor
MOST_MEMORY = 4 << 30  # bytes of addresses: an office program asks for far more than it uses
MOST_WRITTEN = 60_000_000  # bytes of one file
_REMEMBERED = 64  # conversions: a folder that is looked at again and again is not converted again
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
TOO_LONG, NOT_OPENED = "用时过长", "LibreOffice 打不开它，可能设有密码或已损坏"
# nothing runs, nothing is fetched, no result of a formula is worked out anew
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


class NotConverted(Exception):
    """There is no .xlsx; the text says why."""


def office_program() -> str:
    """Where LibreOffice is: where SOFFICE says, if it says anything; "" where it is not installed."""
    if (said := os.environ.get("SOFFICE")) is not None:
        return said
    return shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), "")


@lru_cache(_REMEMBERED)
def as_xlsx(content: bytes, kind: str) -> bytes:
    """The spreadsheet as an .xlsx; NotConverted where the program does not give one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        _write_settings(folder / "profile" / "user")
        sent = folder / f"in{ENDINGS[kind]}"
        sent.write_bytes(content)
        _run(folder, sent, _READ_AS[kind])
        written = folder / "out" / "in.xlsx"
        if not written.is_file():
            raise NotConverted(NOT_OPENED)
        return written.read_bytes()


def _write_settings(user: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _run(folder: Path, sent: Path, read_as: str) -> None:
    command = [office_program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += [
        "--norestore",
        f"--infilter={read_as}",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
    ]
    own_group: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
    process = subprocess.Popen(
        [*command, str(sent)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_limits(),
        **own_group,
    )
    try:
        ended = process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise NotConverted(TOO_LONG) from None
    finally:
        _end(process)
    if ended:
        raise NotConverted(NOT_OPENED)


def _limits() -> Callable[[], None] | None:
    """What the child does before it becomes the office program."""
    if not sys.platform.startswith("linux"):
        return None
    import resource

    most = (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_WORK),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    )

    def limit() -> None:
        for what, value in most:
            resource.setrlimit(what, (value, value))

    return limit


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
