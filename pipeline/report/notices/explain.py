"""Why a unit has its star, and what a cell counted for: the report's own reasons as lines for the console, and as a page a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.core.chinese import points
from pipeline.core.finding import Finding
from pipeline.core.publish import Files
from pipeline.excel.workbook import RawSheet, spans
from pipeline.intake.account import FAULTY, USED
from pipeline.intake.collect import unit_of
from pipeline.report.disclosure import ADVICE, concealed, level_word
from pipeline.report.page import rendered
from pipeline.report.pages.card import Card, card
from pipeline.report.pages.plant import head
from pipeline.report.result import Result
from pipeline.report.rows import EvidenceCell, Star
from schemas.base import TICK, title
from schemas.books import SUBMISSION
from schemas.words import BRANCH, MEMBER

FOLDER = "计入"  # of the pages under report/
_OF_MEMBERS, _OF_OTHERS = "党员得分（只供办公室使用）", "别的单位"
_NOTHING = "没有直接计入：还没有到期、不属于本期，或本期的细则没有指标用到"
_CELLS = 8  # of an indicator and a sheet that are named; the unit's page has them all


def explain_lines(result: Result, star: Star) -> Iterator[str]:
    """The way of a unit to its star, what its next one lacks, its points, and the cells they come from."""
    its = card(star, result)
    score = "没有得分" if star.score is None else f"得分 {its.row.score}"
    yield "，".join(
        filter(None, (f"{star.unit}（{star.unit_kind}）：{its.row.level}", score, its.row.ranking))
    )
    yield ""
    for step in its.reasons:
        yield f"  {step.number} {step.stage}：{step.sentence}{f'　{step.move}' if step.move else ''}"
        if step.place:
            yield f"     规则出处：{step.place}"
    yield f"  结论：{its.conclusion}"
    if its.missing:
        yield from ("", "到下一星级还差什么", *(f"  {line}" for line in its.missing))
    if its.suggestions:
        yield from ("", ADVICE, *(f"  {line}" for line in its.suggestions))
    yield from ("", "得分构成")
    yield from _parts(its)


def _parts(its: Card) -> Iterator[str]:
    sources = {source.code: source for source in its.sources}
    for part in its.parts:
        yield f"  {part.code} {part.name}：{part.points} / {part.max_points}　{part.because}"
        for where, cells in sources[part.code].sheets if part.code in sources else []:
            more = f" 等 {len(cells)} 格" if len(cells) > _CELLS else ""
            named = (f"{cell} {value}" if value.startswith(TICK) else cell for cell, value in cells[:_CELLS])
            yield f"     出自 {where}：{'、'.join(named)}{more}"


def trace_lines(result: Result, file: str, sheet: str, row: int, cell: str) -> Iterator[str]:
    """What the row of a cell counted for: in which indicators, points and stars; or why for nothing.

    `file` as the period names it, `cell` as D7."""
    counted = [one for one in result.evidence if (one.file, one.sheet, one.row) == (file, sheet, row)]
    findings = [
        one
        for one in result.intake.findings
        if (one.place.file, one.place.sheet, one.place.row) == (file, sheet, row)
    ]
    if not counted:
        yield f"{file} › {sheet} 第 {row} 行没有计入任何指标。"
        yield from _why_not(result, file, findings)
        return
    of_row = "" if cell in {one.cell for one in counted} else f"所在的第 {row} 行"
    yield f"{file} › {sheet} › {cell} {of_row}计入："
    for one in dict.fromkeys((o.unit_kind, o.unit, o.indicator, o.note) for o in counted):
        yield f"  {_counted(result, *one)}"
    yield from (f"  {one.code} {one.message}。{one.remedy}。" for one in findings)


def _counted(result: Result, kind: str, unit: str, indicator: str, note: str, with_level: bool = True) -> str:
    """A unit, an indicator, the points of the indicator and the star of the unit."""
    scores = {score.indicator: score for score in result.scores_of((kind, unit))}
    reason = f"（{note}）" if note else ""
    name = f"{result.colleagues[unit].name}（{unit}）" if kind == MEMBER else unit
    if indicator not in scores:
        return f"{name}：{indicator}{reason}"
    score = scores[indicator]
    gained = f"{points(score.points)} / {points(score.max_points)} 分"
    if score.points is None or not score.max_points:
        gained = "不适用" if score.points is None else "只计三比"
    star = result.star.get((kind, unit))
    ends = f"，{level_word(star)}" if star and with_level else ""
    return f"{name}：{indicator} {score.name} {gained}{ends}{reason}"


def _why_not(result: Result, file: str, findings: Sequence[Finding]) -> Iterator[str]:
    state = next((one.state for one in result.intake.received if one.file == file), "")
    if findings:
        yield from (f"  {one.code} {one.message}。{one.remedy}。" for one in findings)
    elif state not in ("", USED, FAULTY):
        yield f"  这本工作簿没有采用：{state}。"
    else:
        yield "  这一行是空的，或不属于本期，或本期细则没有指标用到它。"


@dataclass(frozen=True, slots=True)
class CountedRows:
    """Rows of a sheet that counted for the same: 第 6—9、12 行, and for what; `counted` False where it is nothing."""

    rows: str
    lines: tuple[str, ...]
    counted: bool


@dataclass(frozen=True, slots=True)
class CountedSheet:
    """A sheet: of how many rows how many counted, and for what."""

    title: str
    rows: int
    counted: int
    groups: tuple[CountedRows, ...]


def counted_pages(result: Result) -> Files:
    """What every row of a branch's workbook counted for, a page a workbook: 计入/支部填报-检修支部.html."""
    inbox = result.examined.inbox
    files: dict[str, bytes] = {}
    for book in inbox.workbooks:
        if book.book.key == SUBMISSION.key and book.file in result.examined.chosen.files:
            name = PurePosixPath(inbox.copy_name(book.file)).stem
            files[f"{FOLDER}/{name}.html"] = rendered(
                "counted.html.j2",
                head=head(result, f"{result.period.title}计入对照：{unit_of(book) or name}", False),
                file=book.file,
                sheets=counted_sheets(result, book.file),
            )
    return files


