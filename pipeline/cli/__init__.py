"""The commands: the only package that prints, reads the clock or the environment."""

from __future__ import annotations

import gc
import os
import sys

import click

from pipeline.cli.console import FINDINGS, MACHINE, MISUSED, misused, not_written
from pipeline.cli.mail import mail, send
from pipeline.cli.office import annual, pledges, remind
from pipeline.cli.quarter import check, demo, report, templates
from pipeline.cli.watch import watch

COMMANDS = (check, report, templates, mail, send, pledges, remind, annual, watch, demo)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def app() -> None:
    """双星：党支部与班组联动评星。例如 dualstar report --period 2019Q3"""


for command in COMMANDS:
    app.add_command(command)


def main() -> None:
    """The entry of the command: a disk or a folder that refuses gets a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
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
