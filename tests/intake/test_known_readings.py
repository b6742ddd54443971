"""Files that were read before are not read again while they stay the same, and what is tried lies nowhere."""

from __future__ import annotations

import pandas as pd
from kit.sample_folder import BRANCH, INPUT, QUARTER, changed, content, folder

from pipeline.intake.collect import collect
from pipeline.intake.reading import known as module
from pipeline.intake.reading.known import KnownReadings

FILE = f"{QUARTER}/{BRANCH}"


def spoil(workbook):
    workbook["组织生活"]["E6"] = "某天"


def alike(one, other):
    assert one.findings == other.findings and one.sources == other.sources and one.bad == other.bad
    assert [w.file for w in one.workbooks] == [w.file for w in other.workbooks]
    for key, frame in one.frames.items():
        pd.testing.assert_frame_equal(frame, other.frames[key])


def test_the_inbox_is_the_same_and_only_what_changed_is_read_again(tmp_path, monkeypatch):
    source, known = folder(tmp_path), KnownReadings()
    read = []
    inner = module.read_guarded
    monkeypatch.setattr(module, "read_guarded", lambda file, *rest: read.append(file) or inner(file, *rest))
    collect(source, known)
    assert len(read) == 16
    read.clear()
    again = collect(source, known)
    assert read == []
    alike(again, collect(source))
    read.clear()
    changed(source / FILE, spoil)
    after = collect(source, known)
    assert read == [FILE]
    alike(after, collect(source))


def test_what_is_tried_counts_as_if_it_lay_there(tmp_path):
    source = folder(tmp_path)
    changed(INPUT / FILE, spoil, tmp_path / BRANCH)
    tried = {FILE: (tmp_path / BRANCH).read_bytes(), f"{QUARTER}/说明.txt": "几句话".encode()}
    before = content(source)
    inbox = collect(source, tried=tried)
    assert content(source) == before and inbox.content(FILE) == tried[FILE]
    for name, data in tried.items():
        (source / name).write_bytes(data)
    alike(inbox, collect(source))
