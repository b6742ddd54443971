import shutil
import subprocess
from pathlib import Path

import pytest
from kit.boxes import chromium
from kit.browser import CHROMIUM
from kit.result_sample import sample
from kit.whole_sample import rating, seen

from pipeline.report.notices.check import check_page
from pipeline.report.pages.pages import report_pages

PDFTOTEXT = shutil.which("pdftotext")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed, so the pages are not opened"
)

# Reports what a visitor would see: what a click on the heading of the scores in the first table does, and what stands open.
PROBE = """
<script>
(function () {
  function column(at) {
    var rows = Array.prototype.slice.call(document.querySelector("table").tBodies[0].rows);
    return rows.map(function (row) { return row.cells[at].textContent; }).join(" ");
  }
  function open() { return document.querySelectorAll("details[open]").length; }
  var head = document.querySelectorAll("table .sort")[3], found = ["before " + column(3), "folded " + open()];
  head.click();
  found.push("once " + column(3));
  head.click();
  found.push("twice " + column(3));
  window.onbeforeprint();
  found.push("print " + column(3), "all " + (open() === document.querySelectorAll("details").length));
  window.onafterprint();
  found.push("after " + open());
  found.push("requests " + performance.getEntriesByType("resource").length);
  document.body.setAttribute("data-probe", found.join("|"));
}());
</script>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("report")
    result = sample(hostile=True)
    pages = report_pages(result)
    pages["check.html"] = check_page(result.period.title, result.plant, result.intake, official=True)
    for path, page in pages.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(page)
    probed = pages["index.html"].decode().replace("</body>", PROBE + "</body>")
    (root / "probed.html").write_text(probed, encoding="utf-8")
    return root


def probe(folder: Path) -> dict[str, str]:
    page = chromium(folder / "probed.html", "--dump-dom").stdout
    words = page.split('data-probe="')[1].split('"')[0]
    return dict(part.split(" ", 1) for part in words.split("|"))


def test_a_click_on_a_heading_sorts_and_printing_restores_the_order_and_opens_all(folder):
    seen = probe(folder)
    best_first = seen["before"].split()
    assert seen["once"].split() == sorted(best_first, key=float)
    assert seen["twice"].split() == sorted(best_first, key=float, reverse=True)
    assert seen["print"] == seen["before"]
    assert seen["all"] == "true"
    assert seen["after"] == seen["folded"]
    assert seen["requests"] == "0"


@pytest.mark.parametrize("name", ["index.html", "check.html", "支部/script_alert(1)_script.html"])
def test_a_page_opens_without_a_word_on_the_console(folder, name):
    log = chromium(folder / name, "--dump-dom").stderr
    assert not [line for line in log.splitlines() if "CONSOLE" in line]


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext is not installed, so printed text is not read")
def test_a_print_with_all_evidence_holds_every_panel_and_the_stage_on_every_sheet(folder):
    pdf = folder / "print.pdf"
    chromium(folder / "index.html", f"--print-to-pdf={pdf}", part="#basis")
    words = subprocess.run([str(PDFTOTEXT), str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    sheets = words.split("\f")[:-1]
    assert all("初评稿" in sheet and "2019年第三季度" in sheet for sheet in sheets)
    for part in ("得分构成", "BR12", "F7：2019-08-07", "每行数据的去向", "尤试十", "VT01"):
        assert part in words


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext is not installed, so printed text is not read")
def test_the_registers_print_one_at_a_time_and_without_a_choice_their_contents(tmp_path):
    page = tmp_path / "registers.html"
    page.write_bytes(report_pages(rating())["台账.html"])
    printed = {}
    for part in ("", "#wish"):
        pdf = tmp_path / "print.pdf"
        chromium(page, f"--print-to-pdf={pdf}", part=part)
        printed[part] = subprocess.run(
            [str(PDFTOTEXT), str(pdf), "-"], capture_output=True, text=True, check=True
        ).stdout
    wish, other = (
        next(r for r in seen().registers if r.key == key).entries[0] for key in ("wish", "request")
    )
    assert "台账目录" in printed[""] and printed[""].count("\f") == 1 and wish.cells[0] not in printed[""]
    assert (
        wish.cells[0] in printed["#wish"]
        and other.cells[0] not in printed["#wish"]
        and "台账目录" not in printed["#wish"]
    )
