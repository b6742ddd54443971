"""What came from a unit and cannot count: told where its workbook is missing, so that nobody asks for it in vain."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import Broken, is_blank, same_name, shown
from pipeline.excel.cells.suggest import meant
from pipeline.excel.other_kinds.file_kind import SECURED
from pipeline.excel.read.child import Stopped, guarded
from pipeline.excel.read.cover import cover_only
from pipeline.excel.read.preflight import ARCHIVED, MOST_BYTES
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import Inbox, in_force, period_of
from pipeline.intake.covers import common, covered
from pipeline.intake.messages import say
from pipeline.intake.reading.dropped import content
from pipeline.intake.reading.unsent import OWN_RESULTS, UNFILLED
from pipeline.intake.select import Selection, expected, known, speaks_for
from pipeline.intake.sent.owner import unusable
from pipeline.intake.sent.standing import BASELESS
from pipeline.intake.sent.versions import CONTRADICTED, REPEATED, SUPERSEDED
from schemas.base import Book
from schemas.books import CHECK, DIRECTORY, REVIEW, RULEBOOK, SUBMISSION, TARGET
from schemas.cover import SUPPLEMENT

_GLIMPSED = (
    "E103",
    "E104",
    "E105",
    "E106",
    "E107",
    "W102",
)  # refused as a whole, while the cover may still be read
# the lock of an open workbook is nothing that was sent, nor are our own results; blanks are told by their covers
_UNSENT = ("W103", OWN_RESULTS, UNFILLED)
_BLANK = "还没有填写"
_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv")
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar")
# refused as a whole, and a workbook may be in it: an archive, another kind of spreadsheet, a locked or broken one
_CLOSED = (
    *(ARCHIVED, "E102", "E103", "E104", "E105", "E106", "E107", "E108", SECURED),
    *("E137", "E138", "E139", "E140"),
)


class Arrival(NamedTuple):
    """A file that may be the workbook of a unit, and why it does not count; `unit` "" where it may be anybody's."""

    unit: str
    file: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}（{self.why}）"


def arrived(chosen: Selection, book: Book, absent: Collection[str], units: Collection[str]) -> list[Arrival]:
    """The files that came instead of the workbooks of the `absent` among the `units` that have to send this kind.

    What a file is called tells only whom to ask; whether a workbook counts and for whom stands on its cover."""
    if not absent:
        return []
    workbooks = [
        *_read(chosen, book, absent, units),
        *_refused(chosen, book, absent, units),
        *(Arrival(chosen.unit(one), one.file, _BLANK) for one in _unfilled(chosen, book)),
    ]
    return [one for one in workbooks if one.unit in {*absent, ""}]


def of_the_office(chosen: Selection, book: Book) -> list[Arrival]:
    """The files that came instead of a workbook of the whole plant; those of another period, which are meant for it, left out."""
    workbooks = [
        Arrival("", w.file, why) for w in chosen.inbox.of(book.key) if (why := _of_another_time(chosen, w))
    ]
    workbooks += [Arrival("", one.file, _BLANK) for one in _unfilled(chosen, book)]
    return workbooks + [
        Arrival("", f.place.file, f.message)
        for f in unread(chosen.inbox)
        if f.code not in _UNSENT and _named(f.place.file, [book.title])
    ]


def _unfilled(chosen: Selection, book: Book) -> list[Workbook]:
    """The workbooks of the kind that are meant for the period and that nobody has filled in."""
    spans = [(one, period_of(one)) for one in chosen.inbox.unfilled if one.book.key == book.key]
    return [one for one, span in spans if span is None or span.covers(chosen.period)]


def _of_another_time(chosen: Selection, workbook: Workbook) -> str:
    period, kind = period_of(workbook), workbook.book.key
    if kind == RULEBOOK.key:
        first, last = in_force(chosen.inbox.rows("setting", {workbook.file}))
        return f"“基本设置”里的有效期 {first or '空白'} 至 {last or '空白'}，不包括{chosen.period.title}"
    if period is None:
        return _of_no_period(chosen, workbook)
    if speaks_for(workbook, chosen.period) if kind == REVIEW.key else period.covers(chosen.period):
        return unusable(chosen.inbox, workbook)
    rivals = [w for w in chosen.inbox.of(kind) if period_of(w) == period]
    return (
        ""
        if len(rivals) == 1 and any(period.covers(one) for one in common(chosen.inbox))
        else f"封面的期间是{period.title}"
    )


