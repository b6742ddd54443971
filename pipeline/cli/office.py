"""The commands of the office's year: pledges, remind, annual."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.close import year_as_archived
from pipeline.cli.console import (
    DONE,
    FINDINGS,
    Stages,
    compared_with_archives,
    folders,
    hold,
    open_inbox,
    reported,
)
from pipeline.cli.home import home_at_end
from pipeline.core.period import Period

if TYPE_CHECKING:
    from pipeline.intake.collect import Inbox


def today(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that says which day it is; None where nobody says."""
    return click.option(
        "--today",
        "day",
        type=click.DateTime(["%Y-%m-%d"]),
        envvar="TODAY",
        default=None,
        callback=lambda _, __, value: value.date() if value else None,
        help="按哪一天算，例如 2019-10-03；不写就是今天，双承诺公示已经结束的一期是期末那一天",
    )(command)


def _day_in(period: Period) -> dt.date:
    """Today while the period runs; of another period its last day, for what was open then says more than what is late since."""
    now = dt.date.today()
    return now if period.contains(now) else period.end


@click.command()
@folders
@today
def pledges(source: Path, target: Path, period: Period | None, day: dt.date | None) -> None:
    """生成双承诺公示页和承诺书。例如 dualstar pledges --today 2019-10-03"""
    from pipeline.core.publish import publish
    from pipeline.intake.examine import tables_so_far
    from pipeline.report.notices.pledges import pledge_files
    from pipeline.run import examine_period

    stages = Stages()
    inbox, period = open_inbox(source, target, period, stages)
    compared_with_archives(inbox, target, period)
    hold(target / period.name)
    with stages.stage(f"汇总{period.title}的承诺"):
        examined = examine_period(inbox, period, (), target)
        tables = tables_so_far(examined)
        home_at_end(examined, target)
    if tables is None:
        click.echo("缺少组织名册或评价细则，或者评价细则有误，没有生成公示。先运行 make check 查看。")
        sys.exit(FINDINGS)
    folder = target / period.name / "pledges"
    publish(folder, pledge_files(examined, tables, day or _day_in(period)))
    click.echo(f"公示页：{folder / '双承诺公示.html'}")
    click.echo(f"承诺书：{folder / '承诺书.html'}（打印后由党员签名）")
    click.echo("下一步：核对无误后，把公示页放到内网。")
    sys.exit(DONE)


@click.command()
@folders
@today
def remind(source: Path, target: Path, period: Period | None, day: dt.date | None) -> None:
    """生成催办的文字和催办单。例如 dualstar remind --today 2019-10-03"""
    from pipeline.core.chinese import day as day_word
    from pipeline.core.publish import publish
    from pipeline.intake.examine import tables_so_far
    from pipeline.report.notices.reminder_texts import GROUP_TEXT, LETTERS, UNIT_MARK
    from pipeline.report.notices.reminders import remind_files
    from pipeline.run import examine_period, read

    if not source.is_dir():
        raise click.UsageError(f"没有文件夹 {source}")
    stages = Stages()
    with stages.stage("读取工作簿"):
        inbox = read(source, target)
    day = day or dt.date.today()
    period = period or _asked_for(inbox, day)
    compared_with_archives(inbox, target, period)
    hold(target / period.name)
    with stages.stage(f"查 {period.title}缺报、迟报和超期的事项"):
        examined = examine_period(inbox, period, (), target)
        files = remind_files(examined, tables_so_far(examined), day)
        home_at_end(examined, target)
    folder = target / period.name / "remind"
    reminds = UNIT_MARK.encode() in files[GROUP_TEXT]  # a text that reminds nobody is not one of the two
    days = _group_days(folder.parent, day) if reminds else []
    if reminds and day not in days:
        del files[GROUP_TEXT]
    publish(folder, files)
    if not reminds:
        click.echo(f"没有要催办的单位：{folder / GROUP_TEXT}")
    elif day in days:
        click.echo(f"贴到群里的文字：{folder / GROUP_TEXT}（每期至多两次，这是第 {days.index(day) + 1} 次）")
    else:
        told = "、".join(day_word(one) for one in days)
        click.echo(f"本期贴到群里的文字 {told} 已经生成过两次，不再生成；请用给书记的信逐个提醒。")
    click.echo(f"呈分管领导的催办单：{folder / '催办单.html'}")
    if any(name.startswith(f"{LETTERS}/") for name in files):
        click.echo(f"给各支部书记的明细：{folder / LETTERS}")
    sys.exit(DONE)


_GROUP_DAYS, _MOST_GROUP = ".reminded", 2


def _group_days(folder: Path, day: dt.date) -> list[dt.date]:
    """The days for which the period's text for the chat group was written, this one added while there are fewer than two:
    an office reminds a group at most twice. A record that is damaged counts for nothing."""
    from pipeline.core.publish import write

    path = folder / _GROUP_DAYS
    try:
        days = (
            [dt.date.fromisoformat(line) for line in path.read_text("ascii").split()] if path.exists() else []
        )
    except ValueError:
        days = []
    if day not in days and len(days) < _MOST_GROUP:
        days.append(day)
        write(path, "".join(f"{one}\n" for one in days).encode())
    return days


def _asked_for(inbox: Inbox, day: dt.date) -> Period:
    """In the first month of a quarter the one before, else the running one; the newest there is where the directory
    does not reach so far."""
    from pipeline.intake.covers import newest
    from pipeline.intake.select import select

    running = Period(day.year, day.month, 1).whole_quarter()
    wanted = running.previous() if day.month == running.first_month else running
    return wanted if select(inbox, wanted).directory is not None else newest(inbox) or wanted


@click.command()
@folders
@click.option(
    "--year",
    "wanted",
    type=click.IntRange(1950, 2200),
    envvar="YEAR",
    help="哪一年，例如 2019；不写就取最新的一年",
)
def annual(source: Path, target: Path, period: Period | None, wanted: int | None) -> None:
    """由已有的季度测算年度定星、推优和绩效系数。例如 dualstar annual --year 2019"""
    from pipeline.core.publish import publish
    from pipeline.intake.examine import examine
    from pipeline.report.build import history_rows
    from pipeline.year.page import annual_files
    from pipeline.year.quarters import year
    from pipeline.year.rows import quarter_figures

    stages = Stages()
    inbox, period = open_inbox(source, target, period, stages)
    span = period.whole_year() if wanted is None else Period(wanted)
    compared_with_archives(inbox, target, span)
    hold(target / span.name)
    with stages.stage(f"测算{span.title}"):
        whole_year = year(inbox, span, ())
    for first in (1, 4, 7, 10):
        reported(target / Period(span.year, first, 3).name / "report")
    home_at_end(examine(inbox, span, ()), target)
    if whole_year is None:
        click.echo(f"{span.title}没有一个季度能评分。先运行 make check PERIOD={span.name}Q1 查看。")
        sys.exit(FINDINGS)
    year_as_archived(target, history_rows(whole_year.before.known, ()), quarter_figures(whole_year))
    folder = target / span.name / "annual"
    publish(folder, annual_files(whole_year))
    if whole_year.lacking:
        click.echo(
            f"缺{'、'.join(p.title for p in whole_year.lacking)}，按已有 {len(whole_year.quarters)} 个季度测算，标为试算稿。"
        )
    click.echo(f"年度定星：{folder / 'index.html'}")
    click.echo(f"工作簿：{folder / '年度定星.xlsx'}")
    sys.exit(DONE)
