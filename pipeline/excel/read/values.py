"""The values of a file's cells: read here where the file is one of ours, in a child process with limits otherwise."""

from __future__ import annotations

import atexit
import io
import math
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from pipeline.excel.package import packed

# seconds of the processor, bytes: how busy the machine is else makes no difference
MOST_WORK, MOST_MEMORY = 5, 1 << 30
MOST_SECONDS = 60.0  # by the clock, for a reader that waits instead of working, and where the system knows no other limit
TOO_LONG, TOO_MUCH = "用时过长", "占用的内存过多或程序中断"
_READY = b"ready"
_FAR = re.compile(
    rb'<c((?:(?! t=)[^>]){0,99})(?: t="n")?((?:(?! t=)[^>]){0,99})>(<v>-?(?:[0-9]{10}|[0-9.]{1,40}[eE]))'
)
_OVERWORKED = [-signal.SIGXCPU] if sys.platform != "win32" else []
Rows = list[list[object]]  # all rows from the first, each as wide as the sheet
Values = dict[str, Rows]  # sheet title -> rows
Trouble = tuple[str, str]  # code of the finding, and what happened


def values_in(content: bytes, titles: Sequence[str], trusted: bool) -> Values | Trouble:
    """The rows of these sheets, or why there are none. Only sheets whose extent was measured may be asked for."""
    if not titles:
        return {}
    return read_here(content, titles) if trusted else _CHILD.read(content, titles)


def read_here(content: bytes, titles: Sequence[str]) -> Values | Trouble:
    """The rows, read in this process; a number too far out to be a day, which ends the reader, is read as text."""
    try:
        return _read(content, titles)
    except BaseException as problem:  # a panic inside the reader derives from it and is no fault of ours
        if type(problem).__name__ != "PanicException":
            raise
    try:
        return _read(_far_numbers_as_text(content), titles)
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        return "E104", ""


def _read(content: bytes, titles: Sequence[str]) -> Values | Trouble:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in titles}  # type: ignore[misc]
    except (CalamineError, OSError, ValueError, OverflowError):
        return "E104", ""
    except MemoryError:
        return "E107", TOO_MUCH


def _far_numbers_as_text(content: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as package:
        return packed(
            {name: _FAR.sub(rb'<c t="str"\1\2>\3', package.read(name)) for name in package.namelist()}
        )


class Child:
    """A process that reads files one after the other; it is started when first needed and again after it died."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes, titles: Sequence[str]) -> Values | Trouble:
        """The rows as `read_here` gives them; a reader that hangs or dies takes nothing with it."""
        process = self.process = self.process or _started()
        assert process.stdin and process.stdout
        limit = threading.Timer(self.seconds, process.kill)
        limit.start()
        try:
            pickle.dump((content, list(titles)), process.stdin)
            process.stdin.flush()
            rows: Values | Trouble = pickle.load(process.stdout)
            return rows
        except (EOFError, OSError, pickle.UnpicklingError):
            late = not limit.is_alive()
            self.stop()
            return "E107", TOO_LONG if late or process.returncode in _OVERWORKED else TOO_MUCH
        finally:
            limit.cancel()

    def stop(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        self.process = None


def _started() -> subprocess.Popen[bytes]:
    here = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.excel.read.values"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=here,
    )
    assert process.stdout
    process.stdout.read(len(_READY))  # the limit of time is for reading, not for getting up
    return process


def serve() -> None:
    """What the child does: read each file that comes, within its limits, until nobody asks any more."""
    _limit()
    sys.stdout.buffer.write(_READY)
    sys.stdout.buffer.flush()
    while True:
        try:
            content, titles = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _limit_work()
        pickle.dump(read_here(content, titles), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_work() -> None:
    """So much more work than was done until now."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(
            resource.RLIMIT_CPU, (math.ceil(time.process_time()) + MOST_WORK, resource.RLIM_INFINITY)
        )


_CHILD = Child()
atexit.register(_CHILD.stop)
if __name__ == "__main__":
    serve()
