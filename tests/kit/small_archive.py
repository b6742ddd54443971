"""Archives by hand: one small workbook, a few result files, and the folder that `make close` would write of them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kit.plant_on_disk import SAMPLE, checked_by, quarter
from pipeline.core.archive import FOLDER, Archive, chained, digest, kept_numbers, read_archive
from pipeline.core.correction import Correction, reopen, vouched
from pipeline.core.finding import Finding
from pipeline.core.publish import publish
from pipeline.intake.sent.closed import changed_since
from pipeline.report.notices.archive import archive_files
from pipeline.run import read

CLOSED, BEFORE = "2019Q3", "2019Q2"
SENT = checked_by("人力资源部")
STARS = "period,unit_kind,unit,score,star\r\n{},党支部,检修支部,{},{}\r\n"


def results(score: str = "83.50", star: str = "3", page: str = "报告") -> dict[str, bytes]:
    """A page and the stars of one branch."""
    return {"index.html": page.encode(), "data/stars.csv": STARS.format(CLOSED, score, star).encode()}


def laid(folder: Path, *files: str) -> Path:
    """An input folder with these workbooks of the sample."""
    for file in files or (SENT,):
        path = folder / "input" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLE / file, path)
    return folder / "input"


def archive_by_hand(
    folder: Path,
    period: str = CLOSED,
    made: Mapping[str, bytes] | None = None,
    correction: Correction | None = None,
    stage: str = "正式通报",
) -> Archive:
    """The archive of the input folder's workbooks and these results, chained to those before it and written."""
    inbox, output = read(folder / "input"), folder / "output"
    made = results() if made is None else made
    archive = Archive(
        period=period,
        plant="示例发电有限公司",
        stage=stage,
        sentence="经党委会议审定，公示期满",
        without=(),
        rulebook={"version": "1", "file": "2019/评价细则.xlsx", "sha256": "0" * 64},
        inputs={w.file: w.sha256 for w in inbox.workbooks},
        beside={},
        results={name: digest(content) for name, content in made.items()},
        program={"version": "0.0.1", "code": "1" * 64, "libraries": "2" * 64},
        corrects={} if correction is None else vouched(correction),
    )
    archive = chained(archive, output, quarter(period))
    publish(output / period / FOLDER, archive_files(archive, inbox, made))
    return archive


def opened_again(folder: Path, period: str = CLOSED, **otherwise: object) -> Correction:
    """The archive of the period opened again, under its next number; `otherwise`: fields of the record that are not the usual."""
    output, of = folder / "output", quarter(period)
    archive, _ = read_archive(output, of)
    assert archive is not None
    number = max(kept_numbers(output, of), default=0) + 1
    made = Correction(
        period=period,
        number=number,
        by="张示例",
        reason="出勤少记两次",
        material=True,
        objection="检修支部 2019-11-01",
        decided="2019-11-05",
        minutes="示例党纪〔2019〕19号",
        archive=archive.digest,
    )
    made = replace(made, **otherwise)  # type: ignore[arg-type]
    reopen(output, of, made)
    return made


def told_of(folder: Path, period: str = CLOSED) -> list[Finding]:
    """What every command would tell of the archive and of its inputs."""
    return changed_since(read(folder / "input"), folder / "output", quarter(period))
