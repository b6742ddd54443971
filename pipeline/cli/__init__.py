"""The commands: the only package that prints, reads the clock or the environment."""

from __future__ import annotations

import gc
import os
import pathlib
import sys

import click

from pipeline.cli.begin import init, rulebook, upgrade
from pipeline.cli.close import close, verify
from pipeline.cli.console import FINDINGS, MACHINE, MISUSED, misused, not_written
from pipeline.cli.desk.command import desk
from pipeline.cli.explain import explain, trace
from pipeline.cli.group import group, package
from pipeline.cli.mail import mail, send
from pipeline.cli.office import annual, pledges, remind
from pipeline.cli.quarter import check, demo, report, templates, whatif
from pipeline.cli.reopen import reopen
from pipeline.cli.watch import watch

_ASCII = ("ascii", "us-ascii", "646", "ansi_x3.4-1968")
COMMANDS = (
    check,
    report,
    templates,
    mail,
    send,
    pledges,
    remind,
    annual,
    close,
    verify,
    reopen,
    watch,
    desk,
    demo,
    whatif,
    init,
    rulebook,
    upgrade,
    explain,
    trace,
    package,
    group,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def app() -> None:
    """双星：党支部与班组联动评星。例如 dualstar report --period 2019Q3"""


for command in COMMANDS:
    app.add_command(command)


def main() -> None:
    """The entry of the command: a disk or a folder that refuses gets a sentence, never a traceback."""
    _in_utf8()
    _open_streams()
    # a short run that keeps what it reads: looking for rubbish often only costs time
    gc.set_threshold(100_000, 20, 20)
    try:
        app(standalone_mode=False)
    except click.UsageError as error:
        click.echo(misused(error), err=True)
        sys.exit(MISUSED)
    except click.Abort:
        sys.exit(FINDINGS)
    except BrokenPipeError:  # whoever read our output has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FINDINGS)
    except OSError as error:
        click.echo(not_written(error), err=True)
        sys.exit(MACHINE)
    except UnicodeEncodeError as error:
        click.echo(
            f"这台机器写不出文件名里的“{error.object[error.start : error.end]}”。请设环境变量 PYTHONUTF8=1，再运行一次。",
            err=True,
        )
        sys.exit(MACHINE)


def _in_utf8() -> None:
    """Start again in UTF-8 where the machine's file names are ASCII only: ours are Chinese."""
    if sys.getfilesystemencoding().lower() in _ASCII and not sys.flags.utf8_mode:
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONUTF8": "1"})


def _open_streams() -> None:
    """A console for whoever has none, as a scheduler or a daemon: what is said goes nowhere, and no file takes its number."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, pathlib.Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # for as long as we run
        else:
            stream.reconfigure(errors="replace")
