"""一页纸 is one A4 page however many branches there are: the page printed by a browser, the paper by an office program."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from kit.many_branches import with_branches
from kit.plant_on_disk import sample_rated

from docs.templates.make_documents import template
from pipeline.report.papers.one_page import one_page, one_page_html
from pipeline.report.papers.template import fill, form

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFFICE = shutil.which("soffice")
COUNTS = (8, 14, 40, 100)


def pages(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed, so nothing is printed")
@pytest.mark.parametrize("count", COUNTS)
def test_the_page_prints_on_one_sheet(tmp_path, count):
    page, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_bytes(one_page_html(replace(with_branches(sample_rated(), count), level="full")))
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert pages(pdf) == 1


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_paper_prints_on_one_sheet(tmp_path):
    blank, _ = form(template("一页纸"), "一页纸")
    assert blank is not None
    for count in COUNTS:
        (one,) = one_page(replace(with_branches(sample_rated(), count), level="full"))
        (tmp_path / f"{count}.docx").write_bytes(fill(blank, one.context)[0] or b"")
    command = [SOFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", tmp_path, *sorted(tmp_path.glob("*.docx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert {count: pages(tmp_path / f"{count}.pdf") for count in COUNTS} == dict.fromkeys(COUNTS, 1)
