"""Several threads, each with a child of its own: what one file does to its child, the others do not notice."""

from __future__ import annotations

import os
import time

import pytest

from pipeline.excel.read.child import Stopped, guarded, side_by_side

FATAL = 5


def worked(number: int) -> tuple[int, int]:
    """The number and the process that had it; one number ends the process."""
    if number == FATAL:
        os._exit(1)
    time.sleep(0.02)
    return number, os.getpid()


def asked(number: int) -> tuple[int, object]:
    return number, guarded(worked, number)


def refused(number: int) -> tuple[int, object]:
    raise ValueError(number)


def test_each_thread_has_a_child_of_its_own_and_a_dying_one_takes_nothing_along():
    answers = side_by_side(asked, range(12), 2)
    assert list(answers) == list(range(12))
    assert isinstance(answers[FATAL], Stopped)
    others = [answer for number, answer in answers.items() if number != FATAL]
    assert [number for number, _ in others] == [number for number in range(12) if number != FATAL]
    assert len({process for _, process in others} - {os.getpid()}) in (2, 3)


def test_the_children_end_with_the_work():
    processes = {process for _, process in side_by_side(asked, range(4), 2).values()}
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_fault_of_ours_is_not_hidden():
    with pytest.raises(ValueError):
        side_by_side(refused, [1], 2)
