"""The papers laid out by an office program keep to the pages that the plant allows them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from kit.plant_on_disk import sample_report

SOFFICE = shutil.which("soffice")
AT_MOST = {
    "公文/党委会议题材料": 2,
    "公文/数据确认单-检修支部": 1,
    "公文/整改通知单-燃料支部": 1,
    "述职/检修支部": 1,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Pages of each paper as PDF."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("papers")
    for number, name in enumerate(AT_MOST):
        (folder / f"{number}.docx").write_bytes(sample_report()[f"{name}.docx"])
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            *sorted(folder.glob("*.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {
        name: len(re.findall(rb"/Type\s*/Page\b", (folder / f"{number}.pdf").read_bytes()))
        for number, name in enumerate(AT_MOST)
    }


@pytest.mark.parametrize("name", AT_MOST)
def test_a_paper_keeps_to_its_pages(pages: dict[str, int], name: str) -> None:
    assert 1 <= pages[name] <= AT_MOST[name]
