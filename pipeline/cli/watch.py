"""The command watch: a workbook that was dropped or changed is checked, and its marked copy laid beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from pipeline.cli.console import OUTPUT, not_written
from pipeline.cli.home import write_home

if TYPE_CHECKING:
    from pipeline.core.finding import Finding
    from pipeline.core.period import Period
    from pipeline.excel.workbook import Workbook
    from pipeline.excel.write.problems import Unsettled
    from pipeline.intake.collect import Inbox
    from pipeline.intake.examine import Examined
    from pipeline.intake.reading.known import KnownReadings

_NO_PERIOD = "与其他工作簿的对照待封面的期间能读出后再查"
Mark = tuple[int, int]  # size and time of the last change


@click.command()
@click.option(
    "--input",
    "source",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("input"),
    show_default=True,
    help="放工作簿的文件夹",
)
@OUTPUT
@click.option(
    "--interval", type=click.FloatRange(min=0.01), default=2.0, show_default=True, help="每隔几秒看一次"
)
def watch(source: Path, target: Path, interval: float) -> None:
    """看着文件夹：放入或改动的工作簿马上检查，旁边放一份返还表，首页随着更新。例如 dualstar watch --input input"""
    from pipeline.intake.reading.known import KnownReadings

    click.echo(f"正在看着 {source}，放入或改动的工作簿会马上检查；按 Ctrl+C 停止。")
    known = KnownReadings(target)
    try:
        for names in settled(source, interval):
            for line in checked(source, names, known):
                click.echo(line)
            keep_home(source, target, known)
    except KeyboardInterrupt:
        click.echo("已停止。")


def keep_home(source: Path, target: Path, known: KnownReadings | None = None) -> None:
    """Bring the 首页 of the newest period up to what lies in the folder now."""
    from pipeline.intake.collect import collect
    from pipeline.intake.covers import newest
    from pipeline.run import examine_period

    inbox = collect(source, known)
    period = newest(inbox)
    if period is not None and (trouble := home_kept(examine_period(inbox, period, (), target), target)):
        click.echo(trouble)


def home_kept(examined: Examined, target: Path) -> str:
    """Write the 首页 of the period, a command that is at work there does so itself; a sentence where the disk refuses."""
    from pipeline.core.publish import Busy, alone

    try:
        with alone(target / examined.chosen.period.name):
            write_home(examined, target)
    except Busy:
        return ""
    except OSError as error:
        return not_written(error)
    return ""


def settled(folder: Path, interval: float) -> Iterator[list[str]]:
    """Again and again, the files dropped or changed since this call that have then stayed the same for one interval."""
    return _looks(folder, interval, marks(folder))


def _looks(folder: Path, interval: float, done: dict[str, Mark]) -> Iterator[list[str]]:
    before = done
    while True:
        time.sleep(interval)
        now = marks(folder)
        ready = [name for name, mark in now.items() if before.get(name) == mark != done.get(name)]
        done = {name: mark for name, mark in done.items() if name in now} | {
            name: now[name] for name in ready
        }
        before = now
        if ready:
            yield ready


def marks(folder: Path) -> dict[str, Mark]:
    """Size and time of the last change of every file that may have been dropped."""
    from pipeline.intake.reading.dropped import files_in, is_returned

    states = {}
    for name, path in files_in(folder):
        try:
            state = path.stat()
        except OSError:  # gone or locked since it was listed: the next look will tell
            continue
        if not is_returned(path):
            states[name] = (state.st_size, state.st_mtime_ns)
    return states


def checked(folder: Path, names: list[str], known: KnownReadings | None = None) -> Iterator[str]:
    """Check the files among all others in the folder; each gets its marked copy beside it and a line for the console.

    `known` keeps how the others were read."""
    from pipeline.intake.collect import by_file, collect

    inbox = collect(folder, known)
    books = {workbook.file: workbook for workbook in inbox.workbooks}
    unread = by_file(inbox.findings)
    for name in (one for file in names for one in (file, *inside(inbox, file))):
        if name in books:
            yield _answered(inbox, books[name])
        else:
            yield from (f"{name}：{one.message}。{one.remedy}。" for one in unread.get(name, []))


def inside(inbox: Inbox, archive: str) -> list[str]:
    """The files of an archive that was unpacked."""
    return [file for file in inbox.sent if file.startswith(f"{archive}/")]


def _answered(inbox: Inbox, workbook: Workbook) -> str:
    from pipeline.intake.reading.dropped import RETURNED

    marked = marked_copy(inbox, workbook)
    path = _lying(inbox, workbook.file)
    copy = path.with_name(RETURNED + Path(inbox.copy_name(workbook.file)).name)
    rest = f"；{marked.unsettled.rest}" if marked.unsettled.rest else ""
    try:
        if marked.findings:
            _lay(copy, marked.content)
            return f"{workbook.file}：{marked.counts}，见旁边的 {copy.name}{rest}"
        copy.unlink(missing_ok=True)
    except OSError as error:
        return not_written(error)
    return f"{workbook.file}：{marked.unsettled.all_clear}"


def _lying(inbox: Inbox, file: str) -> Path:
    """Where the file lies, or the archive that it is in."""
    archive = next((name for name in inbox.paths if file.startswith(f"{name}/")), file)
    return inbox.paths[archive]


def _lay(copy: Path, content: bytes) -> None:
    from pipeline.core.publish import write

    write(copy, content)


class MarkedCopy(NamedTuple):
    """What a workbook is answered with: the marked copy, what was found in it, and which checks wait for others."""

    content: bytes
    findings: list[Finding]
    unsettled: Unsettled

    @property
    def counts(self) -> str:
        """How many errors and warnings, in words."""
        from pipeline.core.finding import Severity

        errors = sum(one.severity is Severity.ERROR for one in self.findings)
        return f"{errors} 个错误，{len(self.findings) - errors} 处提醒"


def marked_copy(inbox: Inbox, workbook: Workbook) -> MarkedCopy:
    """The answer to a workbook when it is checked with all others of its period."""
    from pipeline.excel.write.leftovers import others
    from pipeline.excel.write.problems import Unsettled
    from pipeline.excel.write.returned import returned
    from pipeline.intake.collect import by_file
    from pipeline.intake.examine import examine
    from pipeline.intake.forms.marked import marked_copies

    period = _period(inbox, workbook)
    if period is None:
        findings = by_file(inbox.findings)[workbook.file]
        rest = Unsettled(f"只查了各表自身，未发现问题；{_NO_PERIOD}", _NO_PERIOD)
        left = others(inbox.readable(workbook.file), workbook)
        return MarkedCopy(returned(workbook, findings, {}, left, {}, rest), findings, rest)
    examined = examine(inbox, period, ())
    findings = by_file(examined.intake.findings)[workbook.file]
    copy = marked_copies(examined, {workbook.file})[workbook.file]
    return MarkedCopy(copy, findings, examined.coverage[workbook.book.key].unsettled)


def _period(inbox: Inbox, workbook: Workbook) -> Period | None:
    """The quarter or month on the cover; the newest one for workbooks that hold for a whole year."""
    from pipeline.intake.collect import period_of
    from pipeline.intake.covers import newest

    period = period_of(workbook)
    return period if period is not None and period.months <= 3 else newest(inbox)
