"""台账.html: whatever was asked and counts can be read there, sheet by sheet and column by column."""

from __future__ import annotations

import re

from kit.plant_on_disk import quarter, sample_rated, sample_report
from kit.tiny_plant import branch, member, row, tables
from kit.whole_sample import seen

from pipeline.rating.evaluate import evaluate
from pipeline.report.statistics.records import registers
from schemas.base import columns, key, title
from schemas.books import CHECK, DIRECTORY, REVIEW, SUBMISSION, TARGET


def page(name: str) -> str:
    return sample_report()[name].decode()


def test_every_sheet_that_a_department_fills_has_its_register_with_every_row_that_counts():
    sheets = dict.fromkeys(
        sheet
        for book in (SUBMISSION, CHECK, REVIEW, TARGET, DIRECTORY)
        for sheet in book.asked_on(quarter().start).sheets
    )
    found = {register.key: register for register in seen().registers}
    assert list(found) == [key(sheet) for sheet in sheets]
    for sheet in sheets:
        frame = sample_rated().tables.frames[key(sheet)]
        assert [(e.file, e.row) for e in found[key(sheet)].entries] == [
            (file, row) for file, _, row in frame.index
        ]
        assert [head for head, _ in found[key(sheet)].heads] == [c.title for c in columns(sheet)]


def test_a_row_is_read_as_a_person_reads_it():
    held = row(
        "meeting", topic="走进班组<听心愿>", date="2019-08-15", host="01", absent="02、03", colleagues=3
    )
    made = evaluate(tables(branch("甲支部"), *map(member, ("01", "02", "03")), held), {})
    (entry,) = next(register.entries for register in registers(made) if register.key == "meeting")
    cells = dict(zip([c.name for c in columns(SUBMISSION.sheet("meeting"))], entry.cells, strict=True))
    assert (cells["topic"], cells["date"], cells["host"]) == (
        "走进班组<听心愿>",
        "2019-08-15",
        "员工01（01）",
    )
    assert (cells["absent"], cells["colleagues"], cells["excused"]) == ("员工02（02）、员工03（03）", "3", "")


def test_the_page_has_every_row_and_names_the_workbooks():
    text = page("台账.html")
    assert text.count("<tr><td") == sum(len(register.entries) for register in seen().registers) + len(
        seen().registers
    )  # and their list
    for register in seen().registers:
        assert (
            f'<details open class="ledger" id="{register.key}"><summary>{register.title}（{len(register.entries)} 行）'
            in text
        )
        assert all(file in text for _, file in register.files)


def test_the_system_leads_to_the_rows_of_each_part():
    leads = set(re.findall(r'href="台账\.html#(\w+)"', page("制度运行.html")))
    assert leads >= {
        "meeting",
        "training",
        "pairing",
        "pledge",
        "wish",
        "request",
        "achievement",
        "inspection",
        "decision",
    }
    assert leads <= {register.key for register in seen().registers}
    assert title(SUBMISSION.sheet("meeting")) in page("制度运行.html")
