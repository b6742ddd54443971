"""The page of `make check`: who has sent, what was found in each file, and what became of every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from pipeline.core.finding import Finding, Group, Severity, alike, cells_of, sentence_of
from pipeline.core.publish import Files, portable
from pipeline.intake.account import MISSING, NOT_COUNTED, Intake, Received
from pipeline.intake.checks import NONE_BEFORE
from pipeline.intake.examine import Examined
from pipeline.intake.forms.marked import returned_files
from pipeline.report.data import findings_csv, replaced_csv
from pipeline.report.page import Box, PageHead, rendered
from schemas.base import title
from schemas.books import BOOKS, CHECK, SUBMISSION


def check_files(examined: Examined) -> Files:
    """The check page, the findings as data, and every faulty workbook of the period marked to be sent back."""
    period, seen = examined.chosen.period, examined.intake
    plant = examined.tables.rulebook.settings["电厂名称"] if examined.tables else ""
    copies = returned_files(examined)
    paths = {file: examined.inbox.copy_name(file) for file in copies}
    names = dict(zip(paths, portable(paths.values()).values(), strict=True))
    return {
        "index.html": check_page(period.title, plant, seen, examined.clean, names, list(waiting(examined))),
        "findings.csv": findings_csv(seen.findings),
        **({"replaced.csv": replaced_csv(seen.renewals)} if seen.renewals else {}),
        **{f"returned/{names[file]}": content for file, content in copies.items()},
    }


def waiting(examined: Examined) -> Iterator[str]:
    """A sentence for each kind of workbook that has come and of which some checks wait for others."""
    kinds = {w.book.key for w in examined.inbox.workbooks if w.file in examined.chosen.files}
    unsettled = [one for kind, one in examined.coverage.items() if kind in kinds and one.waiting]
    for one in unsettled:
        yield f"“{one.kind}”已查 {one.settled} 类，{one.waits}：{'、'.join(one.waiting)}"
    if any(one.first for one in unsettled):
        yield NONE_BEFORE


_ORDER = tuple(Severity)
_OF_UNITS = (SUBMISSION.title, CHECK.title)  # the others come from one office, and are named by their kind
_TABS = {
    title(sheet): number
    for number, sheet in enumerate((sheet for book in BOOKS for sheet in book.sheets), start=1)
}  # in the order of the workbooks' sheets
_CLASSES = {Severity.ERROR: "alarm", Severity.WARNING: "warn", Severity.NOTICE: "plain"}


@dataclass(frozen=True, slots=True)
class Found:
    severity: str
    mark: str
    where: str
    column: str
    value: str
    message: str
    remedy: str
    unit: str


@dataclass(frozen=True, slots=True)
class FileFindings:
    file: str
    anchor: str
    returned: str  # link to the marked copy; "" where there is none
    errors: int
    warnings: int
    rows: list[Found]


def check_page(
    period_title: str,
    plant: str,
    intake: Intake,
    official: bool,
    returned: Mapping[str, str] = MappingProxyType({}),
    waits: Sequence[str] = (),
) -> bytes:
    """The page as bytes; `official` says whether a report from this input may be more than a 试算稿, `returned` names the
    marked copy beside the page of a file that has one, `waits` tell which checks wait for what."""
    files = _files(intake.findings, returned)
    stage = "可以出报告" if official else "试算稿"
    sentence = "没有需要先修正的错误。" if official else "下列错误和缺报处理完之前，只能出试算稿。"
    head = PageHead(
        title=f"{period_title}填报校验",
        subtitle="谁已报送，哪里要改，怎样改",
        plant=plant,
        facts=(f"报告期 {period_title}",),
        stage=stage,
        stage_sentence=sentence,
        internal=True,
        notes=(),
    )
    return rendered(
        "check.html.j2",
        head=head,
        boxes=_boxes(intake),
        received=intake.received,
        explained=intake.explained,
        missing=[
            r.unit if r.kind in _OF_UNITS else f"{r.unit}的“{r.kind}”"
            for r in intake.received
            if r.state == MISSING and not r.note
        ],
        unusable=[r.note for r in intake.received if r.note],
        waits=waits,
        files=files,
        anchors={f.file: f.anchor for f in files},
        accounts=intake.accounts,
        receipts=intake.receipts,
        changes=intake.changes,
        renewals=intake.renewals,
        sources=sorted(intake.sources.items()),
    )


def _boxes(intake: Intake) -> list[Box]:
    expected = len({(r.kind, r.unit) for r in intake.received if r.state not in NOT_COUNTED})
    missing = sum(r.state == MISSING for r in intake.received)
    counts = [sum(f.severity is level for f in intake.findings) for level in _ORDER]
    return [
        Box(f"{expected - missing} / {expected}", "已收 / 应收"),
        Box(str(missing), MISSING),
        Box(str(sum(_late(r) for r in intake.received)), "逾期报送"),
        *(Box(str(count), str(level)) for level, count in zip(_ORDER, counts, strict=True)),
    ]


def _late(row: Received) -> bool:
    return row.late == "是"


def _files(findings: Sequence[Finding], returned: Mapping[str, str]) -> list[FileFindings]:
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_file[finding.place.file].append(finding)
    ordered = sorted(by_file.items(), key=lambda item: (-_count(item[1], Severity.ERROR), item[0]))
    links = {file: f"returned/{quote(path)}" for file, path in returned.items()}
    return [file_findings(file, rows, i, links.get(file, "")) for i, (file, rows) in enumerate(ordered, 1)]


def file_findings(file: str, findings: Sequence[Finding], number: int, returned: str) -> FileFindings:
    """What was found in a file, as 问题清单 groups it, with a link to the marked copy."""
    errors = _count(findings, Severity.ERROR)
    rows = sorted(findings, key=lambda f: (_ORDER.index(f.severity), _TABS.get(f.place.sheet, 0), f.place))
    return FileFindings(
        file or "整批材料",
        f"f{number}",
        returned,
        errors,
        _count(findings, Severity.WARNING),
        [_found(group) for group in alike(rows)],
    )


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(f.severity is severity for f in findings)


def _found(group: Group) -> Found:
    f = group[0]
    where = " › ".join(part for part in (f.place.sheet, cells_of(group)) if part)
    return Found(
        severity=str(f.severity),
        mark=_CLASSES[f.severity],
        where=where,
        column=f.column,
        value=f.value if len({one.value for one in group}) == 1 else "",
        message=sentence_of(group),
        remedy=f.remedy,
        unit=f.unit,
    )
