"""Charts of a letter: the report's own drawings, turned into pictures only where every word of them can be drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from xml.etree import ElementTree

from pipeline.mail.font import Font, png
from pipeline.mail.letter import Drawing
from pipeline.report.page import environment
from pipeline.report.pages.charts import ladder, zone_chart
from pipeline.report.rows import Star

PICTURE_WIDTH = 1360  # pixels: twice the width of the letter
_NAMESPACE = "http://www.w3.org/2000/svg"
_OF_DRAWINGS = re.compile(r"^(?:svg \.|svg text|\.s\d ).*$", re.MULTILINE)


def zones_drawing(stars: Sequence[Star], thresholds: Sequence[float], title: str) -> Drawing:
    """Dots on star zones for these units, which all have a score."""
    chart = zone_chart(stars, thresholds)
    return _drawing(f"{title}：{chart.desc}", "zone_chart", chart, title)


def ladder_drawing(score: float, thresholds: Sequence[float], title: str) -> Drawing:
    """One unit's score on the ladder of stars."""
    chart = ladder(score, thresholds)
    return _drawing(f"{title}：{chart.desc}", "ladder", chart, title)


def _drawing(words: str, macro: str, *values: object) -> Drawing:
    macros = environment().get_template("parts/charts.html.j2").module
    svg = str(getattr(macros, macro)(*values)).strip()
    return Drawing(svg.replace("<svg ", f'<svg xmlns="{_NAMESPACE}" ', 1), words)


def picture(drawing: Drawing, font: Font) -> bytes | str:
    """The drawing as PNG, or the sentence that names the characters which the font cannot draw."""
    root = ElementTree.fromstring(drawing.svg)
    words = ["".join(text.itertext()) for text in root.iter(f"{{{_NAMESPACE}}}text")]
    return font.fault(words) or png(drawing.svg, font, PICTURE_WIDTH, style())


def style() -> str:
    """The rules of the report's style sheet that concern drawings, then larger words: a letter shows drawings smaller."""
    folder = files("templates")
    screen = folder.joinpath("report.css").read_text(encoding="utf-8").partition("@media")[0]
    return "\n".join([*_OF_DRAWINGS.findall(screen), folder.joinpath("mail", "chart.css").read_text(encoding="utf-8")])
