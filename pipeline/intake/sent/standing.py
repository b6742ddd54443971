"""Which workbooks speak for a unit: the latest whole one with its supplements, unless it would throw rows away (rules 1.5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index
from pipeline.excel import layout
from pipeline.excel.cells.cell import shown
from pipeline.excel.workbook import Workbook, listed
from pipeline.intake.collect import as_of, is_supplement, way
from pipeline.intake.messages import say
from pipeline.intake.sent.supplements import (
    Carried,
    Line,
    Merged,
    MissingRows,
    Names,
    lost_rows,
    merged,
    sheets_short,
)
from pipeline.intake.sent.versions import REPEATED, SUPERSEDED, Choice, current_version, same
from schemas.base import Sheet, column_of, columns, title
from schemas.cover import REPLACEMENT, WAY, Cover

BASELESS, ADDED, UNSETTLED = "没有可补入的整本", "补报，已并入", "待明确补报还是整本替换"
_LAST = "9999-12-31"  # a blank day stops the report at its cell; until then it counts as the latest
_NAMED = 5


@dataclass(slots=True, eq=False)
class UnitWorkbooks:
    """What stands for a unit: a whole workbook (None where only supplements came) and what was added to it."""

    workbook: Workbook | None
    supplements: list[Workbook] = field(default_factory=list)
    replaced: dict[Index, Index] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    disputed: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Sent:
    """All that a unit sent for a period: whole workbooks and supplements, what its blank had brought along, names of units."""

    unit: str
    whole: list[Workbook]
    supplements: list[Workbook]
    carried: Carried
    names: Names

    def added_to(self, workbook: Workbook) -> list[Workbook]:
        """The supplements that the workbook takes up: none older than itself, none of the next whole one's day or later."""
        later = [_day(one) for one in self.whole if _day(one) > _day(workbook)]
        return [
            one
            for one in self.supplements
            if _day(workbook) <= _day(one) and not any(_day(one) >= day for day in later)
        ]

    def state(self, workbook: Workbook) -> Merged:
        """The workbook together with its supplements."""
        return merged([workbook, *self.added_to(workbook)], self.carried, self.names)


def standing(
    unit: str,
    rivals: Sequence[Workbook],
    misnamed: Collection[str],
    carried: Callable[[], Carried],
    names: Names,
) -> UnitWorkbooks:
    """What stands of all that a unit sent, and what is to be told about the rest."""
    supplements = sorted((w for w in rivals if unit and is_supplement(w)), key=lambda w: (_day(w), w.file))
    whole = [w for w in rivals if w not in supplements]
    sent = Sent(unit, whole, supplements, carried() if supplements else {}, names)
    if not whole:
        return _baseless(sent)
    choice = current_version(unit, whole, misnamed)
    stands = UnitWorkbooks(choice.workbook, aside=dict(choice.aside), findings=list(choice.findings))
    _take_up(stands, sent, choice.workbook)
    _name_losses(stands, sent, choice.workbook)
    _compare(stands, sent, choice)
    return stands


def _day(workbook: Workbook) -> str:
    return as_of(workbook) or _LAST


def _cell(workbook: Workbook) -> Place:
    """The cell of the cover that says how the workbook was sent."""
    cell = workbook.cover.get(WAY)
    return cell.place if cell else Place(workbook.file, workbook.cover_title or layout.COVER)


def _at_cover(code: str, workbook: Workbook, unit: str, **facts: object) -> Finding:
    cell = workbook.cover.get(WAY)
    value = shown(cell.raw) if cell else ""
    return say(code, _cell(workbook), column=column_of(Cover, WAY).title, value=value, unit=unit, **facts)


def _baseless(sent: Sent) -> UnitWorkbooks:
    stands = UnitWorkbooks(None, aside={w.file: BASELESS for w in sent.supplements})
    stands.findings = [_at_cover("E415", w, sent.unit) for w in sent.supplements]
    return stands


def _take_up(stands: UnitWorkbooks, sent: Sent, last: Workbook) -> None:
    """Add the supplements of the standing workbook; older ones went into the workbook that it follows."""
    taken: list[Workbook] = []
    for one in sent.added_to(last):
        copy_of = next((other for other in taken if same(one, other) and as_of(one) == as_of(other)), None)
        if copy_of is not None:
            stands.aside[one.file] = REPEATED
            stands.findings.append(say("W403", Place(one.file), file=copy_of.file, unit=sent.unit))
        else:
            taken.append(one)
            stands.aside[one.file] = ADDED
    for one in (w for w in sent.supplements if w.file not in stands.aside):
        stands.aside[one.file] = SUPERSEDED
        stands.findings.append(_superseded(one, last, sent.unit))
    if not taken:
        return
    state = merged([last, *taken], sent.carried, sent.names)
    stands.supplements, stands.replaced = taken, state.replaced | {index: index for index in state.idle}
    stands.findings += [_added(one, last, state, sent.unit) for one in taken]
    for sheet, first, second in state.clashes:
        stands.findings += [
            _clash(sheet, one, other, sent) for one, other in ((first, second), (second, first))
        ]
        stands.disputed |= {last.file, first.row[0], second.row[0]}


