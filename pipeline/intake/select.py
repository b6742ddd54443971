"""Which workbooks speak for a period: the newest directory, targets and rulebook that cover it, and each unit's latest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period
from pipeline.core.records import Index
from pipeline.core.remember import remembered
from pipeline.evidence.results import examiners
from pipeline.excel.cells.cell import same_name
from pipeline.excel.cells.suggest import meant
from pipeline.excel.workbook import Workbook, empty_workbook
from pipeline.intake.collect import (
    Inbox,
    as_of,
    in_force,
    is_supplement,
    left_out,
    period_of,
    unit_of,
    without_rows,
)
from pipeline.intake.messages import say
from pipeline.intake.sent.owner import Owner, Register, canonical, owners_by_rows, unusable
from pipeline.intake.sent.standing import UNSETTLED, UnitWorkbooks, cut_short, standing
from pipeline.intake.sent.supplements import Carried, Merged, as_carried, merged
from pipeline.intake.sent.versions import CONTRADICTED, REPEATED, SUPERSEDED, blank_day, same
from pipeline.rulebook.asked import GOAL_RESULTS, branches_owe
from pipeline.rulebook.departments import RULES, SENT, TARGETS, departments_in, named, slips
from pipeline.rulebook.indicators import in_use
from schemas.base import Book, When, declaration, timing
from schemas.base import key as key_of
from schemas.books import CHECK, DIRECTORY, REVIEW, RULEBOOK, SUBMISSION, TARGET
from schemas.words import DEDUCTION, REPORTED


@dataclass(slots=True, eq=False)
class Selection:
    """The workbooks of a period by role, and their rows. Nobody changes one that `select` has returned."""

    inbox: Inbox
    period: Period
    directory: Workbook | None = None
    target: Workbook | None = None
    rulebook: Workbook | None = None
    review: Workbook | None = None
    submissions: dict[str, Workbook] = field(default_factory=dict)
    checks: dict[str, Workbook] = field(default_factory=dict)
    superseded: dict[str, str] = field(default_factory=dict)  # file -> the later file that stands instead
    aside: dict[str, str] = field(default_factory=dict)  # file of the period that does not count -> why
    findings: list[Finding] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    # file -> whose it is by its rows, where its cover says otherwise
    owners: dict[str, Owner] = field(default_factory=dict)
    # file that may be a unit's, which nobody can tell for certain -> the unit
    disputed: dict[str, str] = field(default_factory=dict)
    # file of a standing workbook -> what was added to it
    supplements: dict[str, list[Workbook]] = field(default_factory=dict)
    # row that does not count -> the row of the same unit that stands instead
    replaced: dict[Index, Index] = field(default_factory=dict)
    # what `remembered` keeps: of its directory, targets and rulebook alone, which are found before anything else
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def whole(self) -> bool:
        """True when everything that a rating cannot do without is there."""
        return None not in (self.directory, self.target, self.rulebook, self.review)

    @property
    def files(self) -> set[str]:
        """Every file that this period is rated from."""
        single = [w for w in (self.directory, self.target, self.rulebook, self.review) if w is not None]
        return self.files_of([*single, *self.submissions.values(), *self.checks.values()])

    def files_of(self, workbooks: Iterable[Workbook]) -> set[str]:
        """The files of these workbooks and of all that was added to them."""
        return {part.file for whole in workbooks for part in (whole, *self.supplements.get(whole.file, ()))}

    def rows(self, key: str) -> pd.DataFrame:
        """The good rows of a sheet in the selection's workbooks."""
        return self.rows_in(key, self.files)

    def every(self, key: str) -> pd.DataFrame:
        """Every row of a sheet in the selection's workbooks, those that are refused for one of their cells as well."""
        return without_rows(self.inbox.every(key, self.files), self.replaced)

    def rows_in(self, key: str, files: Collection[str]) -> pd.DataFrame:
        """The good rows of a sheet in these files, without those in whose place another stands."""
        return without_rows(self.inbox.rows(key, files), self.replaced)

    def state(self, workbook: Workbook) -> Merged:
        """The rows of a standing workbook together with those that were added to it."""
        return merged([workbook, *self.supplements.get(workbook.file, ())], {}, self.names)

    @property
    def settled(self) -> Selection:
        """Without the units of which it is not certain which workbook is theirs: nobody is rated on a guess."""
        certain = [
            {unit: w for unit, w in here.items() if unit not in self.disputed.values()}
            for here in (self.submissions, self.checks)
        ]
        return replace(self, submissions=certain[0], checks=certain[1])

    @property
    def restored(self) -> bool:
        """True for a month that is told out of a workbook of its quarter's end (rules 1.5)."""
        return self.period.months == 1 and any(period_of(w) != self.period for w in self.submissions.values())

    def unit(self, workbook: Workbook) -> str:
        """The canonical name of the unit that the workbook is of: by its cover, unless its rows are plainly another's."""
        return self.owners[workbook.file].unit if workbook.file in self.owners else self.says(workbook)

    def says(self, workbook: Workbook) -> str:
        """The canonical name of the unit on the workbook's cover."""
        return self.names.get(same_name(unit_of(workbook)), unit_of(workbook))


