"""补报: the rows of a workbook together with those that were added to it, and which row stands for which (rules 1.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from pipeline.core.records import Index
from pipeline.excel.cells.cell import same_name
from pipeline.excel.cells.kinds import show
from pipeline.excel.workbook import Workbook, spans
from pipeline.intake.collect import as_of, is_supplement
from pipeline.intake.reading.unsent import comes_whole, is_answered
from pipeline.intake.sent.versions import rows_of
from schemas.base import Column, Sheet, columns, declaration, key, row_key, title
from schemas.books import DECLARED

Names = Mapping[str, str]  # normal form of a unit's name -> its name in the directory
Key = tuple[str, ...]
Carried = Mapping[
    str, Mapping[Key, tuple[str, ...]]
]  # sheet key -> row key -> the texts that a blank brings along

_MOST_COMPARED = 1_000_000  # pairs of rows; of more it is counted how many are gone
_FEWEST_LACKING, _SHARE_LACKING = 3, 3  # at least so many rows, and more than one in so many


class Line(NamedTuple):
    """A row of a sheet: where it stands, by what it is known ("" nothing), and its texts as understood."""

    row: Index
    key: Key
    texts: tuple[str, ...]
    day: str


class MissingRows(NamedTuple):
    """How many rows of a sheet are no longer there, of how many."""

    sheet: str
    rows: int
    of: int

    def __str__(self) -> str:
        return f"“{self.sheet}”{self.of} 行中的 {self.rows} 行"


@dataclass(slots=True)
class Merged:
    """The rows of a workbook and of its supplements: sheet key -> the lines that stand.

    `replaced`: row that does not count -> the row that does; `idle`: rows of supplements that only repeat what the blank
    had brought along; `clashes`: lines of two supplements of one day that differ on one key."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    base: str = ""  # the file of the whole workbook
    replaced: dict[Index, Index] = field(default_factory=dict)
    idle: list[Index] = field(default_factory=list)
    clashes: list[tuple[type[Sheet], Line, Line]] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)  # file of a supplement -> rows that are new
    renewed: dict[str, int] = field(
        default_factory=dict
    )  # file of a supplement -> rows of others that it replaced


def lines_of(workbook: Workbook, sheet: type[Sheet], names: Names) -> list[Line]:
    """The rows of a sheet with their keys; a unit is known by its name of today."""
    raw, order = workbook.sheets.get(key(sheet)), [one.name for one in columns(sheet)]
    if raw is None:
        return []
    at = [order.index(name) for name in row_key(sheet)]
    return [
        Line(
            (workbook.file, raw.title, row.number),
            _key([names.get(same_name(row.texts[one]), same_name(row.texts[one])) for one in at]),
            row.texts,
            as_of(workbook),
        )
        for row in rows_of(workbook, sheet)
    ]


def _key(parts: Sequence[str]) -> Key:
    return tuple(parts) if any(parts) else ()


def merged(workbooks: Sequence[Workbook], carried: Carried, names: Names) -> Merged:
    """The first workbook with the others, its supplements, added one after the other."""
    result = Merged()
    for number, workbook in enumerate(workbooks):
        for sheet in workbook.book.sheets:
            lines = lines_of(workbook, sheet, names)
            if number or is_supplement(workbook):
                _add(result, sheet, lines, carried.get(key(sheet), {}))
            else:
                result.base, result.lines[key(sheet)] = workbook.file, lines
    return result


def _add(
    result: Merged, sheet: type[Sheet], lines: Sequence[Line], carried: Mapping[Key, tuple[str, ...]]
) -> None:
    there = result.lines.setdefault(key(sheet), [])
    before, texts = list(there), {line.texts: line for line in there}
    known: dict[Key, list[Line]] = {}
    for line in before:
        known.setdefault(line.key, []).append(line)
    for line in lines:
        same = texts.get(line.texts)
        earlier = known.get(line.key, []) if line.key else []
        if same is not None and (not line.key or same in earlier):
            result.replaced[line.row] = same.row
        elif line.key and _as_brought(sheet, carried.get(line.key, ()), line.texts):
            result.idle.append(line.row)
        else:
            _take(result, sheet, line, earlier)


def _as_brought(sheet: type[Sheet], brought: Sequence[str], texts: Sequence[str]) -> bool:
    """True if the row is as the blank brought it along; an empty cell of what follows from others says nothing."""
    declared = declaration(sheet)
    return len(brought) == len(texts) and all(
        was == now or (not now and column.name in {*declared.follows, *declared.asked_once})
        for column, was, now in zip(columns(sheet), brought, texts, strict=True)
    )


