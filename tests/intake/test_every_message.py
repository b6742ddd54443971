"""Every message of docs/检查消息.md is brought by a fault of the sample: at its place, with the words of the page, and alone."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from kit.message_examples import FAULTS, SCENES, message_examples
from kit.plant_on_disk import told
from kit.spoilt import Fault, Scene, spoilt

from docs.build import CATALOGUE, FOLDER, messages_page
from pipeline.core.finding import Severity

OF_A_SHAPE = ("E125", "E127", "W121", "W125")  # they name columns and ranges instead of what stands in them
UNFILLED = re.compile(r"[{}]|……|\b(None|nan|NaT|<NA>)\b")


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


def test_the_page_of_messages_shows_what_the_program_really_says():
    assert (FOLDER / "检查消息.md").read_text("utf-8") == messages_page(message_examples())


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_stands_on_the_page_in_one_row(code: str):
    page = (FOLDER / "检查消息.md").read_text("utf-8")
    lines = [line for line in page.splitlines() if line.startswith(f"| {code} |")]
    assert len(lines) == 1 and lines[0].count("|") == 5


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_is_plain_and_says_what_to_do(code: str):
    severity, message, remedy = CATALOGUE[code]
    assert severity is {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}[code[0]]
    assert message and remedy
    assert not any(word in message + remedy for word in ("！", "!", "非法", "无效", "错误", "null", "NaN"))
