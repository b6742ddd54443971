"""Every text can be told from what is behind it (WCAG AA): worked out from the style sheets, on the screen, on a phone and in print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.report.pages.drawings import sheet

TEMPLATES = Path(__file__).parents[2] / "templates"
INK, WHITE = "#1F2933", "#FFFFFF"
TEXT, LARGE = 4.5, 3.0  # least contrast of text, and of what is large or no text (WCAG 2.1, 1.4.3 and 1.4.11)
LIGHT = (
    0.7  # luminance from which a background is one of the pages' light ones, on which any dark text may stand
)
DECORATION = {  # colours of what says nothing by itself
    ".stars i": "stars that were not reached; how many were stands beside them in words",
    "svg .pale": "the same in a drawing",
    ".book .own span": "the star over which a member signs",
    ".js .sort:after": "the arrows of a heading that can be sorted by; a mark, not a text",
}
EMPTY = {  # backgrounds on which no text stands
    ".top": "the red line above a page",
    ".bar i": "a bar of a slide",
    ".bar i.first": "the same",
    ".js": "the room around a slide",
    ".p0": "a bar; its own words are .on0",
}
ON = {"svg .white": ".s5", "svg .on0": ".p0"}  # words of a drawing that stand on another shape than paper

Rule = tuple[str, dict[str, str]]


def rules() -> Iterator[Rule]:
    """Selector and properties of every rule, whatever its medium."""
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix == ".css":
            yield from of_style(path.read_text("utf-8"))
        elif path.suffix == ".j2":
            text = path.read_text("utf-8")
            for style in re.findall(r"<style>(.*?)</style>", text, re.DOTALL):
                yield from of_style(style)
            yield from ((path.name, properties(inline)) for inline in re.findall(r' style="([^"{]*)"', text))


def of_style(text: str) -> Iterator[Rule]:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        yield from ((one.strip(), properties(body)) for one in selectors.rpartition(";")[2].split(","))


def properties(body: str) -> dict[str, str]:
    return {name.strip(): value.strip() for name, _, value in (one.partition(":") for one in body.split(";"))}


def colour(value: str) -> str:
    """A colour as #RRGGBB; "" where the value is none of ours (none, inherit, a gradient)."""
    found = re.fullmatch(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", value.replace("!important", "").strip())
    if not found:
        return ""
    digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
    return f"#{digits.upper()}"


def luminance(of: str) -> float:
    parts = [int(of[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


RULES = tuple(rules())
BACKGROUNDS = {
    selector: behind
    for selector, its in RULES
    if (behind := colour(its.get("background", "") or its.get("background-color", "")))
}
COLOURS = {
    selector: text
    for selector, its in RULES
    if (text := colour(its.get("color", "") or (its.get("fill", "") if "font-size" in its else "")))
}
LEVELS = [f".s{level}" for level in range(6)]  # they hold the page's own ink, or white
PAPER = sorted(
    {
        behind
        for selector, behind in BACKGROUNDS.items()
        if selector not in LEVELS and luminance(behind) > LIGHT
    }
)


@pytest.mark.parametrize("selector", sorted(COLOURS.keys() - DECORATION.keys()))
def test_a_text_can_be_read_wherever_it_may_stand(selector: str) -> None:
    text = COLOURS[selector]
    its = BACKGROUNDS.get(selector) or BACKGROUNDS.get(ON.get(selector, ""))
    behind = [its] if its else PAPER if luminance(text) < LIGHT else [BACKGROUNDS[".s5"]]
    assert {back: round(contrast(text, back), 2) for back in behind if contrast(text, back) < TEXT} == {}


@pytest.mark.parametrize("selector", sorted(BACKGROUNDS.keys() - EMPTY.keys()))
def test_the_pages_own_ink_can_be_read_on_every_background(selector: str) -> None:
    assert contrast(COLOURS.get(selector, INK), BACKGROUNDS[selector]) >= TEXT


def test_levels_can_be_told_from_each_other_in_grey() -> None:
    """A page that is printed in grey: from 一星 to 五星 each is darker than the one before."""
    light = [luminance(BACKGROUNDS[level]) for level in LEVELS]
    assert light == sorted(light, reverse=True) and len(set(light)) == 6


@pytest.mark.parametrize(
    "selector",
    ["svg .stem", "svg .carries", "svg .nearest", "svg .line", ".team.nearest", ".drop", ".find input"],
)
def test_a_line_that_says_something_can_be_told_from_the_paper(selector: str) -> None:
    borders = [its.get("stroke", "") or its.get("border", "") for name, its in RULES if name == selector]
    lines = [line for border in borders if (line := colour(border.rpartition(" ")[2]))]
    assert lines and min(contrast(line, WHITE) for line in lines) >= LARGE


def test_the_picture_of_the_one_page_is_as_legible() -> None:
    inks = (sheet._INK, sheet._GREY, sheet._RED, sheet._GOLD, sheet._BLUE)
    assert min(contrast(ink, WHITE) for ink in inks) >= TEXT


def test_the_measure_is_that_of_the_standard() -> None:
    """Figures of WCAG itself: black on white 21, #777777 just fails, #767676 just passes; and a rule of each kind is read."""
    assert round(contrast("#000000", WHITE), 2) == 21
    assert contrast("#777777", WHITE) < TEXT <= contrast("#767676", WHITE)
    style = "@media print { a, .b { color: #abc; background: #ffffff } } /* x { color: #000 } */ c { color: inherit }"
    assert [(name, colour(its["color"])) for name, its in of_style(style)] == [
        ("a", "#AABBCC"),
        (".b", "#AABBCC"),
        ("c", ""),
    ]
    assert len(COLOURS) > 40 and len(BACKGROUNDS) > 30
