"""The intake of a period as the report shows it: who has sent what, and the account of every row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pipeline.core.finding import Finding, Severity
from pipeline.core.remember import remembered
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import same_name
from pipeline.excel.corrections import EXPLAINED
from pipeline.excel.messages import REPAIRED
from pipeline.excel.workbook import Cells, Workbook
from pipeline.intake.arrivals import UNUSABLE
from pipeline.intake.assemble import in_period
from pipeline.intake.collect import Inbox, as_of, period_of
from pipeline.intake.select import Selection, expected
from pipeline.intake.sent.changes import Changed, changes
from pipeline.intake.sent.renewals import Renewal, renewals
from pipeline.intake.sent.standing import ADDED, BASELESS, UNSETTLED
from pipeline.intake.sent.versions import CONTRADICTED, NAMELESS, REPEATED, SUPERSEDED
from schemas.books import BOOKS, CHECK, DIRECTORY, REVIEW, RULEBOOK, SHEETS, SUBMISSION, TARGET


@dataclass(frozen=True, slots=True)
class Received:
    """One expected workbook: whose, its file if it came, what became of it."""

    kind: str
    unit: str
    file: str
    as_of: str
    state: str  # 已采用 / 缺报 / 有错误 / 按要求不计; of those that do not count, why
    late: str  # 是 / 否 / "" where the register is silent
    errors: int
    warnings: int
    note: str = ""  # of one that is missing: what came instead and cannot count


@dataclass(frozen=True, slots=True)
class Account:
    """Rows of a sheet in a file: read = used + refused + other + blank + replaced (law 1)."""

    file: str
    sheet: str
    read: int
    used: int
    refused: int
    other: int
    blank: int
    replaced: int = (
        0  # another row of the same unit stands instead: a supplement's, or the one that it repeats
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a workbook: who saved it, its rows (read = used + refused + other + blank + replaced), its cells by fate.

    `hidden` rows are used like others; `repaired` cells were understood in another way than they were written."""

    file: str
    kind: str
    unit: str
    program: str
    read: int
    used: int
    refused: int
    other: int
    blank: int
    hidden: int
    repaired: int
    cells: Cells
    cells_refused: int  # of cells.used, those in refused rows
    cells_other: int  # of cells.used, those in rows of other periods, or that another row replaces
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in: the board of expected workbooks, the row accounts, every finding, and each input's sha256."""

    received: tuple[Received, ...]
    accounts: tuple[Account, ...]
    findings: tuple[Finding, ...]
    sources: Mapping[str, str]
    receipts: tuple[Receipt, ...] = ()
    changes: tuple[Changed, ...] = ()
    renewals: tuple[Renewal, ...] = ()

    @property
    def explained(self) -> list[Finding]:
        """The warnings that units have explained."""
        return [one for one in self.findings if one.code == EXPLAINED]


USED, MISSING, FAULTY, ELSEWHERE, NO_PERIOD, LEFT_OUT, NOT_FILLED = (
    "已采用",
    "缺报",
    "有错误",
    "其他期间",
    "期间读不出",
    "按要求不计",
    "尚未填写",
)
_ADDITIONS = (ADDED, BASELESS, UNSETTLED)
NOT_COUNTED = (
    *(SUPERSEDED, REPEATED, CONTRADICTED, NAMELESS, ELSEWHERE, NO_PERIOD, NOT_FILLED),
    *_ADDITIONS,
)
_OFFICE = "党群工作部"
_ROLES = {"directory": DIRECTORY, "target": TARGET, "rulebook": RULEBOOK, "review": REVIEW}


def intake(
    chosen: Selection,
    tables: Tables | None,
    findings: Sequence[Finding],
    without: Sequence[str],
) -> Intake:
    """The board of expected workbooks, the accounts, every finding and the digest of every input used."""
    used = {file: sha for file, sha in chosen.inbox.sources.items() if file in chosen.files}
    received = sorted(_received(chosen, findings, without), key=_by_kind)
    return Intake(
        tuple(received),
        tuple(accounts(chosen, tables)),
        tuple(sorted(findings)),
        used,
        receipts=tuple(receipts(chosen, tables, findings)),
        changes=tuple(changes(chosen)),
        renewals=tuple(renewals(chosen)),
    )


