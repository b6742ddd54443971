"""Every rulebook of the gallery from its blanks to its report: filled in as departments and the office would, checked, rated, printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kit.gallery_plant import COVER, office_files
from kit.plant_on_disk import cover, edited, letters, quarter

from pipeline.excel import layout
from pipeline.intake.examine import examine
from pipeline.intake.forms.blanks import blanks
from pipeline.rulebook.defaults import DEFAULT, gallery, gallery_rules
from pipeline.run import rate, read, report_files

ANSWERED = {"单位扣分": "扣分", "对照检查": "核定分", "部门报数": "数值"}


def _filled(ws: Any, name: str, column: str) -> None:
    """Nothing is deducted, 60 is reported, nine tenths are marked, and of options the first is chosen."""
    rules, at = gallery_rules(name), letters(ws)
    options = {band["indicator"]: band["option"] for band in reversed(rules["band"]) if band["option"]}
    points = {one["code"]: one["points"] for one in rules["indicator"]}
    for number in range(layout.FIRST_ROW, ws.max_row + 1):
        code = ws[f"{at['指标编码']}{number}"].value
        if code in options:
            ws[f"{at['评定选项']}{number}"].value = options[code]
        elif code:
            ws[f"{at[column]}{number}"].value = {"扣分": 0, "数值": 60}.get(column, points[code] * 0.9)
        if code and "日期" in at:
            ws[f"{at['日期']}{number}"].value = "2019-09-20"


def _voted(ws: Any) -> None:
    """Ten votes for the first answer of each category, none for the others."""
    at, seen = letters(ws), set()
    for number in range(layout.FIRST_ROW, ws.max_row + 1):
        said = tuple(ws[f"{at[name]}{number}"].value for name in ("单位", "测评类别"))
        if said[0]:
            ws[f"{at['票数']}{number}"].value = 0 if said in seen else 10
            seen.add(said)


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in gallery() if one != DEFAULT])
def test_a_plant_begins_with_a_rulebook_of_the_gallery_and_is_reported_on(name: str, tmp_path: Path):
    office_files(tmp_path, name)
    for file, content in blanks(read(tmp_path), quarter()).items():
        if not file.startswith(("部门考评", "党委考评")):
            assert file in ("组织名册.xlsx", "评价细则.xlsx")
            continue
        (tmp_path / file).write_bytes(content)
        with edited(tmp_path / file) as workbook:
            for title, column in ANSWERED.items():
                if title in workbook.sheetnames:
                    _filled(workbook[title], name, column)
            if "测评明细" in workbook.sheetnames:
                _voted(workbook["测评明细"])
            ticked = [one for one in ("加减分与否决",) if one in workbook.sheetnames]
        cover(tmp_path / file, **COVER, **dict.fromkeys(ticked, layout.TICK_YES))
    examined = examine(read(tmp_path), quarter(), ())
    assert [str(one) for one in examined.stops] == []
    files, faults = report_files(rate(examined, False, ()))
    assert not faults and {"index.html", "双星通报.xlsx"} <= files.keys()