def _read(
    chosen: Selection, book: Book, absent: Collection[str], units: Collection[str]
) -> Iterator[Arrival]:
    for workbook in chosen.inbox.of(book.key):
        named = _named(workbook.file, units)
        unit, here = chosen.unit(workbook), speaks_for(workbook, chosen.period)
        if here and chosen.aside.get(workbook.file) == BASELESS:
            yield Arrival(unit, workbook.file, f"{SUPPLEMENT}，{BASELESS}")
            continue
        why = "" if here else _of_no_period(chosen, workbook)
        if workbook.file in chosen.owners and chosen.says(workbook) in absent:
            yield Arrival(
                chosen.says(workbook),
                workbook.file,
                f"封面的单位是“{chosen.says(workbook)}”，表里填的却多是“{unit}”的内容",
            )
        elif unit in units and not here:
            if why:
                yield Arrival(unit, workbook.file, why)
        elif unit not in units and (here or why):
            whose = "" if not workbook.cover else f"封面的单位是“{unit}”" if unit else "封面没有写单位"
            yield Arrival(
                named or meant(unit, tuple(sorted(absent))),
                workbook.file,
                "，".join(filter(None, [whose, why])),
            )
        elif here and named in absent:
            yield Arrival(named, workbook.file, f"封面的单位是“{chosen.says(workbook)}”")


def _of_no_period(chosen: Selection, workbook: Workbook) -> str:
    """Why its period is hardly meant; "" for the workbook that a unit has sent for another period."""
    cell, period = workbook.cover.get("period"), period_of(workbook)
    if cell is None:
        return "封面没有期间一项" if workbook.cover else "没有封面"
    if type(cell.raw) is Broken and not cell.raw:
        return "封面的期间是没有结果的公式"
    if period is None:
        return "封面的期间是空的" if is_blank(cell.raw) else f"封面的期间“{shown(cell.raw)}”读不出"
    same = [
        w
        for w in chosen.inbox.of(workbook.book.key)
        if period_of(w) == period and chosen.unit(w) == chosen.unit(workbook)
    ]
    if len(same) == 1 and period.months < 12 and covered(chosen.inbox, period):
        return ""
    return f"封面的期间是{period.title}"


def _refused(
    chosen: Selection, book: Book, absent: Collection[str], units: Collection[str]
) -> Iterator[Arrival]:
    for finding in unread(chosen.inbox):
        seen = _glimpse(chosen.inbox, finding, book)
        unit = chosen.names.get(same_name(str(seen.get("unit", ""))), str(seen.get("unit", "")))
        whose = unit if unit in units else _named(finding.place.file, units)
        if whose in absent and finding.code not in _UNSENT:
            yield Arrival(whose, finding.place.file, finding.message)


def unread(inbox: Inbox) -> list[Finding]:
    """What was found of each file that gave no workbook."""
    read = {workbook.file for workbook in inbox.workbooks}
    return [finding for finding in inbox.reading if finding.place.file not in read]


def _glimpse(inbox: Inbox, finding: Finding, book: Book) -> Mapping[str, object]:
    name = finding.place.file
    path, data = inbox.paths.get(name), inbox.sent.get(name)
    if finding.code not in _GLIMPSED:
        return {}
    if path is not None:
        data = content(name, path)[0]
    if not data or len(data) > MOST_BYTES:
        return {}
    fields = guarded(cover_only, data, book)
    return {} if isinstance(fields, Stopped) else fields


def perhaps(chosen: Selection, unit: str) -> str:
    """The files that nobody could open and in which the unit's workbook may be, as the end of a sentence; "" where there are
    none. One whose name or folder names another unit is left out."""
    units = {*expected(chosen)[SUBMISSION.key], *expected(chosen)[CHECK.key], unit}
    files = [
        f.place.file
        for f in unread(chosen.inbox)
        if f.code in _CLOSED and _named(f.place.file, units, (*_SPREADSHEETS, *_ARCHIVES)) in ("", unit)
    ]
    more = f" 等 {len(files)} 个文件" if len(files) > _FILES_NAMED else ""
    return f"；已收到 {'、'.join(files[:_FILES_NAMED])}{more}，未能打开，可能在其中" if files else ""