def counted_sheets(result: Result, file: str) -> list[CountedSheet]:
    """The sheets of a workbook in their order; nothing of one that was not read."""
    book = next((one for one in result.examined.inbox.workbooks if one.file == file), None)
    if book is None:
        return []
    counted: dict[tuple[str, int], list[EvidenceCell]] = defaultdict(list)
    for one in result.evidence:
        if one.file == file:
            counted[one.sheet, one.row].append(one)
    findings: dict[tuple[str, int], list[str]] = defaultdict(list)
    for finding in result.intake.findings:
        if finding.place.file == file:
            findings[finding.place.sheet, finding.place.row].append(finding.message)
    names = {title(sheet): sheet for sheet in book.book.sheets}
    branch = unit_of(book) or ""
    return [
        _counted_sheet(result, branch, raw, counted, findings)
        for raw in sorted(
            book.sheets.values(), key=lambda one: [*names].index(one.title) if one.title in names else 0
        )
        if raw.rows
    ]


def _counted_sheet(
    result: Result,
    branch: str,
    raw: RawSheet,
    counted: Mapping[tuple[str, int], Sequence[EvidenceCell]],
    findings: Mapping[tuple[str, int], Sequence[str]],
) -> CountedSheet:
    groups: dict[tuple[str, ...], list[int]] = {}
    good = 0
    for number, _ in raw.rows:
        lines = _lines_of_row(result, branch, counted.get((raw.title, number), ()))
        good += bool(lines)
        lines = lines or tuple(findings.get((raw.title, number), ())) or (_NOTHING,)
        groups.setdefault(lines, []).append(number)
    shown = tuple(
        CountedRows(spans(numbers, len(numbers)), lines, (raw.title, numbers[0]) in counted)
        for lines, numbers in groups.items()
    )
    return CountedSheet(raw.title, len(raw.rows), good, shown)


def _lines_of_row(result: Result, branch: str, cells: Sequence[EvidenceCell]) -> tuple[str, ...]:
    """What a row counted for, as its branch may read it: its own figures and those of its teams, of members and others only
    that it counted there."""
    lines: dict[str, dict[str, None]] = {}
    for one in cells:
        star = result.star.get(one.key)
        if one.unit_kind == MEMBER:
            lines[_OF_MEMBERS] = {}
        elif star is None or branch != (star.unit if star.unit_kind == BRANCH else star.parent):
            lines[_OF_OTHERS] = {}
        elif one.indicator not in concealed(star, result):
            said = _counted(result, *one.key, one.indicator, one.note, False)
            lines.setdefault(star.unit, {})[said.removeprefix(f"{star.unit}：")] = None
    return tuple(f"{unit}：{'、'.join(said)}" if said else unit for unit, said in lines.items())
