"""Geometry of 一页纸 as a picture: where each of its words stands on a sheet as wide as a telephone shows well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.core import chinese
from pipeline.report.page import environment

WIDTH = 1000
_EDGE = 40
_BODY, _SMALL = 24, 20
_INK, _GREY, _RED, _GOLD, _BLUE = "#1F2933", "#52606D", "#8F1D14", "#8A6100", "#1D4F8C"
_TINY = 16
_SHARES = {  # branches beside each other -> of a branch's width, where star, change and what follows begin
    1: (0, 0.375, 0.605, 0.72),
    2: (0, 0.36, 0.62, 0.8),
    3: (0, 0.43, 0.66, 0.8),
}
_CHANGES = {"▲": _RED, "▼": _BLUE}


class Word(NamedTuple):
    """A run of text: where it begins (its middle if `centred`), how large and in which colour."""

    x: float
    y: float
    text: str
    size: int = _BODY
    colour: str = _INK
    bold: bool = False
    centred: bool = False


class _Pen:
    """Writes line below line."""

    def __init__(self) -> None:
        self.y = 30.0
        self.words: list[Word] = []
        self.rules: list[float] = []

    def line(
        self, text: str, size: int = _BODY, colour: str = _INK, bold: bool = False, x: float = _EDGE
    ) -> None:
        """The text at the left, on as many lines as it needs."""
        for part in wrapped(text, int((WIDTH - _EDGE - x) / size * 2)):
            self.y += size * 1.5
            self.words.append(Word(x, self.y, part, size, colour, bold))

    def centre(self, text: str, size: int, colour: str, bold: bool = False) -> None:
        """The text in the middle, on as many lines as it needs."""
        for part in wrapped(text, int((WIDTH - 2 * _EDGE) / size * 2)):
            self.y += size * 1.5
            self.words.append(Word(WIDTH / 2, self.y, part, size, colour, bold, centred=True))

    def rule(self) -> None:
        self.y += 14
        self.rules.append(self.y)


def wrapped(text: str, most: int) -> Iterator[str]:
    """The text in lines of at most so many columns; a closing mark stands at the end of its line, never at the head of one."""
    line = ""
    for letter in text:
        if chinese.width(line + letter) > most and letter not in "，。；：、）”":
            yield line
            line = ""
        line += letter
    if line:
        yield line


def one_page_svg(context: Mapping[str, Any]) -> str:
    """The drawing of what stands on the page."""
    pen = _Pen()
    pen.centre(f"{context['period']}{context['title']}", 36, _INK, True)
    pen.centre(f"{context['plant']}　{context['stage']}：{context['stage_sentence']}", _SMALL, _GREY)
    pen.y += 10
    for line in context["counts"]:
        pen.line(f"{line}。")
    pen.rule()
    for row in context["columns"].rows:
        _branches(pen, row)
    for line in filter(None, [context["rest"]]):
        pen.line(line, _SMALL, _GREY)
    for title, lines in (("升降和原因", context["sentences"]), ("说明", context["named"])):
        if lines:
            pen.y += 16
            pen.line(title, 26, _RED, True)
        for line in lines:
            pen.line(line)
    pen.rule()
    pen.line(f"{context['told']}。本期星级为{context['nature']}。", _SMALL, _GREY)
    macros: Any = environment().get_template("parts/sheet.html.j2").module
    return str(macros.sheet(WIDTH, round(pen.y + 40), pen.words, pen.rules)).strip()


def _branches(pen: _Pen, row: tuple[Any, ...]) -> None:
    """The branches that stand beside each other; of one alone also its total and its teams."""
    pen.y += 38
    step, size = (WIDTH - 2 * _EDGE) / len(row), {1: _BODY, 2: _SMALL}.get(len(row), _TINY)
    for number, line in enumerate(row):
        level, rest = (
            (f"{line.glyphs} {line.level}", line.score) if len(row) == 1 else (line.level, line.teams)
        )
        texts, shares = (line.unit, level, line.change, rest), _SHARES[len(row)]
        start = Word(_EDGE + number * step, pen.y, "", size)
        if not line.glyphs:  # a sentence says why there is no star: it has the rest of the line to itself
            texts = (line.unit, line.level, "", "")
        room = (1 - shares[1]) * step
        for text, share, colour in zip(
            texts, shares, (_INK, _GOLD, _CHANGES.get(line.change[:1], _GREY), _INK), strict=True
        ):
            fitting = (
                min(size, int(room / len(text))) if text == line.level and not line.glyphs and text else size
            )
            pen.words.append(start._replace(x=start.x + share * step, text=text, colour=colour, size=fitting))
    if len(row) == 1 and row[0].teams:
        pen.line(row[0].teams, _SMALL, _GREY)