def _named(file: str, units: Collection[str], kinds: Collection[str] = _SPREADSHEETS) -> str:
    """The unit that a workbook's name or folder names, the longest name of several; "" if none."""
    if posixpath.splitext(file)[1].lower() not in kinds:
        return ""
    text = same_name(file)
    return max((unit for unit in units if same_name(unit) in text), key=len, default="")


UNUSABLE = "E409"  # something came that cannot count
_FILES_NAMED = 3


def missing(chosen: Selection, without: tuple[str, ...]) -> list[Finding]:
    """A finding for every expected workbook that did not come; the branches in `without` are left out on purpose."""
    missing_workbooks = []
    wanted = expected(chosen)
    for book, here in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        absent = [unit for unit in wanted[book.key] if unit not in here and unit not in without]
        came = arrived(chosen, book, absent, wanted[book.key])
        for unit in absent:
            of_unit = [one for one in came if one.unit in (unit, "")]
            leave = f"；确定不参加本期评定的，用 WITHOUT={unit} 运行" if book is SUBMISSION else ""
            missing_workbooks.append(
                say(
                    UNUSABLE if of_unit else "E401",
                    Place(),
                    unit=unit,
                    kind=book.title,
                    files=_files(of_unit),
                    perhaps="" if of_unit else perhaps(chosen, unit),
                    leave=leave,
                )
            )
    missing_workbooks += [say("W404", Place(), unit=unit) for unit in without]
    return [*missing_workbooks, *_lacking(chosen), *_misnamed(chosen)]


def _files(came: Sequence[Arrival]) -> str:
    return "、".join(map(str, came[:_FILES_NAMED])) + (
        f" 等 {len(came)} 份" if len(came) > _FILES_NAMED else ""
    )


def _lacking(chosen: Selection) -> Iterator[Finding]:
    """The workbooks of the whole plant that are not there; two that contradict each other are told where they were compared."""
    for role, book in (
        ("directory", DIRECTORY),
        ("target", TARGET),
        ("rulebook", RULEBOOK),
        ("review", REVIEW),
    ):
        if getattr(chosen, role) is None and not any(
            chosen.aside.get(w.file) == CONTRADICTED for w in chosen.inbox.of(book.key)
        ):
            came = of_the_office(chosen, book)
            yield say(
                "E414" if came else "E402",
                Place(),
                period=chosen.period.title,
                kind=book.title,
                files=_files(came),
                perhaps="" if came else perhaps(chosen, ""),
            )


def _misnamed(chosen: Selection) -> Iterator[Finding]:
    """Covers that name no branch of the directory, and covers that name another unit than the rows are of."""
    if chosen.directory is None:
        return
    for book in (SUBMISSION, CHECK):
        units = known(chosen, book)
        for workbook in chosen.inbox.of(book.key):
            passed_over = chosen.aside.get(workbook.file) in (SUPERSEDED, REPEATED)
            if speaks_for(workbook, chosen.period) and not passed_over:
                yield from _wrong_name(chosen, workbook, units)


def _wrong_name(chosen: Selection, workbook: Workbook, units: set[str]) -> Iterator[Finding]:
    named, cell = chosen.says(workbook), workbook.cover.get("unit")
    place = cell.place if cell else Place(workbook.file)
    owner = chosen.owners.get(workbook.file)
    if workbook.book.key == SUBMISSION.key and named not in units:
        hint, unit = _hint(chosen, workbook, units), chosen.unit(workbook)
        yield say("E408", place, column="单位", value=named, hint=hint, unit=unit)
    elif owner is None or not named:  # a blank one is told by itself
        return
    elif meant(named, (owner.unit,)):
        unit = owner.unit
        yield say("E423", place, column="考评部门", value=named, near=unit, suggested=unit, unit=unit)
    else:
        unit, rows, of_owner = owner.unit, owner.named, owner.own
        yield say("E413", place, column="单位", value=named, owner=unit, named=rows, own=of_owner, unit=unit)


def _hint(chosen: Selection, workbook: Workbook, units: set[str]) -> str:
    """Whose it probably is; by its rows, else by a name that is like it."""
    if (owner := chosen.owners.get(workbook.file)) and owner.named:
        return f"，表里填的多是“{owner.unit}”的人员、班组和目标"
    near = (
        owner.unit if owner else meant(chosen.says(workbook), tuple(sorted(units - set(chosen.submissions))))
    )
    return f"，是不是“{near}”" if near else ""
