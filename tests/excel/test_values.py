"""Every file is read in a process of its own, which may die or hang without taking anything with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest
from kit.drawing import BOOKS, NAME, codes, meals, with_cells

from pipeline.core.finding import Finding
from pipeline.excel.read import child as children
from pipeline.excel.read.child import MOST_WORK, TOO_LONG, TOO_MUCH, Child, Stopped, read_guarded
from pipeline.excel.read.values import values_in

DEADLY = with_cells(meals(), 2, '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')
ASKED = ["供餐", "来宾"]


@pytest.fixture
def child():
    one = Child()
    yield one
    one.stop()


def read(child, content, seconds=MOST_WORK):
    return child.ask(values_in, (content, ASKED), seconds)


def _spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def _fill():
    return len(bytearray(3 << 30))


def test_what_the_child_reads_is_what_would_be_read_here(child):
    assert read(child, meals()) == values_in(meals(), ASKED)


def test_a_reader_that_dies_takes_nothing_with_it_and_the_next_file_is_read(child):
    assert read(child, DEADLY) == Stopped(TOO_MUCH)
    assert isinstance(read(child, meals()), dict)


def test_a_reader_that_waits_too_long_is_stopped():
    slow = Child(seconds=0.2)
    assert slow.ask(time.sleep, (30,), 10) == Stopped(TOO_LONG)
    assert slow.process is None


@pytest.mark.skipif(sys.platform == "win32", reason="only the clock limits a process there")
def test_a_reader_is_stopped_by_its_own_work_and_the_next_file_has_its_own_time(child):
    assert child.ask(_spin, (5,), 0.3) == Stopped(TOO_LONG)
    assert child.ask(_spin, (0.2,), 0.4) == "done"
    assert child.ask(_spin, (0.3,), 0.4) == "done"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not limit memory")
def test_a_reader_that_wants_too_much_memory_is_stopped(child):
    assert child.ask(_fill, (), 5) == Stopped(TOO_MUCH)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="only the clock limits a process there")
def test_a_busy_machine_costs_nobody_a_file(child):
    read(child, meals())
    os.kill(child.process.pid, signal.SIGSTOP)  # as on a machine that has no time for it
    threading.Timer(MOST_WORK + 1.5, os.kill, (child.process.pid, signal.SIGCONT)).start()
    assert isinstance(read(child, meals()), dict)


def test_a_damaged_file_is_damaged_in_the_child_too(child):
    assert read(child, meals()[:3000]) == ("E104", "")


def test_a_fault_of_ours_is_no_fault_of_the_file(child):
    with pytest.raises(ZeroDivisionError):
        child.ask(divmod, (1, 0), 1)
    assert isinstance(read(child, meals()), dict)


def test_one_process_serves_many_files(child):
    read(child, meals())
    first = child.process
    assert all(isinstance(read(child, meals()), dict) for _ in range(5))
    assert child.process is first


@pytest.mark.parametrize("stamp", [None, ""])
def test_the_stamp_opens_no_door(monkeypatch, stamp):
    fresh = Child()
    monkeypatch.setattr(children, "_CHILD", fresh)
    read_guarded(NAME, meals() if stamp is None else meals(stamp=stamp), BOOKS)
    assert fresh.process is not None
    fresh.stop()


def test_a_file_whose_reading_was_stopped_has_its_sentence(monkeypatch):
    monkeypatch.setattr(children, "guarded", lambda *_, **__: Stopped(TOO_LONG))
    book, findings = read_guarded(NAME, meals(), BOOKS)
    assert book is None
    assert codes(findings) == [("E107", "")]
    assert isinstance(findings[0], Finding)


def test_nothing_is_read_where_nothing_is_asked():
    assert values_in(b"", []) == {}
