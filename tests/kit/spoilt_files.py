"""One fault for every message about a whole file or a sheet: a department's workbook spoilt, each time in a file of its own."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

from kit.drawing import draw, ole, repacked, zipped
from kit.floating import BOX, CHART, PICTURE, with_drawing
from kit.plant_on_disk import SAMPLE, checked_by
from kit.spoilt import Fault, Scene, Told
from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.corrections import quieted
from pipeline.excel.other_kinds import convert
from pipeline.excel.read.reader import read_workbook
from pipeline.run import read
from schemas.base import columns
from schemas.books import BOOKS
from schemas.directory import Person

WORKBOOK = (SAMPLE / checked_by("人力资源部")).read_bytes()
CHECK, GOALS = "班组考评", "目标完成"
STAMP_PART = "docProps/custom.xml"
SHEET_PART = "xl/worksheets/sheet3.xml"  # 班组考评, after the cover and the guide
_LONG, _TALL, _WIDE = (
    30_000,
    5_000,
    10,
)  # one text that every cell repeats: small as a file, too large in memory


def own_file(
    code: str, says: str, content: bytes, sheet: str = "", cell: str = "", name: str = "", also: str = ""
) -> Fault:
    """A file with that content, and where in it the code is found; `also`: a code that the whole file has besides."""
    file = name or f"{code}.xlsx"

    def spoil(folder: Path) -> list[Told]:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(content)
        return [(code, file, sheet, cell), *([(also, file, "", "")] if also else [])]

    return Fault(code, says, spoil)


def edited(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    """The department's workbook changed with a spreadsheet program."""
    workbook = openpyxl.load_workbook(io.BytesIO(WORKBOOK))
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def typed(sheet: str, **cells: object) -> Callable[[openpyxl.Workbook], None]:
    """A change of these cells."""

    def change(workbook: openpyxl.Workbook) -> None:
        for address, value in cells.items():
            workbook[sheet][address].value = value

    return change


def with_xml(before: bytes, added: bytes, part: str = SHEET_PART) -> bytes:
    """The department's workbook with XML put in front of the first `before` of a part."""
    return repacked(
        WORKBOOK, lambda name, data: data.replace(before, added + before, 1) if name == part else data
    )


def old(content: bytes) -> bytes:
    """The workbook with the stamp of an earlier template."""
    return repacked(
        content,
        lambda name, data: re.sub(rb"check/\w+", b"check/000000000000", data) if name == STAMP_PART else data,
    )


def overwhelming() -> bytes:
    """A stranger's workbook of allowed size whose cells no memory holds."""
    cells = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * _WIDE) for row in range(2, 2 + _TALL)
    )
    texts = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
        % (b"x" * _LONG)
    )
    return repacked(
        draw({CHECK: [["班组"]], GOALS: []}),
        lambda name, data: (
            data.replace(b"</sheetData>", cells + b"</sheetData>") if name.endswith("sheet1.xml") else data
        ),
        add={"xl/sharedStrings.xml": texts},
    )


def _unreadable(folder: Path) -> list[Told]:
    """A file that is there and gives nothing."""
    (folder / "E108.xlsx").symlink_to("/proc/self/mem")
    return [("E108", "E108.xlsx", "", "")]


def _gone(folder: Path) -> list[Told]:
    """A link to what was deleted since."""
    (folder / "E109.xlsx").symlink_to(folder / "桌面" / "部门考评.xlsx")
    return [("E109", "E109.xlsx", "", "")]


def _upgraded(folder: Path) -> list[Told]:
    """What was made of a file that still lies beside it."""
    (folder / "E101.xlsx").touch()
    (folder / "升级-E101.xlsx").write_bytes(WORKBOOK)
    return [("N521", "升级-E101.xlsx", "", "")]


def _hidden_sheet(workbook: openpyxl.Workbook) -> None:
    workbook[CHECK].sheet_state = "hidden"


def _without_column(workbook: openpyxl.Workbook) -> None:
    workbook[GOALS].delete_cols(7)