@remembered
def moved(inbox: Inbox, period: Period) -> dict[str, str]:
    """Who belongs to another branch than in the quarter before -> the branch of then, by its name of now."""
    now, last = select(inbox, period), select(inbox, period.whole_quarter().previous())
    if now.directory is None or last.directory is None or now.directory is last.directory:
        return {}
    here, there = (
        dict(zip(rows["person"], rows["branch"], strict=True))
        for rows in (now.rows("person"), last.rows("person"))
    )
    before = {p: now.names.get(same_name(branch), str(branch)) for p, branch in there.items() if p in here}
    return {person: branch for person, branch in before.items() if branch != here[person]}


@remembered
def select(inbox: Inbox, period: Period) -> Selection:
    """The workbooks of the period, and a finding for each that is missing, double, superseded or of no known unit."""
    chosen = Selection(inbox, period)
    for role, book in (("directory", DIRECTORY), ("target", TARGET)):
        workbooks = [w for w in inbox.of(book.key) if (p := period_of(w)) and p.covers(period)]
        setattr(chosen, role, _newest(chosen, book.title, workbooks))
        if (one := getattr(chosen, role)) is not None and unusable(inbox, one):
            setattr(chosen, role, None)
    chosen.rulebook = rulebook_in_force(chosen)
    off = left_out(inbox, chosen.rulebook)
    if chosen.target is None and GOAL_RESULTS in off and not inbox.of(TARGET.key):
        chosen.target = empty_workbook(TARGET)  # a plant without goals has none to sign
    if chosen.directory is not None:
        chosen.names = canonical(inbox, chosen.directory)
    chosen.review = _review(chosen)
    for book, into in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        here = [w for w in inbox.of(book.key) if speaks_for(w, period)]
        chosen.owners |= _owners(chosen, book, here)
        by_unit: dict[str, list[Workbook]] = defaultdict(list)
        for workbook in here:
            by_unit[chosen.unit(workbook)].append(workbook)
        for unit, rivals in sorted(by_unit.items()):
            if (stands := _unit_stands(chosen, book, unit, rivals)) is not None:
                into[unit] = stands
    return chosen


def _owners(chosen: Selection, book: Book, here: list[Workbook]) -> dict[str, Owner]:
    """The workbooks whose cover is wrong: their rows are another unit's, or the name is a slip of a branch that lacks its workbook."""
    if chosen.directory is None or chosen.target is None:
        return {}
    units = known(chosen, book)
    by = Register(chosen.directory.file, chosen.target.file, chosen.names)
    owners = owners_by_rows(chosen.inbox, by, {w.file for w in here}, units)
    units = units if book is SUBMISSION else departments(chosen)
    absent = tuple(sorted(units - {chosen.says(w) for w in here}))
    for workbook in (w for w in here if w.file not in owners and chosen.says(w) not in units):
        if near := meant(chosen.says(workbook), absent):
            owners[workbook.file] = Owner(near, 0, 0)
    return {
        w.file: owners[w.file] for w in here if w.file in owners and owners[w.file].unit != chosen.says(w)
    }


