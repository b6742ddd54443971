"""Every message of docs/检查消息.md is brought by a fault of the sample: at its place, with the words of the page, and alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from kit.plant_on_disk import told
from kit.spoilt import Fault, Scene, spoilt
from kit.spoilt_cells import CELLS
from kit.spoilt_covers import COVERS
from kit.spoilt_files import FILES
from kit.spoilt_plant import OFFICE, ROWS, SLIP, WORKBOOKS
from kit.spoilt_rules import EXAMPLES, HOLLOW, RULEBOOK
from kit.spoilt_template import TEMPLATES

from pipeline.core.finding import Severity
from pipeline.messages_page import CATALOGUE, example, messages_page

SCENES = (FILES, CELLS, ROWS, WORKBOOKS, COVERS, OFFICE, SLIP, RULEBOOK, EXAMPLES, HOLLOW, TEMPLATES)
FAULTS = [(scene, fault) for scene in SCENES for fault in scene.faults]
OF_A_SHAPE = ("E125", "E127", "W121", "W125")  # they name columns and ranges instead of what stands in them
UNFILLED = re.compile(r"[{}]|……|\b(None|nan|NaT|<NA>)\b")


@cache
def first(code: str) -> tuple[Scene, Fault]:
    """The first fault that stands for a code."""
    return next((scene, fault) for scene, fault in FAULTS if fault.code == code)


def test_every_message_has_its_fault_and_every_fault_its_message():
    assert sorted({fault.code for _, fault in FAULTS}) == sorted(CATALOGUE)


@pytest.mark.parametrize(("scene", "fault"), FAULTS, ids=[str(fault) for _, fault in FAULTS])
def test_a_fault_is_found_at_its_place_and_says_what_to_do(scene: Scene, fault: Fault):
    seen = spoilt(scene)
    assert seen.expected[fault][0][0] == fault.code
    assert not Counter(seen.expected[fault]) - Counter(told(seen.found))
    for one in seen.of(fault):
        assert one.severity is {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}[one.code[0]]
        assert one.message and one.remedy and not UNFILLED.search(one.message + one.remedy)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_nothing_is_found_but_what_was_spoilt(scene: Scene):
    seen = spoilt(scene)
    assert sorted(told(seen.found)) == sorted(one for brought in seen.expected.values() for one in brought)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_a_finding_shows_what_stands_in_the_cell_that_it_names(scene: Scene):
    for one, text in spoilt(scene).cells.items():
        assert one.value in (text, *text.split("、")) or one.code in OF_A_SHAPE, (
            str(one.place),
            one.code,
            text,
            one.value,
        )


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_page_shows_what_the_fault_really_said(code: str):
    scene, fault = first(code)
    assert example(code) in [(one.message, one.remedy) for one in spoilt(scene).of(fault)]
    lines = [line for line in messages_page().splitlines() if line.startswith(f"| {code} |")]
    assert len(lines) == 1 and lines[0].count("|") == 5


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_is_plain_and_says_what_to_do(code: str):
    severity, message, remedy = CATALOGUE[code]
    assert severity is {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}[code[0]]
    assert message and remedy
    assert not any(word in message + remedy for word in ("！", "!", "非法", "无效", "错误", "null", "NaN"))
