"""Lines marked as help or example are not read: what somebody writes there is told."""

from __future__ import annotations

from kit.sample_book import SAMPLE
from kit.sample_file import FILE, filled, opened

from pipeline.excel import layout
from pipeline.excel.package import same_bytes
from pipeline.excel.read.reader import read_workbook


def test_a_row_of_theirs_under_the_mark_of_the_help_is_told_and_never_dropped_in_silence():
    workbook = opened(filled({}))
    ws = workbook["走访"]
    for letter in "BCDE":
        ws[f"{letter}7"].value = ws[f"{letter}6"].value
    ws["A7"].value = layout.HELP_MARK
    _, findings = read_workbook(FILE, same_bytes(workbook), [SAMPLE])
    assert [(one.code, one.place.cell) for one in findings if one.code == "E128"] == [("E128", "B7")]
    assert read_workbook(FILE, filled({}), [SAMPLE])[1] == []
