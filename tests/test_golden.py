"""What the sample gives is committed under golden/; `make golden` accepts a new truth."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit.plant_on_disk import sample_report, sample_seen, table

from pipeline.report.data import findings_csv

GOLDEN = Path(__file__).parent / "golden" / "2019Q3"


def stars() -> bytes:
    return sample_report()["data/stars.csv"]


def ranks() -> bytes:
    """The ranks of the branches: the lines of ranks.csv without those of teams and members."""
    lines = sample_report()["data/ranks.csv"].decode("utf-8-sig").splitlines(keepends=True)
    kinds = [row["unit_kind"] for row in table(sample_report()["data/ranks.csv"])]
    kept = [line for line, kind in zip(lines[1:], kinds, strict=True) if kind == "党支部"]
    return "".join([lines[0], *kept]).encode("utf-8-sig")


def findings() -> bytes:
    return findings_csv(sample_seen().intake.findings)


@pytest.mark.parametrize("truth", [stars, ranks, findings], ids=lambda truth: truth.__name__)
def test_the_sample_gives_what_was_accepted(truth, request):
    path, now = GOLDEN / f"{truth.__name__}.csv", truth()
    if request.config.getoption("--accept"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(now)
    then = table(path.read_bytes())
    assert table(now) == then
    assert now == path.read_bytes()
