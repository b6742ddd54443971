"""A second run reads only what has changed, and believes nothing of what was kept but what it wrote itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib

import pytest
from kit.sample_folder import BRANCH, QUARTER, changed, content, folder

from pipeline.intake.collect import collect
from pipeline.intake.reading import kept as keeping
from pipeline.intake.reading import known as module
from pipeline.intake.reading.dropped import files_in
from pipeline.intake.reading.kept import FOLDER, KeptReadings
from pipeline.intake.reading.known import KnownReadings

FILE = f"{QUARTER}/{BRANCH}"


def spoil(workbook):
    workbook["组织生活"]["E6"] = "某天"


@pytest.fixture
def read(monkeypatch):
    """The names of the files that are read, in their order."""
    names, inner = [], module.read_guarded
    monkeypatch.setattr(module, "read_guarded", lambda file, *rest: names.append(file) or inner(file, *rest))
    return names


@pytest.fixture
def place(tmp_path, read):
    """A plant's workbooks, read once with the results beside them."""
    source, results = folder(tmp_path), tmp_path / "output"
    collect(source, KnownReadings(results))
    assert len(read) == 16
    read.clear()
    return source, results


def entries(results):
    return sorted((results / FOLDER).glob("*.kept"))


def entry_of(results, name):
    return results / FOLDER / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.kept"


def test_the_second_run_reads_nothing_and_finds_the_same(place, read):
    source, results = place
    inbox = collect(source, KnownReadings(results))
    assert read == []
    assert inbox.findings == collect(source).findings


def test_of_all_workbooks_only_the_changed_one_is_read(place, read):
    source, results = place
    changed(source / FILE, spoil)
    after = collect(source, KnownReadings(results))
    assert read == [FILE]
    assert any(one.place.file == FILE and one.value == "某天" for one in after.findings)


def test_a_workbook_under_another_name_is_read_and_its_old_entry_is_gone(place, read):
    source, results = place
    (source / FILE).rename(source / QUARTER / "改名.xlsx")
    collect(source, KnownReadings(results))
    assert read == [f"{QUARTER}/改名.xlsx"]
    assert len(entries(results)) == 16 and not entry_of(results, FILE).exists()


def test_what_a_killed_run_had_half_written_is_gone_after_the_next(place):
    source, results = place
    half = results / FOLDER / ".0a1b2c3d.tmp"
    half.write_bytes(b"half")
    collect(source, KnownReadings(results))
    assert not half.exists() and len(entries(results)) == 16


def test_what_another_program_kept_is_read_again(place, read, monkeypatch):
    source, results = place
    monkeypatch.setattr(keeping, "_program", lambda: (b"another",))
    collect(source, KnownReadings(results))
    assert len(read) == 16


def test_the_folder_may_be_deleted_and_says_so(place, read):
    source, results = place
    assert "随时可以删除" in (results / FOLDER / "说明.txt").read_text("utf-8")
    for path in (results / FOLDER).iterdir():
        path.unlink()
    (results / FOLDER).rmdir()
    collect(source, KnownReadings(results))
    assert len(read) == 16 and len(entries(results)) == 16


def test_what_is_kept_holds_no_workbook_of_the_folder_when_it_lies_among_them(place):
    source, results = place
    before = [name for name, _ in files_in(source)]
    (results / FOLDER).rename(source / FOLDER)
    assert [name for name, _ in files_in(source)] == before


def bomb(entry):
    """Ten thousand times as large when it is unpacked, under a digest that is right."""
    packed = zlib.compress(b"[" * (keeping._MOST_UNPACKED + 1), 9)
    entry.write_bytes(keeping._digest(FILE, _digest_of_file(entry), packed) + packed)


def nested(entry):
    packed = zlib.compress(b"[" * 200_000, 9)
    entry.write_bytes(keeping._digest(FILE, _digest_of_file(entry), packed) + packed)


