"""Files of other kinds: text tables become workbooks, archives are unpacked within limits, an office program is kept within its own."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from kit.drawing import ole
from kit.plant_on_disk import SAMPLE, checked_by

from pipeline.excel.other_kinds import convert, unpack
from pipeline.excel.other_kinds.file_kind import ARCHIVE, OLD_EXCEL, OPEN_SHEET, TEXT_TABLE, kind_of
from pipeline.excel.other_kinds.text_sheet import MOST_CELLS, NotASheet, text_workbook
from pipeline.excel.other_kinds.unpack import LOCKED
from pipeline.intake.collect import Inbox, as_of, collect, period_of, unit_of
from schemas.books import BOOKS

WORKBOOK = (SAMPLE / checked_by("人力资源部")).read_bytes()
COVER = "考评部门{0}人力资源部\n期间{0}2019Q3\n截至日期{0}2019-10-08\n填报人{0}张示例\n"
HEADS = ("班组", "指标编码", "扣分", "原因", "日期")
ROWS = (("锅炉二班", "TM03", "0.5", "台账缺页", "2019/8/6"), ("锅炉二班", "TM03", "１", "=1+1", "8月7日"))


def table(mark: str, cover: str = COVER) -> str:
    return cover.format(mark) + "\n" + "".join(mark.join(row) + "\n" for row in (HEADS, *ROWS))


def received(folder: Path, **files: bytes) -> Inbox:
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return collect(folder)


def codes(inbox: Inbox) -> list[tuple[str, str]]:
    return sorted((one.place.file, one.code) for one in inbox.findings)


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_text_table_with_its_cover_above_is_read_as_a_sheet_that_is_added(tmp_path, encoding, mark):
    inbox = received(tmp_path, 扣分__csv=table(mark).encode(encoding))
    (workbook,) = inbox.workbooks
    assert (unit_of(workbook), str(period_of(workbook)), as_of(workbook)) == (
        "人力资源部",
        str(period_of(workbook)),
        "2019-10-08",
    )
    assert workbook.cover["way"].value == "补报" and workbook.file == "扣分.csv"
    rows = inbox.every("check", [workbook.file])
    assert [str(index[2]) for index in rows.index] == ["7", "8"]
    assert list(rows["reason"]) == ["台账缺页", "=1+1"] and "N130" in {code for _, code in codes(inbox)}


@pytest.mark.parametrize(
    ("text", "sheet", "lacking"),
    [
        (table(",", ""), "班组考评", ("考评部门", "期间", "截至日期")),
        (table(",", "考评部门,人力资源部\n"), "班组考评", ("期间", "截至日期")),
        (table(",", "期间,2019Q3\n截至日期,\n考评部门,人力资源部"), "班组考评", ("截至日期",)),
        ("工号,姓名,所属支部,班组,党小组,支委,政治面貌,岗位,倒班\n1,甲,乙,丙,,,,,\n", "人员", ()),
        ("值班,日期\n甲,乙\n", "", ()),
        ("班组,指标编码\n" + ",".join("x" * (MOST_CELLS + 1)), "", ()),
        ('"' + "长" * 200_000 + '",1\n2,3\n', "", ()),
        ("甲,乙\n\0,丙\n", "", ()),
    ],
)
def test_a_text_table_that_does_not_say_whose_it_is_is_told_in_one_sentence(text, sheet, lacking):
    made = text_workbook(text.encode(), BOOKS)
    assert isinstance(made, NotASheet) and (made.sheet, made.lacking) == (sheet, lacking)


def test_workbooks_in_an_archive_are_read_under_its_name(tmp_path):
    inbox = received(tmp_path, 三季度__zip=packed(("人资/考评.xlsx", WORKBOOK), ("__MACOSX/考评.xlsx", b"x")))
    assert [one.file for one in inbox.workbooks] == ["三季度.zip/人资/考评.xlsx"]
    assert inbox.content("三季度.zip/人资/考评.xlsx") == WORKBOOK
    assert codes(inbox)[:1] == [("三季度.zip", "N131")]


class InGbk(zipfile.ZipInfo):
    """An entry as an archiver of a Chinese Windows writes it: its name in GBK, and nothing that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), self.flag_bits


