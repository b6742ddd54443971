"""The pages that are made from the code are as the code makes them now."""

from __future__ import annotations

import pytest

from pipeline.docs import FOLDER, pages


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_up_to_date(name):
    assert (FOLDER / name).read_text("utf-8") == pages()[name]
