"""The commands of the rating itself: check, report, templates, demo."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.close import more_than_a_slip, same_as_archived
from pipeline.cli.console import (
    DONE,
    FINDINGS,
    Stages,
    choosing,
    compared_with_archives,
    examined_period,
    folders,
    hold,
    rated_period,
    tell,
)
from pipeline.cli.home import home_at_end
from pipeline.core.archive import FOLDER as ARCHIVE
from pipeline.core.period import Period
from pipeline.intake.examine import Examined
from pipeline.intake.forms.proof import prove

if TYPE_CHECKING:
    from pipeline.core.finding import Finding
    from pipeline.core.publish import Files
    from pipeline.report.result import Result


@click.command()
@folders
@choosing
@click.option("--prove", is_flag=True, help="自检：照问题清单逐格改好，再读一遍，看清单是不是齐全")
def check(
    source: Path, target: Path, period: Period | None, without: tuple[str, ...], draft: bool, prove: bool
) -> None:
    """检查收到的工作簿，列出问题并生成返还表。例如 dualstar check --period 2019Q3"""
    examined = examined_period(source, target, period, without, Stages())
    if prove:
        sys.exit(DONE if proved(examined, without) else FINDINGS)
    sys.exit(DONE if examined.clean else FINDINGS)


@click.command()
@folders
@choosing
def report(source: Path, target: Path, period: Period | None, without: tuple[str, ...], draft: bool) -> None:
    """检查、评星并生成报告。例如 dualstar report --period 2019Q3 --draft"""
    from pipeline.core.publish import publish
    from pipeline.run import report_files

    stages = Stages()
    result = rated_period(source, target, period, without, draft, stages)
    with stages.stage("生成报告"):
        files, faults = report_files(result)
        drawn, lacking = pictures(result)
    for fault in faults:
        click.echo(f"模板有问题：{fault.place} {fault.message}。{fault.remedy}。")
    if faults:
        sys.exit(FINDINGS)
    folder = target / result.period.name
    same_as_archived(target, result, files)
    with stages.stage("写入结果"):
        publish(folder / "report", files | drawn)
    for one in lacking:
        click.echo(f"一页纸没有画成图片：{one.message}。{one.remedy}。")
    stages.write(folder)
    _summary(result, folder)
    tell(more_than_a_slip(result, target))


@click.command()
@folders
def templates(source: Path, target: Path, period: Period | None) -> None:
    """生成一期的空白工作簿，已知的内容都填好；有本年目标的，同时生成供签订的目标责任书。例如 dualstar templates --period 2019Q4"""
    from pipeline.core.publish import publish
    from pipeline.intake.covers import newest
    from pipeline.intake.forms.blanks import blanks, next_step
    from pipeline.report.papers.goals import signing
    from pipeline.run import examine_period, read

    inbox = read(source, target)
    if period is None and (last := newest(inbox)):
        period = last.following()
    if period is None:
        raise click.UsageError("input 里还没有支部填报的工作簿，请写明是哪一期，例如 PERIOD=2019Q4")
    compared_with_archives(inbox, target, period)
    hold(target / period.name)
    home_at_end(examine_period(inbox, period, (), target), target)
    files = blanks(inbox, period)
    letters, faults = signing(inbox, period)
    folder = target / period.name / "blanks"
    publish(folder, files | letters)
    click.echo(f"{period.title}的空白工作簿 {len(files)} 份，在 {folder}")
    if letters:
        click.echo(
            f"{period.year}年目标责任书 {len(letters)} 份，在 {folder / '目标责任书'}，打印后由第一责任人签字。"
        )
    for fault in faults:
        click.echo(f"{fault.place}：{fault.message}。{fault.remedy}。")
    click.echo(f"下一步：{next_step(inbox, period)}")


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("input"),
    show_default=True,
    help="写到哪个文件夹",
)
@click.option("--year", "whole_year", is_flag=True, help="四个季度都写，第四季度也有；写到另一个文件夹")
@click.option("--branches", type=click.IntRange(min=1), help="写成有这么多党支部的电厂，只写最近一个季度")
@click.option("--plants", type=click.IntRange(min=1), help="写这么多座电厂，每座一个文件夹")
def demo(into: Path, whole_year: bool, branches: int | None, plants: int | None) -> None:
    """生成示例电厂三个季度的工作簿。例如 dualstar demo --into input"""
    from pipeline.sample.write import write_sample

    written = write_sample(into, whole_year=whole_year, branches=branches, plants=plants)
    click.echo(f"示例工作簿 {written} 份，在 {into}")


@click.command()
@folders
@choosing
@click.argument(
    "draft_file",
    metavar="草案.xlsx",
    envvar="RULEBOOK",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
def whatif(
    source: Path, target: Path, period: Period | None, without: tuple[str, ...], draft: bool, draft_file: Path
) -> None:
    """用草案和现行评价细则各算一遍，看谁会动、通过哪项指标。例如 dualstar whatif 草案.xlsx --period 2019Q3"""
    from pipeline.core.finding import has_errors
    from pipeline.core.publish import publish
    from pipeline.intake.examine import examine
    from pipeline.intake.reading.draft import read_draft, rules_changed, with_rulebook
    from pipeline.report.notices.trials import trial_rules
    from pipeline.report.notices.whatif import summary, unit_changes, whatif_files
    from pipeline.run import rate
    from schemas.books import RULEBOOK

    stages = Stages()
    in_force = rated_period(source, target, period, without, draft, stages)
    with stages.stage(f"读取 {draft_file.name}"):
        rules, findings = read_draft(draft_file)
    if rules is not None and rules.book.key != RULEBOOK.key:
        raise click.UsageError(f"{draft_file.name} 是“{rules.book.title}”，不是“{RULEBOOK.title}”")
    if rules is not None:
        chosen = in_force.examined.chosen
        inbox, findings = with_rulebook(chosen.inbox, rules, in_force.period)
    for one in findings:
        click.echo(f"  {one.place}：{one.message}。{one.remedy}。")
    if rules is None or has_errors(findings):
        click.echo("草案有错误，没有测算。改正后再运行。")
        sys.exit(FINDINGS)
    with stages.stage("按草案计分、评星"):
        tried = rate(examine(inbox, in_force.period, without), True, without)
    assert chosen.rulebook is not None
    folder = target / in_force.period.name / "whatif"
    publish(folder, whatif_files(in_force, tried, rules_changed(chosen.rulebook, rules), draft_file.name))
    click.echo()
    for line in summary(unit_changes(in_force, tried)):
        click.echo(f"  {line}")
    for rule in trial_rules(tried):
        click.echo(f"  {rule.name}，{rule.sentence}")
    click.echo(f"测算结果：{folder / 'index.html'}（只供研究，没有改动任何评定结果）")
    sys.exit(DONE)


def pictures(result: Result) -> tuple[Files, list[Finding]]:
    """一页纸 as a picture once the result is published: no part of the report's account, for its bytes go by the fonts of the
    computer."""
    from pipeline.mail.letters.chart import sheet_picture
    from pipeline.report.papers.one_page import NAME, one_page_drawing

    drawing = one_page_drawing(result)
    if not drawing:
        return {}, []
    content, lacking = sheet_picture(drawing, os.environ.get("DUALSTAR_FONT", ""))
    return ({f"{NAME}.png": content} if content else {}), lacking


def _summary(result: Result, folder: Path) -> None:
    from pipeline.report.disclosure import correction_lines
    from pipeline.report.papers.circular import TEMPLATE as CIRCULAR
    from pipeline.report.stage import is_decided, next_step

    click.echo()
    click.echo(f"{result.period.title} {result.stage.name}：{result.stage.sentence}")
    for sentence in result.warnings:
        click.echo(f"  提醒：{sentence}")
    for sentence in correction_lines(result):
        click.echo(f"  {sentence}。")
    click.echo(f"报告：{folder / 'report' / 'index.html'}")
    if (folder / "report" / CIRCULAR).exists():
        click.echo(f"通报：{folder / 'report' / CIRCULAR}")
    click.echo(f"下一步：{next_step(result.stage)}")
    if is_decided(result.stage) and not (folder / ARCHIVE).exists():
        click.echo(
            f"还没有归档。下一步：make close PERIOD={result.period.name}，归档以后的改动都会逐格指出。"
        )


def proved(examined: Examined, without: tuple[str, ...]) -> bool:
    """Put every listed cell right in a copy, read again, and tell; True if nothing new came to light and nothing stayed."""
    proof = prove(examined, without)
    click.echo(f"自检：照问题清单改好 {proof.repaired} 格，再读一遍。")
    for words, findings in (
        ("改好之后才发现的问题", proof.new),
        ("试过几个值都没有改好的格", proof.stuck),
        ("不在某一格、要由人处理的问题", proof.elsewhere),
    ):
        if findings:
            click.echo(f"{words} {len(findings)} 处：")
            for one in findings:
                click.echo(f"  {one.place} {one.message}")
    complete = not proof.new and not proof.stuck
    click.echo(
        "问题清单是齐全的：改好所列的格，没有发现新的问题。"
        if complete
        else "自检没有通过：上面列出的格请人工核对；不是填报的问题时，请告诉软件的维护人员。"
    )
    return complete
