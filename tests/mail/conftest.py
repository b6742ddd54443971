"""The letters of the sample are worked out once for all tests of mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kit.mail_sample import letters_once


@pytest.fixture(scope="session", autouse=True)
def _letters_are_worked_out_once() -> Iterator[None]:
    with letters_once():
        yield
