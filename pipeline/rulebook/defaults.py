"""The default rulebook, and those of the gallery: rows of CSV files as the 评价细则 workbook's rows.

The default stands in templates/rulebook/, other plants' schemes in templates/rulebooks/, a folder each with its 说明.md. A
scheme has only the sheets it uses, and of 基本设置 only what it sets otherwise than the default."""

from __future__ import annotations

import csv
import io
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from pipeline.excel.cells.kinds import parse
from pipeline.rulebook.rows import follows_without_figures, in_layers
from schemas import words
from schemas.base import Sheet, columns, key, title
from schemas.books import RULEBOOK
from schemas.indicator import LAYERS, Computation, Indicator, Line
from schemas.rulebook import SETTINGS, Setting

Rules = dict[str, list[dict[str, Any]]]
DEFAULT = "默认"
NOTES = "说明.md"
_DEFAULT_LINE = "我们自己的一套：党支部、班组各一百分，大多由台账计算，支部和班组的星级联动。"


def default_rules() -> Rules:
    """Sheet key -> rows with typed values, in the order in which the office reads them."""
    return _with_notes(_rules(resources.files("templates").joinpath("rulebook")))


def gallery() -> dict[str, str]:
    """The names of all rulebooks with a line each, the default first."""
    folders = sorted(_schemes().iterdir(), key=lambda folder: folder.name)
    return {DEFAULT: _DEFAULT_LINE, **{one.name: _line(one) for one in folders if one.is_dir()}}


def gallery_rules(name: str) -> Rules:
    """The rows of a rulebook of the gallery: its own sheets, and the default's settings where it has no other."""
    if name == DEFAULT:
        return default_rules()
    rules, settings = _rules(_schemes().joinpath(name)), key(Setting)
    changed = {row["name"]: row for row in rules[settings]}
    rules[settings] = [changed.get(row["name"], row) for row in default_rules()[settings]]
    return _with_notes(rules)


def gallery_notes(name: str) -> str:
    """What a scheme's 说明.md says of it; "" for the default."""
    return "" if name == DEFAULT else _schemes().joinpath(name, NOTES).read_text(encoding="utf-8")


def _line(folder: Traversable) -> str:
    """The second paragraph of its 说明.md: what the scheme is, in a line."""
    return folder.joinpath(NOTES).read_text(encoding="utf-8").split("\n\n")[1].strip()


def _schemes() -> Traversable:
    return resources.files("templates").joinpath("rulebooks")


def _with_notes(rules: Rules) -> Rules:
    for row in rules[key(Setting)]:
        row["note"] = SETTINGS[row["name"]]
    return rules


def _rules(folder: Traversable) -> Rules:
    """The rows of every sheet, the two layers of the indicators put together."""
    rules = {key(sheet): _rows(folder.joinpath(f"{title(sheet)}.csv"), sheet) for sheet in RULEBOOK.sheets}
    computed = {row["code"]: row for row in rules[key(Computation)]}
    nothing = dict.fromkeys(column.name for column in columns(Computation))
    for line in rules[key(Line)]:
        row = {**nothing, **computed.get(line["code"], {}), **line}
        row["missing"] = row["missing"] or follows_without_figures(row["origin"])
        row["reference"] = row["reference"] or words.OF_OUR_OWN
        rules[key(Indicator)].append({column.name: row[column.name] for column in columns(Indicator)})
    return rules | {key(layer): [] for layer in LAYERS}


def layered(rules: Rules) -> Rules:
    """The rules as a workbook has them: the indicators on their two sheets."""
    lines, computed = in_layers(rules[key(Indicator)])
    return {**rules, key(Indicator): [], key(Line): lines, key(Computation): computed}


def _rows(file: Traversable, sheet: type[Sheet]) -> list[dict[str, Any]]:
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return [
        {c.name: parse(c.kind, line.get(c.title) or "", c.choices).value for c in columns(sheet)}
        for line in csv.DictReader(io.StringIO(text))
    ]
