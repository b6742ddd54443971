"""docs/措辞.md and the program say the same: its words are those of the code, and what it bans is said nowhere."""

from __future__ import annotations

import re

import pytest
from kit.plant_on_disk import ROOT

from pipeline.core.chinese import LEVELS
from pipeline.rating.stars import FIRST, UNRATED
from pipeline.report import disclosure, stage
from pipeline.report.pages.card import _TAGS
from pipeline.report.papers.one_page import SECRET

PAGE = (ROOT / "docs" / "措辞.md").read_text("utf-8")
STAGES = (stage.DRAFT, stage.PROCESS, stage.FIRST_DRAFT, stage.NOTICE, stage.QUARTER, stage.OFFICIAL)
WORDS = (  # of the code, each as the page must quote it
    *STAGES,
    *LEVELS,
    *(text for _, text in _TAGS.values() if text != "名额"),
    *disclosure.SENTENCES.values(),
    *disclosure._STAGES.values(),
    disclosure.ADVICE,
    disclosure.CONCEALED,
    disclosure.ABSENT_WORD,
    disclosure.PENDING_WORD,
    disclosure.RECUSED_WORD,
    f"{stage.FIRST_DRAFT}　{SECRET}",
    disclosure.INDISTINCT,
    FIRST,
    UNRATED,
)
SOURCES = [
    path
    for folder in ("pipeline", "templates", "schemas")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".j2", ".toml") or path.name.endswith("基本设置.csv")
]


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def banned() -> list[str]:
    rows = re.findall(r"^\| (?!不写 \|)([^|]+) \| [^|]+ \|$", section("不用的说法"), re.MULTILINE)
    return [word for row in rows for word in re.split("、", row) if not word.startswith("-")]


@pytest.mark.parametrize("word", dict.fromkeys(WORDS))
def test_the_page_quotes_the_words_of_the_code(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_stages_stand_in_their_order_with_what_each_reader_gets() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", section("到了哪一步"), re.MULTILINE)
    assert sorted(rows) == sorted(STAGES)


@pytest.mark.parametrize("word", banned())
def test_what_is_banned_is_said_nowhere(word: str) -> None:
    assert [path.name for path in SOURCES if word in path.read_text("utf-8")] == []


def test_the_ban_is_not_empty() -> None:
    assert len(banned()) >= 12
