"""A plant from the answers to its first own report, as one story."""

from __future__ import annotations

import pytest
from kit.beginning import NAMES, PLANT, WORKBOOKS, begun, pasted
from kit.command import run
from kit.gallery_plant import COVER, answer
from kit.plant_on_disk import cover

from pipeline.excel import layout


@pytest.mark.slow
def test_from_the_answers_to_the_first_own_report_it_takes_four_commands(tmp_path):
    """init, the directory filled in, templates, the blanks filled in, check, report."""
    folders = ("--input", tmp_path / "input", "--output", tmp_path / "output", "--period", "2019Q3")
    assert begun(tmp_path, period="2019Q3")[0] == 0
    pasted(tmp_path / NAMES, layout.FIRST_ROW, 1)
    cover(tmp_path / "input" / WORKBOOKS[0], **COVER)
    status, said = run("templates", *folders)
    assert status == 0, said
    for blank in sorted((tmp_path / "output/2019Q3/blanks").glob("*考评*.xlsx")):
        into = tmp_path / "input/2019Q3" / blank.name
        into.write_bytes(blank.read_bytes())
        answer(into, "五星创评")
    status, said = run("check", *folders)
    assert status == 0, said
    status, said = run("report", *folders)
    assert status == 0, said
    page = (tmp_path / "output/2019Q3/report/index.html").read_text("utf-8")
    assert PLANT in page and "甲支部" in page and "示例发电" not in page
