"""The correction of a closed period: who opened it again and why, and the archive that it replaced, kept under its number."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.core.archive import (
    CORRECTIONS,
    REPORT,
    Archive,
    account_of,
    broken_chain,
    closed_periods,
    digest,
    folder_of,
    kept_numbers,
    read_archive,
    say,
    superseded,
)
from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period, parse_period
from pipeline.core.publish import keep_folder, recover, write

RECORD = "更正.json"
FORMAT = "dualstar.correction.v1"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a closed period was opened again; `material`: figures may change, so that a meeting decides, with its minutes number;
    `objection` is printed nowhere, for it may tell who objects; `decided`: the day of the decision, ISO; `archive`: the digest
    of the archive that is corrected."""

    period: str
    number: int
    by: str
    reason: str
    material: bool
    objection: str
    decided: str
    minutes: str
    archive: str

    @property
    def content(self) -> bytes:
        """The record as it stands in 更正.json: keys in order, no clock."""
        record = {"format": FORMAT, **asdict(self)}
        return (json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()

    @property
    def day(self) -> dt.date:
        """The day of the decision."""
        return dt.date.fromisoformat(self.decided)


def correction_of(content: bytes) -> Correction | None:
    """The correction that these bytes of 更正.json tell of; None where they are none, or not as they were written."""
    try:
        record = json.loads(content)
        del record["format"]
        made = Correction(**record)
        texts = (made.by, made.reason, made.objection, made.decided, made.minutes, made.archive)
        kinds = isinstance(made.material, bool) and type(made.number) is int and bool(made.day)
        whole = kinds and all(isinstance(text, str) for text in texts) and made.content == content
        return made if whole and parse_period(made.period) is not None else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A period under its last correction: the record, and the stars before it, kind and unit -> its row in data/stars.csv;
    `rulebook`: sha256 of the rulebook then."""

    record: Correction
    stars: Mapping[tuple[str, str], Row]
    rulebook: str


def read_corrections(output: Path, period: Period) -> tuple[list[Correction], list[Finding]]:
    """The corrections of a period in their order, and everything about them and the archives that they replaced that is not as
    it was written. A record without its archive counts for nothing: the run that wrote it was ended before it took effect."""
    archive = account_of(output, period)
    numbers, said = kept_numbers(output, period), _said_last(archive)
    gone = set(range(1, max(said, *numbers, 0) + 1)) - set(numbers)
    if not closed(output, period):
        gone |= set(_begun(output, period)) - set(numbers)
    findings = [say("E702", Place(), value=_named(output, period, number)) for number in sorted(gone)]
    made = []
    for number in numbers:
        correction, faults = _read(output, period, number)
        findings += faults
        made += [] if correction is None else [correction]
    if archive is not None and not findings and dict(archive.corrects) != (vouched(made[-1]) if made else {}):
        findings.append(say("E701", Place(), value=_named(output, period, 0)))
    return made, findings


def _said_last(archive: Archive | None) -> int:
    """The number of the last correction as the archive says; 0 for none."""
    number = "" if archive is None else archive.corrects.get("number", "")
    return int(number) if number.isascii() and number.isdigit() else 0


def _named(output: Path, period: Period, number: int) -> str:
    return folder_of(output, period, number).relative_to(output).as_posix()


def _begun(output: Path, period: Period) -> list[int]:
    """The numbers of which there is a record."""
    folders = (path.parent.name for path in (output / period.name / CORRECTIONS).glob(f"*/{RECORD}"))
    return [int(name) for name in folders if name.isascii() and name.isdigit()]


def closed(output: Path, period: Period) -> bool:
    """True where the period has an archive now."""
    return folder_of(output, period).is_dir()


def _read(output: Path, period: Period, number: int) -> tuple[Correction | None, list[Finding]]:
    archive, findings = read_archive(output, period, number)
    path = folder_of(output, period, number).parent / RECORD
    named = path.relative_to(output).as_posix()
    try:
        correction = correction_of(path.read_bytes())
    except OSError:
        return None, [*findings, say("E702", Place(), value=named)]
    if correction is None or (correction.period, correction.number) != (period.name, number):
        return None, [*findings, say("E700", Place(), value=named)]
    if archive is not None and archive.digest != correction.archive:
        findings.append(say("E701", Place(), value=named))
    return correction, findings


def vouched(correction: Correction) -> dict[str, str]:
    """What the archive that follows a correction says of it."""
    record = digest(correction.content)
    return {"number": str(correction.number), "record": record, "archive": correction.archive}


def last_corrected(output: Path, period: Period, before: int = 0) -> Corrected | None:
    """The period under its last correction (with a number, under the last one before it); None where it was never corrected."""
    numbers = [one for one in kept_numbers(output, period) if not before or one < before]
    if not numbers:
        return None
    correction, _ = _read(output, period, numbers[-1])
    archive = account_of(output, period, numbers[-1])
    if correction is None or archive is None:
        return None
    stars = folder_of(output, period, numbers[-1]) / REPORT / "data" / "stars.csv"
    content = stars.read_bytes() if stars.is_file() else b""  # one that is gone is told with the archive
    return Corrected(correction, star_rows(content), archive.rulebook.get("sha256", ""))


def star_rows(content: bytes) -> dict[tuple[str, str], Row]:
    """Kind and unit -> its row in the data file of the stars."""
    text = io.StringIO(content.decode("utf-8-sig", "replace"), newline="")
    return {(row["unit_kind"], row["unit"]): row for row in csv.DictReader(text)}


def obstacles(output: Path, period: Period) -> list[Finding]:
    """Why a period cannot be corrected: it is not closed, its last correction is not done with, or what is kept of it is not as
    it was written."""
    numbers = kept_numbers(output, period)
    if not closed(output, period):
        told = {"period": period.title, "value": str(max(numbers, default=0))}
        return [say("E718" if numbers else "E717", Place(), **told)]
    archive, findings = read_archive(output, period)
    findings += read_corrections(output, period)[1]
    return [*findings, *(broken_chain(output, archive) if archive is not None else ())]


def unanswered(answers: Mapping[str, object]) -> list[Finding]:
    """A finding for each question about a correction that nobody has answered."""
    return [say("E719", Place(), value=question) for question, answer in answers.items() if not answer]


def mistimed(decided: dt.date, last: dt.date, today: dt.date) -> list[Finding]:
    """A finding where a correction was decided no later than the last step of what it corrects, or has not been decided yet."""
    if decided <= last:
        return [say("E720", Place(), value=str(decided), before=last)]
    return [say("E723", Place(), value=str(decided))] if decided > today else []


def nothing_to_take_back(output: Path, period: Period) -> list[Finding]:
    """A finding where no correction of the period has begun and not ended."""
    begun = kept_numbers(output, period) and not closed(output, period)
    return [] if begun else [say("E722", Place(), period=period.title)]


def resting_on(output: Path, period: Period) -> list[Finding]:
    """A warning for each later archive, and for the year, that was made from the period as it was before its correction."""
    later = [account_of(output, one) for one in closed_periods(output) if one > period]
    findings = [one for archive in later if archive is not None for one in superseded(output, archive)]
    year = period.whole_year().name
    return findings + ([say("W703", Place(), value=year)] if (output / year / "annual").is_dir() else [])


def reopen(output: Path, period: Period, correction: Correction) -> Path:
    """Open the period again: its archive goes to the correction's folder, which is given. Till that one step nothing has
    happened, and what was written counts for nothing. OSError where the disk or an open file does not let us."""
    now, kept = folder_of(output, period), folder_of(output, period, correction.number)
    recover(now)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write(kept.parent / RECORD, correction.content, durable=True)
    keep_folder(kept.parent.parent)
    now.replace(kept)
    keep_folder(kept.parent)
    keep_folder(now.parent)
    return kept.parent


def take_back(output: Path, period: Period, number: int) -> None:
    """The archive that was corrected stands again as it was; its correction never happened."""
    now, kept = folder_of(output, period), folder_of(output, period, number)
    kept.replace(now)
    keep_folder(now.parent)
    (kept.parent / RECORD).unlink()
    with suppress(OSError):  # somebody has laid other files beside it
        kept.parent.rmdir()
        kept.parent.parent.rmdir()
