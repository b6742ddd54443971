"""docs/检查消息.md lists every message with an example, and some test produces each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.excel import messages, template_cell
from pipeline.messages_page import messages_page
from pipeline.sentences import SENTENCES

TESTS = Path(__file__).parent
CODES = sorted({*messages.SENTENCES, *SENTENCES, *template_cell.SENTENCES})
PRODUCED = {code for path in TESTS.glob("**/test_*.py") for code in re.findall(r"[EWN]\d{3}", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("code", CODES)
def test_each_message_stands_on_the_page_once_with_an_example(code):
    lines = [line for line in messages_page().splitlines() if line.startswith(f"| {code} |")]
    assert len(lines) == 1
    assert "{" not in lines[0] and lines[0].count("|") == 5 and "……" not in lines[0]


@pytest.mark.parametrize("code", CODES)
def test_some_test_produces_the_message(code):
    assert code in PRODUCED
