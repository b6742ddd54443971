"""A workbook that came and cannot count is named where its unit is said to have sent none."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from kit.command import run
from kit.drawing import ole, repacked
from kit.plant_on_disk import (
    BRANCHES,
    GOALS,
    NAMES,
    OVERHAUL,
    REVIEW,
    RULES,
    STAFF,
    changed,
    checked_by,
    cover,
    edited,
    emptied,
    looked_at,
    put,
    sent_by,
)
from kit.spoilt_plant import day

from pipeline.excel import layout
from pipeline.intake.examine import tables_so_far
from pipeline.mail.letters.reminder import remind_letter
from pipeline.report.notices.check import check_files
from pipeline.report.notices.reminders import remind_files

SENT, XLS = sent_by(OVERHAUL), "旧版 Excel 或 WPS 表格（.xls、.et），不是 .xlsx 工作簿，没有读取"


def said_of(folder: Path, unit: str = OVERHAUL, period: str = "2019Q3") -> tuple[str, str]:
    """Code and sentence of the unit's missing workbook."""
    found = [f for f in looked_at(folder, period).stops if f.code in ("E401", "E409") and f.unit == unit]
    assert len(found) == 1
    return found[0].code, found[0].message


def without_cover(path: Path) -> None:
    with edited(path) as workbook:
        workbook.remove(workbook[layout.COVER])


def nobodys(path: Path, name: str | None) -> None:
    """Without a row that would tell whose it is."""
    emptied(
        path,
        "目标完成",
        "组织生活",
        "双星培训",
        "三责例外",
        "双承诺",
        "责任区示范岗",
        "微心愿",
        "群众诉求",
        "民主评议",
    )
    cover(path, 支部=name)


def without_branches(path: Path) -> None:
    with edited(path) as workbook:
        workbook["党支部"].delete_rows(layout.FIRST_ROW, workbook["党支部"].max_row)


def with_a_document_type(path: Path) -> None:
    """Refused for a part that is not its cover."""
    path.write_bytes(
        repacked(
            path.read_bytes(),
            lambda name, data: (
                data.replace(b"<worksheet", b"<!DOCTYPE a><worksheet", 1)
                if name == "xl/worksheets/sheet3.xml"
                else data
            ),
        )
    )


def without_period(path: Path) -> None:
    with edited(path) as workbook:
        workbook[layout.COVER].delete_rows(5)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: cover(path, 期间="第三季"), "封面的期间“第三季”读不出"),
        (lambda path: cover(path, 期间=None), "封面的期间是空的"),
        (without_period, "封面没有期间一项"),
        (lambda path: cover(path, 期间="2091Q3"), "封面的期间是2091年第三季度"),
        (lambda path: cover(path, 期间="2019"), "封面的期间是2019年度"),
        (lambda path: nobodys(path, None), "封面没有写单位"),
        (lambda path: nobodys(path, "别的单位"), "封面的单位是“别的单位”"),
        (without_cover, "没有封面"),
        (lambda path: path.write_bytes(ole("Workbook")), f"文件是{XLS}"),
        (lambda path: path.write_bytes(path.read_bytes()[:3000]), "文件不完整或已损坏，无法打开"),
        (with_a_document_type, "文件内部带有外部声明（DOCTYPE），为安全起见没有读取"),
    ],
)
def test_what_came_is_named_with_the_reason(lone_quarter, spoil, why):
    spoil(lone_quarter / SENT)
    assert said_of(lone_quarter) == (
        "E409",
        f"没有收到检修支部能用的“支部填报”工作簿，收到的是 {SENT}（{why}）",
    )


@pytest.mark.parametrize(
    ("file", "spoil", "why"),
    [
        (NAMES, lambda path: cover(path, 期间="第三季"), "封面的期间“第三季”读不出"),
        (NAMES, without_branches, "“党支部”表里没有能用的行"),
        (GOALS, without_cover, "没有封面"),
        (GOALS, lambda path: path.write_bytes(path.read_bytes()[:3000]), "文件不完整或已损坏，无法打开"),
        (REVIEW, lambda path: cover(path, 期间=None), "封面的期间是空的"),
        (REVIEW, lambda path: cover(path, 期间="2091Q3"), "封面的期间是2091年第三季度"),
        (
            RULES,
            lambda path: changed(
                path.parent.parent, put(RULES, "基本设置", {"项目": "生效日期"}, 内容="2020-01-01")
            ),
            "“基本设置”里的有效期 2020-01-01 至 空白，不包括2019年第三季度",
        ),
    ],
)
def test_what_came_from_the_office_and_cannot_count_is_named_too(lone_quarter, file, spoil, why):
    spoil(lone_quarter / file)
    found = [f for f in looked_at(lone_quarter).stops if f.code in ("E402", "E414")]
    assert [f.code for f in found] == ["E414"] and found[0].message.endswith(f"收到的是 {file}（{why}）")