def known(chosen: Selection, book: Book) -> set[str]:
    """The units that may send this kind; a branch whose row in the directory is faulty stands there nonetheless."""
    if chosen.directory is None or book is not SUBMISSION:
        return set(expected(chosen)[book.key])
    return set(chosen.every("branch")["branch"].dropna())


def speaks_for(workbook: Workbook, period: Period) -> bool:
    """The workbook is of the period, or of the quarter that a month lies in (rules 1.5)."""
    found = period_of(workbook)
    return found is not None and found in (period, period.whole_quarter() if period.months == 1 else period)


def _newest(
    chosen: Selection, kind: str, books: list[Workbook], since: Callable[[Workbook], str] = lambda _: ""
) -> Workbook | None:
    """The one in force `since` the latest day, of several the one with the latest 截至日期; two without an order are an error."""
    if not books:
        return None
    latest = max((since(w), as_of(w)) for w in books)
    newest = [w for w in books if since(w) == latest[0] and as_of(w) in ("", latest[1])]
    best = sorted(newest, key=as_of, reverse=True)
    chosen.superseded |= {w.file: best[0].file for w in books if w not in best}
    chosen.aside |= {w.file: SUPERSEDED for w in books if w not in best}
    if not all(same(w, best[0]) for w in best):
        chosen.aside |= {w.file: CONTRADICTED for w in best}
        files = "、".join(w.file if as_of(w) else f"{w.file}（{blank_day(w)} 没有截至日期）" for w in best)
        chosen.findings.append(say("E403", Place(), kind=kind, files=files))
        return None
    chosen.aside |= {w.file: REPEATED for w in best[1:]}
    return _unshortened(chosen, best[0], [w for w in books if w not in best and since(w) == latest[0]])


def _unshortened(chosen: Selection, newest: Workbook, older: list[Workbook]) -> Workbook:
    """The newest, unless it lacks much of what the last one of its period before has: then that one, until it is taken away."""
    before = max((w for w in older if period_of(w) == period_of(newest)), key=as_of, default=newest)
    lack = cut_short(before, newest)
    if lack is None:
        return newest
    chosen.findings.append(lack)
    for of in (chosen.superseded, chosen.aside):
        of.pop(before.file)
    chosen.aside[newest.file], chosen.disputed[newest.file] = UNSETTLED, ""
    return before


def rulebook_in_force(chosen: Selection) -> Workbook | None:
    """The rulebook whose validity covers the end of the period; of several the one in force since the latest day."""
    end, starts, rulebooks = chosen.period.end, {}, []
    for workbook in chosen.inbox.of(RULEBOOK.key):
        first, last = in_force(chosen.inbox.rows("setting", {workbook.file}))
        if first is not None and first <= end and (last is None or end <= last):
            rulebooks.append(workbook)
            starts[workbook.file] = str(first)
    return _newest(chosen, RULEBOOK.title, rulebooks, lambda w: starts[w.file])


def _unit_stands(chosen: Selection, book: Book, unit: str, rivals: list[Workbook]) -> Workbook | None:
    stands = standing(unit, rivals, chosen.owners, lambda: _carried(chosen, book, unit), chosen.names)
    _take(chosen, stands)
    chosen.disputed |= dict.fromkeys(stands.disputed, unit)
    whole = [w.file for w in rivals if stands.aside.get(w.file, CONTRADICTED) == CONTRADICTED]
    if len(whole) > 1 or any(file in chosen.owners for file in whole[:1]):
        chosen.disputed |= dict.fromkeys(whole, unit)
    return stands.workbook


