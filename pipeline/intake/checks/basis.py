"""What the workbooks of a period are checked against: its own directory, goals, rules and review, else the newest earlier ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.core.finding import Finding, Severity, has_errors
from pipeline.core.period import Period
from pipeline.core.remember import remembered
from pipeline.excel.cells.cell import same_name
from pipeline.excel.workbook import Workbook, empty_workbook
from pipeline.intake.checks.rules.soundness import check_rulebook
from pipeline.intake.collect import Inbox, as_of, in_force, period_of
from pipeline.intake.messages import say
from pipeline.intake.select import Selection, expected, select
from pipeline.intake.sent.owner import canonical, unusable
from schemas.base import Book
from schemas.books import CHECK, DIRECTORY, REVIEW, RULEBOOK, SUBMISSION, TARGET

ROLES: Mapping[str, Book] = {book.key: book for book in (DIRECTORY, TARGET, RULEBOOK, REVIEW)}
_NAMED = 3  # units that are named; the others are counted
# What a check compares with in the quarter before: the branches' workbooks, and what begins anew with the year.
BRANCHES_BEFORE, RESULTS_BEFORE, DEPARTMENTS_BEFORE, DIRECTORY_BEFORE, REVIEW_BEFORE = (
    f"{name} before" for name in (SUBMISSION.key, "results", CHECK.key, DIRECTORY.key, REVIEW.key)
)
BEFORE = {BRANCHES_BEFORE, RESULTS_BEFORE, DEPARTMENTS_BEFORE, DIRECTORY_BEFORE, REVIEW_BEFORE}
_QUARTER = 3


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """A selection with a workbook in every role, an empty one where there is none, and where it differs from the period's own.

    `earlier`: role -> the time that its workbook is of; `absent`: the roles that no workbook fills; `awaited`: kind ->
    those who have not sent it, or the workbook that would tell who they are."""

    chosen: Selection
    own: frozenset[str]  # the files of the period itself
    earlier: Mapping[str, str]
    absent: frozenset[str]
    awaited: Mapping[str, str]

    @property
    def first(self) -> bool:
        """True where nothing of any period before is there: the plant may have begun with this one."""
        inbox, start = self.chosen.inbox, self.chosen.period.start
        sent = (w for book in (SUBMISSION, CHECK, REVIEW) for w in inbox.of(book.key))
        return not any((period := period_of(w)) is not None and period.end < start for w in sent)

    def settles(self, role: str) -> bool:
        """True where the period's own workbook, or that of every unit, is there."""
        return role not in self.awaited

    def answers(self, role: str, by_earlier: bool) -> bool:
        """True where there is something to check against."""
        if role in ROLES:
            return role not in self.absent and (by_earlier or role not in self.earlier)
        return role not in self.awaited

    def toned(self, findings: Iterable[Finding], needs: Iterable[str]) -> Iterable[Finding]:
        """The findings of the period's own files, each a warning where what a check needs is only there of an earlier period."""
        earlier = [role for role in needs if role in self.earlier]
        by = "、".join(f"{self.earlier[role]}的“{ROLES[role].title}”" for role in earlier)
        awaited = "、".join(f"“{ROLES[role].title}”" for role in earlier)
        for one in findings:
            if one.place.file not in self.own and one.place.file:
                continue
            if earlier and one.severity is not Severity.NOTICE:
                yield say(
                    "W331",
                    one.place,
                    column=one.column,
                    value=one.value,
                    unit=one.unit,
                    suggested=one.suggested,
                    by=by,
                    own=awaited,
                    period=self.chosen.period.title,
                    message=one.message,
                    remedy=one.remedy,
                )
            else:
                yield one


@remembered
def basis_of(inbox: Inbox, period: Period, without: tuple[str, ...]) -> Basis:
    """What the period is checked against."""
    own = select(inbox, period)
    sound = not has_errors(of_rulebook(inbox, period))
    roles = {role: getattr(own, role) for role in ROLES} | ({} if sound else {RULEBOOK.key: None})
    earlier = {
        role: workbook
        for role in (DIRECTORY.key, TARGET.key, RULEBOOK.key)
        if roles[role] is None and (workbook := _before(own, role))
    }
    absent = frozenset(role for role, one in roles.items() if one is None and role not in earlier)
    empty = {role: empty_workbook(ROLES[role]) for role in absent}
    chosen = _filled(replace(own, **(roles | earlier | empty)))
    awaited = {role: f"“{ROLES[role].title}”" for role in ROLES if role in earlier or role in absent}
    if not sound:
        awaited[RULEBOOK.key] = f"改正后的“{RULEBOOK.title}”"
    return Basis(
        chosen=chosen,
        own=frozenset(own.files),
        earlier={role: _time(inbox, one) for role, one in earlier.items()},
        absent=absent,
        awaited=awaited | _missing_units(chosen, absent, without) | _missing_before(chosen),
    )


