"""The commands: the only package that prints, reads the clock or the environment."""

from __future__ import annotations

import gc
import sys

import click

from pipeline.cli.console import MACHINE
from pipeline.cli.rating import check, demo, report, templates

COMMANDS = (check, report, templates, demo)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def app() -> None:
    """双星：党支部与班组联动评星。例如 dualstar report --period 2019Q3"""


for command in COMMANDS:
    app.add_command(command)


def main() -> None:
    """The entry of the command: a disk or a folder that refuses gets a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    gc.set_threshold(100_000, 20, 20)  # a short run that keeps what it reads: looking for rubbish often only costs time
    try:
        app(standalone_mode=True)
    except OSError as error:
        click.echo(f"没有写成：{error.filename or ''}（{error.strerror}）。请关闭正打开的结果文件，确认磁盘有空间、文件夹可写，再运行一次；"
                   "上一次的结果没有改动。", err=True)
        sys.exit(MACHINE)
