"""Files made to hold the reader: each costs little and gets one sentence, whatever its parts are called and its stamp says."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile

import pytest
from kit.drawing import BOOKS, NAME, codes, meals, repacked, with_cells

from pipeline.excel.package import MOST_ENTRIES, refuse_crowded
from pipeline.excel.read.child import Child, Stopped, read_guarded
from pipeline.excel.read.reader import read_workbook

SECONDS, MEBIBYTES = 2.0, 1024
MEGABYTE = 1_000_000
SHEET = "xl/worksheets/sheet2.xml"


def spent(content):
    """The codes of the findings, and the seconds of the processor that reading took here and in the child."""
    before, at = _work(), time.process_time()
    _, findings = read_guarded(NAME, content, BOOKS)
    return codes(findings), time.process_time() - at + _work() - before


def _work():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def under_another_name(content, old, new, data):
    """The workbook with the part renamed wherever it is named, and holding other bytes."""
    parts = parts_of(content)
    short, other = old.rpartition("/")[2].encode(), new.rpartition("/")[2].encode()
    renamed = {
        name: body.replace(b"/" + short, b"/" + other)
        if name.endswith(".rels") or "Content" in name
        else body
        for name, body in parts.items()
        if name != old
    }
    return package(renamed | {new: data})


def many_sheets(number):
    """Sheets without end, all of one part."""
    parts = parts_of(meals())
    main = parts["xl/workbook.xml"].decode()
    start = main.index("<sheets>") + len("<sheets>")
    first = main[start : main.index("/>", start) + 2]
    more = "".join(
        first.replace('name="封面"', f'name="表{one}"').replace('sheetId="1"', f'sheetId="{one + 50}"')
        for one in range(number)
    )
    return package(parts | {"xl/workbook.xml": (main[:start] + more + main[start:]).encode()})


def test_two_thousand_sheets_of_one_part_are_too_many():
    found, work = spent(many_sheets(2_000))
    assert found == [("E105", "")]
    assert work < SECONDS


def test_a_part_that_several_sheets_point_to_is_scanned_once(monkeypatch):
    scanned = []
    real = read_workbook.__globals__["inspect"].__globals__["scan_sheet"]
    monkeypatch.setattr(
        "pipeline.excel.read.preflight.scan_sheet", lambda *given: scanned.append(1) or real(*given)
    )
    read_workbook(NAME, meals(), BOOKS)
    usual = len(scanned)
    read_workbook(NAME, many_sheets(50), BOOKS)
    assert len(scanned) == 2 * usual


@pytest.mark.parametrize("name", ["xl/worksheets/sheet2.dat", "xl/worksheets/sheet2.png", "xl/worksheets/x"])
def test_a_sheet_under_any_name_is_unpacked_within_the_limit(name):
    huge = b"<worksheet><sheetData/><!--" + b" " * 80 * MEGABYTE + b"--></worksheet>"
    found, work = spent(under_another_name(meals(), SHEET, name, huge))
    assert found in ([("E105", "")], [("E104", "")])
    assert work < SECONDS


def test_the_workbook_part_under_any_name_is_unpacked_within_the_limit():
    parts = parts_of(meals())
    main = parts.pop("xl/workbook.xml")
    relations = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.dat")
    huge = main.replace(b"</workbook>", b"<x>" + b" " * 250 * MEGABYTE + b"</x></workbook>")
    found, work = spent(package(parts | {"_rels/.rels": relations, "xl/workbook.dat": huge}))
    assert found
    assert found[0][0] in ("E104", "E105")
    assert work < SECONDS


@pytest.mark.parametrize(
    "token",
    [b'<a b="%s"/>', b"<!--%s-->", b"<?x %s?>", b"<%s/>"],
    ids=["attribute", "comment", "instruction", "name"],
)
def test_a_tag_without_end_is_refused_early(token):
    spoilt = repacked(
        meals(),
        lambda name, data: (
            data.replace(b"<sheetData>", token % (b"y" * 20 * MEGABYTE) + b"<sheetData>")
            if name == SHEET
            else data
        ),
    )
    found, work = spent(spoilt)
    assert found == [("E105", "")]
    assert work < SECONDS


@pytest.mark.parametrize("part", ["xl/workbook.xml", "docProps/app.xml", "xl/_rels/workbook.xml.rels"])
def test_a_tag_without_end_is_refused_in_the_small_parts_too(part):
    long = b"<!--" + b"y" * 20 * MEGABYTE + b"-->"
    spoilt = repacked(meals(), lambda name, data: long + data if name == part else data)
    found, work = spent(spoilt)
    assert found == [("E105", "")]
    assert work < SECONDS


@pytest.mark.parametrize("stamp", [True, False], ids=["stamped", "without a stamp"])
def test_cells_far_out_on_many_sheets_are_refused(stamp):
    content = meals() if stamp else meals(stamp="")
    far = '<row r="20000"><c r="CV20000" t="str"><v>x</v></c></row>'
    for number in range(1, 9):
        if f"xl/worksheets/sheet{number}.xml" in parts_of(content):
            content = with_cells(content, number, far)
    found, work = spent(content)
    assert {code for code, _ in found} <= {"E105", "E107", "E122"}
    assert found
    assert work < SECONDS + 1


def test_a_million_entries_are_refused_by_the_count_at_the_end():
    count, size = MOST_ENTRIES + 1, 60_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, 0, 0)
    at = time.process_time()
    assert codes(read_guarded(NAME, b"PK\x03\x04" + b"x" * MEGABYTE + end, BOOKS)[1]) == [("E105", "")]
    assert time.process_time() - at < 0.5


def test_the_count_of_a_large_directory_is_read_where_it_stands():
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 60_000_000, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, 100, 0, 0)
    assert codes(read_guarded(NAME, b"PK\x03\x04" + end64 + locator + end, BOOKS)[1]) == [("E105", "")]


def test_a_usual_workbook_is_not_crowded():
    refuse_crowded(meals())


def test_the_memory_of_a_reader_is_bounded():
    child = Child()
    try:
        assert isinstance(child.ask(_grown, (MEBIBYTES * 3,), 10), Stopped)
        assert child.ask(_grown, (10,), 10) == 10
    finally:
        child.stop()


def _grown(mebibytes):
    return len(bytearray(mebibytes << 20)) >> 20
