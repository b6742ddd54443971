"""Charts of a letter: the report's own drawings, turned into pictures only where every word of them can be drawn."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import resvg_py
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from pipeline.core.chinese import LEVELS
from pipeline.core.finding import Finding
from pipeline.mail.letter import Drawing
from pipeline.mail.messages import stopped
from pipeline.report.page import environment
from pipeline.report.pages.drawings.charts import ladder, zone_chart
from pipeline.report.rows import Star

PACKAGE, LARGER = "fonts-wqy-microhei", "fonts-noto-cjk"
KNOWN = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)
_SIMPLIFIED = ("SC", "Micro Hei", "YaHei", "SimHei")  # faces of a collection that draw the simplified forms
_NAME = 1  # of OpenType's name records: the family


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """A font file, the family in it that is used, and the code points it can draw."""

    path: str
    family: str
    letters: frozenset[int]

    def faults(self, texts: Iterable[str]) -> list[Finding]:
        """Which characters of the texts the font cannot draw, and what to install; none where it has them all."""
        lacking = sorted(
            {c for text in texts for c in text if not c.isspace() and ord(c) not in self.letters}
        )
        if not lacking:
            return []
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in lacking)
        return stopped("E617", named, font=self.path, package=LARGER)


def find_font(configured: str, known: Iterable[str] = KNOWN) -> tuple[Font | None, list[Finding]]:
    """The configured font, else the first of the known ones that is there; None with what to install."""
    path = configured or next((p for p in known if Path(p).is_file()), "")
    if not Path(path).is_file():
        missing = f"没有 DUALSTAR_FONT 指明的字体文件 {configured}" if configured else "没有找到中文字体"
        return None, stopped("E616", why=missing, package=PACKAGE)
    try:
        font = _opened(path)
    except (
        TTLibError,
        OSError,
        EOFError,
        struct.error,
        AssertionError,
    ):  # how a broken font shows itself there
        return None, stopped("E616", why=f"字体文件 {path} 读不出来", package=PACKAGE)
    if not _draws(font):
        return None, stopped("E616", why=f"字体文件 {path} 画不出字", package=PACKAGE)
    return font, []


def _opened(path: str) -> Font:
    with Path(path).open("rb") as file:
        is_collection = file.read(4) == b"ttcf"
        file.seek(0)
        faces = TTCollection(file, lazy=True).fonts if is_collection else [TTFont(file, lazy=True)]
        families = [str(face["name"].getDebugName(_NAME)) for face in faces]
        chosen = next((i for i, name in enumerate(families) if name.endswith(_SIMPLIFIED)), 0)
        return Font(path, families[chosen], frozenset(faces[chosen].getBestCmap() or ()))


def _draws(font: Font) -> bool:
    """True if a word leaves a trace: with a font that it cannot use the renderer draws nothing and says nothing."""
    pages = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><text y="30" font-size="30">{word}</text></svg>'
        for word in ("", "永")
    )
    blank, drawn = (png(page, font, 40) for page in pages)
    return blank != drawn


def png(svg: str, font: Font, width: int, style: str = "") -> bytes:
    """The drawing as a picture on white; nothing but this font is looked at, so the bytes are the same everywhere."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        background="#FFFFFF",
        style_sheet=style,
        skip_system_fonts=True,
        font_files=[font.path],
        font_family=font.family,
        sans_serif_family=font.family,
        languages=["zh-CN"],
    )


PICTURE_WIDTH = 1360  # pixels: twice the width of the letter
_NAMESPACE = "http://www.w3.org/2000/svg"
_OF_DRAWINGS = re.compile(r"^(?:svg \.|svg text|\.s\d ).*$", re.MULTILINE)
_OF_A_MEDIUM = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")  # a screen's, a phone's, paper's


def zones_drawing(
    stars: Sequence[Star],
    thresholds: Sequence[float],
    title: str,
    names: Sequence[str] = LEVELS,
    full: float = 100.0,
) -> Drawing:
    """Dots on star zones for these units, which all have a score."""
    chart = zone_chart(stars, thresholds, names, full)
    return _drawing(f"{title}：{chart.desc}", "zone_chart", chart, title)


def ladder_drawing(
    score: float,
    thresholds: Sequence[float],
    title: str,
    names: Sequence[str] = LEVELS,
    full: float = 100.0,
) -> Drawing:
    """One unit's score on the ladder of stars."""
    chart = ladder(score, thresholds, names, full)
    return _drawing(f"{title}：{chart.desc}", "ladder", chart, title)


def _drawing(words: str, macro: str, *values: object) -> Drawing:
    macros = environment().get_template("parts/charts.html.j2").module
    svg = str(getattr(macros, macro)(*values)).strip()
    return Drawing(svg.replace("<svg ", f'<svg xmlns="{_NAMESPACE}" ', 1), words)


def picture(drawing: Drawing, font: Font) -> tuple[bytes, list[Finding]]:
    """The drawing as PNG; empty, with the characters named, where the font cannot draw it."""
    root = ElementTree.fromstring(drawing.svg)
    words = ["".join(text.itertext()) for text in root.iter(f"{{{_NAMESPACE}}}text")]
    faults = font.faults(words)
    return (b"", faults) if faults else (png(drawing.svg, font, PICTURE_WIDTH, style()), [])


def sheet_picture(svg: str, configured: str) -> tuple[bytes, list[Finding]]:
    """A whole sheet as PNG, with the configured font or one of the known; empty, with what is lacking, where there is none."""
    font, faults = find_font(configured)
    if font is None:
        return b"", faults
    return picture(Drawing(svg.replace("<svg ", f'<svg xmlns="{_NAMESPACE}" ', 1), ""), font)


def style() -> str:
    """The rules of the report's style sheet that concern drawings, then larger words: a letter shows drawings smaller."""
    folder = files("templates")
    everywhere = _OF_A_MEDIUM.sub("", folder.joinpath("report.css").read_text(encoding="utf-8"))
    return "\n".join(
        [*_OF_DRAWINGS.findall(everywhere), folder.joinpath("mail", "chart.css").read_text(encoding="utf-8")]
    )
