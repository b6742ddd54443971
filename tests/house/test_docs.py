"""The pages that are made from the code are as the code makes them now; 检查消息.md has its test beside the messages."""

from __future__ import annotations

import pytest
from kit.clerk.kinds import KNOWN
from kit.plant_on_disk import ROOT

from docs.build import FOLDER, guide_page, slips_page, system_page
from docs.packages import drawing, imports


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("填报指南.md", guide_page),
        ("制度对照.md", system_page),
        ("常见差错.md", slips_page),
        ("packages.svg", drawing),
    ],
)
def test_a_generated_page_is_up_to_date(name, page):
    assert (FOLDER / name).read_text("utf-8") == page()


@pytest.mark.parametrize("test", sorted({test for one in KNOWN for test in one.tests}))
def test_a_kind_of_slip_names_a_test_that_is_there(test):
    file, _, function = test.partition("::")
    assert f"def {function}(" in (ROOT / "tests" / file).read_text("utf-8")


def test_the_picture_of_the_packages_has_an_arrow_for_each_import_between_them():
    assert drawing().count("marker-end") == len(imports()) > 30
    assert "#c00" not in drawing(), "an import looks up"
