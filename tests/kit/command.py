"""The commands as a user types them, run in this process."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import app

INSTRUMENTS = {"DRAFT": None, "WITHOUT": None, "PERIOD": None}  # what the caller's environment may hold


def run(*words: str | Path) -> tuple[int, str]:
    """Exit status and output of a command."""
    ended = CliRunner(env=INSTRUMENTS).invoke(app, [str(word) for word in words])
    return ended.exit_code, ended.output
