"""The sample plant as workbooks on disk, with the stars that each quarter published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pipeline.demo import Filled, sample
from pipeline.demo.outline import PLANT, QUARTERS, YEAR
from pipeline.excel.write.blank import blank
from pipeline.intake.examine import examine
from pipeline.rulebook.defaults import default_rules
from pipeline.run import rate, read
from schemas.base import columns
from schemas.books import BOOKS, RULEBOOK, SHEETS

Published = dict[tuple[str, str, str], tuple[int, float]]


def write_sample(into: Path, seed: int) -> int:
    """Write every workbook of the sample; gives how many. Published stars are what the pipeline finds, quarter by quarter."""
    published: Published = {}
    written = _write(into, sample(seed), {})
    for quarter in QUARTERS[:-1]:
        result = rate(examine(read(into), quarter, ()), False, ())
        published |= {
            (quarter.name, *s.key): (s.star, s.score or 0.0)
            for s in result.stars
            if s.star is not None and not s.pending
        }
        written = _write(into, sample(seed, published), written)
    return len(written)


def _write(into: Path, books: Iterable[Filled], before: Mapping[str, Filled]) -> dict[str, Filled]:
    """Write the workbooks that are not what was written before; gives all of them by path."""
    whole = {book.path: book for book in (*books, _rules())}
    lists = _lists(whole.values())
    for book in (b for b in whole.values() if b != before.get(b.path)):
        path = into / book.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blank(book.book, book.cover, book.rows, lists, book.ticked))
    return whole


def _rules() -> Filled:
    cover: dict[str, object] = {
        "plant": PLANT,
        "unit": "党群工作部",
        "period": YEAR.name,
        "as_of": YEAR.start,
        "filled_by": "示例经办",
        "reviewed_by": "示例审核",
        "secretary": "示例书记",
    }
    return Filled(f"{YEAR}/评价细则.xlsx", RULEBOOK, cover, default_rules(), ())


def _lists(books: Collection[Filled]) -> dict[str, list[str]]:
    """The dropdown values of every referenced column."""
    wanted = {c.refers_to for book in BOOKS for sheet in book.sheets for c in columns(sheet) if c.refers_to}
    found = {}
    for reference in sorted(wanted):
        key, column = reference.split(".")
        assert key in SHEETS
        found[reference] = sorted(
            {str(row[column]) for book in books for row in book.rows.get(key, ()) if row[column]}
        )
    return found