def _digest_of_file(entry):
    return hashlib.sha256((entry.parents[2] / "input" / FILE).read_bytes()).hexdigest()


def folder_instead(entry):
    entry.unlink()
    entry.mkdir()


def pipe_instead(entry):
    entry.unlink()
    os.mkfifo(entry)


def endless(entry):
    entry.unlink()
    entry.symlink_to("/dev/zero")


def sparse(entry):
    with entry.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize(
    "spoil_entry",
    [
        lambda entry: entry.write_bytes(b""),
        lambda entry: entry.write_bytes(entry.read_bytes()[:-1]),
        lambda entry: entry.write_bytes(entry.read_bytes() + b"\0"),
        lambda entry: entry.write_bytes(b"\x80\x04c" + entry.read_bytes()),
        bomb,
        nested,
        folder_instead,
        pipe_instead,
        endless,
        sparse,
    ],
)
def test_an_entry_that_is_not_as_it_was_written_is_as_good_as_none(place, read, spoil_entry):
    source, results = place
    spoil_entry(entry_of(results, FILE))
    inbox = collect(source, KnownReadings(results))
    assert read == [FILE]
    assert inbox.findings == collect(source).findings


def test_an_entry_of_another_workbook_speaks_for_none(place, read):
    source, results = place
    first, second = entries(results)[:2]
    second.write_bytes(first.read_bytes())
    collect(source, KnownReadings(results))
    assert len(read) == 1


def test_where_nothing_can_be_kept_the_run_goes_on(place, read):
    source, results = place
    (results / "file").write_text("no folder")
    inbox = collect(source, KnownReadings(results / "file"))
    assert len(read) == 16 and len(inbox.workbooks) == 16


def test_what_is_only_tried_sweeps_nothing_away(place, read):
    source, results = place
    before = content(results)
    collect(source, KnownReadings(results), {"试.txt": b"words"})
    assert read == ["试.txt"] and content(results) == before


def test_a_workbook_inside_an_archive_is_kept_too(place, read):
    source, results = place
    with zipfile.ZipFile(source / "寄来.zip", "w") as archive:
        archive.write(source / FILE, BRANCH)
    (source / FILE).unlink()
    collect(source, KnownReadings(results))
    assert f"寄来.zip/{BRANCH}" in read
    read.clear()
    collect(source, KnownReadings(results))
    assert read == ["寄来.zip"]


def test_a_file_that_gives_no_workbook_is_read_every_time(tmp_path, read):
    source, results = tmp_path / "input", tmp_path / "output"
    source.mkdir()
    (source / "坏的.xlsx").write_bytes(b"PK\x03\x04")
    for _ in range(2):
        read.clear()
        inbox = collect(source, KnownReadings(results))
        assert read == ["坏的.xlsx"] and len(inbox.findings) == 1
    assert KeptReadings(results / FOLDER).find("坏的.xlsx", "") is None


def test_many_are_read_together_and_are_the_same(place, read, monkeypatch):
    source, _ = place
    (source / "坏的.xlsx").write_bytes(b"PK\x03\x04")
    apart = collect(source)
    read.clear()
    monkeypatch.setattr(module, "MANY", 3)
    monkeypatch.setattr(module, "processors", lambda: 2)
    together = collect(source)
    assert sorted(read) == sorted(apart.paths) and len(read) == 17
    assert together.findings == apart.findings and together.sources == apart.sources


def test_of_many_only_those_that_are_not_kept_are_read_together(place, read, monkeypatch):
    source, results = place
    for number in range(5):
        shutil.copyfile(source / FILE, source / f"副本{number}.xlsx")
    monkeypatch.setattr(module, "MANY", 3)
    monkeypatch.setattr(module, "processors", lambda: 2)
    collect(source, KnownReadings(results))
    assert sorted(read) == [f"副本{number}.xlsx" for number in range(5)]
    read.clear()
    collect(source, KnownReadings(results))
    assert read == []
