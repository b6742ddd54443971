"""首页.html of a period, written again when a command that writes there ends, however it ends."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.intake.examine import Examined
    from pipeline.report.notices.home import Stars
    from pipeline.report.notices.steps import Written


def home_at_end(examined: Examined, target: Path) -> None:
    """Have the command write the period's 首页 as its last act, while it still holds the folder."""
    click.get_current_context().call_on_close(lambda: write_home(examined, target))


def write_home(examined: Examined, target: Path) -> None:
    """Write 首页.html of the period from what was examined and what lies in its folder."""
    from pipeline.core.publish import write
    from pipeline.report.notices.home import HOME, MEMORY, home_files, noted, remembered_runs

    folder = target / examined.chosen.period.name
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".*.tmp"):  # of a run that was killed while it wrote here; nobody else writes now
        left.unlink(missing_ok=True)
    written, memory = written_in(folder, examined), folder / MEMORY
    before = remembered_runs(memory.read_bytes()) if memory.is_file() else None
    stars = _stars(folder, examined) if written.current else {}
    page, after = home_files(examined, written, stars, before)
    write(folder / HOME, page)
    write(memory, noted(after))


def written_in(folder: Path, examined: Examined) -> Written:
    """What the commands have left in the folder of a period."""
    from pipeline.mail.ledger import NAME, State, load
    from pipeline.report.notices.home import HOME
    from pipeline.report.notices.steps import Written, stage_so_far

    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    files = {path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)}
    letters = load(folder / "mail")[0].entries if f"mail/{NAME}" in files else []
    stage = stage_so_far(examined)
    own = [letter for letter in letters if stage is not None and letter.stage == stage.name]
    ready = [letter for letter in own if letter.state is not State.UNWRITTEN]
    sent = sum(letter.state is State.SENT for letter in ready)
    return Written(files - {HOME}, _current(folder, examined), len(ready), sent)


def _current(folder: Path, examined: Examined) -> bool:
    """True where the report there was made of these very workbooks."""
    try:
        run = json.loads((folder / "report" / "run.json").read_text("utf-8"))
        return bool(run["inputs"] == dict(examined.intake.sources))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _stars(folder: Path, examined: Examined) -> Stars:
    """The stars of the report there, by kind and unit; those of suspended units are not told."""
    from pipeline.rating.stars import ABSENT
    from pipeline.report.data import YES
    from pipeline.report.disclosure import ABSENT_WORD, PENDING_WORD

    assert examined.tables is not None
    names = examined.tables.rulebook.level_names
    try:
        text = (folder / "report" / "data" / "stars.csv").read_text("utf-8-sig")
        return {
            f"{row['unit_kind']} {row['unit']}": PENDING_WORD
            if row["pending"] == YES
            else names(row["unit_kind"])[int(row["star"])]
            if row["star"]
            else ABSENT_WORD
            if row["status"] == ABSENT
            else row["status"]
            for row in csv.DictReader(io.StringIO(text))
        }
    except (OSError, ValueError, LookupError):
        return {}
