"""Finding the heading row of a sheet and the place of every declared column, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from pipeline.core.finding import Finding, Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import is_blank, like, normal, shown
from pipeline.excel.messages import say
from pipeline.excel.read.scan import letter
from pipeline.excel.read.values import Rows
from schemas.base import Column, Sheet, columns, declaration, title

SEARCHED_ROWS = 15
NEARLY_ALL = 0.8  # of the headings


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row (from 1), the index (from 0) of each column found, of the marks, and of undeclared headings."""

    row: int
    at: dict[str, int]
    mark: int | None
    extra: dict[int, str]
    newer: tuple[Column, ...] = ()  # missing, and newer than the workbook's template


def share(sheet: type[Sheet], values: Sequence[Sequence[object]]) -> float:
    """How many of the sheet's headings stand in one of the first rows, 0 to 1; those of later editions need not."""
    titles = _headings_of(sheet)
    needed = sum(column.edition == 1 for column in columns(sheet)) or len(titles)
    places = _best_row(titles.keys(), values[:SEARCHED_ROWS])[1]
    return min(1.0, len({titles[text].name for text in titles.keys() & places.keys()}) / needed)


def _headings_of(sheet: type[Sheet]) -> dict[str, Column]:
    """Every heading under which a column may stand, those of earlier forms last, in normal form -> the column."""
    earlier = {normal(old): column for column in columns(sheet) for old in column.headed}
    return earlier | {normal(column.title): column for column in columns(sheet)}


def _read_by(titles: Mapping[str, Column], texts: Collection[str]) -> dict[str, Column]:
    """Those of the headings that are read where these texts stand: an earlier one only where today's does not."""
    return {
        text: column
        for text, column in titles.items()
        if text == normal(column.title) or (text in texts and normal(column.title) not in texts)
    }


def lines_below(sheet: type[Sheet], values: Sequence[Sequence[object]]) -> set[tuple[str, ...]]:
    """What stands in the declared columns of each row below the headings, as far as something does."""
    titles = [normal(column.title) for column in columns(sheet)]
    head, places = _best_row(set(titles), values[:SEARCHED_ROWS])
    where = [places[one][0] for one in titles if one in places]
    lines = {tuple(shown(row[at]) for at in where) for row in values[head + 1 :]}
    known = {tuple(getattr(column, one) for column in columns(sheet)) for one in ("help", "example")}
    return {one for one in lines if any(one) and one not in known}


def stranger(place: Place, rows: Rows, known: Iterable[tuple[type[Sheet], Rows]]) -> Finding:
    """A warning for a sheet that nobody asks for; an error where it has the headings of one that is `known` with its rows,
    and more rows than stand there."""
    for sheet, read in known:
        if share(sheet, rows) >= NEARLY_ALL and (more := lines_below(sheet, rows) - lines_below(sheet, read)):
            return say("E135", place, title=place.sheet, value=title(sheet), count=len(more))
    return say("W123", place, title=place.sheet)


def find_headings(
    place: Place, sheet: type[Sheet], values: Sequence[Sequence[object]], current: bool = True
) -> tuple[Headings | None, list[Finding]]:
    """The headings among the first rows, with findings for missing and repeated ones; None where no row has any.

    `current`: the workbook is of the template of today, which asks for every column."""
    every = _headings_of(sheet)
    best, places = _best_row(every.keys(), values[:SEARCHED_ROWS])
    pasted = _pasted_row(sheet, every.keys(), values[:SEARCHED_ROWS]) if declaration(sheet).pasted else None
    if pasted:
        best, places = pasted
    if not places:
        return None, [say("E123", place, title=place.sheet)]
    titles = _read_by(every, places.keys())
    marks = places.pop(normal(layout.MARK_TITLE), [])
    strange = [index for text, where in places.items() if text not in titles for index in where]
    extra = {index: shown(values[best][index]) for index in [*strange, *marks[1:]]}
    mark = marks[0] if marks else (0 if 0 in extra and not (pasted and extra[0]) else None)
    if mark is not None:
        extra.pop(mark, None)
    there = {titles[text].name for text in places if text in titles}
    absent = [
        column for column in columns(sheet) if column.name not in there and (column.required or not pasted)
    ]
    newer = tuple(column for column in absent if column.edition > 1 and not current)
    findings = [
        *_repeated(
            place, best + 1, {titles[t].title: w for t, w in places.items() if t in titles and len(w) > 1}
        ),
        *_missing(place, best + 1, [column.title for column in absent if column not in newer], extra),
    ]
    at = {titles[text].name: where[0] for text, where in places.items() if text in titles}
    return Headings(best + 1, at, mark, extra, newer), findings


