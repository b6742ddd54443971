"""Which workbooks speak for a period: the newest directory, targets and rulebook that cover it, and each unit's latest."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period
from pipeline.evidence.results import examiners
from pipeline.excel.cells.cell import same_name
from pipeline.excel.cells.kinds import ITEM_MARK, parse
from pipeline.excel.cells.suggest import meant
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import Inbox, as_of, period_of, remembered, unit_of
from pipeline.intake.messages import say
from pipeline.intake.versions import CONTRADICTED, REPEATED, SUPERSEDED, blank_day, current_version, same
from schemas.base import Book, Kind
from schemas.books import CHECK, DECLARED, DIRECTORY, REVIEW, RULEBOOK, SUBMISSION, TARGET
from schemas.target import SELF_EXAMINED

_OWN_TEAM = {key: of.own_team for key, of in DECLARED.items() if of.own_team}
_FEWEST = 3  # things that are named; fewer prove nothing


class Owner(NamedTuple):
    """The unit that most of what a workbook names belongs to, how many of these things, and of how many."""

    unit: str
    own: int
    named: int


class Register(NamedTuple):
    """The files of the directory and of the targets, and the normal form of every name -> the name in the directory."""

    directory: str
    target: str
    names: Mapping[str, str]

    def name(self, unit: object) -> str:
        """A unit as the directory calls it."""
        return self.names.get(same_name(str(unit)), str(unit))


def owners_by_rows(
    inbox: Inbox, by: Register, files: Collection[str], units: Collection[str]
) -> dict[str, Owner]:
    """File -> the one of the `units` that more than half of what it names belongs to; without those that hold no such unit's."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for key, column, home in _columns(inbox, by):
        cells = inbox.every(key, files)[column].dropna()
        items = cells.str.split(ITEM_MARK).explode().map(home).dropna()
        for file, unit in zip(items.index.get_level_values("file"), items, strict=True):
            tally[file][unit] += 1
    found = {file: Owner(*counts.most_common(1)[0], counts.total()) for file, counts in tally.items()}
    return {
        file: one
        for file, one in found.items()
        if one.unit in units and one.own >= _FEWEST and 2 * one.own > one.named
    }


def _columns(inbox: Inbox, by: Register) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Sheet key, column, and whose each value is: only columns that may name nothing of another unit."""
    people, teams = (_homes(inbox, by, key) for key in ("person", "team"))
    any_name = teams | {name: teams[now] for name, now in _every_name(inbox, by) if now in teams}
    goals = inbox.every("target", {by.target})
    examined = {
        goal: by.name(unit if examiner == SELF_EXAMINED else examiner)
        for goal, unit, examiner in goals[["goal", "unit", "examiner"]]
        .dropna()
        .itertuples(index=False, name=None)
    }
    yield from ((key, column, people) for key, of in DECLARED.items() for column in of.own)
    yield from ((key, column, any_name) for key, column in _OWN_TEAM.items())
    yield "target_actual", "goal", examined


def _homes(inbox: Inbox, by: Register, key: str) -> dict[str, str]:
    rows = inbox.every(key, {by.directory})[[key, "branch"]].dropna()
    return {one: by.name(branch) for one, branch in rows.itertuples(index=False, name=None)}


def _every_name(inbox: Inbox, by: Register) -> Iterator[tuple[str, str]]:
    """The teams as they are written in wishes and requests, and as the directory calls them."""
    for key, column in _OWN_TEAM.items():
        yield from ((name, by.name(name)) for name in inbox.frames[key][column].dropna().unique())


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

    @property
    def whole(self) -> bool:
        """True when everything that a rating cannot do without is there."""
        return None not in (self.directory, self.target, self.rulebook, self.review)

    @property
    def files(self) -> set[str]:
        """Every file that this period is rated from."""
        single = [w for w in (self.directory, self.target, self.rulebook, self.review) if w is not None]
        return {w.file for w in [*single, *self.submissions.values(), *self.checks.values()]}

    def rows(self, key: str) -> pd.DataFrame:
        """The good rows of a sheet in the selection's workbooks."""
        return self.inbox.rows(key, self.files)

    def every(self, key: str) -> pd.DataFrame:
        """Every row of a sheet in the selection's workbooks, those that are refused for one of their cells as well."""
        return self.inbox.every(key, self.files)

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


def canonical(inbox: Inbox, directory: Workbook) -> dict[str, str]:
    """Normal form of every name, old names included -> the name in the directory (rules 1.2)."""
    names: dict[str, str] = {}
    for key in ("team", "branch"):
        rows = inbox.rows(key, {directory.file})
        for name, former in zip(rows[key], rows["former"], strict=True):
            for old in str(former).split("、") if isinstance(former, str) else ():
                names.setdefault(same_name(old), name)
        names |= {same_name(name): name for name in rows[key]}
    return names


