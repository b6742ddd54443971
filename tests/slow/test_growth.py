"""A plant three times as large is three times the work: counted in calls of our own functions, so that no clock decides."""

from __future__ import annotations

import cProfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipeline.intake.covers import newest
from pipeline.intake.examine import examine
from pipeline.run import rate, read, report_files
from pipeline.sample.write import write_sample

_SMALL, _LARGE = 8, 24
_MOST = 1.5 * _LARGE / _SMALL  # the copies are not equal in everything
_FEW = 5_000  # calls; below them it does not matter
_OURS = ("/pipeline/", "/schemas/")
# The page of each unit lists the places of all its peers where the publication level says so: that is what it is for.
_OF_PEERS = {"_others", "open_place", "place_of", "shared_place", "place", "key"}


def test_no_stage_of_a_period_grows_faster_than_the_plant(tmp_path):
    # each in a process of its own: what other tests have already made it remember is not called again
    with ProcessPoolExecutor(2, get_context("spawn"), max_tasks_per_child=1) as apart:
        small, large = apart.map(_calls, (tmp_path / "small", tmp_path / "large"), (_SMALL, _LARGE))
    faster = {
        f"{where}: {small[where]} -> {calls}"
        for where, calls in large.items()
        if calls > _FEW and calls > _MOST * small[where] and where.rpartition(" ")[2] not in _OF_PEERS
    }
    assert not faster


def _calls(folder: Path, branches: int) -> Counter[str]:
    """Stage, file, line and function -> how often it was called."""
    write_sample(folder, branches=branches)
    calls: Counter[str] = Counter()

    def counted(function: Callable[..., Any], *of: object) -> Any:
        profile = cProfile.Profile()
        result = profile.runcall(function, *of)
        for entry in profile.getstats():
            code = entry.code
            if not isinstance(code, str) and any(part in code.co_filename for part in _OURS):
                name = f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_name}"
                calls[f"{function.__name__} {name}"] += entry.callcount
        return result

    inbox = counted(read, folder)
    examined = counted(examine, inbox, newest(inbox), ())
    counted(report_files, counted(rate, examined, False, ()))
    return calls
