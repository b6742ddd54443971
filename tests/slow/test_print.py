"""What a print of the pages is: a brief of few sheets, and everything after 打印依据; counted from the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from kit.boxes import chromium
from kit.browser import CHROMIUM
from kit.whole_sample import pages

PDFTOTEXT = shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or PDFTOTEXT is None,
    reason="Chromium or pdftotext is not installed, so nothing is printed",
)
HEADING = re.compile(r"^[一二三四五六七八九十]+、\S+$")


def sheets(folder: Path, name: str, part: str = "") -> list[str]:
    """The words of each printed sheet."""
    page, pdf = folder / "page.html", folder / "print.pdf"
    page.write_bytes(pages()[name])
    chromium(page, f"--print-to-pdf={pdf}", part=part)
    words = subprocess.run([str(PDFTOTEXT), str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return words.split("\f")[:-1]


def orphans(printed: list[str]) -> list[str]:
    """Headings that stand last on their sheet, above its number."""
    lines = [[line.strip() for line in sheet.split("\n") if line.strip()] for sheet in printed]
    return [sheet[-2] for sheet in lines if len(sheet) > 1 and HEADING.match(sheet[-2])]


def test_the_report_prints_as_a_brief_of_four_sheets_at_most(tmp_path):
    printed = sheets(tmp_path, "index.html")
    words = "".join(printed)
    assert len(printed) <= 4 and orphans(printed) == []
    for part in (
        "一、摘要",
        "表1",
        "表2",
        "四、三比排名",
        "五、星级走势",
        "结论：",
        "七、人工调整与异议",
        "批准：",
    ):
        assert part in words
    for part in ("得分构成", "数据出处", "每行数据的去向", "打印依据", "查找"):
        assert part not in words


@pytest.mark.parametrize("branch", ["检修支部", "机关二支部"])
def test_a_branch_prints_on_two_sheets_with_what_it_lost(tmp_path, branch):
    printed = sheets(tmp_path, f"支部/{branch}.html")
    words = "".join(printed)
    assert len(printed) <= 2 and orphans(printed) == []
    assert "得分构成" in words and "没有列出" in words and "数据出处" not in words


def test_after_the_link_everything_is_printed(tmp_path):
    printed = sheets(tmp_path, "支部/检修支部.html", "#basis")
    words = "".join(printed)
    assert len(printed) > 4 and orphans(printed) == []
    assert "数据出处" in words and "没有列出" not in words
