"""定稿归档: the files of a decided period as they are kept, and a later result beside the one that was kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.core.archive import ACCOUNT, FOLDER, INPUT, PAGE, REPORT, Archive, digest, say, spoken
from pipeline.core.chinese import points
from pipeline.core.correction import star_rows, vouched
from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period, parse_period
from pipeline.core.publish import Files
from pipeline.excel.read.preflight import MOST_BYTES
from pipeline.intake.collect import Inbox
from pipeline.intake.sent.closed import belongs
from pipeline.report.data import TABLES, data_files
from pipeline.report.page import PageHead, rendered
from pipeline.report.result import Result
from pipeline.report.rows import PastStar
from pipeline.report.stage import is_decided

# table -> column -> its word: what no later program may give otherwise, stars first; sentences may be worded anew
_FIGURES = {
    "stars": {
        "star": "星级",
        "score": "基本得分",
        "bonus": "加分",
        "total": "总分",
        "place": "名次",
        "status": "状态",
        "score_star": "分数线星级",
        "capped_star": "联动前星级",
        "pending": "是否暂缓评定",
    },
    "ranks": {
        "rank": "名次",
        "score": "评比得分",
        "quantity": "数量得分",
        "quality": "质量得分",
        "group": "组别",
    },
    "scores": {"points": "指标得分", "max_points": "指标满分", "applies": "是否适用"},
}
_MOST_NAMED = 5


def undecided(result: Result) -> list[Finding]:
    """Why the period cannot be closed yet."""
    if is_decided(result.stage):
        return []
    light = result.stage.light
    why = (
        "党建例会审核后，先在“党委考评”的“审定”表登记" if light else "公示期满、正式通报后，先在“审定”表登记"
    )
    return [say("E711", Place(), period=result.period.title, value=result.stage.name, why=why)]


def not_current(folder: Path, files: Mapping[str, bytes]) -> list[Finding]:
    """A finding where the report that lies in the folder is not the one that these inputs give: nobody has looked at this one."""
    other = [name for name, content in sorted(files.items()) if _bytes(folder / name) != content]
    if not other:
        return []
    named = "、".join(f"{folder.parent.name}/{folder.name}/{name}" for name in other[:_MOST_NAMED])
    more = f" 等 {len(other)} 个文件" if len(other) > _MOST_NAMED else ""
    return [say("E712", Place(), value=named + more)]


def archive_of_result(result: Result, files: Mapping[str, bytes], program: Mapping[str, str]) -> Archive:
    """What the result was made of and what came out of it."""
    inbox, chosen = result.examined.inbox, result.examined.chosen
    inputs = {w.file: w.sha256 for w in inbox.workbooks if belongs(inbox, w, result.period)}
    rulebook = chosen.rulebook
    assert rulebook is not None
    return Archive(
        period=result.period.name,
        plant=result.plant,
        stage=result.stage.name,
        sentence=result.stage.sentence,
        without=tuple(sorted(result.without)),
        rulebook={"version": result.version, "file": rulebook.file, "sha256": rulebook.sha256},
        inputs=inputs,
        beside={name: digest(content) for name, content in _beside(inbox, inputs)},
        results={name: digest(content) for name, content in files.items()},
        program=dict(program),
        corrects={} if result.correction is None else vouched(result.correction.record),
    )


def _beside(inbox: Inbox, inputs: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """What else lies in the input folder and can be read: workbooks of later periods, files that are none of ours."""
    unpacked = {name for name in inbox.paths if any(one.startswith(f"{name}/") for one in inbox.sent)}
    yield from ((name, content) for name, content in inbox.sent.items() if name not in inputs)
    for name, path in inbox.paths.items():
        content = _bytes(path) if name not in inputs and name not in unpacked else None
        if content is not None and len(content) <= MOST_BYTES:
            yield name, content


def archive_files(
    archive: Archive, inbox: Inbox, files: Mapping[str, bytes], corrected: Sequence[str] = ()
) -> Files:
    """The whole folder: the account, its page to print, and copies of what was read and of what was made of it."""
    copies = {name: inbox.content(name) for name in (*archive.inputs, *archive.beside)}
    return {
        ACCOUNT: archive.content,
        PAGE: archive_page(archive, corrected),
        **{f"{INPUT}/{name}": content for name, content in copies.items()},
        **{f"{REPORT}/{name}": content for name, content in files.items()},
    }


def archive_page(archive: Archive, corrected: Sequence[str] = ()) -> bytes:
    """归档单.html: one sheet to print and sign, with the digest as it is read over the telephone; `corrected`: what it
    corrects, in words."""
    period = parse_period(archive.period)
    assert period is not None
    head = PageHead(
        title="归档单",
        subtitle=f"{period.title}双星评定结果{FOLDER}",
        plant=archive.plant,
        facts=(period.title, f"评价细则 {archive.rulebook['version']}"),
        stage=archive.stage,
        stage_sentence=archive.sentence,
        internal=True,
        notes=(),
    )
    before = parse_period(archive.previous.get("period", ""))
    return rendered(
        "archive.html.j2",
        head=head,
        archive=archive,
        number=spoken(archive.digest),
        before=before.title if before else "",
        before_number=spoken(archive.previous.get("digest", "")),
        corrected=corrected,
        corrected_number=spoken(archive.corrects.get("archive", "")),
        spoken=spoken,
    )


class FigureChange(NamedTuple):
    """A figure of a unit that is another one now."""

    table: str
    row: str
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        before, after = self.before or "（空）", self.after or "（空）"
        return f"{self.row} 的{_FIGURES[self.table][self.column]}由 {before} 变为 {after}"


def figure_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[FigureChange]:
    """Every score, star and place that differs between two reports, by their data files."""
    return [
        change
        for table, columns in _FIGURES.items()
        for change in _changes(
            table, columns, *(_rows(files.get(f"data/{table}.csv", b""), table) for files in (before, after))
        )
    ]


Rows = Mapping[tuple[str, ...], Mapping[str, str]]


def _rows(content: bytes, table: str) -> Rows:
    """The rows of a data file by what names them; none where it cannot be read."""
    text = io.StringIO(content.decode("utf-8-sig", "replace"), newline="")
    return {tuple(row.get(name) or "" for name in TABLES[table].order): row for row in csv.DictReader(text)}


def _changes(table: str, columns: Iterable[str], before: Rows, after: Rows) -> Iterator[FigureChange]:
    nothing: Mapping[str, str] = {}
    for row in dict.fromkeys([*before, *after]):
        old, new = before.get(row, nothing), after.get(row, nothing)
        for column in columns:
            if (old.get(column) or "") != (new.get(column) or ""):
                named = " ".join(filter(None, row[1:]))
                yield FigureChange(table, named, column, old.get(column) or "", new.get(column) or "")


def rated_otherwise(period_title: str, changes: Sequence[FigureChange]) -> list[Finding]:
    """A finding that names the figures by which a closed period would now be rated otherwise."""
    if not changes:
        return []
    return [say("E713", Place(), period=period_title, value=_first(changes))]


def corrected_otherwise(result: Result, kept: Mapping[str, bytes]) -> list[Finding]:
    """A finding where a correction that was registered as changing no figure changes some; `kept`: the report before it."""
    now = {f"data/{name}": content for name, content in data_files(result).items()}
    changes, correction = figure_changes(kept, now), result.correction
    if not changes or correction is None:
        return []
    told = {"period": result.period.title, "before": str(correction.record.number)}
    return [say("E721", Place(), **told, value=_first(changes))]


def _first(changes: Sequence[FigureChange]) -> str:
    more = f" 等 {len(changes)} 处" if len(changes) > _MOST_NAMED else ""
    return "；".join(map(str, changes[:_MOST_NAMED])) + more


def quarter_otherwise(
    quarter: Iterable[PastStar], period: Period, kept: Mapping[str, bytes]
) -> list[Finding]:
    """A finding where a year goes by other scores or stars of a closed quarter than the archived ones."""
    archived = star_rows(kept.get("data/stars.csv", b""))
    changes = [
        FigureChange("stars", f"{one.unit_kind} {one.unit}", column, before, now)
        for one in quarter
        for column, now in (("star", "" if one.star is None else str(one.star)), ("score", points(one.score)))
        if one.period == period.name and (one.unit_kind, one.unit) in archived
        if (before := archived[one.unit_kind, one.unit].get(column)) and now and before != now
    ]
    return rated_otherwise(period.title, changes)


def past_otherwise(past: Iterable[PastStar], period: Period, kept: Mapping[str, bytes]) -> list[Finding]:
    """A finding where a later period goes by other stars of a closed one than those that were published of it."""
    archived = star_rows(kept.get("data/stars.csv", b""))
    differing = [
        f"{one.unit}归档为 {before}，现在是 {one.star}"
        for one in past
        if one.period == period.name and one.star is not None
        if (before := archived.get((one.unit_kind, one.unit), {}).get("star")) and before != str(one.star)
    ]
    if not differing:
        return []
    more = f" 等 {len(differing)} 个单位" if len(differing) > _MOST_NAMED else ""
    return [say("E716", Place(), period=period.title, value="；".join(differing[:_MOST_NAMED]) + more)]


def recomputed_otherwise(
    archive: Archive, kept: Mapping[str, bytes], files: Mapping[str, bytes], same_program: bool
) -> list[Finding]:
    """What a second run from the archived inputs gives otherwise: every byte for the same program, else the figures alone."""
    sentences = [f"{change}" for change in figure_changes(kept, files)]
    if same_program:
        new = {name: digest(content) for name, content in files.items()}
        named = {change.table for change in figure_changes(kept, files)}
        other = [
            name
            for name in sorted({*archive.results, *new})
            if archive.results.get(name) != new.get(name)
            and name.removeprefix("data/").removesuffix(".csv") not in named
        ]
        sentences += [f"{REPORT}/{name} 与归档的不同" for name in other]
    return [say("E714", Place(), value=one) for one in sentences]


def kept_report(folder: Path, archive: Archive) -> dict[str, bytes]:
    """The report as it lies in the archive's folder."""
    return {
        name: content for name in archive.results if (content := _bytes(folder / REPORT / name)) is not None
    }


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
