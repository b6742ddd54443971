"""Who has to send and has not, what came instead, and covers that name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.arrived import Arrival, arrived, of_the_office
from pipeline.collect import Inbox
from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import like
from pipeline.excel.workbook import Workbook
from pipeline.select import Selection, expected, known, speaks_for
from pipeline.sentences import say
from pipeline.stand import CONTRADICTED, REPEATED, SUPERSEDED
from schemas.books import CHECK, DIRECTORY, REVIEW, RULEBOOK, SUBMISSION, TARGET

UNUSABLE = "E409"  # something came that cannot count
_FILES_NAMED = 3


def missing(inbox: Inbox, chosen: Selection, without: tuple[str, ...]) -> list[Finding]:
    """A finding for every expected workbook that did not come; the branches in `without` are left out on purpose."""
    found = []
    wanted = expected(inbox, chosen)
    for book, here in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        absent = [unit for unit in wanted[book.key] if unit not in here and unit not in without]
        came = arrived(inbox, chosen, book, absent, wanted[book.key])
        for unit in absent:
            own = [one for one in came if one.unit in (unit, "")]
            leave = f"；确定不参加本期评定的，用 WITHOUT={unit} 运行" if book is SUBMISSION else ""
            found.append(say(UNUSABLE if own else "E401", Place(), unit=unit, kind=book.title, files=_files(own), leave=leave))
    found += [say("W404", Place(), unit=unit) for unit in without]
    return [*found, *_lacking(inbox, chosen), *_misnamed(inbox, chosen)]


def _files(came: Sequence[Arrival]) -> str:
    return "、".join(map(str, came[:_FILES_NAMED])) + (f" 等 {len(came)} 份" if len(came) > _FILES_NAMED else "")


def _lacking(inbox: Inbox, chosen: Selection) -> Iterator[Finding]:
    """The workbooks of the whole plant that are not there; two that contradict each other are told where they were compared."""
    for role, book in (("directory", DIRECTORY), ("target", TARGET), ("rulebook", RULEBOOK), ("review", REVIEW)):
        if getattr(chosen, role) is None and not any(chosen.aside.get(w.file) == CONTRADICTED for w in inbox.of(book.key)):
            came = of_the_office(inbox, chosen, book)
            yield say("E414" if came else "E402", Place(), period=chosen.period.title, kind=book.title, files=_files(came))


def _misnamed(inbox: Inbox, chosen: Selection) -> Iterator[Finding]:
    """Covers that name no branch of the directory, and covers that name another unit than the rows are of."""
    if chosen.directory is None:
        return
    for book in (SUBMISSION, CHECK):
        units = known(inbox, chosen, book)
        for workbook in (w for w in inbox.of(book.key) if speaks_for(w, chosen.period) and chosen.aside.get(w.file) not in (SUPERSEDED, REPEATED)):
            named, cell = chosen.says(workbook), workbook.cover.get("unit")
            place = cell.place if cell else Place(workbook.file)
            if book is SUBMISSION and named not in units:
                yield say("E408", place, column="单位", value=named, hint=_hint(chosen, workbook, units), unit=chosen.unit(workbook))
            elif workbook.file in chosen.owners and named:  # a blank one is told by itself
                own = chosen.owners[workbook.file]
                yield say("E413", place, column="单位", value=named, owner=own.unit, named=own.named, own=own.own, unit=own.unit)


def _hint(chosen: Selection, workbook: Workbook, units: set[str]) -> str:
    """Whose it probably is; by its rows, else by a name that is like it."""
    if (own := chosen.owners.get(workbook.file)) and own.named:
        return f"，表里填的多是“{own.unit}”的人员、班组和目标"
    near = own.unit if own else like(chosen.says(workbook), units - set(chosen.submissions))
    return f"，是不是“{near}”" if near else ""
