"""What is written: who may read it, and under which names it can be copied to any system."""

import os
import stat

import pytest

from pipeline.core.publish import Busy, alone, portable, publish, write


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no umask")
@pytest.mark.parametrize(
    ("mask", "folder", "file"), [(0o022, 0o755, 0o644), (0o077, 0o700, 0o600), (0o027, 0o750, 0o640)]
)
def test_who_may_read_results_is_for_the_umask_to_say(tmp_path, mask, folder, file):
    before = os.umask(mask)
    try:
        publish(tmp_path / "report", {"index.html": b"1", "data/stars.csv": b"2"}, durable=True)
        publish(tmp_path / "report", {"index.html": b"1", "data/stars.csv": b"2"})
        write(tmp_path / "one.xlsx", b"3")
    finally:
        os.umask(before)
    modes = {
        path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in tmp_path.rglob("*")
    }
    assert modes == {
        "report": folder,
        "report/data": folder,
        "report/index.html": file,
        "report/data/stars.csv": file,
        "one.xlsx": file,
    }


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("2019Q3/支部填报-检修支部.xlsx", "2019Q3/支部填报-检修支部.xlsx"),
        ("带 空格 #1 100%.xlsx", "带 空格 #1 100%.xlsx"),
        ("<img src=x>.xlsx", "_img src=x_.xlsx"),
        ("两\n行.xlsx", "两_行.xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("LPT1/a.xlsx", "_LPT1/a.xlsx"),
        ("末尾. /a:b?.xlsx", "末尾_/a_b_.xlsx"),
        ("看不见\u202e.xlsx", "看不见_.xlsx"),
    ],
)
def test_a_copy_has_the_name_of_its_file_where_every_system_can_hold_it(path, safe):
    assert portable([path]) == {path: safe}


def test_no_two_copies_have_one_name():
    assert list(portable(["a<.xlsx", "a>.xlsx", "A_.xlsx", "b/a?", "b/a*"]).values()) == [
        "a_.xlsx",
        "a__2.xlsx",
        "A__3.xlsx",
        "b/a_",
        "b/a__2",
    ]


def test_a_folder_that_cannot_be_locked_is_no_other_program(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OSError, match="No locks"), alone(tmp_path):
        pass
    monkeypatch.setattr(fcntl, "flock", lambda *_: (_ for _ in ()).throw(BlockingIOError()))
    with pytest.raises(Busy), alone(tmp_path):
        pass
