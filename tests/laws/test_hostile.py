"""Law 6: text from a cell stays text in every output, whichever column of whichever sheet it came from."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.sample_folder import BRANCH, QUARTER, changed, examined, folder

from pipeline.excel.check import check
from pipeline.excel.frames import typed, unreadable
from pipeline.excel.layout import FIRST_ROW
from pipeline.excel.read.reader import read_workbook
from pipeline.excel.write.cover import blank
from pipeline.excel.write.guide import example_row
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.returned import returned
from pipeline.intake.account import Intake
from pipeline.report.data import findings_csv
from pipeline.report.notices.check import check_files, check_page
from schemas.base import Kind, columns, declaration, key
from schemas.books import BOOKS
from schemas.cover import Cover

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "＝1+1",
    "+1+1",
    "+0",
    "＋1",
    "-1+1",
    "－1",
    "@SUM(A1)",
    "＠x",
    "\t=1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"onload="alert(1)',
    "'onload='x",
    "</td></table>",
    "x\r\nBcc: a@b.c",
    "=?utf-8?B?PGI+?=",
    "../../etc/passwd",
    "..\\..\\x",
    "\u202exslx.exe",
    "\x07\x1b[31m",
    "\u2028",
    "长" * 32_767,
    "\U0001f600\U0001f468\u200d\U0001f469",
    "𠮷𡈽",
    "{{ 7*7 }}",
    "{% raw %}",
    "{0.__class__}",
    "%s%n",
    "_x0041_",
    "_x000D_",
    "&lt;b&gt;",
    "\ufeff",
    "CON",
    "a/b",
    "#REF!",
)


def asked(book):
    """The sheets of today's form."""
    return [sheet for sheet in book.sheets if not declaration(sheet).earlier_form_of]


TEXTS = [
    (book, sheet, column)
    for book in BOOKS
    for sheet in asked(book)
    for column in columns(sheet)
    if column.kind in (Kind.TEXT, Kind.CODE, Kind.CHOICE, Kind.LIST)
]
FILE = "甲.xlsx"
LATEST = {"period": "2099Q4"}  # when every sheet is asked


class Tags(HTMLParser):
    """The elements and the attributes of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.seen: set[tuple[str, str]] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.seen |= {(tag, name) for name, _ in attrs} | {(tag, "")}


def received(book, *written):
    """A workbook with these texts in its first row, or rows, read, checked and sent back, with everything that tells of it."""
    rows = {
        key(sheet): [
            example_row(sheet) | {name: text for (of, name), text in texts.items() if of == key(sheet)}
            for texts in written
            if texts is written[0] or any(of == key(sheet) for of, _ in texts)
        ]
        for sheet in asked(book)
    }
    content = blank(book, example_row(Cover) | LATEST, rows, {})
    workbook, findings = read_workbook(FILE, content, BOOKS)
    for sheet in asked(book):
        frame, found = typed(sheet, [workbook])
        findings += found
        letters = {FILE: workbook.sheets[key(sheet)].letters}
        findings += check(sheet, frame, letters, unreadable(sheet, [workbook], findings))
    return workbook, sorted(findings), returned(workbook, findings, {}, others(content, workbook))


PLAIN = Tags(check_page("期", "厂", Intake((), (), (), {}), True)).seen
SPOILT = {("meeting", "date"): "某天", ("meeting", "type"): "无此类"}
TOLD = Tags(
    check_page("期", "厂", Intake((), (), tuple(received(BOOKS[2], SPOILT)[1]), {FILE: "0"}), False)
).seen


def formulas(content):
    """Everything in the sheets of a workbook that a spreadsheet would calculate or follow out of it."""
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/" in name]
    return [
        found
        for text in sheets
        for found in re.findall(r"<f[ >]|r:id=\"[^\"]*\"[^>]*hyperlink|TargetMode", text)
    ]


@st.composite
def hostile_books(draw):
    """A workbook, and for every sheet of it one of its columns of text with what is written there: none hides another."""
    of_book = {}
    for book, sheet, column in TEXTS:
        of_book.setdefault(book.key, {}).setdefault(key(sheet), []).append(column.name)
    name = draw(st.sampled_from(sorted(of_book)))
    texts = {
        (sheet, draw(st.sampled_from(names))): draw(st.sampled_from(HOSTILE) | st.text(max_size=40))
        for sheet, names in of_book[name].items()
    }
    return next(book for book in BOOKS if book.key == name), texts


@examples(20)
@given(hostile_books())
def test_hostile_text_in_any_text_column_stays_text(where):
    book, texts = where
    _, findings, copy = received(book, texts)
    assert formulas(copy) == []
    page = check_page("期", "厂", Intake((), (), tuple(findings), {FILE: "0"}), False)
    assert Tags(page).seen <= TOLD | PLAIN
    for row in csv.reader(io.StringIO(findings_csv(findings).decode("utf-8-sig"), newline="")):
        assert len(row) == 10
        assert not any(cell.startswith(tuple("=+@\t\r＝＋－＠")) for cell in row)


def test_what_was_written_comes_back_as_it_was_or_is_a_finding():
    """Each text in a row of its own."""
    book = BOOKS[2]
    workbook, findings, copy = received(book, *({("meeting", "topic"): text} for text in HOSTILE))
    again, _ = read_workbook(FILE, copy, BOOKS)
    topics = [[row[2] for _, row in one.sheets["meeting"].rows] for one in (workbook, again)]
    assert topics[0] == topics[1]
    read = {number for number, _ in workbook.sheets["meeting"].rows}
    told = {one.place.row for one in findings if one.place.sheet == "组织生活"}
    assert {FIRST_ROW + number for number in range(len(HOSTILE))} <= read | told


def test_hostile_text_all_through_a_branchs_workbook_goes_harmlessly_to_every_output(tmp_path):
    from pipeline.run import rate, report_files

    source = folder(tmp_path)

    def change(workbook):
        for ws in workbook.worksheets:
            heads = {ws.cell(3, at).value: at for at in range(2, ws.max_column + 1)}
            for number, text in enumerate(HOSTILE):
                for head in (
                    "主题",
                    "本季成效",
                    "难点问题",
                    "承诺内容",
                    "内容",
                    "事项",
                    "处理",
                    "成果名称",
                    "备注",
                ):
                    if head in heads and 6 + number <= ws.max_row:
                        ws.cell(6 + number, heads[head]).value = re.sub(
                            "[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text
                        )
                        ws.cell(6 + number, heads[head]).data_type = "s"

    changed(source / QUARTER / BRANCH, change)
    found = examined(source)
    assert found.tables is not None
    files, faults = report_files(rate(found, not found.clean, ()))
    assert not faults
    for name, content in {**files, **check_files(found)}.items():
        assert ".." not in name and not name.startswith(("/", "=", "\\"))
        if name.endswith(".html"):
            assert (
                b"<script>alert" not in content
                and b"<img src=x" not in content
                and b'"onload="alert' not in content
            )
        elif name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
                assert not any(cell.startswith(tuple("=@\t\r＝＋－＠")) for cell in row)
        elif name.endswith(".xlsx") and name.startswith("returned/"):
            assert formulas(content) == []
