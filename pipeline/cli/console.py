"""What every command shares on the console: options, stages with their times, the summary, and where results are."""

from __future__ import annotations

import errno
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.home import home_at_end
from pipeline.core.period import Period, parse_period

if TYPE_CHECKING:
    from pipeline.core.finding import Finding
    from pipeline.intake.collect import Inbox
    from pipeline.intake.examine import Examined
    from pipeline.report.notices.earlier import ReportAccount
    from pipeline.report.result import Result


DONE, FINDINGS, MISUSED, MACHINE = 0, 1, 2, 3
_NAMED = 10  # findings without a file that are told on the console; the page has them all


class PeriodType(click.ParamType[Period]):
    """A period as people write it."""

    name = "期间"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        period = value if isinstance(value, Period) else parse_period(str(value))
        if period is None:
            self.fail(f"“{value}”看不出是哪一期，请写成 2019Q3 或 2019-08", param, ctx)
        return period


class Stages:
    """Says what is being done and remembers how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        click.echo(f"  {name} ……", nl=False)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)
        click.echo(" 好")

    def write(self, folder: Path) -> None:
        """Leave the times beside the check page: results themselves carry no clock."""
        path = folder / "check" / "timings.json"
        path.write_text(json.dumps(self.seconds, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


OUTPUT = click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    show_default=True,
    help="放结果的文件夹",
)
_OPTIONS = [
    click.option(
        "--input",
        "source",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("input"),
        show_default=True,
        help="放工作簿的文件夹",
    ),
    OUTPUT,
    click.option(
        "--period", type=PeriodType(), envvar="PERIOD", help="期间，例如 2019Q3；不写就取最新的一期"
    ),
]


def folders(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has: source, target, period."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def leaving_out(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option of commands that may leave branches out of the period: without."""
    return click.option(
        "--without",
        envvar="WITHOUT",
        default="",
        callback=lambda _, __, text: names(text),
        help="本期不计入的支部，多个用顿号隔开",
    )(command)


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that rate: without, draft."""
    draft = click.option("--draft", is_flag=True, envvar="DRAFT", help="有错误或缺报也试算，结果标明试算稿")
    return leaving_out(draft(command))


def names(text: str) -> tuple[str, ...]:
    """The names in an option, sorted, each once."""
    return tuple(
        sorted(
            set(
                filter(
                    None, (name.strip() for name in text.replace("，", "、").replace(",", "、").split("、"))
                )
            )
        )
    )


def open_inbox(source: Path, target: Path, period: Period | None, stages: Stages) -> tuple[Inbox, Period]:
    """Everything in the input folder, and the period meant; stops the command where there is none, with a line for each
    file that could not be read."""
    from pipeline.intake.covers import newest
    from pipeline.run import read

    if not source.is_dir():
        raise click.UsageError(f"没有文件夹 {source}")
    with stages.stage("读取工作簿"):
        inbox = read(source, target)
    period = period or newest(inbox)
    if period is None:
        click.echo(
            f"{source} 里没有任何一期的支部填报工作簿。先运行 make templates 生成空白工作簿（要写明是哪一期，"
            "例如 PERIOD=2019Q4），填好后放入；只想检查名册、目标和细则的，运行 make check 也写明期间。"
        )
        tell(sorted(inbox.reading))
        sys.exit(FINDINGS)
    return inbox, period


def hold(folder: Path) -> None:
    """Keep every other run from writing into the folder till this command ends; stops it where one is at work there."""
    from pipeline.core.publish import Busy, alone

    try:
        click.get_current_context().with_resource(alone(folder))
    except Busy:
        click.echo(
            f"另一次运行正在写 {folder}，这一次没有写。请等它结束后再运行；上一次的结果没有改动。", err=True
        )
        sys.exit(MACHINE)


def examined_period(
    source: Path, target: Path, period: Period | None, without: tuple[str, ...], stages: Stages
) -> Examined:
    """The period checked, with its check page written and its summary told."""
    from pipeline.core.publish import publish
    from pipeline.report.notices.check import check_files
    from pipeline.run import examine_period

    inbox, period = open_inbox(source, target, period, stages)
    _all_known(inbox, period, without)
    hold(target / period.name)
    with stages.stage(f"检查 {period.title}"):
        examined = examine_period(inbox, period, without, target)
        publish(target / period.name / "check", check_files(examined))
        home_at_end(examined, target)
    summary(examined, target)
    compared_with_archives(inbox, target, period)
    return examined


def _all_known(inbox: Inbox, period: Period, without: tuple[str, ...]) -> None:
    """Stop the command where a branch to be left out is none of the directory's: a slip would leave nobody out."""
    from pipeline.intake.select import expected, select

    branches = expected(select(inbox, period))["submission"] if without else []
    strangers = [name for name in without if name not in branches]
    if branches and strangers:
        raise click.UsageError(
            f"名册里没有支部“{'、'.join(strangers)}”，WITHOUT 请写规范名称：{'、'.join(branches)}"
        )


def rated_period(
    source: Path, target: Path, period: Period | None, without: tuple[str, ...], draft: bool, stages: Stages
) -> Result:
    """The period checked and rated; stops the command with status 1 where errors forbid it."""
    from pipeline.run import rate

    examined = examined_period(source, target, period, without, stages)
    if examined.tables is None:
        click.echo("缺少评星所必需的工作簿，或评价细则有误，没有评星。")
        sys.exit(FINDINGS)
    if not examined.clean and not draft:
        click.echo("有错误，没有评星。改正后重新运行；只想看试算结果，用 make report DRAFT=1。")
        sys.exit(FINDINGS)
    with stages.stage("计分、联动评星"):
        return rate(examined, not examined.clean, without)


