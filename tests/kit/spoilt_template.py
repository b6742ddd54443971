"""One fault for every message about the circular's template, in the template that the office restyles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docs.templates.make_circular import template
from kit.plant_on_disk import edited
from kit.small_result import small_result
from kit.spoilt import Fault, Scene, Told
from pipeline.core.finding import Finding
from pipeline.report.papers.circular import TEMPLATE, circular

_FILE = f"templates/{TEMPLATE}"


def cell(code: str, says: str, sheet: str, address: str, text: str) -> Fault:
    """Something else written into a cell of the template."""

    def spoil(folder: Path) -> list[Told]:
        with edited(folder / TEMPLATE) as workbook:
            workbook[sheet][address].value = text
        return [(code, _FILE, sheet, address)]

    return Fault(code, says, spoil)


def _no_workbook(folder: Path) -> list[Told]:
    (folder / "另存坏了的.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    return [("E601", _FILE, "", "")]


def _looked(folder: Path, _: tuple[str, ...]) -> Iterator[Finding]:
    """What is wrong with each template of the folder."""
    for path in sorted(folder.iterdir()):
        yield from circular(small_result(), path.read_bytes())[1]


FAULTS = (
    Fault("E601", "no workbook", _no_workbook),
    cell("E602", "a name that is not there", "支部排名", "C5", "{{ row.scor }}"),
    cell("E603", "a brace too few", "摘要", "B5", "{{ row.value"),
    cell("E604", "a sum of words and numbers", "班组评星", "B5", "{{ row.unit + 1 }}"),
    cell("E605", "two repetitions in a row", "参数与口径", "B5", "{% for other in rules %}{{ row.text }}"),
    cell("E606", "a link to nowhere", "目录", "B5", "{{ link('摘要', '摘要表') }}"),
)

TEMPLATES = Scene("template", lambda folder: (folder / TEMPLATE).write_bytes(template()), FAULTS, _looked)
