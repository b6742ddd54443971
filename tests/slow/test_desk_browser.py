"""收件台 as the office meets it, in a real browser: drop, read, download, repair, drop again, report."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from kit.browser import CHROMIUM, browser
from kit.desk import running_desk
from kit.sample_file import opened
from kit.sample_folder import BRANCH, INPUT, QUARTER, changed, folder

from pipeline.excel import layout

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed, so the page is not opened"
)


def spoil(workbook):
    workbook["组织生活"]["E6"] = "某天"


def downloaded(place: Path) -> Path:
    """The file that the browser has kept, once it is whole."""
    end = time.monotonic() + 60
    while not (files := list(place.glob("*.xlsx"))) and time.monotonic() < end:
        time.sleep(0.1)
    return files[0]


def test_the_office_s_day_from_a_spoilt_workbook_to_the_report(tmp_path):
    source, sent, kept = folder(tmp_path), tmp_path / "sent", tmp_path / "kept"
    sent.mkdir()
    (source / QUARTER / BRANCH).unlink()
    changed(INPUT / QUARTER / BRANCH, spoil, sent / BRANCH)
    with running_desk(tmp_path) as (address, said), browser(tmp_path / "profile") as page:
        page.open(address)
        assert "key=" not in page.run("location.href") and "检修支部：“支部填报”还没有报送" in page.text()

        page.drag("form.drop", [sent / BRANCH])
        assert "组织生活 › E6" in page.text() and "“某天”" in page.text() and "1 个错误" in page.text()

        page.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(kept))
        page.run("document.querySelector('a[download]').click()")
        copy = downloaded(kept)
        assert copy.name == f"退回-{BRANCH}" and opened(copy.read_bytes()).sheetnames[0] == layout.PROBLEMS

        repaired = opened(copy.read_bytes())
        repaired["组织生活"]["E6"] = opened((INPUT / QUARTER / BRANCH).read_bytes())["组织生活"]["E6"].value
        repaired.save(copy)
        page.choose("input[type=file]", [copy])
        page.click("form.drop button.main")
        assert "0 个错误" in page.text() and "换下了以前收的一份" in page.text()

        page.click("h1 a")
        assert "已收 16 / 应收 16" in page.text()
        page.click("form.task input[value=report] ~ button")
        page.wait(lambda: "全部结果" in (text := page.text()) and "正在运行" not in text)
        assert "下一步" in page.text() and "没有完成" not in page.text()
        page.open(page.run("document.querySelector('a.button').href"))
        assert "检修支部" in page.text()
        assert page.run("document.documentElement.className") == "js"  # its own script runs, and only that
        assert page.complaints() == []
    assert not [line for line in said if "检修" in line or "key=" in line]


def test_every_page_does_its_work_without_script(tmp_path):
    source = folder(tmp_path)
    with running_desk(tmp_path) as (address, _), browser(tmp_path / "profile") as page:
        page.ask("Emulation.setScriptExecutionDisabled", value=True)
        page.ask("Page.navigate", url=address)
        page.wait(lambda: "今天要办" in page.text())
        page.choose("input[type=file]", [INPUT / QUARTER / BRANCH])
        page.run("document.querySelector('form.drop button[name=try]').click()")
        page.wait(lambda: "这是试查" in page.text())
    assert (source / QUARTER / BRANCH).is_file()
