import io
import time
import zipfile
from pathlib import Path

import pytest
from kit.drawing import BOOKS, Tally, meals, ole, opened, read, repacked, with_cells, zipped
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.core.finding import Finding, Severity
from pipeline.excel.read.preflight import FileContents, inspect
from pipeline.excel.read.reader import read_workbook
from schemas.base import Book

TORTURE = Path(__file__).resolve().parents[3] / "shared" / "torture"
SECONDS = 2.0


def refusal(content, name="甲.xlsx"):
    contents, (found,) = inspect(name, content)
    assert contents is None and isinstance(found, Finding)
    return found


def seen(content) -> FileContents:
    found, refusals = inspect("甲.xlsx", content)
    assert isinstance(found, FileContents) and refusals == []
    return found


def patched(part, old, new):
    return repacked(meals(), lambda name, data: data.replace(old, new) if name == part else data)


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "E101", "空的"),
        (ole("EncryptedPackage"), "E102", "打开密码"),
        (ole("Workbook"), "E103", ".xls"),
        (ole("WordDocument"), "W101", "Word"),
        ("编号,菜名\r\nA01,豆腐\r\n".encode("gb18030"), "E103", "CSV"),
        ("编号,菜名\n".encode("utf-16"), "E103", "CSV"),
        ("只是几句话".encode(), "W101", "文本文件"),
        ("<html><table><tr><td>编号</td></tr></table></html>".encode(), "W101", "HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "E103",
            "XML",
        ),
        (b"%PDF-1.7 \x00\x01", "W101", "PDF"),
        (b"\x00\x01\x02\x03", "W101", "无法识别"),
        (zipped(word__document="x"), "W101", "Word"),
        (zipped(xl__workbook__bin="x").replace(b"workbook/bin", b"workbook.bin"), "E103", ".xlsb"),
        (zipped(readme="x"), "W136", "压缩包"),
        (b"Rar!\x1a\x07\x00", "W136", "压缩包"),
        (b"%TSD-Header-###%" + b"\x01\x9f" * 400, "E136", "加密"),
        (b"\x62\x14\x23\x65" + b"\x00" * 12 + b"E-SafeNet\x00\x00\x00LOCK" + b"\xfe" * 99, "E136", "加密"),
        (b"<## NASCA DRM FILE - VER1.00 ##>" + b"\x8f" * 99, "E136", "加密"),
        (ole("DRMEncryptedTransform"), "E136", "加密"),
        (ole("EncryptedPackage"), "E102", "密码"),
    ],
)
def test_a_file_that_is_no_workbook_is_called_what_it_is(content, code, word):
    found = refusal(content)
    assert found.code == code
    assert word in found.message


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.9, 0.999])
def test_a_workbook_cut_short_is_called_incomplete(share):
    whole = meals()
    assert refusal(whole[: int(len(whole) * share)]).code == "E104"


def test_a_workbook_with_a_changed_byte_is_called_damaged():
    whole = bytearray(meals())
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as source:
        at = source.getinfo("xl/worksheets/sheet1.xml").header_offset
    whole[at + 120] ^= 0xFF
    assert refusal(bytes(whole)).code == "E104"


def test_a_package_with_locked_entries_is_said_to_have_a_password():
    locked = bytearray(zipped(a="x"))
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refusal(bytes(locked)).code == "E102"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "_rels/.rels", "docProps/custom.xml"]
)
def test_a_document_type_is_refused_wherever_it_stands(part):
    bomb = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>'
    spoilt = repacked(
        meals(),
        lambda name, data: (
            data.replace(b"?>", b"?>" + bomb, 1)
            if name == part and b"?>" in data
            else bomb + data
            if name == part
            else data
        ),
    )
    assert refusal(spoilt).code == "E106"


def test_too_many_entries_and_too_many_merges_are_refused():
    assert refusal(zipped(**{f"p{n}": "" for n in range(5001)})).code == "E105"
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 2002))
    assert (
        refusal(patched("xl/worksheets/sheet2.xml", b"</sheetData>", b"</sheetData>" + merges.encode())).code
        == "E105"
    )


def test_merges_on_top_of_each_other_are_damage():
    merges = b'<mergeCell ref="A1:ZZ9999"/>' * 2
    assert (
        refusal(patched("xl/worksheets/sheet2.xml", b"</sheetData>", b"</sheetData>" + merges)).code == "E104"
    )