@remembered
def of_rulebook(inbox: Inbox, period: Period) -> list[Finding]:
    """What is wrong with the period's own rulebook; nothing while it has not come."""
    chosen = select(inbox, period)
    return [] if chosen.rulebook is None else check_rulebook(chosen)


def _filled(chosen: Selection) -> Selection:
    """The selection with every unit under its name in the directory that it has now."""
    assert chosen.directory is not None
    named = replace(chosen, names=chosen.names or canonical(chosen.inbox, chosen.directory))
    return replace(
        named,
        submissions={named.unit(w): w for w in chosen.submissions.values()},
        checks={named.unit(w): w for w in chosen.checks.values()},
    )


def _before(chosen: Selection, role: str) -> Workbook | None:
    """The newest sound workbook of the kind that is older than the period."""
    inbox, start = chosen.inbox, chosen.period.start
    if role == RULEBOOK.key:
        begun = [
            (str(first), as_of(w), w.file, w)
            for w in inbox.of(role)
            if (first := in_force(inbox.rows("setting", {w.file}))[0]) is not None
            and first <= chosen.period.end
            and w is not chosen.rulebook
        ]
        newest_first = [w for *_, w in sorted(begun, key=lambda one: one[:3], reverse=True)]
        return next(
            (w for w in newest_first if not has_errors(check_rulebook(replace(chosen, rulebook=w)))), None
        )
    older = [
        w for w in inbox.of(role) if (span := period_of(w)) and span.end < start and not unusable(inbox, w)
    ]
    return max(older, key=lambda w: (_end(w), as_of(w), w.file), default=None)


def _end(workbook: Workbook) -> dt.date:
    period = period_of(workbook)
    assert period is not None
    return period.end


def _time(inbox: Inbox, workbook: Workbook) -> str:
    """The period on the cover, of a rulebook the day since which it is in force, as people say it."""
    period = period_of(workbook)
    if workbook.book.key == RULEBOOK.key:
        return f"{in_force(inbox.rows('setting', {workbook.file}))[0]}起"
    return period.title if period else ""


def _missing_units(chosen: Selection, absent: frozenset[str], without: tuple[str, ...]) -> dict[str, str]:
    """Kind -> who has not sent it; while it is not known who has to send, the workbook that tells."""
    wanted, lacking = expected(chosen), {}
    for book, here in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        units = [unit for unit in wanted[book.key] if unit not in here or unit in without]
        telling = DIRECTORY if book is SUBMISSION else TARGET
        if telling.key in absent:
            lacking[book.key] = f"“{telling.title}”"
        elif units:
            more = f"等 {len(units)} 个单位" if len(units) > _NAMED else ""
            lacking[book.key] = "、".join(units[:_NAMED]) + more
    return lacking


def not_sent(
    chosen: Selection, quarter: Period, units: Collection[str], book: Book = SUBMISSION
) -> list[str]:
    """Those of the units whose workbook of an earlier quarter is not there. Who had none to send by the directory and the goals
    of then is not named; while these are not known, everybody had."""
    then, names = select(chosen.inbox, quarter), chosen.names
    sent = then.settled.submissions if book is SUBMISSION else then.settled.checks
    there = {names.get(same_name(unit), unit) for unit in sent}
    owed = {names.get(same_name(unit), unit) for unit in expected(then)[book.key]}
    known = then.directory is not None and then.target is not None
    return [unit for unit in units if unit not in there and (unit in owed or not known)]


def _missing_before(chosen: Selection) -> dict[str, str]:
    """What is compared with the quarter before -> whose workbook of then is not there."""
    period, lacking = chosen.period, dict[str, str]()
    if period.months != _QUARTER:
        return lacking
    last = period.previous()
    same_year = last.year == period.year
    for role, book, here, asked in (
        (BRANCHES_BEFORE, SUBMISSION, chosen.submissions, True),
        (RESULTS_BEFORE, SUBMISSION, chosen.submissions, same_year),
        (DEPARTMENTS_BEFORE, CHECK, chosen.checks, same_year),
    ):
        if asked and (units := not_sent(chosen, last, here, book)):
            lacking[role] = f"{_whose(units, here)}{last.title}的“{book.title}”"
    if same_year and select(chosen.inbox, last).directory is None:
        lacking[DIRECTORY_BEFORE] = f"{last.title}的“{DIRECTORY.title}”"
    if select(chosen.inbox, last).review is None:
        lacking[REVIEW_BEFORE] = f"{last.title}的“{REVIEW.title}”"
    return lacking


def _whose(units: Collection[str], every: Collection[str]) -> str:
    """The units by name, "" where it is all of them."""
    more = f"等 {len(units)} 个单位" if len(units) > _NAMED else ""
    return "" if len(units) == len(every) else "、".join(list(units)[:_NAMED]) + more
