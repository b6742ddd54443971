"""How many examples a law is tried on: few while people work, all of them where a change is judged (LAWS=full)."""

from __future__ import annotations

import os

from hypothesis import settings

FULL, FEW = os.environ.get("LAWS") == "full", 8

settings.register_profile("fast", deadline=None, max_examples=FEW)  # a busy machine breaks no law
settings.register_profile("full", deadline=None)
settings.load_profile("full" if FULL else "fast")


def examples(most: int) -> settings:
    """For a law of its own number of examples."""
    return settings(max_examples=most if FULL else min(most, FEW))