def _take(result: Merged, sheet: type[Sheet], line: Line, earlier: Sequence[Line]) -> None:
    there = result.lines[key(sheet)]
    if not earlier:
        result.added[line.row[0]] = result.added.get(line.row[0], 0) + 1
    for old in (one for one in earlier if one in there):
        if old.row[0] not in (result.base, line.row[0]) and old.day == line.day:
            result.clashes.append((sheet, old, line))
        result.replaced[old.row] = line.row
        result.renewed[line.row[0]] = result.renewed.get(line.row[0], 0) + (old.row[0] != line.row[0])
        there.remove(old)
    there.append(line)


def as_asked(key: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as a blank has them: a column that follows from the others is left empty where it says nothing else, and so is
    what is asked again in each period."""
    declared = DECLARED[key]
    empty = {name: rows[name].eq(said(rows)) for name, said in declared.follows.items()}
    empty |= {name: rows[once.until].isna() for name, once in declared.asked_once.items() if once.recurs}
    return rows.assign(
        **{name: rows[name].mask(one.fillna(False).astype(bool)) for name, one in empty.items()}
    )


def as_carried(sheet: type[Sheet], lines: Sequence[Line], rows: pd.DataFrame) -> dict[Key, tuple[str, ...]]:
    """Key -> the texts with which a blank brings a line along, without what is asked anew; `rows`: the lines as they were read."""
    declared, asked = declaration(sheet), as_asked(key(sheet), rows.loc[[line.row for line in lines]])
    said = asked[[*{**declared.follows, **declared.asked_once}]].astype(object)
    said = said.where(said.notna(), None)

    def text(line: Line, column: Column, own: str) -> str:
        if column.name in declared.asked_anew:
            return ""
        return show(column.kind, said.at[line.row, column.name]) if column.name in said else own

    return {
        line.key: tuple(text(line, *cell) for cell in zip(columns(sheet), line.texts, strict=True))
        for line in lines
        if line.key
    }


def sheets_short(before: Merged, now: Merged, sheets: Sequence[type[Sheet]]) -> list[MissingRows]:
    """The sheets of which the later state lacks more than a third, and at least three, of the rows: by key, else by number."""
    lacks = (_lack(sheet, before, now) for sheet in sheets)
    return [one for one in lacks if one.rows >= _FEWEST_LACKING and one.rows * _SHARE_LACKING > one.of]


def _lack(sheet: type[Sheet], before: Merged, now: Merged) -> MissingRows:
    old, new = (_answered(sheet, one.lines.get(key(sheet), ())) for one in (before, now))
    keys = {line.key for line in new if line.key}
    keyless = [sum(not line.key for line in lines) for lines in (old, new)]
    gone = sum(line.key not in keys for line in old if line.key) + max(0, keyless[0] - keyless[1])
    return MissingRows(title(sheet), gone, len(old))


class LostRows(NamedTuple):
    """The rows of a sheet, by their Excel numbers, that a later state has neither as they were nor corrected."""

    sheet: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        return f"“{self.sheet}”第 {spans(self.rows)} 行"


def lost_rows(before: Merged, now: Merged, sheets: Sequence[type[Sheet]]) -> list[LostRows]:
    """The rows of an earlier state for which nothing stands in the later one, sheet by sheet."""
    lost = []
    for sheet in sheets:
        old = _answered(sheet, before.lines.get(key(sheet), ()))
        gone = _without_successor(old, now.lines.get(key(sheet), ()))
        if gone:
            lost.append(LostRows(title(sheet), tuple(sorted(line.row[2] for line in gone))))
    return lost


def _without_successor(old: Sequence[Line], new: Sequence[Line]) -> list[Line]:
    """By key; a row without one is there as it was, or, with most of its cells as they were, as one that was corrected."""
    keys = {line.key for line in new if line.key}
    same = Counter(line.texts for line in new if not line.key)
    changed = [line for line in old if not line.key and not _taken(same, line.texts)]
    corrected = [texts for texts, count in same.items() for _ in range(count)]
    gone = [line for line in old if line.key and line.key not in keys]
    if len(changed) * len(corrected) > _MOST_COMPARED:
        return gone + changed[len(corrected) :]
    for line in changed:
        one = next((texts for texts in corrected if _mostly_alike(line.texts, texts)), None)
        if one is None:
            gone.append(line)
        else:
            corrected.remove(one)
    return gone


def _taken(there: Counter[tuple[str, ...]], texts: tuple[str, ...]) -> bool:
    there[texts] -= 1
    return there[texts] >= 0


def _mostly_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    filled = [pair for pair in zip(one, other, strict=True) if any(pair)]
    return 2 * sum(first == second for first, second in filled) > len(filled)


def _answered(sheet: type[Sheet], lines: Sequence[Line]) -> list[Line]:
    """Without the rows in which only what is locked stands."""
    if comes_whole(sheet) or not any(column.locked for column in columns(sheet)):
        return list(lines)
    return [line for line in lines if is_answered(sheet, line.texts)]
