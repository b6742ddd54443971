"""Workbooks that went through another office program mean the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from kit.plant_on_disk import SAMPLE, checked_by, data_of, rated_from, sample_rated
from kit.remembered import Shared

from pipeline.intake.collect import collect
from pipeline.report.result import Result

SOFFICE = shutil.which("soffice")


def saved_as(kind: str, source: Path, folder: Path) -> Path:
    """The workbooks as LibreOffice saves them in one run."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    files = sorted(source.glob("*/*.xlsx"))
    (folder / "before").mkdir()
    for number, path in enumerate(files):  # one run writes into one folder, and names of files say nothing
        shutil.copyfile(path, folder / "before" / f"{number}.xlsx")
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            folder / "after",
            *sorted((folder / "before").iterdir()),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert len(list((folder / "after").iterdir())) == len(files)
    return folder / "after"


@pytest.fixture(scope="module")
def saved_again(shared: Shared) -> Result:
    """The last quarter, rated from workbooks that LibreOffice opened and saved."""
    return rated_from(shared("libreoffice", partial(saved_as, "xlsx", SAMPLE)) / "after")


def test_workbooks_saved_by_another_program_give_the_same_stars(saved_again):
    assert [(str(f.place), f.message) for f in saved_again.examined.stops] == []
    for name in ("stars", "scores"):
        assert data_of(saved_again, name) == data_of(sample_rated(), name)


def test_the_program_that_saved_a_workbook_is_told(saved_again):
    programs = {receipt.program for receipt in saved_again.examined.intake.receipts}
    assert len(programs) == 1 and "LibreOffice" in next(iter(programs))


LIKE_XLSX = ("stars", "scores", "ranks")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_workbooks_of_another_kind_are_converted_and_mean_the_same(kind, small, tmp_path, monkeypatch):
    """Dates, percentages, numbers written as text and numbers of staff that begin with 0 included: each star depends on them.

    A plant of one branch has workbooks of every kind."""
    folder = saved_as(kind, small, tmp_path)
    for number, path in enumerate(sorted(folder.iterdir())):  # what a file is called says nothing
        path.rename(path.with_suffix((".et", f".{kind}")[number % 2]))
    monkeypatch.setenv("SOFFICE", str(SOFFICE))
    converted, plain = rated_from(folder), rated_from(small)
    assert [(str(f.place), f.message) for f in converted.examined.stops] == []
    for name in LIKE_XLSX:
        assert data_of(converted, name) == data_of(plain, name)
    inbox = converted.examined.inbox
    assert {w.file for w in inbox.workbooks} == {f.place.file for f in inbox.findings if f.code == "N130"}
    assert all("已转换" in receipt.program for receipt in converted.examined.intake.receipts)
    assert {w.file: w.sha256 for w in inbox.workbooks} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
    }


CELLS = {
    "日期": (dt.date(2019, 8, 6), "2019/8/6", "8月6日", "2019-08-06 00:00:00"),
    "扣分": ("0.50", "５", 0.5, "5%"),
    "原因": ("007", "=1+1", "1e5", "2019-08"),
}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_cell_is_read_as_in_the_xlsx_whatever_it_holds(kind, tmp_path, monkeypatch):
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    book = openpyxl.load_workbook(SAMPLE / checked_by("人力资源部"))
    sheet = book["班组考评"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    for title, values in CELLS.items():
        for row, value in enumerate(values, 6):
            cell = sheet.cell(row, heads[title], value)
            if title == "扣分" and value == 0.5:
                cell.number_format = "0%"
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, tmp_path / "a.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    monkeypatch.setenv("SOFFICE", SOFFICE)
    rows, findings = [], []
    for ending in ("xlsx", kind):
        (tmp_path / ending).mkdir()
        shutil.copyfile(tmp_path / f"a.{ending}", tmp_path / ending / "a.et")
        inbox = collect(tmp_path / ending)
        rows.append([list(map(str, row)) for row in inbox.every("check", ["a.et"]).to_numpy().tolist()])
        findings.append([(f.place.cell, f.code, f.message) for f in inbox.findings if f.place.row])
    assert rows[0] == rows[1] and findings[0] == findings[1] and len(findings[0]) >= 4
