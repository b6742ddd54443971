from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from whole_sample import rating, seen

from pipeline.render.circular import circular
from pipeline.render.circular_system import PLANT, system_rows

COUNTED = {"goals": "目标\n达到/目标数", "pledges": "双承诺\n按期/到期", "helps": "本年助力\n次数"}


def sheet(level: str) -> list[dict[str, object]]:
    made = circular(replace(rating().result, level=level), seen=seen())
    assert isinstance(made, bytes)
    heads, *rows = list(openpyxl.load_workbook(io.BytesIO(made))["制度运行"].iter_rows(min_row=4, values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_circular_shows_every_branch_and_the_plant_where_everything_is_published():
    rows = sheet("full")
    branches = sorted(rating().tables.frames["branch"]["branch"])
    assert [row["支部"] for row in rows] == [*branches, PLANT]
    told = system_rows(seen(), "full")
    assert [[row[head] for head in COUNTED.values()] for row in rows] == [[row[name] for name in COUNTED] for row in told]


@pytest.mark.parametrize("level", ["top3", "band"])
def test_a_narrower_publication_level_leaves_only_the_plant(level):
    assert [row["支部"] for row in sheet(level)] == [PLANT]


def test_the_sheet_counts_what_the_indicators_count():
    leaves = {(unit, leaf.rule.code): leaf.value for (kind, unit), found in rating().made.scores.leaves.items()
              if kind == "党支部" for leaf in found}
    for row in system_rows(seen(), "full")[:-1]:
        for column, code in (("pledges", "BR06b"), ("wishes", "BR08a"), ("requests", "BR08b"), ("zones", "BR07a"),
                             ("attendance", "BR03"), ("pairs", "BR09a")):
            value = leaves[str(row["unit"]), code]
            assert row[column] == f"{value.above}/{value.below}", (row["unit"], column)