def test_the_directories_of_quarters_that_were_sent_are_not_named_for_the_one_that_lacks_its_own(plant):
    (plant / NAMES).unlink()
    assert [f.code for f in looked_at(plant).stops] == ["E402"]


def test_a_refused_file_whose_cover_can_be_read_is_known_by_it_and_not_by_its_name(lone_quarter):
    (lone_quarter / SENT).rename(lone_quarter / "报送.xlsx")
    with_a_document_type(lone_quarter / "报送.xlsx")
    assert said_of(lone_quarter)[1].endswith(
        "收到的是 报送.xlsx（文件内部带有外部声明（DOCTYPE），为安全起见没有读取）"
    )


@pytest.mark.parametrize("target", ["不在了.xlsx", "2019Q3/支部填报-检修支部.xlsx"])
def test_a_link_that_leads_nowhere_is_told_and_so_is_one_that_leads_to_itself(lone_quarter, target):
    (lone_quarter / SENT).unlink()
    (lone_quarter / SENT).symlink_to(lone_quarter / target)
    assert said_of(lone_quarter)[1].endswith(
        f"收到的是 {SENT}（这是一个链接，指向的文件已经不在了或打不开，没有读取）"
    )


def test_last_quarters_workbook_in_the_place_of_this_ones_is_named_and_its_twin_of_then(plant):
    shutil.copyfile(plant / sent_by(OVERHAUL, "2019Q2"), plant / SENT)
    code, message = said_of(plant)
    assert code == "E409" and f"{SENT}（封面的期间是2019年第二季度）" in message