def _take(chosen: Selection, stands: UnitWorkbooks) -> None:
    chosen.aside |= stands.aside
    chosen.findings += stands.findings
    chosen.replaced |= stands.replaced
    if stands.workbook is not None:
        gone = (file for file, why in stands.aside.items() if why in (SUPERSEDED, UNSETTLED))
        chosen.superseded |= dict.fromkeys(gone, stands.workbook.file)
        chosen.supplements[stands.workbook.file] = stands.supplements


def _review(chosen: Selection) -> Workbook | None:
    """The office's own workbook of the period: like a unit's, but that two without an order leave none."""
    here = [w for w in chosen.inbox.of(REVIEW.key) if speaks_for(w, chosen.period)]
    last = _newest(chosen, REVIEW.title, [w for w in here if not is_supplement(w)])
    if not here or (last is None and not all(map(is_supplement, here))):
        return None
    stands = standing(
        unit_of(last or here[0]) or REVIEW.title,
        [w for w in here if w is last or w.file not in chosen.aside or chosen.aside[w.file] == SUPERSEDED],
        (),
        lambda: _carried(chosen, REVIEW, ""),
        chosen.names,
    )
    _take(chosen, stands)
    return stands.workbook


def _carried(chosen: Selection, book: Book, unit: str) -> Carried:
    """The rows that the unit's blank brought along: those of its ledgers in the period before, without what is asked anew."""
    last = select(chosen.inbox, chosen.period.previous())
    here = {SUBMISSION.key: last.submissions, CHECK.key: last.checks}
    before = last.review if book is REVIEW else here[book.key].get(unit)
    if before is None:
        return {}
    state = last.state(before)
    return {
        key_of(sheet): as_carried(
            sheet, state.lines.get(key_of(sheet), ()), chosen.inbox.frames[key_of(sheet)]
        )
        for sheet in before.book.sheets
        if timing(sheet).when in (When.YEAR, When.LEDGER) or declaration(sheet).asked_anew
    }


def _reporting(chosen: Selection) -> set[str]:
    """The departments that the rulebook asks for deductions and figures of units."""
    rows = in_use({"indicator": chosen.rows("indicator")})["indicator"]
    rows = rows[rows["origin"].isin((DEDUCTION, REPORTED)) & rows["departments"].notna()]
    return departments_in(rows["departments"])


@remembered
def expected(chosen: Selection, as_written: bool = False) -> Mapping[str, list[str]]:
    """Who has to send: kind -> branches of the directory, departments that examine a goal or report on units; a misspelt one
    is who was meant, or stands `as_written`."""
    if chosen.directory is None or chosen.target is None:
        return {"submission": [], "check": []}
    meant_by = {} if as_written else misspelt(chosen)
    owed = branches_owe(left_out(chosen.inbox, chosen.rulebook))
    return {
        "submission": sorted(chosen.rows("branch")["branch"]) if owed else [],
        "check": sorted({meant_by.get(name, name) for name in _examiners(chosen) | _reporting(chosen)}),
    }


@remembered
def _examiners(chosen: Selection) -> set[str]:
    """The departments that examine a goal."""
    goals = chosen.rows("target").dropna(subset=["goal", "unit", "examiner"])
    return set(examiners(goals).values()) - set(goals["unit"])


@remembered
def misspelt(chosen: Selection) -> dict[str, str]:
    """Department that the targets or the rulebook alone name, and from which nothing ever came -> the one that was meant."""
    now = {chosen.says(w) for w in chosen.inbox.of(CHECK.key) if speaks_for(w, chosen.period)}
    return slips(_named(chosen), now)


def departments(chosen: Selection) -> set[str]:
    """The departments that examine something by the targets or the rulebook, or have done so in another period."""
    names = _named(chosen)
    return {*names[TARGETS], *names[RULES], *names[SENT]} - misspelt(chosen).keys()


@remembered
def _named(chosen: Selection) -> Mapping[str, Collection[str]]:
    before = [w for w in chosen.inbox.of(CHECK.key) if not speaks_for(w, chosen.period)]
    return named(_examiners(chosen), chosen.rows, map(chosen.says, before))
