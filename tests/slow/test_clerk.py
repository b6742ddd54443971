"""A clerk's single slips over the sheets of all six kinds of workbook (CLERK=2000 for more of them)."""

from __future__ import annotations

import os
from collections import Counter

from kit.clerk.judge import SLIPS, outcomes

from schemas.books import BOOKS

LEAST = 3  # of each kind
COUNT = max(int(os.environ.get("CLERK", "0")), LEAST * len(SLIPS))


def test_no_slip_is_silent():
    received = [one for folder in outcomes(range(COUNT)) for one in folder]
    kinds = Counter(one.case.kind for one in received)
    assert len(kinds) >= 40 and [kind for kind in SLIPS if kinds[kind] < LEAST] == []
    assert {one.case.place[1].key for one in received} == {book.key for book in BOOKS}
    print(len(kinds), "kinds:", dict(Counter(one.how for one in received)))
    assert [one.blame for one in received if one.blame] == []