def test_a_branch_that_sent_nothing_is_asked_though_its_earlier_workbooks_are_there(plant):
    (plant / SENT).unlink()
    (plant / "2019Q3/检修支部.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (plant / "2019Q3/~$支部填报-检修支部.xlsx").write_bytes(b"\x05office")
    assert said_of(plant) == ("E401", "没有收到检修支部的“支部填报”工作簿")


def test_a_file_that_nobody_could_open_is_a_likely_place_of_what_is_missing(lone_quarter):
    """Whatever it is: an archive, another kind of spreadsheet, a text table, a locked workbook; not another unit's, and no picture."""
    for file in (SENT, sent_by(STAFF), checked_by("人力资源部"), REVIEW):
        (lone_quarter / file).unlink()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("说明.txt", "见附件")
    (lone_quarter / "燃料支部.zip").write_bytes(zipped.getvalue())
    (lone_quarter / "检修支部.rar").write_bytes(b"Rar!\x1a\x07\x00")
    (lone_quarter / "补报.et").write_bytes(ole("Workbook"))
    (lone_quarter / "报送.csv").write_bytes("编号,日期\n1,2019-08-01\n".encode("gbk"))
    (lone_quarter / "三季度.xlsx").write_bytes(ole("EncryptedPackage"))
    (lone_quarter / "燃料支部.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    said = {f.unit: f.message for f in looked_at(lone_quarter).stops if f.code in ("E401", "E402")}
    anybodys = "；已收到 三季度.xlsx、报送.csv、补报.et，未能打开，可能在其中"
    assert said == {
        OVERHAUL: "没有收到检修支部的“支部填报”工作簿；"
        "已收到 三季度.xlsx、报送.csv、检修支部.rar 等 4 个文件，未能打开，可能在其中",
        STAFF: f"没有收到机关二支部的“支部填报”工作簿{anybodys}",
        "人力资源部": f"没有收到人力资源部的“部门考评”工作簿{anybodys}",
        "": f"2019年第三季度没有可用的“党委考评”工作簿{anybodys}",
    }


def test_both_covers_wrong_and_several_files_broken_at_once(lone_quarter):
    first, second = sent_by(BRANCHES[0]), sent_by(BRANCHES[1])
    cover(lone_quarter / first, 支部=None, 期间="季度")
    without_cover(lone_quarter / second)
    (lone_quarter / SENT).write_bytes(ole("EncryptedPackage"))
    (lone_quarter / checked_by("人力资源部")).write_bytes(b"")
    assert f"{first}（封面没有写单位，封面的期间“季度”读不出）" in said_of(lone_quarter, BRANCHES[0])[1]
    assert f"{second}（没有封面）" in said_of(lone_quarter, BRANCHES[1])[1]
    assert f"{SENT}（文件设有打开密码，无法读取）" in said_of(lone_quarter)[1]
    assert said_of(lone_quarter, "人力资源部")[1].startswith(
        "没有收到人力资源部能用的“部门考评”工作簿，收到的是"
    )


def test_the_cover_that_names_nobody_is_likened_to_nobody(lone_quarter):
    cover(lone_quarter / SENT, 支部=None)
    hint = next(f for f in looked_at(lone_quarter).stops if f.code == "E408")
    assert "是不是" not in hint.message


def test_a_file_that_may_be_anybodys_is_named_to_everybody_who_is_missing(lone_quarter):
    (lone_quarter / SENT).rename(lone_quarter / "报送.xlsx")
    without_cover(lone_quarter / "报送.xlsx")
    (lone_quarter / sent_by(STAFF)).unlink()
    for unit in (OVERHAUL, STAFF):
        assert said_of(lone_quarter, unit)[1].endswith("收到的是 报送.xlsx（没有封面）")


def test_a_month_names_them_too(lone_quarter):
    cover(lone_quarter / SENT, 期间="第三季")
    assert said_of(lone_quarter, period="2019-08")[0] == "E409"


def test_the_check_page_shows_what_came_and_links_no_copy_that_is_not_there(lone_quarter):
    cover(lone_quarter / SENT, 期间="第三季")
    cover(lone_quarter / sent_by(STAFF), 微心愿="大概")
    (lone_quarter / "2019Q3/支部填报-热控支部.xlsx").write_bytes(ole("Workbook"))
    (lone_quarter / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    examined = looked_at(lone_quarter)
    assert [r.state for r in examined.intake.received if r.file == SENT] == ["期间读不出"]
    made = check_files(examined)
    page = made["index.html"].decode()
    assert "尚未收到" not in page and f"收到的是 {SENT}（封面的期间“第三季”读不出）" in page
    links = [unquote(link) for link in re.findall(r'href="(returned/[^"]*)"', page)]
    assert sorted(links) == sorted(name for name in made if name.startswith("returned/"))
    assert f"returned/{SENT}" in links and len(links) == 2


def test_the_board_counts_only_what_is_expected(lone_quarter):
    shutil.copyfile(lone_quarter / SENT, lone_quarter / "又.xlsx")
    cover(lone_quarter / "又.xlsx", 支部="别的支部", 期间="不知道")
    page = check_files(looked_at(lone_quarter))["index.html"].decode()
    assert re.search(r"16 / 16", page)


def test_the_console_tells_how_many_files_were_not_read(lone_quarter, tmp_path):
    for name in ("照片.jpg", "旧的.xls"):
        (lone_quarter / name).write_bytes(ole("Workbook"))
    _, said = run("check", "--input", lone_quarter, "--output", tmp_path / "out")
    assert "另有 2 个文件没有读取" in said
    for name in ("照片.jpg", "旧的.xls"):
        (lone_quarter / name).unlink()
    assert "没有读取" not in run("check", "--input", lone_quarter, "--output", tmp_path / "out")[1]


def test_the_reminder_asks_for_the_mended_workbook(lone_quarter):
    cover(lone_quarter / SENT, 期间="第三季")
    examined = looked_at(lone_quarter)
    text = remind_files(examined, tables_so_far(examined), day("2019-10-12").date())["催办.txt"].decode(
        "utf-8-sig"
    )
    assert "收到的是" in text and "“支部填报”还没有报送" not in text
    missing = next(r for r in examined.intake.received if r.state == "缺报")
    letter = remind_letter(missing, examined.chosen.period, "")
    assert letter.opening[0].startswith(missing.note) and "截至目前没有收到" not in "".join(letter.opening)
