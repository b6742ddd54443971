"""What a cell of the cover that is at fault could hold instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.collect import as_of, unit_of
from pipeline.core.finding import Finding
from pipeline.excel import layout
from pipeline.excel.cells.cell import like
from pipeline.excel.cells.suggest import suggestion
from pipeline.excel.workbook import Workbook
from pipeline.run import Examined
from pipeline.select import expected, speaks_for
from schemas.base import column_of
from schemas.cover import Cover


def cover_values(now: Examined, workbook: Workbook, finding: Finding) -> Iterator[object]:
    """What a field of the cover could hold: as suggested, as the period and the directory have it, the example; a tick or none."""
    name = next((name for name, cell in workbook.cover.items() if cell.place == finding.place), "")
    if not name:
        yield from (layout.TICK_YES, None)
        return
    field, raw = column_of(Cover, name), workbook.cover[name].raw
    yield from filter(None, [suggestion(field, raw, ())])
    yield from _MEANT[name](now, workbook) if name in _MEANT else ()
    yield field.example


def _plant(now: Examined, _: Workbook) -> list[str]:
    return [now.tables.rulebook.settings["电厂名称"]] if now.tables else []


def _units(now: Examined, workbook: Workbook) -> list[str]:
    """Whose it is by its rows; the units that miss a workbook of this kind, the one most like the cover's first."""
    here = {*now.chosen.submissions, *now.chosen.checks}
    absent = [unit for unit in expected(now.inbox, now.chosen).get(workbook.book.key, []) if unit not in here]
    near = like(unit_of(workbook), absent)
    return [*([own.unit] if (own := now.chosen.owners.get(workbook.file)) else []), *sorted(absent, key=lambda unit: unit != near)]


def _periods(now: Examined, _: Workbook) -> list[str]:
    return [now.chosen.period.name, now.chosen.period.whole_year().name]


def _days(now: Examined, workbook: Workbook) -> list[dt.date]:
    """A day after the unit's other workbooks of the period, so that the order is clear; the period's last day without any."""
    chosen = now.chosen
    others = [w for w in now.inbox.of(workbook.book.key)
              if w.file != workbook.file and speaks_for(w, chosen.period) and chosen.unit(w) == chosen.unit(workbook)]
    latest = dt.date.fromisoformat(max(map(as_of, others), default="") or str(chosen.period.end))
    before = sum(not as_of(w) and w.file < workbook.file for w in others)  # they take days of their own
    return [latest + dt.timedelta(days=before + bool(others))]


_MEANT: Mapping[str, Callable[[Examined, Workbook], Sequence[object]]] = {
    "plant": _plant, "unit": _units, "period": _periods, "as_of": _days}