def test_a_bomb_is_measured_by_its_size_and_not_by_its_ratio():
    grown = repacked(
        meals(), lambda name, data: data + b" " * 70_000_000 if name.endswith("sheet2.xml") else data
    )
    assert refusal(grown).code == "E105"
    even = repacked(
        meals(), lambda name, data: data + b" " * 2_000_000 if name.endswith("sheet2.xml") else data
    )
    assert isinstance(inspect("甲.xlsx", even)[0], FileContents)


def test_a_lock_file_says_that_someone_may_be_editing():
    assert refusal(b"\x05admin", "部门/~$甲.xlsx").code == "W103"


def test_a_cell_in_the_last_corner_is_refused_before_anything_allocates_for_it():
    far = with_cells(meals(), 2, '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')
    book, findings = read(far)
    assert set(book.sheets) == {"guest"}
    assert [(one.code, one.value) for one in findings] == [("E122", "XFD1048576")]


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1048576"><x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576"><v>1</v></x:c></row>',
        '<row><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1048576"><c r="XFD1048576"><f>1</f></c></row>',
    ],
)
def test_a_far_cell_cannot_hide_behind_its_spelling(xml):
    scan = next(one for one in seen(with_cells(meals(), 2, xml)).sheets if one.title == "供餐")
    assert scan.too_far


def test_a_sheet_that_may_be_long_is_read_as_far_as_it_may_reach():
    far = with_cells(meals(), 2, '<row r="30000"><c r="B30000"><v>1</v></c></row>')
    looked = [inspect("甲.xlsx", far, rows)[0] for rows in ({}, {"供餐": 200_000})]
    assert all(isinstance(one, FileContents) for one in looked)
    reach = [{one.title: one.too_far for one in found.sheets}["供餐"] for found in looked]
    assert reach == [True, False]


def test_only_a_sheet_that_may_be_long_may_unpack_to_more_than_is_usual():
    grown = repacked(
        meals(), lambda name, data: data + b" " * 70_000_000 if name.endswith("sheet2.xml") else data
    )
    assert isinstance(inspect("甲.xlsx", grown, {"供餐": 200_000})[0], FileContents)
    nothing, (other,) = inspect("甲.xlsx", grown, {"目标": 200_000})
    assert nothing is None and isinstance(other, Finding)
    assert other.code == "E105"


def test_cells_that_are_only_styled_do_not_count():
    scan = next(
        one
        for one in seen(with_cells(meals(), 2, '<row r="1048576"><c r="XFD1048576" s="0"/></row>')).sheets
        if one.title == "供餐"
    )
    assert not scan.too_far


def test_an_impossible_address_is_damage():
    assert refusal(with_cells(meals(), 2, '<row r="9"><c r="九9"><v>1</v></c></row>')).code == "E104"


def test_the_scan_counts_what_values_do_not_show():
    def change(book: Workbook) -> None:
        ws = book["供餐"]
        ws["B7"], ws["C7"] = "=1+1", "#REF!"
        ws.merge_cells("D7:E8")
        ws.row_dimensions[6].hidden = True

    scan = next(one for one in seen(meals(change=change)).sheets if one.title == "供餐").scan
    assert scan.uncached == {(7, 2): "=1+1"}
    assert scan.errors == {(7, 3): "#REF!"}
    assert [str(box) for box in scan.merges] == ["D7:E8"]
    assert scan.hidden_rows == {6}
    assert scan.formulas == 1
    assert (scan.last_row, scan.last_column) == (7, 13)


def test_a_formula_with_its_result_counts_as_calculated():
    xml = '<row r="9"><c r="B9"><f>1+1</f><v>2</v></c><c r="C9" t="str"><f>""</f><v></v></c><c r="D9"><f>1</f><v/></c></row>'
    scan = next(one for one in seen(with_cells(meals(), 2, xml)).sheets if one.title == "供餐").scan
    assert (scan.formulas, scan.uncached) == (3, {(9, 4): "=1"})


@pytest.mark.parametrize(
    ("cell", "errors", "uncached"),
    [
        ('<c r="B9" t="e"><v>#REF!</v></c>', {(9, 2): "#REF!"}, {}),
        ('<c r="B9"><f>1</f><v></v></c>', {}, {(9, 2): "=1"}),
    ],
)
def test_what_follows_the_last_cell_is_not_heard_as_its_content(cell, errors, uncached):
    rules = "<dataValidations><dataValidation><formula1>list</formula1></dataValidation></dataValidations>"
    content = repacked(
        with_cells(meals(), 2, f'<row r="9">{cell}</row>'),
        lambda name, data: (
            data.replace(b"</sheetData>", b"</sheetData>" + rules.encode())
            if name.endswith("sheet2.xml")
            else data
        ),
    )
    scan = next(one for one in seen(content).sheets if one.title == "供餐").scan
    assert (scan.errors, scan.uncached) == (errors, uncached)


