from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from kit.whole_sample import rating, seen

from pipeline.report.papers.circular import circular
from pipeline.report.papers.circular_system import PLANT, system_rows, team_rows

COUNTED = {"goals": "目标\n达到/目标数", "pledges": "双承诺\n按期/应兑现", "helps": "本年助力\n次数"}


def sheet(level: str, title: str = "制度运行") -> list[dict[str, object]]:
    made, _ = circular(replace(rating(), level=level))
    assert made is not None
    heads, *rows = list(
        openpyxl.load_workbook(io.BytesIO(made))[title].iter_rows(min_row=4, values_only=True)
    )
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_circular_shows_every_branch_and_the_plant_where_everything_is_published():
    rows = sheet("full")
    branches = sorted(rating().tables.frames["branch"]["branch"])
    assert [row["支部"] for row in rows] == [*branches, PLANT]
    told = system_rows(seen(), "full")
    assert [[row[head] for head in COUNTED.values()] for row in rows] == [
        [row[name] for name in COUNTED] for row in told
    ]


@pytest.mark.parametrize("level", ["top3", "band"])
def test_a_narrower_publication_level_leaves_only_the_plant(level):
    assert [row["支部"] for row in sheet(level)] == [PLANT]


@pytest.mark.parametrize(
    ("title", "first", "others"),
    [
        ("制度运行续", "支部", ("结对难点\n已解决/难点", "督诺\n已督/承诺", "7月清单\n按期/应办")),
        ("班组运行", "班组", ("目标\n达到/目标数", "工作清单\n按期/应办", "7月清单\n按期/应办")),
    ],
)
def test_every_unit_has_its_row_and_the_plant_adds_them_up(title, first, others):
    rows = sheet("full", title)
    units = rating().tables.frames["branch" if first == "支部" else "team"]
    assert [row[first] for row in rows] == [*sorted(units["branch" if first == "支部" else "team"]), PLANT]
    for head in others:
        parts = [tuple(map(int, str(row[head]).split("/"))) for row in rows if row[head] != "—"]
        assert parts[-1] == tuple(map(sum, zip(*parts[:-1], strict=True))), head


def test_wishes_of_small_teams_are_in_no_row():
    small = seen().service.small
    told = {str(row["unit"]): row for row in team_rows(seen(), "full")}
    hidden = [name for name in small if name in told]
    assert hidden and all(told[name]["wishes"] == told[name]["requests"] == "—" for name in hidden)
    due = sum(line["due"] for line in seen().service.wishes.teams if line.unit not in small)
    assert str(told[PLANT]["wishes"]).endswith(f"/{due}")


def test_hours_a_head_are_those_of_the_page():
    told = {str(row["unit"]): row for row in system_rows(seen(), "full")}
    for line in (*seen().training.rows, seen().training.whole):
        assert (told[line.unit]["per_member"], told[line.unit]["per_colleague"]) == (
            line["per_member"],
            line["per_colleague"],
        )


def test_the_sheet_counts_what_the_indicators_count():
    leaves = {
        (unit, leaf.rule.code): leaf.value
        for (kind, unit), found in rating().evaluation.scores.leaves.items()
        if kind == "党支部"
        for leaf in found
    }
    for row in system_rows(seen(), "full")[:-1]:
        for column, code in (
            ("pledges", "BR06b"),
            ("wishes", "BR08a"),
            ("requests", "BR08b"),
            ("zones", "BR07a"),
            ("attendance", "BR03"),
            ("pairs", "BR09a"),
        ):
            value = leaves[str(row["unit"]), code]
            assert row[column] == f"{value.above}/{value.below}", (row["unit"], column)
