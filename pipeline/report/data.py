"""The result as data files: CSV tables that Excel and WPS open as they are, and run.json.

UTF-8 with a byte order mark (without it Excel reads Chinese as GBK) and CRLF, as RFC 4180 has it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from pipeline.core.finding import Finding
from pipeline.intake.sent.renewals import Renewal
from pipeline.report.result import Result
from pipeline.report.rows import EvidenceCell, Rank, Score, Star, TraceStep, Trial

_TRIED = "trials"  # a table that most plants have no rows of
FINDINGS = ("unit", "file", "sheet", "cell", "column", "value", "code", "severity", "message", "remedy")
YES, NO = "是", "否"
_FORMULA_LIKE = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_POINTS = (
    "score",
    "bonus",
    "total",
    "points",
    "max_points",
    "standard_points",
    "self_points",
    "checked_points",
    "quantity",
    "quality",
)
PLACES = dict.fromkeys(_POINTS, 2) | {"ratio": 4}


class Table(NamedTuple):
    """A file: what a row is, and the columns that rows are ordered by; steps of a decision keep their own order."""

    row: type[Any]
    order: tuple[str, ...]


TABLES = {
    "scores": Table(Score, ("period", "unit_kind", "unit", "indicator")),
    _TRIED: Table(Trial, ("period", "unit_kind", "unit", "indicator")),
    "stars": Table(Star, ("period", "unit_kind", "unit")),
    "ranks": Table(Rank, ("period", "board", "unit_kind", "unit")),
    "trace": Table(TraceStep, ("period", "unit_kind", "unit")),
    "evidence": Table(EvidenceCell, EvidenceCell._fields),
}


def data_files(result: Result) -> dict[str, bytes]:
    """The files of report/data by name; docs/数据说明.md explains their columns. Rules that are tried have a file where there are some."""
    rows = {name: getattr(result, name) for name in TABLES}
    return {
        f"{name}.csv": table_csv(rows[name], table)
        for name, table in TABLES.items()
        if rows[name] or name != _TRIED
    }


def findings_csv(findings: Iterable[Finding]) -> bytes:
    """check/findings.csv: one row a finding, by place."""
    return csv_bytes(FINDINGS, [_finding(finding) for finding in sorted(findings)])


_REPLACED = ("file", "sheet", "row", "way", "by_file", "by_sheet", "by_row")


def replaced_csv(renewals: Iterable[Renewal]) -> bytes:
    """check/replaced.csv: one row for each row that a 补报 or 整本替换 replaced, and the one that stands for it, if any."""
    rows = [(*row.row, one.way, *(row.by or (one.file, "", ""))) for one in renewals for row in one.rows]
    return csv_bytes(_REPLACED, [[safe(str(value)) for value in row] for row in rows])


def run_json(result: Result, version: str, files: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """What went in, which rules and which program (`version`) made the result, and the digests of its `files`; no clock, so
    the bytes stay."""
    accounts = sorted(result.intake.accounts, key=lambda a: (a.file, a.sheet))
    run = {
        "version": version,
        "period": result.period.name,
        "plant": result.plant,
        "stage": result.stage.name,
        "level": result.level,
        "rulebook": {"version": result.version, "digest": result.digest},
        "inputs": dict(result.intake.sources),
        "accounts": [asdict(account) for account in accounts],
        "receipts": [asdict(receipt) for receipt in sorted(result.intake.receipts, key=lambda r: r.file)],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "without": sorted(result.without),
        "absent": sorted(result.absent),
        "seed": None,
    }
    return (json.dumps(run, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula; a plain number needs no guard."""
    return f"'{text}" if text.startswith(_FORMULA_LIKE) and not _NUMBER.fullmatch(text) else text


def table_csv(rows: Iterable[tuple[object, ...]], table: Table) -> bytes:
    """The rows in their order as a file."""
    columns = table.row._fields
    ordered = sorted(rows, key=attrgetter(*table.order))
    return csv_bytes(
        columns, ([_cell(value, name) for value, name in zip(row, columns, strict=True)] for row in ordered)
    )


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as Excel and WPS open it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object, column: str) -> str:
    """The value as printed: numbers with the places of their column, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, bool):
        return YES if value else NO
    return f"{value:.{PLACES[column]}f}" if column in PLACES else f"{value}"


def _finding(finding: Finding) -> tuple[str, ...]:
    place = finding.place
    where = place.cell or (f"第{place.row}行" if place.row else "")
    texts = (
        finding.unit,
        place.file,
        place.sheet,
        where,
        finding.column,
        finding.value,
        finding.code,
        finding.severity.value,
        finding.message,
        finding.remedy,
    )
    return tuple(safe(text) for text in texts)
