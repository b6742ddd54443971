"""A clerk's single slips over the sheets of all six kinds of workbook (CLERK=2000 for more of them)."""

from __future__ import annotations

import os

from kit.clerk.judge import SLIPS, silent

COUNT = max(int(os.environ.get("CLERK", "0")), 3 * len(SLIPS))


def test_there_are_many_kinds_of_slip():
    assert len(SLIPS) >= 40


def test_no_slip_is_silent():
    assert silent(range(COUNT)) == []