def test_names_that_chinese_windows_packed_are_read_as_they_were_typed():
    assert set(unpack.unpack(packed((InGbk("检修/考评①.xlsx"), b"x")))) == {"检修/考评①.xlsx"}


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("甲.xlsx")
    entry.external_attr = 0o120777 << 16
    return entry


NAMES = [
    "../甲.xlsx",
    "/甲.xlsx",
    "C:/甲.xlsx",
    "一/../../甲.xlsx",
    "一\\..\\甲.xlsx",
    "一// /甲.xlsx",
    "长" * 300,
]


@pytest.mark.parametrize("name", [*NAMES, link()])
def test_an_archive_whose_names_lead_away_stays_packed(name):
    assert unpack.unpack(packed((name, b"x"))) == "里面有不寻常的文件名"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_one_name_twice_stays_packed():
    assert unpack.unpack(packed(("甲.xlsx", b"1"), ("甲.XLSX", b"2"))) == "里面有不寻常的文件名"


def test_an_archive_of_too_much_stays_packed(monkeypatch):
    many = packed(*((f"{number}.xlsx", b"") for number in range(unpack.MOST_FILES + 1)))
    assert unpack.unpack(many) == "里面有 300 个以上的文件"
    assert "百分之一" in str(unpack.unpack(packed(("甲.xlsx", b"0" * 2_000_000))))
    monkeypatch.setattr(unpack, "MOST_BYTES_OF_ALL", 1_000_000)
    assert (
        unpack.unpack(packed(("甲.xlsx", b"0" * 600_000), ("乙.xlsx", b"1" * 600_000))) == "解开后超过 1 MB"
    )


def test_a_locked_or_broken_archive_is_told(tmp_path):
    locked = bytearray(packed(("甲.xlsx", b"x")))
    locked[6] |= 1
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert unpack.unpack(bytes(locked)) == LOCKED
    whole = packed(("甲.xlsx", b"abc" * 50), how=zipfile.ZIP_STORED)
    assert unpack.unpack(whole.replace(b"abcabc", b"abcabd", 1)) == "不完整或已损坏"
    told = received(tmp_path, a__zip=bytes(locked), b__zip=whole[:40], c__zip=packed(("甲.txt", b"x")))
    assert codes(told) == [("a.zip", "E102"), ("b.zip", "E104"), ("c.zip", "W101")]


@pytest.mark.parametrize("inner", [packed(("x", b"x")), b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c"])
def test_an_archive_in_an_archive_stays_packed(tmp_path, inner):
    inbox = received(tmp_path, 外__zip=packed(("内.zip", inner)))
    assert codes(inbox) == [("外.zip", "N131"), ("外.zip/内.zip", "W136")]


@pytest.mark.parametrize("kind", [OLD_EXCEL, OPEN_SHEET])
def test_without_an_office_program_one_sentence_says_how_to_save(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(convert, "office_program", lambda: "")
    content = (
        ole("Workbook")
        if kind == OLD_EXCEL
        else packed(("content.xml", b"<a/>"), ("META-INF/manifest.xml", b"<a/>"))
    )
    assert kind_of(content) == kind
    (told,) = received(tmp_path, 甲__et=content).findings
    assert told.code == "E103" and "另存为 .xlsx" in told.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 0", convert.NOT_OPENED),
        ("sleep 30 & sleep 30", convert.TOO_LONG),
        ("mkdir out; head -c 90000000 /dev/zero > out/in.xlsx", convert.NOT_OPENED),
    ],
)
def test_an_office_program_that_fails_hangs_or_writes_too_much_is_ended(tmp_path, monkeypatch, script, why):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("SOFFICE", str(program))
    monkeypatch.setattr(convert, "MOST_SECONDS", 0.5)
    with pytest.raises(convert.NotConverted) as told:
        convert.as_xlsx(script.encode(), OLD_EXCEL)
    assert str(told.value) == why


def test_what_a_file_is_is_seen_by_its_bytes():
    assert [kind_of(one) for one in (WORKBOOK, packed(("x", b"x")), table(",").encode(), b"")] == [
        "",
        ARCHIVE,
        TEXT_TABLE,
        "",
    ]
