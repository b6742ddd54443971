"""Every rulebook of the gallery from its blanks to its report: filled in as departments and the office would, checked, rated, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit.gallery_plant import answer, office_files
from kit.plant_on_disk import quarter

from pipeline.intake.examine import examine
from pipeline.intake.forms.blanks import blanks
from pipeline.rulebook.defaults import DEFAULT, gallery
from pipeline.run import rate, read, report_files


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in gallery() if one != DEFAULT])
def test_a_plant_begins_with_a_rulebook_of_the_gallery_and_is_reported_on(name: str, tmp_path: Path):
    office_files(tmp_path, name)
    for file, content in blanks(read(tmp_path), quarter()).items():
        if not file.startswith(("部门考评", "党委考评")):
            assert file in ("组织名册.xlsx", "评价细则.xlsx")
            continue
        (tmp_path / file).write_bytes(content)
        answer(tmp_path / file, name)
    examined = examine(read(tmp_path), quarter(), ())
    assert [str(one) for one in examined.stops] == []
    files, faults = report_files(rate(examined, False, ()))
    assert not faults and {"index.html", "双星通报.xlsx"} <= files.keys()
