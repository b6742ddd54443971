"""Every rulebook of the gallery: the checker finds nothing, its worked examples come out, a small plant is rated with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources

import pytest
from kit.gallery_plant import Figures, directory, plant, scheme, votes
from kit.plant_on_disk import ROOT
from kit.tiny_plant import Row, inbox, tables

from pipeline.core.finding import Severity
from pipeline.intake.checks.rules.soundness import check_rulebook
from pipeline.rating.evaluate import evaluate
from pipeline.rulebook.defaults import DEFAULT, NOTES, gallery, gallery_notes, gallery_rules, layered
from schemas.base import columns, title
from schemas.books import RULEBOOK
from schemas.words import UNIT_KINDS

SCHEMES = [name for name in gallery() if name != DEFAULT]
PARTS = ("## 出处", "## 原办法没有写、这里留着的", "## 为了能用，我们补的（都可以改）", "## 还写不进去的")


@dataclass(frozen=True)
class Case:
    """What is marked, deducted and reported, and what two units get by hand: score and level."""

    figures: Figures
    expected: Mapping[tuple[str, str], tuple[str, int]]
    more: Sequence[Row] = ()


# what we added for the kind of unit that a scheme does not rate: of a hundred points 40, 30, 30
TEAMS_ADDED: Figures = {
    "TM01": (0, 5, 0, 10, 0, 0),
    "TM02": (100, 90, 100, 80, 100, 95),
    "TM03": (30, 25, 27, 20, 28, 29),
}
BRANCHES_ADDED: Figures = {"BR01": (38, 30, 20), "BR02": (29, 25, 20), "BR03": (28, 25, 20)}
ONE = ("班组", "一班")  # 40 − 0, 30 × 100%, 30: 100
TWO = ("班组", "二班")  # 40 − 5, 30 × 90%, 25: 87
FIRST, SECOND, THIRD = (("党支部", f"{name}支部") for name in "甲乙丙")  # the three added items: 95, 80, 60

CASES = {
    "五星创评": Case(
        {
            **{f"BR0{n}": marks for n, marks in enumerate(((14, 13, 9), (14, 14, 8), (9, 9, 6)), 1)},
            **{f"BR0{n}": marks for n, marks in enumerate(((14, 14, 8), (9, 9, 5), (18, 18, 12)), 4)},
            "BR07": (13, 14, 9),
            "BR08a": ("有", "没有", "没有"),
            "BR08b": (2, 4, 0),
            **TEAMS_ADDED,
        },
        # 14 + 14 + 9 + 14 + 9 + 18 + 13 + 5 + 2; 乙支部 has 95 without an innovation, so four stars at most
        {FIRST: ("98", 5), SECOND: ("95", 4), THIRD: ("57", 1)},
    ),
    "健康支部": Case(
        {
            **{f"BR0{n}": (19, 18, 17.9) for n in range(1, 5)},
            "BR05": (19, 17.99, 17.9),
            **TEAMS_ADDED,
        },
        {FIRST: ("95", 5), SECOND: ("89.99", 3), TWO: ("87", 4)},
    ),
    "评星定级": Case(
        {"BR01": (43, 40, 30), "BR02": (24, 20, 15), "BR03": (6, 2, 0), **TEAMS_ADDED},
        # 43 + 24 + 6 + 20 × 95% = 92; 40 + 20 + 2 + 17.6 = 79.6
        {FIRST: ("92", 5), SECOND: ("79.6", 3), ONE: ("100", 5)},
        votes(95, 88, 70),
    ),
    "班组建设规定": Case(
        {
            "TM01": (
                "符合要求",
                "基本符合要求",
                "团结协作不好",
                "符合要求",
                "有行政记过以上处分",
                "符合要求",
            ),
            "TM02": ("符合要求", "基本符合要求", "一般", "差", "符合要求", "符合要求"),
            "TM03": ("符合要求", "基本达到要求", "没有开", "符合要求", "符合要求", "讨论不认真或记录不齐全"),
            "TM04": (20, 18, 20, 20, 20, 10),
            **BRANCHES_ADDED,
        },
        # 35 + 25 + 20 + 20; 25 + 17 + 14 + 18; 35 + 25 + 8 + 10
        {ONE: ("100", 5), TWO: ("74", 3), ("班组", "六班"): ("78", 3), FIRST: ("95", 5)},
    ),
    "效能评价": Case(
        {
            "BR01": (57, 54, 48),
            "BR02": (19, 18, 17),
            "BR03a": (30, 20, 25),  # the fewest are first: 1.8, 2, 1.9
            "BR03b": (34, 40, 46),  # the mean is 40: 2, 2, 2 − 6 × 0.5 → 0
            "BR03c": (20, 15.5, 0),  # 1; four whole per cent below: 0.8; 0
            "BR03d": (100, 75, 60),  # 1; 0.5; 0
            "BR03e": (29, 18, 10),  # 1; 0.8; 0
            "BR03f": (50, 45, 20),  # 1; 0.5; 0
            "BR03g": (60, 44, 30),  # 2; 2 − 0.3 = 1.7; 1
            "BR03h": (5, -2, -10),  # 2.5; 2.3; 1.5
            "BR03i": (0, -4, -10),  # 2; 1.8; 1.5
            "BR03j": (0, 1, 3),  # 1.5; 1; 0
            "BR03k": (0, 1, 2),  # 1.5; 1; 0
            "BR03l": (0, 0.5, 1.5),  # 1.5; 1; 0
            "BR03m": (0, 2, 10),  # 1; 0.8; 0
            **TEAMS_ADDED,
        },
        # 57 + 19 + 19.8; 54 + 18 + 16.2
        {FIRST: ("95.8", 5), SECOND: ("88.2", 4)},
    ),
    "星级班组": Case(
        {
            "TM01": (190, 190, 180, 180, 150, 100),
            "TM02": (560, 560, 500, 480, 400, 300),
            "TM03": (98, 97, 96, 95, 94, 93),  # places 1 to 6: 200, 200, 200, 196, 190, 184
            "TM04": (36, 34.9, 30, 29, 24, 40),
            **BRANCHES_ADDED,
        },
        # 950; 950 and under 35%, four at most; 180 + 480 + 196 and under 30%, three at most; under 25%, two
        {ONE: ("950", 5), TWO: ("950", 4), ("班组", "四班"): ("856", 3), ("班组", "五班"): ("740", 2)},
    ),
    "星级党支部": Case(
        {"BR01": (38, 34, 30), "BR02": (95, 80, 60), "BR03": (27, 20, 10), **TEAMS_ADDED},
        # 38 + 28.5 + 27; 34 + 24 + 20; 30 + 18 + 10: five stars are the third level, three the first, below is none
        {FIRST: ("93.5", 3), SECOND: ("78", 1), THIRD: ("58", 0)},
    ),
    "达标晋级": Case(
        {"BR01": (95, 100, 79), "BR02": (80, 60, 90), "BR03": (85, 100, 90), **TEAMS_ADDED},
        # all three passed; 四好 not passed, so only the first level; 四有 not passed, so none
        {FIRST: ("260", 3), SECOND: ("260", 1), THIRD: ("259", 0)},
    ),
    "堡垒指数": Case(
        {
            **{f"BR0{n}": (14, 13, 10) for n in range(1, 5)},
            **{f"BR0{n}": (100, 90, 50) for n in range(5, 8)},
            "BR08": (14, 12, 8),
            **TEAMS_ADDED,
        },
        # 56 + 24 + 14; 52 + 21.6 + 12; 40 + 12 + 8
        {FIRST: ("94", 3), SECOND: ("85.6", 2), THIRD: ("60", 0)},
    ),
    "标杆班组": Case(
        {
            **dict.fromkeys(("TM01", "TM02", "TM04", "TM09"), ("已达标",) * 6),
            "TM03": ("已达标", "已达标", "未达标", "已达标", "已达标", "已达标"),
            "TM05": (60, 75, 80, 59.9, 60, 60),
            "TM06": (100,) * 6,
            "TM07": (70, 85, 100, 70, 70, 70),
            "TM08": (80,) * 6,
            "TM11": (20, 11, 20, 0, 0, 0),
            "TM12": (10, 5, 10, 0, 0, 0),
            "TM13": (5, 3, 5, 0, 0, 0),
            "TM14": (70, 85, 100, 70, 70, 70),
            "TM15": (2, 0, 4, 0, 0, 0),
            "TM16": (0,) * 6,
            "TM17": (10, 3, 10, 0, 0, 0),
            "TM18": (10, 0, 10, 0, 0, 0),
            **BRANCHES_ADDED,
        },
        # 9 + (10 + 5 + 5) × 0.8 + (2 + 10 + 10) × 0.2; 9 + (5 + 2 + 3) × 0.8 + (1 + 3) × 0.2; one item not passed; none more
        {
            ONE: ("29.4", 3),
            TWO: ("17.8", 2),
            ("班组", "三班"): ("29.4", 0),
            ("班组", "四班"): ("8", 0),
            ("班组", "五班"): ("9", 1),
        },
    ),
    "应急救援班": Case(
        {
            "TM01": (0, 15, 20, 0, 0, 0),
            "TM02": (0, 2, 20, 0, 0, 4),
            "TM03": (4, 0, 20, 9, 5, 0),
            "TM04": (0, 0, 10, 0, 10, 0),
            "TM05": (0, 0, 25, 0, 0, 0),
            **BRANCHES_ADDED,
        },
        # 120 − 4; − 10 − 5 − 2, under 90% of 120; nothing left but 30 of 50
        {ONE: ("116", 5), TWO: ("103", 4), ("班组", "三班"): ("30", 0)},
    ),
    "配电工区": Case(
        {
            "TM01a": (1, 2, 0, 0, 0, 0),
            "TM01b": (3, 5, 0, 0, 0, 0),
            "TM01c": (0, 3, 0, 0, 0, 0),
            "TM01d": (0, 1, 0, 0, 0, 0),
            "TM02a": (0.5, 1, 0, 0, 0, 0),
            "TM02b": (1, 1, 0, 0, 0, 0),
            "TM02c": (0, 2, 0, 0, 0, 0),
            "TM02d": (2, 2, 0, 0, 0, 0),
            "TM02e": (60, 48, 100, 100, 100, 100),  # twelve under sixty are two whole fives: 1 less
            "TM02f": (0, 0, 0, 0, 0, 0),
            "TM02g": (0, 0, 0, 0, 0, 0),
            "TM02h": (100, 97.5, 100, 100, 100, 100),  # two whole per cent: 2 less
            "TM03": (0, 10, 0, 0, 0, 0),
            "TM04": (0, 5, 0, 0, 0, 0),
            **BRANCHES_ADDED,
        },
        # 220 − 4 − 3.5; 220 − 11 − 6 − 1 − 2 − 10 − 5
        {ONE: ("212.5", 5), TWO: ("185", 4), ("班组", "三班"): ("220", 5)},
    ),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_the_checker_finds_nothing_and_the_examples_come_out(name: str):
    found = check_rulebook(inbox(*directory(), rules=scheme(name)))
    assert [one for one in found if one.severity is not Severity.NOTICE] == []
    assert len(gallery_rules(name)["example"]) >= 3


@pytest.mark.parametrize("name", SCHEMES)
def test_a_small_plant_is_rated_as_by_hand(name: str):
    case = CASES[name]
    evaluation = evaluate(tables(*plant(name, case.figures), *case.more, rules=scheme(name)), {})
    for unit, (score, star) in case.expected.items():
        assert (evaluation.scores.base[unit], evaluation.rated.standings[unit].star) == (
            Fraction(score),
            star,
        ), unit
    rated = {
        kind: [s for s in evaluation.rated.standings.values() if s.unit[0] == kind] for kind in UNIT_KINDS
    }
    assert {kind: len(units) for kind, units in rated.items()} == {"党支部": 3, "班组": 6}
    assert all(standing.rated for units in rated.values() for standing in units)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_names_its_source_what_is_open_and_what_was_added(name: str):
    notes = gallery_notes(name)
    assert notes.startswith(f"# {name}\n") and [part for part in PARTS if part in notes] == list(PARTS)
    assert gallery()[name].endswith("。")
    rows = [one for sheet in gallery_rules(name).values() for one in sheet if "reference" in one]
    assert all(one["reference"] for one in rows)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_table_and_every_heading_of_a_scheme_is_read(name: str):
    known = {f"{title(sheet)}.csv": {c.title for c in columns(sheet)} for sheet in RULEBOOK.sheets}
    for file in resources.files("templates").joinpath("rulebooks", name).iterdir():
        if file.name != NOTES:
            heads = next(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
            assert set(heads) <= known[file.name], file.name


@pytest.mark.parametrize("name", SCHEMES)
def test_every_item_says_what_it_looks_at(name: str):
    for row in layered(gallery_rules(name))["line"]:
        content = row["content"]
        assert content and content not in (row["name"], row["standard"]), row["code"]


def test_the_page_on_writing_rules_names_every_scheme_and_only_rows_that_are_there():
    page = (ROOT / "docs/评价细则写法.md").read_text("utf-8")
    codes = {name: {one["code"] for one in gallery_rules(name)["indicator"]} for name in gallery()}
    cited = re.findall(r"\| (\S+) ((?:BR|TM)\w+) \|", page)
    assert cited and all(code in codes[name] for name, code in cited)
    table = page.partition("## 每套样稿还差什么")[2]
    assert set(re.findall(r"^\| [^|]+ \| (\S+) \|", table, re.M)) >= set(SCHEMES)