def _hidden(workbook: openpyxl.Workbook) -> None:
    workbook[CHECK].row_dimensions[7].hidden = True


def _struck(*cells: str) -> Callable[[openpyxl.Workbook], None]:
    """A change that draws a line through these cells."""

    def change(workbook: openpyxl.Workbook) -> None:
        for address in cells:
            workbook[CHECK][address].font = Font(strike=True)

    return change


def _renamed(workbook: openpyxl.Workbook) -> None:
    workbook[CHECK].title = f"{CHECK} (2)"


def _swapped(workbook: openpyxl.Workbook) -> None:
    check, goals = workbook[CHECK], workbook[GOALS]
    check.title = "暂存"
    goals.title, check.title = CHECK, GOALS


def _pasted(workbook: openpyxl.Workbook) -> None:
    workbook[GOALS].delete_rows(1, workbook[GOALS].max_row)
    for row in workbook[CHECK].iter_rows():
        for cell in row:
            workbook[GOALS][cell.coordinate].value = cell.value


def _own_sheet(workbook: openpyxl.Workbook) -> None:
    workbook.create_sheet("底稿")["A1"] = "自用"


def _twice(workbook: openpyxl.Workbook) -> None:
    for letter in "BCDEF":
        workbook[CHECK][f"{letter}8"].value = workbook[CHECK][f"{letter}6"].value


def _with_formula() -> bytes:
    """A formula with its result, as a spreadsheet program stores it."""
    cell = rb'<c r="D6"\1><f>1+4</f><v>5</v></c>'
    return repacked(
        WORKBOOK,
        lambda name, data: (
            re.sub(rb'<c r="D6"( s="\d+")?[^>]*>.*?</c>', cell, data) if name == SHEET_PART else data
        ),
    )


def _noted(workbook: openpyxl.Workbook) -> None:
    workbook[CHECK]["D9"].comment = Comment("扣 2 分", "张示例")


def _month_apart(workbook: openpyxl.Workbook) -> None:
    apart = workbook.create_sheet(f"{CHECK}8月")
    for row in ((3, 7), (6, 7)):
        apart.append([cell.value for cell in workbook[CHECK][row[0]]])
    apart["E2"].value = "八月另有一次"


_IN_1904 = repacked(
    WORKBOOK,
    lambda name, data: (
        data.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>') if name == "xl/workbook.xml" else data
    ),
)
_SAVED_AGAIN = repacked(
    WORKBOOK,
    lambda name, data: (
        data.replace(b"Microsoft Excel Compatible", b"WPS") if name == "docProps/app.xml" else data
    ),
)
_EXAMPLE = typed(CHECK, B5="集控一值")


def _unfilled(workbook: openpyxl.Workbook) -> None:
    """As it was handed out: nobody signs, no day, no row."""
    typed(layout.COVER, B6=None, B7=None)(workbook)
    for name in (CHECK, GOALS):
        workbook[name].delete_rows(layout.FIRST_ROW, 50)


def _old_results(folder: Path) -> list[Told]:
    (folder / "旧结果" / "report").mkdir(parents=True)
    (folder / "旧结果" / "report" / "run.json").write_text("{}")
    (folder / "旧结果" / "report" / "双星通报.xlsx").write_bytes(WORKBOOK)
    return [("N402", "旧结果", "", "")]


_COVER = {
    "电厂": "示例发电有限公司",
    "考评部门": "人力资源部",
    "期间": "2019Q3",
    "截至日期": "2019-09-30",
    "填报人": "张示例",
}
_HEADS = ("班组", "指标编码", "扣分", "原因", "日期")


def csv_of(cover: dict[str, str], *heads: str) -> bytes:
    """A sheet as a text table, as a Chinese Windows saves it; the cover above its headings."""
    lines = [*map(",".join, cover.items()), ",".join(heads or _HEADS)]
    return "\r\n".join([*lines, ""]).encode("gb18030")


