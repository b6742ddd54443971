"""A clerk's single slips over the sheets of all six kinds of workbook (CLERK=2000 for more of them)."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from kit.clerk.judge import SLIPS, outcomes
from kit.remembered import Shared

from schemas.books import BOOKS

LEAST = 3  # of each kind
COUNT = max(int(os.environ.get("CLERK", "0")), LEAST * len(SLIPS))
PARTS = range(3)  # that may be tried side by side


class Received(NamedTuple):
    """How a slip was received: its kind, the kind of workbook, how, and what is wrong with that."""

    kind: str
    book: str
    how: str
    blame: str


def part(shared: Shared, number: int) -> list[Received]:
    """What came of a part of the slips, made once for all workers."""
    folder = shared(f"clerk-{number}", partial(_made, number))
    return [Received(*one) for one in json.loads((folder / "received.json").read_text("utf-8"))]


def _made(number: int, folder: Path) -> None:
    start, end = (COUNT * at // len(PARTS) for at in (number, number + 1))
    received = [
        (one.case.kind, one.case.place[1].key, one.how, one.blame)
        for of_folder in outcomes(range(start, end))
        for one in of_folder
    ]
    (folder / "received.json").write_text(json.dumps(received), "utf-8")


@pytest.mark.parametrize("number", PARTS)
def test_no_slip_is_silent(shared: Shared, number: int) -> None:
    received = part(shared, number)
    assert received and [one.blame for one in received if one.blame] == []


def test_every_kind_of_slip_was_made_and_every_kind_of_workbook_met(shared: Shared) -> None:
    received = [one for number in PARTS for one in part(shared, number)]
    kinds = Counter(one.kind for one in received)
    assert len(kinds) >= 40 and [kind for kind in SLIPS if kinds[kind] < LEAST] == []
    assert {one.book for one in received} == {book.key for book in BOOKS}
    print(len(kinds), "kinds:", dict(Counter(one.how for one in received)))