@remembered
def select(inbox: Inbox, period: Period) -> Selection:
    """The workbooks of the period, and a finding for each that is missing, double, superseded or of no known unit."""
    chosen = Selection(inbox, period)
    for role, book in (("directory", DIRECTORY), ("target", TARGET)):
        found = [w for w in inbox.of(book.key) if (p := period_of(w)) and p.covers(period)]
        setattr(chosen, role, _newest(chosen, book.title, found))
    if (
        chosen.directory is not None and inbox.rows("branch", {chosen.directory.file}).empty
    ):  # nobody could be rated
        chosen.directory = None
    chosen.rulebook = _rulebook(chosen)
    chosen.review = _newest(chosen, REVIEW.title, [w for w in inbox.of(REVIEW.key) if speaks_for(w, period)])
    if chosen.directory is not None:
        chosen.names = canonical(inbox, chosen.directory)
    for book, into in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        here = [w for w in inbox.of(book.key) if speaks_for(w, period)]
        chosen.owners |= _owners(chosen, book, here)
        by_unit: dict[str, list[Workbook]] = defaultdict(list)
        for workbook in here:
            by_unit[chosen.unit(workbook)].append(workbook)
        for unit, rivals in sorted(by_unit.items()):
            into[unit] = _unit_stands(chosen, unit, rivals)
    return chosen


def _owners(chosen: Selection, book: Book, here: list[Workbook]) -> dict[str, Owner]:
    """The workbooks whose cover is wrong: their rows are another unit's, or the name is a slip of a branch that lacks its workbook."""
    if chosen.directory is None or chosen.target is None:
        return {}
    units = known(chosen, book)
    by = Register(chosen.directory.file, chosen.target.file, chosen.names)
    found = owners_by_rows(chosen.inbox, by, {w.file for w in here}, units)
    absent = tuple(sorted(units - {chosen.says(w) for w in here}))
    for workbook in (
        w for w in here if book is SUBMISSION and w.file not in found and chosen.says(w) not in units
    ):
        if near := meant(chosen.says(workbook), absent):
            found[workbook.file] = Owner(near, 0, 0)
    return {w.file: found[w.file] for w in here if w.file in found and found[w.file].unit != chosen.says(w)}


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
    chosen: Selection, kind: str, found: list[Workbook], since: Callable[[Workbook], str] = lambda _: ""
) -> Workbook | None:
    """The one in force `since` the latest day, of several the one with the latest 截至日期; two without an order are an error."""
    if not found:
        return None
    latest = max((since(w), as_of(w)) for w in found)
    best = sorted(
        (w for w in found if since(w) == latest[0] and as_of(w) in ("", latest[1])), key=as_of, reverse=True
    )
    chosen.superseded |= {w.file: best[0].file for w in found if w not in best}
    chosen.aside |= {w.file: SUPERSEDED for w in found if w not in best}
    if not all(same(w, best[0]) for w in best):
        chosen.aside |= {w.file: CONTRADICTED for w in best}
        files = "、".join(w.file if as_of(w) else f"{w.file}（{blank_day(w)} 没有截至日期）" for w in best)
        chosen.findings.append(say("E403", Place(), kind=kind, files=files))
        return None
    chosen.aside |= {w.file: REPEATED for w in best[1:]}
    return best[0]


def _rulebook(chosen: Selection) -> Workbook | None:
    """The rulebook whose validity covers the end of the period; of several the one in force since the latest day."""
    end, starts, found = chosen.period.end, {}, []
    for workbook in chosen.inbox.of(RULEBOOK.key):
        first, last = in_force(chosen.inbox.rows("setting", {workbook.file}))
        if first is not None and first <= end and (last is None or end <= last):
            found.append(workbook)
            starts[workbook.file] = str(first)
    return _newest(chosen, RULEBOOK.title, found, lambda w: starts[w.file])


def plant_names(chosen: Selection, workbook: Workbook) -> tuple[str, ...]:
    """What the plant is called, then its former names, in the rulebook in force for the workbook's own period."""
    period = period_of(workbook) or chosen.period
    rulebook = workbook if workbook.book.key == RULEBOOK.key else _rulebook(Selection(chosen.inbox, period))
    rows = chosen.inbox.rows("setting", {one.file for one in (rulebook or chosen.rulebook,) if one})
    value = dict(zip(rows["name"], rows["value"].fillna(""), strict=True))
    former = value.get("电厂曾用名", "")
    return (value.get("电厂名称", ""), *(former.split(ITEM_MARK) if former else ()))


def in_force(settings: pd.DataFrame) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a rulebook's validity by its 基本设置, None where open or not a date."""
    value = {row["name"]: row["value"] for row in settings.to_dict("records")}
    first, last = (parse(Kind.DATE, value.get(name)).value for name in ("生效日期", "失效日期"))
    return (first if isinstance(first, dt.date) else None, last if isinstance(last, dt.date) else None)


def _unit_stands(chosen: Selection, unit: str, rivals: list[Workbook]) -> Workbook:
    found = current_version(unit, rivals, chosen.owners)
    chosen.aside |= found.aside
    chosen.superseded |= {file: found.workbook.file for file, why in found.aside.items() if why == SUPERSEDED}
    chosen.findings += found.findings
    still = [w.file for w in rivals if found.aside.get(w.file, CONTRADICTED) == CONTRADICTED]
    if len(still) > 1 or still[0] in chosen.owners:
        chosen.disputed |= dict.fromkeys(still, unit)
    return found.workbook


def expected(chosen: Selection) -> Mapping[str, list[str]]:
    """Who has to send: kind -> branches of the directory, departments that examine a goal."""
    if chosen.directory is None or chosen.target is None:
        return {"submission": [], "check": []}
    goals = chosen.rows("target").dropna(subset=["goal", "unit", "examiner"])
    departments = set(examiners(goals).values()) - set(goals["unit"])
    return {
        "submission": sorted(chosen.rows("branch")["branch"]),
        "check": sorted(departments),
    }
