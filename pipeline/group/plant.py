"""One plant's period, rated where it lies: the task of a worker. What comes back is one row; the tables stay in the package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.finding import sentence_of
from pipeline.core.period import Period, parse_period
from pipeline.core.program import program
from pipeline.core.publish import Files, publish
from pipeline.group.package import FORMAT, package_files
from pipeline.intake.examine import Examined, examine
from pipeline.report.result import Result
from pipeline.rulebook.rules import digest_of
from pipeline.run import rate, read
from schemas.words import BRANCH, TEAM

RATED, NOTHING_SENT, FAULTY, FAILED = "已评", "没有报送", "有错误", "没有算成"
ROW, INPUT = "plant.json", "input"
TABLE = "stars.parquet"  # a package is whole only with it
# what every plant has of its own: rules that differ only here compare units in the same way
OWN_SETTINGS = frozenset(
    [
        "电厂名称",
        "电厂曾用名",
        "办公室邮箱",
        "受理电话",
        "监督电话",
        "公布范围",
        "报送截止日",
        "生效日期",
        "失效日期",
        "版本",
    ]
)
OWN_SHEETS = frozenset(("work_day", "example"))
OWN_COLUMN = "departments"


class PlantRow(NamedTuple):
    """What a plant's run came to. `rules`: twelve hex digits over the rules that compare; `sources`: over every file that was read."""

    plant: str  # its folder
    name: str
    period: str
    state: str
    reason: str = ""
    stage: str = ""
    version: str = ""
    rules: str = ""
    sources: str = ""
    program: str = ""
    form: str = FORMAT
    errors: int = 0
    branches: int = 0
    teams: int = 0

    @property
    def rated(self) -> bool:
        return self.state == RATED


def plant(source: Path, target: Path, period: str) -> PlantRow:
    """Rate the plant whose workbooks lie in `source` and make `target` hold its package; gives its row.

    A plant of which no file has changed since the same program rated it is not rated again. Prints nothing, reads neither
    the environment nor a clock, and may run in any process that sees both folders."""
    sources, ours = digest_of_files(source), program_mark()
    before = kept(target)
    if before and (before.sources, before.program, before.form) == (sources, ours, FORMAT):
        return before
    of_period = parse_period(period)
    assert of_period is not None, period
    row, files = _rated(source, of_period)
    row = row._replace(sources=sources, program=ours)
    publish(target, {**files, ROW: _json(row)})
    return row


def program_mark() -> str:
    """Version and digest of the program: what another program rated is rated anew, though its version is the same."""
    return f"{program()['version']} {program()['code'][:12]}"


def unrated(target: Path, row: PlantRow) -> PlantRow:
    """The row, in place of a package that may lie there of an earlier run: what could not be rated has no stars to be read."""
    publish(target, {ROW: _json(row)})
    return row


def kept(target: Path) -> PlantRow | None:
    """The row of the package that lies there; None where there is none, or none that is whole."""
    try:
        row = PlantRow(**json.loads((target / ROW).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    return row if not row.rated or (target / TABLE).is_file() else None


def digest_of_files(folder: Path) -> str:
    """Twelve hex digits over the name and the content of every file below the folder."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()[:12]


def _rated(source: Path, period: Period) -> tuple[PlantRow, Files]:
    examined = examine(read(source), period, ())
    folder = source.parent if source.name == INPUT else source
    row = PlantRow(folder.name, _name(examined), period.name, FAULTY)
    chosen = examined.chosen
    if not (chosen.submissions or chosen.checks or chosen.review):
        return row._replace(state=NOTHING_SENT, reason=f"{period.title}的工作簿一份也没有"), {}
    if examined.tables is None or not examined.clean:
        return row._replace(errors=len(examined.stops), reason=_reason(examined)), {}
    result = rate(examined, False, ())
    return _row(row, result), package_files(result)


def _name(examined: Examined) -> str:
    workbooks = [one for one in examined.inbox.workbooks if "plant" in one.cover]
    return next((str(one.cover["plant"].value) for one in workbooks if one.cover["plant"].value), "")


def _reason(examined: Examined) -> str:
    """The first error, and how many others."""
    if not examined.stops:
        return "缺少评星所必需的工作簿"
    first, count = min(examined.stops), len(examined.stops)
    where = f"{first.place}：" if first.place.file else ""
    return f"{where}{sentence_of((first,))}" + (f"（共 {count} 个错误）" if count > 1 else "")


def _row(row: PlantRow, result: Result) -> PlantRow:
    kinds = [star.unit_kind for star in result.stars]
    return row._replace(
        name=result.plant,
        state=RATED,
        stage=result.stage.name,
        version=result.version,
        rules=comparing_digest(result.tables.rulebook.frames),
        branches=kinds.count(BRANCH),
        teams=kinds.count(TEAM),
    )


def comparing_digest(frames: Mapping[str, pd.DataFrame]) -> str:
    """Over the rules that compare units: without names, telephones and days of the plant, and without who examines."""
    setting = frames["setting"]
    return digest_of(
        {
            key: rows[~setting["name"].isin(OWN_SETTINGS)]
            if key == "setting"
            else rows.drop(columns=OWN_COLUMN, errors="ignore")
            for key, rows in frames.items()
            if key not in OWN_SHEETS
        }
    )


def failed(name: str, period: str, why: BaseException) -> PlantRow:
    """The row of a plant that no worker could rate; the others go on."""
    return PlantRow(name, "", period, FAILED, f"{type(why).__name__}：{first_line(why)}")


def first_line(why: BaseException) -> str:
    """The first line of what it says."""
    return next(iter(str(why).strip().splitlines()), "")[:200]


def _json(row: PlantRow) -> bytes:
    held: dict[str, Any] = row._asdict()
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()
