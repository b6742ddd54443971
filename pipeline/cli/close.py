"""The commands of a decided period: close keeps it, verify makes it again from what was kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.console import (
    DONE,
    FINDINGS,
    OUTPUT,
    PeriodType,
    Stages,
    examined_period,
    folders,
    hold,
    names,
    tell,
)
from pipeline.core.period import Period

if TYPE_CHECKING:
    from pipeline.core.archive import Archive
    from pipeline.core.correction import Corrected
    from pipeline.core.finding import Finding
    from pipeline.core.publish import Files
    from pipeline.intake.examine import Examined
    from pipeline.report.result import Result
    from pipeline.report.rows import PastStar

_QUARTER = 3
_QUESTION = "归档以后这一季不再改动，请输入期间 {0.name} 确认"
_NOT_CLOSED = "没有归档。"


@click.command()
@folders
@click.option(
    "--without",
    envvar="WITHOUT",
    default="",
    callback=lambda _, __, text: names(text),
    help="本期不计入的支部，与 make report 时一样写，多个用顿号隔开",
)
@click.option("--yes", is_flag=True, help="不再询问")
def close(source: Path, target: Path, period: Period | None, without: tuple[str, ...], yes: bool) -> None:
    """把已经审定的一季连同它的工作簿归档，输入期间确认；以后的改动都会指出来。例如 dualstar close --period 2019Q3"""
    from pipeline.core.archive import FOLDER
    from pipeline.run import rate

    quarterly(period)
    stages = Stages()
    examined = examined_period(source, target, period, without, stages)
    period = examined.chosen.period
    quarterly(period)
    if (
        target / period.name / FOLDER
    ).exists():  # sound and unchanged, or the command would have ended by now
        click.echo(f"{period.title}此前已归档，没有变化，这一次没有写。")
        sys.exit(DONE)
    if examined.tables is None or not examined.clean:
        click.echo("还有没改好的问题，不能归档。改正后先运行 make report。")
        sys.exit(FINDINGS)
    with stages.stage("计分、联动评星"):
        result = rate(examined, False, without)
    files = _settled(result, target, stages)
    if not yes and click.prompt(_QUESTION.format(period), default="", show_default=False) != period.name:
        click.echo("没有归档：输入的期间不对。")
        sys.exit(FINDINGS)
    _keep(result, files, target, stages)
    sys.exit(DONE)


def _keep(result: Result, files: Files, target: Path, stages: Stages) -> None:
    """Write the archive, and say what to do with it."""
    from pipeline.core.archive import FOLDER, PAGE, chained, spoken, unchained
    from pipeline.core.program import program
    from pipeline.core.publish import publish
    from pipeline.report.disclosure import correction_lines
    from pipeline.report.notices.archive import archive_files, archive_of_result

    folder = target / result.period.name / FOLDER
    with stages.stage("写入归档"):
        archive = chained(archive_of_result(result, files, program()), target, result.period)
        kept = archive_files(archive, result.examined.inbox, files, correction_lines(result))
        publish(folder, kept, durable=True)
    click.echo()
    tell(unchained(archive))
    click.echo(f"{result.period.title}已归档：{folder}")
    click.echo(f"归档指纹：{spoken(archive.digest)}")
    click.echo(f"下一步：打印 {folder / PAGE}，签字留存；把整个文件夹另外备份一份。")


def quarterly(period: Period | None) -> None:
    """Stop the command where the period is none that is closed."""
    if period is not None and period.months != _QUARTER:
        raise click.UsageError(f"只有季度可以归档，请写成 {period.year}Q{period.quarter}")


def _settled(result: Result, target: Path, stages: Stages) -> Files:
    """The report of a decided period, the same as lies in its folder; stops the command where it is not decided, not the same,
    or corrects more than was said."""
    from pipeline.report.notices.archive import not_current, undecided
    from pipeline.run import report_files

    _stop_at([*more_than_a_slip(result, target), *undecided(result)], _NOT_CLOSED)
    with stages.stage("生成报告"):
        files, faults = report_files(result)
    _stop_at(faults, _NOT_CLOSED)
    _stop_at(not_current(target / result.period.name / "report", files), _NOT_CLOSED)
    return files


def more_than_a_slip(result: Result, target: Path) -> list[Finding]:
    """A finding where a correction that was said to change no figure changes some."""
    from pipeline.core.archive import folder_of, read_archive
    from pipeline.report.notices.archive import corrected_otherwise, kept_report

    if result.correction is None or result.correction.record.material:
        return []
    number = result.correction.record.number
    archive, _ = read_archive(target, result.period, number)
    folder = folder_of(target, result.period, number)
    return corrected_otherwise(result, kept_report(folder, archive) if archive else {})


@click.command()
@OUTPUT
@click.option("--period", type=PeriodType(), envvar="PERIOD", help="期间；不写就取已归档的最新一期")
@click.option(
    "--correction", "number", type=click.IntRange(min=1), help="第几次更正以前的归档；不写就是现在的归档"
)
def verify(target: Path, period: Period | None, number: int | None) -> None:
    """由归档的工作簿再算一遍，看结果是不是与归档的一样。例如 dualstar verify --period 2019Q3"""
    from pipeline.core.archive import broken_chain, folder_of, spoken
    from pipeline.core.correction import last_corrected
    from pipeline.core.program import program
    from pipeline.report.notices.archive import kept_report, recomputed_otherwise

    period = _kept_period(target, period, number or 0)
    hold(target / period.name)
    archive = _whole_archive(target, period, number or 0)
    folder, same = folder_of(target, period, number or 0), dict(archive.program) == program()
    files = _made_again(folder, archive, last_corrected(target, period, number or 0), Stages())
    findings = recomputed_otherwise(archive, kept_report(folder, archive), files, same)
    findings += broken_chain(target, archive)
    tell(findings)
    outcome = f"有 {len(findings)} 处不同" if findings else "全部相同"
    click.echo(f"{period.title}：{_COMPARED[same]}，{outcome}。")
    click.echo(f"归档指纹：{spoken(archive.digest)}（请与打印留存的归档单核对）")
    sys.exit(FINDINGS if findings else DONE)


def _kept_period(target: Path, period: Period | None, number: int) -> Period:
    """The period that is meant, by default the newest; stops the command where it has no such archive."""
    from pipeline.core.archive import closed_periods, corrected_periods, kept_numbers

    closed = corrected_periods(target) if number else closed_periods(target)
    if not closed or (period is not None and period not in closed):
        what = "没有更正过" if number else "还没有归档，请先运行 make close"
        raise click.UsageError(f"{target} 里{period.title if period else ''}{what}")
    period = period or closed[-1]
    if number and number not in kept_numbers(target, period):
        raise click.UsageError(f"{period.title}没有第{number}次更正")
    return period


def _whole_archive(target: Path, period: Period, number: int) -> Archive:
    """The archive; stops the command where it, or a correction of the period, is not as it was written."""
    from pipeline.core.archive import read_archive
    from pipeline.core.correction import read_corrections

    archive, findings = read_archive(target, period, number)
    findings += read_corrections(target, period)[1]
    if archive is None or findings:
        tell(findings)
        click.echo(f"{period.title}的归档不完整，没有再算。")
        sys.exit(FINDINGS)
    return archive


_COMPARED = {
    True: "同一版程序，逐个文件比较",
    False: "程序已不是归档时的版本，只比较得分、星级和名次，页面没有比较",
}


def _made_again(folder: Path, archive: Archive, correction: Corrected | None, stages: Stages) -> Files:
    """The report once more, from the copies of the inputs alone; nothing is written."""
    from pipeline.core.archive import INPUT
    from pipeline.core.period import parse_period
    from pipeline.intake.examine import examine
    from pipeline.run import corrected, rate, read, report_files

    period = parse_period(archive.period)
    assert period is not None
    with stages.stage("读取归档的工作簿"):
        inbox = read(folder / INPUT)
    with stages.stage(f"再算{period.title}"):
        examined = corrected(examine(inbox, period, archive.without), correction, archive.without)
        if examined.tables is None:
            return {}
        files, _ = report_files(rate(examined, not examined.clean, archive.without))
    return files


def same_as_archived(target: Path, result: Result, files: Files) -> None:
    """Stop the command where a closed period would now be rated otherwise, though its workbooks are the same, or where other
    stars than the archived ones of an earlier period were gone by."""
    from pipeline.report.notices.archive import figure_changes, past_otherwise, rated_otherwise

    findings = []
    for period, kept in _kept_reports(target):
        if period == result.period:
            findings += rated_otherwise(period.title, figure_changes(kept, files))
        elif period < result.period:
            findings += past_otherwise(result.history, period, kept)
    _stop_at(findings)


def year_as_archived(target: Path, before: Sequence[PastStar], quarters: Sequence[PastStar]) -> None:
    """Stop the command where a year goes by other stars before its last quarter, or by other figures of its quarters, than
    the archived ones."""
    from pipeline.report.notices.archive import past_otherwise, quarter_otherwise

    findings = []
    for period, kept in _kept_reports(target):
        findings += past_otherwise(before, period, kept)
        findings += quarter_otherwise(quarters, period, kept)
    _stop_at(findings)


def _kept_reports(target: Path) -> Iterator[tuple[Period, dict[str, bytes]]]:
    """The closed periods with the reports that were kept of them."""
    from pipeline.core.archive import FOLDER, closed_periods, read_archive
    from pipeline.report.notices.archive import kept_report

    for period in closed_periods(target):
        archive, _ = read_archive(target, period)
        if archive is not None:
            yield period, kept_report(target / period.name / FOLDER, archive)


def _stop_at(findings: Sequence[Finding], outcome: str = "") -> None:
    if findings:
        click.echo()
        tell(findings)
        if outcome:
            click.echo(outcome)
        sys.exit(FINDINGS)


def rated_as_archived(target: Path, examined: Examined, without: tuple[str, ...]) -> None:
    """Stop the command where the closed period would go out with other figures than the archived ones."""
    from pipeline.core.archive import FOLDER
    from pipeline.report.data import data_files
    from pipeline.run import rate

    closed = (target / examined.chosen.period.name / FOLDER).exists()
    if closed and examined.clean and examined.tables is not None:
        result = rate(examined, False, without)
        same_as_archived(target, result, {f"data/{name}": one for name, one in data_files(result).items()})