def without_blank(heads: Headings, values: Sequence[Sequence[object]], added: AbstractSet[str]) -> Headings:
    """The headings without those of the columns that an upgrade added and in which nobody has written since: they are read as
    in the earlier form, which did not have them."""
    blank = {
        name
        for name in added & heads.at.keys()
        if all(is_blank(row[heads.at[name]]) for row in values[heads.row + 2 :])  # below help and example
    }
    return replace(heads, at={name: at for name, at in heads.at.items() if name not in blank})


def _best_row(
    titles: AbstractSet[str], values: Sequence[Sequence[object]]
) -> tuple[int, dict[str, list[int]]]:
    """Index of the first row with the most titles, and where each of its texts stands; nothing where no row has any."""
    best, most, places = 0, 0, dict[str, list[int]]()
    for number, row in enumerate(values):
        where: dict[str, list[int]] = {}
        for index, value in enumerate(row):
            where.setdefault(normal(value), []).append(index)
        if (score := len(titles & where.keys())) > most:
            best, most, places = number, score, where
        if most == len(titles):
            break
    return best, places


def _pasted_row(
    sheet: type[Sheet], titles: AbstractSet[str], values: Sequence[Sequence[object]]
) -> tuple[int, dict[str, list[int]]] | None:
    """The headings of a list that was pasted below those of the form: the last row with half of what the sheet must have."""
    needed = sum(column.required for column in columns(sheet)) / 2
    form, _ = _best_row(titles, values)
    for number in range(len(values) - 1, -1, -1):
        _, places = _best_row(titles, values[number : number + 1])
        if len(titles & places.keys()) >= needed:
            return None if number == form and normal(layout.MARK_TITLE) in places else (number, places)
    return None


def _repeated(place: Place, row: int, places: dict[str, list[int]]) -> list[Finding]:
    return [
        say(
            "E125",
            Place(place.file, place.sheet, row, letter(where[1] + 1)),
            column=title,
            value="、".join(f"{letter(index + 1)} 列" for index in where),
        )
        for title, where in places.items()
    ]


def _missing(place: Place, row: int, titles: list[str], extra: dict[int, str]) -> list[Finding]:
    findings = []
    for column in titles:
        near = like(column, (text for text in extra.values() if text))
        where = next((letter(index + 1) for index, text in extra.items() if text == near), "") if near else ""
        hint = f"；{where} 列的“{near}”可能就是它" if near else ""
        findings.append(
            say("E124", Place(place.file, place.sheet, row, where), column=column, value=near, hint=hint)
        )
    return findings


_MOST_OF_THEM = 0.5


@dataclass(frozen=True, slots=True)
class Tabs:
    """`moved`: sheet of the form -> title in the file under which it stands; `foreign`: sheet -> what stands under its title
    instead, which is no sheet of its own since the file has that one besides."""

    moved: dict[type[Sheet], str] = field(default_factory=dict)
    foreign: dict[type[Sheet], type[Sheet]] = field(default_factory=dict)

    def finding(self, file: str) -> list[Finding]:
        """One sentence for all titles that stand over another sheet's headings."""
        if not self.moved:
            return []
        pairs = "，".join(
            f"“{tab}”里是“{title(sheet)}”"
            for sheet, tab in sorted(self.moved.items(), key=lambda one: one[1])
        )
        return [say("E133", Place(file, min(self.moved.values())), value=pairs)]

    def other(self, file: str, sheet: type[Sheet], tab: str) -> Finding:
        """The sentence for a sheet in whose place another one was pasted."""
        return say("E134", Place(file, tab), title=title(sheet), value=title(self.foreign[sheet]))


def tabs(sheets: Iterable[type[Sheet]], named: Mapping[type[Sheet], str], values: Mapping[str, Rows]) -> Tabs:
    """The sheets whose title is wrong; `named`: sheet -> its title in the file, `values`: title -> rows, as far as they were read."""
    read = {sheet: tab for sheet, tab in named.items() if tab in values}
    meant = {
        sheet: other_sheet
        for sheet, tab in read.items()
        if (other_sheet := _meant(sheet, sheets, values[tab]))
    }
    wrong = Tabs()
    for sheet, other in meant.items():
        if (other in meant or other not in named) and other not in wrong.moved:
            wrong.moved[other] = read[sheet]
        else:
            wrong.foreign[sheet] = other
    return wrong


def _meant(sheet: type[Sheet], sheets: Iterable[type[Sheet]], rows: Rows) -> type[Sheet] | None:
    """The other sheet of the form that has more of its headings here, and most of them; None where there is none."""
    own = share(sheet, rows)
    if own == 1:
        return None
    best = max((one for one in sheets if one is not sheet), key=lambda one: share(one, rows), default=sheet)
    return best if share(best, rows) > max(own, _MOST_OF_THEM) else None
