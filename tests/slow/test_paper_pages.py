"""The papers laid out by an office program keep to the pages that the plant allows them."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from kit.plant_on_disk import sample_rated, sample_report
from kit.remembered import Shared

from pipeline.report.papers.papers import documents
from pipeline.report.stage import QUARTER, Stage

SOFFICE = shutil.which("soffice")
QUARTER_PAGE = "公文/季度通报"
AT_MOST = {
    "公文/党委会议题材料": 2,
    "公文/数据确认单-检修支部": 1,
    "公文/整改通知单-燃料支部": 1,
    "述职/检修支部": 1,
    QUARTER_PAGE: 1,
}


@pytest.fixture(scope="module")
def pages(shared: Shared) -> dict[str, int]:
    """Pages of each paper as PDF."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = shared("papers", _printed)
    return {
        name: len(re.findall(rb"/Type\s*/Page\b", (folder / f"{number}.pdf").read_bytes()))
        for number, name in enumerate(AT_MOST)
    }


def _printed(folder: Path) -> None:
    settled = replace(sample_rated(), stage=Stage(QUARTER, "经2019年10月20日党建例会审核", light=True))
    files = {**sample_report(), **documents(settled)[0]}
    files |= {name: content for name, content in sample_report().items() if QUARTER_PAGE not in name}
    for number, name in enumerate(AT_MOST):
        (folder / f"{number}.docx").write_bytes(files[f"{name}.docx"])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
    subprocess.run([*command, *sorted(folder.glob("*.docx"))], check=True, capture_output=True, timeout=180)


@pytest.mark.parametrize("name", AT_MOST)
def test_a_paper_keeps_to_its_pages(pages: dict[str, int], name: str) -> None:
    assert 1 <= pages[name] <= AT_MOST[name]
