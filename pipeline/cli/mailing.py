"""The command mail: the messages of a period, written and shown, never sent."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from pipeline.cli.console import DONE, FINDINGS, MACHINE, Stages, examined_period, folders, names
from pipeline.cli.sending import DOMAINS, SENDER, listed
from pipeline.core.period import Period
from pipeline.mail import NO_SENDER


@click.command()
@folders
@click.option("--without", envvar="WITHOUT", default="", callback=lambda _, __, text: names(text),
              help="本期不计入的支部，多个用顿号隔开")
@SENDER
@DOMAINS
@click.option("--office", envvar="DUALSTAR_OFFICE", default="", help="收汇总的支部；不写就是唯一标回避的支部")
@click.option("--style", envvar="MAIL_STYLE", type=click.Choice(["full", "plain"]), default="full", help="plain：不带图")
@click.option("--font", envvar="DUALSTAR_FONT", default="", help="画图用的中文字体文件")
def mail(source: Path, target: Path, period: Period | None, without: tuple[str, ...], sender: str, domains: tuple[str, ...],
         office: str, style: str, font: str) -> None:
    """按本期所处的阶段写好邮件，只写文件，不发送。例如 dualstar mail --period 2019Q3"""
    from pipeline.mail.addresses import address_fault
    from pipeline.mail.outbox import Busy
    from pipeline.mail.write import Wishes, write_mail

    if sender != NO_SENDER and (fault := address_fault(sender, ())):
        raise click.UsageError(f"DUALSTAR_SMTP_SENDER：{fault}")
    stages = Stages()
    examined = examined_period(source, target, period, without, stages)
    folder = target / examined.chosen.period.name
    reported = _left_out(folder)
    if reported not in (None, without):
        click.echo(f"没有写邮件：{folder / 'report'} 里的报告是用{_written(reported)}生成的，与这次不同。"
                   "请同样写上再运行 make mail，或先重新运行 make report。")
        sys.exit(FINDINGS)
    wishes = Wishes(sender, without, domains, office, font if style == "full" else None)
    try:
        with stages.stage("写邮件"):
            made = write_mail(examined, folder, wishes)
    except Busy as busy:
        made = str(busy.strerror)
    if isinstance(made, str):
        click.echo(f"没有写邮件：{made}。")
        sys.exit(MACHINE)
    listed(made)
    click.echo(f"预览：{folder / 'mail' / 'index.html'}")
    if sender == NO_SENDER:
        click.echo("还没有设发件邮箱。设好 DUALSTAR_SMTP_SENDER 再运行一次 make mail，才能发送。")
    click.echo("下一步：打开预览逐封看过，再运行 make send。")
    sys.exit(FINDINGS if any(e.state.value == "unwritten" and e.address for e in made) else DONE)


def _left_out(folder: Path) -> tuple[str, ...] | None:
    """The branches that the report in the folder leaves out on purpose; None where there is no report."""
    account = folder / "report" / "run.json"
    return tuple(json.loads(account.read_text("utf-8"))["without"]) if account.is_file() else None


def _written(without: tuple[str, ...]) -> str:
    return f" WITHOUT={'、'.join(without)} " if without else "不带 WITHOUT 的命令"