def test_a_formula_of_a_drop_down_is_not_taken_for_one_of_the_last_cell():
    rules = b'<extLst><ext xmlns:m="http://schemas.microsoft.com/office/excel/2006/main"><m:f>A!$A$1</m:f></ext></extLst>'
    content = repacked(
        with_cells(meals(), 2, '<row r="9"><c r="B9" s="0"/></row>'),
        lambda name, data: (
            data.replace(b"</sheetData>", b"</sheetData>" + rules) if name.endswith("sheet2.xml") else data
        ),
    )
    scan = next(one for one in seen(content).sheets if one.title == "供餐").scan
    assert (scan.formulas, scan.uncached, scan.last_row) == (0, {}, 6)


@pytest.mark.parametrize(
    "cell",
    [
        "<is><t>豆腐</t></is><is><t>白菜</t></is>",
        "<v>豆腐</v><v>白菜</v>",
        "<v>豆腐</v><is><t>白菜</t></is>",
    ],
)
def test_a_cell_with_two_values_is_damage_for_a_reader_would_drop_one_unsaid(cell):
    assert (
        refusal(with_cells(meals(), 2, f'<row r="9"><c r="B9" t="inlineStr">{cell}</c></row>')).code == "E104"
    )


def test_a_name_with_a_prefix_that_nothing_explains_is_damage():
    assert (
        refusal(with_cells(meals(), 2, '<x:y/><row r="9"><c r="B9" t="str"><v></v></c></row>')).code == "E104"
    )


@pytest.mark.parametrize("texts", [b"<sst><si><t>x</t></sst>", b"<sst><x:si/></sst>", b""])
def test_shared_texts_that_are_not_whole_are_damage_even_where_a_reader_would_go_on(texts):
    content = repacked(
        with_cells(meals(), 2, '<row r="9"><c r="B9" t="s"><v></v></c></row>'),
        lambda _, data: data,
        {"xl/sharedStrings.xml": texts},
    )
    assert refusal(content).code == "E104"


def test_the_date_system_is_read_from_the_workbook():
    assert not seen(meals()).from_1904

    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    assert seen(meals(change=change)).from_1904


def test_macros_are_never_run_and_said_to_be_there():
    with_macros = repacked(meals(), lambda _, data: data, add={"xl/vbaProject.bin": b"x"})
    assert [one.code for one in read(with_macros)[1]] == ["W105"]


def test_a_strict_workbook_is_read():
    transitional, strict = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    relations = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    changed = repacked(
        meals(),
        lambda _, data: data.replace(transitional, strict).replace(
            relations, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    )
    assert len(opened(changed).sheets["meal"].rows) == 1


@pytest.mark.skipif(not TORTURE.exists(), reason="the third-party workbooks are not here")
@pytest.mark.parametrize("path", sorted(p for p in TORTURE.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_every_nasty_file_gets_a_sentence_in_time(path):
    start = time.perf_counter()
    book, findings = read_workbook(path.name, path.read_bytes(), BOOKS)
    assert time.perf_counter() - start < SECONDS
    assert book is None
    assert len(findings) == 1
    assert findings[0].severity in (Severity.ERROR, Severity.WARNING)


def dressed_as_ours(name):
    """A book with one sheet of that title, so that the file's own sheet is taken for ours and read."""
    told = type("Config", (), {"title": name, "name": "dressed"})
    return Book("dressed", "冒名", "", (type("Dressed", (Tally,), {"Config": told, "__annotations__": {}}),))


@pytest.mark.skipif(not TORTURE.exists(), reason="the third-party workbooks are not here")
@pytest.mark.parametrize("path", sorted(TORTURE.rglob("*.xls?")), ids=lambda p: p.name)
def test_every_nasty_sheet_is_read_in_time_and_never_called_good(path):
    content = path.read_bytes()
    looked, _ = inspect(path.name, content)
    start = time.perf_counter()
    for sheet in looked.sheets if isinstance(looked, FileContents) else ():
        book, findings = read_workbook(path.name, content, [dressed_as_ours(sheet.title)])
        assert [one for one in findings if one.severity is Severity.ERROR]
        assert book is None or all(
            raw.account.present == raw.account.used + raw.account.noted + raw.account.blank
            for raw in book.sheets.values()
        )
    assert time.perf_counter() - start < SECONDS
