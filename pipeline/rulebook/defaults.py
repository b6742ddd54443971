"""The default rulebook: the rows of templates/rulebook/*.csv as the 评价细则 workbook's rows."""

from __future__ import annotations

import csv
import io
from importlib import resources
from typing import Any

from pipeline.excel.cells.kinds import parse
from schemas.base import Sheet, columns, key, title
from schemas.books import RULEBOOK
from schemas.rulebook import SETTINGS


def default_rules() -> dict[str, list[dict[str, Any]]]:
    """Sheet key -> rows with typed values, in the order in which the office reads them."""
    found = {key(sheet): _rows(sheet) for sheet in RULEBOOK.sheets}
    for row in found["setting"]:
        row["note"] = SETTINGS[row["name"]]
    return found


def _rows(sheet: type[Sheet]) -> list[dict[str, Any]]:
    text = (
        resources.files("templates").joinpath("rulebook", f"{title(sheet)}.csv").read_text(encoding="utf-8")
    )
    return [
        {c.name: parse(c.kind, line.get(c.title) or "", c.choices).value for c in columns(sheet)}
        for line in csv.DictReader(io.StringIO(text))
    ]