def _superseded(one: Workbook, last: Workbook, unit: str) -> Finding:
    return say("W402", Place(one.file), file=last.file, as_of=as_of(last), unit=unit)


def _name_losses(stands: UnitWorkbooks, sent: Sent, last: Workbook) -> None:
    """Nobody is told that an earlier file may go while a row of it stands nowhere else: those rows are named."""
    superseded = {one.place.file for one in stands.findings if one.code == "W402"}
    if not superseded:
        return
    now, losing = sent.state(last), {}
    for one in (w for w in (*sent.whole, *sent.supplements) if w.file in superseded):
        if lost := lost_rows(merged([one], sent.carried, sent.names), now, one.book.sheets):
            facts = {"file": last.file, "as_of": as_of(last), "rows": "、".join(map(str, lost))}
            losing[one.file] = say("W340", Place(one.file), unit=sent.unit, **facts)
    stands.findings = [
        losing.get(one.place.file, one) if one.code == "W402" else one for one in stands.findings
    ]


def _added(one: Workbook, to: Workbook, state: Merged, unit: str) -> Finding:
    idle = listed((f"{sheet} 第{row}行" for file, sheet, row in state.idle if file == one.file), _NAMED)
    code = "N404" if idle else "N403"
    return say(
        code,
        Place(one.file),
        file=to.file,
        added=state.added.get(one.file, 0),
        renewed=state.renewed.get(one.file, 0),
        rows=idle,
        unit=unit,
    )


def _clash(sheet: type[Sheet], one: Line, other: Line, sent: Sent) -> Finding:
    """At the first cell that differs from the line of the other supplement."""
    books = {w.file: w for w in sent.supplements}
    differing = [at for at, pair in enumerate(zip(one.texts, other.texts, strict=True)) if len(set(pair)) > 1]
    named = [columns(sheet)[at] for at in differing]
    letters = [books[line.row[0]].sheets[sheet.to_schema().name].letters for line in (one, other)]
    cells = listed((f"{letters[1].get(column.name, '')}{other.row[2]}" for column in named), _NAMED)
    file, tab, row = one.row
    return say(
        "E416",
        Place(file, tab, row, letters[0].get(named[0].name, "")),
        column=named[0].title,
        value=one.texts[differing[0]],
        unit=sent.unit,
        as_of=one.day,
        cells=f"{other.row[0]} › {title(sheet)} {cells}",
    )


def _compare(stands: UnitWorkbooks, sent: Sent, choice: Choice) -> None:
    """Compare the standing workbook with those before it, back to the last that replaced all: what would be thrown away?"""
    last = choice.workbook
    earlier = sorted(
        (w for w in sent.whole if choice.aside.get(w.file) == SUPERSEDED), key=_day, reverse=True
    )
    if not earlier:
        return
    if way(last) == REPLACEMENT:
        stands.findings.append(_at_cover("W412", last, sent.unit, files=listed(w.file for w in earlier)))
        return
    now = sent.state(last)
    for one in earlier:
        if lacks := sheets_short(
            sent.state(one), now, [s for s in last.book.sheets if s.to_schema().name in last.sheets]
        ):
            _dispute(stands, sent, one, last, lacks)
            return
        if way(one) == REPLACEMENT:
            return


def _dispute(
    stands: UnitWorkbooks, sent: Sent, one: Workbook, last: Workbook, lacks: Sequence[MissingRows]
) -> None:
    """Neither is thrown away before the unit has said what the later one is."""
    files = {one.file, *(w.file for w in sent.added_to(one))}
    stands.findings = [
        f for f in stands.findings if f.place.file not in files or f.code not in ("W340", "W402", "W410")
    ]
    lack = "、".join(map(str, lacks))
    stands.findings += [
        _at_cover("E417", last, sent.unit, file=one.file, as_of=as_of(one), lack=lack),
        _at_cover("E418", one, sent.unit, file=last.file, as_of=as_of(last), lack=lack),
    ]
    stands.aside |= dict.fromkeys(files, UNSETTLED)
    stands.disputed |= {last.file, *files}


def cut_short(before: Workbook, newest: Workbook) -> Finding | None:
    """An error at the cover of a workbook of the whole plant that lacks much of what the one before it has: such a workbook is
    never sent in parts."""
    if before is newest:
        return None
    old, new = (merged([one], {}, {}) for one in (before, newest))
    lacks = sheets_short(old, new, newest.book.sheets)
    facts = {"file": before.file, "as_of": as_of(before), "lack": "、".join(map(str, lacks))}
    place = newest.cover["as_of"].place
    return say("E367", place, column="截至日期", value=as_of(newest), **facts) if lacks else None