def _tight() -> bytes:
    """An archive that unpacks to a thousand times its size."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲.xlsx", b"0" * 5_000_000)
    return packed.getvalue()


def _archive(folder: Path) -> list[Told]:
    """Two workbooks and an archive in an archive."""
    (folder / "N131.zip").write_bytes(zipped(甲__xlsx=b"", 乙__zip=zipped(readme="x")))
    return [
        ("N131", "N131.zip", "", ""),
        ("E101", "N131.zip/甲/xlsx", "", ""),
        ("W136", "N131.zip/乙/zip", "", ""),
    ]


def _explained() -> bytes:
    """A crossed out cell, and beside its line of 问题清单 the reason."""
    content = edited(_struck("D6"))
    _, findings = read_workbook("", content, BOOKS)
    (one,) = [found for found in findings if found.code == "W129"]
    line = (1, one.severity, CHECK, one.place.cell, one.column, one.value, one.message, one.remedy)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    problems = workbook.create_sheet(layout.PROBLEMS)
    problems.append(layout.HEADS)
    problems.append([*map(str, line), None, None, "划线是打印的痕迹"])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


FAULTS = (
    own_file("N133", "a warning that was explained", _explained(), CHECK, "D6"),
    own_file("N401", "nobody has filled it in", edited(_unfilled)),
    Fault("N402", "results of an earlier run", _old_results),
    own_file("E101", "nothing in the file", b""),
    own_file("E102", "a password", ole("EncryptedPackage")),
    own_file(
        "E103", "a binary workbook", zipped(xl__workbook__bin="x").replace(b"workbook/bin", b"workbook.bin")
    ),
    own_file("E137", "the old format, cut short", ole("Workbook"), name="E137.xls"),
    own_file("E138", "one sheet, and nobody says whose", csv_of({}), name="E138.csv"),
    own_file("E139", "a packed file that is too small", _tight(), name="E139.zip"),
    own_file(
        "E140",
        "a list of people as text",
        csv_of({}, *(one.title for one in columns(Person))),
        name="E140.csv",
    ),
    own_file("N130", "one sheet as text", csv_of(_COVER), name="N130.csv"),
    Fault("N131", "workbooks in an archive", _archive),
    own_file("E104", "cut short", WORKBOOK[:2000]),
    own_file("E105", "too many parts", zipped(**{f"p{number}": "" for number in range(5001)})),
    own_file("E106", "a document type", with_xml(b"<worksheet", b"<!DOCTYPE a>")),
    own_file("E107", "more than memory holds", overwhelming()),
    Fault("E108", "it cannot be opened", _unreadable),
    Fault("E109", "a link that leads nowhere", _gone),
    Fault("N521", "upgraded beside the earlier one", _upgraded),
    own_file("W101", "a picture of the table", b"\x89PNG\r\n", name="W101.png"),
    own_file("W102", "a workbook of something else", draw({"Sheet1": [["值班表"]]})),
    own_file("W103", "the lock of an open workbook", b"\x05admin", name="~$W103.xlsx"),
    own_file("W104", "last year's template", old(WORKBOOK)),
    own_file("W105", "macros", repacked(WORKBOOK, lambda _, data: data, add={"xl/vbaProject.bin": b"x"})),
    own_file("W106", "a returned copy worked on", _SAVED_AGAIN, name="返还/退回-部门考评.xlsx"),
    own_file("E121", "a sheet deleted", edited(lambda workbook: workbook.remove(workbook[GOALS])), GOALS),
    own_file(
        "E122",
        "a cell far away",
        with_xml(b"</sheetData>", b'<row r="30000"><c r="B30000"><v>1</v></c></row>'),
        CHECK,
    ),
    own_file(
        "E123", "the headings deleted", edited(lambda workbook: workbook[CHECK].delete_rows(1, 5)), CHECK
    ),
    own_file("E124", "a column deleted", edited(_without_column), GOALS),
    own_file("E125", "a heading twice", edited(typed(CHECK, G3="原因")), CHECK, "G3"),
    own_file("E126", "a formula never calculated", edited(typed(CHECK, D6="=5+0.5")), CHECK, "D6"),
    own_file(
        "E127", "merged cells", edited(lambda workbook: workbook[CHECK].merge_cells("E6:E7")), CHECK, "E6"
    ),
    own_file("E128", "the example overwritten", edited(_EXAMPLE), CHECK, "B5"),
    own_file(
        "E129",
        "one cell twice",
        with_xml(b"</sheetData>", b'<row r="30"><c r="B30"><v>1</v></c><c r="B30"><v>2</v></c></row>'),
        CHECK,
    ),
    own_file(
        "E130",
        "a line of the cover deleted",
        edited(lambda workbook: workbook[layout.COVER].delete_rows(6)),
        layout.COVER,
    ),
    own_file("E131", "neither yes nor no", edited(typed(layout.COVER, B13="大概")), layout.COVER, "B13"),
    own_file("E132", "a sheet renamed", edited(_renamed), f"{CHECK} (2)"),
    own_file("W121", "a column of their own", edited(typed(CHECK, G3="核对人", G6="张示例")), CHECK, "G3"),
    own_file("W122", "a hidden row", edited(_hidden), CHECK),
    own_file("W128", "a row crossed out", edited(_struck("B6", "C6", "D6", "E6", "F6")), CHECK),
    own_file("W129", "a cell crossed out", edited(_struck("D6")), CHECK, "D6"),
    own_file("W131", "words in the column of marks", edited(typed(CHECK, A9="缺席：03012")), CHECK, "A9"),
    own_file("W337", "the example without its mark", edited(typed(CHECK, A5=None)), CHECK, "B5"),
    own_file("W132", "a row pasted twice", edited(_twice), CHECK, "B8"),
    own_file(
        "W133",
        "a day that ends soon",
        edited(typed(CHECK, F6=dt.datetime(2019, 8, 14, 23, 59, 17))),
        CHECK,
        "F6",
    ),
    own_file("W135", "a value in a note", edited(_noted), CHECK),
    own_file("N123", "a sum of their own", _with_formula(), CHECK),
    own_file("E135", "rows in a sheet of their own", edited(_month_apart), f"{CHECK}8月"),
    own_file("E136", "encrypted by document security", b"%TSD-Header-###%" + b"\x01\x9f" * 400),
    own_file("W136", "an archive", b"Rar!\x1a\x07\x00", name="W136.rar"),
    own_file("E148", "the other date system", _IN_1904, CHECK, "F6"),
    own_file("N121", "a hidden sheet of ours", edited(_hidden_sheet), CHECK),
    own_file("E133", "two titles that were swapped", edited(_swapped), CHECK),
    own_file("E134", "a sheet in the place of another", edited(_pasted), GOALS),
    own_file("W123", "a sheet of their own", edited(_own_sheet), "底稿"),
    own_file(
        "W127", "things that float over the cells", with_drawing(WORKBOOK, 3, PICTURE, CHART, BOX), CHECK
    ),
    own_file("W126", "the sum below the rows", edited(typed(CHECK, B8="合计", D8=12)), CHECK, "B8"),
    own_file("W124", "an old example overwritten", old(edited(_EXAMPLE)), CHECK, "B5", also="W104"),
    own_file("W125", "words beside the table", edited(typed(CHECK, G6="已核对")), CHECK, "G3"),
)


def _read(folder: Path) -> tuple[Finding, ...]:
    """What is found where an office program is installed that cannot open a broken file."""
    refusing = mock.patch.object(convert, "as_xlsx", side_effect=convert.NotConverted(convert.NOT_OPENED))
    with refusing, mock.patch.object(convert, "office_program", return_value="soffice"):
        inbox = read(folder)
        return tuple(quieted(inbox.workbooks, inbox.findings))


FILES = Scene(
    "files",
    lambda folder: (folder / "部门考评.xlsx").write_bytes(WORKBOOK),
    FAULTS,
    lambda folder, _: _read(folder),
)
