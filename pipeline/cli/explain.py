"""The commands that answer a question about a result and write nothing: explain, trace."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.console import FINDINGS, Stages, compared_with_archives, folders, open_inbox
from pipeline.core.period import Period

if TYPE_CHECKING:
    from pipeline.report.result import Result

_CELL = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


@click.command()
@folders
@click.argument("unit", metavar="单位", envvar="UNIT")
def explain(source: Path, target: Path, period: Period | None, unit: str) -> None:
    """说明一个支部或班组为什么是这个星级、下一级差什么、每一分出自哪些格。例如 dualstar explain 检修支部 --period 2019Q3"""
    from pipeline.excel.cells.cell import same_name
    from pipeline.report.notices.explain import explain_lines

    result = _rated(source, target, period)
    stars = [star for star in result.stars if same_name(star.unit) == same_name(unit)]
    if not stars:
        _refused(f"名册里没有“{unit}”", unit, {star.unit for star in result.stars})
    for star in stars:
        click.echo("\n".join(explain_lines(result, star)))


@click.command()
@folders
@click.argument("file", metavar="工作簿", envvar="FILE")
@click.argument("sheet", metavar="表", envvar="SHEET")
@click.argument("cell", metavar="单元格", envvar="CELL")
def trace(source: Path, target: Path, period: Period | None, file: str, sheet: str, cell: str) -> None:
    """说明一个单元格计入了哪些指标、得分和星级，没有计入的说明原因。例如 dualstar trace 支部填报-检修支部.xlsx 双承诺 D7 --period 2019Q3"""
    from pipeline.report.notices.explain import trace_lines

    address = _CELL.fullmatch(cell.strip())
    if address is None:
        raise click.UsageError(f"“{cell}”不是单元格的位置，请写成 D7 的样子")
    result = _rated(source, target, period)
    workbooks = {one.file: one for one in result.examined.inbox.workbooks}
    meant = [name for name in workbooks if file.strip() in (name, Path(name).name)]
    if len(meant) > 1:  # one of every quarter: the one that the period goes by is meant
        meant = [name for name in meant if name in result.examined.chosen.files] or meant
    if len(meant) != 1:
        several = f"有 {len(meant)} 个叫“{file}”的工作簿，请写上文件夹：{'、'.join(meant)}"
        _refused(several if meant else f"没有读到“{file}”", file, workbooks)
    titles = {raw.title for raw in workbooks[meant[0]].sheets.values()}
    if sheet.strip() not in titles:
        _refused(f"{meant[0]} 里没有“{sheet}”这张表，或它不计分", sheet, titles)
    place = address[1].upper() + address[2]
    click.echo("\n".join(trace_lines(result, meant[0], sheet.strip(), int(address[2]), place)))


def _rated(source: Path, target: Path, period: Period | None) -> Result:
    """The period rated as far as it can be; errors in its workbooks make it a draft, and no result is written."""
    from pipeline.run import examine_period, rate

    stages = Stages()
    inbox, period = open_inbox(source, target, period, stages)
    compared_with_archives(inbox, target, period)
    with stages.stage("检查、计分、联动评星"):
        examined = examine_period(inbox, period, (), target)
        result = None if examined.tables is None else rate(examined, not examined.clean, ())
    if result is None:
        click.echo("缺少评星所必需的工作簿，或评价细则有误，没有评星。请先运行 make check。")
        sys.exit(FINDINGS)
    if not examined.clean:
        click.echo("（工作簿里还有错误，这是试算的结果）")
    return result


def _refused(sentence: str, text: str, names: Iterable[str]) -> None:
    """Say what is not there and what may be meant, and end."""
    from pipeline.core.alike import nearest

    near = nearest(Path(text).name, [*names])
    click.echo(f"{sentence}{f'，是不是“{near}”' if near else ''}。", err=True)
    sys.exit(FINDINGS)
