"""The command mail: the messages of a period, written and shown, never sent."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.close import rated_as_archived
from pipeline.cli.console import (
    DONE,
    FINDINGS,
    MACHINE,
    OUTPUT,
    PeriodType,
    Stages,
    compared_with_archives,
    examined_period,
    folders,
    leaving_out,
    names,
    open_inbox,
    reported,
    why_not_written,
)
from pipeline.core.finding import has_errors
from pipeline.core.period import Period, parse_period
from pipeline.mail import NO_SENDER

if TYPE_CHECKING:
    from pipeline.mail.ledger import Entry
    from pipeline.mail.send import Batch
    from pipeline.mail.server import Server


_BUSY = "另一个程序正在写或发这一期的邮件，请等它结束"
_MOST = 50  # messages of one run; mail providers count
SENDER = click.option("--sender", envvar="DUALSTAR_SMTP_SENDER", default=NO_SENDER, help="发件邮箱")
DOMAINS = click.option(
    "--domains",
    envvar="DUALSTAR_DOMAINS",
    default="",
    callback=lambda _, __, text: tuple(name.lstrip("@") for name in names(text.lower())),
    help="只准发到这些域名，多个用顿号隔开",
)
_SERVER = (
    click.option("--host", envvar="DUALSTAR_SMTP_HOST", required=True, help="发信服务器"),
    click.option(
        "--port", envvar="DUALSTAR_SMTP_PORT", type=int, default=465, show_default=True, help="465，或 587"
    ),
    click.option(
        "--tls",
        envvar="DUALSTAR_SMTP_TLS",
        type=click.Choice(["implicit", "starttls"]),
        help="不写就按端口：465 一开始就加密，其他端口用 STARTTLS",
    ),
    click.option("--user", envvar="DUALSTAR_SMTP_USER", help="登录账号；不写就用发件邮箱"),
    click.option(
        "--password-file", envvar="DUALSTAR_SMTP_PASSWORD_FILE", default="", help="存授权码的文件，权限 600"
    ),
    click.option("--ca-file", envvar="DUALSTAR_SMTP_CA_FILE", default="", help="单位自建证书的 CA 文件"),
)


def _server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SERVER):
        command = option(command)
    return command


@click.command()
@OUTPUT
@click.option(
    "--input",
    "source",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("input"),
    show_default=True,
    help="放工作簿的文件夹；只在这一期已归档时，与归档比较",
)
@click.option("--period", type=PeriodType(), envvar="PERIOD", help="期间；不写就取写了邮件的最新一期")
@SENDER
@DOMAINS
@_server_options
@click.option(
    "--pace",
    type=click.FloatRange(min=0),
    envvar="DUALSTAR_PACE",
    default=2.0,
    show_default=True,
    help="两封之间隔几秒",
)
@click.option("--resend", envvar="RESEND", multiple=True, help="重发这个编号的邮件；failed 是所有未发出的")
@click.option("--yes", is_flag=True, help="不再询问，只供定时任务使用")
def send(
    *,
    source: Path,
    target: Path,
    period: Period | None,
    sender: str,
    domains: tuple[str, ...],
    pace: float,
    resend: tuple[str, ...],
    yes: bool,
    **server_options: Any,
) -> None:
    """列出待发的邮件，输入期间确认后发送；每封只发一次。例如 dualstar send --period 2019Q3"""
    from pipeline.core.archive import closed_periods
    from pipeline.core.publish import Busy
    from pipeline.mail.messages import sentences
    from pipeline.mail.outbox import alone
    from pipeline.mail.send import waiting

    period = period or _newest(target)
    server = _server(sender, **server_options)
    if any(one.start <= period.end for one in closed_periods(target)):
        inbox, _ = open_inbox(source, target, period, Stages())
        compared_with_archives(inbox, target, period)
    try:
        with alone(target / period.name):
            batch, findings = waiting(target / period.name, period, server.sender, domains, resend, _MOST)
            if batch is None:
                _stop(f"没有发送：{sentences(findings)}。")
            _send(batch, server, pace, yes)
    except Busy:
        _stop(f"没有发送：{_BUSY}。")


def _send(batch: Batch, server: Server, pace: float, yes: bool) -> None:
    from pipeline.mail.ledger import State
    from pipeline.mail.messages import sentences
    from pipeline.mail.send import dispatch

    period = batch.period
    listed([entry for entry, _ in batch.posts])
    if not batch.posts:
        click.echo(f"{period.title}没有待发的邮件。")
        _others(batch)
        return
    question = f"确认发送以上 {len(batch.posts)} 封，请输入期间 {period.name}"
    if not yes and click.prompt(question, default="", show_default=False) != period.name:
        _stop("没有发送：输入的期间不对。", FINDINGS)
    try:
        findings = dispatch(
            batch,
            server,
            now=lambda: dt.datetime.now().isoformat(" ", "seconds"),
            pause=lambda turn: time.sleep(pace * 2**turn),
        )
    except OSError as error:
        _stop(
            f"发信中断：台账没有写成，{why_not_written(error)}。这一次已发出 {batch.counted(State.SENT)} 封，都已记下，"
            "不会重发；正在发的一封按不明处理。处理好后再运行 make send 接着发。"
        )
    _summary(batch, sentences(findings))


def _server(
    sender: str, *, host: str, port: int, tls: str | None, user: str | None, password_file: str, ca_file: str
) -> Server:
    from pipeline.mail.messages import sentences
    from pipeline.mail.server import IMPLICIT_TLS_PORT, Server, password_of

    password, findings = password_of(os.environ.get("DUALSTAR_SMTP_PASSWORD", ""), password_file)
    if findings:
        raise click.UsageError(sentences(findings))
    if sender == NO_SENDER:
        raise click.UsageError("没有发件邮箱：请设 DUALSTAR_SMTP_SENDER，重新运行 make mail 后再发送")
    implicit = tls == "implicit" if tls else port == IMPLICIT_TLS_PORT
    return Server(
        host, port, sender, user=user or sender, password=password, ca_file=ca_file, implicit=implicit
    )


def _newest(target: Path) -> Period:
    periods = [p for folder in target.glob("*/mail/ledger.csv") if (p := parse_period(folder.parts[-3]))]
    if not periods:
        raise click.UsageError(f"{target} 里还没有写好的邮件，请先运行 make mail")
    return max(periods, key=lambda p: (p.end, p.start))


def listed(entries: Sequence[Entry]) -> None:
    """A line for each message: state, unit, address, subject, and what is to be said of it."""
    from pipeline.excel.write.styles import wide
    from pipeline.mail.ledger import WORDS

    rows = [(WORDS[e.state], e.unit, e.address or "—", e.subject, e.reply) for e in entries]
    widths = [max((wide(row[i]) for row in rows), default=0) for i in range(4)] + [0]
    click.echo()
    for row in rows:
        click.echo(
            "  "
            + "  ".join(text + " " * (w - wide(text)) for text, w in zip(row, widths, strict=True)).rstrip()
        )
    click.echo()


def _summary(batch: Batch, trouble: str) -> None:
    from pipeline.mail.ledger import WORDS

    keys = {entry.key for entry, _ in batch.posts}
    listed([e for e in batch.ledger.entries if e.key in keys])
    counts = [(word, batch.counted(state)) for state, word in WORDS.items()]
    click.echo("，".join(f"{word} {n} 封" for word, n in counts if n) + "。")
    if trouble:
        _stop(f"没有发完：{trouble}。")
    _others(batch)
    sys.exit(DONE if batch.delivered else MACHINE)


def _others(batch: Batch) -> None:
    """What a person has to know of messages that do not go by themselves."""
    if batch.left:
        click.echo(f"一次最多发 {_MOST} 封，还有 {batch.left} 封，请再运行一次。")
    for entry in batch.unknown:
        click.echo(
            f"不明：{entry.unit} {entry.subject}。请先问收件人，没收到再用 make send RESEND={entry.key} 重发。"
        )


def _stop(sentence: str, status: int = MACHINE) -> NoReturn:
    click.echo(sentence)
    sys.exit(status)


@click.command()
@folders
@leaving_out
@SENDER
@DOMAINS
@click.option(
    "--office", envvar="DUALSTAR_OFFICE", default="", help="收汇总的邮箱；不写就用基本设置里的办公室邮箱"
)
@click.option(
    "--style", envvar="MAIL_STYLE", type=click.Choice(["full", "plain"]), default="full", help="plain：不带图"
)
@click.option("--font", envvar="DUALSTAR_FONT", default="", help="画图用的中文字体文件")
def mail(
    *,
    source: Path,
    target: Path,
    period: Period | None,
    without: tuple[str, ...],
    sender: str,
    domains: tuple[str, ...],
    office: str,
    style: str,
    font: str,
) -> None:
    """按本期所处的阶段写好邮件，只写文件，不发送。例如 dualstar mail --period 2019Q3"""
    from pipeline.core.publish import Busy
    from pipeline.mail.addresses import address_fault
    from pipeline.mail.messages import sentences
    from pipeline.mail.write import MailOptions, write_mail

    if sender != NO_SENDER and (fault := address_fault(sender, ())):
        raise click.UsageError(f"DUALSTAR_SMTP_SENDER：{fault}")
    stages = Stages()
    examined = examined_period(source, target, period, without, stages)
    rated_as_archived(target, examined, without)
    folder = target / examined.chosen.period.name
    report = reported(folder / "report")
    if report is not None and report.without != without:
        click.echo(
            f"没有写邮件：{folder / 'report'} 里的报告是用{_written(report.without)}生成的，与这次不同。"
            "请同样写上再运行 make mail，或先重新运行 make report。"
        )
        sys.exit(FINDINGS)
    options = MailOptions(sender, without, domains, office, font if style == "full" else None)
    try:
        with stages.stage("写邮件"):
            entries, findings = write_mail(examined, folder, options)
    except Busy:
        _stop(f"没有写邮件：{_BUSY}。")
    if has_errors(findings):
        _stop(f"没有写邮件：{sentences(findings)}。")
    if findings:
        click.echo(f"提醒：{sentences(findings)}。")
    _next_step(entries, folder, sender)
    sys.exit(FINDINGS if any(e.state.value == "unwritten" and e.address for e in entries) else DONE)


def _next_step(entries: Sequence[Entry], folder: Path, sender: str) -> None:
    listed(entries)
    click.echo(f"预览：{folder / 'mail' / 'index.html'}")
    if sender == NO_SENDER:
        click.echo("还没有设发件邮箱。设好 DUALSTAR_SMTP_SENDER 再运行一次 make mail，才能发送。")
    if any(entry.state.value != "unwritten" for entry in entries):
        click.echo("下一步：打开预览逐封看过，再运行 make send。")
    else:
        click.echo("没有一封写成，还不能发送。照上面各行末尾的原因改好，再运行 make mail。")


def _written(without: tuple[str, ...]) -> str:
    return f" WITHOUT={'、'.join(without)} " if without else "不带 WITHOUT 的命令"
