"""Looking for a row on the office's pages: the box, the filters, the order and the export, in a browser; and the page without script."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from kit.boxes import chromium
from kit.browser import CHROMIUM
from kit.result_sample import sample
from kit.whole_sample import pages, rating

from pipeline.report.pages.pages import report_pages
from schemas.words import BRANCH

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed, so the pages are not opened"
)

# Types into the box, chooses filters and presses keys as a reader would; says what is shown after each.
PROBE = """<script>
(function () {
  var bar = document.querySelector(".find"), controls = bar.elements, told = {}, text = "", RealBlob = window.Blob;
  function shown(selector) {
    return Array.prototype.filter.call(document.querySelectorAll(selector), function (x) { return !x.hidden && !x.closest("[hidden]"); }).length;
  }
  function tell(name) {
    told[name] = { rows: shown("main tbody tr"), cards: shown(".card"), persons: shown(".person") };
    told[name].said = bar.querySelector("output").textContent;
  }
  function set(control, value) {
    if (control.type === "checkbox") { control.checked = value; } else { control.value = value; }
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function clear() { bar.querySelector("button").click(); }
  tell("all");
  set(controls[0], WORD); tell("word"); clear(); tell("cleared");
  set(controls[1], "热控支部"); tell("branch"); clear();
  set(controls[2], "5"); tell("level"); clear();
  set(controls[3], true); tell("changed"); clear();
  set(controls[4], true); tell("lacking"); clear();
  window.Blob = function (parts) { text = parts.join(""); return new RealBlob(parts); };
  document.querySelector("main table .tools button").click();
  told.csv = text;
  told.labels = Array.prototype.every.call(bar.querySelectorAll("input,select"), function (x) { return x.closest("label"); });
  document.body.setAttribute("data-told", JSON.stringify(told));
}());
</script>"""


def told(folder: Path, page: bytes, word: str = "热控一班") -> dict:
    file = folder / "page.html"
    script = PROBE.replace("WORD", json.dumps(word, ensure_ascii=False))
    file.write_text(page.decode().replace("</body>", script + "</body>"), encoding="utf-8")
    found = re.search(r'data-told="(.*?)"', chromium(file, "--dump-dom").stdout)
    assert found
    return json.loads(html.unescape(found[1]))


@pytest.mark.parametrize("name", ["index.html", "党员.html", "制度运行.html", "台账.html"])
def test_each_filter_leaves_some_rows_and_the_button_brings_all_back(tmp_path, name):
    seen = told(tmp_path, pages()[name])
    everything = seen["all"]
    for filtered in ("word", "branch", "level", "changed", "lacking"):
        assert 0 < seen[filtered]["rows"] < everything["rows"], filtered
        assert seen[filtered]["said"].startswith("找到"), filtered
    assert seen["cleared"] == everything and everything["said"] == ""
    assert seen["labels"]


def test_a_branch_shows_its_card_its_teams_and_its_members_alone(tmp_path):
    seen = told(tmp_path, pages()["index.html"])
    assert seen["branch"]["cards"] == 1
    assert seen["level"]["cards"] == sum(s.shown == 5 for s in rating().stars_of(BRANCH))
    persons = told(tmp_path, pages()["党员.html"])
    members = sum(x.branch == "热控支部" for x in rating().statistics.members.lines)
    assert persons["branch"]["persons"] == members


def test_what_is_not_there_is_said(tmp_path):
    assert told(tmp_path, pages()["党员.html"], "查无此人")["word"] == {
        "rows": 0,
        "cards": 0,
        "persons": 0,
        "said": "没有符合的",
    }


def test_a_table_exports_itself_with_a_mark_and_without_formulas(tmp_path):
    page = pages()["index.html"].decode()
    for first, harmful in (
        ("冯立龙", "=HYPERLINK(0)"),
        ("苏雨丽", "＋1"),
        ("卢慧", '"引",号'),
        ("黄敏", "-5"),
    ):
        page = page.replace(
            f'<td class="w desk">{first}</td>', f'<td class="w desk">{html.escape(harmful)}</td>', 1
        )
    lines = told(tmp_path, page.encode())["csv"].split("\r\n")
    heads = lines[0].split(",")
    assert lines[0].startswith("\ufeff名次,支部,第一责任人,总分") and lines[-1] == ""
    assert len(lines) == 1 + len(rating().stars_of(BRANCH)) + 1
    assert lines[1].split(",")[heads.index("第一责任人")] == "'=HYPERLINK(0)"
    assert lines[1].split(",")[heads.index("星级")] == "五星"
    assert "'＋1" in lines[2] and '"""引"",号"' in lines[3] and ",-5," in "".join(lines)


def test_without_script_no_control_is_there_and_everything_is(tmp_path):
    for name in ("index.html", "党员.html", "制度运行.html", "台账.html"):
        page = pages()[name].decode().split("<script>")[0]
        assert not re.search(r"<(button|input|select)|role=\"button\"| hidden[ >]", page)


def test_names_that_would_break_the_page_are_looked_for_as_they_are(tmp_path):
    page = report_pages(sample(hostile=True))["index.html"]
    seen = told(tmp_path, page, "<script>alert(1)")
    assert 0 < seen["word"]["rows"] < seen["all"]["rows"]
