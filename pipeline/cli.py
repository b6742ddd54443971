"""The commands: options, exit statuses and everything printed on the console."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.period import Period, parse_period

if TYPE_CHECKING:
    from pipeline.run import Examined

DONE, FINDINGS, MACHINE = 0, 1, 3


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


_FOLDERS = [
    click.option("--input", "source", type=click.Path(path_type=Path, file_okay=False), default=Path("input"),
                 show_default=True, help="放工作簿的文件夹"),
    click.option("--output", "target", type=click.Path(path_type=Path, file_okay=False), default=Path("output"),
                 show_default=True, help="放结果的文件夹"),
    click.option("--period", type=PeriodType(), envvar="PERIOD", help="期间，例如 2019Q3；不写就取最新的一期"),
]
_WITHOUT = click.option("--without", envvar="WITHOUT", default="", help="本期不计入的支部，多个用顿号隔开")


def folders(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has."""
    for option in reversed(_FOLDERS):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def app() -> None:
    """双星：党支部与班组联动评星。例如 dualstar report --period 2019Q3"""


def main() -> None:
    """The entry of the command: never a traceback for a disk or a console that refuses."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    gc.set_threshold(100_000, 20, 20)  # a short run that keeps what it reads: looking for rubbish often only costs time
    try:
        app(standalone_mode=True)
    except OSError as error:
        click.echo(f"没有写成：{error.filename or ''}（{error.strerror}）。请关闭正打开的结果文件，确认磁盘有空间、文件夹可写，再运行一次；"
                   "上一次的结果没有改动。", err=True)
        sys.exit(MACHINE)


@app.command()
@folders
@_WITHOUT
def check(source: Path, target: Path, period: Period | None, without: str) -> None:
    """检查收到的工作簿，列出问题并生成返还表。例如 dualstar check --period 2019Q3"""
    stages = Stages()
    examined = _examine(source, target, period, _names(without), stages)
    _summary(examined, target)
    sys.exit(DONE if examined.clean else FINDINGS)


@app.command()
@folders
@_WITHOUT
@click.option("--draft", is_flag=True, envvar="DRAFT", help="有错误或缺报也试算，结果标明试算稿")
def report(source: Path, target: Path, period: Period | None, without: str, draft: bool) -> None:
    """检查、评星并生成报告。例如 dualstar report --period 2019Q3 --draft"""
    from pipeline.publish import publish
    from pipeline.run import rate, report_files

    stages, names = Stages(), _names(without)
    examined = _examine(source, target, period, names, stages)
    _summary(examined, target)
    if not examined.clean and (not draft or examined.tables is None):
        click.echo("有错误，没有评星。改正后重新运行；只想看试算结果，用 make report DRAFT=1。" if examined.tables is not None
                   else "缺少评星所必需的工作簿或细则有误，没有评星。")
        sys.exit(FINDINGS)
    with stages.stage("计分、联动评星"):
        result = rate(examined, not examined.clean, names)
    with stages.stage("生成报告"):
        files, faults = report_files(result)
    if faults:
        for fault in faults:
            click.echo(f"通报模板有问题：{fault.place} {fault.message}。{fault.remedy}。")
        sys.exit(FINDINGS)
    folder = target / examined.chosen.period.name
    with stages.stage("写入结果"):
        publish(folder / "report", files)
    _timings(folder, stages)
    _told(result, folder)


@app.command()
@folders
def templates(source: Path, target: Path, period: Period | None) -> None:
    """生成一期的空白工作簿，已知的内容都填好。例如 dualstar templates --period 2019Q4"""
    from pipeline.blanks import blanks
    from pipeline.publish import publish
    from pipeline.run import newest, read

    inbox = read(source)
    if period is None:
        last = newest(inbox)
        period = last.following() if last else None
    if period is None:
        raise click.UsageError("input 里还没有工作簿，请写明期间，例如 PERIOD=2019Q4")
    files = blanks(inbox, period)
    folder = target / period.name / "blanks"
    publish(folder, files)
    click.echo(f"{period.title}的空白工作簿 {len(files)} 份，在 {folder}")
    click.echo("下一步：发给各支部和部门，填好后放入 input 文件夹，再运行 make check。")


@app.command()
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("input"), show_default=True,
              help="写到哪个文件夹")
@click.option("--seed", default=2019, show_default=True, help="随机种子")
def demo(into: Path, seed: int) -> None:
    """生成示例电厂三个季度的工作簿。例如 dualstar demo --into input"""
    from pipeline.demo.write import write_sample

    written = write_sample(into, seed)
    click.echo(f"示例工作簿 {written} 份，在 {into}")


def _names(text: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, text.replace("，", "、").replace(",", "、").split("、"))))


def _examine(source: Path, target: Path, period: Period | None, without: tuple[str, ...], stages: Stages) -> Examined:
    from pipeline.publish import publish
    from pipeline.run import check_files, examine, newest, read

    if not source.is_dir():
        raise click.UsageError(f"没有文件夹 {source}")
    with stages.stage("读取工作簿"):
        inbox = read(source)
    period = period or newest(inbox)
    if period is None:
        click.echo(f"{source} 里没有任何一期的支部填报工作簿。先运行 make templates PERIOD=2019Q4 生成空白工作簿，填好后放入。")
        sys.exit(FINDINGS)
    with stages.stage(f"检查 {period.title}"):
        examined = examine(inbox, period, without)
        publish(target / period.name / "check", check_files(examined))
    return examined


def _summary(examined: Examined, target: Path) -> None:
    from pipeline.excel.styles import wide

    click.echo()
    rows = [("工作簿", "单位", "情况", "错误", "提醒")]
    rows += [(r.kind, r.unit, r.state, str(r.errors), str(r.warnings)) for r in examined.intake.received
             if r.state != "其他期间"]
    widths = [max(wide(row[i]) for row in rows) for i in range(5)]
    for row in rows:
        click.echo("  " + "  ".join(text + " " * (width - wide(text)) for text, width in zip(row, widths, strict=True)))
    click.echo()
    page = target / examined.chosen.period.name / "check" / "index.html"
    click.echo(f"检查结果：{page}" + ("" if examined.clean else f"（{len(examined.stops)} 个错误，返还表在同一文件夹的 returned）"))
    for finding in [f for f in examined.stops if not f.place.file][:10]:
        click.echo(f"  {finding.message}。{finding.remedy}。")


def _timings(folder: Path, stages: Stages) -> None:
    path = folder / "check" / "timings.json"
    path.write_text(json.dumps(stages.seconds, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _told(result: Any, folder: Path) -> None:
    click.echo()
    click.echo(f"{result.period.title} {result.stage.name}：{result.stage.sentence}")
    for sentence in result.warnings:
        click.echo(f"  提醒：{sentence}")
    click.echo(f"报告：{folder / 'report' / 'index.html'}")
    click.echo(f"通报：{folder / 'report' / '双星通报.xlsx'}")
    click.echo("下一步：用浏览器打开报告核对；各支部核对无误后，在“党委考评”的“审定”表登记。")