def summary(examined: Examined, target: Path) -> None:
    """A table of the expected workbooks, and where to read more."""
    from pipeline.core.finding import alike, sentence_of
    from pipeline.excel.write.styles import wide
    from pipeline.intake.account import ELSEWHERE
    from pipeline.intake.arrivals import unread
    from pipeline.report.notices.check import waiting

    rows = [("工作簿", "单位", "情况", "错误", "提醒")]
    rows += [
        (r.kind, r.unit, r.state, str(r.errors), str(r.warnings))
        for r in examined.intake.received
        if r.state != ELSEWHERE
    ]
    widths = [max(wide(row[i]) for row in rows) for i in range(len(rows[0]))]
    click.echo()
    for row in rows:
        click.echo(
            "  "
            + "  ".join(text + " " * (width - wide(text)) for text, width in zip(row, widths, strict=True))
        )
    click.echo()
    page = target / examined.chosen.period.name / "check" / "index.html"
    copies = "，返还表在同一文件夹的 returned" if any(f.place.file for f in examined.stops) else ""
    click.echo(f"检查结果：{page}" + ("" if examined.clean else f"（{len(examined.stops)} 个错误{copies}）"))
    for sentence in waiting(examined):
        click.echo(f"  {sentence}。")
    if files := {f.place.file for f in unread(examined.inbox)}:
        click.echo(f"  另有 {len(files)} 个文件没有读取，原因见检查结果。")
    for group in alike(f for f in examined.stops if not f.place.file)[:_NAMED]:
        click.echo(f"  {sentence_of(group)}。{group[0].remedy}。")


_FULL = "磁盘满了。请腾出空间"
_CLOSED = "没有写入的权限。请换一个能写的文件夹，或请管理员开通"
_OPEN = "文件正被别的程序打开。请关闭正打开的结果文件"
_IN_THE_WAY = "有同名的文件或文件夹挡着。请把它移走或改名"
_NO_LOCK = "这个文件夹不能加锁，多半在网络盘上。请把结果写到本机的磁盘"
_OTHER = "请关闭正打开的结果文件，确认磁盘有空间、文件夹可写"
_SAID = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.ENOLCK: _NO_LOCK,
    errno.EOPNOTSUPP: _NO_LOCK,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.EBUSY: _OPEN,
    errno.ETXTBSY: _OPEN,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTEMPTY: _IN_THE_WAY,
}


def not_written(error: OSError) -> str:
    """One sentence for a result that could not be written."""
    where = f" {error.filename}" if error.filename else ""
    return f"没有写成{where}：{why_not_written(error)}，再运行一次；上一次的结果没有改动。"


def why_not_written(error: OSError) -> str:
    """Why the disk refuses, and what to do about it."""
    return _SAID.get(error.errno or 0, _OTHER)


def compared_with_archives(inbox: Inbox, target: Path, period: Period) -> None:
    """Tell that the period is closed, or opened again, and name everything that has changed since in its inputs, in those of
    the closed periods before it, and in their archives; stops the command with status 1 where something has, so that nothing
    is rated anew."""
    from pipeline.core.archive import closed_periods, kept_numbers, periods_with_archives
    from pipeline.core.finding import has_errors
    from pipeline.intake.sent.closed import changed_since

    closed, changed = closed_periods(target), False
    for one in (one for one in periods_with_archives(target) if one.start <= period.end):
        findings = changed_since(inbox, target, one)
        tell(findings)
        changed |= has_errors(findings)
        if one == period and one not in closed and (numbers := kept_numbers(target, one)):
            click.echo(f"{period.title}正在办理第{numbers[-1]}次更正，还没有再归档。")
        elif one == period and one in closed and not findings:
            click.echo(f"{period.title}已归档，工作簿没有变化。")
    if changed:
        click.echo(
            "已归档的一期与归档时不同，没有重新评定。照上面逐条恢复；确要更正的，办好决定，运行 make reopen。"
        )
        sys.exit(FINDINGS)


_CHANGES_TOLD = 20  # of one archive; the others are counted


def tell(findings: Sequence[Finding]) -> None:
    """A line for each finding: severity, place, sentence; what to do, once for those that follow each other with the same."""
    shown = findings[:_CHANGES_TOLD]
    for one, following in zip(shown, [*shown[1:], None], strict=False):
        where = f"{one.place} " if str(one.place) else ""
        remedy = "" if following is not None and following.remedy == one.remedy else f"{one.remedy}。"
        click.echo(f"{one.severity}：{where}{one.message}。{remedy}")
    if len(findings) > _CHANGES_TOLD:
        click.echo(f"另有 {len(findings) - _CHANGES_TOLD} 处不同。")


def reported(folder: Path) -> ReportAccount | None:
    """What the report that lies in the folder says of itself, None where there is none; tells of files that somebody has
    changed, and stops the command where the account cannot be read."""
    from pipeline.report.notices.earlier import account, edited

    report, findings = account(folder)
    for finding in findings or (edited(folder, report) if report else ()):
        click.echo(f"{finding.severity}：{finding.message}。{finding.remedy}。")
    if findings:
        sys.exit(MACHINE)
    return report


def misused(error: click.UsageError) -> str:
    """One sentence for a command that cannot be understood, and where its usage stands."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    said, named = error.message, ""
    if isinstance(error, click.NoSuchOption):
        named = error.option_name
    elif isinstance(error, click.BadParameter) and error.param:
        named = error.param.opts[-1]
    if said.isascii():  # click's own words
        said = f"命令里的 {named} 写得不对" if named else "没有这个命令，或写法不对"
    return f"{said.rstrip('。')}。用法见 {error.ctx.command_path if error.ctx else 'dualstar'} --help"
