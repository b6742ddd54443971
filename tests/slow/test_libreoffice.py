"""Workbooks that went through another office program mean the same."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from kit.plant_on_disk import SAMPLE, data_of, rated_from, sample_rated

from pipeline.report.result import Result

SOFFICE = shutil.which("soffice")
PERIODS = ("2019", "2019Q1", "2019Q2", "2019Q3")


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The last quarter, rated from workbooks that LibreOffice opened and saved in one run."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    files = [path for period in PERIODS for path in sorted((SAMPLE / period).glob("*.xlsx"))]
    (folder / "before").mkdir()
    for number, path in enumerate(files):  # one run writes into one folder, and names of files say nothing
        shutil.copyfile(path, folder / "before" / f"{number}.xlsx")
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            folder / "after",
            *sorted((folder / "before").iterdir()),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert len(list((folder / "after").iterdir())) == len(files)
    return rated_from(folder / "after")


def test_workbooks_saved_by_another_program_give_the_same_stars(saved_again):
    assert [(str(f.place), f.message) for f in saved_again.examined.stops] == []
    for name in ("stars", "scores"):
        assert data_of(saved_again, name) == data_of(sample_rated(), name)


def test_the_program_that_saved_a_workbook_is_told(saved_again):
    programs = {receipt.program for receipt in saved_again.examined.intake.receipts}
    assert len(programs) == 1 and "LibreOffice" in next(iter(programs))
