"""Strangers' files are read in a process of their own, which may die or hang without taking anything with it."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
import zipfile

import pytest
from kit.drawing import BOOKS, NAME, codes, meals, read, repacked, with_cells

from pipeline.excel.read import values
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.read.values import TOO_LONG, TOO_MUCH, Child, read_here, values_in

Timer = threading.Timer
DEADLY = with_cells(meals(), 2, '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')


@pytest.fixture
def child():
    one = Child()
    yield one
    one.stop()


def test_what_the_child_reads_is_what_would_be_read_here(child):
    assert child.read(meals(), ["供餐", "来宾"]) == read_here(meals(), ["供餐", "来宾"])


def test_a_reader_that_dies_takes_nothing_with_it_and_the_next_file_is_read(child):
    assert child.read(DEADLY, ["供餐"]) == ("E107", TOO_MUCH)
    assert isinstance(child.read(meals(), ["供餐"]), dict)


@pytest.fixture
def no_time(monkeypatch):
    """The clock runs out before the first byte is read, however busy the machine is."""

    def over(seconds, stop):
        timer = Timer(seconds, stop)
        timer.start = stop
        return timer

    monkeypatch.setattr(values.threading, "Timer", over)


def test_a_reader_that_takes_too_long_is_stopped(no_time):
    slow = Child(seconds=0.0)
    assert slow.read(meals(), ["供餐"]) == ("E107", TOO_LONG)
    assert slow.process is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="only the clock limits a process there")
def test_a_reader_is_stopped_by_its_own_work_and_not_by_the_clock(child):
    child.read(meals(), ["供餐"])
    os.kill(child.process.pid, signal.SIGSTOP)  # as on a machine that has no time for it
    threading.Timer(values.MOST_WORK + 1.5, os.kill, (child.process.pid, signal.SIGCONT)).start()
    assert isinstance(child.read(meals(), ["供餐"]), dict)
    os.kill(child.process.pid, signal.SIGXCPU)
    assert child.read(meals(), ["供餐"]) == ("E107", TOO_LONG)


def test_a_damaged_file_is_damaged_in_the_child_too(child):
    assert child.read(meals()[:3000], ["供餐"]) == ("E104", "")


def test_one_process_serves_many_files(child):
    child.read(meals(), ["供餐"])
    first = child.process
    assert all(isinstance(child.read(meals(), ["来宾"]), dict) for _ in range(5))
    assert child.process is first


def test_a_file_with_our_stamp_starts_no_process(monkeypatch):
    fresh = Child()
    monkeypatch.setattr(values, "_CHILD", fresh)
    read_workbook(NAME, meals(), BOOKS)
    assert fresh.process is None
    read_workbook(NAME, meals(stamp=""), BOOKS)
    assert fresh.process is not None
    fresh.stop()


def test_a_file_whose_reading_was_stopped_has_its_sentence(monkeypatch, no_time):
    monkeypatch.setattr(values, "_CHILD", Child(seconds=0.0))
    assert codes(read(meals(stamp=""))[1]) == [("E107", "")]


def test_nothing_is_read_where_nothing_is_asked():
    assert values_in(b"", [], trusted=False) == {}


def test_a_document_type_in_a_part_that_only_others_open_is_refused():
    bomb = b'<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    spoilt = repacked(
        meals(), lambda name, data: bomb.replace(b"sst", b"styleSheet") + data if "styles" in name else data
    )
    assert codes(read(spoilt)[1]) == [("E106", "")]


def test_a_sheet_with_more_cells_than_anyone_fills_in_is_refused_early():
    row = "<row>" + "<c><v>1</v></c>" * 400 + "</row>"
    start = time.process_time()
    assert codes(read(with_cells(meals(), 2, row * 1_100))[1]) == [("E105", "")]
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("told", "program"),
    [
        ("Microsoft Excel", "Excel"),
        ("Microsoft Macintosh Excel", "Excel"),
        ("WPS 表格", "WPS 表格"),
        ("WPS Office", "WPS 表格"),
        ("Tencent Document", "腾讯文档"),
        ("LibreOffice/7.3.7.2$Linux_X86_64", "LibreOffice"),
        ("=cmd|' /C calc'!A0", "其他"),
        ("Microsoft Excel Compatible / Openpyxl 3.1.5", "程序生成"),
        ("", "其他"),
    ],
)
def test_the_program_that_saved_the_workbook_is_called_by_its_usual_name(told, program):
    app = (
        f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>{told}'
        "</Application></Properties>"
    )
    changed = repacked(meals(), lambda name, data: app.encode() if name == "docProps/app.xml" else data)
    assert read(changed)[0].program == program


def test_a_locked_open_document_is_said_to_have_a_password():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("content.xml", b"\x00\x01")
        target.writestr(
            "META-INF/manifest.xml",
            "<m:manifest xmlns:m='urn:m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>",
        )
    assert codes(read(packed.getvalue())[1]) == [("E102", "")]
