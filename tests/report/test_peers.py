"""Places among peers as every page, paper and message prints them: a table a group, a crowd without names (rules 4)."""

from __future__ import annotations

import pytest

from pipeline.report.disclosure import open_place
from pipeline.report.rows import UNLISTED, Rank, peer_tables, shared_place


def rank(unit: str, place: int | None, peers: str, **facts: object) -> Rank:
    """A branch of 生产, which is large enough, or of 服务, which is compared with all eight."""
    among = {"生产": ("生产", 6), "服务": ("全厂", 8)}[peers]
    return Rank(
        *("2019Q3", "比学习", str(facts.pop("kind", "党支部")), unit, ""),
        *(90.0, 80.0, 85.0, place, among[0], peers, among[1]),
        **facts,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("row", "printed"),
    [
        (rank("甲", 3, "生产"), "3"),
        (rank("甲", 3, "服务"), "在全厂 8 个支部中第 3"),
        (rank("甲", 3, "服务", kind="班组"), "在全厂 8 个班组中第 3"),
        (rank("甲", 3, "服务", kind="党员"), "在全厂 8 名党员中第 3"),
        (rank("甲", 1, "生产", sharing=5), "1"),
        (rank("甲", 1, "生产", sharing=6), "并列第 1 名 6 个"),
        (rank("甲", 1, "生产", sharing=16, kind="党员"), "并列第 1 名 16 人"),
        (rank("甲", 2, "服务", sharing=6), "在全厂 8 个支部中并列第 2 名 6 个"),
        (rank("甲", None, "生产"), "—"),
        (rank("甲", None, "服务", sharing=0), "—"),
    ],
)
def test_a_place_says_among_whom_and_with_how_many(row: Rank, printed: str):
    assert row.place == printed


def test_a_place_by_total_is_shared_in_the_same_words():
    assert [shared_place(1, 1), shared_place(2, 5), shared_place(2, 6), shared_place(None, 9)] == [
        "1",
        "2",
        "并列第 2 名 6 个",
        "—",
    ]


def test_groups_are_never_mixed_and_a_small_one_says_where_it_stands_in_the_plant():
    rows = [
        rank("服务甲", 3, "服务"),
        *(rank(f"生产{n}", n, "生产") for n in range(1, 7)),
        rank("服务乙", 8, "服务"),
    ]
    large, small = peer_tables(rows)
    assert [line.unit for line in large.lines] == [f"生产{n}" for n in range(1, 7)]
    assert large.heading == "生产（6 个）"
    assert [(line.unit, line.place) for line in small.lines] == [
        ("服务甲", "在全厂 8 个支部中第 3"),
        ("服务乙", "在全厂 8 个支部中第 8"),
    ]
    assert small.heading.startswith("服务（2 个")


@pytest.mark.parametrize(("sharing", "lines"), [(5, 6), (6, 2)])
def test_of_a_crowd_nobody_is_listed(sharing: int, lines: int):
    crowd = [rank(f"生产{n}", 1, "生产", sharing=sharing) for n in range(sharing)]
    (table,) = peer_tables([*crowd, rank("末位", sharing + 1, "生产")])
    assert len(table.lines) == lines and table.lines[-1].unit == "末位"
    assert (table.lines[0].unit == UNLISTED) == (sharing > 5)


def test_only_places_that_are_published_stand_in_a_table():
    rows = [rank(f"生产{n}", n, "生产") for n in range(1, 7)]
    (table,) = peer_tables(rows, lambda row: open_place("top3", row.rank))
    assert [line.place for line in table.lines] == ["1", "2", "3"] and table.heading == "生产（6 个）"
    assert not list(peer_tables(rows, lambda row: open_place("band", row.rank)))