def telling(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without the notices of how a cell was understood, and of its period, where it is wrong all the same."""
    findings = list(findings)
    wrong = {f.place for f in findings if f.severity is Severity.ERROR}
    return [f for f in findings if f.code not in (REPAIRED, "W301") or f.place not in wrong]


def _by_kind(row: Received) -> tuple[bool, int, str, str]:
    """What this period expects first, then the workbooks that do not count in it."""
    titles = [book.title for book in BOOKS]
    return row.state in NOT_COUNTED, titles.index(row.kind), row.unit, row.file


def _received(chosen: Selection, findings: Sequence[Finding], without: Sequence[str]) -> Iterator[Received]:
    errors, warnings = _count(findings, Severity.ERROR), _count(findings, Severity.WARNING)
    late = _late(chosen)
    instead = {f.unit: f.message for f in findings if f.code == UNUSABLE}
    for kind, unit, workbook, state in _states(chosen, without):
        file = workbook.file if workbook else ""
        if state == USED and errors[file]:
            state = FAULTY
        yield Received(
            kind=kind,
            unit=unit,
            file=file,
            as_of=as_of(workbook) if workbook else "",
            state=state,
            late="" if state in NOT_COUNTED else late.get(unit, ""),
            errors=errors[file] if file else 0,
            warnings=warnings[file] if file else 0,
            note=instead.get(unit, "") if state == MISSING else "",
        )


def _states(chosen: Selection, without: Sequence[str]) -> Iterator[tuple[str, str, Workbook | None, str]]:
    """Kind, unit, workbook and state: what the office owes, what each unit owes, then what else has come."""
    files: set[str] = set()
    for role, book in _ROLES.items():
        workbook = getattr(chosen, role)
        if workbook is not None and not workbook.file:  # a kind that this plant does not need
            continue
        files.add(workbook.file if workbook else "")
        yield book.title, _OFFICE, workbook, USED if workbook else MISSING
    wanted = expected(chosen)
    for book, here in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        files |= {workbook.file for workbook in here.values()}
        for unit in sorted({*wanted[book.key], *here}):
            state = LEFT_OUT if unit in without else USED if unit in here else MISSING
            yield book.title, unit, here.get(unit), state
    for workbook in (w for w in chosen.inbox.workbooks if w.file not in files):
        state = chosen.aside.get(workbook.file, ELSEWHERE if period_of(workbook) else NO_PERIOD)
        yield workbook.book.title, chosen.unit(workbook), workbook, state
    for workbook in chosen.inbox.unfilled:
        yield workbook.book.title, chosen.unit(workbook), workbook, NOT_FILLED


def _count(findings: Iterable[Finding], severity: Severity) -> Counter[str]:
    return Counter(f.place.file for f in findings if f.severity is severity)


def _late(chosen: Selection) -> dict[str, str]:
    """What the register says of each unit; nobody is late without it (rules 1.6)."""
    if chosen.review is None:
        return {}
    rows = chosen.rows("receipt")
    return {
        chosen.names.get(same_name(unit), unit): late
        for unit, late in zip(rows["unit"], rows["late"], strict=True)
    }


class _Fates(NamedTuple):
    """The rows of a sheet that were read, by what became of them."""

    used: set[int]
    refused: set[int]
    other: set[int]
    replaced: set[int]


Used = Mapping[tuple[str, str], set[int]]  # (sheet key, file) -> Excel rows


def _fates(chosen: Selection, taken: Used, workbook: Workbook, key: str) -> _Fates:
    raw = workbook.sheets[key]
    rows = {number for number, _ in raw.rows}
    replaced = _replaced(chosen).get((workbook.file, raw.title), set()) & rows
    bad = _refused(chosen.inbox, key).get(workbook.file, set()) & rows - replaced
    used = taken.get((key, workbook.file), set()) & rows - bad
    return _Fates(used, bad, rows - bad - used - replaced, replaced)


@remembered
def _replaced(chosen: Selection) -> dict[tuple[str, str], set[int]]:
    """File and tab -> the rows in whose place another stands."""
    rows: dict[tuple[str, str], set[int]] = defaultdict(set)
    for file, tab, row in chosen.replaced:
        rows[file, tab].add(row)
    return rows


@remembered
def _refused(inbox: Inbox, key: str) -> dict[str, set[int]]:
    """File -> the rows of the sheet that are refused."""
    rows: dict[str, set[int]] = defaultdict(set)
    for file, _, row in inbox.bad[key]:
        rows[file].add(row)
    return rows


def accounts(chosen: Selection, tables: Tables | None) -> Iterator[Account]:
    """Rows of every sheet of every workbook: read = used + refused + other periods + blank and note rows."""
    taken = _taken(chosen, tables)
    for workbook in chosen.inbox.workbooks:
        for key, raw in sorted(workbook.sheets.items()):
            rows, read = _fates(chosen, taken, workbook, key), raw.account
            yield Account(
                file=workbook.file,
                sheet=raw.title,
                read=read.present,
                used=len(rows.used),
                refused=len(rows.refused),
                other=len(rows.other),
                blank=read.blank + read.noted,
                replaced=len(rows.replaced),
            )


def receipts(chosen: Selection, tables: Tables | None, findings: Iterable[Finding]) -> Iterator[Receipt]:
    """For each workbook what became of its rows and of its cells."""
    repaired = Counter(f.place.file for f in findings if f.code == REPAIRED)
    taken = _taken(chosen, tables)
    for workbook in chosen.inbox.workbooks:
        fates = [(raw, _fates(chosen, taken, workbook, key)) for key, raw in workbook.sheets.items()]
        used, refused, other, replaced = (sum(len(rows[at]) for _, rows in fates) for at in range(4))
        _, in_refused, in_other, in_replaced = (
            sum(raw.cells_in.get(n, 0) for raw, rows in fates for n in rows[at]) for at in range(4)
        )
        read = [raw.account for raw, _ in fates]
        yield Receipt(
            file=workbook.file,
            kind=workbook.book.title,
            unit=chosen.unit(workbook),
            program=workbook.program,
            read=sum(one.present for one in read),
            used=used,
            refused=refused,
            other=other,
            blank=sum(one.blank + one.noted for one in read),
            hidden=sum(len(raw.hidden) for raw, _ in fates),
            repaired=repaired[workbook.file],
            cells=workbook.cells,
            cells_refused=in_refused,
            cells_other=in_other + in_replaced,
            replaced=replaced,
        )


@remembered
def _taken(chosen: Selection, tables: Tables | None) -> Used:
    """The rows that the period's tables hold; while a workbook is missing that no table can do without, those they would hold."""
    rows_taken: dict[tuple[str, str], set[int]] = defaultdict(set)
    frames = {**tables.frames, **tables.rulebook.frames} if tables else dict(_would_hold(chosen))
    for key, frame in frames.items():
        for file, _, row in frame.index:
            rows_taken[key, file].add(int(row))
    return rows_taken


def _would_hold(chosen: Selection) -> Iterator[tuple[str, pd.DataFrame]]:
    for key, sheet in SHEETS.items():
        rows = chosen.rows(key)
        yield key, rows[in_period(sheet, rows, chosen.period).fillna(False).astype(bool)]
