"""Archives by hand: one small workbook, a few result files, and the folder that `make close` would write of them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from kit.plant_on_disk import SAMPLE, checked_by, quarter
from pipeline.core.archive import FOLDER, INPUT, Archive, chained, digest, read_archive
from pipeline.core.finding import Finding
from pipeline.core.publish import publish
from pipeline.intake.sent.closed import changed_inputs
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


def archive_by_hand(folder: Path, period: str = CLOSED, made: Mapping[str, bytes] | None = None) -> Archive:
    """The archive of the input folder's workbooks and these results, chained to those before it and written."""
    inbox, output = read(folder / "input"), folder / "output"
    made = results() if made is None else made
    archive = Archive(
        period=period,
        plant="示例发电有限公司",
        stage="正式通报",
        sentence="经党委会议审定，公示期满",
        without=(),
        rulebook={"version": "1", "file": "2019/评价细则.xlsx", "sha256": "0" * 64},
        inputs={w.file: w.sha256 for w in inbox.workbooks},
        beside={},
        results={name: digest(content) for name, content in made.items()},
        program={"version": "0.0.1", "code": "1" * 64, "libraries": "2" * 64},
    )
    archive = chained(archive, output, quarter(period))
    publish(output / period / FOLDER, archive_files(archive, inbox, made))
    return archive


def told_of(folder: Path, period: str = CLOSED) -> list[Finding]:
    """What every command would tell of the archive and of its inputs."""
    output = folder / "output"
    archive, findings = read_archive(output, quarter(period))
    if archive is None:
        return findings
    originals = output / period / FOLDER / INPUT
    return [*findings, *changed_inputs(read(folder / "input"), archive, originals)]
