"""Work on a stranger's file in a process of its own, within limits of time and memory that nothing in the file can raise."""

from __future__ import annotations

import atexit
import faulthandler
import io
import multiprocessing
import os
import pathlib
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar
from zipfile import ZipFile

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import same_name
from pipeline.excel.messages import say
from pipeline.excel.package import DAMAGE, Doctype, Parts, TooMuch, refuse_crowded
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.workbook import Workbook
from schemas.base import MOST_ROWS, Book, columns, declaration, title

MOST_WORK = 2.0  # seconds of the processor for a file: how busy the machine is makes no difference
_WORK_A_CELL = 10e-6  # more for each cell of the large sheets that are declared so
_LEAST_CELL = 30  # bytes of a cell in the XML
MOST_MEMORY = 1 << 30  # bytes more than the process holds when it starts
MOST_SECONDS = 60.0  # by the clock, for a reader that waits instead of working, and where the system knows no other limit
TOO_LONG, TOO_MUCH = "用时过长", "占用的内存过多或程序中断"
_MOST_CHILDREN = 8
_OF_THREAD = threading.local()  # its `child`, where the thread has one of its own
Key = TypeVar("Key")
R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stopped:
    """The work was stopped: why, in Chinese."""

    why: str


def read_guarded(name: str, content: bytes, books: Sequence[Book]) -> tuple[Workbook | None, list[Finding]]:
    """`read_workbook` in the child; a reader that hangs, dies or wants too much takes nothing with it. Which of the limits it
    met first hangs on the machine and is not told: the same file gets the same sentence everywhere."""
    answer = guarded(read_workbook, name, content, books, seconds=MOST_WORK + _more_work(content, books))
    return (None, [say("E107", Place(name))]) if isinstance(answer, Stopped) else answer


def guarded(work: Callable[..., T], *arguments: Any, seconds: float = MOST_WORK) -> T | Stopped:
    """What the function gives for these arguments in the child, with so many seconds of the processor."""
    return getattr(_OF_THREAD, "child", _CHILD).ask(work, arguments, seconds)


def processors() -> int:
    """How many processes it is worth to have at work."""
    here = len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count() or 1
    return min(here, _MOST_CHILDREN)


def side_by_side(work: Callable[[T], tuple[Key, R]], items: Sequence[T], count: int) -> dict[Key, R]:
    """What the work gives for each item, as a dictionary; done by so many threads, each of which has a child of its own for
    what it asks to be guarded."""
    children = [Child() for _ in range(count)]
    for child in children:
        child.start()  # here, while there is no other thread: see there
    free = iter(children)

    def take() -> None:
        _OF_THREAD.child = next(free)

    try:
        with ThreadPoolExecutor(count, initializer=take) as pool:
            return dict(pool.map(work, items))
    finally:
        for child in children:
            child.stop()


def _more_work(content: bytes, books: Sequence[Book]) -> float:
    """Seconds for the sheets that are declared large, by the size that they have and the most that they may."""
    most = {
        same_name(title(sheet)): declaration(sheet).most_rows * len(columns(sheet))
        for book in books
        for sheet in book.sheets
        if declaration(sheet).most_rows > MOST_ROWS
    }
    try:
        refuse_crowded(content)
        with ZipFile(io.BytesIO(content)) as archive:
            parts = Parts(archive)
            cells = {
                part: min(most[same_name(name)], parts.entries[part.lower()].file_size // _LEAST_CELL)
                for name, _, part in parts.worksheets()
                if same_name(name) in most
            }
    except (*DAMAGE, Doctype, TooMuch):
        return 0.0
    return sum(cells.values()) * _WORK_A_CELL


class Child:
    """A process that does one piece of work after the other; it is started when first needed and again after it died."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self.seconds = seconds
        self.process: BaseProcess | None = None
        self.pipe: Connection[Any, Any] | None = None

    def ask(self, work: Callable[..., T], arguments: Sequence[Any], seconds: float) -> T | Stopped:
        """The answer of the work, or why there is none; its exceptions are raised here."""
        if self.process is None:
            self.start()
        assert self.pipe and self.process
        try:
            self.pipe.send((work, arguments, seconds))
            if not self.pipe.poll(self.seconds):
                self.stop()
                return Stopped(TOO_LONG)
            answer, problem = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(1)
            overworked = sys.platform != "win32" and self.process.exitcode == -signal.SIGPROF
            self.stop()
            return Stopped(TOO_LONG if overworked else TOO_MUCH)
        if isinstance(problem, MemoryError):
            self.stop()
            return Stopped(TOO_MUCH)
        if problem is not None:
            raise problem
        value: T = answer
        return value

    def start(self) -> None:
        """A copy of this process where the system makes one and no thread of it is at work; else a new one."""
        copies = sys.platform != "win32" and threading.active_count() == 1
        context = multiprocessing.get_context("fork") if copies else multiprocessing.get_context("spawn")
        pipe, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, pipe), daemon=True)
        process.start()
        theirs.close()
        self.process, self.pipe = process, pipe

    def stop(self) -> None:
        """End the process, if there is one."""
        if self.process is not None and self.pipe is not None:
            self.process.kill()
            self.process.join()
            self.pipe.close()
        self.process = self.pipe = None


def serve(pipe: Connection[Any, Any], other_end: Connection[Any, Any]) -> None:
    """What the child does: each piece of work that comes, within its limits, until nobody asks any more.

    It lets go of the parent's end of the pipe, so that it ends with the parent, and what a library cries out is not heard."""
    other_end.close()
    faulthandler.disable()  # a library that breaks down is told as a finding, not by a trace in somebody's log
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in {0, 1, 2} - {
        pipe.fileno()
    }:  # where the parent had closed one, the pipe may have its number
        os.dup2(silence, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers a person who stops the program
    _limit_memory()
    while True:
        try:
            work, arguments, seconds = pipe.recv()
        except (EOFError, OSError):
            return
        _limit_work(seconds)
        try:
            answer: tuple[Any, BaseException | None] = (work(*arguments), None)
        except Exception as problem:
            answer = (None, problem)
        pipe.send(answer)
        _limit_work(0)


def _limit_memory() -> None:
    if sys.platform.startswith("linux"):
        import resource

        with pathlib.Path("/proc/self/statm").open(encoding="ascii") as sizes:
            held = int(sizes.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + MOST_MEMORY, held + MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_work(seconds: float) -> None:
    """So much work of the processor from now on; none: no limit."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


_CHILD = Child()
atexit.register(_CHILD.stop)
